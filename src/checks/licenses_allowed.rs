// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use std::collections::{BTreeMap, BTreeSet, HashSet};

use rayon::prelude::*;
use spdx::{Expression, LicenseReq};

use super::{
    license::{self, Entry, Stated},
    *,
};
use crate::model::{Bom, Component, Evidence, Gap, License, Text, Violation};

/// Every component may be used under a licence that is allowed. Of a component's licences those that the makers of the SBOM concluded count, and those declared only where nothing was concluded; of several, each must be allowed.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("anyOf" = [
    { "required": ["allow"] }, { "required": ["lists"] }, { "required": ["deny"] }, { "required": ["review"] },
]))]
pub(super) struct LicensesAllowed {
    /// The licences allowed, by SPDX identifier, with `WITH` an exception where one belongs to it; `osi-approved` stands for all that the Open Source Initiative approved. All that are not denied when neither this nor `lists` is given.
    #[schemars(extend("x-de" = "Die zugelassenen Lizenzen als SPDX-Bezeichner, gegebenenfalls mit `WITH` und einer Ausnahme; `osi-approved` steht für alle, die die Open Source Initiative anerkannt hat. Fehlen diese Angabe und `lists`, sind alle zugelassen, die nicht ausgeschlossen sind.", "minItems" = 1))]
    allow: Vec<Entry>,
    /// Files of further allowed licences, relative to the policy's folder: one identifier a line, or a list in JSON or YAML.
    #[schemars(extend("x-de" = "Dateien mit weiteren zugelassenen Lizenzen, relativ zum Ordner der Richtlinie: ein Bezeichner je Zeile oder eine Liste in JSON oder YAML.", "minItems" = 1))]
    lists: Vec<String>,
    /// The licences denied, in the same way; goes before `review` and `allow`. A choice (`OR`) is fine as long as one side is allowed.
    #[schemars(extend("x-de" = "Die ausgeschlossenen Lizenzen, auf dieselbe Weise; geht `review` und `allow` vor. Bei einer Wahl (`OR`) genügt eine zugelassene Seite.", "minItems" = 1))]
    deny: Vec<Entry>,
    /// The licences that somebody has to look at, in the same way; goes before `allow`. Undecided until a waiver names the matter `license-review:LICENCE`, or `license-review:LICENCE:COMPONENT` for one component.
    #[schemars(extend("x-de" = "Die Lizenzen, die jemand prüfen muss, auf dieselbe Weise; geht `allow` vor. Unentschieden, bis eine Ausnahme die Sache `license-review:LIZENZ` nennt oder für eine Komponente `license-review:LIZENZ:KOMPONENTE`.", "minItems" = 1))]
    review: Vec<Entry>,
    /// Whether a component without a licence, or with one that is no SPDX expression, is let through.
    #[schemars(extend("x-de" = "Ob eine Komponente ohne Lizenz oder mit einer Angabe, die kein SPDX-Ausdruck ist, durchgelassen wird."))]
    accept_unknown: bool,
}

impl Check for LicensesAllowed {
    const ABOUT: About = About {
        id: "licenses-allowed",
        title: Words { en: "All licences are allowed", de: "Alle Lizenzen sind zugelassen" },
        question: Words {
            en: "May every component be used under a licence that the policy allows? What the SBOM's makers concluded counts before what is declared; of several licences stated side by side, each must be allowed.",
            de: "Darf jede Komponente unter einer Lizenz genutzt werden, die die Richtlinie zulässt? Was die Ersteller der SBOM festgestellt haben, geht dem Angegebenen vor; stehen mehrere Lizenzen nebeneinander, muss jede zugelassen sein.",
        },
        why: Words {
            en: "A licence that the project cannot keep forbids handing the software on.",
            de: "Eine Lizenz, die das Vorhaben nicht einhalten kann, verbietet die Weitergabe der Software.",
        },
        remedy: Words {
            en: "Replace the component, or have the licence reviewed and allowed; where the SBOM states no licence, look it up and add it.",
            de: "Die Komponente ersetzen oder die Lizenz prüfen und zulassen; wo die SBOM keine Lizenz nennt, sie ermitteln und eintragen.",
        },
        maps_to: &[
            ("bsi-grundschutz-2023", "APP.6.A2"),
            ("bsi-tr-03183", "TR-03183-2 6.1"),
            ("nist-ssdf", "PO.3.2"),
            ("osps-baseline", "OSPS-LE-02.01"),
        ],
        example: "- check: licenses-allowed\n  with:\n    allow: [osi-approved, LicenseRef-Own]\n    review: [AGPL-3.0-only, AGPL-3.0-or-later]\n  effect: block\n",
    };

