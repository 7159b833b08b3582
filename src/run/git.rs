// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Signatures that the repository itself bears: of the commit that is released, and of its tag.

use std::path::PathBuf;

use super::open::{Reader, Readings};
use crate::{
    collect::{self, Object, ObjectKind},
    formats::Reading,
    model::{
        Claim, Commit, DoubtCode, Endorsement, FormatVersion, Ignored, Origin, Place, Reference, Rejection, Release,
        Statement, Subject, Text, Trust,
    },
    verify::SignedObject,
};

/// What the signatures of commit and tag say, each with its origin. Objects without a signature say
/// nothing.
pub(super) fn signatures(
    evidence: &[PathBuf],
    release: &Release,
    reader: &Reader,
) -> Result<Vec<(Origin, Readings)>, Ignored> {
    let (Some(folder), Some(commit)) = (evidence.first(), &release.commit) else { return Ok(Vec::new()) };
    let tag = match &release.reference {
        Some(Reference::Tag(tag)) => Some(tag.as_str()),
        _ => None,
    };
    let revision = collect::revision(folder, commit, tag).map_err(|error| {
        let reason = Text::new(
            format!("signatures of commit and tag were not looked for: {}", error.reason()),
            format!("nach Signaturen von Commit und Tag wurde nicht gesucht: {}", error.reason()),
        );
        Ignored { path: error.path().into(), reason }
    })?;
    let signed = revision.objects.iter().filter_map(|object| {
        let (statement, signed) = read(object, tag)?;
        let trust = signed.verify(&reader.store, reader.at);
        let word = if object.kind == ObjectKind::Tag { "tag" } else { "commit" };
        let origin = collect::origin_of(&format!(".git!{word}/{}", object.id), &object.content);
        Some((origin, vec![readings(trust, statement)]))
    });
    Ok(signed.collect())
}

/// What an object vouches for; `None` where it bears no signature.
fn read(object: &Object, tag: Option<&str>) -> Option<(Statement, SignedObject)> {
    let (signed, subject, endorsement) = match object.kind {
        ObjectKind::Commit => (SignedObject::commit(&object.content)?, object.id.clone(), Endorsement::Commit),
        ObjectKind::Tag => {
            let signed = SignedObject::tag(&object.content)?;
            // A tag that was moved under another name vouches for that name.
            signed.tag.as_deref().filter(|own| Some(*own) == tag)?;
            let target: Commit = signed.target.as_deref()?.parse().ok()?;
            let name = signed.tag.as_deref().unwrap_or_default().into();
            (signed, target, Endorsement::Tag(name))
        }
    };
    let statement = Statement {
        format: FormatVersion { format: signed.scheme().name(), version: String::new() },
        subjects: vec![Subject::Commit(subject)],
        made_at: signed.made_at,
        producer: None,
        report_id: None,
        claim: Claim::Signature(endorsement),
        remarks: Vec::new(),
    };
    Some((statement, signed))
}

/// A signature that is known to be wrong is a rejection, as everywhere.
fn readings(trust: Trust, statement: Statement) -> (Trust, Reading) {
    let wrong = trust.doubts().iter().find(|doubt| doubt.code == DoubtCode::SignatureInvalid);
    match wrong {
        None => (trust, Reading::Statements(vec![statement])),
        Some(doubt) => {
            let (code, Text { en, de }) = (doubt.code.name(), &doubt.text);
            let reason = Text::new(format!("{en} (`{code}`)"), format!("{de} (`{code}`)"));
            let rejection = Rejection { format: Some(statement.format.format), place: Place::Whole, reason };
            (Trust::UNSIGNED, Reading::Rejected(rejection))
        }
    }
}
