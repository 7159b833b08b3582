// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Keys of a trust world. Each follows from its name, so that nothing here is random.

use ecdsa::signature::Signer as _;
use p256::pkcs8::EncodePublicKey as _;
use sha2::{Digest as _, Sha256, Sha384};

use super::der::{oid, sequence};

pub(crate) enum Key {
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
}

impl Key {
    pub(crate) fn p256(name: &str) -> Self {
        Self::P256(p256::ecdsa::SigningKey::from_slice(&Sha256::digest(name)).unwrap())
    }

    pub(crate) fn p384(name: &str) -> Self {
        Self::P384(p384::ecdsa::SigningKey::from_slice(&Sha384::digest(name)).unwrap())
    }

    /// The public key (DER, SubjectPublicKeyInfo).
    pub(crate) fn public(&self) -> Vec<u8> {
        match self {
            Self::P256(key) => key.verifying_key().to_public_key_der().unwrap().into_vec(),
            Self::P384(key) => key.verifying_key().to_public_key_der().unwrap().into_vec(),
        }
    }

    /// The public key in PEM.
    pub(crate) fn pem(&self) -> String {
        let text = super::folded(&super::base64(&self.public()));
        format!("-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n")
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::P256(key) => {
                let signature: p256::ecdsa::DerSignature = key.sign(message);
                signature.as_bytes().to_vec()
            }
            Self::P384(key) => {
                let signature: p384::ecdsa::DerSignature = key.sign(message);
                signature.as_bytes().to_vec()
            }
        }
    }

    /// The algorithm of its signatures (AlgorithmIdentifier).
    pub(crate) fn algorithm(&self) -> Vec<u8> {
        sequence(&[oid(match self {
            Self::P256(_) => "1.2.840.10045.4.3.2",
            Self::P384(_) => "1.2.840.10045.4.3.3",
        })])
    }

    /// The hash of its signatures (AlgorithmIdentifier).
    pub(crate) fn hash_algorithm(&self) -> Vec<u8> {
        sequence(&[oid(match self {
            Self::P256(_) => "2.16.840.1.101.3.4.2.1",
            Self::P384(_) => "2.16.840.1.101.3.4.2.2",
        })])
    }

    pub(crate) fn hash(&self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::P256(_) => Sha256::digest(bytes).to_vec(),
            Self::P384(_) => Sha384::digest(bytes).to_vec(),
        }
    }
}

pub(crate) fn sha256(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}
