// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The container image: the same bytes each time, nothing but the binary in it, and a registry takes it.
use std::{fs, io::Read, path::Path, process::Command, time::Duration};

use serde_json::Value;

use crate::support::{
    self,
    registry::{self, Registry, skopeo},
};

/// Builds an image of a small file; gives the digest of its manifest. `None` without Python.
fn build(folder: &Path) -> Option<String> {
    if Command::new("python3").arg("--version").output().is_err() {
        println!("skipped: needs Python");
        return None;
    }
    let binary = folder.parent().unwrap().join("binary");
    fs::write(&binary, "the binary\n".repeat(1_000)).unwrap();
    let mut command = Command::new("python3");
    command.args(["scripts/build-image", "--architecture", "amd64", "--binary"]).arg(&binary).arg(folder);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap().trim().to_owned())
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

#[test]
fn the_same_binary_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (folder.path().join("one"), folder.path().join("other"));
    let Some(digest) = build(&one) else { return };
    // Neither the time nor the rights of the file get in.
    std::thread::sleep(Duration::from_millis(1_100));
    assert_eq!(build(&other).unwrap(), digest);
    let files = support::files(&one);
    assert_eq!(files.len(), 5);
    for file in files {
        let inside = file.strip_prefix(&one).unwrap();
        assert!(fs::read(&file).unwrap() == fs::read(other.join(inside)).unwrap(), "{}", inside.display());
    }
}

#[test]
fn there_is_nothing_in_it_but_the_binary() {
    let folder = tempfile::tempdir().unwrap();
    let image = folder.path().join("image");
    let Some(digest) = build(&image) else { return };
    let blob =
        |digest: &Value| image.join("blobs/sha256").join(digest.as_str().unwrap().strip_prefix("sha256:").unwrap());
    let index = json(&image.join("index.json"));
    assert_eq!(index["manifests"][0]["digest"], digest.as_str());
    let manifest = json(&blob(&index["manifests"][0]["digest"]));
    assert_eq!(manifest["layers"].as_array().unwrap().len(), 1);
    let config = json(&blob(&manifest["config"]["digest"]));
    assert_eq!(config["config"]["Entrypoint"], serde_json::json!(["/freigabe"]));
    assert_eq!(config["config"]["User"], "65534:65534");
    let layer = fs::File::open(blob(&manifest["layers"][0]["digest"])).unwrap();
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(layer));
    let mut entries = archive.entries().unwrap();
    let mut entry = entries.next().unwrap().unwrap();
    let header = entry.header();
    let facts = (header.mode().unwrap(), header.mtime().unwrap(), header.uid().unwrap(), header.gid().unwrap());
    assert_eq!(facts, (0o755, 0, 0, 0));
    assert_eq!(entry.path().unwrap().to_str(), Some("freigabe"));
    let mut bytes = Vec::new();
    entry.read_to_end(&mut bytes).unwrap();
    assert!(bytes == fs::read(folder.path().join("binary")).unwrap());
    assert!(entries.next().is_none());
    // What the engine would make of the Containerfile is the same.
    let containerfile = fs::read_to_string("Containerfile").unwrap();
    let lines: Vec<&str> = containerfile.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(lines[0], "FROM scratch");
    assert_eq!(lines.iter().filter(|line| line.starts_with("COPY") || line.starts_with("ADD")).count(), 1);
    assert!(lines.contains(&"USER 65534:65534") && lines.contains(&"ENTRYPOINT [\"/freigabe\"]"));
}

#[test]
fn skopeo_reads_it_and_a_registry_keeps_it_as_it_is() {
    if !registry::are_there(&["skopeo", "docker-registry"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let image = folder.path().join("image");
    let Some(digest) = build(&image) else { return };
    let version = env!("CARGO_PKG_VERSION");
    let local = format!("oci:{}:{version}", image.display());
    let inspected: Value = serde_json::from_str(&skopeo(&["inspect", &local])).unwrap();
    assert_eq!((&inspected["Architecture"], &inspected["Os"]), (&"amd64".into(), &"linux".into()));
    assert_eq!(inspected["Digest"], digest.as_str());
    assert_eq!(inspected["Labels"]["org.opencontainers.image.version"], version);
    let registry = Registry::start(folder.path());
    let remote = format!("docker://{}/freigabe/freigabe:{version}", registry.address);
    skopeo(&["copy", "--quiet", "--dest-tls-verify=false", &local, &remote]);
    let pushed: Value = serde_json::from_str(&skopeo(&["inspect", "--tls-verify=false", &remote])).unwrap();
    assert_eq!(pushed["Digest"], digest.as_str());
    assert_eq!(pushed["Layers"], inspected["Layers"]);
}
