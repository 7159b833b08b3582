// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use super::*;
use crate::model::{Bond, CvssScore, Details, Dossier, FormatVersion, Origin, Statement, Tool, Trust, Wording};

fn scan(id: u32, tool: &str, findings: Vec<Finding>) -> Arc<Evidence> {
    let sha256 = format!("sha256:{}", "0".repeat(64)).parse().unwrap();
    Arc::new(Evidence {
        id: EvidenceId(id),
        origin: Origin { path: format!("{id}.json").into(), sha256, size: 0 },
        trust: Trust::UNSIGNED,
        bond: Bond::Place,
        statement: Statement {
            format: FormatVersion { format: "sarif", version: String::new() },
            subjects: Vec::new(),
            made_at: None,
            producer: Some(Tool { name: tool.to_owned(), version: None }),
            report_id: None,
            claim: Claim::Scan(Scan { findings, ..Scan::default() }),
            remarks: Vec::new(),
        },
    })
}

fn dossier(evidence: Vec<Arc<Evidence>>) -> Dossier {
    Dossier { at: "2026-11-24T12:00:00Z".parse().unwrap(), evidence, ..Dossier::default() }
}

fn finding(names: &[&str], component: &str) -> Finding {
    let (name, version) = component.rsplit_once('@').unwrap();
    let purl = name.starts_with("pkg:").then(|| component.into());
    let package = Package { name: name.rsplit('/').next().unwrap().into(), version: Some(version.into()), purl };
    Finding {
        identifiers: names.iter().map(|name| Box::from(*name)).collect(),
        affected: Some(Arc::new(package)),
        severity: Severity::High,
        ..Finding::default()
    }
}

fn at(names: &[&str], location: &str) -> Finding {
    let wording = Wording::new("", Some(location), None);
    Finding { affected: None, wording, ..finding(names, "a@1") }
}

/// The names of all open findings, with the number of reports of each.
fn open(scans: Vec<(&str, Vec<Finding>)>) -> Vec<String> {
    let evidence = scans.into_iter().zip(0..).map(|((tool, findings), id)| scan(id, tool, findings)).collect();
    let dossier = dossier(evidence);
    dossier
        .open_findings()
        .iter()
        .map(|open| format!("{} {}", open.identifiers().join(","), open.sources().count()))
        .collect()
}

#[test]
fn without_a_place_the_title_tells_two_findings_of_a_rule_apart() {
    let titled = |title: &str, location: Option<&str>| {
        let wording = Wording::new(title, location, None);
        Finding { wording, ..at(&["R1"], "") }
    };
    assert_eq!(
        open(vec![("semgrep", vec![titled("a", None), titled("b", None), titled("a", None)])]),
        ["R1 2", "R1 1"]
    );
    let placed = vec![titled("a", Some("a.py:1")), titled("b", Some("a.py:1"))];
    assert_eq!(open(vec![("semgrep", placed)]), ["R1 2"]);
}

#[test]
fn the_same_vulnerability_by_three_names_is_one() {
    let found = open(vec![
        ("trivy", vec![finding(&["CVE-2024-0001"], "pkg:npm/a@1?arch=x")]),
        ("grype", vec![finding(&["GHSA-aaaa-bbbb-cccc", "CVE-2024-0001"], "pkg:npm/A@1")]),
        ("osv", vec![finding(&["GHSA-aaaa-bbbb-cccc"], "a@1")]),
    ]);
    assert_eq!(found, ["CVE-2024-0001,GHSA-aaaa-bbbb-cccc 3"]);
}

#[test]
fn aliases_join_through_others_within_one_component() {
    let names =
        [&["PYSEC-2024-1"][..], &["GHSA-aaaa-bbbb-cccc", "PYSEC-2024-1"], &["CVE-2024-0001", "GHSA-aaaa-bbbb-cccc"]];
    let of = |component: &str| names.iter().map(|names| finding(names, component)).collect::<Vec<_>>();
    assert_eq!(open(vec![("a", of("pkg:pypi/x_y@1")), ("b", of("pkg:pypi/X-Y@1"))]).len(), 1);
    assert_eq!(open(vec![("a", of("pkg:pypi/x@1")), ("b", of("pkg:pypi/x@2"))]).len(), 2);
}

