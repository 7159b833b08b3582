// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The shipped examples have the verdict that they expect, and fail closed whatever is done to them.
use std::{fs, path::Path, process::Output};

use crate::support::Example;
use serde_json::Value;

use crate::support;

fn check(example: &Example, folder: &Path, more: &[&str]) -> Output {
    support::freigabe().args(&example.arguments).args(more).current_dir(folder).output().unwrap()
}

fn verdict(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", support::stderr(output)))
}

#[test]
fn there_is_an_example_of_each_verdict() {
    let mut verdicts: Vec<String> = support::examples().into_iter().map(|example| example.verdict).collect();
    verdicts.sort();
    verdicts.dedup();
    assert_eq!(verdicts, ["blocked", "passed", "undecided"]);
}

#[test]
fn examples_have_the_verdict_that_they_expect() {
    for example in support::examples() {
        let output = check(&example, &example.folder, &["--report", "json=-"]);
        let report = verdict(&output);
        assert_eq!(report["verdict"], example.verdict.as_str(), "{}", example.folder.display());
        assert_eq!(support::code(&output), support::exit_code(&example.verdict));
        for rule in report["rules"].as_array().unwrap() {
            let id = rule["id"].as_str().unwrap();
            assert_eq!(rule["outcome"], example.rules[id].as_str(), "{} {id}", example.folder.display());
        }
        assert_eq!(report["rules"].as_array().unwrap().len(), example.rules.len());
    }
}

#[test]
fn removing_any_one_piece_of_evidence_never_leaves_a_release_passed() {
    let example = support::examples().into_iter().find(|example| example.verdict == "passed").unwrap();
    let pieces = support::files(&example.folder.join("evidence"));
    assert!(pieces.len() > 3);
    for piece in pieces {
        let folder = tempfile::tempdir().unwrap();
        support::copy(&example.folder, folder.path());
        fs::remove_file(folder.path().join(piece.strip_prefix(&example.folder).unwrap())).unwrap();
        let output = check(&example, folder.path(), &[]);
        assert_ne!(support::code(&output), 0, "passed without {}", piece.display());
    }
}

#[test]
fn an_empty_folder_never_passes() {
    for example in support::examples() {
        let folder = tempfile::tempdir().unwrap();
        support::copy(&example.folder, folder.path());
        fs::remove_dir_all(folder.path().join("evidence")).unwrap();
        fs::create_dir(folder.path().join("evidence")).unwrap();
        assert_eq!(support::code(&check(&example, folder.path(), &[])), 2, "{}", example.folder.display());
    }
}
