// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! OpenPGP signatures by GnuPG and Sequoia.
use super::{World, has};

/// A world with a key of GnuPG's that the policy trusts.
fn gnupg(kind: &str) -> World {
    let mut world = World::new();
    world.tool(&gpg(&["--quick-generate-key", "Release <release@supplier.example>", kind, "sign", "2y"]));
    export(&world);
    world.trusts("openpgp", "key.asc");
    world
}

fn gpg<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    [&["gpg", "--batch", "--yes", "--quiet", "--pinentry-mode", "loopback", "--passphrase", ""], arguments].concat()
}

fn export(world: &World) {
    let key = world.tool(&gpg(&["--armor", "--export", "release@supplier.example"]));
    world.write("key.asc", key);
}

fn sign(world: &World, arguments: &[&str]) {
    world.tool(&gpg(&[arguments, &["evidence/junit.xml"]].concat()));
}

fn trust(world: &World) -> String {
    world.check().trust("evidence/junit.xml")
}

fn doubts(world: &World) -> Vec<String> {
    world.check().doubts("evidence/junit.xml")
}

#[test]
fn every_kind_of_key_signs_in_every_form() {
    if !has("gpg") {
        return;
    }
    for kind in [
        "ed25519",
        "rsa3072",
        "nistp256",
        "nistp384",
        "nistp521",
        "brainpoolP256r1",
        "brainpoolP384r1",
        "brainpoolP512r1",
    ] {
        let world = gnupg(kind);
        sign(&world, &["--armor", "--detach-sign"]);
        assert_eq!(trust(&world), "signed by key-asc", "{kind}");
        std::fs::remove_file(world.path("evidence/junit.xml.asc")).unwrap();
        sign(&world, &["--detach-sign", "--textmode", "--digest-algo", "SHA512"]);
        assert_eq!(trust(&world), "signed by key-asc", "{kind}");
        world.write("evidence/junit.xml", super::JUNIT.replace("unit", "Unit"));
        world.check().is_rejected("evidence/junit.xml", "signature-invalid");
    }
}

#[test]
fn what_is_signed_as_a_whole_is_refused_with_the_way_out() {
    if !has("gpg") {
        return;
    }
    let world = gnupg("ed25519");
    for (form, file) in [
        (&["--sign"][..], "evidence/junit.xml.gpg"),
        (&["--sign", "--compress-algo", "none"], "evidence/junit.xml.gpg"),
        (&["--sign", "--armor"], "evidence/junit.xml.asc"),
    ] {
        sign(&world, form);
        let report = world.check();
        report.is_rejected(file, "malformed");
        let reason = report.fate(file);
        assert!(reason.contains("`gpg --armor --detach-sign`"), "{reason}");
        std::fs::remove_file(world.path(file)).unwrap();
    }
    // What is only encrypted says nothing.
    sign(&world, &["--passphrase", "secret", "--symmetric", "--armor"]);
    assert!(world.check().of("ignored", "evidence/junit.xml.asc").is_some());
}

#[test]
fn subkeys_sign_for_their_certificate() {
    if !has("gpg") {
        return;
    }
    let mut world = World::new();
    world.tool(&gpg(&["--quick-generate-key", "Release <release@supplier.example>", "rsa3072", "cert", "2y"]));
    let listed = world.tool(&gpg(&["--with-colons", "--list-keys"]));
    let fingerprint = listed.lines().find_map(|line| line.strip_prefix("fpr:::::::::")).unwrap().trim_end_matches(':');
    world.tool(&gpg(&["--quick-add-key", fingerprint, "ed25519", "sign", "1y"]));
    export(&world);
    world.trusts("openpgp", "key.asc");
    sign(&world, &["--armor", "--detach-sign"]);
    assert_eq!(trust(&world), "signed by key-asc");
    // The certificate alone may not sign; a subkey that does not may not either.
    let late = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24 * 366);
    assert_eq!(world.check_at(&late.to_string()).doubts("evidence/junit.xml"), ["outside-validity"]);
}

