use super::*;
use crate::model::{Gap, Text};

/// No file that looks like evidence was rejected.
///
/// The program adds this rule to a policy that lacks it: what cannot be read may hold anything.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct NoRejectedEvidence {}

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
        example: "- check: no-rejected-evidence\n  effect: block\n",
    };

    fn examine(&self, dossier: &Dossier) -> Examination {
        let gap = |rejected: &crate::model::Rejected| {
            let rejection = &rejected.rejection;
            Gap {
                matter: rejected.path.as_ref().into(),
                message: Text::new(
                    format!("`{}` was rejected: {}", rejected.path, rejection.reason.en),
                    format!("`{}` wurde zurückgewiesen: {}", rejected.path, rejection.reason.de),
                ),
                evidence: None,
            }
        };
        Examination {
            relied_on: dossier.evidence.iter().map(|evidence| evidence.id).collect(),
            gaps: dossier.rejected.iter().map(gap).collect(),
            ..Examination::default()
        }
    }
}
