// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Certificates (RFC 5280): from a signer's to an authority that the policy names, and no further.
//!
//! What a chain proves is that it is valid under the configured authorities at a moment. It is never
//! called qualified: that is a matter of law, not of this check.

use std::sync::Arc;

use x509_cert::{
    Certificate,
    der::{Decode as _, Encode as _, Reader as _, SliceReader, Tag, pem},
};

use super::{
    PublicKey,
    encoding::{is_der, without_line_end},
};
use crate::model::{CertificateHolder, Doubt, DoubtCode, Text, Timestamp};

mod extensions;
mod path;
mod revocation;

use extensions::Extensions;
pub(super) use path::{Setting, chain};
pub(super) use revocation::RevocationList;

/// The most certificates that one file holds.
const MOST: usize = 1_000;

/// What a signer's certificate has to be made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Signatures over documents, mails or code.
    Document,
    /// Timestamps (RFC 3161 section 2.3).
    Timestamp,
}

/// A certificate with what its checks need, read once.
#[derive(Clone, Debug)]
pub(super) struct KnownCertificate {
    pub(super) der: Vec<u8>,
    pub(super) certificate: Certificate,
    extensions: Extensions,
    /// Subject and issuer as they are encoded: compared byte by byte.
    pub(super) subject: Vec<u8>,
    pub(super) issuer: Vec<u8>,
}

/// An authority with the name that the policy gives it.
#[derive(Clone, Debug)]
pub(super) struct Authority {
    pub(super) name: Arc<str>,
    pub(super) certificate: KnownCertificate,
}

impl KnownCertificate {
    /// Reads a certificate in DER.
    pub(super) fn read(der: &[u8]) -> Result<Self, Doubt> {
        let wrong = |error: x509_cert::der::Error| malformed(&error.to_string());
        let certificate = Certificate::from_der(der).map_err(wrong)?;
        if certificate.signature_algorithm != certificate.tbs_certificate.signature {
            return Err(malformed("it names two algorithms"));
        }
        let extensions = Extensions::read(&certificate)?;
        let subject = certificate.tbs_certificate.subject.to_der().map_err(wrong)?;
        let issuer = certificate.tbs_certificate.issuer.to_der().map_err(wrong)?;
        Ok(Self { der: der.to_vec(), certificate, extensions, subject, issuer })
    }

    /// The public key, where it is of a kind that the registry knows.
    pub(super) fn key(&self) -> Result<PublicKey, Doubt> {
        let der = self.certificate.tbs_certificate.subject_public_key_info.to_der();
        let der = der.map_err(|error| malformed(&error.to_string()))?;
        PublicKey::from_der(&der).map_err(|error| {
            let name = self.subject_name();
            Doubt::new(
                DoubtCode::AlgorithmNotAccepted,
                Text::new(
                    format!("the key of the certificate `{name}` {error}"),
                    format!("Der Schlüssel des Zertifikats `{name}` {error}"),
                ),
            )
        })
    }

    /// The subject for people (RFC 4514).
    pub(super) fn subject_name(&self) -> String {
        self.certificate.tbs_certificate.subject.to_string()
    }

    /// The serial number, lower-case hexadecimal.
    pub(super) fn serial(&self) -> String {
        let bytes = self.certificate.tbs_certificate.serial_number.as_bytes();
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// From when on and until when it is valid, both inclusive.
    pub(super) fn validity(&self) -> (Timestamp, Timestamp) {
        let validity = &self.certificate.tbs_certificate.validity;
        (moment(&validity.not_before), moment(&validity.not_after))
    }

    /// The identifier of its key, where it names one.
    pub(super) fn subject_key(&self) -> Option<&[u8]> {
        self.extensions.subject_key.as_deref()
    }

    /// Who holds it, for a chain to `authority`.
    pub(super) fn holder(&self, authority: &Arc<str>) -> CertificateHolder {
        CertificateHolder {
            authority: Arc::clone(authority),
            subject: self.subject_name().into(),
            alternative_names: self.extensions.alternative_names.clone(),
            issuer: self.certificate.tbs_certificate.issuer.to_string().into(),
            serial: self.serial().into(),
        }
    }
}

/// Reads a file of certificates: one in DER, or any number in PEM.
pub(super) fn read_certificates(bytes: &[u8]) -> Result<Vec<KnownCertificate>, String> {
    let blocks = blocks(bytes, "CERTIFICATE")?;
    let read = |der: &Vec<u8>| KnownCertificate::read(der).map_err(|doubt| doubt.text.en);
    blocks.iter().map(read).collect()
}

/// Reads a file of lists of revocations: one in DER, or any number in PEM.
pub(super) fn read_revocation_lists(bytes: &[u8]) -> Result<Vec<RevocationList>, String> {
    let blocks = blocks(bytes, "X509 CRL")?;
    blocks.iter().map(|der| RevocationList::read(der).map_err(|doubt| doubt.text.en)).collect()
}

/// The DER of a file: as it is, or out of each block of PEM with this label.
pub(super) fn blocks(bytes: &[u8], label: &str) -> Result<Vec<Vec<u8>>, String> {
    if bytes.first() == Some(&0x30) {
        return Ok(vec![without_line_end(bytes, is_der).to_vec()]);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| format!("is neither DER nor PEM of a `{label}`"))?;
    let (begin, end) = (format!("-----BEGIN {label}-----"), format!("-----END {label}-----"));
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once(&begin) {
        let (inner, after) = after.split_once(&end).ok_or_else(|| format!("has a `{label}` without its end"))?;
        let block = format!("{begin}\n{}\n{end}\n", inner.trim());
        let (_, der) = pem::decode_vec(block.as_bytes()).map_err(|error| format!("is no PEM: {error}"))?;
        blocks.push(der);
        rest = after;
        if blocks.len() > MOST {
            return Err(format!("holds more than {MOST} of `{label}`"));
        }
    }
    if blocks.is_empty() { Err(format!("holds no `{label}`")) } else { Ok(blocks) }
}

/// The encoding of the first element of a sequence: what a certificate's and a list's signature is over.
fn first_element(der: &[u8]) -> Result<&[u8], Doubt> {
    let read = || {
        let mut reader = SliceReader::new(der)?;
        reader.peek_header()?.tag.assert_eq(Tag::Sequence)?;
        let inner = x509_cert::der::asn1::AnyRef::decode(&mut reader)?.value();
        let mut reader = SliceReader::new(inner)?;
        reader.tlv_bytes()
    };
    read().map_err(|error: x509_cert::der::Error| malformed(&error.to_string()))
}

/// A time of a certificate or list.
fn moment(time: &x509_cert::time::Time) -> Timestamp {
    let seconds = i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX);
    Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX)
}

fn malformed(reason: &str) -> Doubt {
    Doubt::new(
        DoubtCode::Malformed,
        Text::new(
            format!("a certificate or its list of revocations cannot be read: {reason}"),
            format!("Ein Zertifikat oder seine Sperrliste ist nicht lesbar: {reason}"),
        ),
    )
}
