// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Reads every file of the corpus that belongs to a format, and compares what came out with a table
//! that was reviewed by hand. The corpus is not part of the project; without it the test says so
//! and does nothing. `UPDATE=1` writes the table anew and keeps the reviewer's notes.
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use freigabe::{
    formats::{self, Reading},
    model::{Document, Severity, Statement, Trust},
};

const TABLE: &str = "tests/corpus-counts.tsv";
const COLUMNS: &str =
    "path\tformat\tversion\tstatements\tcomponents\tfindings\tsuppressed\tstatus\texpected\toutcome\tnote\n";
/// Folders whose JSON files all belong to the formats read, so that one that is ignored is listed too.
const OURS: &[&str] = &["sbom/cyclonedx", "sbom/spdx", "sbom/tr-03183", "scans/"];

#[test]
fn the_corpus_is_read_as_reviewed() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if !corpus.is_dir() {
        eprintln!("skipped: {} is not there", corpus.display());
        return;
    }
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join(TABLE);
    let reviewed = fs::read_to_string(&table).unwrap_or_default();
    let notes: BTreeMap<&str, &str> =
        reviewed.lines().filter_map(|line| Some((line.split('\t').next()?, line.rsplit('\t').next()?))).collect();
    let mut rows = String::from(COLUMNS);
    let mut unexplained = Vec::new();
    let expected = expected(&corpus);
    for path in files(&corpus, &["sbom", "scans"]) {
        let name = path.strip_prefix(&corpus).unwrap().to_str().unwrap().to_owned();
        if let Some(row) = row(&name, fs::read(&path).unwrap()) {
            let (figures, outcome) = row.rsplit_once('\t').unwrap();
            let other = expected.get(&name).map_or("-", String::as_str);
            let note = notes.get(name.as_str()).unwrap_or(&"");
            let found = figures.split('\t').nth(4).and_then(|found| found.split(' ').next()).unwrap_or("-");
            if note.is_empty() && (outcome != "read" && name.starts_with("scans/") || other != "-" && found != other) {
                unexplained.push(format!("{name}: {found} found, another project expects {other}; {outcome}"));
            }
            rows.push_str(&format!("{name}\t{figures}\t{other}\t{outcome}\t{note}\n"));
        }
    }
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&table, &rows).unwrap();
    }
    let reviewed = fs::read_to_string(&table).unwrap_or_default();
    let differing: Vec<_> = rows.lines().filter(|row| !reviewed.lines().any(|line| line == *row)).collect();
    assert!(differing.is_empty(), "not as reviewed:\n{}", differing.join("\n"));
    assert!(unexplained.is_empty(), "without a reviewer's note:\n{}", unexplained.join("\n"));
    assert_eq!(rows.lines().count(), reviewed.lines().count(), "the table lists files that are not there");
}

/// Files of the specification whose name says otherwise than we read them, or that are read with a
/// remark, each with the reason.
const OTHERWISE: &[(&str, &str)] = &[
    ("invalid-license-choice-1.2.xml", MIXED),
    ("invalid-license-choice-1.3.xml", MIXED),
    ("invalid-license-choice-1.5.xml", MIXED),
    ("invalid-license-choice-1.6.xml", MIXED),
    ("invalid-license-declared-concluded-mix-1.6.xml", MIXED),
    ("valid-vulnerability-1.4.json", RELIEVED),
    ("valid-vulnerability-1.6.json", RELIEVED),
];
/// What is read says two things of a vulnerability, of which the worse counts, with a remark.
const RELIEVED: &str = "the analysis says not affected, the versions say affected";
/// What a newer minor version allows is read, with a remark.
const MIXED: &str = "an expression beside other licences: 1.7 allows it";

