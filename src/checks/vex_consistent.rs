// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use std::collections::BTreeMap;

use super::*;
use crate::model::{Assessed, Bom, Bond, Evidence, Finding, Scan, Subjects, Text, Violation};

/// What VEX documents call fixed is no longer in the release.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct VexConsistent {}

impl Check for VexConsistent {
    const ABOUT: About = About {
        id: "vex-consistent",
        title: Words { en: "Fixed is what VEX calls fixed", de: "Behoben ist, was VEX behoben nennt" },
        question: Words {
            en: "Is every vulnerability that a VEX document calls fixed gone from the components of this release?",
            de: "Ist jede Schwachstelle, die ein VEX-Dokument behoben nennt, aus den Komponenten dieses Releases verschwunden?",
        },
        why: Words {
            en: "Whoever reads `fixed` stops looking; a component that was not brought up to date then stays open unnoticed.",
            de: "Wer `fixed` liest, sieht nicht mehr hin; eine nicht aktualisierte Komponente bleibt dann unbemerkt offen.",
        },
        remedy: Words {
            en: "Bring the component up to date, or have the VEX name the version that holds the fix.",
            de: "Die Komponente aktualisieren oder im VEX die Version benennen lassen, die die Behebung enthält.",
        },
        maps_to: &[("bsi-grundschutz-2023", "CON.8.A20"), ("eu-cra", "Annex I Part II (2)"), ("nist-ssdf", "RV.2.2")],
        example: "- check: vex-consistent\n  effect: block\n",
    };

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        if dossier.vex.is_empty() {
            let message = Text::new(
                "no VEX document counts for this release; whose do is said by `vex.authors` in the policy",
                "Kein VEX-Dokument zählt für dieses Release; wessen Dokumente zählen, steht in der Richtlinie unter `vex.authors`",
            );
            examination.gap("no-vex", message);
            return examination;
        }
        let mut broken = Broken::default();
        let mut held = false;
        for (evidence, scan) in dossier.scans().filter(|(evidence, _)| evidence.bond.counts()) {
            held |= scan.status.shortcoming().is_none();
            examination.rely_on(evidence.id);
            broken.by_scan(dossier, evidence, scan);
        }
        for (evidence, bom) in dossier.boms().filter(|(evidence, _)| evidence.bond.counts()) {
            held = true;
            examination.rely_on(evidence.id);
            broken.by_bom(dossier, evidence, bom);
        }
        if held {
            dossier.vex.counted().for_each(|id| examination.rely_on(id));
        } else {
            let message = Text::new(
                "no SBOM and no whole scan of this release shows what is in it",
                "Keine SBOM und keine vollständige Prüfung dieses Releases zeigt, was darin ist",
            );
            examination.gap("no-components", message);
        }
        examination.violations = broken.0.into_values().collect();
        examination
    }
}

/// What is called fixed and is still there, by vulnerability and component.
#[derive(Default)]
struct Broken(BTreeMap<(String, String), Violation>);

impl Broken {
    /// A scan that still finds it says that the version is an affected one.
    fn by_scan(&mut self, dossier: &Dossier, evidence: &Evidence, scan: &Scan) {
        for finding in &scan.findings {
            let Finding { identifiers, affected, .. } = finding;
            let bonds: [&Bond; 1] = [&evidence.bond];
            let subjects = Subjects { identifiers, component: affected.as_deref(), bonds: &bonds };
            let Some(assessed) = dossier.vex.assess(&subjects).filter(Assessed::is_fixed_in_word_only) else {
                continue;
            };
            let text = still_there(&assessed, ("a scan still finds it", "eine Prüfung findet sie noch"));
            let violation = Violation::new(identifiers.clone(), text).about(finding.whereabouts());
            let (name, whereabouts) = finding.key();
            let violation = || violation.seen_in(evidence.id, finding.place.clone());
            self.0.entry((name.to_owned(), whereabouts)).or_insert_with(violation);
        }
    }

    /// A component whose very version another statement calls affected.
    fn by_bom(&mut self, dossier: &Dossier, evidence: &Evidence, bom: &Bom) {
        for component in &bom.components {
            for purl in component.purls() {
                for (name, assessed) in dossier.vex.fixed_in_word_only(purl, &evidence.bond) {
                    let de = "die SBOM enthält eine Version, die betroffen genannt wird";
                    let text = still_there(&assessed, ("the SBOM holds a version that is called affected", de));
                    let violation = Violation::new(&*name, text).about(component.identity());
                    let violation = || violation.seen_in(evidence.id, component.place.clone());
                    self.0.entry((name.to_string(), component.identity())).or_insert_with(violation);
                }
            }
        }
    }
}

fn still_there(assessed: &Assessed, (en, de): (&str, &str)) -> Text {
    let said = assessed.text();
    Text::new(format!("called fixed, and {en} ({})", said.en), format!("behoben genannt, doch {de} ({})", said.de))
}
