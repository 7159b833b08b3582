// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use std::{collections::BTreeMap, sync::Arc};

use super::{evidence::gaps_of_unplaced, *};
use crate::model::{Pattern, ScanKind, Severity, Text, Violation, Wrong};

/// Secret scans found no secret.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct NoSecrets {
    /// Tools whose findings count as secrets although their reports do not say what they looked for, as patterns over their names.
    #[schemars(extend("x-de" = "Werkzeuge, deren Befunde als Geheimnisse zählen, obwohl ihr Bericht nicht sagt, wonach sie suchten, als Muster über ihre Namen."))]
    tools: Vec<Pattern>,
}

impl Check for NoSecrets {
    const ABOUT: About = About {
        id: "no-secrets",
        title: Words { en: "No secrets found", de: "Keine Geheimnisse gefunden" },
        question: Words {
            en: "Did a secret scan run and find no password, key or token?",
            de: "Ist eine Suche nach Geheimnissen gelaufen, ohne Passwort, Schlüssel oder Token zu finden?",
        },
        why: Words {
            en: "A secret in the sources or their history is known to everybody who has them.",
            de: "Ein Geheimnis in den Quellen oder ihrem Verlauf kennt jeder, der sie hat.",
        },
        remedy: Words {
            en: "Revoke the secret at its issuer first, then remove it from the sources; removing alone does not help.",
            de: "Das Geheimnis zuerst bei der ausgebenden Stelle sperren, dann aus den Quellen entfernen; Entfernen allein hilft nicht.",
        },
        maps_to: &[
            ("bsi-grundschutz-2023", "CON.8.A10"),
            ("bsi-grundschutz-2023", "SYS.1.6.A8"),
            ("eu-cra", "Annex I Part I (2)(d)"),
            ("nist-ssdf", "PS.1.1"),
            ("osps-baseline", "OSPS-BR-07.01"),
        ],
        example: "- check: no-secrets\n  effect: block\n  waivable: false\n",
    };

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        match findings_of(dossier, (&[ScanKind::Secret], &self.tools), &mut examination) {
            Some(findings) => {
                examination.gaps.extend(gaps_of_unplaced(dossier, &|_| true));
                let mut known: BTreeMap<Severity, Arc<Wrong>> = BTreeMap::new();
                examination.violations.extend(findings.iter().map(|finding| {
                    let severity = finding.severity(&[]);
                    let text = Text::new("a secret was found", "Ein Geheimnis wurde gefunden");
                    let wrong = || Arc::new(Wrong { severity: Some(severity), ..text.into() });
                    Violation::of_finding(&finding, Arc::clone(known.entry(severity).or_insert_with(wrong)))
                }));
            }
            None => {
                let message = Text::new(
                    "no report of a secret scan was found",
                    "Es wurde kein Bericht einer Suche nach Geheimnissen gefunden",
                );
                examination.gap("no-scan:secret", message);
            }
        }
        examination
    }

    fn counts_tools(&self) -> &[Pattern] {
        &self.tools
    }
}
