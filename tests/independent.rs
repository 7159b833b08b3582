// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! A second reader for scanners' reports, as plain as can be: untyped JSON, no shapes, no sharing.
//! For every file of the corpus both have to find the same number of findings under the same names.
//! Without the corpus the test says so and does nothing.
use std::{collections::BTreeSet, fs, path::Path};

use freigabe::{
    formats::{self, Head, Reading},
    model::{Claim, Document, Trust},
};
use serde_json::Value;

/// The name of each finding that is open, for the format that a file is of.
fn names(format: &str, text: &str) -> Option<Vec<String>> {
    let values: Vec<Value> = serde_json::Deserializer::from_str(text).into_iter().filter_map(Result::ok).collect();
    let root = values.first().cloned().unwrap_or_default();
    Some(match format {
        "trivy" => trivy(&root),
        "grype" => root["matches"].as_array()?.iter().map(|one| string(&one["vulnerability"]["id"])).collect(),
        "semgrep" => all(&root["results"], |one| one["extra"]["is_ignored"] != true, "check_id"),
        "gitleaks" => {
            all_of(&root, |one| string(if one["RuleID"].is_string() { &one["RuleID"] } else { &one["rule"] }))
        }
        "npm_audit" => npm_audit(&root),
        "npm_audit_7" => npm_audit_7(&root),
        "pip_audit" => pip_audit(&root),
        "osv_scanner" => osv_scanner(&root),
        "bandit" => all(&root["results"], |_| true, "test_id"),
        "checkov" => all(&root["results"]["failed_checks"], |_| true, "check_id"),
        "hadolint" => all(&root, |_| true, "code"),
        "cargo_audit" => all_of(&root["vulnerabilities"]["list"], |one| string(&one["advisory"]["id"])),
        "govulncheck" => govulncheck(&values),
        "snyk" => snyk(&root),
        "brakeman" => all_of(&root["warnings"], |one| format!("brakeman:{}", string(&one["check_name"]))),
        "kics" => each(&root["queries"], |query| all_of(&query["files"], |_| string(&query["query_id"]))),
        "tfsec" => all(&root["results"], |one| one["status"] != "passed", "rule_id"),
        "terrascan" => all(&root["results"]["violations"], |_| true, "rule_id"),
        "dockle" => dockle(&root),
        "kube_bench" => kube_bench(&root),
        "nuclei" => values.iter().map(template).collect(),
        "trufflehog" => trufflehog(&values),
        "yarn_audit" => yarn_audit(&values),
        "detect_secrets" => each_member(&root["results"], |leaks| all(leaks, |_| true, "type")),
        "zap_xml" => vec!["zap:".to_owned(); without_comments(text).matches("<instance>").count()],
        "dependency_check_xml" => vec!["CVE-".to_owned(); text.matches("<vulnerability ").count()],
        _ => return None,
    })
}

#[test]
fn another_reader_finds_the_same() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/scans");
    if !corpus.is_dir() {
        eprintln!("skipped: {} is not there", corpus.display());
        return;
    }
    let mut compared = BTreeSet::new();
    for entry in walkdir::WalkDir::new(&corpus).sort_by_file_name().into_iter().filter_map(Result::ok) {
        let Ok(payload) = fs::read(entry.path()) else { continue };
        let document =
            Document { path: "x.json".into(), payload: payload.into(), declared_type: None, trust: Trust::UNSIGNED };
        let Reading::Statements(statements) = formats::read(&document, formats::DEFAULT_MAX_DEPTH) else { continue };
        let format = statements[0].format.format;
        let text = String::from_utf8_lossy(document.payload.whole().unwrap());
        let Some(others) = names(format, text.trim_start_matches('\u{feff}')) else { continue };
        let findings = statements.iter().filter_map(|statement| match &statement.claim {
            Claim::Scan(scan) => Some(&scan.findings),
            _ => None,
        });
        let ours: Vec<_> = findings.flatten().map(|finding| finding.identifiers.join(" ")).collect();
        let place = entry.path().display();
        assert_eq!(ours.len(), others.len(), "{place}: number of findings");
        for name in &ours {
            assert!(others.iter().any(|other| name.contains(other.as_str())), "{place}: only we find {name}");
        }
        for other in &others {
            assert!(ours.iter().any(|name| name.contains(other.as_str())), "{place}: we miss {other}");
        }
        compared.insert(format);
    }
    assert!(compared.len() >= 25, "formats compared: {compared:?}");
}

