// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use std::{collections::BTreeMap, sync::Arc};

use super::*;
use crate::model::{
    Assessed, Bond, Evidence, EvidenceId, Finding, Limit, Pattern, Scan, ScanKind, SetAside, Severity, Subjects, Text,
    Violation,
};

/// Scans found at most so many findings of each severity.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FindingsLimited {
    /// The kinds of scans whose findings are counted.
    #[schemars(extend("x-de" = "Die Arten von Prüfungen, deren Befunde gezählt werden.", "minItems" = 1))]
    scans: Vec<ScanKind>,
    /// Tools whose findings are counted too although their reports do not say what they looked for, as patterns over their names.
    #[serde(default)]
    #[schemars(extend("x-de" = "Werkzeuge, deren Befunde ebenfalls zählen, obwohl ihr Bericht nicht sagt, wonach sie suchten, als Muster über ihre Namen."))]
    tools: Vec<Pattern>,
    /// The most critical findings accepted.
    #[schemars(extend("x-de" = "Wie viele kritische Befunde hingenommen werden."))]
    critical: u64,
    /// The most high findings accepted; any number when left out.
    #[serde(default)]
    #[schemars(extend("x-de" = "Wie viele hohe Befunde hingenommen werden; ohne Angabe beliebig viele."))]
    high: Option<u64>,
    /// The most medium findings accepted; any number when left out.
    #[serde(default)]
    #[schemars(extend("x-de" = "Wie viele mittlere Befunde hingenommen werden; ohne Angabe beliebig viele."))]
    medium: Option<u64>,
    /// The most low findings accepted; any number when left out.
    #[serde(default)]
    #[schemars(extend("x-de" = "Wie viele niedrige Befunde hingenommen werden; ohne Angabe beliebig viele."))]
    low: Option<u64>,
    /// The most findings accepted for which the tool states no severity.
    #[serde(default)]
    #[schemars(extend("x-de" = "Wie viele Befunde hingenommen werden, zu denen das Werkzeug keinen Schweregrad nennt."))]
    unknown: u64,
}

impl Check for FindingsLimited {
    const ABOUT: About = About {
        id: "findings-limited",
        title: Words { en: "Few enough findings", de: "Befunde unter der Grenze" },
        question: Words {
            en: "Are there, for each severity, no more findings than the policy accepts?",
            de: "Gibt es zu jedem Schweregrad höchstens so viele Befunde, wie die Richtlinie hinnimmt?",
        },
        why: Words {
            en: "Known weaknesses are the ones that are exploited first.",
            de: "Bekannte Schwachstellen werden zuerst ausgenutzt.",
        },
        remedy: Words {
            en: "Fix the findings listed, the gravest first; for one that must wait, write a waiver with reason, owner, approver and end.",
            de: "Die genannten Befunde beheben, die schwersten zuerst; für einen, der warten muss, eine Ausnahme mit Begründung, Verantwortlichem, Genehmigendem und Ende eintragen.",
        },
        maps_to: &[
            ("bsi-grundschutz-2023", "CON.8.A20"),
            ("bsi-grundschutz-2023", "OPS.1.1.3.A15"),
            ("eu-cra", "Annex I Part I (2)(a)"),
            ("nist-ssdf", "RV.2.2"),
        ],
        example: "- check: findings-limited\n  with:\n    scans: [dependency, container]\n    critical: 0\n    high: 0\n    medium: 10\n  effect: block\n",
    };

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        let mut findings = Deduplicated::default();
        let mut seen = false;
        for (evidence, scan) in dossier.scans().filter(|(e, scan)| is_scan_of(e, scan, &self.scans, &self.tools)) {
            seen = true;
            if !counts(evidence, &mut examination) {
                continue;
            }
            match scan.status.shortcoming() {
                Some(reason) => examination.gaps.push(incomplete(evidence, reason)),
                None => examination.rely_on(evidence.id),
            }
            findings.add(evidence, scan);
        }
        if !seen {
            examination.gap("no-scan", self.nothing_found());
        }
        findings.judge((dossier, |severity| self.limit(severity)), &mut examination);
        examination
    }
}

impl FindingsLimited {
    /// The most findings accepted of a severity; `None` for any number.
    const fn limit(&self, severity: Severity) -> Option<u64> {
        match severity {
            Severity::Critical => Some(self.critical),
            Severity::High => self.high,
            Severity::Medium => self.medium,
            Severity::Low => self.low,
            Severity::Unknown => Some(self.unknown),
            Severity::Info => None,
        }
    }