#[test]
fn every_invalid_cyclonedx_file_is_rejected_and_every_valid_one_read() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let mut surprises = Vec::new();
    for path in files(&corpus, &["sbom/cyclonedx-specification"]) {
        let name = path.file_name().unwrap().to_str().unwrap();
        // The makers leave out of their own tests what is named `skip_…`.
        if name.starts_with("skip_") {
            continue;
        }
        let reading = read(name, fs::read(&path).unwrap());
        let read = matches!(reading, Reading::Statements(_));
        let otherwise = OTHERWISE.iter().any(|(other, _)| *other == name);
        let remarks: Vec<_> = match &reading {
            Reading::Statements(statements) => statements.iter().flat_map(|statement| &statement.remarks).collect(),
            _ => Vec::new(),
        };
        let is_remarked = read && !remarks.is_empty();
        if read != (name.starts_with("valid-") || otherwise) || is_remarked != otherwise {
            surprises.push(format!("{name}: {reading:?}"));
        }
    }
    assert!(surprises.is_empty(), "{}", surprises.join("\n"));
}

/// How many findings another project's tests expect of a file, after its own aggregation and
/// filters: an opinion, whose every difference the reviewer explains.
fn expected(corpus: &Path) -> BTreeMap<String, String> {
    let text = fs::read_to_string(corpus.join("scans/expected-findings.tsv")).unwrap();
    let row = |line: &str| line.split_once('\t').map(|(file, count)| (format!("scans/{file}"), count.to_owned()));
    text.lines().skip(1).filter_map(row).collect()
}

fn files(corpus: &Path, folders: &[&str]) -> Vec<PathBuf> {
    let walk = |folder: &&str| walkdir::WalkDir::new(corpus.join(folder)).sort_by_file_name();
    let entries = folders.iter().flat_map(walk).filter_map(Result::ok);
    entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}

fn read(name: &str, payload: Vec<u8>) -> Reading {
    formats::read(
        &Document { path: name.into(), payload: payload.into(), declared_type: None, trust: Trust::UNSIGNED },
        formats::DEFAULT_MAX_DEPTH,
    )
}

fn row(name: &str, payload: Vec<u8>) -> Option<String> {
    match read(name, payload) {
        Reading::Statements(statements) => Some(figures(&statements)),
        Reading::Rejected(rejection) => {
            let format = rejection.format.unwrap_or("-");
            Some(format!("{format}\t-\t-\t-\t-\t-\t-\trejected: {} {}", rejection.place, rejection.reason.en))
        }
        Reading::Ignored(reason) => {
            let ours = OURS.iter().any(|folder| name.starts_with(folder));
            ours.then(|| format!("-\t-\t-\t-\t-\t-\t-\tignored: {}", reason.en))
        }
    }
}

fn figures(statements: &[Statement]) -> String {
    let summaries: Vec<_> = statements.iter().map(Statement::summary).collect();
    let sum = |of: &dyn Fn(&freigabe::model::StatementSummary) -> Option<u64>| {
        let all: Vec<u64> = summaries.iter().filter_map(of).collect();
        if all.is_empty() { "-".to_owned() } else { all.iter().sum::<u64>().to_string() }
    };
    let by_severity = |severity: Severity| {
        let count =
            |s: &freigabe::model::StatementSummary| s.findings.as_ref().map(|f| f.get(&severity).copied().unwrap_or(0));
        sum(&count)
    };
    let severities: Vec<String> = Severity::ALL.iter().map(|s| by_severity(*s)).collect();
    let total = sum(&|summary| summary.findings.as_ref().map(|findings| findings.values().sum()));
    let findings = if total == "-" { total } else { format!("{total} ({})", severities.join("/")) };
    let status: Vec<String> = summaries
        .iter()
        .filter_map(|s| Some(format!("{} {:?}", s.scan_kind.map_or("-", |k| k.name()), s.scan_status.as_ref()?)))
        .collect();
    let format = &statements[0].format;
    let components = sum(&|summary| summary.components);
    let suppressed = sum(&|summary| summary.suppressed);
    let status = if status.is_empty() { "-".to_owned() } else { status.join("; ") };
    format!(
        "{}\t{}\t{}\t{components}\t{findings}\t{suppressed}\t{status}\tread",
        format.format,
        format.version,
        statements.len()
    )
}
