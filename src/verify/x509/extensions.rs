// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The extensions of a certificate that decide what it may be used for (RFC 5280 section 4.2).
//!
//! One that is critical and not understood makes the certificate useless: it may take back what the
//! others grant.

use std::{collections::BTreeSet, sync::Arc};

use x509_cert::{
    Certificate,
    der::{Decode, asn1::ObjectIdentifier},
    ext::{
        Extension,
        pkix::{
            AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectAltName, SubjectKeyIdentifier,
            name::GeneralName,
        },
    },
};

use super::{Purpose, malformed};
use crate::model::{Doubt, DoubtCode, Text};

const SUBJECT_KEY_IDENTIFIER: &str = "2.5.29.14";
const KEY_USAGE: &str = "2.5.29.15";
const SUBJECT_ALT_NAME: &str = "2.5.29.17";
const BASIC_CONSTRAINTS: &str = "2.5.29.19";
const NAME_CONSTRAINTS: &str = "2.5.29.30";
const CERTIFICATE_POLICIES: &str = "2.5.29.32";
const AUTHORITY_KEY_IDENTIFIER: &str = "2.5.29.35";
const EXTENDED_KEY_USAGE: &str = "2.5.29.37";
/// Statements on qualified certificates (RFC 3739): they state something and restrict nothing.
const QC_STATEMENTS: &str = "1.3.6.1.5.5.7.1.3";

const ANY_USAGE: &str = "2.5.29.37.0";
const TIME_STAMPING: &str = "1.3.6.1.5.5.7.3.8";
/// What a certificate for signatures over documents may name: code signing, mail, documents (RFC 9336,
/// and what Microsoft and Adobe used before it).
const DOCUMENT_USAGES: &[&str] = &[
    ANY_USAGE,
    "1.3.6.1.5.5.7.3.3",
    "1.3.6.1.5.5.7.3.4",
    "1.3.6.1.5.5.7.3.36",
    "1.3.6.1.4.1.311.10.3.12",
    "1.2.840.113583.1.1.5",
];

/// What the extensions say.
#[derive(Clone, Debug, Default)]
pub(super) struct Extensions {
    pub(super) basic_constraints: Option<BasicConstraints>,
    key_usage: Option<KeyUsage>,
    extended_key_usage: Option<(BTreeSet<String>, bool)>,
    pub(super) subject_key: Option<Vec<u8>>,
    pub(super) authority_key: Option<Vec<u8>>,
    pub(super) alternative_names: Vec<Arc<str>>,
    /// A critical one that is not understood, or name constraints, which are not.
    unknown: Option<ObjectIdentifier>,
}

impl Extensions {
    pub(super) fn read(certificate: &Certificate) -> Result<Self, Doubt> {
        let mut extensions = Self::default();
        let mut seen = BTreeSet::new();
        for extension in certificate.tbs_certificate.extensions.iter().flatten() {
            if !seen.insert(extension.extn_id) {
                return Err(malformed(&format!("the extension {} comes twice", extension.extn_id)));
            }
            extensions.take(extension)?;
        }
        Ok(extensions)
    }

    fn take(&mut self, extension: &Extension) -> Result<(), Doubt> {
        let value = extension.extn_value.as_bytes();
        match extension.extn_id.to_string().as_str() {
            BASIC_CONSTRAINTS => self.basic_constraints = Some(decode(value)?),
            KEY_USAGE => self.key_usage = Some(decode(value)?),
            EXTENDED_KEY_USAGE => {
                let usages: ExtendedKeyUsage = decode(value)?;
                let usages = usages.0.iter().map(ToString::to_string).collect();
                self.extended_key_usage = Some((usages, extension.critical));
            }
            SUBJECT_KEY_IDENTIFIER => {
                let identifier: SubjectKeyIdentifier = decode(value)?;
                self.subject_key = Some(identifier.0.as_bytes().to_vec());
            }
            AUTHORITY_KEY_IDENTIFIER => {
                let identifier: AuthorityKeyIdentifier = decode(value)?;
                self.authority_key = identifier.key_identifier.map(|key| key.as_bytes().to_vec());
            }
            SUBJECT_ALT_NAME => {
                let names: SubjectAltName = decode(value)?;
                self.alternative_names = names.0.iter().filter_map(written).collect();
            }
            CERTIFICATE_POLICIES | QC_STATEMENTS => {}
            // Names are not held against constraints, so that a chain that has any proves nothing.
            NAME_CONSTRAINTS => self.unknown = Some(extension.extn_id),
            _ if extension.critical => self.unknown = Some(extension.extn_id),
            _ => {}
        }
        Ok(())
    }

