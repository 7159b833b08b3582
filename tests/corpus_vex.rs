// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Reads every VEX file of the corpus, and compares what came out with a table that was reviewed by
//! hand and with a count of the test's own. Without the corpus the test says so and does nothing.
//! `UPDATE=1` writes the table anew and keeps the reviewer's notes.
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use freigabe::{
    formats::{self, Reading},
    model::{Claim, Document, Trust, VexStatus},
};
use serde_json::Value;

use crate::support;

const TABLE: &str = "tests/corpus-vex.tsv";
const COLUMNS: &str = "path\tformat\tversion\tproducts (affected/under investigation/fixed/not affected)\tvalid by its maker\toutcome\tnote\n";
const FOLDERS: &[&str] = &["vex", "sbom/cyclonedx-examples", "scans/cyclonedx"];

#[test]
fn the_vex_corpus_is_read_as_reviewed() {
    let Some(corpus) = corpus() else { return };
    let reviewed = fs::read_to_string(TABLE).unwrap_or_default();
    let notes: BTreeMap<&str, &str> =
        reviewed.lines().filter_map(|line| Some((line.split('\t').next()?, line.rsplit('\t').next()?))).collect();
    let valid = judged_by_the_makers(&corpus);
    let mut rows = String::from(COLUMNS);
    for path in files(&corpus) {
        let name = path.strip_prefix(&corpus).unwrap().to_str().unwrap().to_owned();
        let Some(row) = row(&name, fs::read(&path).unwrap()) else { continue };
        let file = path.file_name().unwrap().to_str().unwrap();
        let (figures, outcome) = row.rsplit_once('\t').unwrap();
        let valid = valid.get(file).map_or("-", |valid| if *valid { "valid" } else { "invalid" });
        rows.push_str(&format!("{name}\t{figures}\t{valid}\t{outcome}\t{}\n", notes.get(name.as_str()).unwrap_or(&"")));
    }
    support::assert_file(TABLE, &rows);
}

/// A document that its makers call invalid is rejected, or the table says which rule is not checked;
/// one that they call valid is never rejected.
#[test]
fn what_the_makers_of_csaf_call_invalid_is_rejected_or_noted() {
    let Some(corpus) = corpus() else { return };
    let table = fs::read_to_string(TABLE).unwrap();
    let mut counted = (0, 0);
    for row in table.lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let (valid, outcome, note) = (cells[4], cells[5], cells[6]);
        let rejected = outcome.starts_with("rejected");
        match valid {
            "valid" => {
                counted.0 += 1;
                assert!(!rejected, "{row}");
            }
            "invalid" => {
                counted.1 += 1;
                assert!(rejected != note.starts_with("not checked:"), "{row}");
            }
            _ => {}
        }
    }
    assert!(counted.0 > 30 && counted.1 > 30, "{counted:?} in {}", corpus.display());
}

#[test]
fn the_products_are_as_many_as_a_plain_count_says() {
    let Some(corpus) = corpus() else { return };
    let mut compared = BTreeSet::new();
    for path in files(&corpus) {
        let bytes = fs::read(&path).unwrap();
        let Ok(value) = serde_json::from_slice::<Value>(&bytes) else { continue };
        let Some(got) = products(path.to_str().unwrap(), bytes) else { continue };
        let (kind, expected) = plain_count(&value);
        assert_eq!(got, expected, "{}", path.display());
        compared.insert(kind);
    }
    assert_eq!(compared.into_iter().collect::<Vec<_>>(), ["csaf", "cyclonedx"]);
}

fn corpus() -> Option<PathBuf> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if !corpus.is_dir() {
        eprintln!("skipped: {} is not there", corpus.display());
        return None;
    }
    Some(corpus)
}

fn files(corpus: &Path) -> Vec<PathBuf> {
    let walk = |folder: &&str| walkdir::WalkDir::new(corpus.join(folder)).sort_by_file_name();
    let entries = FOLDERS.iter().flat_map(walk).filter_map(Result::ok);
    entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}

