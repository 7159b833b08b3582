// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Which of two versions is the later one, by the rules of their ecosystem. Where the rules do not
//! decide, nothing is said: a wrong "newer" is worse than none.

use std::cmp::Ordering;

mod deb;
mod maven;
mod pypi;

/// How two versions stand to each other in the ecosystem of a package URL's type; `None` where that
/// cannot be told, or where both are the same by its rules.
pub(super) fn compare(ecosystem: &str, old: &str, new: &str) -> Option<Ordering> {
    let order = match ecosystem {
        "npm" | "cargo" | "golang" | "nuget" | "composer" | "hex" | "pub" | "swift" | "githubactions" => {
            semantic(old, new)
        }
        "pypi" => pypi::compare(old, new),
        "maven" => maven::compare(old, new),
        "deb" => deb::compare(old, new),
        _ => numeric(old, new),
    };
    order.filter(|order| order.is_ne())
}

/// Versions that are nothing but numbers with dots, in any ecosystem.
fn numeric(old: &str, new: &str) -> Option<Ordering> {
    Some(compare_numbers(&numbers(without_v(old))?, &numbers(without_v(new))?))
}

/// Semantic Versioning 2.0.0, section 11, for any count of numbers in front.
fn semantic(old: &str, new: &str) -> Option<Ordering> {
    let apart = |text| {
        let text: &str = without_v(text);
        let text = text.split('+').next().unwrap_or(text);
        let (release, pre) = text.split_once('-').map_or((text, None), |(release, pre)| (release, Some(pre)));
        Some((numbers(release)?, pre))
    };
    let ((old, old_pre), (new, new_pre)) = (apart(old)?, apart(new)?);
    let pre = match (old_pre, new_pre) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (Some(old), Some(new)) => old.split('.').map(Identifier).cmp(new.split('.').map(Identifier)),
    };
    Some(compare_numbers(&old, &new).then(pre))
}

/// A part of a pre-release: numbers come before words.
#[derive(PartialEq, Eq)]
struct Identifier<'a>(&'a str);

impl Ord for Identifier<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        match (is_number(self.0), is_number(other.0)) {
            (true, true) => compare_digits(self.0, other.0),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => self.0.cmp(other.0),
        }
    }
}

impl PartialOrd for Identifier<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Tags and Go modules write `v1.4.0`.
fn without_v(text: &str) -> &str {
    text.strip_prefix(['v', 'V']).unwrap_or(text)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The numbers between dots, where there is nothing else.
fn numbers(text: &str) -> Option<Vec<&str>> {
    text.split('.').map(|part| is_number(part).then_some(part)).collect()
}

/// Numbers in their order; those that are missing at the end are zero.
fn compare_numbers(old: &[&str], new: &[&str]) -> Ordering {
    let longest = old.len().max(new.len());
    let pairs = filled(old, longest).zip(filled(new, longest));
    pairs.map(|(old, new)| compare_digits(old, new)).fold(Ordering::Equal, Ordering::then)
}

fn filled<'a>(list: &'a [&'a str], length: usize) -> impl Iterator<Item = &'a str> {
    list.iter().copied().chain(std::iter::repeat("0")).take(length)
}

/// Numbers of any length.
fn compare_digits(old: &str, new: &str) -> Ordering {
    let (old, new) = (old.trim_start_matches('0'), new.trim_start_matches('0'));
    old.len().cmp(&new.len()).then_with(|| old.cmp(new))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ascending(ecosystem: &str, versions: &[&str]) {
        for (index, old) in versions.iter().enumerate() {
            for new in versions.iter().skip(index + 1) {
                assert_eq!(compare(ecosystem, old, new), Some(Ordering::Less), "{ecosystem} {old} {new}");
                assert_eq!(compare(ecosystem, new, old), Some(Ordering::Greater), "{ecosystem} {new} {old}");
            }
        }
    }

    #[test]
    fn versions_are_ordered_as_their_ecosystem_does() {
        // The example of Semantic Versioning 2.0.0, section 11.4.
        let semantic = ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2"];
        ascending("npm", &[&semantic[..], &["1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.9.0", "1.10.0", "2"]].concat());
        ascending("golang", &["v1.2.3", "v1.10.0", "v2.0.0+incompatible"]);
        // PEP 440, "Summary of permitted suffixes and relative ordering".
        ascending(
            "pypi",
            &[
                "1.dev0",
                "1.0.dev456",
                "1.0a1",
                "1.0a2.dev456",
                "1.0a12.dev456",
                "1.0a12",
                "1.0b1.dev456",
                "1.0b2",
                "1.0b2.post345.dev456",
                "1.0b2.post345",
                "1.0rc1.dev456",
                "1.0rc1",
                "1.0",
                "1.0+abc.5",
                "1.0+abc.7",
                "1.0+5",
                "1.0.post456.dev34",
                "1.0.post456",
                "1.0.15",
                "1.1.dev1",
                "1!0.1",
            ],
        );
        ascending(
            "maven",
            &["1.0-alpha-1", "1.0-beta-1", "1.0-M2", "1.0-RC1", "1.0-SNAPSHOT", "1.0", "1.0-SP1", "1.0.1", "1.10"],
        );
        // Debian Policy, section 5.6.12.
        ascending(
            "deb",
            &[
                "1.0~~",
                "1.0~~a",
                "1.0~",
                "1.0",
                "1.0-1",
                "1.0-1+deb12u1",
                "1.0-1.1",
                "1.0a-1",
                "1.0+b-1",
                "1.10",
                "1:0.1",
            ],
        );
        ascending("generic", &["1", "1.0.1", "1.2", "1.10", "20260101"]);
    }

    #[test]
    fn what_the_rules_do_not_decide_is_left_open() {
        for (ecosystem, old, new) in [
            ("npm", "1.0.0+a", "1.0.0+b"),
            ("npm", "latest", "1.0.0"),
            ("npm", "1.0", "1.0.0"),
            ("pypi", "1.0", "1.0.0"),
            ("pypi", "trunk", "1.0"),
            ("maven", "1.0", "1.0.Final"),
            ("maven", "31.1-jre", "31.1-android"),
            ("deb", "1.0-1", "1.0-01"),
            ("generic", "2024a", "2024b"),
            ("generic", "", "1"),
        ] {
            assert_eq!(compare(ecosystem, old, new), None, "{ecosystem} {old} {new}");
        }
    }

    #[test]
    fn numbers_may_be_of_any_length() {
        let (one, other) = (format!("1.{}", "9".repeat(100)), format!("1.1{}", "0".repeat(100)));
        assert_eq!(compare("generic", &one, &other), Some(Ordering::Less));
    }
}
