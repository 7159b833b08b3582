// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! How fast evidence is read and judged, beside a bare scan of the same bytes.
//!
//! Inputs come from the generator in `../shared/tools` where it lies beside the checkout and Python
//! is there; otherwise a small SBOM is made here. `FREIGABE_BENCH_N` sets the number of components
//! and findings (20,000).
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    missing_docs,
    reason = "a benchmark may fail loudly, and reads what it measures"
)]

use std::{env, fs, hint::black_box, path::Path, process::Command, sync::Arc};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use freigabe::{
    formats::{self, DEFAULT_MAX_DEPTH, Reading},
    model::{Document, Trust},
};
use serde::de::IgnoredAny;
use sha2::{Digest, Sha256};

const GENERATOR: &str = "../shared/tools/generate.py";

/// A generated file of a kind; `None` where there is no generator for it.
fn generated(kind: &str, number: &str) -> Option<Vec<u8>> {
    let file = env::temp_dir().join(format!("freigabe-bench-{kind}-{number}.json"));
    if !file.exists() && Path::new(GENERATOR).exists() {
        let status = Command::new("python3").args([GENERATOR, kind, number]).arg(&file).status();
        if !status.is_ok_and(|status| status.success()) {
            return None;
        }
    }
    fs::read(file).ok()
}

/// An SBOM with components that have the usual fields.
fn small_sbom(number: u32) -> Vec<u8> {
    let component = |n: u32| {
        let hash = format!("{n:064x}");
        format!(
            r#"{{"type":"library","bom-ref":"c{n}","name":"component-{n}","version":"1.{n}.0","purl":"pkg:npm/component-{n}@1.{n}.0","licenses":[{{"license":{{"id":"MIT"}}}}],"hashes":[{{"alg":"SHA-256","content":"{hash}"}}]}}"#
        )
    };
    let components = (0..number).map(component).collect::<Vec<_>>().join(",");
    format!(r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"components":[{components}]}}"#).into_bytes()
}

fn inputs() -> Vec<(&'static str, Vec<u8>)> {
    let number = env::var("FREIGABE_BENCH_N").unwrap_or_else(|_| "20000".to_owned());
    let kinds = ["cyclonedx", "sarif", "gitlab-dependency-scanning"];
    let mut inputs: Vec<_> = kinds.into_iter().filter_map(|kind| Some((kind, generated(kind, &number)?))).collect();
    if inputs.is_empty() {
        inputs.push(("small-sbom", small_sbom(number.parse().unwrap())));
    }
    inputs
}

fn read(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("read");
    group.sample_size(10);
    for (kind, bytes) in inputs() {
        let bytes = Arc::new(bytes);
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function(BenchmarkId::new("bare scan", kind), |bencher| {
            bencher.iter(|| serde_json::from_slice::<IgnoredAny>(black_box(&bytes)).unwrap());
        });
        group.bench_function(BenchmarkId::new("sha256", kind), |bencher| {
            bencher.iter(|| Sha256::digest(black_box(bytes.as_slice())));
        });
        let document = Document {
            path: "input.json".into(),
            payload: Arc::clone(&bytes).into(),
            declared_type: None,
            trust: Trust::UNSIGNED,
        };
        group.bench_function(BenchmarkId::new("freigabe", kind), |bencher| {
            bencher.iter(|| match formats::read(black_box(&document), DEFAULT_MAX_DEPTH) {
                Reading::Statements(statements) => statements,
                other => panic!("{other:?}"),
            });
        });
    }
}

criterion_group!(benches, read);
criterion_main!(benches);
