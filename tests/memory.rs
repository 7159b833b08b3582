// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! How much memory a large file takes: less than half as much again as it is large, and where most of it is
//! only counted, less than the file beside what the program itself takes.

use std::{fs, path::Path, process::Stdio, time::Instant};

use serde_json::{Value, json};

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

/// A sort of large file: what stands before its elements, one of them by its number, what stands behind them.
struct Kind {
    file: &'static str,
    begin: &'static str,
    element: fn(u64) -> String,
    end: &'static str,
}

/// Enough that the program itself hardly counts.
const SIZE: usize = 40 << 20;

/// Of tests that passed only their number is kept, and of lines that were covered a bit for each.
const COUNTED: &[Kind] = &[
    Kind {
        file: "junit.xml",
        begin: "<?xml version=\"1.0\"?>\n<testsuites><testsuite name=\"a\" timestamp=\"2026-11-01T08:00:00\">\n",
        element: |n| format!("<testcase name=\"test_{n}\" classname=\"example.Case{}\" time=\"0.01\"/>\n", n / 9),
        end: "</testsuite></testsuites>\n",
    },
    Kind {
        file: "cobertura.xml",
        begin: "<?xml version=\"1.0\"?>\n<coverage version=\"7\" line-rate=\"1\" branch-rate=\"1\"><packages><package name=\"a\"><classes>\n",
        element: |n| {
            let lines: String = (1..60).map(|line| format!("<line number=\"{line}\" hits=\"{n}\"/>\n")).collect();
            format!("<class name=\"C{n}\" filename=\"src/c{n}.py\"><methods/><lines>\n{lines}</lines></class>\n")
        },
        end: "</classes></package></packages></coverage>\n",
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
    },
];

/// What was read in a folder, and the most memory that it took, in KiB.
fn check(folder: &Path) -> (Value, u64) {
    let report = folder.with_extension("report.json");
    let mut command = support::freigabe();
    command.current_dir(folder).args(["check", ".", "--policy", "../policy.yaml", "--at", AT]);
    command.arg("--report").arg(format!("json={}", report.display()));
    let (_, peak) = support::peak(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    (serde_json::from_slice(&fs::read(report).unwrap()).unwrap(), peak)
}

#[test]
fn what_is_only_counted_takes_less_memory_than_its_file() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("policy.yaml"), POLICY).unwrap();
    fs::create_dir(folder.path().join("nothing")).unwrap();
    // What ends so soon may be looked at too late, hence the most of several runs.
    let alone = (0..10).map(|_| check(&folder.path().join("nothing")).1).max().unwrap();
    for kind in COUNTED {
        let mut text = kind.begin.to_owned();
        for number in 0.. {
            text.push_str(&(kind.element)(number));
            if text.len() > SIZE {
                break;
            }
        }
        text.push_str(kind.end);
        let (evidence, size) = (folder.path().join(kind.file), text.len() as u64 >> 10);
        fs::create_dir(&evidence).unwrap();
        fs::write(evidence.join(kind.file), text).unwrap();
        let (report, peak) = check(&evidence);
        println!("{}: {} MiB, at most {} MiB, {} MiB alone", kind.file, size >> 10, peak >> 10, alone >> 10);
        assert_eq!((&report["rejected"], report["evidence"].as_array().unwrap().len()), (&json!([]), 1));
        assert!(peak.saturating_sub(alone) < size, "{}: {peak} KiB for {size} KiB", kind.file);
    }
}
