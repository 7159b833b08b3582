// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a reader of the summary must not miss.

use crate::{
    model::{Bond, Lang, Verdict},
    report::{
        shared::{is_given, suppressed},
        words::{self, say},
    },
};

/// What a reader of the summary must not miss: everything that did not count, or counts for less.
pub(super) fn notes(verdict: &Verdict, lang: Lang) -> Vec<String> {
    let mut notes: Vec<String> = verdict.notes.iter().map(|note| note.in_lang(lang).to_owned()).collect();
    let mut count = |number: usize, one: [&str; 2], many: [&str; 2]| {
        let [en, de] = if number == 1 { one } else { many };
        if number > 0 {
            notes.push(format!("{number} {}", if lang == Lang::En { en } else { de }));
        }
    };
    // Lists about vulnerabilities and earlier reports are no evidence of this release.
    let evidence = || verdict.inputs.iter().filter(|input| !is_given(input));
    let bound = |wanted: fn(&Bond) -> bool| evidence().filter(|input| wanted(&input.bond)).count();
    let signed = evidence().filter(|input| input.trust.is_signed()).count();
    count(
        signed,
        ["statement read whose signature was verified", "Nachweis gelesen, dessen Signatur geprüft ist"],
        ["statements read whose signature was verified", "Nachweise gelesen, deren Signatur geprüft ist"],
    );
    count(
        evidence().count().saturating_sub(signed),
        ["statement read without a verified signature", "Nachweis gelesen, für den keine Signatur belegt ist"],
        ["statements read without a verified signature", "Nachweise gelesen, für die keine Signatur belegt ist"],
    );
    count(
        bound(|bond| *bond == Bond::Place),
        [
            "of them names neither the commit nor an artifact's digest; it counts because of where it was found, which is the weaker bond",
            "davon nennt weder den Commit noch die Prüfsumme eines Artefakts; er zählt wegen seines Fundorts, was die schwächere Bindung ist",
        ],
        [
            "of them name neither the commit nor an artifact's digest; they count because of where they were found, which is the weaker bond",
            "davon nennen weder den Commit noch die Prüfsumme eines Artefakts; sie zählen wegen ihres Fundorts, was die schwächere Bindung ist",
        ],
    );
    count(
        evidence().filter(|input| input.used_by.is_empty()).count(),
        ["of them is used by no rule", "davon wird von keiner Regel verwendet"],
        ["of them are used by no rule", "davon werden von keiner Regel verwendet"],
    );
    count(
        suppressed(verdict),
        [
            "finding was set aside by the scanner itself; no limit counts it",
            "Befund hat der Scanner selbst zurückgestellt; keine Grenze zählt ihn",
        ],
        [
            "findings were set aside by the scanners themselves; no limit counts them",
            "Befunde haben die Scanner selbst zurückgestellt; keine Grenze zählt sie",
        ],
    );
    count(
        verdict.rejected.len(),
        ["file was rejected", "Datei wurde zurückgewiesen"],
        ["files were rejected", "Dateien wurden zurückgewiesen"],
    );
    count(
        verdict.ignored.len(),
        ["file is no evidence and was ignored", "Datei ist kein Nachweis und wurde übergangen"],
        ["files are no evidence and were ignored", "Dateien sind keine Nachweise und wurden übergangen"],
    );
    let skipped = verdict.skipped.values().sum::<u64>();
    count(
        usize::try_from(skipped).unwrap_or(usize::MAX),
        [
            "hidden file, link or the like was left alone",
            "verborgene Datei, Verknüpfung oder dergleichen blieb außer Betracht",
        ],
        [
            "hidden files, links and the like were left alone",
            "verborgene Dateien, Verknüpfungen und dergleichen blieben außer Betracht",
        ],
    );
    notes.extend(waiver_notes(verdict, lang));
    notes
}

fn waiver_notes(verdict: &Verdict, lang: Lang) -> Vec<String> {
    let worth_a_word = verdict.waivers.iter().filter(|waiver| !waiver.covers_all_it_matches());
    let note = |waiver: &crate::model::AppliedWaiver| {
        format!(
            "{} {} ({}): {}, {} {}",
            say(lang, "waiver for", "Ausnahme für"),
            waiver.matter,
            waiver.place,
            words::waiver_use(waiver, lang),
            words::waiver_end(waiver.state, lang),
            waiver.expires,
        )
    };
    worth_a_word.map(note).collect()
}