    fn lists(&self) -> Vec<ListFile<'_>> {
        let accepts = |text: &str| Entry::read(text).map(drop);
        self.lists.iter().map(|path| ListFile { path, accepts }).collect()
    }

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        let counting: Vec<(&Evidence, &Bom)> =
            dossier.boms().filter(|(evidence, _)| counts(evidence, &mut examination)).collect();
        let states = |component: &&Component| component.counting_licenses().next().is_some();
        let components = counting.par_iter().flat_map(|(_, bom)| &bom.components);
        let silent: BTreeSet<&str> =
            components.clone().filter(|component| !states(component)).filter_map(purl_of).collect();
        let stated = if silent.is_empty() {
            silent
        } else {
            components.filter(states).filter_map(purl_of).filter(|purl| silent.contains(purl)).collect()
        };
        let sides = self.sides(dossier, &mut examination);
        let mut opinions = Opinions {
            check: self,
            sides,
            stated,
            reader: license::Reader::default(),
            by_text: BTreeMap::new(),
            fine: HashSet::new(),
        };
        let (listing, empty): (Vec<_>, Vec<_>) = counting.iter().partition(|(_, bom)| !bom.components.is_empty());
        if listing.is_empty() {
            examination.gaps.extend(empty.iter().map(|(evidence, _)| no_components(evidence)));
        }
        for (evidence, bom) in listing {
            examination.rely_on(evidence.id);
            bom.components.iter().for_each(|component| opinions.judge(evidence, component, &mut examination));
        }
        examination.remarks.extend(opinions.reader.remarks());
        if dossier.boms().next().is_none() {
            examination.gap("no-sbom", Text::new("no SBOM was found", "Es wurde keine SBOM gefunden"));
        }
        examination
    }
}

fn purl_of(component: &Component) -> Option<&str> {
    component.purl.as_deref()
}

impl LicensesAllowed {
    /// What is allowed besides what the policy itself lists.
    fn sides(&self, dossier: &Dossier, examination: &mut Examination) -> Vec<Entry> {
        let mut listed = Vec::new();
        for path in &self.lists {
            match dossier.yardsticks.lists.get(path) {
                Some(entries) => listed.extend(entries.iter().filter_map(|entry| Entry::read(entry).ok())),
                None => {
                    let message = Text::new(
                        format!("the list `{path}` was not read"),
                        format!("Die Liste `{path}` wurde nicht gelesen"),
                    );
                    examination.gap(format!("list-missing:{path}"), message);
                }
            }
        }
        listed
    }
}

/// How a licence stands; the better one is the greater.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stance {
    Refused,
    Review,
    Allowed,
}

/// What the check thinks of a statement. Few statements stand for many components.
struct Opinions<'a> {
    check: &'a LicensesAllowed,
    sides: Vec<Entry>,
    /// The components without a licence for which another SBOM states one.
    stated: BTreeSet<&'a str>,
    reader: license::Reader<'a>,
    by_text: BTreeMap<&'a License, Opinion>,
    /// Where the lists of licences lie that nothing is said of. Many components share one.
    fine: HashSet<*const License>,
}

