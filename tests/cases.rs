// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Every check has satisfied, violated and undecided cases: a folder each, run through the program.
//!
//! A case is `policy.yaml`, `evidence/`, the matters that are expected in `expected`, and further
//! command-line arguments in `arguments` where it needs some. A folder `git` becomes the repository that the
//! evidence lies in.
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::support;

#[test]
fn every_check_has_a_case_of_each_outcome() {
    let folders: BTreeSet<String> = support::folders(Path::new("tests/cases")).iter().map(|path| name(path)).collect();
    let ids: BTreeSet<String> = freigabe::checks::CHECKS.iter().map(|check| check.about.id.to_owned()).collect();
    assert_eq!(folders, ids);
    for id in ids {
        let cases = support::folders(&Path::new("tests/cases").join(&id));
        for outcome in ["satisfied", "violated", "undecided"] {
            assert!(cases.iter().any(|case| name(case).starts_with(outcome)), "{id} has no case `{outcome}`");
        }
    }
}

#[test]
fn cases_have_the_outcome_that_their_name_says() {
    for check in support::folders(Path::new("tests/cases")) {
        for case in support::folders(&check) {
            run_case(&case, &name(&check));
        }
    }
}

/// The details of components are kept only where a rule asks for them: none may go without what it needs.
#[test]
fn a_rule_says_the_same_whether_or_not_another_asks_for_details() {
    for check in support::folders(Path::new("tests/cases")) {
        // A decision holds for one policy.
        for case in support::folders(&check).iter().filter(|_| name(&check) != "release-decision") {
            let policy = fs::read_to_string(case.join("policy.yaml")).unwrap();
            let asking = "rules:\n  - id: details\n    check: sbom-graph\n    effect: warn\n";
            let (alone, beside) = (report(case, &policy), report(case, &policy.replacen("rules:\n", asking, 1)));
            let rules = |report: &Value| report["rules"].as_array().unwrap().clone();
            let beside: Vec<Value> = rules(&beside).into_iter().filter(|rule| rule["id"] != "details").collect();
            assert_eq!(rules(&alone), beside, "{}", case.display());
        }
    }
}

/// Of what is too large to be held in memory less is kept: no rule may go without what it needs.
#[test]
fn a_rule_says_the_same_of_an_sbom_too_large_to_be_held() {
    let mut number = 0;
    for case in support::folders(Path::new("tests/cases")).iter().flat_map(|check| support::folders(check)) {
        let is_hashed = |path: &PathBuf| fs::read_to_string(path).is_ok_and(|text| text.contains("\"hashes\""));
        let hashed: Vec<PathBuf> = support::files(&case.join("evidence")).into_iter().filter(is_hashed).collect();
        if hashed.is_empty() {
            continue;
        }
        number += 1;
        let policy = fs::read_to_string(case.join("policy.yaml")).unwrap();
        let folder = tempfile::tempdir().unwrap();
        support::copy(&case, folder.path());
        for path in hashed {
            support::make_large(&folder.path().join(path.strip_prefix(&case).unwrap()));
        }
        let (held, large) = (report(&case, &policy), report(folder.path(), &policy));
        for part in ["verdict", "rules", "findings", "rejected", "bom_differences", "notes"] {
            assert!(!held[part].is_null(), "{part}");
            assert_eq!(held[part], large[part], "{} {part}", case.display());
        }
    }
    assert!(number > 20, "{number}");
}

fn run_case(case: &Path, check: &str) {
    let shown = case.display();
    let policy = fs::read_to_string(case.join("policy.yaml")).unwrap();
    let report = report(case, &policy);
    let rule = report["rules"].as_array().unwrap().iter().find(|rule| rule["check"] == check).unwrap();
    let wanted = name(case).split('_').next().unwrap().to_owned();
    assert_eq!(rule["outcome"], wanted.as_str(), "{shown}: {rule:#}");
    let got: BTreeSet<String> = matters(rule, "violations", "violation").chain(matters(rule, "gaps", "gap")).collect();
    let expected = fs::read_to_string(case.join("expected")).unwrap().lines().map(str::to_owned).collect();
    assert_eq!(got, expected, "{shown}");
    for entry in rule["violations"].as_array().unwrap().iter().chain(rule["gaps"].as_array().unwrap()) {
        assert!(!entry["message"].as_str().unwrap().is_empty() && !entry["message_de"].as_str().unwrap().is_empty());
    }
}

/// The report of a case, judged by this policy.
fn report(case: &Path, policy: &str) -> Value {
    // Away from this repository, whose commit would be taken for the release.
    let folder = tempfile::tempdir().unwrap();
    support::copy(case, folder.path());
    fs::write(folder.path().join("policy.yaml"), policy).unwrap();
    let evidence = folder.path().join("evidence");
    if folder.path().join("git").is_dir() {
        fs::rename(folder.path().join("git"), evidence.join(".git")).unwrap();
    }
    let output = support::freigabe().args(arguments(case)).current_dir(evidence).output().unwrap();
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{}: {error}: {}", case.display(), support::stderr(&output)))
}

pub(crate) fn arguments(case: &Path) -> Vec<String> {
    let always = ["check", ".", "--policy", "../policy.yaml", "--at", "2026-11-24T12:00:00Z", "--report", "json=-"];
    let more = fs::read_to_string(case.join("arguments")).unwrap_or_default();
    always.into_iter().chain(more.lines()).map(str::to_owned).collect()
}

fn matters<'a>(rule: &'a Value, list: &str, kind: &'a str) -> impl Iterator<Item = String> + 'a {
    rule[list].as_array().unwrap().iter().map(move |entry| format!("{kind} {}", entry["matter"].as_str().unwrap()))
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}
