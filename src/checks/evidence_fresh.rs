// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use super::*;
use crate::model::{Age, Text};

/// The evidence is recent, by the time inside it.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EvidenceFresh {
    /// The greatest age accepted.
    #[schemars(extend("x-de" = "Das Höchstalter."))]
    max_age: Age,
    /// The kinds of evidence concerned; all when left out.
    #[serde(default)]
    #[schemars(extend("x-de" = "Die Arten von Nachweisen, um die es geht; ohne Angabe alle.", "minItems" = 1))]
    evidence: Vec<Kind>,
}

/// Kinds of which a rule is never about all: lists about vulnerabilities and earlier reports are no
/// evidence of this release, what stands in the project for people to read is of no time, and the
/// checks that ask for the others ask for their age.
const OTHERS: &[&str] = &[
    "feed",
    "summary",
    "project",
    "disclosure",
    "changelog",
    "provenance",
    "verification-summary",
    "signature",
    "assessment",
    "approval",
    "waivers",
    "attestation",
];

/// A kind of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Sbom,
    Scan,
    TestRun,
}

impl Check for EvidenceFresh {
    const ABOUT: About = About {
        id: "evidence-fresh",
        title: Words { en: "The evidence is recent", de: "Die Nachweise sind aktuell" },
        question: Words {
            en: "Does every piece of evidence say when it was made, and is none too old?",
            de: "Nennt jeder Nachweis seinen Zeitpunkt, und ist keiner zu alt?",
        },
        why: Words {
            en: "New vulnerabilities become known every day; last month's scan does not know them.",
            de: "Täglich werden neue Schwachstellen bekannt; die Prüfung vom Vormonat kennt sie nicht.",
        },
        remedy: Words {
            en: "Run the tool again in this pipeline; where its report carries no time, choose an output format that does.",
            de: "Das Werkzeug in dieser Pipeline erneut laufen lassen; nennt sein Bericht keinen Zeitpunkt, ein Ausgabeformat wählen, das ihn nennt.",
        },
        maps_to: &[
            ("bsi-grundschutz-2023", "OPS.1.1.3.A15"),
            ("eu-cra", "Annex I Part II (3)"),
            ("nist-ssdf", "RV.1.1"),
        ],
        example: "- check: evidence-fresh\n  with:\n    max_age: 7 days\n    evidence: [scan, sbom]\n  effect: block\n",
    };
    const WAY_TO_EVIDENCE: Words = Self::ABOUT.remedy;

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        let concerned = dossier.evidence.iter().filter(|evidence| self.concerns(evidence.statement.claim.kind()));
        for evidence in concerned {
            if counts(evidence, &mut examination) {
                examination.rely_on(evidence.id);
                judge_age(evidence, self.max_age, dossier.at, &mut examination);
            }
        }
        for wanted in &self.evidence {
            if !dossier.evidence.iter().any(|evidence| evidence.statement.claim.kind() == wanted.name()) {
                let kind = wanted.name();
                let message = Text::new(
                    format!("there is no evidence of kind `{kind}`"),
                    format!("Es gibt keinen Nachweis der Art `{kind}`"),
                );
                examination.gap(format!("no-evidence:{kind}"), message);
            }
        }
        if examination.relied_on.is_empty() && examination.violations.is_empty() && examination.gaps.is_empty() {
            let message = Text::new("there is no evidence of this kind", "Es gibt keinen Nachweis dieser Art");
            examination.gap("no-evidence", message);
        }
        examination
    }
}

impl EvidenceFresh {
    fn concerns(&self, kind: &str) -> bool {
        (self.evidence.is_empty() && !OTHERS.contains(&kind))
            || self.evidence.iter().any(|wanted| wanted.name() == kind)
    }
}

impl Kind {
    const fn name(&self) -> &'static str {
        match self {
            Self::Sbom => "sbom",
            Self::Scan => "scan",
            Self::TestRun => "test-run",
        }
    }
}
