// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Bare signatures by plain keys, as cosign and OpenSSL make them; and how a signature finds what it signs.
use std::{fs, path::Path};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use freigabe::{
    model::{Algorithm, Curve, Lattice},
    verify::{KeyError, Message, SigningKey},
};
use serde_json::Value;

use super::{World, has};
use crate::support;

fn world() -> World {
    let mut world = World::new();
    world.tool(&["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "key"]);
    world.tool(&["openssl", "pkey", "-in", "key", "-pubout", "-out", "key.pem"]);
    world.trusts("keys", "key.pem");
    world
}

fn sign(world: &World, file: &str, signature: &str) {
    world.tool(&["openssl", "dgst", "-sha256", "-sign", "key", "-out", "raw", file]);
    let base64 = world.tool(&["openssl", "base64", "-A", "-in", "raw"]);
    world.write(signature, base64);
}

#[test]
fn every_signature_of_cosign_over_a_file_verifies_by_its_key_alone() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/signatures/cosign");
    if !corpus.is_dir() {
        eprintln!("skipped: needs {}", corpus.display());
        return;
    }
    let kinds = ["p256", "p384", "p521", "ed25519", "rsa3072"];
    for kind in kinds {
        let mut world = World::new();
        fs::copy(corpus.join("files/release.txt"), world.path("dist/app.tar")).unwrap();
        fs::copy(corpus.join(format!("keys/{kind}.pub")), world.path("key.pub")).unwrap();
        world.trusts("keys", "key.pub");
        for other in kinds {
            let signature = world.path(&format!("evidence/app.tar.{other}.sig"));
            fs::copy(corpus.join(format!("files/release.txt.{other}.sig")), signature).unwrap();
        }
        let report = world.check();
        for other in kinds {
            let path = format!("evidence/app.tar.{other}.sig");
            match kind == other {
                true => assert_eq!(report.trust(&path), "signed by key-pub", "{kind}"),
                false => assert!(report.fate(&path).contains("was not used"), "{kind} {other}"),
            }
        }
    }
}

/// Writes a key of ours, and its signature over the artifact.
fn sign_by(world: &World, algorithm: Algorithm, (name, signature): (&str, &str)) {
    let mut random = |bytes: &mut [u8]| getrandom::fill(bytes).map_err(|error| KeyError(error.to_string()));
    let key = SigningKey::generate(algorithm, &mut random).unwrap();
    world.write(name, key.public().to_pem().unwrap());
    world.write(signature, STANDARD.encode(key.sign(&Message::bytes(&world.read("dist/app.tar"))).unwrap()));
}

#[test]
fn a_hybrid_signer_signs_in_two_files() {
    let mut world = World::new();
    sign_by(&world, Algorithm::Ecdsa(Curve::P384, Curve::P384.hash()), ("one.pub", "evidence/app.tar.p384.sig"));
    sign_by(&world, Algorithm::MlDsa(Lattice::MlDsa65), ("two.pub", "evidence/app.tar.ml-dsa.sig"));
    sign_by(&world, Algorithm::Ed25519, ("other.pub", "other.sig"));
    world.trust =
        "  keys:\n    - { name: officer, file: one.pub, hybrid: two.pub }\n    - { name: other, file: other.pub }\n"
            .into();
    let files = ["evidence/app.tar.p384.sig", "evidence/app.tar.ml-dsa.sig"];
    let report = world.check();
    for file in files {
        assert_eq!((report.trust(file), report.doubts(file)), ("signed by officer".into(), vec![]), "{file}");
    }
    let verify = |signatures: &[&str]| {
        let mut command = support::freigabe();
        command.args(["verify", "dist/app.tar", "--policy", "freigabe.yaml", "--json"]);
        command.args(signatures.iter().flat_map(|file| ["--signature", file]));
        let output = command.current_dir(world.folder.path()).output().unwrap();
        let page: Value = serde_json::from_slice(&output.stdout).unwrap();
        (support::code(&output), page["signers"].as_array().unwrap().len(), page["doubts"][0]["code"].clone())
    };
    assert_eq!(verify(&files), (0, 1, Value::Null));
    assert_eq!(verify(&[files[0], files[1], "other.sig"]), (0, 2, Value::Null));
    assert_eq!(verify(&[files[0], "other.sig"]), (1, 1, "hybrid-missing".into()));
    for (half, missing) in [(files[0], files[1]), (files[1], files[0])] {
        let taken = world.read(missing);
        fs::remove_file(world.path(missing)).unwrap();
        assert_eq!(verify(&[half]), (1, 0, "hybrid-missing".into()));
        assert_eq!(world.check().doubts(half), ["hybrid-missing"]);
        // Twice the same half is a half.
        world.write(missing, world.read(half));
        assert_eq!(verify(&[half, missing]), (1, 0, "hybrid-missing".into()));
        world.write(missing, taken);
    }
}

#[test]
fn a_signature_is_over_the_bytes_as_they_are_found() {
    if !has("openssl") {
        return;
    }
    let world = world();
    fs::remove_file(world.path("evidence/junit.xml")).unwrap();
    world.write("junit.xml", super::JUNIT);
    world.tool(&["gzip", "-n", "junit.xml"]);
    fs::rename(world.path("junit.xml.gz"), world.path("evidence/junit.xml.gz")).unwrap();
    sign(&world, "evidence/junit.xml.gz", "evidence/junit.xml.gz.sig");
    assert_eq!(world.check().trust("evidence/junit.xml.gz"), "signed by key-pem");
    // The same within an archive.
    world.tool(&["tar", "-C", "evidence", "-cf", "reports.tar", "junit.xml.gz", "junit.xml.gz.sig"]);
    fs::remove_dir_all(world.path("evidence")).unwrap();
    fs::create_dir(world.path("evidence")).unwrap();
    fs::rename(world.path("reports.tar"), world.path("evidence/reports.tar")).unwrap();
    assert_eq!(world.check().trust("evidence/reports.tar!junit.xml.gz"), "signed by key-pem");
}

#[test]
fn one_signature_counts_for_the_file_of_its_name_that_it_fits() {
    if !has("openssl") {
        return;
    }
    let world = world();
    for folder in ["a", "b", "signatures"] {
        fs::create_dir(world.path(&format!("evidence/{folder}"))).unwrap();
    }
    world.write("evidence/a/unit.xml", super::JUNIT.replace("unit", "a"));
    world.write("evidence/b/unit.xml", super::JUNIT.replace("unit", "b"));
    sign(&world, "evidence/b/unit.xml", "evidence/signatures/unit.xml.sig");
    let report = world.check();
    assert_eq!(report.trust("evidence/b/unit.xml"), "signed by key-pem");
    assert_eq!(
        (report.trust("evidence/a/unit.xml"), report.doubts("evidence/a/unit.xml")),
        ("unsigned".into(), vec![])
    );
    // Two files of the same bytes count once, and the signature beside either fits.
    world.write("evidence/junit.xml", world.read("evidence/b/unit.xml"));
    let report = world.check();
    assert_eq!(report.trust("evidence/junit.xml"), "signed by key-pem");
}
