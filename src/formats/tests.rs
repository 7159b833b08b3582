// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What holds for all formats: nothing panics, and nothing broken is read.

use std::{fs, ops::Range, sync::Arc, time::Instant};

use super::*;
use crate::model::{Claim, Mistake, Payload, REPORT_TYPE, Scan, ScanStatus, Store, TestOutcome, Trust, Unreadable};

pub(super) fn document(path: &str, payload: impl Into<Vec<u8>>) -> Document {
    Document { path: path.into(), payload: payload.into().into(), declared_type: None, trust: Trust::UNSIGNED }
}

fn reading(path: &str, payload: impl Into<Vec<u8>>) -> Reading {
    read(&document(path, payload), DEFAULT_MAX_DEPTH)
}

fn reason(path: &str, payload: impl Into<Vec<u8>>) -> String {
    match reading(path, payload) {
        Reading::Rejected(rejection) => format!("{}: {}", rejection.place, rejection.reason.en),
        other => format!("not rejected: {other:?}"),
    }
}

/// A small valid document of each format, from the folder of the format.
fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let sample = |format: &&dyn Format| {
        let folder = format!("{}/tests/formats/{}", env!("CARGO_MANIFEST_DIR"), format.id());
        let names = ["json", "jsonl", "xml", "info", "spdx", "yaml", "yml", "txt", "md"];
        let file = names.iter().find_map(|name| fs::read(format!("{folder}/sample.{name}")).ok());
        (format.id(), file.unwrap_or_else(|| panic!("{folder} has no sample")))
    };
    FORMATS.iter().map(sample).collect()
}

/// The name that a report of a format may bear.
fn name_of(id: &str) -> &'static str {
    match id {
        "junit" | "cyclonedx_xml" | "zap_xml" | "dependency_check_xml" | "cobertura" => "report.xml",
        "lcov" => "report.info",
        "publiccode" => "publiccode.yml",
        "changelog" => "CHANGELOG.md",
        "security_md" => "docs/SECURITY.md",
        "security_txt" => ".well-known/security.txt",
        "spdx_tag_value" => "report.spdx",
        "spdx_yaml" => "report.spdx.yaml",
        _ => "report.json",
    }
}

/// The statements of a text.
pub(super) fn statements(text: &str) -> Vec<Statement> {
    match reading("report.json", text) {
        Reading::Statements(statements) => statements,
        other => panic!("{other:?}"),
    }
}

/// The scans of a text.
pub(super) fn scans_of(text: &str) -> Vec<Scan> {
    let scan = |statement: Statement| match statement.claim {
        Claim::Scan(scan) => scan,
        other => panic!("{other:?}"),
    };
    statements(text).into_iter().map(scan).collect()
}

/// The scans of a format's sample.
pub(super) fn scans(id: &str) -> Vec<Scan> {
    let (_, bytes) = samples().into_iter().find(|(other, _)| *other == id).unwrap();
    scans_of(std::str::from_utf8(&bytes).unwrap())
}

/// The text of a format's sample.
pub(super) fn sample(id: &str) -> String {
    let (_, bytes) = samples().into_iter().find(|(other, _)| *other == id).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// Why a text is rejected.
pub(super) fn rejected(text: &str) -> String {
    reason("report.json", text)
}

#[test]
fn an_element_of_a_long_list_that_cannot_be_read_is_named() {
    let report = r#"{"SchemaVersion": 2, "ArtifactName": "a", "ArtifactType": "container_image", "Results": [
        {"Target": "a", "Class": "os-pkgs", "Packages": [{"Name": "a"},
        7, {"Name": "b"}]}]}"#;
    let wanted = "/Results/0/Packages/1: cannot be read: invalid type: integer `7`, expected struct Package";
    assert_eq!(rejected(report), wanted);
}

#[test]
fn xml_on_disk_is_read_as_what_is_held() {
    let mut number = 0;
    for (id, bytes) in samples().into_iter().filter(|(_, bytes)| bytes.starts_with(b"<")) {
        let step = bytes.len() / 30 + 1;
        for end in (0..=bytes.len()).rev().step_by(step) {
            let held = document("report.xml", bytes.get(..end).unwrap());
            let stored = Document { payload: Disk::payload(bytes.get(..end).unwrap().to_vec()), ..held.clone() };
            let read = |document| format!("{:?}", read(document, DEFAULT_MAX_DEPTH));
            assert_eq!(read(&stored), read(&held), "{id} up to {end}");
        }
        number += 1;
    }
    assert_eq!(number, 5);
}

