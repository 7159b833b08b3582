// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Timestamps of a bundle (RFC 3161), held against the authorities of a root.
//!
//! The libraries do not read fractions of a second, which RFC 3161 section 2.4.2 allows and many
//! authorities write. Such a timestamp is verified here ([`token`]), and the libraries get one
//! without fraction in its place ([`restamp`]).

use sigstore_types::{Bundle, SignatureBytes, SignatureContent, TimestampToken, TsaAuthority};
use sigstore_verify::{
    Verifier,
    tsa::{Error, verify_timestamp_for_authority},
};

use super::{reason, root::Parts};
use crate::model::{Doubt, Timestamp};

mod restamp;
mod token;

/// The times that the timestamps of a bundle prove.
pub(super) struct Times {
    /// The times.
    pub(super) at: Vec<Timestamp>,
    /// What to verify the bundle with, where the libraries got other timestamps; the key that made
    /// these is no part of the proof.
    pub(super) instead: Option<(Verifier, Vec<u8>)>,
}

/// The times that the timestamps of a bundle prove. Every one of them has to hold. What the libraries
/// cannot read is replaced in the bundle.
pub(super) fn verified(bundle: &mut Bundle, parts: &Parts) -> Result<Times, Doubt> {
    let signature = match &bundle.content {
        SignatureContent::MessageSignature(message) => message.signature.clone(),
        SignatureContent::DsseEnvelope(envelope) => envelope.signature.sig.clone(),
        _ => return Err(reason::malformed(&"it holds neither an envelope nor a message signature")),
    };
    let authorities = parts.root.tsa_authorities();
    let (mut at, mut stamp) = (Vec::new(), None);
    for token in &mut bundle.verification_material.timestamp_verification_data.rfc3161_timestamps {
        let (time, fractional) = one(&token.signed_timestamp, &signature, &authorities)?;
        if let Some(read) = fractional {
            let stamp = match &mut stamp {
                Some(stamp) => stamp,
                none => none.insert(restamp::Stamp::like(&read.signer)?),
            };
            token.signed_timestamp = stamp.token(&read)?;
        }
        at.push(time);
    }
    Ok(Times { at, instead: stamp.map(|stamp| stamp.verifier(&parts.root)).transpose()? })
}

/// The time that a timestamp proves, by whichever authority made it, and the timestamp itself where
/// the libraries cannot read it.
fn one(
    token: &TimestampToken,
    signature: &SignatureBytes,
    authorities: &[TsaAuthority],
) -> Result<(Timestamp, Option<token::Read>), Doubt> {
    let mut doubt = reason::timestamp(&"no authority that could have made it");
    for authority in authorities {
        match verify_timestamp_for_authority(token, signature, authority) {
            Ok(time) => return Ok((moment(time.as_nanosecond())?, None)),
            // The authority made it, at a time at which it was not trusted: another one cannot save it.
            Err(Error::TimestampOutsideValidity { time }) => return Err(reason::outside_validity(&time)),
            Err(Error::Parse(_)) => match token::verify(token.as_bytes(), signature.as_bytes(), authority) {
                Ok(read) => return Ok((read.at, Some(read))),
                Err(why) => doubt = why,
            },
            Err(error) => doubt = reason::timestamp(&error),
        }
    }
    Err(doubt)
}

/// A moment of the libraries, in nanoseconds since 1970.
pub(super) fn moment(nanosecond: i128) -> Result<Timestamp, Doubt> {
    Timestamp::from_nanosecond(nanosecond).map_err(|error| reason::malformed(&error))
}
