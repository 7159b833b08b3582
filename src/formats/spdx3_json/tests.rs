// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

#![allow(clippy::panic, clippy::indexing_slicing, clippy::unwrap_used)]

use super::*;
use crate::formats::tests::document;
use crate::model::{
    Acknowledgement, Completeness, ContactField, EdgeKind, HashAlgorithm, HashPlace, Node, VulnerabilityPart,
};

const SAMPLE: &str = include_str!("../../../tests/formats/spdx3_json/sample.json");

fn read(text: &str) -> Result<Statement, ReadError> {
    match Spdx3Json.read(&Source::of(&document("bom.json", text), 100))? {
        Reading::Statements(mut statements) => Ok(statements.remove(0)),
        other => panic!("{other:?}"),
    }
}

fn bom(text: &str) -> Bom {
    match read(text).unwrap().claim {
        Claim::Bom(bom) => *bom,
        other => panic!("{other:?}"),
    }
}

/// The sample with one thing changed.
fn changed(from: &str, to: &str) -> String {
    assert!(SAMPLE.contains(from), "{from}");
    SAMPLE.replacen(from, to, 1)
}

fn fault(text: &str) -> String {
    let error = read(text).unwrap_err();
    format!("{}: {}", error.place, error.reason.en)
}

#[test]
fn what_an_artifact_says_is_kept_at_its_package() {
    let bom = bom(SAMPLE);
    let [package] = bom.components.as_slice() else { panic!("{:?}", bom.components) };
    assert_eq!((&*package.name, package.filename.as_deref()), ("äpfel", Some("a-1.0.tgz")));
    let hash = package.hashes.at(HashPlace::Distribution).next().unwrap();
    assert_eq!(hash.algorithm, HashAlgorithm::Sha1);
    let rare = package.rare.as_ref().unwrap();
    assert_eq!(rare.purposes.join(" "), "archive container");
    assert_eq!(rare.artifacts, 1);
}

#[test]
fn elements_by_name_and_in_place_are_resolved() {
    let bom = bom(SAMPLE);
    assert_eq!(bom.primary.as_ref().unwrap().identity(), "app@1.4.0");
    assert_eq!(&*bom.components[0].licenses[0].text, "EUPL-1.2");
    assert_eq!(bom.components[0].licenses[0].acknowledgement, Acknowledgement::Concluded);
    assert_eq!(bom.components[0].contacts[0].field, ContactField::Supplier);
    let edges = bom.graph.from(Node::PRIMARY);
    assert_eq!((edges[0].to, edges[0].kind), (Node::of(0), EdgeKind::DependsOn));
    assert_eq!(bom.graph.completeness(Node::PRIMARY)[0].completeness, Completeness::Complete);
    assert_eq!(bom.about.creators[0].address(), Some("sbom@example.org"));
    assert_eq!(bom.about.uri.as_deref(), Some("urn:x:sbom"));
    assert_eq!(bom.about.lifecycles.join(" "), "build");
    assert_eq!(read(SAMPLE).unwrap().producer.unwrap().to_string(), "maker");
}

#[test]
fn a_single_object_is_a_document() {
    let package = r#"{"type":"software_Package","spdxId":"urn:x:a","name":"a","creationInfo":{"type":"CreationInfo",
        "specVersion":"3.0.1","created":"2026-11-01T08:00:00Z","createdBy":[{"type":"Person","spdxId":"urn:x:p"}]}}"#;
    assert_eq!(bom(package).components.len(), 1);
}

#[test]
fn names_of_the_guideline_are_read_with_a_remark() {
    for (from, to) in [
        ("\"externalIdentifier\"", "\"externalIdentifiers\""),
        ("\"externalIdentifier\"", "\"externalIdentifers\""),
        ("\"simplelicensing_licenseExpression\"", "\"licenseExpression\""),
        ("\"software_File\"", "\"software_SoftwareArtifact\""),
    ] {
        let text = changed(from, to);
        assert_eq!(read(&text).unwrap().remarks.len(), 1, "{to}");
        let bom = bom(&text);
        assert_eq!(bom.about.creators[0].address(), Some("sbom@example.org"));
        assert_eq!(&*bom.components[0].licenses[0].text, "EUPL-1.2");
    }
    assert!(read(SAMPLE).unwrap().remarks.is_empty());
}

