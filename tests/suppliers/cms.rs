// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! CMS signatures by OpenSSL, with chains of certificates of our own making.
use cms::{content_info::ContentInfo, signed_data::SignedData};
use x509_cert::{
    attr::Attribute,
    der::{Any, Decode, Encode, asn1::SetOfVec},
};

use super::{World, has};

const CA: &str =
    "basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n";
pub(super) const SIGNER: &str = "basicConstraints=critical,CA:false\nkeyUsage=critical,digitalSignature\n\
    extendedKeyUsage=emailProtection\nsubjectAltName=email:release@supplier.example\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n";
pub(super) const P256: &[&str] = &["EC", "-pkeyopt", "ec_paramgen_curve:P-256"];

/// Makes a key and its certificate by an issuer; by itself where the issuer is its own name.
fn issue(world: &World, (name, issuer): (&str, &str), key: &[&str], extensions: &str) {
    let file = |ending: &str| format!("{name}.{ending}");
    world.write(&file("ext"), extensions);
    let mut make = vec!["openssl", "genpkey", "-out"];
    let key_file = file("key");
    make.extend([key_file.as_str(), "-algorithm"]);
    make.extend(key);
    world.tool(&make);
    let subject = format!("/C=DE/O=Example/CN={name}");
    world.tool(&["openssl", "req", "-new", "-key", &key_file, "-subj", &subject, "-out", &file("csr")]);
    let (csr, ext, pem) = (file("csr"), file("ext"), file("pem"));
    let mut sign = vec!["openssl", "x509", "-req", "-in", &csr, "-extfile", &ext, "-days", "30", "-out", &pem];
    let (issuer_pem, issuer_key) = (format!("{issuer}.pem"), format!("{issuer}.key"));
    match name == issuer {
        true => sign.extend(["-signkey", &key_file]),
        false => sign.extend(["-CA", &issuer_pem, "-CAkey", &issuer_key, "-CAcreateserial"]),
    }
    world.tool(&sign);
}

/// A root, an authority below it and a signer, with a key of some kind.
pub(super) fn world(key: &[&str], signer: &str) -> World {
    let mut world = World::new();
    issue(&world, ("root", "root"), P256, CA);
    issue(&world, ("authority", "root"), P256, &format!("{CA}authorityKeyIdentifier=keyid\n"));
    issue(&world, ("signer", "authority"), key, signer);
    world.trusts("authorities", "root.pem");
    world
}

pub(super) fn sign(world: &World, file: &str, signature: &str, more: &[&str]) {
    let mut line = vec!["openssl", "cms", "-sign", "-binary", "-in", file, "-out", signature, "-outform", "DER"];
    line.extend(["-signer", "signer.pem", "-inkey", "signer.key", "-certfile", "authority.pem"]);
    line.extend(more);
    world.tool(&line);
}

pub(super) fn signed(key: &[&str], signer: &str, more: &[&str]) -> World {
    let world = world(key, signer);
    sign(&world, "evidence/junit.xml", "evidence/junit.xml.p7s", more);
    world
}

/// The codes of the doubts about the evidence.
fn doubts(world: &World) -> Vec<String> {
    world.check().doubts("evidence/junit.xml")
}

#[test]
fn every_kind_of_key_signs() {
    if !has("openssl") {
        return;
    }
    let rsa: &[&str] = &["RSA", "-pkeyopt", "rsa_keygen_bits:3072"];
    let curve = |name: &'static str| vec!["EC", "-pkeyopt", name];
    let pss: &[&str] = &["-keyopt", "rsa_padding_mode:pss"];
    let short: &[&str] = &["-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:20"];
    for (key, more) in [
        (P256.to_vec(), &["-cades"][..]),
        (curve("ec_paramgen_curve:P-384"), &["-md", "sha384"]),
        (curve("ec_paramgen_curve:P-521"), &["-md", "sha512"]),
        (curve("ec_paramgen_curve:brainpoolP256r1"), &["-md", "sha256"]),
        (curve("ec_paramgen_curve:brainpoolP384r1"), &["-md", "sha384"]),
        (curve("ec_paramgen_curve:brainpoolP512r1"), &["-md", "sha512", "-keyid"]),
        (rsa.to_vec(), &["-md", "sha256"]),
        (rsa.to_vec(), pss),
        (rsa.to_vec(), short),
        (rsa.to_vec(), &["-noattr"]),
    ] {
        let world = signed(&key, SIGNER, more);
        assert_eq!(world.check().trust("evidence/junit.xml"), "signed by CN=signer,O=Example,C=DE", "{key:?} {more:?}");
        world.write("evidence/junit.xml", super::JUNIT.replace("unit", "Unit"));
        world.check().is_rejected("evidence/junit.xml", "signature-invalid");
    }
}

