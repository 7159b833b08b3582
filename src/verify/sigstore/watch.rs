// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Writes down every signature that the libraries of Sigstore verify, so that no part of a proof
//! escapes the list of algorithms: chains, logs, timestamps and envelopes alike.
//!
//! Those libraries ask one provider for all their cryptography, and a process has only one. Ours
//! hands on to theirs and notes, for the thread that verifies, with which keys and algorithms it
//! succeeded. The list of algorithms is held against those notes before anything counts.

use std::{cell::RefCell, sync::OnceLock};

use sigstore_crypto::{
    CryptoProvider, Error, HashContext, SigningScheme, aws_lc_provider, install_default_provider, try_default_provider,
};
use sigstore_types::HashAlgorithm;

use crate::model::{Algorithm, Curve, DigestAlgorithm, Lattice};

/// A signature that was verified.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Use {
    /// The public key, as it stands in the bit string of its SubjectPublicKeyInfo.
    pub(super) key: Vec<u8>,
    /// The algorithm.
    pub(super) algorithm: Algorithm,
}

thread_local! {
    /// What was verified since the watch began; `None` where nobody watches.
    static NOTES: RefCell<Option<Vec<Use>>> = const { RefCell::new(None) };
}

/// Another provider is in force in this process, so that nothing can be watched.
#[derive(Debug)]
pub(super) struct Unwatched;

/// Does `work` and gives what it made, with every signature that was verified meanwhile.
pub(super) fn watch<T>(work: impl FnOnce() -> T) -> Result<(T, Vec<Use>), Unwatched> {
    static OURS: OnceLock<bool> = OnceLock::new();
    if !OURS.get_or_init(|| install_default_provider(&Watch).is_ok()) || try_default_provider().is_none() {
        return Err(Unwatched);
    }
    // A watch within a watch would take the notes of the outer one.
    let outer = NOTES.replace(Some(Vec::new()));
    let made = work();
    let notes = NOTES.replace(outer).unwrap_or_default();
    Ok((made, notes))
}

/// The provider of this process.
#[derive(Debug)]
struct Watch;

impl Watch {
    fn note(scheme: SigningScheme, key: &[u8]) -> Result<(), Error> {
        let refuse = |why: &str| Error::UnsupportedAlgorithm(format!("{} {why}", scheme.name()));
        let algorithm = algorithm(scheme).ok_or_else(|| refuse("has no name here"))?;
        NOTES.with_borrow_mut(|notes| {
            let notes = notes.as_mut().ok_or_else(|| refuse("is verified where nobody watches"))?;
            notes.push(Use { key: key.to_vec(), algorithm });
            Ok(())
        })
    }
}

impl CryptoProvider for Watch {
    fn hash(&self, algorithm: HashAlgorithm) -> Result<Box<dyn HashContext>, Error> {
        aws_lc_provider().hash(algorithm)
    }

    fn sha256(&self, data: &[u8]) -> [u8; 32] {
        aws_lc_provider().sha256(data)
    }

    fn sha384(&self, data: &[u8]) -> [u8; 48] {
        aws_lc_provider().sha384(data)
    }

    fn sha512(&self, data: &[u8]) -> [u8; 64] {
        aws_lc_provider().sha512(data)
    }

    fn verify_raw(&self, scheme: SigningScheme, key: &[u8], data: &[u8], signature: &[u8]) -> Result<(), Error> {
        aws_lc_provider().verify_raw(scheme, key, data, signature)?;
        Self::note(scheme, key)
    }

    fn verify_prehashed(
        &self,
        scheme: SigningScheme,
        key: &[u8],
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), Error> {
        aws_lc_provider().verify_prehashed(scheme, key, digest, signature)?;
        Self::note(scheme, key)
    }
}

/// The name that we give a scheme of the libraries. What they add later has none until it is named here.
const fn algorithm(scheme: SigningScheme) -> Option<Algorithm> {
    use DigestAlgorithm::{Sha256, Sha384, Sha512};
    Some(match scheme {
        SigningScheme::EcdsaP256Sha256 => Algorithm::Ecdsa(Curve::P256, Sha256),
        SigningScheme::EcdsaP256Sha384 => Algorithm::Ecdsa(Curve::P256, Sha384),
        SigningScheme::EcdsaP384Sha256 => Algorithm::Ecdsa(Curve::P384, Sha256),
        SigningScheme::EcdsaP384Sha384 => Algorithm::Ecdsa(Curve::P384, Sha384),
        SigningScheme::Ed25519 => Algorithm::Ed25519,
        SigningScheme::RsaPssSha256 => Algorithm::RsaPss(Sha256),
        SigningScheme::RsaPssSha384 => Algorithm::RsaPss(Sha384),
        SigningScheme::RsaPssSha512 => Algorithm::RsaPss(Sha512),
        SigningScheme::RsaPkcs1Sha256 => Algorithm::RsaPkcs1(Sha256),
        SigningScheme::RsaPkcs1Sha384 => Algorithm::RsaPkcs1(Sha384),
        SigningScheme::RsaPkcs1Sha512 => Algorithm::RsaPkcs1(Sha512),
        SigningScheme::MlDsa44 => Algorithm::MlDsa(Lattice::MlDsa44),
        SigningScheme::MlDsa65 => Algorithm::MlDsa(Lattice::MlDsa65),
        SigningScheme::MlDsa87 => Algorithm::MlDsa(Lattice::MlDsa87),
        _ => return None,
    })
}
