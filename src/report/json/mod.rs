// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The complete verdict for machines. Its structures are its own: what is inside may change, what
//! is printed may not. Fields may be added under the same `schema_version`; none is changed or removed.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    RenderError, Report, input,
    shared::{NAME, Problem, VERSION, of_gap, of_violation},
};
use crate::model::{
    AppliedWaiver, Bond, Gap, Input, Lang, Origin, RuleResult, ScanStatus, SetAside, Tolerated, Verdict, Violation,
    Waived, WaivedMatter,
};

mod difference;
mod finding;

use difference::Difference;
use finding::Finding;

pub(super) struct Json;

impl Report for Json {
    fn id(&self) -> &'static str {
        "json"
    }

    fn purpose(&self) -> &'static str {
        "the complete verdict for machines; its schema is documented and stable"
    }

    fn render(&self, verdict: &Verdict, _: Lang) -> Result<Vec<u8>, RenderError> {
        let mut bytes = serde_json::to_vec_pretty(&Page::of(verdict))?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

/// The JSON Schema of the report.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Page<'_>).to_value()
}

/// A verdict by freigabe, with everything that it rests on.
#[derive(Serialize, JsonSchema)]
struct Page<'a> {
    /// Version of this schema: `1`.
    schema_version: &'static str,
    /// The program that gave the verdict.
    tool: ToolName,
    /// `passed`, `blocked` or `undecided`.
    verdict: &'static str,
    /// Why, where no single rule says it.
    reasons: Vec<&'a str>,
    /// Whether this run only advises.
    advisory: bool,
    /// The time that counted as now, in RFC 3339.
    at: String,
    /// What was to be released.
    release: Release<'a>,
    /// The policy.
    policy: Policy<'a>,
    /// Every rule, in the order of the policy.
    rules: Vec<Rule<'a>>,
    /// Every waiver, used or not.
    waivers: Vec<Waiver<'a>>,
    /// What changes by itself as time passes.
    turns: Turns<'a>,
    /// The findings of all scans that count, each once, the gravest first.
    findings: Vec<Finding<'a>>,
    /// How SBOMs of one thing differ from the first of them.
    bom_differences: Vec<Difference<'a>>,
    /// Every statement in the evidence, ordered by path.
    evidence: Vec<Evidence<'a>>,
    /// What looks like evidence and could not be read.
    rejected: Vec<Rejected<'a>>,
    /// What is no evidence.
    ignored: Vec<Ignored<'a>>,
    /// Number of things left alone without a look, by reason.
    skipped: &'a BTreeMap<&'static str, u64>,
    /// Remarks on the run.
    notes: Vec<&'a str>,
}

/// What changes by itself as time passes.
#[derive(Serialize, JsonSchema)]
struct Turns<'a> {
    /// When the newest evidence was made, in RFC 3339.
    since: Option<String>,
    /// What has changed from then until the time that counted as now.
    past: Vec<Turn<'a>>,
    /// What will change after it.
    coming: Vec<Turn<'a>>,
}

/// A change at a moment.
#[derive(Serialize, JsonSchema)]
struct Turn<'a> {
    /// When, in RFC 3339.
    at: String,
    /// `rule-takes-effect`, `waiver-ends` or `grace-ends`.
    kind: &'static str,
    /// The rule concerned; empty for a waiver that is limited to none.
    rule: &'a str,
    /// The matters concerned.
    matters: Vec<&'a str>,
}

#[derive(Serialize, JsonSchema)]
struct ToolName {
    /// `Freigabe`.
    name: &'static str,
    /// Its version.
    version: &'static str,
}

#[derive(Serialize, JsonSchema)]
struct Release<'a> {
    /// The commit, all digits.
    commit: Option<&'a str>,
    /// The branch.
    branch: Option<&'a str>,
    /// The tag.
    tag: Option<&'a str>,
    /// Where it goes.
    environment: Option<&'a str>,
    /// What is handed over.
    artifacts: Vec<Artifact<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct Artifact<'a> {
    /// The path or reference as it was named.
    name: &'a str,
    /// `image`, `package`, `archive` or `file`.
    kind: &'static str,
    /// Digests in hexadecimal, by algorithm.
    digests: BTreeMap<&'static str, String>,
    /// Number of bytes.
    size: Option<u64>,
    /// The verdict for this artifact alone; `null` when it is the only one.
    verdict: Option<&'static str>,
}

