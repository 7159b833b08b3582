// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Digests of files and artifacts.

use std::{fmt, str::FromStr};

use super::hex::{append_hex, is_hex};

/// A hash algorithm, named as in-toto's DigestSet names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DigestAlgorithm {
    /// SHA-256 (FIPS 180-4).
    Sha256,
    /// SHA-384 (FIPS 180-4).
    Sha384,
    /// SHA-512 (FIPS 180-4).
    Sha512,
}

impl DigestAlgorithm {
    /// All algorithms, in their order.
    pub const ALL: &[Self] = &[Self::Sha256, Self::Sha384, Self::Sha512];

    const fn bit(self) -> u8 {
        match self {
            Self::Sha256 => 1,
            Self::Sha384 => 2,
            Self::Sha512 => 4,
        }
    }

    /// Number of bytes of a digest.
    pub const fn length(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// The name, in lower case without a hyphen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256",
            Self::Sha384 => "sha384",
            Self::Sha512 => "sha512",
        }
    }

    /// Reads a name as CycloneDX (`SHA-256`), SPDX (`SHA256`) and in-toto (`sha256`) write it.
    /// Algorithms that are no longer collision resistant give `None`: they identify nothing.
    pub fn from_name(name: &str) -> Option<Self> {
        let plain: String = name.chars().filter(|c| *c != '-').collect();
        Self::ALL.iter().copied().find(|a| plain.eq_ignore_ascii_case(a.name()))
    }
}

/// A digest: an algorithm and its value in lower-case hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest {
    algorithm: DigestAlgorithm,
    hex: String,
}

impl Digest {
    /// A digest from a hexadecimal value; `None` when its length or digits are wrong.
    pub fn new(algorithm: DigestAlgorithm, hex: &str) -> Option<Self> {
        is_value(algorithm, hex).then(|| Self { algorithm, hex: hex.to_ascii_lowercase() })
    }

    /// A digest from the bytes that a hash function returned.
    pub fn from_bytes(algorithm: DigestAlgorithm, bytes: &[u8]) -> Option<Self> {
        let hex = bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
        Self::new(algorithm, &hex)
    }

    /// The algorithm.
    pub const fn algorithm(&self) -> DigestAlgorithm {
        self.algorithm
    }

    /// The value in lower-case hexadecimal.
    pub fn hex(&self) -> &str {
        &self.hex
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.algorithm.name(), self.hex)
    }
}

/// Whether `hex` has the length and the digits of a digest.
fn is_value(algorithm: DigestAlgorithm, hex: &str) -> bool {
    hex.len() == algorithm.length().saturating_mul(2) && is_hex(hex)
}

/// Why a text is no digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotADigest;

impl FromStr for Digest {
    type Err = NotADigest;

    fn from_str(text: &str) -> Result<Self, NotADigest> {
        let (name, hex) = text.split_once(':').ok_or(NotADigest)?;
        let algorithm = DigestAlgorithm::from_name(name).ok_or(NotADigest)?;
        Self::new(algorithm, hex).ok_or(NotADigest)
    }
}

/// Digests of the same bytes by different algorithms.
///
/// All in one piece of memory, because an SBOM holds as many of these as it has components.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Digests {
    /// The algorithms, one bit each.
    present: u8,
    /// The values, in the order of the algorithms.
    bytes: Box<[u8]>,
}

impl Digests {
    /// Adds a digest; the first of an algorithm stays.
    pub fn add(&mut self, digest: &Digest) {
        self.add_hex(digest.algorithm, &digest.hex);
    }

    /// Adds a digest by its hexadecimal value; the first of an algorithm stays. Says whether the
    /// value has the length and the digits of one.
    pub fn add_hex(&mut self, algorithm: DigestAlgorithm, hex: &str) -> bool {
        if !is_value(algorithm, hex) {
            return false;
        }
        if self.get(algorithm).is_none() {
            let mut value = Vec::with_capacity(algorithm.length());
            append_hex(&mut value, hex);
            let all = DigestAlgorithm::ALL.iter();
            let values = all.filter_map(|a| if *a == algorithm { Some(value.as_slice()) } else { self.get(*a) });
            self.bytes = values.collect::<Vec<_>>().concat().into();
            self.present |= algorithm.bit();
        }
        true
    }