#[test]
fn a_cve_number_and_one_of_github_with_the_same_further_name_are_one() {
    let github = finding(&["GHSA-aaaa-bbbb-cccc", "PYSEC-2026-1"], "pkg:pypi/p@1");
    let cve = |number: u8| finding(&[&format!("CVE-2026-000{number}"), "PYSEC-2026-1"], "pkg:pypi/p@1");
    let whole = "CVE-2026-0001,GHSA-aaaa-bbbb-cccc,PYSEC-2026-1 2";
    assert_eq!(open(vec![("a", vec![github.clone()]), ("b", vec![cve(1)])]), [whole]);
    // With two numbers behind the name nobody knows which of them GitHub's is.
    assert_eq!(open(vec![("a", vec![github]), ("b", vec![cve(1), cve(2)])]).len(), 3);
}

#[test]
fn two_cve_numbers_are_two_vulnerabilities_whatever_bundles_them() {
    let bundled = vec![
        finding(&["CVE-2024-0001", "RHSA-2024:1"], "a@1"),
        finding(&["CVE-2024-0002", "RHSA-2024:1"], "a@1"),
        finding(&["CVE-2024-0001", "CVE-2024-0002", "GHSA-aaaa-bbbb-cccc"], "a@1"),
        finding(&["GHSA-aaaa-bbbb-cccc"], "a@1"),
    ];
    let found = open(vec![("a", bundled)]);
    assert_eq!(
        found,
        ["CVE-2024-0001,GHSA-aaaa-bbbb-cccc,RHSA-2024:1 3", "CVE-2024-0002,GHSA-aaaa-bbbb-cccc,RHSA-2024:1 2"]
    );
}

#[test]
fn two_numbers_of_github_are_two_vulnerabilities_whatever_bundles_them() {
    let names = |list: &[&[&str]]| list.iter().map(|names| finding(names, "a@1")).collect::<Vec<_>>();
    let (one, other, third) = ("GHSA-aaaa-aaaa-aaaa", "GHSA-bbbb-bbbb-bbbb", "GHSA-cccc-cccc-cccc");
    let bundles: [&[&[&str]]; 4] = [
        &[&[third, one, other]],
        &[&["PYSEC-2024-1", one], &["PYSEC-2024-1", other]],
        &[&["CVE-2024-0001", one, other]],
        &[&["CVE-2024-0001", one], &["CVE-2024-0001", other]],
    ];
    for bundle in bundles {
        let found = open(vec![("a", names(&[&[one], &[other]])), ("b", names(bundle))]);
        for name in [one, other] {
            let of_it = |found: &&String| found.split([',', ' ']).next() == Some(name);
            assert_eq!(found.iter().filter(of_it).count(), 1, "{found:?}");
        }
    }
    // Beside one of GitHub's, a CVE number is the same.
    let found = open(vec![("a", names(&[&[one], &[other], &["CVE-2024-0001", one]]))]);
    assert_eq!(found, [format!("CVE-2024-0001,{one} 2"), format!("{other} 1")]);
}

#[test]
fn rules_and_classes_join_within_one_tool_only() {
    let rule = |location| at(&["sql-injection", "CWE-89"], location);
    assert_eq!(open(vec![("a", vec![rule("x.py:1"), rule("./x.py:1"), rule("x.py:2")])]).len(), 2);
    assert_eq!(open(vec![("a", vec![rule("x.py:1")]), ("b", vec![rule("x.py:1")])]).len(), 2);
    assert_eq!(open(vec![("A", vec![rule("x.py:1")]), ("a", vec![rule("x.py:1")])]).len(), 1);
}

