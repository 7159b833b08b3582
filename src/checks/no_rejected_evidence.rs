// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use super::*;
use crate::model::{Gap, Place, Rejected, Text, Violation};

/// No file that looks like evidence was rejected. The program adds this rule to a policy that lacks it with `effect: block`, without `when` and `effective_from`.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct NoRejectedEvidence {
    /// What a rejected file does to the rule: it `leaves-undecided` or `violates` it.
    #[schemars(extend("x-de" = "Was eine zurückgewiesene Datei mit der Regel macht: Sie bleibt unentschieden (`leaves-undecided`) oder ist verletzt (`violates`)."))]
    rejected: Consequence,
}

/// What a rejected file does to the rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Consequence {
    #[default]
    LeavesUndecided,
    Violates,
}

impl Check for NoRejectedEvidence {
    const ABOUT: About = About {
        id: "no-rejected-evidence",
        title: Words { en: "All evidence could be read", de: "Alle Nachweise waren lesbar" },
        question: Words {
            en: "Could every file that looks like evidence be read?",
            de: "Ließ sich jede Datei lesen, die wie ein Nachweis aussieht?",
        },
        why: Words {
            en: "A report that cannot be read may hold anything; leaving it out would hide what it says.",
            de: "Ein unlesbarer Bericht kann alles enthalten; ihn wegzulassen verschwiege seinen Inhalt.",
        },
        remedy: Words {
            en: "Repair or remove the file named, or run the tool again that made it.",
            de: "Die genannte Datei berichtigen oder entfernen, oder das Werkzeug erneut laufen lassen, das sie erzeugt hat.",
        },
        maps_to: &[("bsi-grundschutz-2023", "OPS.1.1.6.A5")],
        example: "- check: no-rejected-evidence\n  with:\n    rejected: violates\n  effect: block\n",
    };
    const WAY_TO_EVIDENCE: Words = Self::ABOUT.remedy;

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        dossier.evidence.iter().for_each(|evidence| examination.rely_on(evidence.id));
        for rejected in &dossier.rejected {
            match self.rejected {
                Consequence::LeavesUndecided => examination.gaps.push(gap(rejected)),
                Consequence::Violates => examination.violations.push(violation(rejected)),
            }
        }
        examination
    }
}

fn gap(rejected: &Rejected) -> Gap {
    Gap { matters: rejected.path.as_ref().into(), message: message(rejected), evidence: None }
}

fn violation(rejected: &Rejected) -> Violation {
    Violation::new(rejected.path.as_ref(), message(rejected)).about(rejected.path.as_ref())
}

fn message(rejected: &Rejected) -> Text {
    let reason = &rejected.rejection.reason;
    let at = match &rejected.rejection.place {
        Place::Whole => Text::same(""),
        Place::Line(line) => Text::new(format!(" (line {line})"), format!(" (Zeile {line})")),
        place => Text::same(format!(" ({place})")),
    };
    Text::new(
        format!("`{}`{} was rejected: {}", rejected.path, at.en, reason.en),
        format!("`{}`{} wurde zurückgewiesen: {}", rejected.path, at.de, reason.de),
    )
}
