// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Keys on a token of SoftHSM: `attest` signs with them itself, or hands out the bytes that the token's
//! own tool signs.
//!
//! Without SoftHSM (`softhsm2-util`), `pkcs11-tool` and `openssl` (see `.ci/run`) the tests say so and do
//! nothing.
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use freigabe::verify::PublicKey;
use pkcs8::{
    ObjectIdentifier,
    der::Encode as _,
    spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef},
};
use tempfile::TempDir;

use crate::support;

/// Where Debian and others put SoftHSM.
const SOFTHSM: [&str; 2] = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so"];
const PIN: &str = "48151623";

/// A token of its own in a folder of its own.
struct Token {
    folder: TempDir,
    module: &'static str,
}

impl Token {
    /// A fresh token with the label `test`; `None` where the tools are missing.
    fn new() -> Option<Self> {
        let Some(module) = SOFTHSM.into_iter().find(|path| Path::new(path).exists()) else {
            println!("skipped: no SoftHSM");
            return None;
        };
        let token = Self { folder: tempfile::tempdir().unwrap(), module };
        fs::create_dir(token.path("tokens")).unwrap();
        let tokens = format!("directories.tokendir = {}\nobjectstore.backend = file\n", token.path("tokens").display());
        fs::write(token.path("softhsm2.conf"), tokens).unwrap();
        fs::write(token.path("message"), "all is well\n").unwrap();
        if !token.tool("--show-info") || !token.run("openssl", "version") {
            println!("skipped: no `pkcs11-tool` (OpenSC), or no `openssl`");
            return None;
        }
        token.initialise("test");
        Some(token)
    }

    fn initialise(&self, label: &str) {
        assert!(self.run("softhsm2-util", &format!("--init-token --free --label {label} --so-pin {PIN} --pin {PIN}")));
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, mut command: Command, arguments: &str) -> std::io::Result<Output> {
        command.args(arguments.split(' ')).current_dir(self.folder.path());
        command.env("SOFTHSM2_CONF", self.path("softhsm2.conf")).output()
    }

    fn run(&self, program: &str, arguments: &str) -> bool {
        self.command(Command::new(program), arguments).is_ok_and(|output| output.status.success())
    }

    fn tool(&self, arguments: &str) -> bool {
        self.run("pkcs11-tool", &format!("--module {} {arguments}", self.module))
    }

    /// Makes a key with `openssl`, which writes `NAME.pub`, and puts it on the token.
    fn key(&self, name: &str, (id, kind): (&str, &str)) {
        assert!(self.run("openssl", &format!("genpkey {kind} -out {name}.pem")), "{name}");
        assert!(self.run("openssl", &format!("pkey -in {name}.pem -pubout -out {name}.pub")), "{name}");
        let import = format!("--import {name}.pem --token test --label {name} --id {id} --pin {PIN}");
        assert!(self.run("softhsm2-util", &import), "{name}");
        fs::remove_file(self.path(&format!("{name}.pem"))).unwrap();
    }

    fn address(&self, key: &str) -> String {
        format!("pkcs11:{key}?module-path={}", self.module)
    }

    /// States an assessment with the key at an address, and more arguments.
    fn attest(&self, address: &str, (pin, more): (&str, &str)) -> Output {
        let mut command = support::checked();
        command.env("FREIGABE_PASSPHRASE", pin);
        self.command(command, &format!("{ASSESSMENT} --key {address} {more}")).unwrap()
    }

    /// The exit code of `check` over an envelope, by a policy that trusts this key.
    fn check(&self, envelope: &str, key: &str) -> i32 {
        let policy = format!(
            "version: 1\ntitle: t\ntrust:\n  keys:\n    - {{name: k, {key}}}\nrules:\n  - check: assessment\n    effect: block\n    with: {{kind: pentest, signers: [{{key: k}}]}}\n"
        );
        fs::write(self.path("policy.yaml"), policy).unwrap();
        let arguments = format!("check {envelope} --policy policy.yaml --commit {COMMIT} --at {}", support::AT);
        support::code(&self.command(support::checked(), &arguments).unwrap())
    }

