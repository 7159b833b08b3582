// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The algorithms of signatures by name: what a policy can accept and what a proof can rest on.

use std::fmt;

use super::DigestAlgorithm;

/// An algorithm of signatures. [`crate::verify`] knows how to check each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// ECDSA (FIPS 186-5 section 6) over a curve and a hash.
    Ecdsa(Curve, DigestAlgorithm),
    /// RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2).
    RsaPkcs1(DigestAlgorithm),
    /// RSASSA-PSS (RFC 8017 section 8.1), with MGF1 over the same hash.
    RsaPss(DigestAlgorithm),
    /// Ed25519 over the message itself (RFC 8032 section 5.1).
    Ed25519,
    /// Ed25519 over the message's SHA-512, `Ed25519ph` of RFC 8032.
    Ed25519ph,
    /// ML-DSA (FIPS 204) over the message itself, with an empty context.
    MlDsa(Lattice),
}

/// An elliptic curve for ECDSA.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Curve {
    /// NIST P-256 (SP 800-186).
    P256,
    /// NIST P-384.
    P384,
    /// NIST P-521.
    P521,
    /// brainpoolP256r1 (RFC 5639).
    BrainpoolP256r1,
    /// brainpoolP384r1.
    BrainpoolP384r1,
    /// brainpoolP512r1.
    BrainpoolP512r1,
}

/// A parameter set of ML-DSA (FIPS 204 section 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lattice {
    /// ML-DSA-44, category 2.
    MlDsa44,
    /// ML-DSA-65, category 3.
    MlDsa65,
    /// ML-DSA-87, category 5.
    MlDsa87,
}

impl Curve {
    /// All curves.
    pub const ALL: &[Self] =
        &[Self::P256, Self::P384, Self::P521, Self::BrainpoolP256r1, Self::BrainpoolP384r1, Self::BrainpoolP512r1];

    /// The part of an algorithm's id.
    pub const fn name(self) -> &'static str {
        match self {
            Self::P256 => "p256",
            Self::P384 => "p384",
            Self::P521 => "p521",
            Self::BrainpoolP256r1 => "brainpoolp256r1",
            Self::BrainpoolP384r1 => "brainpoolp384r1",
            Self::BrainpoolP512r1 => "brainpoolp512r1",
        }
    }

    /// The hash that goes with the curve where nobody names another.
    pub const fn hash(self) -> DigestAlgorithm {
        match self {
            Self::P256 | Self::BrainpoolP256r1 => DigestAlgorithm::Sha256,
            Self::P384 | Self::BrainpoolP384r1 => DigestAlgorithm::Sha384,
            Self::P521 | Self::BrainpoolP512r1 => DigestAlgorithm::Sha512,
        }
    }
}

impl Lattice {
    /// All parameter sets.
    pub const ALL: &[Self] = &[Self::MlDsa44, Self::MlDsa65, Self::MlDsa87];

    /// The algorithm's id.
    pub const fn name(self) -> &'static str {
        match self {
            Self::MlDsa44 => "ml-dsa-44",
            Self::MlDsa65 => "ml-dsa-65",
            Self::MlDsa87 => "ml-dsa-87",
        }
    }
}

impl Algorithm {
    /// Every algorithm, in the order of documentation.
    pub fn all() -> impl Iterator<Item = Self> {
        let hashes = || DigestAlgorithm::ALL.iter().copied();
        let ecdsa = Curve::ALL.iter().flat_map(move |curve| hashes().map(|hash| Self::Ecdsa(*curve, hash)));
        let rsa = hashes().map(Self::RsaPkcs1).chain(hashes().map(Self::RsaPss));
        let edwards = [Self::Ed25519, Self::Ed25519ph].into_iter();
        ecdsa.chain(rsa).chain(edwards).chain(Lattice::ALL.iter().copied().map(Self::MlDsa))
    }

    /// The algorithm with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::all().find(|algorithm| algorithm.to_string() == id)
    }

    /// The hash of the message that is signed; `None` where the message itself is.
    pub const fn hash(self) -> Option<DigestAlgorithm> {
        match self {
            Self::Ecdsa(_, hash) | Self::RsaPkcs1(hash) | Self::RsaPss(hash) => Some(hash),
            Self::Ed25519ph => Some(DigestAlgorithm::Sha512),
            Self::Ed25519 | Self::MlDsa(_) => None,
        }
    }

    /// Whether it is meant to withstand quantum computers.
    pub const fn is_post_quantum(self) -> bool {
        matches!(self, Self::MlDsa(_))
    }
}

/// The id: `ecdsa-p256-sha256`, `rsa-pss-sha512`, `ed25519`, `ml-dsa-65`.
impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ecdsa(curve, hash) => write!(f, "ecdsa-{}-{}", curve.name(), hash.name()),
            Self::RsaPkcs1(hash) => write!(f, "rsa-pkcs1-{}", hash.name()),
            Self::RsaPss(hash) => write!(f, "rsa-pss-{}", hash.name()),
            Self::Ed25519 => f.write_str("ed25519"),
            Self::Ed25519ph => f.write_str("ed25519ph"),
            Self::MlDsa(set) => f.write_str(set.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_algorithm_is_found_by_its_id() {
        let all: Vec<Algorithm> = Algorithm::all().collect();
        assert_eq!(all.len(), 6 * 3 + 2 * 3 + 2 + 3);
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        for algorithm in all {
            assert_eq!(Algorithm::from_id(&algorithm.to_string()), Some(algorithm));
        }
    }
}
