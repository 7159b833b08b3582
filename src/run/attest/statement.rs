// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The statements that people sign, from what the command line says (`docs/predicates.md`).

use std::path::Path;

use serde_json::{Map, Value, json};

use super::{Failure, LARGEST};
use crate::{
    cli::{ApprovalArgs, AssessmentArgs, DecisionArg, PersonArgs, ResultArg, StatementArgs, WaiverArgs},
    collect,
    model::{APPROVAL_TYPE, ASSESSMENT_TYPE, AssessmentResult, Decision, Digests, WAIVERS_TYPE},
    policy::{self, WaiverSource},
    run::{now, policies},
};

/// The type of every statement (in-toto attestation framework, v1).
const STATEMENT_TYPE: &str = "https://in-toto.io/Statement/v1";

/// What an assessment found.
pub(super) fn assessment(args: &AssessmentArgs) -> Result<Value, Failure> {
    let result = match args.result {
        ResultArg::Passed => AssessmentResult::Passed,
        ResultArg::Failed => AssessmentResult::Failed,
    };
    let mut predicate = person(&args.person);
    predicate.insert("kind".to_owned(), json!(args.kind));
    predicate.insert("result".to_owned(), json!(result.name()));
    predicate.insert("scope".to_owned(), json!(args.scope));
    add(&mut predicate, "method", args.method.as_ref());
    add(&mut predicate, "version", args.version.as_ref());
    if !args.open_findings.is_empty() {
        let findings = args.open_findings.iter().map(|(severity, number)| (severity.name().to_owned(), json!(number)));
        predicate.insert("openFindings".to_owned(), Value::Object(findings.collect()));
    }
    if let Some(document) = &args.document {
        predicate.insert("document".to_owned(), reviewed(document)?);
    }
    statement(&args.statement, ASSESSMENT_TYPE, Value::Object(predicate))
}

/// The decision over a release.
pub(super) fn approval(args: &ApprovalArgs) -> Result<Value, Failure> {
    let decision = match args.decision {
        DecisionArg::Approved => Decision::Approved,
        DecisionArg::Rejected => Decision::Rejected,
    };
    let mut predicate = person(&args.person);
    predicate.insert("decision".to_owned(), json!(decision.name()));
    predicate.insert("report".to_owned(), reviewed(&args.report)?);
    add(&mut predicate, "scope", args.scope.as_ref());
    add(&mut predicate, "reason", args.reason.as_ref());
    statement(&args.statement, APPROVAL_TYPE, Value::Object(predicate))
}

/// The waivers of a file, which keep the terms of the policy.
pub(super) fn waivers(args: &WaiverArgs) -> Result<Value, Failure> {
    let policy = policies::policy(&args.policy)?;
    let (origin, bytes) = collect::read_file(&args.file, LARGEST).map_err(Failure::usage)?;
    let source = WaiverSource { path: &origin.path, bytes: &bytes };
    policy::bind_waivers(&source, &policy).map_err(|mistakes| Failure::mistakes(&mistakes))?;
    let document = policy::waivers_as_json(&source).map_err(|mistakes| Failure::mistakes(&mistakes))?;
    statement(&args.statement, WAIVERS_TYPE, document)
}

fn statement(args: &StatementArgs, predicate_type: &str, predicate: Value) -> Result<Value, Failure> {
    let artifacts = collect::artifacts(&args.artifacts).map_err(Failure::usage)?;
    let mut subjects: Vec<Value> = artifacts
        .iter()
        .map(|artifact| json!({ "name": artifact.name, "digest": digest_set(&artifact.digests) }))
        .collect();
    if let Some(commit) = &args.commit {
        subjects.push(json!({ "name": "commit", "digest": { "gitCommit": commit.to_string() } }));
    }
    if subjects.is_empty() {
        return Err(Failure::usage(
            "the statement is about nothing\n  help: name what it is about with `--artifact` or `--commit`",
        ));
    }
    Ok(json!({
        "_type": STATEMENT_TYPE,
        "subject": subjects,
        "predicateType": predicate_type,
        "predicate": predicate,
    }))
}

fn person(args: &PersonArgs) -> Map<String, Value> {
    let mut person = Map::new();
    person.insert("name".to_owned(), json!(args.person));
    person.insert("role".to_owned(), json!(args.role));
    add(&mut person, "email", args.email.as_ref());
    let mut predicate = Map::new();
    predicate.insert("person".to_owned(), Value::Object(person));
    let today = || now().to_string().chars().take(10).collect();
    predicate.insert("date".to_owned(), json!(args.date.clone().unwrap_or_else(today)));
    add(&mut predicate, "validUntil", args.valid_until.as_ref());
    predicate
}

fn add(object: &mut Map<String, Value>, key: &str, value: Option<&String>) {
    if let Some(value) = value {
        object.insert(key.to_owned(), json!(value));
    }
}

/// A file by its name and its digest.
fn reviewed(path: &Path) -> Result<Value, Failure> {
    let (origin, _) = collect::read_file(path, 1 << 30).map_err(Failure::usage)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(json!({ "name": name, "digest": { "sha256": origin.sha256.hex() } }))
}

fn digest_set(digests: &Digests) -> Value {
    let digests = digests.iter().map(|digest| (digest.algorithm().name().to_owned(), json!(digest.hex())));
    Value::Object(digests.collect())
}
