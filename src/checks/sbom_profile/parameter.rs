// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The parameters.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    SbomProfile, Wrong,
    rule::{FieldRule, Table},
    tables,
};
use crate::model::{Component, ComponentKind, Pattern, Percent};

/// A document that says what an SBOM has to state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub(super) enum Profile {
    /// BSI TR-03183-2.
    #[serde(rename = "bsi-tr-03183-2")]
    Bsi,
    /// Cyber Resilience Act, Annex I Part II (1).
    #[serde(rename = "cra-minimum")]
    Cra,
    /// CISA, 2026 Minimum Elements for an SBOM.
    #[serde(rename = "cisa-2026")]
    Cisa,
    /// NTIA, The Minimum Elements For an SBOM (2021).
    #[serde(rename = "ntia-2021")]
    Ntia,
}

/// A version of BSI TR-03183-2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub(super) enum Version {
    /// Of 2025-08-20.
    #[serde(rename = "2.1.0")]
    V210,
    /// Of 2024-09-20.
    #[serde(rename = "2.0.0")]
    V200,
}

/// How data at another place than the one laid down are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Placement {
    /// As missing.
    #[default]
    Strict,
    /// As present.
    Lenient,
}

/// Which components are of a class. Of the lists that are given, each has to name the component.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(try_from = "SelectorAsWritten")]
pub(super) struct Selector {
    /// The class.
    pub(super) class: Stated,
    /// Patterns over package URLs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    purl: Vec<Pattern>,
    /// Patterns over the references of components in the SBOM (`bom-ref`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    reference: Vec<Pattern>,
    /// Types of components.
    #[serde(default, rename = "type", skip_serializing_if = "Vec::is_empty")]
    kind: Vec<ComponentKind>,
}

/// A selector before it is known to select something.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("anyOf" = [{ "required": ["purl"] }, { "required": ["reference"] }, { "required": ["type"] }]))]
struct SelectorAsWritten {
    /// The class.
    class: Stated,
    /// Patterns over package URLs.
    #[serde(default)]
    #[schemars(length(min = 1))]
    purl: Vec<Pattern>,
    /// Patterns over the references of components in the SBOM (`bom-ref`).
    #[serde(default)]
    #[schemars(length(min = 1))]
    reference: Vec<Pattern>,
    /// Types of components.
    #[serde(default, rename = "type")]
    #[schemars(length(min = 1))]
    kind: Vec<ComponentKind>,
}

/// A class that a policy gives to components.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Stated {
    /// A delivered file.
    Described,
    /// Without a file of its own.
    Logical,
    /// Part of another file.
    Merged,
    /// Identified only.
    Identified,
    /// Described in another SBOM.
    Referenced,
    /// Outside of what is delivered: the first on a path is identified, of others nothing is asked.
    Outside,
}

impl TryFrom<SelectorAsWritten> for Selector {
    type Error = &'static str;

    fn try_from(written: SelectorAsWritten) -> Result<Self, Self::Error> {
        let SelectorAsWritten { class, purl, reference, kind } = written;
        if purl.is_empty() && reference.is_empty() && kind.is_empty() {
            return Err("a class needs at least one of `purl`, `reference` and `type`");
        }
        Ok(Self { class, purl, reference, kind })
    }
}

impl Selector {
    pub(super) fn selects(&self, component: &Component) -> bool {
        let reference = component.reference();
        let by_purl = || component.purls().any(|purl| self.purl.iter().any(|pattern| pattern.matches_purl(purl)));
        let by_reference =
            || reference.is_some_and(|reference| self.reference.iter().any(|pattern| pattern.matches(reference)));
        (self.purl.is_empty() || by_purl())
            && (self.reference.is_empty() || by_reference())
            && (self.kind.is_empty() || self.kind.contains(&component.kind))
    }
}

