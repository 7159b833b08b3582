// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! An independent reader's opinion on every SBOM of the corpus: the number of components, the sets of
//! package URLs, licences and hashes, and whether the official schema finds it valid.
//!
//! `FREIGABE_ORACLE_PYTHON` names a Python that has the packages of `tests/oracles/requirements.txt`
//! (`.ci/run` makes one). Without it, or without the corpus, the test says so and does nothing.
use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    ffi::OsStr,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::Value;

use crate::support;

/// Files on which the other reader's opinion differs, each with the reason why ours is right.
const DISAGREEMENTS: &[(&str, &str)] = &[
    ("example9/spdx2.2/appbomination.spdx.json", "spdx-tools prints expressions anew, without the outer parentheses"),
    ("spdx/invalidMetadataTimestamp.spdx23.json", "spdx-tools reads no such time; the schema takes any text"),
    ("spdx/missingMetadataTimestamp.spdx23.json", "spdx-tools reads no such time; the schema takes any text"),
];

/// Files that are read without a remark although the schema finds them invalid, or the other way
/// round, each with the reason.
const VALIDITY: &[(&str, &str)] = &[
    ("cdx/invalidComponentManufacturerEmail.cdx16.json", EMAIL),
    ("cdx/invalidMetadataAuthorEmail.cdx16.json", EMAIL),
    ("1.4/valid-vulnerability-1.4.json", AFFECTED),
    ("1.6/valid-vulnerability-1.6.json", AFFECTED),
];
/// The remark is about what the document says, not about its shape.
const AFFECTED: &str = "`analysis` says `not_affected`, and the versions in `affects` are called affected";
/// In the draft of JSON Schema that CycloneDX uses, a format may be taken for a note.
const EMAIL: &str = "`format: idn-email` is not enforced: an address is judged by the checks that ask for one";

#[test]
fn an_independent_reader_agrees() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/sbom");
    let Some(python) = env::var_os("FREIGABE_ORACLE_PYTHON").filter(|_| corpus.is_dir()) else {
        eprintln!("skipped: needs FREIGABE_ORACLE_PYTHON and {}", corpus.display());
        return;
    };
    let output = support::freigabe().args(["inspect", "--json", "--details"]).arg(&corpus).output().unwrap();
    let page: Value = serde_json::from_slice(&output.stdout).unwrap();
    let files: BTreeMap<String, &Value> = page["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| (file["path"].as_str().unwrap().to_owned(), file))
        .collect();
    let ours: Vec<&String> = files.iter().filter(|(_, file)| is_evidence(file)).map(|(path, _)| path).collect();
    let opinions = opinions(&python, &ours);
    assert_eq!(opinions.len(), ours.len(), "an opinion for each file");
    let mut surprises = Vec::new();
    for (path, opinion) in &opinions {
        let name = short(path);
        let known = |list: &[(&str, &str)]| list.iter().any(|(known, _)| name.ends_with(known));
        surprises.extend(
            disagreement(files[path], opinion).filter(|_| !known(DISAGREEMENTS)).map(|d| format!("{name}: {d}")),
        );
        surprises.extend(validity(files[path], opinion).filter(|_| !known(VALIDITY)).map(|d| format!("{name}: {d}")));
    }
    assert!(surprises.is_empty(), "{}", surprises.join("\n"));
}

