// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use std::sync::Arc;

use super::{
    evidence::{gaps_of_kinds, no_scan_of},
    *,
};
use crate::model::{
    Evidence, Finding, Grounds, Pattern, ScanKind, SetAside, Severity, Suppression, SuppressionKind, Text, Thing,
    Timestamp, Violation, Wrong,
};

/// What scanners set aside themselves was set aside where the policy accepts it, with a reason, and not for longer than stated.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SuppressionsReasoned {
    /// The kinds of scans concerned.
    #[schemars(extend("x-de" = "Die Arten von Prüfungen, um die es geht.", "minItems" = 1))]
    scans: Vec<ScanKind>,
    /// Tools concerned although their reports do not say what they looked for, as patterns over their names.
    #[serde(default)]
    #[schemars(extend("x-de" = "Werkzeuge, um die es ebenfalls geht, obwohl ihr Bericht nicht sagt, wonach sie suchten, als Muster über ihre Namen."))]
    tools: Vec<Pattern>,
    /// Where a suppression may be written: `in-source` (a comment), `external` (the tool's configuration, a list of exceptions), `vex` (a VEX document that the tool was given), `tool` (the tool judges by itself that it is no finding).
    #[serde(default = "written")]
    #[schemars(extend("x-de" = "Wo eine Unterdrückung stehen darf: `in-source` (ein Kommentar), `external` (die Konfiguration des Werkzeugs, eine Liste von Ausnahmen), `vex` (ein VEX-Dokument, das dem Werkzeug vorlag), `tool` (das Werkzeug hält es selbst für keinen Befund)."))]
    accept: Vec<SuppressionKind>,
    /// The mildest severity for which a reason is asked; findings whose severity the tool does not state are asked for one too.
    #[serde(default = "mildest")]
    #[schemars(extend("x-de" = "Der mildeste Schweregrad, zu dem eine Begründung verlangt wird; Befunde, deren Schweregrad das Werkzeug nicht nennt, brauchen ebenfalls eine."))]
    from: Severity,
}

fn written() -> Vec<SuppressionKind> {
    vec![SuppressionKind::InSource, SuppressionKind::External, SuppressionKind::Vex]
}

const fn mildest() -> Severity {
    Severity::Low
}

impl Check for SuppressionsReasoned {
    const ABOUT: About = About {
        id: "suppressions-reasoned",
        title: Words { en: "What scanners set aside is reasoned", de: "Unterdrückte Befunde sind begründet" },
        question: Words {
            en: "Is every finding that a scanner set aside itself set aside where the policy accepts it, with a reason that still holds?",
            de: "Ist jeder Befund, den ein Werkzeug selbst unterdrückt, an einer Stelle unterdrückt, die die Richtlinie anerkennt, und mit einer Begründung, die noch gilt?",
        },
        why: Words {
            en: "A comment in the source can silence a scanner, past everybody who decides about exceptions.",
            de: "Ein Kommentar im Quelltext kann ein Werkzeug verstummen lassen, an allen vorbei, die über Ausnahmen entscheiden.",
        },
        remedy: Words {
            en: "Write the reason where the finding is suppressed, or remove the suppression and write a waiver.",
            de: "Die Begründung dort eintragen, wo der Befund unterdrückt wird, oder die Unterdrückung entfernen und eine Ausnahme eintragen.",
        },
        maps_to: &[
            ("bsi-grundschutz-2023", "OPS.1.1.6.A12"),
            ("nist-ssdf", "PW.7.2"),
            ("osps-baseline", "OSPS-VM-06.02"),
        ],
        example: "- check: suppressions-reasoned\n  with:\n    scans: [sast, secret, config]\n    accept: [in-source]\n  effect: warn\n",
    };

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        let mut seen = false;
        for (evidence, scan) in dossier.scans() {
            if !is_scan_of(evidence, scan, &self.scans, &self.tools) {
                continue;
            }
            seen = true;
            if !counts(evidence, &mut examination) {
                continue;
            }
            match scan.status.shortcoming() {
                Some(reason) => examination.gaps.push(incomplete(evidence, reason)),
                None => examination.rely_on(evidence.id),
            }
            for finding in &scan.suppressed {
                self.judge(finding, (evidence, dossier.at), &mut examination);
            }
        }
        if !seen {
            examination.gap("no-scan", no_scan_of(&self.scans));
        } else {
            examination.gaps.extend(gaps_of_kinds(dossier, &self.scans, &self.tools));
        }
        examination
    }
}

