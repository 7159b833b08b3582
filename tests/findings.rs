// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What holds for findings whatever they are: more of them never helps, order and other names
//! change nothing, and a scan that is missing is missed.
use std::{collections::BTreeMap, sync::Arc};

use freigabe::{
    decide::decide,
    formats::{self, Reading},
    model::{Bond, Conclusion, Document, Dossier, Evidence, EvidenceId, Origin, Trust, Verdict},
    policy::{self, Policy},
};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A finding to be: which vulnerability, by which of its names, where, how grave.
#[derive(Clone, Debug)]
struct Seed {
    number: u8,
    names: u8,
    component: u8,
    severity: u8,
}

const SEVERITIES: [&str; 5] = ["Critical", "High", "Medium", "Low", "Info"];
const TOOLS: [&str; 3] = ["one", "two", "three"];

impl Seed {
    /// The CVE number, and as many of the other names as the bits ask for.
    fn names(&self) -> Vec<String> {
        let number = self.number;
        let all =
            [format!("CVE-2026-000{number}"), format!("GHSA-aaaa-bbbb-000{number}"), format!("PYSEC-2026-{number}")];
        // A notice speaks of all vulnerabilities at once and makes none of them one.
        let notice = (self.names & 8 != 0).then(|| "RHSA-2026:1".to_owned());
        let chosen = all.into_iter().enumerate().filter(|(bit, _)| self.names >> bit & 1 == 1).map(|(_, name)| name);
        chosen.chain(notice).collect()
    }

    fn json(&self) -> Value {
        let names = self.names();
        let names = if names.is_empty() { vec![format!("CVE-2026-000{}", self.number)] } else { names };
        let identifiers: Vec<Value> = names.iter().map(|n| json!({"type": "x", "name": n, "value": n})).collect();
        let package = json!({"package": {"name": format!("p{}", self.component)}, "version": "1.0.0"});
        json!({
            "id": names.join("/"), "severity": SEVERITIES[usize::from(self.severity) % 5], "identifiers": identifiers,
            "location": {"file": "lock", "dependency": package},
        })
    }
}

fn seed() -> impl Strategy<Value = Seed> {
    (1..5_u8, 0..16_u8, 0..3_u8, 0..5_u8).prop_map(|(number, names, component, severity)| Seed {
        number,
        names,
        component,
        severity,
    })
}

/// Reports by tool.
type Reports = BTreeMap<usize, Vec<Seed>>;

fn reports() -> impl Strategy<Value = Reports> {
    proptest::collection::btree_map(0..3_usize, proptest::collection::vec(seed(), 0..6), 1..4)
}

fn report(tool: &str, findings: &[Seed]) -> Vec<u8> {
    let maker = json!({"id": tool, "name": tool, "version": "1", "vendor": {"name": "Example"}});
    let scan = json!({
        "analyzer": maker, "scanner": maker, "type": "dependency_scanning", "status": "success",
        "start_time": "2026-11-24T08:00:00", "end_time": "2026-11-24T08:05:00",
    });
    let findings: Vec<Value> = findings.iter().map(Seed::json).collect();
    json!({"version": "15.0.7", "scan": scan, "vulnerabilities": findings}).to_string().into_bytes()
}

/// A dossier of reports in the order given.
fn dossier(reports: &[(usize, Vec<Seed>)]) -> Dossier {
    let mut dossier =
        Dossier { at: "2026-11-24T12:00:00Z".parse().unwrap(), evidence: Vec::new(), ..Dossier::default() };
    for (id, (tool, findings)) in (0..).zip(reports) {
        let payload = report(TOOLS[*tool], findings);
        let document = Document { path: "x".into(), payload: payload.into(), trust: Trust::Unsigned };
        let Reading::Statements(statements) = formats::read(&document, 100) else { panic!() };
        let origin = Origin {
            path: format!("{id}.json").into(),
            sha256: format!("sha256:{}", "0".repeat(64)).parse().unwrap(),
            size: 0,
        };
        for statement in statements {
            let (id, trust, bond) = (EvidenceId(id), Trust::Unsigned, Bond::Place);
            dossier.evidence.push(Arc::new(Evidence { id, origin: origin.clone(), trust, bond, statement }));
        }
    }
    dossier
}

fn policy(limits: &str, more: &str) -> Policy {
    let text = format!(
        "version: 1\ntitle: t\nrules:\n  - check: findings-limited\n    with: {{scans: [dependency], {limits}}}\n    effect: block\n{more}"
    );
    let sha256 = format!("sha256:{}", "0".repeat(64)).parse().unwrap();
    policy::bind(Origin { path: "p".into(), sha256, size: 0 }, text.as_bytes()).unwrap_or_else(|m| panic!("{m:?}"))
}

