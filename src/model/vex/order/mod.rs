// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Which of two versions is the later one, by the rules of their ecosystem.

use std::cmp::Ordering;

mod maven;
mod pypi;
mod semver;

use maven::{Token, compare_maven, maven};
use pypi::Pypi;
use semver::Semver;

/// A way of ordering versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    /// Semantic Versioning 2.0.0, as npm, Cargo and Go use it.
    Semver,
    /// PEP 440.
    Pypi,
    /// Maven's POM reference, "Version Order Specification".
    Maven,
    /// Numbers separated by dots. What holds a letter is not ordered.
    Generic,
}

/// A version that can be compared with others of its scheme.
#[derive(Clone, Debug)]
pub(super) enum Version {
    Semver(Semver),
    Pypi(Pypi),
    Maven(Vec<Token>),
    Generic(Vec<Number>),
}

/// A whole number of any length, without leading zeros. Shorter is smaller.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Number {
    length: usize,
    digits: Box<str>,
}

impl Number {
    fn new(text: &str) -> Option<Self> {
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let digits = text.trim_start_matches('0');
        Some(Self { length: digits.len(), digits: digits.into() })
    }

    fn zero() -> Self {
        Self { length: 0, digits: Box::default() }
    }
}

impl Scheme {
    pub(super) fn from_name(name: &str) -> Option<Self> {
        match name {
            "semver" | "npm" | "cargo" | "golang" => Some(Self::Semver),
            "pypi" => Some(Self::Pypi),
            "maven" => Some(Self::Maven),
            "generic" => Some(Self::Generic),
            _ => None,
        }
    }

    /// A version of this scheme; `None` where it is none.
    pub(super) fn version(self, text: &str) -> Option<Version> {
        match self {
            Self::Semver => Semver::new(text).map(Version::Semver),
            Self::Pypi => Pypi::new(text).map(Version::Pypi),
            Self::Maven => maven(text).map(Version::Maven),
            Self::Generic => dotted(text).map(Version::Generic),
        }
    }
}

impl Version {
    /// The order of two versions of one scheme.
    pub(super) fn cmp_to(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Semver(one), Self::Semver(other)) => one.cmp(other),
            (Self::Pypi(one), Self::Pypi(other)) => one.cmp(other),
            (Self::Maven(one), Self::Maven(other)) => compare_maven(one, other),
            (Self::Generic(one), Self::Generic(other)) => one.cmp(other),
            // Versions of two schemes are never brought together.
            _ => Ordering::Equal,
        }
    }
}

/// Numbers separated by dots, without zeros at the end.
fn dotted(text: &str) -> Option<Vec<Number>> {
    let mut numbers = text.split('.').map(Number::new).collect::<Option<Vec<_>>>()?;
    while numbers.last() == Some(&Number::zero()) {
        numbers.pop();
    }
    Some(numbers)
}

#[cfg(test)]
mod tests;
