// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! CMS / PKCS #7 signatures (RFC 5652), in BER, DER, PEM or S/MIME: detached ones beside what they sign, and
//! envelopes that hold it.

use std::sync::Arc;

use cms::{
    cert::CertificateChoices,
    content_info::ContentInfo,
    signed_data::{SignedData, SignerInfo},
};
use x509_cert::der::{Decode as _, Encode as _, asn1::OctetStringRef};

use super::{Signed, TrustStore, detached::SignatureFile, inside, malformed as rejection, refused, x509};
use crate::model::{
    Blob, Digests, Document, Doubt, DoubtCode, Payload, Place, Rejection, Scheme, Text, Timestamp, Trust,
};

mod attributes;
mod ber;
mod signer;
mod smime;
mod timestamp;

/// The name of the form in reports.
const FORM: &str = "cms";
const SIGNED_DATA: &str = "1.2.840.113549.1.7.2";
/// The content of that object identifier in DER, with its tag and length.
const SIGNED_DATA_DER: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
const DATA: &str = "1.2.840.113549.1.7.1";
/// Labels in PEM, of OpenSSL and of RFC 7468.
const LABELS: &[&str] = &["PKCS7", "CMS"];
/// As much of a file as is looked at to tell whether it is one.
const HEAD: u64 = 64;
/// The most signers, and the most certificates, of one signature.
const MOST: usize = 32;

/// The signatures of a file.
#[derive(Debug)]
pub(super) struct CmsSignature {
    /// The type of what is signed, as the signatures have to repeat it.
    content_type: String,
    signers: Vec<SignerInfo>,
    certificates: Vec<x509::KnownCertificate>,
}

/// A detached signature.
pub(super) fn recognise(blob: &Blob) -> Option<Result<Box<dyn SignatureFile>, Rejection>> {
    match der(&blob.payload)?.and_then(|der| read(&der)) {
        Ok((signature, None)) => Some(Ok(Box::new(signature))),
        Ok((_, Some(_))) => None,
        Err(doubt) => Some(Err(rejection(FORM, Place::Whole, doubt.text.en, doubt.text.de))),
    }
}

/// An envelope: the signature holds what it signs.
pub(super) fn open(blob: &Blob, store: &TrustStore, at: Timestamp) -> Option<Result<Document, Rejection>> {
    let (signature, Some(content)) = read(&der(&blob.payload)?.ok()?).ok()? else { return None };
    let payload = Payload::from(content);
    let trust = signature.verify(&Signed::new(&Digests::default(), Some(&payload)), store, at);
    if let Some(doubt) = trust.doubts().iter().find(|doubt| doubt.code == DoubtCode::SignatureInvalid) {
        return Some(Err(refused(FORM, doubt)));
    }
    let bytes = payload.whole().map(<[u8]>::to_vec).unwrap_or_default();
    Some(Ok(Document { declared_type: None, ..inside(Arc::clone(&blob.path), "", bytes, trust) }))
}

/// The DER of a file that begins like one.
fn der(payload: &Payload) -> Option<Result<Vec<u8>, Doubt>> {
    let head = payload.piece(0..HEAD).ok()?;
    // A sequence, long or of unknown length, whose first element is the type.
    let is_der = head.first() == Some(&0x30)
        && head
            .get(2..)
            .is_some_and(|rest| (0..5).any(|skip| rest.get(skip..).is_some_and(|r| r.starts_with(SIGNED_DATA_DER))));
    if is_der {
        return payload.whole().ok().map(|der| Ok(der.to_vec()));
    }
    if let Some(found) = smime::signature(payload) {
        return Some(found);
    }
    let label = LABELS.iter().find(|label| head.starts_with(format!("-----BEGIN {label}-----").as_bytes()))?;
    let blocks = x509::blocks(payload.whole().ok()?, label).unwrap_or_default();
    // What is damaged in its armour is rejected further on.
    Some(Ok(blocks.into_iter().next().unwrap_or_default()))
}

/// The signature, and what it signs where it holds that.
pub(super) fn read(der: &[u8]) -> Result<(CmsSignature, Option<Vec<u8>>), Doubt> {
    let wrong = |error: x509_cert::der::Error| malformed(&error.to_string());
    let der = ber::to_der(der).ok_or_else(|| malformed("it is damaged or cut off"))?;
    let info = ContentInfo::from_der(&der).map_err(wrong)?;
    if info.content_type.to_string() != SIGNED_DATA {
        return Err(malformed("it is no signature"));
    }
    let data: SignedData = info.content.decode_as().map_err(wrong)?;
    let mut certificates = Vec::new();
    for choice in data.certificates.iter().flat_map(|set| set.0.iter()).take(MOST) {
        // Other kinds of certificates are not looked at.
        let CertificateChoices::Certificate(certificate) = choice else { continue };
        certificates.push(x509::KnownCertificate::read(&certificate.to_der().map_err(wrong)?)?);
    }
    let signers: Vec<SignerInfo> = data.signer_infos.0.iter().cloned().collect();
    if signers.len() > MOST {
        return Err(malformed("it has more than 32 signers"));
    }
    let content = data.encap_content_info.econtent.as_ref();
    let content = content.map(|any| any.decode_as::<OctetStringRef<'_>>().map(|octets| octets.as_bytes().to_vec()));
    let content_type = data.encap_content_info.econtent_type.to_string();
    Ok((CmsSignature { content_type, signers, certificates }, content.transpose().map_err(wrong)?))
}

impl SignatureFile for CmsSignature {
    fn scheme(&self) -> Scheme {
        Scheme::Cms
    }

    fn verify(&self, signed: &Signed<'_>, store: &TrustStore, at: Timestamp) -> Trust {
        let mut trust = Trust::UNSIGNED;
        for info in &self.signers {
            trust.add(self.signer(info, signed, (store, at)));
        }
        if self.signers.is_empty() {
            let (en, de) = ("it bears certificates and no signature", "Sie enthält Zertifikate und keine Signatur");
            trust.add(Trust::of(Err(Doubt::new(DoubtCode::NoSignature, Text::new(en, de)))));
        }
        trust
    }
}

fn malformed(reason: &str) -> Doubt {
    Doubt::new(
        DoubtCode::Malformed,
        Text::new(
            format!("no CMS signature: {reason}; write it with `openssl cms -sign -binary -outform DER`"),
            format!("Keine CMS-Signatur: {reason}; mit `openssl cms -sign -binary -outform DER` erzeugen"),
        ),
    )
}
