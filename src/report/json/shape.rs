// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The structures of the report, which are its interface: their documentation is that of its schema.

use std::{borrow::Cow, collections::BTreeMap};

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    difference::Difference,
    finding::Finding,
    signature::{Doubt, Signer},
};

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
    pub(super) findings: Vec<Finding<'a>>,
    /// How SBOMs of one thing differ from the first of them.
    pub(super) bom_differences: Vec<Difference<'a>>,
    /// Every statement in the evidence, ordered by path.
    pub(super) evidence: Vec<Evidence<'a>>,
    /// What looks like evidence and could not be read.
    pub(super) rejected: Vec<Rejected<'a>>,
    /// What is no evidence.
    pub(super) ignored: Vec<Ignored<'a>>,
    /// Number of things left alone without a look, by reason.
    pub(super) skipped: &'a BTreeMap<&'static str, u64>,
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
    /// `image`, `package`, `archive` or `file`.
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
pub(super) struct Rule<'a> {
    /// The id, unique in the policy.
    pub(super) id: &'a str,
    /// The check.
    pub(super) check: &'static str,
    /// What it is called.
    pub(super) title: &'a str,
    /// `satisfied`, `violated`, `undecided`, `waived` or `not-applicable`.
    pub(super) outcome: &'static str,
    /// `block` or `warn`.
    pub(super) effect: &'static str,
    /// From when on it has its effect, in RFC 3339.
    pub(super) effective_from: Option<String>,
    /// Whether it decided over the release.
    pub(super) decides: bool,
    /// Whether the program added it because the policy lacks it.
    pub(super) implied: bool,
    /// Why it is not applicable.
    pub(super) not_applicable: Option<&'a str>,
    /// The parameters in force, defaults included.
    pub(super) parameters: &'a serde_json::Value,
    /// What it gives evidence for: ids by catalogue.
    pub(super) maps_to: BTreeMap<&'a str, Vec<&'a str>>,
    /// What to do when it is not satisfied.
    pub(super) remedy: &'a str,
    /// What is wrong.
    pub(super) violations: Vec<Entry<'a>>,
    /// What could not be seen.
    pub(super) gaps: Vec<Entry<'a>>,
    /// What is within the limits of the rule.
    pub(super) tolerated: Vec<Within<'a>>,
    /// What was found and does not count, for a reason that the rule gives.
    pub(super) set_aside: Vec<Aside<'a>>,
    /// What waivers cover.
    pub(super) waived: Vec<Covered<'a>>,
    /// What was counted, requirement by requirement.
    pub(super) measures: Vec<Measure<'a>>,
    /// Remarks on how the check looked.
    pub(super) remarks: Vec<&'a str>,
    /// The paths of the evidence that it relied on.
    pub(super) relied_on: Vec<&'a str>,
}

/// How far a requirement is met by one piece of evidence.
#[derive(Serialize, JsonSchema)]
pub(super) struct Measure<'a> {
    /// The id of the requirement, unique in its check.
    pub(super) id: &'static str,
    /// What is asked for, in English.
    pub(super) title: &'static str,
    /// What is asked for, in German.
    pub(super) title_de: &'static str,
    /// Where it is laid down: document, version and clause.
    pub(super) clause: &'a str,
    /// How binding it is, in English.
    pub(super) binding: &'static str,
    /// `satisfied`, `violated`, `undecided`, `open` (not met or not to be told, and it does not count) or `not-applicable`.
    pub(super) standing: &'static str,
    /// Those that it applies to.
    pub(super) required: u64,
    /// Those that meet it.
    pub(super) present: u64,
    /// Those that have the datum at another place than the one laid down.
    pub(super) misplaced: u64,
    /// Those that have something there that is not as asked for.
    pub(super) unfit: u64,
    /// Those that lack it.
    pub(super) missing: u64,
    /// Those of which it cannot be told.
    pub(super) unknown: u64,
    /// The share that meets it in percent, rounded down; `null` where it applies to nothing.
    pub(super) share: Option<u64>,
    /// The share asked for in percent; `null` where it does not count.
    pub(super) wanted: Option<u8>,
    /// The first that do not meet it.
    pub(super) concerned: Vec<Concerned<'a>>,
    /// What to do, and who has to, in English.
    pub(super) remedy: &'a str,
    /// What to do, and who has to, in German.
    pub(super) remedy_de: &'a str,
    /// The path of the evidence that was counted.
    pub(super) evidence: Option<&'a str>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Concerned<'a> {
    /// What does not meet it, such as a component; empty for the document as a whole.
    pub(super) subject: &'a str,
    /// Why, in English.
    pub(super) reason: &'static str,
    /// Why, in German.
    pub(super) reason_de: &'static str,
    /// Where in the evidence: a JSON pointer (RFC 6901), or `line N`.
    pub(super) place: Option<String>,
}

/// A violation or a gap.
#[derive(Serialize, JsonSchema)]
pub(super) struct Entry<'a> {
    /// The key under which it can be waived.
    pub(super) matter: &'a str,
    /// Other names of the matter.
    pub(super) aliases: Vec<&'a str>,
    /// What it is about: a component, a file, a suite.
    pub(super) subject: Cow<'a, str>,
    /// What is wrong, in English.
    pub(super) message: String,
    /// What is wrong, in German.
    pub(super) message_de: String,
    /// What to do about this one.
    pub(super) fix: Option<&'a str>,
    /// How grave, as the tool says it.
    pub(super) severity: Option<&'static str>,
    /// The file and line of the project concerned.
    pub(super) source: Option<&'a str>,
    /// The path of the evidence that says so.
    pub(super) evidence: Option<&'a str>,
    /// Where in it: a JSON pointer (RFC 6901), or `line N`.
    pub(super) place: Option<String>,
    /// Follows it from run to run.
    pub(super) fingerprint: String,
    /// Since when it counts, in RFC 3339, where it was within its grace before.
    pub(super) since: Option<String>,
    /// Whether the check lets a waiver cover it.
    pub(super) waivable: bool,
}

/// What does not count, and why.
#[derive(Serialize, JsonSchema)]
pub(super) struct Aside<'a> {
    /// Why, in English.
    pub(super) reason: &'a str,
    /// Why, in German.
    pub(super) reason_de: &'a str,
    /// Until when, exclusive, in RFC 3339, where that ends by itself.
    pub(super) until: Option<String>,
    /// What it is.
    #[serde(flatten)]
    pub(super) entry: Entry<'a>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Within<'a> {
    /// What is counted.
    pub(super) counts: &'static str,
    /// How many are accepted.
    pub(super) at_most: u64,
    /// What was counted.
    pub(super) violations: Vec<Entry<'a>>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Covered<'a> {
    /// The index of the waiver in `waivers`.
    pub(super) waiver: usize,
    /// `violation` or `gap`.
    pub(super) kind: &'static str,
    /// What it covers.
    #[serde(flatten)]
    pub(super) entry: Entry<'a>,
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

#[derive(Serialize, JsonSchema)]
pub(super) struct Ignored<'a> {
    /// The path.
    pub(super) path: &'a str,
    /// Why.
    pub(super) reason: &'a str,
}
