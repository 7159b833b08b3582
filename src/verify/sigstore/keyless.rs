// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Bundles whose signer a certificate authority of a trust root vouches for.

use std::{collections::BTreeSet, sync::Arc};

use sigstore_crypto::{CertificateInfo, verify_signature};
use sigstore_types::{Artifact, ArtifactDigest, Bundle, HashAlgorithm, SignatureContent, Statement};
use sigstore_verify::VerificationPolicy;

use super::{
    certificate, reason,
    root::{Parts, Root},
    timestamp,
    watch::{Use, watch},
};
use crate::{
    model::{
        Crypto, DigestAlgorithm, Doubt, DoubtCode, Identity, Moments, ProofPart, ProvenTime, Scheme, Signer, Text,
        TimeSource, Timestamp, Trust, UsedAlgorithm,
    },
    verify::Signed,
};

/// The payload type of statements (in-toto attestation framework, envelope v1).
const STATEMENT: &str = "application/vnd.in-toto+json";

/// What a verification is held against, besides the root.
pub(super) struct Terms<'a> {
    /// The algorithms that are accepted.
    pub(super) crypto: &'a Crypto,
    /// The time that counts as now.
    pub(super) at: Timestamp,
}

/// Who signed, by the word of the roots: of the first that vouches for it, else why none of them does.
pub(super) fn trust(json: &[u8], signed: Option<&Signed<'_>>, roots: &[Root], terms: &Terms<'_>) -> Trust {
    let alone = |doubt| Trust::new(Vec::new(), vec![doubt]);
    let bundle = match std::str::from_utf8(json).map_err(|error| error.to_string()) {
        Ok(json) => Bundle::from_json(json).map_err(|error| error.to_string()),
        Err(error) => Err(error),
    };
    let bundle = match bundle {
        Ok(bundle) => bundle,
        Err(error) => return alone(reason::malformed(&error)),
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

fn no_root() -> Doubt {
    Doubt::new(
        DoubtCode::UnknownKey,
        Text::new(
            "the signer has a certificate, and the policy trusts no root that could vouch for it (`trust.roots`)",
            "Der Unterzeichner hat ein Zertifikat, und die Richtlinie vertraut keiner Wurzel, die dafür bürgen könnte (`trust.roots`)",
        ),
    )
}

fn of_root(root: &Root, doubt: Doubt) -> Doubt {
    let (name, Doubt { code, text }) = (root.name(), doubt);
    let text =
        Text::new(format!("trust root `{name}`: {}", text.en), format!("Vertrauenswurzel `{name}`: {}", text.de));
    Doubt::new(code, text)
}

fn signer(bundle: &Bundle, signed: Option<&Signed<'_>>, root: &Root, terms: &Terms<'_>) -> Result<Signer, Doubt> {
    let parts = root.parts().map_err(|error| reason::malformed(&error))?;
    let attempt = watch(|| proof(bundle, signed, parts));
    let (proof, uses) = attempt.map_err(|_| reason::malformed(&"another provider of cryptography is in force"))?;
    let Proof { certificate, signed_at } = proof?;
    if signed_at.at > terms.at {
        return Err(reason::outside_validity(&format_args!("{} is later than {}", signed_at.at, terms.at)));
    }
    let algorithms: BTreeSet<UsedAlgorithm> = uses.iter().map(|used| name(used, &certificate, parts)).collect();
    let moments = Moments { now: terms.at, signed_at: Some(signed_at.at) };
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
}

fn proof(bundle: &Bundle, signed: Option<&Signed<'_>>, parts: &Parts) -> Result<Proof, Doubt> {
    let certificate = certificate::leaf(bundle)?;
    let artifact = artifact(bundle, signed, &certificate)?;
    let bundle = only_what_the_root_names(bundle, parts)?;
    let timestamps = timestamp::verified(&bundle, parts)?;
    let from = timestamp::moment(certificate.not_before.as_nanosecond())?;
    let to = timestamp::moment(certificate.not_after.as_nanosecond())?;
    let within = |time: &Timestamp| match (from..=to).contains(time) {
        true => Ok(()),
        false => Err(reason::outside_validity(&format_args!("{time} is not within {from} and {to}"))),
    };
    timestamps.iter().try_for_each(within)?;
    let policy = VerificationPolicy::any_identity();
    let policy = if parts.demands_certificate_log() { policy } else { policy.skip_sct() };
    let policy = if parts.demands_log() { policy } else { policy.skip_tlog_unsafe() };
    let verified = parts.verifier.verify(artifact, &bundle, &policy).map_err(|error| match reason::doubt(&error) {
        // The chain is only looked at once the log's word for the time was verified.
        doubt if doubt.code == DoubtCode::ChainIncomplete => {
            logged(&bundle).find_map(|time| within(&time).err()).unwrap_or(doubt)
        }
        doubt => doubt,
    })?;
    let signed_at = match (timestamps.into_iter().min(), verified.integrated_time()) {
        (Some(at), _) => ProvenTime { at, by: TimeSource::Timestamp },
        (None, Some(at)) => ProvenTime { at: timestamp::moment(at.as_nanosecond())?, by: TimeSource::Log },
        (None, None) => return Err(reason::no_time()),
    };
    Ok(Proof { certificate, signed_at })
}

/// When the entries of version 1 of the log were made, by their own word.
fn logged(bundle: &Bundle) -> impl Iterator<Item = Timestamp> {
    let entries = bundle.verification_material.tlog_entries.iter();
    let dated = entries.filter(|entry| entry.inclusion_promise.is_some()).filter_map(|entry| entry.integrated_time);
    dated.filter_map(|time| timestamp::moment(time.as_nanosecond()).ok())
}

/// The bundle without what the root has no say about: it is neither demanded nor looked at. What the
/// root demands has to be there.
fn only_what_the_root_names(bundle: &Bundle, parts: &Parts) -> Result<Bundle, Doubt> {
    let mut bundle = bundle.clone();
    let material = &mut bundle.verification_material;
    if !parts.has_timestamps() && !parts.demands_log() {
        return Err(reason::no_source_of_time());
    }
    match parts.demands_log() {
        // A promise to add an entry is no proof that it was added.
        true if !material.tlog_entries.iter().any(|entry| entry.inclusion_proof.is_some()) => {
            return Err(reason::no_log_entry());
        }
        true => {}
        false => material.tlog_entries.clear(),
    }
    if !parts.has_timestamps() {
        material.timestamp_verification_data.rfc3161_timestamps.clear();
    }
    if material.timestamp_verification_data.rfc3161_timestamps.is_empty() && logged(&bundle).next().is_none() {
        return Err(reason::no_time());
    }
    Ok(bundle)
}

/// What the signature is about. Of an envelope the signature itself is checked first: its payload is
/// read only afterwards.
fn artifact<'a>(
    bundle: &Bundle,
    signed: Option<&Signed<'a>>,
    certificate: &CertificateInfo,
) -> Result<Artifact<'a>, Doubt> {
    let message = match (&bundle.content, signed) {
        (SignatureContent::DsseEnvelope(envelope), _) => {
            let (key, scheme) = (&certificate.public_key, certificate.key_algorithm.default_signing_scheme());
            verify_signature(key, &envelope.pae(), &envelope.signature.sig, scheme)
                .map_err(|_| reason::signature_invalid())?;
            if envelope.payload_type != STATEMENT {
                return Err(not_a_statement(&format_args!("its type is `{}`", envelope.payload_type)));
            }
            return subject(envelope.payload.as_bytes());
        }
        (SignatureContent::MessageSignature(message), Some(signed)) => (message, signed),
        _ => return Err(reason::malformed(&"nothing to hold it against")),
    };
    let (message, signed) = message;
    let declared = message.message_digest.as_ref().map(|digest| digest.algorithm);
    let scheme = match declared {
        Some(declared) => certificate.key_algorithm.resolve_signing_scheme(declared),
        None => Ok(certificate.key_algorithm.default_signing_scheme()),
    };
    let hash = scheme.map_err(|error| reason::malformed(&error))?.hash_algorithm();
    // Entries of the log are always about SHA-256, and the libraries take one digest or the bytes.
    let in_log = !bundle.verification_material.tlog_entries.is_empty();
    match hash.filter(|hash| !in_log || *hash == HashAlgorithm::Sha2256).and_then(|hash| Some((hash, ours(hash)?))) {
        Some((hash, ours)) => {
            let digest = signed.digest(ours)?;
            let digest = ArtifactDigest::new(hash, digest).map_err(|error| reason::malformed(&error))?;
            Ok(Artifact::Digest(digest))
        }
        None => Ok(Artifact::Blob(signed.bytes()?)),
    }
}

