// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Draws the conclusion from what the checks say.
//!
//! The only place where an outcome comes from: violated before gap before satisfied, and nothing
//! relied on is never satisfied. It knows no check and no format, and it cannot fail.

use std::{
    collections::{BTreeMap, BTreeSet},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

mod changes;
mod exceptions;

use exceptions::Exceptions;

use crate::{
    model::{
        Artifact, Assessments, Conclusion, Dossier, Evidence, EvidenceId, Examination, Gap, Input, Limit, Outcome,
        PolicyInput, RuleResult, Text, Tolerated, Verdict, Violation, Waived, WaivedMatter, Words,
    },
    policy::{IMPLIED, Policy, Rule, Waiver},
};

/// Judges `dossier` by `policy`, with `waivers` as exceptions.
pub fn decide(dossier: &Dossier, policy: &Policy, waivers: &[Waiver]) -> Verdict {
    let vex = Arc::new(Assessments::of(dossier, &policy.vex));
    let own = Some(policy.origin.sha256.clone());
    let dossier = &Dossier { policy: own, vex, ..dossier.clone() };
    let (mut rules, mut exceptions) = apply_all(dossier, policy, Exceptions::new(dossier, policy, waivers));
    let broad = exceptions.too_broad();
    if !broad.is_empty() {
        // How much a waiver matches shows only in the end, so what rested on it is judged again.
        let without = Exceptions::new(dossier, policy, waivers).refusing(&broad);
        (rules, exceptions) = apply_all(dossier, policy, without);
    }
    let artifacts = each_artifact(dossier, policy, (waivers, &broad));
    let (conclusion, reasons) = with_each(conclude(&rules, dossier), &artifacts);
    let mut notes = contradicting_reports(dossier);
    notes.extend(unproven_vex(dossier));
    let (bom_differences, differing) = dossier.differing_boms();
    notes.extend(differing);
    // What a rule counted is shown with its remarks.
    let without_table = rules.iter().filter(|rule| rule.measures.is_empty());
    notes.extend(without_table.flat_map(|rule| rule.remarks.iter().cloned()));
    let turns = changes::turns(dossier, &rules, &exceptions.applied);
    Verdict {
        conclusion,
        reasons,
        advisory: policy.advisory,
        at: dossier.at,
        release: dossier.release.clone(),
        artifacts: artifacts.into_iter().map(|alone| (alone.name, alone.conclusion)).collect(),
        policy: PolicyInput {
            title: policy.title.clone(),
            origin: policy.origin.clone(),
            waiver_files: Vec::new(),
            trust_files: Vec::new(),
        },
        turns,
        findings: dossier.open_findings().clone(),
        bom_differences,
        inputs: inputs(dossier, &rules),
        rules,
        rejected: dossier.rejected.clone(),
        ignored: dossier.ignored.clone(),
        skipped: dossier.skipped.clone(),
        waivers: exceptions.applied,
        notes,
        links: Vec::new(),
    }
}

/// The conclusion over all rules: blocked before undecided before passed, and passed only when
/// evidence was relied on by a rule that decides. Waivers alone never release anything.
fn conclude(rules: &[RuleResult], dossier: &Dossier) -> (Conclusion, Vec<Text>) {
    let has = |outcome: Outcome| rules.iter().any(|rule| rule.decides() && rule.outcome == outcome);
    if has(Outcome::Violated) {
        return (Conclusion::Blocked, Vec::new());
    }
    if has(Outcome::Undecided) {
        return (Conclusion::Undecided, Vec::new());
    }
    // Whatever rules ask for: nobody knows what it is that would be released.
    let unseen: Vec<&str> = dossier
        .artifacts()
        .filter(|(_, artifact)| artifact.digests.is_empty())
        .map(|(_, one)| one.name.as_ref())
        .collect();
    if !unseen.is_empty() {
        let names = unseen.join("`, `");
        let reason = Text::new(
            format!("what is to be released could not be seen: `{names}`"),
            format!("Was freigegeben werden soll, war nicht zu sehen: `{names}`"),
        );
        return (Conclusion::Undecided, vec![reason]);
    }
    let speaks = |rule: &RuleResult| rule.decides() && rule.check != IMPLIED && !rule.relied_on.is_empty();
    if rules.iter().any(speaks) {
        return (Conclusion::Passed, Vec::new());
    }
    let reason = Text::new(
        "no rule that blocks is in force and rests on evidence, so nothing speaks for the release",
        "Keine blockierende Regel ist in Kraft und stützt sich auf Nachweise; nichts spricht für die Freigabe",
    );
    (Conclusion::Undecided, vec![reason])
}

/// What is concluded for one of several artifacts alone.
struct Alone {
    name: String,
    conclusion: Conclusion,
    /// The rules that keep it from passing.
    against: Vec<String>,
}

/// The conclusion for each artifact alone, when there are several.
fn each_artifact(dossier: &Dossier, policy: &Policy, (waivers, broad): (&[Waiver], &[usize])) -> Vec<Alone> {
    let artifacts = &dossier.release.artifacts;
    if artifacts.len() < 2 {
        return Vec::new();
    }
    let alone = |(index, artifact): (usize, &Artifact)| {
        let dossier = dossier.narrowed_to_artifact(index);
        let (rules, _) = apply_all(&dossier, policy, Exceptions::new(&dossier, policy, waivers).refusing(broad));
        let (conclusion, _) = conclude(&rules, &dossier);
        let outcome = if conclusion == Conclusion::Blocked { Outcome::Violated } else { Outcome::Undecided };
        let against = rules.into_iter().filter(|rule| rule.decides() && rule.outcome == outcome);
        Alone { name: artifact.name.clone(), conclusion, against: against.map(|rule| rule.id).collect() }
    };
    artifacts.iter().enumerate().map(alone).collect()
}

/// The conclusion over all artifacts, which is no better than that for each: what is known of one
/// does not make up for what is not known of another.
fn with_each((whole, mut reasons): (Conclusion, Vec<Text>), artifacts: &[Alone]) -> (Conclusion, Vec<Text>) {
    for Alone { name, conclusion, against } in artifacts.iter().filter(|alone| alone.conclusion > whole) {
        let Words { en, de } = conclusion.words();
        let rules = if against.is_empty() { String::new() } else { format!(": `{}`", against.join("`, `")) };
        reasons.push(Text::new(
            format!("`{name}` alone is {en}{rules}; evidence about another artifact does not count for it"),
            format!("`{name}` für sich ist {de}{rules}; Nachweise über ein anderes Artefakt zählen dafür nicht"),
        ));
    }
    (artifacts.iter().map(|alone| alone.conclusion).fold(whole, Conclusion::max), reasons)
}

/// Asks the checks of all rules and draws their outcomes.
fn apply_all<'a>(
    dossier: &'a Dossier,
    policy: &Policy,
    mut exceptions: Exceptions<'a>,
) -> (Vec<RuleResult>, Exceptions<'a>) {
    let rules = policy.rules.iter().map(|rule| apply(rule, dossier, &mut exceptions)).collect();
    (rules, exceptions)
}

