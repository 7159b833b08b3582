// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What was read in the report, and what could not be.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    file,
    shape::File,
    signature::{self, Doubt, Signer},
};
use crate::model::{Bond, Input, ScanStatus};

#[derive(Serialize, JsonSchema)]
pub(super) struct Evidence<'a> {
    /// The file.
    #[serde(flatten)]
    pub(super) file: File<'a>,
    /// `sbom`, `scan`, `test-run`, `coverage`, `vex`, `project`, `feed`, `summary`, `provenance`, `verification-summary`, `signature`, `assessment`, `approval`, `waivers`, `attestation`, or a kind of facts of the forge.
    pub(super) kind: &'static str,
    /// The id of the format.
    pub(super) format: &'static str,
    /// The version of the format.
    pub(super) format_version: &'a str,
    /// The tool that made it, with its version.
    pub(super) producer: Option<String>,
    /// When it was made, by its own word, in RFC 3339.
    pub(super) made_at: Option<String>,
    /// What it is about, by its own word.
    pub(super) subjects: Vec<String>,
    /// `unsigned`, or who signed.
    pub(super) trust: String,
    /// Everybody whose signature over it was verified.
    pub(super) signers: Vec<Signer<'a>>,
    /// Why signatures that came with it prove nothing.
    pub(super) doubts: Vec<Doubt<'a>>,
    /// What it says, where that are no figures: the builder and source of provenance, kind and result of an assessment, the type of an attestation that is not read.
    pub(super) facts: BTreeMap<&'static str, &'a str>,
    /// What ties it to the release: `named`, `place` (the weaker one), `other` or `unverifiable` (these two do not count).
    pub(super) bond: &'static str,
    /// What it names instead of the release.
    pub(super) bond_names: Option<&'a str>,
    /// The kind of scan.
    pub(super) scan: Option<&'static str>,
    /// `success`, `failure`, `partial` (something was left out), `nothing-scanned` or `unstated`.
    pub(super) scan_status: Option<&'static str>,
    /// Number of components.
    pub(super) components: Option<u64>,
    /// Number of findings by severity, as listed.
    pub(super) findings: Option<BTreeMap<&'static str, u64>>,
    /// Number of findings that the tool itself set aside.
    pub(super) suppressed: Option<u64>,
    /// The databases of vulnerabilities and sets of rules that the scan used.
    pub(super) databases: Vec<Database<'a>>,
    /// What the scan looked at, by its own word.
    pub(super) scanned: Option<Scanned>,
    /// How many lines the tests ran through.
    pub(super) coverage: Option<Coverage>,
    /// Number of test cases.
    pub(super) tests: Option<Tests>,
    /// Whose statements about vulnerabilities they are, and how many.
    pub(super) vex: Option<Vex<'a>>,
    /// Why it or a part of it does not count.
    pub(super) remarks: Vec<Remark<'a>>,
    /// What sort of list about vulnerabilities it is: `known-exploited`, `epss`, `euvd-numbers` or `records`.
    pub(super) feed: Option<&'static str>,
    /// Number of entries of that list.
    pub(super) entries: Option<u64>,
    /// The rules that rely on it; empty: unused.
    pub(super) used_by: &'a [String],
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Database<'a> {
    /// Its name.
    pub(super) name: Option<&'a str>,
    /// Its version.
    pub(super) version: Option<&'a str>,
    /// When it was made or last brought up to date, in RFC 3339.
    pub(super) made_at: Option<String>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Scanned {
    /// `components`, `files`, `resources`, `checks`, `addresses` or `commits`.
    pub(super) unit: &'static str,
    /// How many.
    pub(super) count: u64,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Coverage {
    /// Lines that can be run.
    pub(super) lines: u64,
    /// Those that were.
    pub(super) covered: u64,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Vex<'a> {
    /// Who says it, as stated. Unproven unless `trust` names a signer.
    pub(super) author: Option<&'a str>,
    /// In what role.
    pub(super) role: Option<&'a str>,
    /// Number of statements by status.
    pub(super) statements: BTreeMap<&'static str, u64>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Remark<'a> {
    /// In English.
    pub(super) text: &'a str,
    /// In German.
    pub(super) text_de: &'a str,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Tests {
    /// All.
    pub(super) total: u64,
    /// Failed.
    pub(super) failed: u64,
    /// Ended with an error.
    pub(super) errors: u64,
    /// Left out.
    pub(super) skipped: u64,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Rejected<'a> {
    /// The path.
    pub(super) path: &'a str,
    /// SHA-256 in hexadecimal, where the bytes could be read.
    pub(super) sha256: Option<&'a str>,
    /// The format that it seems to be of.
    pub(super) format: Option<&'static str>,
    /// Where the fault is.
    pub(super) place: Option<String>,
    /// What is wrong.
    pub(super) reason: &'a str,
}

pub(super) fn evidence(input: &Input) -> Evidence<'_> {
    let summary = &input.summary;
    let (bond, bond_names) = bond(&input.bond);
    let by_severity = |findings: &BTreeMap<crate::model::Severity, u64>| {
        findings.iter().map(|(severity, count)| (severity.name(), *count)).collect()
    };
    Evidence {
        file: file(&input.origin),
        kind: summary.kind,
        format: summary.format.format,
        format_version: &summary.format.version,
        producer: summary.producer.as_ref().map(ToString::to_string),
        made_at: summary.made_at.map(|at| at.to_string()),
        subjects: summary.subjects.iter().map(ToString::to_string).collect(),
        trust: input.trust.to_string(),
        signers: input.trust.signers().iter().map(signature::signer).collect(),
        doubts: input.trust.doubts().iter().map(signature::doubt).collect(),
        facts: summary.facts.iter().map(|(name, value)| (*name, value.as_str())).collect(),
        bond,
        bond_names,
        scan: summary.scan_kind.map(|kind| kind.name()),
        scan_status: summary.scan_status.as_ref().map(ScanStatus::name),
        databases: summary.databases.iter().map(database).collect(),
        scanned: summary.scanned.as_ref().map(|scanned| Scanned { unit: scanned.unit.name(), count: scanned.count }),
        coverage: summary.coverage.map(|lines| Coverage { lines: lines.valid, covered: lines.covered }),
        components: summary.components,
        findings: summary.findings.as_ref().map(by_severity),
        suppressed: summary.suppressed,
        tests: summary.tests.map(|tests| Tests {
            total: tests.total,
            failed: tests.failed,
            errors: tests.errors,
            skipped: tests.skipped,
        }),
        vex: summary.vex.as_ref().map(|vex| Vex {
            author: vex.author.as_deref(),
            role: vex.role.as_deref(),
            statements: vex.statements.iter().map(|(status, number)| (status.name(), *number)).collect(),
        }),
        remarks: input.remarks.iter().map(|remark| Remark { text: &remark.en, text_de: &remark.de }).collect(),
        feed: summary.feed.map(|(name, _)| name),
        entries: summary.feed.map(|(_, entries)| entries),
        used_by: &input.used_by,
    }
}

fn database(database: &crate::model::Database) -> Database<'_> {
    Database {
        name: database.name.as_deref(),
        version: database.version.as_deref(),
        made_at: database.made_at.map(|at| at.to_string()),
    }
}

fn bond(bond: &Bond) -> (&'static str, Option<&str>) {
    match bond {
        Bond::Named { .. } => ("named", None),
        Bond::Place => ("place", None),
        Bond::Other(name) => ("other", Some(name)),
        Bond::Unverifiable(name) => ("unverifiable", Some(name)),
    }
}

pub(super) fn rejected(rejected: &crate::model::Rejected) -> Rejected<'_> {
    Rejected {
        path: &rejected.path,
        sha256: rejected.origin.as_ref().map(|origin| origin.sha256.hex()),
        format: rejected.rejection.format,
        place: Some(rejected.rejection.place.to_string()).filter(|place| !place.is_empty()),
        reason: &rejected.rejection.reason.en,
    }
}
