// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a form of signature lays down about the algorithm, beyond the key.

use super::kind::Kind;
use crate::model::{Algorithm, DigestAlgorithm, Doubt, DoubtCode, Text};

/// What a form of signature lays down about the algorithm: nothing, the hash, or all of it.
#[derive(Clone, Debug)]
pub struct Form {
    choice: Choice,
    pub(super) encoding: Encoding,
    /// The exact length of a PSS salt, where the form names it.
    pub(super) salt: Option<usize>,
}

#[derive(Clone, Copy, Debug)]
enum Choice {
    Key,
    KeyOrPrehashed,
    Hash(DigestAlgorithm),
    Exactly(Algorithm),
}

/// How an ECDSA signature is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// `ECDSA-Sig-Value` in DER (RFC 3279 section 2.2.3).
    Der,
    /// Both numbers one after the other (IEEE P1363).
    Raw,
}

impl Form {
    /// The algorithm follows from the key, as cosign does it for files: P-256 with SHA-256, P-384 with
    /// SHA-384, P-521 with SHA-512, RSA as PKCS #1 v1.5 with SHA-256, Ed25519 over the message itself.
    pub const PLAIN: Self = Self::new(Choice::Key);

    /// As [`Form::PLAIN`], and Ed25519 either over the message itself or prehashed: DSSE envelopes and
    /// image signatures of cosign are prehashed.
    pub const DSSE: Self = Self::new(Choice::KeyOrPrehashed);

    const fn new(choice: Choice) -> Self {
        Self { choice, encoding: Encoding::Der, salt: None }
    }

    /// The form names the hash.
    pub const fn hashed(hash: DigestAlgorithm) -> Self {
        Self::new(Choice::Hash(hash))
    }

    /// The form names the algorithm.
    pub const fn exactly(algorithm: Algorithm) -> Self {
        Self::new(Choice::Exactly(algorithm))
    }

    /// The same with a PSS salt of exactly this length in bytes.
    pub const fn salted(self, length: usize) -> Self {
        Self { salt: Some(length), ..self }
    }

    /// The same with ECDSA signatures as two numbers of fixed length (IEEE P1363) in place of DER.
    pub const fn raw(self) -> Self {
        Self { encoding: Encoding::Raw, ..self }
    }

    /// The algorithms that the form lets the key use: one, but for Ed25519 where it leaves that open.
    pub(super) fn candidates(&self, key: &Kind) -> Result<Vec<Algorithm>, Doubt> {
        let own = key.algorithm();
        let candidates = match self.choice {
            Choice::KeyOrPrehashed if own == Algorithm::Ed25519 => vec![own, Algorithm::Ed25519ph],
            Choice::Key | Choice::KeyOrPrehashed => vec![own],
            Choice::Hash(hash) => vec![with_hash(own, hash).ok_or_else(|| unfit(own, hash.name()))?],
            Choice::Exactly(algorithm) => vec![algorithm],
        };
        match candidates.iter().find(|algorithm| !key.can(**algorithm)) {
            None => Ok(candidates),
            Some(wrong) => Err(unfit(own, &wrong.to_string())),
        }
    }
}

/// The algorithm of the same kind with another hash.
fn with_hash(algorithm: Algorithm, hash: DigestAlgorithm) -> Option<Algorithm> {
    match algorithm {
        Algorithm::Ecdsa(curve, _) => Some(Algorithm::Ecdsa(curve, hash)),
        Algorithm::RsaPkcs1(_) => Some(Algorithm::RsaPkcs1(hash)),
        Algorithm::RsaPss(_) => Some(Algorithm::RsaPss(hash)),
        Algorithm::Ed25519ph | Algorithm::Ed25519 if hash == DigestAlgorithm::Sha512 => Some(Algorithm::Ed25519ph),
        Algorithm::Ed25519ph | Algorithm::Ed25519 | Algorithm::MlDsa(_) => None,
    }
}

fn unfit(own: Algorithm, named: &str) -> Doubt {
    Doubt::new(
        DoubtCode::SignatureInvalid,
        Text::new(
            format!("the signature names `{named}`, which a key for `{own}` does not do"),
            format!("Die Signatur nennt `{named}`, was ein Schlüssel für `{own}` nicht kann"),
        ),
    )
}