    /// Has an attempt fail with words that explain it, without a PIN in them, and with nothing written.
    fn refuses(&self, address: &str, (pin, why): (&str, &str)) {
        let output = self.attest(address, (pin, "--out refused.json"));
        let said = support::stderr(&output) + &support::stdout(&output);
        assert!(said.contains(why), "{why}: {said}");
        assert!(!said.contains(pin), "{said}");
        assert_eq!(support::code(&output), 3, "{said}");
        assert!(!self.path("refused.json").exists());
    }
}

const COMMIT: &str = "3f786850e387550fdab836ed7e6dc881de23001b";
const ASSESSMENT: &str = "attest assessment --kind pentest --result passed --scope all --date 2026-11-20 --open critical=0 --open high=0 --document message --person A --role r --commit 3f786850e387550fdab836ed7e6dc881de23001b";

/// Name, id, how `openssl` makes it, and the hash that belongs to it.
const KEYS: &[(&str, &str, &str, &str)] = &[
    ("p256", "01", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256", "sha256"),
    ("p384", "02", "-algorithm EC -pkeyopt ec_paramgen_curve:P-384", "sha384"),
    ("p521", "03", "-algorithm EC -pkeyopt ec_paramgen_curve:P-521", "sha512"),
    ("brainpool", "04", "-algorithm EC -pkeyopt ec_paramgen_curve:brainpoolP256r1", "sha256"),
    ("rsa", "05", "-algorithm RSA -pkeyopt rsa_keygen_bits:3072", "sha256"),
    ("ed25519", "06", "-algorithm ED25519", ""),
];

#[test]
fn a_key_on_a_token_signs_what_check_accepts() {
    let Some(token) = Token::new() else { return };
    for (name, id, kind, _) in KEYS {
        token.key(name, (id, kind));
        let address = token.address(&format!("token=test;object={name};id=%{id};type=private"));
        let output = token.attest(&address, (PIN, &format!("--out {name}.json")));
        assert_eq!(support::code(&output), 0, "{name}: {}", support::stderr(&output));
        assert_eq!(token.check(&format!("{name}.json"), &format!("file: {name}.pub")), 0, "{name}");
    }
    assert_eq!(token.check("p256.json", "file: p384.pub"), 1, "signed by nobody the policy knows");
}

#[test]
fn an_rsa_key_on_a_token_signs_by_pss_where_its_public_key_is_for_that_alone() {
    let Some(token) = Token::new() else { return };
    token.key("rsa", ("01", "-algorithm RSA -pkeyopt rsa_keygen_bits:3072"));
    let plain = PublicKey::from_pem(&fs::read_to_string(token.path("rsa.pub")).unwrap()).unwrap();
    let mut info = SubjectPublicKeyInfoRef::try_from(plain.der()).unwrap();
    info.algorithm =
        AlgorithmIdentifierRef { oid: ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10"), parameters: None };
    let pss = PublicKey::from_der(&info.to_der().unwrap()).unwrap();
    fs::write(token.path("pss.pub"), pss.to_pem().unwrap()).unwrap();
    let output = token.attest(&token.address("object=rsa"), (PIN, "--public-key pss.pub --out pss.json"));
    assert_eq!(support::code(&output), 0, "{}", support::stderr(&output));
    assert_eq!(token.check("pss.json", "file: pss.pub"), 0);
    assert_eq!(token.check("pss.json", "file: rsa.pub"), 1);
}

#[test]
fn a_key_on_a_token_and_one_in_a_file_are_one_hybrid_signer() {
    let Some(token) = Token::new() else { return };
    token.key("classical", ("01", KEYS[0].2));
    let mut command = support::checked();
    command.env("FREIGABE_PASSPHRASE", "other than the PIN");
    let made = token.command(command, "keygen lattice --type ml-dsa-65").unwrap();
    assert_eq!(support::code(&made), 0, "{}", support::stderr(&made));
    fs::write(token.path("pin"), format!("{PIN}\r\n")).unwrap();
    let address = token.address("object=classical") + &format!("&pin-source=file:{}", token.path("pin").display());
    let output = token.attest(&address, ("other than the PIN", "--key lattice.key --out both.json"));
    assert_eq!(support::code(&output), 0, "{}", support::stderr(&output));
    assert_eq!(token.check("both.json", "file: classical.pub, hybrid: lattice.pub"), 0);
}

#[test]
fn two_keys_of_one_token_sign_one_envelope() {
    let Some(token) = Token::new() else { return };
    token.key("one", ("01", KEYS[0].2));
    token.key("two", ("02", KEYS[1].2));
    let second = format!("--key {} --out both.json", token.address("object=two"));
    let output = token.attest(&token.address("object=one"), (PIN, &second));
    assert_eq!(support::code(&output), 0, "{}", support::stderr(&output));
    for key in ["one.pub", "two.pub"] {
        assert_eq!(token.check("both.json", &format!("file: {key}")), 0, "{key}");
    }
}

#[test]
fn what_keeps_a_token_from_signing_is_told_without_the_pin() {
    let Some(token) = Token::new() else { return };
    token.key("release", ("01", KEYS[0].2));
    let own = token.address("token=test;object=release");
    let unasked = token.command(support::checked(), &format!("{ASSESSMENT} --key {own}")).unwrap();
    assert_eq!(support::code(&unasked), 3);
    assert!(
        support::stderr(&unasked).contains("nothing names the PIN of token `test`"),
        "{}",
        support::stderr(&unasked)
    );
    token.refuses(&own, ("47114711", "PIN of token `test` is wrong"));
    token.refuses(&format!("{own}&pin-value={PIN}"), (PIN, "`pin-value`"));
    token.refuses(&token.address("token=other;object=release"), (PIN, "it has `test`"));
    token.refuses(&token.address("token=test;object=other"), (PIN, "no such private key"));
    token.refuses("pkcs11:object=release?module-path=/no/such.so", (PIN, "could not be loaded"));
    token.refuses("pkcs11:object=release", (PIN, "names no library"));
    token.key("release", ("02", KEYS[0].2));
    token.refuses(&own, (PIN, "2 private keys of token `test` fit"));
    token.initialise("second");
    token.refuses(&token.address("object=release"), (PIN, "several tokens"));
    let output = token.attest(&token.address("token=test;id=%02"), (PIN, "--public-key release.pub"));
    assert_eq!(support::code(&output), 0, "{}", support::stderr(&output));
}

#[test]
fn what_a_token_signs_counts_only_with_its_public_key() {
    let Some(token) = Token::new() else { return };
    token.key("release", ("01", KEYS[0].2));
    token.key("other", ("02", KEYS[0].2));
    let own = token.address("object=release");
    let output = token.attest(&own, (PIN, "--public-key other.pub --out e.json"));
    assert_eq!(support::code(&output), 3);
    assert!(support::stderr(&output).contains("does not hold with its public key"), "{}", support::stderr(&output));
    assert!(!token.path("e.json").exists());
    let more = token.attest(&own, (PIN, "--public-key release.pub --public-key other.pub --out e.json"));
    assert!(support::stderr(&more).contains("more `--public-key`"), "{}", support::stderr(&more));
    assert!(
        token.tool(&format!("--login --pin {PIN} --token-label test --delete-object --type pubkey --label release"))
    );
    token.refuses(&own, (PIN, "--public-key FILE"));
    let always = "--keypairgen --key-type EC:prime256v1 --label always --id 03 --always-auth";
    assert!(token.tool(&format!("--login --pin {PIN} --token-label test {always}")));
    token.refuses(&token.address("object=always"), (PIN, "for each signature"));
}

#[test]
fn the_tool_of_a_token_signs_the_bytes_that_attest_hands_out() {
    let Some(token) = Token::new() else { return };
    for (name, id, kind, hash) in KEYS.iter().filter(|(name, ..)| *name != "ed25519" && *name != "rsa") {
        token.key(name, (id, kind));
        let freigabe = env!("CARGO_BIN_EXE_freigabe");
        assert!(token.run(freigabe, &format!("{ASSESSMENT} --bytes-out {name}.pae")), "{name}");
        assert!(token.run("openssl", &format!("dgst -{hash} -binary -out hash {name}.pae")), "{name}");
        let sign = format!("--sign --mechanism ECDSA --signature-format openssl --id {id} -i hash -o sig");
        assert!(token.tool(&format!("--login --pin {PIN} --token-label test {sign}")), "{name}");
        let assemble =
            format!("attest assemble {name}.pae --signature-in sig --public-key {name}.pub --out {name}.json");
        assert!(token.run(freigabe, &assemble), "{name}");
        assert_eq!(token.check(&format!("{name}.json"), &format!("file: {name}.pub")), 0, "{name}");
    }
}
