// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::model::{Bom, Evidence, Gap, Percent, Text, Timestamp, VulnerabilityPart};

mod class;
mod limit;
mod naming;
mod parameter;
mod predicate;
mod rule;
mod sbom;
mod tables;
mod tally;

use parameter::{Placement, Profile, Selector, Version};
use sbom::Sbom;
use tally::{Matter, Tallies};

/// Every SBOM states what a profile asks for.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "parameter::AsWritten")]
pub(super) struct SbomProfile {
    profile: Profile,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<Version>,
    min_share: Percent,
    min_share_of: BTreeMap<String, Percent>,
    require: Vec<String>,
    placement: Placement,
    classes: Vec<Selector>,
}

/// The last day on which an SBOM may be made by version 2.0.0 is 2026-02-20, six months after
/// version 2.1.0 was issued (BSI TR-03183-2 v2.1.0, section 7): the second after it, in UTC.
const END_OF_2_0_0: i64 = 1_771_632_000;

impl Check for SbomProfile {
    const ABOUT: About = About {
        id: "sbom-profile",
        title: Words {
            en: "The SBOM states what its profile asks for",
            de: "Die SBOM enthält, was ihr Profil verlangt",
        },
        question: Words {
            en: "Does every SBOM state what the profile asks for, field by field?",
            de: "Enthält jede SBOM Feld für Feld, was das Profil verlangt?",
        },
        why: Words {
            en: "An SBOM that leaves out what its readers need cannot be used for what it is made for: finding vulnerabilities, checking licences, telling a changed file.",
            de: "Eine SBOM ohne die Angaben, die ihre Leser brauchen, taugt nicht zu ihrem Zweck: Schwachstellen zu finden, Lizenzen zu prüfen, veränderte Dateien zu erkennen.",
        },
        remedy: Words {
            en: "Go through the fields in the report: each names its clause, the first components concerned, and whether the tool or a person has to act.",
            de: "Die Felder im Bericht durchgehen: Zu jedem stehen dort die Fundstelle, die ersten betroffenen Komponenten und ob das Werkzeug oder eine Person gefragt ist.",
        },
        maps_to: &[
            ("bsi-grundschutz-2023", "CON.8.A12"),
            ("bsi-grundschutz-2023", "CON.8.A20"),
            ("bsi-grundschutz-2023", "APP.6.A9"),
            ("bsi-tr-03183", "TR-03183-2"),
            ("bsi-tr-03183", "TR-03183-1 REQ_VH 1.1"),
            ("eu-cra", "Annex I Part II (1)"),
            ("nist-ssdf", "PS.3.2"),
            ("osps-baseline", "OSPS-QA-02.02"),
        ],
        example: "- check: sbom-profile\n  with:\n    profile: bsi-tr-03183-2\n    min_share_of: { C1: 60, C7: 80 }\n    classes:\n      - class: logical\n        type: [application, framework]\n  effect: block\n",
    };

    fn wrong(written: &serde_json::Value) -> Vec<Wrong> {
        parameter::wrong(written)
    }

    fn keeps(&self) -> Keep {
        Keep::Everything
    }

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        let counting: Vec<(&Evidence, &Bom)> =
            dossier.boms().filter(|(evidence, _)| counts(evidence, &mut examination)).collect();
        let others: BTreeSet<&str> = counting.iter().filter_map(|(_, bom)| bom.about.uri.as_deref()).collect();
        let (reports, sboms): (Vec<_>, Vec<_>) = counting.into_iter().partition(|(_, bom)| is_report(bom));
        for (evidence, bom) in sboms {
            examination.rely_on(evidence.id);
            self.judge(&Sbom::new((evidence, bom), &others, dossier.at), &mut examination);
            examination.gaps.extend(bom.nodes().next().is_none().then(|| without_components(evidence)));
        }
        if examination.relied_on.is_empty() {
            examination.gaps.extend(reports.iter().map(|(evidence, _)| without_components(evidence)));
        }
        if dossier.boms().next().is_none() {
            examination.gap("no-sbom", Text::new("no SBOM was found", "Es wurde keine SBOM gefunden"));
        }
        examination
    }

    fn rules() -> Vec<Requirement> {
        let of = |(group, table): &(&'static str, &rule::Table)| {
            let group = *group;
            table.rules.iter().map(move |rule| Requirement {
                group,
                id: rule.id,
                clause: rule.clause,
                title: rule.title,
                binding: rule.tier.words(),
                explanation: rule.explanation,
                remedy: rule.remedy,
            })
        };
        tables::ALL_TABLES.iter().flat_map(|table| of(table).collect::<Vec<_>>()).collect()
    }
}

/// Whether it lists vulnerabilities and no component: a report in the same format, and no SBOM.
fn is_report(bom: &Bom) -> bool {
    bom.components.is_empty() && bom.about.vulnerabilities != VulnerabilityPart::Absent
}

fn without_components(evidence: &Evidence) -> Gap {
    gap_in(evidence, "no-components", "the SBOM lists no component", "Die SBOM nennt keine Komponente")
}

impl SbomProfile {
    fn judge(&self, sbom: &Sbom<'_>, examination: &mut Examination) {
        let version = self.version.unwrap_or_else(|| applicable(sbom.statement().made_at));
        if self.profile == Profile::Bsi {
            examination.remarks.push(chosen(sbom, self.version, version));
        }
        let tallies = Tallies::of(sbom, self, tables::of(self.profile, version));
        for (measure, matter) in tallies.measures(sbom, self) {
            match matter {
                Matter::Fine => {}
                Matter::Wrong(violation) => examination.violations.push(violation),
                Matter::Unseen(gap) => examination.gaps.push(gap),
            }
            examination.measures.push(measure);
        }
        let path = &sbom.evidence.origin.path;
        for (reason, count) in &tallies.inferred {
            let (en, de) = if *count == 1 { ("component", "Komponente") } else { ("components", "Komponenten") };
            examination.remarks.push(Text::new(
                format!("`{path}`: the class of {count} {en} was inferred and spares nothing: {}", reason.en),
                format!("`{path}`: Die Klasse von {count} {de} ist nur erschlossen und erspart nichts: {}", reason.de),
            ));
        }
    }
}

/// The version of BSI TR-03183-2 that applies to an SBOM of this time. One that was compliant when it
/// was delivered stays so; one without a time is held to the newest version.
fn applicable(made_at: Option<Timestamp>) -> Version {
    match made_at {
        Some(at) if at.as_second() < END_OF_2_0_0 => Version::V200,
        _ => Version::V210,
    }
}

/// Which version was chosen, and why.
fn chosen(sbom: &Sbom<'_>, wanted: Option<Version>, version: Version) -> Text {
    let path = &sbom.evidence.origin.path;
    let name = match version {
        Version::V210 => "2.1.0",
        Version::V200 => "2.0.0",
    };
    let (en, de) = match (wanted, sbom.statement().made_at) {
        (Some(_), _) => ("which the policy names".to_owned(), "die die Richtlinie nennt".to_owned()),
        (None, Some(at)) => (
            format!("which applies to an SBOM made at {at} by its own word"),
            format!("die für eine nach eigener Angabe am {at} erstellte SBOM gilt"),
        ),
        (None, None) => (
            "the newest, since the SBOM does not say when it was made".to_owned(),
            "die neueste, da die SBOM ihren Zeitpunkt nicht nennt".to_owned(),
        ),
    };
    Text::new(
        format!("`{path}`: judged by BSI TR-03183-2 version {name}, {en}"),
        format!("`{path}`: beurteilt nach BSI TR-03183-2 Version {name}, {de}"),
    )
}
