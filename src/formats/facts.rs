// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What the forge said, in a file of ours: kept from one run and given to another.
//!
//! It is no evidence of a release and never taken for it: whoever could put one beside the evidence
//! could make up approvals. So it stands in no list of formats, and is read only where somebody named
//! it. Being our own, it has no key that we do not know.

use serde::{Deserialize, Serialize};

use super::{ReadError, Source, json};
use crate::model::{
    Claim, Document, Fact, FormatVersion, Place, Rejection, Statement, Subject, Text, Timestamp, Tool, Unseen,
};

/// The version of the file's language.
const VERSION: u32 = 1;

/// What the forge said and what it did not show.
#[derive(Clone, Debug)]
pub struct Facts {
    /// When it was asked.
    pub asked_at: Timestamp,
    /// What it said.
    pub facts: Vec<Fact>,
    /// What it did not show.
    pub unseen: Vec<Unseen>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File<F, U> {
    gitlab_facts: u32,
    asked_at: Timestamp,
    facts: F,
    unseen: U,
}

/// Reads a file of facts.
pub fn read_facts(document: &Document, max_depth: u32) -> Result<Facts, Rejection> {
    let read = read(&Source::of(document, max_depth));
    read.map_err(|error| Rejection { format: Some("gitlab-facts"), place: error.place, reason: error.reason })
}

fn read(source: &Source<'_>) -> Result<Facts, ReadError> {
    let input = json::Input::Document(*source);
    let file: File<Vec<Fact>, Vec<Unseen>> = json::read_shapeless(&input)?;
    if file.gitlab_facts != VERSION {
        let version = file.gitlab_facts;
        let reason = Text::new(
            format!("is of version {version}; version {VERSION} is read"),
            format!("hat Version {version}; gelesen wird Version {VERSION}"),
        );
        return Err(ReadError::new(Place::Pointer("/gitlab_facts".into()), reason));
    }
    Ok(Facts { asked_at: file.asked_at, facts: file.facts, unseen: file.unseen })
}

/// The text of a file that holds `facts` and `unseen`; an error is a defect.
pub fn write_facts(asked_at: Timestamp, facts: &[&Fact], unseen: &[Unseen]) -> Result<String, serde_json::Error> {
    let text = serde_json::to_string_pretty(&File { gitlab_facts: VERSION, asked_at, facts, unseen })?;
    Ok(text + "\n")
}

impl Facts {
    /// The facts as statements.
    pub fn statements(self) -> (Vec<Statement>, Vec<Unseen>) {
        let asked_at = self.asked_at;
        let statement = |fact: Fact| Statement {
            format: FormatVersion { format: "gitlab-facts", version: VERSION.to_string() },
            subjects: fact.commit().into_iter().cloned().map(Subject::Commit).collect(),
            made_at: Some(asked_at),
            producer: Some(Tool { name: "GitLab".to_owned(), version: None }),
            report_id: None,
            claim: Claim::Forge(Box::new(fact)),
            remarks: Vec::new(),
        };
        (self.facts.into_iter().map(statement).collect(), self.unseen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        formats::{DEFAULT_MAX_DEPTH, tests::document},
        model::{
            Access, Cause, Configuration, ConfigurationFile, FactKind, ForgeSignature, ForgeTag, Include, Issue, Job,
            JobStatus, Pipeline, Protection, SignatureKind, Verification,
        },
    };

    fn unseen(cause: Cause, needs: Access) -> Unseen {
        let what = Text::new("the branches", "die Zweige").into();
        Unseen { fact: FactKind::Protection, what, url: "https://gitlab.internal/x".into(), cause, needs }
    }

    fn all() -> Vec<Fact> {
        let commit = "a".repeat(40).parse().unwrap();
        let job = Job {
            id: 7,
            name: "scan".into(),
            stage: "test".into(),
            status: JobStatus::Unfinished("running".into()),
            may_fail: true,
            is_repeated: false,
            pipeline: 3,
            commit: Some("a".repeat(40).parse().unwrap()),
            reference: "main".into(),
            user: None,
            started_at: Some(Timestamp::UNIX_EPOCH),
            finished_at: None,
            failure_reason: None,
            artifacts: vec![],
        };
        let pipeline = Pipeline {
            id: 3,
            project: 1,
            commit,
            reference: "main".into(),
            is_tag: false,
            source: Some("push".into()),
            is_protected: Ok(true),
            config_path: Ok(".gitlab-ci.yml".into()),
            user: None,
            created_at: None,
            jobs: vec![job],
            children: Err(unseen(Cause::Forbidden, Access::ReadApi("Reporter"))),
        };
        let signed = ForgeSignature::Signed {
            kind: SignatureKind::X509,
            verification: Verification::Other("expired".into()),
            key: None,
        };
        let tag = ForgeTag {
            name: "v1".into(),
            commit: "a".repeat(40).parse().unwrap(),
            is_annotated: true,
            is_protected: None,
            made_at: None,
            signature: Some(Ok(signed)),
        };
        let issue = Issue {
            number: 1,
            is_incident: false,
            author: None,
            created_at: None,
            closed_at: None,
            labels: vec![],
            first_response: Ok(None),
        };
        let protection = Protection {
            default_branch: None,
            branches: Err(unseen(Cause::TooMuch(Text::same("x")), Access::Offer("GitLab Ultimate"))),
            tags: Ok(vec![]),
        };
        let file = ConfigurationFile { path: ".gitlab-ci.yml".into(), keys: vec!["scan".into()] };
        let include = Include { location: "template:X.yml".into(), file: ".gitlab-ci.yml".into() };
        let configuration =
            Configuration { commit: "a".repeat(40).parse().unwrap(), files: vec![file], includes: vec![include] };
        vec![
            Fact::Pipeline(pipeline),
            Fact::Configuration(configuration),
            Fact::Tag(ForgeTag { signature: None, ..tag.clone() }),
            Fact::Tag(tag),
            Fact::Issues(vec![issue]),
            Fact::Protection(protection),
        ]
    }

    #[test]
    fn what_is_written_is_read_again() {
        let (facts, hidden) = (all(), vec![unseen(Cause::NoToken, Access::JobToken)]);
        let text = write_facts(Timestamp::UNIX_EPOCH, &facts.iter().collect::<Vec<_>>(), &hidden).unwrap();
        let read = read_facts(&document("facts.json", text), DEFAULT_MAX_DEPTH).unwrap();
        assert_eq!((read.facts, read.unseen, read.asked_at), (facts, hidden, Timestamp::UNIX_EPOCH));
    }

    #[test]
    fn what_is_not_ours_is_rejected_with_its_place() {
        let right = r#"{"gitlab_facts":1,"asked_at":"2026-11-24T00:00:00Z","facts":[],"unseen":[]}"#;
        assert!(read_facts(&document("x", right), DEFAULT_MAX_DEPTH).is_ok());
        for (from, to) in [
            (":1", ":2"),
            ("\"facts\"", "\"fact\""),
            ("[]}", "[],\"x\":1}"),
            ("[]}", "[],\"unseen\":[]}"),
            ("\"facts\":[]", "\"facts\":[{\"commits\":1}]"),
            ("2026-11-24T00:00:00Z", "yesterday"),
            ("}", ""),
        ] {
            let text = right.replacen(from, to, 1);
            assert_ne!(text, right);
            assert!(read_facts(&document("x", text.clone()), DEFAULT_MAX_DEPTH).is_err(), "{text}");
        }
    }
}
