// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The registry of algorithms held against vectors and signatures that others made: Wycheproof's,
//! and those of cosign with five kinds of keys.
//!
//! Without the corpus the tests say so and do nothing.
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use freigabe::{
    model::{
        Algorithm, Anchor, AnchorKind, Blob, Crypto, Digest, DigestAlgorithm, Digests, DoubtCode, Identity, Moments,
        Payload, Timestamp, Trust,
    },
    policy,
    verify::{self, Form, Message, Opened, PublicKey, Terms, TrustStore},
};
use serde_json::Value;

use crate::support;

fn corpus(part: &str) -> Option<PathBuf> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/signatures").join(part);
    if !corpus.is_dir() {
        println!("skipped: needs the corpus (`{part}`)");
        return None;
    }
    Some(corpus)
}

fn now() -> Timestamp {
    support::AT.parse().unwrap()
}

fn terms(crypto: &Crypto) -> Terms<'_> {
    Terms { crypto, moments: Moments::now(now()) }
}

fn hex(text: &Value) -> Vec<u8> {
    let text = text.as_str().unwrap();
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

/// The form in which a file's signatures are.
fn form(group: &Value) -> Form {
    let hash = group["sha"].as_str().and_then(DigestAlgorithm::from_name);
    match (group["type"].as_str().unwrap(), hash) {
        ("EcdsaVerify", Some(hash)) => Form::hashed(hash),
        ("EddsaVerify" | "MlDsaVerify", _) => Form::PLAIN,
        ("RsassaPssVerify", Some(hash)) => {
            let salt = usize::try_from(group["sLen"].as_u64().unwrap()).unwrap();
            Form::exactly(Algorithm::RsaPss(hash)).salted(salt)
        }
        ("RsassaPkcs1Verify", Some(hash)) => Form::exactly(Algorithm::RsaPkcs1(hash)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_vector_of_wycheproof_agrees() {
    let Some(folder) = corpus("wycheproof") else { return };
    let crypto = policy::default_crypto();
    let files = support::files(&folder);
    assert!(files.len() >= 6, "{files:?}");
    for file in files {
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        let vectors: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        for group in vectors["testGroups"].as_array().unwrap() {
            let tests = group["tests"].as_array().unwrap();
            let key = match group["publicKeyDer"].as_str() {
                Some(_) => PublicKey::from_der(&hex(&group["publicKeyDer"])),
                None => {
                    // A key of a wrong length has no DER; all its signatures are wrong.
                    assert!(tests.iter().all(|test| test["result"] == "invalid"), "{name}");
                    *counts.entry("key refused").or_default() += u32::try_from(tests.len()).unwrap();
                    continue;
                }
            };
            let form = form(group);
            for test in tests {
                if test["ctx"].as_str().is_some_and(|context| !context.is_empty()) {
                    *counts.entry("skipped: a context, which no form of ours has").or_default() += 1;
                    continue;
                }
                let message = hex(&test["msg"]);
                let verified = key.as_ref().ok().and_then(|key| {
                    key.verify(&Message::bytes(&message), &hex(&test["sig"]), &form, terms(&crypto)).ok()
                });
                let result = test["result"].as_str().unwrap();
                let agrees = match result {
                    "valid" => verified.is_some(),
                    "invalid" => verified.is_none(),
                    // Either is right; which it is stands in the count.
                    _ => true,
                };
                assert!(agrees, "{name} {}: {}, {verified:?}", test["tcId"], test["comment"]);
                let count = match result {
                    "acceptable" if verified.is_some() => "acceptable, accepted",
                    "acceptable" => "acceptable, refused",
                    "valid" => "valid",
                    _ => "invalid",
                };
                *counts.entry(count).or_default() += 1;
            }
        }
        println!("{name}: {counts:?}");
        assert!(counts["valid"] > 0 && counts["invalid"] > 0, "{name}");
    }
}

const KEYS: [(&str, &str); 5] = [
    ("p256", "ecdsa-p256-sha256"),
    ("p384", "ecdsa-p384-sha384"),
    ("p521", "ecdsa-p521-sha512"),
    ("rsa3072", "rsa-pkcs1-sha256"),
    ("ed25519", "ed25519"),
];

fn key(cosign: &Path, name: &str) -> PublicKey {
    PublicKey::from_pem(&fs::read_to_string(cosign.join(format!("keys/{name}.pub"))).unwrap()).unwrap()
}

#[test]
fn every_signature_of_cosign_verifies_by_its_key_and_by_no_other() {
    let Some(cosign) = corpus("cosign") else { return };
    let crypto = policy::default_crypto();
    let content = fs::read(cosign.join("files/release.txt")).unwrap();
    let payload = Payload::from(content.clone());
    for (name, algorithm) in KEYS {
        let text = fs::read_to_string(cosign.join(format!("files/release.txt.{name}.sig"))).unwrap();
        let signature = STANDARD.decode(text.trim()).unwrap();
        for (other, _) in KEYS {
            for message in [Message::bytes(&content), Message::payload(&payload)] {
                let verified = key(&cosign, other).verify(&message, &signature, &Form::PLAIN, terms(&crypto));
                match verified {
                    Ok(used) => assert!(other == name && *used.algorithm == *algorithm, "{name} by {other}: {used:?}"),
                    Err(doubt) => {
                        assert!(
                            other != name && doubt.code == DoubtCode::SignatureInvalid,
                            "{name} by {other}: {doubt}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn a_digest_is_enough_where_the_hash_is_signed() {
    let Some(cosign) = corpus("cosign") else { return };
    let crypto = policy::default_crypto();
    let sha256 = "271d8b7a9caf686ad52e2632f533332ce2b087d30b411717a791e7193125a2b7";
    let digests: Digests = Digest::new(DigestAlgorithm::Sha256, sha256).into_iter().collect();
    for (name, expected) in [
        ("p256", None),
        ("rsa3072", None),
        ("p384", Some(DoubtCode::BytesMissing)),
        ("ed25519", Some(DoubtCode::BytesMissing)),
    ] {
        let text = fs::read_to_string(cosign.join(format!("files/release.txt.{name}.sig"))).unwrap();
        let signature = STANDARD.decode(text.trim()).unwrap();
        let key = key(&cosign, name);
        let verified = key.verify(&Message::digests(&digests), &signature, &Form::PLAIN, terms(&crypto));
        assert_eq!(verified.err().map(|doubt| doubt.code), expected, "{name}");
    }
}

fn store(cosign: &Path, names: &[&str], crypto: Crypto) -> TrustStore {
    let mut store = TrustStore::new(crypto);
    for name in names {
        let file = format!("keys/{name}.pub");
        let anchor = Anchor { kind: AnchorKind::Key, name: Arc::from(*name), file: Some(file.clone()) };
        store.add(&anchor, &file.as_str().into(), &fs::read(cosign.join(&file)).unwrap()).unwrap();
    }
    store
}

fn open(bytes: Vec<u8>, store: &TrustStore) -> Result<Vec<Trust>, String> {
    let blob = Blob { path: "e".into(), payload: bytes.into() };
    match verify::open(blob, store, now()) {
        Opened::Documents(documents) => Ok(documents.into_iter().map(|document| document.trust).collect()),
        Opened::Rejected(rejection) => Err(rejection.reason.en),
        Opened::Detached(signature) => panic!("{signature:?}"),
    }
}

fn codes(trust: &Trust) -> Vec<DoubtCode> {
    trust.doubts().iter().map(|doubt| doubt.code).collect()
}

#[test]
fn every_envelope_of_cosign_names_the_key_that_signed_it() {
    let Some(cosign) = corpus("cosign") else { return };
    let all: Vec<&str> = KEYS.iter().map(|(name, _)| *name).collect();
    for (name, algorithm) in KEYS {
        let algorithm = if name == "ed25519" { "ed25519ph" } else { algorithm };
        let envelope = fs::read(cosign.join(format!("files/release.txt.{name}.slsa.dsse.json"))).unwrap();
        let trust = open(envelope.clone(), &store(&cosign, &all, policy::default_crypto())).unwrap();
        let [trust] = trust.as_slice() else { panic!("{name}: {trust:?}") };
        let [signer] = trust.signers() else { panic!("{name}: {trust:?}") };
        assert!(matches!(signer.identity(), Identity::Key { name: known, .. } if **known == *name), "{signer:?}");
        assert_eq!(&*signer.algorithms()[0].algorithm, algorithm);
        let others: Vec<&str> = all.iter().copied().filter(|other| *other != name).collect();
        let trust = open(envelope, &store(&cosign, &others, policy::default_crypto())).unwrap();
        assert!(!trust[0].is_signed());
        assert_eq!(codes(&trust[0]), [DoubtCode::UnknownKey], "{name}");
    }
}

#[test]
fn envelopes_stand_one_a_line() {
    let Some(cosign) = corpus("cosign") else { return };
    let all: Vec<&str> = KEYS.iter().map(|(name, _)| *name).collect();
    let store = store(&cosign, &all, policy::default_crypto());
    let mut lines = Vec::new();
    for (name, _) in KEYS {
        lines.extend(fs::read(cosign.join(format!("files/release.txt.{name}.slsa.dsse.json"))).unwrap());
        lines.push(b'\n');
    }
    let trusts = open(lines.clone(), &store).unwrap();
    assert_eq!(trusts.iter().map(|trust| trust.signers()[0].name()).collect::<Vec<_>>(), all);
    lines.extend(b"{\"payload\": \"\"}\n");
    assert!(open(lines, &store).unwrap_err().contains("is no DSSE envelope"));
}

#[test]
fn what_the_policy_does_not_accept_proves_nothing() {
    let Some(cosign) = corpus("cosign") else { return };
    let bsi = policy::preset("bsi-tr-02102-2026-01").unwrap().into_crypto();
    for (name, expected) in [("p256", None), ("ed25519", Some(DoubtCode::AlgorithmNotAccepted))] {
        let envelope = fs::read(cosign.join(format!("files/release.txt.{name}.slsa.dsse.json"))).unwrap();
        let trust = open(envelope, &store(&cosign, &[name], bsi.clone())).unwrap();
        assert_eq!(trust[0].is_signed(), expected.is_none(), "{name}");
        assert_eq!(codes(&trust[0]), Vec::from_iter(expected), "{name}");
    }
}
