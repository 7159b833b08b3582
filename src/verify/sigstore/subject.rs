// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What the signature of a bundle is about, as the libraries of Sigstore want to be told.

use sigstore_crypto::{KeyAlgorithm, verify_signature};
use sigstore_types::{
    Artifact, ArtifactDigest, Bundle, DerPublicKey, HashAlgorithm, SignatureContent, Statement,
    bundle::{KindVersion, MessageSignature},
};

use super::reason;
use crate::{
    model::{DigestAlgorithm, Doubt, DoubtCode, Text},
    verify::Signed,
};

/// The payload type of statements (in-toto attestation framework, envelope v1).
const STATEMENT: &str = "application/vnd.in-toto+json";

/// The key that a signature is held against.
pub(super) struct Key<'a> {
    pub(super) der: &'a DerPublicKey,
    pub(super) algorithm: KeyAlgorithm,
}

/// What the statement in an envelope is about.
pub(super) enum Stated {
    /// An artifact. The libraries want to hold one against the statement; which of its subjects is released
    /// is for those to say who know the release.
    Artifact(ArtifactDigest),
    /// None, such as a commit alone: the bytes that are signed of the envelope.
    NoArtifact(Vec<u8>),
}

/// What the statement of a bundle is about; `None` where it has none. The signature over an envelope is
/// checked first: its payload is read only afterwards.
pub(super) fn stated(bundle: &Bundle, key: &Key<'_>) -> Result<Option<Stated>, Doubt> {
    let SignatureContent::DsseEnvelope(envelope) = &bundle.content else { return Ok(None) };
    let encoded = envelope.pae();
    verify_signature(key.der, &encoded, &envelope.signature.sig, key.algorithm.default_signing_scheme())
        .map_err(|_| reason::signature_invalid())?;
    if envelope.payload_type != STATEMENT {
        return Err(not_a_statement(&format_args!("its type is `{}`", envelope.payload_type)));
    }
    let statement: Statement =
        serde_json::from_slice(envelope.payload.as_bytes()).map_err(|error| not_a_statement(&error))?;
    if statement.subject.is_empty() {
        return Err(not_a_statement(&"it names no subject"));
    }
    let digest = artifact(&statement).map_err(|error| reason::malformed(&error))?;
    Ok(Some(digest.map_or(Stated::NoArtifact(encoded), Stated::Artifact)))
}

/// An artifact that a statement is about.
fn artifact(statement: &Statement) -> Result<Option<ArtifactDigest>, sigstore_types::Error> {
    let sha256 = statement.subject.iter().find_map(|subject| subject.digest.sha256);
    let sha512 = || statement.subject.iter().find_map(|subject| subject.digest.sha512);
    match sha256 {
        Some(digest) => Ok(Some(digest.into())),
        None => sha512().map(|digest| ArtifactDigest::new(HashAlgorithm::Sha2512, digest.as_slice())).transpose(),
    }
}

/// The bundle with what the libraries hold it against.
///
/// They want to find an artifact in every statement. One about no artifact goes to them as what its
/// signature is: one over the bytes of the envelope. Entries of the log about envelopes themselves
/// cannot be held against that; those of version 2 are about the bytes in any case.
pub(super) fn held<'a>(
    mut bundle: Bundle,
    stated: Option<&'a Stated>,
    signed: Option<&Signed<'a>>,
    key: &Key<'_>,
) -> Result<(Bundle, Artifact<'a>), Doubt> {
    let artifact = match (&bundle.content, stated, signed) {
        (SignatureContent::DsseEnvelope(envelope), Some(Stated::NoArtifact(encoded)), _) => {
            let entries = &bundle.verification_material.tlog_entries;
            if entries.iter().any(|entry| entry.kind_version != KindVersion::HashedRekordV002) {
                return Err(about_no_artifact());
            }
            let signature = envelope.signature.sig.clone();
            bundle.content = SignatureContent::MessageSignature(MessageSignature::new(signature));
            Artifact::Blob(encoded)
        }
        (SignatureContent::DsseEnvelope(_), Some(Stated::Artifact(digest)), _) => Artifact::Digest(digest.clone()),
        (SignatureContent::MessageSignature(_), _, Some(signed)) => message(&bundle, signed, key)?,
        _ => return Err(reason::malformed(&"nothing to hold it against")),
    };
    Ok((bundle, artifact))
}

/// What a signature is over that stands beside it.
fn message<'a>(bundle: &Bundle, signed: &Signed<'a>, key: &Key<'_>) -> Result<Artifact<'a>, Doubt> {
    let declared = match &bundle.content {
        SignatureContent::MessageSignature(message) => message.message_digest.as_ref().map(|digest| digest.algorithm),
        _ => None,
    };
    let scheme = match declared {
        Some(declared) => key.algorithm.resolve_signing_scheme(declared),
        None => Ok(key.algorithm.default_signing_scheme()),
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

fn not_a_statement(why: &dyn std::fmt::Display) -> Doubt {
    Doubt::new(
        DoubtCode::PayloadType,
        Text::new(
            format!("the payload is no in-toto statement about something (`{why}`)"),
            format!("Die Nutzlast ist keine in-toto-Aussage über etwas (`{why}`)"),
        ),
    )
}

fn about_no_artifact() -> Doubt {
    Doubt::new(
        DoubtCode::PayloadType,
        Text::new(
            "the statement names no artifact, such as one about a commit alone, and its entry in version 1 of the log can only be held against an artifact; name one as well, or sign with version 2 of the log or a timestamp alone",
            "Die Aussage nennt kein Artefakt, gilt etwa nur einem Commit, und ihr Eintrag in Version 1 des Protokolls lässt sich nur an einem Artefakt prüfen; eines mit nennen oder mit Version 2 des Protokolls oder nur mit Zeitstempel signieren",
        ),
    )
}
