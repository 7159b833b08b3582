// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The test data of other clients of Sigstore through `freigabe verify`: each of their bundles, with
//! their own verdict on it and with ours.
//!
//! The package `sigstore` of PyPI brings no test data. The libraries that we build on bring its bundles
//! along with others, in the sources that Cargo keeps. What the clients in Go bring as Go modules lies
//! in the folder that `FREIGABE_SIGSTORE_GO` names (`.ci/run` makes it); without it the test says so.
use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use crate::support::{code, files, run, stdout};

const TABLE: &str = "tests/oracles/sigstore_data.tsv";
/// The libraries of which each bundle has to stand in the table.
const CRATES: [&str; 4] = ["sigstore-verify", "sigstore-bundle", "sigstore-tsa", "sigstore-types"];
/// Modules in Go, with the folders of their test data.
const MODULES: [(&str, &[&str]); 3] = [
    ("github.com/cli/cli/v2@v2.60.0", &["pkg/cmd/attestation/test/data"]),
    ("github.com/sigstore/sigstore-go@v1.1.4", &["examples", "pkg/testing/data"]),
    ("github.com/sigstore/cosign/v2@v2.6.3", &["pkg/cosign/testdata"]),
];

/// Bundles on which the client in Python is of another opinion than ours, with the reason.
const PYTHON_DISAGREES: [(&str, &str); 2] = [
    ("sigstore.js@2.0.0-provenance.sigstore.json", "it takes no time from entries of the kind `intoto`"),
    ("sigstore-js-2.1.0-bundle", "the same"),
];

/// A line of the table.
struct Case<'a> {
    source: &'a str,
    bundle: &'a str,
    about: &'a str,
    trust: &'a str,
    identity: &'a str,
    issuer: &'a str,
    expected: &'a str,
    ours: &'a str,
    note: &'a str,
}

fn cases(table: &str) -> Vec<Case<'_>> {
    let case = |line| {
        let [source, bundle, about, trust, identity, issuer, expected, ours, note] =
            <[&str; 9]>::try_from(str::split(line, '\t').collect::<Vec<_>>()).unwrap();
        Case { source, bundle, about, trust, identity, issuer, expected, ours, note }
    };
    table.lines().skip(1).map(case).collect()
}

/// What `cargo` prints.
fn cargo(arguments: &[&str]) -> Vec<u8> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// Where the sources of the libraries lie that this build uses, by name. Those for other platforms need not
/// have been downloaded.
fn sources() -> BTreeMap<String, PathBuf> {
    let version = String::from_utf8(cargo(&["-vV"])).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let metadata = cargo(&["metadata", "--format-version=1", "--offline", "--locked", "--filter-platform", host]);
    let metadata: Value = serde_json::from_slice(&metadata).unwrap();
    let packages = metadata["packages"].as_array().unwrap().iter();
    let named = packages.map(|package| {
        let manifest = Path::new(package["manifest_path"].as_str().unwrap());
        (package["name"].as_str().unwrap().to_owned(), manifest.parent().unwrap().to_owned())
    });
    named.filter(|(name, _)| name.starts_with("sigstore-")).collect()
}

/// What `freigabe verify` says: `accept`, or the code of the first doubt.
fn ours(case: &Case<'_>, sources: &BTreeMap<String, PathBuf>) -> String {
    let file = |source: &str, path: &str| sources[source].join(path).to_str().unwrap().to_owned();
    let about = match case.about.split_once(':') {
        Some(_) => case.about.to_owned(),
        None => file(case.source, case.about),
    };
    let bundle = file(case.source, case.bundle);
    let mut arguments = vec!["verify".to_owned(), about, "--bundle".into(), bundle, "--json".into()];
    let (option, trust) = match case.trust.strip_prefix("key ") {
        Some(key) => ("--key", key),
        None => ("--trusted-root", case.trust),
    };
    if let Some((source, path)) = trust.split_once(':') {
        arguments.extend([option.to_owned(), file(source, path)]);
    }
    if option != "--key" {
        let who = match case.identity {
            "*" => ["--certificate-identity-regexp", ".*", "--certificate-oidc-issuer-regexp", ".*"],
            identity => ["--certificate-identity", identity, "--certificate-oidc-issuer", case.issuer],
        };
        arguments.extend(who.map(str::to_owned));
    }
    let output = run(&arguments);
    let page: Value = serde_json::from_str(&stdout(&output)).unwrap_or_else(|_| panic!("{}: {output:?}", case.bundle));
    match code(&output) {
        0 => "accept".to_owned(),
        _ => page["doubts"][0]["code"].as_str().unwrap_or("no reason").to_owned(),
    }
}

