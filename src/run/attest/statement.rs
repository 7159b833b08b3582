// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The statements that people sign, from what the command line says (`docs/predicates.md`).

use std::path::Path;

use serde_json::{Map, Value, json};

use super::{DEPTH, Failure, LARGEST};
use crate::{
    cli::{ApprovalArgs, AssessmentArgs, DecisionArg, PersonArgs, ResultArg, StatementArgs, WaiverArgs},
    collect,
    model::{
        APPROVAL_TYPE, ASSESSMENT_TYPE, AssessmentResult, Claim, Decision, Digests, Origin, Release, Severity, Text,
        Timestamp, WAIVERS_TYPE, latest_of,
    },
    policy::{self, Mistake, WaiverSource},
    run::{now, policies, verdict},
};

/// The type of every statement (in-toto attestation framework, v1).
const STATEMENT_TYPE: &str = "https://in-toto.io/Statement/v1";

/// A document or report is not larger than this.
const LARGEST_DOCUMENT: u64 = 1 << 30;

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
        predicate.insert("openFindings".to_owned(), open_findings(&args.open_findings)?);
    }
    if let Some(document) = &args.document {
        let (origin, _) = collect::read_file(document, LARGEST_DOCUMENT).map_err(Failure::usage)?;
        predicate.insert("document".to_owned(), reviewed(document, &origin));
    }
    statement(&subject(&args.statement)?, ASSESSMENT_TYPE, Value::Object(predicate))
}

/// The numbers by severity. Which of two numbers is meant would be a guess.
fn open_findings(numbers: &[(Severity, u64)]) -> Result<Value, Failure> {
    let mut findings = Map::new();
    for (severity, number) in numbers {
        let name = severity.name();
        if findings.insert(name.to_owned(), json!(number)).is_some() {
            return Err(Failure::usage(format!(
                "`--open` gives the number of findings of severity `{name}` twice\n  help: give each severity once"
            )));
        }
    }
    Ok(Value::Object(findings))
}

/// The decision over a release, and when the report that it is about was made.
pub(super) fn approval(args: &ApprovalArgs) -> Result<(Value, Timestamp), Failure> {
    let decision = match args.decision {
        DecisionArg::Approved => Decision::Approved,
        DecisionArg::Rejected => Decision::Rejected,
    };
    let subject = subject(&args.statement)?;
    let (report, made_at) = decided_upon(&args.report, &subject)?;
    let mut predicate = person(&args.person);
    predicate.insert("decision".to_owned(), json!(decision.name()));
    predicate.insert("report".to_owned(), report);
    add(&mut predicate, "scope", args.scope.as_ref());
    add(&mut predicate, "reason", args.reason.as_ref());
    Ok((statement(&subject, APPROVAL_TYPE, Value::Object(predicate))?, made_at))
}

/// The report that is decided upon, and when it was made. It has to be one of ours, about this subject.
fn decided_upon(path: &Path, subject: &Release) -> Result<(Value, Timestamp), Failure> {
    let (origin, bytes) = collect::read_file(path, LARGEST_DOCUMENT).map_err(Failure::usage)?;
    let help = "name the report that `check --report json=FILE` wrote about exactly what is decided upon";
    let refused = |why: &Text| Failure::usage(format!("`{}`: {}\n  help: {help}", path.display(), why.en));
    let report = reviewed(path, &origin);
    let judgement = verdict::judgement_in(origin.path, bytes, DEPTH).map_err(|why| refused(&why))?;
    match judgement.not_about(subject).first() {
        Some(objection) => Err(refused(&objection.text())),
        None => Ok((report, judgement.at)),
    }
}

/// The waivers of a file, which keep the terms of the policy.
pub(super) fn waivers(args: &WaiverArgs) -> Result<Value, Failure> {
    let policy = policies::policy(&args.policy)?;
    let (origin, bytes) = collect::read_file(&args.file, LARGEST).map_err(Failure::usage)?;
    let source = WaiverSource { path: &origin.path, bytes: &bytes };
    policy::bind_waivers(&source, &policy).map_err(|mistakes| Failure::mistakes(&mistakes))?;
    let document = policy::waivers_as_json(&source).map_err(|mistakes| Failure::mistakes(&mistakes))?;
    statement(&subject(&args.statement)?, WAIVERS_TYPE, document)
}

/// What is stated about.
fn subject(args: &StatementArgs) -> Result<Release, Failure> {
    let artifacts = collect::artifacts(&args.artifacts).map_err(Failure::usage)?;
    Ok(Release { commit: args.commit.clone(), artifacts, ..Release::default() })
}

fn statement(subject: &Release, predicate_type: &str, predicate: Value) -> Result<Value, Failure> {
    let artifacts = subject.artifacts.iter();
    let mut subjects: Vec<Value> =
        artifacts.map(|artifact| json!({ "name": artifact.name, "digest": digest_set(&artifact.digests) })).collect();
    if let Some(commit) = &subject.commit {
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
    let today = || args.at.unwrap_or_else(now).to_string().chars().take(10).collect();
    predicate.insert("date".to_owned(), json!(args.date.clone().unwrap_or_else(today)));
    add(&mut predicate, "validUntil", args.valid_until.as_ref());
    predicate
}

fn add(object: &mut Map<String, Value>, key: &str, value: Option<&String>) {
    if let Some(value) = value {
        object.insert(key.to_owned(), json!(value));
    }
}

/// Why dates of a statement contradict each other, or lie ahead of what counts as now.
pub(super) fn judge_dates(claim: &Claim, at: Timestamp, report: Option<Timestamp>) -> Result<(), String> {
    let (date, valid_until) = match claim {
        Claim::Assessment(stated) => (stated.date, stated.valid_until),
        Claim::Approval(stated) => (stated.date, stated.valid_until),
        Claim::Waivers(stated) => {
            let source = WaiverSource { path: "statement", bytes: stated.document.as_bytes() };
            let told = |mistakes: Vec<Mistake>| mistakes.into_iter().map(|mistake| mistake.message);
            return policy::refuse_hopeless_waivers(&source).map_err(|all| told(all).collect::<Vec<_>>().join("; "));
        }
        _ => return Ok(()),
    };
    match (valid_until, report) {
        _ if date > at => Err(format!("its date ({date}) lies ahead: it is {at} now")),
        (Some(end), _) if end <= date => {
            Err(format!("it would never hold: it ends ({end}) no later than it is dated ({date})"))
        }
        (_, Some(made_at)) if made_at > latest_of(date) => {
            Err(format!("its date ({date}) lies before the report that it is about ({made_at})"))
        }
        _ => Ok(()),
    }
}

/// A file by its name and its digest.
fn reviewed(path: &Path, origin: &Origin) -> Value {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    json!({ "name": name, "digest": { "sha256": origin.sha256.hex() } })
}

fn digest_set(digests: &Digests) -> Value {
    let digests = digests.iter().map(|digest| (digest.algorithm().name().to_owned(), json!(digest.hex())));
    Value::Object(digests.collect())
}
