// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Ranges of versions, as `vers` writes them (package-url/vers-spec), where versions are ordered by
//! Semantic Versioning. Other ecosystems order theirs in ways of their own; a range over one of
//! those is refused, because guessing an order would let it take in more than was meant.

use std::{borrow::Cow, cmp::Ordering, fmt};

use packageurl::PackageUrl;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error};

use super::Package;

/// The schemes of `vers` that are read: ecosystems that order versions by Semantic Versioning, and
/// `semver` for whatever does.
const SCHEMES: &[&str] = &["cargo", "golang", "npm", "semver"];
/// The types of package URLs whose ecosystems ask for Semantic Versioning and order by it. Others use it
/// often and not always, or let build metadata count.
const SEMANTIC: &[&str] = &["cargo", "golang", "hex", "npm", "swift"];
/// The most constraints of a range.
const MOST: usize = 64;

/// A range of versions, such as `vers:npm/>=1.0.0|<1.4.2`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionRange {
    written: String,
    scheme: String,
    constraints: Vec<(Comparator, Version)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparator {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// A version by Semantic Versioning 2.0.0, without its build metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    numbers: [u64; 3],
    pre_release: Vec<String>,
}

/// Whether packages of a type of package URL order their versions as a scheme of `vers` does: those of its
/// own name do, and by `semver` those that ask for Semantic Versioning.
pub(super) fn orders(scheme: &str, kind: &str) -> bool {
    scheme == kind || (scheme == "semver" && SEMANTIC.contains(&kind))
}

impl VersionRange {
    /// Reads a range; an error says what is wrong with it.
    pub fn new(written: &str) -> Result<Self, String> {
        let wanted = || format!("expected a range of versions such as `vers:npm/>=1.0.0|<1.4.2`, got `{written}`");
        let (scheme, list) = written.strip_prefix("vers:").and_then(|rest| rest.split_once('/')).ok_or_else(wanted)?;
        if !SCHEMES.contains(&scheme) {
            let known = SCHEMES.join("`, `");
            return Err(format!(
                "ranges of `{scheme}` versions are not read; read are `{known}`; name single versions in `subject` instead"
            ));
        }
        let parts: Vec<&str> = list.split('|').map(str::trim).filter(|part| !part.is_empty()).collect();
        if parts.is_empty() || parts.len() > MOST {
            return Err(wanted());
        }
        let mut constraints = Vec::new();
        for part in parts {
            constraints
                .push(constraint(part).ok_or_else(|| format!("`{part}` is no version with a comparison in front"))?);
        }
        constraints.sort_by(|(_, a), (_, b)| a.cmp(b));
        if constraints.windows(2).any(|pair| matches!(pair, [(_, a), (_, b)] if a == b)) {
            return Err("a version stands twice in the range".to_owned());
        }
        Ok(Self { written: written.to_owned(), scheme: scheme.to_owned(), constraints })
    }

    /// Whether the version of a component lies in the range. A component of another ecosystem or of none
    /// that is known, or whose version is no semantic one, never does.
    pub fn takes_in(&self, package: &Package) -> bool {
        let purl: Option<PackageUrl<'_>> = package.purl.as_deref().and_then(|purl| purl.parse().ok());
        let Some(purl) = purl.filter(|purl| orders(&self.scheme, purl.ty())) else { return false };
        let version = purl.version().or(package.version.as_deref());
        version.and_then(Version::read).is_some_and(|version| self.contains(&version))
    }

    /// The containment of the specification: single versions first, then intervals.
    fn contains(&self, version: &Version) -> bool {
        use Comparator::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, Unequal};
        let named = self.constraints.iter().find(|(_, bound)| bound == version);
        if let Some((comparator, _)) = named {
            return matches!(comparator, Equal | LessOrEqual | GreaterOrEqual);
        }
        let bounds: Vec<&(Comparator, Version)> =
            self.constraints.iter().filter(|(comparator, _)| !matches!(comparator, Equal | Unequal)).collect();
        let opens = |comparator: &Comparator| matches!(comparator, Greater | GreaterOrEqual);
        let closes = |comparator: &Comparator| matches!(comparator, Less | LessOrEqual);
        // The nearest bounds below and above decide.
        let below = bounds.iter().rev().find(|(_, bound)| bound < version).map(|(comparator, _)| opens(comparator));
        let above = bounds.iter().find(|(_, bound)| bound > version).map(|(comparator, _)| closes(comparator));
        match (below, above) {
            (None, None) => !self.constraints.is_empty() && self.constraints.iter().all(|(c, _)| *c == Unequal),
            (below, above) => below.unwrap_or(true) && above.unwrap_or(true),
        }
    }
}

fn constraint(part: &str) -> Option<(Comparator, Version)> {
    const SIGNS: [(&str, Comparator); 6] = [
        (">=", Comparator::GreaterOrEqual),
        ("<=", Comparator::LessOrEqual),
        ("!=", Comparator::Unequal),
        (">", Comparator::Greater),
        ("<", Comparator::Less),
        ("=", Comparator::Equal),
    ];
    let sign = SIGNS.into_iter().find_map(|(sign, comparator)| Some((comparator, part.strip_prefix(sign)?)));
    let (comparator, version) = sign.unwrap_or((Comparator::Equal, part));
    Some((comparator, Version::read(version.trim())?))
}

