// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Bundles whose signer a certificate authority of a trust root vouches for.

use std::{collections::BTreeSet, sync::Arc};

use sigstore_crypto::CertificateInfo;
use sigstore_types::Bundle;
use sigstore_verify::VerificationPolicy;

use super::{
    certificate, reason,
    root::{Parts, Root},
    subject::{Key, held, stated},
    timestamp,
    watch::{Use, watch},
};
use crate::{
    model::{
        Algorithm, Doubt, DoubtCode, Identity, Moments, ProofPart, ProvenTime, Scheme, Signer, Text, TimeSource,
        Timestamp, Trust, UsedAlgorithm,
    },
    verify::{Signed, Terms},
};

/// Who signed, by the word of the roots: of the first that vouches for it, else why none of them does.
pub(super) fn trust(json: &[u8], signed: Option<&Signed<'_>>, roots: &[Root], terms: Terms<'_>) -> Trust {
    let alone = |doubt| Trust::new(Vec::new(), vec![doubt]);
    let bundle = match parse(json) {
        Ok(bundle) => bundle,
        Err(doubt) => return alone(doubt),
    };
    if roots.is_empty() {
        return alone(no_root());
    }
    let mut doubts = Vec::new();
    for root in roots {
        match signer(&bundle, signed, root, terms) {
            Ok(signer) => return Trust::new(vec![signer], Vec::new()),
            Err(doubt) => doubts.push(of_root(root, doubt)),
        }
    }
    Trust::new(Vec::new(), doubts)
}

/// The bundle as the libraries see it.
pub(super) fn parse(json: &[u8]) -> Result<Bundle, Doubt> {
    let json = std::str::from_utf8(json).map_err(|error| reason::malformed(&error))?;
    Bundle::from_json(json).map_err(|error| reason::malformed(&error))
}

fn no_root() -> Doubt {
    Doubt::new(
        DoubtCode::UnknownKey,
        Text::new(
            "the signer has a certificate, and the policy trusts no root that could vouch for it (`trust.roots`)",
            "Der Unterzeichner hat ein Zertifikat, und die Richtlinie vertraut keiner Wurzel, die dafür bürgen könnte (`trust.roots`)",
        ),
    )
}

pub(super) fn of_root(root: &Root, doubt: Doubt) -> Doubt {
    let (name, Doubt { code, text }) = (root.name(), doubt);
    let text =
        Text::new(format!("trust root `{name}`: {}", text.en), format!("Vertrauenswurzel `{name}`: {}", text.de));
    Doubt::new(code, text)
}

fn signer(bundle: &Bundle, signed: Option<&Signed<'_>>, root: &Root, terms: Terms<'_>) -> Result<Signer, Doubt> {
    let parts = root.parts().map_err(|error| reason::malformed(&error))?;
    let attempt = watch(|| proof(bundle, signed, parts));
    let (proof, uses) = attempt.map_err(|_| reason::malformed(&"another provider of cryptography is in force"))?;
    let Proof { certificate, signed_at, not_of_it } = proof?;
    // Now is told in whole seconds.
    if signed_at.at.as_second() > terms.moments.now.as_second() {
        return Err(reason::outside_validity(&format_args!("{} is later than now", signed_at.at)));
    }
    let uses = uses.iter().filter(|used| not_of_it.as_ref() != Some(&used.key));
    // The key of the signer ends its SubjectPublicKeyInfo.
    let is_signer = |used: &Use| certificate.public_key.as_bytes().ends_with(&used.key);
    let part = |used: &Use| if is_signer(used) { ProofPart::Signature } else { parts.part(&used.key) };
    let algorithms: BTreeSet<UsedAlgorithm> = uses.map(|used| name(used, part(used))).collect();
    let moments = Moments { signed_at: Some(signed_at.at), ..terms.moments };
    for used in &algorithms {
        terms.crypto.judge(used, moments)?;
    }
    let workload = certificate::workload(root.name(), &certificate)?;
    let identity = Identity::Workload(Box::new(workload));
    Ok(Signer::proven(identity, Scheme::SigstoreBundle, algorithms.into_iter().collect(), Some(signed_at)))
}

/// What was proven under a root.
struct Proof {
    certificate: CertificateInfo,
    signed_at: ProvenTime,
    /// A key whose signatures are no part of it.
    not_of_it: Option<Vec<u8>>,
}

