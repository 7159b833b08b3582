// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Draws the conclusion from what the checks say.
//!
//! The only place where an outcome comes from: violated before gap before satisfied, and nothing
//! relied on is never satisfied. It knows no check and no format, and it cannot fail.

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
};

use crate::{
    model::{
        AppliedWaiver, Conclusion, Dossier, Evidence, EvidenceId, Examination, Gap, Input, Matters, Outcome,
        PolicyInput, RuleResult, Text, Tolerated, Verdict, Violation, Waived, WaivedMatter,
    },
    policy::{IMPLIED, Policy, Rule, Waiver},
};

/// Judges `dossier` by `policy`, with `waivers` as exceptions.
pub fn decide(dossier: &Dossier, policy: &Policy, waivers: &[Waiver]) -> Verdict {
    let mut exceptions = Exceptions::new(dossier, policy, waivers);
    let rules: Vec<RuleResult> = policy.rules.iter().map(|rule| apply(rule, dossier, &mut exceptions)).collect();
    let (conclusion, reasons) = conclude(&rules);
    Verdict {
        conclusion,
        reasons,
        advisory: policy.advisory,
        at: dossier.at,
        release: dossier.release.clone(),
        artifacts: each_artifact(dossier, policy, waivers),
        policy: PolicyInput { title: policy.title.clone(), origin: policy.origin.clone(), waiver_files: Vec::new() },
        findings: dossier.open_findings().to_vec(),
        inputs: inputs(dossier, &rules),
        rules,
        rejected: dossier.rejected.clone(),
        ignored: dossier.ignored.clone(),
        skipped: dossier.skipped.clone(),
        waivers: exceptions.applied,
        notes: contradicting_reports(dossier),
    }
}

/// The conclusion over all rules: blocked before undecided before passed, and passed only when
/// evidence was relied on by a rule that decides. Waivers alone never release anything.
fn conclude(rules: &[RuleResult]) -> (Conclusion, Vec<Text>) {
    let has = |outcome: Outcome| rules.iter().any(|rule| rule.decides() && rule.outcome == outcome);
    if has(Outcome::Violated) {
        return (Conclusion::Blocked, Vec::new());
    }
    if has(Outcome::Undecided) {
        return (Conclusion::Undecided, Vec::new());
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

/// The conclusion for each artifact alone, when there are several.
fn each_artifact(dossier: &Dossier, policy: &Policy, waivers: &[Waiver]) -> Vec<(String, Conclusion)> {
    let artifacts = &dossier.release.artifacts;
    if artifacts.len() < 2 {
        return Vec::new();
    }
    let alone = |(index, artifact): (usize, &crate::model::Artifact)| {
        let dossier = dossier.narrowed_to_artifact(index);
        let mut exceptions = Exceptions::new(&dossier, policy, waivers);
        let rules: Vec<RuleResult> = policy.rules.iter().map(|rule| apply(rule, &dossier, &mut exceptions)).collect();
        (artifact.name.clone(), conclude(&rules).0)
    };
    artifacts.iter().enumerate().map(alone).collect()
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
    result.relied_on = examination.relied_on;
    result.relied_on.sort_unstable();
    result.relied_on.dedup();
    result.set_aside = examination.set_aside;
    for violation in examination.violations {
        match exceptions.covering_violation(rule, &violation) {
            Some(waiver) => result.waived.push(Waived { waiver, matter: WaivedMatter::Violation(violation) }),
            None => result.violations.push(violation),
        }
    }
    for gap in examination.gaps {
        match exceptions.covering_gap(rule, &gap) {
            Some(waiver) => result.waived.push(Waived { waiver, matter: WaivedMatter::Gap(gap) }),
            None => result.gaps.push(gap),
        }
    }
    (result.tolerated, result.violations) = tolerate(std::mem::take(&mut result.violations));
    result.outcome = outcome(&result);
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
    examination
}

/// Sets aside the violations that the rule accepts, by what is counted.
fn tolerate(violations: Vec<Violation>) -> (Vec<Tolerated>, Vec<Violation>) {
    let mut counts: BTreeMap<&'static str, u64> = BTreeMap::new();
    for limit in violations.iter().filter_map(|violation| violation.limit.as_ref()) {
        let count = counts.entry(limit.counts).or_default();
        *count = count.saturating_add(1);
    }
    let mut tolerated: BTreeMap<&'static str, Tolerated> = BTreeMap::new();
    let mut left = Vec::new();
    for violation in violations {
        match violation.limit.clone() {
            Some(limit) if counts.get(limit.counts).is_some_and(|count| *count <= limit.at_most) => {
                let empty = || Tolerated { counts: limit.counts, at_most: limit.at_most, violations: Vec::new() };
                tolerated.entry(limit.counts).or_insert_with(empty).violations.push(violation);
            }
            _ => left.push(violation),
        }
    }
    (tolerated.into_values().collect(), left)
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
        relied_on: Vec::new(),
    }
}

/// The waivers of a run, by matter, and how often each was met.
struct Exceptions<'a> {
    waivers: &'a [Waiver],
    applied: Vec<AppliedWaiver>,
    by_matter: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a> Exceptions<'a> {
    fn new(dossier: &Dossier, policy: &Policy, waivers: &'a [Waiver]) -> Self {
        let mut by_matter: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, waiver) in waivers.iter().enumerate() {
            by_matter.entry(waiver.matter()).or_default().push(index);
        }
        let applied = waivers.iter().map(|waiver| waiver.report(waiver.state(dossier.at, policy))).collect();
        Self { waivers, applied, by_matter }
    }

    fn covering_violation(&mut self, rule: &Rule, violation: &Violation) -> Option<usize> {
        if !violation.waivable {
            return None;
        }
        self.covering(rule, &violation.matters, &violation.subject)
    }

    fn covering_gap(&mut self, rule: &Rule, gap: &Gap) -> Option<usize> {
        self.covering(rule, &gap.matters, "")
    }

    /// The first valid waiver that covers the matter. Every one that does is counted, so that the
    /// report tells an expired waiver from an unused one.
    fn covering(&mut self, rule: &Rule, matters: &Matters, subject: &str) -> Option<usize> {
        let mut indices: Vec<usize> =
            matters.all().filter_map(|matter| self.by_matter.get(matter)).flatten().copied().collect();
        indices.sort_unstable();
        indices.dedup();
        let mut covering = None;
        for index in indices {
            let (Some(waiver), Some(applied)) = (self.waivers.get(index), self.applied.get_mut(index)) else {
                continue;
            };
            if !waiver.reaches(rule, subject) {
                continue;
            }
            applied.matches = applied.matches.saturating_add(1);
            if covering.is_none() && applied.state.is_valid() {
                covering = Some(index);
            }
        }
        covering
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
        used_by: used.remove(&evidence.id).unwrap_or_default(),
    };
    dossier.evidence.iter().map(AsRef::as_ref).map(input).collect()
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
mod tests {
    use super::*;
    use crate::{
        checks::BoundCheck,
        model::{Effect, Limit},
        policy::{WaiverSource, bind, bind_waivers},
    };