#[test]
fn the_samples_tell_what_their_format_claims_and_no_more() {
    for format in FORMATS {
        let (id, bytes) = samples().into_iter().find(|(id, _)| *id == format.id()).unwrap();
        let Reading::Statements(mut all) = reading("report", bytes) else { panic!("{id}") };
        if !all.iter().any(|statement| matches!(statement.claim, Claim::Scan(_))) {
            assert!(format.tells().is_empty(), "{id}");
            continue;
        }
        // Beside the sample that all tests use there can be others, such as of a scan that failed.
        let folder = format!("{}/tests/formats/{id}", env!("CARGO_MANIFEST_DIR"));
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            let Reading::Statements(statements) = reading(name, fs::read(&path).unwrap()) else {
                panic!("{}", path.display())
            };
            assert!(statements.iter().all(|statement| statement.format.format == id), "{}", path.display());
            all.extend(statements);
        }
        let told: Vec<Datum> = Datum::ALL.iter().copied().filter(|datum| datum.is_told_by(&all)).collect();
        assert_eq!(told, format.tells(), "{id}");
    }
}

#[test]
fn ids_are_the_names_of_the_files() {
    for format in FORMATS {
        let file = format!("{}/src/formats/{}", env!("CARGO_MANIFEST_DIR"), format.id().replace('-', "_"));
        assert!(fs::exists(format!("{file}.rs")).unwrap() || fs::exists(format!("{file}/mod.rs")).unwrap(), "{file}");
    }
}

#[test]
fn each_sample_is_read_whatever_its_name() {
    for (id, bytes) in samples() {
        let Reading::Statements(statements) = reading("README", bytes) else { panic!("{id}") };
        assert!(statements.iter().all(|statement| statement.format.format == id));
    }
}

/// Every place at the beginning, where a format is told by, and then every eleventh: all of them
/// would take minutes.
fn places(length: usize) -> impl Iterator<Item = usize> {
    (0..length).filter(|place| *place < 150 || place % 11 == 0)
}

/// Formats of lines, which have no end: cut off between two lines a document is a shorter document.
const ENDLESS: &[&str] = &["spdx_tag_value", "spdx_yaml"];
/// Texts for people. A part of one is one too; that it never says more than the whole is tested there.
const PROSE: &[&str] = &["changelog", "security_md"];

/// Whether a document was read with mistakes that break its standard.
fn is_faulty(reading: &Reading) -> bool {
    let Reading::Statements(statements) = reading else { return false };
    statements.iter().any(|statement| match &statement.claim {
        Claim::Project(project) => {
            project.public_code.as_ref().is_some_and(|code| code.mistakes.iter().any(Mistake::is_wrong))
        }
        Claim::Disclosure(disclosure) => disclosure.mistakes.iter().any(Mistake::is_wrong),
        _ => false,
    })
}

/// Formats that vouch for what they list: cut off, they vouch for less.
const LISTS: &[&str] = &["checksums", "helm_provenance"];

#[test]
fn a_truncated_list_never_vouches_for_anything_else() {
    for (id, bytes) in samples().into_iter().filter(|(id, _)| LISTS.contains(id)) {
        let digests = |reading: Reading| match reading {
            Reading::Statements(all) => all.into_iter().flat_map(|statement| statement.subjects).collect::<Vec<_>>(),
            _ => Vec::new(),
        };
        let digests = |length: usize| {
            let subjects = digests(reading("list", &bytes[..length])).into_iter();
            let digest = |subject| match subject {
                crate::model::Subject::Artifact { digests, .. } => digests.iter().collect::<Vec<_>>(),
                other => panic!("{other:?}"),
            };
            subjects.flat_map(digest).collect::<Vec<_>>()
        };
        let whole = digests(bytes.len());
        assert!(!whole.is_empty());
        for length in 0..bytes.len() {
            assert!(digests(length).iter().all(|digest| whole.contains(digest)), "{id} cut after {length}");
        }
    }
}