/// No file of the corpus is SPDX in YAML: another program writes them.
#[test]
fn notations_that_another_program_writes_are_read_alike() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/sbom/spdx-examples");
    let Some(python) = env::var_os("FREIGABE_ORACLE_PYTHON").filter(|_| corpus.is_dir()) else {
        eprintln!("skipped: needs FREIGABE_ORACLE_PYTHON and {}", corpus.display());
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let paths = support::files(&corpus).into_iter().map(|path| path.to_str().unwrap().to_owned());
    let paths: Vec<String> = paths.filter(|path| path.ends_with(".spdx") || path.ends_with(".spdx.json")).collect();
    run_oracle(&python, "write_spdx.py", &[folder.path().as_os_str()], &paths.iter().collect::<Vec<_>>());
    let output = support::freigabe().args(["inspect", "--json", "--details"]).arg(folder.path()).output().unwrap();
    let page: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut read: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for file in page["files"].as_array().unwrap() {
        let name = file["path"].as_str().unwrap().rsplit('/').next().unwrap();
        let (number, notation) = name.split_once('.').unwrap();
        assert!(file["rejected"].is_null(), "{file}");
        // Some files of the corpus are the same document.
        if file["ignored"].is_null() {
            let said = format!("{} {}", file["components"], file["details"]);
            read.entry(number.to_owned()).or_default().insert(notation.to_owned(), said);
        }
    }
    assert!(read.len() > 10, "{}", read.len());
    for (number, notations) in &read {
        assert_eq!(notations.len(), 3, "{number}");
        assert_eq!(notations.values().collect::<BTreeSet<_>>().len(), 1, "{number}: {notations:#?}");
    }
}

/// Whether a file was recognised as an SBOM of some format, read or not.
fn is_evidence(file: &Value) -> bool {
    let format = file["format"].as_str().or_else(|| file["rejected"]["format"].as_str());
    format.is_some_and(|format| format.starts_with("cyclonedx") || format.starts_with("spdx"))
}

fn short(path: &str) -> &str {
    path.split_once("corpus/sbom/").map_or(path, |(_, name)| name)
}

fn opinions(python: &OsStr, paths: &[&String]) -> BTreeMap<String, Value> {
    let output = run_oracle(python, "read_sboms.py", &[], paths);
    output
        .lines()
        .map(|line| {
            let opinion: Value = serde_json::from_str(line).unwrap();
            (opinion["path"].as_str().unwrap().to_owned(), opinion)
        })
        .collect()
}

/// What a script prints that is given paths on standard input.
fn run_oracle(python: &OsStr, script: &str, arguments: &[&OsStr], paths: &[&String]) -> String {
    let script: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests/oracles", script].iter().collect();
    let mut command = Command::new(python);
    command.arg(script).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("the oracle starts");
    let list: String = paths.iter().map(|path| format!("{path}\n")).collect();
    child.stdin.take().unwrap().write_all(list.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

/// Where the opinions on what stands in an SBOM differ.
fn disagreement(file: &Value, opinion: &Value) -> Option<String> {
    if !file["rejected"].is_null() || file["details"].is_null() {
        return None;
    }
    if let Some(failure) = opinion["failure"].as_str() {
        return Some(format!("the other reader fails: {failure}"));
    }
    let mut differing = Vec::new();
    let count = &file["components"];
    if *count != opinion["count"] || !(opinion["second_count"].is_null() || *count == opinion["second_count"]) {
        differing.push(format!("components: ours {count}, other {} and {}", opinion["count"], opinion["second_count"]));
    }
    for (what, plain) in [("purls", false), ("licenses", false), ("hashes", true)] {
        let (ours, others) = (set(&file["details"][what], plain), set(&opinion[what], plain));
        if ours != others {
            let only = |one: &BTreeSet<String>, other| one.difference(other).cloned().collect::<Vec<_>>().join(" | ");
            differing.push(format!("{what}: only ours {}, only other {}", only(&ours, &others), only(&others, &ours)));
        }
    }
    (!differing.is_empty()).then(|| differing.join("; "))
}

/// A set of texts; of hashes without the marks in the names of algorithms.
fn set(list: &Value, plain: bool) -> BTreeSet<String> {
    let texts = list.as_array().unwrap().iter().map(|text| text.as_str().unwrap());
    texts.map(|text| if plain { text.to_lowercase().replace(['-', '_'], "") } else { text.to_owned() }).collect()
}

/// Where the opinion of the official schema differs: a valid file is read without a remark.
fn validity(file: &Value, opinion: &Value) -> Option<String> {
    let valid = opinion["valid"].as_bool()?;
    let ours = file["rejected"].is_null() && file["remarks"].as_array().unwrap().is_empty();
    let reason = if ours { &opinion["reason"] } else { &file["rejected"]["reason"] };
    (valid != ours).then(|| format!("schema says valid = {valid}: {reason} {}", file["remarks"]))
}
