// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The kinds of public keys, and what each of them can check.

use bp256::BrainpoolP256r1;
use bp384::BrainpoolP384r1;
use bp512::BrainpoolP512r1;
use ecdsa::VerifyingKey;
use ml_dsa::{MlDsa44, MlDsa65, MlDsa87};
use p256::NistP256;
use p384::NistP384;
use p521::NistP521;

use super::{edwards, elliptic, form::Form, lattice, message::Message, rsa::RsaKey};
use crate::model::{Algorithm, Curve, DigestAlgorithm, Doubt, Lattice};

/// A public key by its kind.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    P256(VerifyingKey<NistP256>),
    P384(VerifyingKey<NistP384>),
    P521(VerifyingKey<NistP521>),
    BrainpoolP256r1(VerifyingKey<BrainpoolP256r1>),
    BrainpoolP384r1(VerifyingKey<BrainpoolP384r1>),
    BrainpoolP512r1(VerifyingKey<BrainpoolP512r1>),
    Rsa(Box<RsaKey>),
    Ed25519(Box<ed25519_dalek::VerifyingKey>),
    MlDsa44(Box<ml_dsa::VerifyingKey<MlDsa44>>),
    MlDsa65(Box<ml_dsa::VerifyingKey<MlDsa65>>),
    MlDsa87(Box<ml_dsa::VerifyingKey<MlDsa87>>),
}

impl Kind {
    /// The algorithm by which the key signs where nobody names another.
    pub(super) fn algorithm(&self) -> Algorithm {
        let curve = match self {
            Self::P256(_) => Curve::P256,
            Self::P384(_) => Curve::P384,
            Self::P521(_) => Curve::P521,
            Self::BrainpoolP256r1(_) => Curve::BrainpoolP256r1,
            Self::BrainpoolP384r1(_) => Curve::BrainpoolP384r1,
            Self::BrainpoolP512r1(_) => Curve::BrainpoolP512r1,
            Self::Rsa(key) => {
                return match key.pss_only {
                    Some(hash) => Algorithm::RsaPss(hash.unwrap_or(DigestAlgorithm::Sha256)),
                    None => Algorithm::RsaPkcs1(DigestAlgorithm::Sha256),
                };
            }
            Self::Ed25519(_) => return Algorithm::Ed25519,
            Self::MlDsa44(_) => return Algorithm::MlDsa(Lattice::MlDsa44),
            Self::MlDsa65(_) => return Algorithm::MlDsa(Lattice::MlDsa65),
            Self::MlDsa87(_) => return Algorithm::MlDsa(Lattice::MlDsa87),
        };
        Algorithm::Ecdsa(curve, curve.hash())
    }

    /// Whether a signature of the algorithm can be by such a key.
    pub(super) fn can(&self, algorithm: Algorithm) -> bool {
        match (self, algorithm) {
            (Self::Rsa(key), Algorithm::RsaPss(hash)) => key.pss_only.flatten().is_none_or(|own| own == hash),
            (Self::Rsa(key), Algorithm::RsaPkcs1(_)) => key.pss_only.is_none(),
            (Self::Ed25519(_), Algorithm::Ed25519 | Algorithm::Ed25519ph) => true,
            (_, Algorithm::Ecdsa(curve, _)) => matches!(self.algorithm(), Algorithm::Ecdsa(own, _) if own == curve),
            _ => self.algorithm() == algorithm,
        }
    }

    pub(super) fn bits(&self) -> Option<u32> {
        match self {
            Self::Rsa(key) => Some(key.bits()),
            _ => None,
        }
    }

    /// Refuses keys that are too short whatever the policy says.
    pub(super) fn check_length(&self) -> Result<(), Doubt> {
        match self {
            Self::Rsa(key) => key.check_length(),
            _ => Ok(()),
        }
    }

    /// Whether a signature verifies. The algorithm is one that the key can do.
    pub(super) fn verify(
        &self,
        message: &Message<'_>,
        signature: &[u8],
        form: &Form,
        algorithm: Algorithm,
    ) -> Result<bool, Doubt> {
        let Some(hash) = algorithm.hash() else { return self.verify_whole(message.whole()?, signature) };
        let digest = message.digest(hash)?;
        Ok(match self {
            Self::P256(key) => elliptic::verify(key, digest, signature, form.encoding),
            Self::P384(key) => elliptic::verify(key, digest, signature, form.encoding),
            Self::P521(key) => elliptic::verify(key, digest, signature, form.encoding),
            Self::BrainpoolP256r1(key) => elliptic::verify(key, digest, signature, form.encoding),
            Self::BrainpoolP384r1(key) => elliptic::verify(key, digest, signature, form.encoding),
            Self::BrainpoolP512r1(key) => elliptic::verify(key, digest, signature, form.encoding),
            Self::Rsa(key) if matches!(algorithm, Algorithm::RsaPss(_)) => {
                key.verify_pss((hash, form.salt), digest, signature)
            }
            Self::Rsa(key) => key.verify_pkcs1(hash, digest, signature),
            Self::Ed25519(key) => edwards::verify_prehashed(key, digest, signature),
            Self::MlDsa44(_) | Self::MlDsa65(_) | Self::MlDsa87(_) => false,
        })
    }

    fn verify_whole(&self, message: &[u8], signature: &[u8]) -> Result<bool, Doubt> {
        Ok(match self {
            Self::Ed25519(key) => edwards::verify(key, message, signature),
            Self::MlDsa44(key) => lattice::verify(key, message, signature),
            Self::MlDsa65(key) => lattice::verify(key, message, signature),
            Self::MlDsa87(key) => lattice::verify(key, message, signature),
            _ => false,
        })
    }
}
