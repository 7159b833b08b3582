// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Values that have a form of their own: licences, paths, media types, days.

use std::borrow::Cow;

use spdx::{Expression, ParseMode};

use super::standard::is_alias;
use crate::{
    formats::address::{has_host, is_urn, uri},
    model::Date,
};

/// Whether a text is an SPDX expression of listed licences, in any letter case (SPDX 2.3, annex D).
pub(super) fn is_license(text: &str) -> bool {
    let mode = ParseMode { allow_deprecated: true, ..ParseMode::STRICT };
    Expression::parse_mode(&in_case_of_list(text), mode).is_ok()
}

fn in_case_of_list(text: &str) -> String {
    let mut listed = String::with_capacity(text.len());
    for part in text.split_inclusive(|c: char| c.is_whitespace() || matches!(c, '(' | ')')) {
        let word = part.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ')'));
        listed.push_str(&in_case(word));
        listed.push_str(part.get(word.len()..).unwrap_or_default());
    }
    listed
}

fn in_case(word: &str) -> Cow<'_, str> {
    let licenses = spdx::identifiers::LICENSES.iter().map(|license| license.name);
    let exceptions = spdx::identifiers::EXCEPTIONS.iter().map(|exception| exception.name);
    licenses.chain(exceptions).find(|id| id.eq_ignore_ascii_case(word)).map_or(Cow::Borrowed(word), Cow::Borrowed)
}

/// Whether a text identifies an organisation: an address with a host, or a URN.
pub(super) fn is_organisation(text: &str) -> bool {
    is_urn(text) || has_host(text)
}

/// Whether a text identifies what is supported: a word of the standard, or a URI of another kind.
pub(super) fn is_supported(text: &str) -> bool {
    match text.strip_prefix("alias:") {
        Some(word) => is_alias(word),
        None => is_urn(text) || uri(text).is_some_and(|(scheme, _)| scheme != "urn"),
    }
}

/// Whether a text is a path inside the repository, or the address of a page, with one of `endings`.
pub(super) fn is_path(text: &str, endings: &[&str]) -> bool {
    let is_address = uri(text).is_some_and(|(scheme, _)| scheme != "file" && has_host(text));
    let is_inside = !text.contains(':') && !text.starts_with(['/', '\\']) && text.split('/').all(|part| part != "..");
    let path = text.split(['?', '#']).next().unwrap_or(text);
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    (is_address || is_inside) && (endings.is_empty() || endings.contains(&&*ending))
}

/// Whether a text is a media type (RFC 6838, section 4.2).
pub(super) fn is_media(text: &str) -> bool {
    let name = |part: &str| {
        let begins = part.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric());
        let right = part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte));
        begins && right && part.len() <= 127
    };
    text.split_once('/').is_some_and(|(kind, rest)| name(kind) && name(rest))
}

/// A day in the only form that the standard allows, YYYY-MM-DD.
pub(super) fn day(text: &str) -> Option<Date> {
    let right = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    right.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_are_expressions_of_listed_ones() {
        for license in ["EUPL-1.2", "MIT OR Apache-2.0", "eupl-1.2", "(MIT and BSD-2-Clause)", "GPL-2.0"] {
            assert!(is_license(license), "{license}");
        }
        for none in ["Invalid License", "EUPL", "MIT, Apache-2.0", ""] {
            assert!(!is_license(none), "{none}");
        }
    }

    #[test]
    fn paths_stay_inside() {
        let logo = |text| is_path(text, &["svg", "png"]);
        assert!(logo("img/Logo.SVG") && logo("https://example.org/raw/logo.png?ref=main"));
        for none in
            ["/logo.png", "file:/logo.png", "file://logo.png", "logo.mpg", "../logo.png", "logo", "C:\\logo.png"]
        {
            assert!(!logo(none), "{none}");
        }
    }

    #[test]
    fn a_day_has_one_form() {
        assert!(day("2026-11-25").is_some());
        for none in ["", "2026-13-01", "25.11.2026", "2026-1-2", "20261125", "2026-11-25T00:00:00Z"] {
            assert!(day(none).is_none(), "{none}");
        }
    }
}
