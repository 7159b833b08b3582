// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Counts how far each rule is met, and says what that means.

use super::{
    SbomProfile,
    class::{Classes, Source},
    limit,
    parameter::Placement,
    rule::{Class, FieldRule, Judge, JudgeOne, State, Table, Tier},
    sbom::{Item, Sbom},
};
use crate::model::{Concerned, Counts, Gap, Measure, Node, Percent, Place, Standing, Text, Violation, Words};

/// How many components a violation lists by name.
const LISTED: usize = 5;

/// The counts of one rule.
struct Tally {
    rule: &'static FieldRule,
    counts: Counts,
    /// The first that do not meet it; `None` for the document as a whole.
    failing: Vec<(Option<Node>, &'static Words)>,
    /// The first of which it cannot be told.
    doubtful: Vec<(Option<Node>, &'static Words)>,
}

/// What the rules of a profile say about one SBOM.
pub(super) struct Tallies {
    tallies: Vec<Tally>,
    table: &'static Table,
    /// Number of components that an inferred class would spare something, by the reason.
    pub(super) inferred: Vec<(&'static Words, u64)>,
}

/// What comes of one rule.
pub(super) enum Matter {
    Fine,
    Wrong(Violation),
    Unseen(Gap),
}

impl Tallies {
    /// Counts, with one look at each component.
    pub(super) fn of(sbom: &Sbom<'_>, check: &SbomProfile, table: &'static Table) -> Self {
        let blank = |rule| Tally { rule, counts: Counts::default(), failing: Vec::new(), doubtful: Vec::new() };
        let mut tallies: Vec<Tally> = table.rules.iter().map(blank).collect();
        let mut inferred: Vec<(&'static Words, u64)> = Vec::new();
        let classes = Classes::new(&check.classes, sbom.bom);
        for item in sbom.items(&classes) {
            let mut spared = None;
            for tally in &mut tallies {
                let Judge::Each(wanted, judge) = tally.rule.judge else { continue };
                let state = state(sbom, &item, (wanted, judge));
                spared = spared.or_else(|| by_inference(state, item.source));
                tally.count(state, Some(item.node));
            }
            let Some(reason) = spared else { continue };
            match inferred.iter_mut().find(|(other, _)| *other == reason) {
                Some((_, count)) => *count = count.saturating_add(1),
                None => inferred.push((reason, 1)),
            }
        }
        for tally in &mut tallies {
            if let Judge::Whole(judge) = tally.rule.judge {
                tally.count(judge(sbom), None);
            }
        }
        Self { tallies, table, inferred }
    }

    /// Each rule as a measure, with what comes of it.
    pub(super) fn measures(&self, sbom: &Sbom<'_>, check: &SbomProfile) -> impl Iterator<Item = (Measure, Matter)> {
        self.tallies.iter().map(move |tally| {
            let measure = tally.measure(sbom, check, self.table);
            let matter = matter(sbom, tally, &measure);
            (measure, matter)
        })
    }
}

/// What a rule sees of a component: what a class spares is only spared where the class is sure.
fn state(sbom: &Sbom<'_>, item: &Item<'_>, (wanted, judge): (&[Class], JudgeOne)) -> State {
    if wanted.contains(&item.class) {
        return judge(sbom, item);
    }
    match item.source {
        Source::Inferred(reason) if wanted.contains(&Class::Described) => match judge(sbom, item) {
            State::Missing(_) => State::Unknown(reason),
            state => state,
        },
        _ => State::Exempt,
    }
}

/// The reason for an inference that left something untold.
fn by_inference(state: State, source: Source) -> Option<&'static Words> {
    match (state, source) {
        (State::Unknown(reason), Source::Inferred(inferred)) if reason == inferred => Some(reason),
        _ => None,
    }
}

impl Tally {
    fn count(&mut self, state: State, node: Option<Node>) {
        let counts = &mut self.counts;
        let (counter, list) = match state {
            State::Exempt => return,
            State::Present => (&mut counts.present, None),
            State::Misplaced(reason) => (&mut counts.misplaced, Some((&mut self.failing, reason))),
            State::Unfit(reason) => (&mut counts.unfit, Some((&mut self.failing, reason))),
            State::Missing(reason) => (&mut counts.missing, Some((&mut self.failing, reason))),
            State::Unknown(reason) => (&mut counts.unknown, Some((&mut self.doubtful, reason))),
        };
        *counter = counter.saturating_add(1);
        counts.required = counts.required.saturating_add(1);
        if let Some((list, reason)) = list.filter(|(list, _)| list.len() < LISTED) {
            list.push((node, reason));
        }
    }

    fn measure(&self, sbom: &Sbom<'_>, check: &SbomProfile, table: &Table) -> Measure {
        let rule = self.rule;
        let is_raised = check.require.iter().any(|id| id == rule.id);
        let share = check.min_share_of.get(rule.id).copied().unwrap_or(check.min_share);
        let is_required = is_raised || rule.tier == Tier::Required;
        let first = self.failing.iter().chain(&self.doubtful).take(LISTED);
        Measure {
            id: rule.id,
            title: rule.title,
            clause: format!("{}, {}", table.document, rule.clause),
            binding: if is_raised { Tier::Required.words() } else { rule.tier.words() },
            standing: self.standing(check.placement, (is_required, share)),
            counts: self.counts,
            wanted: is_required.then_some(share),
            concerned: first.map(|(node, reason)| concerned(sbom, *node, reason)).collect(),
            remedy: limit::remedy(sbom, rule),
            evidence: sbom.evidence.id,
        }
    }

    fn standing(&self, placement: Placement, (is_required, share): (bool, Percent)) -> Standing {
        let Counts { required, present, misplaced, unfit, missing, unknown } = self.counts;
        let (have, wrong) = match placement {
            Placement::Lenient => (present.saturating_add(misplaced), unfit),
            Placement::Strict => (present, unfit.saturating_add(misplaced)),
        };
        // Of what is only asked for where it exists, what is given has to be right.
        let given = required.saturating_sub(missing).saturating_sub(unknown);
        match self.rule.tier {
            _ if required == 0 => Standing::NotApplicable,
            _ if is_required && share.is_reached(have, required) => Standing::Satisfied,
            _ if is_required && share.is_reached(have.saturating_add(unknown), required) => Standing::Undecided,
            _ if is_required => Standing::Violated,
            _ if wrong > 0 && !share.is_reached(have, given) => Standing::Violated,
            _ if have == required => Standing::Satisfied,
            _ => Standing::Open,
        }
    }
}

fn concerned(sbom: &Sbom<'_>, node: Option<Node>, reason: &Words) -> Concerned {
    let component = node.and_then(|node| sbom.bom.component(node));
    Concerned {
        subject: component.map(|component| component.identity()).unwrap_or_default(),
        reason: *reason,
        place: component.map_or(Place::Whole, |component| component.place.clone()),
    }
}

fn matter(sbom: &Sbom<'_>, tally: &Tally, measure: &Measure) -> Matter {
    let evidence = sbom.evidence;
    let matter = format!("sbom-profile:{}", measure.id);
    match measure.standing {
        Standing::Violated => {
            let place = measure.concerned.first().map_or(Place::Whole, |first| first.place.clone());
            let violation = Violation::new(matter, message(tally, measure)).about(evidence.origin.path.as_ref());
            Matter::Wrong(violation.seen_in(evidence.id, place))
        }
        Standing::Undecided => {
            let path = &evidence.origin.path;
            let Text { en, de } = message(tally, measure);
            let message = Text::new(format!("`{path}`: {en}"), format!("`{path}`: {de}"));
            Matter::Unseen(Gap { matters: matter.into(), message, evidence: Some(evidence.id) })
        }
        Standing::Satisfied | Standing::Open | Standing::NotApplicable => Matter::Fine,
    }
}

/// What a rule has to say: how many meet it, which do not and why, and what to do.
fn message(tally: &Tally, measure: &Measure) -> Text {
    let Measure { id, title, clause, remedy, .. } = measure;
    let (first, first_de) = (reasons(measure, |words| words.en), reasons(measure, |words| words.de));
    let more = measure.counts.lacking().saturating_sub(measure.concerned.len() as u64);
    let (tail, tail_de) = match more {
        0 => (String::new(), String::new()),
        more => (format!("; and {more} more"), format!("; und {more} weitere")),
    };
    let share = match tally.rule.judge {
        Judge::Whole(_) => Text::same(""),
        Judge::Each(..) => share(measure),
    };
    let (help, help_de) = (remedy.en.trim_end_matches('.'), remedy.de.trim_end_matches('.'));
    Text::new(
        format!("`{id}` {} ({clause}): {}{first}{tail}; help: {help}", title.en, share.en),
        format!("`{id}` {} ({clause}): {}{first_de}{tail_de}; Abhilfe: {help_de}", title.de, share.de),
    )
}

/// How many components meet a rule, of those that it applies to.
fn share(measure: &Measure) -> Text {
    let Counts { required, present, misplaced, .. } = measure.counts;
    let (elsewhere, elsewhere_de) = match misplaced {
        0 => (String::new(), String::new()),
        misplaced => (format!(" and {misplaced} at another place"), format!(", an anderer Stelle bei {misplaced}")),
    };
    match measure.wanted {
        Some(Percent(share)) => Text::new(
            format!("wanted for {share} % of {required} components, got {present}{elsewhere}; "),
            format!("verlangt für {share} % von {required} Komponenten, vorhanden bei {present}{elsewhere_de}; "),
        ),
        None => Text::new(
            format!("right for {present} of {required} components; "),
            format!("richtig bei {present} von {required} Komponenten; "),
        ),
    }
}

/// The first components concerned, those with the same reason together.
fn reasons(measure: &Measure, word: fn(&Words) -> &'static str) -> String {
    let mut grouped: Vec<(&'static str, Vec<&str>)> = Vec::new();
    for Concerned { subject, reason, .. } in &measure.concerned {
        let reason = word(reason);
        match grouped.iter_mut().find(|(other, _)| *other == reason) {
            Some((_, subjects)) => subjects.push(subject),
            None => grouped.push((reason, vec![subject])),
        }
    }
    let each = |(reason, subjects): &(&str, Vec<&str>)| match subjects.as_slice() {
        [""] => (*reason).to_owned(),
        subjects => format!("{reason} (`{}`)", subjects.join("`, `")),
    };
    grouped.iter().map(each).collect::<Vec<_>>().join("; ")
}
