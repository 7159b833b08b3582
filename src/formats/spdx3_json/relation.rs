// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Relationships.

use super::{
    raw::Element,
    store::{Store, missing},
    unknown_word,
    words::{COMPLETENESS, RELATIONSHIPS},
};
use crate::{
    formats::{ReadError, json::Str},
    model::{Completeness, EdgeKind, Place},
};

/// A relationship.
pub(super) struct Relationship<'a> {
    pub(super) from: Str<'a>,
    pub(super) to: Vec<Str<'a>>,
    pub(super) meaning: Meaning,
    pub(super) completeness: Option<Completeness>,
    pub(super) place: Place,
}

/// What a relationship says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Edge(EdgeKind),
    Describes,
    DeclaredLicense,
    ConcludedLicense,
    EffectiveLicense,
    /// The second is the deployable form of the first.
    Artifact,
    /// The second is made from the first.
    Generates,
    /// Whatever concerns vulnerabilities.
    Vulnerability,
}

impl Meaning {
    fn of(kind: &str, comment: Option<&Str<'_>>) -> Self {
        match kind {
            "dependsOn"
            | "hasPrerequisite"
            | "hasDynamicLink"
            | "hasStaticLink"
            | "hasOptionalDependency"
            | "hasProvidedDependency" => Self::Edge(EdgeKind::DependsOn),
            "contains" => Self::Edge(EdgeKind::Contains),
            "describes" => Self::Describes,
            "hasDeclaredLicense" => Self::DeclaredLicense,
            "hasConcludedLicense" => Self::ConcludedLicense,
            "hasDistributionArtifact" => Self::Artifact,
            "generates" => Self::Generates,
            "other" if comment.is_some_and(|comment| comment.as_str().trim() == "hasEffectiveLicense") => {
                Self::EffectiveLicense
            }
            "affects"
            | "doesNotAffect"
            | "fixedIn"
            | "underInvestigationFor"
            | "hasAssociatedVulnerability"
            | "hasAssessmentFor"
            | "exploitCreatedBy" => Self::Vulnerability,
            _ => Self::Edge(EdgeKind::Other),
        }
    }
}

impl<'a> Store<'a> {
    pub(super) fn relationship(&mut self, element: Element<'a>, place: &Place) -> Result<(), ReadError> {
        let Some(kind) = &element.relationship_type else { return Err(missing("relationshipType", place)) };
        if !RELATIONSHIPS.contains(&kind.as_str()) {
            return Err(unknown_word("relationshipType", kind.as_str(), place.clone()));
        }
        let meaning = Meaning::of(kind.as_str(), element.comment.as_ref());
        let completeness = match element.completeness.as_ref().map(Str::as_str) {
            None => None,
            Some("complete") => Some(Completeness::Complete),
            Some("incomplete") => Some(Completeness::Incomplete),
            Some(word) if COMPLETENESS.contains(&word) => Some(Completeness::Unknown),
            Some(word) => return Err(unknown_word("completeness", word, place.clone())),
        };
        let Some(from) = self.names(element.from, place).into_iter().next() else { return Err(missing("from", place)) };
        let Some(to) = element.to else { return Err(missing("to", place)) };
        if to.0.is_empty() {
            self.remark(
                "a relationship has an empty `to`; the schema asks for `NoneElement` there",
                "eine Beziehung hat ein leeres `to`; vom Schema verlangt ist dort `NoneElement`",
            );
        }
        let to = self.names(to, place);
        self.names(element.creation_info, place);
        self.has_vulnerabilities |= meaning == Meaning::Vulnerability;
        self.relationships.push(Relationship { from, to, meaning, completeness, place: place.clone() });
        Ok(())
    }
}
