// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a check counted: how far each of many requirements is met.

use super::{EvidenceId, Percent, Place, Text, Words};

/// How far one requirement is met by one piece of evidence, counted.
#[derive(Clone, Debug)]
pub struct Measure {
    /// The id of the requirement, unique in its check.
    pub id: &'static str,
    /// What is asked for, in a few words.
    pub title: Words,
    /// Where it is laid down: the document, its version and the clause.
    pub clause: String,
    /// How binding it is.
    pub binding: Words,
    /// What came out.
    pub standing: Standing,
    /// The counts.
    pub counts: Counts,
    /// The share asked for; `None` where the requirement does not count.
    pub wanted: Option<Percent>,
    /// The first that do not meet it, each with the reason.
    pub concerned: Vec<Concerned>,
    /// What to do, and who has to.
    pub remedy: Text,
    /// The evidence that was counted.
    pub evidence: EvidenceId,
}

/// How many of those that a requirement applies to meet it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Those that it applies to: the sum of the others.
    pub required: u64,
    /// Those that meet it.
    pub present: u64,
    /// Those that have what is asked for at another place than the one laid down.
    pub misplaced: u64,
    /// Those that have something there that is not as asked for.
    pub unfit: u64,
    /// Those that lack it.
    pub missing: u64,
    /// Those of which it cannot be told.
    pub unknown: u64,
}

/// One that does not meet a requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concerned {
    /// What it is, such as a component.
    pub subject: String,
    /// Why it does not.
    pub reason: Words,
    /// Where in the evidence it stands.
    pub place: Place,
}

/// What came out of one requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It is met.
    Satisfied,
    /// It is not met.
    Violated,
    /// Whether it is met could not be told, and that counts.
    Undecided,
    /// Whether it is met could not be told, or it is not met, and that does not count.
    Open,
    /// It applies to nothing.
    NotApplicable,
}

impl Standing {
    /// The word for machines.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Satisfied => "satisfied",
            Self::Violated => "violated",
            Self::Undecided => "undecided",
            Self::Open => "open",
            Self::NotApplicable => "not-applicable",
        }
    }
}

impl Counts {
    /// Those that do not meet the requirement, for whatever reason.
    pub const fn lacking(&self) -> u64 {
        self.required.saturating_sub(self.present)
    }

    /// Those that meet the requirement in percent, rounded down; `None` where it applies to nothing.
    pub fn percent(&self) -> Option<u64> {
        self.present.saturating_mul(100).checked_div(self.required)
    }
}
