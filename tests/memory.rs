// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! How much memory a large file takes: less than half as much again as it is large, whatever it holds.

use std::{fs, path::Path, process::Stdio, time::Instant};

use serde_json::{Value, json};

use crate::support::{self, AT};

/// Asks for all that an SBOM can hold.
const POLICY: &str = "version: 1\ntitle: t\nrules:\n\
  - {check: no-rejected-evidence, effect: block}\n\
  - {check: sbom-graph, effect: warn}\n\
  - {check: sbom-fields, with: {fields: {purl: 1}}, effect: warn}\n\
  - {check: tests-passed, effect: warn}\n";

/// From this size on a file is not held in memory as a whole.
const SIZE: usize = 18 << 20;

/// A sort of large file: what stands before its elements, one of them by its number, what stands behind them.
struct Kind {
    file: &'static str,
    begin: &'static str,
    element: fn(u64) -> String,
    end: &'static str,
    /// The most memory beside that of the process itself, in percent of the size of the file.
    most: u64,
}

const KINDS: &[Kind] = &[
    Kind {
        file: "thin.cdx.json",
        begin: r#"{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"components":[{"type":"file","name":"a"}"#,
        element: |n| {
            format!(
                r#",{{"type":"library","bom-ref":"pkg:npm/part-{n}@1.{n}","name":"part-{n}","version":"1.{n}","purl":"pkg:npm/part-{n}@1.{n}","hashes":[{{"alg":"SHA-256","content":"{}"}}],"licenses":[{{"license":{{"id":"MIT"}}}}],"externalReferences":[{{"type":"vcs","url":"https://git.example/part-{n}.git"}}]}}"#,
                hex(n, 4)
            )
        },
        end: "]}",
        most: 145,
    },
    Kind {
        file: "bom.cdx.xml",
        begin: "<?xml version=\"1.0\"?>\n<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\" version=\"1\">\n<components>\n",
        element: |n| {
            format!(
                "<component type=\"library\" bom-ref=\"c{n}\">\n<supplier><name>supplier {n}</name></supplier>\n\
                 <name>component-{n}</name>\n<version>1.{n}.0</version>\n<hashes>\n<hash alg=\"SHA-512\">{}</hash>\n</hashes>\n\
                 <licenses><license><id>MIT</id></license></licenses>\n<purl>pkg:npm/component-{n}@1.{n}.0</purl>\n\
                 <externalReferences><reference type=\"vcs\"><url>https://git.example/component-{n}.git</url></reference>\
                 <reference type=\"distribution\"><url>https://registry.example/component-{n}.tgz</url><hashes>\
                 <hash alg=\"SHA-512\">{}</hash></hashes></reference></externalReferences>\n\
                 <properties><property name=\"example:folder\">packages/component-{n}/lib</property></properties>\n</component>\n",
                hex(n, 8),
                hex(n + 1, 8)
            )
        },
        end: "</components>\n</bom>\n",
        most: 145,
    },
    Kind {
        file: "bom.spdx.json",
        begin: r#"{"spdxVersion":"SPDX-2.3","dataLicense":"CC0-1.0","SPDXID":"SPDXRef-DOCUMENT","name":"a","documentNamespace":"https://a.example/b","creationInfo":{"created":"2026-11-01T08:00:00Z","creators":["Tool: a-1"]},"packages":[{"SPDXID":"SPDXRef-a","name":"a","downloadLocation":"NONE"}"#,
        element: |n| {
            format!(
                r#",{{"SPDXID":"SPDXRef-{n}","name":"part-{n}","versionInfo":"1.{n}","supplier":"Organization: part {n} (dev@part-{n}.example)","downloadLocation":"https://registry.example/part-{n}.tgz","filesAnalyzed":false,"licenseConcluded":"MIT","copyrightText":"NOASSERTION","checksums":[{{"algorithm":"SHA256","checksumValue":"{}"}}],"externalRefs":[{{"referenceCategory":"PACKAGE-MANAGER","referenceType":"purl","referenceLocator":"pkg:npm/part-{n}@1.{n}"}}]}}"#,
                hex(n, 4)
            )
        },
        end: "]}",
        most: 145,
    },
    Kind {
        file: "bom.spdx",
        begin: "SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\nDocumentName: a\nDocumentNamespace: https://a.example/b\nCreator: Tool: a-1\nCreated: 2026-11-01T08:00:00Z\n",
        element: |n| {
            format!(
                "\nPackageName: part-{n}\nSPDXID: SPDXRef-{n}\nPackageVersion: 1.{n}\nPackageSupplier: Organization: part {n} project\n\
                 PackageDownloadLocation: https://registry.example/part-{n}.tgz\nFilesAnalyzed: false\nPackageChecksum: SHA256: {}\n\
                 PackageLicenseConcluded: MIT\nPackageCopyrightText: NOASSERTION\n\
                 ExternalRef: PACKAGE-MANAGER purl pkg:npm/part-{n}@1.{n}\n",
                hex(n, 4)
            )
        },
        end: "",
        most: 175,
    },
    Kind {
        file: "junit.xml",
        begin: "<?xml version=\"1.0\"?>\n<testsuites><testsuite name=\"a\" timestamp=\"2026-11-01T08:00:00\">\n",
        element: |n| format!("<testcase name=\"test_{n}\" classname=\"example.Case{}\" time=\"0.01\"/>\n", n / 9),
        end: "</testsuite></testsuites>\n",
        most: 40,
    },
    Kind {
        file: "cobertura.xml",
        begin: "<?xml version=\"1.0\"?>\n<coverage version=\"7\" line-rate=\"1\" branch-rate=\"1\"><packages><package name=\"a\"><classes>\n",
        element: |n| {
            let lines: String = (1..60).map(|line| format!("<line number=\"{line}\" hits=\"{n}\"/>\n")).collect();
            format!("<class name=\"C{n}\" filename=\"src/c{n}.py\"><methods/><lines>\n{lines}</lines></class>\n")
        },
        end: "</classes></package></packages></coverage>\n",
        most: 40,
    },
    Kind {
        file: "lcov.info",
        begin: "",
        element: |n| {
            let lines: String = (1..60).map(|line| format!("DA:{line},{n}\n")).collect();
            let branches: String = (1..20).map(|line| format!("BRDA:{line},0,{},1\n", line % 2)).collect();
            format!("SF:src/c{n}.c\n{lines}{branches}end_of_record\n")
        },
        end: "",
        most: 90,
    },
    Kind {
        file: "trivy.json",
        begin: r#"{"SchemaVersion":2,"CreatedAt":"2026-11-01T08:00:00Z","ArtifactName":"a","ArtifactType":"container_image","Results":[{"Target":"a","Class":"lang-pkgs","Type":"npm","Vulnerabilities":[{"VulnerabilityID":"CVE-2026-1","PkgName":"a"}"#,
        element: |n| {
            format!(
                r#",{{"VulnerabilityID":"CVE-2026-{n}","PkgName":"part-{n}","PkgIdentifier":{{"PURL":"pkg:npm/part-{n}@1.{n}"}},"InstalledVersion":"1.{n}","FixedVersion":"2.{n}","Status":"fixed","PrimaryURL":"https://avd.example/CVE-2026-{n}","Title":"What is wrong in part {n}","Description":"{}","Severity":"LOW","CweIDs":["CWE-79"],"References":["https://advisories.example/{n}","https://nvd.example/{n}"],"PublishedDate":"2026-03-01T00:00:00Z"}}"#,
                hex(n, 24)
            )
        },
        end: "]}]}",
        most: 145,
    },
];