#[test]
fn a_truncated_document_is_never_read() {
    for (id, bytes) in samples() {
        let end = bytes.trim_ascii_end().len();
        // A few letters of plain text are not told from any other.
        let start = if id == "lcov" { 3 } else { 0 };
        let ends = ![ENDLESS, PROSE, LISTS].iter().any(|kind| kind.contains(&id));
        for length in places(end).filter(|length| *length >= start && ends) {
            let name = name_of(id);
            let part = reading(name, &bytes[..length]);
            assert!(matches!(part, Reading::Rejected(_)) || is_faulty(&part), "{id} cut after {length} bytes");
        }
    }
}

#[test]
fn a_truncated_document_of_lines_never_says_more_than_the_whole() {
    let components = |statements: &[Statement]| statements[0].summary().components.unwrap();
    for (id, bytes) in samples().into_iter().filter(|(id, _)| ENDLESS.contains(id)) {
        let Reading::Statements(whole) = reading(name_of(id), bytes.clone()) else { panic!("{id}") };
        let mut rejected = 0;
        for length in 0..bytes.len() {
            match reading(name_of(id), &bytes[..length]) {
                Reading::Rejected(_) => rejected += 1,
                // Without the relationship that says what it is about, that is a component too.
                Reading::Statements(part) => {
                    assert!(components(&part) <= components(&whole) + 1, "{id} cut after {length}")
                }
                Reading::Ignored(reason) => panic!("{id} cut after {length} bytes: {reason}"),
            }
        }
        assert!(rejected > bytes.len() / 3, "{id}: only {rejected} of {} cuts are noticed", bytes.len());
    }
}

#[test]
fn a_flipped_byte_never_panics_and_never_hides_a_report() {
    for (id, bytes) in samples() {
        let name = name_of(id);
        for index in places(bytes.len()) {
            let masks: &[u8] = if index < 150 { &[0x01, 0x20, 0x80, 0xFF] } else { &[0x01] };
            for mask in masks {
                let mut flipped = bytes.clone();
                flipped[index] ^= *mask;
                if let Reading::Ignored(reason) = reading(name, flipped) {
                    panic!("{id}: byte {index} ^ {mask:#x}: {reason}");
                }
            }
        }
    }
}

#[test]
fn a_byte_order_mark_is_accepted() {
    for (id, bytes) in samples() {
        let marked = [b"\xEF\xBB\xBF", bytes.as_slice()].concat();
        assert!(matches!(reading("x", marked), Reading::Statements(_)), "{id}");
    }
}

#[test]
fn other_encodings_are_rejected_with_a_way_out() {
    for (id, bytes) in samples() {
        let wide: Vec<u8> = bytes.iter().flat_map(|byte| [*byte, 0]).collect();
        assert!(reason("x", wide.clone()).contains("iconv -f UTF-16LE"), "{id}");
        let marked = [b"\xFF\xFE", wide.as_slice()].concat();
        assert!(reason("x", marked).contains("iconv -f UTF-16LE"), "{id}");
        let widest: Vec<u8> = bytes.iter().flat_map(|byte| [0, 0, 0, *byte]).collect();
        assert!(reason("x", widest).contains("iconv -f UTF-32BE"), "{id}");
    }
}

#[test]
fn nul_bytes_are_rejected() {
    for (id, bytes) in samples() {
        let middle = bytes.len() / 2;
        let holed = [&bytes[..middle], b"\0", &bytes[middle..]].concat();
        assert!(reason("x", holed).contains("NUL byte"), "{id}");
    }
}

