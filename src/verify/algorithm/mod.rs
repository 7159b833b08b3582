// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The registry of algorithms: public keys, and the check of one signature with one key.
//!
//! Everybody who checks a signature with a plain key or a certificate's key comes through
//! [`PublicKey::verify`], and no signature gets past the policy's list of algorithms there.

use crate::model::{Algorithm, Crypto, Digest, Doubt, DoubtCode, Moments, ProofPart, Text, UsedAlgorithm};

mod edwards;
mod elliptic;
mod form;
mod identifier;
mod kind;
mod lattice;
mod message;
mod rsa;
mod secret;
mod spki;

pub use form::Form;
pub use identifier::hash_from_identifier;
pub use message::Message;
pub use secret::{Passphrase, Random, SigningKey};
pub use spki::KeyError;

use kind::Kind;

/// A public key of any kind that the registry knows.
#[derive(Clone, Debug)]
pub struct PublicKey {
    fingerprint: Digest,
    der: Vec<u8>,
    kind: Kind,
}

/// What a signature is checked against, besides key and message.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// The accepted algorithms.
    pub crypto: &'a Crypto,
    /// When it counts.
    pub moments: Moments,
}

impl PublicKey {
    /// SHA-256 of the key (DER, SubjectPublicKeyInfo), whatever the encoding it was read from. Its
    /// base64 is what cosign writes as the hint of a key.
    pub const fn fingerprint(&self) -> &Digest {
        &self.fingerprint
    }

    /// The key in DER (SubjectPublicKeyInfo, RFC 5280 section 4.1.2.7).
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The length of the modulus in bits, for RSA.
    pub fn bits(&self) -> Option<u32> {
        self.kind.bits()
    }

    /// The algorithm by which the key signs where nobody names another.
    pub fn algorithm(&self) -> Algorithm {
        self.kind.algorithm()
    }

    /// Whether a signature over a message verifies and counts, and by which algorithm.
    ///
    /// Never tries hashes until one fits: the algorithm follows from the key and the form. Only where
    /// the form leaves Ed25519 open are both its variants tried; no signature fits both.
    pub fn verify(
        &self,
        message: &Message<'_>,
        signature: &[u8],
        form: &Form,
        terms: Terms<'_>,
    ) -> Result<UsedAlgorithm, Doubt> {
        let used = self.verify_unjudged(message, signature, form)?;
        terms.crypto.judge(&used, terms.moments)?;
        Ok(used)
    }

    /// The algorithm by which a signature verifies, whether the policy accepts it or not. For keys
    /// alone of which several are tried.
    pub(super) fn verify_unjudged(
        &self,
        message: &Message<'_>,
        signature: &[u8],
        form: &Form,
    ) -> Result<UsedAlgorithm, Doubt> {
        self.kind.check_length()?;
        let algorithm = self.made_by(message, signature, form)?.ok_or_else(invalid)?;
        let algorithm = algorithm.to_string().into();
        Ok(UsedAlgorithm { part: ProofPart::Signature, algorithm, key_bits: self.bits() })
    }

    /// Whether the key made a signature, however short it is: to say what is wrong, never to trust it.
    pub(super) fn made(&self, message: &Message<'_>, signature: &[u8], form: &Form) -> bool {
        self.made_by(message, signature, form).is_ok_and(|algorithm| algorithm.is_some())
    }

    fn made_by(&self, message: &Message<'_>, signature: &[u8], form: &Form) -> Result<Option<Algorithm>, Doubt> {
        for algorithm in form.candidates(&self.kind)? {
            if self.kind.verify(message, signature, form, algorithm)? {
                return Ok(Some(algorithm));
            }
        }
        Ok(None)
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.fingerprint == other.fingerprint
    }
}

impl Eq for PublicKey {}

fn invalid() -> Doubt {
    Doubt::new(
        DoubtCode::SignatureInvalid,
        Text::new(
            "the signature does not verify with the key: key, content or signature were changed",
            "Die Signatur stimmt mit dem Schlüssel nicht überein: Schlüssel, Inhalt oder Signatur wurden verändert",
        ),
    )
}

#[cfg(test)]
mod tests;
