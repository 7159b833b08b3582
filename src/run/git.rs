// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Signatures that the repository itself bears: of the commit that is released, and of its tag.

use std::{cell::RefCell, collections::BTreeMap, path::PathBuf};

use super::open::{Reader, Readings};
use crate::{
    collect::{self, GitError, History, Object, ObjectKind, TagObject},
    formats::Reading,
    model::{
        Claim, Commit, Digest, DoubtCode, Endorsement, FormatVersion, Ignored, Lineage, LineageCommit, LineageTag,
        Origin, Place, Reference, Rejection, Release, Statement, Subject, Text, Trust,
    },
    verify::SignedObject,
};

/// The repository that the first folder of evidence lies in.
pub(super) struct Repository<'a> {
    evidence: &'a [PathBuf],
    reader: &'a Reader,
    /// Who signed the objects that were verified so far, by the SHA-256 of each.
    known: RefCell<BTreeMap<Digest, Trust>>,
}

impl<'a> Repository<'a> {
    pub(super) fn of(evidence: &'a [PathBuf], reader: &'a Reader) -> Self {
        Self { evidence, reader, known: RefCell::default() }
    }

    /// What the signatures of commit and tag say, each with its origin. Objects without a signature say
    /// nothing.
    pub(super) fn signatures(&self, release: &Release) -> Result<Vec<(Origin, Readings)>, Ignored> {
        let (Some(folder), Some(commit)) = (self.evidence.first(), &release.commit) else { return Ok(Vec::new()) };
        let tag = match &release.reference {
            Some(Reference::Tag(tag)) => Some(tag.as_str()),
            _ => None,
        };
        let revision = collect::revision(folder, commit, tag).map_err(|error| not_looked_for(&error))?;
        let signed = revision.objects.iter().filter_map(|object| {
            let (statement, signed) = read(object, tag)?;
            let word = if object.kind == ObjectKind::Tag { "tag" } else { "commit" };
            let origin = collect::origin_of(&format!(".git!{word}/{}", object.id), &object.content);
            Some((origin, vec![readings(self.trust(object, &signed), statement)]))
        });
        Ok(signed.collect())
    }

    /// What the repository says of the commits that are new and of its tags, with who signed each; `None`
    /// where it does not hold the commit that is released.
    pub(super) fn lineage(&self, release: &Release) -> Result<Option<(Origin, Readings)>, Ignored> {
        let (Some(folder), Some(until)) = (self.evidence.first(), &release.commit) else { return Ok(None) };
        let released = |tag: &TagObject| {
            let tag = self.tag(tag);
            tag.commit.filter(|_| tag.trust.is_some_and(|trust| trust.is_signed()))
        };
        let history = collect::history(folder, until, &released).map_err(|error| no_history(&error))?;
        let Some(history) = history else { return Ok(None) };
        let listed: Vec<&str> = history.commits.iter().map(|commit| commit.id.as_str()).collect();
        let origin = collect::origin_of(".git!history", listed.join("\n").as_bytes());
        let statement = Statement {
            format: FormatVersion { format: "git", version: String::new() },
            subjects: vec![Subject::Commit(until.clone())],
            made_at: None,
            producer: None,
            report_id: None,
            claim: Claim::Lineage(Box::new(self.signed(&history, until))),
            remarks: Vec::new(),
        };
        Ok(Some((origin, vec![(Trust::UNSIGNED, Reading::Statements(vec![statement]))])))
    }

    fn signed(&self, history: &History, until: &Commit) -> Lineage {
        let commit = |object: &Object| LineageCommit {
            id: object.id.clone(),
            is_merge: object.is_merge(),
            trust: SignedObject::commit(&object.content).map(|signed| self.trust(object, &signed)),
        };
        let tags = history.tags.as_ref().map_err(Clone::clone);
        Lineage {
            until: until.clone(),
            since: history.since.clone().map(|(tag, commit)| (tag.into(), commit)),
            commits: history.commits.iter().map(commit).collect(),
            cut_off: history.cut_off.clone(),
            tags_lack: history.tags_lack.clone(),
            tags: tags.map(|tags| tags.iter().map(|tag| self.tag(tag)).collect()),
        }
    }

    fn tag(&self, tag: &TagObject) -> LineageTag {
        let (object, name) = (&tag.object, tag.name.as_str().into());
        if object.kind == ObjectKind::Commit {
            let (commit, made_at) = (Some(object.id.clone()), object.made_at());
            return LineageTag { name, is_annotated: false, commit, made_at, trust: None };
        }
        let signed = SignedObject::tag(&object.content);
        // A tag that was moved under another name vouches for that name.
        let own = signed.as_ref().filter(|signed| signed.tag.as_deref() == Some(&tag.name));
        LineageTag {
            name,
            is_annotated: true,
            commit: own.and_then(|signed| signed.target.as_deref()?.parse().ok()),
            made_at: object.made_at(),
            trust: signed.map(|signed| self.trust(object, &signed)),
        }
    }

    /// Who signed an object.
    fn trust(&self, object: &Object, signed: &SignedObject) -> Trust {
        let mut known = self.known.borrow_mut();
        // Two objects can be made that have one id by SHA-1.
        let trust = known.entry(collect::origin_of("", &object.content).sha256);
        trust.or_insert_with(|| signed.verify(&self.reader.store, self.reader.at)).clone()
    }
}

fn not_looked_for(error: &GitError) -> Ignored {
    let reason = Text::new(
        format!("signatures of commit and tag were not looked for: {}", error.reason()),
        format!("nach Signaturen von Commit und Tag wurde nicht gesucht: {}", error.reason()),
    );
    Ignored { path: error.path().into(), reason }
}

fn no_history(error: &GitError) -> Ignored {
    let reason = Text::new(
        format!("the commits and tags of the repository could not be read: {}", error.reason()),
        format!("Commits und Tags des Repositorys waren nicht zu lesen: {}", error.reason()),
    );
    Ignored { path: error.path().into(), reason }
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
        made_at: object.made_at(),
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
