// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Whatever is done to the evidence, the program ends with an exit code of its own and never turns
//! a release that did not pass into one that does.
use std::{fs, path::Path};

use crate::support::Example;
use proptest::{
    prelude::*,
    sample::Index,
    test_runner::{Config, TestRunner},
};

use crate::support;

/// One way to damage a file.
#[derive(Clone, Debug)]
enum Damage {
    Flip { byte: Index, bit: u8 },
    Truncate { at: Index },
    Overwrite { at: Index, with: Vec<u8> },
    Repeat,
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        4 => (any::<Index>(), 0..8u8).prop_map(|(byte, bit)| Damage::Flip { byte, bit }),
        4 => any::<Index>().prop_map(|at| Damage::Truncate { at }),
        1 => (any::<Index>(), proptest::collection::vec(any::<u8>(), 1..9)).prop_map(|(at, with)| Damage::Overwrite { at, with }),
        1 => Just(Damage::Repeat),
    ]
}

impl Damage {
    fn to(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Flip { byte, bit } => {
                let place = byte.index(bytes.len());
                bytes[place] ^= 1 << bit;
            }
            Self::Truncate { at } => bytes.truncate(at.index(bytes.len())),
            Self::Overwrite { at, with } => {
                let start = at.index(bytes.len());
                let end = bytes.len().min(start + with.len());
                bytes.splice(start..end, with.iter().copied()).for_each(drop);
            }
            Self::Repeat => bytes.extend_from_within(..),
        }
    }
}

/// The exit code of an example one of whose files was damaged.
fn damaged(example: &Example, file: &Path, damage: &Damage) -> i32 {
    let folder = tempfile::tempdir().unwrap();
    support::copy(&example.folder, folder.path());
    let target = folder.path().join(file.strip_prefix(&example.folder).unwrap());
    let mut bytes = fs::read(&target).unwrap();
    damage.to(&mut bytes);
    fs::write(&target, bytes).unwrap();
    let output = support::freigabe().args(&example.arguments).current_dir(folder.path()).output().unwrap();
    let code = support::code(&output);
    assert!(matches!(code, 0..=2), "exit code {code}: {}", support::stderr(&output));
    code
}

fn property(wanted: &'static str, holds: fn(i32) -> bool) {
    let examples: Vec<Example> = support::examples().into_iter().filter(|example| example.verdict == wanted).collect();
    assert!(!examples.is_empty());
    for example in &examples {
        let evidence = support::files(&example.folder.join("evidence"));
        let strategy = (proptest::sample::select(evidence), damage());
        let mut runner = TestRunner::new(Config { cases: 200, failure_persistence: None, ..Config::default() });
        let result = runner.run(&strategy, |(file, damage)| {
            let code = damaged(example, &file, &damage);
            prop_assert!(holds(code), "exit code {code}");
            Ok(())
        });
        result.unwrap_or_else(|error| panic!("{}: {error}", example.folder.display()));
    }
}

#[test]
fn damage_never_turns_blocked_into_passed() {
    property("blocked", |code| code != 0);
}

#[test]
fn damage_never_turns_undecided_into_passed() {
    property("undecided", |code| code != 0);
}

#[test]
fn damage_to_a_passing_release_ends_with_a_verdict() {
    property("passed", |code| matches!(code, 0..=2));
}

#[test]
fn a_truncated_report_is_never_left_out() {
    for example in support::examples().into_iter().filter(|example| example.verdict == "passed") {
        for file in support::files(&example.folder.join("evidence")) {
            let length = fs::metadata(&file).unwrap().len();
            // The last byte may be white space after the end of the document.
            for cut in [0, 1, 2, 5, 20, 100, length / 2, length.saturating_sub(3)] {
                let share = usize::try_from(cut).unwrap();
                let bytes = fs::read(&file).unwrap();
                let folder = tempfile::tempdir().unwrap();
                support::copy(&example.folder, folder.path());
                let target = folder.path().join(file.strip_prefix(&example.folder).unwrap());
                fs::write(&target, &bytes[..share]).unwrap();
                let output = support::freigabe().args(&example.arguments).current_dir(folder.path()).output().unwrap();
                assert_ne!(support::code(&output), 0, "{} cut to {cut} bytes", file.display());
            }
        }
    }
}
