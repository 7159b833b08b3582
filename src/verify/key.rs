// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Public keys and the check of one signature with one key.

use std::fmt;

use ecdsa::signature::Verifier as _;
use p256::pkcs8::{DecodePublicKey as _, EncodePublicKey as _};
use sha2::{Digest as _, Sha256};

use crate::model::{Digest, DigestAlgorithm};

/// A public key that is trusted by name.
#[derive(Clone, Debug)]
pub struct PublicKey {
    fingerprint: Digest,
    key: p256::ecdsa::VerifyingKey,
}

/// Why something is no public key that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyError(pub String);

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl PublicKey {
    /// Reads a key in PEM (SubjectPublicKeyInfo, RFC 7468 section 13).
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        let wrong = |error: &dyn fmt::Display| KeyError(format!("is no public key in PEM: {error}"));
        let key = p256::PublicKey::from_public_key_pem(text).map_err(|error| wrong(&error))?;
        let der = key.to_public_key_der().map_err(|error| wrong(&error))?;
        let fingerprint = Digest::from_bytes(DigestAlgorithm::Sha256, &Sha256::digest(der.as_bytes()));
        Ok(Self { fingerprint: fingerprint.ok_or_else(|| wrong(&"no fingerprint"))?, key: key.into() })
    }

    /// SHA-256 of the key (DER, SubjectPublicKeyInfo).
    pub const fn fingerprint(&self) -> &Digest {
        &self.fingerprint
    }

    /// The id of the algorithm with which `signature` over `message` verifies; `None` where it does not.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Option<&'static str> {
        let signature = p256::ecdsa::Signature::from_der(signature).ok()?;
        self.key.verify(message, &signature).ok().map(|()| "ecdsa-p256-sha256")
    }
}
