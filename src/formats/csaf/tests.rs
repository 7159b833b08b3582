// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use super::*;
use crate::{
    formats::{DEFAULT_MAX_DEPTH, read},
    model::{Document, Trust, Versions, VexStatus},
};

fn reading(text: &str) -> Reading {
    let payload = text.as_bytes().to_vec().into();
    read(
        &Document { path: "csaf.json".into(), payload, declared_type: None, trust: Trust::UNSIGNED },
        DEFAULT_MAX_DEPTH,
    )
}

fn document(category: &str, tree: &str, vulnerabilities: &str) -> String {
    format!(
        r#"{{"document":{{"category":"{category}","csaf_version":"2.0","title":"t","publisher":{{"category":"vendor","name":"Maker","namespace":"https://a"}},
        "tracking":{{"current_release_date":"2026-01-02T00:00:00Z","id":"1","initial_release_date":"2026-01-01T00:00:00Z","status":"final","version":"2",
        "revision_history":[{{"date":"2026-01-01T00:00:00Z","number":"1","summary":"s"}}]}}}},"product_tree":{tree},"vulnerabilities":{vulnerabilities}}}"#
    )
}

/// Two products and a group of the second, with a part of the first.
const TREE: &str = r#"{"full_product_names":[{"name":"A","product_id":"A","product_identification_helper":{"purl":"pkg:oci/a@1"}},
    {"name":"B","product_id":"B","product_identification_helper":{"purl":"pkg:npm/b@1"}}],
    "relationships":[{"category":"default_component_of","product_reference":"B","relates_to_product_reference":"A","full_product_name":{"name":"B in A","product_id":"B-A"}}],
    "product_groups":[{"group_id":"G","product_ids":["B"]}]}"#;

