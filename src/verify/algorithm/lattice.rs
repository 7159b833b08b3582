// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! ML-DSA (FIPS 204) with an empty context, as X.509 and DSSE use it.

use ml_dsa::{MlDsaParams, Signature, VerifyingKey, signature::Verifier as _};

/// Whether a signature over a message verifies.
pub(super) fn verify<P: MlDsaParams>(key: &VerifyingKey<P>, message: &[u8], signature: &[u8]) -> bool {
    Signature::<P>::try_from(signature).is_ok_and(|signature| key.verify(message, &signature).is_ok())
}