#[test]
fn artifacts_and_envelopes_are_signed_too() {
    if !has("openssl") {
        return;
    }
    let world = world(P256, SIGNER);
    sign(&world, "dist/app.tar", "evidence/app.tar.p7s", &["-cades"]);
    sign(&world, "evidence/junit.xml", "evidence/junit.p7m", &["-nodetach", "-stream"]);
    std::fs::remove_file(world.path("evidence/junit.xml")).unwrap();
    let pem = world.tool(&["openssl", "pkcs7", "-inform", "DER", "-in", "evidence/app.tar.p7s"]);
    world.write("evidence/app.tar.p7s", pem);
    let report = world.check();
    for file in ["evidence/app.tar.p7s", "evidence/junit.p7m"] {
        assert_eq!(report.trust(file), "signed by CN=signer,O=Example,C=DE");
    }
    let mut envelope = world.read("evidence/junit.p7m");
    let place = envelope.windows(4).position(|bytes| bytes == b"unit").unwrap();
    envelope[place] ^= 1;
    world.write("evidence/junit.p7m", envelope);
    world.check().is_rejected("evidence/junit.p7m", "signature-invalid");
}

#[test]
fn a_chain_leads_to_a_configured_authority_or_nowhere() {
    if !has("openssl") {
        return;
    }
    let mut world = signed(P256, SIGNER, &[]);
    world.trust.clear();
    assert_eq!(doubts(&world), ["chain-incomplete"]);
    issue(&world, ("other", "other"), P256, CA);
    world.trusts("authorities", "other.pem");
    assert_eq!(doubts(&world), ["chain-incomplete"]);
    // Another authority of the same name.
    world.tool(&["cp", "root.pem", "true.pem"]);
    issue(&world, ("root", "root"), P256, CA);
    world.trusts("timestamp_authorities", "true.pem");
    world.trust = world.trust.replace("other.pem", "root.pem");
    assert_eq!(doubts(&world), ["chain-incomplete"]);
    // Without the certificate in between.
    let world = self::world(P256, SIGNER);
    sign(&world, "evidence/junit.xml", "evidence/junit.xml.p7s", &["-certfile", "root.pem"]);
    let _ = doubts(&world);
    world.tool(&[
        "openssl",
        "cms",
        "-sign",
        "-binary",
        "-in",
        "evidence/junit.xml",
        "-out",
        "evidence/junit.xml.p7s",
        "-outform",
        "DER",
        "-signer",
        "signer.pem",
        "-inkey",
        "signer.key",
    ]);
    assert_eq!(doubts(&world), ["chain-incomplete"]);
}