/// Asks the client in Python about cases, in their order; those that it can be asked about.
fn python(cases: &[Case<'_>], sources: &BTreeMap<String, PathBuf>) -> Vec<String> {
    let Some(python) = env::var_os("FREIGABE_SIGSTORE_PYTHON") else {
        eprintln!("skipped: needs FREIGABE_SIGSTORE_PYTHON");
        return Vec::new();
    };
    let folder = tempfile::tempdir().unwrap();
    let ask = |(number, case): (usize, &Case<'_>)| {
        let folder = folder.path().join(number.to_string());
        let file = |source: &str, path: &str| sources[source].join(path);
        let (root, path) = case.trust.split_once(':').unwrap_or(("sigstore-trust-root", "src/trusted_root.json"));
        fs::create_dir(&folder).unwrap();
        fs::copy(file(case.source, case.bundle), folder.join("bundle.json")).unwrap();
        fs::copy(file(root, path), folder.join("trusted_root.json")).unwrap();
        fs::write(folder.join("identity"), format!("{}\n{}", case.identity, case.issuer)).unwrap();
        if case.about.contains(':') {
            fs::write(folder.join("digest"), case.about).unwrap();
        } else {
            fs::copy(file(case.source, case.about), folder.join("release.txt")).unwrap();
        }
        folder
    };
    let folders: Vec<PathBuf> = cases.iter().enumerate().map(ask).collect();
    let output = Command::new(python).arg("tests/oracles/sigstore_verify.py").args(folders).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(cases.is_empty() || !stdout(&output).is_empty());
    stdout(&output).lines().map(str::to_owned).collect()
}

/// Every file below a folder that says to be a bundle, by its path there.
fn bundles(source: &Path, below: &[&str]) -> BTreeSet<String> {
    let all = below.iter().map(|folder| source.join(folder)).filter(|folder| folder.is_dir());
    let all = all.flat_map(|folder| files(&folder));
    let is_bundle = |path: &PathBuf| {
        let name = path.to_str().unwrap();
        let named = [".json", ".jsonl", ".sigstore"].iter().any(|ending| name.ends_with(ending));
        named
            && fs::read_to_string(path).is_ok_and(|text| {
                ["\"dsseEnvelope\"", "\"messageSignature\"", "\"verificationMaterial\""]
                    .iter()
                    .any(|key| text.contains(key))
            })
    };
    all.filter(is_bundle).map(|path| path.strip_prefix(source).unwrap().to_str().unwrap().to_owned()).collect()
}

/// Holds every bundle of these sources against the table, and the table against what there is.
fn agree(sources: &BTreeMap<String, PathBuf>, found: &BTreeMap<&str, BTreeSet<String>>) {
    let table = fs::read_to_string(TABLE).unwrap();
    let mut surprises = Vec::new();
    for (source, found) in found {
        let of_source = || cases(&table).into_iter().filter(|case| case.source == *source);
        let listed: BTreeSet<String> = of_source().map(|case| case.bundle.to_owned()).collect();
        assert_eq!(&listed, found, "the bundles of {source}");
        for case in of_source() {
            let said = ours(&case, sources);
            if said != case.ours {
                surprises.push(format!("{source} {}: {said} instead of {}", case.bundle, case.ours));
            }
            // Who is of another opinion says why.
            if (case.expected == "accept") != (case.ours == "accept") && case.note.is_empty() {
                surprises.push(format!("{source} {}: their verdict is {}", case.bundle, case.expected));
            }
        }
    }
    // Neither plain keys nor several bundles in one file are for the client in Python.
    let is_for_python = |case: &Case<'_>| {
        found.contains_key(case.source) && !case.trust.starts_with("key ") && !case.bundle.ends_with('l')
    };
    let asked: Vec<Case<'_>> = cases(&table).into_iter().filter(is_for_python).collect();
    let theirs = python(&asked, sources);
    assert!(theirs.is_empty() || theirs.len() == asked.len(), "{} of {} were told", theirs.len(), asked.len());
    for (case, theirs) in asked.iter().zip(theirs) {
        let agrees = theirs.starts_with("accept") == (case.ours == "accept");
        if !agrees && !PYTHON_DISAGREES.iter().any(|(name, _)| case.bundle.contains(name)) {
            surprises.push(format!("{}: we say {}, the client in Python {theirs}", case.bundle, case.ours));
        }
    }
    assert!(surprises.is_empty(), "{}", surprises.join("\n"));
}

#[test]
fn the_bundles_of_the_clients_in_rust_and_python_get_the_verdict_they_expect() {
    let sources = sources();
    let found = CRATES.map(|name| (name, bundles(&sources[name], &["test_data", "tests"])));
    agree(&sources, &found.into_iter().collect());
}

#[test]
fn the_bundles_of_the_clients_in_go_get_the_verdict_they_expect() {
    let Some(folder) = env::var_os("FREIGABE_SIGSTORE_GO") else {
        eprintln!("skipped: needs FREIGABE_SIGSTORE_GO");
        return;
    };
    let path = |module: &str| Path::new(&folder).join(module);
    let sources: BTreeMap<String, PathBuf> =
        sources().into_iter().chain(MODULES.iter().map(|(module, _)| ((*module).to_owned(), path(module)))).collect();
    let found = MODULES.map(|(module, below)| (module, bundles(&path(module), below)));
    agree(&sources, &found.into_iter().collect());
}
