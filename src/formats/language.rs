// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Tags of languages (BCP 47).

use std::iter::Peekable;

/// Tags that are older than the grammar and valid all the same (RFC 5646, section 2.2.8).
const IRREGULAR: &[&str] = &[
    "en-gb-oed",
    "i-ami",
    "i-bnn",
    "i-default",
    "i-enochian",
    "i-hak",
    "i-klingon",
    "i-lux",
    "i-mingo",
    "i-navajo",
    "i-pwn",
    "i-tao",
    "i-tay",
    "i-tsu",
    "sgn-be-fr",
    "sgn-be-nl",
    "sgn-ch-de",
];

/// Whether a text is a well-formed tag of a language (RFC 5646, section 2.1). Whether its parts are
/// registered is not looked up.
pub(super) fn is_language(text: &str) -> bool {
    let tag = text.to_ascii_lowercase();
    if IRREGULAR.contains(&&*tag) {
        return true;
    }
    let mut parts = tag.split('-').peekable();
    let letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_lowercase());
    let Some(first) = parts.next() else { return false };
    if first == "x" {
        return are_private(parts);
    }
    // Up to three extended languages, one script, one region, then variants and extensions.
    for _ in 0..3 {
        parts.next_if(|part| first.len() < 4 && part.len() == 3 && letters(part));
    }
    parts.next_if(|part| part.len() == 4 && letters(part));
    let digits = |part: &str| part.len() == 3 && part.bytes().all(|byte| byte.is_ascii_digit());
    parts.next_if(|part| part.len() == 2 && letters(part) || digits(part));
    while parts.next_if(|part| is_variant(part)).is_some() {}
    letters(first) && (2..=8).contains(&first.len()) && are_extensions(parts)
}

fn is_variant(part: &str) -> bool {
    let begins_with_digit = part.bytes().next().is_some_and(|byte| byte.is_ascii_digit());
    is_part(part) && (part.len() > 4 || part.len() == 4 && begins_with_digit)
}

fn is_part(part: &str) -> bool {
    (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Whether what is left are single letters, each with parts behind it.
fn are_extensions<'t>(mut parts: Peekable<impl Iterator<Item = &'t str>>) -> bool {
    while let Some(letter) = parts.next() {
        if letter == "x" {
            return are_private(parts);
        }
        let mut number = 0_u32;
        while parts.next_if(|part| is_part(part) && part.len() > 1).is_some() {
            number = number.saturating_add(1);
        }
        if !is_part(letter) || letter.len() > 1 || number == 0 {
            return false;
        }
    }
    true
}

/// Whether something follows, and nothing but parts.
fn are_private<'t>(mut parts: Peekable<impl Iterator<Item = &'t str>>) -> bool {
    parts.peek().is_some() && parts.all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_follow_the_grammar() {
        for tag in [
            "de",
            "en-GB",
            "sl-IT-nedis",
            "zh-cmn-Hans-CN",
            "de-CH-1901",
            "es-419",
            "x-own",
            "de-x-leicht",
            "en-u-ca-islamcal",
            "i-klingon",
            "gsw",
        ] {
            assert!(is_language(tag), "{tag}");
        }
        for none in
            ["", "hr_HR", "no such language", "d", "de-", "de-a", "de--x", "x", "deutschland", "de-x", "de-DE-DE"]
        {
            assert!(!is_language(none), "{none}");
        }
    }
}
