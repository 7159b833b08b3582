// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What somebody says changes a verdict only if the policy says that this one's word counts, and
//! never by the name of the file that it stands in.
use std::{fs, path::Path};

use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use serde_json::{Value, json};

use crate::support;

/// Authors whom no case accepts, near to those that are.
const STRANGERS: &[&str] = &["Anybody", "example maker", "Example Makers", "*", "The Example Maker"];
const PRODUCTS: &[&str] =
    &["pkg:npm/part@1.0.0", "pkg:npm/part", "pkg:generic/app@2.0", "pkg:generic/app", "https://example.org/app"];
const STATUS: &[&str] = &["not_affected", "affected", "fixed", "under_investigation"];

fn openvex(author: &str, product: &str, status: &str) -> Value {
    json!({
        "@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://example.org/stranger", "author": author,
        "timestamp": "2026-11-20T00:00:00Z", "version": 1,
        "statements": [{
            "vulnerability": { "name": "CVE-2026-0001" }, "products": [{ "@id": product }], "status": status,
            "justification": "component_not_present", "impact_statement": "none", "action_statement": "none",
        }],
    })
}

fn cyclonedx(author: &str, product: &str, status: &str) -> Value {
    let state = match status {
        "affected" => "exploitable",
        "fixed" => "resolved",
        "under_investigation" => "in_triage",
        other => other,
    };
    json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": { "timestamp": "2026-11-20T00:00:00Z", "authors": [{ "name": author }] },
        "vulnerabilities": [{
            "id": "CVE-2026-0001", "affects": [{ "ref": product }],
            "analysis": { "state": state, "justification": "code_not_present", "detail": "none" },
        }],
    })
}

fn csaf(author: &str, product: &str, status: &str) -> Value {
    let list =
        if matches!(status, "affected" | "not_affected") { format!("known_{status}") } else { status.to_owned() };
    json!({
        "document": {
            "category": "csaf_vex", "csaf_version": "2.0", "title": "t",
            "publisher": { "category": "vendor", "name": author, "namespace": "https://example.org" },
            "tracking": {
                "current_release_date": "2026-11-20T00:00:00Z", "initial_release_date": "2026-11-20T00:00:00Z",
                "id": "1", "status": "final", "version": "1",
                "revision_history": [{ "date": "2026-11-20T00:00:00Z", "number": "1", "summary": "s" }],
            },
        },
        "product_tree": { "full_product_names": [
            { "name": "p", "product_id": "P", "product_identification_helper": { "purl": product } },
        ] },
        "vulnerabilities": [{
            "cve": "CVE-2026-0001", "notes": [{ "category": "other", "text": "n" }], "product_status": { list: ["P"] },
            "flags": [{ "label": "component_not_present", "product_ids": ["P"] }],
            "remediations": [{ "category": "none_available", "details": "none", "product_ids": ["P"] }],
        }],
    })
}

fn stranger() -> impl Strategy<Value = Value> {
    let make: Vec<fn(&str, &str, &str) -> Value> = vec![openvex, cyclonedx, csaf];
    let (authors, products) = (proptest::sample::select(STRANGERS), proptest::sample::select(PRODUCTS));
    let choices = (proptest::sample::select(make), authors, products, proptest::sample::select(STATUS));
    choices.prop_map(|(make, author, product, status)| make(author, product, status))
}

/// The cases in which VEX plays a part.
fn cases() -> Vec<std::path::PathBuf> {
    let all = ["findings-limited", "vex-consistent"].into_iter();
    let all = all.flat_map(|check| support::folders(&Path::new("tests/cases").join(check)));
    // In these the policy accepts nobody, or there is nothing but VEX.
    all.filter(|case| case.join("evidence/scan.json").exists()).collect()
}

fn report(folder: &Path) -> Value {
    let arguments = ["check", ".", "--policy", "../policy.yaml", "--at", "2026-11-24T12:00:00Z", "--report", "json=-"];
    let output = support::freigabe().args(arguments).current_dir(folder.join("evidence")).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", support::stderr(&output)))
}

/// A report without its list of inputs, and without the file `left_out` where a rule lists what it read.
fn without_inputs(mut report: Value, left_out: &str) -> Value {
    report.as_object_mut().unwrap().remove("evidence").unwrap();
    for rule in report["rules"].as_array_mut().unwrap() {
        rule["relied_on"].as_array_mut().unwrap().retain(|path| path != left_out);
    }
    report
}

