// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The summary on the terminal: read in ten seconds, at 80 columns, without colour too.

use std::fmt::Write as _;

use super::{
    RenderError, Report,
    findings::{groups, set_aside},
    input,
    shared::{Problem, failing, problems_of, short, speaks_against, stand},
    words::{self, say, visible},
};
use crate::model::{Conclusion, Lang, Measure, Outcome, RuleResult, Standing, Verdict, Violation};

mod notes;
mod terminal;

use notes::notes;
use terminal::{Colour, WIDTH, cut};

pub(super) struct Text;

impl Report for Text {
    fn id(&self) -> &'static str {
        "text"
    }

    fn purpose(&self) -> &'static str {
        "the summary that is printed, without colour"
    }

    fn render(&self, verdict: &Verdict, lang: Lang) -> Result<Vec<u8>, RenderError> {
        Ok(summary(verdict, lang, TextStyle::default()).into_bytes())
    }
}

/// How the summary is dressed.
#[derive(Clone, Copy, Debug, Default)]
pub struct TextStyle {
    /// Whether words are coloured by ANSI escape sequences.
    pub coloured: bool,
    /// Whether the long tail is folded into a section of GitLab's job log.
    pub sections: bool,
}

/// How many problems of a rule are listed before the rest is counted.
const LISTED: usize = 5;

/// The summary of a verdict.
pub fn summary(verdict: &Verdict, lang: Lang, style: TextStyle) -> String {
    let mut page = Page { text: String::new(), lang, style };
    page.head(verdict);
    for rule in failing(verdict) {
        page.failing_rule(verdict, rule);
    }
    let fold = style.sections && verdict.rules.iter().any(|rule| !speaks_against(rule));
    if fold {
        page.section("start", verdict, &format!("\r\u{1b}[0K{}\n", say(lang, "the other rules", "die übrigen Regeln")));
    }
    page.other_rules(verdict);
    if fold {
        page.section("end", verdict, "\r\u{1b}[0K");
    }
    page.first(verdict);
    page.set_aside(verdict);
    page.turns(verdict);
    page.notes(verdict);
    page.text
}

struct Page {
    text: String,
    lang: Lang,
    style: TextStyle,
}

impl Page {
    fn head(&mut self, verdict: &Verdict) {
        let lang = self.lang;
        if verdict.advisory {
            let note = say(
                lang,
                "ADVISORY: this run only advises; its exit code is 0.",
                "EMPFEHLUNG (advisory): Dieser Lauf ist nicht verbindlich; Rückgabewert 0.",
            );
            let note = self.paint(note, Colour::Yellow);
            let _ = writeln!(self.text, "{note}");
        }
        let colour = match verdict.conclusion {
            Conclusion::Passed => Colour::Green,
            Conclusion::Blocked => Colour::Red,
            Conclusion::Undecided => Colour::Yellow,
        };
        let word = words::conclusion(verdict.conclusion, lang);
        let word = self.paint(&word.to_uppercase(), colour);
        // Scripts and people who read another language find the word that the exit code has.
        let also = if lang == Lang::En { String::new() } else { format!(" ({})", verdict.conclusion.name()) };
        let _ = writeln!(self.text, "{} {word}{also}", say(lang, "verdict:", "Ergebnis:"));
        self.line(0, words::meaning(verdict.conclusion, lang));
        for reason in &verdict.reasons {
            self.line(0, reason.in_lang(lang));
        }
        self.text.push('\n');
        self.field(
            say(lang, "policy", "Richtlinie"),
            &format!("{} ({})", verdict.policy.title.in_lang(lang), verdict.policy.origin.path),
        );
        let unknown = say(lang, "not known", "nicht bekannt");
        let commit = verdict.release.commit.as_ref().map_or(unknown, |c| short(c.as_str()));
        self.field(say(self.lang, "commit", "Commit"), commit);
        for (index, artifact) in verdict.release.artifacts.iter().enumerate() {
            let digest =
                artifact.digests.iter().next().map(|d| format!("{}:{}…", d.algorithm().name(), short(d.hex())));
            let alone = verdict.artifacts.get(index).map(|(_, c)| format!(": {}", words::conclusion(*c, lang)));
            let text =
                format!("{} ({}){}", artifact.name, digest.as_deref().unwrap_or(unknown), alone.unwrap_or_default());
            self.field(say(lang, "artifact", "Artefakt"), &text);
        }
        self.field(say(lang, "time", "Zeitpunkt"), &verdict.at.to_string());
    }

