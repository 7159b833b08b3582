// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a report of a scanner can tell. It decides which rules can be satisfied by it.

use crate::model::{
    BaselineState, Claim, Details, Finding, FixState, Reachability, Scan, ScanStatus, Severity, Statement, Subject,
    Words,
};

/// Something that a report of a scanner tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Datum {
    /// The tool, by its version.
    Version,
    /// What was scanned, provably: a commit or a digest.
    Subject,
    /// When the scan ran.
    Time,
    /// The date or version of the database of vulnerabilities or the rules.
    Database,
    /// Whether the scan ended well.
    Success,
    /// That the scan failed, left something out or looked at nothing.
    Shortcoming,
    /// What or how much was looked at.
    Scanned,
    /// The list of all components looked at.
    Components,
    /// How grave the tool says a finding is.
    Severity,
    /// CVSS scores.
    Cvss,
    /// How likely a vulnerability is to be exploited, or that it is.
    Exploitation,
    /// The component concerned, by its package URL.
    Package,
    /// Versions in which a vulnerability is fixed, or whether it is.
    Fix,
    /// When a vulnerability was published or first seen.
    Published,
    /// Whether the vulnerable part is used.
    Reachability,
    /// What the tool itself set aside.
    Suppression,
    /// By what the tool knows a finding again, or whether it is new.
    Recognition,
}

impl Datum {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::Version,
        Self::Subject,
        Self::Time,
        Self::Database,
        Self::Success,
        Self::Shortcoming,
        Self::Scanned,
        Self::Components,
        Self::Severity,
        Self::Cvss,
        Self::Exploitation,
        Self::Package,
        Self::Fix,
        Self::Published,
        Self::Reachability,
        Self::Suppression,
        Self::Recognition,
    ];

    /// The head of its column, and what it means.
    pub const fn words(self) -> (Words, Words) {
        const fn pair(en: &'static str, de: &'static str) -> Words {
            Words { en, de }
        }
        match self {
            Self::Version => (pair("tool", "Werkzeug"), pair("the version of the tool", "die Fassung des Werkzeugs")),
            Self::Subject => (
                pair("subject", "Gegenstand"),
                pair("the commit or digest that was scanned", "geprüfter Commit oder Prüfsumme"),
            ),
            Self::Time => (pair("time", "Zeit"), pair("when the scan ran", "wann die Prüfung lief")),
            Self::Database => (
                pair("database", "Datenbank"),
                pair(
                    "date or version of the database of vulnerabilities or the rules",
                    "Datum oder Fassung der Schwachstellen-Datenbank oder der Regeln",
                ),
            ),
            Self::Success => (pair("success", "Erfolg"), pair("that the scan ended well", "dass die Prüfung gelang")),
            Self::Shortcoming => (
                pair("failure", "Fehlschlag"),
                pair(
                    "that the scan failed, left something out or looked at nothing",
                    "dass die Prüfung scheiterte, etwas ausließ oder nichts ansah",
                ),
            ),
            Self::Scanned => {
                (pair("scope", "Umfang"), pair("what or how much was looked at", "was oder wie viel geprüft wurde"))
            }
            Self::Components => (
                pair("components", "Komponenten"),
                pair("every component that was looked at", "jede geprüfte Komponente"),
            ),
            Self::Severity => {
                (pair("severity", "Schwere"), pair("how grave a finding is", "wie schwer ein Befund wiegt"))
            }
            Self::Cvss => (pair("CVSS", "CVSS-Werte"), pair("CVSS scores or vectors", "CVSS-Werte oder -Vektoren")),
            Self::Exploitation => (
                pair("exploited", "Ausnutzung"),
                pair("EPSS, or that it is known to be exploited", "EPSS, oder dass Ausnutzung bekannt ist"),
            ),
            Self::Package => (
                pair("package", "Paket"),
                pair("the package URL of the component concerned", "die Package-URL der betroffenen Komponente"),
            ),
            Self::Fix => (
                pair("fix", "Behebung"),
                pair("the versions that fix it, or whether there is one", "behobene Fassungen, oder ob es eine gibt"),
            ),
            Self::Published => (
                pair("published", "Bekannt"),
                pair("when it was published or first seen", "wann sie bekannt oder zuerst gesehen wurde"),
            ),
            Self::Reachability => (
                pair("reachable", "Erreichbar"),
                pair("whether the vulnerable part is used", "ob der verwundbare Teil benutzt wird"),
            ),
            Self::Suppression => (
                pair("set aside", "Unterdrückt"),
                pair("what the tool itself set aside", "was das Werkzeug selbst beiseite ließ"),
            ),
            Self::Recognition => (
                pair("same again", "Wiedererkannt"),
                pair("a fingerprint, or whether a finding is new", "ein Fingerabdruck, oder ob ein Befund neu ist"),
            ),
        }
    }

    /// Whether one of these statements tells it.
    pub fn is_told_by(self, statements: &[Statement]) -> bool {
        statements.iter().any(|statement| match &statement.claim {
            Claim::Scan(scan) => self.is_told(statement, scan),
            _ => false,
        })
    }

    fn is_told(self, statement: &Statement, scan: &Scan) -> bool {
        match self {
            Self::Version => statement.producer.as_ref().is_some_and(|tool| tool.version.is_some()),
            Self::Subject => statement.subjects.iter().any(|subject| !matches!(subject, Subject::Named { .. })),
            Self::Time => statement.made_at.is_some(),
            Self::Database => scan.databases.iter().any(|data| data.made_at.is_some() || data.version.is_some()),
            Self::Success => scan.status == ScanStatus::Success,
            Self::Shortcoming => scan.status.shortcoming().is_some(),
            Self::Scanned => scan.scanned.is_some(),
            Self::Components => scan.scanned.as_ref().is_some_and(|scanned| scanned.components.is_some()),
            Self::Suppression => !scan.suppressed.is_empty(),
            _ => scan.findings.iter().chain(&scan.suppressed).any(|finding| self.is_told_of(finding)),
        }
    }

    fn is_told_of(self, finding: &Finding) -> bool {
        let details = |holds: fn(&Details) -> bool| finding.details.as_ref().is_some_and(|details| holds(details));
        match self {
            Self::Severity => finding.severity != Severity::Unknown,
            Self::Cvss => details(|details| !details.scores.is_empty()),
            Self::Exploitation => details(|details| details.epss.is_some() || details.known_exploited),
            Self::Package => finding.affected.as_ref().is_some_and(|package| package.purl.is_some()),
            Self::Fix => details(|details| details.fix_state != FixState::Unknown),
            Self::Published => details(|details| details.published.is_some() || details.first_seen.is_some()),
            Self::Reachability => finding.reachability != Reachability::Unstated,
            Self::Recognition => finding.fingerprint.is_some() || finding.baseline != BaselineState::Unstated,
            _ => false,
        }
    }
}
