// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! One self-contained HTML file for people: on a screen, on paper, by a screen reader.
//!
//! No script, nothing loaded from elsewhere. The template escapes every text; what it must not do is
//! mark anything as safe.

use std::collections::BTreeMap;

use askama::Template;

use super::{
    RenderError, Report,
    findings::{self, Aside, Group, groups},
    input,
    shared::{NAME, Problem, VERSION, failing, is_given, of_waived, problems_of},
    words::{self, say, visible},
};
use crate::model::{
    AppliedWaiver, Artifact, BomChange, BomDifference, Bond, Concerned, Conclusion, Covered, Doubt, Input, Lang,
    Mapping, Measure, Outcome, ProofPart, RuleResult, SetAside, Severity, Signer, Standing, Turn, Verdict, Violation,
    Words,
};

pub(super) struct Html;

/// How many problems of a rule are shown. The rest is counted, and stands in the JSON report.
const LISTED: usize = 200;
/// How many files are listed one by one.
const FILES: usize = 1_000;

impl Report for Html {
    fn id(&self) -> &'static str {
        "html"
    }

    fn purpose(&self) -> &'static str {
        "one self-contained file without script, for reading, printing and filing"
    }

    fn render(&self, verdict: &Verdict, lang: Lang) -> Result<Vec<u8>, RenderError> {
        let mut bytes = Page { verdict, lang, groups: groups(verdict).first(usize::MAX) }.render()?.into_bytes();
        bytes.push(b'\n');
        Ok(bytes)
    }
}

#[derive(Template)]
#[template(path = "page.html")]
struct Page<'a> {
    verdict: &'a Verdict,
    lang: Lang,
    groups: Vec<Group<'a>>,
}

/// A part of a text: plain, or a literal.
struct Part {
    literal: bool,
    text: String,
}

/// Splits a text at its backticks. One that is not closed is a plain one.
fn parts(text: &str) -> Vec<Part> {
    let pieces: Vec<&str> = text.split('`').collect();
    if pieces.len().is_multiple_of(2) {
        return vec![Part { literal: false, text: visible(text) }];
    }
    let part = |(index, piece): (usize, &&str)| Part { literal: index % 2 == 1, text: visible(piece) };
    pieces.iter().enumerate().map(part).collect()
}

/// How many findings the page shows one by one, and how many of one component.
const FINDINGS: usize = 2_000;
const OF_ONE: usize = 100;

/// A finding in one line.
struct Row {
    names: String,
    severity: &'static str,
    facts: String,
    exploited: bool,
}

