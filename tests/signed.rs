// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Policies and waivers that come signed, and what reports say about who signed. The files in `signed`
//! were signed once with keys that were thrown away.
use std::{fs, path::Path};

use serde_json::Value;

use crate::support;

const COMMIT: &str = "9f2c1a7be0d4c35581f6a2d3b4c5e6f708192a3b";

/// A run over a copy of the files, after a change to them: exit code, report, and what it told the user.
fn run(change: impl Fn(&Path), more: &[&str]) -> (i32, Value, String) {
    let folder = tempfile::tempdir().unwrap();
    support::copy(Path::new("tests/signed"), folder.path());
    change(folder.path());
    let always = ["check", "evidence", "--policy", "policy.yaml", "--at", support::AT, "--commit", COMMIT];
    let arguments = always.iter().chain(&["--report", "json=-"]).chain(more);
    let output = support::freigabe().args(arguments).current_dir(folder.path()).output().unwrap();
    let report = serde_json::from_slice(&output.stdout).unwrap_or_default();
    (support::code(&output), report, support::stderr(&output))
}

fn unchanged(_: &Path) {}

/// Who signed each waiver that covers something.
fn covering(report: &Value) -> Vec<String> {
    let waivers = report["waivers"].as_array().unwrap().iter().filter(|waiver| waiver["matches"] == 1);
    waivers.map(|waiver| waiver["signed_by"].to_string()).collect()
}

/// Leaves no file of waivers to the policy.
fn without_files(folder: &Path) {
    let policy = fs::read_to_string(folder.join("policy.yaml")).unwrap();
    fs::write(folder.join("policy.yaml"), policy.replace("  files: [waivers.yaml]\n", "")).unwrap();
}

/// Puts a statement of waivers among the evidence in place of the policy's file.
fn stated(file: &'static str) -> impl Fn(&Path) {
    move |folder| {
        without_files(folder);
        fs::copy(folder.join(file), folder.join("evidence").join(file)).unwrap();
    }
}

#[test]
fn waivers_signed_beside_their_file_count() {
    let (code, report, told) = run(unchanged, &[]);
    assert_eq!((code, covering(&report)), (2, vec![r#"["manager"]"#.to_owned()]), "{told}");
}

#[test]
fn waivers_that_nobody_signed_or_somebody_changed_are_refused() {
    let unsigned = |folder: &Path| fs::remove_file(folder.join("waivers.yaml.sig")).unwrap();
    let changed = |folder: &Path| {
        let text = fs::read_to_string(folder.join("waivers.yaml")).unwrap();
        fs::write(folder.join("waivers.yaml"), text.replace("2026-12-20", "2026-12-21")).unwrap();
    };
    let damaged = |folder: &Path| fs::write(folder.join("waivers.yaml.sig"), "no signature").unwrap();
    for change in [&unsigned as &dyn Fn(&Path), &changed, &damaged] {
        let (code, _, told) = run(change, &[]);
        assert!(code == 3 && told.contains("waivers.yaml"), "{code}: {told}");
    }
}

#[test]
fn a_statement_of_waivers_counts_like_a_file() {
    let (_, report, told) = run(without_files, &["--waivers", "by-manager.json"]);
    assert_eq!(covering(&report), [r#"["manager"]"#], "{told}");
    let (code, _, told) = run(unchanged, &["--waivers", "by-stranger.json"]);
    assert!(code == 3 && told.contains("waivers.signed_by") && told.contains("unknown-key"), "{code}: {told}");
}

#[test]
fn waivers_among_the_evidence_count_when_signed_and_meant_for_this() {
    let (_, report, told) = run(stated("by-manager.json"), &[]);
    assert_eq!(covering(&report), [r#"["manager"]"#], "{told}");
    for file in ["by-stranger.json", "of-another-release.json"] {
        let (_, report, told) = run(stated(file), &[]);
        assert!(covering(&report).is_empty(), "{told}");
        assert!(report["notes"].to_string().contains("do not count"), "{:#}", report["notes"]);
    }
}

#[test]
fn without_a_word_on_signers_no_waiver_among_the_evidence_counts() {
    let lax = |folder: &Path| {
        stated("by-manager.json")(folder);
        let policy = fs::read_to_string(folder.join("policy.yaml")).unwrap();
        let policy = policy.replace("waivers:\n  signed_by: [{ key: manager }]\n", "");
        assert!(!policy.contains("signed_by"));
        fs::write(folder.join("policy.yaml"), policy).unwrap();
    };
    let (_, report, told) = run(lax, &[]);
    assert!(report["waivers"].as_array().unwrap().is_empty(), "{told}");
}

#[test]
fn a_policy_can_be_demanded_signed() {
    let (code, report, told) = run(unchanged, &["--policy-signed-by", "manager.pem"]);
    assert_eq!(code, 2, "{told}");
    assert!(report["notes"].to_string().contains("manager.pem"));
    let (code, _, told) = run(unchanged, &["--policy-signed-by", "stranger.pem"]);
    assert!(code == 3 && told.contains("is not signed with the key"), "{code}: {told}");
    let changed = |folder: &Path| {
        let text = fs::read_to_string(folder.join("policy.yaml")).unwrap();
        fs::write(folder.join("policy.yaml"), text.replace("effect: block", "effect: warn")).unwrap();
    };
    let unsigned = |folder: &Path| fs::remove_file(folder.join("policy.yaml.sig")).unwrap();
    for change in [&changed as &dyn Fn(&Path), &unsigned] {
        let (code, _, told) = run(change, &["--policy-signed-by", "manager.pem"]);
        assert!(code == 3 && told.contains("policy.yaml"), "{code}: {told}");
    }
}

#[test]
fn reports_name_who_signed_and_what_proves_nothing() {
    let (_, report, told) = run(unchanged, &["--report", "html=report.html"]);
    let evidence = report["evidence"].as_array().unwrap().iter().find(|input| input["kind"] == "sbom").expect(&told);
    let signer = &evidence["signers"][0];
    assert_eq!((signer["name"].as_str(), signer["sort"].as_str()), (Some("manager"), Some("key")));
    assert_eq!(signer["algorithms"][0]["algorithm"], "ecdsa-p256-sha256");
    assert_eq!(signer["details"]["fingerprint"].as_str().unwrap().len(), 64);
    assert_eq!(evidence["doubts"][0]["code"], "unknown-key");
    assert!(!evidence["doubts"][0]["text_de"].as_str().unwrap().is_empty());
}
