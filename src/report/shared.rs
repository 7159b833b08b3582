// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What several reports say of a verdict: what speaks against it, in which order, and under which
//! fingerprint.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

use super::{input, words};
use crate::model::{
    EvidenceId, Gap, Input, Lang, Message, Outcome, Place, RuleResult, Verdict, Violation, Waived, WaivedMatter,
};

/// The program's name in reports.
pub(super) const NAME: &str = "Freigabe";
/// The program's version.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A violation or gap of a rule, in the form that lists of problems want.
pub(super) struct Problem<'a> {
    pub rule: &'a RuleResult,
    pub matter: &'a str,
    pub subject: Cow<'a, str>,
    pub message: Message<'a>,
    /// `None` for a gap.
    pub violation: Option<&'a Violation>,
    pub evidence: Option<EvidenceId>,
    pub place: &'a Place,
}

/// Everything that speaks against the release, rule by rule.
pub(super) fn problems(verdict: &Verdict) -> impl Iterator<Item = Problem<'_>> {
    verdict.rules.iter().flat_map(problems_of)
}

/// What a rule found wrong and could not see.
pub(super) fn problems_of(rule: &RuleResult) -> impl Iterator<Item = Problem<'_>> {
    let violations = rule.violations.iter().map(|violation| of_violation(rule, violation));
    violations.chain(rule.gaps.iter().map(|gap| of_gap(rule, gap)))
}

impl Problem<'_> {
    /// The name under which a finding can be waived, where its message does not hold it.
    pub(super) fn unnamed_matter(&self, message: &str) -> Option<&str> {
        let violation = self.violation?;
        let is_counted = violation.wrong.limit.is_some() || violation.finding().is_some();
        Some(violation.matter()).filter(|matter| is_counted && !message.contains(matter))
    }
}

/// A gap as a problem.
pub(super) fn of_gap<'a>(rule: &'a RuleResult, gap: &'a Gap) -> Problem<'a> {
    Problem {
        rule,
        matter: gap.matters.first(),
        subject: Cow::Borrowed(""),
        message: Message::from(&gap.message),
        violation: None,
        evidence: gap.evidence,
        place: &Place::Whole,
    }
}

/// What a waiver covers, as a problem.
pub(super) fn of_waived<'a>(rule: &'a RuleResult, waived: &'a Waived) -> Problem<'a> {
    match &waived.matter {
        WaivedMatter::Violation(violation) => of_violation(rule, violation),
        WaivedMatter::Gap(gap) => of_gap(rule, gap),
    }
}

/// A violation as a problem.
pub(super) fn of_violation<'a>(rule: &'a RuleResult, violation: &'a Violation) -> Problem<'a> {
    Problem {
        rule,
        matter: violation.matter(),
        subject: violation.subject(),
        message: violation.message(),
        violation: Some(violation),
        evidence: violation.evidence(),
        place: violation.place(),
    }
}

impl Problem<'_> {
    /// Follows a problem from run to run: SHA-256 over rule, matter and subject, each with its
    /// length in front so that no two different problems run together.
    pub(super) fn fingerprint(&self) -> String {
        fingerprint(&[&self.rule.id, self.matter, &self.subject])
    }

    /// The file and line of the project concerned; else the evidence; else the policy.
    pub(super) fn location(&self, verdict: &Verdict) -> (String, u64) {
        let source = self.violation.and_then(Violation::source).map(file_and_line);
        let evidence = || {
            let line = if let Place::Line(line) = self.place { *line } else { 1 };
            Some((input(verdict, self.evidence?)?.origin.path.to_string(), line))
        };
        source.or_else(evidence).unwrap_or_else(|| (verdict.policy.origin.path.to_string(), 1))
    }

    /// The path of the evidence.
    pub(super) fn evidence_path<'v>(&self, verdict: &'v Verdict) -> Option<&'v str> {
        Some(input(verdict, self.evidence?)?.origin.path.as_ref())
    }
}

