// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The complete verdict for machines. Its structures are its own: what is inside may change, what
//! is printed may not. Fields may be added under the same `schema_version`; none is changed or removed.

use std::collections::BTreeMap;

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
mod shape;
mod signature;

use difference::Difference;
use finding::Finding;
use shape::{
    Artifact, Aside, Concerned, Coverage, Covered, Database, Entry, Evidence, File, Ignored, Measure, Page, Policy,
    Rejected, Release, Remark, Rule, Scanned, Tests, ToolName, Turn, Turns, Vex, Waiver, Within,
};

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
                trust_files: verdict.policy.trust_files.iter().map(file).collect(),
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
        aliases: violation.matters().iter().skip(1).map(|name| &**name).collect(),
        fix: violation.fix(),
        severity: violation.wrong.severity.map(|severity| severity.name()),
        source: violation.source(),
        since: violation.wrong.since.map(|since| since.to_string()),
        waivable: violation.wrong.waivable,
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
        subject: problem.subject.clone(),
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
        reason: &aside.reason.text.en,
        reason_de: &aside.reason.text.de,
        until: aside.reason.until.map(|until| until.to_string()),
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
        signed_by: waiver.signed_by.iter().map(String::as_str).collect(),
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

fn rejected(rejected: &crate::model::Rejected) -> Rejected<'_> {
    Rejected {
        path: &rejected.path,
        sha256: rejected.origin.as_ref().map(|origin| origin.sha256.hex()),
        format: rejected.rejection.format,
        place: Some(rejected.rejection.place.to_string()).filter(|place| !place.is_empty()),
        reason: &rejected.rejection.reason.en,
    }
}