#[derive(Serialize, JsonSchema)]
struct Policy<'a> {
    /// Its title.
    title: &'a str,
    /// Its file.
    #[serde(flatten)]
    file: File<'a>,
    /// The files of waivers.
    waiver_files: Vec<File<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct File<'a> {
    /// The path.
    path: &'a str,
    /// SHA-256 in hexadecimal.
    sha256: &'a str,
    /// Number of bytes.
    size: u64,
}

#[derive(Serialize, JsonSchema)]
struct Rule<'a> {
    /// The id, unique in the policy.
    id: &'a str,
    /// The check.
    check: &'static str,
    /// What it is called.
    title: &'a str,
    /// `satisfied`, `violated`, `undecided`, `waived` or `not-applicable`.
    outcome: &'static str,
    /// `block` or `warn`.
    effect: &'static str,
    /// From when on it has its effect, in RFC 3339.
    effective_from: Option<String>,
    /// Whether it decided over the release.
    decides: bool,
    /// Whether the program added it because the policy lacks it.
    implied: bool,
    /// Why it is not applicable.
    not_applicable: Option<&'a str>,
    /// The parameters in force, defaults included.
    parameters: &'a serde_json::Value,
    /// What it gives evidence for: ids by catalogue.
    maps_to: BTreeMap<&'a str, Vec<&'a str>>,
    /// What to do when it is not satisfied.
    remedy: &'a str,
    /// What is wrong.
    violations: Vec<Entry<'a>>,
    /// What could not be seen.
    gaps: Vec<Entry<'a>>,
    /// What is within the limits of the rule.
    tolerated: Vec<Within<'a>>,
    /// What was found and does not count, for a reason that the rule gives.
    set_aside: Vec<Aside<'a>>,
    /// What waivers cover.
    waived: Vec<Covered<'a>>,
    /// What was counted, requirement by requirement.
    measures: Vec<Measure<'a>>,
    /// Remarks on how the check looked.
    remarks: Vec<&'a str>,
    /// The paths of the evidence that it relied on.
    relied_on: Vec<&'a str>,
}

/// How far a requirement is met by one piece of evidence.
#[derive(Serialize, JsonSchema)]
struct Measure<'a> {
    /// The id of the requirement, unique in its check.
    id: &'static str,
    /// What is asked for, in English.
    title: &'static str,
    /// What is asked for, in German.
    title_de: &'static str,
    /// Where it is laid down: document, version and clause.
    clause: &'a str,
    /// How binding it is, in English.
    binding: &'static str,
    /// `satisfied`, `violated`, `undecided`, `open` (not met or not to be told, and it does not count) or `not-applicable`.
    standing: &'static str,
    /// Those that it applies to.
    required: u64,
    /// Those that meet it.
    present: u64,
    /// Those that have the datum at another place than the one laid down.
    misplaced: u64,
    /// Those that have something there that is not as asked for.
    unfit: u64,
    /// Those that lack it.
    missing: u64,
    /// Those of which it cannot be told.
    unknown: u64,
    /// The share that meets it in percent, rounded down; `null` where it applies to nothing.
    share: Option<u64>,
    /// The share asked for in percent; `null` where it does not count.
    wanted: Option<u8>,
    /// The first that do not meet it.
    concerned: Vec<Concerned<'a>>,
    /// What to do, and who has to, in English.
    remedy: &'a str,
    /// What to do, and who has to, in German.
    remedy_de: &'a str,
    /// The path of the evidence that was counted.
    evidence: Option<&'a str>,
}

#[derive(Serialize, JsonSchema)]
struct Concerned<'a> {
    /// What does not meet it, such as a component; empty for the document as a whole.
    subject: &'a str,
    /// Why, in English.
    reason: &'static str,
    /// Why, in German.
    reason_de: &'static str,
    /// Where in the evidence: a JSON pointer (RFC 6901), or `line N`.
    place: Option<String>,
}