/// Asks the check of one rule and draws the outcome.
fn apply(rule: &Rule, dossier: &Dossier, exceptions: &mut Exceptions<'_>) -> RuleResult {
    let mut result = blank(rule, dossier);
    if let Some(reason) = rule.when.excludes(&dossier.release) {
        result.outcome = Outcome::NotApplicable;
        result.not_applicable = Some(reason);
        return result;
    }
    let examination = if rule.when.artifacts.is_empty() {
        examine(rule, dossier)
    } else {
        examine(rule, &dossier.narrowed_to_kinds(&rule.when.artifacts))
    };
    result.measures = examination.measures;
    result.remarks = examination.remarks;
    result.relied_on = examination.relied_on;
    result.relied_on.sort_unstable();
    result.relied_on.dedup();
    result.set_aside = examination.set_aside;
    // There may be very many violations, so what stays is not moved, and what is set apart is copied.
    result.violations = examination.violations;
    result.violations.retain(|violation| match exceptions.covering_violation(rule, violation) {
        Some(waiver) => {
            result.waived.push(Waived { waiver, matter: WaivedMatter::Violation(violation.clone()) });
            false
        }
        None => true,
    });
    for gap in examination.gaps {
        match exceptions.covering_gap(rule, &gap) {
            Some(waiver) => result.waived.push(Waived { waiver, matter: WaivedMatter::Gap(gap) }),
            None => result.gaps.push(gap),
        }
    }
    result.tolerated = tolerate(&mut result.violations);
    result.outcome = outcome(&result);
    if result.outcome == Outcome::Undecided {
        result.remedy = rule.way_to_evidence.clone();
    }
    result
}

