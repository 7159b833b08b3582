// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What was decided, with everything that a report may want to say about it.

use super::{
    BomDifference, Bond, EvidenceId, Gap, Ignored, LeftAloneCounts, Measure, OpenFindings, Origin, Rejected, Release,
    SetAside, StatementSummary, Text, Timestamp, Trust, Violation, Words,
};

/// The outcome of a run.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// Passed, blocked or undecided.
    pub conclusion: Conclusion,
    /// Why, where no single rule says it (such as: no rule that blocks is in force).
    pub reasons: Vec<Text>,
    /// Whether this run only advises. It changes the exit code, never the conclusion.
    pub advisory: bool,
    /// The time that counted as now.
    pub at: Timestamp,
    /// What was to be released.
    pub release: Release,
    /// The conclusion for each artifact alone, in the order of the release; empty with fewer than two.
    pub artifacts: Vec<(String, Conclusion)>,
    /// The policy.
    pub policy: PolicyInput,
    /// Every rule of the policy, in its order.
    pub rules: Vec<RuleResult>,
    /// What changes by itself as time passes.
    pub turns: Turns,
    /// The findings of all scans that count, each once, the gravest first.
    pub findings: OpenFindings,
    /// How SBOMs of one thing differ.
    pub bom_differences: Vec<BomDifference>,
    /// Every piece of evidence, ordered by id.
    pub inputs: Vec<Input>,
    /// What looks like evidence and could not be read.
    pub rejected: Vec<Rejected>,
    /// What is no evidence.
    pub ignored: Vec<Ignored>,
    /// What was left alone without a look, by reason, with its number.
    pub skipped: LeftAloneCounts,
    /// Every waiver, used or not.
    pub waivers: Vec<AppliedWaiver>,
    /// Remarks on the run: two reports that claim to be the same and differ, a weaker bond, an override.
    pub notes: Vec<Text>,
    /// Where the reports of this run can be read, as far as that is known.
    pub links: Vec<Link>,
}

/// Where a report can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The id of the report.
    pub report: String,
    /// Its address.
    pub url: String,
}

impl Verdict {
    /// Whether a rule is violated or undecided, be it one that only warns.
    pub fn has_warnings(&self) -> bool {
        self.rules.iter().any(|rule| matches!(rule.outcome, Outcome::Violated | Outcome::Undecided))
    }
}

/// What changes by itself as time passes: what has changed since the evidence was made, and what will.
#[derive(Clone, Debug, Default)]
pub struct Turns {
    /// When the newest evidence was made, by its own word.
    pub since: Option<Timestamp>,
    /// What has changed from then until the time that counts as now, in the order of time.
    pub past: Vec<Turn>,
    /// What will change after it, in the order of time.
    pub coming: Vec<Turn>,
}

/// A change at a moment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn {
    /// When.
    pub at: Timestamp,
    /// What happens.
    pub kind: TurnKind,
    /// The rule concerned; empty for a waiver that is limited to none.
    pub rule: String,
    /// The matters concerned, each once, in order. Empty for a rule.
    pub matters: Vec<String>,
}

/// What happens by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TurnKind {
    /// A rule takes effect that only warned before.
    RuleTakesEffect,
    /// A waiver ends; what it covered is back.
    WaiverEnds,
    /// The grace of findings ends; they count.
    GraceEnds,
}

impl TurnKind {
    /// The word for machines.
    pub const fn name(self) -> &'static str {
        match self {
            Self::RuleTakesEffect => "rule-takes-effect",
            Self::WaiverEnds => "waiver-ends",
            Self::GraceEnds => "grace-ends",
        }
    }
}

/// Passed, blocked or undecided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Conclusion {
    /// Every rule that blocks is satisfied or waived, and at least one is satisfied.
    Passed,
    /// Something could not be seen; nothing that was seen is wrong.
    Undecided,
    /// A rule that blocks is violated.
    Blocked,
}

impl Conclusion {
    /// All conclusions, the best first.
    pub const ALL: [Self; 3] = [Self::Passed, Self::Undecided, Self::Blocked];

    /// The word for machines.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Undecided => "undecided",
            Self::Blocked => "blocked",
        }
    }

    /// The word for people.
    pub const fn words(self) -> Words {
        let de = match self {
            Self::Passed => "bestanden",
            Self::Undecided => "unentschieden",
            Self::Blocked => "blockiert",
        };
        Words { en: self.name(), de }
    }
}

/// The policy, as a report names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyInput {
    /// Its title.
    pub title: Text,
    /// Where it was read from.
    pub origin: Origin,
    /// The files of waivers that it names or that the command was given.
    pub waiver_files: Vec<Origin>,
    /// The files of keys, roots and authorities that it names. No signature or digest of the policy
    /// covers what they hold.
    pub trust_files: Vec<Origin>,
}

/// What a rule does when it is not satisfied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// The release is blocked.
    Block,
    /// The report says so.
    Warn,
}

