// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Other clients' opinions on the bundles of our trust world, true and forged, and ours on a bundle
//! that another client made in a world of its own.
//!
//! `FREIGABE_SIGSTORE_NODE` names a folder with the npm packages of `tests/oracles/sigstore.txt`,
//! `FREIGABE_SIGSTORE_PYTHON` a Python with the package `sigstore` (`.ci/run` makes both). Without
//! them the tests say so and do nothing.

use std::{env, ffi::OsString, fs, path::Path, process::Command};

use serde_json::{Value, json};

use crate::{
    sigstore::{RELEASE, attestation, message},
    support::{code, freigabe, run, stdout},
    world::{Content, EVERYTHING, IDENTITY, ISSUER, Job, World, base64, der, key::Key},
};

/// Where another client is of another opinion, with the reason why ours is right.
const DISAGREEMENTS: &[(&str, &str, &str)] = &[
    (
        "javascript",
        "attestation in version 2 of the log",
        "it knows no envelopes in `hashedrekord` 0.0.2, as the log has them",
    ),
    (
        "javascript",
        "not for code",
        "it does not look at what a certificate may be used for (RFC 5280 section 4.2.1.12)",
    ),
    ("javascript", "unknown critical extension", "it does not look at critical extensions (RFC 5280 section 4.2)"),
    ("python", "message in version 2 of the log", PURPOSE),
    ("python", "attestation in version 2 of the log", PURPOSE),
    (
        "python",
        "late timestamp",
        "it goes by the log's time where a timestamp does not hold; we want all that is brought to hold",
    ),
];
/// OpenSSL itself finds the certificate fit for timestamps.
const PURPOSE: &str = "its library refuses the timestamp authority's certificate (\"unsuitable certificate purpose\")";

fn oracle(variable: &str) -> Option<OsString> {
    let found = env::var_os(variable);
    if found.is_none() {
        eprintln!("skipped: needs {variable}");
    }
    found
}

/// Bundles by name, true and forged.
fn cases(world: &World) -> Vec<(&'static str, Value)> {
    let bundle = |job: Job| world.bundle(&job);
    let changed = |job: Job, pointer: &str, value: Value| {
        let mut bundle = world.bundle(&job);
        *bundle.pointer_mut(pointer).unwrap() = value;
        bundle
    };
    let entry = "/verificationMaterial/tlogEntries/0";
    let unknown = |critical| Some(der::extension("1.3.6.1.4.1.99999.1", critical, &der::octets(b"?")));
    let late = || Some("20261124121001Z".to_owned());
    vec![
        ("message", bundle(message())),
        ("attestation", bundle(attestation())),
        ("message in version 2 of the log", bundle(Job { log: Some(2), ..message() })),
        ("attestation in version 2 of the log", bundle(Job { log: Some(2), ..attestation() })),
        ("chain", bundle(Job { chain: true, ..message() })),
        ("unknown extension", bundle(Job { extra: unknown(false), ..message() })),
        ("other key", bundle(Job { certified: Some(Key::p256("other").public()), ..message() })),
        ("other release", bundle(Job { content: Content::Message(b"other".to_vec()), ..message() })),
        ("other pipeline", bundle(Job { identity: "https://gitlab.behoerde.example/x//y@refs/tags/v1", ..message() })),
        ("late timestamp", bundle(Job { timestamp: late(), ..message() })),
        ("late timestamp alone", bundle(Job { timestamp: late(), log: Some(2), ..message() })),
        ("no time", bundle(Job { timestamp: None, log: Some(2), ..message() })),
        ("no entry", bundle(Job { log: None, ..message() })),
        ("no certificate log", bundle(Job { certificate_log: false, ..message() })),
        ("not for code", bundle(Job { code_signing: false, ..message() })),
        ("unknown critical extension", bundle(Job { extra: unknown(true), ..message() })),
        ("other world", World::named("elsewhere").bundle(&message())),
        ("other type", changed(attestation(), "/dsseEnvelope/payloadType", "text/plain".into())),
        ("stripped", changed(attestation(), "/dsseEnvelope/signatures", json!([]))),
        ("forged hash", changed(message(), &format!("{entry}/inclusionProof/hashes/0"), base64(&[7; 32]).into())),
        ("forged time", changed(message(), &format!("{entry}/integratedTime"), "1795521601".into())),
        (
            "forged state",
            changed(message(), &format!("{entry}/inclusionProof/checkpoint/envelope"), forged(world).into()),
        ),
    ]
}