#[test]
fn what_is_known_to_be_wrong_with_a_key_is_said() {
    if !has("gpg") {
        return;
    }
    let mut world = gnupg("ed25519");
    sign(&world, &["--armor", "--detach-sign"]);
    let late = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24 * 366 * 3);
    assert_eq!(world.check_at(&late.to_string()).doubts("evidence/junit.xml"), ["outside-validity"]);
    assert_eq!(world.check_at("2020-01-01T00:00:00Z").trust("evidence/junit.xml"), "unsigned");
    sign(&world, &["--armor", "--digest-algo", "SHA1", "--detach-sign"]);
    assert_eq!(doubts(&world), ["algorithm-not-accepted"]);
    sign(&world, &["--armor", "--detach-sign"]);
    let trust = std::mem::take(&mut world.trust);
    assert_eq!(doubts(&world), ["unknown-key"]);
    world.trust = trust;
    // GnuPG keeps a revocation ready, disarmed by a colon.
    let folder = std::fs::read_dir(world.path("home/openpgp-revocs.d")).unwrap().next().unwrap().unwrap();
    let revocation = std::fs::read_to_string(folder.path()).unwrap().replace(":-----BEGIN", "-----BEGIN");
    world.write("revocation", revocation);
    world.tool(&gpg(&["--import", "revocation"]));
    export(&world);
    assert_eq!(doubts(&world), ["revoked"]);
}

#[test]
fn signed_texts_are_read_out_of_their_frame() {
    if !has("gpg") {
        return;
    }
    let world = gnupg("ed25519");
    let list = world.tool(&["sha256sum", "evidence/junit.xml", "dist/app.tar"]);
    world.write("SHA256SUMS", list.replace("evidence/", "").replace("dist/", ""));
    world.tool(&gpg(&["--clearsign", "--output", "evidence/SHA256SUMS.asc", "SHA256SUMS"]));
    let report = world.check();
    for file in ["evidence/SHA256SUMS.asc", "evidence/junit.xml"] {
        assert_eq!(report.trust(file), "signed by key-asc");
    }
    let signed = String::from_utf8(world.read("evidence/SHA256SUMS.asc")).unwrap();
    world.write("evidence/SHA256SUMS.asc", signed.replace("app.tar", "app.tor"));
    world.check().is_rejected("evidence/SHA256SUMS.asc", "signature-invalid");
    world.write("evidence/SHA256SUMS.asc", signed.clone() + "0000  more\n");
    world.check().is_rejected("evidence/SHA256SUMS.asc", "malformed");
    world.write("evidence/SHA256SUMS.asc", "x\n".to_owned() + &signed);
    assert_eq!(world.check().trust("evidence/junit.xml"), "unsigned");
}

#[test]
fn charts_bear_the_provenance_of_helm() {
    if !has("gpg") {
        return;
    }
    let world = gnupg("rsa3072");
    let digest = world.tool(&["sha256sum", "dist/app.tar"]);
    let digest = digest.split(' ').next().unwrap();
    world.write(
        "chart",
        format!("apiVersion: v2\nname: app\nversion: 1.0.0\n\n...\nfiles:\n  app.tar: sha256:{digest}\n"),
    );
    world.tool(&gpg(&["--clearsign", "--output", "evidence/app-1.0.0.tgz.prov", "chart"]));
    let report = world.check();
    assert_eq!(report.trust("evidence/app-1.0.0.tgz.prov"), "signed by key-asc");
    assert_eq!(report.of("evidence", "evidence/app-1.0.0.tgz.prov").unwrap()["bond"], "named");
}

#[test]
fn sequoia_signs_too() {
    if !has("sq") {
        return;
    }
    let mut world = World::new();
    world.tool(&["sq", "key", "generate", "--userid", "release@supplier.example", "--export", "key.pgp"]);
    let certificate = world.tool(&["sq", "key", "extract-cert", "key.pgp"]);
    world.write("cert.pgp", certificate);
    world.trusts("openpgp", "cert.pgp");
    world.tool(&[
        "sq",
        "sign",
        "--signer-key",
        "key.pgp",
        "--detached",
        "--output",
        "evidence/junit.xml.asc",
        "evidence/junit.xml",
    ]);
    assert_eq!(trust(&world), "signed by cert-pgp");
    world.tool(&[
        "sq",
        "sign",
        "--binary",
        "--signer-key",
        "key.pgp",
        "--detached",
        "--output",
        "evidence/app.tar.sig",
        "dist/app.tar",
    ]);
    assert_eq!(world.check().trust("evidence/app.tar.sig"), "signed by cert-pgp");
    world.write("key.pgp", world.read("evidence/app.tar.sig"));
    world.trusts("openpgp", "key.pgp");
    assert!(!world.read("evidence/junit.xml.asc").is_empty());
}