/// A violation or a gap.
#[derive(Serialize, JsonSchema)]
struct Entry<'a> {
    /// The key under which it can be waived.
    matter: &'a str,
    /// Other names of the matter.
    aliases: Vec<&'a str>,
    /// What it is about: a component, a file, a suite.
    subject: &'a str,
    /// What is wrong, in English.
    message: String,
    /// What is wrong, in German.
    message_de: String,
    /// What to do about this one.
    fix: Option<&'a str>,
    /// How grave, as the tool says it.
    severity: Option<&'static str>,
    /// The file and line of the project concerned.
    source: Option<&'a str>,
    /// The path of the evidence that says so.
    evidence: Option<&'a str>,
    /// Where in it: a JSON pointer (RFC 6901), or `line N`.
    place: Option<String>,
    /// Follows it from run to run.
    fingerprint: String,
    /// Since when it counts, in RFC 3339, where it was within its grace before.
    since: Option<String>,
    /// Whether the check lets a waiver cover it.
    waivable: bool,
}

/// What does not count, and why.
#[derive(Serialize, JsonSchema)]
struct Aside<'a> {
    /// Why, in English.
    reason: &'a str,
    /// Why, in German.
    reason_de: &'a str,
    /// Until when, exclusive, in RFC 3339, where that ends by itself.
    until: Option<String>,
    /// What it is.
    #[serde(flatten)]
    entry: Entry<'a>,
}

#[derive(Serialize, JsonSchema)]
struct Within<'a> {
    /// What is counted.
    counts: &'static str,
    /// How many are accepted.
    at_most: u64,
    /// What was counted.
    violations: Vec<Entry<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct Covered<'a> {
    /// The index of the waiver in `waivers`.
    waiver: usize,
    /// `violation` or `gap`.
    kind: &'static str,
    /// What it covers.
    #[serde(flatten)]
    entry: Entry<'a>,
}

#[derive(Serialize, JsonSchema)]
struct Waiver<'a> {
    /// The matter.
    matter: &'a str,
    /// The rules or checks that it is limited to; empty for all.
    rules: Vec<&'a str>,
    /// The pattern of subjects that it is limited to.
    subject: Option<&'a str>,
    /// Why.
    reason: &'a str,
    /// Who answers for the matter.
    owner: &'a str,
    /// What else it is limited to: `versions`, `artifact`, `branch`, `environment`.
    limits: BTreeMap<&'static str, &'a str>,
    /// Who approved it.
    approver: &'a str,
    /// Who approved it besides.
    second_approver: Option<&'a str>,
    /// Since when, in RFC 3339.
    created: String,
    /// Until when, exclusive, in RFC 3339.
    expires: String,
    /// File and line.
    place: &'a str,
    /// `valid`, `expires-soon`, `expired`, `not-yet-valid` or `too-broad` (it matches more than the policy lets one match, and covers nothing).
    state: &'static str,
    /// How much it covers, or would cover if it were valid. 0: unused.
    matches: u64,
    /// Of those, how many it holds too long for, by the policy's word on their severity.
    too_long_for: u64,
}

#[derive(Serialize, JsonSchema)]
struct Evidence<'a> {
    /// The file.
    #[serde(flatten)]
    file: File<'a>,
    /// `sbom`, `scan`, `test-run`, `coverage`, `vex`, `project`, `feed` or `summary`.
    kind: &'static str,
    /// The id of the format.
    format: &'static str,
    /// The version of the format.
    format_version: &'a str,
    /// The tool that made it, with its version.
    producer: Option<String>,
    /// When it was made, by its own word, in RFC 3339.
    made_at: Option<String>,
    /// What it is about, by its own word.
    subjects: Vec<String>,
    /// `unsigned`, or who signed.
    trust: String,
    /// What ties it to the release: `named`, `place` (the weaker one), `other` or `unverifiable` (these two do not count).
    bond: &'static str,
    /// What it names instead of the release.
    bond_names: Option<&'a str>,
    /// The kind of scan.
    scan: Option<&'static str>,
    /// `success`, `failure`, `partial` (something was left out), `nothing-scanned` or `unstated`.
    scan_status: Option<&'static str>,
    /// Number of components.
    components: Option<u64>,
    /// Number of findings by severity, as listed.
    findings: Option<BTreeMap<&'static str, u64>>,
    /// Number of findings that the tool itself set aside.
    suppressed: Option<u64>,
    /// The databases of vulnerabilities and sets of rules that the scan used.
    databases: Vec<Database<'a>>,
    /// What the scan looked at, by its own word.
    scanned: Option<Scanned>,
    /// How many lines the tests ran through.
    coverage: Option<Coverage>,
    /// Number of test cases.
    tests: Option<Tests>,
    /// Whose statements about vulnerabilities they are, and how many.
    vex: Option<Vex<'a>>,
    /// Why it or a part of it does not count.
    remarks: Vec<Remark<'a>>,
    /// What sort of list about vulnerabilities it is: `known-exploited`, `epss`, `euvd-numbers` or `records`.
    feed: Option<&'static str>,
    /// Number of entries of that list.
    entries: Option<u64>,
    /// The rules that rely on it; empty: unused.
    used_by: &'a [String],
}