/// So many words in hexadecimal, unlike those of other numbers: steps of a generator of random numbers (Knuth, MMIX).
fn hex(n: u64, words: usize) -> String {
    let next = |last: &u64| Some(last.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1));
    std::iter::successors(next(&n), next).skip(4).take(words).map(|word| format!("{word:016x}")).collect()
}

/// How many statements a check of the folder read, and the most memory that it took, in KiB.
fn check(folder: &Path) -> (usize, u64) {
    let report = folder.join("report");
    let mut command = support::freigabe();
    command.current_dir(folder.join("evidence")).args(["check", ".", "--policy", "../policy.yaml", "--at", AT]);
    command.arg("--report").arg(format!("json={}", report.display()));
    let (_, peak) = support::peak(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    let report: Value = serde_json::from_slice(&fs::read(report).unwrap()).unwrap();
    assert_eq!(report["rejected"], json!([]));
    (report["evidence"].as_array().unwrap().len(), peak)
}

#[test]
fn a_large_file_takes_bounded_memory() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("policy.yaml"), POLICY).unwrap();
    fs::create_dir(folder.path().join("evidence")).unwrap();
    let (_, alone) = check(folder.path());
    for kind in KINDS {
        let started = Instant::now();
        let file = folder.path().join("evidence").join(kind.file);
        let mut text = kind.begin.to_owned();
        let mut number = 0;
        while text.len() < SIZE {
            number += 1;
            text.push_str(&(kind.element)(number));
        }
        text.push_str(kind.end);
        fs::write(&file, &text).unwrap();
        let size = text.len() as u64 >> 10;
        let (statements, peak) = check(folder.path());
        assert_eq!(statements, 1, "{}", kind.file);
        let share = peak.saturating_sub(alone) * 100 / size;
        println!("{}: {share} % of {} MiB, {:.1} s", kind.file, size >> 10, started.elapsed().as_secs_f64());
        assert!(share < kind.most, "{}: {share} % of {} MiB", kind.file, size >> 10);
        fs::remove_file(file).unwrap();
    }
}
