// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Markdown for a note in a merge request.

use std::fmt::Write as _;

use super::{
    RenderError, Report,
    findings::{groups, set_aside},
    input,
    shared::{failing, problems_of, short, step, suppressed},
    words::{self, say, visible},
};
use crate::model::{Conclusion, Lang, RuleResult, Verdict, Violation};

pub(super) struct Markdown;

/// How many problems of a rule are listed. A note holds at most 1,000,000 characters.
const LISTED: usize = 50;
/// How long one text may be.
const LONGEST: usize = 500;

impl Report for Markdown {
    fn id(&self) -> &'static str {
        "markdown"
    }

    fn purpose(&self) -> &'static str {
        "Markdown for a note in a merge request"
    }

    fn render(&self, verdict: &Verdict, lang: Lang) -> Result<Vec<u8>, RenderError> {
        let mut page = String::new();
        head(&mut page, verdict, lang)?;
        first(&mut page, verdict, lang)?;
        for rule in failing(verdict) {
            failing_rule(&mut page, verdict, rule, lang)?;
        }
        turns(&mut page, verdict, lang)?;
        all_rules(&mut page, verdict, lang)?;
        for rule in verdict.rules.iter().filter(|rule| !rule.measures.is_empty()) {
            measures(&mut page, verdict, rule, lang)?;
        }
        differing_boms(&mut page, verdict, lang)?;
        aside(&mut page, verdict, lang)?;
        waivers(&mut page, verdict, lang)?;
        evidence(&mut page, verdict, lang)?;
        Ok(page.into_bytes())
    }
}

fn head(page: &mut String, verdict: &Verdict, lang: Lang) -> std::fmt::Result {
    let mark = match verdict.conclusion {
        Conclusion::Passed => "🟢",
        Conclusion::Undecided => "🟡",
        Conclusion::Blocked => "🔴",
    };
    writeln!(page, "## {mark} Freigabe: {}\n", words::conclusion(verdict.conclusion, lang))?;
    if verdict.advisory {
        let note =
            say(lang, "Advisory: this run only advises.", "Empfehlung (advisory): Dieser Lauf ist nicht verbindlich.");
        writeln!(page, "**{note}**\n")?;
    }
    writeln!(page, "{}\n", words::meaning(verdict.conclusion, lang))?;
    for text in verdict.reasons.iter().chain(&verdict.notes) {
        writeln!(page, "- {}", escape(text.in_lang(lang)))?;
    }
    let unknown = say(lang, "not known", "nicht bekannt");
    let commit = verdict.release.commit.as_ref().map_or(unknown, |c| short(c.as_str()));
    writeln!(page, "- Commit: {}", code(commit))?;
    for artifact in &verdict.release.artifacts {
        let digest = artifact.digests.iter().next().map_or(unknown.to_owned(), |digest| digest.to_string());
        writeln!(page, "- {}: {} {}", say(lang, "Artifact", "Artefakt"), code(&artifact.name), code(&digest))?;
    }
    let policy = &verdict.policy;
    writeln!(
        page,
        "- {}: {} ({})",
        say(lang, "Policy", "Richtlinie"),
        escape(policy.title.in_lang(lang)),
        code(&policy.origin.path)
    )?;
    writeln!(page, "- {}: {}", say(lang, "Time", "Zeitpunkt"), verdict.at)
}

/// What to do first: the rules that hold the release up, then the components with the gravest findings.
fn first(page: &mut String, verdict: &Verdict, lang: Lang) -> std::fmt::Result {
    const FIRST: usize = 10;
    let (rules, groups) = (failing(verdict), groups(verdict));
    if !rules.is_empty() {
        writeln!(page, "\n### {}\n", say(lang, "What to do first", "Was zuerst zu tun ist"))?;
    }
    for rule in rules.iter().take(FIRST) {
        writeln!(page, "1. **{}** {}", escape(rule.title.in_lang(lang)), escape(&step(rule, lang)))?;
    }
    if let Some(more) = rules.len().checked_sub(FIRST).filter(|more| *more > 0) {
        writeln!(page, "\n… {more} {}", say(lang, "more rules", "weitere Regeln"))?;
    }
    if groups.findings() == 0 {
        return Ok(());
    }
    writeln!(page, "\n### {}\n", words::by_component(lang))?;
    for group in groups.first(FIRST) {
        writeln!(page, "- {}: {}", code(&group.component), escape(&group.in_short(lang)))?;
    }
    if let Some(more) = groups.len().checked_sub(FIRST).filter(|more| *more > 0) {
        writeln!(page, "- … {more} {}", say(lang, "more components", "weitere Komponenten"))?;
    }
    Ok(())
}