impl Page<'_> {
    /// The wording in the language of the page.
    fn t(&self, en: &'static str, de: &'static str) -> &'static str {
        say(self.lang, en, de)
    }

    fn code(&self) -> &'static str {
        self.t("en", "de")
    }

    fn text(&self, text: &crate::model::Text) -> String {
        visible(text.in_lang(self.lang))
    }

    fn show(&self, text: &str) -> String {
        visible(text)
    }

    const fn program(&self) -> &'static str {
        NAME
    }

    const fn version(&self) -> &'static str {
        VERSION
    }

    /// What the verdict is called at the top of the page.
    fn headline(&self) -> &'static str {
        match self.verdict.conclusion {
            Conclusion::Passed => self.t("Passed", "Bestanden"),
            Conclusion::Blocked => self.t("Blocked", "Blockiert"),
            Conclusion::Undecided => self.t("Undecided", "Unentschieden"),
        }
    }

    /// The conclusion for one artifact, where there are several.
    fn alone(&self, artifact: &Artifact) -> Option<&'static str> {
        let (_, conclusion) = self.verdict.artifacts.iter().find(|(name, _)| *name == artifact.name)?;
        Some(words::conclusion(*conclusion, self.lang))
    }

    fn meaning(&self) -> &'static str {
        words::meaning(self.verdict.conclusion, self.lang)
    }

    fn failing(&self) -> Vec<&RuleResult> {
        failing(self.verdict)
    }

    fn problems<'r>(&self, rule: &'r RuleResult) -> Vec<Problem<'r>> {
        problems_of(rule).take(LISTED).collect()
    }

    /// Findings stand by component further up, so that a rule about them names the gravest only.
    fn is_about_findings(&self, rule: &RuleResult) -> bool {
        rule.violations.iter().any(|violation| violation.finding().is_some())
    }

    fn not_shown(&self, rule: &RuleResult) -> usize {
        problems_of(rule).count().saturating_sub(LISTED)
    }

    fn count(&self, rule: &RuleResult) -> usize {
        problems_of(rule).count()
    }

    fn outcome(&self, rule: &RuleResult) -> &'static str {
        words::outcome(rule.outcome, self.lang)
    }

    /// The class of a rule's outcome in the style sheet.
    fn tone(&self, rule: &RuleResult) -> &'static str {
        match rule.outcome {
            Outcome::Violated if rule.decides() => "bad",
            Outcome::Satisfied => "good",
            Outcome::NotApplicable => "none",
            _ => "open",
        }
    }

    fn effect(&self, rule: &RuleResult) -> String {
        match rule.effective_from.filter(|_| !rule.in_force) {
            Some(from) => format!("{} {from}", self.t("warning only; blocking from", "nur warnend; blockierend ab")),
            None => words::effect(rule.effect, self.lang).to_owned(),
        }
    }

    fn place(&self, problem: &Problem<'_>) -> String {
        let place = words::place(problem.place, self.lang);
        problem
            .evidence_path(self.verdict)
            .map(|path| visible(format!("{path} {place}").trim_end()))
            .unwrap_or_default()
    }

    fn message(&self, problem: &Problem<'_>) -> Vec<Part> {
        parts(&problem.message.in_lang(self.lang))
    }

    /// A text with the literals in it, which stand in backticks, told apart.
    fn rich(&self, text: &crate::model::Text) -> Vec<Part> {
        parts(text.in_lang(self.lang))
    }

    fn severity(&self, severity: &Severity) -> &'static str {
        words::severity(*severity, self.lang)
    }

    fn fix(&self, problem: &Problem<'_>) -> String {
        problem.violation.and_then(Violation::fix).map(visible).unwrap_or_default()
    }

    /// Requirements by catalogue, in one line each.
    fn mappings(&self, rule: &RuleResult) -> Vec<String> {
        let mut catalogues: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for Mapping { catalogue, id } in &rule.maps_to {
            catalogues.entry(catalogue).or_default().push(id);
        }
        catalogues
            .into_iter()
            .map(|(catalogue, ids)| visible(&format!("{}: {}", title(catalogue), ids.join(", "))))
            .collect()
    }

    /// The rules that counted something.
    fn counted(&self) -> impl Iterator<Item = &RuleResult> {
        self.verdict.rules.iter().filter(|rule| !rule.measures.is_empty())
    }

    /// What was counted, one piece of evidence after the other.
    fn measures<'r>(&self, rule: &'r RuleResult) -> &'r [Measure] {
        self.listed(&rule.measures)
    }

    fn words(&self, words: &Words) -> &'static str {
        say(self.lang, words.en, words.de)
    }

    fn standing(&self, measure: &Measure) -> &'static str {
        words::standing(measure.standing, self.lang)
    }

    /// The class of a measure in the style sheet.
    fn tone_of(&self, measure: &Measure) -> &'static str {
        match measure.standing {
            Standing::Violated => "bad",
            Standing::Satisfied => "good",
            Standing::NotApplicable => "none",
            Standing::Undecided | Standing::Open => "open",
        }
    }

    fn share(&self, measure: &Measure) -> String {
        words::share(measure.counts.percent())
    }

    fn counted_in(&self, measure: &Measure) -> String {
        input(self.verdict, measure.evidence).map(|input| visible(&input.origin.path)).unwrap_or_default()
    }

    /// The first that do not meet a requirement, each with the reason.
    fn concerned(&self, measure: &Measure) -> Vec<(String, Vec<Part>)> {
        let one = |concerned: &Concerned| (visible(&concerned.subject), parts(self.words(&concerned.reason)));
        measure.concerned.iter().map(one).collect()
    }

    /// The findings of a component that are shown one by one; fewer, the more components there are.
    fn rows(&self, group: &Group<'_>) -> Vec<Row> {
        let each = FINDINGS.checked_div(self.groups.len()).unwrap_or_default().clamp(3, OF_ONE);
        let row = |violation: &&Violation| Row {
            names: visible(&violation.matters().iter().take(4).map(|name| &**name).collect::<Vec<_>>().join(", ")),
            severity: words::severity(violation.wrong.severity.unwrap_or_default(), self.lang),
            facts: visible(&findings::facts(violation, self.lang).join(" · ")),
            exploited: findings::exploited(violation),
        };
        group.findings.iter().take(each).map(row).collect()
    }

    fn way_out(&self, group: &Group<'_>) -> String {
        visible(&group.way_out(self.lang))
    }

    /// Scores of the gravest kind, in a few words.
    fn figures(&self, group: &Group<'_>) -> String {
        let exploited = match group.exploited {
            0 => None,
            count => Some(format!("{count} {}", self.t("known to be exploited", "bekanntermaßen ausgenutzt"))),
        };
        let cvss = group.cvss.map(|score| format!("CVSS {score}"));
        let epss = group.epss.map(|probability| format!("EPSS {}", findings::percent(probability)));
        [exploited, cvss, epss].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    fn set_aside(&self) -> Vec<Aside<'_>> {
        findings::set_aside(self.verdict, self.lang)
    }

    /// One that was set aside, in one line.
    fn aside(&self, aside: &SetAside) -> String {
        let violation = &aside.violation;
        let severity = words::severity(violation.wrong.severity.unwrap_or_default(), self.lang);
        let until = aside.reason.until.map(|until| format!(", {} {until}", self.t("until", "bis"))).unwrap_or_default();
        visible(&format!("{severity}: {} – {}{until}", violation.matter(), violation.subject()))
    }

    fn few<'l, T>(&self, list: &'l [T]) -> &'l [T] {
        list.get(..OF_ONE).unwrap_or(list)
    }

    fn rest<T>(&self, list: &[T]) -> usize {
        list.len().saturating_sub(OF_ONE)
    }

    /// Sections about what changes by itself.
    fn turns(&self) -> Vec<(String, &[Turn])> {
        let turns = &self.verdict.turns;
        let sections = [
            (words::until(self.verdict.at, self.lang), &turns.past),
            (words::coming(self.lang).to_owned(), &turns.coming),
        ];
        sections
            .into_iter()
            .filter(|(_, turns)| !turns.is_empty())
            .map(|(title, turns)| (title, turns.as_slice()))
            .collect()
    }

    fn turn(&self, turn: &Turn) -> Vec<Part> {
        parts(&words::turn(turn, self.lang))
    }

    /// Two SBOMs of one thing, by what they are about and where they are.
    fn twins(&self, difference: &BomDifference) -> Vec<Part> {
        parts(&words::twins(self.verdict, difference, self.lang))
    }

    fn between_twins(&self, change: &BomChange) -> Vec<Part> {
        parts(&words::between_twins(change, self.lang))
    }

    fn approvers(&self, waiver: &AppliedWaiver) -> String {
        let all = [Some(&waiver.owner), Some(&waiver.approver), waiver.second_approver.as_ref()];
        let mut text = all.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", ");
        if !waiver.signed_by.is_empty() {
            text.push_str(&format!(" ({} {})", self.t("signed by", "signiert von"), waiver.signed_by.join(", ")));
        }
        visible(&text)
    }

    fn waived(&self) -> Vec<(String, String)> {
        let all = self.verdict.rules.iter().flat_map(|rule| rule.waived.iter().map(move |waived| (rule, waived)));
        let row = |(rule, waived)| {
            let problem = of_waived(rule, waived);
            let message = format!("{}: {} {}", rule.id, problem.message.in_lang(self.lang), problem.subject);
            let reason =
                self.verdict.waivers.get(waived.waiver).map(|waiver| visible(&waiver.reason)).unwrap_or_default();
            (visible(&message), reason)
        };
        all.map(row).collect()
    }

    fn tolerated(&self) -> Vec<String> {
        let all =
            self.verdict.rules.iter().flat_map(|rule| rule.tolerated.iter().map(move |tolerated| (rule, tolerated)));
        all.map(|(rule, tolerated)| {
            let matters: Vec<&str> =
                tolerated.violations.iter().map(|violation| violation.matter()).take(LISTED).collect();
            let (count, most) = (tolerated.violations.len(), tolerated.at_most);
            visible(&format!("{}: {count} {} (≤ {most}): {}", rule.id, tolerated.counts, matters.join(", ")))
        })
        .collect()
    }

    fn waiver_state(&self, waiver: &AppliedWaiver) -> String {
        let state = words::waiver_state(waiver.state, self.lang);
        match (waiver.matches, waiver.too_long_for) {
            (0, _) => format!("{state}, {}", self.t("unused", "ungenutzt")),
            (_, 0) => state.to_owned(),
            (_, count) => {
                let too_long = self.t(
                    "not covered, as it holds too long for their severity",
                    "nicht gedeckt, da sie für deren Schweregrad zu lange gilt",
                );
                format!("{state}; {count} {too_long}")
            }
        }
    }

    fn scope(&self, waiver: &AppliedWaiver) -> String {
        let parts = waiver.rules.iter().cloned().chain(waiver.subject.clone());
        let limits = waiver.limits.iter().map(|(key, value)| format!("{key} {value}"));
        visible(&parts.chain(limits).collect::<Vec<_>>().join(", "))
    }

    fn listed<'l, T>(&self, list: &'l [T]) -> &'l [T] {
        list.get(..FILES).unwrap_or(list)
    }

    fn more<T>(&self, list: &[T]) -> usize {
        list.len().saturating_sub(FILES)
    }

    fn says(&self, input: &Input) -> String {
        let summary = &input.summary;
        let mut parts = Vec::new();
        if let Some(components) = summary.components {
            let word = match components {
                1 => self.t("component", "Komponente"),
                _ => self.t("components", "Komponenten"),
            };
            parts.push(format!("{components} {word}"));
        }
        if let Some(findings) = &summary.findings {
            let counted = Severity::ALL.iter().filter_map(|s| {
                findings.get(s).filter(|n| **n > 0).map(|n| format!("{n} {}", words::severity(*s, self.lang)))
            });
            let counted: Vec<String> = counted.collect();
            let none = self.t("no findings", "keine Befunde").to_owned();
            parts.push(if counted.is_empty() { none } else { counted.join(", ") });
        }
        if let Some(suppressed) = summary.suppressed.filter(|suppressed| *suppressed > 0) {
            let by_tool = self.t("set aside by the tool itself", "vom Werkzeug selbst zurückgestellt");
            parts.push(format!("{suppressed} {by_tool}"));
        }
        if let Some(status) = &summary.scan_status
            && let Some(reason) = status.shortcoming()
        {
            parts.push(format!("{}: {reason}", words::shortcoming(status, self.lang)));
        }
        if let Some(percent) = summary.coverage.and_then(Covered::percent) {
            parts.push(format!("{percent} % {}", self.t("of the lines covered", "der Zeilen durchlaufen")));
        }
        if let Some((name, entries)) = summary.feed {
            parts.push(format!("{entries} {} ({name})", self.t("entries", "Einträge")));
        }
        if let Some(tests) = summary.tests {
            let (total, failed, skipped) = (tests.total, tests.failed.saturating_add(tests.errors), tests.skipped);
            parts.push(format!(
                "{total} Tests, {failed} {}, {skipped} {}",
                self.t("failed", "fehlgeschlagen"),
                self.t("skipped", "ausgelassen")
            ));
        }
        parts.extend(summary.facts.iter().map(|(name, value)| format!("{name}: {value}")));
        visible(&parts.join("; "))
    }

    fn made(&self, input: &Input) -> String {
        let tool = input.summary.producer.as_ref().map(ToString::to_string);
        let at = input.summary.made_at.map(|at| at.to_string());
        let unknown = || self.t("not stated", "nicht angegeben").to_owned();
        visible(&format!("{}, {}", tool.unwrap_or_else(unknown), at.unwrap_or_else(unknown)))
    }

    fn bond(&self, input: &Input) -> String {
        if is_given(input) {
            return self.t("given to judge with, no evidence", "zum Vergleich angegeben, kein Nachweis").to_owned();
        }
        let text = match &input.bond {
            Bond::Named { .. } => self.t("names the release", "nennt das Release").to_owned(),
            Bond::Place => self.t("by place only (weaker)", "nur durch den Fundort (schwächer)").to_owned(),
            Bond::Other(other) => {
                let other = Bond::named(other);
                let is = self.t("about something else, does not count:", "betrifft anderes, zählt nicht:");
                format!("{is} {}", other.in_lang(self.lang))
            }
            Bond::Unverifiable(named) => {
                let named = Bond::named(named);
                let is = self.t("cannot be compared, does not count:", "nicht vergleichbar, zählt nicht:");
                format!("{is} {}", named.in_lang(self.lang))
            }
        };
        visible(&text)
    }

    /// How much of the evidence is signed.
    fn signed(&self) -> String {
        let inputs = &self.verdict.inputs;
        let signed = inputs.iter().filter(|input| input.trust.is_signed()).count();
        let (en, de) = match signed {
            1 => ("pieces of evidence bears a verified signature", "Nachweisen trägt eine belegte Signatur"),
            _ => ("pieces of evidence bear a verified signature", "Nachweisen tragen eine belegte Signatur"),
        };
        format!("{signed} {} {} {}.", self.t("of", "von"), inputs.len(), self.t(en, de))
    }

    fn trust(&self, input: &Input) -> String {
        let mut parts: Vec<String> = input.trust.signers().iter().map(|signer| self.signer(signer)).collect();
        if parts.is_empty() {
            parts.push(self.t("unsigned", "unsigniert").to_owned());
        }
        let told = |doubt: &Doubt| format!("{} ({})", doubt.text.in_lang(self.lang), doubt.code.name());
        parts.extend(input.trust.doubts().iter().map(told));
        visible(&parts.join("; "))
    }

    fn signer(&self, signer: &Signer) -> String {
        let algorithms = signer.algorithms().iter().filter(|used| used.part == ProofPart::Signature);
        let algorithms: Vec<&str> = algorithms.map(|used| &*used.algorithm).collect();
        let at = signer.signed_at().map(|time| format!(", {} {}", self.t("proven at", "bewiesen am"), time.at));
        let by = self.t("signed by", "signiert von");
        format!("{by} {} ({}{})", signer.name(), algorithms.join(" + "), at.unwrap_or_default())
    }

    fn used(&self, input: &Input) -> String {
        let used = match input.used_by.as_slice() {
            [] => self.t("no rule", "keiner Regel").to_owned(),
            rules => rules.join(", "),
        };
        let remarks = input.remarks.iter().map(|remark| remark.in_lang(self.lang).to_owned());
        visible(&std::iter::once(used).chain(remarks).collect::<Vec<_>>().join("; "))
    }
}

