// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use std::collections::{BTreeMap, BTreeSet};

use spdx::{Expression, LicenseReq};

use super::{
    license::{self, Fit, OwnLicense, Stated},
    *,
};
use crate::model::{Component, Evidence, Gap, License, Text, Violation};

/// Every component's licence goes with the project's own, by a table of what the makers of the licences say themselves. This is help and no legal advice.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LicenseCompatible {
    /// The project's own licence as an SPDX expression; when left out, that of the `publiccode.yml` among the evidence, or else the only licence in the folder `LICENSES` beside it (REUSE), or else that of the SBOM's primary component.
    #[schemars(extend("x-de" = "Die eigene Lizenz des Vorhabens als SPDX-Ausdruck; ohne Angabe die aus der `publiccode.yml` bei den Nachweisen, sonst die einzige im Ordner `LICENSES` daneben (REUSE), sonst die der Hauptkomponente der SBOM."))]
    project_license: Option<OwnLicense>,
}

impl Check for LicenseCompatible {
    const ABOUT: About = About {
        id: "license-compatible",
        title: Words {
            en: "The components' licences go with the project's",
            de: "Die Lizenzen der Komponenten passen zu der des Vorhabens",
        },
        question: Words {
            en: "Can every component become part of a work under the project's licence, as far as a table of well-known pairs says? This is help and no legal advice.",
            de: "Kann jede Komponente Teil eines Werks unter der Lizenz des Vorhabens werden, soweit eine Tabelle bekannter Paare das sagt? Das ist eine Hilfe und keine Rechtsberatung.",
        },
        why: Words {
            en: "Two licences that each may be fine can forbid handing on what they are combined in.",
            de: "Zwei Lizenzen, die für sich zulässig sind, können die Weitergabe dessen verbieten, worin sie zusammenkommen.",
        },
        remedy: Words {
            en: "Ask somebody who knows licences; replace the component, choose another of its licences, or change how it is combined. What the table does not know can be waived after a look. This is help and no legal advice.",
            de: "Jemanden fragen, der sich mit Lizenzen auskennt; die Komponente ersetzen, eine andere ihrer Lizenzen wählen oder sie anders einbinden. Was die Tabelle nicht kennt, kann nach Prüfung ausgenommen werden. Das ist eine Hilfe und keine Rechtsberatung.",
        },
        maps_to: &[("bsi-grundschutz-2023", "APP.6.A2"), ("nist-ssdf", "PO.3.2"), ("osps-baseline", "OSPS-LE-02.01")],
        example: "- check: license-compatible\n  with:\n    project_license: EUPL-1.2\n  effect: warn\n",
    };
    const WAY_TO_EVIDENCE: Words = Self::ABOUT.remedy;

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        let counting: Vec<_> = dossier.boms().filter(|(evidence, _)| counts(evidence, &mut examination)).collect();
        if dossier.boms().next().is_none() {
            examination.gap("no-sbom", Text::new("no SBOM was found", "Es wurde keine SBOM gefunden"));
            return examination;
        }
        let Some(own) = self.own_license(dossier, &mut examination) else { return examination };
        examination.remarks.push(Text::new(
            format!("how licences go with `{own}` was judged by a table of well-known pairs; this is help and no legal advice"),
            format!("Wie Lizenzen zu `{own}` passen, wurde nach einer Tabelle bekannter Paare beurteilt; das ist eine Hilfe und keine Rechtsberatung"),
        ));
        let Some(expression) = license::understand(&own).map(|understood| understood.expression) else {
            examination.gaps.push(no_expression(&own));
            return examination;
        };
        let mut judge = Judge { own: &own, expression, reader: license::Reader::default(), known: BTreeMap::new() };
        for (evidence, bom) in &counting {
            examination.rely_on(evidence.id);
            bom.components.iter().for_each(|component| judge.judge(evidence, component, &mut examination));
        }
        examination.remarks.extend(judge.reader.remarks());
        examination
    }
}

impl LicenseCompatible {
    /// The project's own licence; without one, or with several that differ, that is a gap.
    fn own_license(&self, dossier: &Dossier, examination: &mut Examination) -> Option<String> {
        if let Some(OwnLicense(own)) = &self.project_license {
            return Some(own.clone());
        }
        let mut stated = BTreeSet::new();
        let counting =
            || dossier.projects().filter(|(evidence, project)| evidence.bond.counts() && !project.license.is_empty());
        let described = counting().any(|(_, project)| project.public_code.is_some());
        for (evidence, project) in counting().filter(|(_, project)| project.public_code.is_some() == described) {
            examination.rely_on(evidence.id);
            stated.insert(project.license.clone());
        }
        if stated.is_empty() {
            let boms = dossier.boms().filter(|(evidence, _)| evidence.bond.counts());
            let primary = boms.filter_map(|(_, bom)| bom.primary.as_ref());
            stated.extend(primary.flat_map(Component::counting_licenses).map(|license| license.text.to_string()));
        }
        if stated.len() > 1 {
            let list = stated.iter().map(|own| format!("`{own}`")).collect::<Vec<_>>().join(", ");
            let message = Text::new(
                format!("the project's own licence is stated in several ways: {list}; name it with `project_license`"),
                format!(
                    "Die eigene Lizenz des Vorhabens ist verschieden angegeben: {list}; mit `project_license` benennen"
                ),
            );
            examination.gap("project-license-unclear", message);
            return None;
        }
        let own = stated.pop_first();
        if own.is_none() {
            let message = Text::new(
                "the project's own licence is not known (several files in `LICENSES` do not say it); put `publiccode.yml` among the evidence or name it with `project_license`",
                "Die eigene Lizenz des Vorhabens ist nicht bekannt (mehrere Dateien in `LICENSES` sagen sie nicht); `publiccode.yml` zu den Nachweisen legen oder sie mit `project_license` benennen",
            );
            examination.gap("project-license-unknown", message);
        }
        own
    }
}

