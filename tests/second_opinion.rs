// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! A second opinion on CycloneDX 1.3 to 1.5, by the crate `cyclonedx-bom` (which reads no other version
//! of those that are read here): the number of components and the set of package URLs of every valid
//! document of the corpus.
use std::{
    collections::BTreeSet,
    fs::{self, File},
    path::Path,
};

use cyclonedx_bom::prelude::{Bom, SpecVersion};
use serde_json::Value;

use crate::support;

/// The number of components without the primary one, and the package URLs of all.
fn opinion(path: &Path) -> Option<(u64, BTreeSet<String>)> {
    let text = fs::read_to_string(path).unwrap();
    let versions = [("1.3", SpecVersion::V1_3), ("1.4", SpecVersion::V1_4), ("1.5", SpecVersion::V1_5)];
    let is_json = path.extension().is_some_and(|extension| extension == "json");
    let (_, version) = versions.into_iter().find(|(number, _)| {
        let marks = [format!("\"specVersion\": \"{number}\""), format!("http://cyclonedx.org/schema/bom/{number}\"")];
        marks.iter().any(|mark| text.contains(mark))
    })?;
    let file = File::open(path).unwrap();
    let bom = match is_json {
        true => Bom::parse_from_json_with_version(file, version).ok()?,
        false => Bom::parse_from_xml_with_version(file, version).ok()?,
    };
    let mut all = Vec::new();
    let mut open: Vec<_> = bom.components.into_iter().flat_map(|components| components.0).collect();
    let primary = bom.metadata.and_then(|metadata| metadata.component);
    let number_of_primaries = u64::from(primary.is_some());
    open.extend(primary);
    while let Some(mut component) = open.pop() {
        open.extend(component.components.take().into_iter().flat_map(|components| components.0));
        all.push(component);
    }
    let purls = all.iter().filter_map(|component| component.purl.as_ref().map(ToString::to_string)).collect();
    Some((all.len() as u64 - number_of_primaries, purls))
}

#[test]
fn a_crate_for_older_versions_reads_the_same() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/sbom");
    if !corpus.is_dir() {
        eprintln!("skipped: {} is not there", corpus.display());
        return;
    }
    let output = support::freigabe().args(["inspect", "--json", "--details"]).arg(&corpus).output().unwrap();
    let page: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut compared = 0;
    for file in page["files"].as_array().unwrap() {
        let path = file["path"].as_str().unwrap();
        let read = file["format"].as_str().is_some_and(|format| format.starts_with("cyclonedx"));
        if !read || !file["rejected"].is_null() || file["components"].is_null() {
            continue;
        }
        let Some((number, purls)) = opinion(Path::new(path)) else { continue };
        let ours: BTreeSet<String> =
            file["details"]["purls"].as_array().unwrap().iter().map(|purl| purl.as_str().unwrap().to_owned()).collect();
        assert_eq!(file["components"], number, "{path}");
        assert_eq!(ours, purls, "{path}");
        compared += 1;
    }
    assert!(compared > 100, "only {compared} documents were compared");
}
