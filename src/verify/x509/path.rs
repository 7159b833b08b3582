// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The path from a signer's certificate to an authority (RFC 5280 section 6, without policies).

use std::sync::Arc;

use x509_cert::der::Encode as _;

use super::{Authority, KnownCertificate, Purpose, RevocationList, first_element, malformed, revocation};
use crate::{
    model::{Crypto, Doubt, DoubtCode, Moments, ProofPart, Text, Timestamp, UsedAlgorithm},
    verify::{Form, Message, Terms},
};

/// The most certificates in a chain, the signer's and the authority's included.
const LONGEST: usize = 8;
/// The most signatures that are checked to find a chain: certificates of one name can be many.
const BUDGET: u32 = 64;

/// Everything that a chain is held against.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Setting<'a> {
    pub(in super::super) authorities: &'a [Authority],
    pub(in super::super) revocations: &'a [RevocationList],
    /// What came with the signature, trusted for nothing.
    pub(in super::super) others: &'a [KnownCertificate],
    pub(in super::super) crypto: &'a Crypto,
    pub(in super::super) purpose: Purpose,
    pub(in super::super) moments: Moments,
}

impl Setting<'_> {
    /// When the chain has to be valid: when it was signed, where that is proven, else now.
    fn moment(&self) -> Timestamp {
        self.moments.signed_at.unwrap_or(self.moments.now)
    }
}

/// A chain that holds.
#[derive(Debug)]
pub(in super::super) struct Chain {
    /// The name of the authority that it ends at.
    pub(in super::super) authority: Arc<str>,
    /// The algorithms that it rests on.
    pub(in super::super) algorithms: Vec<UsedAlgorithm>,
}

/// The chain of a signer's certificate. The reason of the most promising attempt, where there is none.
pub(in super::super) fn chain(signer: &KnownCertificate, setting: &Setting<'_>) -> Result<Chain, Doubt> {
    let name = signer.subject_name();
    signer.extensions.check_known(&name)?;
    signer.extensions.check_signer(&name, setting.purpose)?;
    check_validity(signer, setting.moment())?;
    if let Some(own) = setting.authorities.iter().find(|authority| authority.certificate.der == signer.der) {
        return Ok(Chain { authority: Arc::clone(&own.name), algorithms: Vec::new() });
    }
    let mut search = Search { setting, budget: BUDGET, best: None };
    match search.from(&mut vec![signer]) {
        Some(chain) => Ok(chain),
        None => Err(search.best.map_or_else(|| incomplete(&name), |(_, doubt)| doubt)),
    }
}

struct Search<'a, 'b> {
    setting: &'b Setting<'a>,
    budget: u32,
    /// Why the longest attempt failed.
    best: Option<(usize, Doubt)>,
}

impl<'a> Search<'a, '_> {
    /// Goes on from the last certificate of `chain`, first to authorities.
    fn from(&mut self, chain: &mut Vec<&'a KnownCertificate>) -> Option<Chain> {
        let last = *chain.last()?;
        let setting = self.setting;
        for authority in setting.authorities.iter().filter(|authority| may_issue(&authority.certificate, last)) {
            let found = self.step(chain, &authority.certificate).and_then(|algorithm| {
                let mut whole = chain.clone();
                whole.push(&authority.certificate);
                self.whole(&whole, algorithm, &authority.name)
            });
            match found {
                Ok(chain) => return Some(chain),
                Err(doubt) => self.note(chain.len().saturating_add(1), doubt),
            }
        }
        if chain.len() >= LONGEST {
            return None;
        }
        for other in setting.others.iter().filter(|other| may_issue(other, last)) {
            if chain.iter().any(|known| known.der == other.der) {
                continue;
            }
            match self.step(chain, other) {
                Ok(_) => {
                    chain.push(other);
                    if let Some(found) = self.from(chain) {
                        return Some(found);
                    }
                    chain.pop();
                }
                Err(doubt) => self.note(chain.len(), doubt),
            }
        }
        None
    }

    /// Whether `issuer` issued the last certificate of the chain and may have done so.
    fn step(&mut self, chain: &[&KnownCertificate], issuer: &KnownCertificate) -> Result<UsedAlgorithm, Doubt> {
        let name = issuer.subject_name();
        issuer.extensions.check_known(&name)?;
        issuer.extensions.check_issuer(&name, chain.len().saturating_sub(1))?;
        check_validity(issuer, self.setting.moment())?;
        self.budget = self.budget.checked_sub(1).ok_or_else(|| incomplete(&name))?;
        let last = chain.last().ok_or_else(|| incomplete(&name))?;
        signature_of(last, issuer, self.setting)
    }

    /// What is only asked of a chain that reaches an authority.
    fn whole(&self, chain: &[&KnownCertificate], last: UsedAlgorithm, authority: &Arc<str>) -> Result<Chain, Doubt> {
        let mut algorithms = Vec::new();
        for pair in chain.windows(2) {
            let [certificate, issuer] = pair else { continue };
            algorithms.push(signature_of(certificate, issuer, self.setting)?);
            algorithms.extend(revocation::check(certificate, issuer, self.setting)?);
        }
        algorithms.push(last);
        algorithms.sort_unstable();
        algorithms.dedup();
        Ok(Chain { authority: Arc::clone(authority), algorithms })
    }

    fn note(&mut self, length: usize, doubt: Doubt) {
        if self.best.as_ref().is_none_or(|(longest, _)| length > *longest) {
            self.best = Some((length, doubt));
        }
    }
}