#[derive(Clone)]
enum Opinion {
    Fine,
    Name,
    Unknown(Option<&'static str>),
    Refused(String),
    Review(String),
}

impl<'a> Opinions<'a> {
    fn judge(&mut self, evidence: &Evidence, component: &'a Component, examination: &mut Examination) {
        if self.fine.contains(&component.licenses.as_ptr()) {
            return;
        }
        let said = |examination: &Examination| (examination.gaps.len(), examination.violations.len());
        let before = said(examination);
        let elsewhere = component.purl.as_deref().is_some_and(|purl| self.stated.contains(purl));
        let states = component.counting_licenses().next().is_some();
        if !states && !elsewhere && !self.check.accept_unknown {
            examination.gaps.push(unstated(evidence, component));
        }
        for license in component.counting_licenses() {
            match self.of(license) {
                Opinion::Fine => {}
                Opinion::Name | Opinion::Unknown(_) if self.check.accept_unknown => {}
                Opinion::Name => examination.gaps.push(as_name(evidence, component, &license.text)),
                Opinion::Unknown(near) => examination.gaps.push(unknown(evidence, component, &license.text, near)),
                Opinion::Review(licenses) => {
                    examination.gaps.push(reviewed(evidence, component, &license.text, &licenses));
                }
                Opinion::Refused(licenses) => {
                    examination.violations.push(refused(evidence, component, &license.text, &licenses));
                }
            }
        }
        if states && said(examination) == before {
            self.fine.insert(component.licenses.as_ptr());
        }
    }

    fn of(&mut self, license: &'a License) -> Opinion {
        if let Some(known) = self.by_text.get(license) {
            return known.clone();
        }
        let opinion = match self.reader.read(license) {
            Stated::Name => Opinion::Name,
            Stated::Unknown(near) => Opinion::Unknown(near),
            Stated::Expression(expression) => self.opinion(&expression),
        };
        self.by_text.insert(license, opinion.clone());
        opinion
    }

    fn opinion(&self, expression: &Expression) -> Opinion {
        let stance = |requirement: &LicenseReq| self.stance(requirement);
        match license::weigh(expression, stance) {
            Some(Stance::Allowed) => Opinion::Fine,
            Some(Stance::Review) => Opinion::Review(license::named(expression, Stance::Review, stance)),
            Some(Stance::Refused) | None => Opinion::Refused(license::named(expression, Stance::Refused, stance)),
        }
    }

