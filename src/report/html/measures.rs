// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What rules counted, on the page.

use super::{Page, Part, parts};
use crate::{
    model::{Concerned, Measure, RuleResult, Standing, Words},
    report::{
        input,
        words::{self, say, visible},
    },
};

impl Page<'_> {
    /// The rules that counted something.
    pub(super) fn counted(&self) -> impl Iterator<Item = &RuleResult> {
        self.verdict.rules.iter().filter(|rule| !rule.measures.is_empty())
    }

    /// What was counted, one piece of evidence after the other.
    pub(super) fn measures<'r>(&self, rule: &'r RuleResult) -> &'r [Measure] {
        self.listed(&rule.measures)
    }

    pub(super) fn words(&self, words: &Words) -> &'static str {
        say(self.lang, words.en, words.de)
    }

    pub(super) fn standing(&self, measure: &Measure) -> &'static str {
        words::standing(measure.standing, self.lang)
    }

    /// The class of a measure in the style sheet.
    pub(super) fn tone_of(&self, measure: &Measure) -> &'static str {
        match measure.standing {
            Standing::Violated => "bad",
            Standing::Satisfied => "good",
            Standing::NotApplicable => "none",
            Standing::Undecided | Standing::Open => "open",
        }
    }

    pub(super) fn share(&self, measure: &Measure) -> String {
        words::share(measure.counts.percent())
    }

    pub(super) fn counted_in(&self, measure: &Measure) -> String {
        input(self.verdict, measure.evidence).map(|input| visible(&input.origin.path)).unwrap_or_default()
    }

    /// The first that do not meet a requirement, each with the reason.
    pub(super) fn concerned(&self, measure: &Measure) -> Vec<(String, Vec<Part>)> {
        let one = |concerned: &Concerned| (visible(&concerned.subject), parts(self.words(&concerned.reason)));
        measure.concerned.iter().map(one).collect()
    }
}
