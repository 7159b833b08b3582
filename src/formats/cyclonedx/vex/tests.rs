// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use crate::{
    formats::{DEFAULT_MAX_DEPTH, Reading, read},
    model::{Claim, Document, Reason, Statement, Trust, Versions, Vex, VexStatus},
};

fn statements(more: &str) -> Vec<Statement> {
    let text = format!(
        r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","serialNumber":"urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79","version":2,
        "metadata":{{"authors":[{{"name":"Maker"}}],"component":{{"type":"application","name":"app","bom-ref":"app","purl":"pkg:oci/app@2"}}}},{more}}}"#
    );
    let document = Document {
        path: "bom.json".into(),
        payload: text.into_bytes().into(),
        declared_type: None,
        trust: Trust::UNSIGNED,
    };
    match read(&document, DEFAULT_MAX_DEPTH) {
        Reading::Statements(statements) => statements,
        other => panic!("{other:?}"),
    }
}

fn claims(more: &str) -> Vec<Claim> {
    statements(more).into_iter().map(|statement| statement.claim).collect()
}

fn vex(analysis: &str, affects: &str) -> Option<Vex> {
    let components = r#""components":[{"type":"library","name":"part","bom-ref":"part","purl":"pkg:npm/part@1"}]"#;
    let vulnerability = format!(
        r#""vulnerabilities":[{{"id":"CVE-2026-0001","references":[{{"id":"GHSA-x","source":{{}}}}],"analysis":{analysis},"affects":[{affects}]}}]"#
    );
    claims(&format!("{components},{vulnerability}")).into_iter().find_map(|claim| match claim {
        Claim::Vex(vex) => Some(vex),
        _ => None,
    })
}

#[test]
fn each_state_has_its_status() {
    for (state, expected) in [
        ("not_affected", VexStatus::NotAffected),
        ("false_positive", VexStatus::NotAffected),
        ("resolved", VexStatus::Fixed),
        ("resolved_with_pedigree", VexStatus::Fixed),
        ("exploitable", VexStatus::Affected),
        ("in_triage", VexStatus::UnderInvestigation),
    ] {
        let vex = vex(&format!(r#"{{"state":"{state}"}}"#), r#"{"ref":"part"}"#).unwrap();
        assert_eq!(vex.statements[0].status, expected, "{state}");
        assert_eq!(vex.author.as_deref(), Some("Maker"));
    }
    assert!(vex(r#"{"detail":"nothing decided"}"#, r#"{"ref":"part"}"#).is_none());
}

#[test]
fn a_justification_keeps_its_word() {
    let vex = vex(r#"{"state":"not_affected","justification":"protected_at_perimeter"}"#, r#"{"ref":"part"}"#);
    let justification = vex.unwrap().statements[0].justification.unwrap();
    assert_eq!(justification.word, "protected_at_perimeter");
    assert_eq!(justification.reason, Reason::InlineMitigationsAlreadyExist);
}

#[test]
fn a_component_is_a_part_of_what_the_document_describes() {
    let product = |reference: &str| {
        let mut vex = vex(r#"{"state":"exploitable"}"#, &format!(r#"{{"ref":"{reference}"}}"#)).unwrap();
        let product = vex.statements.remove(0).products.first().unwrap().clone();
        let parts: Vec<String> = product.subcomponents.iter().map(|part| part.name.to_string()).collect();
        (product.product.name.to_string(), parts.join(" "))
    };
    let own = "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/2#part";
    for reference in ["part", own] {
        assert_eq!(product(reference), ("pkg:oci/app@2".into(), "pkg:npm/part@1".into()), "{reference}");
    }
    assert_eq!(product("app"), ("pkg:oci/app@2".into(), String::new()));
    assert_eq!(product("urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#part").0, "part");
    assert_eq!(product("pkg:npm/other@1").1, "pkg:npm/other@1");
}

#[test]
fn the_word_beside_a_version_may_be_worse_and_never_better() {
    let versions = r#"{"ref":"part","versions":[{"version":"1","status":"unaffected"},{"range":"vers:npm/<1","status":"affected"},{"version":"3","status":"unknown"},{"version":"4"}]}"#;
    let said = |state: &str| -> Vec<(VexStatus, Versions)> {
        let vex = vex(&format!(r#"{{"state":"{state}"}}"#), versions).unwrap();
        let all = vex
            .statements
            .iter()
            .flat_map(|statement| statement.products.iter().map(|product| (statement.status, product)));
        all.map(|(status, product)| (status, product.subcomponents[0].versions.clone())).collect()
    };
    let one = |version: &str| Versions::One(version.into());
    let range = || Versions::Range("vers:npm/<1".into());
    use VexStatus::{Affected, NotAffected, UnderInvestigation};
    assert_eq!(
        said("not_affected"),
        [(Affected, range()), (UnderInvestigation, one("3")), (NotAffected, one("1")), (NotAffected, one("4"))]
    );
    assert_eq!(said("exploitable"), [(Affected, range()), (Affected, one("3")), (Affected, one("4"))]);
}

#[test]
fn what_only_says_and_lists_no_components_is_no_scan() {
    let vulnerability = |analysis: &str| {
        format!(r#""vulnerabilities":[{{"id":"CVE-2026-0001",{analysis}"affects":[{{"ref":"app"}}]}}]"#)
    };
    let kinds = |more: String| claims(&more).iter().map(Claim::kind).collect::<Vec<_>>().join(" ");
    assert_eq!(kinds(vulnerability(r#""analysis":{"state":"not_affected"},"#)), "vex");
    assert_eq!(kinds(vulnerability("")), "scan");
}

#[test]
fn versions_that_are_worse_than_the_analysis_are_remarked() {
    let remarks = |versions: &str| {
        let vulnerability = format!(
            r#""vulnerabilities":[{{"id":"CVE-2026-0001","analysis":{{"state":"not_affected"}},"affects":[{{"ref":"app","versions":[{versions}]}}]}}]"#
        );
        let vex = statements(&vulnerability).into_iter().find(|statement| matches!(statement.claim, Claim::Vex(_)));
        vex.unwrap().remarks
    };
    let worse = remarks(r#"{"version":"2","status":"affected"}"#);
    assert!(worse[0].en.ends_with("the versions in `affects` do not: 1; the worse counts"), "{worse:?}");
    assert_eq!(remarks(r#"{"version":"2"}"#), []);
    assert_eq!(remarks(r#"{"version":"2","status":"unaffected"}"#), []);
}