    fn failing_rule(&mut self, verdict: &Verdict, rule: &RuleResult) {
        let lang = self.lang;
        let (word, colour) = match (rule.outcome, rule.decides()) {
            (Outcome::Violated, true) => (words::outcome(rule.outcome, lang), Colour::Red),
            _ => (words::outcome(rule.outcome, lang), Colour::Yellow),
        };
        let word = self.paint(&word.to_uppercase(), colour);
        let _ = writeln!(self.text, "\n{word}  {}", self.paint(&visible(&rule.id), Colour::Bold));
        self.line(2, rule.title.in_lang(lang));
        if !rule.decides() {
            self.line(2, &only_warns(rule, lang));
        }
        for problem in problems_of(rule).take(LISTED) {
            self.problem(verdict, &problem);
        }
        let all = rule.violations.len().saturating_add(rule.gaps.len());
        if let Some(more) = all.checked_sub(LISTED).filter(|more| *more > 0) {
            let text = say(
                lang,
                "more; `--report html=FILE` or `json=FILE` lists all",
                "weitere; `--report html=DATEI` oder `json=DATEI` nennt alle",
            );
            self.line(2, &format!("… {more} {text}"));
        }
        self.measures(verdict, rule);
        self.line(2, &format!("{} {}", say(lang, "help:", "Abhilfe:"), rule.remedy.in_lang(lang)));
    }

    /// What was counted: one line for each requirement that is not met.
    fn measures(&mut self, verdict: &Verdict, rule: &RuleResult) {
        let lang = self.lang;
        // Those of a rule that counted nothing stand among the notes.
        for remark in rule.remarks.iter().filter(|_| !rule.measures.is_empty()) {
            self.line(2, remark.in_lang(lang));
        }
        let against = |measure: &&Measure| !matches!(measure.standing, Standing::Satisfied | Standing::NotApplicable);
        let mut path = None;
        for measure in rule.measures.iter().filter(against) {
            let of = input(verdict, measure.evidence).map(|input| input.origin.path.as_ref());
            if of != path {
                path = of;
                self.line(2, &format!("{}:", of.unwrap_or_default()));
            }
            let (counts, id) = (measure.counts, measure.id);
            let standing = words::standing(measure.standing, lang);
            let have = format!("{}/{}", counts.present, counts.required);
            let share = words::share(counts.percent());
            let line = format!("    {id:<4}{have:>12}{share:>7}  {standing:<13} ");
            let room = WIDTH.saturating_sub(line.chars().count());
            let title = if lang == Lang::En { measure.title.en } else { measure.title.de };
            let _ = writeln!(self.text, "{line}{}", cut(title, room));
        }
    }

    fn problem(&mut self, verdict: &Verdict, problem: &Problem<'_>) {
        let lang = self.lang;
        let message = problem.message.in_lang(lang);
        let named = message.contains(&*problem.subject) || problem.evidence_path(verdict) == Some(&*problem.subject);
        self.item(&message);
        if !problem.subject.is_empty() && !named {
            self.line(4, &problem.subject);
        }
        if let Some(matter) = problem.unnamed_matter(&message) {
            self.line(4, matter);
        }
        if let Some(path) = problem.evidence_path(verdict) {
            let place = words::place(problem.place, lang);
            self.line(4, format!("{} {path} {place}", say(lang, "in", "in")).trim_end());
        }
        if let Some(fix) = problem.violation.and_then(Violation::fix) {
            self.line(4, &format!("{} {fix}", say(lang, "fix:", "Abhilfe:")));
        }
    }

    fn other_rules(&mut self, verdict: &Verdict) {
        let lang = self.lang;
        let others: Vec<&RuleResult> = verdict.rules.iter().filter(|rule| !speaks_against(rule)).collect();
        if others.is_empty() {
            return;
        }
        self.text.push('\n');
        let width =
            others.iter().map(|rule| words::outcome(rule.outcome, lang).chars().count()).max().unwrap_or_default();
        let ids = others.iter().map(|rule| rule.id.chars().count()).max().unwrap_or_default().min(24);
        for rule in others {
            let outcome = words::outcome(rule.outcome, lang);
            let padding = " ".repeat(width.saturating_sub(outcome.chars().count()));
            let colour = if rule.outcome == Outcome::Satisfied { Colour::Green } else { Colour::Yellow };
            let outcome = self.paint(outcome, colour);
            let rest =
                format!("{:<ids$}  {}{}", visible(&rule.id), visible(rule.title.in_lang(lang)), remarks(rule, lang));
            let room = WIDTH.saturating_sub(width).saturating_sub(2);
            let _ = writeln!(self.text, "{outcome}{padding}  {}", cut(&rest, room));
            // A name of a branch that is misspelt shows here.
            if let Some(reason) = &rule.not_applicable {
                self.line(width.saturating_add(2), reason.in_lang(lang));
            }
        }
    }

