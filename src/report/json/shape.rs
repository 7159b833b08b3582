// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The structures of the report, which are its interface: their documentation is that of its schema.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    difference::Difference,
    each::Each,
    evidence::{Evidence, Rejected},
    finding::Finding,
    rule::Rule,
};
use crate::model::LeftAloneCounts;

/// A verdict by freigabe, with everything that it rests on.
#[derive(Serialize, JsonSchema)]
pub(super) struct Page<'a> {
    /// Version of this schema: `1`.
    pub(super) schema_version: &'static str,
    /// The program that gave the verdict.
    pub(super) tool: ToolName,
    /// `passed`, `blocked` or `undecided`.
    pub(super) verdict: &'static str,
    /// Why, where no single rule says it.
    pub(super) reasons: Vec<&'a str>,
    /// Whether this run only advises.
    pub(super) advisory: bool,
    /// The time that counted as now, in RFC 3339.
    pub(super) at: String,
    /// What was to be released.
    pub(super) release: Release<'a>,
    /// The policy.
    pub(super) policy: Policy<'a>,
    /// Every rule, in the order of the policy.
    pub(super) rules: Vec<Rule<'a>>,
    /// Every waiver, used or not.
    pub(super) waivers: Vec<Waiver<'a>>,
    /// What changes by itself as time passes.
    pub(super) turns: Turns<'a>,
    /// The findings of all scans that count, each once, the gravest first.
    pub(super) findings: Each<'a, Finding<'a>>,
    /// How SBOMs of one thing differ from the first of them.
    pub(super) bom_differences: Vec<Difference<'a>>,
    /// Every statement in the evidence, ordered by path.
    pub(super) evidence: Vec<Evidence<'a>>,
    /// What looks like evidence and could not be read.
    pub(super) rejected: Vec<Rejected<'a>>,
    /// What is no evidence.
    pub(super) ignored: Vec<Ignored<'a>>,
    /// Number of things left alone without a look, by reason.
    #[schemars(with = "BTreeMap<String, u64>")]
    pub(super) skipped: &'a LeftAloneCounts,
    /// Remarks on the run.
    pub(super) notes: Vec<&'a str>,
}

/// What changes by itself as time passes.
#[derive(Serialize, JsonSchema)]
pub(super) struct Turns<'a> {
    /// When the newest evidence was made, in RFC 3339.
    pub(super) since: Option<String>,
    /// What has changed from then until the time that counted as now.
    pub(super) past: Vec<Turn<'a>>,
    /// What will change after it.
    pub(super) coming: Vec<Turn<'a>>,
}

/// A change at a moment.
#[derive(Serialize, JsonSchema)]
pub(super) struct Turn<'a> {
    /// When, in RFC 3339.
    pub(super) at: String,
    /// `rule-takes-effect`, `waiver-ends` or `grace-ends`.
    pub(super) kind: &'static str,
    /// The rule concerned; empty for a waiver that is limited to none.
    pub(super) rule: &'a str,
    /// The matters concerned.
    pub(super) matters: Vec<&'a str>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct ToolName {
    /// `Freigabe`.
    pub(super) name: &'static str,
    /// Its version.
    pub(super) version: &'static str,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Release<'a> {
    /// The commit, all digits.
    pub(super) commit: Option<&'a str>,
    /// The branch.
    pub(super) branch: Option<&'a str>,
    /// The tag.
    pub(super) tag: Option<&'a str>,
    /// Where it goes.
    pub(super) environment: Option<&'a str>,
    /// What is handed over.
    pub(super) artifacts: Vec<Artifact<'a>>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Artifact<'a> {
    /// The path or reference as it was named.
    pub(super) name: &'a str,
    /// `image`, `package`, `archive` or `file`; `unknown` where only a digest was given, or an archive could not be looked through.
    pub(super) kind: &'static str,
    /// Digests in hexadecimal, by algorithm.
    pub(super) digests: BTreeMap<&'static str, String>,
    /// Number of bytes.
    pub(super) size: Option<u64>,
    /// The verdict for this artifact alone; `null` when it is the only one.
    pub(super) verdict: Option<&'static str>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Policy<'a> {
    /// Its title.
    pub(super) title: &'a str,
    /// Its file.
    #[serde(flatten)]
    pub(super) file: File<'a>,
    /// The files of waivers.
    pub(super) waiver_files: Vec<File<'a>>,
    /// The files of keys, roots and authorities that it trusts. A signature or digest of the policy does not cover what they hold: compare their digests.
    pub(super) trust_files: Vec<File<'a>>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct File<'a> {
    /// The path.
    pub(super) path: &'a str,
    /// SHA-256 in hexadecimal.
    pub(super) sha256: &'a str,
    /// Number of bytes.
    pub(super) size: u64,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Waiver<'a> {
    /// The matter.
    pub(super) matter: &'a str,
    /// The rules or checks that it is limited to; empty for all.
    pub(super) rules: Vec<&'a str>,
    /// The pattern of subjects that it is limited to.
    pub(super) subject: Option<&'a str>,
    /// Why.
    pub(super) reason: &'a str,
    /// Who answers for the matter.
    pub(super) owner: &'a str,
    /// What else it is limited to: `versions`, `artifact`, `branch`, `environment`.
    pub(super) limits: BTreeMap<&'static str, &'a str>,
    /// Who approved it.
    pub(super) approver: &'a str,
    /// Who approved it besides.
    pub(super) second_approver: Option<&'a str>,
    /// Since when, in RFC 3339.
    pub(super) created: String,
    /// Until when, exclusive, in RFC 3339.
    pub(super) expires: String,
    /// File and line.
    pub(super) place: &'a str,
    /// Who signed it, as far as the policy accepts them for it.
    pub(super) signed_by: Vec<&'a str>,
    /// `valid`, `expires-soon`, `expired`, `not-yet-valid` or `too-broad` (it matches more than the policy lets one match, and covers nothing).
    pub(super) state: &'static str,
    /// How much it covers, or would cover if it were valid. 0: unused.
    pub(super) matches: u64,
    /// Of those, how many it holds too long for, by the policy's word on their severity.
    pub(super) too_long_for: u64,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Ignored<'a> {
    /// The path.
    pub(super) path: &'a str,
    /// Why.
    pub(super) reason: &'a str,
}