/// The parameters before it is known that they fit the profile.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AsWritten {
    /// The profile.
    #[schemars(extend("x-de" = "Das Profil."))]
    profile: Profile,
    /// The version of BSI TR-03183-2; the one that applied on the SBOM's own date when left out.
    #[serde(default)]
    #[schemars(extend("x-de" = "Die Version der BSI TR-03183-2; ohne Angabe die am Datum der SBOM geltende."))]
    version: Option<Version>,
    /// The share of components in percent that must have each required field; 100 when left out.
    #[serde(default)]
    #[schemars(extend("x-de" = "Der Anteil der Komponenten in Prozent, der jedes verpflichtende Feld haben muss; ohne Angabe 100."))]
    min_share: Percent,
    /// Another share for single fields, by the id of their rule, so that a project can tighten over time.
    #[serde(default)]
    #[schemars(extend("x-de" = "Ein anderer Anteil für einzelne Felder, nach der Kennung ihrer Regel, damit ein Vorhaben schrittweise verschärfen kann."))]
    min_share_of: BTreeMap<String, Percent>,
    /// Rules that count as required although the profile asks for them under a condition or not at all.
    #[serde(default)]
    #[schemars(extend("x-de" = "Regeln, die als verpflichtend gelten, obwohl das Profil sie nur bedingt oder gar nicht verlangt."))]
    require: Vec<String>,
    /// Whether data at another place than the one laid down count as missing (`strict`, the default) or as present (`lenient`).
    #[serde(default)]
    #[schemars(extend("x-de" = "Ob Angaben an anderer als der vorgegebenen Stelle als fehlend (`strict`, Vorgabe) oder als vorhanden (`lenient`) gelten."))]
    placement: Placement,
    /// Which components are no delivered files: `logical`, `merged`, `identified`, `referenced` or `outside`, by `purl`, `reference` or `type`. The first that fits counts; what none fits is inferred, and what was inferred leaves a gap where it would spare a field.
    #[serde(default)]
    #[schemars(extend("x-de" = "Welche Komponenten keine ausgelieferten Dateien sind: `logical`, `merged`, `identified`, `referenced` oder `outside`, nach `purl`, `reference` oder `type`. Die erste passende Angabe zählt; was keine trifft, wird erschlossen, und was nur erschlossen ist, lässt eine Lücke, wo es ein Feld ersparen würde."))]
    classes: Vec<Selector>,
}

impl TryFrom<AsWritten> for SbomProfile {
    type Error = String;

    fn try_from(written: AsWritten) -> Result<Self, Self::Error> {
        if let Some((_, message)) = written.wrong().into_iter().next() {
            return Err(message);
        }
        let AsWritten { profile, version, min_share, min_share_of, require, placement, classes } = written;
        Ok(Self { profile, version, min_share, min_share_of, require, placement, classes })
    }
}

/// What of the parameters does not fit the profile.
pub(super) fn wrong(written: &serde_json::Value) -> Vec<Wrong> {
    AsWritten::deserialize(written).map(|written| written.wrong()).unwrap_or_default()
}

impl AsWritten {
    fn wrong(&self) -> Vec<Wrong> {
        if self.version.is_some() && self.profile != Profile::Bsi {
            return vec![("/version".to_owned(), "`version` belongs to the profile `bsi-tr-03183-2`".to_owned())];
        }
        let table = tables::of(self.profile, self.version.unwrap_or(Version::V210));
        let shares = self.min_share_of.keys().map(|id| (format!("/min_share_of/{id}"), known(table, id).map(drop)));
        let raised =
            self.require.iter().enumerate().map(|(index, id)| (format!("/require/{index}"), raised(table, id)));
        shares.chain(raised).filter_map(|(pointer, read)| Some((pointer, read.err()?))).collect()
    }
}

fn raised(table: &'static Table, id: &str) -> Result<(), String> {
    if known(table, id)?.tier.can_be_raised() {
        return Ok(());
    }
    Err(format!("`{id}` is required by the profile itself; take it out of `require`"))
}

fn known(table: &'static Table, id: &str) -> Result<&'static FieldRule, String> {
    table.rules.iter().find(|rule| rule.id == id).ok_or_else(|| {
        let ids: Vec<&str> = table.rules.iter().map(|rule| rule.id).collect();
        let near = ids.iter().find(|other| other.eq_ignore_ascii_case(id));
        let near = near.map(|other| format!("; did you mean `{other}`?")).unwrap_or_default();
        format!("the profile has no rule `{id}`, only {}{near}", ids.join(", "))
    })
}
