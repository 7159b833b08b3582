// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The versions that a statement means: one, or a range as the VERS specification writes it
//! (`vers:npm/>=1.0.0|<2.0.0`).

use super::{
    Purl,
    order::{Scheme, Version},
};
use crate::model::versions::orders;

/// Most constraints of a range that are read.
const MOST_CONSTRAINTS: usize = 200;

/// The versions that a statement means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Versions {
    /// Whatever version.
    #[default]
    Any,
    /// Exactly this one.
    One(Box<str>),
    /// A range as written. Only `vers:` ranges of a scheme known here can be decided.
    Range(Box<str>),
}

/// Versions, ready to be asked.
#[derive(Clone, Debug)]
pub(super) enum Meant {
    Any,
    One(Box<str>),
    Range(Range),
    /// A range that cannot be decided.
    Undecidable,
}

/// A range of one scheme.
#[derive(Clone, Debug)]
pub(super) struct Range {
    /// The scheme's name, which tells the packages that it is for.
    name: Box<str>,
    scheme: Scheme,
    every: bool,
    /// In ascending order, as the specification asks for.
    constraints: Vec<(Comparator, Version)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Meant {
    pub(super) fn new(versions: &Versions) -> Self {
        match versions {
            Versions::Any => Self::Any,
            Versions::One(version) => Self::One(version.clone()),
            Versions::Range(range) if range.trim() == "vers:all/*" => Self::Any,
            Versions::Range(range) => Range::new(range).map_or(Self::Undecidable, Self::Range),
        }
    }

    /// Whether the version of a package is one of them; `None` where that cannot be told.
    pub(super) fn hold(&self, package: &Purl) -> Option<bool> {
        match self {
            Self::Any => Some(true),
            Self::One(one) => Some(package.version() == Some(one)),
            // Between packages that order their versions in another way, a range lies nowhere.
            Self::Range(range) if !orders(&range.name, package.kind()) => None,
            Self::Range(range) => range.holds(package.version()?),
            Self::Undecidable => None,
        }
    }

    /// Whether they name versions at all.
    pub(super) const fn is_narrow(&self) -> bool {
        !matches!(self, Self::Any)
    }
}

impl Range {
    /// Reads `vers:scheme/constraint|constraint`; `None` where it is malformed or of an unknown scheme.
    fn new(text: &str) -> Option<Self> {
        let (name, list) = text.trim().strip_prefix("vers:")?.split_once('/')?;
        let scheme = Scheme::from_name(name)?;
        if list.trim() == "*" {
            return Some(Self { name: name.into(), scheme, every: true, constraints: Vec::new() });
        }
        if list.split('|').count() > MOST_CONSTRAINTS {
            return None;
        }
        let mut constraints: Vec<(Comparator, Version)> = Vec::new();
        // Some producers do not put them in order, as the specification asks for.
        for constraint in list.split('|') {
            let (comparator, version) = Comparator::split(constraint.trim(), scheme)?;
            let at = constraints.iter().take_while(|(_, other)| other.cmp_to(&version).is_lt()).count();
            constraints.insert(at, (comparator, version));
        }
        let mut pairs = constraints.iter().zip(constraints.iter().skip(1));
        let ascends = pairs.all(|((_, one), (_, next))| one.cmp_to(next).is_lt());
        let range = Self { name: name.into(), scheme, every: false, constraints };
        (ascends && range.is_sound()).then_some(range)
    }

    /// Bounds open and close in turn: `<` first or behind `>`, `>` behind `<`.
    fn is_sound(&self) -> bool {
        let bounds: Vec<bool> = self.bounds().map(|(comparator, _)| comparator.is_upper()).collect();
        bounds.iter().zip(bounds.iter().skip(1)).all(|(one, next)| one != next)
    }

    fn bounds(&self) -> impl Iterator<Item = &(Comparator, Version)> {
        self.constraints.iter().filter(|(c, _)| !matches!(c, Comparator::Equal | Comparator::NotEqual))
    }