/// How many findings the rules set aside, and why.
fn aside(page: &mut String, verdict: &Verdict, lang: Lang) -> std::fmt::Result {
    let all = set_aside(verdict, lang);
    if all.is_empty() {
        return Ok(());
    }
    let title = say(lang, "Set aside by the rules", "Durch die Regeln zurückgestellt");
    writeln!(page, "\n<details><summary>{title}</summary>\n")?;
    for aside in &all {
        let matters = aside.set_aside.iter().take(LISTED).map(|one| escape(one.violation.matter()));
        let matters = matters.collect::<Vec<_>>().join(", ");
        let (rule, count) = (code(&aside.rule.id), aside.set_aside.len());
        writeln!(page, "- {rule}: {count} – {}: {matters}", escape(&aside.reason))?;
    }
    writeln!(page, "\n</details>")
}

fn failing_rule(page: &mut String, verdict: &Verdict, rule: &RuleResult, lang: Lang) -> std::fmt::Result {
    let warns =
        if rule.decides() { String::new() } else { format!(" ({})", words::effect(crate::model::Effect::Warn, lang)) };
    writeln!(page, "\n### {}{warns}: {}\n", words::outcome(rule.outcome, lang), escape(rule.title.in_lang(lang)))?;
    for problem in problems_of(rule).take(LISTED) {
        let message = problem.message.in_lang(lang);
        write!(page, "- {}", escape(&message))?;
        if let Some(matter) = problem.unnamed_matter(&message) {
            write!(page, " – {}", code(matter))?;
        }
        if !problem.subject.is_empty() {
            write!(page, " – {}", code(&problem.subject))?;
        }
        if let Some(path) = problem.evidence_path(verdict) {
            let place = words::place(problem.place, lang);
            write!(page, " ({})", code(format!("{path} {place}").trim_end()))?;
        }
        if let Some(fix) = problem.violation.and_then(Violation::fix) {
            write!(page, "<br>→ {}", escape(fix))?;
        }
        page.push('\n');
    }
    let more = problems_of(rule).count().saturating_sub(LISTED);
    if more > 0 {
        writeln!(
            page,
            "- … {more} {}",
            say(lang, "more, listed in the HTML and JSON reports", "weitere, aufgeführt im HTML- und JSON-Bericht")
        )?;
    }
    writeln!(page, "\n**{}** {}", say(lang, "Help:", "Abhilfe:"), escape(rule.remedy.in_lang(lang)))
}

/// What changes by itself, before and after the time that counts.
fn turns(page: &mut String, verdict: &Verdict, lang: Lang) -> std::fmt::Result {
    let sections = [
        (words::until(verdict.at, lang), &verdict.turns.past),
        (words::coming(lang).to_owned(), &verdict.turns.coming),
    ];
    for (title, turns) in sections.into_iter().filter(|(_, turns)| !turns.is_empty()) {
        writeln!(page, "\n### {}\n", escape(&title))?;
        for turn in turns.iter().take(LISTED) {
            writeln!(page, "- {}", escape(&words::turn(turn, lang)))?;
        }
        if let Some(more) = turns.len().checked_sub(LISTED).filter(|more| *more > 0) {
            writeln!(page, "- … {more} {}", say(lang, "more", "weitere"))?;
        }
    }
    Ok(())
}

