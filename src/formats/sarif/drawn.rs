// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Results as far as they can be told while they are scanned. What depends on the rules of the run, which
//! may stand behind them, is added once those are known.

use std::{collections::HashMap, sync::Arc};

use super::{
    Found, RESULTS,
    log::RawResult,
    place,
    result::{Context, Gravity, Referral, drawn, is_finding, is_suppressed},
    rules::is_ungraded,
};
use crate::{
    formats::json::{Elements, Made, append},
    model::{Finding, Page, Place},
};

/// Results that follow one another in a list.
#[derive(Default)]
pub(super) struct Drawn {
    /// Without what their rules say.
    findings: Vec<Finding>,
    /// What is still to be added to each.
    notes: Vec<Note>,
    /// What they say of their rules, each once, with its number.
    referrals: HashMap<Referral<'static>, u32>,
    /// Number of results whose `security-severity` was not understood.
    ungraded: u64,
}

/// How a result is to be finished.
struct Note {
    /// The number of its referral.
    referral: u32,
    gravity: Gravity,
    is_suppressed: bool,
}

impl Drawn {
    /// What comes of results that are read while they are scanned; `None` where that asks for more than
    /// they say.
    pub(super) fn ahead(elements: &mut Elements<'_>) -> Option<Made> {
        let (mut all, mut page, mut is_told) = (Self::default(), Page::default(), true);
        let mut known: HashMap<Referral<'_>, u32> = HashMap::new();
        elements.each(|index, result: RawResult<'_>| {
            if !is_finding(&result) {
                return;
            }
            let next = to_number(known.len() as u64);
            let referral = *known.entry(Referral::of(&result)).or_insert(next);
            match drawn(&result, Place::Element(RESULTS, to_number(index)), &mut page) {
                Some(finding) => all.findings.push(finding),
                None => is_told = false,
            }
            let (gravity, is_suppressed) = (Gravity::of(&result), is_suppressed(&result));
            all.notes.push(Note { referral, gravity, is_suppressed });
            all.ungraded = all.ungraded.saturating_add(u64::from(is_ungraded(result.properties.as_ref())));
        })?;
        page.done(all.findings.iter_mut().map(|finding| &mut finding.wording));
        all.referrals = known.into_iter().map(|(referral, number)| (referral.into_owned(), number)).collect();
        is_told.then(|| Box::new(all) as Made)
    }

    /// Moves the places of results on, which were read as if they were the first of the list.
    pub(super) fn place(made: &mut Made, first: u64) {
        for finding in made.downcast_mut::<Self>().into_iter().flat_map(|drawn| &mut drawn.findings) {
            if let Place::Element(_, index) = &mut finding.place {
                *index = index.saturating_add(to_number(first));
            }
        }
    }

    /// Adds the results that follow.
    pub(super) fn join(known: &mut Made, more: Made) -> Result<(), Made> {
        let Some(known) = known.downcast_mut::<Self>() else { return Err(more) };
        more.downcast().map(|more: Box<Self>| known.absorb(*more))
    }

    fn absorb(&mut self, mut more: Self) {
        let mut numbers = vec![0; more.referrals.len()];
        for (referral, number) in more.referrals {
            let next = to_number(self.referrals.len() as u64);
            let known = *self.referrals.entry(referral).or_insert(next);
            numbers.get_mut(number as usize).into_iter().for_each(|number| *number = known);
        }
        for note in &mut more.notes {
            note.referral = numbers.get(note.referral as usize).copied().unwrap_or(u32::MAX);
        }
        append(&mut self.findings, &mut more.findings);
        append(&mut self.notes, &mut more.notes);
        self.ungraded = self.ungraded.saturating_add(more.ungraded);
    }

    /// The findings of a run, by its rules; `None` where these have them told in other words.
    pub(super) fn finished(mut self, run: usize, context: &Context<'_>) -> Option<Found> {
        let mut rules = vec![None; self.referrals.len()];
        for (referral, number) in &self.referrals {
            *rules.get_mut(*number as usize)? = Some((referral.invocation, context.rule(referral)?));
        }
        let rule = |note: &Note| rules.get(note.referral as usize)?.as_ref();
        let mut is_one_list = true;
        for (finding, note) in self.findings.iter_mut().zip(&self.notes) {
            let (invocation, (rule, kind, identifiers)) = rule(note)?;
            finding.identifiers = Arc::clone(identifiers);
            finding.severity = note.gravity.severity(*rule, *invocation);
            finding.details = finding.details.take().or_else(|| rule.and_then(|rule| rule.details.clone()));
            if let Place::Element(_, index) = finding.place {
                finding.place = place(run, u64::from(index));
            }
            is_one_list &= *kind == 0 && !note.is_suppressed;
        }
        let mut found = Found::new(context.kinds, Vec::new());
        found.ungraded = self.ungraded;
        if is_one_list {
            // There may be very many, so they stay where they are.
            found.scans.first_mut()?.findings = self.findings;
            return Some(found);
        }
        for (finding, note) in self.findings.into_iter().zip(&self.notes) {
            found.put(rule(note)?.1.1, finding, note.is_suppressed);
        }
        Some(found)
    }
}

/// A number of what a list can hold: it would be of hundreds of gigabytes otherwise.
fn to_number(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