#[derive(Serialize, JsonSchema)]
struct Database<'a> {
    /// Its name.
    name: Option<&'a str>,
    /// Its version.
    version: Option<&'a str>,
    /// When it was made or last brought up to date, in RFC 3339.
    made_at: Option<String>,
}

#[derive(Serialize, JsonSchema)]
struct Scanned {
    /// `components`, `files`, `resources`, `checks`, `addresses` or `commits`.
    unit: &'static str,
    /// How many.
    count: u64,
}

#[derive(Serialize, JsonSchema)]
struct Coverage {
    /// Lines that can be run.
    lines: u64,
    /// Those that were.
    covered: u64,
}

#[derive(Serialize, JsonSchema)]
struct Vex<'a> {
    /// Who says it, as stated. Unproven unless `trust` names a signer.
    author: Option<&'a str>,
    /// In what role.
    role: Option<&'a str>,
    /// Number of statements by status.
    statements: BTreeMap<&'static str, u64>,
}

#[derive(Serialize, JsonSchema)]
struct Remark<'a> {
    /// In English.
    text: &'a str,
    /// In German.
    text_de: &'a str,
}

#[derive(Serialize, JsonSchema)]
struct Tests {
    /// All.
    total: u64,
    /// Failed.
    failed: u64,
    /// Ended with an error.
    errors: u64,
    /// Left out.
    skipped: u64,
}

#[derive(Serialize, JsonSchema)]
struct Rejected<'a> {
    /// The path.
    path: &'a str,
    /// SHA-256 in hexadecimal, where the bytes could be read.
    sha256: Option<&'a str>,
    /// The format that it seems to be of.
    format: Option<&'static str>,
    /// Where the fault is.
    place: Option<String>,
    /// What is wrong.
    reason: &'a str,
}

#[derive(Serialize, JsonSchema)]
struct Ignored<'a> {
    /// The path.
    path: &'a str,
    /// Why.
    reason: &'a str,
}

impl<'a> Page<'a> {
    fn of(verdict: &'a Verdict) -> Self {
        Self {
            schema_version: "1",
            tool: ToolName { name: NAME, version: VERSION },
            verdict: verdict.conclusion.name(),
            reasons: verdict.reasons.iter().map(|reason| reason.en.as_str()).collect(),
            advisory: verdict.advisory,
            at: verdict.at.to_string(),
            release: release(verdict),
            policy: Policy {
                title: &verdict.policy.title.en,
                file: file(&verdict.policy.origin),
                waiver_files: verdict.policy.waiver_files.iter().map(file).collect(),
            },
            rules: verdict.rules.iter().map(|result| rule(verdict, result)).collect(),
            waivers: verdict.waivers.iter().map(waiver).collect(),
            turns: Turns {
                since: verdict.turns.since.map(|since| since.to_string()),
                past: verdict.turns.past.iter().map(turn).collect(),
                coming: verdict.turns.coming.iter().map(turn).collect(),
            },
            findings: verdict.findings.iter().map(|open| Finding::of(verdict, open)).collect(),
            bom_differences: verdict.bom_differences.iter().map(|one| Difference::of(verdict, one)).collect(),
            evidence: verdict.inputs.iter().map(evidence).collect(),
            rejected: verdict.rejected.iter().map(rejected).collect(),
            ignored: verdict
                .ignored
                .iter()
                .map(|ignored| Ignored { path: &ignored.path, reason: &ignored.reason.en })
                .collect(),
            skipped: &verdict.skipped,
            notes: verdict.notes.iter().map(|note| note.en.as_str()).collect(),
        }
    }
}