    /// A check that says what the test tells it to.
    struct Says(fn(&Dossier) -> Examination);

    impl BoundCheck for Says {
        fn examine(&self, dossier: &Dossier) -> Examination {
            (self.0)(dossier)
        }

        fn parameters(&self) -> serde_json::Value {
            serde_json::Value::Null
        }
    }

    fn dossier() -> Dossier {
        Dossier {
            release: Default::default(),
            concerned: None,
            at: "2026-11-24T12:00:00Z".parse().unwrap(),
            evidence: Vec::new(),
            rejected: Vec::new(),
            ignored: Vec::new(),
            skipped: BTreeMap::new(),
            baseline_tests: None,
            given: Default::default(),
            open: Default::default(),
        }
    }

    fn policy(rule: &str, says: fn(&Dossier) -> Examination) -> Policy {
        let text = format!("version: 1\ntitle: t\nadvisory: true\nrules:\n  - check: no-secrets\n{rule}");
        let sha256 = format!("sha256:{}", "0".repeat(64)).parse().unwrap();
        let origin = crate::model::Origin { path: "policy.yaml".into(), sha256, size: 0 };
        let mut policy = bind(origin, text.as_bytes()).unwrap();
        policy.rules.truncate(1);
        policy.rules[0].bound = Box::new(Says(says));
        policy
    }

    fn verdict(rule: &str, says: fn(&Dossier) -> Examination) -> Verdict {
        decide(&dossier(), &policy(rule, says), &[])
    }

    const BLOCK: &str = "    effect: block\n";

    fn relied() -> Examination {
        Examination { relied_on: vec![EvidenceId(0)], ..Examination::default() }
    }

    fn medium(count: usize, at_most: u64) -> Examination {
        let violation = Violation {
            limit: Some(Limit { counts: "medium", at_most }),
            ..Violation::new("CVE-2026-1", Text::same("m"))
        };
        Examination { violations: vec![violation; count], ..relied() }
    }

    #[test]
    fn relying_on_evidence_satisfies() {
        let verdict = verdict(BLOCK, |_| relied());
        assert_eq!((verdict.conclusion, verdict.rules[0].outcome), (Conclusion::Passed, Outcome::Satisfied));
    }