#[test]
fn a_component_without_package_url_is_the_only_one_of_its_name() {
    let cve = |component| finding(&["CVE-2024-0001"], component);
    assert_eq!(open(vec![("a", vec![cve("pkg:npm/x@1"), cve("x@1")])]).len(), 1);
    assert_eq!(open(vec![("a", vec![cve("pkg:npm/x@1"), cve("pkg:pypi/x@1"), cve("x@1")])]).len(), 3);
}

#[test]
fn the_newest_version_of_cvss_counts_and_the_gravest_severity() {
    let score = |version, score| Cvss { version, score: CvssScore::new(score), vector: None, source: None };
    let scored = |severity, scores: Vec<Cvss>| Finding {
        severity,
        details: Some(Arc::new(Details { scores: scores.into(), ..Details::default() })),
        ..finding(&["CVE-2024-0001"], "a@1")
    };
    let evidence = vec![
        scan(0, "one", vec![scored(Severity::Low, vec![score(Some(CvssVersion::V31), 9.8), score(None, 10.0)])]),
        scan(1, "two", vec![scored(Severity::High, vec![score(Some(CvssVersion::V4), 6.0)])]),
    ];
    let dossier = dossier(evidence);
    let [open] = &**dossier.open_findings() else { panic!() };
    assert_eq!(open.cvss().and_then(|cvss| cvss.score), CvssScore::new(6.0));
    assert_eq!(open.severity(&[]), Severity::High);
    assert_eq!(open.severity(&[Pattern::new("none").unwrap(), Pattern::new("on*").unwrap()]), Severity::Low);
}

#[test]
fn a_score_stands_for_a_severity_that_is_not_stated_and_silence_for_none() {
    let rated = |score: Option<f64>| {
        let score = score.map(|score| Cvss { version: None, score: CvssScore::new(score), vector: None, source: None });
        let details = Details { scores: score.into_iter().collect(), ..Details::default() };
        let severity = Severity::Unknown;
        Finding { severity, details: Some(Arc::new(details)), ..finding(&["CVE-2024-0001"], "a@1") }
    };
    let severity = |findings: Vec<Finding>, preferred: &[Pattern]| {
        let evidence = (0..).zip(["one", "two"]).zip(findings).map(|((id, tool), one)| scan(id, tool, vec![one]));
        dossier(evidence.collect()).open_findings()[0].severity(preferred)
    };
    assert_eq!(severity(vec![rated(Some(9.8))], &[]), Severity::Critical);
    assert_eq!(severity(vec![rated(Some(5.0)), rated(None)], &[]), Severity::Unknown);
    let silent = [Pattern::new("two").unwrap()];
    assert_eq!(severity(vec![rated(Some(9.8)), rated(None)], &silent), Severity::Critical);
}

#[test]
fn a_chain_of_a_hundred_thousand_names_is_no_work() {
    let name = |number: usize| format!("PYSEC-2024-{number}");
    let chain = (0..50_000).rev().map(|n| finding(&[&name(n), &name(n + 1)], "a@1")).collect();
    assert_eq!(open(vec![("a", chain)]).len(), 1);
}

#[test]
fn findings_are_ordered_however_alike_they_begin() {
    let names = ["python.lang.security.b", "python.lang.security.a", "python.lang.secu", "python", "z", "a"];
    let severities = [Severity::Low, Severity::Critical, Severity::Unknown];
    let finding = |number: usize| Finding {
        severity: severities[number % 3],
        ..at(&[names[number * 7 % 6]], &format!("src/{}.py:{}", number * 31 % 5, number * 17 % 701))
    };
    let dossier =
        dossier(vec![scan(0, "a", (0..700).map(finding).collect()), scan(1, "b", (0..700).map(finding).collect())]);
    let open = dossier.open_findings();
    assert!(open.len() > 500);
    let key = |open: &OpenFinding| {
        (
            std::cmp::Reverse(open.severity(&[])),
            open.name().to_owned(),
            open.location().map(str::to_owned),
            open.evidence.id,
        )
    };
    assert!(open.is_sorted_by_key(key));
}
