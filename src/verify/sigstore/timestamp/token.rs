// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! A timestamp token (RFC 3161 section 2.4.2, RFC 5652) with a fraction of a second, verified against
//! one authority: over these bytes, signed by the authority's certificate, whose chain leads to the
//! authority's root, at a time at which the root trusts it.

use std::time::Duration;

use cms::{
    content_info::ContentInfo,
    signed_data::{SignedData, SignerIdentifier, SignerInfo},
};
use rustls::pki_types::{CertificateDer, UnixTime};
use sigstore_crypto::{KeyAlgorithm, WEBPKI_VERIFICATION_ALGS, sha256, sha384, sha512, verify_signature};
use sigstore_types::{DerPublicKey, HashAlgorithm, SignatureBytes, TsaAuthority};
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};
use x509_cert::{
    Certificate,
    der::{
        Any, Decode as _, Encode as _, Tag, Tagged as _,
        asn1::{ObjectIdentifier, OctetString, SetOfVec},
        oid::db::{
            rfc5280::ID_KP_TIME_STAMPING,
            rfc5911::{ID_CONTENT_TYPE, ID_MESSAGE_DIGEST, ID_SIGNED_DATA},
            rfc5912::{ID_SHA_256, ID_SHA_384, ID_SHA_512},
        },
    },
    ext::pkix::SubjectKeyIdentifier,
};

use super::{moment, reason};
use crate::model::{Doubt, Timestamp};

/// The content type of timestamps (RFC 3161 section 2.4.2, `id-ct-TSTInfo`).
const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
/// Where the time stands in a `TSTInfo`, and the imprint.
pub(super) const TIME: usize = 4;
const IMPRINT: usize = 2;

/// A timestamp that was verified.
pub(super) struct Read {
    /// The time that it proves.
    pub(super) at: Timestamp,
    /// The certificate of the authority.
    pub(super) signer: Certificate,
    /// What was signed.
    pub(super) data: SignedData,
    /// The parts of the `TSTInfo`.
    pub(super) info: Vec<Any>,
}

/// Verifies a token over `signature` by `authority`.
pub(super) fn verify(token: &[u8], signature: &[u8], authority: &TsaAuthority) -> Result<Read, Doubt> {
    let data = signed_data(token)?;
    let content = data.encap_content_info.econtent.as_ref().ok_or_else(|| reason::timestamp(&"it is empty"))?;
    if data.encap_content_info.econtent_type != TST_INFO || content.tag() != Tag::OctetString {
        return Err(reason::timestamp(&"it holds something else"));
    }
    let content = content.value().to_vec();
    let info = Vec::<Any>::from_der(&content).map_err(|error| reason::timestamp(&error))?;
    let at = info.get(TIME).and_then(time).ok_or_else(|| reason::timestamp(&"its time cannot be read"))?;
    imprint(&info, signature)?;
    let [signer] = data.signer_infos.0.as_slice() else { return Err(reason::timestamp(&"it has not one signer")) };
    let certificate = Certificate::from_der(authority.leaf.as_bytes()).map_err(|error| reason::timestamp(&error))?;
    made_by(signer, &certificate)?;
    signed(signer, &content, &certificate)?;
    chain(authority, at)?;
    let window = authority.valid_for.map(|window| {
        let end = window.end.map_or(Ok(Timestamp::MAX), |end| moment(end.as_nanosecond()));
        Ok(moment(window.start.as_nanosecond())?..=end?)
    });
    match window.transpose()? {
        Some(window) if !window.contains(&at) => Err(reason::outside_validity(&at)),
        _ => Ok(Read { at, signer: certificate, data, info }),
    }
}

/// The signed data of a token, or of the response that it came in.
fn signed_data(token: &[u8]) -> Result<SignedData, Doubt> {
    let wrong = |error: x509_cert::der::Error| reason::timestamp(&error);
    let parts = Vec::<Any>::from_der(token).map_err(wrong)?;
    let content = match parts.as_slice() {
        // `TimeStampResp`: a status, then the token.
        [status, token] if status.tag() == Tag::Sequence => {
            let granted = status.decode_as::<Vec<Any>>().map_err(wrong)?;
            // Granted, or granted with changes.
            if !granted.first().is_some_and(|status| matches!(status.value(), [0 | 1])) {
                return Err(reason::timestamp(&"it was not granted"));
            }
            token.decode_as::<ContentInfo>().map_err(wrong)?
        }
        _ => ContentInfo::from_der(token).map_err(wrong)?,
    };
    if content.content_type != ID_SIGNED_DATA {
        return Err(reason::timestamp(&"it is not signed data"));
    }
    content.content.decode_as::<SignedData>().map_err(wrong)
}

/// A GeneralizedTime in UTC, with or without fraction (RFC 3161 section 2.4.2).
fn time(any: &Any) -> Option<Timestamp> {
    let text = std::str::from_utf8(any.value()).ok().filter(|_| any.tag() == Tag::GeneralizedTime)?;
    let (whole, fraction) = text.strip_suffix('Z')?.split_at_checked(14)?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let proper = fraction.is_empty() || fraction.strip_prefix('.').is_some_and(|f| digits(f) && !f.ends_with('0'));
    if !digits(whole) || !proper || fraction.len() > 10 {
        return None;
    }
    let (date, clock) = whole.split_at_checked(8)?;
    format!("{date}T{clock}{fraction}Z").parse().ok()
}

