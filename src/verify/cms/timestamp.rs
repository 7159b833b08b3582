// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Timestamps over a signature (RFC 3161), as CMS carries them beside it (RFC 3161 appendix A).

use cms::signed_data::SignerInfo;
use jiff::{civil::DateTime, tz::TimeZone};
use x509_cert::der::{
    Decode as _, Encode as _, Reader as _, SliceReader,
    asn1::{AnyRef, OctetStringRef},
};

use super::read;
use crate::{
    model::{Digests, Doubt, DoubtCode, Moments, Payload, ProofPart, Text, Timestamp, UsedAlgorithm},
    verify::{
        Signed, Terms, TrustStore, hash_from_identifier,
        signed::digest_of,
        x509::{Purpose, Setting, chain},
    },
};

/// The unsigned attribute that holds a token.
const TOKEN: &str = "1.2.840.113549.1.9.16.2.14";
/// What a token signs.
const TST_INFO: &str = "1.2.840.113549.1.9.16.1.4";

/// The time that a token proves for a signer's signature; `None` where none came with it.
pub(super) fn of(
    info: &SignerInfo,
    (store, at): (&TrustStore, Timestamp),
) -> Option<Result<(Timestamp, Vec<UsedAlgorithm>), Doubt>> {
    let attributes = info.unsigned_attrs.as_ref()?;
    let token = attributes.iter().find(|attribute| attribute.oid.to_string() == TOKEN)?;
    let read = || {
        let value = token.values.iter().next().ok_or_else(|| invalid("it is empty"))?;
        let der = value.to_der().map_err(|error| invalid(&error.to_string()))?;
        proven(&der, info.signature.as_bytes(), (store, at))
    };
    Some(read().map_err(|doubt| match doubt.code {
        DoubtCode::TimestampInvalid => doubt,
        _ => invalid(&doubt.text.en),
    }))
}

/// The time of a token over `stamped`, by an authority that the policy names.
fn proven(
    token: &[u8],
    stamped: &[u8],
    (store, now): (&TrustStore, Timestamp),
) -> Result<(Timestamp, Vec<UsedAlgorithm>), Doubt> {
    let (signature, content) = read(token)?;
    let content = content.ok_or_else(|| invalid("it holds no time"))?;
    if signature.content_type != TST_INFO {
        return Err(invalid("it is no timestamp"));
    }
    let at = stated(&content, stamped)?;
    let [info] = signature.signers.as_slice() else { return Err(invalid("it has not exactly one signer")) };
    let certificate = signature.certificate(info, store)?;
    let moments = Moments { now, signed_at: Some(at) };
    let setting = Setting {
        authorities: store.timestamp_authorities(),
        revocations: store.revocation_lists(),
        others: &signature.certificates,
        crypto: store.crypto(),
        purpose: Purpose::Timestamp,
        moments,
    };
    let chain = chain(certificate, &setting)?;
    let payload = Payload::from(content);
    let digests = Digests::default();
    let signed = Signed::new(&digests, Some(&payload));
    let used = signature.check(info, &signed, certificate, Terms { crypto: store.crypto(), moments })?;
    let used = std::iter::once(used).chain(chain.algorithms);
    Ok((at, used.map(|used| UsedAlgorithm { part: ProofPart::Timestamp, ..used }).collect()))
}

/// The time that a `TSTInfo` states, where it is about `stamped` (RFC 3161 section 2.4.2).
fn stated(info: &[u8], stamped: &[u8]) -> Result<Timestamp, Doubt> {
    let wrong = |error: x509_cert::der::Error| invalid(&error.to_string());
    let outer = AnyRef::from_der(info).map_err(wrong)?;
    let mut reader = SliceReader::new(outer.value()).map_err(wrong)?;
    let (_version, _policy) = (reader.tlv_bytes().map_err(wrong)?, reader.tlv_bytes().map_err(wrong)?);
    let imprint = AnyRef::from_der(reader.tlv_bytes().map_err(wrong)?).map_err(wrong)?;
    let _serial = reader.tlv_bytes().map_err(wrong)?;
    let time = AnyRef::from_der(reader.tlv_bytes().map_err(wrong)?).map_err(wrong)?;
    let mut reader = SliceReader::new(imprint.value()).map_err(wrong)?;
    let algorithm = reader.tlv_bytes().map_err(wrong)?;
    let hashed = OctetStringRef::from_der(reader.tlv_bytes().map_err(wrong)?).map_err(wrong)?;
    let hash = hash_from_identifier(algorithm).ok_or_else(|| invalid("its hash proves nothing"))?;
    if digest_of(hash, stamped) != hashed.as_bytes() {
        return Err(invalid("it is about another signature"));
    }
    generalized(time.value()).ok_or_else(|| invalid("its time cannot be read"))
}

/// `YYYYMMDDHHMMSS[.fraction]Z`. Fractions are allowed here, unlike in certificates, and cut off.
fn generalized(text: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty();
    if whole.len() != 14 || !digits(whole) || !digits(fraction) {
        return None;
    }
    let part = |from: usize, to: usize| whole.get(from..to)?.parse::<i8>().ok();
    let year = whole.get(..4)?.parse().ok()?;
    let time = DateTime::new(year, part(4, 6)?, part(6, 8)?, part(8, 10)?, part(10, 12)?, part(12, 14)?, 0).ok()?;
    TimeZone::UTC.to_timestamp(time).ok()
}

fn invalid(reason: &str) -> Doubt {
    Doubt::new(
        DoubtCode::TimestampInvalid,
        Text::new(
            format!("the timestamp proves nothing: {reason} (`trust.timestamp_authorities`)"),
            format!("Der Zeitstempel beweist nichts: {reason} (`trust.timestamp_authorities`)"),
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_of_seconds_are_read_and_cut_off() {
        let at = |text: &str| generalized(text.as_bytes()).map(|at| at.to_string());
        assert_eq!(at("20261123114118.675Z").as_deref(), Some("2026-11-23T11:41:18Z"));
        assert_eq!(at("20261123114118Z").as_deref(), Some("2026-11-23T11:41:18Z"));
        for wrong in ["20261123114118", "202611231141Z", "20261323114118Z", "20261123114118.Z", "2026112311411+Z"] {
            assert_eq!(at(wrong), None, "{wrong}");
        }
    }
}