impl SuppressionsReasoned {
    fn judge(&self, finding: &Finding, (evidence, at): (&Evidence, Timestamp), examination: &mut Examination) {
        let violation = |text: Text| {
            let thing = Thing {
                subject: finding.whereabouts().into(),
                source: finding.wording.location().map(Box::from),
                evidence: Some(evidence.id),
                place: finding.place.clone(),
                ..Thing::new(Arc::clone(&finding.identifiers))
            };
            let wrong = Wrong { severity: Some(finding.severity), ..text.into() };
            Violation { wrong: Arc::new(wrong), about: crate::model::About::Thing(Box::new(thing)) }
        };
        match self.fault(finding, at) {
            Some(fault) => examination.violations.push(violation(fault)),
            None => {
                let suppression = finding.suppression.as_deref();
                examination.set_aside.push(SetAside {
                    violation: violation(Text::same(finding.wording.title())),
                    reason: Arc::new(Grounds {
                        text: told(suppression),
                        until: suppression.and_then(|suppression| suppression.expires),
                    }),
                });
            }
        }
    }

    /// What is wrong with how the finding was set aside.
    fn fault(&self, finding: &Finding, at: Timestamp) -> Option<Text> {
        let suppression = finding.suppression.as_deref();
        if let Some(expired) = suppression.and_then(|suppression| suppression.expires).filter(|end| *end <= at) {
            return Some(Text::new(
                format!("the suppression ended at {expired}: {}", finding.wording.title()),
                format!("Die Unterdrückung endete am {expired}: {}", finding.wording.title()),
            ));
        }
        if let Some(suppression) = suppression
            && !self.accept.contains(&suppression.kind)
        {
            let (en, de) = place(suppression.kind);
            return Some(Text::new(
                format!("set aside {en}, which the rule does not accept: {}", finding.wording.title()),
                format!("Unterdrückt {de}, was die Regel nicht anerkennt: {}", finding.wording.title()),
            ));
        }
        let reason = suppression.and_then(|suppression| suppression.reason.as_deref());
        if finding.severity >= self.from && reason.is_none_or(|reason| reason.trim().is_empty()) {
            return Some(Text::new(
                format!("set aside without a reason: {}", finding.wording.title()),
                format!("Ohne Begründung unterdrückt: {}", finding.wording.title()),
            ));
        }
        None
    }
}

/// How a finding was set aside.
fn told(suppression: Option<&Suppression>) -> Text {
    let Some(suppression) = suppression else {
        return Text::new("set aside by the tool, without a word", "Vom Werkzeug unterdrückt, ohne Angabe");
    };
    let (en, de) = place(suppression.kind);
    match &suppression.reason {
        Some(reason) => Text::new(
            format!("set aside {en}, with the reason: {reason}"),
            format!("Unterdrückt {de}, Begründung: {reason}"),
        ),
        None => Text::new(format!("set aside {en}"), format!("Unterdrückt {de}")),
    }
}

const fn place(kind: SuppressionKind) -> (&'static str, &'static str) {
    match kind {
        SuppressionKind::InSource => ("in the source", "im Quelltext"),
        SuppressionKind::External => ("outside of the source", "außerhalb des Quelltexts"),
        SuppressionKind::Vex => ("by a VEX document", "durch ein VEX-Dokument"),
        SuppressionKind::Tool => ("by the tool's own judgement", "nach dem Urteil des Werkzeugs"),
    }
}
