// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Rules in the report, with what speaks against each.

use std::{borrow::Cow, collections::BTreeMap};

use schemars::JsonSchema;
use serde::Serialize;

use super::each::Each;
use crate::{
    model::{Gap, Lang, RuleResult, SetAside, Tolerated, Verdict, Violation, Waived, WaivedMatter},
    report::{
        input,
        shared::{Problem, of_gap, of_violation},
    },
};

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
    pub(super) violations: Each<'a, Entry<'a>>,
    /// What could not be seen.
    pub(super) gaps: Each<'a, Entry<'a>>,
    /// What is within the limits of the rule.
    pub(super) tolerated: Vec<Within<'a>>,
    /// What was found and does not count, for a reason that the rule gives.
    pub(super) set_aside: Each<'a, Aside<'a>>,
    /// What waivers cover.
    pub(super) waived: Each<'a, Covered<'a>>,
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
    pub(super) violations: Each<'a, Entry<'a>>,
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

pub(super) fn rule<'a>(verdict: &'a Verdict, result: &'a RuleResult) -> Rule<'a> {
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
        violations: Each::of(result.violations.iter().map(move |violation| violated(verdict, result, violation))),
        gaps: Each::of(result.gaps.iter().map(move |gap| unseen(verdict, result, gap))),
        tolerated: result.tolerated.iter().map(|tolerated| within(verdict, result, tolerated)).collect(),
        set_aside: Each::of(result.set_aside.iter().map(move |aside| set_aside(verdict, result, aside))),
        waived: Each::of(result.waived.iter().map(move |waived| covered(verdict, result, waived))),
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
    let violations = tolerated.violations.iter().map(move |violation| violated(verdict, rule, violation));
    Within { counts: tolerated.counts, at_most: tolerated.at_most, violations: Each::of(violations) }
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
