// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What few formats say and rules ask for: fixes, reachability, dates, scores.

use super::*;
use crate::model::{
    Bond, Claim, Cvss, CvssVersion, Details, EarlierFinding, Evidence, EvidenceId, Finding, FixState, FormatVersion,
    Origin, Package, Reachability, Scan, ScanStatus, Statement, Tool, Trust,
};

fn evidence(id: u32, tool: &str, claim: Claim) -> Arc<Evidence> {
    let sha256 = format!("sha256:{}", "0".repeat(64)).parse().unwrap();
    Arc::new(Evidence {
        id: EvidenceId(id),
        origin: Origin { path: format!("{id}.json").into(), sha256, size: 0 },
        trust: Trust::UNSIGNED,
        bond: Bond::Place,
        statement: Statement {
            format: FormatVersion { format: "trivy", version: String::new() },
            subjects: Vec::new(),
            made_at: None,
            producer: Some(Tool { name: tool.to_owned(), version: None }),
            report_id: None,
            claim,
            remarks: Vec::new(),
        },
    })
}

fn scan(id: u32, tool: &str, findings: Vec<Finding>) -> Arc<Evidence> {
    let scan = Scan { kind: Some(ScanKind::Dependency), status: ScanStatus::Success, findings, ..Scan::default() };
    evidence(id, tool, Claim::Scan(scan))
}

fn dossier(evidence: Vec<Arc<Evidence>>) -> Dossier {
    Dossier { at: "2026-11-24T12:00:00Z".parse().unwrap(), evidence, ..Dossier::default() }
}

fn finding(severity: Severity, details: Details) -> Finding {
    let package = Package { name: "a".into(), version: Some("1".into()), purl: Some("pkg:npm/a@1".into()) };
    Finding {
        identifiers: [Box::from("CVE-2026-0001")].into(),
        severity,
        affected: Some(Arc::new(package)),
        details: Some(Arc::new(details)),
        ..Finding::default()
    }
}

/// Examines with these parameters; gives the texts of what counts and the reasons of what does not.
fn examine(parameters: &str, dossier: &Dossier) -> (Vec<String>, Vec<String>) {
    let with = format!("{{\"scans\": [\"dependency\"], \"critical\": 0, {parameters}}}");
    let rule: FindingsLimited = serde_json::from_str(&with).unwrap();
    let examination = Check::examine(&rule, dossier);
    let en = crate::model::Lang::En;
    let violations = examination.violations.iter().map(|v| v.message().in_lang(en)).collect();
    (violations, examination.set_aside.iter().map(|aside| aside.reason.text.en.clone()).collect())
}

fn counts(parameters: &str, finding: Finding) -> bool {
    let (violations, aside) = examine(parameters, &dossier(vec![scan(0, "trivy", vec![finding])]));
    assert_eq!(violations.len() + aside.len(), 1, "nothing is hidden");
    violations.len() == 1
}

#[test]
fn only_a_stated_lack_of_a_fix_sets_aside() {
    let of = |fix_state| finding(Severity::Critical, Details { fix_state, ..Details::default() });
    for (state, counted) in
        [(FixState::Unknown, true), (FixState::Fixed, true), (FixState::None, false), (FixState::WillNotFix, false)]
    {
        assert_eq!(counts("\"only_fixable\": true", of(state)), counted, "{state:?}");
        assert!(counts("\"high\": 0", of(state)));
    }
    let both = vec![scan(0, "a", vec![of(FixState::None)]), scan(1, "b", vec![of(FixState::Fixed)])];
    assert_eq!(examine("\"only_fixable\": true", &dossier(both)).0.len(), 1, "one that knows a fix is enough");
}

#[test]
fn what_no_tool_calls_unreachable_counts() {
    let of = |reachability| Finding { reachability, ..finding(Severity::Critical, Details::default()) };
    for (state, counted) in
        [(Reachability::Unstated, true), (Reachability::Reachable, true), (Reachability::NotReachable, false)]
    {
        assert_eq!(counts("\"only_reachable\": true", of(state)), counted, "{state:?}");
    }
}

#[test]
fn grace_runs_from_publication_and_needs_a_date() {
    let of = |published: Option<&str>, first_seen: Option<&str>| {
        let moment = |text: Option<&str>| text.map(|text| text.parse().unwrap());
        let (published, first_seen) = (moment(published), moment(first_seen));
        finding(Severity::Critical, Details { published, first_seen, ..Details::default() })
    };
    let grace = "\"grace\": {\"critical\": \"2 days\"}";
    assert!(!counts(grace, of(Some("2026-11-23T12:00:00Z"), None)));
    assert!(counts(grace, of(Some("2026-11-22T12:00:00Z"), None)), "the end is exclusive");
    assert!(counts(grace, of(Some("2026-11-01T00:00:00Z"), Some("2026-11-23T12:00:00Z"))));
    assert!(!counts(grace, of(None, Some("2026-11-23T12:00:00Z"))));
    assert!(counts(grace, of(None, None)));
    assert!(counts("\"grace\": {\"high\": \"2 days\"}", of(Some("2026-11-23T12:00:00Z"), None)));
}

