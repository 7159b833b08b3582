// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! One signer of a CMS signature (RFC 5652 sections 5.3 to 5.6).

use cms::{
    cert::IssuerAndSerialNumber,
    signed_data::{SignerIdentifier, SignerInfo},
};
use x509_cert::der::Encode as _;

use super::{CmsSignature, DATA, attributes, malformed, timestamp};
use crate::{
    model::{
        DigestAlgorithm, Doubt, DoubtCode, Identity, Moments, ProvenTime, Scheme, Signer, Text, TimeSource, Timestamp,
        Trust, UsedAlgorithm,
    },
    verify::{
        Form, Message, Signed, Terms, TrustStore, hash_from_identifier,
        x509::{KnownCertificate, Purpose, Setting, chain},
    },
};

impl CmsSignature {
    /// What one signer proves. A timestamp that is worth nothing is a doubt of its own: the signature
    /// may hold without it.
    pub(super) fn signer(
        &self,
        info: &SignerInfo,
        signed: &Signed<'_>,
        (store, at): (&TrustStore, Timestamp),
    ) -> Trust {
        let (time, doubts) = match timestamp::of(info, (store, at)) {
            None => (None, Vec::new()),
            Some(Ok((time, algorithms))) => (Some((time, algorithms)), Vec::new()),
            Some(Err(doubt)) => (None, vec![doubt]),
        };
        let mut trust = Trust::of(self.proven(info, signed, (store, at), time));
        trust.add(Trust::new(Vec::new(), doubts));
        trust
    }

    fn proven(
        &self,
        info: &SignerInfo,
        signed: &Signed<'_>,
        (store, now): (&TrustStore, Timestamp),
        time: Option<(Timestamp, Vec<UsedAlgorithm>)>,
    ) -> Result<Signer, Doubt> {
        let certificate = self.certificate(info, store)?;
        let moments = Moments { now, signed_at: time.as_ref().map(|(at, _)| *at) };
        // Who is not known does not get as far as being called wrong.
        let setting = Setting {
            authorities: store.authorities(),
            revocations: store.revocation_lists(),
            others: &self.certificates,
            crypto: store.crypto(),
            purpose: Purpose::Document,
            moments,
        };
        let chain = chain(certificate, &setting)?;
        let used = self.check(info, signed, certificate, Terms { crypto: store.crypto(), moments })?;
        store.crypto().judge_together(&[&used], moments)?;
        let mut algorithms = vec![used];
        algorithms.extend(chain.algorithms);
        let signed_at = time.map(|(at, of_timestamp)| {
            algorithms.extend(of_timestamp);
            ProvenTime { at, by: TimeSource::Timestamp }
        });
        let identity = Identity::Certificate(Box::new(certificate.holder(&chain.authority)));
        Ok(Signer::proven(identity, Scheme::Cms, algorithms, signed_at))
    }

    /// The signer's certificate: from the signature, or one that the policy names itself.
    pub(super) fn certificate<'a>(
        &'a self,
        info: &SignerInfo,
        store: &'a TrustStore,
    ) -> Result<&'a KnownCertificate, Doubt> {
        let own = self.certificates.iter();
        let named = store.authorities().iter().map(|authority| &authority.certificate);
        own.chain(named).find(|certificate| is_meant(&info.sid, certificate)).ok_or_else(|| {
            Doubt::new(
                DoubtCode::UnknownKey,
                Text::new(
                    "the signer's certificate did not come with the signature; sign with it included",
                    "Das Zertifikat der unterzeichnenden Stelle liegt der Signatur nicht bei; mit Zertifikat signieren",
                ),
            )
        })
    }

    /// The signature itself, over the signed attributes or over the content.
    pub(super) fn check(
        &self,
        info: &SignerInfo,
        signed: &Signed<'_>,
        certificate: &KnownCertificate,
        terms: Terms<'_>,
    ) -> Result<UsedAlgorithm, Doubt> {
        let wrong = |error: x509_cert::der::Error| malformed(&error.to_string());
        let hash = hash_from_identifier(&info.digest_alg.to_der().map_err(wrong)?).ok_or_else(|| weak_hash(info))?;
        let key = certificate.key()?;
        let identifier = info.signature_algorithm.to_der().map_err(wrong)?;
        let signature = info.signature.as_bytes();
        let Some(attributes) = &info.signed_attrs else {
            if self.content_type != DATA {
                return Err(malformed("it has no signed attributes"));
            }
            let form = Form::from_identifier(&identifier, Some(hash), &key)?;
            return key.verify(&signed.message(), signature, &form, terms);
        };
        let digest = signed.digest(hash)?;
        attributes::check(attributes, (&self.content_type, hash, &digest), certificate)?;
        let message = attributes.to_der().map_err(wrong)?;
        let form = Form::from_identifier(&identifier, hash_beside(&identifier, hash), &key)?;
        key.verify(&Message::bytes(&message), signature, &form, terms)
    }
}

/// The hash that stands beside the algorithm of a signature. Ed25519 hashes by itself, and what stands
/// beside it is that of the content only (RFC 8419).
fn hash_beside(identifier: &[u8], hash: DigestAlgorithm) -> Option<DigestAlgorithm> {
    const ED25519: &[u8] = &[0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70];
    (identifier != ED25519).then_some(hash)
}

fn is_meant(sid: &SignerIdentifier, certificate: &KnownCertificate) -> bool {
    match sid {
        SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber { issuer, serial_number }) => {
            let tbs = &certificate.certificate.tbs_certificate;
            tbs.issuer == *issuer && tbs.serial_number == *serial_number
        }
        SignerIdentifier::SubjectKeyIdentifier(identifier) => {
            certificate.subject_key().is_some_and(|own| own == identifier.0.as_bytes())
        }
    }
}

fn weak_hash(info: &SignerInfo) -> Doubt {
    let oid = info.digest_alg.oid;
    Doubt::new(
        DoubtCode::AlgorithmNotAccepted,
        Text::new(
            format!("the hash {oid} proves nothing; sign with SHA-256 or better"),
            format!("Der Hash {oid} beweist nichts; mit SHA-256 oder besser signieren"),
        ),
    )
}
