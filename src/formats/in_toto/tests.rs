// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use crate::{
    formats::{
        DEFAULT_MAX_DEPTH, Reading, read,
        tests::{document, rejected, sample, statements},
    },
    model::{
        APPROVAL_TYPE, ASSESSMENT_TYPE, AssessmentResult, Claim, Decision, Endorsement, ScanKind, Severity, Statement,
        Subject, Track, WAIVERS_TYPE,
    },
};

const DIGEST: &str = "4a9b5e2c1d7f8036e5c4b3a29181706f5e4d3c2b1a09f8e7d6c5b4a392817060";
const OTHER: &str = "0000000000000000000000000000000000000000000000000000000000000000";

fn stated(predicate_type: &str, predicate: &str) -> String {
    format!(
        r#"{{"_type": "https://in-toto.io/Statement/v1", "subject": [{{"name": "app", "digest": {{"sha256": "{DIGEST}"}}}}],
            "predicateType": "{predicate_type}", "predicate": {predicate}}}"#
    )
}

fn about(subject: &str) -> String {
    format!(
        r#"{{"_type": "https://in-toto.io/Statement/v1", "subject": [{subject}],
            "predicateType": "https://example.org/own/v3", "predicate": {{"a": 1}}}}"#
    )
}

fn only(text: &str) -> Statement {
    let mut all = statements(text);
    assert_eq!(all.len(), 1);
    all.remove(0)
}

fn subjects(statement: &Statement) -> Vec<String> {
    statement.subjects.iter().map(ToString::to_string).collect()
}

#[test]
fn the_metadata_of_gitlabs_runner_are_read_with_their_oddities() {
    let statement = only(&sample("in-toto"));
    assert_eq!(statement.format.version, "v0.1");
    assert_eq!(subjects(&statement), [format!("dist/app.tar.gz sha256:{DIGEST}")]);
    assert_eq!(statement.made_at.unwrap().to_string(), "2026-11-24T07:03:00Z");
    assert!(statement.remarks[0].en.contains("40 digits"));
    let Claim::Provenance(provenance) = &statement.claim else { panic!() };
    assert_eq!(&*provenance.builder, "https://gitlab.example.org/group/app/-/runners/7");
    assert_eq!(provenance.parameters["entryPoint"], "build".into());
    assert_eq!(provenance.invocation.as_deref(), Some("4711"));
    let material = &provenance.materials[0];
    assert_eq!(material.commit.as_ref().unwrap().as_str(), "9f2c1a7be0d4c35581f6a2d3b4c5e6f708192a3b");
    assert!(material.digests.is_empty());
}

#[test]
fn provenance_of_version_02_is_read() {
    let predicate = r#"{"builder": {"id": "https://example.org/builder"}, "buildType": "t",
        "invocation": {"configSource": {"uri": "git+https://example.org/app@refs/tags/v1",
                "digest": {"sha1": "9f2c1a7be0d4c35581f6a2d3b4c5e6f708192a3b"}, "entryPoint": "ci.yml"},
            "parameters": {"debug": false}},
        "metadata": {"buildStartedOn": "2026-11-24T07:00:00Z", "buildInvocationID": "1"},
        "materials": [{"uri": "pkg:docker/alpine@3.20", "digest": {"md5": "00", "sha256": "4a"}}]}"#;
    let Claim::Provenance(provenance) = only(&stated("https://slsa.dev/provenance/v0.2", predicate)).claim else {
        panic!()
    };
    let config = provenance.config_source.as_ref().unwrap();
    assert_eq!((config.repository(), config.commit.is_some()), (Some("https://example.org/app"), true));
    assert_eq!(provenance.parameters["debug"], "false".into());
    assert_eq!(provenance.parameters["entryPoint"], "ci.yml".into());
    assert_eq!(provenance.materials[0].others, ["md5:00".into(), "sha256:4a".into()]);
    assert_eq!(provenance.started_at, provenance.started_at.max(provenance.finished_at));
}