/// Whether by its names and key identifiers one certificate may have issued another.
fn may_issue(issuer: &KnownCertificate, certificate: &KnownCertificate) -> bool {
    let keys = certificate.extensions.authority_key.as_ref().zip(issuer.extensions.subject_key.as_ref());
    issuer.subject == certificate.issuer && keys.is_none_or(|(named, own)| named == own)
}

fn signature_of(
    certificate: &KnownCertificate,
    issuer: &KnownCertificate,
    setting: &Setting<'_>,
) -> Result<UsedAlgorithm, Doubt> {
    let wrong = |error: x509_cert::der::Error| malformed(&error.to_string());
    let identifier = certificate.certificate.signature_algorithm.to_der().map_err(wrong)?;
    let signature = certificate.certificate.signature.as_bytes().ok_or_else(|| malformed("no signature"))?;
    signed_by(issuer, (first_element(&certificate.der)?, signature, &identifier), setting)
}

/// Whether an issuer signed something: a certificate or a list of revocations.
pub(super) fn signed_by(
    issuer: &KnownCertificate,
    (message, signature, identifier): (&[u8], &[u8], &[u8]),
    setting: &Setting<'_>,
) -> Result<UsedAlgorithm, Doubt> {
    let key = issuer.key()?;
    let form = Form::from_identifier(identifier, None, &key)?;
    let terms = Terms { crypto: setting.crypto, moments: setting.moments };
    let used = key.verify(&Message::bytes(message), signature, &form, terms).map_err(|doubt| match doubt.code {
        // Not the signature over the document is wrong: the certificate is not the issuer's.
        DoubtCode::SignatureInvalid => incomplete(&issuer.subject_name()),
        _ => doubt,
    })?;
    Ok(UsedAlgorithm { part: ProofPart::Certificate, ..used })
}

fn check_validity(certificate: &KnownCertificate, at: Timestamp) -> Result<(), Doubt> {
    let (from, until) = certificate.validity();
    if (from..=until).contains(&at) {
        return Ok(());
    }
    let name = certificate.subject_name();
    Err(Doubt::new(
        DoubtCode::OutsideValidity,
        Text::new(
            format!(
                "the certificate `{name}` is valid from {from} until {until}, and {at} counts as the time of signing"
            ),
            format!("Das Zertifikat `{name}` gilt von {from} bis {until}, und als Zeit der Signatur zählt {at}"),
        ),
    ))
}

fn incomplete(name: &str) -> Doubt {
    Doubt::new(
        DoubtCode::ChainIncomplete,
        Text::new(
            format!(
                "no chain leads from the certificate `{name}` to an authority that the policy trusts (`trust.authorities`)"
            ),
            format!(
                "Keine Kette führt vom Zertifikat `{name}` zu einer Stelle, der die Richtlinie vertraut (`trust.authorities`)"
            ),
        ),
    )
}
