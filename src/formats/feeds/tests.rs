// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use super::*;
use crate::model::{Millionths, Trust};

fn reading(text: &str) -> FeedReading {
    let document = Document {
        path: "x".into(),
        payload: text.as_bytes().to_vec().into(),
        declared_type: None,
        trust: Trust::UNSIGNED,
    };
    read_feed(&document, 100)
}

fn feed(text: &str) -> (Option<String>, Feed) {
    match reading(text) {
        FeedReading::Feed(statement) => {
            let Claim::Feed(feed) = statement.claim else { panic!() };
            (statement.made_at.map(|at| at.to_string()), feed)
        }
        other => panic!("{other:?}"),
    }
}

fn reason(text: &str) -> String {
    match reading(text) {
        FeedReading::Rejected(rejection) => format!("{}: {}", rejection.place, rejection.reason.en),
        other => panic!("{other:?}"),
    }
}

const KEV: &str = r#"{"title":"t","catalogVersion":"2026.11.20","dateReleased":"2026-11-20T10:00:00.1234Z","count":1,
"vulnerabilities":[{"cveID":"CVE-2026-0001","dateAdded":"2026-11-19"}]}"#;
const EPSS: &str =
    "#model_version:v2025.03.14,score_date:2026-11-23T12:55:00Z\ncve,epss,percentile\nCVE-2026-0001,0.91,0.99\n";
const EUVD: &str =
    r#"[{"cveId":"CVE-2026-0001","euvdId":"EUVD-2026-0009","dateAdded":"2026-11-18","sources":["eukev_kev"]}]"#;
const NUMBERS: &str = "euvd_id,cve_id\nEUVD-2026-0009,CVE-2026-0001\nEUVD-2026-0010,\n";
const OSV: &str = r#"{"id":"GHSA-aaaa-bbbb-cccc","modified":"2026-11-02T00:00:00Z","published":"2026-11-01T00:00:00Z","aliases":["CVE-2026-0001"]}"#;

#[test]
fn each_list_is_told_by_its_content() {
    let (at, Feed::Exploited(kev)) = feed(KEV) else { panic!() };
    assert_eq!(at.as_deref(), Some("2026-11-20T10:00:00.1234Z"));
    assert_eq!(kev.since("CVE-2026-0001").unwrap().unwrap().to_string(), "2026-11-19T00:00:00Z");
    let (at, Feed::Likelihoods(epss)) = feed(EPSS) else { panic!() };
    assert_eq!(at.as_deref(), Some("2026-11-23T12:55:00Z"));
    assert_eq!(epss.of("CVE-2026-0001").map(|epss| epss.probability), Millionths::new(0.91));
    let (at, Feed::Exploited(euvd)) = feed(EUVD) else { panic!() };
    assert_eq!(at.as_deref(), Some("2026-11-18T00:00:00Z"));
    assert!(euvd.since("EUVD-2026-0009").is_some() && euvd.since("CVE-2026-0001").is_some());
    let (_, Feed::Numbers(numbers)) = feed(NUMBERS) else { panic!() };
    assert_eq!(numbers.len(), 1);
    let (_, Feed::Records(records)) = feed(OSV) else { panic!() };
    assert!(records.of("CVE-2026-0001").next().unwrap().published.is_some());
}

#[test]
fn what_was_cut_short_is_never_read() {
    for whole in [KEV, EPSS, EUVD, NUMBERS, OSV] {
        // A table that ends with a whole row cannot be told from a shorter one.
        for length in (0..whole.len()).filter(|length| !whole[..*length].ends_with('\n')) {
            assert!(!matches!(reading(&whole[..length]), FeedReading::Feed(_)), "{}", &whole[..length]);
        }
    }
}

#[test]
fn what_makes_no_sense_is_rejected_with_its_place() {
    assert!(reason(&KEV.replace("\"count\":1", "\"count\":2")).starts_with("/count: says that it has 2 entries"));
    assert!(reason(&EPSS.replace("0.91", "91")).starts_with("line 3: not a row"));
    assert!(reason(&EPSS.replace("0.91,", "")).starts_with("line 3: not a row"));
    assert!(reason(&NUMBERS.replace("CVE-2026-0001", "CVE-1")).starts_with("line 2"));
    assert!(reason(r#"[{"cveId":"CVE-2026-0001"},{"euvdId":null}]"#).starts_with("/1: an entry without"));
    assert!(reason("cve,epss,percentile\n").contains("has no entry"));
    assert!(reason(r#"[{"cveId":1}]"#).contains("cannot be read"));
}

#[test]
fn other_files_are_no_lists() {
    for text in ["", "{}", "[]", "a,b\n1,2\n", "# only a remark\n", "<a/>"] {
        assert!(matches!(reading(text), FeedReading::Unknown(_)), "{text}");
    }
}

#[test]
fn a_withdrawn_record_says_nothing() {
    let (_, Feed::Records(records)) =
        feed(&OSV.replace("\"aliases\"", "\"withdrawn\":\"2026-11-03T00:00:00Z\",\"aliases\""))
    else {
        panic!()
    };
    assert!(records.of("CVE-2026-0001").next().is_none());
}
