// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! RSA signatures (RFC 8017), with keys of 2048 to 8192 bits.

use rsa::{PublicKey, pkcs1v15, pss, signature::hazmat::PrehashVerifier as _, traits::PublicKeyParts as _};
use sha2::{Sha256, Sha384, Sha512};

use crate::model::{DigestAlgorithm, Doubt, DoubtCode, Text};

/// The shortest modulus that proves anything, in bits.
const SHORTEST: u32 = 2048;

/// An RSA key.
#[derive(Clone, Debug)]
pub(super) struct RsaKey {
    pub(super) key: PublicKey,
    /// Whether it is for RSASSA-PSS alone (`id-RSASSA-PSS`), and then the one hash, where it names one.
    pub(super) pss_only: Option<Option<DigestAlgorithm>>,
}

impl RsaKey {
    pub(super) fn bits(&self) -> u32 {
        self.key.n().bit_width()
    }

    pub(super) fn check_length(&self) -> Result<(), Doubt> {
        let bits = self.bits();
        if bits >= SHORTEST {
            return Ok(());
        }
        Err(Doubt::new(
            DoubtCode::KeyTooShort,
            Text::new(
                format!("an RSA key of {bits} bits proves nothing: {SHORTEST} are the least"),
                format!("Ein RSA-Schlüssel mit {bits} Bit beweist nichts: mindestens {SHORTEST} sind nötig"),
            ),
        ))
    }

    pub(super) fn verify_pkcs1(&self, hash: DigestAlgorithm, digest: &[u8], signature: &[u8]) -> bool {
        let Ok(signature) = pkcs1v15::Signature::try_from(signature) else { return false };
        let key = self.key.clone();
        match hash {
            DigestAlgorithm::Sha256 => pkcs1v15::VerifyingKey::<Sha256>::new(key).verify_prehash(digest, &signature),
            DigestAlgorithm::Sha384 => pkcs1v15::VerifyingKey::<Sha384>::new(key).verify_prehash(digest, &signature),
            DigestAlgorithm::Sha512 => pkcs1v15::VerifyingKey::<Sha512>::new(key).verify_prehash(digest, &signature),
        }
        .is_ok()
    }

    /// `salt` is the exact length of the salt, where the form names it.
    pub(super) fn verify_pss(
        &self,
        (hash, salt): (DigestAlgorithm, Option<usize>),
        digest: &[u8],
        signature: &[u8],
    ) -> bool {
        match hash {
            DigestAlgorithm::Sha256 => self.pss::<Sha256>(salt, digest, signature),
            DigestAlgorithm::Sha384 => self.pss::<Sha384>(salt, digest, signature),
            DigestAlgorithm::Sha512 => self.pss::<Sha512>(salt, digest, signature),
        }
    }

    fn pss<D: sha2::Digest + sha2::digest::FixedOutputReset>(
        &self,
        salt: Option<usize>,
        digest: &[u8],
        signature: &[u8],
    ) -> bool {
        let Ok(signature) = pss::Signature::try_from(signature) else { return false };
        let key = self.key.clone();
        let key = match salt {
            Some(length) => pss::VerifyingKey::<D>::new_with_salt_len(key, length),
            None => pss::VerifyingKey::<D>::new_with_auto_salt_len(key),
        };
        key.verify_prehash(digest, &signature).is_ok()
    }
}