#[test]
fn certificates_are_used_for_what_they_are_for() {
    if !has("openssl") {
        return;
    }
    let server = SIGNER.replace("emailProtection", "serverAuth");
    assert_eq!(doubts(&signed(P256, &server, &[])), ["certificate-use"]);
    let encryption = SIGNER.replace("digitalSignature", "keyEncipherment");
    assert_eq!(doubts(&signed(P256, &encryption, &[])), ["certificate-use"]);
    let critical = format!("{SIGNER}1.2.3.4=critical,DER:0500\n");
    assert_eq!(doubts(&signed(P256, &critical, &[])), ["critical-extension"]);
    let harmless = format!("{SIGNER}1.2.3.4=DER:0500\n");
    assert!(doubts(&signed(P256, &harmless, &[])).is_empty());
    for (authority, code) in [
        ("basicConstraints=critical,CA:false\n", "certificate-use"),
        ("basicConstraints=critical,CA:true\nkeyUsage=critical,digitalSignature\n", "certificate-use"),
        (
            "basicConstraints=critical,CA:true\nnameConstraints=critical,permitted;email:other.example\n",
            "critical-extension",
        ),
    ] {
        let world = world(P256, SIGNER);
        issue(&world, ("authority", "root"), P256, authority);
        issue(&world, ("signer", "authority"), P256, "subjectKeyIdentifier=none\n");
        sign(&world, "evidence/junit.xml", "evidence/junit.xml.p7s", &[]);
        assert_eq!(doubts(&world), [code], "{authority}");
    }
    let mut world = World::new();
    issue(&world, ("root", "root"), P256, &CA.replace("CA:true", "CA:true,pathlen:0"));
    issue(&world, ("authority", "root"), P256, CA);
    issue(&world, ("signer", "authority"), P256, SIGNER);
    world.trusts("authorities", "root.pem");
    sign(&world, "evidence/junit.xml", "evidence/junit.xml.p7s", &[]);
    assert_eq!(doubts(&world), ["certificate-use"]);
}

#[test]
fn envelopes_come_in_mails_and_line_ends_behind_signatures() {
    if !has("openssl") {
        return;
    }
    let world = signed(P256, SIGNER, &[]);
    world.write("evidence/junit.xml.p7s", [world.read("evidence/junit.xml.p7s").as_slice(), b"\n"].concat());
    assert_eq!(world.check().trust("evidence/junit.xml"), "signed by CN=signer,O=Example,C=DE");
    world.write("evidence/junit.xml.p7s", "");
    let mail = ["-nodetach", "-outform", "SMIME", "-to", "a@b.example", "-subject", "report"];
    sign(&world, "evidence/junit.xml", "evidence/junit.eml", &mail);
    sign(&world, "evidence/junit.xml", "apart.eml", &mail[1..]);
    std::fs::remove_file(world.path("evidence/junit.xml")).unwrap();
    let report = world.check();
    assert_eq!(report.trust("evidence/junit.eml"), "signed by CN=signer,O=Example,C=DE");
    let text = String::from_utf8(world.read("evidence/junit.eml")).unwrap();
    world.write("evidence/junit.eml", text.replacen("\nMII", "\nMIJ", 1));
    world.check().is_rejected("evidence/junit.eml", "malformed");
    world.write("evidence/junit.eml", world.read("apart.eml"));
    world.check().is_rejected("evidence/junit.eml", "malformed");
}

const CONFIG: &str = "[ca]\ndefault_ca=own\n[own]\ndatabase=index\ncrlnumber=number\ndefault_md=sha256\n\
    default_crl_days=7\ndefault_days=1\npolicy=any\nunique_subject=no\n[any]\ncommonName=supplied\n";

#[test]
fn revocations_count_and_missing_lists_do_too() {
    if !has("openssl") {
        return;
    }
    let mut world = signed(P256, SIGNER, &[]);
    world.write("ca.conf", CONFIG);
    world.write("index", "");
    world.write("number", "01\n");
    let list = |world: &World, authority: &str| {
        let (key, cert, out) = (format!("{authority}.key"), format!("{authority}.pem"), format!("{authority}.crl"));
        world.tool(&["openssl", "ca", "-config", "ca.conf", "-gencrl", "-keyfile", &key, "-cert", &cert, "-out", &out]);
    };
    list(&world, "root");
    world.trusts("revocation_lists", "root.crl");
    assert_eq!(doubts(&world), ["revocation-unknown"], "of the authority there is no list");
    list(&world, "authority");
    world.trust = world.trust.replace("root.crl\n", "root.crl\n    - {name: second, file: authority.crl}\n");
    assert!(doubts(&world).is_empty());
    let late = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24 * 8);
    assert_eq!(world.check_at(&late.to_string()).doubts("evidence/junit.xml"), ["revocation-unknown"], "stale");
    world.tool(&[
        "openssl",
        "ca",
        "-config",
        "ca.conf",
        "-revoke",
        "signer.pem",
        "-keyfile",
        "authority.key",
        "-cert",
        "authority.pem",
    ]);
    list(&world, "authority");
    assert_eq!(doubts(&world), ["revoked"]);
}