/// What a catalogue is called.
fn title(catalogue: &str) -> &str {
    match catalogue {
        "bsi-grundschutz-2023" => "BSI IT-Grundschutz 2023",
        "bsi-tr-03183" => "BSI TR-03183",
        "eu-cra" => "Cyber Resilience Act (EU) 2024/2847",
        "nist-ssdf" => "NIST SSDF (SP 800-218)",
        "osps-baseline" => "OpenSSF OSPS Baseline",
        "slsa" => "SLSA",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::{super::sample, *};

    fn text(verdict: &Verdict, lang: Lang) -> String {
        String::from_utf8(Html.render(verdict, lang).unwrap()).unwrap()
    }

    /// The names of all elements, in order.
    fn elements(html: &str) -> Vec<&str> {
        let starts = html.split('<').skip(1).filter(|part| part.starts_with(|c: char| c.is_ascii_alphabetic()));
        starts.map(|part| part.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap()).collect()
    }

    #[test]
    fn hostile_text_makes_no_element_and_no_attribute() {
        let (hostile, harmless) = (text(&sample::hostile(), Lang::En), text(&sample::blocked(), Lang::En));
        // Literals in backticks become `code` by our own hand.
        let others = |html| elements(html).into_iter().filter(|name| *name != "code").count();
        assert_eq!(others(&hostile), others(&harmless));
        for evil in ["<script", "<img", "\u{1b}", "\u{202e}"] {
            assert!(!hostile.contains(evil), "{evil}");
        }
    }

    #[test]
    fn nothing_is_loaded_and_no_script_runs() {
        for verdict in [sample::passed(), sample::blocked(), sample::undecided()] {
            let html = text(&verdict, Lang::De);
            assert!(html.contains("Content-Security-Policy") && html.contains("default-src 'none'"));
            assert!(!elements(&html).iter().any(|name| ["script", "img", "link", "iframe", "object"].contains(name)));
            assert!(!html.contains("src=") && !html.contains("url(") && !html.contains("@import"));
        }
    }

    #[test]
    fn the_page_says_its_language() {
        assert!(text(&sample::passed(), Lang::De).contains("<html lang=\"de\">"));
        assert!(text(&sample::passed(), Lang::En).contains("<html lang=\"en\">"));
    }

    #[test]
    fn what_a_tool_set_aside_itself_is_told() {
        let mut verdict = sample::blocked();
        verdict.inputs[0].summary.suppressed = Some(7);
        let page = text(&verdict, Lang::En);
        assert!(page.contains("7 set aside by the tool itself"));
    }

    #[test]
    fn findings_of_one_component_stand_together() {
        let crowded = sample::crowded(100);
        let groups = groups(&crowded).first(usize::MAX);
        assert!(
            groups.iter().any(|group| group.findings.len() == 10 && group.component == "pkg:npm/component-3@1.0.0"),
            "{}",
            groups.len()
        );
    }

    #[test]
    fn what_was_counted_is_a_table() {
        let html = text(&sample::blocked(), Lang::De);
        for part in ["Hashwert der Datei", "Guideline v1, 5.2", "66 %", "pkg:npm/lodash@4.17.15", "Hashwert ergänzen"]
        {
            assert!(html.contains(part), "{part}");
        }
    }

    #[test]
    fn what_is_not_shown_is_counted() {
        let html = text(&sample::crowded(5_000), Lang::En);
        assert!(html.contains("4800"), "the number of what is left out");
        assert!(html.len() < 3_000_000, "{}", html.len());
    }
}