fn all_rules(page: &mut String, verdict: &Verdict, lang: Lang) -> std::fmt::Result {
    writeln!(page, "\n<details><summary>{}</summary>\n", say(lang, "All rules", "Alle Regeln"))?;
    let heads = [
        say(lang, "outcome", "Ergebnis"),
        say(lang, "rule", "Regel"),
        say(lang, "effect", "Wirkung"),
        say(lang, "waived", "ausgenommen"),
    ];
    writeln!(page, "| {} |\n| --- | --- | --- | ---: |", heads.join(" | "))?;
    for rule in &verdict.rules {
        let title = format!("{} {}", code(&rule.id), escape(rule.title.in_lang(lang)));
        let outcome = words::outcome(rule.outcome, lang);
        writeln!(page, "| {outcome} | {title} | {} | {} |", words::effect(rule.effect, lang), rule.waived.len())?;
    }
    writeln!(page, "\n</details>")
}

/// What a rule counted, requirement by requirement.
fn measures(page: &mut String, verdict: &Verdict, rule: &RuleResult, lang: Lang) -> std::fmt::Result {
    let counted = say(lang, "Counted", "Gezählt");
    writeln!(page, "\n<details><summary>{counted}: {}</summary>\n", escape(rule.title.in_lang(lang)))?;
    for remark in &rule.remarks {
        writeln!(page, "- {}", escape(remark.in_lang(lang)))?;
    }
    let heads = [
        say(lang, "requirement", "Anforderung"),
        say(lang, "clause", "Fundstelle"),
        say(lang, "outcome", "Ergebnis"),
        say(lang, "required", "verlangt"),
        say(lang, "present", "vorhanden"),
        say(lang, "missing", "fehlend"),
        say(lang, "share", "Anteil"),
        say(lang, "evidence", "Nachweis"),
    ];
    writeln!(page, "\n| {} |\n| --- | --- | --- | ---: | ---: | ---: | ---: | --- |", heads.join(" | "))?;
    for measure in rule.measures.iter().take(LISTED.saturating_mul(4)) {
        let title = if lang == Lang::En { measure.title.en } else { measure.title.de };
        let path = input(verdict, measure.evidence).map_or("", |input| &input.origin.path);
        writeln!(
            page,
            "| {} {} | {} | {} | {} | {} | {} | {} | {} |",
            code(measure.id),
            escape(title),
            escape(&measure.clause),
            words::standing(measure.standing, lang),
            measure.counts.required,
            measure.counts.present,
            measure.counts.lacking(),
            words::share(measure.counts.percent()),
            code(path)
        )?;
    }
    writeln!(page, "\n</details>")
}

/// How SBOMs of one thing differ, the first differences of each pair.
fn differing_boms(page: &mut String, verdict: &Verdict, lang: Lang) -> std::fmt::Result {
    if verdict.bom_differences.is_empty() {
        return Ok(());
    }
    let title = say(lang, "SBOMs of the same thing that differ", "SBOMs zum selben Gegenstand, die sich unterscheiden");
    writeln!(page, "\n<details><summary>{title} ({})</summary>", verdict.bom_differences.len())?;
    for difference in verdict.bom_differences.iter().take(LISTED) {
        writeln!(page, "\n{}\n", escape(&words::twins(verdict, difference, lang)))?;
        for change in difference.changes.iter().take(LISTED) {
            writeln!(page, "- {}", escape(&words::between_twins(change, lang)))?;
        }
        if let Some(more) = difference.changes.len().checked_sub(LISTED).filter(|more| *more > 0) {
            let all = say(lang, "more, all listed in the JSON report", "weitere, alle aufgeführt im JSON-Bericht");
            writeln!(page, "- … {more} {all}")?;
        }
    }
    writeln!(page, "\n</details>")
}

fn waivers(page: &mut String, verdict: &Verdict, lang: Lang) -> std::fmt::Result {
    if verdict.waivers.is_empty() {
        return Ok(());
    }
    writeln!(
        page,
        "\n<details><summary>{} ({})</summary>\n",
        say(lang, "Waivers", "Ausnahmen"),
        verdict.waivers.len()
    )?;
    for waiver in &verdict.waivers {
        let state = words::waiver_use(waiver, lang);
        let mark = if waiver.covers_all_it_matches() { "" } else { "**" };
        let (reason, owner, approver) = (escape(&waiver.reason), escape(&waiver.owner), escape(&waiver.approver));
        writeln!(
            page,
            "- {mark}{}: {state}{mark}, {} {} – {reason} ({owner} / {approver})",
            code(&waiver.matter),
            words::waiver_end(waiver.state, lang),
            waiver.expires
        )?;
    }
    writeln!(page, "\n</details>")
}

