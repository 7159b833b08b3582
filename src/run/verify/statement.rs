// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a signed statement is about (in-toto attestation framework, Statement v0.1 and v1). What it
//! says further is for the formats.

use std::{borrow::Cow, collections::BTreeMap};

use serde::Deserialize;

use crate::model::{Commit, DigestAlgorithm, Digests, Doubt, DoubtCode, Payload, Text};

const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";
const TYPES: [&str; 2] = ["https://in-toto.io/Statement/v0.1", "https://in-toto.io/Statement/v1"];

/// A statement's subjects and what kind of thing it says.
pub(super) struct Statement {
    pub(super) predicate_type: String,
    subjects: Vec<Digests>,
    commits: Vec<Commit>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Written<'a> {
    #[serde(borrow, rename = "_type")]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    subject: Vec<Subject<'a>>,
    predicate_type: String,
}

#[derive(Deserialize)]
struct Subject<'a> {
    #[serde(borrow)]
    digest: BTreeMap<Cow<'a, str>, Cow<'a, str>>,
}

impl Statement {
    pub(super) fn read(payload: &Payload, payload_type: Option<&str>) -> Result<Self, Doubt> {
        if payload_type != Some(PAYLOAD_TYPE) {
            return Err(other(&format!("its type is `{}`", payload_type.unwrap_or_default())));
        }
        let bytes = payload.whole().map_err(|error| other(&error.to_string()))?;
        let written: Written<'_> = serde_json::from_slice(bytes).map_err(|error| other(&error.to_string()))?;
        if !TYPES.contains(&written.kind.as_ref()) {
            return Err(other(&format!("its `_type` is `{}`", written.kind)));
        }
        let subjects = written.subject.iter().map(|subject| {
            let mut digests = Digests::default();
            for (name, hex) in &subject.digest {
                if let Some(algorithm) = DigestAlgorithm::from_name(name) {
                    digests.add_hex(algorithm, hex);
                }
            }
            digests
        });
        let commits = written.subject.iter().filter_map(|subject| subject.digest.get("gitCommit")?.parse().ok());
        Ok(Self { subjects: subjects.collect(), commits: commits.collect(), predicate_type: written.predicate_type })
    }

    /// Whether it is about a commit.
    pub(super) fn names_commit(&self, commit: &Commit) -> bool {
        self.commits.contains(commit)
    }

    /// Whether it is about what has these digests: one agrees, and none contradicts.
    pub(super) fn names(&self, digests: &Digests) -> bool {
        self.subjects.iter().any(|subject| {
            let mut shared = DigestAlgorithm::ALL.iter().filter_map(|a| Some((subject.get(*a)?, digests.get(*a)?)));
            shared.next().is_some_and(|(theirs, ours)| theirs == ours) && shared.all(|(theirs, ours)| theirs == ours)
        })
    }
}

fn other(why: &str) -> Doubt {
    Doubt::new(
        DoubtCode::PayloadType,
        Text::new(
            format!("what is signed is no in-toto statement ({why}); sign one, or the file itself"),
            format!("Das Signierte ist keine in-toto-Aussage ({why}); eine solche signieren oder die Datei selbst"),
        ),
    )
}