    /// What to do first: the rules that hold the release up, where there are several; then the components
    /// to begin with, where one step closes several findings.
    fn first(&mut self, verdict: &Verdict) {
        const FIRST: usize = 3;
        let (rules, groups) = (failing(verdict), groups(verdict));
        if rules.len() > 1 {
            self.text.push('\n');
            self.line(0, say(self.lang, "What to do first:", "Was zuerst zu tun ist:"));
            for rule in rules.iter().take(FIRST) {
                // The way out stands above, where the rule is told of.
                self.item(&format!("{} {}", rule.title.in_lang(self.lang), stand(rule, self.lang)));
            }
            if let Some(more) = rules.len().checked_sub(FIRST).filter(|more| *more > 0) {
                self.line(2, &format!("… {more} {}", say(self.lang, "more rules", "weitere Regeln")));
            }
        }
        if groups.findings() < 2 {
            return;
        }
        self.text.push('\n');
        self.line(0, &format!("{}:", words::by_component(self.lang)));
        for group in groups.first(FIRST) {
            self.item(&format!("{}: {}", group.component, group.in_short(self.lang)));
        }
        if let Some(more) = groups.len().checked_sub(FIRST).filter(|more| *more > 0) {
            self.line(2, &format!("… {more} {}", say(self.lang, "more components", "weitere Komponenten")));
        }
    }

    /// How many findings the rules set aside, and why.
    fn set_aside(&mut self, verdict: &Verdict) {
        let all = set_aside(verdict, self.lang);
        if !all.is_empty() {
            self.text.push('\n');
        }
        let title = say(self.lang, "set aside", "zurückgestellt");
        for aside in all {
            let text = format!("{} ({}): {}", aside.set_aside.len(), aside.rule.id, aside.reason);
            self.wrapped(&format!("{title}: "), 2, &text);
        }
    }

    /// What changes by itself, before and after the time that counts.
    fn turns(&mut self, verdict: &Verdict) {
        let sections = [
            (words::until(verdict.at, self.lang), &verdict.turns.past),
            (words::coming(self.lang).to_owned(), &verdict.turns.coming),
        ];
        for (title, turns) in sections.into_iter().filter(|(_, turns)| !turns.is_empty()) {
            self.text.push('\n');
            self.line(0, &format!("{title}:"));
            turns.iter().take(LISTED).for_each(|turn| self.item(&words::turn(turn, self.lang)));
            if let Some(more) = turns.len().checked_sub(LISTED).filter(|more| *more > 0) {
                self.line(2, &format!("… {more} {}", say(self.lang, "more", "weitere")));
            }
        }
    }

    fn notes(&mut self, verdict: &Verdict) {
        let notes = notes(verdict, self.lang);
        if !notes.is_empty() {
            self.text.push('\n');
        }
        for note in notes {
            self.wrapped(&format!("{}: ", say(self.lang, "note", "Hinweis")), 2, &note);
        }
    }
}

/// Why a rule that fails does not decide.
fn only_warns(rule: &RuleResult, lang: Lang) -> String {
    match rule.effective_from.filter(|_| !rule.in_force) {
        Some(from) => format!("{} {from}", say(lang, "(only warns until", "(warnt nur bis")) + ")",
        None => say(lang, "(only warns)", "(warnt nur)").to_owned(),
    }
}

/// What else is to be said of a rule that holds.
fn remarks(rule: &RuleResult, lang: Lang) -> String {
    let tolerated: usize = rule.tolerated.iter().map(|tolerated| tolerated.violations.len()).sum();
    let mut remarks = Vec::new();
    if tolerated > 0 {
        remarks.push(format!("{tolerated} {}", say(lang, "within limits", "innerhalb der Grenzen")));
    }
    if !rule.set_aside.is_empty() {
        remarks.push(format!("{} {}", rule.set_aside.len(), say(lang, "set aside", "zurückgestellt")));
    }
    if !rule.waived.is_empty() {
        remarks.push(format!("{} {}", rule.waived.len(), say(lang, "waived", "ausgenommen")));
    }
    if rule.effect == crate::model::Effect::Warn {
        remarks.push(words::effect(rule.effect, lang).to_owned());
    }
    if rule.implied {
        remarks.push(say(lang, "added by freigabe", "von freigabe ergänzt").to_owned());
    }
    if remarks.is_empty() { String::new() } else { format!(" ({})", remarks.join(", ")) }
}