const fn ours(hash: HashAlgorithm) -> Option<DigestAlgorithm> {
    match hash {
        HashAlgorithm::Sha2256 => Some(DigestAlgorithm::Sha256),
        HashAlgorithm::Sha2384 => Some(DigestAlgorithm::Sha384),
        HashAlgorithm::Sha2512 => Some(DigestAlgorithm::Sha512),
        _ => None,
    }
}

/// A thing that a statement is about. The libraries want to hold one against the statement; which of
/// its subjects is released is for those to say who know the release.
fn subject(payload: &[u8]) -> Result<Artifact<'static>, Doubt> {
    let statement: Statement = serde_json::from_slice(payload).map_err(|error| not_a_statement(&error))?;
    let sha256 = statement.subject.iter().find_map(|subject| subject.digest.sha256);
    let sha512 = statement.subject.iter().find_map(|subject| subject.digest.sha512);
    let digest = match (sha256, sha512) {
        (Some(digest), _) => Ok(digest.into()),
        (None, Some(digest)) => ArtifactDigest::new(HashAlgorithm::Sha2512, digest.as_slice()),
        (None, None) => return Err(not_a_statement(&"it names no subject by SHA-256 or SHA-512")),
    };
    digest.map(Artifact::Digest).map_err(|error| reason::malformed(&error))
}

fn not_a_statement(why: &dyn std::fmt::Display) -> Doubt {
    Doubt::new(
        DoubtCode::PayloadType,
        Text::new(
            format!("the payload is no in-toto statement about a digest (`{why}`)"),
            format!("Die Nutzlast ist keine in-toto-Aussage über einen Digest (`{why}`)"),
        ),
    )
}

/// What a signature was verified for.
fn name(used: &Use, certificate: &CertificateInfo, parts: &Parts) -> UsedAlgorithm {
    // The key of the signer ends its SubjectPublicKeyInfo.
    let is_signer = certificate.public_key.as_bytes().ends_with(&used.key);
    let part = if is_signer { ProofPart::Signature } else { parts.part(&used.key) };
    let rsa = matches!(used.algorithm, crate::model::Algorithm::RsaPkcs1(_) | crate::model::Algorithm::RsaPss(_));
    let key_bits = if rsa { certificate::rsa_bits(&used.key) } else { None };
    UsedAlgorithm { part, algorithm: Arc::from(used.algorithm.to_string()), key_bits }
}