/// The outcome of a rule that concerns the release.
fn outcome(result: &RuleResult) -> Outcome {
    match result {
        RuleResult { violations, .. } if !violations.is_empty() => Outcome::Violated,
        RuleResult { gaps, .. } if !gaps.is_empty() => Outcome::Undecided,
        RuleResult { waived, .. } if !waived.is_empty() => Outcome::Waived,
        RuleResult { relied_on, .. } if relied_on.is_empty() => Outcome::Undecided,
        _ => Outcome::Satisfied,
    }
}

/// Asks the check. A check that panics has seen nothing.
fn examine(rule: &Rule, dossier: &Dossier) -> Examination {
    let asked = catch_unwind(AssertUnwindSafe(|| rule.bound.examine(dossier)));
    let mut examination = asked.unwrap_or_else(|_| {
        let mut failed = Examination::default();
        let message = Text::new(
            "the check ended with an error; this is a defect of the program",
            "Die Prüfung brach mit einem Fehler ab; das ist ein Mangel des Programms",
        );
        failed.gap("check-failed", message);
        failed
    });
    if examination.relied_on.is_empty() && examination.gaps.is_empty() && examination.violations.is_empty() {
        let message = Text::new("no evidence speaks to this rule", "kein Nachweis äußert sich zu dieser Regel");
        examination.gap("no-evidence", message);
    }
    point_at_rejected(&mut examination, dossier);
    examination
}

/// What is missing may be what was rejected.
fn point_at_rejected(examination: &mut Examination, dossier: &Dossier) {
    const SHOWN: usize = 3;
    const MISSING: &[&str] = &["no-sbom", "no-scan", "no-test-run", "no-provenance", "no-vex", "no-evidence"];
    let mut paths = dossier.rejected.iter().map(|rejected| format!("`{}`", rejected.path));
    let list = paths.by_ref().take(SHOWN).collect::<Vec<_>>().join(", ");
    let more = paths.count();
    if list.is_empty() {
        return;
    }
    let (en, de) =
        if more == 0 { Default::default() } else { (format!(" and {more} more"), format!(" und {more} weitere")) };
    let is_missing = |gap: &&mut Gap| MISSING.iter().any(|matter| gap.matters.first().starts_with(matter));
    for gap in examination.gaps.iter_mut().filter(|gap| gap.evidence.is_none()).filter(is_missing) {
        gap.message.en.push_str(&format!("; rejected, and perhaps what is missing: {list}{en}"));
        gap.message.de.push_str(&format!("; zurückgewiesen wurde, was fehlen könnte: {list}{de}"));
    }
}