fn evidence(page: &mut String, verdict: &Verdict, lang: Lang) -> std::fmt::Result {
    writeln!(
        page,
        "\n<details><summary>{} ({})</summary>\n",
        say(lang, "Evidence", "Nachweise"),
        verdict.inputs.len()
    )?;
    for input in verdict.inputs.iter().take(LISTED) {
        let used = if input.used_by.is_empty() {
            say(lang, "used by no rule", "von keiner Regel verwendet").to_owned()
        } else {
            escape(&input.used_by.join(", "))
        };
        let tool = input.summary.producer.as_ref().map(|tool| tool.to_string()).unwrap_or_default();
        writeln!(page, "- {} {}: {used}", code(&input.origin.path), escape(&tool))?;
    }
    let counts = [
        (verdict.inputs.len().saturating_sub(LISTED), say(lang, "more", "weitere")),
        (verdict.rejected.len(), say(lang, "rejected", "zurückgewiesen")),
        (
            suppressed(verdict),
            say(
                lang,
                "findings set aside by the scanners themselves",
                "von den Scannern selbst zurückgestellte Befunde",
            ),
        ),
        (verdict.ignored.len(), say(lang, "ignored as no evidence", "übergangen, da kein Nachweis")),
    ];
    for (count, what) in counts.into_iter().filter(|(count, _)| *count > 0) {
        writeln!(page, "- {count} {what}")?;
    }
    writeln!(page, "\n</details>")
}

/// Text from evidence that means nothing to Markdown, HTML or GitLab's references and mentions.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for character in bounded(text).chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            // An entity stands for the letter and is never read as a mention or a reference.
            '@' | '#' | '!' | '$' | '%' | '~' | ':' => {
                let _ = write!(escaped, "&#{};", u32::from(character));
            }
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '|' | '+' | '-' | '^' => {
                escaped.push('\\');
                escaped.push(character);
            }
            other => escaped.push(other),
        }
    }
    escaped
}

/// Text from evidence as code.
fn code(text: &str) -> String {
    let html = bounded(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let quiet: String = html
        .chars()
        .map(|c| match c {
            '`' | '|' | '*' | '_' | '[' | ']' | '@' | '#' | '!' | '~' | '$' | '%' | '\\' => {
                format!("&#{};", u32::from(c))
            }
            c => c.to_string(),
        })
        .collect();
    format!("<code>{quiet}</code>")
}

fn bounded(text: &str) -> String {
    let text = visible(text);
    if text.chars().count() <= LONGEST {
        return text;
    }
    let kept: String = text.chars().take(LONGEST).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::{super::sample, *};

    fn text(verdict: &Verdict) -> String {
        String::from_utf8(Markdown.render(verdict, Lang::En).unwrap()).unwrap()
    }

    #[test]
    fn hostile_text_is_only_text() {
        let text = text(&sample::hostile());
        for evil in ["<script", "<img", "@all", "](http", "\u{1b}", "\u{202e}", "\n/merge"] {
            assert!(!text.contains(evil), "{evil}: {text}");
        }
    }

    #[test]
    fn what_was_counted_is_a_table() {
        let text = text(&sample::blocked());
        let row = "| <code>C7</code> hash of the file | Guideline v1, 5.2 | violated | 3 | 2 | 1 | 66 % |";
        assert!(text.contains(row), "{text}");
    }

    #[test]
    fn sboms_of_one_thing_that_differ_are_listed_up_to_a_bound() {
        let mut verdict = sample::blocked();
        verdict.bom_differences = vec![sample::difference(60)];
        let text = text(&verdict);
        assert!(text.contains("SBOMs of the same thing that differ (1)"), "{text}");
        assert!(text.contains("extra\\-49\\` only in the second&#58; 1.0.0"), "{text}");
        assert!(!text.contains("extra\\-50"), "{text}");
        assert!(text.contains("- … 10 more, all listed in the JSON report"), "{text}");
    }

    #[test]
    fn a_note_stays_within_gitlabs_bound() {
        let text = text(&sample::crowded(5_000));
        assert!(text.chars().count() < 1_000_000);
        assert!(text.contains("4950 more"));
    }
}
