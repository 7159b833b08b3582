// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Others verify what our keys sign, read the keys that we write, and we theirs: OpenSSL for every
//! classical curve and RSA, Python's `cryptography` for all curves and ML-DSA.
//!
//! Without the `openssl` command, or without `FREIGABE_ORACLE_PYTHON` (see `.ci/run`), the tests say so and do
//! nothing.
use std::{
    env, fs,
    path::Path,
    process::{Command, Stdio},
};

use freigabe::{
    model::{Algorithm, Crypto, Curve, DigestAlgorithm, DoubtCode, Lattice, Moments},
    policy,
    verify::{Form, KeyError, Message, Passphrase, PublicKey, SigningKey, Terms},
};
use tempfile::TempDir;

use crate::support;

const MESSAGE: &[u8] = b"Die Freigabe ist erteilt.\n";
const PASSPHRASE: &str = "geheim";

fn random(bytes: &mut [u8]) -> Result<(), KeyError> {
    getrandom::fill(bytes).map_err(|error| KeyError(error.to_string()))
}

fn passphrase() -> Passphrase {
    Passphrase::new(PASSPHRASE.into()).unwrap()
}

/// What goes wrong, or the algorithm.
fn verified(key: &PublicKey, signature: &[u8], form: &Form) -> Result<String, DoubtCode> {
    let crypto: Crypto = policy::default_crypto();
    let terms = Terms { crypto: &crypto, moments: Moments::now(support::AT.parse().unwrap()) };
    let used = key.verify(&Message::bytes(MESSAGE), signature, form, terms);
    used.map(|used| used.algorithm.to_string()).map_err(|doubt| doubt.code)
}

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("message"), MESSAGE).unwrap();
    folder
}

fn public(folder: &Path) -> PublicKey {
    PublicKey::from_pem(&fs::read_to_string(folder.join("key.pub")).unwrap()).unwrap()
}

/// Writes a key of ours, under the passphrase, and its signature over the message.
fn write(folder: &Path, algorithm: Algorithm) {
    let key = SigningKey::generate(algorithm, &mut random).unwrap();
    // Deriving a key from a passphrase is slow on purpose: some of the keys are enough.
    let passphrase = matches!(algorithm, Algorithm::Ed25519 | Algorithm::Ecdsa(Curve::P256, _)).then(passphrase);
    fs::write(folder.join("key.pem"), key.to_pem(passphrase.as_ref(), &mut random).unwrap().as_bytes()).unwrap();
    fs::write(folder.join("key.pub"), key.public().to_pem().unwrap()).unwrap();
    fs::write(folder.join("message.sig"), key.sign(&Message::bytes(MESSAGE)).unwrap()).unwrap();
}

/// Holds a key and a signature that somebody else wrote against ours.
fn read(folder: &Path, expected: &str) {
    let signature = fs::read(folder.join("message.sig")).unwrap();
    let public = public(folder);
    assert_eq!(verified(&public, &signature, &Form::PLAIN).as_deref(), Ok(expected));
    let text = fs::read_to_string(folder.join("key.pem")).unwrap();
    let key = SigningKey::from_pem(&text, Some(&passphrase())).unwrap();
    assert_eq!(key.public(), &public, "{expected}");
    let again = key.sign(&Message::bytes(MESSAGE)).unwrap();
    assert!(verified(&public, &again, &Form::PLAIN).is_ok(), "{expected}");
}

fn curve(curve: Curve) -> Algorithm {
    Algorithm::Ecdsa(curve, curve.hash())
}

/// Kind as the oracle names it, and the algorithm.
fn kinds() -> Vec<(String, Algorithm)> {
    let curves = Curve::ALL.iter().map(|c| (format!("ecdsa-{}", c.name()), curve(*c)));
    let lattices = Lattice::ALL.iter().map(|set| (set.name().to_owned(), Algorithm::MlDsa(*set)));
    curves.chain([("ed25519".to_owned(), Algorithm::Ed25519)]).chain(lattices).collect()
}

#[test]
fn python_and_we_verify_each_other() {
    let Some(python) = env::var_os("FREIGABE_ORACLE_PYTHON") else {
        println!("skipped: FREIGABE_ORACLE_PYTHON is not set");
        return;
    };
    let oracle = |command: &str, kind: &str, folder: &Path| {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracles/signatures.py");
        let status = Command::new(&python).arg(script).args([command, kind]).arg(folder).status().unwrap();
        status.success()
    };
    for (kind, algorithm) in kinds() {
        let theirs = folder();
        assert!(oracle("sign", &kind, theirs.path()), "{kind}");
        read(theirs.path(), &algorithm.to_string());
        let ours = folder();
        write(ours.path(), algorithm);
        assert!(oracle("verify", &kind, ours.path()), "{kind}");
        assert!(oracle("open", &kind, ours.path()), "{kind}");
        fs::write(ours.path().join("message"), b"other").unwrap();
        assert!(!oracle("verify", &kind, ours.path()), "{kind}");
    }
}

/// Runs `openssl`; `None` where there is none.
fn openssl(folder: &Path, arguments: &str) -> Option<bool> {
    let mut command = Command::new("openssl");
    command.args(arguments.split(' ')).current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null());
    match command.status() {
        Ok(status) => Some(status.success()),
        Err(error) => {
            println!("skipped: no `openssl`: {error}");
            None
        }
    }
}

