// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Whether identifiers are well formed.

use packageurl::PackageUrl;

/// Whether a text is a package URL.
pub(super) fn is_purl(text: &str) -> bool {
    text.parse::<PackageUrl<'_>>().is_ok()
}

/// Whether a text is a CPE: a URI of version 2.2 or a formatted string of version 2.3 (NISTIR 7695,
/// sections 6.1 and 6.2).
pub(super) fn is_cpe(text: &str) -> bool {
    match text.strip_prefix("cpe:2.3:") {
        Some(rest) => is_formatted_string(rest),
        None => is_uri(text),
    }
}

/// The bound form of version 2.2: `cpe:/` and at most seven components, the first of which is the part.
fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_at_checked(5) else { return false };
    if !scheme.eq_ignore_ascii_case("cpe:/") {
        return false;
    }
    let mut components = rest.split(':');
    let part = components.next().unwrap_or_default();
    let right = |component: &str| {
        component.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'~' | b'%'))
            && component
                .split('%')
                .skip(1)
                .all(|rest| rest.get(..2).is_some_and(|hex| u8::from_str_radix(hex, 16).is_ok()))
    };
    matches!(part, "" | "a" | "h" | "o" | "A" | "H" | "O") && rest.split(':').count() <= 7 && components.all(right)
}

/// What follows `cpe:2.3:`: eleven components, of which the first is the part and the seventh a language.
fn is_formatted_string(rest: &str) -> bool {
    let components = apart(rest);
    let [part, others @ ..] = components.as_slice() else { return false };
    let right = |(index, component): (usize, &&str)| match index {
        5 => is_language(component),
        _ => is_attribute(component),
    };
    matches!(*part, "a" | "h" | "o" | "*" | "-") && others.len() == 10 && others.iter().enumerate().all(right)
}

/// The components, at colons without a backslash in front.
fn apart(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut escaped) = (0, false);
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b':' => {
                parts.push(text.get(start..index).unwrap_or_default());
                start = index.saturating_add(1);
            }
            _ => {}
        }
    }
    parts.push(text.get(start..).unwrap_or_default());
    parts
}

/// `*`, `-`, or characters with wildcards only at the ends: one `*` or any number of `?`.
fn is_attribute(text: &str) -> bool {
    if matches!(text, "*" | "-") {
        return true;
    }
    let front = text.strip_prefix('*').unwrap_or_else(|| text.trim_start_matches('?'));
    let mut inner = front;
    // A wildcard with a backslash in front is a character.
    let quoted = |text: &str| text.bytes().rev().skip(1).take_while(|byte| *byte == b'\\').count() % 2 == 1;
    if inner.ends_with('*') && !quoted(inner) {
        inner = inner.strip_suffix('*').unwrap_or(inner);
    } else {
        while inner.ends_with('?') && !quoted(inner) {
            inner = inner.strip_suffix('?').unwrap_or(inner);
        }
    }
    !inner.is_empty() && is_quoted_rightly(inner)
}

fn is_quoted_rightly(text: &str) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let right = match byte {
            b'\\' => bytes.next().is_some_and(|next| next.is_ascii_punctuation()),
            byte => byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'),
        };
        if !right {
            return false;
        }
    }
    true
}

/// A language tag of RFC 5646 with at most a region, `*` or `-`.
fn is_language(text: &str) -> bool {
    let (language, region) = text.split_once('-').unwrap_or((text, ""));
    let letters = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphabetic());
    let numbers = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let known_region = match region.len() {
        0 => !text.ends_with('-'),
        2 => letters(region),
        3 => numbers(region),
        _ => false,
    };
    matches!(text, "*" | "-") || (matches!(language.len(), 2 | 3) && letters(language) && known_region)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpes_of_both_forms_are_told_from_what_is_none() {
        for right in [
            "cpe:/a:openssl:openssl:3.0.1",
            "cpe:/o:linux:linux_kernel",
            "cpe:/a:a:b%21:1.0:::de",
            "cpe:2.3:a:openssl:openssl:3.0.1:*:*:*:*:*:*:*",
            "cpe:2.3:a:foo\\\\bar:big\\$money:2010:*:*:*:special:ipod_touch:80gb:*",
            "cpe:2.3:a:x:y\\:z:1.?:-:*:en-us:*:*:*:*",
            "cpe:2.3:a:x:*y*:1:*:*:*:*:*:*:*",
            "cpe:2.3:a:x:y\\?:1:*:*:*:*:*:*:*",
        ] {
            assert!(is_cpe(right), "{right}");
        }
        for wrong in [
            "",
            "cpe",
            "cpe:/x:a:b",
            "cpe:/a:a:b:1:2:3:4:5",
            "cpe:/a:a b:c",
            "cpe:/a:a:b%2",
            "cpe:2.3:a:openssl:openssl:3.0.1:*:*:*:*:*:*",
            "cpe:2.3:a:openssl:openssl:3.0.1:*:*:*:*:*:*:*:*",
            "cpe:2.3:x:openssl:openssl:3.0.1:*:*:*:*:*:*:*",
            "cpe:2.3:a:open ssl:openssl:3.0.1:*:*:*:*:*:*:*",
            "cpe:2.3:a::openssl:3.0.1:*:*:*:*:*:*:*",
            "cpe:2.3:a:x:y+z:1:*:*:*:*:*:*:*",
            "cpe:2.3:a:x:a*b:1:*:*:*:*:*:*:*",
            "cpe:2.3:a:x:y:1:*:*:deutsch:*:*:*:*",
            "cpe:2.3:a:x:y\\",
        ] {
            assert!(!is_cpe(wrong), "{wrong}");
        }
    }

    #[test]
    fn package_urls_have_a_type_and_a_name() {
        assert!(is_purl("pkg:npm/%40babel/core@7.0.0?x=y#a/b"));
        for wrong in ["", "npm/a@1", "pkg:npm", "pkg:/a", "pkg:npm/"] {
            assert!(!is_purl(wrong), "{wrong}");
        }
    }
}