    #[test]
    fn nothing_relied_on_is_never_satisfied() {
        let verdict = verdict(BLOCK, |_| Examination::default());
        assert_eq!((verdict.conclusion, verdict.rules[0].outcome), (Conclusion::Undecided, Outcome::Undecided));
        assert_eq!(verdict.rules[0].gaps.len(), 1);
    }

    #[test]
    fn a_violation_goes_before_a_gap_and_a_gap_before_satisfied() {
        let both = verdict(BLOCK, |_| {
            let mut examination = relied();
            examination.gap("g", Text::same("g"));
            examination.violations.push(Violation::new("v", Text::same("v")));
            examination
        });
        assert_eq!(both.conclusion, Conclusion::Blocked);
        let gap = verdict(BLOCK, |_| {
            let mut examination = relied();
            examination.gap("g", Text::same("g"));
            examination
        });
        assert_eq!(gap.conclusion, Conclusion::Undecided);
    }

    #[test]
    fn a_check_that_panics_leaves_the_release_undecided() {
        let verdict = verdict(BLOCK, |_| panic!("a defect"));
        assert_eq!(verdict.conclusion, Conclusion::Undecided);
        assert_eq!(verdict.rules[0].gaps[0].matters.first(), "check-failed");
    }

    #[test]
    fn only_rules_that_block_and_are_in_force_decide() {
        let later = "    effect: block\n    effective_from: 2026-11-25\n";
        let now = "    effect: block\n    effective_from: 2026-11-24\n";
        let violated = |_: &Dossier| Examination { violations: vec![Violation::new("v", Text::same("v"))], ..relied() };
        assert_eq!(verdict(now, violated).conclusion, Conclusion::Blocked);
        assert_eq!(verdict(later, violated).conclusion, Conclusion::Undecided);
        assert_eq!(verdict("    effect: warn\n", |_| relied()).conclusion, Conclusion::Undecided);
    }

    #[test]
    fn findings_up_to_the_limit_are_tolerated_and_stay_visible() {
        let within = verdict(BLOCK, |_| medium(2, 2));
        assert_eq!((within.conclusion, within.rules[0].tolerated[0].violations.len()), (Conclusion::Passed, 2));
        let beyond = verdict(BLOCK, |_| medium(3, 2));
        assert_eq!((beyond.conclusion, beyond.rules[0].violations.len()), (Conclusion::Blocked, 3));
    }

    fn waived(expires: &str, says: fn(&Dossier) -> Examination) -> Verdict {
        let policy = policy(BLOCK, says);
        let text = format!(
            "version: 1\nwaivers:\n  - matter: CVE-2026-1\n    scope: {{rules: [no-secrets]}}\n    reason: r\n    owner: a\n    approver: b\n    created: 2026-11-01\n    expires: {expires}\n"
        );
        let waivers = bind_waivers(&WaiverSource { path: "w.yaml", bytes: text.as_bytes() }, &policy).unwrap();
        decide(&dossier(), &policy, &waivers)
    }

    #[test]
    fn a_waiver_moves_what_it_covers_and_hides_nothing() {
        let verdict = waived("2026-12-31", |_| medium(3, 0));
        assert_eq!(verdict.rules[0].outcome, Outcome::Waived);
        assert_eq!(verdict.rules[0].waived.len(), 3);
        assert_eq!(verdict.waivers[0].matches, 3);
        assert_eq!(verdict.conclusion, Conclusion::Passed);
    }

    #[test]
    fn waivers_alone_never_release_anything() {
        let verdict = waived("2026-12-31", |_| {
            let mut examination = Examination::default();
            examination.gap("CVE-2026-1", Text::same("unseen"));
            examination
        });
        assert_eq!((verdict.conclusion, verdict.rules[0].outcome), (Conclusion::Undecided, Outcome::Waived));
    }

    #[test]
    fn an_expired_waiver_covers_nothing_and_is_told_from_an_unused_one() {
        let verdict = waived("2026-11-10", |_| medium(1, 0));
        assert_eq!((verdict.conclusion, verdict.waivers[0].matches), (Conclusion::Blocked, 1));
        let unused = waived("2026-12-31", |_| relied());
        assert_eq!((unused.conclusion, unused.waivers[0].matches), (Conclusion::Passed, 0));
    }

    #[test]
    fn an_advisory_policy_keeps_its_conclusion() {
        let verdict = verdict(BLOCK, |_| medium(1, 0));
        assert!(verdict.advisory);
        assert_eq!((verdict.conclusion, verdict.rules[0].effect), (Conclusion::Blocked, Effect::Block));
    }
}