fn proof(bundle: &Bundle, signed: Option<&Signed<'_>>, parts: &Parts) -> Result<Proof, Doubt> {
    let certificate = certificate::leaf(bundle)?;
    let key = Key { der: &certificate.public_key, algorithm: certificate.key_algorithm };
    let stated = stated(bundle, &key)?;
    let bundle = only_what_the_root_names(bundle, parts)?;
    let (mut bundle, artifact) = held(bundle, stated.as_ref(), signed, &key)?;
    let times = timestamp::verified(&mut bundle, parts)?;
    let from = timestamp::moment(certificate.not_before.as_nanosecond())?;
    let to = timestamp::moment(certificate.not_after.as_nanosecond())?;
    let within = |time: &Timestamp| match (from..=to).contains(time) {
        true => Ok(()),
        false => Err(reason::outside_validity(&format_args!("{time} is not within {from} and {to}"))),
    };
    times.at.iter().try_for_each(within)?;
    let policy = VerificationPolicy::any_identity();
    let policy = if parts.demands_certificate_log() { policy } else { policy.skip_sct() };
    let policy = if parts.demands_log() { policy } else { policy.skip_tlog_unsafe() };
    let (instead, not_of_it) = times.instead.unzip();
    let verifier = instead.as_ref().unwrap_or(&parts.verifier);
    let verified = verifier.verify(artifact, &bundle, &policy).map_err(|error| match reason::doubt(&error) {
        // The chain is only looked at once the log's word for the time was verified.
        doubt if doubt.code == DoubtCode::ChainIncomplete => {
            logged(&bundle).find_map(|time| within(&time).err()).unwrap_or(doubt)
        }
        doubt => doubt,
    })?;
    let signed_at = match (times.at.into_iter().min(), verified.integrated_time()) {
        (Some(at), _) => ProvenTime { at, by: TimeSource::Timestamp },
        (None, Some(at)) => ProvenTime { at: timestamp::moment(at.as_nanosecond())?, by: TimeSource::Log },
        (None, None) => return Err(reason::no_time()),
    };
    Ok(Proof { certificate, signed_at, not_of_it })
}

/// When the entries of version 1 of the log were made, by their own word.
fn logged(bundle: &Bundle) -> impl Iterator<Item = Timestamp> {
    let entries = bundle.verification_material.tlog_entries.iter();
    let dated = entries.filter(|entry| entry.inclusion_promise.is_some()).filter_map(|entry| entry.integrated_time);
    dated.filter_map(|time| timestamp::moment(time.as_nanosecond()).ok())
}

/// The bundle without what the root has no say about: it is neither demanded nor looked at.
pub(super) fn without_the_unnamed(bundle: &Bundle, parts: &Parts) -> Bundle {
    let mut bundle = bundle.clone();
    if !parts.demands_log() {
        bundle.verification_material.tlog_entries.clear();
    }
    if !parts.has_timestamps() {
        bundle.verification_material.timestamp_verification_data.rfc3161_timestamps.clear();
    }
    bundle
}

/// The bundle without what the root has no say about. What the root demands has to be there.
fn only_what_the_root_names(bundle: &Bundle, parts: &Parts) -> Result<Bundle, Doubt> {
    if !parts.has_timestamps() && !parts.demands_log() {
        return Err(reason::no_source_of_time());
    }
    let bundle = without_the_unnamed(bundle, parts);
    let material = &bundle.verification_material;
    // A promise to add an entry is no proof that it was added.
    if parts.demands_log() && !material.tlog_entries.iter().any(|entry| entry.inclusion_proof.is_some()) {
        return Err(reason::no_log_entry());
    }
    if material.timestamp_verification_data.rfc3161_timestamps.is_empty() && logged(&bundle).next().is_none() {
        return Err(reason::no_time());
    }
    Ok(bundle)
}

/// What was used, and for what.
pub(super) fn name(used: &Use, part: ProofPart) -> UsedAlgorithm {
    let is_rsa = matches!(used.algorithm, Algorithm::RsaPkcs1(_) | Algorithm::RsaPss(_));
    let key_bits = if is_rsa { certificate::rsa_bits(&used.key) } else { None };
    UsedAlgorithm { part, algorithm: Arc::from(used.algorithm.to_string()), key_bits }
}