#[test]
fn what_is_no_json_is_rejected() {
    let bom = |inner: &str| format!(r#"{{"bomFormat":"CycloneDX","specVersion":"1.6"{inner}}}"#);
    let cases = [
        (bom(r#","version":1,"version":2"#), "/version: the key stands twice"),
        (bom(r#","x":{"a":1,"\u0061":2}"#), "/x/a: the key stands twice"),
        (bom(r#","x":1e999"#), "/x: a number is out of range"),
        (bom("") + "{}", "something follows the end"),
        (bom(&format!(r#","x":{}{}"#, "[".repeat(200), "]".repeat(200))), "nested deeper than 100 levels"),
        (bom(",\"x\":\"a\tb\""), "/x: a string holds the control character U+0009"),
        (bom(r#","x":"\q""#), "/x: a string holds an invalid escape"),
        (bom(r#","x":01"#), "/x: a number is malformed"),
        (bom(r#","x":[1,]"#), "expected a value, found `]`"),
        (bom(r#","x":nul"#), "expected a value"),
        (bom(",").replace("\"1.6\"", "'1.6'"), "expected a value"),
    ];
    for (text, expected) in cases {
        let reason = reason("bom.json", text.clone());
        assert!(reason.contains(expected), "{text}: {reason}");
    }
    let latin = [bom("").as_bytes(), b" \xE4"].concat();
    assert!(reason("bom.json", latin).contains("is not UTF-8"));
}

#[test]
fn many_keys_take_linear_time() {
    let keys: String = (0..300_000).map(|key| format!(",\"{key}\":0")).collect();
    let text = format!(r#"{{"bomFormat":"CycloneDX","specVersion":"1.6"{keys}}}"#);
    assert!(matches!(reading("bom.json", text.clone()), Reading::Statements(_)));
    let doubled = text.replace("\"299999\":0", "\"299999\":0,\"150000\":1");
    assert!(reason("bom.json", doubled).starts_with("/150000: the key stands twice"));
}

/// Each of these took minutes: every one was compared with all before it.
#[test]
fn lists_of_very_many_take_linear_time() {
    let list = |one: &dyn Fn(usize) -> String| (0..100_000).map(one).collect::<Vec<String>>().join(",");
    let revisions = list(&|n| format!(r#"{{"repositoryUri":"https://a.example","revisionId":"{n:040}"}}"#));
    let run =
        format!(r#"{{"tool":{{"driver":{{"name":"a"}}}},"results":[],"versionControlProvenance":[{revisions}]}}"#);
    let found = list(&|n| format!(r#"{{"id":"A-{n}","modified":"2026-01-01T00:00:00Z"}}"#));
    let groups = list(&|n| format!(r#"{{"ids":["A-{n}"]}}"#));
    let fixed = list(&|n| format!(r#"{{"fixed":"1.{n}"}}"#));
    let affected = format!(r#"{{"package":{{"name":"a","ecosystem":"npm"}},"ranges":[{{"events":[{fixed}]}}]}}"#);
    let osv = |vulnerabilities: &str, groups: &str| {
        let package = r#"{"name":"a","version":"1","ecosystem":"npm"}"#;
        let package = format!(r#"{{"package":{package},"vulnerabilities":[{vulnerabilities}],"groups":[{groups}]}}"#);
        let source = r#"{"path":"/a","type":"lockfile"}"#;
        format!(r#"{{"results":[{{"source":{source},"packages":[{package}]}}]}}"#)
    };
    let one = format!(r#"{{"id":"A-1","modified":"2026-01-01T00:00:00Z","affected":[{affected}]}}"#);
    let cases = [
        ("a.sarif", format!(r#"{{"version":"2.1.0","runs":[{run}]}}"#)),
        ("osv.json", osv(&found, &groups)),
        ("osv.json", osv(&one, r#"{"ids":["A-1"]}"#)),
    ];
    let started = Instant::now();
    for (name, text) in cases {
        assert!(matches!(reading(name, text), Reading::Statements(_)), "{name}");
    }
    let said = reason("gl.json", named(100_000));
    assert!(said.starts_with("/vulnerabilities/0: a finding has 100000 names, more than 1000; "), "{said}");
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

/// A GitLab report with one finding of so many names.
fn named(number: usize) -> String {
    let name = |n: usize| format!(r#"{{"type":"cve","name":"CVE-2026-{n:06}","value":"CVE-2026-{n:06}"}}"#);
    let names = (0..number).map(name).collect::<Vec<String>>().join(",");
    let finding = format!(r#"{{"id":"1","name":"a","severity":"High","location":{{}},"identifiers":[{names}]}}"#);
    let scan = r#""scan":{"type":"sast","status":"success","scanner":{"id":"a","name":"a"}}"#;
    format!(r#"{{"version":"15.0.6",{scan},"vulnerabilities":[{finding}]}}"#)
}

#[test]
fn a_finding_may_have_a_thousand_names() {
    assert!(matches!(reading("gl.json", named(1_000)), Reading::Statements(_)));
    assert!(matches!(reading("gl.json", named(1_001)), Reading::Rejected(_)));
}

#[test]
fn xml_that_reaches_outside_is_rejected() {
    let suite = r#"<testsuite name="a"><testcase name="b"/></testsuite>"#;
    let laughs = format!(r#"<!DOCTYPE x [<!ENTITY a "b">]>{suite}"#);
    assert!(reason("j.xml", laughs).contains("document type"));
    let entity = suite.replace("\"b\"", "\"&secret;\"");
    assert!(reason("j.xml", entity).contains("malformed"));
    let text = suite.replace("/></testsuite>", ">&secret;</testcase></testsuite>");
    assert!(reason("j.xml", text).contains("no predefined entity"));
    let latin = format!(r#"<?xml version="1.0" encoding="ISO-8859-1"?>{suite}"#);
    assert!(reason("j.xml", latin).contains("encoding `ISO-8859-1`"));
    assert!(reason("j.xml", format!("{suite}<a/>")).contains("outside the root element"));
    assert!(reason("j.xml", format!("{suite}tail")).contains("outside the root element"));
    let deep = format!("<testsuite>{}{}</testsuite>", "<a>".repeat(200), "</a>".repeat(200));
    assert!(reason("j.xml", deep).contains("nested deeper than 100 levels"));
    let attributes: String = (0..1_000).map(|n| format!(" a{n}=\"\"")).collect();
    assert!(reason("j.xml", format!("<testsuite{attributes}/>")).contains("too many attributes"));
}

#[test]
fn what_is_no_evidence_is_ignored() {
    let cases: &[(&str, &str)] = &[
        ("package.json", r#"{"name":"a","version":"1.0.0","dependencies":{}}"#),
        ("tsconfig.json", "{\n  // a comment\n  \"compilerOptions\": {}\n}"),
        ("pom.xml", "<project><modelVersion>4.0.0</modelVersion></project>"),
        (
            "phpunit.xml",
            r#"<phpunit><testsuites><testsuite name="unit"><directory>t</directory></testsuite></testsuites></phpunit>"#,
        ),
        ("README.md", "Write a CycloneDX file with \"bomFormat\": \"CycloneDX\"."),
        ("main.rs", "const MARKER: &str = \"\\\"bomFormat\\\"\";"),
        ("empty.txt", ""),
        ("index.html", "<!DOCTYPE html><html></html>"),
        ("eslint.json", r#"[{"filePath":"a.js","messages":[],"errorCount":0,"warningCount":0}]"#),
        ("list.json", r#"[{"name":"a","version":"1.0","id":"x"}]"#),
        ("results.json", r#"{"results":[],"errors":[]}"#),
        ("package-lock.json", r#"{"name":"a","lockfileVersion":3,"packages":{"":{"dependencies":{}}}}"#),
        ("policy.yaml", "version: 1\nname: a\nrules: []\n"),
        (
            "README.md",
            "# SPDX\n\nWrite a file such as:\n\nSPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nDocumentName: a\n",
        ),
    ];
    for (name, text) in cases {
        assert!(matches!(reading(name, *text), Reading::Ignored(_)), "{name}: {:?}", reading(name, *text));
    }
}

#[test]
fn a_report_that_names_no_tool_is_no_evidence_and_says_the_way_out() {
    for text in ["[]", " [ ]\n".replace(' ', "").as_str(), "null", "{}"] {
        let Reading::Ignored(reason) = reading("gitleaks.json", text) else { panic!("{text}") };
        assert!(reason.en.contains("such as SARIF"), "{text}: {reason}");
    }
    assert!(reason("nuclei.jsonl", "").contains("such as SARIF"));
}

#[test]
fn a_scan_that_looked_at_nothing_says_so() {
    let nothing = [
        r#"{"auditReportVersion":2,"vulnerabilities":{},"metadata":{"vulnerabilities":{"total":0},"dependencies":{"total":0}}}"#,
        r#"{"advisories":{},"metadata":{"vulnerabilities":{"high":0},"totalDependencies":0}}"#,
        r#"{"type":"auditSummary","data":{"vulnerabilities":{"high":0},"totalDependencies":0}}"#,
        r#"{"version":"1.5.0","plugins_used":[],"results":{},"generated_at":"2026-11-20T08:00:00Z"}"#,
        r#"{"scan_info":{"checks_performed":[]},"warnings":[],"errors":[]}"#,
        r#"{"files_scanned":3,"files_parsed":0,"queries_total":834,"queries":[]}"#,
    ];
    for text in nothing {
        assert!(matches!(scans_of(text)[0].status, ScanStatus::NothingScanned(_)), "{text}");
    }
    // Old versions do not list their checks.
    assert_eq!(scans_of(r#"{"scan_info":{},"warnings":[],"errors":[]}"#)[0].status, ScanStatus::Unstated);
}

#[test]
fn text_in_front_of_a_report_does_not_hide_it() {
    for (id, bytes) in samples().into_iter().filter(|(_, bytes)| matches!(bytes[0], b'{' | b'[')) {
        for front in ["INFO: starting scan\n", "[INFO] starting\n[2026-11-20] scanning\n\n"] {
            let logged = [front.as_bytes(), &bytes].concat();
            for name in ["report.json", "scan.log"] {
                assert!(matches!(reading(name, logged.clone()), Reading::Rejected(_)), "{id} in {name}");
            }
        }
    }
    // By its words alone this would not be known.
    let clean = r#"{"advisories":{},"metadata":{"totalDependencies":3}}"#;
    let logged = reason("audit.json", format!("INFO: 3 packages audited\n{clean}\n"));
    assert!(logged.starts_with("line 2: a report begins here, in front of which text stands"), "{logged}");
    let far = format!("INFO\n{{\"errors\":[],\"x\":\"{}\",\"results\":[],\"skipped_rules\":[]}}", "x".repeat(100_000));
    assert!(reason("semgrep.json", far).starts_with("line 2: a report begins here"));
}

#[test]
fn json_that_is_shown_in_a_text_or_logged_is_no_report() {
    let bom = "{\n  \"bomFormat\": \"CycloneDX\",\n  \"specVersion\": \"1.6\"\n}";
    for (name, text) in [
        ("README.md", format!("# SBOM\n\n```json\n{bom}\n```\n")),
        ("build.log", "INFO start\n{\"level\":\"info\",\"message\":\"done\"}\n".to_owned()),
        ("build.json", "INFO start\n{\"level\":\"info\",\"message\":\"done\"}\n".to_owned()),
    ] {
        assert!(matches!(reading(name, text), Reading::Ignored(_)), "{name}");
    }
    // Lines that all begin like JSON take no more time than a few of them.
    for line in ["{\"a\":\n", "[{\"a\":1},\n", "{\"\n"] {
        assert!(!matches!(reading("a.json", format!("x\n{}", line.repeat(20_000))), Reading::Statements(_)));
    }
}

#[test]
fn no_sample_is_taken_by_two_formats() {
    let folder = format!("{}/tests/formats", env!("CARGO_MANIFEST_DIR"));
    for entry in walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok) {
        if entry.file_type().is_file() && entry.depth() == 2 {
            let document = document("x", fs::read(entry.path()).unwrap());
            let head = Head::of(&document).unwrap();
            let taken: Vec<_> = FORMATS.iter().filter(|format| format.recognises(&head)).map(|f| f.id()).collect();
            let own = entry.path().parent().unwrap().file_name().unwrap().to_str().unwrap();
            assert_eq!(taken, [own], "{}", entry.path().display());
        }
    }
}

#[test]
fn what_bears_the_name_of_evidence_and_broke_is_rejected() {
    for (name, text) in
        [("a.json", ""), ("a.sarif", " \n"), ("a.json", "{\"a\": ["), ("a.xml", "<a><b>"), ("a.cdx", "[")]
    {
        assert!(matches!(reading(name, text), Reading::Rejected(_)), "{name} {text}");
    }
    assert!(reason("a.json", "{\0\"\0a\0").contains("iconv"));
}

#[test]
fn evidence_that_is_compressed_in_a_way_that_is_not_read_is_rejected() {
    for name in ["bom.json.xz", "bom.cdx.xml.BZ2", "a.sarif.7z", "a.spdx.lz4"] {
        assert!(reason(name, b"\xfd7zXZ\0\x01".to_vec()).contains("compressed in a way that is not read"), "{name}");
    }
    for name in ["source.tar.xz", "xz", "notes.txt.xz"] {
        assert!(matches!(reading(name, b"\xfd7zXZ\0\x01".to_vec()), Reading::Ignored(_)), "{name}");
    }
}

/// What is released may be such an archive, and lies beside the evidence.
#[test]
fn an_archive_of_a_kind_that_is_not_read_is_ignored_with_a_word_on_what_was_not_seen() {
    for name in ["r.tar.xz", "r.tar.bz2", "R.TXZ", "r.7z", "r.rar"] {
        let Reading::Ignored(reason) = reading(name, b"\xfd7zXZ\0\x01".to_vec()) else { panic!("{name}") };
        assert!(reason.en.contains("evidence in it was not seen"), "{name}");
    }
}

#[test]
fn a_marker_behind_the_head_is_found() {
    let filler = "x".repeat(100_000);
    let text = format!(r#"{{"components":[],"x":"{filler}","bomFormat":"CycloneDX","specVersion":"1.6"}}"#);
    assert!(matches!(reading("a.json", text), Reading::Statements(_)));
}

/// What may stand in front of a report, `length` bytes of it.
fn padding(length: usize) -> [String; 3] {
    let (blank, comment) = (" ".repeat(length), "- ".repeat(length / 2));
    [blank.replace("    ", "\r\n\t ") + "\n", format!("<!--{comment}--><!-- -->"), format!("<?x {blank}?>\n")]
}

#[test]
fn white_space_and_comments_of_any_length_never_hide_a_report() {
    for (id, bytes) in samples() {
        let text = String::from_utf8(bytes).unwrap();
        let is_xml = text.starts_with('<');
        let is_prose = FOR_PEOPLE.contains(&id);
        let (declaration, rest) = match text.find("?>").filter(|_| text.starts_with("<?xml")) {
            Some(end) => text.split_at(end + 2),
            None => ("", text.as_str()),
        };
        // Around the length of the head, and the length of a piece.
        for length in [65_500, 65_534, 65_536, 65_540, 131_069, 131_072, 300_000] {
            for padding in padding(length).iter().take(if is_xml { 3 } else { 1 }) {
                let padded = reading("README", format!("{declaration}{padding}{rest}"));
                // What is for people has a longest length.
                let counts =
                    matches!(padded, Reading::Statements(_)) || matches!(padded, Reading::Rejected(_)) && is_prose;
                assert!(counts, "{id} behind {length} bytes: {padded:?}");
            }
        }
    }
}

#[test]
fn what_does_not_show_in_the_head_is_rejected() {
    let far = " ".repeat(100_000);
    let bom = format!("<bom{far}xmlns=\"http://cyclonedx.org/schema/bom/1.6\"/>");
    let wide: Vec<u8> = format!("{far}{{}}").bytes().flat_map(|byte| [byte, 0]).collect();
    for text in [bom.into_bytes(), "\u{a0}".repeat(70_000).into_bytes(), wide] {
        assert!(reason("README", text).contains("does not show in its first 65536 bytes"));
    }
    let typed = format!("<!DOCTYPE x [<!-- <a -->{far}<!ENTITY a \">\">]><testsuite name=\"a\"/>");
    assert!(reason("README", typed).contains("document type"));
    let clean = r#"{"advisories":{},"metadata":{"totalDependencies":3}}"#;
    let behind = reason("audit.json", format!("{}INFO\n{clean}", "\n".repeat(100_000)));
    assert!(behind.starts_with("line 100002: a report begins here"), "{behind}");
}

#[test]
fn what_is_of_two_formats_is_of_none() {
    let clean = sample("gitlab_security");
    let (start, _) = clean.trim_end().rsplit_once('}').unwrap();
    let filler = "x".repeat(100_000);
    let sarif = r#""runs":[{"tool":{"driver":{"name":"a"}},"results":[{"message":{"text":"m"},"level":"error"}]}]"#;
    let bom = r#""bomFormat":"CycloneDX","specVersion":"1.6""#;
    for (members, other) in [
        (sarif.to_owned(), "sarif"),
        (format!(r#""$schema":"https://json.schemastore.org/sarif-2.1.0.json",{sarif}"#), "sarif"),
        (format!(r#""x":"{filler}",{sarif}"#), "sarif"),
        (bom.to_owned(), "cyclonedx"),
    ] {
        let reason = reason("a.json", format!("{start},{members}}}"));
        assert!(reason.contains("bears the keys of two formats") && reason.contains(other), "{reason}");
    }
}

#[test]
fn our_own_reports_are_no_evidence_and_are_known_by_more_than_a_name() {
    let log = |properties: &str, name: &str| {
        format!(
            r#"{{"version":"2.1.0","runs":[{{"tool":{{"driver":{{"name":"{name}"}}}},"results":[]{properties}}}]}}"#
        )
    };
    let suites = |mark: &str, class: &str| {
        format!(
            r#"<testsuites name="freigabe"{mark}><testcase name="a" classname="{class}"><failure/></testcase></testsuites>"#
        )
    };
    let marked = format!(r#","properties":{{"reportType":"{REPORT_TYPE}"}}"#);
    let mark = format!(r#" xmlns:freigabe="{REPORT_TYPE}""#);
    assert!(matches!(reading("a.sarif", log(&marked, "Freigabe")), Reading::Ignored(_)));
    assert!(matches!(reading("a.xml", suites(&mark, "freigabe")), Reading::Ignored(_)));
    // The name is a word of every day, and what others add to our report is theirs.
    for text in [log("", "Freigabe"), log(&marked, "semgrep")] {
        assert_eq!(scans_of(&text).len(), 1, "{text}");
    }
    let suite = r#"<testsuite name="Freigabe" failures="1"><testcase name="a"><failure/></testcase></testsuite>"#;
    for text in [suites("", "freigabe"), suites(&mark, "a.B"), suite.to_owned()] {
        let Claim::TestRun(run) = &statements(&text)[0].claim else { panic!("{text}") };
        assert_eq!(run.number_failed(TestOutcome::Failed), 1, "{text}");
    }
}

/// What comes of a report that is held in memory, and of the same one on disk, where it is read as it is scanned.
pub(super) fn held_and_stored(text: &str) -> [String; 2] {
    [Payload::from(text.as_bytes().to_vec()), Disk::payload(text.as_bytes().to_vec())]
        .map(|payload| format!("{:?}", read(&Document { payload, ..document("report.json", "") }, DEFAULT_MAX_DEPTH)))
}

/// Bytes that are handed out as if they lay on a disk.
#[derive(Debug)]
pub(crate) struct Disk(Vec<u8>);

impl Disk {
    pub(crate) fn payload(bytes: Vec<u8>) -> Payload {
        Payload::stored(Arc::new(Self(bytes)))
    }
}

impl Store for Disk {
    fn size(&self) -> u64 {
        self.0.len() as u64
    }

    fn read(&self, range: Range<u64>, buffer: &mut Vec<u8>, at: usize) -> Result<(), Unreadable> {
        let range = usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap();
        let bytes = self.0.get(range).ok_or_else(|| Unreadable("out of range".to_owned()))?;
        buffer.truncate(at);
        buffer.extend_from_slice(bytes);
        Ok(())
    }
}

/// They were ignored as files of no format, and a release passed without them.
#[test]
fn a_report_that_one_bit_broke_is_rejected() {
    let semgrep = r#"{"results": [{"check_id": "r", "path": "a", "start": {"line": 1}, "end": {"line": 1},
        "extra": {"severity": "ERROR", "message": "m"}}], "errors": [], "paths": {"scanned": ["a"]}, "version": "1.2.3"}"#;
    assert_eq!(statements(semgrep).len(), 1);
    // Behind the first names, so that these alone do not tell what it is.
    let far = semgrep.replace("\"m\"", &format!("\"{}\"", "m".repeat(100_000)));
    for (whole, broken) in [("results\"", "resultr\""), ("\"line\": 1", "\"line\":!1"), ("}], ", "}]l ")] {
        for text in [semgrep, &far] {
            let text = text.replacen(whole, broken, 1);
            let reason = reason("report.json", text);
            assert!(!reason.starts_with("not rejected"), "{broken}: {reason}");
        }
    }
    let trivy = r#"{"SchemaVersion": 2, "ArtifactName": "a", "ArtifactType": "container_image", "Results": [
        {"Target": "a", "Class": "lang-pkgs", "Vulnerabilitier": [{"VulnerabilityID": "CVE-2026-1"}]}]}"#;
    assert!(rejected(trivy).contains("`Vulnerabilities` is missing"));
}
