// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What changes by itself as time passes. The answer to "what fails on 1 December?" is a run with
//! `--at`; what led there stands here. It compares with the newest evidence and not with the clock,
//! so that the same inputs give the same report.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    AppliedWaiver, Dossier, RuleResult, Timestamp, Turn, TurnKind, Turns, Violation, WaivedMatter, WaiverState,
};

/// What has changed since the evidence was made, and what will change.
pub(super) fn turns(dossier: &Dossier, rules: &[RuleResult], waivers: &[AppliedWaiver]) -> Turns {
    let of_release = |kind: &str| !["feed", "summary"].contains(&kind);
    let counting = dossier.evidence.iter().filter(|evidence| evidence.bond.counts());
    let made = counting.filter(|evidence| of_release(evidence.statement.claim.kind()));
    // What calls itself newer than the run says nothing of when the rest was made.
    let since = made.filter_map(|evidence| evidence.statement.made_at).filter(|made| *made <= dossier.at).max();
    let mut all: Vec<Turn> = rules.iter().filter_map(takes_effect).collect();
    all.extend(waivers.iter().filter_map(ends));
    all.extend(rules.iter().flat_map(graces));
    all.sort_unstable();
    let (past, coming): (Vec<Turn>, Vec<Turn>) = all.into_iter().partition(|turn| turn.at <= dossier.at);
    let past = past.into_iter().filter(|turn| since.is_some_and(|since| turn.at > since)).collect();
    Turns { since, past, coming }
}

fn takes_effect(rule: &RuleResult) -> Option<Turn> {
    let at = rule.effective_from.filter(|_| rule.effect == crate::model::Effect::Block)?;
    Some(Turn { at, kind: TurnKind::RuleTakesEffect, rule: rule.id.clone(), matters: Vec::new() })
}

/// The end of a waiver that covers something.
fn ends(waiver: &AppliedWaiver) -> Option<Turn> {
    if waiver.matches <= waiver.too_long_for || matches!(waiver.state, WaiverState::NotYetValid | WaiverState::TooBroad)
    {
        return None;
    }
    let rule = waiver.rules.join(", ");
    Some(Turn { at: waiver.expires, kind: TurnKind::WaiverEnds, rule, matters: vec![waiver.matter.clone()] })
}

/// Ends of grace, those of one moment taken together.
fn graces(rule: &RuleResult) -> Vec<Turn> {
    let mut by_moment: BTreeMap<Timestamp, BTreeSet<String>> = BTreeMap::new();
    let mut note = |at: Option<Timestamp>, violation: &Violation| {
        if let Some(at) = at {
            by_moment.entry(at).or_default().insert(violation.matter().to_owned());
        }
    };
    rule.set_aside.iter().for_each(|aside| note(aside.reason.until, &aside.violation));
    let waived = rule.waived.iter().filter_map(|waived| match &waived.matter {
        WaivedMatter::Violation(violation) => Some(violation),
        WaivedMatter::Gap(_) => None,
    });
    let tolerated = rule.tolerated.iter().flat_map(|tolerated| &tolerated.violations);
    rule.violations.iter().chain(tolerated).chain(waived).for_each(|violation| note(violation.wrong.since, violation));
    let turn = |(at, matters): (Timestamp, BTreeSet<String>)| Turn {
        at,
        kind: TurnKind::GraceEnds,
        rule: rule.id.clone(),
        matters: matters.into_iter().collect(),
    };
    by_moment.into_iter().map(turn).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{Bond, Claim, Evidence, EvidenceId, FormatVersion, Origin, Scan, Statement, Trust};

    fn moment(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn made_at(id: u32, at: &str) -> Arc<Evidence> {
        let sha256 = format!("sha256:{}", "0".repeat(64)).parse().unwrap();
        let statement = Statement {
            format: FormatVersion { format: "sarif", version: String::new() },
            subjects: Vec::new(),
            made_at: Some(moment(at)),
            producer: None,
            report_id: None,
            claim: Claim::Scan(Scan::default()),
            remarks: Vec::new(),
        };
        let origin = Origin { path: format!("{id}.json").into(), sha256, size: 0 };
        Arc::new(Evidence { id: EvidenceId(id), origin, trust: Trust::UNSIGNED, bond: Bond::Place, statement })
    }

    #[test]
    fn a_report_from_the_future_does_not_hide_what_has_changed() {
        let evidence = vec![made_at(0, "2026-11-20T00:00:00Z"), made_at(1, "2027-01-01T00:00:00Z")];
        let dossier = Dossier { at: moment("2026-11-24T00:00:00Z"), evidence, ..Dossier::default() };
        assert_eq!(turns(&dossier, &[], &[]).since, Some(moment("2026-11-20T00:00:00Z")));
    }
}
