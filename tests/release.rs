// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! From the gate's verdict to the release: what speaks for it, what never does, and the exit codes.
use std::{fs, path::Path, process::Output};

use serde_json::Value;

use crate::support::{self, AT, code, stderr, stdout};

const POLICY: &str = "version: 1\ntitle: t\nrules:\n  - check: tests-passed\n    effect: block\n  - check: sbom-present\n    effect: warn\n";
const STRICT: &str = "version: 1\ntitle: t\nrules:\n  - check: tests-passed\n    effect: block\n";
const GOOD: &str = "<testsuite name=\"unit\" tests=\"1\"><testcase name=\"a\"/></testsuite>\n";
const BAD: &str = "<testsuite name=\"unit\" tests=\"1\"><testcase name=\"a\"><failure/></testcase></testsuite>\n";
const COMMIT: &str = "1111111111111111111111111111111111111111";

/// A project with evidence, something to release, and no repository.
fn project(junit: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("freigabe.yaml", POLICY),
        ("strict.yaml", STRICT),
        ("junit.xml", junit),
        ("app.bin", "app\n"),
        ("other.bin", "other\n"),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn run_in(folder: &Path, arguments: &[&str]) -> Output {
    support::freigabe().args(arguments).env("CI_COMMIT_SHA", COMMIT).current_dir(folder).output().unwrap()
}

/// Lets the gate judge; the verdict is in `gate.json`.
fn judge(folder: &Path, more: &[&str]) -> Output {
    let usual = ["check", "junit.xml", "--artifact", "app.bin", "--at", AT, "--report", "json=gate.json"];
    run_in(folder, &[&usual[..], more].concat())
}

/// Holds the verdict against a release a quarter of an hour later.
fn verify(folder: &Path, more: &[&str]) -> Output {
    run_in(folder, &[&["verify-verdict", "gate.json", "--at", "2026-11-24T18:15:00Z"][..], more].concat())
}

/// What is refused has its exit code and its words, in both languages, and releases nothing.
fn refused(folder: &Path, arguments: &[&str], expected: i32, words: [&str; 2]) {
    for (lang, words) in ["en", "de"].into_iter().zip(words) {
        let output = verify(folder, &[arguments, &["--lang", lang]].concat());
        assert_eq!(code(&output), expected, "{arguments:?}: {}{}", stdout(&output), stderr(&output));
        assert!(stderr(&output).contains(words), "{words}: {}", stderr(&output));
        assert_eq!(stdout(&output), "");
    }
}

#[test]
fn a_verdict_that_passed_speaks_for_what_it_judged() {
    let folder = project(GOOD);
    assert_eq!(code(&judge(folder.path(), &[])), 0);
    let output = verify(folder.path(), &["--artifact", "app.bin"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(
        stdout(&output).contains(COMMIT) && stdout(&output).contains("1 artifact was compared"),
        "{}",
        stdout(&output)
    );
    // The bytes count, not the name.
    fs::rename(folder.path().join("app.bin"), folder.path().join("renamed.bin")).unwrap();
    assert_eq!(code(&verify(folder.path(), &["--artifact", "renamed.bin", "--commit", COMMIT])), 0);
}

#[test]
fn without_a_verdict_nothing_is_released() {
    let folder = project(GOOD);
    refused(folder.path(), &["--artifact", "app.bin"], 2, ["there is no verdict", "Es liegt kein Ergebnis vor"]);
    for (text, words) in [
        ("not JSON", ["no JSON report of freigabe", "kein JSON-Bericht von freigabe"]),
        ("{}", ["no JSON report of freigabe", "kein JSON-Bericht von freigabe"]),
        (GOOD, ["no JSON report of freigabe", "kein JSON-Bericht von freigabe"]),
    ] {
        fs::write(folder.path().join("gate.json"), text).unwrap();
        refused(folder.path(), &["--artifact", "app.bin"], 2, words);
    }
    judge(folder.path(), &[]);
    let whole = fs::read_to_string(folder.path().join("gate.json")).unwrap();
    fs::write(folder.path().join("gate.json"), &whole[..whole.len() / 2]).unwrap();
    refused(folder.path(), &["--artifact", "app.bin"], 2, ["could not be read", "war nicht zu lesen"]);
    fs::write(folder.path().join("gate.json"), whole.replace(COMMIT, "none")).unwrap();
    refused(folder.path(), &["--artifact", "app.bin"], 2, ["full commit id", "vollständige Commit-Id"]);
    let mut older: Value = serde_json::from_str(&whole).unwrap();
    older.as_object_mut().unwrap().remove("release");
    fs::write(folder.path().join("gate.json"), older.to_string()).unwrap();
    refused(
        folder.path(),
        &["--artifact", "app.bin"],
        2,
        ["does not say what was judged", "sagt nicht, was geprüft wurde"],
    );
}

#[test]
fn a_verdict_that_did_not_pass_releases_nothing() {
    let folder = project(BAD);
    let artifact = ["--artifact", "app.bin"];
    assert_eq!(code(&judge(folder.path(), &[])), 1);
    refused(folder.path(), &artifact, 1, ["the gate blocked this release", "hat dieses Release blockiert"]);
    assert_eq!(code(&judge(folder.path(), &["--advisory"])), 0);
    refused(folder.path(), &artifact, 1, ["the gate only advised", "nur empfohlen"]);
    fs::write(folder.path().join("junit.xml"), "nothing").unwrap();
    assert_eq!(code(&judge(folder.path(), &[])), 2);
    refused(folder.path(), &artifact, 2, ["could not decide", "nicht entscheiden"]);
    fs::write(folder.path().join("junit.xml"), GOOD).unwrap();
    assert_eq!(code(&judge(folder.path(), &["--advisory"])), 0);
    refused(folder.path(), &artifact, 2, ["the gate only advised", "nur empfohlen"]);
}

#[test]
fn a_verdict_about_something_else_releases_nothing() {
    let folder = project(GOOD);
    judge(folder.path(), &[]);
    let of_app = ["--artifact", "app.bin"];
    let other = "2".repeat(40);
    refused(folder.path(), &[&of_app[..], &["--commit", &other]].concat(), 2, ["another commit", "anderen Commit"]);
    refused(
        folder.path(),
        &["--artifact", "other.bin"],
        2,
        ["was not shown `other.bin`", "`other.bin` lag der Prüfung nicht vor"],
    );
    refused(folder.path(), &[], 2, ["about 1 artifact and none was named", "genannt wurde keines"]);
    let policy = "f".repeat(64);
    refused(
        folder.path(),
        &[&of_app[..], &["--policy-sha256", &policy]].concat(),
        2,
        ["another policy", "anderen Richtlinie"],
    );
    refused(
        folder.path(),
        &[&of_app[..], &["--max-age", "10 minutes"]].concat(),
        2,
        ["older than 10 minutes", "älter als 10 Minuten"],
    );
    fs::write(folder.path().join("app.bin"), "changed\n").unwrap();
    refused(folder.path(), &of_app, 2, ["other bytes under the name `app.bin`", "andere Bytes"]);
}

#[test]
fn a_verdict_of_a_branch_is_refused_for_a_tag() {
    let folder = project(GOOD);
    let app = ["--artifact", "app.bin"];
    assert_eq!(code(&judge(folder.path(), &["--branch", "main", "--environment", "staging"])), 0);
    let named = |more: &[&'static str]| [&app[..], more].concat();
    refused(
        folder.path(),
        &named(&["--tag", "v1"]),
        2,
        ["branch `main`, and the tag `v1`", "Zweig `main`, freigegeben"],
    );
    refused(folder.path(), &named(&["--branch", "other"]), 2, ["the branch `other` is released", "Zweig `other`"]);
    refused(folder.path(), &named(&[]), 2, ["no named tag or branch is released", "kein genannter Tag"]);
    // Waivers can be limited to an environment, so that a verdict for one is none for any.
    refused(
        folder.path(),
        &named(&["--branch", "main"]),
        2,
        ["about the environment `staging` only", "nur für die Umgebung `staging`"],
    );
    let production = ["--branch", "main", "--environment", "production"];
    refused(folder.path(), &named(&production), 2, ["another environment, `staging`", "andere Umgebung, `staging`"]);
    let output = verify(folder.path(), &named(&["--branch", "main", "--environment", "staging"]));
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    for words in ["branch `main`", "environment `staging`", "no signature proves", "sha256:"] {
        assert!(stdout(&output).contains(words), "{words}: {}", stdout(&output));
    }
    let in_a_tag_job = support::freigabe()
        .args(["verify-verdict", "gate.json", "--at", "2026-11-24T18:15:00Z", "--artifact", "app.bin"])
        .env("CI_COMMIT_SHA", COMMIT)
        .env("CI_COMMIT_TAG", "v1")
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(code(&in_a_tag_job), 2, "{}", stdout(&in_a_tag_job));
}

/// Makes a pair of keys: `NAME.key` and `NAME.pub`.
fn keys(folder: &Path, name: &str) {
    let output = run_in(folder, &["keygen", name, "--unencrypted"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
}

/// Lets somebody decide over the report, in `NAME.json`.
fn decide(folder: &Path, name: &str, decision: &[&str]) {
    let usual =
        ["attest", "approval", "--report", "gate.json", "--commit", COMMIT, "--person", "Ada", "--role", "lead"];
    let out = format!("{name}.json");
    let date: &[&str] = if decision.contains(&"--date") { &[] } else { &["--date", "2026-11-24T18:05:00Z"] };
    let output = run_in(folder, &[&usual[..], &["--key", "gate.key", "--out", &out], date, decision].concat());
    assert_eq!(code(&output), 0, "{}", stderr(&output));
}

#[test]
fn a_verdict_counts_only_if_signed_where_that_is_asked_for() {
    let folder = project(GOOD);
    judge(folder.path(), &[]);
    keys(folder.path(), "gate");
    keys(folder.path(), "other");
    let by = |key: &'static str, more: &[&'static str]| [&["--artifact", "app.bin", "--signed-by", key], more].concat();
    refused(folder.path(), &by("gate.pub", &[]), 2, ["no signature beside it", "liegt keine Signatur"]);
    decide(folder.path(), "approved", &["--decision", "approved"]);
    decide(folder.path(), "rejected", &["--decision", "rejected"]);
    let short = ["--date", "2026-11-24T18:01:00Z", "--valid-until", "2026-11-24T18:10:00Z"];
    decide(folder.path(), "past", &[&["--decision", "approved"][..], &short].concat());
    let output = verify(folder.path(), &by("gate.pub", &["--signature", "approved.json"]));
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(stdout(&output).contains("signed by `gate.pub`"), "{}", stdout(&output));
    for (key, file, words) in [
        ("other.pub", "approved.json", ["not signed by `other.pub`", "nicht von `other.pub` signiert"]),
        ("gate.pub", "rejected.json", ["rejects the release", "lehnt die Freigabe ab"]),
        ("gate.pub", "past.json", ["held until 2026-11-24T18:10", "galt bis 2026-11-24T18:10"]),
        ("gate.pub", "junit.xml", ["says nothing about this report", "sagt nichts über diesen Bericht"]),
    ] {
        refused(folder.path(), &by(key, &["--signature", file]), 2, words);
    }
    let about_the_report = |result: &str| {
        let more = ["--kind", "audit", "--scope", "all", "--person", "Ada", "--role", "auditor", "--out", "audit.json"];
        let whose = ["--result", result, "--artifact", "gate.json", "--key", "gate.key", "--date", "2026-11-24"];
        let output = run_in(folder.path(), &[&["attest", "assessment"][..], &whose, &more].concat());
        assert_eq!(code(&output), 0, "{}", stderr(&output));
    };
    about_the_report("failed");
    let audited = by("gate.pub", &["--signature", "audit.json"]);
    refused(folder.path(), &audited, 2, ["speaks against the release", "spricht gegen die Freigabe"]);
    // The same verdict in other bytes is another report.
    let report = folder.path().join("gate.json");
    fs::write(&report, fs::read_to_string(&report).unwrap() + "\n").unwrap();
    let signed = by("gate.pub", &["--signature", "approved.json"]);
    refused(folder.path(), &signed, 2, ["says nothing about this report", "sagt nichts über diesen Bericht"]);
    let nobody = verify(folder.path(), &["--artifact", "app.bin", "--signature", "approved.json"]);
    assert_eq!(code(&nobody), 3, "{}", stderr(&nobody));
}

#[test]
fn a_signature_beside_the_report_is_found() {
    let folder = project(GOOD);
    judge(folder.path(), &[]);
    keys(folder.path(), "gate");
    let openssl = |arguments: &[&str]| {
        let mut command = std::process::Command::new("openssl");
        command.args(arguments).current_dir(folder.path()).output().is_ok_and(|output| output.status.success())
    };
    if !openssl(&["version"]) {
        println!("skipped: needs `openssl`");
        return;
    }
    assert!(openssl(&["dgst", "-sha256", "-sign", "gate.key", "-out", "raw", "gate.json"]));
    assert!(openssl(&["base64", "-A", "-in", "raw", "-out", "gate.json.sig"]));
    let signed = ["--artifact", "app.bin", "--signed-by", "gate.pub"];
    let output = verify(folder.path(), &signed);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let report = folder.path().join("gate.json");
    fs::write(&report, fs::read_to_string(&report).unwrap() + "\n").unwrap();
    refused(folder.path(), &signed, 2, ["not signed by `gate.pub`", "nicht von `gate.pub` signiert"]);
}

#[test]
fn an_edited_report_whose_rules_contradict_its_verdict_is_refused() {
    let folder = project("<testsuite name=\"none\" tests=\"0\"/>\n");
    assert_ne!(code(&judge(folder.path(), &["--policy", "strict.yaml"])), 0);
    let path = folder.path().join("gate.json");
    let mut report: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    let contradicts = ["the report contradicts itself", "Der Bericht widerspricht sich"];
    let mut edit = |change: &dyn Fn(&mut Value)| {
        change(&mut report);
        fs::write(&path, report.to_string()).unwrap();
        refused(folder.path(), &["--artifact", "app.bin"], 2, contradicts);
    };
    edit(&|report| report["verdict"] = "passed".into());
    edit(&|report| {
        report["rules"].as_array_mut().unwrap().iter_mut().for_each(|rule| rule["outcome"] = "satisfied".into())
    });
    edit(&|report| report["rules"].as_array_mut().unwrap().iter_mut().for_each(|rule| rule["decides"] = false.into()));
    edit(&|report| report["rules"] = Value::Array(vec![]));
}

#[test]
fn artifacts_that_were_judged_and_not_compared_are_told() {
    let folder = project(GOOD);
    assert_eq!(code(&judge(folder.path(), &["--artifact", "other.bin"])), 0);
    for (lang, words) in [("en", "1 of 2 artifacts was compared"), ("de", "1 von 2 Artefakten wurde verglichen")] {
        let output = verify(folder.path(), &["--artifact", "app.bin", "--lang", lang]);
        assert!(stdout(&output).contains(words), "{}{}", stdout(&output), stderr(&output));
    }
}

#[test]
fn a_verdict_from_the_future_releases_nothing() {
    let folder = project(GOOD);
    judge(folder.path(), &[]);
    let output = run_in(
        folder.path(),
        &["verify-verdict", "gate.json", "--artifact", "app.bin", "--at", "2026-11-24T17:00:00Z"],
    );
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).contains("lies in the future"), "{}", stderr(&output));
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let folder = project(BAD);
    judge(folder.path(), &["--advisory"]);
    let output = verify(folder.path(), &["--artifact", "other.bin", "--max-age", "1 minute"]);
    assert_eq!(stderr(&output).matches("\n  - ").count(), 4, "{}", stderr(&output));
}

#[test]
fn a_release_without_its_commit_is_wrong_usage() {
    let folder = project(GOOD);
    judge(folder.path(), &[]);
    let output = support::freigabe().args(["verify-verdict", "gate.json"]).current_dir(folder.path()).output().unwrap();
    assert_eq!(code(&output), 3);
    assert!(stderr(&output).contains("--commit"), "{}", stderr(&output));
}

#[test]
fn warnings_have_the_exit_code_that_was_asked_for_and_nothing_else_has() {
    let folder = project(GOOD);
    let warn = ["--warn-exit-code", "10"];
    assert_eq!(code(&judge(folder.path(), &warn)), 10);
    assert_eq!(code(&judge(folder.path(), &[])), 0);
    assert_eq!(
        code(&judge(folder.path(), &["--policy", "strict.yaml", "--warn-exit-code", "10"])),
        0,
        "nothing to warn of"
    );
    assert_eq!(code(&judge(folder.path(), &["--advisory", "--warn-exit-code", "10"])), 0);
    assert_eq!(code(&judge(folder.path(), &["--report", "html=junit.xml/x", "--warn-exit-code", "10"])), 4);
    assert_eq!(
        code(&verify(folder.path(), &["--artifact", "app.bin"])),
        0,
        "warnings keep nothing from being released"
    );
    fs::write(folder.path().join("junit.xml"), BAD).unwrap();
    assert_eq!(code(&judge(folder.path(), &warn)), 1);
    fs::write(folder.path().join("junit.xml"), "nothing").unwrap();
    assert_eq!(code(&judge(folder.path(), &warn)), 2);
    for taken in ["0", "1", "2", "3", "4", "70", "126", "256", "x"] {
        assert_eq!(code(&judge(folder.path(), &["--warn-exit-code", taken])), 3, "{taken}");
    }
}

#[test]
fn another_policy_than_the_one_asked_for_is_refused() {
    let folder = project(GOOD);
    judge(folder.path(), &[]);
    let report: Value = serde_json::from_slice(&fs::read(folder.path().join("gate.json")).unwrap()).unwrap();
    let digest = report["policy"]["sha256"].as_str().unwrap();
    assert_eq!(code(&judge(folder.path(), &["--policy-sha256", digest])), 0);
    assert_eq!(code(&verify(folder.path(), &["--artifact", "app.bin", "--policy-sha256", digest])), 0);
    let output = judge(folder.path(), &["--policy", "strict.yaml", "--policy-sha256", digest]);
    assert_eq!(code(&output), 3);
    assert!(stderr(&output).contains("strict.yaml") && stderr(&output).contains(digest), "{}", stderr(&output));
    assert_eq!(code(&judge(folder.path(), &["--policy-sha256", "12"])), 3);
}

#[test]
fn a_gitlab_job_links_its_reports() {
    let folder = project(GOOD);
    let annotations = |job: &str| {
        let mut command = support::freigabe();
        command.args([
            "check",
            "junit.xml",
            "--at",
            AT,
            "--report",
            "html=gate/index.html",
            "--report",
            "json=/dev/null",
        ]);
        command.args(["--report", "gitlab-annotations=gate/annotations.json"]).env("CI_JOB_URL", job);
        let output = command.current_dir(folder.path()).output().unwrap();
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        let text = fs::read(folder.path().join("gate/annotations.json")).unwrap();
        serde_json::from_slice::<Value>(&text).unwrap()
    };
    let page = annotations("https://gitlab.example/g/p/-/jobs/7");
    let links = page["Freigabe"].as_array().unwrap();
    assert_eq!(links.len(), 2, "{page:#}");
    assert_eq!(links[0]["external_link"]["url"], "https://gitlab.example/g/p/-/jobs/7/artifacts/file/gate/index.html");
    assert_eq!(annotations("javascript:alert(1)"), serde_json::json!({}));
}
