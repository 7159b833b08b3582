// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! How much memory a large file takes: less than half as much again as it is large.

use std::{fs, process::Stdio, time::Instant};

use crate::support::{self, AT};

const POLICY: &str =
    "version: 1\ntitle: t\nrules:\n  - check: sbom-fields\n    with: {fields: {purl: 100}}\n    effect: block\n";

/// An SBOM in XML of so many components, no two of which are alike.
fn sbom(number: u64) -> String {
    let component = |n: u64| {
        // A few steps of a generator of random numbers (Knuth, MMIX).
        let next = |last: &u64| Some(last.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1));
        let hash: String =
            std::iter::successors(next(&n), next).skip(4).take(4).map(|word| format!("{word:016x}")).collect();
        format!(
            "<component type=\"library\" bom-ref=\"c{n}\">\n<supplier><name>supplier {n}</name></supplier>\n\
             <name>component-{n}</name>\n<version>1.{n}.0</version>\n<hashes>\n<hash alg=\"SHA-256\">{hash}</hash>\n<hash alg=\"SHA-512\">{hash}{hash}</hash>\n</hashes>\n\
             <licenses><license><id>MIT</id></license></licenses>\n<purl>pkg:npm/component-{n}@1.{n}.0</purl>\n\
             <externalReferences><reference type=\"vcs\"><url>https://git.example/component-{n}.git</url></reference>\
             <reference type=\"distribution\"><url>https://registry.example/component-{n}.tgz</url><hashes>\
             <hash alg=\"SHA-512\">{hash}{hash}</hash></hashes></reference></externalReferences>\n\
             <properties><property name=\"example:source\">{hash}</property>\n\
             <property name=\"example:folder\">packages/component-{n}/lib</property></properties>\n</component>\n"
        )
    };
    let components: String = (0..number).map(component).collect();
    format!(
        "<?xml version=\"1.0\"?>\n<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\" version=\"1\">\n<components>\n{components}</components>\n</bom>\n"
    )
}

#[test]
fn an_sbom_in_xml_is_read_in_bounded_memory() {
    let folder = tempfile::tempdir().unwrap();
    let text = sbom(90_000);
    let size = text.len() as u64 >> 10;
    fs::write(folder.path().join("bom.xml"), text).unwrap();
    fs::write(folder.path().join("policy.yaml"), POLICY).unwrap();
    let started = Instant::now();
    let mut command = support::freigabe();
    command.current_dir(folder.path()).args(["check", ".", "--policy", "policy.yaml", "--at", AT]);
    let (ended, peak) = support::peak(command.stdout(Stdio::null()).spawn().unwrap());
    println!("{} MiB: {:.1} s, at most {} MiB", size >> 10, started.elapsed().as_secs_f64(), peak >> 10);
    assert!(ended.success());
    assert!(peak < size / 2 * 3, "{peak} KiB for {size} KiB");
}
