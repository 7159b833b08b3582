// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Image layouts as evidence: those that real cosign and skopeo made lie beside the repository (without
//! them the tests say so), and those that lie about themselves are made here.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use freigabe::{
    model::Algorithm,
    verify::{KeyError, Message, SigningKey},
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::support::{self, copy, freigabe};

const CORPUS: &str = "../shared/corpus/signatures/cosign";
const INDEX: &str = "f2e80405c60210cca690b27aee3fccdb73a1b6a5cd8307bd22b62069dd6bba4a";
const AMD64: &str = "b38651e4e62e56411c3683da095eb5e4edc722b24be64c5a1f3894aa8993a4a5";
const KEYS: [&str; 5] = ["p256", "p384", "p521", "rsa3072", "ed25519"];
const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const IMAGE_INDEX: &str = "application/vnd.oci.image.index.v1+json";
const BUNDLE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";
const JOB: &str = "https://gitlab.behoerde.example/gruppe/projekt//.gitlab-ci.yml@refs/tags/v1.0.0";

/// A folder with the corpus in it; `None` where that is not there.
fn corpus() -> Option<tempfile::TempDir> {
    if !Path::new(CORPUS).is_dir() {
        eprintln!("skipped: `{CORPUS}` is not there");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    copy(Path::new(CORPUS), folder.path());
    Some(folder)
}

/// The report of a run in a folder, with a policy that trusts these.
fn report(folder: &Path, evidence: &str, trust: &str, artifact: &str) -> Value {
    let policy = format!(
        "version: 1\ntitle: layouts\n{trust}rules:\n  - {{ check: no-rejected-evidence, effect: block }}\n  - {{ check: sbom-present, effect: block }}\n"
    );
    fs::write(folder.join("policy.yaml"), policy).unwrap();
    let arguments =
        ["check", evidence, "--policy", "policy.yaml", "--at", "2026-11-25T12:00:00Z", "--report", "json=-"];
    let artifact = if artifact.contains(':') { artifact.to_owned() } else { format!("sha256:{artifact}") };
    let output = freigabe().args(arguments).args(["--artifact", &artifact]).current_dir(folder).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", support::stderr(&output)))
}

/// Each piece of evidence, what it is about, and who signed it, in one line.
fn lines(report: &Value) -> Vec<String> {
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

fn trusting(keys: &[&str]) -> String {
    let keys: String = keys.iter().map(|key| format!("    - {{ name: {key}, file: keys/{key}.pub }}\n")).collect();
    format!("trust:\n  keys:\n{keys}")
}

fn in_tar(folder: &Path, layout: &str) -> String {
    let mut builder = tar::Builder::new(Vec::new());
    builder.append_dir_all(".", folder.join("layouts").join(layout)).unwrap();
    let name = format!("{layout}.tar");
    fs::write(folder.join(&name), builder.into_inner().unwrap()).unwrap();
    name
}

#[test]
fn every_object_of_cosign_is_evidence_with_its_signer() {
    let Some(folder) = corpus() else { return };
    let folder = folder.path();
    for place in ["layouts/old".to_owned(), in_tar(folder, "old")] {
        let report = report(folder, &place, &trusting(&KEYS), INDEX);
        assert_eq!(report["rejected"], json!([]));
        assert_eq!(report["skipped"]["part of an image"], 6);
        let mut expected: Vec<String> = (1..)
            .zip(["sbom", "sbom", "provenance", "scan", "vex"])
            .map(|(number, kind)| format!("{place}!sha256-AMD64.att#{number} {kind} other [p256] []"))
            .collect();
        expected.push(format!("{place}!sha256-INDEX.sig#1 signature named [p256+p384+p521+ed25519+rsa3072] []"));
        assert_eq!(lines(&report), expected);
    }
    for place in ["layouts/new".to_owned(), in_tar(folder, "new")] {
        let report = report(folder, &place, &trusting(&KEYS), INDEX);
        assert_eq!((&report["rejected"], &report["skipped"]["part of an image"]), (&json!([]), &json!(5)));
        let attestations = (1..)
            .zip(["scan", "vex", "provenance", "sbom", "sbom"])
            .map(|(number, kind)| format!("{place}!sha256-AMD64#{number} {kind} other [p384] []"));
        let signatures = (1..)
            .zip(["rsa3072", "p521", "ed25519", "p384", "p256"])
            .map(|(number, key)| format!("{place}!sha256-INDEX#{number} signature named [{key}] []"));
        assert_eq!(lines(&report), attestations.chain(signatures).collect::<Vec<_>>());
    }
}

#[test]
fn what_a_job_signed_is_known_by_its_certificate_and_by_its_root_alone() {
    let Some(folder) = corpus() else { return };
    let folder = folder.path();
    let root = "trust:\n  roots:\n    - { name: behoerde, file: keyless/trusted_root.json }\n";
    for place in ["layouts/keyless".to_owned(), in_tar(folder, "keyless")] {
        let report = report(folder, &place, root, INDEX);
        assert_eq!(report["rejected"], json!([]));
        let attestations = (1..)
            .zip(["sbom", "provenance", "vex"])
            .map(|(number, kind)| format!("{place}!sha256-AMD64#{number} {kind} other [JOB] []"));
        let signature = format!("{place}!sha256-INDEX#1 signature named [JOB] []");
        assert_eq!(lines(&report), attestations.chain([signature]).collect::<Vec<_>>());
    }
    let other = report(folder, "layouts/keyless", &trusting(&KEYS), INDEX);
    assert!(lines(&other).iter().all(|line| line.contains(" [] [")), "{:#?}", lines(&other));
    assert_eq!(lines(&other).len(), 4);
}

#[test]
fn each_object_is_signed_by_its_own_key_and_by_no_other() {
    let Some(folder) = corpus() else { return };
    let folder = folder.path();
    let signed = |key: &str, layout: &str| {
        let report = report(folder, &format!("layouts/{layout}"), &trusting(&[key]), INDEX);
        assert_eq!(report["rejected"], json!([]));
        let all = lines(&report);
        for line in all.iter().filter(|line| line.contains(" [] ")) {
            assert!(line.ends_with("[unknown-key]") || line.contains("unknown-key+"), "{key}: {line}");
        }
        let of_key = all.iter().filter(|line| line.contains(&format!("[{key}]")));
        let kinds = of_key.map(|line| line.split(' ').nth(1).unwrap().to_owned());
        kinds.fold(BTreeMap::<String, usize>::new(), |mut counts, kind| {
            *counts.entry(kind).or_default() += 1;
            counts
        })
    };
    for key in KEYS {
        let attested = |by: &str| if key == by { [1, 2, 1, 1] } else { [0; 4] };
        for (layout, by) in [("old", "p256"), ("new", "p384")] {
            let counts = signed(key, layout);
            let got = ["provenance", "sbom", "scan", "vex"].map(|kind| counts.get(kind).copied().unwrap_or(0));
            assert_eq!((got, counts.get("signature")), (attested(by), Some(&1)), "{key} in {layout}");
        }
    }
}

#[test]
fn what_is_signed_for_one_architecture_counts_for_it_alone() {
    let Some(folder) = corpus() else { return };
    let of_index = report(folder.path(), "layouts/old", &trusting(&KEYS), INDEX);
    let of_image = report(folder.path(), "layouts/old", &trusting(&KEYS), AMD64);
    assert_eq!(lines(&of_index).iter().filter(|line| line.contains(".att#") && line.contains(" named ")).count(), 0);
    assert_eq!(lines(&of_image).iter().filter(|line| line.contains(".att#") && line.contains(" named ")).count(), 5);
    assert_eq!(lines(&of_image).iter().filter(|line| line.contains(".sig#") && line.contains(" named ")).count(), 0);
    let said = of_index["ignored"].to_string();
    let relation = format!("`v1.0.0` = `sha256:{INDEX}` [`sha256:{AMD64}` linux/amd64");
    assert!(said.contains(&relation) && said.contains("linux/arm64"), "{said}");
}

#[test]
fn a_flipped_bit_in_any_blob_that_is_read_rejects_the_layout() {
    let Some(folder) = corpus() else { return };
    let whole = report(folder.path(), "layouts/old", &trusting(&KEYS), INDEX);
    let blobs = folder.path().join("layouts/old/blobs/sha256");
    let mut rejected = 0;
    for file in support::files(&blobs) {
        let bytes = fs::read(&file).unwrap();
        let mut changed = bytes.clone();
        changed[bytes.len() / 2] ^= 1;
        fs::write(&file, changed).unwrap();
        let report = report(folder.path(), "layouts/old", &trusting(&KEYS), INDEX);
        if lines(&report) != lines(&whole) {
            assert_eq!(lines(&report), [""; 0], "{}", file.display());
            assert!(report["rejected"].to_string().contains("holds other bytes under"), "{:#}", report["rejected"]);
            rejected += 1;
        }
        fs::write(&file, bytes).unwrap();
    }
    // An index, two images, two manifests, one payload and five envelopes; the others are parts of images.
    assert_eq!(rejected, 11);
}

/// A layout that is being made.
#[derive(Default)]
struct Layout {
    blobs: BTreeMap<String, Vec<u8>>,
    top: Vec<Value>,
}

impl Layout {
    fn blob(&mut self, media_type: &str, bytes: &[u8]) -> Value {
        let hex: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        self.blobs.insert(hex.clone(), bytes.to_vec());
        json!({ "mediaType": media_type, "digest": format!("sha256:{hex}"), "size": bytes.len() })
    }

    fn manifest(&mut self, layers: &[Value], subject: Option<&Value>) -> Value {
        let mut manifest = json!({ "schemaVersion": 2, "mediaType": MANIFEST, "layers": layers });
        if let Some(subject) = subject {
            manifest["subject"] = subject.clone();
        }
        self.blob(MANIFEST, manifest.to_string().as_bytes())
    }

    fn index(&mut self, manifests: &[Value]) -> Value {
        let index = json!({ "schemaVersion": 2, "mediaType": IMAGE_INDEX, "manifests": manifests });
        self.blob(IMAGE_INDEX, index.to_string().as_bytes())
    }

    fn name(&mut self, descriptor: &Value, name: &str) {
        let mut named = descriptor.clone();
        named["annotations"] = json!({ "org.opencontainers.image.ref.name": name });
        self.top.push(named);
    }

    fn write(&self, folder: &Path) {
        let blobs = folder.join("blobs/sha256");
        fs::create_dir_all(&blobs).unwrap();
        self.blobs.iter().for_each(|(hex, bytes)| fs::write(blobs.join(hex), bytes).unwrap());
        fs::write(folder.join("oci-layout"), r#"{"imageLayoutVersion":"1.0.0"}"#).unwrap();
        fs::write(folder.join("index.json"), json!({ "schemaVersion": 2, "manifests": self.top }).to_string()).unwrap();
    }

    /// What comes of it as evidence.
    fn report(&self) -> Value {
        self.report_after(|_| {})
    }

    fn report_after(&self, change: impl Fn(&Path)) -> Value {
        let folder = tempfile::tempdir().unwrap();
        let layout: PathBuf = folder.path().join("layout");
        self.write(&layout);
        change(&layout);
        report(folder.path(), "layout", "", &"0".repeat(64))
    }
}

fn hex(descriptor: &Value) -> &str {
    descriptor["digest"].as_str().unwrap().strip_prefix("sha256:").unwrap()
}

const SBOM: &[u8] = br#"{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"components":[]}"#;

/// A layout with an image and its manifest.
fn with_image() -> (Layout, Value) {
    let mut layout = Layout::default();
    let image = layout.manifest(&[], None);
    layout.name(&image, "v1");
    (layout, image)
}

#[test]
fn an_attached_sbom_is_evidence_that_nobody_signed() {
    let (mut layout, image) = with_image();
    let sbom = layout.blob("application/vnd.cyclonedx+json", SBOM);
    let attached = layout.manifest(&[sbom], None);
    layout.name(&attached, &format!("sha256-{}.sbom", hex(&image)));
    let report = layout.report();
    let path = format!("layout!sha256-{}.sbom#1", hex(&image));
    assert_eq!(lines(&report), [format!("{path} sbom place [] []")]);
}

#[test]
fn what_refers_to_an_image_is_found_once_with_and_without_the_fallback_tag() {
    let (mut layout, image) = with_image();
    let sbom = layout.blob("application/vnd.cyclonedx+json", SBOM);
    let referrer = layout.manifest(&[sbom], Some(&image));
    layout.top.push(referrer.clone());
    let path = format!("layout!sha256-{}#1", hex(&image));
    assert_eq!(lines(&layout.report()), [format!("{path} sbom place [] []")]);
    let fallback = layout.index(&[referrer]);
    layout.name(&fallback, &format!("sha256-{}", hex(&image)));
    assert_eq!(lines(&layout.report()), [format!("{path} sbom place [] []")]);
}

/// Why a layout is rejected as a whole.
fn refused(report: &Value) -> String {
    assert_eq!(lines(report), [""; 0]);
    let rejected = report["rejected"].as_array().unwrap();
    assert_eq!((rejected.len(), rejected[0]["path"].as_str()), (1, Some("layout")), "{rejected:#?}");
    rejected[0]["reason"].as_str().unwrap().to_owned()
}

#[test]
fn two_images_under_one_name_are_ambiguous() {
    let (mut layout, image) = with_image();
    layout.name(&image, "v1");
    assert_eq!(layout.report()["rejected"], json!([]), "the same image twice is one");
    let layer = layout.blob("application/octet-stream", b"other");
    let other = layout.manifest(&[layer], None);
    layout.name(&other, "v1");
    assert!(refused(&layout.report()).ends_with("(`ambiguous`)"));
}

#[test]
fn a_layout_that_lies_about_itself_counts_for_nothing() {
    let (mut layout, image) = with_image();
    let sbom = layout.blob(BUNDLE, SBOM);
    let of_image = layout.manifest(std::slice::from_ref(&sbom), Some(&image));
    let index = layout.index(std::slice::from_ref(&image));
    let of_index = layout.manifest(std::slice::from_ref(&sbom), Some(&index));
    let with = |descriptor: &Value, name: String| {
        let mut changed = Layout { blobs: layout.blobs.clone(), top: layout.top.clone() };
        changed.name(descriptor, &name);
        changed
    };
    let tag = format!("sha256-{}", hex(&image));
    let referred = |layout: &mut Layout, what: &Value| layout.index(std::slice::from_ref(what));
    let mut about_another = with(&image, "v1".to_owned());
    let fallback = referred(&mut about_another, &of_index);
    about_another.name(&fallback, &tag);
    assert!(refused(&about_another.report()).contains("than its place and its media type say"));
    for (what, name) in [(&of_image, tag.clone()), (&index, format!("{tag}.sig")), (&sbom, format!("{tag}.att"))] {
        let reason = refused(&with(what, name.clone()).report());
        assert!(reason.contains("than its place and its media type say"), "{name}: {reason}");
    }
    let mut typed = index.clone();
    typed["mediaType"] = MANIFEST.into();
    assert!(refused(&with(&typed, "other".to_owned()).report()).contains("media type"));
    let mut sized = image.clone();
    sized["size"] = 1.into();
    assert!(refused(&with(&sized, "other".to_owned()).report()).contains("other bytes"));
    for digest in ["sha256:../../../etc/passwd", "sha512:00", "sha256:", ""] {
        let mut elsewhere = image.clone();
        elsewhere["digest"] = digest.into();
        assert!(refused(&with(&elsewhere, "other".to_owned()).report()).contains("no digest by SHA-256"), "{digest}");
    }
}

#[test]
fn a_layout_that_is_not_whole_counts_for_nothing() {
    let (mut layout, image) = with_image();
    let sbom = layout.blob(BUNDLE, SBOM);
    let of_image = layout.manifest(std::slice::from_ref(&sbom), Some(&image));
    layout.top.push(of_image.clone());
    for gone in [&sbom, &of_image, &image] {
        let reason = refused(
            &layout.report_after(|folder| fs::remove_file(folder.join("blobs/sha256").join(hex(gone))).unwrap()),
        );
        assert!(reason.contains("skopeo copy --all"), "{reason}");
    }
    let reason = refused(&layout.report_after(|folder| fs::remove_file(folder.join("index.json")).unwrap()));
    assert!(reason.contains("does not hold `index.json`"), "{reason}");
    for (file, text, said) in [
        ("index.json", "{", "`index.json` cannot be read"),
        ("index.json", r#"{"manifests":[],"manifests":[]}"#, "duplicate field"),
        ("index.json", "{}", "than its place"),
        ("oci-layout", r#"{"imageLayoutVersion":"2"}"#, "of version `2`"),
    ] {
        let reason = refused(&layout.report_after(|folder| fs::write(folder.join(file), text).unwrap()));
        assert!(reason.contains(said), "{reason}");
    }
}

#[test]
fn a_signature_of_an_image_that_is_not_there_or_not_read_is_said() {
    let (mut layout, image) = with_image();
    let payload = json!({ "critical": { "identity": { "docker-reference": "app" }, "type": "cosign container image signature",
        "image": { "docker-manifest-digest": image["digest"] } }, "optional": null });
    let mut layer = layout.blob("application/vnd.dev.cosign.simplesigning.v1+json", payload.to_string().as_bytes());
    let tag = format!("sha256-{}.sig", hex(&image));
    let mut signed = |annotations: Value| {
        layer["annotations"] = annotations;
        let mut layout = Layout { blobs: layout.blobs.clone(), top: layout.top.clone() };
        let manifest = layout.manifest(&[layer.clone()], None);
        layout.name(&manifest, &tag);
        layout.report()
    };
    assert!(refused(&signed(json!({}))).contains("bears no signature"));
    // With a certificate it comes with what vouches for that, and without a root nobody does.
    let keyless =
        signed(json!({ "dev.cosignproject.cosign/signature": "AAAA", "dev.sigstore.cosign/certificate": CERTIFICATE }));
    assert_eq!(lines(&keyless), [format!("layout!{tag}#1 signature other [] [unknown-key]")]);
    let damaged =
        signed(json!({ "dev.cosignproject.cosign/signature": "AAAA", "dev.sigstore.cosign/certificate": "PEM" }));
    assert!(damaged["rejected"].to_string().contains("is no signature of cosign"), "{:#}", damaged["rejected"]);
}

#[test]
fn a_signature_is_over_the_image_of_its_repository() {
    let mut random = |bytes: &mut [u8]| getrandom::fill(bytes).map_err(|error| KeyError(error.to_string()));
    let key = SigningKey::generate(Algorithm::Ed25519, &mut random).unwrap();
    let (mut layout, image) = with_image();
    let payload = json!({ "critical": {
        "identity": { "docker-reference": "registry.behoerde.example/gruppe/app" },
        "type": "cosign container image signature",
        "image": { "docker-manifest-digest": image["digest"] },
    }, "optional": null });
    let payload = payload.to_string();
    let mut layer = layout.blob("application/vnd.dev.cosign.simplesigning.v1+json", payload.as_bytes());
    let signature = STANDARD.encode(key.sign(&Message::bytes(payload.as_bytes())).unwrap());
    layer["annotations"] = json!({ "dev.cosignproject.cosign/signature": signature });
    let manifest = layout.manifest(&[layer], None);
    let tag = format!("sha256-{}.sig", hex(&image));
    layout.name(&manifest, &tag);
    let folder = tempfile::tempdir().unwrap();
    layout.write(&folder.path().join("layout"));
    fs::create_dir(folder.path().join("keys")).unwrap();
    fs::write(folder.path().join("keys/own.pub"), key.public().to_pem().unwrap()).unwrap();
    for (name, found) in [
        ("", "[own] []"),
        ("registry.behoerde.example/gruppe/app@", "[own] []"),
        ("registry.behoerde.example/gruppe/app:1.0@", "[own] []"),
        ("gruppe/app@", "[own] []"),
        ("registry.behoerde.example/gruppe/other@", "[] [other-repository]"),
        ("mirror.example/gruppe/app@", "[] [other-repository]"),
        ("pp@", "[] [other-repository]"),
    ] {
        let artifact = format!("{name}{}", image["digest"].as_str().unwrap());
        let report = report(folder.path(), "layout", &trusting(&["own"]), &artifact);
        assert_eq!(lines(&report), [format!("layout!{tag}#1 signature named {found}")], "{name}");
    }
}

/// A certificate as far as anybody reads it without a root.
const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