const TSA: &str = "[tsa]\ndefault_tsa=own\n[own]\nserial=serial\ndefault_policy=1.2.3\ndigests=sha256\nsigner_digest=sha256\n\
    accuracy=secs:1\nclock_precision_digits=3\ness_cert_id_alg=sha256\n";

/// Adds a timestamp over the signature, as OpenSSL's authority makes it.
fn stamp(world: &World, stamped: impl Fn(&[u8]) -> Vec<u8>) {
    let info = ContentInfo::from_der(&world.read("evidence/junit.xml.p7s")).unwrap();
    let mut data: SignedData = info.content.decode_as().unwrap();
    let mut signer = data.signer_infos.0.get(0).unwrap().clone();
    world.write("signature", stamped(signer.signature.as_bytes()));
    world.write("tsa.conf", TSA);
    world.write("serial", "01\n");
    world.tool(&["openssl", "ts", "-query", "-data", "signature", "-sha256", "-cert", "-out", "query"]);
    world.tool(&[
        "openssl",
        "ts",
        "-reply",
        "-config",
        "tsa.conf",
        "-section",
        "own",
        "-queryfile",
        "query",
        "-signer",
        "tsa.pem",
        "-inkey",
        "tsa.key",
        "-token_out",
        "-out",
        "token",
    ]);
    let token = Any::from_der(&world.read("token")).unwrap();
    let oid = "1.2.840.113549.1.9.16.2.14".parse().unwrap();
    let attribute = Attribute { oid, values: SetOfVec::try_from(vec![token]).unwrap() };
    signer.unsigned_attrs = Some(SetOfVec::try_from(vec![attribute]).unwrap());
    data.signer_infos.0 = SetOfVec::try_from(vec![signer]).unwrap();
    let info = ContentInfo { content_type: info.content_type, content: Any::encode_from(&data).unwrap() };
    world.write("evidence/junit.xml.p7s", info.to_der().unwrap());
}

#[test]
fn a_timestamp_proves_when_it_was_signed() {
    if !has("openssl") {
        return;
    }
    let late = (jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24 * 40)).to_string();
    let usage = "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n";
    let mut world = signed(P256, SIGNER, &[]);
    assert_eq!(world.check_at(&late).doubts("evidence/junit.xml"), ["outside-validity"]);
    issue(&world, ("tsa", "root"), P256, usage);
    world.trusts("timestamp_authorities", "tsa.pem");
    stamp(&world, <[u8]>::to_vec);
    let report = world.check_at(&late);
    assert_eq!(
        (report.trust("evidence/junit.xml").as_str(), report.doubts("evidence/junit.xml")),
        ("signed by CN=signer,O=Example,C=DE", vec![])
    );
    // By an authority that nobody trusts for times, though for signers.
    let trust = std::mem::take(&mut world.trust);
    world.trust = trust.replace("tsa.pem", "signer.pem");
    assert_eq!(world.check_at(&late).doubts("evidence/junit.xml"), ["outside-validity", "timestamp-invalid"]);
    assert_eq!(world.check().doubts("evidence/junit.xml"), ["timestamp-invalid"], "now it holds without");
    world.trust = trust;
    // Over another signature.
    sign(&world, "evidence/junit.xml", "evidence/junit.xml.p7s", &[]);
    stamp(&world, |_| b"other".to_vec());
    assert_eq!(world.check_at(&late).doubts("evidence/junit.xml"), ["outside-validity", "timestamp-invalid"]);
}

#[test]
fn what_is_no_der_is_rejected_with_the_way_out() {
    if !has("openssl") {
        return;
    }
    let world = signed(P256, SIGNER, &[]);
    let der = world.read("evidence/junit.xml.p7s");
    world.write("evidence/junit.xml.p7s", &der[..der.len() / 2]);
    world.check().is_rejected("evidence/junit.xml.p7s", "malformed");
    world.write("evidence/junit.xml.p7s", "-----BEGIN PKCS7-----\nAAAA\n-----END PKCS7-----\n");
    world.check().is_rejected("evidence/junit.xml.p7s", "malformed");
}
