// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What holds for findings whatever they are: more of them never helps, order and other names
//! change nothing, and a scan that is missing is missed.
use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::Path,
    sync::Arc,
};

use freigabe::{
    decide::decide,
    formats::{self, Datum, FORMATS, Reading},
    model::{
        Bond, Claim, Conclusion, Document, Dossier, Evidence, EvidenceId, Origin, ScanKind, Statement, Trust, Verdict,
    },
    policy::{self, Policy},
};
use proptest::{prelude::*, test_runner::RngSeed};
use serde_json::{Value, json};

use crate::support;

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
        let statements = read("x", report(TOOLS[*tool], findings));
        dossier.evidence.extend(statements.into_iter().map(|statement| evidence(id, statement)));
    }
    dossier
}

fn read(name: &str, payload: Vec<u8>) -> Vec<Statement> {
    let document = Document { path: name.into(), payload: payload.into(), declared_type: None, trust: Trust::UNSIGNED };
    let Reading::Statements(statements) = formats::read(&document, 100) else { panic!("{name}") };
    statements
}

fn evidence(id: u32, statement: Statement) -> Arc<Evidence> {
    let sha256 = format!("sha256:{}", "0".repeat(64)).parse().unwrap();
    let origin = Origin { path: format!("{id}.json").into(), sha256, size: 0 };
    Arc::new(Evidence { id: EvidenceId(id), origin, trust: Trust::UNSIGNED, bond: Bond::Place, statement })
}

fn policy(limits: &str, more: &str) -> Policy {
    rules(&format!("{}{more}", rule("findings-limited", &format!("scans: [dependency], {limits}"))))
}

fn rule(check: &str, parameters: &str) -> String {
    format!("  - check: {check}\n    with: {{{parameters}}}\n    effect: block\n")
}

fn rules(rules: &str) -> Policy {
    let text = format!("version: 1\ntitle: t\nrules:\n{rules}");
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
            let names = open.identifiers().join(",");
            format!("{names} {} {} {:?} {}", open.subject(), open.severity(&[]), open.tools(), open.sources().count())
        })
        .collect();
    lines.sort();
    lines
}

const STRICT: &str = "critical: 0, high: 0, medium: 0, low: 0";
const LAX: &str = "critical: 1, high: 2, medium: 3";

/// Of every format that can say that a scan failed, was partial or looked at nothing: such a scan
/// is neither clean nor one that ran, whatever else the policy accepts.
#[test]
fn a_scan_that_is_not_whole_is_a_gap_in_every_format() {
    let claims: BTreeSet<&str> = FORMATS
        .iter()
        .filter(|format| format.tells().contains(&Datum::Shortcoming))
        .map(|format| format.id())
        .collect();
    let kinds = ScanKind::ALL.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(", ");
    let limited = rules(&rule("findings-limited", &format!("scans: [{kinds}], tools: ['*'], {LAX}, unknown: 99")));
    let mut told = BTreeSet::new();
    for path in support::files(Path::new("tests/formats")).iter().filter(|path| !path.ends_with("README.md")) {
        for mut statement in read(path.file_name().unwrap().to_str().unwrap(), fs::read(path).unwrap()) {
            let Claim::Scan(scan) = &mut statement.claim else { continue };
            if scan.status.shortcoming().is_none() {
                continue;
            }
            told.insert(statement.format.format);
            // Only that it is not whole is left to speak against it.
            scan.findings.clear();
            let kind = scan.kind.unwrap_or(ScanKind::Sast).name();
            let ran = rules(&rule("scan-ran", &format!("scan: {kind}, tools: ['*'], accept_unstated_success: true")));
            let evidence = vec![evidence(0, statement)];
            let dossier = Dossier { at: "2026-11-24T12:00:00Z".parse().unwrap(), evidence, ..Dossier::default() };
            assert_eq!(decide(&dossier, &limited, &[]).conclusion, Conclusion::Undecided, "{}", path.display());
            assert_ne!(decide(&dossier, &ran, &[]).conclusion, Conclusion::Passed, "{}", path.display());
        }
    }
    assert_eq!(told, claims);
}

/// The same cases in every run, so that a change does not fail for what it did not touch; others with
/// `PROPTEST_RNG_SEED` and `PROPTEST_CASES`.
fn configured() -> ProptestConfig {
    let mut config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if matches!(config.rng_seed, RngSeed::Random) {
        config.rng_seed = RngSeed::Fixed(1);
    }
    if env::var_os("PROPTEST_CASES").is_none() {
        config.cases = 96;
    }
    config
}

proptest! {
    #![proptest_config(configured())]

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
