// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a signer says beside the content and signs with it (RFC 5652 section 11, RFC 5035).

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use cms::signed_data::SignedAttributes;
use x509_cert::{
    attr::Attribute,
    der::{
        Decode as _, Encode as _, Reader as _, SliceReader, Tag,
        asn1::{AnyRef, ObjectIdentifier, OctetStringRef},
    },
};

use super::malformed;
use crate::{
    model::{DigestAlgorithm, Doubt, DoubtCode, Text},
    verify::{hash_from_identifier, signed::digest_of, x509::KnownCertificate},
};

const CONTENT_TYPE: &str = "1.2.840.113549.1.9.3";
const MESSAGE_DIGEST: &str = "1.2.840.113549.1.9.4";
/// ESS, with SHA-1 (RFC 2634).
const SIGNING_CERTIFICATE: &str = "1.2.840.113549.1.9.16.2.12";
/// ESS, with any hash (RFC 5035).
const SIGNING_CERTIFICATE_V2: &str = "1.2.840.113549.1.9.16.2.47";

/// Whether the attributes are about this content and this certificate.
pub(super) fn check(
    attributes: &SignedAttributes,
    (content_type, hash, content): (&str, DigestAlgorithm, &[u8]),
    certificate: &KnownCertificate,
) -> Result<(), Doubt> {
    let kind: ObjectIdentifier =
        only(attributes, CONTENT_TYPE)?.ok_or_else(|| malformed("no content type"))?.decode()?;
    if kind.to_string() != content_type {
        return Err(malformed("its content type is another than it signs"));
    }
    let value = only(attributes, MESSAGE_DIGEST)?.ok_or_else(|| malformed("no message digest"))?;
    let digest: OctetStringRef<'_> = value.decode()?;
    if digest.as_bytes() != content {
        return Err(other_content(hash));
    }
    if let Some(value) = only(attributes, SIGNING_CERTIFICATE_V2)? {
        return binds(&value, certificate, true);
    }
    match only(attributes, SIGNING_CERTIFICATE)? {
        Some(value) => binds(&value, certificate, false),
        None => Ok(()),
    }
}

/// The one value of an attribute, in DER.
struct Value(Vec<u8>);

impl Value {
    fn decode<'a, T: x509_cert::der::Decode<'a>>(&'a self) -> Result<T, Doubt> {
        T::from_der(&self.0).map_err(|error| malformed(&error.to_string()))
    }
}

/// The value of an attribute; an error where there are several.
fn only(attributes: &SignedAttributes, oid: &str) -> Result<Option<Value>, Doubt> {
    let mut found = attributes.iter().filter(|attribute| attribute.oid.to_string() == oid);
    let Some(attribute) = found.next() else { return Ok(None) };
    if found.next().is_some() {
        return Err(malformed("a signed attribute comes twice"));
    }
    value_of(attribute).map(Some)
}

fn value_of(attribute: &Attribute) -> Result<Value, Doubt> {
    let mut values = attribute.values.iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_der().map(Value).map_err(|error| malformed(&error.to_string())),
        _ => Err(malformed("a signed attribute has not exactly one value")),
    }
}

/// Whether the first certificate that the attribute names by its hash is the signer's.
fn binds(value: &Value, certificate: &KnownCertificate, is_v2: bool) -> Result<(), Doubt> {
    let (hash, named) = first_hash(&value.0, is_v2)?;
    let own = match hash {
        None => digest(&SHA1_FOR_LEGACY_USE_ONLY, &certificate.der).as_ref().to_vec(),
        Some(hash) => digest_of(hash, &certificate.der),
    };
    if own == named {
        return Ok(());
    }
    Err(Doubt::new(
        DoubtCode::SignatureInvalid,
        Text::new(
            "the signature was made with another certificate than the one that came with it",
            "Die Signatur wurde mit einem anderen Zertifikat erzeugt als dem beigelegten",
        ),
    ))
}

/// Hash algorithm and hash of the first `ESSCertID(v2)`; no algorithm for SHA-1.
fn first_hash(der: &[u8], is_v2: bool) -> Result<(Option<DigestAlgorithm>, Vec<u8>), Doubt> {
    let wrong = |error: x509_cert::der::Error| malformed(&error.to_string());
    // SigningCertificate ::= SEQUENCE { certs SEQUENCE OF ESSCertID, … }
    let outer = sequence(der)?;
    let ids = sequence(SliceReader::new(outer).and_then(|mut reader| reader.tlv_bytes()).map_err(wrong)?)?;
    let first = sequence(SliceReader::new(ids).and_then(|mut reader| reader.tlv_bytes()).map_err(wrong)?)?;
    let mut reader = SliceReader::new(first).map_err(wrong)?;
    let next = reader.tlv_bytes().map_err(wrong)?;
    let (hash, value) = match next.first() {
        Some(0x30) if is_v2 => {
            let hash = hash_from_identifier(next).ok_or_else(|| malformed("an unknown hash of its certificate"))?;
            (Some(hash), reader.tlv_bytes().map_err(wrong)?)
        }
        _ => (is_v2.then_some(DigestAlgorithm::Sha256), next),
    };
    let value = OctetStringRef::from_der(value).map_err(wrong)?;
    Ok((hash, value.as_bytes().to_vec()))
}

/// The content of a sequence.
fn sequence(der: &[u8]) -> Result<&[u8], Doubt> {
    let wrong = |error: x509_cert::der::Error| malformed(&error.to_string());
    let any = AnyRef::from_der(der).map_err(wrong)?;
    match x509_cert::der::Tagged::tag(&any) {
        Tag::Sequence => Ok(any.value()),
        _ => Err(malformed("a sequence is expected")),
    }
}

fn other_content(hash: DigestAlgorithm) -> Doubt {
    let name = hash.name();
    Doubt::new(
        DoubtCode::SignatureInvalid,
        Text::new(
            format!("the content has another {name} than the one signed: it was changed"),
            format!("Der Inhalt hat einen anderen {name} als den signierten: Er wurde verändert"),
        ),
    )
}