/// What the test cases of the CSAF committee say of each file.
fn judged_by_the_makers(corpus: &Path) -> BTreeMap<String, bool> {
    let list = corpus.join("vex/csaf-2.0/csaf_2.0/test/validator/data/testcases.json");
    let cases: Value = serde_json::from_slice(&fs::read(list).unwrap()).unwrap();
    let tests = cases["tests"].as_array().unwrap();
    // A file of another group breaks no rule that makes a document invalid.
    let files = tests.iter().flat_map(|test| {
        let mandatory = test["group"] == "mandatory";
        let listed = |key: &str| test[key].as_array().cloned().unwrap_or_default();
        listed("failures").into_iter().chain(listed("valid")).map(move |file| {
            let name = file["name"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
            (name, !mandatory || file["valid"].as_bool().unwrap())
        })
    });
    files.collect()
}

fn read(name: &str, payload: Vec<u8>) -> Reading {
    let document = Document { path: name.into(), payload: payload.into(), declared_type: None, trust: Trust::UNSIGNED };
    formats::read(&document, formats::DEFAULT_MAX_DEPTH)
}

/// Products by status, for a document that says something of one.
fn products(name: &str, payload: Vec<u8>) -> Option<[usize; 4]> {
    let Reading::Statements(statements) = read(name, payload) else { return None };
    statements
        .iter()
        .find_map(|statement| match &statement.claim {
            Claim::Vex(vex) => Some(VexStatus::ALL.iter().map(|status| {
                vex.statements.iter().filter(|said| said.status == *status).map(|said| said.products.len()).sum()
            })),
            _ => None,
        })?
        .collect::<Vec<usize>>()
        .try_into()
        .ok()
}

fn row(name: &str, payload: Vec<u8>) -> Option<String> {
    let is_vex = name.starts_with("vex/");
    match read(name, payload.clone()) {
        Reading::Statements(statements) => {
            let format = &statements[0].format;
            let figures = products(name, payload)?.map(|number| number.to_string()).join("/");
            Some(format!("{}\t{}\t{figures}\tread", format.format, format.version))
        }
        Reading::Rejected(rejection) if is_vex => {
            let format = rejection.format.unwrap_or("-");
            Some(format!("{format}\t-\t-\trejected: {} {}", rejection.place, rejection.reason.en))
        }
        Reading::Ignored(reason) if is_vex => Some(format!("-\t-\t-\tignored: {}", reason.en)),
        _ => None,
    }
}

/// The same count, from the document as it is.
fn plain_count(value: &Value) -> (&'static str, [usize; 4]) {
    let all = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let mut counts = [0; 4];
    for vulnerability in all(&value["vulnerabilities"]) {
        if value.get("document").is_some() {
            let lists = [
                (0, "known_affected"),
                (0, "first_affected"),
                (0, "last_affected"),
                (1, "under_investigation"),
                (2, "fixed"),
                (2, "first_fixed"),
                (3, "known_not_affected"),
            ];
            lists.iter().for_each(|(index, list)| counts[*index] += all(&vulnerability["product_status"][list]).len());
            continue;
        }
        let index = match vulnerability["analysis"]["state"].as_str() {
            Some("exploitable") => 0,
            Some("in_triage") => 1,
            Some("resolved" | "resolved_with_pedigree") => 2,
            Some("not_affected" | "false_positive") => 3,
            _ => continue,
        };
        for affects in all(&vulnerability["affects"]) {
            let versions = all(&affects["versions"]);
            if versions.is_empty() {
                counts[index] += 1;
            }
            for version in versions {
                let word = version["status"].as_str();
                let worse = index > 1 && word == Some("affected");
                counts[if worse { 0 } else { index }] += 1;
            }
        }
    }
    (if value.get("document").is_some() { "csaf" } else { "cyclonedx" }, counts)
}