    /// The digest by `algorithm`, as bytes.
    pub fn get(&self, algorithm: DigestAlgorithm) -> Option<&[u8]> {
        if self.present & algorithm.bit() == 0 {
            return None;
        }
        let before = DigestAlgorithm::ALL.iter().filter(|a| **a < algorithm && self.present & a.bit() != 0);
        let start: usize = before.map(|a| a.length()).sum();
        self.bytes.get(start..)?.get(..algorithm.length())
    }

    /// All digests, ordered by algorithm.
    pub fn iter(&self) -> impl Iterator<Item = Digest> + '_ {
        DigestAlgorithm::ALL.iter().filter_map(|algorithm| Digest::from_bytes(*algorithm, self.get(*algorithm)?))
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.present == 0
    }

    /// Whether there is an algorithm by which both can be compared.
    pub const fn share_algorithm(&self, other: &Self) -> bool {
        self.present & other.present != 0
    }

    /// Whether both name the same bytes: they share an algorithm, and agree on every one shared.
    pub fn agree(&self, other: &Self) -> bool {
        let shared = |a: &&DigestAlgorithm| self.present & other.present & a.bit() != 0;
        let mut shared = DigestAlgorithm::ALL.iter().filter(shared).peekable();
        shared.peek().is_some() && shared.all(|algorithm| self.get(*algorithm) == other.get(*algorithm))
    }

    /// Whether they cannot name the same bytes: they differ in an algorithm that they share. Without
    /// a shared one they neither agree nor contradict each other.
    pub fn contradict(&self, other: &Self) -> bool {
        let shared = |a: &&DigestAlgorithm| self.present & other.present & a.bit() != 0;
        DigestAlgorithm::ALL.iter().filter(shared).any(|algorithm| self.get(*algorithm) != other.get(*algorithm))
    }
}

impl FromIterator<Digest> for Digests {
    fn from_iter<I: IntoIterator<Item = Digest>>(digests: I) -> Self {
        let mut all = Self::default();
        digests.into_iter().for_each(|digest| all.add(&digest));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(c: char) -> Digest {
        Digest::new(DigestAlgorithm::Sha256, &c.to_string().repeat(64)).unwrap()
    }

    #[test]
    fn a_digest_has_the_length_of_its_algorithm() {
        assert!("sha256:abc".parse::<Digest>().is_err());
        assert!(format!("SHA-512:{}", "a".repeat(128)).parse::<Digest>().is_ok());
        assert!(format!("md5:{}", "a".repeat(32)).parse::<Digest>().is_err());
    }

    #[test]
    fn each_digest_is_found_whatever_the_order() {
        let long = Digest::new(DigestAlgorithm::Sha512, &"b".repeat(128)).unwrap();
        let middle = Digest::new(DigestAlgorithm::Sha384, &"c".repeat(96)).unwrap();
        let all: Digests = [long.clone(), digest('a'), middle.clone(), digest('d')].into_iter().collect();
        assert_eq!(all.iter().collect::<Vec<_>>(), [digest('a'), middle, long]);
    }

    #[test]
    fn digests_without_a_shared_algorithm_do_not_agree() {
        let one: Digests = [digest('a')].into_iter().collect();
        let other: Digests = [Digest::new(DigestAlgorithm::Sha512, &"a".repeat(128)).unwrap()].into_iter().collect();
        assert!(one.agree(&one.clone()));
        assert!(!one.agree(&other));
        assert!(!Digests::default().agree(&Digests::default()));
        assert!(!one.contradict(&other) && !one.contradict(&one.clone()));
        assert!(one.contradict(&[digest('b')].into_iter().collect()));
    }
}
