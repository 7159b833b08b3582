// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The words of the reports, and how text from evidence is made harmless.

use super::input;
use crate::model::{
    AppliedWaiver, BomChange, BomDifference, Conclusion, Effect, Lang, Outcome, Place, RuleResult, ScanStatus,
    Severity, Standing, Timestamp, Turn, TurnKind, Verdict, WaiverState,
};

/// Chooses between an English and a German wording.
pub const fn say(lang: Lang, en: &'static str, de: &'static str) -> &'static str {
    match lang {
        Lang::En => en,
        Lang::De => de,
    }
}

pub(super) const fn conclusion(conclusion: Conclusion, lang: Lang) -> &'static str {
    let words = conclusion.words();
    say(lang, words.en, words.de)
}

/// What the conclusion means, in a sentence.
pub(super) const fn meaning(conclusion: Conclusion, lang: Lang) -> &'static str {
    match conclusion {
        Conclusion::Passed => say(
            lang,
            "Every rule that can block the release is satisfied or covered by a waiver.",
            "Alle Regeln, die das Release aufhalten können, sind erfüllt oder durch eine Ausnahme gedeckt.",
        ),
        Conclusion::Blocked => say(
            lang,
            "At least one rule that blocks the release is violated.",
            "Mindestens eine Regel, die das Release aufhält, ist verletzt.",
        ),
        Conclusion::Undecided => say(
            lang,
            "Something that a rule asks for could not be seen. The release must not go out on this verdict.",
            "Etwas, wonach eine Regel fragt, war nicht zu sehen. Auf dieses Ergebnis darf keine Freigabe gestützt werden.",
        ),
    }
}

pub(super) const fn outcome(outcome: Outcome, lang: Lang) -> &'static str {
    match outcome {
        Outcome::Satisfied => say(lang, "satisfied", "erfüllt"),
        Outcome::Violated => say(lang, "violated", "verletzt"),
        Outcome::Undecided => say(lang, "undecided", "unentschieden"),
        Outcome::Waived => say(lang, "waived", "ausgenommen"),
        Outcome::NotApplicable => say(lang, "not applicable", "nicht anwendbar"),
    }
}

pub(super) const fn standing(standing: Standing, lang: Lang) -> &'static str {
    match standing {
        Standing::Satisfied => say(lang, "satisfied", "erfüllt"),
        Standing::Violated => say(lang, "violated", "verletzt"),
        Standing::Undecided => say(lang, "undecided", "unentschieden"),
        Standing::Open => say(lang, "open", "offen"),
        Standing::NotApplicable => say(lang, "not applicable", "nicht anwendbar"),
    }
}

/// A share in percent; a dash where there is nothing to have a share of.
pub(super) fn share(percent: Option<u64>) -> String {
    percent.map_or_else(|| "–".to_owned(), |percent| format!("{percent} %"))
}

pub(super) const fn effect(effect: Effect, lang: Lang) -> &'static str {
    match effect {
        Effect::Block => say(lang, "blocking", "blockierend"),
        Effect::Warn => say(lang, "warning only", "nur warnend"),
    }
}

/// What a rule does when it is not satisfied, and from when on.
pub(super) fn effect_of(rule: &RuleResult, lang: Lang) -> String {
    match rule.effective_from.filter(|_| !rule.in_force) {
        Some(from) => format!("{} {from}", say(lang, "warning only; blocking from", "nur warnend; blockierend ab")),
        None => effect(rule.effect, lang).to_owned(),
    }
}

/// The word for a severity.
pub const fn severity(severity: Severity, lang: Lang) -> &'static str {
    match severity {
        Severity::Critical => say(lang, "critical", "kritisch"),
        Severity::High => say(lang, "high", "hoch"),
        Severity::Medium => say(lang, "medium", "mittel"),
        Severity::Low => say(lang, "low", "niedrig"),
        Severity::Info => say(lang, "info", "Hinweis"),
        Severity::Unknown => say(lang, "unknown", "ohne Angabe"),
    }
}

/// What is wrong with a scan that is not whole.
pub(super) const fn shortcoming(status: &ScanStatus, lang: Lang) -> &'static str {
    match status {
        ScanStatus::Failure(_) => say(lang, "the scan failed", "Prüfung gescheitert"),
        ScanStatus::Partial(_) => say(lang, "the scan left something out", "Prüfung lückenhaft"),
        ScanStatus::NothingScanned(_) => say(lang, "the scan looked at nothing", "Prüfung ohne Gegenstand"),
        ScanStatus::Success | ScanStatus::Unstated => "",
    }
}

/// That a waiver ends, to be followed by when.
pub(super) const fn waiver_end(state: WaiverState, lang: Lang) -> &'static str {
    match state {
        WaiverState::Expired => say(lang, "ended", "endete am"),
        _ => say(lang, "ends", "endet am"),
    }
}