#[test]
fn a_stranger_changes_nothing_but_the_list_of_inputs() {
    let cases = cases();
    assert!(cases.len() > 10);
    for case in cases {
        let folder = tempfile::tempdir().unwrap();
        support::copy(&case, folder.path());
        let before = without_inputs(report(folder.path()), "stranger.json");
        let mut runner = TestRunner::new(Config { cases: 12, failure_persistence: None, ..Config::default() });
        let result = runner.run(&stranger(), |document| {
            let path = folder.path().join("evidence/stranger.json");
            fs::write(&path, serde_json::to_vec(&document).unwrap()).unwrap();
            let after = report(folder.path());
            let input = after["evidence"].as_array().unwrap().iter().find(|input| input["path"] == "stranger.json");
            let remark = input.unwrap()["remarks"][0]["text"].as_str().unwrap().to_owned();
            prop_assert!(remark.starts_with("the VEX does not count"), "{remark}");
            prop_assert_eq!(&without_inputs(after, "stranger.json"), &before);
            Ok(())
        });
        result.unwrap_or_else(|error| panic!("{}: {error}", case.display()));
    }
}

/// The outcome of each rule with what it found and what it set aside.
fn found(report: &Value) -> Vec<String> {
    let rules = report["rules"].as_array().unwrap().iter().map(|rule| {
        let names = |list: &str| -> Vec<String> {
            rule[list]
                .as_array()
                .unwrap()
                .iter()
                .map(|entry| format!("{} {}", entry["matter"], entry["subject"]))
                .collect()
        };
        format!(
            "{} {} {:?} {:?} {:?}",
            rule["id"],
            rule["outcome"],
            names("violations"),
            names("gaps"),
            names("set_aside")
        )
    });
    rules.collect()
}

#[test]
fn the_order_of_files_changes_nothing() {
    for case in cases() {
        let folder = tempfile::tempdir().unwrap();
        support::copy(&case, folder.path());
        let before = found(&report(folder.path()));
        let files: Vec<_> = support::files(&folder.path().join("evidence"));
        for (index, file) in files.iter().enumerate() {
            let name = format!("{:03}-{}", files.len() - index, file.file_name().unwrap().to_str().unwrap());
            fs::rename(file, file.with_file_name(name)).unwrap();
        }
        assert_eq!(found(&report(folder.path())), before, "{}", case.display());
    }
}

#[test]
fn what_is_set_aside_says_who_says_so_and_that_it_is_not_verified() {
    let folder = tempfile::tempdir().unwrap();
    support::copy(Path::new("tests/cases/findings-limited/satisfied_vex_not_affected"), folder.path());
    let report = report(folder.path());
    let rule = report["rules"].as_array().unwrap().iter().find(|rule| rule["check"] == "findings-limited").unwrap();
    let aside = &rule["set_aside"][0];
    assert_eq!(aside["matter"], "CVE-2026-0001");
    let reason = "VEX: not_affected – Example Maker (not verified), vulnerable_code_not_in_execute_path, vex.json";
    assert_eq!(aside["reason"], reason);
    assert!(rule["relied_on"].as_array().unwrap().contains(&json!("vex.json")));
    assert!(report["notes"].to_string().contains("`vex.accept_unsigned`"), "{}", report["notes"]);
    for report in ["html", "markdown"] {
        let arguments = ["check", ".", "--policy", "../policy.yaml", "--at", "2026-11-24T12:00:00Z"];
        let evidence = folder.path().join("evidence");
        let output = support::freigabe()
            .args(arguments)
            .args(["--report", &format!("{report}=-")])
            .current_dir(evidence)
            .output();
        let page = support::stdout(&output.unwrap());
        assert!(page.contains("Example Maker") && page.contains("not verified"), "{report}: {page}");
    }
}

#[test]
fn a_waiver_is_never_taken_for_not_affected() {
    let folder = tempfile::tempdir().unwrap();
    support::copy(Path::new("tests/cases/findings-limited/violated_vex_by_default"), folder.path());
    let waiver = "version: 1\nwaivers:\n  - matter: CVE-2026-0001\n    scope: { rules: [findings-limited] }\n    reason: accepted risk\n    owner: A\n    approver: B\n    created: 2026-11-01\n    expires: 2026-12-01\n";
    fs::write(folder.path().join("waivers.yaml"), waiver).unwrap();
    let policy = fs::read_to_string(folder.path().join("policy.yaml")).unwrap();
    fs::write(
        folder.path().join("policy.yaml"),
        policy.replace("rules:\n", "waivers: { files: [waivers.yaml] }\nrules:\n"),
    )
    .unwrap();
    let report = report(folder.path());
    let rule = report["rules"].as_array().unwrap().iter().find(|rule| rule["check"] == "findings-limited").unwrap();
    assert_eq!((&rule["outcome"], rule["set_aside"].as_array().unwrap().len()), (&json!("waived"), 0));
}