#[test]
fn the_effective_license_is_a_property() {
    let text = changed("\"hasConcludedLicense\"", "\"other\", \"comment\": \"hasEffectiveLicense\"");
    let bom = bom(&text);
    assert_eq!(bom.components[0].effective_licenses().collect::<Vec<_>>(), ["EUPL-1.2"]);
    assert!(bom.components[0].licenses.is_empty());
}

#[test]
fn vulnerabilities_are_noticed() {
    let text = changed("\"type\": \"Tool\"", "\"type\": \"security_Vulnerability\"");
    assert_eq!(bom(&text).about.vulnerabilities, VulnerabilityPart::Present);
    assert_eq!(bom(SAMPLE).about.vulnerabilities, VulnerabilityPart::Absent);
}

#[test]
fn what_leads_nowhere_is_noted() {
    let text = changed("\"to\": [\"urn:x:a\"], \"completeness\"", "\"to\": [\"urn:x:gone\"], \"completeness\"");
    assert_eq!(&*bom(&text).graph.dangling[0].reference, "urn:x:gone");
}

#[test]
fn what_the_schema_refuses_is_rejected() {
    for (from, to, wanted) in [
        ("\"created\": \"2026-11-01T08:00:00Z\",", "", "/@graph/0: the field `created` is missing"),
        ("\"specVersion\": \"3.0.1\", ", "", "/@graph/0: the field `specVersion` is missing"),
        ("\"specVersion\": \"3.0.1\"", "\"specVersion\": \"2.3\"", "`specVersion` `2.3` is not read"),
        ("08:00:00Z", "08:00:00", "no date and time"),
        ("\"type\": \"Tool\", ", "", "/@graph/2: the field `type` is missing"),
        ("\"dependsOn\"", "\"needs\"", "`needs` is none of the values"),
        ("\"complete\"", "\"whole\"", "`whole` is none of the values"),
        ("\"sha1\"", "\"sha0\"", "`sha0` is none of the values"),
        ("[\"build\"]", "[\"built\"]", "`built` is none of the values"),
        ("\"spdxId\": \"urn:x:1\"", "\"spdxId\": \"urn:x:2\"", "stands for two things"),
        ("\"name\": \"app\",", "\"description\": \"app\",", "/@graph/5: the field `name` is missing"),
        ("\"from\": \"urn:x:app\", ", "", "the field `from` is missing"),
        ("\"to\": [\"urn:x:a.tgz\"]", "\"to\": [7]", "should be a string or an object"),
    ] {
        let reason = fault(&changed(from, to));
        assert!(reason.contains(wanted), "{to}: {reason}");
    }
}

#[test]
fn a_newer_version_is_read_with_a_remark() {
    let remarks = read(&changed("\"3.0.1\", \"created\"", "\"3.1\", \"created\"")).unwrap().remarks;
    assert!(remarks[0].en.contains("SPDX 3.1 is newer than this program"));
}

#[test]
fn elements_in_elements_are_read_down_to_the_limit() {
    let nested = |levels: usize| {
        let person = r#"{"type":"software_Package","name":"a","suppliedBy":"#;
        let text = format!("{}\"urn:x:muster\"{}", person.repeat(levels), "}".repeat(levels));
        changed("\"type\": \"Tool\",", &format!("\"type\": \"software_Package\", \"suppliedBy\": {text},"))
    };
    assert_eq!(bom(&nested(90)).components.len(), 92);
    assert!(fault(&nested(100)).contains("nested deeper than 100 levels"));
    assert!(fault(&nested(100_000)).contains("nested deeper than 100 levels"));
}

#[test]
fn many_artifacts_of_one_package_take_linear_time() {
    let file = |n: usize| {
        format!(
            r#"{{"type":"software_File","spdxId":"urn:x:f{n}","creationInfo":"_:made","name":"f{n}"}},
            {{"type":"Relationship","creationInfo":"_:made","relationshipType":"hasDistributionArtifact","from":"urn:x:a","to":["urn:x:f{n}"]}},"#
        )
    };
    let files: String = (0..20_000).map(file).collect();
    let bom = bom(&changed("{\"type\": \"Tool\"", &format!("{files}{{\"type\": \"Tool\"")));
    assert_eq!(bom.components.len(), 1);
    assert_eq!(bom.components[0].rare.as_ref().unwrap().artifacts, 20_001);
}