fn no_expression(own: &str) -> Gap {
    let message = Text::new(
        format!("the project's own licence is no SPDX expression: `{own}`"),
        format!("Die eigene Lizenz des Vorhabens ist kein SPDX-Ausdruck: `{own}`"),
    );
    Gap { matters: "project-license-unclear".into(), message, evidence: None }
}

/// Holds components against the project's licence, each statement once.
struct Judge<'a, 'b> {
    own: &'b str,
    expression: Expression,
    reader: license::Reader<'a>,
    known: BTreeMap<&'a License, Option<(Fit, String)>>,
}

impl<'a> Judge<'a, '_> {
    fn judge(&mut self, evidence: &Evidence, component: &'a Component, examination: &mut Examination) {
        let mut stated = false;
        for license in component.counting_licenses() {
            stated = true;
            let known = match self.known.get(license) {
                Some(known) => known.clone(),
                None => self.learn(license),
            };
            match known {
                Some((Fit::Fits, _)) => {}
                Some((Fit::Conflicts(source), licenses)) => {
                    examination.violations.push(self.conflicting(evidence, component, &licenses, source));
                }
                Some((Fit::Unknown, licenses)) => {
                    examination.gaps.push(self.unknown_pair(evidence, component, &licenses));
                }
                None => examination.gaps.push(unknown_license(evidence, component)),
            }
        }
        if !stated {
            examination.gaps.push(unknown_license(evidence, component));
        }
    }

    fn learn(&mut self, license: &'a License) -> Option<(Fit, String)> {
        let learnt = match self.reader.read(license) {
            Stated::Name | Stated::Unknown(_) => None,
            Stated::Expression(expression) => {
                let of = |requirement: &LicenseReq| self.fit(requirement);
                license::weigh(&expression, of).map(|fit| (fit, license::named(&expression, fit, of)))
            }
        };
        self.known.insert(license, learnt.clone());
        learnt
    }

    /// Those who get the project may take any of its licences, so a component must go with all.
    fn fit(&self, requirement: &LicenseReq) -> Fit {
        let own = self.expression.requirements().map(|own| license::fit(requirement, &own.req));
        own.min().unwrap_or(Fit::Unknown)
    }

    fn conflicting(&self, evidence: &Evidence, component: &Component, licenses: &str, source: &str) -> Violation {
        let (identity, own) = (component.identity(), self.own);
        let message = Text::new(
            format!(
                "`{identity}` is under {licenses}, which does not go with the project's `{own}` ({source}); help, no legal advice"
            ),
            format!(
                "`{identity}` steht unter {licenses}, was nicht zu `{own}` des Vorhabens passt ({source}); Hilfe, keine Rechtsberatung"
            ),
        );
        let violation = Violation::new(format!("license-conflict:{licenses}"), message).about(identity);
        violation.seen_in(evidence.id, component.place.clone())
    }

    fn unknown_pair(&self, evidence: &Evidence, component: &Component, licenses: &str) -> Gap {
        let (identity, own) = (component.identity(), self.own);
        let message = Text::new(
            format!(
                "`{identity}` is under {licenses}, and the table does not say how that goes with the project's `{own}`"
            ),
            format!(
                "`{identity}` steht unter {licenses}; wie das zu `{own}` des Vorhabens passt, sagt die Tabelle nicht"
            ),
        );
        let names = [format!("license-pair:{licenses}:{identity}"), format!("license-pair:{licenses}")];
        let matters: std::sync::Arc<[Box<str>]> = names.map(String::into_boxed_str).into();
        Gap { matters: matters.into(), message, evidence: Some(evidence.id) }
    }
}

fn unknown_license(evidence: &Evidence, component: &Component) -> Gap {
    let identity = component.identity();
    let message = Text::new(
        format!("`{identity}` states no licence that can be compared"),
        format!("Zu `{identity}` ist keine Lizenz angegeben, die sich vergleichen lässt"),
    );
    Gap { matters: format!("license-unknown:{identity}").into(), message, evidence: Some(evidence.id) }
}
