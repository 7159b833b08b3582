// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Judges documents by others that were made for BSI TR-03183-2, a field each, and compares with what
//! their names say. `tests/profiles/corpus.tsv` holds what came out; where that differs from the name
//! (`says`: `met`, `unmet`, or `one` of two components), a note gives the clause or the reason.
//! The documents are no part of the project; without them the test says so and does nothing.
//! `UPDATE=1` writes what came out anew and keeps the rest.
use std::{collections::BTreeSet, fs, path::Path};

use freigabe::model::{EvidenceId, Standing};
use serde_json::json;

use crate::{profiles::examine, support};

const TABLE: &str = "tests/profiles/corpus.tsv";

#[test]
fn documents_by_others_are_judged_as_reviewed() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/sbom/tr-03183/bsi");
    if !corpus.is_dir() {
        eprintln!("skipped: {} is not there", corpus.display());
        return;
    }
    let table = fs::read_to_string(TABLE).unwrap();
    let mut lines = table.lines();
    let mut got = format!("{}\n", lines.next().unwrap());
    let mut unexplained = Vec::new();
    let mut listed = BTreeSet::new();
    for line in lines {
        let [path, rule, says, _, note] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let (ours, agrees) = judged(&corpus, path, (rule, says));
        got.push_str(&format!("{path}\t{rule}\t{says}\t{ours}\t{note}\n"));
        if agrees != note.is_empty() {
            unexplained.push(format!("{path}: {rule} is {says} by its name, ours: {ours}; note: {note}"));
        }
        listed.insert(corpus.join(path));
    }
    support::assert_file(TABLE, &got);
    assert!(
        unexplained.is_empty(),
        "a note belongs to each disagreement and to nothing else:\n{}",
        unexplained.join("\n")
    );
    assert_eq!(listed, support::files(&corpus).into_iter().collect(), "the table lists all documents");
}

/// What comes out of one rule, and whether that is what the name of the document says.
fn judged(corpus: &Path, path: &str, (rule, says): (&str, &str)) -> (String, bool) {
    // SPDX 2 was made for version 2.0.0; version 2.1.0 knows it no more.
    let version = if path.starts_with("spdx/") { "2.0.0" } else { "2.1.0" };
    let parameters = json!({ "profile": "bsi-tr-03183-2", "version": version });
    let examination = match examine(&[(path, fs::read(corpus.join(path)).unwrap())], &parameters) {
        Ok(examination) => examination,
        Err(reason) => return (format!("rejected: {reason}"), false),
    };
    let of_rule = |measure: &&freigabe::model::Measure| measure.id == rule && measure.evidence == EvidenceId(0);
    let Some(measure) = examination.measures.iter().find(of_rule) else { return ("not judged".to_owned(), false) };
    let counts = measure.counts;
    let reasons: BTreeSet<&str> = measure.concerned.iter().map(|concerned| concerned.reason.en).collect();
    let reasons = reasons.into_iter().collect::<Vec<_>>().join("; ");
    let standing = measure.standing.name();
    let ours = format!("{standing} {}/{} {reasons}", counts.present, counts.required).trim_end().to_owned();
    let agrees = match says {
        "met" => measure.standing == Standing::Satisfied,
        "one" => counts.present == 1 && counts.required == 2,
        // Of what is only asked for where it exists, an absence is shown and decides nothing.
        _ => matches!(measure.standing, Standing::Violated | Standing::Open) && counts.present < counts.required,
    };
    (ours, agrees)
}
