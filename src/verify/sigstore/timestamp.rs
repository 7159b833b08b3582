// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Timestamps of a bundle (RFC 3161), held against the authorities of a root.

use sigstore_types::{Bundle, SignatureBytes, SignatureContent, TimestampToken, TsaAuthority};
use sigstore_verify::tsa::{Error, verify_timestamp_for_authority};

use super::{reason, root::Parts};
use crate::model::{Doubt, Timestamp};

/// The times that the timestamps of a bundle prove. Every one of them has to hold.
pub(super) fn verified(bundle: &Bundle, parts: &Parts) -> Result<Vec<Timestamp>, Doubt> {
    let signature = match &bundle.content {
        SignatureContent::MessageSignature(message) => &message.signature,
        SignatureContent::DsseEnvelope(envelope) => &envelope.signature.sig,
        _ => return Err(reason::malformed(&"it holds neither an envelope nor a message signature")),
    };
    let authorities = parts.root.tsa_authorities();
    let tokens = &bundle.verification_material.timestamp_verification_data.rfc3161_timestamps;
    tokens.iter().map(|token| one(&token.signed_timestamp, signature, &authorities)).collect()
}

/// The time that a timestamp proves, by whichever authority made it.
fn one(token: &TimestampToken, signature: &SignatureBytes, authorities: &[TsaAuthority]) -> Result<Timestamp, Doubt> {
    let mut doubt = reason::timestamp(&"no authority that could have made it");
    for authority in authorities {
        match verify_timestamp_for_authority(token, signature, authority) {
            Ok(time) => return moment(time.as_nanosecond()),
            // The authority made it, at a time at which it was not trusted: another one cannot save it.
            Err(Error::TimestampOutsideValidity { time }) => return Err(reason::outside_validity(&time)),
            Err(error) => doubt = reason::timestamp(&error),
        }
    }
    Err(doubt)
}

/// A moment of the libraries, in nanoseconds since 1970.
pub(super) fn moment(nanosecond: i128) -> Result<Timestamp, Doubt> {
    Timestamp::from_nanosecond(nanosecond).map_err(|error| reason::malformed(&error))
}
