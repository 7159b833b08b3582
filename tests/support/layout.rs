// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Image layouts: those that real cosign and skopeo made lie beside the repository, others are made here.

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{copy, freigabe, stderr};

pub(crate) const CORPUS: &str = "../shared/corpus/signatures/cosign";
pub(crate) const INDEX: &str = "f2e80405c60210cca690b27aee3fccdb73a1b6a5cd8307bd22b62069dd6bba4a";
pub(crate) const AMD64: &str = "b38651e4e62e56411c3683da095eb5e4edc722b24be64c5a1f3894aa8993a4a5";
pub(crate) const KEYS: [&str; 5] = ["p256", "p384", "p521", "rsa3072", "ed25519"];
pub(crate) const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
pub(crate) const IMAGE_INDEX: &str = "application/vnd.oci.image.index.v1+json";
pub(crate) const BUNDLE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";
pub(crate) const JOB: &str = "https://gitlab.behoerde.example/gruppe/projekt//.gitlab-ci.yml@refs/tags/v1.0.0";

pub(crate) const SBOM: &[u8] = br#"{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"components":[]}"#;

/// A folder with the corpus in it; `None` where that is not there.
pub(crate) fn corpus() -> Option<tempfile::TempDir> {
    if !Path::new(CORPUS).is_dir() {
        eprintln!("skipped: `{CORPUS}` is not there");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    copy(Path::new(CORPUS), folder.path());
    Some(folder)
}

/// The report of a run in a folder, with a policy that trusts these.
pub(crate) fn report(folder: &Path, evidence: &str, trust: &str, artifact: &str) -> Value {
    let policy = format!(
        "version: 1\ntitle: layouts\n{trust}rules:\n  - {{ check: no-rejected-evidence, effect: block }}\n  - {{ check: sbom-present, effect: block }}\n"
    );
    fs::write(folder.join("policy.yaml"), policy).unwrap();
    let arguments =
        ["check", evidence, "--policy", "policy.yaml", "--at", "2026-11-25T12:00:00Z", "--report", "json=-"];
    let artifact = if artifact.contains(':') { artifact.to_owned() } else { format!("sha256:{artifact}") };
    let output = freigabe().args(arguments).args(["--artifact", &artifact]).current_dir(folder).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", stderr(&output)))
}

/// Each piece of evidence, what it is about, and who signed it, in one line.
pub(crate) fn lines(report: &Value) -> Vec<String> {
    let words = |list: &Value, key: &str| {
        let words = list.as_array().into_iter().flatten().filter_map(|one| one[key].as_str());
        words.collect::<Vec<_>>().join("+")
    };
    let line = |evidence: &Value| {
        let path =
            evidence["path"].as_str().unwrap().replace(INDEX, "INDEX").replace(AMD64, "AMD64").replace(JOB, "JOB");
        let (kind, bond) = (evidence["kind"].as_str().unwrap(), evidence["bond"].as_str().unwrap());
        let (signers, doubts) = (words(&evidence["signers"], "name"), words(&evidence["doubts"], "code"));
        format!("{path} {kind} {bond} [{}] [{doubts}]", signers.replace(JOB, "JOB"))
    };
    report["evidence"].as_array().unwrap().iter().map(line).collect()
}

pub(crate) fn trusting(keys: &[&str]) -> String {
    let keys: String = keys.iter().map(|key| format!("    - {{ name: {key}, file: keys/{key}.pub }}\n")).collect();
    format!("trust:\n  keys:\n{keys}")
}

/// A layout that is being made.
#[derive(Default)]
pub(crate) struct Layout {
    /// By their SHA-256.
    pub(crate) blobs: BTreeMap<String, Vec<u8>>,
    /// What its index lists.
    pub(crate) top: Vec<Value>,
}

impl Layout {
    pub(crate) fn blob(&mut self, media_type: &str, bytes: &[u8]) -> Value {
        let hex: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        self.blobs.insert(hex.clone(), bytes.to_vec());
        json!({ "mediaType": media_type, "digest": format!("sha256:{hex}"), "size": bytes.len() })
    }

    pub(crate) fn manifest(&mut self, layers: &[Value], subject: Option<&Value>) -> Value {
        let mut manifest = json!({ "schemaVersion": 2, "mediaType": MANIFEST, "layers": layers });
        if let Some(subject) = subject {
            manifest["subject"] = subject.clone();
        }
        self.blob(MANIFEST, manifest.to_string().as_bytes())
    }

    pub(crate) fn index(&mut self, manifests: &[Value]) -> Value {
        let index = json!({ "schemaVersion": 2, "mediaType": IMAGE_INDEX, "manifests": manifests });
        self.blob(IMAGE_INDEX, index.to_string().as_bytes())
    }

    pub(crate) fn name(&mut self, descriptor: &Value, name: &str) {
        let mut named = descriptor.clone();
        named["annotations"] = json!({ "org.opencontainers.image.ref.name": name });
        self.top.push(named);
    }

    pub(crate) fn write(&self, folder: &Path) {
        let blobs = folder.join("blobs/sha256");
        fs::create_dir_all(&blobs).unwrap();
        self.blobs.iter().for_each(|(hex, bytes)| fs::write(blobs.join(hex), bytes).unwrap());
        fs::write(folder.join("oci-layout"), r#"{"imageLayoutVersion":"1.0.0"}"#).unwrap();
        fs::write(folder.join("index.json"), json!({ "schemaVersion": 2, "manifests": self.top }).to_string()).unwrap();
    }
}

pub(crate) fn hex(descriptor: &Value) -> &str {
    descriptor["digest"].as_str().unwrap().strip_prefix("sha256:").unwrap()
}

/// A layout with an image and its manifest.
pub(crate) fn with_image() -> (Layout, Value) {
    let mut layout = Layout::default();
    let image = layout.manifest(&[], None);
    layout.name(&image, "v1");
    (layout, image)
}