/// Sets aside the violations that the rule accepts, by what is counted.
fn tolerate(violations: &mut Vec<Violation>) -> Vec<Tolerated> {
    let mut counts: BTreeMap<(u8, &'static str), u64> = BTreeMap::new();
    for limit in violations.iter().filter_map(|violation| violation.wrong.limit.as_ref()) {
        let count = counts.entry((limit.rank, limit.counts)).or_default();
        *count = count.saturating_add(1);
    }
    let within = |limit: &Limit| {
        let counted = counts.iter().filter(|((rank, counts), _)| *counts == limit.counts || *rank > limit.rank);
        counted.map(|(_, count)| *count).fold(0_u64, u64::saturating_add) <= limit.at_most
    };
    let mut tolerated: BTreeMap<&'static str, Tolerated> = BTreeMap::new();
    violations.retain(|violation| match violation.wrong.limit.as_ref() {
        Some(limit) if within(limit) => {
            let empty = || Tolerated { counts: limit.counts, at_most: limit.at_most, violations: Vec::new() };
            tolerated.entry(limit.counts).or_insert_with(empty).violations.push(violation.clone());
            false
        }
        _ => true,
    });
    tolerated.into_values().collect()
}

fn blank(rule: &Rule, dossier: &Dossier) -> RuleResult {
    RuleResult {
        id: rule.id.clone(),
        check: rule.check,
        title: rule.title.clone(),
        question: rule.question.clone(),
        remedy: rule.remedy.clone(),
        parameters: rule.bound.parameters(),
        effect: rule.effect,
        effective_from: rule.effective_from,
        in_force: rule.effective_from.is_none_or(|from| dossier.at >= from),
        implied: rule.implied,
        maps_to: rule.maps_to.clone(),
        outcome: Outcome::Undecided,
        not_applicable: None,
        violations: Vec::new(),
        gaps: Vec::new(),
        tolerated: Vec::new(),
        set_aside: Vec::new(),
        waived: Vec::new(),
        measures: Vec::new(),
        remarks: Vec::new(),
        relied_on: Vec::new(),
    }
}

/// Every piece of evidence, with the rules that rely on it.
fn inputs(dossier: &Dossier, rules: &[RuleResult]) -> Vec<Input> {
    let mut used: BTreeMap<EvidenceId, Vec<String>> = BTreeMap::new();
    for rule in rules.iter().filter(|rule| rule.check != IMPLIED) {
        for id in &rule.relied_on {
            used.entry(*id).or_default().push(rule.id.clone());
        }
    }
    let input = |evidence: &Evidence| Input {
        id: evidence.id,
        origin: evidence.origin.clone(),
        trust: evidence.trust.clone(),
        bond: evidence.bond.clone(),
        summary: evidence.statement.summary(),
        remarks: evidence.statement.remarks.iter().chain(dossier.vex.remarks(evidence.id)).cloned().collect(),
        used_by: used.remove(&evidence.id).unwrap_or_default(),
    };
    dossier.evidence.iter().map(AsRef::as_ref).map(input).collect()
}

/// VEX documents that count although no signature proves whose they are.
fn unproven_vex(dossier: &Dossier) -> Option<Text> {
    let counted: BTreeSet<EvidenceId> = dossier.vex.unproven().collect();
    let documents = dossier.evidence.iter().filter(|evidence| counted.contains(&evidence.id));
    let paths: Vec<&str> = documents.map(|evidence| evidence.origin.path.as_ref()).collect();
    (!paths.is_empty()).then(|| {
        let paths = paths.join(", ");
        Text::new(
            format!("the policy lets VEX documents count whose author no signature proves (`vex.accept_unsigned`): {paths}"),
            format!("Die Richtlinie lässt VEX-Dokumente zählen, deren Urheber keine Signatur belegt (`vex.accept_unsigned`): {paths}"),
        )
    })
}

/// Reports that carry the same identity and differ. All of them are counted.
fn contradicting_reports(dossier: &Dossier) -> Vec<Text> {
    let mut by_identity: BTreeMap<(&'static str, &str), Vec<&Evidence>> = BTreeMap::new();
    for evidence in dossier.evidence.iter().map(AsRef::as_ref) {
        // A document can make several statements under its identity; those do not contradict.
        let same_kind = evidence.statement.claim.kind();
        if let Some(identity) = evidence.statement.report_id.as_deref() {
            by_identity.entry((same_kind, identity)).or_default().push(evidence);
        }
    }
    let mut notes = Vec::new();
    for ((_, identity), reports) in by_identity {
        let mut paths: Vec<&str> = reports.iter().map(|evidence| evidence.origin.path.as_ref()).collect();
        paths.dedup();
        if paths.len() > 1 {
            let list = paths.join("`, `");
            notes.push(Text::new(
                format!("`{list}` claim to be the same report (`{identity}`) and differ; all of them are counted"),
                format!("`{list}` geben sich als derselbe Bericht aus (`{identity}`) und unterscheiden sich; alle werden gezählt"),
            ));
        }
    }
    notes
}

#[cfg(test)]
mod tests;
