// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use std::sync::Arc;

use super::*;
use crate::{
    checks::BoundCheck,
    model::{Artifact, ArtifactKind, Digests, Effect, Limit, Release, Severity, WaiverState, Wrong},
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
    Dossier { at: "2026-11-24T12:00:00Z".parse().unwrap(), evidence: Vec::new(), ..Dossier::default() }
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
    let limit = Some(Limit { counts: "medium", rank: 2, at_most });
    let violation = Violation::new("CVE-2026-1", Wrong { limit, ..Text::same("m").into() });
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
    assert!(both.rules[0].remedy.en.starts_with("Revoke the secret"), "{}", both.rules[0].remedy.en);
    let gap = verdict(BLOCK, |_| {
        let mut examination = relied();
        examination.gap("g", Text::same("g"));
        examination
    });
    assert_eq!(gap.conclusion, Conclusion::Undecided);
    let help = &gap.rules[0].remedy;
    assert!(help.en.starts_with("Get what could not be seen") && help.de.starts_with("Beschaffen"), "{}", help.en);
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

fn with_terms(terms: &str, more: &str, says: fn(&Dossier) -> Examination) -> Verdict {
    let mut policy = policy(BLOCK, says);
    let text =
        format!("version: 1\ntitle: t\nadvisory: true\nwaivers: {{{terms}}}\nrules:\n  - check: no-secrets\n{BLOCK}");
    let terms = bind(policy.origin.clone(), text.as_bytes()).unwrap();
    policy.most_matches = terms.most_matches;
    policy.longest_waiver_for = terms.longest_waiver_for;
    let text = format!(
        "version: 1\nwaivers:\n  - matter: CVE-2026-1\n    scope: {{rules: [no-secrets]{more}}}\n    reason: r\n    owner: a\n    approver: b\n    created: 2026-11-01\n    expires: 2026-12-20\n"
    );
    let waivers = bind_waivers(&WaiverSource { path: "w.yaml", bytes: text.as_bytes() }, &policy).unwrap();
    decide(&dossier(), &policy, &waivers)
}

#[test]
fn a_waiver_that_matches_too_much_covers_nothing() {
    let verdict = with_terms("most_matches: 2", "", |_| medium(3, 0));
    assert_eq!((verdict.conclusion, verdict.waivers[0].state), (Conclusion::Blocked, WaiverState::TooBroad));
    assert_eq!((verdict.waivers[0].matches, verdict.rules[0].waived.len()), (3, 0));
    let verdict = with_terms("most_matches: 3", "", |_| medium(3, 0));
    assert_eq!(verdict.conclusion, Conclusion::Passed);
}

#[test]
fn a_waiver_that_holds_too_long_for_a_severity_leaves_it_uncovered() {
    let says = |_: &Dossier| {
        let mut examination = medium(2, 0);
        Arc::make_mut(&mut examination.violations[0].wrong).severity = Some(Severity::Critical);
        Arc::make_mut(&mut examination.violations[1].wrong).severity = Some(Severity::Low);
        examination
    };
    let verdict = with_terms("longest_for: {critical: 7 days}", "", says);
    assert_eq!((verdict.rules[0].violations.len(), verdict.rules[0].waived.len()), (1, 1));
    assert_eq!((verdict.waivers[0].matches, verdict.waivers[0].too_long_for), (2, 1));
}

#[test]
fn what_no_waiver_covers_stays() {
    let says = |_: &Dossier| {
        let mut examination = medium(1, 0);
        Arc::make_mut(&mut examination.violations[0].wrong).waivable = false;
        examination
    };
    assert_eq!(with_terms("", "", says).conclusion, Conclusion::Blocked);
}

#[test]
fn an_advisory_policy_keeps_its_conclusion() {
    let verdict = verdict(BLOCK, |_| medium(1, 0));
    assert!(verdict.advisory);
    assert_eq!((verdict.conclusion, verdict.rules[0].effect), (Conclusion::Blocked, Effect::Block));
}

#[test]
fn what_could_not_be_seen_is_not_released() {
    let name = "docker://registry.example/app:1".to_owned();
    let unseen = Artifact { name, kind: ArtifactKind::Image, digests: Digests::default(), size: None };
    let release = Release { artifacts: vec![unseen], ..Release::default() };
    let dossier = Dossier { release, ..dossier() };
    let verdict = decide(&dossier, &policy(BLOCK, |_| relied()), &[]);
    assert_eq!((verdict.conclusion, verdict.rules[0].outcome), (Conclusion::Undecided, Outcome::Satisfied));
    assert!(verdict.reasons[0].en.contains("could not be seen"), "{:?}", verdict.reasons);
}