/// The result of one rule.
#[derive(Clone, Debug)]
pub struct RuleResult {
    /// The rule's id, unique in its policy.
    pub id: String,
    /// The id of its check.
    pub check: &'static str,
    /// Its title: the policy's own, or the check's.
    pub title: Text,
    /// What the check asks.
    pub question: Text,
    /// What to do when it is not satisfied; where it is undecided, how to get what could not be seen.
    pub remedy: Text,
    /// The parameters in force, defaults included.
    pub parameters: serde_json::Value,
    /// What the rule does when it is not satisfied.
    pub effect: Effect,
    /// From when on it has its effect; before, it only warns.
    pub effective_from: Option<Timestamp>,
    /// Whether it has its effect at the time of the run.
    pub in_force: bool,
    /// Whether it was added by the program because the policy lacks it.
    pub implied: bool,
    /// What it maps to.
    pub maps_to: Vec<Mapping>,
    /// What came out.
    pub outcome: Outcome,
    /// Why it is not applicable, where it is not.
    pub not_applicable: Option<Text>,
    /// What is wrong and not waived.
    pub violations: Vec<Violation>,
    /// What could not be seen and is not waived.
    pub gaps: Vec<Gap>,
    /// Violations within what the rule accepts, by what is counted.
    pub tolerated: Vec<Tolerated>,
    /// What was found and does not count, for a reason that the rule gives.
    pub set_aside: Vec<SetAside>,
    /// What waivers cover.
    pub waived: Vec<Waived>,
    /// What the check counted, requirement by requirement.
    pub measures: Vec<Measure>,
    /// What a reader has to know about how the check looked. Where nothing was counted, it stands in
    /// [`Verdict::notes`] too.
    pub remarks: Vec<Text>,
    /// The evidence that counts for it.
    pub relied_on: Vec<EvidenceId>,
}

impl RuleResult {
    /// Whether the rule decides over the release.
    pub fn decides(&self) -> bool {
        self.effect == Effect::Block && self.in_force && self.outcome != Outcome::NotApplicable
    }
}

/// A requirement of a catalogue that a rule gives evidence for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mapping {
    /// The catalogue, such as `bsi-grundschutz-2023`.
    pub catalogue: String,
    /// The id in it, such as `CON.8.A20`.
    pub id: String,
}

/// What came out of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It holds, and evidence says so.
    Satisfied,
    /// Waivers cover everything that was found or could not be seen.
    Waived,
    /// It does not concern this release.
    NotApplicable,
    /// Something could not be seen.
    Undecided,
    /// It does not hold.
    Violated,
}

impl Outcome {
    /// The word for machines.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Satisfied => "satisfied",
            Self::Waived => "waived",
            Self::NotApplicable => "not-applicable",
            Self::Undecided => "undecided",
            Self::Violated => "violated",
        }
    }
}

/// Violations within what a rule accepts.
#[derive(Clone, Debug)]
pub struct Tolerated {
    /// What is counted.
    pub counts: &'static str,
    /// How many are accepted.
    pub at_most: u64,
    /// The violations.
    pub violations: Vec<Violation>,
}

/// A violation or gap that a waiver covers.
#[derive(Clone, Debug)]
pub struct Waived {
    /// The index of the waiver in [`Verdict::waivers`].
    pub waiver: usize,
    /// What it covers.
    pub matter: WaivedMatter,
}

/// What a waiver covers.
#[derive(Clone, Debug)]
pub enum WaivedMatter {
    /// A violation.
    Violation(Violation),
    /// A gap.
    Gap(Gap),
}

/// A waiver and what became of it.
#[derive(Clone, Debug)]
pub struct AppliedWaiver {
    /// The matter that it waives.
    pub matter: String,
    /// The rules or checks that it is limited to; empty for all.
    pub rules: Vec<String>,
    /// The pattern of subjects that it is limited to; `None` for all.
    pub subject: Option<String>,
    /// What else it is limited to, by the name of the key: versions, artifact, branch, environment.
    pub limits: Vec<(&'static str, String)>,
    /// Why.
    pub reason: String,
    /// Who answers for the matter.
    pub owner: String,
    /// Who approved it; never the owner.
    pub approver: String,
    /// Who approved it besides; neither of the two.
    pub second_approver: Option<String>,
    /// Since when.
    pub created: Timestamp,
    /// Until when, exclusive.
    pub expires: Timestamp,
    /// Where it is written: file and line.
    pub place: String,
    /// Who signed it, as far as the policy accepts them for it.
    pub signed_by: Vec<String>,
    /// What became of it.
    pub state: WaiverState,
    /// How many violations and gaps it covers, or would cover if it were valid.
    pub matches: u64,
    /// Of those, how many it holds too long for, by the policy's word on their severity. They are not covered.
    pub too_long_for: u64,
}

impl AppliedWaiver {
    /// Whether it is valid, its end is not near, and it covers something, and all of what it matches.
    pub const fn covers_all_it_matches(&self) -> bool {
        matches!(self.state, WaiverState::Valid) && self.matches > 0 && self.too_long_for == 0
    }
}

/// What became of a waiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaiverState {
    /// It is valid.
    Valid,
    /// It is valid and expires within the time that the policy warns for.
    ExpiresSoon,
    /// It has expired; what it covered is back.
    Expired,
    /// It is not yet valid.
    NotYetValid,
    /// It matches more than the policy lets one waiver match, and covers nothing.
    TooBroad,
}

impl WaiverState {
    /// Whether it has an effect.
    pub const fn is_valid(self) -> bool {
        matches!(self, Self::Valid | Self::ExpiresSoon)
    }

    /// The word for machines.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::ExpiresSoon => "expires-soon",
            Self::Expired => "expired",
            Self::NotYetValid => "not-yet-valid",
            Self::TooBroad => "too-broad",
        }
    }
}

/// A piece of evidence, as a report names it.
#[derive(Clone, Debug)]
pub struct Input {
    /// Its number.
    pub id: EvidenceId,
    /// Where it came from.
    pub origin: Origin,
    /// Who vouches for it.
    pub trust: Trust,
    /// What ties it to the release.
    pub bond: Bond,
    /// What it says, in figures.
    pub summary: StatementSummary,
    /// What is to be said of it: why it or a part of it does not count.
    pub remarks: Vec<Text>,
    /// The ids of the rules that rely on it, in the order of the policy.
    pub used_by: Vec<String>,
}
