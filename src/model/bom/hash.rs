// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Hashes of components, with the place in the SBOM where they stand.

use std::{collections::BTreeMap, fmt};

use crate::model::{DigestAlgorithm, Digests, hex::append_hex};

/// All hashes of a component, in one piece of memory.
///
/// Each takes three bytes (place, algorithm, length) and the bytes of its value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hashes(Box<[u8]>);

/// A hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hash<'a> {
    /// Where in the SBOM it stands, and so what it is a hash of.
    pub place: HashPlace,
    /// The algorithm.
    pub algorithm: HashAlgorithm,
    /// The value.
    pub value: &'a [u8],
}

/// Where a hash stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum HashPlace {
    /// At the component itself.
    Component,
    /// At a reference to the deployable form (CycloneDX `distribution`, the file that is an SPDX 3
    /// distribution artifact).
    Distribution,
    /// At a reference of the type `distribution-intake`.
    DistributionIntake,
    /// At a reference to the source code as distributed.
    Source,
    /// At another external reference.
    OtherReference,
}

macro_rules! algorithms {
    ($($name:ident = $word:literal),* $(,)?) => {
        /// A hash algorithm that one of the SBOM formats knows.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "the names are those of the algorithms")]
        #[repr(u8)]
        pub enum HashAlgorithm { $($name),* }

        impl HashAlgorithm {
            /// All algorithms.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The name as CycloneDX writes it, or else as SPDX does.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }
        }
    };
}

algorithms! {
    Sha256 = "SHA-256", Sha384 = "SHA-384", Sha512 = "SHA-512", Sha1 = "SHA-1", Md5 = "MD5", Sha224 = "SHA-224",
    Sha3x224 = "SHA3-224", Sha3x256 = "SHA3-256", Sha3x384 = "SHA3-384", Sha3x512 = "SHA3-512",
    Blake2b256 = "BLAKE2b-256", Blake2b384 = "BLAKE2b-384", Blake2b512 = "BLAKE2b-512", Blake3 = "BLAKE3",
    Streebog256 = "Streebog-256", Streebog512 = "Streebog-512", Md2 = "MD2", Md4 = "MD4", Md6 = "MD6",
    Adler32 = "ADLER32", CrystalsDilithium = "crystalsDilithium", CrystalsKyber = "crystalsKyber",
    Falcon = "falcon", Other = "other",
}

impl HashAlgorithm {
    /// The algorithm by its name in CycloneDX (`SHA-256`), SPDX 2 (`SHA256`) or SPDX 3 (`sha256`,
    /// `sha3_256`, `blake2b256`).
    pub fn from_name(name: &str) -> Option<Self> {
        fn plain(name: &str) -> impl Iterator<Item = u8> {
            let letters = name.bytes().filter(|byte| !matches!(byte, b'-' | b'_'));
            letters.map(|byte| byte.to_ascii_lowercase())
        }
        // Most write it as CycloneDX does, in every hash of a long list.
        let exactly = Self::ALL.iter().copied().find(|algorithm| algorithm.name() == name);
        exactly.or_else(|| Self::ALL.iter().copied().find(|algorithm| plain(algorithm.name()).eq(plain(name))))
    }

    /// Number of bytes of a value, where the algorithm has only one.
    pub const fn length(self) -> Option<usize> {
        match self {
            Self::Adler32 => Some(4),
            Self::Md2 | Self::Md4 | Self::Md5 => Some(16),
            Self::Sha1 => Some(20),
            Self::Sha224 | Self::Sha3x224 => Some(28),
            Self::Sha256 | Self::Sha3x256 | Self::Blake2b256 | Self::Streebog256 => Some(32),
            Self::Sha384 | Self::Sha3x384 | Self::Blake2b384 => Some(48),
            Self::Sha512 | Self::Sha3x512 | Self::Blake2b512 | Self::Streebog512 => Some(64),
            // BLAKE3 gives as many bytes as wanted, MD6 up to 64.
            Self::Blake3 | Self::Md6 | Self::CrystalsDilithium | Self::CrystalsKyber | Self::Falcon | Self::Other => {
                None
            }
        }
    }

    /// The algorithm as digests of artifacts know it; `None` for what no digest is compared by.
    pub const fn digest(self) -> Option<DigestAlgorithm> {
        match self {
            Self::Sha256 => Some(DigestAlgorithm::Sha256),
            Self::Sha384 => Some(DigestAlgorithm::Sha384),
            Self::Sha512 => Some(DigestAlgorithm::Sha512),
            _ => None,
        }
    }
}

impl HashPlace {
    const ALL: &[Self] =
        &[Self::Component, Self::Distribution, Self::DistributionIntake, Self::Source, Self::OtherReference];
}

/// Number of bytes before each value.
const HEAD: usize = 3;

impl Hashes {
    /// Number of bytes that a hash takes in the list, by its hexadecimal value.
    pub const fn size_of(hex: &str) -> usize {
        HEAD.saturating_add(hex.len() / 2)
    }

    /// Appends a hash by its hexadecimal value to `bytes`, which becomes the list. Says whether the
    /// value is hexadecimal and has a length that the algorithm can give.
    pub fn append(bytes: &mut Vec<u8>, (place, algorithm): (HashPlace, HashAlgorithm), hex: &str) -> bool {
        let size = hex.len() / 2;
        let fits = algorithm.length().is_none_or(|length| length == size) && size > 0;
        let (Ok(length), true) = (u8::try_from(size), fits) else { return false };
        let before = bytes.len();
        bytes.extend([place as u8, algorithm as u8, length]);
        let right = append_hex(bytes, hex);
        if !right {
            bytes.truncate(before);
        }
        right
    }

