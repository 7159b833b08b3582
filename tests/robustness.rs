// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Whatever is done to the evidence, the program ends with an exit code of its own and never turns
//! a release that did not pass into one that does.
use std::{fs, io::Write as _, path::Path};

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
    let output = support::checked().args(&example.arguments).current_dir(folder.path()).output().unwrap();
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

const POLICY: &str = "version: 1\ntitle: packed\nrules:\n  - {check: tests-passed, effect: block}\n";
const GOOD: &str = r#"<testsuite name="good"><testcase name="a" classname="c"/></testsuite>"#;
const FAILED: &str = r#"<testsuite name="bad"><testcase name="b" classname="c"><failure/></testcase></testsuite>"#;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A failed test run as jobs pack it, with the name of the file.
fn packed() -> Vec<(&'static str, Vec<u8>)> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("r.xml", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(FAILED.as_bytes()).unwrap();
    let mut header = tar::Header::new_ustar();
    header.set_size(FAILED.len() as u64);
    let mut tar = tar::Builder::new(Vec::new());
    tar.append_data(&mut header, "r.xml", FAILED.as_bytes()).unwrap();
    let zstd = ruzstd::encoding::compress_to_vec(FAILED.as_bytes(), ruzstd::encoding::CompressionLevel::Fastest);
    vec![
        ("r.xml.gz", gzip(FAILED.as_bytes())),
        ("r.xml.zst", zstd),
        ("r.zip", zip.finish().unwrap().into_inner()),
        ("r.tar.gz", gzip(&tar.into_inner().unwrap())),
    ]
}

#[test]
fn damage_to_what_is_packed_never_turns_blocked_into_passed() {
    for (name, bytes) in packed() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("evidence")).unwrap();
        fs::write(folder.path().join("policy.yaml"), POLICY).unwrap();
        // The rule has something to be satisfied by, should the report that blocks be lost.
        fs::write(folder.path().join("evidence/good.xml"), GOOD).unwrap();
        let verdict = |bytes: &[u8]| {
            fs::write(folder.path().join("evidence").join(name), bytes).unwrap();
            let arguments = ["check", "evidence", "--policy", "policy.yaml"];
            support::code(&support::checked().args(arguments).current_dir(folder.path()).output().unwrap())
        };
        assert_eq!(verdict(&bytes), 1, "{name}");
        let mut runner = TestRunner::new(Config { cases: 100, failure_persistence: None, ..Config::default() });
        let result = runner.run(&damage(), |damage| {
            let mut damaged = bytes.clone();
            damage.to(&mut damaged);
            prop_assert!(matches!(verdict(&damaged), 1 | 2), "{name}");
            Ok(())
        });
        result.unwrap_or_else(|error| panic!("{name}: {error}"));
    }
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
                let output = support::checked().args(&example.arguments).current_dir(folder.path()).output().unwrap();
                assert_ne!(support::code(&output), 0, "{} cut to {cut} bytes", file.display());
            }
        }
    }
}

/// Where names stand in JSON and XML: keys, elements and attributes, each by its place and length.
fn names(text: &str) -> Vec<(usize, usize)> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"$-_:.".contains(byte);
    let bytes = text.as_bytes();
    let mut names = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let length = bytes[at..].iter().take_while(|byte| is_part(byte)).count();
        let before = at.checked_sub(1).map(|before| bytes[before]);
        let behind = text[at + length..].trim_start().as_bytes().first().copied();
        let is_name = match (before, behind) {
            (Some(b'"'), Some(b'"')) => text[at + length + 1..].trim_start().starts_with(':'),
            (Some(b'<' | b'/'), _) => text.trim_start().starts_with('<'),
            (Some(b' ' | b'\n'), Some(b'=')) => text.trim_start().starts_with('<'),
            _ => false,
        };
        if length > 0 && is_name {
            names.push((at, length));
        }
        at += length.max(1);
        while !text.is_char_boundary(at) {
            at += 1;
        }
    }
    names
}

/// Each case has one reason why it does not pass. A value that was changed can be as valid as the true one, and
/// only a signature tells them apart; a name that was changed never loses what stands under it.
#[test]
fn a_damaged_name_never_turns_a_case_that_did_not_pass_into_one_that_does() {
    let mut number = 0;
    for case in support::folders(Path::new("tests/cases")).iter().flat_map(|check| support::folders(check)) {
        let outcome = case.file_name().unwrap().to_string_lossy().into_owned();
        if outcome.starts_with("satisfied") || case.join("git").is_dir() {
            continue;
        }
        let folder = tempfile::tempdir().unwrap();
        support::copy(&case, folder.path());
        let code = || {
            let mut command = support::freigabe();
            command.args(crate::cases::arguments(&case)).current_dir(folder.path().join("evidence"));
            support::code(&command.output().unwrap())
        };
        if code() == 0 {
            continue;
        }
        for file in support::files(&case.join("evidence")) {
            let Ok(text) = fs::read_to_string(&file) else { continue };
            let target = folder.path().join(file.strip_prefix(&case).unwrap());
            let names = names(&text);
            let step = names.len().div_ceil(FLIPS).max(1);
            for (turn, (at, length)) in names.into_iter().step_by(step).enumerate() {
                let mut damaged = text.clone().into_bytes();
                damaged[at + (turn * 7) % length] ^= 1 << (turn % 8);
                fs::write(&target, &damaged).unwrap();
                number += 1;
                let place = String::from_utf8_lossy(&damaged[at..at + length]).into_owned();
                assert_ne!(code(), 0, "{} with the name `{place}` at {at}", file.display());
            }
            fs::write(&target, text).unwrap();
        }
    }
    assert!(number > 1_000, "{number}");
}

/// How many names of each file are damaged.
const FLIPS: usize = 12;