fn turn(turn: &crate::model::Turn) -> Turn<'_> {
    Turn {
        at: turn.at.to_string(),
        kind: turn.kind.name(),
        rule: &turn.rule,
        matters: turn.matters.iter().map(String::as_str).collect(),
    }
}

fn release(verdict: &Verdict) -> Release<'_> {
    use crate::model::Reference::{Branch, Tag};
    let release = &verdict.release;
    Release {
        commit: release.commit.as_ref().map(|commit| commit.as_str()),
        branch: release.reference.as_ref().and_then(|r| if let Branch(name) = r { Some(name.as_str()) } else { None }),
        tag: release.reference.as_ref().and_then(|r| if let Tag(name) = r { Some(name.as_str()) } else { None }),
        environment: release.environment.as_deref(),
        artifacts: release
            .artifacts
            .iter()
            .enumerate()
            .map(|(index, artifact)| Artifact {
                name: &artifact.name,
                kind: artifact.kind.name(),
                digests: artifact.digests.iter().map(|d| (d.algorithm().name(), d.hex().to_owned())).collect(),
                size: artifact.size,
                verdict: verdict.artifacts.get(index).map(|(_, conclusion)| conclusion.name()),
            })
            .collect(),
    }
}

fn file(origin: &Origin) -> File<'_> {
    File { path: &origin.path, sha256: origin.sha256.hex(), size: origin.size }
}

fn rule<'a>(verdict: &'a Verdict, result: &'a RuleResult) -> Rule<'a> {
    let mut maps_to: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for mapping in &result.maps_to {
        maps_to.entry(&mapping.catalogue).or_default().push(&mapping.id);
    }
    let relied_on = result.relied_on.iter().filter_map(|id| input(verdict, *id));
    Rule {
        id: &result.id,
        check: result.check,
        title: &result.title.en,
        outcome: result.outcome.name(),
        effect: match result.effect {
            crate::model::Effect::Block => "block",
            crate::model::Effect::Warn => "warn",
        },
        effective_from: result.effective_from.map(|from| from.to_string()),
        decides: result.decides(),
        implied: result.implied,
        not_applicable: result.not_applicable.as_ref().map(|reason| reason.en.as_str()),
        parameters: &result.parameters,
        maps_to,
        remedy: &result.remedy.en,
        violations: result.violations.iter().map(|violation| violated(verdict, result, violation)).collect(),
        gaps: result.gaps.iter().map(|gap| unseen(verdict, result, gap)).collect(),
        tolerated: result.tolerated.iter().map(|tolerated| within(verdict, result, tolerated)).collect(),
        set_aside: result.set_aside.iter().map(|aside| set_aside(verdict, result, aside)).collect(),
        waived: result.waived.iter().map(|waived| covered(verdict, result, waived)).collect(),
        measures: result.measures.iter().map(|measure| measured(verdict, measure)).collect(),
        remarks: result.remarks.iter().map(|remark| remark.en.as_str()).collect(),
        relied_on: relied_on.map(|input| input.origin.path.as_ref()).collect(),
    }
}

fn measured<'a>(verdict: &'a Verdict, measure: &'a crate::model::Measure) -> Measure<'a> {
    let counts = measure.counts;
    Measure {
        id: measure.id,
        title: measure.title.en,
        title_de: measure.title.de,
        clause: &measure.clause,
        binding: measure.binding.en,
        standing: measure.standing.name(),
        required: counts.required,
        present: counts.present,
        misplaced: counts.misplaced,
        unfit: counts.unfit,
        missing: counts.missing,
        unknown: counts.unknown,
        share: counts.percent(),
        wanted: measure.wanted.map(|wanted| wanted.0),
        concerned: measure.concerned.iter().map(concerned).collect(),
        remedy: &measure.remedy.en,
        remedy_de: &measure.remedy.de,
        evidence: input(verdict, measure.evidence).map(|input| input.origin.path.as_ref()),
    }
}

