// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a signature is asked about: a file, a digest or a commit; and whether what is signed names it.

use super::{Failure, Found, Statement, no_signature};
use crate::{
    formats::{self, DEFAULT_MAX_DEPTH, Reading},
    model::{Artifact, Claim, Commit, Document, Doubt, DoubtCode, Endorsement, Subject, Text, Trust, naming},
    run::registry::Images,
    verify::Signed,
};

/// What stands before a commit on the command line, as in-toto names the digest of one.
const COMMIT: &str = "gitCommit:";

/// What a signature is asked about.
pub(super) enum About {
    /// A file, or a digest.
    Artifact(Box<Artifact>),
    /// A commit, which only statements name.
    Commit(Commit),
}

impl About {
    pub(super) fn of(name: &str, images: &Images) -> Result<Self, Failure> {
        if let Some(commit) = name.strip_prefix(COMMIT) {
            let commit = commit.parse().map_err(|error| {
                Failure::usage(format!("`{commit}` is {error}\n  help: name it in full, as `git rev-parse HEAD` does"))
            })?;
            return Ok(Self::Commit(commit));
        }
        let artifacts = images.artifacts(&[name.to_owned()])?;
        let artifact = artifacts.into_iter().next().ok_or_else(|| Failure::usage("name a file, digest or commit"))?;
        Ok(Self::Artifact(Box::new(artifact)))
    }

    /// As the user named it.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Artifact(artifact) => &artifact.name,
            Self::Commit(commit) => commit.as_str(),
        }
    }

    /// Its digests, each as `ALGORITHM:HEX`.
    pub(super) fn digests(&self) -> Vec<String> {
        match self {
            Self::Artifact(artifact) => artifact.digests.iter().map(|digest| digest.to_string()).collect(),
            Self::Commit(_) => Vec::new(),
        }
    }

    /// What something that holds its signature proves about it.
    pub(super) fn found_in(&self, document: Document) -> Found {
        if document.declared_type.is_none() {
            return self.found_in_plain(document);
        }
        let mut trust = document.trust;
        match Statement::read(&document.payload, document.declared_type.as_deref()) {
            Ok(statement) => {
                if !self.is_named_by(&statement) {
                    doubt(&mut trust, self.wrong_subject());
                }
                Found { trust, statement: Some(statement) }
            }
            Err(why) => {
                doubt(&mut trust, why);
                Found { trust, statement: None }
            }
        }
    }

    /// The same for what bears no type: the artifact itself, or a list of checksums.
    fn found_in_plain(&self, document: Document) -> Found {
        let mut trust = document.trust.clone();
        if trust == Trust::UNSIGNED {
            return Found::doubted(no_signature());
        }
        let is_named = match self {
            Self::Artifact(artifact) if Signed::new(&artifact.digests, Some(&document.payload)).is_unchanged() => {
                Ok(())
            }
            Self::Artifact(artifact) => listed(artifact, &document),
            Self::Commit(_) => Err(None),
        };
        if let Err(why) = is_named {
            doubt(&mut trust, why.unwrap_or_else(|| self.wrong_subject()));
        }
        Found { trust, statement: None }
    }

    fn is_named_by(&self, statement: &Statement) -> bool {
        match self {
            Self::Artifact(artifact) => statement.names(&artifact.digests),
            Self::Commit(commit) => statement.names_commit(commit),
        }
    }

    fn wrong_subject(&self) -> Doubt {
        let name = self.name();
        Doubt::new(
            DoubtCode::WrongSubject,
            Text::new(
                format!(
                    "what is signed is not about `{name}`: nothing in it has that digest; name what it is about, or sign this"
                ),
                format!(
                    "Das Signierte gilt nicht `{name}`: Nichts darin hat diesen Digest; nennen, wovon es handelt, oder dies signieren"
                ),
            ),
        )
    }
}

/// Whether a list of checksums holds the artifact, under its name where it has one; the doubt where it
/// holds it under another name.
fn listed(artifact: &Artifact, document: &Document) -> Result<(), Option<Doubt>> {
    let Reading::Statements(statements) = formats::read(document, DEFAULT_MAX_DEPTH) else { return Err(None) };
    let lists = statements.iter().filter(|list| matches!(list.claim, Claim::Signature(Endorsement::Checksums)));
    let mut why = None;
    for subject in lists.flat_map(|list| &list.subjects) {
        let Subject::Artifact { name, digests } = subject else { continue };
        match name.as_deref().filter(|name| !naming::is_meant(Some(name), artifact)) {
            _ if !digests.agree(&artifact.digests) => {}
            None => return Ok(()),
            Some(name) => why = Some(naming::other_name(&artifact.name, name)),
        }
    }
    Err(why)
}

fn doubt(trust: &mut Trust, doubt: Doubt) {
    trust.add(Trust::new(Vec::new(), vec![doubt]));
}

/// A signature over bytes was given for a commit.
pub(super) fn no_statement() -> Doubt {
    Doubt::new(
        DoubtCode::WrongSubject,
        Text::new(
            "this is a signature over a file, and only a statement can name a commit; name the file",
            "Dies ist die Signatur einer Datei, und nur eine Aussage kann einen Commit nennen; die Datei nennen",
        ),
    )
}
