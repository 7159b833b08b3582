// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What `attest` refuses to have signed: dates that contradict each other, numbers given twice, and
//! decisions over what is no report, or over the report of something else.
use std::{fs, path::Path, process::Output};

use crate::support::{self, AT, code, stderr};

const COMMIT: &str = "1111111111111111111111111111111111111111";
const POLICY: &str = "version: 1\ntitle: t\nrules:\n  - check: tests-passed\n    effect: block\n";
const TESTS: &str = "<testsuite name=\"unit\" tests=\"1\"><testcase name=\"a\"/></testsuite>\n";

/// A project that the gate judged: its verdict is in `gate.json`.
fn judged() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let files = [("freigabe.yaml", POLICY), ("junit.xml", TESTS), ("app.bin", "app\n"), ("other.bin", "other\n")];
    files.iter().for_each(|(name, text)| fs::write(folder.path().join(name), text).unwrap());
    let check = format!("check junit.xml --artifact app.bin --commit {COMMIT} --at {AT} --report json=gate.json");
    let output = run(folder.path(), &check);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    folder
}

fn run(folder: &Path, arguments: &str) -> Output {
    support::freigabe().args(arguments.split(' ')).current_dir(folder).output().unwrap()
}

fn attest(folder: &Path, (kind, more): (&str, &str)) -> Output {
    run(folder, &format!("attest {kind} --person A --role r --at {AT} --bytes-out out.pae {more}"))
}

/// Nothing is written, and the message says why.
fn refused(folder: &Path, arguments: (&str, &str), why: &str) {
    let output = attest(folder, arguments);
    assert_eq!(code(&output), 3, "{arguments:?}: {}", stderr(&output));
    assert!(stderr(&output).contains(why), "{arguments:?}: {}", stderr(&output));
    // Where a file is not there the system's own words say what to do.
    let told = stderr(&output);
    assert!(told.contains("help") || told.contains("could not read `"), "no way out: {told}");
    assert!(!folder.join("out.pae").exists());
}

fn accepted(folder: &Path, arguments: (&str, &str)) {
    let output = attest(folder, arguments);
    assert_eq!(code(&output), 0, "{arguments:?}: {}", stderr(&output));
    fs::remove_file(folder.join("out.pae")).unwrap();
}

const ASSESSMENT: &str =
    "assessment --kind audit --result passed --scope all --commit 1111111111111111111111111111111111111111";
const APPROVAL: &str = "approval --decision approved --report gate.json";

#[test]
fn dates_that_cannot_be_or_contradict_each_other_are_refused() {
    let folder = judged();
    let path = folder.path();
    for (dates, why) in [
        ("--date 2026-02-30", "nothing was signed"),
        ("--date 24.11.2026", "nothing was signed"),
        ("--date 2026-11-25", "lies ahead"),
        ("--date 2026-11-24T18:00:01Z", "lies ahead"),
        ("--date 2026-11-20 --valid-until 2026-11-19", "would never hold"),
        ("--date 2026-11-20 --valid-until 2026-11-20", "would never hold"),
        ("--date 2026-11-20T08:00:00Z --valid-until 2026-11-20", "would never hold"),
        ("--valid-until 2026-11-24", "would never hold"),
    ] {
        refused(path, (ASSESSMENT, dates), why);
        refused(path, (APPROVAL, &format!("--artifact app.bin {dates}")), why);
    }
    for dates in ["--method review", "--date 2026-11-24T18:00:00Z", "--date 2026-11-20 --valid-until 2026-11-21"] {
        accepted(path, (ASSESSMENT, dates));
    }
}

#[test]
fn a_number_of_findings_that_is_given_twice_is_refused() {
    let folder = judged();
    refused(folder.path(), (ASSESSMENT, "--open high=0 --open low=1 --open high=3"), "`high` twice");
    refused(folder.path(), (ASSESSMENT, "--open high=0 --open high=0"), "`high` twice");
    refused(folder.path(), (ASSESSMENT, "--open high=-1"), "SEVERITY=NUMBER");
    accepted(folder.path(), (ASSESSMENT, "--open high=0 --open low=1"));
}

#[test]
fn a_decision_is_over_a_report_of_ours_about_what_it_names() {
    let folder = judged();
    let path = folder.path();
    let of = |report: &str| format!("approval --decision rejected --report {report}");
    refused(path, (&of("app.bin"), "--artifact app.bin"), "no JSON report of freigabe");
    refused(path, (&of("junit.xml"), "--artifact app.bin"), "no JSON report of freigabe");
    refused(path, (&of("none.json"), "--artifact app.bin"), "none.json");
    let report = fs::read_to_string(path.join("gate.json")).unwrap();
    fs::write(path.join("broken.json"), report.replacen("\"passed\"", "\"perhaps\"", 1)).unwrap();
    refused(path, (&of("broken.json"), "--artifact app.bin"), "could not be read");
    refused(path, (APPROVAL, "--artifact other.bin"), "was not shown `other.bin`");
    let other = format!("--artifact app.bin --commit {}", "2".repeat(40));
    refused(path, (APPROVAL, &other), "another commit");
    refused(path, (APPROVAL, "--artifact app.bin --date 2026-11-23"), "lies before the report");
    for named in ["--artifact app.bin", &format!("--artifact app.bin --commit {COMMIT} --date 2026-11-24")] {
        accepted(path, (APPROVAL, named));
    }
}

