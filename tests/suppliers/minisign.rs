// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! minisign and signify.
use std::fs;

use super::{World, has};

fn world() -> World {
    let mut world = World::new();
    world.tool(&["minisign", "-G", "-W", "-p", "pub", "-s", "sec"]);
    world.trusts("minisign", "pub");
    world
}

#[test]
fn minisign_signs_evidence_and_artifacts_in_both_ways() {
    if !has("minisign") {
        return;
    }
    let world = world();
    world.tool(&["minisign", "-S", "-H", "-s", "sec", "-m", "evidence/junit.xml", "-t", "hello"]);
    world.tool(&["minisign", "-S", "-l", "-s", "sec", "-m", "dist/app.tar", "-x", "evidence/app.tar.minisig"]);
    let report = world.check();
    assert_eq!(report.trust("evidence/junit.xml"), "signed by pub");
    assert_eq!(report.trust("evidence/app.tar.minisig"), "signed by pub");
    assert_eq!(report.of("evidence", "evidence/app.tar.minisig").unwrap()["bond"], "named");
    assert!(report.fate("evidence/junit.xml.minisig").contains("is the signature (`minisign`) over"));
}

#[test]
fn what_minisign_did_not_sign_is_refused() {
    if !has("minisign") {
        return;
    }
    let mut world = world();
    world.tool(&["minisign", "-S", "-s", "sec", "-m", "evidence/junit.xml", "-t", "hello"]);
    let signature = String::from_utf8(world.read("evidence/junit.xml.minisig")).unwrap();
    world.write("evidence/junit.xml.minisig", signature.replace("hello", "hallo"));
    world.check().is_rejected("evidence/junit.xml", "signature-invalid");
    world.write("evidence/junit.xml.minisig", &signature);
    assert_eq!(world.check().trust("evidence/junit.xml"), "signed by pub");
    world.write("evidence/junit.xml", super::JUNIT.replace("unit", "Unit"));
    let report = world.check();
    report.is_rejected("evidence/junit.xml", "signature-invalid");
    report.is_rejected("evidence/junit.xml.minisig", "signature-invalid");
    world.trust.clear();
    assert_eq!(world.check().doubts("evidence/junit.xml"), ["unknown-key"]);
    fs::remove_file(world.path("evidence/junit.xml")).unwrap();
    assert!(world.check().fate("evidence/junit.xml.minisig").contains("was not used"));
}

#[test]
fn signify_signs_files_and_lists() {
    if !has("signify-openbsd") {
        return;
    }
    let mut world = World::new();
    world.tool(&["signify-openbsd", "-G", "-n", "-p", "key.pub", "-s", "key.sec"]);
    world.trusts("minisign", "key.pub");
    world.tool(&["signify-openbsd", "-S", "-s", "key.sec", "-m", "evidence/junit.xml", "-x", "evidence/junit.xml.sig"]);
    let list = world.tool(&["sha256sum", "--tag", "dist/app.tar"]);
    world.write("SHA256", list);
    world.tool(&["signify-openbsd", "-S", "-e", "-s", "key.sec", "-m", "SHA256", "-x", "evidence/SHA256.sig"]);
    let report = world.check();
    assert_eq!(report.trust("evidence/junit.xml"), "signed by key-pub");
    assert_eq!(report.trust("evidence/SHA256.sig"), "signed by key-pub");
    assert_eq!(report.of("evidence", "evidence/SHA256.sig").unwrap()["bond"], "named");
    let signed = String::from_utf8(world.read("evidence/SHA256.sig")).unwrap();
    world.write("evidence/SHA256.sig", signed.replace("SHA256 (", "SHA256 (x"));
    world.check().is_rejected("evidence/SHA256.sig", "signature-invalid");
}
