// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Reads every `publiccode.yml` of the corpus, whose makers sorted them into valid and invalid ones, and
//! compares what came out with a table that was reviewed by hand: where we judge otherwise, it says
//! why. Without the corpus the test says so and does nothing. `UPDATE=1` writes the table anew and
//! keeps the reviewer's notes.
use std::{collections::BTreeMap, fs, path::Path};

use freigabe::{
    formats::{self, Reading},
    model::{Claim, Document, Mistake, Trust},
};

use crate::support;

const TABLE: &str = "tests/corpus-publiccode.tsv";
const COLUMNS: &str = "path\tits makers\tours\tmistakes\tnote\n";

#[test]
fn valid_and_invalid_descriptions_are_told_apart_as_reviewed() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/publiccode/v0");
    if !corpus.is_dir() {
        eprintln!("skipped: {} is not there", corpus.display());
        return;
    }
    let reviewed = fs::read_to_string(TABLE).unwrap_or_default();
    let notes: BTreeMap<&str, &str> =
        reviewed.lines().filter_map(|line| Some((line.split('\t').next()?, line.rsplit('\t').next()?))).collect();
    let mut rows = String::from(COLUMNS);
    let (mut agreeing, mut unexplained) = (0, Vec::new());
    for path in support::files(&corpus) {
        let name = path.strip_prefix(&corpus).unwrap().to_str().unwrap();
        let theirs = name.split('/').next().unwrap();
        let (ours, mistakes) = judged(fs::read(&path).unwrap());
        let note = notes.get(name).unwrap_or(&"");
        match (theirs == "invalid") == (ours == "invalid") {
            true => agreeing += 1,
            false if note.is_empty() => unexplained.push(name.to_owned()),
            false => {}
        }
        rows.push_str(&format!("{name}\t{theirs}\t{ours}\t{mistakes}\t{note}\n"));
    }
    support::assert_file(TABLE, &rows);
    assert!(unexplained.is_empty(), "judged otherwise without a reviewer's note:\n{}", unexplained.join("\n"));
    assert!(agreeing > 70, "{agreeing}");
}

/// What we make of a file, and its mistakes in one line.
fn judged(payload: Vec<u8>) -> (&'static str, String) {
    let document = Document {
        path: "publiccode.yml".into(),
        payload: payload.into(),
        declared_type: None,
        trust: Trust::UNSIGNED,
    };
    let statements = match formats::read(&document, formats::DEFAULT_MAX_DEPTH) {
        Reading::Statements(statements) => statements,
        Reading::Rejected(rejection) => return ("invalid", format!("rejected: {}", rejection.reason.en)),
        Reading::Ignored(reason) => panic!("{reason}"),
    };
    let Claim::Project(project) = &statements[0].claim else { panic!() };
    let mistakes = &project.public_code.as_ref().unwrap().mistakes;
    let ours = match mistakes {
        all if all.iter().any(Mistake::is_wrong) => "invalid",
        all if all.is_empty() => "valid",
        _ => "valid with remarks",
    };
    let told: Vec<String> = mistakes.iter().map(|mistake| format!("{}: {}", mistake.key, mistake.text.en)).collect();
    (ours, told.join("; "))
}