#[test]
fn two_reports_of_one_run_say_the_same() {
    for folder in crate::support::folders(Path::new("tests/pairs")) {
        let (own, sarif) = (places(&folder.join("report.json")), places(&folder.join("report.sarif")));
        assert!(!own.is_empty());
        assert_eq!(own, sarif, "{}", folder.display());
    }
}

/// The rule, file and line of each finding. Tools write folders differently, and some put more in
/// front of a rule's name or behind a line in one of their outputs.
fn places(path: &Path) -> Vec<(String, String)> {
    let payload = fs::read(path).unwrap();
    let document = Document { path: "x".into(), payload: payload.into(), declared_type: None, trust: Trust::UNSIGNED };
    let Reading::Statements(statements) = formats::read(&document, formats::DEFAULT_MAX_DEPTH) else {
        panic!("{}", path.display())
    };
    let mut places = Vec::new();
    for statement in statements {
        let Claim::Scan(scan) = statement.claim else { panic!("{}", path.display()) };
        for finding in scan.findings {
            let rule = finding.identifiers[0].rsplit('.').next().unwrap().to_owned();
            let location = finding.location.as_deref().unwrap_or_default();
            let at = location.split(' ').next().unwrap().rsplit('/').next().unwrap().to_owned();
            places.push((rule, at));
        }
    }
    places.sort();
    places
}

#[test]
fn no_file_is_taken_by_two_formats() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/scans");
    for entry in walkdir::WalkDir::new(corpus).into_iter().filter_map(Result::ok) {
        let Ok(payload) = fs::read(entry.path()) else { continue };
        let document =
            Document { path: "x".into(), payload: payload.into(), declared_type: None, trust: Trust::UNSIGNED };
        let head = Head::of(&document).unwrap();
        let taken: Vec<&str> =
            formats::FORMATS.iter().filter(|format| format.recognises(&head)).map(|format| format.id()).collect();
        assert!(taken.len() < 2, "{}: {taken:?}", entry.path().display());
    }
}

/// XML without its comments, in which one file hides some of its alerts.
fn without_comments(text: &str) -> String {
    text.split("<!--").map(|part| part.split_once("-->").map_or(part, |(_, rest)| rest)).collect()
}

