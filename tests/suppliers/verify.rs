// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! `freigabe verify --signature` with files of any form under any name: what they are is told by what
//! stands in them.
use serde_json::Value;

use super::{World, cms, has};
use crate::support;

/// The exit code, and the code of the first doubt.
fn verify(world: &World, about: &str, signature: &str) -> (i32, Option<String>) {
    let trust = if world.trust.is_empty() { String::new() } else { format!("trust:\n{}", world.trust) };
    let rules = "rules:\n  - check: tests-passed\n    effect: block\n";
    world.write("freigabe.yaml", format!("version: 1\ntitle: t\n{trust}{rules}"));
    let mut command = support::freigabe();
    command.args(["verify", about, "--signature", signature, "--policy", "freigabe.yaml", "--json"]);
    let output = command.current_dir(world.folder.path()).output().unwrap();
    let page: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{signature}: {error}: {}", support::stderr(&output)));
    (support::code(&output), page["doubts"][0]["code"].as_str().map(str::to_owned))
}

fn holds(world: &World, about: &str, signature: &str) {
    assert_eq!(verify(world, about, signature), (0, None), "{signature}");
}

fn refused(world: &World, about: &str, signature: &str, code: &str) {
    assert_eq!(verify(world, about, signature), (1, Some(code.to_owned())), "{signature}");
}

#[test]
fn bare_signatures_of_openssl_verify_as_they_are() {
    if !has("openssl") {
        return;
    }
    for key in [
        &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"][..],
        &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072"],
    ] {
        let mut world = World::new();
        world.tool(&[&["openssl", "genpkey", "-out", "key"], key].concat());
        world.tool(&["openssl", "pkey", "-in", "key", "-pubout", "-out", "key.pem"]);
        world.trusts("keys", "key.pem");
        world.tool(&["openssl", "dgst", "-sha256", "-sign", "key", "-out", "signature.bin", "dist/app.tar"]);
        world.tool(&["openssl", "base64", "-in", "signature.bin", "-out", "signature.txt"]);
        world.write("evidence/app.tar.sig", world.read("signature.bin"));
        world.write("ended.bin", [world.read("signature.bin").as_slice(), b"\n"].concat());
        for signature in ["signature.bin", "signature.txt", "ended.bin", "evidence/app.tar.sig"] {
            holds(&world, "dist/app.tar", signature);
            refused(&world, "evidence/junit.xml", signature, "unknown-key");
        }
        assert_eq!(world.check().trust("evidence/app.tar.sig"), "signed by key-pem");
        let mut flipped = world.read("signature.bin");
        *flipped.last_mut().unwrap() ^= 1;
        world.write("flipped", flipped);
        refused(&world, "dist/app.tar", "flipped", "unknown-key");
    }
    let mut world = World::new();
    world.tool(&["openssl", "genpkey", "-out", "key", "-algorithm", "ed25519"]);
    world.tool(&["openssl", "pkey", "-in", "key", "-pubout", "-outform", "DER", "-out", "key.der"]);
    world.write("key.der", [world.read("key.der").as_slice(), b"\n"].concat());
    world.trusts("keys", "key.der");
    world.tool(&["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", "key", "-in", "dist/app.tar", "-out", "signature"]);
    holds(&world, "dist/app.tar", "signature");
    let world = World::new();
    refused(&world, "dist/app.tar", "evidence/junit.xml", "no-signature");
}

#[test]
fn what_openpgp_signed_verifies_under_any_name() {
    if !has("gpg") {
        return;
    }
    let mut world = World::new();
    let gpg = ["gpg", "--batch", "--quiet", "--passphrase", ""];
    world.tool(&[&gpg[..], &["--quick-generate-key", "a@b.example", "ed25519", "sign"]].concat());
    let key = world.tool(&["gpg", "--armor", "--export"]);
    world.write("key.asc", key);
    world.trusts("openpgp", "key.asc");
    let sign = |how: &[&str]| world.tool(&[&gpg[..], &["--yes"], how].concat());
    sign(&["--output", "bare", "--detach-sign", "dist/app.tar"]);
    sign(&["--armor", "--output", "armored", "--detach-sign", "dist/app.tar"]);
    for signature in ["bare", "armored"] {
        holds(&world, "dist/app.tar", signature);
        refused(&world, "evidence/junit.xml", signature, "signature-invalid");
    }
    // A list that is signed as it stands vouches for what it lists, and for itself.
    let list = world.tool(&["sha256sum", "dist/app.tar"]);
    world.write("SUMS", list);
    sign(&["--output", "signed list", "--clear-sign", "SUMS"]);
    holds(&world, "dist/app.tar", "signed list");
    holds(&world, "SUMS", "signed list");
    refused(&world, "evidence/junit.xml", "signed list", "wrong-subject");
    let text = String::from_utf8(world.read("signed list")).unwrap();
    let (digest, _) = text.split_once("  dist/app.tar").unwrap();
    let digest = &digest[digest.len() - 64..];
    let changed = text.replace(digest, &digest.chars().rev().collect::<String>());
    world.write("changed list", changed);
    refused(&world, "dist/app.tar", "changed list", "signature-invalid");
    refused(&world, "dist/app.tar", "SUMS", "no-signature");
}

#[test]
fn what_holds_its_own_signature_verifies_for_what_it_holds() {
    if !has("openssl") {
        return;
    }
    let world = cms::world(cms::P256, cms::SIGNER);
    let list = world.tool(&["sha512sum", "dist/app.tar"]);
    world.write("SUMS", list);
    cms::sign(&world, "dist/app.tar", "app.p7m", &["-nodetach"]);
    cms::sign(&world, "SUMS", "list", &["-nodetach"]);
    for signature in ["app.p7m", "list"] {
        holds(&world, "dist/app.tar", signature);
        refused(&world, "evidence/junit.xml", signature, "wrong-subject");
    }
    let mut changed = world.read("app.p7m");
    let place = changed.windows(8).position(|bytes| bytes == b"released").unwrap();
    changed[place] ^= 1;
    world.write("app.p7m", changed);
    refused(&world, "dist/app.tar", "app.p7m", "signature-invalid");
}
