// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What `freigabe inspect` prints for people.

use std::collections::BTreeMap;

use super::{Coverage, Database, Inspected, Page, Producer, Scanned, Tests};
use crate::{
    model::{Lang, Severity},
    report::{say, visible},
};

/// The lines on a file, each behind its label.
struct Lines {
    lang: Lang,
    text: String,
}

impl Lines {
    fn say(&mut self, en: &'static str, de: &'static str, value: &str) {
        let (label, width) = (say(self.lang, en, de), if self.lang == Lang::En { 11 } else { 15 });
        self.text.push_str(&format!("  {label:<width$}{}\n", visible(value)));
    }

    fn not_stated(&self) -> String {
        say(self.lang, "not stated", "keine Angabe").to_owned()
    }
}

impl Page {
    pub(super) fn text(&self, lang: Lang) -> String {
        let mut text: String = self.files.iter().map(|file| file.text(lang)).collect();
        for (reason, count) in &self.skipped {
            let (label, reason) = (say(lang, "left alone", "außer Betracht"), reason.words());
            text.push_str(&format!("{label}: {count} × {}\n", say(lang, reason.en, reason.de)));
        }
        text
    }
}

impl Inspected {
    fn text(&self, lang: Lang) -> String {
        let mut lines = Lines { lang, text: visible(&self.path) + "\n" };
        if let Some(fault) = &self.rejected {
            lines.say("rejected", "zurückgewiesen", &fault.reason);
            lines.say("place", "Stelle", &fault.place);
        }
        if let Some(reason) = &self.ignored {
            lines.say("ignored", "übergangen", reason);
        }
        self.origin(&mut lines);
        if let Some(components) = self.components {
            lines.say("components", "Komponenten", &components.to_string());
        }
        self.scan(&mut lines);
        self.runs(&mut lines);
        for remark in &self.remarks {
            lines.say("remark", "Anmerkung", remark);
        }
        if let Some(vex) = &self.vex {
            let some = vex.iter().filter(|(_, number)| **number > 0);
            let said: Vec<String> = some.map(|(status, number)| format!("{number} {status}")).collect();
            lines.say("vex", "VEX", &said.join(", "));
            let author = self.vex_author.clone().unwrap_or_else(|| lines.not_stated());
            lines.say("author", "Verfasser", &author);
        }
        if let Some(sha256) = &self.sha256 {
            lines.say("sha256", "SHA-256", sha256);
        }
        lines.text
    }

    /// What it is, who made it, what it is about, and who vouches for it.
    fn origin(&self, lines: &mut Lines) {
        let Some(format) = self.format else { return };
        lines.say("format", "Format", &format!("{format} {}", self.version.as_deref().unwrap_or_default()));
        let producer = self.producer.as_ref().map_or_else(|| lines.not_stated(), Producer::text);
        lines.say("made by", "erzeugt von", &producer);
        let made_at = self.made_at.clone().unwrap_or_else(|| lines.not_stated());
        lines.say("made at", "erzeugt am", &made_at);
        let about = if self.subjects.is_empty() { lines.not_stated() } else { self.subjects.join(", ") };
        lines.say("about", "Gegenstand", &about);
        let trust = match self.trust.strip_prefix("signed by ") {
            Some(names) => format!("{} {names}", say(lines.lang, "signed by", "signiert von")),
            None => say(lines.lang, "unsigned", "unsigniert").to_owned(),
        };
        lines.say("trust", "Vertrauen", &trust);
    }

    /// What scans found, with what, and where they looked.
    fn scan(&self, lines: &mut Lines) {
        if let Some(findings) = &self.findings {
            lines.say("findings", "Befunde", &severities(findings, lines.lang));
            if let Some(suppressed) = self.suppressed.filter(|suppressed| *suppressed > 0) {
                let by = say(lines.lang, "by the tool itself", "vom Werkzeug selbst");
                lines.say("set aside", "zurückgestellt", &format!("{suppressed}, {by}"));
            }
            let ended: Vec<String> = self.scan_status.iter().map(|status| ended(status, lines.lang)).collect();
            lines.say("scan", "Prüfung", &ended.join(", "));
        }
        if !self.databases.is_empty() {
            let databases: Vec<String> = self.databases.iter().map(Database::text).collect();
            lines.say("database", "Datenbank", &databases.join(", "));
        }
        for scanned in &self.scanned {
            let seen = scanned.text(lines.lang);
            lines.say("scanned", "angesehen", &seen);
        }
    }

    /// What tests came to, and how much they ran through.
    fn runs(&self, lines: &mut Lines) {
        if let Some(Coverage { lines: all, covered }) = self.coverage {
            let text = say(lines.lang, "lines", "Zeilen");
            let of = say(lines.lang, "of", "von");
            lines.say("coverage", "Testabdeckung", &format!("{covered} {of} {all} {text}"));
        }
        if let Some(Tests { total, failed, errors, skipped }) = self.tests {
            let text = match lines.lang {
                Lang::En => format!("{total}: {failed} failed, {errors} errors, {skipped} skipped"),
                Lang::De => format!("{total}: {failed} fehlgeschlagen, {errors} Fehler, {skipped} ausgelassen"),
            };
            lines.say("tests", "Tests", &text);
        }
    }
}

impl Scanned {
    fn text(&self, lang: Lang) -> String {
        let (one, many) = match self.unit {
            "components" => (say(lang, "component", "Komponente"), say(lang, "components", "Komponenten")),
            "files" => (say(lang, "file", "Datei"), say(lang, "files", "Dateien")),
            "resources" => (say(lang, "resource", "Ressource"), say(lang, "resources", "Ressourcen")),
            "checks" => (say(lang, "check", "Einzelprüfung"), say(lang, "checks", "Einzelprüfungen")),
            "addresses" => (say(lang, "address", "Adresse"), say(lang, "addresses", "Adressen")),
            "commits" => (say(lang, "commit", "Commit"), say(lang, "commits", "Commits")),
            other => (other, other),
        };
        format!("{} {}", self.count, if self.count == 1 { one } else { many })
    }
}

impl Producer {
    fn text(&self) -> String {
        format!("{} {}", self.name, self.version.as_deref().unwrap_or_default()).trim_end().to_owned()
    }
}

impl Database {
    fn text(&self) -> String {
        let parts = [&self.name, &self.version, &self.made_at];
        parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
    }
}

/// How a scan ended; the reason is the tool's own.
fn ended(status: &str, lang: Lang) -> String {
    let (name, reason) = status.split_once(": ").map_or((status, None), |(name, reason)| (name, Some(reason)));
    let word = match name {
        "success" => say(lang, "success", "erfolgreich"),
        "unstated" => say(lang, "unstated", "Ausgang nicht angegeben"),
        "failure" => say(lang, "failure", "gescheitert"),
        "partial" => say(lang, "partial", "lückenhaft"),
        "nothing-scanned" => say(lang, "nothing-scanned", "ohne Gegenstand"),
        other => other,
    };
    reason.map_or_else(|| word.to_owned(), |reason| format!("{word}: {reason}"))
}

fn severities(findings: &BTreeMap<&'static str, u64>, lang: Lang) -> String {
    let count = |severity: &Severity| findings.get(severity.name()).copied().filter(|count| *count > 0);
    let counted = Severity::ALL.iter().filter_map(|severity| Some((count(severity)?, severity)));
    let counted: Vec<String> =
        counted.map(|(count, severity)| format!("{count} {}", crate::report::severity(*severity, lang))).collect();
    if counted.is_empty() { say(lang, "none", "keine").to_owned() } else { counted.join(", ") }
}