    /// The list that [`Hashes::append`] made.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes.into())
    }

    /// These hashes and those of others, each of which stand at the place given.
    pub fn with<'a>(&self, others: impl Iterator<Item = (HashPlace, &'a Self)>) -> Self {
        let mut bytes = self.0.to_vec();
        for (place, hash) in others.flat_map(|(place, other)| other.iter().map(move |hash| (place, hash))) {
            let length = u8::try_from(hash.value.len()).unwrap_or_default();
            bytes.extend([place as u8, hash.algorithm as u8, length]);
            bytes.extend(hash.value);
        }
        Self(bytes.into())
    }

    /// All hashes, in the order of the document.
    pub fn iter(&self) -> impl Iterator<Item = Hash<'_>> {
        let mut rest: &[u8] = &self.0;
        std::iter::from_fn(move || {
            let (&[place, algorithm, length], after) = rest.split_first_chunk::<HEAD>()?;
            let (value, after) = after.split_at_checked(usize::from(length))?;
            rest = after;
            let place = *HashPlace::ALL.get(usize::from(place))?;
            let algorithm = *HashAlgorithm::ALL.get(usize::from(algorithm))?;
            Some(Hash { place, algorithm, value })
        })
    }

    /// The hashes that stand at `place`.
    pub fn at(&self, place: HashPlace) -> impl Iterator<Item = Hash<'_>> {
        self.iter().filter(move |hash| hash.place == place)
    }

    /// An algorithm by which the component itself has several values.
    pub fn contradiction(&self) -> Option<HashAlgorithm> {
        let mut seen: BTreeMap<HashAlgorithm, &[u8]> = BTreeMap::new();
        let known = self.at(HashPlace::Component).filter(|hash| hash.algorithm != HashAlgorithm::Other);
        known.into_iter().find_map(|hash| {
            let other = seen.insert(hash.algorithm, hash.value);
            other.is_some_and(|other| other != hash.value).then_some(hash.algorithm)
        })
    }

    /// The digests at the component itself and at its deployable form: those that identify it.
    pub fn digests(&self) -> Digests {
        let own = |hash: &Hash<'_>| matches!(hash.place, HashPlace::Component | HashPlace::Distribution);
        let digest = |hash: Hash<'_>| super::super::Digest::from_bytes(hash.algorithm.digest()?, hash.value);
        self.iter().filter(own).filter_map(digest).collect()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Hash<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.algorithm.name())?;
        self.value.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_come_out_as_they_went_in() {
        let mut bytes = Vec::new();
        let long = "aB".repeat(64);
        assert!(Hashes::append(&mut bytes, (HashPlace::Distribution, HashAlgorithm::Sha512), &long));
        assert!(Hashes::append(&mut bytes, (HashPlace::Component, HashAlgorithm::Md5), &"0f".repeat(16)));
        let refused = [("SHA-256", "ab"), ("SHA-1", "zz"), ("MD6", ""), ("MD6", "abc"), ("BLAKE3", &"a".repeat(1_000))];
        for (name, hex) in refused {
            let algorithm = HashAlgorithm::from_name(name).unwrap();
            assert!(!Hashes::append(&mut bytes, (HashPlace::Component, algorithm), hex), "{name}");
        }
        let hashes = Hashes::from_bytes(bytes);
        let all: Vec<String> = hashes.iter().map(|hash| hash.to_string()).collect();
        assert_eq!(all, [format!("SHA-512:{}", long.to_lowercase()), format!("MD5:{}", "0f".repeat(16))]);
        assert_eq!(hashes.at(HashPlace::Component).count(), 1);
        assert_eq!(hashes.digests().iter().count(), 1);
    }

    #[test]
    fn two_values_by_one_algorithm_contradict_each_other() {
        let of = |hashes: &[(HashPlace, HashAlgorithm, &str)]| {
            let mut bytes = Vec::new();
            for (place, algorithm, digit) in hashes {
                let length = algorithm.length().unwrap() * 2;
                assert!(Hashes::append(&mut bytes, (*place, *algorithm), &digit.repeat(length)));
            }
            Hashes::from_bytes(bytes).contradiction()
        };
        let (own, other) = (HashPlace::Component, HashPlace::Distribution);
        let (sha256, sha512) = (HashAlgorithm::Sha256, HashAlgorithm::Sha512);
        assert_eq!(of(&[(own, sha256, "a"), (own, sha512, "b"), (own, sha256, "a"), (other, sha256, "b")]), None);
        assert_eq!(of(&[(own, sha256, "a"), (own, sha512, "b"), (own, sha256, "b")]), Some(sha256));
    }

    #[test]
    fn an_algorithm_is_known_by_each_of_its_names() {
        for (name, algorithm) in [
            ("SHA-256", HashAlgorithm::Sha256),
            ("SHA256", HashAlgorithm::Sha256),
            ("sha3_512", HashAlgorithm::Sha3x512),
            ("SHA3-256", HashAlgorithm::Sha3x256),
            ("BLAKE2b-384", HashAlgorithm::Blake2b384),
            ("blake2b384", HashAlgorithm::Blake2b384),
            ("ADLER32", HashAlgorithm::Adler32),
        ] {
            assert_eq!(HashAlgorithm::from_name(name), Some(algorithm), "{name}");
        }
        assert_eq!(HashAlgorithm::from_name("SHA-257"), None);
    }
}