#[test]
fn dates_are_looked_at_once_more_where_a_statement_is_put_together() {
    let folder = judged();
    let path = folder.path();
    let assembled = |bytes: &str, at: &str| {
        let output = run(path, &format!("attest assemble {bytes} --signature-in s --public-key k --at {at}"));
        assert_eq!(code(&output), 3);
        stderr(&output)
    };
    let dates = "--date 2026-11-24 --valid-until 2026-11-25";
    for statement in [ASSESSMENT, &format!("{APPROVAL} --artifact app.bin")] {
        let kind = statement.split(' ').next().unwrap();
        let output = run(path, &format!("attest {statement} --person A --role r --at {AT} {dates} --bytes-out {kind}"));
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        let written = fs::read_to_string(path.join(kind)).unwrap();
        fs::write(path.join("never"), written.replace("\"2026-11-25\"", "\"2026-11-19\"")).unwrap();
        for (bytes, at, why) in [(kind, "2026-11-23", "lies ahead"), ("never", AT, "would never hold")] {
            let message = assembled(bytes, at);
            assert!(message.contains(why) && message.contains(&format!("`{bytes}`")), "{message}");
        }
        // What is said then is about the key.
        assert!(assembled(kind, AT).contains("`k`"));
    }
    let waivers = |created: &str, expires: &str| {
        let waiver = format!(
            r#"{{"matter":"CVE-2026-1","scope":{{"rules":["a"]}},"reason":"r","owner":"o","approver":"p","created":"{created}","expires":"{expires}"}}"#
        );
        let statement = format!(
            r#"{{"_type":"https://in-toto.io/Statement/v1","subject":[{{"name":"c","digest":{{"gitCommit":"{COMMIT}"}}}}],"predicateType":"{}","predicate":{{"version":1,"waivers":[{waiver}]}}}}"#,
            freigabe::model::WAIVERS_TYPE
        );
        let bytes = format!("DSSEv1 28 application/vnd.in-toto+json {} {statement}", statement.len());
        fs::write(path.join("waivers"), bytes).unwrap();
        assembled("waivers", AT)
    };
    assert!(waivers("2026-11-20", "2026-11-20").contains("expires after it was created"));
    assert!(waivers("2026-11-20", "2026-11-21").contains("`k`"));
}

#[test]
fn whatever_cannot_be_signed_or_verified_is_named_with_the_way_out() {
    let folder = judged();
    let path = folder.path();
    fs::write(path.join("a.pub"), "no key\n").unwrap();
    fs::write(path.join("a.key"), "no key\n").unwrap();
    let signed = support::run(&["keygen", path.join("b").to_str().unwrap(), "--type", "ed25519", "--unencrypted"]);
    assert_eq!(code(&signed), 0, "{}", stderr(&signed));
    for (arguments, named) in [
        ("verify app.bin --signature a.pub --key a.pub", "`a.pub`"),
        ("verify app.bin --bundle a.pub --trusted-root a.key", "`a.key`"),
        ("verify gitCommit:12 --bundle a.pub", "`12`"),
        ("verify app.bin --signature app.bin --signature freigabe.yaml --key b.pub", "freigabe.yaml"),
        ("verify app.bin --key b.pub", "--signature"),
        ("keygen a --type ed25519 --unencrypted", "`a.key`"),
        ("attest assemble app.bin --signature-in a.pub --public-key b.pub", "`app.bin`"),
        (
            "attest approval --decision approved --report junit.xml --person A --role r --bytes-out x --commit C",
            "`junit.xml`",
        ),
        (
            "attest approval --decision approved --report gate.json --person A --role r --key a.key --commit C",
            "`a.key`",
        ),
        (
            "attest approval --decision approved --report gate.json --person A --role r --public-key b.pub --key b.key --commit C",
            "--public-key",
        ),
    ] {
        let output =
            run(path, &arguments.replace("--commit C", &format!("--commit {COMMIT} --artifact app.bin --at {AT}")));
        let told = stderr(&output);
        assert_eq!(code(&output), 3, "{arguments}: {told}");
        assert!(told.contains(named) && told.contains("\n  help: "), "{arguments}: {told}");
    }
}