pub(super) fn fingerprint(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `src/a.py:12` as a file and a line; line 1 where there is none.
fn file_and_line(location: &str) -> (String, u64) {
    let split = location.rsplit_once(':').and_then(|(file, line)| Some((file, line.parse().ok()?)));
    match split {
        Some((file, line)) if line > 0 => (file.to_owned(), line),
        _ => (location.to_owned(), 1),
    }
}

/// Whether it was given to judge with, and is no evidence of the release.
pub(super) fn is_given(input: &Input) -> bool {
    ["feed", "summary"].contains(&input.summary.kind)
}

/// How many findings the tools set aside themselves, as the reports list them.
pub(super) fn suppressed(verdict: &Verdict) -> usize {
    let all = verdict.inputs.iter().filter_map(|input| input.summary.suppressed).fold(0, u64::saturating_add);
    usize::try_from(all).unwrap_or(usize::MAX)
}

/// Whether a rule speaks against the release, now or once it is in force.
pub(super) fn speaks_against(rule: &RuleResult) -> bool {
    matches!(rule.outcome, Outcome::Violated | Outcome::Undecided)
}

/// The rules that speak against the release: those that decide first, violated before undecided.
pub(super) fn failing(verdict: &Verdict) -> Vec<&RuleResult> {
    let mut rules: Vec<&RuleResult> = verdict.rules.iter().filter(|rule| speaks_against(rule)).collect();
    rules.sort_by_key(|rule| (!rule.decides(), rule.outcome != Outcome::Violated));
    rules
}

/// What is to be done about a rule: how it stands, how much speaks against it, and the way out.
pub(super) fn step(rule: &RuleResult, lang: Lang) -> String {
    format!("{}: {}", stand(rule, lang), rule.remedy.in_lang(lang))
}

/// How a rule stands, and how much speaks against it.
pub(super) fn stand(rule: &RuleResult, lang: Lang) -> String {
    let warns = if rule.decides() { String::new() } else { format!(", {}", words::effect_of(rule, lang)) };
    let (outcome, count) = (words::outcome(rule.outcome, lang), problems_of(rule).count());
    format!("({outcome}{warns}; {count})")
}

/// A commit, shortened for people.
pub(super) fn short(hex: &str) -> &str {
    hex.get(..12).unwrap_or(hex)
}

#[cfg(test)]
mod tests {
    use super::{
        super::{REPORTS, sample},
        *,
    };
    use crate::model::Text;

    #[test]
    fn parts_never_run_together() {
        assert_ne!(fingerprint(&["ab", "c"]), fingerprint(&["a", "bc"]));
        // Stored in merge requests; a change would make every finding look new.
        assert_eq!(&fingerprint(&["rule", "CVE-2026-1", "pkg:npm/a@1"])[..16], "5cc892ad2b170fdb");
    }

    /// Whether each of the words stands behind the one before.
    fn stand_in_order(text: &str, words: &[&str]) -> bool {
        words.iter().try_fold(text, |rest, word| Some(rest.split_once(word)?.1)).is_some()
    }

    #[test]
    fn every_report_for_people_says_in_one_order_what_to_do_first() {
        let mut verdict = sample::blocked();
        for (rule, title) in verdict.rules.iter_mut().zip(["Zero", "One", "Two", "Three"]) {
            rule.title = Text::same(title);
        }
        // What decides is undecided only; a rule that warns has the findings.
        verdict.rules.remove(1);
        for report in REPORTS.iter().filter(|report| ["text", "markdown", "html"].contains(&report.id())) {
            let page = String::from_utf8(report.render(&verdict, Lang::En).unwrap()).unwrap();
            let (_, steps) = page.split_once("What to do first").unwrap();
            let (steps, _) = steps.split_once("CVE-").unwrap_or((steps, ""));
            let words = ["Two", "(undecided; 1", "Three", "(violated, warning only"];
            assert!(stand_in_order(steps, &words), "{page}");
        }
    }

    #[test]
    fn a_location_has_a_file_and_a_line() {
        assert_eq!(file_and_line("src/a.py:12"), ("src/a.py".into(), 12));
        assert_eq!(file_and_line("https://example.org/x"), ("https://example.org/x".into(), 1));
    }
}
