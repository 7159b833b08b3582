// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use super::{drawn::Drawn, shape};
use crate::{
    formats::{
        json::Elements,
        tests::{held_and_stored, rejected, scans_of, statements},
    },
    model::{Claim, Keep, ScanKind, ScanStatus, Severity, Statement, Subject},
};

/// A log of one run.
fn log(driver: &str, run: &str) -> String {
    format!(r#"{{"version":"2.1.0","runs":[{{"tool":{{"driver":{driver}}},{run}}}]}}"#)
}

/// A log of a tool with one rule `R`, which has these properties.
fn ruled(rule: &str, run: &str) -> String {
    log(&format!(r#"{{"name":"CodeQL","rules":[{{"id":"R"{rule}}}]}}"#), run)
}

/// The status of a run with this invocation, which says that it succeeded.
fn status(invocation: &str) -> ScanStatus {
    let invocation = format!(r#""invocations":[{{"executionSuccessful":true{invocation}}}],"results":[]"#);
    scans_of(&ruled("", &invocation)).remove(0).status
}

#[test]
fn a_word_for_the_severity_is_taken_and_an_unknown_one_is_remarked() {
    let result = r#""results":[{"ruleId":"R","level":"error","message":{"text":"m"}}]"#;
    let read = |word: &str| {
        let statement =
            statements(&ruled(&format!(r#","properties":{{"security-severity":{word}}}"#), result)).remove(0);
        let Claim::Scan(scan) = &statement.claim else { panic!("{statement:?}") };
        (scan.findings[0].severity, statement.remarks.len())
    };
    assert_eq!(read(r#""CRITICAL""#), (Severity::Critical, 0));
    assert_eq!(read(r#""moderate""#), (Severity::Medium, 0));
    assert_eq!(read(r#""9.8""#), (Severity::Critical, 0));
    assert_eq!(read(r#""dreadful""#), (Severity::High, 1));
    assert_eq!(read("11"), (Severity::High, 1));
    let own = r#""results":[{"ruleId":"R","message":{"text":"m"},"properties":{"security-severity":"?"}}]"#;
    assert_eq!(statements(&ruled("", own))[0].remarks.len(), 1);
}

fn trivy(rules: &[(&str, &str)], properties: &str) -> Vec<Statement> {
    let rule = |(id, tag): &(&str, &str)| format!(r#"{{"id":"{id}","properties":{{"tags":["{tag}","security"]}}}}"#);
    let result = |(id, _): &(&str, &str)| format!(r#"{{"ruleId":"{id}","message":{{"text":"hunter2"}}}}"#);
    let list = |all: Vec<String>| all.join(",");
    let driver = format!(r#"{{"name":"Trivy","rules":[{}]}}"#, list(rules.iter().map(rule).collect()));
    let results = list(rules.iter().map(result).collect());
    statements(&log(&driver, &format!(r#""results":[{results}],"properties":{{{properties}}}"#)))
}

#[test]
fn each_sort_of_finding_by_trivy_is_a_scan_of_its_own() {
    let all = [("CVE-2026-1", "vulnerability"), ("DS002", "misconfiguration"), ("aws", "secret"), ("GPL", "license")];
    let kinds = |rules: &[(&str, &str)]| {
        let scans = trivy(rules, r#""imageName":"app:1""#).into_iter().map(|statement| match statement.claim {
            Claim::Scan(scan) => (scan.kind.unwrap(), format!("{:?}", scan.findings), scan.findings.len()),
            other => panic!("{other:?}"),
        });
        scans.collect::<Vec<_>>()
    };
    let found = kinds(&all);
    let names: Vec<_> = found.iter().map(|(kind, _, number)| (kind.name(), *number)).collect();
    assert_eq!(names, [("container", 1), ("config", 1), ("secret", 1), ("license", 1)]);
    assert!(!found[2].1.contains("hunter2") && found[0].1.contains("hunter2"));
    assert_eq!(kinds(&all[2..3])[0].0, ScanKind::Secret);
    assert_eq!(kinds(&[])[0].0, ScanKind::Container);
}

#[test]
fn the_digests_of_an_image_are_what_the_run_is_about() {
    let digest = format!("registry.example/app@sha256:{}", "a".repeat(64));
    let properties = format!(r#""imageName":"app:1","repoDigests":["{digest}"],"repoTags":["app:1"]"#);
    let subjects = trivy(&[("aws", "secret"), ("CVE-2026-1", "vulnerability")], &properties);
    for statement in subjects {
        let [Subject::Artifact { name, digests }] = statement.subjects.as_slice() else { panic!("{statement:?}") };
        assert_eq!((name.as_deref(), digests.iter().count()), (Some(digest.as_str()), 1));
    }
    let named = trivy(&[], r#""imageName":"app:1","repoDigests":[]"#);
    assert!(matches!(named[0].subjects.as_slice(), [Subject::Named { name, .. }] if name == "app:1"));
}

#[test]
fn an_invocation_configures_the_level() {
    let run = |result: &str, configuration: &str| {
        let over = format!(r#"{{"descriptor":{{"id":"R","index":0}},"configuration":{configuration}}}"#);
        let invocations =
            format!(r#""invocations":[{{"executionSuccessful":true,"ruleConfigurationOverrides":[{over}]}}]"#);
        let results = format!(r#""results":[{{"ruleId":"R","message":{{"text":"m"}}{result}}}]"#);
        let text = ruled(r#","defaultConfiguration":{"level":"warning"}"#, &format!("{invocations},{results}"));
        let statement = statements(&text).remove(0);
        let Claim::Scan(scan) = &statement.claim else { panic!("{statement:?}") };
        (scan.findings[0].severity, statement.remarks.len())
    };
    let first = r#","provenance":{"invocationIndex":0}"#;
    assert_eq!(run(first, r#"{"level":"error"}"#), (Severity::High, 0));
    assert_eq!(run(first, r#"{"level":"note"}"#), (Severity::Low, 0));
    assert_eq!(run(r#","level":"note","provenance":{"invocationIndex":0}"#, r#"{"level":"error"}"#).0, Severity::Low);
    // Where the result does not say in which invocation it was found, nothing is made milder.
    assert_eq!(run("", r#"{"level":"error"}"#).0, Severity::High);
    assert_eq!(run("", r#"{"level":"note"}"#).0, Severity::Medium);
    assert_eq!(run(r#","provenance":{"invocationIndex":7}"#, r#"{"level":"error"}"#).0, Severity::Medium);
    assert_eq!(run("", r#"{"enabled":false}"#), (Severity::Medium, 1));
}

#[test]
fn a_process_that_was_ended_or_never_began_has_failed() {
    for field in [
        r#","exitSignalName":"SIGSEGV""#,
        r#","exitSignalNumber":11"#,
        r#","processStartFailureMessage":"no such file""#,
        r#","toolExecutionNotifications":[{"level":"error","message":{"text":"crashed"}}]"#,
    ] {
        assert!(matches!(status(field), ScanStatus::Failure(_)), "{field}");
    }
    // SpotBugs writes that where no signal came.
    assert_eq!(status(r#","exitSignalName":"SUCCESS""#), ScanStatus::Success);
}

#[test]
fn what_was_not_analysed_makes_a_run_partial_and_other_warnings_are_remarked() {
    let notification = |id: &str, level: &str| {
        format!(
            r#","toolExecutionNotifications":[{{"descriptor":{{"id":"{id}"}}{level},"message":{{"text":"at a.py"}}}}]"#
        )
    };
    for id in ["Syntax error", "Timeout", "PartialParsing"] {
        let status = status(&notification(id, r#","level":"warning""#));
        assert!(matches!(&status, ScanStatus::Partial(told) if told.ends_with("first: at a.py")), "{id}: {status:?}");
    }
    assert!(matches!(status(&notification("Syntax error", "")), ScanStatus::Partial(_)), "a warning by default");
    assert_eq!(status(&notification("js/diagnostics/parse-ok", r#","level":"note""#)), ScanStatus::Success);
    let other = notification("slow", r#","level":"warning""#);
    let text = ruled("", &format!(r#""invocations":[{{"executionSuccessful":true{other}}}],"results":[]"#));
    assert!(statements(&text)[0].remarks[0].en.starts_with("warnings that the tool gives about its run: 1"));
}

#[test]
fn results_beside_their_run_are_not_passed_over() {
    let inline = |results: &str| {
        let run = ruled("", r#""results":[]"#);
        run.replacen('{', &format!(r#"{{"inlineExternalProperties":[{{"guid":"g","results":[{results}]}}],"#), 1)
    };
    let reason = rejected(&inline(r#"{"ruleId":"R","message":{"text":"m"}}"#));
    assert!(reason.starts_with("/inlineExternalProperties: holds results that are not read"), "{reason}");
    assert_eq!(scans_of(&inline("")).len(), 1);
}

#[test]
fn a_revision_that_is_no_full_commit_id_is_no_word_about_this_release() {
    let subjects = |revision: &str| {
        let text = ruled("", &format!(r#""results":[],"versionControlProvenance":[{{"revisionId":"{revision}"}}]"#));
        statements(&text).remove(0).subjects
    };
    let full = "b".repeat(40);
    for text in ["bbbbbbb", "refs/heads/other", &format!("{full}-dirty"), &format!("git:{full}")] {
        assert!(matches!(subjects(text).as_slice(), [Subject::Uncompared { .. }]), "{text}");
    }
    assert!(matches!(subjects(&format!("{full}\\n")).as_slice(), [Subject::Commit(_)]));
    assert!(subjects("").is_empty());
}

#[test]
fn the_oldest_invocation_tells_the_age() {
    let made = |times: [&str; 2]| {
        let invocations = times.map(|time| format!(r#"{{"executionSuccessful":true{time}}}"#)).join(",");
        let statement = statements(&ruled("", &format!(r#""results":[],"invocations":[{invocations}]"#))).remove(0);
        (statement.made_at.map(|time| time.to_string()), statement.remarks.len())
    };
    let new = r#","endTimeUtc":"2026-11-25T00:00:00Z""#;
    let old = Some("2001-01-01T00:00:00Z".to_owned());
    assert_eq!(made([r#","endTimeUtc":"2001-01-01T00:00:00Z""#, new]), (old.clone(), 0));
    assert_eq!(made([new, r#","startTimeUtc":"2001-01-01T00:00:00Z""#]), (old, 0));
    assert_eq!(made([new, r#","endTimeUtc":"long ago""#]), (None, 1));
    assert_eq!(made([new, ""]), (None, 1));
}

#[test]
fn what_is_left_to_a_person_is_as_grave_as_its_rule_whatever_the_level_says() {
    let severity = |result: &str, rule: &str| {
        let results = format!(r#""results":[{{"ruleId":"R","message":{{"text":"m"}}{result}}}]"#);
        scans_of(&ruled(rule, &results))[0].findings[0].severity
    };
    for kind in ["review", "open"] {
        let none = format!(r#","kind":"{kind}","level":"none""#);
        assert_eq!(severity(&none, ""), Severity::Medium);
        assert_eq!(severity(&none, r#","defaultConfiguration":{"level":"none"}"#), Severity::Medium);
        assert_eq!(severity(&none, r#","defaultConfiguration":{"level":"error"}"#), Severity::High);
        let graded = format!(r#"{none},"properties":{{"security-severity":"9.8"}}"#);
        assert_eq!(severity(&graded, ""), Severity::Critical);
    }
    assert_eq!(severity(r#","kind":"fail","level":"none""#, ""), Severity::Info);
}

#[test]
fn unlike_results_are_told_apart() {
    let told = |results: [&str; 2]| {
        let results = results.map(|result| format!("{{{result}}}")).join(",");
        let findings = scans_of(&ruled("", &format!(r#""results":[{results}]"#))).remove(0).findings;
        let told = findings.iter().map(|finding| (finding.identifiers.clone(), finding.whereabouts()));
        let told: Vec<_> = told.collect();
        assert_ne!(told[0], told[1]);
        told.into_iter().map(|(identifiers, place)| format!("{} {place}", identifiers[0])).collect::<Vec<_>>()
    };
    let at = |location: &str| {
        format!(r#""ruleId":"R","message":{{"text":"m"}},"locations":[{{"physicalLocation":{{{location}}}}}]"#)
    };
    let unnamed = told([r#""message":{"text":"a"}"#, r#""message":{"text":"b"}"#]);
    assert_eq!(unnamed, ["CodeQL: a ", "CodeQL: b "]);
    let based = |base: &str| {
        at(&format!(r#""artifactLocation":{{"uri":"a.py","uriBaseId":"{base}"}},"region":{{"startLine":1}}"#))
    };
    assert_eq!(told([&based("M1"), &based("M2")]), ["R M1/a.py:1", "R M2/a.py:1"]);
    assert_eq!(told([&based("%SRCROOT%"), &based("M2")])[0], "R a.py:1");
    let region = |region: &str| at(&format!(r#""artifactLocation":{{"uri":"a.py"}},"region":{{{region}}}"#));
    let characters = told([&region(r#""charOffset":10"#), &region(r#""charOffset":900"#)]);
    assert_eq!(characters, ["R a.py#char=10", "R a.py#char=900"]);
    assert_eq!(told([&region(r#""byteOffset":10"#), &region("")])[0], "R a.py#byte=10");
}

/// What results can say beside their message that is told while they are scanned.
const SAID: &[&str] = &[
    r#""ruleId":"R","ruleIndex":0,"level":"error""#,
    r#""ruleId":"R/a","level":"none""#,
    r#""ruleId":"other","kind":"review","level":"none""#,
    r#""ruleId":"R","kind":"pass""#,
    r#""rule":{"id":"E","index":0,"toolComponent":{"index":0}}"#,
    r#""rule":{"index":0,"toolComponent":{"index":0}},"provenance":{"invocationIndex":1}"#,
    r#""ruleIndex":1,"provenance":{"invocationIndex":0},"baselineState":"new""#,
    r#""ruleId":"R","baselineState":"absent""#,
    r#""ruleId":"R","properties":{"security-severity":"9.1","tags":["cwe-79"]},"taxa":[{"id":"CWE-22"}]"#,
    r#""ruleId":"R","properties":{"security-severity":1.25}"#,
    r#""ruleId":"R","properties":{"security-severity":"dreadful"}"#,
    r#""ruleId":"r\u0061","level":null,"partialFingerprints":{"b":"1","\u0061":2.5,"c":["d"]}"#,
    r#""ruleId":"R","fingerprints":{"a":"1"},"suppressions":[{"kind":"external","justification":"j"}]"#,
    r#""ruleId":"R","suppressions":[{"kind":"inSource","status":"rejected"}],"locations":null"#,
    r#""ruleId":"R","fixes":[{"description":{"text":"do  it"}}],"unknown":[{"a":[1.5]}]"#,
    r#""ruleId":"R","locations":[{},{"physicalLocation":{"artifactLocation":{"uri":"a%20b","uriBaseId":"L"},"region":{"startLine":3}}}]"#,
    r#""ruleId":"R","locations":[{"physicalLocation":{"artifactLocation":{"uri":"https://u:p@h/x"},"region":{"charOffset":3}}}]"#,
    r#""ruleId":"R","locations":[{"logicalLocations":[{"fullyQualifiedName":"a  b"}]}]"#,
];

/// A result that says this, and the numbers of many.
fn said(number: usize, said: &str) -> String {
    format!(r#"{{"message":{{"text":"m  \u00e4 {{0}}","arguments":["{number}"]}},{said}}}"#)
}

fn large(driver: &str, results: &[String], is_behind: bool) -> String {
    let rules = r#"[{"id":"R","properties":{"security-severity":"5.0","tags":["cwe-1"]}},{"id":"S","defaultConfiguration":{"level":"note"}}]"#;
    let tool = format!(
        r#""tool":{{"driver":{{"name":"{driver}","rules":{rules}}},"extensions":[{{"name":"x","rules":[{{"id":"E"}}]}}]}}"#
    );
    let configured = |level| {
        format!(
            r#"{{"ruleConfigurationOverrides":[{{"descriptor":{{"id":"S"}},"configuration":{{"level":"{level}"}}}}]}}"#
        )
    };
    let invocations = format!(r#""invocations":[{},{}]"#, configured("error"), configured("warning"));
    let artifacts = r#""artifacts":[{"location":{"uri":"listed"}}]"#;
    let results = format!(r#""results":[{}]"#, results.join(" ,\n"));
    let run = match is_behind {
        true => [results, artifacts.to_owned(), tool, invocations],
        false => [tool, invocations, artifacts.to_owned(), results],
    };
    // A run before it, so that what is found lies in the second.
    format!(r#"{{"version":"2.1.0","runs":[{{"tool":{{"driver":{{"name":"a"}}}}}},{{{}}}]}}"#, run.join(","))
}

#[test]
fn results_read_while_they_are_scanned_are_the_same() {
    let mut results: Vec<String> = (0..6_000).map(|number| said(number, SAID[number % SAID.len()])).collect();
    let is_drawn = |results: &[String]| {
        let text = format!(",{}", results.join(","));
        Drawn::ahead(&mut Elements::of(&text, &shape::RUN, "results", Keep::Everything)).is_some()
    };
    let check = |results: &[String]| {
        for driver in ["CodeQL", "gitleaks", "Trivy"] {
            for is_behind in [false, true] {
                let [held, stored] = held_and_stored(&large(driver, results, is_behind));
                assert!(held.starts_with("Statements") && held.contains("/runs/1/results"));
                assert!(held == stored, "{driver}");
            }
        }
    };
    assert!(is_drawn(&results));
    check(&results);
    let of_the_run = [
        r#""message":{"id":"default"}"#,
        r#""message":{"text":" "}"#,
        r#""message":{"text":"m"},"locations":[{"physicalLocation":{"artifactLocation":{"index":0}}}]"#,
    ];
    for (place, said) in [2_000, 2_001, 4_500].into_iter().zip(of_the_run) {
        results[place] = format!(r#"{{"ruleId":"R",{said}}}"#);
        assert!(!is_drawn(&results[place..=place]));
    }
    // One that neither names a rule nor is named by one.
    results[5_500] = said(0, r#""level":"note""#);
    check(&results);
}

#[test]
fn a_fault_among_very_many_results_is_told_in_the_same_words() {
    let results: Vec<String> = (0..12_000).map(|number| said(number, SAID[number % SAID.len()])).collect();
    for fault in [r#""fingerprints":1"#, r#""level":"bad""#, r#""guid":1,"guid":2"#, r#""fixes":[{"description":1}]"#] {
        let mut results = results.clone();
        results[9_000] = said(0, fault);
        let [held, stored] = held_and_stored(&large("CodeQL", &results, true));
        // What the typed reader says counts from the part of the list that it reads.
        let told = |reading: &str| reading.split_once(" at line").map_or(reading, |(told, _)| told).to_owned();
        assert!(held.starts_with("Rejected"), "{fault}");
        assert_eq!(told(&held), told(&stored));
    }
}
