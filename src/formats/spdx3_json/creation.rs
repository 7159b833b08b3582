// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The document, the SBOM in it, and how they came to be.

use super::{
    raw::Element,
    store::{Store, missing},
    words::SBOM_TYPES,
};
use crate::{
    formats::{
        ReadError,
        json::{Str, kept},
        quoted,
        time::is_rfc_3339,
    },
    model::{ExternalReference, Place, ReferenceKind, Text},
};

/// A `CreationInfo`.
#[derive(Default)]
pub(super) struct Creation<'a> {
    pub(super) spec_version: Str<'a>,
    pub(super) created: Str<'a>,
    pub(super) created_by: Vec<Str<'a>>,
    pub(super) created_using: Vec<Str<'a>>,
}

/// A document or an SBOM.
pub(super) struct Root<'a> {
    pub(super) name: Str<'a>,
    pub(super) roots: Vec<Str<'a>>,
    pub(super) creation: Option<Str<'a>>,
    pub(super) types: Vec<Box<str>>,
    pub(super) data_license: Option<Str<'a>>,
    pub(super) references: Vec<ExternalReference>,
}

impl<'a> Store<'a> {
    pub(super) fn creation(&mut self, element: Element<'a>, name: Str<'a>, place: &Place) -> Result<(), ReadError> {
        let Some(spec_version) = element.spec_version else { return Err(missing("specVersion", place)) };
        let Some(created) = element.created else { return Err(missing("created", place)) };
        if !is_rfc_3339(created.as_str()) {
            let created = quoted(created.as_str().as_bytes());
            let reason = Text::new(
                format!("{created} is no date and time such as `2026-11-01T08:00:00Z`"),
                format!("{created} ist keine Zeitangabe wie `2026-11-01T08:00:00Z`"),
            );
            return Err(ReadError::new(place.clone(), reason));
        }
        if element.created_by.0.is_empty() {
            return Err(missing("createdBy", place));
        }
        let created_by = self.names(element.created_by, place);
        let created_using = self.names(element.created_using, place);
        self.creations.insert(name, Creation { spec_version, created, created_by, created_using });
        Ok(())
    }

    pub(super) fn root(&mut self, element: Element<'a>, name: Str<'a>, place: &Place) -> Result<(), ReadError> {
        let is_document = element.kind.as_ref().is_some_and(|kind| kind.as_str() == "SpdxDocument");
        if let Some(other) = element.sbom_type.0.iter().find(|word| !SBOM_TYPES.contains(&word.as_str())) {
            return Err(super::unknown_word("software_sbomType", other.as_str(), place.clone()));
        }
        let imported = element.import.iter().filter_map(|import| {
            let url = kept(import.location_hint.as_ref()).or_else(|| kept(import.external_spdx_id.as_ref()))?;
            Some(ExternalReference { kind: ReferenceKind::Bom, url })
        });
        // The guideline has a reference to another SBOM stand as `buildMeta` (v2.1.0, table 12).
        let others = element.external_ref.iter().flat_map(|reference| {
            let is_bom = reference.kind.as_ref().is_some_and(|kind| kind.as_str() == "buildMeta");
            let kind = if is_bom { ReferenceKind::Bom } else { ReferenceKind::Other };
            reference.locator.0.iter().filter_map(move |url| Some(ExternalReference { kind, url: kept(Some(url))? }))
        });
        let references = imported.chain(others).collect();
        let types = element.sbom_type.0.iter().filter_map(|word| kept(Some(word))).collect();
        let roots = self.names(element.root_element, place);
        let creation = self.names(element.creation_info, place).into_iter().next();
        let data_license = self.names(element.data_license, place).into_iter().next();
        let root = Root { name, roots, creation, types, data_license, references };
        if is_document {
            self.documents.push(root)
        } else {
            self.sboms.push(root)
        }
        Ok(())
    }

    /// How the document came to be.
    pub(super) fn made(&self) -> Option<&Creation<'a>> {
        let roots = self.documents.iter().chain(&self.sboms);
        let named = roots.filter_map(|root| self.creations.get(root.creation.as_ref()?)).next();
        named.or_else(|| if self.creations.len() == 1 { self.creations.values().next() } else { None })
    }

    /// The version of SPDX that the document names.
    pub(super) fn version(&self) -> Result<&str, ReadError> {
        let Some(made) = self.made() else { return Err(missing("creationInfo", &Place::Whole)) };
        let version = made.spec_version.as_str();
        if version == "3.0" || version.starts_with("3.") {
            return Ok(version);
        }
        let version = quoted(version.as_bytes());
        let reason = Text::new(
            format!("`specVersion` {version} is not read; write the SBOM as SPDX 3.0.1"),
            format!("`specVersion` {version} wird nicht gelesen; die SBOM als SPDX 3.0.1 ausgeben"),
        );
        Err(ReadError::new(Place::Whole, reason))
    }
}
