// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Vulnerabilities that are read while they are scanned come to the same as those that are read later.

use super::*;
use crate::formats::tests::held_and_stored;

/// What vulnerabilities say beside their identifiers.
const SAID: &[&str] = &[
    r#""name":"n  a","location":{"file":"a.c","start_line":3},"severity":"High","solution":"do  it""#,
    r#""id":"one","name":"n","location":{"dependency":{"package":{"name":"p"},"version":"1"}},"solution":"s""#,
    r#""name":"n","location":{"image":"r/a@sha256:0000000000000000000000000000000000000000000000000000000000000000"},"solution":"s""#,
    r#""name":"\u00e4","location":{"hostname":"http://u:p@h","path":"/p","method":"GET"},"severity":null,"solution":"s""#,
    r#""name":"n","location":{"kubernetes_resource":{"kind":"k","name":1.5}},"solution":"s","unknown":[{"a":-1}]"#,
    r#""name":"n","location":{"crash_state":"\\nf"},"scanner":{"id":"s"},"solution":"s","category":"sast""#,
    r#""name":"n","location":{},"solution":"s","flags":[{"type":"flagged-as-likely-false-positive","description":"d"}]"#,
    r#""name":"n","location":{},"solution":"s","tracking":{"items":[{"signatures":[{"algorithm":"a","value":"v"}]}]}"#,
    r#""name":"n","location":{},"solution":"s","cvss_vectors":[{"vendor":"v","vector":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}]"#,
];
const UNNAMED: &str = r#""message":"m","location":{},"solution":"s""#;
const UNSOLVED: &str = r#""id":"one","name":"n","location":{}"#;

fn said(number: usize, said: &str) -> String {
    let identifiers = format!(
        r#"[{{"type":"cwe","name":"C","value":{}}},{{"type":"rule","name":"r","value":"r{number}"}}]"#,
        number % 90
    );
    format!(r#"{{"identifiers":{identifiers},"description":"{}",{said}}}"#, "d".repeat(60))
}

fn check(vulnerabilities: &[String]) {
    let vulnerabilities = format!(r#""vulnerabilities":[{}]"#, vulnerabilities.join(",\n"));
    let fixes = r#""remediations":[{"fixes":[{"id":"one"}],"summary":"fix  it"}]"#;
    for scan in [r#""scan":{"type":"sast"}"#, r#""scan":{"type":"secret_detection"}"#, r#""scan":{}"#] {
        for parts in
            [[scan, &vulnerabilities, fixes], [fixes, scan, &vulnerabilities], [&vulnerabilities, "\"a\":1", scan]]
        {
            let [held, stored] = held_and_stored(&format!(r#"{{"version":"14.0.0",{}}}"#, parts.join(",")));
            assert!(held.starts_with("Statements"), "{held}");
            assert!(held == stored, "{scan}");
        }
    }
}

fn found_ahead(vulnerabilities: &[String]) -> Option<Found> {
    let text = format!(",{}", vulnerabilities.join(","));
    let made = Found::ahead(&mut Elements::of(&text, &shape::REPORT, "vulnerabilities", Keep::Everything))?;
    made.downcast().ok().map(|found| *found)
}

#[test]
fn vulnerabilities_read_while_they_are_scanned_are_the_same() {
    let mut all: Vec<String> = (0..6_000).map(|number| said(number, SAID[number % SAID.len()])).collect();
    let found = found_ahead(&all).unwrap();
    assert_eq!((found.findings.len(), found.needs_fix, found.quotes), (6_000, false, false));
    check(&all);
    all[2_000] = said(2_000, UNNAMED);
    all[4_500] = said(4_500, UNSOLVED);
    let found = found_ahead(&all).unwrap();
    assert_eq!((found.needs_fix, found.quotes), (true, true));
    check(&all);
    // By its word alone the report is one of secrets, whose messages are not shown.
    all[3] = said(3, r#""name":"n","location":{},"solution":"s","category":"secret_detection""#);
    all[5] = said(5, r#""name":"n","location":{},"solution":"s","category":"unheard of""#);
    check(&all);
}

#[test]
fn a_message_may_quote_a_secret_whatever_tells_that_it_is_one() {
    let report = |scan: &str, category: &str| {
        let first = said(0, &format!(r#""name":"n","location":{{}},"category":"{category}""#));
        let quoting = said(1, r#""message":"hunter2","location":{}"#);
        format!(r#"{{"version":"14.0.0"{scan},"vulnerabilities":[{first},{quoting}]}}"#)
    };
    for (scan, category, is_shown) in [
        ("", "secret_detection", false),
        ("", "sast", true),
        (r#","scan":{"type":"secret_detection"}"#, "sast", false),
        (r#","scan":{"type":"sast"}"#, "secret_detection", true),
    ] {
        let readings = held_and_stored(&report(scan, category));
        assert!(readings.iter().all(|reading| reading.contains("hunter2") == is_shown), "{scan} {category}");
    }
}

/// Such a report was read, and no rule counted what it found.
#[test]
fn a_report_of_today_says_what_was_looked_for() {
    for (scan, place) in [("", "Whole"), (r#","scan":{"status":"success"}"#, "/scan")] {
        let report = |version| format!(r#"{{"version":"{version}"{scan},"vulnerabilities":[{}]}}"#, said(0, UNSOLVED));
        let [held, stored] = held_and_stored(&report("15.0.4"));
        assert!(
            held.starts_with("Rejected") && held.contains(place) && held.contains("`scan.type` is missing"),
            "{held}"
        );
        assert_eq!(held, stored);
        assert!(held_and_stored(&report("14.0.4"))[0].starts_with("Statements"));
    }
    let damaged =
        format!(r#"{{"version":"15.0.4","scao":{{"type":"sast"}},"vulnerabilities":[{}]}}"#, said(0, UNSOLVED));
    assert!(held_and_stored(&damaged)[0].contains("`scan` is missing, and a name that differs from it in one bit"));
}