impl Version {
    /// Reads a version; missing numbers are zero, a leading `v` is none of it.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.strip_prefix('v').unwrap_or(text);
        let text = text.split('+').next().unwrap_or(text);
        let (core, pre_release) = text.split_once('-').map_or((text, None), |(core, rest)| (core, Some(rest)));
        let mut numbers = [0; 3];
        let mut parts = core.split('.');
        for (slot, part) in numbers.iter_mut().zip(parts.by_ref()) {
            if part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            *slot = part.parse().ok()?;
        }
        let pre_release: Vec<String> =
            pre_release.into_iter().flat_map(|rest| rest.split('.')).map(str::to_owned).collect();
        let right = parts.next().is_none() && pre_release.iter().all(|part| !part.is_empty());
        right.then_some(Self { numbers, pre_release })
    }

    /// Whether it is a release of the same line as `fix`, where `next` is the fix in the line that follows:
    /// equal in every number up to the first in which these two differ.
    pub fn is_in_line(&self, fix: &Self, next: &Self) -> bool {
        let equal = |(one, other): &(&u64, &u64)| one == other;
        let shared = fix.numbers.iter().zip(&next.numbers).take_while(equal).count();
        self.numbers.iter().zip(&fix.numbers).take(shared.saturating_add(1)).all(|pair| equal(&pair))
    }
}

impl Ord for Version {
    /// The precedence of Semantic Versioning 2.0.0, section 11.
    fn cmp(&self, other: &Self) -> Ordering {
        let pre = || match (self.pre_release.is_empty(), other.pre_release.is_empty()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            (false, false) => parts(&self.pre_release).cmp(parts(&other.pre_release)),
        };
        self.numbers.cmp(&other.numbers).then_with(pre)
    }
}

/// Numbers come before words and compare as numbers.
fn parts(pre_release: &[String]) -> impl Iterator<Item = (bool, u64, &str)> {
    pre_release.iter().map(|part| match part.parse::<u64>() {
        Ok(number) if part.bytes().all(|byte| byte.is_ascii_digit()) => (false, number, ""),
        _ => (true, 0, part.as_str()),
    })
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for VersionRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

impl<'de> Deserialize<'de> for VersionRange {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Cow::<str>::deserialize(deserializer)?;
        Self::new(&written).map_err(D::Error::custom)
    }
}

impl JsonSchema for VersionRange {
    fn schema_name() -> Cow<'static, str> {
        "VersionRange".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "version-range", "examples": ["vers:npm/>=1.0.0|<1.4.2"] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes_in(range: &str, purl: &str) -> bool {
        let package = Package { name: "a".into(), version: None, purl: Some(purl.into()) };
        VersionRange::new(range).unwrap().takes_in(&package)
    }

    #[test]
    fn a_range_takes_in_what_lies_between_its_bounds() {
        let range = "vers:npm/>=1.0.0|<1.4.2|2.0.0|>3.0.0|!=3.1.0";
        for (version, inside) in [
            ("0.9.9", false),
            ("1.0.0", true),
            ("1.4.1", true),
            ("1.4.2-rc.1", true),
            ("1.4.2", false),
            ("2.0.0", true),
            ("2.0.1", false),
            ("3.0.0", false),
            ("3.1.0", false),
            ("3.2.0", true),
            ("1.0.0-alpha", false),
            ("latest", false),
        ] {
            assert_eq!(takes_in(range, &format!("pkg:npm/a@{version}")), inside, "{version}");
        }
        assert!(!takes_in(range, "pkg:cargo/a@1.0.0"));
        assert!(takes_in("vers:semver/<2", "pkg:hex/a@1.9"));
        assert!(takes_in("vers:golang/<=1.2.3", "pkg:golang/a@v1.2.3"));
    }

    #[test]
    fn a_range_takes_in_nothing_of_an_ecosystem_with_an_order_of_its_own() {
        for purl in ["pkg:deb/debian/a@3.0.1-1+deb12u2", "pkg:rpm/a@1.0.0", "pkg:maven/a/a@1.0.0", "pkg:generic/a@1"] {
            for range in ["vers:semver/<3.0.1", "vers:npm/<3.0.1", "vers:cargo/!=9"] {
                assert!(!takes_in(range, purl), "{range} {purl}");
            }
        }
        let nameless = Package { name: "a".into(), version: Some("1.0.0".into()), purl: None };
        assert!(!VersionRange::new("vers:semver/<2").unwrap().takes_in(&nameless));
    }

    #[test]
    fn what_cannot_be_ordered_is_an_error() {
        for range in ["vers:deb/<1.0", "npm/<1", "vers:npm/", "vers:npm/<x", "vers:npm/<1.0|>1.0.0", "vers:npm/*"] {
            assert!(VersionRange::new(range).is_err(), "{range}");
        }
    }

    #[test]
    fn a_line_of_releases_ends_where_the_next_one_has_its_own_fix() {
        let read = |text: &str| Version::read(text).unwrap();
        let in_line = |version: &str, fix: &str, next: &str| read(version).is_in_line(&read(fix), &read(next));
        assert!(in_line("1.9.0", "1.0.9", "2.0.5") && !in_line("2.0.0", "1.0.9", "2.0.5"));
        assert!(in_line("1.2.9", "1.2.3", "1.3.1") && !in_line("1.3.0", "1.2.3", "1.3.1"));
        assert!(in_line("1.2.3", "1.2.3-rc.1", "1.2.3") && !in_line("1.2.4", "1.2.3-rc.1", "1.2.3"));
    }

    #[test]
    fn versions_have_the_order_of_semantic_versioning() {
        let order = [
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
        ];
        let read: Vec<Version> = order.iter().map(|text| Version::read(text).unwrap()).collect();
        assert!(read.is_sorted());
    }
}
