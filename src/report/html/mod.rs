// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! One self-contained HTML file for people: on a screen, on paper, by a screen reader.
//!
//! No script, nothing loaded from elsewhere. The template escapes every text; what it must not do is
//! mark anything as safe.

use askama::Template;

use super::{
    RenderError, Report,
    findings::{Group, groups},
    shared::{NAME, VERSION},
    words::{self, say, visible},
};
use crate::model::{Artifact, BomChange, BomDifference, Conclusion, Lang, Text, Turn, Verdict};

mod evidence;
mod findings;
mod measures;
mod rules;
mod waivers;

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

impl Page<'_> {
    /// The wording in the language of the page.
    fn t(&self, en: &'static str, de: &'static str) -> &'static str {
        say(self.lang, en, de)
    }

    fn code(&self) -> &'static str {
        self.t("en", "de")
    }

    fn text(&self, text: &Text) -> String {
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

    /// A text with the literals in it, which stand in backticks, told apart.
    fn rich(&self, text: &Text) -> Vec<Part> {
        parts(text.in_lang(self.lang))
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

    fn listed<'l, T>(&self, list: &'l [T]) -> &'l [T] {
        list.get(..FILES).unwrap_or(list)
    }

    fn more<T>(&self, list: &[T]) -> usize {
        list.len().saturating_sub(FILES)
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
