// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! No bit of what is signed can be changed, and whatever is changed about a signature, it is nobody
//! else's.
use std::sync::Arc;

use freigabe::{
    model::{Anchor, AnchorKind, Blob, Digests, Payload, Signer, Timestamp},
    policy,
    verify::{self, Opened, Signed, SignedObject, TrustStore},
};

use super::{World, cms, git, has};

/// What a signature proves over bytes; `None` for what is no signature any more.
fn signers(store: &TrustStore, path: &str, signature: &[u8], bytes: &[u8]) -> Option<Vec<Signer>> {
    let blob = Blob { path: path.into(), payload: signature.to_vec().into() };
    let Opened::Detached(detached) = verify::open(blob, store, Timestamp::now()) else { return None };
    let (digests, payload) = (Digests::default(), Payload::from(bytes.to_vec()));
    let trust = detached.verify(&Signed::new(&digests, Some(&payload)), store, Timestamp::now());
    Some(trust.signers().to_vec())
}

fn store(world: &World, (kind, anchor): (AnchorKind, &str)) -> TrustStore {
    let mut store = TrustStore::new(policy::default_crypto());
    let anchor_of = Anchor { kind, name: Arc::from("supplier"), file: Some(anchor.to_owned()) };
    store.add(&anchor_of, &Arc::from(anchor), &world.read(anchor)).unwrap();
    store
}

fn hold(world: &World, anchor: (AnchorKind, &str), signature: &str) {
    let store = store(world, anchor);
    let (bytes, made) = (world.read("evidence/junit.xml"), world.read(signature));
    let genuine = signers(&store, signature, &made, &bytes).unwrap();
    assert_eq!(genuine.len(), 1, "{signature}");
    for place in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[place] ^= 1 << (place % 8);
        assert!(
            signers(&store, signature, &made, &changed).unwrap().is_empty(),
            "{signature}: byte {place} of the content"
        );
    }
    for place in 0..made.len() {
        let mut changed = made.clone();
        changed[place] ^= 1 << (place % 8);
        if let Some(others) = signers(&store, signature, &changed, &bytes) {
            assert!(others.is_empty() || others == genuine, "{signature}: byte {place} of the signature");
        }
        let cut = signers(&store, signature, &made[..place], &bytes);
        assert!(cut.is_none_or(|others| others.is_empty() || others == genuine), "{signature} cut after {place}");
    }
}

/// Of a file that holds what it signs: whatever is changed about it, nobody signed anything else.
fn hold_within(world: &World, anchor: (AnchorKind, &str), file: &str) {
    let store = store(world, anchor);
    let opened = |bytes: &[u8]| {
        let blob = Blob { path: file.into(), payload: bytes.to_vec().into() };
        let Opened::Documents(documents) = verify::open(blob, &store, Timestamp::now()) else { return None };
        let [document] = documents.as_slice() else { panic!("one document") };
        let payload = document.payload.whole().unwrap().to_vec();
        document.trust.is_signed().then(|| (payload, document.trust.signers().to_vec()))
    };
    let made = world.read(file);
    let genuine = opened(&made).unwrap();
    for place in 0..made.len() {
        let mut changed = made.clone();
        changed[place] ^= 1 << (place % 8);
        assert!(opened(&changed).is_none_or(|other| other == genuine), "{file}: byte {place}");
        assert!(opened(&made[..place]).is_none_or(|other| other == genuine), "{file} cut after {place}");
    }
}

/// Of a commit or tag: no byte outside of its signature can be changed.
fn hold_object(world: &World, anchor: (AnchorKind, &str), kind: &str, (name, begins, ends): (&str, &str, &str)) {
    let store = store(world, anchor);
    let content = world.tool(&["git", "cat-file", kind, name]).into_bytes();
    let signers = |content: &[u8]| {
        let object = if kind == "commit" { SignedObject::commit(content) } else { SignedObject::tag(content) };
        object.map(|object| object.verify(&store, Timestamp::now()).signers().to_vec()).unwrap_or_default()
    };
    let genuine = signers(&content);
    assert_eq!(genuine.len(), 1, "{kind}");
    let text = String::from_utf8(content.clone()).unwrap();
    let signature = text.find(begins).unwrap()..text.find(ends).unwrap() + ends.len();
    for place in 0..content.len() {
        let mut changed = content.clone();
        changed[place] ^= 1 << (place % 8);
        let signers = signers(&changed);
        let stays = signature.contains(&place) && signers == genuine;
        assert!(signers.is_empty() || stays, "{kind}: byte {place}");
    }
}