#[test]
fn a_report_inside_is_about_what_the_statement_is_about() {
    let bom = |version: &str| {
        format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "metadata": {{"component":
                {{"type": "container", "name": "app", "version": "sha256:{version}"}}}}, "components": []}}"#
        )
    };
    let statement = only(&stated("https://cyclonedx.org/bom", &bom(DIGEST)));
    assert_eq!(
        (statement.format.format, subjects(&statement)),
        ("cyclonedx_json", vec![format!("app sha256:{DIGEST}")])
    );
    assert!(matches!(statement.claim, Claim::Bom(_)));
    let contradiction = rejected(&stated("https://cyclonedx.org/bom/v1.6", &bom(OTHER)));
    assert!(contradiction.contains("/predicate: ") && contradiction.contains("something else"), "{contradiction}");
    let broken = rejected(&stated("https://cyclonedx.org/bom", r#"{"bomFormat": "CycloneDX", "specVersion": 1}"#));
    assert!(broken.starts_with("/predicate/specVersion: "), "{broken}");
    let not_that = rejected(&stated("https://openvex.dev/ns/v0.2.0", &bom(DIGEST)));
    assert!(not_that.contains("no report of the kind"), "{not_that}");
    let none = rejected(&stated("https://cyclonedx.org/bom", "null"));
    assert!(none.starts_with("/predicate: there is no `predicate`"), "{none}");
}

#[test]
fn a_report_that_is_no_json_is_read_from_a_text() {
    let spdx = "SPDXVersion: SPDX-2.3\\nDataLicense: CC0-1.0\\nSPDXID: SPDXRef-DOCUMENT\\nDocumentName: app\\n\
        DocumentNamespace: https://example.org/app\\nCreator: Tool: t-1\\nCreated: 2026-11-24T07:00:00Z\\n";
    let statement = only(&stated("https://spdx.dev/Document", &format!("\"{spdx}\"")));
    assert_eq!(statement.format.format, "spdx_tag_value");
    assert_eq!(subjects(&statement)[0], format!("app sha256:{DIGEST}"));
}

#[test]
fn what_scanners_found_is_a_scan() {
    let predicate = r#"{"scanner": {"uri": "pkg:github/aquasecurity/trivy@0.56", "version": "0.56",
            "db": {"uri": "db", "lastUpdate": "2026-11-24T06:00:00Z"},
            "result": [{"id": "CVE-2026-1", "severity": [{"method": "nvd", "score": "9.8"}, {"method": "v", "score": "low"}]},
                {"id": "CVE-2026-2", "severity": [{"method": "v", "score": "medium"}]}, {"id": "CVE-2026-3"}]},
        "metadata": {"scanStartedOn": "2026-11-24T07:00:00Z", "scanFinishedOn": "2026-11-24T07:01:00Z"}}"#;
    let statement = only(&stated("https://in-toto.io/attestation/vulns/v0.2", predicate));
    assert_eq!(statement.producer.as_ref().unwrap().to_string(), "trivy 0.56");
    assert_eq!(statement.made_at.unwrap().to_string(), "2026-11-24T07:01:00Z");
    let Claim::Scan(scan) = statement.claim else { panic!() };
    let severities: Vec<Severity> = scan.findings.iter().map(|finding| finding.severity).collect();
    assert_eq!(severities, [Severity::Critical, Severity::Medium, Severity::Unknown]);
    assert_eq!(scan.kind, None);
    assert!(scan.databases[0].made_at.is_some());
}

