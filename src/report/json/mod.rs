// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The complete verdict for machines. Its structures are its own: what is inside may change, what
//! is printed may not. Fields may be added under the same `schema_version`; none is changed or removed.

use std::io::Write;

use super::{
    RenderError, Report, input,
    shared::{NAME, VERSION},
    write_json, written,
};
use crate::model::{AppliedWaiver, Lang, Origin, Verdict};

mod difference;
mod each;
mod evidence;
mod finding;
mod rule;
mod shape;
mod signature;

use difference::Difference;
use each::Each;
use evidence::{evidence, rejected};
use finding::Finding;
use rule::rule;
use shape::{Artifact, File, Ignored, Page, Policy, Release, ToolName, Turn, Turns, Waiver};

pub(super) struct Json;

impl Report for Json {
    fn id(&self) -> &'static str {
        "json"
    }

    fn purpose(&self) -> &'static str {
        "the complete verdict for machines; its schema is documented and stable"
    }

    fn render(&self, verdict: &Verdict, lang: Lang) -> Result<Vec<u8>, RenderError> {
        written(self, verdict, lang)
    }

    fn write(&self, verdict: &Verdict, _: Lang, out: &mut dyn Write) -> Result<(), RenderError> {
        write_json(&Page::of(verdict), out)
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
            findings: Each::of(verdict.findings.iter().map(move |open| Finding::of(verdict, open))),
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
