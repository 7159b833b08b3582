// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! OpenSSH's signatures.
use super::{World, has};
use crate::support::gitlab;

/// A world whose key of a kind signed the evidence, with the options of its line in the list.
fn world(kind: &str, options: &str, namespace: &str) -> World {
    let mut world = World::new();
    let mut make = vec!["ssh-keygen", "-q", "-t", kind, "-N", "", "-f", "key"];
    if kind == "rsa" {
        make.extend(["-b", "3072"]);
    }
    world.tool(&make);
    let public = String::from_utf8(world.read("key.pub")).unwrap();
    world.write("allowed", format!("# the supplier\nrelease@supplier.example {options} {public}"));
    world.trusts("ssh", "allowed");
    world.tool(&["ssh-keygen", "-q", "-Y", "sign", "-f", "key", "-n", namespace, "evidence/junit.xml"]);
    world
}

#[test]
fn every_kind_of_key_signs() {
    if !has("ssh-keygen") {
        return;
    }
    for kind in ["ed25519", "ecdsa", "rsa"] {
        let world = world(kind, "namespaces=\"file\"", "file");
        let report = world.check();
        assert_eq!(report.trust("evidence/junit.xml"), "signed by release@supplier.example", "{kind}");
        world.write("evidence/junit.xml", super::JUNIT.replace("unit", "Unit"));
        world.check().is_rejected("evidence/junit.xml", "signature-invalid");
    }
}

#[test]
fn curves_of_every_size_sign_artifacts() {
    if !has("ssh-keygen") {
        return;
    }
    for size in ["256", "384", "521"] {
        let mut world = World::new();
        world.tool(&["ssh-keygen", "-q", "-t", "ecdsa", "-b", size, "-N", "", "-f", "key"]);
        let public = String::from_utf8(world.read("key.pub")).unwrap();
        world.write("allowed", format!("a@b {public}"));
        world.trusts("ssh", "allowed");
        world.tool(&["ssh-keygen", "-q", "-Y", "sign", "-f", "key", "-n", "file", "dist/app.tar"]);
        world.write("evidence/app.tar.sig", world.read("dist/app.tar.sig"));
        assert_eq!(world.check().trust("evidence/app.tar.sig"), "signed by a@b", "{size}");
    }
}

#[test]
fn namespaces_and_times_of_the_list_hold() {
    if !has("ssh-keygen") {
        return;
    }
    let doubts =
        |options: &str, namespace: &str| world("ed25519", options, namespace).check().doubts("evidence/junit.xml");
    assert_eq!(doubts("", "git"), ["wrong-subject"]);
    assert_eq!(doubts("namespaces=\"git\"", "git"), ["wrong-subject"]);
    assert_eq!(doubts("namespaces=\"file\"", "other"), ["wrong-subject"]);
    assert!(doubts("namespaces=\"release@*\"", "release@supplier").is_empty());
    assert_eq!(doubts("valid-before=\"20200101Z\"", "file"), ["outside-validity"]);
    assert_eq!(doubts("valid-after=\"20990101Z\"", "file"), ["outside-validity"]);
    let mut other = world("ed25519", "", "file");
    other.trust.clear();
    assert_eq!(other.check().doubts("evidence/junit.xml"), ["unknown-key"]);
}

#[test]
fn whoever_signs_an_archive_signs_what_is_in_it() {
    if !has("ssh-keygen") {
        return;
    }
    let world = world("ed25519", "", "file");
    let sealed = |name: &str| gitlab::zip(&[("junit.xml", super::JUNIT.replace("unit", name).as_bytes())]);
    world.write("evidence/tests.zip", sealed("sealed"));
    world.tool(&["ssh-keygen", "-q", "-Y", "sign", "-f", "key", "-n", "file", "evidence/tests.zip"]);
    assert_eq!(world.check().trust("evidence/tests.zip!junit.xml"), "signed by release@supplier.example");
    world.write("evidence/tests.zip", sealed("other"));
    world.check().is_rejected("evidence/tests.zip!junit.xml", "signature-invalid");
}