fn string(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn all(list: &Value, holds: impl Fn(&Value) -> bool, key: &str) -> Vec<String> {
    list.as_array().into_iter().flatten().filter(|one| holds(one)).map(|one| string(&one[key])).collect()
}

fn all_of(list: &Value, name: impl Fn(&Value) -> String) -> Vec<String> {
    list.as_array().into_iter().flatten().map(name).collect()
}

fn each(list: &Value, names: impl Fn(&Value) -> Vec<String>) -> Vec<String> {
    list.as_array().into_iter().flatten().flat_map(names).collect()
}

fn each_member(object: &Value, names: impl Fn(&Value) -> Vec<String>) -> Vec<String> {
    object.as_object().into_iter().flatten().flat_map(|(_, value)| names(value)).collect()
}

fn trivy(root: &Value) -> Vec<String> {
    let of_result = |result: &Value| {
        let mut names = all(&result["Vulnerabilities"], |_| true, "VulnerabilityID");
        names.extend(all(&result["Misconfigurations"], |one| one["Status"] == "FAIL", "ID"));
        names.extend(all(&result["Secrets"], |_| true, "RuleID"));
        names
    };
    let mut names = each(&root["Results"], of_result);
    for list in ["Vulnerabilities", "Misconfigurations", "Resources"] {
        names.extend(each(&root[list], |resource| each(&resource["Results"], of_result)));
    }
    names
}

fn npm_audit(root: &Value) -> Vec<String> {
    each_member(&root["advisories"], |advisory| all_of(&advisory["findings"], |_| format!("npm:{}", advisory["id"])))
}

fn npm_audit_7(root: &Value) -> Vec<String> {
    let advisory = |via: &Value| if via.is_object() { vec![format!("npm:{}", via["source"])] } else { vec![] };
    each_member(&root["vulnerabilities"], |package| each(&package["via"], advisory))
}

fn pip_audit(root: &Value) -> Vec<String> {
    let list = if root.is_array() { root } else { &root["dependencies"] };
    each(list, |dependency| all(&dependency["vulns"], |_| true, "id"))
}

fn osv_scanner(root: &Value) -> Vec<String> {
    each(&root["results"], |result| {
        each(&result["packages"], |package| all(&package["vulnerabilities"], |_| true, "id"))
    })
}

fn govulncheck(values: &[Value]) -> Vec<String> {
    let list = values.first().filter(|first| first.is_array()).and_then(Value::as_array);
    let messages = list.map_or(values, Vec::as_slice);
    let found = messages.iter().filter(|message| message["finding"].is_object()).map(|message| {
        let finding = &message["finding"];
        (string(&finding["osv"]), string(&finding["trace"][0]["module"]))
    });
    found.collect::<BTreeSet<_>>().into_iter().map(|(id, _)| id).collect()
}

fn snyk(root: &Value) -> Vec<String> {
    let of_project = |project: &Value| {
        let key = |one: &Value| [&one["id"], &one["packageName"], &one["version"]].map(string);
        let distinct: BTreeSet<_> = project["vulnerabilities"].as_array().into_iter().flatten().map(key).collect();
        distinct.into_iter().map(|[id, ..]| id).collect::<Vec<_>>()
    };
    let whole = |project: &Value| {
        let mut names = of_project(project);
        names.extend(each(&project["applications"], of_project));
        names
    };
    if root.is_array() { each(root, whole) } else { whole(root) }
}

fn dockle(root: &Value) -> Vec<String> {
    let counts = |one: &Value| !["PASS", "SKIP"].contains(&string(&one["level"]).as_str());
    each(&root["details"], |one| if counts(one) { all_of(&one["alerts"], |_| string(&one["code"])) } else { vec![] })
}

fn kube_bench(root: &Value) -> Vec<String> {
    let list = if root.is_array() { root } else { &root["Controls"] };
    let counts = |one: &Value| one["status"] == "FAIL" || one["status"] == "WARN";
    each(list, |control| each(&control["tests"], |test| all(&test["results"], counts, "test_number")))
}

fn template(value: &Value) -> String {
    string(if value["template-id"].is_string() { &value["template-id"] } else { &value["templateID"] })
}

fn trufflehog(values: &[Value]) -> Vec<String> {
    let list = values.first().filter(|first| first.is_array()).and_then(Value::as_array);
    let name = |leak: &Value| match (&leak["DetectorName"], &leak["rule"]["id"]) {
        (Value::String(name), _) | (_, Value::String(name)) => name.clone(),
        _ => string(&leak["reason"]),
    };
    list.map_or(values, Vec::as_slice).iter().map(name).collect()
}

fn yarn_audit(values: &[Value]) -> Vec<String> {
    let mut distinct = BTreeSet::new();
    for advisory in values.iter().map(|line| &line["data"]["advisory"]) {
        for finding in advisory["findings"].as_array().into_iter().flatten() {
            distinct.insert((string(&advisory["id"]), string(&finding["version"])));
        }
    }
    distinct.into_iter().map(|(id, _)| format!("npm:{id}")).collect()
}