/// The timestamp is about this signature.
fn imprint(info: &[Any], signature: &[u8]) -> Result<(), Doubt> {
    let parts = info.get(IMPRINT).and_then(|imprint| imprint.decode_as::<Vec<Any>>().ok());
    let Some([algorithm, digest]) = parts.as_deref() else { return Err(reason::timestamp(&"it has no imprint")) };
    let id = algorithm.decode_as::<Vec<Any>>().ok().and_then(|parts| parts.first()?.decode_as().ok());
    let hash = id.and_then(hash).ok_or_else(|| reason::timestamp(&"its hash is not known"))?;
    match digest.value() == digest_by(hash, signature) {
        true => Ok(()),
        false => Err(reason::timestamp(&"it is over another signature")),
    }
}

fn hash(id: ObjectIdentifier) -> Option<HashAlgorithm> {
    match id {
        ID_SHA_256 => Some(HashAlgorithm::Sha2256),
        ID_SHA_384 => Some(HashAlgorithm::Sha2384),
        ID_SHA_512 => Some(HashAlgorithm::Sha2512),
        _ => None,
    }
}

fn digest_by(hash: HashAlgorithm, bytes: &[u8]) -> Vec<u8> {
    match hash {
        HashAlgorithm::Sha2384 => sha384(bytes).as_slice().to_vec(),
        HashAlgorithm::Sha2512 => sha512(bytes).as_slice().to_vec(),
        _ => sha256(bytes).as_slice().to_vec(),
    }
}

/// The token names the authority's certificate as that of its signer.
fn made_by(signer: &SignerInfo, certificate: &Certificate) -> Result<(), Doubt> {
    let body = &certificate.tbs_certificate;
    let named = match &signer.sid {
        SignerIdentifier::IssuerAndSerialNumber(id) => {
            id.issuer == body.issuer && id.serial_number == body.serial_number
        }
        SignerIdentifier::SubjectKeyIdentifier(id) => {
            body.get::<SubjectKeyIdentifier>().is_ok_and(|own| own.is_some_and(|(_, own)| own == *id))
        }
    };
    if named { Ok(()) } else { Err(reason::timestamp(&"no authority of the root made it")) }
}

/// The signed attributes are about the content, and the authority signed them (RFC 5652 section 5.4).
fn signed(signer: &SignerInfo, content: &[u8], certificate: &Certificate) -> Result<(), Doubt> {
    let wrong = |error: x509_cert::der::Error| reason::timestamp(&error);
    let attributes = signer.signed_attrs.as_ref().ok_or_else(|| reason::timestamp(&"it has no signed attributes"))?;
    let one = |id| {
        let mut found = attributes.iter().filter(|attribute| attribute.oid == id);
        let only = found.next().filter(|_| found.next().is_none());
        only.and_then(|attribute| <&[Any; 1]>::try_from(attribute.values.as_slice()).ok().map(|[value]| value))
    };
    let kind = one(ID_CONTENT_TYPE).and_then(|value| value.decode_as::<ObjectIdentifier>().ok());
    let hash = hash(signer.digest_alg.oid).ok_or_else(|| reason::timestamp(&"its hash is not known"))?;
    let digest = one(ID_MESSAGE_DIGEST).and_then(|value| value.decode_as::<OctetString>().ok());
    if kind != Some(TST_INFO) || digest.is_none_or(|digest| digest.as_bytes() != digest_by(hash, content)) {
        return Err(reason::timestamp(&"its signed attributes are about something else"));
    }
    let key = certificate.tbs_certificate.subject_public_key_info.to_der().map_err(wrong)?;
    let key = DerPublicKey::new(key);
    let scheme = KeyAlgorithm::from_spki(&key).and_then(|algorithm| algorithm.resolve_signing_scheme(hash));
    let scheme = scheme.map_err(|error| reason::timestamp(&error))?;
    let attributes = SetOfVec::try_from(attributes.iter().cloned().collect::<Vec<_>>()).map_err(wrong)?;
    let message = attributes.to_der().map_err(wrong)?;
    let signature = SignatureBytes::from_bytes(signer.signature.as_bytes());
    verify_signature(&key, &message, &signature, scheme).map_err(|error| reason::timestamp(&error))
}

/// The authority's certificate leads to its root, and is meant for timestamps.
fn chain(authority: &TsaAuthority, at: Timestamp) -> Result<(), Doubt> {
    let wrong = |error: webpki::Error| reason::timestamp(&error);
    let seconds = u64::try_from(at.as_second()).map_err(|error| reason::timestamp(&error))?;
    let root = CertificateDer::from(authority.root.as_bytes());
    let leaf = CertificateDer::from(authority.leaf.as_bytes());
    let between: Vec<CertificateDer<'_>> =
        authority.intermediates.iter().map(|certificate| CertificateDer::from(certificate.as_bytes())).collect();
    let leaf = EndEntityCert::try_from(&leaf).map_err(wrong)?;
    let anchors = [anchor_from_trusted_cert(&root).map_err(wrong)?];
    let time = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
    let usage = KeyUsage::required(ID_KP_TIME_STAMPING.as_bytes());
    leaf.verify_for_usage(WEBPKI_VERIFICATION_ALGS, &anchors, &between, time, usage, None, None).map_err(wrong)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_read_as_der_writes_them() {
        let read = |text: &str| time(&Any::new(Tag::GeneralizedTime, text.as_bytes()).unwrap());
        let at = |text: &str| text.parse::<Timestamp>().ok();
        assert_eq!(read("20261123114118.675Z"), at("2026-11-23T11:41:18.675Z"));
        assert_eq!(read("20261123114118Z"), at("2026-11-23T11:41:18Z"));
        for wrong in [
            "20261123114118.Z",
            "20261123114118.50Z",
            "20261123114118.5",
            "2026112311411.5Z",
            "20261323114118.5Z",
            "20261123114118+0100",
            "+0261123114118Z",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
