// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use schemars::{Schema, SchemaGenerator, json_schema};
use serde::{Deserializer, Serializer, de::Error};
use spdx::{Expression, LicenseReq, Licensee, ParseMode};

use super::*;
use crate::model::{Acknowledgement, Bom, Component, Evidence, Gap, License as Stated, Text, Violation};

/// Every component may be used under a licence that is allowed.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LicensesAllowed {
    /// The licences allowed, by SPDX identifier, with `WITH` an exception where one belongs to it; all that are not denied when left out.
    #[schemars(extend("x-de" = "Die zugelassenen Lizenzen als SPDX-Bezeichner, gegebenenfalls mit `WITH` und einer Ausnahme; ohne Angabe alle, die nicht ausgeschlossen sind."))]
    allow: Vec<License>,
    /// The licences denied, by SPDX identifier. A choice (`OR`) is fine as long as one side is allowed.
    #[schemars(extend("x-de" = "Die ausgeschlossenen Lizenzen als SPDX-Bezeichner. Bei einer Wahl (`OR`) genügt eine zugelassene Seite."))]
    deny: Vec<License>,
    /// Whether a component without a licence, or with one that is no SPDX expression, is let through.
    #[schemars(extend("x-de" = "Ob eine Komponente ohne Lizenz oder mit einer Angabe, die kein SPDX-Ausdruck ist, durchgelassen wird."))]
    accept_unknown: bool,
}

/// A licence by its SPDX identifier, with an exception where one belongs to it.
#[derive(Clone, Debug)]
struct License(Licensee);

impl Check for LicensesAllowed {
    const ABOUT: About = About {
        id: "licenses-allowed",
        title: Words { en: "All licences are allowed", de: "Alle Lizenzen sind zugelassen" },
        question: Words {
            en: "May every component be used under a licence that the policy allows?",
            de: "Darf jede Komponente unter einer Lizenz genutzt werden, die die Richtlinie zulässt?",
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
        example: "- check: licenses-allowed\n  with:\n    allow: [MIT, Apache-2.0, BSD-3-Clause, EUPL-1.2]\n  effect: block\n",
    };

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        let counting: Vec<(&Evidence, &Bom)> =
            dossier.boms().filter(|(evidence, _)| counts(evidence, &mut examination)).collect();
        let components = || counting.iter().flat_map(|(_, bom)| &bom.components);
        let licensed = components().filter(|component| stated(component).next().is_some());
        let stated = licensed.filter_map(|component| component.purl.as_deref()).collect();
        let mut opinions = Opinions { check: self, stated, by_expression: BTreeMap::new() };
        for (evidence, bom) in &counting {
            examination.rely_on(evidence.id);
            bom.components.iter().for_each(|component| opinions.judge(evidence, component, &mut examination));
        }
        if dossier.boms().next().is_none() {
            examination.gap("no-sbom", Text::new("no SBOM was found", "Es wurde keine SBOM gefunden"));
        }
        examination
    }
}

/// What the check thinks of an expression. Few expressions stand for many components.
struct Opinions<'a> {
    check: &'a LicensesAllowed,
    /// The components for which some SBOM states a licence; another may leave it out.
    stated: BTreeSet<&'a str>,
    by_expression: BTreeMap<&'a str, Opinion>,
}

#[derive(Clone)]
enum Opinion {
    Fine,
    NoExpression,
    Refused(String),
}

impl<'a> Opinions<'a> {
    fn judge(&mut self, evidence: &Evidence, component: &'a Component, examination: &mut Examination) {
        let elsewhere = component.purl.as_deref().is_some_and(|purl| self.stated.contains(purl));
        if stated(component).next().is_none() && !elsewhere {
            self.unknown(evidence, component, "", examination);
        }
        for license in stated(component) {
            let text: &'a str = &license.text;
            let opinion = if license.is_expression() { self.of(text) } else { Opinion::NoExpression };
            match opinion {
                Opinion::Fine => {}
                Opinion::NoExpression => self.unknown(evidence, component, text, examination),
                Opinion::Refused(licenses) => {
                    examination.violations.push(refused(evidence, component, text, &licenses));
                }
            }
        }
    }

    fn of(&mut self, text: &'a str) -> Opinion {
        let check = self.check;
        self.by_expression.entry(text).or_insert_with(|| check.opinion(text)).clone()
    }

    fn unknown(&self, evidence: &Evidence, component: &Component, text: &str, examination: &mut Examination) {
        if self.check.accept_unknown {
            return;
        }
        let identity = component.identity();
        let message = match text {
            "" => Text::new(
                format!("`{identity}` states no licence"),
                format!("Zu `{identity}` ist keine Lizenz angegeben"),
            ),
            text => Text::new(
                format!("the licence of `{identity}` is no SPDX expression: `{text}`"),
                format!("Die Lizenz von `{identity}` ist kein SPDX-Ausdruck: `{text}`"),
            ),
        };
        let matters = format!("license-unknown:{identity}").into();
        examination.gaps.push(Gap { matters, message, evidence: Some(evidence.id) });
    }
}

/// The licences that someone states for a component. What was found in its files is a hint only.
fn stated(component: &Component) -> impl Iterator<Item = &Stated> {
    component.licenses.iter().filter(|license| license.acknowledgement != Acknowledgement::FoundInFiles)
}

impl LicensesAllowed {
    fn opinion(&self, text: &str) -> Opinion {
        // NOASSERTION and NONE are values of SPDX fields, not licences (SPDX 2.3, clause 7.13).
        if matches!(text, "NOASSERTION" | "NONE") {
            return Opinion::NoExpression;
        }
        let Ok(expression) = Expression::parse_mode(text, parse_mode()) else { return Opinion::NoExpression };
        match expression.evaluate_with_failures(|requirement| self.allows(requirement)) {
            Ok(()) => Opinion::Fine,
            Err(failures) => {
                let mut names: Vec<String> = failures.iter().map(|failure| failure.req.to_string()).collect();
                names.sort();
                names.dedup();
                Opinion::Refused(names.join(", "))
            }
        }
    }

    fn allows(&self, requirement: &LicenseReq) -> bool {
        let listed = |list: &[License]| list.iter().any(|license| license.0.satisfies(requirement));
        !listed(&self.deny) && (self.allow.is_empty() || listed(&self.allow))
    }
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

/// What real producers write: deprecated identifiers are understood, other
/// spellings are not.
const fn parse_mode() -> ParseMode {
    ParseMode {
        allow_deprecated: true,
        allow_unknown: false,
        allow_imprecise_license_names: false,
        allow_slash_as_or_operator: false,
        allow_postfix_plus_on_gpl: true,
    }
}

impl Serialize for License {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for License {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Licensee::parse_mode(&text, parse_mode()).map(License).map_err(|_| {
            let near = spdx::imprecise_license_id(&text).map(|(id, _)| format!("; did you mean `{}`?", id.name));
            D::Error::custom(format!("`{text}` is no SPDX licence identifier{}", near.unwrap_or_default()))
        })
    }
}

impl JsonSchema for License {
    fn schema_name() -> Cow<'static, str> {
        "License".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "minLength": 1, "examples": ["EUPL-1.2", "GPL-2.0-only WITH Classpath-exception-2.0"] })
    }
}