#[test]
fn a_report_within_cosigns_record_is_read_by_its_own_reader() {
    let npm = sample("npm_audit_7");
    let record = |result: &str| {
        let metadata = r#"{"scanStartedOn": "2026-11-24T07:00:00Z", "scanFinishedOn": "2026-11-24T07:01:00Z"}"#;
        let scanner = format!(r#"{{"uri": "https://example.org/npm", "version": "10", "result": {result}}}"#);
        stated(
            "https://cosign.sigstore.dev/attestation/vuln/v1",
            &format!(r#"{{"invocation": {{}}, "scanner": {scanner}, "metadata": {metadata}}}"#),
        )
    };
    let statement = only(&record(&npm));
    assert_eq!(statement.made_at.unwrap().to_string(), "2026-11-24T07:01:00Z");
    assert_eq!(subjects(&statement)[0], format!("app sha256:{DIGEST}"));
    let Claim::Scan(scan) = statement.claim else { panic!() };
    assert_eq!(scan.kind, Some(ScanKind::Dependency));
    for (result, reason) in [("null", "is missing"), ("{}", "no report"), (&sample("in-toto"), "no report")] {
        let got = rejected(&record(result));
        assert!(got.starts_with("/predicate/scanner/result: ") && got.contains(reason), "{got}");
    }
}

#[test]
fn test_results_that_contradict_themselves_are_no_success() {
    let run = |predicate: &str| match only(&stated("https://in-toto.io/attestation/test-result/v0.1", predicate)).claim
    {
        Claim::TestRun(run) => run,
        other => panic!("{other:?}"),
    };
    let fine = run(r#"{"result": "PASSED", "configuration": [{"name": "ci.yml"}], "passedTests": ["a", "b"]}"#);
    assert_eq!((fine.passed, fine.disturbances.len()), (2, 0));
    assert_eq!(&*fine.suites[0], "ci.yml");
    for odd in [
        r#"{"result": "FAILED", "configuration": [], "passedTests": ["a"]}"#,
        r#"{"result": "PASSED", "configuration": [], "failedTests": ["a"]}"#,
    ] {
        assert_eq!(run(odd).disturbances.len(), 1, "{odd}");
    }
}

#[test]
fn what_people_state_is_read_strictly() {
    let assessment = |more: &str| {
        let predicate = format!(
            r#"{{"kind": "pentest", "result": "passed", "scope": "all of 2.x", "date": "2026-10-01",
                "person": {{"name": "P", "role": "tester"}}{more}}}"#
        );
        stated(ASSESSMENT_TYPE, &predicate)
    };
    let whole = format!(
        r#", "validUntil": "2027-10-01", "openFindings": {{"high": 1, "low": 3}}, "version": "2",
            "document": {{"name": "report.pdf", "digest": {{"sha256": "{OTHER}"}}}}"#
    );
    let Claim::Assessment(read) = only(&assessment(&whole)).claim else { panic!() };
    assert_eq!(
        (read.result, read.valid_until.unwrap().to_string()),
        (AssessmentResult::Passed, "2027-10-01T00:00:00Z".into())
    );
    assert_eq!(read.open_findings.unwrap()[&Severity::High], 1);
    for (more, reason) in [
        (r#", "document": {"name": "report.pdf", "digest": {"md5": "00"}}"#, "/predicate/document: has no digest"),
        (r#", "sevrity": 1"#, "unknown field"),
        (r#", "openFindings": {"high": -1}"#, "/predicate/openFindings/high"),
        (r#", "validUntil": "next year""#, "/predicate/validUntil"),
    ] {
        let got = rejected(&assessment(more));
        assert!(got.contains(reason), "{got}");
    }
    let approval = format!(
        r#"{{"decision": "approved", "report": {{"digest": {{"sha256": "{OTHER}"}}}}, "date": "2026-11-24T10:00:00Z",
            "person": {{"name": "A", "email": "a@example.org", "role": "release-manager"}}}}"#
    );
    let Claim::Approval(read) = only(&stated(APPROVAL_TYPE, &approval)).claim else { panic!() };
    assert_eq!((read.decision, &*read.person.role), (Decision::Approved, "release-manager"));
    let waivers = r#"{"version": 1, "waivers": [{"matter": "CVE-2026-1", "created": "2026-11-01"}]}"#;
    let Claim::Waivers(read) = only(&stated(WAIVERS_TYPE, waivers)).claim else { panic!() };
    assert_eq!(&*read.document, waivers);
}

#[test]
fn a_verification_summary_is_read() {
    let predicate = r#"{"verifier": {"id": "https://example.org/verifier"}, "timeVerified": "2026-11-24T07:00:00Z",
        "resourceUri": "https://example.org/app", "policy": {"uri": "p"}, "verificationResult": "PASSED",
        "verifiedLevels": ["SLSA_BUILD_LEVEL_3"], "slsaVersion": "1.2"}"#;
    let Claim::VerificationSummary(summary) =
        only(&stated("https://slsa.dev/verification_summary/v1", predicate)).claim
    else {
        panic!()
    };
    assert_eq!((summary.passed, summary.level(Track::Build)), (true, Some(3)));
    let unsure = predicate.replace("PASSED", "UNSURE");
    assert!(rejected(&stated("https://slsa.dev/verification_summary/v1", &unsure)).contains("/verificationResult"));
}

#[test]
fn what_is_not_known_is_kept_by_its_type() {
    for kind in ["https://example.org/own/v3", "https://slsa.dev/provenance/v0.1", "https://slsa.dev/provenance/v2"] {
        let Claim::Attestation(kept) = only(&stated(kind, "[1, 2]")).claim else { panic!("{kind}") };
        assert_eq!((&*kept.predicate_type, kept.known_as), (kind, None));
    }
    let link = r#"{"name": "build", "command": ["make", "all"], "materials": []}"#;
    let Claim::Attestation(kept) = only(&stated("https://in-toto.io/attestation/link/v0.3", link)).claim else {
        panic!()
    };
    let facts: Vec<String> = kept.facts.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    assert_eq!(
        (kept.known_as, facts),
        (Some("link"), ["name: build", "command: 2", "materials: 0"].map(str::to_owned).into())
    );
    assert!(matches!(
        only(&stated("https://sigstore.dev/cosign/sign/v1", "null")).claim,
        Claim::Signature(Endorsement::Signature)
    ));
}

#[test]
fn digests_that_do_not_count_bind_nothing() {
    let only_md5 = only(&about(r#"{"name": "app", "digest": {"md5": "d41d8cd98f00b204e9800998ecf8427e"}}"#));
    assert!(matches!(&only_md5.subjects[..], [Subject::Uncompared { .. }]));
    assert_eq!(only_md5.remarks.len(), 1);
    let commit = "9f2c1a7be0d4c35581f6a2d3b4c5e6f708192a3b";
    let git = only(&about(&format!(r#"{{"digest": {{"gitCommit": "{commit}"}}}}"#)));
    assert_eq!(subjects(&git), [format!("commit {commit}")]);
    let old = only(&about(&format!(r#"{{"name": "git+https://example.org/app", "digest": {{"sha1": "{commit}"}}}}"#)));
    assert_eq!(subjects(&old), [format!("commit {commit}")]);
    for (subject, reason) in [
        (r#"{"name": "app", "digest": {}}"#, "/subject/0/digest: the subject has no digest"),
        (r#"{"name": "app", "digest": {"sha256": "12"}}"#, "/subject/0/digest: `12` is no digest"),
        (r#"{"name": "app", "digest": {"gitCommit": "main"}}"#, "/subject/0/digest: `main` is no digest"),
        (r#"{"name": "app"}"#, "digest"),
    ] {
        let got = rejected(&about(subject));
        assert!(got.contains(reason), "{got}");
    }
    assert!(rejected(&about("")).contains("/subject"));
    assert!(rejected(&about("").replace("Statement/v1", "Statement/v2")).contains("/_type"));
}

#[test]
fn a_payload_is_what_its_envelope_declares() {
    let read_as = |declared: &str, text: &str| {
        let declared_type = Some(declared.into());
        match read(&crate::model::Document { declared_type, ..document("a.json", text) }, DEFAULT_MAX_DEPTH) {
            Reading::Rejected(rejection) => rejection.reason.en,
            Reading::Statements(_) => "read".to_owned(),
            other => panic!("{other:?}"),
        }
    };
    let (statement, bom) = (sample("in-toto"), sample("cyclonedx_json"));
    let (in_toto, signing) = ("application/vnd.in-toto+json", "application/vnd.dev.cosign.simplesigning.v1+json");
    assert_eq!(read_as(in_toto, &statement), "read");
    assert_eq!(read_as("application/vnd.cyclonedx+json", &bom), "read");
    assert_eq!(read_as(signing, &sample("simple-signing")), "read");
    for (declared, text) in [
        (in_toto, bom.as_str()),
        (in_toto, "no statement"),
        ("application/json", statement.as_str()),
        (signing, statement.as_str()),
        (in_toto, &sample("simple-signing")),
    ] {
        assert!(read_as(declared, text).contains("`payload-type`"), "{declared} {text}");
    }
}