#[test]
fn a_known_exploited_vulnerability_counts_whatever_else_holds() {
    let details = Details { known_exploited: true, fix_state: FixState::None, ..Details::default() };
    let of = || dossier(vec![scan(0, "trivy", vec![finding(Severity::Low, details.clone())])]);
    for parameters in ["\"only_fixable\": true", "\"only_reachable\": true, \"grace\": {\"low\": \"900 days\"}"] {
        let (violations, _) = examine(parameters, &of());
        assert_eq!(violations, ["low (known to be exploited, which no waiver covers): "], "{parameters}");
    }
    assert_eq!(examine("\"known_exploited\": \"by-severity\"", &of()).0.len(), 0);
}

#[test]
fn a_score_counts_and_silence_stands_for_the_highest_of_its_severity() {
    let scored = |score| {
        let score = Cvss { version: Some(CvssVersion::V31), score: CvssScore::new(score), vector: None, source: None };
        finding(Severity::Medium, Details { scores: [score].into(), ..Details::default() })
    };
    assert!(counts("\"cvss_at_least\": 7.0", scored(7.0)));
    assert!(!counts("\"cvss_at_least\": 7.0", scored(6.9)));
    assert!(counts("\"cvss_at_least\": 7.5", finding(Severity::High, Details::default())));
    assert!(!counts("\"cvss_at_least\": 9.0", finding(Severity::High, Details::default())));
    assert!(counts("\"cvss_at_least\": 9.0, \"unknown\": 9", finding(Severity::Unknown, Details::default())));
}

#[test]
fn a_score_that_stands_for_a_severity_is_shown_as_what_it_says() {
    let score = Cvss { version: None, score: CvssScore::new(9.8), vector: None, source: None };
    let silent = finding(Severity::Unknown, Details { scores: [score].into(), ..Details::default() });
    let scans = vec![scan(0, "osv", vec![silent]), scan(1, "grype", vec![finding(Severity::High, Details::default())])];
    let (violations, _) = examine("\"unknown\": 99", &dossier(scans));
    assert_eq!(violations, ["critical (accepted: 0, reported 2 times); severity by osv critical, grype high: "]);
}

#[test]
fn the_preferred_source_has_the_word_and_all_words_are_shown() {
    let of = |severity| vec![finding(severity, Details::default())];
    let scans = dossier(vec![scan(0, "trivy", of(Severity::Low)), scan(1, "grype", of(Severity::Critical))]);
    let (violations, _) = examine("\"high\": 0", &scans);
    assert_eq!(violations, ["critical (accepted: 0, reported 2 times); severity by grype critical, trivy low: "]);
    let (violations, aside) = examine("\"high\": 0, \"severity_from\": [\"trivy\"]", &scans);
    assert_eq!((violations.len(), aside.len()), (0, 1));
}

#[test]
fn what_was_open_before_is_not_new() {
    let earlier = |version: &str| EarlierFinding {
        identifiers: [Box::from("GHSA-aaaa-bbbb-cccc"), Box::from("cve-2026-0001")].into(),
        severity: Severity::Critical,
        component: Some(Package {
            name: "a".into(),
            version: Some(version.into()),
            purl: Some(format!("pkg:npm/a@{version}").into()),
        }),
        location: None,
        tools: [Box::from("grype")].into(),
        fingerprints: Box::default(),
        published: None,
        first_seen: None,
    };
    let with = |version: &str| {
        let mut dossier = dossier(vec![scan(0, "trivy", vec![finding(Severity::Critical, Details::default())])]);
        dossier.given.baseline = Some(Arc::new(crate::model::Baseline::of(&[earlier(version)])));
        examine("\"only_new\": true", &dossier).0.len()
    };
    assert_eq!((with("1"), with("2")), (0, 1));
}

#[test]
fn one_more_finding_of_a_rule_in_a_file_makes_all_of_them_new() {
    let at = |line: u32| Finding {
        identifiers: [Box::from("sql-injection")].into(),
        severity: Severity::Critical,
        wording: crate::model::Wording::new("", Some(&format!("a.py:{line}")), None),
        ..Finding::default()
    };
    let earlier = EarlierFinding {
        identifiers: [Box::from("sql-injection")].into(),
        severity: Severity::Critical,
        component: None,
        location: Some("a.py:7".into()),
        tools: [Box::from("Semgrep")].into(),
        fingerprints: Box::default(),
        published: None,
        first_seen: None,
    };
    let with = |lines: &[u32]| {
        let mut dossier = dossier(vec![scan(0, "semgrep", lines.iter().map(|line| at(*line)).collect())]);
        dossier.given.baseline = Some(Arc::new(crate::model::Baseline::of(std::slice::from_ref(&earlier))));
        examine("\"only_new\": true", &dossier).0.len()
    };
    assert_eq!((with(&[9]), with(&[9, 10])), (0, 2));
}
