// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use super::*;
use crate::{
    formats::{DEFAULT_MAX_DEPTH, read},
    model::{Document, Trust},
};

fn reading(text: &str) -> Reading {
    let payload = text.as_bytes().to_vec().into();
    read(&Document { path: "vex.json".into(), payload, declared_type: None, trust: Trust::UNSIGNED }, DEFAULT_MAX_DEPTH)
}

fn document(context: &str, statement: &str) -> String {
    format!(
        r#"{{"@context":"https://openvex.dev/ns{context}","@id":"urn:1","author":"A","timestamp":"2026-01-02T00:00:00Z","version":1,
        "last_updated":"2026-01-03T00:00:00Z","statements":[{{"vulnerability":{{"name":"CVE-2026-0001","aliases":["GHSA-x"]}},{statement}}}]}}"#
    )
}

fn vex(statement: &str) -> Vex {
    let Reading::Statements(mut statements) = reading(&document("/v0.2.0", statement)) else { panic!("{statement}") };
    let Claim::Vex(vex) = statements.remove(0).claim else { panic!() };
    vex
}

fn rejected(text: &str) -> String {
    let Reading::Rejected(rejection) = reading(text) else { panic!("{text}") };
    format!("{}: {}", rejection.place, rejection.reason.en)
}

#[test]
fn products_are_known_by_what_identifies_them() {
    let hash = "a".repeat(64);
    let product = format!(
        r#""status":"fixed","products":[{{"@id":"pkg:npm/a@1","identifiers":{{"purl":"pkg:npm/b","cpe23":"cpe:2.3:a"}},
        "hashes":{{"sha-256":"{hash}","md5":"x"}},"subcomponents":[{{"@id":"pkg:npm/c"}}]}},{{"@id":"https://a/b"}}]"#
    );
    let vex = vex(&product);
    let product = &vex.statements[0].products[0];
    assert_eq!(product.product.purls.join(" "), "pkg:npm/a@1 pkg:npm/b");
    assert_eq!(product.product.digests.iter().next().unwrap().hex(), hash);
    assert_eq!(&*product.subcomponents[0].purls[0], "pkg:npm/c");
    assert!(vex.statements[0].products[1].product.purls.is_empty());
}

#[test]
fn the_time_is_that_of_the_statement_or_else_of_the_document() {
    let at = |more: &str| vex(&format!(r#""status":"fixed"{more}"#)).statements[0].at.unwrap().to_string();
    assert_eq!(at(""), "2026-01-03T00:00:00Z");
    assert_eq!(at(r#","timestamp":"2025-01-01T00:00:00Z""#), "2025-01-01T00:00:00Z");
    assert_eq!(
        at(r#","timestamp":"2025-01-01T00:00:00Z","last_updated":"2025-02-01T00:00:00Z""#),
        "2025-02-01T00:00:00Z"
    );
}

#[test]
fn what_is_relied_on_is_read_strictly() {
    let cases = [
        (r#""status":"harmless""#, "/statements/0/status"),
        (r#""status":"not_affected","justification":"trust_me""#, "/statements/0/justification"),
        (r#""status":"fixed","timestamp":"yesterday""#, "/statements/0/timestamp"),
        (r#""status":"fixed","products":["pkg:npm/a"]"#, "/statements/0/products/0"),
        (r#""status":"fixed","products":[{"hashes":{"sha-256":"ab"}}]"#, "/statements/0: the hash"),
    ];
    for (statement, expected) in cases {
        let reason = rejected(&document("/v0.2.0", statement));
        assert!(reason.starts_with(expected), "{reason}");
    }
    for key in ["@id", "author", "timestamp", "version", "statements"] {
        let text = document("/v0.2.0", r#""status":"fixed""#).replacen(&format!("\"{key}\""), "\"x\"", 1);
        assert!(rejected(&text).contains(&format!("`{key}` is missing")), "{}", rejected(&text));
    }
}

#[test]
fn drafts_are_turned_away_and_newer_versions_remarked() {
    for context in ["", "/v0.0.1", "/v0.0.0"] {
        assert!(rejected(&document(context, r#""status":"fixed""#)).contains("a draft of OpenVEX"), "{context}");
    }
    let draft = r#"{"@context":"https://openvex.dev/ns","author":"A","statements":[{"vulnerability":"CVE-1","status":"fixed"}]}"#;
    assert!(rejected(draft).contains("a draft of OpenVEX"));
    assert!(rejected(&document("/latest", r#""status":"fixed""#)).contains("names no version"));
    let Reading::Statements(statements) = reading(&document("/v0.3.0", r#""status":"fixed""#)) else { panic!() };
    assert!(statements[0].remarks[0].en.contains("newer"));
}
