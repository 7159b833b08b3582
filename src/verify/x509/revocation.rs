// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Lists of revoked certificates (RFC 5280 section 5), as files that the policy names.
//!
//! Once a policy names any list, every certificate below an authority needs a current one of its
//! issuer: a list that is missing would otherwise be the way around it.

use x509_cert::{
    crl::{CertificateList, RevokedCert},
    der::{Decode as _, Encode as _, asn1::GeneralizedTime},
    ext::{Extension, pkix::CrlReason},
};

use super::{KnownCertificate, Setting, first_element, malformed, moment, path::signed_by};
use crate::model::{Doubt, DoubtCode, Text, UsedAlgorithm};

const CRL_NUMBER: &str = "2.5.29.20";
const REASON: &str = "2.5.29.21";
const INVALIDITY_DATE: &str = "2.5.29.24";
const AUTHORITY_KEY_IDENTIFIER: &str = "2.5.29.35";

/// A list that the policy names.
#[derive(Clone, Debug)]
pub(in super::super) struct RevocationList {
    der: Vec<u8>,
    list: CertificateList,
    issuer: Vec<u8>,
}

impl RevocationList {
    /// Reads a list in DER.
    pub(in super::super) fn read(der: &[u8]) -> Result<Self, Doubt> {
        let wrong = |error: x509_cert::der::Error| malformed(&error.to_string());
        let list = CertificateList::from_der(der).map_err(wrong)?;
        let issuer = list.tbs_cert_list.issuer.to_der().map_err(wrong)?;
        Ok(Self { der: der.to_vec(), list, issuer })
    }
}

/// Whether a certificate was revoked by its issuer; the algorithm of the list that says no.
pub(super) fn check(
    certificate: &KnownCertificate,
    issuer: &KnownCertificate,
    setting: &Setting<'_>,
) -> Result<Option<UsedAlgorithm>, Doubt> {
    if setting.revocations.is_empty() {
        return Ok(None);
    }
    let mut reason =
        unknown(certificate, "no list of its issuer is configured", "keine Liste der Ausstellerin ist hinterlegt");
    for list in setting.revocations.iter().filter(|list| list.issuer == issuer.subject) {
        match usable(list, issuer, setting) {
            Ok(used) => {
                revoked(list, certificate, setting)?;
                return Ok(Some(used));
            }
            Err((en, de)) => reason = unknown(certificate, &en, &de),
        }
    }
    Err(reason)
}

/// Whether a list is the issuer's, whole and current.
fn usable(
    list: &RevocationList,
    issuer: &KnownCertificate,
    setting: &Setting<'_>,
) -> Result<UsedAlgorithm, (String, String)> {
    let tbs = &list.list.tbs_cert_list;
    let understood = |extension: &Extension| {
        let id = extension.extn_id.to_string();
        // Others, such as the mark of a partial list, change what the list says.
        !extension.critical || [CRL_NUMBER, AUTHORITY_KEY_IDENTIFIER].contains(&id.as_str())
    };
    if !tbs.crl_extensions.iter().flatten().all(understood) || !issuer.extensions.may_sign_lists() {
        return Err((
            "its list is partial or not its issuer's to sign".into(),
            "die Liste ist unvollständig oder nicht von der Ausstellerin zu signieren".into(),
        ));
    }
    let now = setting.moments.now;
    let next = tbs.next_update.as_ref().map(moment);
    if moment(&tbs.this_update) > now || next.is_none_or(|next| next < now) {
        let until = next.map_or("?".to_owned(), |next| next.to_string());
        return Err((format!("its list was current until {until}"), format!("die Liste galt bis {until}")));
    }
    let read = || {
        let wrong = |error: x509_cert::der::Error| malformed(&error.to_string());
        let identifier = list.list.signature_algorithm.to_der().map_err(wrong)?;
        let signature = list.list.signature.as_bytes().ok_or_else(|| malformed("no signature"))?;
        signed_by(issuer, (first_element(&list.der)?, signature, &identifier), setting)
    };
    read().map_err(|_: Doubt| ("its list does not verify".into(), "die Signatur der Liste stimmt nicht".into()))
}

fn revoked(list: &RevocationList, certificate: &KnownCertificate, setting: &Setting<'_>) -> Result<(), Doubt> {
    let serial = &certificate.certificate.tbs_certificate.serial_number;
    let entries = list.list.tbs_cert_list.revoked_certificates.iter().flatten();
    let Some(entry) = entries.into_iter().find(|entry| entry.serial_number == *serial) else { return Ok(()) };
    let since = moment(&entry.revocation_date);
    if setting.moments.signed_at.is_some_and(|signed| signed < since) && is_harmless(entry) {
        return Ok(());
    }
    let name = certificate.subject_name();
    Err(Doubt::new(
        DoubtCode::Revoked,
        Text::new(
            format!("the certificate `{name}` was revoked at {since}"),
            format!("Das Zertifikat `{name}` wurde am {since} gesperrt"),
        ),
    ))
}

/// Whether the reason leaves standing what was provably signed before: a change of affiliation,
/// succession, cessation. Of a compromised key nobody knows since when it was.
fn is_harmless(entry: &RevokedCert) -> bool {
    let extension = |id: &str| entry.crl_entry_extensions.iter().flatten().find(|e| e.extn_id.to_string() == id);
    let reason = extension(REASON).and_then(|e| CrlReason::from_der(e.extn_value.as_bytes()).ok());
    let harmless =
        matches!(reason, Some(CrlReason::AffiliationChanged | CrlReason::Superseded | CrlReason::CessationOfOperation));
    let earlier =
        extension(INVALIDITY_DATE).is_some_and(|e| GeneralizedTime::from_der(e.extn_value.as_bytes()).is_ok());
    harmless && !earlier
}

fn unknown(certificate: &KnownCertificate, en: &str, de: &str) -> Doubt {
    let name = certificate.subject_name();
    Doubt::new(
        DoubtCode::RevocationUnknown,
        Text::new(
            format!("whether the certificate `{name}` was revoked is unknown: {en} (`trust.revocation_lists`)"),
            format!("Ob das Zertifikat `{name}` gesperrt wurde, ist unbekannt: {de} (`trust.revocation_lists`)"),
        ),
    )
}