#[test]
fn openssl_and_we_verify_each_other_on_every_curve() {
    let names = ["P-256", "P-384", "P-521", "brainpoolP256r1", "brainpoolP384r1", "brainpoolP512r1"];
    for (name, c) in names.into_iter().zip(Curve::ALL) {
        let hash = c.hash().name();
        let theirs = folder();
        let Some(made) = openssl(
            theirs.path(),
            &format!(
                "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:{name} -aes256 -pass pass:{PASSPHRASE} -out key.pem"
            ),
        ) else {
            return;
        };
        assert!(made, "{name}");
        let steps = [
            format!("pkey -in key.pem -passin pass:{PASSPHRASE} -pubout -out key.pub"),
            format!("dgst -{hash} -sign key.pem -passin pass:{PASSPHRASE} -out message.sig message"),
        ];
        assert!(steps.iter().all(|step| openssl(theirs.path(), step) == Some(true)), "{name}");
        read(theirs.path(), &curve(*c).to_string());
        let ours = folder();
        write(ours.path(), curve(*c));
        let steps = [
            format!("dgst -{hash} -verify key.pub -signature message.sig message"),
            format!("pkey -in key.pem -passin pass:{PASSPHRASE} -noout"),
        ];
        assert!(steps.iter().all(|step| openssl(ours.path(), step) == Some(true)), "{name}");
    }
}

#[test]
fn openssl_and_we_verify_each_other_with_ed25519() {
    let ours = folder();
    write(ours.path(), Algorithm::Ed25519);
    let verify = "pkeyutl -verify -pubin -inkey key.pub -rawin -in message -sigfile message.sig";
    let Some(agrees) = openssl(ours.path(), verify) else { return };
    assert!(agrees);
    assert_eq!(openssl(ours.path(), &format!("pkey -in key.pem -passin pass:{PASSPHRASE} -noout")), Some(true));
    let theirs = folder();
    let steps = [
        format!("genpkey -algorithm ED25519 -aes256 -pass pass:{PASSPHRASE} -out key.pem"),
        format!("pkey -in key.pem -passin pass:{PASSPHRASE} -pubout -out key.pub"),
        format!("pkeyutl -sign -inkey key.pem -passin pass:{PASSPHRASE} -rawin -in message -out message.sig"),
    ];
    assert!(steps.iter().all(|step| openssl(theirs.path(), step) == Some(true)));
    read(theirs.path(), "ed25519");
}

#[test]
fn rsa_of_openssl_verifies_in_both_paddings_with_any_salt() {
    let theirs = folder();
    let run = |step: &str| openssl(theirs.path(), step);
    let Some(made) = run("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key.pem") else { return };
    assert!(made && run("pkey -in key.pem -pubout -out key.pub") == Some(true));
    let signed = |hash: &str, options: &str| {
        assert_eq!(run(&format!("dgst -{hash} -sign key.pem{options} -out message.sig message")), Some(true));
        fs::read(theirs.path().join("message.sig")).unwrap()
    };
    let key = public(theirs.path());
    let plain = signed("sha256", "");
    assert_eq!(verified(&key, &plain, &Form::PLAIN).as_deref(), Ok("rsa-pkcs1-sha256"));
    let longer = signed("sha512", "");
    assert_eq!(verified(&key, &longer, &Form::PLAIN), Err(DoubtCode::SignatureInvalid), "never by trying");
    let named = Form::hashed(DigestAlgorithm::Sha512);
    assert_eq!(verified(&key, &longer, &named).as_deref(), Ok("rsa-pkcs1-sha512"));
    let pss = Form::exactly(Algorithm::RsaPss(DigestAlgorithm::Sha384));
    for salt in ["0", "20", "48", "max"] {
        let options = format!(" -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:{salt}");
        let signature = signed("sha384", &options);
        assert_eq!(verified(&key, &signature, &pss).as_deref(), Ok("rsa-pss-sha384"), "{salt}");
        let exact = verified(&key, &signature, &pss.clone().salted(48));
        assert_eq!(exact.is_ok(), salt == "48", "{salt}");
        assert_eq!(verified(&key, &signature, &named), Err(DoubtCode::SignatureInvalid), "{salt}");
    }
}

#[test]
fn a_key_for_pss_alone_signs_by_nothing_else() {
    let theirs = folder();
    let run = |step: &str| openssl(theirs.path(), step);
    let make = "genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_pss_keygen_md:sha512 -pkeyopt rsa_pss_keygen_mgf1_md:sha512 -pkeyopt rsa_pss_keygen_saltlen:64 -out key.pem";
    let Some(made) = run(make) else { return };
    assert!(made && run("pkey -in key.pem -pubout -out key.pub") == Some(true));
    assert_eq!(run("dgst -sha512 -sign key.pem -out message.sig message"), Some(true));
    let (key, signature) = (public(theirs.path()), fs::read(theirs.path().join("message.sig")).unwrap());
    assert_eq!(verified(&key, &signature, &Form::PLAIN).as_deref(), Ok("rsa-pss-sha512"));
    for other in [Algorithm::RsaPkcs1(DigestAlgorithm::Sha512), Algorithm::RsaPss(DigestAlgorithm::Sha256)] {
        assert_eq!(verified(&key, &signature, &Form::exactly(other)), Err(DoubtCode::SignatureInvalid), "{other}");
    }
}