/// A state of the log that the log did not sign.
fn forged(world: &World) -> String {
    let bundle = world.bundle(&message());
    let state = &bundle["verificationMaterial"]["tlogEntries"][0]["inclusionProof"]["checkpoint"]["envelope"];
    state.as_str().unwrap().replace("log.behoerde.example\n3", "log.behoerde.example\n4")
}

/// Writes the cases down, each into a folder of its own.
fn write(folder: &Path, cases: &[(&str, Value)], root: &Value) -> Vec<String> {
    let write = |(name, bundle): &(&str, Value)| {
        let folder = folder.join(name);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("bundle.json"), bundle.to_string()).unwrap();
        fs::write(folder.join("trusted_root.json"), root.to_string()).unwrap();
        fs::write(folder.join("release.txt"), RELEASE).unwrap();
        fs::write(folder.join("identity"), format!("{IDENTITY}\n{ISSUER}")).unwrap();
        folder.to_str().unwrap().to_owned()
    };
    cases.iter().map(write).collect()
}

/// Whether ours holds.
fn ours(folder: &str) -> (bool, Value) {
    let path = |name: &str| format!("{folder}/{name}");
    let (release, bundle, root) = (path("release.txt"), path("bundle.json"), path("trusted_root.json"));
    let output = run(&[
        "verify",
        &release,
        "--bundle",
        &bundle,
        "--trusted-root",
        &root,
        "--certificate-identity",
        IDENTITY,
        "--certificate-oidc-issuer",
        ISSUER,
        "--at",
        "2026-11-25T12:00:00Z",
        "--json",
    ]);
    (code(&output) == 0, serde_json::from_str(&stdout(&output)).unwrap_or(Value::Null))
}

/// Another client's opinions, in the order of the cases.
fn theirs(command: &mut Command, folders: &[String]) -> Vec<String> {
    let output = command.args(folders).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines: Vec<String> = stdout(&output).lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), folders.len());
    lines
}

fn agree(client: &str, command: &mut Command) {
    let (world, folder) = (World::new(), tempfile::tempdir().unwrap());
    let cases = cases(&world);
    let folders = write(folder.path(), &cases, &world.trusted_root(EVERYTHING));
    let mut surprises = Vec::new();
    for (((name, _), folder), theirs) in cases.iter().zip(&folders).zip(theirs(command, &folders)) {
        let (holds, page) = ours(folder);
        let known = DISAGREEMENTS.iter().any(|(whose, which, _)| whose == &client && which == name);
        if (theirs == "accept") != holds && !known {
            surprises.push(format!("{name}: they say {theirs}, we {}", page["doubts"]));
        }
    }
    assert!(surprises.is_empty(), "{}", surprises.join("\n"));
}

#[test]
fn the_client_in_python_agrees() {
    let Some(python) = oracle("FREIGABE_SIGSTORE_PYTHON") else { return };
    agree("python", Command::new(python).arg("tests/oracles/sigstore_verify.py"));
}

#[test]
fn the_client_in_javascript_agrees() {
    let Some(modules) = oracle("FREIGABE_SIGSTORE_NODE") else { return };
    agree("javascript", Command::new("node").arg("tests/oracles/sigstore_verify.mjs").arg(modules));
}

#[test]
fn what_another_client_signs_in_its_own_world_verifies() {
    let Some(modules) = oracle("FREIGABE_SIGSTORE_NODE") else { return };
    let folder = tempfile::tempdir().unwrap();
    let made =
        Command::new("node").arg("tests/oracles/sigstore_make.mjs").arg(modules).arg(folder.path()).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let verify = |release: &str, branch: &str| {
        let identity = format!("https://gitlab.behoerde.example/gruppe/projekt//.gitlab-ci.yml@refs/heads/{branch}");
        let options = ["--bundle", "message.sigstore.json", "--trusted-root", "trusted_root.json", "--json"];
        let who = ["--certificate-identity", &identity, "--certificate-oidc-issuer", ISSUER];
        let output = freigabe().current_dir(folder.path()).args(["verify", release]).args(options).args(who).output();
        let output = output.unwrap();
        let page: Value = serde_json::from_str(&stdout(&output)).unwrap();
        (code(&output), page["doubts"][0]["code"].as_str().map(str::to_owned))
    };
    fs::write(folder.path().join("other.txt"), "another release\n").unwrap();
    assert_eq!(verify("release.txt", "main"), (0, None));
    assert_eq!(verify("release.txt", "other"), (1, Some("wrong-identity".into())));
    assert_eq!(verify("other.txt", "main"), (1, Some("wrong-subject".into())));
}
