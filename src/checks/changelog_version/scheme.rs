// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Schemes of versions, and the order of versions in them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{Version, Words};

/// A scheme of versions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Scheme {
    /// Semantic Versioning 2.0.0.
    Semver,
    /// By the calendar: numbers of which the first is a year.
    Calver,
    /// One of the two.
    #[default]
    Any,
}

/// A version that can be compared with others of its scheme.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Number {
    /// Numbers of a calendar, then what follows them; a version with nothing behind is the higher one.
    Calendar(Vec<u64>, bool, String),
    /// A semantic version.
    Semantic(Version),
}

impl Scheme {
    /// The version, where it follows the scheme.
    pub(super) fn read(self, version: &str) -> Option<Number> {
        let semantic = || is_semantic(version).then(|| Version::read(version)).flatten().map(Number::Semantic);
        match self {
            Self::Semver => semantic(),
            Self::Calver => calendar(version),
            Self::Any => calendar(version).or_else(semantic),
        }
    }

    /// What it asks for.
    pub(super) const fn text(self) -> Words {
        match self {
            Self::Semver => Words { en: "by Semantic Versioning (`1.2.3`)", de: "nach Semantic Versioning (`1.2.3`)" },
            Self::Calver => Words { en: "by the calendar (`2026.11.1`)", de: "nach dem Kalender (`2026.11.1`)" },
            Self::Any => Words {
                en: "by Semantic Versioning or the calendar (`1.2.3`, `2026.11.1`)",
                de: "nach Semantic Versioning oder dem Kalender (`1.2.3`, `2026.11.1`)",
            },
        }
    }
}

/// Whether a text follows the grammar (Semantic Versioning 2.0.0, sections 2, 9 and 10).
fn is_semantic(text: &str) -> bool {
    let (text, build) = text.split_once('+').map_or((text, None), |(text, build)| (text, Some(build)));
    let (core, pre) = text.split_once('-').map_or((text, None), |(core, pre)| (core, Some(pre)));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let number = |part: &str| digits(part) && (part == "0" || !part.starts_with('0'));
    let word = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let right_core = core.split('.').count() == 3 && core.split('.').all(number);
    let right_pre = pre.is_none_or(|pre| pre.split('.').all(|part| word(part) && (!digits(part) || number(part))));
    right_core && right_pre && build.is_none_or(|build| build.split('.').all(word))
}

/// Two to four numbers, the first a year in four digits, or in two from 06 (calver.org).
fn calendar(text: &str) -> Option<Number> {
    let (numbers, rest) = match text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '-')) {
        // What is no number belongs to the modifier, with the sign in front of it.
        Some(end) => {
            let start = text.get(..end)?.rfind(['-', '.']).unwrap_or(end);
            text.split_at_checked(start)?
        }
        None => (text, ""),
    };
    let parts: Option<Vec<u64>> = numbers.split(['.', '-']).map(|part| part.parse().ok()).collect();
    let parts = parts.filter(|parts| (2..=4).contains(&parts.len()))?;
    let (year, digits) = (*parts.first()?, numbers.find(['.', '-'])?);
    let is_year = digits == 4 && (1990..2200).contains(&year) || digits == 2 && (6..=99).contains(&year);
    let is_month = parts.get(1).is_some_and(|second| digits == 4 || (1..=12).contains(second));
    (is_year && is_month).then(|| Number::Calendar(parts, rest.is_empty(), rest.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn semantic_versions_follow_the_grammar() {
        for version in ["1.2.3", "0.1.0", "1.0.0-rc.1+build.5", "1.0.0-0a", "1.0.0--"] {
            assert!(Scheme::Semver.read(version).is_some(), "{version}");
        }
        for none in ["1.2", "01.2.3", "1.2.3.4", "1.2.3-", "1.2.3-01", "v1.2.3", "latest", "", "1.2.3+"] {
            assert!(Scheme::Semver.read(none).is_none(), "{none}");
        }
    }

    #[test]
    fn calendar_versions_begin_with_a_year() {
        for version in ["2026.11", "2026.11.1", "26.04", "2026-11-25", "2026.11.0-rc1", "2026.01.02.3"] {
            assert!(Scheme::Calver.read(version).is_some(), "{version}");
        }
        for none in ["1.2.3", "2026", "26.13", "2026.x", "20260.1", "10.2.3.4.5", ""] {
            assert!(Scheme::Calver.read(none).is_none(), "{none}");
        }
    }

    #[test]
    fn versions_are_compared_in_their_scheme() {
        let read = |version| Scheme::Any.read(version).unwrap();
        assert!(read("1.10.0") > read("1.9.9") && read("1.0.0") > read("1.0.0-rc.1"));
        assert!(read("2026.11.1") > read("2026.9.4") && read("2026.11") > read("2026.11-rc1"));
        assert!(read("1.0.0") > read("2026.11"), "a project that left the calendar begins anew");
    }
}
