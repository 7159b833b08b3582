// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Why a bundle proves nothing, from what the libraries of Sigstore say to our own words.

use sigstore_verify::{CertificateError, Error, TimestampError, TransparencyLogError, bundle};

use crate::model::{Doubt, DoubtCode, Text};

/// The doubt that stands for an error. What the libraries say in English is quoted.
pub(super) fn doubt(error: &Error) -> Doubt {
    match error {
        Error::SignatureInvalid(_) => signature_invalid(),
        Error::ArtifactMismatch(_) => wrong_subject(),
        Error::Certificate(error) => certificate(error),
        Error::TransparencyLog(TransparencyLogError::IntegratedTime(why)) => outside_validity(why),
        Error::TransparencyLog(error) => log_proof(error),
        Error::Timestamp(TimestampError::NoVerifiedTimestamp(_)) => no_time(),
        Error::Timestamp(TimestampError::OutsideAuthorityValidity { time }) => outside_validity(time),
        Error::Timestamp(error) => timestamp(error),
        Error::Bundle(error) => structure(error),
        Error::UnsupportedArtifact(_) => bytes_missing(),
        other => malformed(other),
    }
}

/// The signature is not that of these bytes.
pub(super) fn signature_invalid() -> Doubt {
    Doubt::new(
        DoubtCode::SignatureInvalid,
        Text::new(
            "the signature does not verify: what is signed, its type or the signature were changed",
            "Die Signatur stimmt nicht: Signiertes, Typ oder Signatur wurden verändert",
        ),
    )
}

/// The signature is about something else.
pub(super) fn wrong_subject() -> Doubt {
    Doubt::new(
        DoubtCode::WrongSubject,
        Text::new(
            "the signature is about something else: the digests differ",
            "Die Signatur gilt etwas anderem: Die Digests weichen ab",
        ),
    )
}

/// Nothing proves when it was signed.
pub(super) fn no_time() -> Doubt {
    Doubt::new(
        DoubtCode::NoTrustedTime,
        Text::new(
            "nothing proves that the certificate was still valid when it signed: neither a timestamp nor a log entry that the root trusts",
            "Nichts belegt, dass das Zertifikat beim Signieren noch galt: weder Zeitstempel noch Protokolleintrag, denen die Wurzel vertraut",
        ),
    )
}

/// The root names no source of time.
pub(super) fn no_source_of_time() -> Doubt {
    Doubt::new(
        DoubtCode::NoTrustedTime,
        Text::new(
            "it names neither a timestamp authority nor a log, so that it can vouch for no certificate; add one to the root",
            "Sie nennt weder Zeitstempeldienst noch Protokoll und kann so für kein Zertifikat bürgen; die Wurzel ergänzen",
        ),
    )
}

/// The root demands an entry in a log.
pub(super) fn no_log_entry() -> Doubt {
    Doubt::new(
        DoubtCode::NoLogEntry,
        Text::new(
            "no proof came with the signature that it stands in a transparency log, and the root demands one",
            "Ein Beleg, dass die Signatur in einem Transparenzprotokoll steht, liegt nicht bei; die Wurzel verlangt ihn",
        ),
    )
}

/// A proven time lies outside of what it has to lie in.
pub(super) fn outside_validity(why: &dyn std::fmt::Display) -> Doubt {
    Doubt::new(
        DoubtCode::OutsideValidity,
        Text::new(
            format!("the time of signing lies outside the validity of certificate, authority or log (`{why}`)"),
            format!(
                "Der Zeitpunkt der Signatur liegt außerhalb der Gültigkeit von Zertifikat, Stelle oder Protokoll (`{why}`)"
            ),
        ),
    )
}

/// A timestamp does not hold.
pub(super) fn timestamp(why: &dyn std::fmt::Display) -> Doubt {
    Doubt::new(
        DoubtCode::TimestampInvalid,
        Text::new(
            format!("a timestamp does not hold under the root's timestamp authorities (`{why}`)"),
            format!("Ein Zeitstempel hält unter den Zeitstempeldiensten der Wurzel nicht (`{why}`)"),
        ),
    )
}

/// The signature is over the bytes, and they are not at hand.
fn bytes_missing() -> Doubt {
    Doubt::new(
        DoubtCode::BytesMissing,
        Text::new(
            "this kind of signature is checked over the bytes, and only a digest was given; name the file",
            "Diese Art Signatur wird über die Bytes geprüft, und nur ein Digest wurde angegeben; die Datei nennen",
        ),
    )
}

/// It cannot be read.
pub(super) fn malformed(why: &dyn std::fmt::Display) -> Doubt {
    Doubt::new(
        DoubtCode::Malformed,
        Text::new(format!("the bundle cannot be used (`{why}`)"), format!("Das Bundle ist nicht verwendbar (`{why}`)")),
    )
}

fn certificate(error: &CertificateError) -> Doubt {
    let (code, en, de) = match error {
        CertificateError::ChainInvalid(_) => (
            DoubtCode::ChainIncomplete,
            "the certificate does not lead to an authority of the root",
            "Das Zertifikat führt zu keiner Zertifizierungsstelle der Wurzel",
        ),
        CertificateError::NoValidAuthority { .. }
        | CertificateError::NotYetValid { .. }
        | CertificateError::Expired { .. } => return outside_validity(error),
        CertificateError::Sct(_) => (
            DoubtCode::CertificateLog,
            "no certificate log of the root vouches for the certificate",
            "Kein Zertifikatsprotokoll der Wurzel bürgt für das Zertifikat",
        ),
        _ => return malformed(error),
    };
    Doubt::new(code, Text::new(format!("{en} (`{error}`)"), format!("{de} (`{error}`)")))
}

fn log_proof(error: &TransparencyLogError) -> Doubt {
    Doubt::new(
        DoubtCode::LogProofInvalid,
        Text::new(
            format!("the entry of the transparency log does not hold (`{error}`)"),
            format!("Der Eintrag des Transparenzprotokolls hält nicht (`{error}`)"),
        ),
    )
}

fn structure(error: &bundle::Error) -> Doubt {
    match error {
        bundle::Error::MissingInclusionPromise(_) | bundle::Error::MissingInclusionProof(_) => no_log_entry(),
        bundle::Error::MissingSigningTimeEvidence | bundle::Error::MissingTimestamp => no_time(),
        bundle::Error::MissingCheckpoint
        | bundle::Error::LogIndexOutOfRange { .. }
        | bundle::Error::CheckpointRootMismatch => log_proof(&TransparencyLogError::Checkpoint(error.to_string())),
        other => malformed(other),
    }
}