fn judge(reports: &[(usize, Vec<Seed>)], policy: &Policy) -> Verdict {
    decide(&dossier(reports), policy, &[])
}

/// How far from passing.
fn badness(verdict: &Verdict) -> u8 {
    match verdict.conclusion {
        Conclusion::Passed => 0,
        Conclusion::Undecided => 1,
        Conclusion::Blocked => 2,
    }
}

/// What is open, without what depends on the order of files.
fn picture(verdict: &Verdict) -> Vec<String> {
    let mut lines: Vec<String> = verdict
        .findings
        .iter()
        .map(|open| {
            let names = open.identifiers.join(",");
            format!("{names} {} {} {:?} {}", open.subject(), open.severity(&[]), open.tools(), open.sources.len())
        })
        .collect();
    lines.sort();
    lines
}

const STRICT: &str = "critical: 0, high: 0, medium: 0, low: 0";
const LAX: &str = "critical: 1, high: 2, medium: 3";

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_more_finding_never_improves_a_verdict(reports in reports(), more in seed(), tool in 0..3_usize) {
        let before: Vec<_> = reports.clone().into_iter().collect();
        let mut after = reports;
        after.entry(tool).or_default().push(more);
        let after: Vec<_> = after.into_iter().collect();
        let strict = policy(STRICT, "");
        prop_assert!(badness(&judge(&after, &strict)) >= badness(&judge(&before, &strict)));
        // With an allowance a further report can show that two findings are one and the same, and be
        // right. Where every report gives the CVE number there is nothing left to show.
        let told = |list: &[(usize, Vec<Seed>)]| -> Vec<(usize, Vec<Seed>)> {
            let named = |seed: &Seed| Seed { names: seed.names | 1, ..seed.clone() };
            list.iter().map(|(tool, seeds)| (*tool, seeds.iter().map(named).collect())).collect()
        };
        let lax = policy(LAX, "");
        prop_assert!(badness(&judge(&told(&after), &lax)) >= badness(&judge(&told(&before), &lax)));
    }

    #[test]
    fn the_order_of_files_changes_nothing(reports in reports(), turn in any::<prop::sample::Index>()) {
        let one: Vec<_> = reports.into_iter().collect();
        let mut other = one.clone();
        other.rotate_left(turn.index(one.len()));
        other.iter_mut().for_each(|(_, seeds)| seeds.reverse());
        for limits in [STRICT, LAX] {
            let policy = policy(limits, "");
            let (one, other) = (judge(&one, &policy), judge(&other, &policy));
            prop_assert_eq!(one.conclusion, other.conclusion);
            prop_assert_eq!(picture(&one), picture(&other));
        }
    }

    #[test]
    fn a_duplicate_by_another_name_changes_no_count(reports in reports(), place in any::<prop::sample::Index>()) {
        let before: Vec<_> = reports.into_iter().collect();
        let all: Vec<(usize, Seed)> =
            before.iter().flat_map(|(tool, seeds)| seeds.iter().map(|seed| (*tool, seed.clone()))).collect();
        prop_assume!(!all.is_empty());
        let (tool, original) = &all[place.index(all.len())];
        let bits = if original.names == 0 { 1 } else { original.names };
        prop_assume!(bits & 7 != 0);
        let policy = policy(LAX, "");
        let with = |names: u8| {
            let mut after = before.clone();
            after.push(((tool + 1) % 3, vec![Seed { names, ..original.clone() }]));
            judge(&after, &policy)
        };
        let alone = judge(&before, &policy);
        for name in [1, 2, 4].into_iter().filter(|name| bits & name != 0) {
            let doubled = with(name);
            prop_assert_eq!(alone.findings.len(), doubled.findings.len());
            prop_assert_eq!(alone.conclusion, doubled.conclusion);
        }
        // Another name for it may show that two are one, and never makes two of one.
        prop_assert!(with(bits | 4).findings.len() <= alone.findings.len());
    }

    #[test]
    fn a_scan_that_is_missing_is_missed(seeds in proptest::collection::vec(seed(), 0..4), left_out in 0..2_usize) {
        let harmless: Vec<Seed> = seeds.into_iter().map(|seed| Seed { severity: 4, ..seed }).collect();
        let whole = vec![(0, harmless.clone()), (1, harmless)];
        let ran = |tool: &str| format!("  - check: scan-ran\n    id: {tool}\n    with: {{scan: dependency, tools: [{tool}]}}\n    effect: block\n");
        let policy = policy(STRICT, &format!("{}{}", ran("one"), ran("two")));
        prop_assert_eq!(judge(&whole, &policy).conclusion, Conclusion::Passed);
        let mut left = whole;
        left.remove(left_out);
        prop_assert_ne!(judge(&left, &policy).conclusion, Conclusion::Passed);
    }
}