pub(super) const fn waiver_state(state: WaiverState, lang: Lang) -> &'static str {
    match state {
        WaiverState::Valid => say(lang, "valid", "gültig"),
        WaiverState::ExpiresSoon => say(lang, "expires soon", "läuft bald ab"),
        WaiverState::Expired => say(lang, "expired", "abgelaufen"),
        WaiverState::NotYetValid => say(lang, "not yet valid", "noch nicht gültig"),
        WaiverState::TooBroad => say(lang, "matches too much, covers nothing", "trifft zu viel, deckt nichts"),
    }
}

/// The same, with what became of it in the run.
pub(super) fn waiver_use(waiver: &AppliedWaiver, lang: Lang) -> String {
    let state = waiver_state(waiver.state, lang);
    match (waiver.matches, waiver.too_long_for) {
        (0, _) => format!("{state}{}", say(lang, ", unused", ", ungenutzt")),
        (_, 0) => state.to_owned(),
        (_, count) => {
            let too_long = say(
                lang,
                "not covered, as it holds too long for their severity",
                "nicht gedeckt, da sie für deren Schweregrad zu lange gilt",
            );
            format!("{state}; {count} {too_long}")
        }
    }
}

/// What happens by itself, in a sentence with its date in front.
pub(super) fn turn(turn: &Turn, lang: Lang) -> String {
    const SHOWN: usize = 5;
    let (date, rule) = (turn.at, &turn.rule);
    let mut matters =
        turn.matters.iter().take(SHOWN).map(|matter| format!("`{matter}`")).collect::<Vec<_>>().join(", ");
    if let Some(more) = turn.matters.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        matters.push_str(&format!(" {} {more}", say(lang, "and", "und weitere")));
        matters.push_str(say(lang, " more", ""));
    }
    let of_rule = |en: &str, de: &str| match rule.is_empty() {
        true => String::new(),
        false => format!(" ({} `{rule}`)", if lang == Lang::En { en } else { de }),
    };
    match turn.kind {
        TurnKind::RuleTakesEffect => {
            format!("{date}: {} `{rule}` {}", say(lang, "rule", "Regel"), say(lang, "takes effect", "tritt in Kraft"))
        }
        TurnKind::WaiverEnds => {
            format!(
                "{date}: {} {matters}{}",
                say(lang, "the waiver ends for", "die Ausnahme endet für"),
                of_rule("rule", "Regel")
            )
        }
        TurnKind::GraceEnds => {
            format!(
                "{date}: {} {matters}{}",
                say(lang, "the grace ends for", "die Frist endet für"),
                of_rule("rule", "Regel")
            )
        }
    }
}

/// What the list of findings by component is called.
pub(super) const fn by_component(lang: Lang) -> &'static str {
    say(lang, "Open findings by component", "Offene Befunde nach Komponente")
}

/// What the section about changes so far is called.
pub(super) fn until(at: Timestamp, lang: Lang) -> String {
    format!("{} {at}", say(lang, "What changes until", "Was sich ändert bis"))
}

/// What the section about changes to come is called.
pub(super) const fn coming(lang: Lang) -> &'static str {
    say(lang, "What changes after that", "Was sich danach ändert")
}

pub(super) fn place(place: &Place, lang: Lang) -> String {
    match place {
        Place::Whole => String::new(),
        Place::Line(line) => format!("{} {line}", say(lang, "line", "Zeile")),
        pointer => pointer.to_string(),
    }
}

/// Text from evidence with everything made visible that could steer a terminal or turn the reading
/// direction (Unicode UAX #9): control characters, line breaks, bidirectional and invisible marks.
pub fn visible(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
    };
    if !text.contains(hidden) {
        return text.to_owned();
    }
    let shown = text.chars().map(|c| match c {
        '\n' | '\t' | '\r' => " ".to_owned(),
        c if hidden(c) => format!("\\u{{{:x}}}", u32::from(c)),
        c => c.to_string(),
    });
    shown.collect()
}

/// Two SBOMs of one thing, by what they are about and where they are.
pub(super) fn twins(verdict: &Verdict, difference: &BomDifference, lang: Lang) -> String {
    let path = |id| input(verdict, id).map_or("", |input| &input.origin.path);
    let (subject, first, second) = (&difference.subject, path(difference.first), path(difference.second));
    match lang {
        Lang::En => format!("`{subject}`: `{first}` (the first) and `{second}` (the second)"),
        Lang::De => format!("`{subject}`: `{first}` (die erste) und `{second}` (die zweite)"),
    }
}

/// A difference between two SBOMs of one thing.
pub(super) fn between_twins(change: &BomChange, lang: Lang) -> String {
    let words = change.kind.between_twins();
    let version = change.version.as_ref().map(|version| format!("@{version}")).unwrap_or_default();
    format!("`{}{version}` {}: {}", change.component, say(lang, words.en, words.de), change.sides())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_invisible_gets_through() {
        assert_eq!(visible("a\u{1b}[31mb\u{202e}c\u{0}\nd"), "a\\u{1b}[31mb\\u{202e}c\\u{0} d");
        assert_eq!(visible("größer"), "größer");
    }
}
