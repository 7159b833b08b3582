// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What real cosign signed, with five kinds of keys and as the job of a self-managed GitLab, through
//! `freigabe verify`. The objects lie beside the repository; without them the tests say so.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::support::{code, run, stdout};

const CORPUS: &str = "../shared/corpus/signatures/cosign";
/// Each line of `expected.tsv` that is refused, with our reason.
const REASONS: [(&str, &str); 6] = [
    ("branch.sigstore.json", "wrong-identity"),
    ("older-tag.sigstore.json", "wrong-identity"),
    ("other-project.sigstore.json", "wrong-identity"),
    ("no-timestamp.sigstore.json", "no-trusted-time"),
    ("foreign-timestamp.sigstore.json", "timestamp-invalid"),
    ("foreign-ca.sigstore.json", "chain-incomplete"),
];
const KEYS: [&str; 5] = ["p256", "p384", "p521", "rsa3072", "ed25519"];

fn corpus() -> Option<PathBuf> {
    let folder = Path::new(CORPUS);
    if !folder.is_dir() {
        eprintln!("skipped: `{CORPUS}` is not there");
        return None;
    }
    Some(folder.to_owned())
}

/// The exit code and what `verify --json` says.
fn verify(arguments: &[&str]) -> (i32, Value) {
    let output = run(&[&["verify", "--json", "--at", "2026-11-25T12:00:00Z"], arguments].concat());
    let page = serde_json::from_str(&stdout(&output)).unwrap_or(Value::Null);
    (code(&output), page)
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).to_str().unwrap().to_owned()
}

#[test]
fn every_file_of_cosign_verifies_with_its_key_and_no_other() {
    let Some(corpus) = corpus() else { return };
    let release = path(&corpus, "files/release.txt");
    for made_by in KEYS {
        for (option, ending) in [
            ("--signature", "sig"),
            ("--bundle", "sigstore.json"),
            ("--bundle", "slsa.sigstore.json"),
            ("--bundle", "slsa.dsse.json"),
        ] {
            let file = path(&corpus, &format!("files/release.txt.{made_by}.{ending}"));
            for key in KEYS {
                let pem = path(&corpus, &format!("keys/{key}.pub"));
                let (code, page) = verify(&[&release, option, &file, "--key", &pem]);
                assert_eq!(code, i32::from(key != made_by), "{file} with {key}: {page:#}");
                match key == made_by {
                    true => assert_eq!(page["signers"][0]["name"], pem.as_str()),
                    false => assert_eq!(page["doubts"][0]["code"], "unknown-key", "{file} with {key}: {page:#}"),
                }
            }
        }
    }
}

#[test]
fn a_signature_of_cosign_is_about_its_file_alone() {
    let Some(corpus) = corpus() else { return };
    let folder = tempfile::tempdir().unwrap();
    let other = path(folder.path(), "release.txt");
    fs::write(&other, "another release\n").unwrap();
    for made_by in KEYS {
        let key = path(&corpus, &format!("keys/{made_by}.pub"));
        for (ending, reason) in [("sigstore.json", "signature-invalid"), ("slsa.sigstore.json", "wrong-subject")] {
            let bundle = path(&corpus, &format!("files/release.txt.{made_by}.{ending}"));
            let (code, page) = verify(&[&other, "--bundle", &bundle, "--key", &key]);
            assert_eq!((code, page["doubts"][0]["code"].as_str()), (1, Some(reason)), "{bundle}: {page:#}");
        }
    }
}

#[test]
fn a_job_of_a_self_managed_gitlab_is_known_by_its_certificate() {
    let Some(corpus) = corpus() else { return };
    let keyless = corpus.join("keyless");
    let expected = fs::read_to_string(keyless.join("expected.tsv")).unwrap();
    let (mut accepted, mut refused) = (0, 0);
    for line in expected.lines().skip(1) {
        let [bundle, verdict, _] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let identity = "https://gitlab.behoerde.example/gruppe/projekt//.gitlab-ci.yml@refs/tags/v1.0.0";
        let (code, page) = verify(&[
            &path(&keyless, "release.txt"),
            "--bundle",
            &path(&keyless, bundle),
            "--trusted-root",
            &path(&keyless, "trusted_root.json"),
            "--certificate-identity",
            identity,
            "--certificate-oidc-issuer",
            "https://gitlab.behoerde.example",
        ]);
        if verdict == "accept" {
            assert_eq!(code, 0, "{bundle}: {page:#}");
            assert_eq!(page["signers"][0]["name"], identity);
            assert_eq!(page["signers"][0]["certificate"]["source_ref"], "refs/tags/v1.0.0");
            assert_eq!(page["signers"][0]["signed_at_by"], "timestamp");
            accepted += 1;
        } else {
            let (_, reason) = REASONS.iter().find(|(name, _)| *name == bundle).unwrap();
            assert_eq!((code, page["doubts"][0]["code"].as_str()), (1, Some(*reason)), "{bundle}: {page:#}");
            refused += 1;
        }
    }
    assert_eq!((accepted, refused), (2, REASONS.len()), "`expected.tsv` was read whole");
}

#[test]
fn nobody_counts_who_was_not_asked_for() {
    let Some(corpus) = corpus() else { return };
    let keyless = corpus.join("keyless");
    let (release, bundle) = (path(&keyless, "release.txt"), path(&keyless, "tag.sigstore.json"));
    let root = path(&keyless, "trusted_root.json");
    let base = [release.as_str(), "--bundle", &bundle];
    let with = |more: &[&str]| verify(&[&base, more].concat());
    assert_eq!(with(&["--trusted-root", &root]).0, 3, "anybody gets a certificate");
    let named = ["--certificate-identity", "x", "--certificate-oidc-issuer", "y"];
    let (code, page) = with(&named);
    assert_eq!(
        (code, page["doubts"][0]["code"].as_str()),
        (1, Some("no-log-entry")),
        "the public good instance: {page:#}"
    );
    let issuer = ["--trusted-root", &root, "--certificate-oidc-issuer-regexp", "https://gitlab[.]behoerde[.]example"];
    for (identity, holds) in [
        (".*/gruppe/projekt//[.]gitlab-ci[.]yml@refs/tags/v[0-9.]+", true),
        ("/gruppe/projekt//[.]gitlab-ci[.]yml@refs/tags/v[0-9.]+", false),
        (".*/gruppe/projekt", false),
        ("nobody|.*@refs/tags/v1", false),
    ] {
        let (code, page) = with(&[&issuer[..], &["--certificate-identity-regexp", identity]].concat());
        assert_eq!(code, i32::from(!holds), "{identity}: {page:#}");
    }
}
