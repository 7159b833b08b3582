// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::*;
use crate::model::{
    Bom, BomField, Component, DigestAlgorithm, Evidence, IdentifierKind, Percent, Place, Text, Violation,
    is_placeholder,
};

/// The components of every SBOM have the fields asked for.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SbomFields {
    /// The share of components in percent that must have each field.
    #[schemars(extend("x-de" = "Der Anteil der Komponenten in Prozent, der das jeweilige Feld haben muss.", "minProperties" = 1, "propertyNames" = crate::model::keys_of::<BomField>()))]
    fields: BTreeMap<BomField, Percent>,
}

/// How many components a violation lists by name.
const LISTED: usize = 5;

impl Check for SbomFields {
    const ABOUT: About = About {
        id: "sbom-fields",
        title: Words { en: "The SBOM's components are described", de: "Die Komponenten der SBOM sind beschrieben" },
        question: Words {
            en: "Do the SBOM's components have the fields asked for?",
            de: "Haben die Komponenten der SBOM die verlangten Angaben?",
        },
        why: Words {
            en: "A component without version or package URL cannot be matched with vulnerabilities, one without licence not be judged.",
            de: "Eine Komponente ohne Version oder Package-URL lässt sich keiner Schwachstelle zuordnen, eine ohne Lizenz nicht beurteilen.",
        },
        remedy: Words {
            en: "Let the tool that makes the SBOM fill in the field, or add it for the components named.",
            de: "Das Werkzeug, das die SBOM erzeugt, die Angabe machen lassen oder sie für die genannten Komponenten ergänzen.",
        },
        maps_to: &[("bsi-tr-03183", "TR-03183-2 5.2"), ("eu-cra", "Annex I Part II (1)"), ("nist-ssdf", "PS.3.2")],
        example: "- check: sbom-fields\n  with:\n    fields: { version: 100, purl: 95, license: 80 }\n  effect: block\n",
    };

    fn keeps(&self) -> Keep {
        let kept_with = |field: &BomField| match field {
            BomField::Version | BomField::Purl | BomField::License | BomField::Cpe => Keep::Names,
            BomField::Hash | BomField::Sha256 | BomField::Sha512 => Keep::Hashes,
            BomField::Supplier => Keep::Everything,
        };
        self.fields.keys().map(kept_with).max().unwrap_or_default()
    }

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        let mut empty = Vec::new();
        for (evidence, bom) in dossier.boms() {
            if !counts(evidence, &mut examination) {
                continue;
            }
            // A vulnerability report in the same format may list no component; it is no SBOM.
            if bom.components.is_empty() {
                empty.push(evidence);
                continue;
            }
            examination.rely_on(evidence.id);
            let short = self.fields.iter().filter_map(|(field, share)| shortfall(evidence, bom, *field, *share));
            examination.violations.extend(short);
        }
        if examination.relied_on.is_empty() {
            examination.gaps.extend(empty.into_iter().map(no_components));
        }
        if dossier.boms().next().is_none() {
            examination.gap("no-sbom", Text::new("no SBOM was found", "Es wurde keine SBOM gefunden"));
        }
        examination
    }
}

fn shortfall(evidence: &Evidence, bom: &Bom, field: BomField, share: Percent) -> Option<Violation> {
    let lacking: Vec<&Component> = bom.components.par_iter().filter(|component| !has(component, field)).collect();
    let total = bom.components.len() as u64;
    let having = total.saturating_sub(lacking.len() as u64);
    if share.is_reached(having, total) {
        return None;
    }
    let Percent(share) = share;
    let first: Vec<String> = lacking.iter().take(LISTED).map(|component| component.identity()).collect();
    let more = lacking.len().saturating_sub(LISTED);
    let (tail, tail_de) = match more {
        0 => (String::new(), String::new()),
        more => (format!(" and {more} more"), format!(" und {more} weiteren")),
    };
    let field = field.name();
    let message = Text::new(
        format!(
            "wanted `{field}` for {share} % of the components, got {having} of {total}; missing for {}{tail}",
            first.join(", ")
        ),
        format!(
            "`{field}` ist für {share} % der Komponenten verlangt und für {having} von {total} angegeben; fehlt bei {}{tail_de}",
            first.join(", ")
        ),
    );
    let place = lacking.first().map_or(Place::Whole, |component| component.place.clone());
    let violation = Violation::new(format!("sbom-field:{field}"), message).about(evidence.origin.path.as_ref());
    Some(violation.seen_in(evidence.id, place))
}

fn has(component: &Component, field: BomField) -> bool {
    // A placeholder says as much as nothing, and so does what has neither letter nor digit.
    let says = |text: &str| text.chars().any(char::is_alphanumeric) && !is_placeholder(text.trim());
    match field {
        BomField::Version => component.version.as_deref().is_some_and(says),
        BomField::Purl => {
            component.purl.as_ref().is_some_and(|purl| purl.parse::<packageurl::PackageUrl<'_>>().is_ok())
        }
        BomField::License => component.licenses.iter().any(|license| !license.is_blank()),
        BomField::Hash => component.is_hashed(),
        BomField::Sha256 => component.hashes.digests().get(DigestAlgorithm::Sha256).is_some(),
        BomField::Sha512 => component.hashes.digests().get(DigestAlgorithm::Sha512).is_some(),
        BomField::Supplier => component.supplier().is_some_and(says),
        BomField::Cpe => component.identified_by(IdentifierKind::Cpe).next().is_some(),
    }
}