fn vulnerability(rest: &str) -> String {
    format!(r#"[{{"cve":"CVE-2026-0001","notes":[{{"category":"other","text":"n"}}],{rest}}}]"#)
}

fn statement(text: &str) -> Statement {
    match reading(text) {
        Reading::Statements(mut statements) => statements.remove(0),
        other => panic!("{other:?}"),
    }
}

fn vex(text: &str) -> Vex {
    let Claim::Vex(vex) = statement(text).claim else { panic!("{text}") };
    vex
}

fn said(rest: &str) -> Vex {
    vex(&document("csaf_vex", TREE, &vulnerability(rest)))
}

fn rejected(text: &str) -> String {
    match reading(text) {
        Reading::Rejected(rejection) => format!("{}: {}", rejection.place, rejection.reason.en),
        other => panic!("not rejected: {other:?}"),
    }
}

fn refused(rest: &str) -> String {
    rejected(&document("csaf_vex", TREE, &vulnerability(rest)))
}

#[test]
fn each_list_has_its_status_and_its_reason() {
    let vex = said(
        r#""product_status":{"known_not_affected":["B-A"],"known_affected":["A"],"fixed":["B"]},
        "flags":[{"label":"component_not_present","product_ids":["B-A"]}],
        "threats":[{"category":"impact","details":"never called","product_ids":["B-A"]}],
        "remediations":[{"category":"vendor_fix","details":"upgrade","product_ids":["A"]}]"#,
    );
    let said: Vec<_> = vex.statements.iter().map(|statement| statement.status).collect();
    assert_eq!(said, [VexStatus::NotAffected, VexStatus::Affected, VexStatus::Fixed]);
    let not_affected = &vex.statements[0];
    assert_eq!(not_affected.justification.unwrap().word, "component_not_present");
    assert_eq!(not_affected.impact.as_deref(), Some("never called"));
    assert_eq!(vex.statements[1].action.as_deref(), Some("upgrade"));
    assert_eq!(vex.author.as_deref(), Some("Maker"));
    let product = &not_affected.products[0];
    assert_eq!((&*product.product.purls[0], &*product.subcomponents[0].purls[0]), ("pkg:oci/a@1", "pkg:npm/b@1"));
}

#[test]
fn a_group_stands_for_its_members() {
    let by_group = r#""product_status":{"known_not_affected":["B"]},"flags":[{"label":"component_not_present","group_ids":["G"]}]"#;
    assert!(said(by_group).statements[0].justification.is_some());
    assert!(refused(&by_group.replace("[\"B\"]", "[\"A\"]")).contains("6.1.27.9"));
}

#[test]
fn the_rules_of_the_profile_are_held() {
    let cases = [
        (r#""product_status":{"known_not_affected":["A"]}"#, "6.1.27.9"),
        (r#""product_status":{"known_affected":["A"]}"#, "6.1.27.10"),
        (r#""product_status":{"first_affected":["A"]}"#, "6.1.27.7"),
        (r#""flags":[{"label":"component_not_present","product_ids":["A"]}]"#, "6.1.27.7"),
        (r#""product_status":{"fixed":["C"]}"#, "6.1.1"),
        (r#""product_status":{"fixed":["A"]},"flags":[{"label":"component_not_present","group_ids":["H"]}]"#, "6.1.4"),
        (r#""product_status":{"fixed":["A"],"under_investigation":["A"]}"#, "6.1.6"),
        (
            r#""product_status":{"known_not_affected":["B"]},"flags":[{"label":"component_not_present","group_ids":["G"]},
            {"label":"inline_mitigations_already_exist","product_ids":["B"]}]"#,
            "6.1.33",
        ),
        (
            r#""product_status":{"fixed":["A"]},"flags":[{"label":"component_not_present"}]"#,
            "/vulnerabilities/0/flags/0",
        ),
        (
            r#""product_status":{"fixed":["A"]},"flags":[{"label":"trust_me","product_ids":["A"]}]"#,
            "/vulnerabilities/0/flags/0/label",
        ),
    ];
    for (rest, expected) in cases {
        let reason = refused(rest);
        assert!(reason.contains(expected), "{rest}: {reason}");
    }
    let fixed = r#""product_status":{"fixed":["A"]}"#;
    let nameless = vulnerability(fixed).replace("\"cve\"", "\"x\"");
    assert!(rejected(&document("csaf_vex", TREE, &nameless)).contains("6.1.27.8"));
    let silent = vulnerability(fixed).replace("\"notes\"", "\"x\"");
    assert!(rejected(&document("csaf_vex", TREE, &silent)).contains("6.1.27.5"));
    let one = vulnerability(fixed);
    let twice = format!("{},{}", one.trim_end_matches(']'), one.trim_start_matches('['));
    assert!(rejected(&document("csaf_vex", TREE, &twice)).contains("6.1.23"));
}

#[test]
fn the_product_tree_names_each_product_once_and_none_by_itself() {
    let of = |tree: &str| rejected(&document("csaf_vex", tree, &vulnerability(r#""product_status":{"fixed":["A"]}"#)));
    let name = |id: &str| format!(r#"{{"name":"n","product_id":"{id}"}}"#);
    let relation = |id: &str, part: &str, whole: &str| {
        format!(
            r#"{{"category":"installed_on","product_reference":"{part}","relates_to_product_reference":"{whole}","full_product_name":{}}}"#,
            name(id)
        )
    };
    let twice = format!(r#"{{"full_product_names":[{},{}]}}"#, name("A"), name("A"));
    assert!(of(&twice).contains("6.1.2"), "{}", of(&twice));
    let dangling = format!(r#"{{"full_product_names":[{}],"relationships":[{}]}}"#, name("A"), relation("R", "A", "X"));
    assert!(of(&dangling).contains("6.1.1"));
    let circle = format!(
        r#"{{"full_product_names":[{}],"relationships":[{},{}]}}"#,
        name("A"),
        relation("R", "A", "S"),
        relation("S", "A", "R")
    );
    assert!(of(&circle).contains("6.1.3"), "{}", of(&circle));
    let groups = format!(
        r#"{{"full_product_names":[{}],"product_groups":[{{"group_id":"G","product_ids":["A"]}},{{"group_id":"G","product_ids":["A"]}}]}}"#,
        name("A")
    );
    assert!(of(&groups).contains("6.1.5"));
    let hashes = r#"{"full_product_names":[{"name":"n","product_id":"A","product_identification_helper":{"hashes":[{"filename":"f","file_hashes":[
        {"algorithm":"sha256","value":"ab"}]}]}}]}"#;
    assert!(of(hashes).contains("6.1.25"));
}

#[test]
fn the_branch_of_a_version_narrows_what_has_none() {
    let thing = |category: &str, name: &str, purl: &str| {
        let tree = format!(
            r#"{{"branches":[{{"category":"product_name","name":"A","branches":[{{"category":"{category}","name":"{name}",
            "product":{{"name":"A","product_id":"A","product_identification_helper":{{"purl":"{purl}"}}}}}}]}}]}}"#
        );
        let vex = vex(&document("csaf_vex", &tree, &vulnerability(r#""product_status":{"fixed":["A"]}"#)));
        vex.statements[0].products[0].product.versions.clone()
    };
    assert_eq!(thing("product_version", "2.0", "pkg:npm/a"), Versions::One("2.0".into()));
    assert_eq!(thing("product_version", "a-2.0", "pkg:npm/a@2.0"), Versions::Any);
    assert_eq!(thing("product_version_range", "vers:npm/<2", "pkg:npm/a"), Versions::Range("vers:npm/<2".into()));
    assert_eq!(thing("product_version_range", "&lt; 2", "pkg:npm/a"), Versions::Range("&lt; 2".into()));
}

#[test]
fn a_path_of_2_1_is_a_relationship() {
    let tree = r#"{"full_product_names":[{"name":"A","product_id":"A","product_identification_helper":{"purls":["pkg:oci/a"]}},{"name":"B","product_id":"B"}],
        "product_paths":[{"beginning_product_reference":"B","full_product_name":{"name":"B in A","product_id":"P"},"subpaths":[{"category":"installed_on","next_product_reference":"A"}]},
        {"beginning_product_reference":"B","full_product_name":{"name":"deep","product_id":"Q"},
        "subpaths":[{"category":"installed_on","next_product_reference":"A"},{"category":"installed_on","next_product_reference":"A"}]}]}"#;
    let text = document("csaf_vex", tree, &vulnerability(r#""product_status":{"unknown":["Q"],"fixed":["P"]}"#));
    let vex = vex(&text.replace("\"2.0\"", "\"2.1\""));
    assert_eq!(&*vex.statements[0].products[0].product.purls[0], "pkg:oci/a");
    assert_eq!(vex.statements[0].products[0].subcomponents.len(), 1);
    assert_eq!(vex.statements[1].status, VexStatus::UnderInvestigation);
    assert!(vex.statements[1].products[0].product.purls.is_empty());
}

#[test]
fn other_profiles_are_read_for_their_status() {
    let affected = vulnerability(r#""product_status":{"known_affected":["A"]}"#);
    let advisory = statement(&document("csaf_security_advisory", TREE, &affected));
    assert!(advisory.remarks[0].en.contains("not of the profile `csaf_vex`"));
    for category in ["csaf_informational_advisory", "csaf_withdrawn"] {
        assert!(matches!(reading(&document(category, TREE, &affected)), Reading::Ignored(_)), "{category}");
    }
    let nothing = vulnerability(r#""x":1"#);
    assert!(matches!(reading(&document("csaf_base", TREE, &nothing)), Reading::Ignored(_)));
    for category in ["Csaf_VeX", "csaf vex", "vex", "security_advisory"] {
        assert!(rejected(&document(category, TREE, &affected)).contains("6.1.26"), "{category}");
    }
    let newer = document("csaf_vex", TREE, &affected).replace("\"csaf_version\":\"2.0\"", "\"csaf_version\":\"3.0\"");
    assert!(rejected(&newer).contains("CSAF `3.0` is not read"));
}

#[test]
fn a_draft_does_not_count() {
    let text = document("csaf_vex", TREE, &vulnerability(r#""product_status":{"fixed":["A"]}"#));
    assert!(vex(&text).withheld.is_none());
    assert!(vex(&text.replace("\"final\"", "\"draft\"")).withheld.is_some());
}
