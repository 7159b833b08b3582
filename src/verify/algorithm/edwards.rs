// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Ed25519 and Ed25519ph (RFC 8032 section 5.1), without the laxness that lets one signature fit
//! several keys.

use ed25519_dalek::{Signature, VerifyingKey};
use sha2::digest::{FixedOutput, HashMarker, Output, OutputSizeUser, Update, consts::U64};

/// Whether a signature over a message verifies.
pub(super) fn verify(key: &VerifyingKey, message: &[u8], signature: &[u8]) -> bool {
    Signature::from_slice(signature).is_ok_and(|signature| key.verify_strict(message, &signature).is_ok())
}

/// Whether a signature over a message's SHA-512 verifies, with an empty context.
pub(super) fn verify_prehashed(key: &VerifyingKey, sha512: &[u8], signature: &[u8]) -> bool {
    let Some(hashed) = Hashed::new(sha512) else { return false };
    Signature::from_slice(signature)
        .is_ok_and(|signature| key.verify_prehashed_strict(hashed, None, &signature).is_ok())
}

/// A hash that is known already, where the crate wants a hash function.
#[derive(Clone)]
pub(super) struct Hashed([u8; 64]);

impl Hashed {
    pub(super) fn new(sha512: &[u8]) -> Option<Self> {
        sha512.try_into().ok().map(Self)
    }
}

impl Default for Hashed {
    fn default() -> Self {
        Self([0; 64])
    }
}

impl HashMarker for Hashed {}

impl OutputSizeUser for Hashed {
    type OutputSize = U64;
}

impl Update for Hashed {
    fn update(&mut self, _: &[u8]) {
        // Nothing may be added to what was hashed; a hash of zeros verifies nothing.
        self.0 = [0; 64];
    }
}

impl FixedOutput for Hashed {
    fn finalize_into(self, out: &mut Output<Self>) {
        out.copy_from_slice(&self.0);
    }
}
