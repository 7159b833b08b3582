// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What holds for all formats: nothing panics, and nothing broken is read.

use std::fs;

use super::*;
use crate::model::Trust;

fn document(path: &str, payload: impl Into<Vec<u8>>) -> Document {
    Document { path: path.into(), payload: payload.into().into(), trust: Trust::Unsigned }
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
        let file = ["sample.json", "sample.xml", "sample.yml"]
            .iter()
            .find_map(|name| fs::read(format!("{folder}/{name}")).ok());
        (format.id(), file.unwrap_or_else(|| panic!("{folder} has no sample")))
    };
    FORMATS.iter().map(sample).collect()
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

/// A file name that evidence of a format bears.
fn named_like(id: &str) -> &'static str {
    match id {
        "junit" => "report.xml",
        "publiccode" => "publiccode.yml",
        _ => "report.json",
    }
}

#[test]
fn a_truncated_document_is_never_read() {
    for (id, bytes) in samples() {
        let end = bytes.trim_ascii_end().len();
        for length in 0..end {
            let name = named_like(id);
            let Reading::Rejected(_) = reading(name, &bytes[..length]) else { panic!("{id} cut after {length} bytes") };
        }
    }
}

#[test]
fn a_flipped_byte_never_panics_and_never_hides_a_report() {
    for (id, bytes) in samples() {
        let name = named_like(id);
        for index in 0..bytes.len() {
            for mask in [0x01, 0x20, 0x80, 0xFF] {
                let mut flipped = bytes.clone();
                flipped[index] ^= mask;
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
        ("audit.json", r#"{"auditReportVersion":2,"vulnerabilities":{},"metadata":{}}"#),
        ("spdx.json", r#"{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT"}"#),
    ];
    for (name, text) in cases {
        assert!(matches!(reading(name, *text), Reading::Ignored(_)), "{name}: {:?}", reading(name, *text));
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
fn a_marker_behind_the_head_is_found() {
    let filler = "x".repeat(100_000);
    let text = format!(r#"{{"components":[],"x":"{filler}","bomFormat":"CycloneDX","specVersion":"1.6"}}"#);
    assert!(matches!(reading("a.json", text), Reading::Statements(_)));
}

#[test]
fn our_own_reports_are_no_evidence() {
    let sarif = r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"Freigabe"}},"results":[]}]}"#;
    assert!(matches!(reading("a.sarif", sarif), Reading::Ignored(_)));
    assert!(matches!(reading("a.xml", r#"<testsuites name="freigabe"></testsuites>"#), Reading::Ignored(_)));
}
