// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Envelopes with plain keys: who counts as a signer, and every way in which one does not. And the
//! commands that make keys and statements.
use std::{fs, os::unix::fs::PermissionsExt, path::Path, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use freigabe::{
    model::{Algorithm, Anchor, AnchorKind, Blob, Curve, Document, DoubtCode, Lattice, Rejection, Trust},
    policy,
    verify::{self, Draft, KeyError, Opened, SigningKey, TrustStore},
};
use serde_json::{Value, json};

use crate::support;

const P256: Algorithm = Algorithm::Ecdsa(Curve::P256, freigabe::model::DigestAlgorithm::Sha256);
const COMMIT: &str = "3f786850e387550fdab836ed7e6dc881de23001b";

fn key(algorithm: Algorithm) -> SigningKey {
    let mut random = |bytes: &mut [u8]| getrandom::fill(bytes).map_err(|error| KeyError(error.to_string()));
    SigningKey::generate(algorithm, &mut random).unwrap()
}

fn store(keys: &[(&str, AnchorKind, &SigningKey)]) -> TrustStore {
    let mut store = TrustStore::new(policy::default_crypto());
    for (name, kind, key) in keys {
        let anchor = Anchor { kind: *kind, name: Arc::from(*name), file: Some("k".into()) };
        store.add(&anchor, &"k".into(), key.public().to_pem().unwrap().as_bytes()).unwrap();
    }
    store
}

fn envelope(keys: &[&SigningKey]) -> Value {
    let mut draft =
        Draft::new("application/vnd.in-toto+json", br#"{"_type":"https://in-toto.io/Statement/v1"}"#.to_vec());
    keys.iter().for_each(|key| draft.sign(key).unwrap());
    serde_json::from_str(&draft.to_json()).unwrap()
}

fn open(envelope: &Value, store: &TrustStore) -> Result<Vec<Document>, Rejection> {
    let blob = Blob { path: "e".into(), payload: envelope.to_string().into_bytes().into() };
    match verify::open(blob, store, support::AT.parse().unwrap()) {
        Opened::Documents(documents) => Ok(documents),
        Opened::Rejected(rejection) => Err(rejection),
        other => panic!("{other:?}"),
    }
}

fn trust(envelope: &Value, store: &TrustStore) -> Trust {
    open(envelope, store).unwrap().remove(0).trust
}

fn names(trust: &Trust) -> Vec<&str> {
    trust.signers().iter().map(|signer| signer.name()).collect()
}

fn codes(trust: &Trust) -> Vec<DoubtCode> {
    trust.doubts().iter().map(|doubt| doubt.code).collect()
}

/// The same without its hints about keys, as cosign writes envelopes.
fn without_hints(mut envelope: Value) -> Value {
    for signature in envelope["signatures"].as_array_mut().unwrap() {
        signature["keyid"] = json!("");
    }
    envelope
}

#[test]
fn each_key_is_one_signer_and_the_rest_are_doubts() {
    let (one, two, foreign) = (key(P256), key(Algorithm::Ed25519), key(P256));
    let store = store(&[("one", AnchorKind::Key, &one), ("two", AnchorKind::Key, &two)]);
    let both = trust(&envelope(&[&two, &one]), &store);
    assert_eq!((names(&both), codes(&both)), (vec!["one", "two"], vec![]));
    let twice = trust(&envelope(&[&one, &one]), &store);
    assert_eq!((names(&twice), codes(&twice)), (vec!["one"], vec![DoubtCode::ExtraSignature]));
    let extra = trust(&envelope(&[&one, &foreign]), &store);
    assert_eq!((names(&extra), codes(&extra)), (vec!["one"], vec![DoubtCode::UnknownKey]));
    let unsigned = trust(&envelope(&[]), &store);
    assert_eq!((names(&unsigned), codes(&unsigned)), (vec![], vec![DoubtCode::NoSignature]));
    let stripped = trust(&without_hints(envelope(&[&foreign])), &store);
    assert_eq!((names(&stripped), codes(&stripped)), (vec![], vec![DoubtCode::UnknownKey]));
}

#[test]
fn a_hybrid_signer_signs_with_both_keys_or_not_at_all() {
    let (classical, lattice) = (key(P256), key(Algorithm::MlDsa(Lattice::MlDsa65)));
    let store = store(&[("one", AnchorKind::Key, &classical), ("one", AnchorKind::HybridKey, &lattice)]);
    let both = trust(&envelope(&[&classical, &lattice]), &store);
    let [signer] = both.signers() else { panic!("{both:?}") };
    let used: Vec<&str> = signer.algorithms().iter().map(|used| &*used.algorithm).collect();
    assert_eq!(used, ["ecdsa-p256-sha256", "ml-dsa-65"]);
    for half in [&classical, &lattice] {
        let half = trust(&envelope(&[half]), &store);
        assert_eq!((names(&half), codes(&half)), (vec![], vec![DoubtCode::HybridMissing]));
    }
}

#[test]
fn one_key_under_two_names_is_refused() {
    let one = key(P256);
    let mut store = store(&[("one", AnchorKind::Key, &one)]);
    let second = Anchor { kind: AnchorKind::Key, name: "two".into(), file: Some("k".into()) };
    let error = store.add(&second, &"k".into(), one.public().to_pem().unwrap().as_bytes()).unwrap_err();
    assert!(error.to_string().contains("the key of `one` already"), "{error}");
}

#[test]
fn a_key_that_is_too_short_is_told_from_one_that_nobody_knows() {
    // Key and envelope by `openssl` with an RSA key of 1024 bits.
    let envelope: Value = serde_json::from_str(include_str!("keys/rsa1024.dsse.json")).unwrap();
    let anchor = Anchor { kind: AnchorKind::Key, name: Arc::from("short"), file: Some("k".into()) };
    let mut known = store(&[("one", AnchorKind::Key, &key(P256))]);
    let unknown = trust(&envelope, &known);
    assert_eq!((names(&unknown), codes(&unknown)), (vec![], vec![DoubtCode::UnknownKey]));
    known.add(&anchor, &"k".into(), include_bytes!("keys/rsa1024.pub")).unwrap();
    let short = trust(&envelope, &known);
    assert_eq!((names(&short), codes(&short)), (vec![], vec![DoubtCode::KeyTooShort]));
    assert!(short.doubts()[0].text.en.contains("`short` made the signature"), "{short:?}");
    let mut changed = envelope;
    changed["payload"] = json!("e30=");
    assert_eq!(codes(&trust(&changed, &known)), [DoubtCode::UnknownKey], "nobody knows who signed other bytes");
}

#[test]
fn what_was_changed_after_signing_is_rejected_where_the_key_is_named_and_never_counts() {
    let one = key(P256);
    let store = store(&[("one", AnchorKind::Key, &one)]);
    let whole = envelope(&[&one]);
    for (field, value) in [("payloadType", json!("application/x")), ("payload", json!("e30="))] {
        let mut changed = whole.clone();
        changed[field] = value;
        let rejection = open(&changed, &store).unwrap_err();
        assert!(rejection.reason.en.contains("`signature-invalid`"), "{rejection:?}");
        assert!(!trust(&without_hints(changed), &store).is_signed(), "{field}");
    }
}

#[test]
fn no_bit_of_payload_or_signature_can_be_turned() {
    for algorithm in [P256, Algorithm::Ed25519] {
        let one = key(algorithm);
        let store = store(&[("one", AnchorKind::Key, &one)]);
        let whole = without_hints(envelope(&[&one]));
        assert!(trust(&whole, &store).is_signed());
        for pointer in ["/payload", "/signatures/0/sig"] {
            let bytes = STANDARD.decode(whole.pointer(pointer).unwrap().as_str().unwrap()).unwrap();
            for bit in 0..bytes.len() * 8 {
                let mut turned = bytes.clone();
                turned[bit / 8] ^= 1 << (bit % 8);
                let mut changed = whole.clone();
                *changed.pointer_mut(pointer).unwrap() = json!(STANDARD.encode(turned));
                assert!(!trust(&changed, &store).is_signed(), "{algorithm} {pointer} {bit}");
            }
        }
    }
}

fn keygen(folder: &Path, arguments: &[&str]) -> std::process::Output {
    let mut command = support::freigabe();
    command.arg("keygen").args(arguments).current_dir(folder).env("FREIGABE_PASSPHRASE", "streng geheim");
    command.output().unwrap()
}

#[test]
fn keygen_writes_a_private_key_that_only_its_owner_reads_and_overwrites_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let made = keygen(folder.path(), &["release"]);
    assert_eq!(support::code(&made), 0, "{}", support::stderr(&made));
    let path = folder.path().join("release.key");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let private = fs::read_to_string(&path).unwrap();
    assert!(private.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
    let said = support::stdout(&made) + &support::stderr(&made);
    assert!(said.contains("ecdsa-p256-sha256") && said.contains("sha256:"));
    assert!(!said.contains("geheim") && !said.contains(private.lines().nth(1).unwrap()));
    for name in ["release", "other"] {
        fs::write(folder.path().join("other.pub"), "x").unwrap();
        assert_eq!(support::code(&keygen(folder.path(), &[name])), 3, "{name}");
    }
    assert!(!folder.path().join("other.key").exists());
    assert_eq!(fs::read_to_string(&path).unwrap(), private);
    let plain = keygen(folder.path(), &["plain", "--unencrypted", "--type", "ml-dsa-65"]);
    assert_eq!(support::code(&plain), 0, "{}", support::stderr(&plain));
    assert!(fs::read_to_string(folder.path().join("plain.key")).unwrap().starts_with("-----BEGIN PRIVATE KEY-----"));
}

#[test]
fn without_a_passphrase_and_a_terminal_no_key_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let output = support::freigabe().args(["keygen", "k"]).current_dir(folder.path()).output().unwrap();
    assert_eq!(support::code(&output), 3);
    assert!(support::stderr(&output).contains("--passphrase-file"), "{}", support::stderr(&output));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

fn attest(folder: &Path, arguments: &[&str]) -> std::process::Output {
    let mut command = support::freigabe();
    command.arg("attest").args(arguments).current_dir(folder).env("FREIGABE_PASSPHRASE", "streng geheim");
    command.output().unwrap()
}

const ASSESSMENT: &[&str] = &[
    "assessment",
    "--kind",
    "pentest",
    "--result",
    "passed",
    "--scope",
    "the public API",
    "--date",
    "2026-11-20",
    "--valid-until",
    "2027-11-20",
    "--open",
    "high=0",
    "--open",
    "low=2",
    "--document",
    "report.txt",
    "--person",
    "Erika Muster",
    "--role",
    "tester",
    "--artifact",
    "report.txt",
    "--commit",
    COMMIT,
];

#[test]
fn what_attest_writes_is_evidence_by_the_key_that_signed_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    keygen(path, &["tester"]);
    fs::write(path.join("report.txt"), "all is well\n").unwrap();
    fs::write(path.join("wrong"), "falsch\n").unwrap();
    let wrong = attest(path, &[ASSESSMENT, &["--key", "tester.key", "--passphrase-file", "wrong"]].concat());
    assert_eq!(support::code(&wrong), 3);
    assert!(support::stderr(&wrong).contains("does not open with this passphrase"));
    fs::create_dir(path.join("evidence")).unwrap();
    let out = ["--key", "tester.key", "--out", "evidence/pentest.dsse.json"];
    let written = attest(path, &[ASSESSMENT, &out].concat());
    assert_eq!(support::code(&written), 0, "{}", support::stderr(&written));
    assert_eq!(support::code(&attest(path, &[ASSESSMENT, &out].concat())), 4, "it overwrites nothing");
    let policy = "version: 1\ntitle: t\ntrust:\n  keys:\n    - {name: tester, file: tester.pub}\nrules:\n  - {check: crypto, effect: block}\n";
    fs::write(path.join("freigabe.yaml"), policy).unwrap();
    let arguments = ["check", "evidence", "--commit", COMMIT, "--at", support::AT, "--report", "json=-"];
    let output = support::freigabe().args(arguments).current_dir(path).output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(support::code(&output), 0, "{report:#}");
    let text = report.to_string();
    assert!(text.contains("signed by tester") && text.contains("assessment"), "{report:#}");
    let verify = |more: &[&str]| {
        let what = ["verify", "report.txt", "--bundle", "evidence/pentest.dsse.json", "--at", support::AT];
        support::freigabe().args([&what[..], more].concat()).current_dir(path).output().unwrap()
    };
    assert_eq!(support::code(&verify(&["--key", "tester.pub"])), 0);
    let nobody = verify(&[]);
    assert_eq!(support::code(&nobody), 3, "{}", support::stderr(&nobody));
    assert!(support::stderr(&nobody).contains("with `--key` or `--policy`"), "{}", support::stderr(&nobody));
}

#[test]
fn a_statement_that_check_would_reject_is_not_signed() {
    let folder = tempfile::tempdir().unwrap();
    keygen(folder.path(), &["tester"]);
    fs::write(folder.path().join("report.txt"), "x").unwrap();
    let arguments: Vec<&str> =
        ASSESSMENT.iter().map(|argument| if *argument == "2026-11-20" { "gestern" } else { argument }).collect();
    let output = attest(folder.path(), &[&arguments[..], &["--key", "tester.key", "--out", "e.json"]].concat());
    assert_eq!(support::code(&output), 3);
    assert!(support::stderr(&output).contains("nothing was signed"), "{}", support::stderr(&output));
    assert!(!folder.path().join("e.json").exists());
}

#[test]
fn a_signature_made_elsewhere_goes_into_the_same_envelope() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::write(path.join("report.txt"), "x").unwrap();
    let bytes = attest(path, &[ASSESSMENT, &["--bytes-out", "statement.pae"]].concat());
    assert_eq!(support::code(&bytes), 0, "{}", support::stderr(&bytes));
    let encoding = fs::read(path.join("statement.pae")).unwrap();
    let ours = key(P256);
    let signature = ours.sign(&verify::Message::bytes(&encoding)).unwrap();
    fs::write(path.join("sig"), STANDARD.encode(&signature)).unwrap();
    fs::write(path.join("ours.pub"), ours.public().to_pem().unwrap()).unwrap();
    fs::write(path.join("other.pub"), key(P256).public().to_pem().unwrap()).unwrap();
    let assemble =
        |key: &str| attest(path, &["assemble", "statement.pae", "--signature-in", "sig", "--public-key", key]);
    assert_eq!(support::code(&assemble("other.pub")), 3);
    let output = assemble("ours.pub");
    assert_eq!(support::code(&output), 0, "{}", support::stderr(&output));
    let envelope: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(names(&trust(&envelope, &store(&[("ours", AnchorKind::Key, &ours)]))), ["ours"]);
    fs::write(path.join("statement.pae"), &encoding[..encoding.len() - 1]).unwrap();
    assert_eq!(support::code(&assemble("ours.pub")), 3);
}

#[test]
fn waivers_are_stated_as_they_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    keygen(path, &["approver"]);
    fs::copy("policies/minimal.yaml", path.join("freigabe.yaml")).unwrap();
    let waivers = "version: 1\nwaivers:\n  - matter: CVE-2026-1\n    scope: {rules: [no-secrets]}\n    reason: it is a test of waivers\n    owner: A\n    approver: B\n    created: 2026-11-01\n    expires: 2026-12-01\n";
    fs::write(path.join("waivers.yaml"), waivers).unwrap();
    let output = attest(path, &["waiver", "waivers.yaml", "--commit", COMMIT, "--key", "approver.key"]);
    assert_eq!(support::code(&output), 0, "{}", support::stderr(&output));
    let envelope: Value = serde_json::from_slice(&output.stdout).unwrap();
    let statement: Value =
        serde_json::from_slice(&STANDARD.decode(envelope["payload"].as_str().unwrap()).unwrap()).unwrap();
    assert_eq!(statement["predicate"]["waivers"][0]["matter"], "CVE-2026-1");
    assert_eq!(statement["subject"][0]["digest"]["gitCommit"], COMMIT);
}