fn concerned(concerned: &crate::model::Concerned) -> Concerned<'_> {
    Concerned {
        subject: &concerned.subject,
        reason: concerned.reason.en,
        reason_de: concerned.reason.de,
        place: Some(concerned.place.to_string()).filter(|place| !place.is_empty()),
    }
}

fn violated<'a>(verdict: &'a Verdict, rule: &'a RuleResult, violation: &'a Violation) -> Entry<'a> {
    Entry {
        aliases: violation.matters.others().collect(),
        fix: violation.fix.as_deref(),
        severity: violation.severity.map(|severity| severity.name()),
        source: violation.source.as_deref(),
        since: violation.since.map(|since| since.to_string()),
        waivable: violation.waivable,
        ..entry(verdict, &of_violation(rule, violation))
    }
}

fn unseen<'a>(verdict: &'a Verdict, rule: &'a RuleResult, gap: &'a Gap) -> Entry<'a> {
    entry(verdict, &of_gap(rule, gap))
}

fn entry<'a>(verdict: &'a Verdict, problem: &Problem<'a>) -> Entry<'a> {
    Entry {
        matter: problem.matter,
        aliases: Vec::new(),
        subject: problem.subject,
        message: problem.message.in_lang(Lang::En),
        message_de: problem.message.in_lang(Lang::De),
        fix: None,
        severity: None,
        source: None,
        evidence: problem.evidence_path(verdict),
        place: Some(problem.place.to_string()).filter(|place| !place.is_empty()),
        fingerprint: problem.fingerprint(),
        since: None,
        waivable: true,
    }
}

fn within<'a>(verdict: &'a Verdict, rule: &'a RuleResult, tolerated: &'a Tolerated) -> Within<'a> {
    let violations = tolerated.violations.iter().map(|violation| violated(verdict, rule, violation));
    Within { counts: tolerated.counts, at_most: tolerated.at_most, violations: violations.collect() }
}

fn set_aside<'a>(verdict: &'a Verdict, rule: &'a RuleResult, aside: &'a SetAside) -> Aside<'a> {
    Aside {
        reason: &aside.reason.en,
        reason_de: &aside.reason.de,
        until: aside.until.map(|until| until.to_string()),
        entry: violated(verdict, rule, &aside.violation),
    }
}

fn covered<'a>(verdict: &'a Verdict, rule: &'a RuleResult, waived: &'a Waived) -> Covered<'a> {
    let (kind, entry) = match &waived.matter {
        WaivedMatter::Violation(violation) => ("violation", violated(verdict, rule, violation)),
        WaivedMatter::Gap(gap) => ("gap", unseen(verdict, rule, gap)),
    };
    Covered { waiver: waived.waiver, kind, entry }
}

fn waiver(waiver: &AppliedWaiver) -> Waiver<'_> {
    Waiver {
        matter: &waiver.matter,
        rules: waiver.rules.iter().map(String::as_str).collect(),
        subject: waiver.subject.as_deref(),
        reason: &waiver.reason,
        owner: &waiver.owner,
        limits: waiver.limits.iter().map(|(key, value)| (*key, value.as_str())).collect(),
        approver: &waiver.approver,
        second_approver: waiver.second_approver.as_deref(),
        created: waiver.created.to_string(),
        expires: waiver.expires.to_string(),
        place: &waiver.place,
        state: waiver.state.name(),
        matches: waiver.matches,
        too_long_for: waiver.too_long_for,
    }
}

fn evidence(input: &Input) -> Evidence<'_> {
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

fn rejected(rejected: &crate::model::Rejected) -> Rejected<'_> {
    Rejected {
        path: &rejected.path,
        sha256: rejected.origin.as_ref().map(|origin| origin.sha256.hex()),
        format: rejected.rejection.format,
        place: Some(rejected.rejection.place.to_string()).filter(|place| !place.is_empty()),
        reason: &rejected.rejection.reason.en,
    }
}
