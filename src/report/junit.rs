// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! JUnit XML: one test case for each rule, shown in GitLab's merge requests and pipelines.

use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};

use super::{
    RenderError, Report,
    shared::{of_waived, problems_of, speaks_against},
    words,
};
use crate::model::{Lang, Outcome, REPORT_TYPE, RuleResult, Verdict, Waived};

pub(super) struct JUnit;

/// GitLab reads no report of 30 MB and more; a rule lists at most this many problems.
const LISTED: usize = 1_000;

impl Report for JUnit {
    fn id(&self) -> &'static str {
        "junit"
    }

    fn purpose(&self) -> &'static str {
        "JUnit XML with a test case for each rule, shown in merge requests (GitLab Free too)"
    }

    fn render(&self, verdict: &Verdict, lang: Lang) -> Result<Vec<u8>, RenderError> {
        let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let name =
            format!("freigabe: {}{}", verdict.conclusion.name(), if verdict.advisory { " (advisory)" } else { "" });
        let count = |kind: Kind| verdict.rules.iter().filter(|rule| Kind::of(rule) == kind).count().to_string();
        let totals = [
            ("tests", verdict.rules.len().to_string()),
            ("failures", count(Kind::Failure)),
            ("errors", count(Kind::Error)),
            ("skipped", count(Kind::Skipped)),
        ];
        let attributes = || totals.iter().map(|(key, value)| (*key, value.as_str()));
        writer
            .create_element("testsuites")
            .with_attribute(("name", "freigabe"))
            .with_attribute(("xmlns:freigabe", REPORT_TYPE))
            .with_attributes(attributes())
            .write_inner_content(|writer| {
                let suite = writer.create_element("testsuite").with_attribute(("name", name.as_str()));
                let time = verdict.at.to_string();
                let suite = suite.with_attributes(attributes()).with_attribute(("timestamp", time.as_str()));
                suite.write_inner_content(|writer| cases(writer, verdict, lang))?;
                Ok(())
            })?;
        let mut bytes = writer.into_inner();
        bytes.push(b'\n');
        Ok(bytes)
    }
}

/// What a rule is to a reader of test reports.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Passed,
    Skipped,
    Failure,
    Error,
}

impl Kind {
    fn of(rule: &RuleResult) -> Self {
        match rule.outcome {
            Outcome::Satisfied => Self::Passed,
            Outcome::Violated if rule.decides() => Self::Failure,
            Outcome::Undecided if rule.decides() => Self::Error,
            _ => Self::Skipped,
        }
    }
}

fn cases(writer: &mut Writer<Vec<u8>>, verdict: &Verdict, lang: Lang) -> std::io::Result<()> {
    for rule in &verdict.rules {
        let title = clean(&format!("{}: {}", rule.id, rule.title.in_lang(lang)));
        let case = writer.create_element("testcase").with_attribute(("classname", "freigabe"));
        let case = case.with_attribute(("name", title.as_str()));
        let element = match Kind::of(rule) {
            Kind::Passed => {
                case.write_empty()?;
                continue;
            }
            Kind::Skipped => "skipped",
            Kind::Failure => "failure",
            Kind::Error => "error",
        };
        let (message, detail) = (clean(&message(rule, lang)), clean(&detail(verdict, rule, lang)));
        case.write_inner_content(|writer| {
            let told = writer.create_element(element).with_attribute(("message", message.as_str()));
            told.write_text_content(BytesText::new(&detail))?;
            Ok(())
        })?;
    }
    Ok(())
}

fn message(rule: &RuleResult, lang: Lang) -> String {
    let outcome = words::outcome(rule.outcome, lang);
    match &rule.not_applicable {
        Some(reason) => format!("{outcome}: {}", reason.in_lang(lang)),
        None if speaks_against(rule) && !rule.decides() => {
            format!("{outcome} ({})", words::effect(crate::model::Effect::Warn, lang))
        }
        None => outcome.to_owned(),
    }
}

fn detail(verdict: &Verdict, rule: &RuleResult, lang: Lang) -> String {
    let own: Vec<String> = problems_of(rule)
        .map(|problem| {
            let place = words::place(problem.place, lang);
            let path = problem.evidence_path(verdict).map(|path| format!(" [{path} {place}]")).unwrap_or_default();
            let message = problem.message.in_lang(lang);
            let matter = problem.unnamed_matter(&message).map(|matter| format!(" {matter}")).unwrap_or_default();
            format!("{message}{matter} {}{path}", problem.subject)
        })
        .collect();
    let more = own.len().saturating_sub(LISTED);
    let mut lines: Vec<String> = own.into_iter().take(LISTED).collect();
    if more > 0 {
        lines.push(format!("… {more} {}", words::say(lang, "more", "weitere")));
    }
    lines.extend(rule.waived.iter().take(LISTED).filter_map(|waived| covered(verdict, (rule, waived), lang)));
    if let Some(more) = rule.waived.len().checked_sub(LISTED).filter(|more| *more > 0) {
        lines.push(format!("… {more} {}", words::say(lang, "more waived", "weitere ausgenommen")));
    }
    if speaks_against(rule) {
        lines.push(format!("{} {}", words::say(lang, "help:", "Abhilfe:"), rule.remedy.in_lang(lang)));
    }
    lines.join("\n")
}

/// What a waiver covers, and until when.
fn covered(verdict: &Verdict, (rule, waived): (&RuleResult, &Waived), lang: Lang) -> Option<String> {
    let (waiver, problem) = (verdict.waivers.get(waived.waiver)?, of_waived(rule, waived));
    let (outcome, end) = (words::outcome(Outcome::Waived, lang), words::waiver_end(waiver.state, lang));
    let about = format!("{} {}", problem.matter, problem.subject);
    Some(format!("{outcome}: {} ({end} {}): {}", about.trim_end(), waiver.expires, problem.message.in_lang(lang)))
}

/// XML 1.0 (section 2.2) has no way to write most control characters.
fn clean(text: &str) -> String {
    text.lines().map(words::visible).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use quick_xml::{Reader, events::Event};

    use super::{super::sample, *};

    fn names(verdict: &Verdict) -> Vec<String> {
        let bytes = JUnit.render(verdict, Lang::En).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let mut reader = Reader::from_str(&text);
        let mut names = Vec::new();
        loop {
            match reader.read_event().unwrap() {
                Event::Start(element) | Event::Empty(element) => {
                    names.push(element.name().as_ref().to_owned());
                }
                Event::Eof => return names,
                _ => {}
            }
        }
    }

    #[test]
    fn a_blocking_violation_fails_and_a_gap_is_an_error() {
        let names = names(&sample::blocked());
        assert!(names.contains(&"failure".to_owned()) && names.contains(&"error".to_owned()));
    }

    #[test]
    fn what_is_waived_is_told_with_its_end() {
        let text = String::from_utf8(JUnit.render(&sample::blocked(), Lang::En).unwrap()).unwrap();
        let told = "waived: CVE-2026-3 pkg:npm/lodash@4.17.15 (ends 2026-12-01T00:00:00Z): high: an accepted flaw";
        assert!(text.contains(told), "{text}");
    }

    #[test]
    fn hostile_text_makes_no_element() {
        let names = names(&sample::hostile());
        assert!(
            names
                .iter()
                .all(|name| ["testsuites", "testsuite", "testcase", "failure", "error", "skipped"]
                    .contains(&name.as_str())),
            "{names:?}"
        );
    }
}
