// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What real cosign signed, from a real registry: found, verified and judged as in the image layouts that it
//! came from. `.ci/run` installs the registry.

use std::{
    fs,
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde_json::{Value, json};

use crate::{
    support::{
        self, code,
        layout::{AMD64, INDEX, JOB, KEYS, Layout, corpus, lines, report, trusting},
        registry::{Registry, are_there, skopeo},
        stdout,
    },
    world::key::Key,
};

/// Where the registry was when the images were signed: signatures in the old form name it.
const PORT: u16 = 5055;

/// Only one test at a time has the port.
static ALONE: Mutex<()> = Mutex::new(());

/// The corpus in a folder, and a registry that holds the images of it with all that is attached.
/// What is left last stands first, so that the port is free again before another test has it.
fn served() -> Option<(MutexGuard<'static, ()>, tempfile::TempDir, Registry)> {
    let folder = corpus().filter(|_| are_there(&["skopeo", "docker-registry"]))?;
    fs::create_dir(folder.path().join("empty")).unwrap();
    let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(registry) = Registry::start_at(folder.path(), PORT) else {
        println!("skipped: port {PORT} is taken");
        return None;
    };
    for name in ["old", "new", "keyless"] {
        let layout = folder.path().join("layouts").join(name);
        registry.push(name, &Layout::read(&layout));
        // The image itself comes as it would in a job.
        let (from, to) = (format!("oci:{}:v1.0.0", layout.display()), registry.image(name, "1.0"));
        skopeo(&["copy", "--quiet", "--all", "--preserve-digests", "--dest-tls-verify=false", &from, &to]);
    }
    Some((alone, folder, registry))
}

impl Registry {
    fn image(&self, name: &str, tag: &str) -> String {
        format!("docker://{}/{name}:{tag}", self.address)
    }
}

/// The exit code and the page of `freigabe verify`.
fn verify(arguments: &[&str]) -> (i32, Value) {
    let output = support::run(&[&["verify", "--json", "--at", "2026-11-25T12:00:00Z"], arguments].concat());
    (code(&output), serde_json::from_str(&stdout(&output)).unwrap_or(Value::Null))
}

fn root(folder: &Path) -> String {
    folder.join("keyless/trusted_root.json").display().to_string()
}

#[test]
fn a_registry_gives_what_the_layout_gave() {
    let Some((_alone, folder, registry)) = served() else { return };
    let by_root = "trust:\n  roots:\n    - { name: behoerde, file: keyless/trusted_root.json }\n".to_owned();
    for (name, trust, count) in [("old", trusting(&KEYS), 6), ("new", trusting(&KEYS), 10), ("keyless", by_root, 4)] {
        let on_disk = report(folder.path(), &format!("layouts/{name}"), &trust, INDEX);
        let image = registry.image(name, "1.0");
        let from_registry = report(folder.path(), "empty", &trust, &image);
        assert_eq!((&from_registry["rejected"], lines(&from_registry).len()), (&json!([]), count), "{name}");
        let expected: Vec<String> = lines(&on_disk)
            .iter()
            .map(|line| line.replace(&format!("layouts/{name}!"), &format!("{image}!")))
            .collect();
        assert_eq!(lines(&from_registry), expected);
        assert!(lines(&from_registry).iter().all(|line| line.ends_with("] []") && !line.contains("[] []")), "{name}");
        assert_eq!(from_registry["release"]["artifacts"][0]["digests"]["sha256"], INDEX);
    }
}

#[test]
fn what_is_signed_for_one_architecture_counts_for_it_alone() {
    let Some((_alone, folder, registry)) = served() else { return };
    let amd64 = format!("{}@sha256:{AMD64}", registry.image("old", "1.0").replace(":1.0", ""));
    let report = report(folder.path(), "empty", &trusting(&KEYS), &amd64);
    let lines = lines(&report);
    assert_eq!(lines.iter().filter(|line| line.contains("!sha256-AMD64.att#") && line.contains(" named ")).count(), 5);
    assert_eq!(lines.len(), 5, "the signature over the index is none over the image: {lines:#?}");
    let (code, page) = verify(&[&amd64, "--key", folder.path().join("keys/p256.pub").to_str().unwrap()]);
    assert_eq!((code, page["doubts"][0]["code"].as_str()), (1, Some("no-signature")), "{page:#}");
}

#[test]
fn verify_finds_the_signatures_by_key_and_by_identity() {
    let Some((_alone, folder, registry)) = served() else { return };
    for (name, key) in ["old", "new"].into_iter().flat_map(|name| KEYS.map(|key| (name, key))) {
        let pem = folder.path().join(format!("keys/{key}.pub")).display().to_string();
        let (code, page) = verify(&[&registry.image(name, "1.0"), "--key", &pem]);
        assert_eq!(
            (code, &page["holds"], &page["signers"][0]["name"]),
            (0, &json!(true), &json!(pem)),
            "{name}: {page:#}"
        );
        assert_eq!(page["digests"], json!([format!("sha256:{INDEX}")]));
        assert_eq!(page["signers"].as_array().unwrap().len(), 1);
    }
    let (image, root) = (registry.image("keyless", "1.0"), root(folder.path()));
    let issuer = ["--certificate-oidc-issuer", "https://gitlab.behoerde.example"];
    let of =
        |who: &str| verify(&[&[&image, "--trusted-root", &root, "--certificate-identity", who], &issuer[..]].concat());
    let (code, page) = of(JOB);
    assert_eq!((code, &page["signers"][0]["name"]), (0, &json!(JOB)), "{page:#}");
    let (code, page) = of("https://gitlab.behoerde.example/other");
    assert_eq!((code, &page["doubts"][0]["code"]), (1, &json!("wrong-identity")), "{page:#}");
    let stranger = folder.path().join("stranger.pub").display().to_string();
    fs::write(&stranger, Key::p256("stranger").pem()).unwrap();
    let (code, page) = verify(&[&registry.image("old", "1.0"), "--key", &stranger]);
    assert_eq!((code, &page["holds"]), (1, &json!(false)), "{page:#}");
}