    /// Whether everything that restricts the certificate is understood.
    pub(super) fn check_known(&self, name: &str) -> Result<(), Doubt> {
        let Some(unknown) = self.unknown else { return Ok(()) };
        Err(Doubt::new(
            DoubtCode::CriticalExtension,
            Text::new(
                format!(
                    "the certificate `{name}` has the extension {unknown}, which restricts it and is not understood"
                ),
                format!(
                    "Das Zertifikat `{name}` hat die Erweiterung {unknown}, die es einschränkt und nicht ausgewertet wird"
                ),
            ),
        ))
    }

    /// Whether the certificate may issue others, with `below` authorities between it and the signer.
    pub(super) fn check_issuer(&self, name: &str, below: usize) -> Result<(), Doubt> {
        let Some(constraints) = self.basic_constraints.as_ref().filter(|constraints| constraints.ca) else {
            return Err(misuse(name, "is not that of an authority", "ist keines einer Zertifizierungsstelle"));
        };
        if constraints.path_len_constraint.is_some_and(|most| below > usize::from(most)) {
            return Err(misuse(name, "lets no such long chain follow", "lässt keine so lange Kette folgen"));
        }
        if self.key_usage.as_ref().is_some_and(|usage| !usage.key_cert_sign()) {
            return Err(misuse(name, "may not sign certificates", "darf keine Zertifikate signieren"));
        }
        Ok(())
    }

    /// Whether the certificate may sign lists of revocations.
    pub(super) fn may_sign_lists(&self) -> bool {
        self.key_usage.as_ref().is_none_or(|usage| usage.crl_sign())
    }

    /// Whether the certificate may sign for this purpose.
    pub(super) fn check_signer(&self, name: &str, purpose: Purpose) -> Result<(), Doubt> {
        let signs = |usage: &KeyUsage| usage.digital_signature() || usage.non_repudiation();
        if !self.key_usage.as_ref().is_none_or(signs) {
            return Err(misuse(name, "may not sign anything", "darf nichts signieren"));
        }
        let fits = match (purpose, &self.extended_key_usage) {
            (Purpose::Document, None) => true,
            (Purpose::Document, Some((usages, _))) => {
                usages.iter().any(|usage| DOCUMENT_USAGES.contains(&usage.as_str()))
            }
            // RFC 3161 section 2.3: this usage, nothing else, and critical.
            (Purpose::Timestamp, Some((usages, is_critical))) => {
                *is_critical && usages.len() == 1 && usages.contains(TIME_STAMPING)
            }
            (Purpose::Timestamp, None) => false,
        };
        match fits {
            true => Ok(()),
            false => Err(misuse(name, "was issued for other uses", "wurde für andere Zwecke ausgestellt")),
        }
    }
}

fn decode<'a, T: Decode<'a>>(value: &'a [u8]) -> Result<T, Doubt> {
    T::from_der(value).map_err(|error| malformed(&error.to_string()))
}

/// A name as rules compare it.
fn written(name: &GeneralName) -> Option<Arc<str>> {
    match name {
        GeneralName::Rfc822Name(name) | GeneralName::DnsName(name) | GeneralName::UniformResourceIdentifier(name) => {
            Some(name.as_str().into())
        }
        _ => None,
    }
}

fn misuse(name: &str, en: &str, de: &str) -> Doubt {
    let text = Text::new(format!("the certificate `{name}` {en}"), format!("Das Zertifikat `{name}` {de}"));
    Doubt::new(DoubtCode::CertificateUse, text)
}