    fn stance(&self, requirement: &LicenseReq) -> Stance {
        let check = self.check;
        let all = check.allow.is_empty() && check.lists.is_empty();
        if check.deny.iter().any(|entry| entry.names(requirement)) {
            Stance::Refused
        } else if check.review.iter().any(|entry| entry.names(requirement)) {
            Stance::Review
        } else if all || check.allow.iter().chain(&self.sides).any(|entry| entry.meets(requirement)) {
            Stance::Allowed
        } else {
            Stance::Refused
        }
    }
}

fn unstated(evidence: &Evidence, component: &Component) -> Gap {
    let identity = component.identity();
    let message =
        Text::new(format!("`{identity}` states no licence"), format!("Zu `{identity}` ist keine Lizenz angegeben"));
    Gap { matters: format!("license-unknown:{identity}").into(), message, evidence: Some(evidence.id) }
}

fn as_name(evidence: &Evidence, component: &Component, text: &str) -> Gap {
    let identity = component.identity();
    let message = Text::new(
        format!(
            "the licence of `{identity}` stands in a field for names: `{text}`; state it as an SPDX identifier or expression"
        ),
        format!(
            "Die Lizenz von `{identity}` steht in einem Feld für Namen: `{text}`; als SPDX-Bezeichner oder -Ausdruck angeben"
        ),
    );
    Gap { matters: format!("license-unknown:{identity}").into(), message, evidence: Some(evidence.id) }
}

fn unknown(evidence: &Evidence, component: &Component, text: &str, near: Option<&str>) -> Gap {
    let identity = component.identity();
    let (meant, meant_de) =
        near.map(|id| (format!("; `{id}` may be meant"), format!("; gemeint sein könnte `{id}`"))).unwrap_or_default();
    let message = Text::new(
        format!("the licence of `{identity}` is no SPDX expression: `{text}`{meant}"),
        format!("Die Lizenz von `{identity}` ist kein SPDX-Ausdruck: `{text}`{meant_de}"),
    );
    Gap { matters: format!("license-unknown:{identity}").into(), message, evidence: Some(evidence.id) }
}

fn reviewed(evidence: &Evidence, component: &Component, text: &str, licenses: &str) -> Gap {
    let identity = component.identity();
    let message = Text::new(
        format!("`{identity}` is under `{text}`, and {licenses} has to be reviewed"),
        format!("`{identity}` steht unter `{text}`; zu prüfen ist {licenses}"),
    );
    let names = [format!("license-review:{licenses}:{identity}"), format!("license-review:{licenses}")];
    let matters: std::sync::Arc<[Box<str>]> = names.map(String::into_boxed_str).into();
    Gap { matters: matters.into(), message, evidence: Some(evidence.id) }
}

fn refused(evidence: &Evidence, component: &Component, text: &str, licenses: &str) -> Violation {
    let identity = component.identity();
    let message = Text::new(
        format!("`{identity}` is under `{text}`, and {licenses} is not allowed"),
        format!("`{identity}` steht unter `{text}`; nicht zugelassen ist {licenses}"),
    );
    let violation = Violation::new(licenses, message).about(identity);
    violation.seen_in(evidence.id, component.place.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Acknowledgement, LicenseForm};

    fn component(name: &str, licenses: &[(&str, Acknowledgement)]) -> Component {
        let license = |(text, acknowledgement): &(&str, Acknowledgement)| License {
            form: LicenseForm::Expression,
            text: (*text).into(),
            acknowledgement: *acknowledgement,
            has_text: false,
            has_url: false,
        };
        let licenses = licenses.iter().map(license).collect::<Vec<_>>().into();
        Component { name: name.into(), licenses, ..Component::default() }
    }

    fn judge(check: &LicensesAllowed, components: &[Component]) -> Examination {
        let dossier = evidence::tests::dossier(components.to_vec());
        Check::examine(check, &dossier)
    }

    fn allowing(allow: &[&str], review: &[&str]) -> LicensesAllowed {
        let entries = |list: &[&str]| list.iter().map(|text| Entry::read(text).unwrap()).collect();
        LicensesAllowed { allow: entries(allow), review: entries(review), ..LicensesAllowed::default() }
    }

    #[test]
    fn what_was_concluded_goes_before_what_is_declared() {
        let check = allowing(&["MIT"], &[]);
        let licenses = [("GPL-3.0-only", Acknowledgement::Declared), ("MIT", Acknowledgement::Concluded)];
        assert!(judge(&check, &[component("a", &licenses)]).violations.is_empty());
        let licenses = [("MIT", Acknowledgement::Declared), ("GPL-3.0-only", Acknowledgement::Concluded)];
        assert_eq!(judge(&check, &[component("a", &licenses)]).violations.len(), 1);
        let licenses = [("MIT", Acknowledgement::Declared), ("NOASSERTION", Acknowledgement::Concluded)];
        let examination = judge(&check, &[component("a", &licenses)]);
        assert!(examination.violations.is_empty() && examination.gaps.is_empty());
    }

    #[test]
    fn a_choice_is_reviewed_only_without_a_side_that_is_allowed() {
        let check = allowing(&["MIT"], &["MPL-2.0"]);
        let judged = |text| judge(&check, &[component("a", &[(text, Acknowledgement::Unstated)])]);
        assert!(judged("MIT OR MPL-2.0").gaps.is_empty());
        assert_eq!(judged("MIT AND MPL-2.0").gaps.len(), 1);
        assert_eq!(judged("ISC OR MPL-2.0").gaps.len(), 1);
        assert_eq!(judged("ISC AND MPL-2.0").violations.len(), 1);
    }

    #[test]
    fn many_components_take_time_in_proportion() {
        let check = allowing(&["osi-approved"], &[]);
        let one = component("a", &[("MIT OR GPL-2.0", Acknowledgement::Unstated)]);
        let refused = component("a", &[("GPL-2.0-only", Acknowledgement::Unstated)]);
        let silent = component("a", &[("NOASSERTION", Acknowledgement::Unstated)]);
        let strict = allowing(&["MIT"], &[]);
        let examination =
            judge(&strict, &[&[one.clone(), refused.clone()][..], &vec![silent; 3], &[refused, one.clone()]].concat());
        assert_eq!((examination.violations.len(), examination.gaps.len()), (2, 3));
        let examination = judge(&check, &vec![one; 100_000]);
        assert!(examination.violations.is_empty() && examination.gaps.is_empty());
        assert_eq!(examination.remarks.len(), 1);
        let unknown: Vec<Component> = (0..100_000)
            .map(|number| component("a", &[(&format!("Lizenz Nummer {number}"), Acknowledgement::Unstated)]))
            .collect();
        assert_eq!(judge(&check, &unknown).gaps.len(), 100_000);
    }
}
