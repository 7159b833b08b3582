// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! No bit of what is signed can be changed, and whatever is changed about a signature, it is nobody
//! else's.
use std::sync::Arc;

use freigabe::{
    model::{Anchor, AnchorKind, Blob, Digests, Payload, Signer, Timestamp},
    policy,
    verify::{self, Opened, Signed, TrustStore},
};

use super::{World, cms, has};

/// What a signature proves over bytes; `None` for what is no signature any more.
fn signers(store: &TrustStore, path: &str, signature: &[u8], bytes: &[u8]) -> Option<Vec<Signer>> {
    let blob = Blob { path: path.into(), payload: signature.to_vec().into() };
    let Opened::Detached(detached) = verify::open(blob, store, Timestamp::now()) else { return None };
    let (digests, payload) = (Digests::default(), Payload::from(bytes.to_vec()));
    let trust = detached.verify(&Signed::new(&digests, Some(&payload)), store, Timestamp::now());
    Some(trust.signers().to_vec())
}

fn hold(world: &World, (kind, anchor): (AnchorKind, &str), signature: &str) {
    let mut store = TrustStore::new(policy::default_crypto());
    let anchor_of = Anchor { kind, name: Arc::from("supplier"), file: Some(anchor.to_owned()) };
    store.add(&anchor_of, &Arc::from(anchor), &world.read(anchor)).unwrap();
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
