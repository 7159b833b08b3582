// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What people state over their signature: an assessment, a decision, exceptions. The types of the
//! predicates, and their fields, are described in `docs/predicates.md`.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{Digests, Severity, Timestamp};

/// The predicate type of an assessment.
pub const ASSESSMENT_TYPE: &str = "https://gitlab.opencode.de/freigabe/predicates/assessment/v1";
/// The predicate type of a release decision.
pub const APPROVAL_TYPE: &str = "https://gitlab.opencode.de/freigabe/predicates/approval/v1";
/// The predicate type of waivers.
pub const WAIVERS_TYPE: &str = "https://gitlab.opencode.de/freigabe/predicates/waivers/v1";

const DAY_SECONDS: i64 = 24 * 60 * 60;

/// The last moment that a date of a statement can mean: a day without a time may mean its end.
pub fn latest_of(date: Timestamp) -> Timestamp {
    let seconds = date.as_second();
    let is_day = seconds.rem_euclid(DAY_SECONDS) == 0 && date.subsec_nanosecond() == 0;
    let end = seconds.saturating_add(DAY_SECONDS - 1);
    if is_day { Timestamp::from_second(end).unwrap_or(date) } else { date }
}

/// What somebody concluded who looked at a release: at its threats, by a penetration test, in an audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// What was done, by a word that policies name: `threat-model`, `pentest`, `audit`,
    /// `data-protection`, `security-assessment` or another.
    pub kind: Box<str>,
    /// What came out.
    pub result: AssessmentResult,
    /// What was looked at and what was not, in words.
    pub scope: Box<str>,
    /// The versions that it holds for, such as `2` or `2.4`; `None` for the subject alone.
    pub version: Option<Box<str>>,
    /// How it was done, in words.
    pub method: Option<Box<str>>,
    /// When it was concluded.
    pub date: Timestamp,
    /// The first moment at which it no longer holds, where it names one.
    pub valid_until: Option<Timestamp>,
    /// The findings that are still open, by severity; `None` where it does not say.
    pub open_findings: Option<BTreeMap<Severity, u64>>,
    /// The document that holds it in full: the model, the report.
    pub document: Option<Reviewed>,
    /// Who states it.
    pub person: Person,
}

/// What came out of an assessment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AssessmentResult {
    /// Nothing speaks against the release.
    Passed,
    /// Something speaks against it.
    Failed,
}

impl AssessmentResult {
    /// The word in the predicate.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
        }
    }
}

/// A decision over a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseApproval {
    /// What was decided.
    pub decision: Decision,
    /// The report that was decided upon; it says what was known.
    pub report: Reviewed,
    /// What the decision is about, in words.
    pub scope: Option<Box<str>>,
    /// When it was decided.
    pub date: Timestamp,
    /// The first moment at which it no longer holds, where it names one.
    pub valid_until: Option<Timestamp>,
    /// Who decided.
    pub person: Person,
    /// Why, in words.
    pub reason: Option<Box<str>>,
}

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decision {
    /// The release may go out.
    Approved,
    /// It may not.
    Rejected,
}

impl Decision {
    /// The word in the predicate.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Rejected => "rejected",
        }
    }
}

/// A document by name and digests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reviewed {
    /// Its name or address.
    pub name: Option<Box<str>>,
    /// Its digests. Never empty.
    pub digests: Digests,
}

/// Who states something, by their own word. Who signed is what a signature proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The name.
    pub name: Arc<str>,
    /// The e-mail address by which the person is known to Git.
    pub email: Option<Arc<str>>,
    /// The role in which it is stated, by a word that policies name.
    pub role: Arc<str>,
}

/// Titles and salutations, which are no part of a name.
const TITLES: &[&str] = &[
    "dipl",
    "doz",
    "dr",
    "frau",
    "habil",
    "herr",
    "hc",
    "ing",
    "inf",
    "jur",
    "med",
    "mr",
    "mrs",
    "ms",
    "nat",
    "phil",
    "priv",
    "prof",
    "professor",
    "rer",
];

/// Whether two names are those of one person: by their letters and digits, by their words in any order, or
/// by an address that both hold; titles are no part of the name, nor what stands in brackets behind it, such
/// as an address or a team. Whoever wants to be two people can be; this is against mistakes. What names
/// nobody is nobody's.
pub fn same_person(one: &str, other: &str) -> bool {
    let (words, of_other) = (words_of_name(one), words_of_name(other));
    let ordered = |words: &[String]| {
        let mut words = words.to_vec();
        words.sort_unstable();
        words
    };
    let address = |name: &str| {
        let words = name.split(|letter: char| letter.is_whitespace() || matches!(letter, '<' | '>' | '(' | ')' | ','));
        words.filter(|word| word.contains('@')).map(str::to_lowercase).collect::<BTreeSet<_>>()
    };
    let is_same_name =
        !words.is_empty() && (words.concat() == of_other.concat() || ordered(&words) == ordered(&of_other));
    is_same_name || !address(one).is_disjoint(&address(other))
}

/// The words of a name in lower case; of one that is only in brackets, or only a title, all of them.
fn words_of_name(text: &str) -> Vec<String> {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect()
    };
    let outside = words(&outside_of_brackets(text));
    let name: Vec<String> = outside.iter().filter(|word| !TITLES.contains(&word.as_str())).cloned().collect();
    [name, outside].into_iter().find(|words| !words.is_empty()).unwrap_or_else(|| words(text))
}

/// A text without what stands in round or angle brackets.
fn outside_of_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let outside = text.chars().map(|letter| {
        match letter {
            '(' | '<' => depth = depth.saturating_add(1),
            ')' | '>' => depth = depth.saturating_sub(1),
            _ if depth == 0 => return letter,
            _ => {}
        }
        ' '
    });
    outside.collect()
}

/// Waivers in a statement: the same document as a file of waivers, in JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedWaivers {
    /// The document as it was stated.
    pub document: Arc<str>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_the_same_whatever_the_blanks_and_letter_case() {
        for (one, other) in [
            ("Eva Muster", "eva  muster"),
            ("Eva Muster <E@x.de>", "E. M. (e@x.de)"),
            ("O'Neil", "o’neil"),
            ("Eva Muster", "Eva Muster <e@x.de>"),
            ("Muster, Eva", "Eva Muster"),
            ("Eva Muster (Team X)", "Eva Muster"),
            ("Eva (Team X) Muster", "Muster, Eva (Team Y)"),
            ("Dr. Eva Muster", "Eva Muster"),
            ("Frau Prof. Dr.-Ing. Eva Muster <e@x.de>", "Eva Muster"),
            ("Dr. Ing", "dr ing"),
            ("(Eva)", "Eva"),
        ] {
            assert!(same_person(one, other), "{one} {other}");
        }
        for (one, other) in [
            ("", ""),
            ("-", "."),
            ("Dr. Eva", "Dr. Evi"),
            ("Eva (X)", "Evi (X)"),
            ("Eva", "Evi"),
            ("<a@x.de>", "<b@x.de>"),
            ("Eva <a@x.de>", "Evi <b@x.de>"),
        ] {
            assert!(!same_person(one, other), "{one} {other}");
        }
    }
}
