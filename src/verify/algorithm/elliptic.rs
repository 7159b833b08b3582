// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! ECDSA over any of the curves (FIPS 186-5 section 6).

use ecdsa::{
    EcdsaCurve, Signature, SignatureSize, VerifyingKey,
    der::{MaxOverhead, MaxSize},
    elliptic_curve::{CurveArithmetic, FieldBytesSize, array::ArraySize},
    signature::hazmat::PrehashVerifier as _,
};

use super::form::Encoding;

/// Whether a signature over a hash verifies. One that is not encoded as it should be does not.
pub(super) fn verify<C>(key: &VerifyingKey<C>, hash: &[u8], signature: &[u8], encoding: Encoding) -> bool
where
    C: EcdsaCurve + CurveArithmetic,
    SignatureSize<C>: ArraySize,
    MaxSize<C>: ArraySize,
    <FieldBytesSize<C> as std::ops::Add>::Output: std::ops::Add<MaxOverhead> + ArraySize,
{
    let signature = match encoding {
        Encoding::Der => Signature::<C>::from_der(signature),
        Encoding::Raw => Signature::<C>::from_slice(signature),
    };
    signature.is_ok_and(|signature| key.verify_prehash(hash, &signature).is_ok())
}