    fn holds(&self, version: &str) -> Option<bool> {
        let version = self.scheme.version(version)?;
        if self.every {
            return Some(true);
        }
        let same = |(_, bound): &&(Comparator, Version)| bound.cmp_to(&version).is_eq();
        if let Some((comparator, _)) = self.constraints.iter().find(same) {
            use Comparator::{Equal, GreaterOrEqual, LessOrEqual};
            return Some(matches!(comparator, Equal | LessOrEqual | GreaterOrEqual));
        }
        // Only `!=`: everything else is meant.
        if self.constraints.iter().all(|(comparator, _)| *comparator == Comparator::NotEqual) {
            return Some(true);
        }
        let above = self.bounds().find(|(_, bound)| bound.cmp_to(&version).is_gt());
        let below = self.bounds().take_while(|(_, bound)| bound.cmp_to(&version).is_lt()).last();
        Some(match (below, above) {
            (_, Some((comparator, _))) => comparator.is_upper(),
            (Some((comparator, _)), None) => !comparator.is_upper(),
            (None, None) => false,
        })
    }
}

impl Comparator {
    fn split(constraint: &str, scheme: Scheme) -> Option<(Self, Version)> {
        const SIGNS: &[(&str, Comparator)] = &[
            ("!=", Comparator::NotEqual),
            ("<=", Comparator::LessOrEqual),
            (">=", Comparator::GreaterOrEqual),
            ("<", Comparator::Less),
            (">", Comparator::Greater),
            ("=", Comparator::Equal),
        ];
        let signed = SIGNS.iter().find_map(|(sign, comparator)| Some((*comparator, constraint.strip_prefix(sign)?)));
        let (comparator, version) = signed.unwrap_or((Self::Equal, constraint));
        Some((comparator, scheme.version(&decoded(version.trim())?)?))
    }

    const fn is_upper(self) -> bool {
        matches!(self, Self::Less | Self::LessOrEqual)
    }
}

/// A version with its percent-encoding resolved.
fn decoded(text: &str) -> Option<String> {
    let mut pieces = text.split('%');
    let mut bytes = pieces.next()?.as_bytes().to_vec();
    for piece in pieces {
        bytes.push(u8::from_str_radix(piece.get(..2)?, 16).ok()?);
        bytes.extend_from_slice(piece.get(2..)?.as_bytes());
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a range holds this version of a package that it is for.
    fn holds(range: &str, version: &str) -> Option<bool> {
        let kind = range.split([':', '/']).nth(1).unwrap().replace("semver", "hex");
        holds_package(range, &format!("pkg:{kind}/a@{version}"))
    }

    fn holds_package(range: &str, purl: &str) -> Option<bool> {
        Meant::new(&Versions::Range(range.into())).hold(&Purl::new(purl).unwrap())
    }

    #[test]
    fn a_version_lies_between_its_bounds() {
        let range = "vers:npm/>=1.0.0|<2.0.0|>=3.0.0|<=3.1.0|5.0.0";
        for (version, expected) in [
            ("0.9.0", false),
            ("1.0.0", true),
            ("1.9.9", true),
            ("2.0.0", false),
            ("2.5.0", false),
            ("3.0.5", true),
            ("3.1.0", true),
            ("4.0.0", false),
            ("5.0.0", true),
            ("1.0.0-rc.1", false),
        ] {
            assert_eq!(holds(range, version), Some(expected), "{version}");
        }
        assert_eq!(holds("vers:npm/<1.0.0", "0.1.0"), Some(true));
        assert_eq!(holds("vers:semver/<7.0.0|>=1.5.0", "1.5.0"), Some(true));
        assert_eq!(holds("vers:semver/>=7.0.0|<1.5.0", "1.5.0"), Some(false));
        assert_eq!(holds("vers:npm/>1.0.0|!=1.5.0", "1.5.0"), Some(false));
        assert_eq!(holds("vers:npm/!=1.5.0", "1.4.0"), Some(true));
        assert_eq!(holds("vers:npm/1.0.0|2.0.0", "1.5.0"), Some(false));
        assert_eq!(holds("vers:pypi/*", "1"), Some(true));
        assert_eq!(holds("vers:maven/<1.0%2B1", "1.0"), Some(true));
    }

    #[test]
    fn what_cannot_be_decided_is_no_match() {
        for range in [
            "vers:deb/<2.0",
            "vers:npm/<two",
            "vers:npm/",
            "vers:npm/<2.0.0|<2.0",
            "vers:npm/>1.0.0|>2.0.0",
            "<2.0",
            ">= 1",
            "vers:npm/<1%",
        ] {
            assert_eq!(holds_package(range, "pkg:npm/a@1.0.0"), None, "{range}");
        }
        assert_eq!(holds("vers:npm/<2.0.0", "latest"), None);
        assert_eq!(holds_package("vers:npm/<2.0.0", "pkg:npm/a"), None);
    }

    #[test]
    fn a_range_of_one_ecosystem_says_nothing_of_another() {
        for (range, purl) in [
            ("vers:semver/<3.0.1", "pkg:deb/debian/a@3.0.1-1+deb12u2"),
            ("vers:npm/<3.0.1", "pkg:deb/debian/a@3.0.1-1+deb12u2"),
            ("vers:npm/*", "pkg:cargo/a@1.0.0"),
            ("vers:generic/<2", "pkg:deb/debian/a@1"),
            ("vers:semver/<2", "pkg:maven/a/a@1"),
        ] {
            assert_eq!(holds_package(range, purl), None, "{range} {purl}");
        }
        assert_eq!(holds_package("vers:semver/<3.0.1", "pkg:npm/a@1.0.0"), Some(true));
    }
}