#[test]
fn bare_signatures_hold() {
    if !has("openssl") {
        return;
    }
    let world = World::new();
    world.tool(&["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "key"]);
    world.tool(&["openssl", "pkey", "-in", "key", "-pubout", "-out", "key.pem"]);
    world.tool(&["openssl", "dgst", "-sha256", "-sign", "key", "-out", "raw.sig", "evidence/junit.xml"]);
    world.tool(&["openssl", "base64", "-A", "-in", "raw.sig", "-out", "evidence/junit.xml.sig"]);
    for signature in ["raw.sig", "evidence/junit.xml.sig"] {
        hold(&world, (AnchorKind::Key, "key.pem"), signature);
    }
}

#[test]
fn what_holds_what_it_signs_holds() {
    if !has("openssl") || !has("gpg") || !has("signify-openbsd") {
        return;
    }
    let world = cms::world(cms::P256, cms::SIGNER);
    cms::sign(&world, "evidence/junit.xml", "junit.p7m", &["-nodetach"]);
    hold_within(&world, (AnchorKind::Authority, "root.pem"), "junit.p7m");
    let world = World::new();
    let gpg = ["gpg", "--batch", "--quiet", "--passphrase", ""];
    world.tool(&[&gpg[..], &["--quick-generate-key", "a@b.example", "ed25519", "sign"]].concat());
    let key = world.tool(&["gpg", "--armor", "--export"]);
    world.write("key.asc", key);
    world.tool(&[&gpg[..], &["--output", "junit.asc", "--clear-sign", "evidence/junit.xml"]].concat());
    hold_within(&world, (AnchorKind::OpenPgp, "key.asc"), "junit.asc");
    world.tool(&["signify-openbsd", "-G", "-n", "-p", "key.pub", "-s", "key.sec"]);
    world.tool(&["signify-openbsd", "-S", "-e", "-s", "key.sec", "-m", "evidence/junit.xml", "-x", "junit.sig"]);
    hold_within(&world, (AnchorKind::Minisign, "key.pub"), "junit.sig");
}

#[test]
fn commits_and_tags_hold() {
    if !has("git") || !has("ssh-keygen") {
        return;
    }
    let world = git::ssh();
    git::repository(&world, &["-c", "gpg.format=ssh"]);
    let anchor = || (AnchorKind::Ssh, "allowed");
    let ends = "-----END SSH SIGNATURE-----\n";
    hold_object(&world, anchor(), "commit", ("HEAD", "gpgsig ", ends));
    hold_object(&world, anchor(), "tag", ("v1", "-----BEGIN SSH", ends));
}

#[test]
fn minisign_holds() {
    if !has("minisign") {
        return;
    }
    let world = World::new();
    world.tool(&["minisign", "-G", "-W", "-p", "pub", "-s", "sec"]);
    world.tool(&["minisign", "-S", "-H", "-s", "sec", "-m", "evidence/junit.xml"]);
    hold(&world, (AnchorKind::Minisign, "pub"), "evidence/junit.xml.minisig");
}

#[test]
fn ssh_holds() {
    if !has("ssh-keygen") {
        return;
    }
    let world = World::new();
    world.tool(&["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "key"]);
    world.write("allowed", ["a@b ".as_bytes(), &world.read("key.pub")].concat());
    world.tool(&["ssh-keygen", "-q", "-Y", "sign", "-f", "key", "-n", "file", "evidence/junit.xml"]);
    hold(&world, (AnchorKind::Ssh, "allowed"), "evidence/junit.xml.sig");
}

#[test]
fn openpgp_holds() {
    if !has("gpg") {
        return;
    }
    let world = World::new();
    world.tool(&[
        "gpg",
        "--batch",
        "--quiet",
        "--passphrase",
        "",
        "--quick-generate-key",
        "a@b.example",
        "ed25519",
        "sign",
    ]);
    let key = world.tool(&["gpg", "--armor", "--export"]);
    world.write("key.asc", key);
    world.tool(&["gpg", "--batch", "--quiet", "--detach-sign", "evidence/junit.xml"]);
    hold(&world, (AnchorKind::OpenPgp, "key.asc"), "evidence/junit.xml.sig");
}

#[test]
fn cms_holds() {
    if !has("openssl") {
        return;
    }
    let world = cms::signed(cms::P256, cms::SIGNER, &["-cades"]);
    hold(&world, (AnchorKind::Authority, "root.pem"), "evidence/junit.xml.p7s");
}
