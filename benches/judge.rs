// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! How fast 100,000 findings of two reports become one picture and are judged. Every finding of the
//! second report is one of the first by another name. `FREIGABE_BENCH_N` sets their number.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    missing_docs,
    reason = "a benchmark may fail loudly, and reads what it measures"
)]

use std::{env, hint::black_box, sync::Arc};

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use freigabe::{
    decide::decide,
    formats::{self, DEFAULT_MAX_DEPTH, Reading},
    model::{Bond, Document, Dossier, Evidence, EvidenceId, Origin, Statement, Trust},
    policy,
};

/// A report in which each of 20 findings concerns another component.
fn report(tool: &str, number: u32, name: impl Fn(u32) -> String) -> Vec<u8> {
    let maker = format!(r#"{{"id":"{tool}","name":"{tool}","version":"1","vendor":{{"name":"Example"}}}}"#);
    let finding = |n: u32| {
        let names = name(n);
        let (component, severity) = (n / 20, ["Critical", "High", "Medium", "Low"][(n % 4) as usize]);
        format!(
            r#"{{"id":"{n}","severity":"{severity}","name":"finding {n}","solution":"upgrade","identifiers":[{names}],"location":{{"file":"lock","dependency":{{"package":{{"name":"component-{component}"}},"version":"1.0.0"}}}}}}"#
        )
    };
    let findings = (0..number).map(finding).collect::<Vec<_>>().join(",");
    format!(
        r#"{{"version":"15.0.7","scan":{{"analyzer":{maker},"scanner":{maker},"type":"dependency_scanning","status":"success","start_time":"2026-11-24T08:00:00","end_time":"2026-11-24T08:05:00"}},"vulnerabilities":[{findings}]}}"#
    )
    .into_bytes()
}

fn identifier(name: String) -> String {
    format!(r#"{{"type":"x","name":"{name}","value":"{name}"}}"#)
}

fn statements(payload: Vec<u8>) -> Vec<Statement> {
    let document =
        Document { path: "input.json".into(), payload: payload.into(), declared_type: None, trust: Trust::UNSIGNED };
    match formats::read(&document, DEFAULT_MAX_DEPTH) {
        Reading::Statements(statements) => statements,
        other => panic!("{other:?}"),
    }
}

fn dossier(number: u32) -> Dossier {
    let cve = |n: u32| identifier(format!("CVE-2026-{:04}", n + 1_000));
    let both = |n: u32| format!("{},{}", identifier(format!("GHSA-aaaa-bbbb-{n:06}")), cve(n));
    let reports = [report("one", number / 2, cve), report("two", number / 2, both)];
    let evidence = |(id, statement): (u32, Statement)| {
        let sha256 = format!("sha256:{}", "0".repeat(64)).parse().unwrap();
        let origin = Origin { path: format!("{id}.json").into(), sha256, size: 0 };
        Arc::new(Evidence { id: EvidenceId(id), origin, trust: Trust::UNSIGNED, bond: Bond::Place, statement })
    };
    Dossier {
        at: "2026-11-24T12:00:00Z".parse().unwrap(),
        evidence: (0..).zip(reports.into_iter().flat_map(statements)).map(evidence).collect(),
        ..Dossier::default()
    }
}

fn judge(criterion: &mut Criterion) {
    let number: u32 = env::var("FREIGABE_BENCH_N").map_or(100_000, |number| number.parse().unwrap());
    let dossier = dossier(number);
    let text = "version: 1\ntitle: t\nrules:\n  - check: findings-limited\n    with: {scans: [dependency], critical: 0, high: 0, medium: 10}\n    effect: block\n";
    let sha256 = format!("sha256:{}", "0".repeat(64)).parse().unwrap();
    let origin = Origin { path: "policy.yaml".into(), sha256, size: 0 };
    let policy = policy::bind(origin, text.as_bytes()).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
    assert_eq!(dossier.clone().open_findings().len(), (number / 2) as usize, "each finding twice");
    let mut group = criterion.benchmark_group("judge");
    group.sample_size(10);
    group.throughput(Throughput::Elements(u64::from(number)));
    let fresh = || Dossier { open: Default::default(), ..dossier.clone() };
    group.bench_function("put together", |bencher| {
        bencher.iter_batched(fresh, |dossier| black_box(dossier.open_findings().len()), BatchSize::PerIteration);
    });
    group.bench_function("put together and judge", |bencher| {
        bencher.iter_batched(fresh, |dossier| decide(&dossier, &policy, &[]), BatchSize::PerIteration);
    });
}

criterion_group!(benches, judge);
criterion_main!(benches);