    fn nothing_found(&self) -> Text {
        let kinds = self.scans.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(", ");
        Text::new(
            format!("no report of a scan of kind {kinds} was found"),
            format!("Es wurde kein Bericht einer Prüfung der Art {kinds} gefunden"),
        )
    }
}

/// Findings, each once, with the gravest severity that any source gives it.
#[derive(Default)]
struct Deduplicated<'a> {
    by_key: BTreeMap<(&'a str, String), Counted<'a>>,
}

/// A finding, where it was seen first, and how often it was reported.
struct Counted<'a> {
    severity: Severity,
    evidence: EvidenceId,
    finding: &'a Finding,
    bonds: Vec<&'a Bond>,
    reports: u64,
}

impl<'a> Deduplicated<'a> {
    fn add(&mut self, evidence: &'a Evidence, scan: &'a Scan) {
        for finding in &scan.findings {
            let (severity, evidence_id) = (finding.severity, evidence.id);
            let first = || Counted { severity, evidence: evidence_id, finding, bonds: Vec::new(), reports: 0 };
            let counted = self.by_key.entry(finding.key()).or_insert_with(first);
            counted.severity = finding.severity.max(counted.severity);
            counted.reports = counted.reports.saturating_add(1);
            if counted.bonds.last() != Some(&&evidence.bond) {
                counted.bonds.push(&evidence.bond);
            }
        }
    }

    /// Counts the findings that a limit is set for, the gravest first. What somebody says does not
    /// concern the release, and whose word counts, is set aside.
    fn judge(self, (dossier, limit): (&Dossier, impl Fn(Severity) -> Option<u64>), examination: &mut Examination) {
        let mut texts: BTreeMap<(Severity, u64), Arc<Text>> = BTreeMap::new();
        for counted in self.by_key.into_values() {
            let assessed = counted.assessed(dossier);
            let Counted { severity, evidence, finding, reports, .. } = counted;
            let Some(at_most) = limit(severity) else { continue };
            let plain = texts.entry((severity, reports)).or_insert_with(|| Arc::new(text(severity, at_most, reports)));
            let violation = Violation { severity: Some(severity), ..of_finding(evidence, finding, Arc::clone(plain)) };
            match assessed {
                Some(assessed) if assessed.sets_aside() => {
                    assessed.by.iter().for_each(|said| examination.rely_on(said.evidence));
                    examination.set_aside.push(SetAside { violation, reason: assessed.text().into(), until: None });
                }
                assessed => {
                    let shown = assessed.map(|assessed| Arc::new(with(plain, &assessed.text())));
                    let violation = shown.map(|text| of_finding(evidence, finding, text)).unwrap_or(violation);
                    let limit = Some(Limit { counts: severity.name(), at_most });
                    examination.violations.push(Violation { severity: Some(severity), limit, ..violation });
                }
            }
        }
        examination.violations.sort_by_key(|violation| std::cmp::Reverse(violation.severity));
        examination.set_aside.sort_by_key(|aside| std::cmp::Reverse(aside.violation.severity));
    }
}

impl Counted<'_> {
    /// What is said of it that counts.
    fn assessed(&self, dossier: &Dossier) -> Option<Assessed> {
        let Finding { identifiers, affected, .. } = self.finding;
        dossier.vex.assess(&Subjects { identifiers, component: affected.as_deref(), bonds: &self.bonds })
    }
}

fn with(text: &Text, more: &Text) -> Text {
    Text::new(format!("{}; {}", text.en, more.en), format!("{}; {}", text.de, more.de))
}

fn text(severity: Severity, at_most: u64, reports: u64) -> Text {
    let (times, mal) = match reports {
        0 | 1 => (String::new(), String::new()),
        reports => (format!(", reported {reports} times"), format!(", {reports}-mal gemeldet")),
    };
    Text::new(
        format!("{severity} (accepted: {at_most}{times})"),
        format!("{} (hingenommen: {at_most}{mal})", german(severity)),
    )
}

const fn german(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "kritisch",
        Severity::High => "hoch",
        Severity::Medium => "mittel",
        Severity::Low => "niedrig",
        Severity::Info => "Hinweis",
        Severity::Unknown => "ohne Schweregrad",
    }
}
