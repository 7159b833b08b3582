// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Software: packages, files and other artifacts.

use super::{
    raw::{Element, Hash, Identifier, Reference},
    store::{Store, missing},
    words::PURPOSES,
};
use crate::{
    formats::{
        ReadError,
        json::{Str, kept},
        quoted,
    },
    model::{
        Component, ComponentKind, ExternalReference, HashAlgorithm, HashPlace, Hashes, IdentifierKind, OwnReference,
        Place, Rare, ReferenceKind,
    },
};

/// A component, with the names of what is resolved later.
pub(super) struct Kept<'a> {
    pub(super) component: Component,
    pub(super) originated_by: Vec<Str<'a>>,
    pub(super) supplied_by: Vec<Str<'a>>,
    /// Whether it is source code by its purpose.
    pub(super) is_source: bool,
}

impl<'a> Store<'a> {
    pub(super) fn software(&mut self, element: Element<'a>, name: Str<'a>, place: &Place) -> Result<(), ReadError> {
        if kept(element.name.as_ref()).is_none() {
            return Err(missing("name", place));
        }
        let kind = element.kind.as_ref().map_or("", Str::as_str);
        if kind == "software_SoftwareArtifact" {
            self.remark(
                "`software_SoftwareArtifact` is abstract in the schema; `software_File` or `software_Package` is meant",
                "`software_SoftwareArtifact` ist im Schema abstrakt; gemeint ist `software_File` oder `software_Package`",
            );
        }
        self.remark_identifiers(&element);
        let purposes = purposes(&element, place)?;
        let component = Component {
            name: element.name.as_ref().map_or("", Str::as_str).into(),
            reference: OwnReference::Text(name.as_str().into()),
            kind: component_kind(kind, element.purpose.as_ref()),
            version: kept(element.version.as_ref()),
            filename: (kind == "software_File").then(|| base_name(&element)),
            hashes: self.hashes(&element.verified_using, place)?,
            references: self.references(&element),
            rare: (!purposes.is_empty()).then(|| Box::new(Rare { purposes, ..Rare::default() })),
            place: place.clone(),
            ..Component::default()
        };
        let component = with_identifiers(component, &element);
        let is_source = element.purpose.as_ref().is_some_and(|purpose| purpose.as_str() == "source");
        let originated_by = self.names(element.originated_by, place);
        let supplied_by = self.names(element.supplied_by, place);
        self.names(element.creation_info, place);
        self.components.push(Kept { component, originated_by, supplied_by, is_source });
        Ok(())
    }

    fn hashes(&mut self, raw: &[Hash<'_>], place: &Place) -> Result<Hashes, ReadError> {
        let mut bytes = Vec::new();
        for hash in raw {
            // A verification code is no hash of the bytes.
            if hash.kind.as_ref().is_some_and(|kind| kind.as_str() != "Hash") {
                continue;
            }
            let (Some(name), Some(value)) = (&hash.algorithm, &hash.value) else {
                return Err(missing("algorithm", place));
            };
            let Some(algorithm) = HashAlgorithm::from_name(name.as_str()) else {
                return Err(super::unknown_word("algorithm", name.as_str(), place.clone()));
            };
            if !Hashes::append(&mut bytes, (HashPlace::Component, algorithm), value.as_str()) {
                let (name, value) = (algorithm.name(), quoted(value.as_str().as_bytes()));
                self.remark(
                    format!("{value} is no {name} hash in hexadecimal and was left out ({place})"),
                    format!(
                        "{value} ist kein {name}-Hashwert in Hexadezimalziffern und blieb außer Betracht ({place})"
                    ),
                );
            }
        }
        Ok(Hashes::from_bytes(bytes))
    }

    fn references(&mut self, element: &Element<'_>) -> Box<[ExternalReference]> {
        let mut all = Vec::new();
        let fields = [(ReferenceKind::Distribution, &element.download), (ReferenceKind::Website, &element.homepage)];
        for (kind, url) in fields {
            all.extend(kept(url.as_ref()).map(|url| ExternalReference { kind, url }));
        }
        for reference in &element.external_ref {
            if reference.kind.as_ref().is_some_and(|kind| kind.as_str() == "SourceArtifact") {
                self.remark(
                    "`SourceArtifact` is read as `sourceArtifact`, which is its name in the schema",
                    "`SourceArtifact` wird als `sourceArtifact` gelesen, so heißt es im Schema",
                );
            }
            all.extend(reference.kept());
        }
        all.into()
    }
}

impl Reference<'_> {
    fn kept(&self) -> impl Iterator<Item = ExternalReference> {
        let kind = match self.kind.as_ref().map_or("", Str::as_str) {
            "binaryArtifact" => ReferenceKind::Distribution,
            "sourceArtifact" | "SourceArtifact" => ReferenceKind::SourceDistribution,
            "vcs" => ReferenceKind::Vcs,
            // The guideline's place for the `security.txt` (v2.1.0, table 12).
            "securityOther" => ReferenceKind::SecurityTxt,
            "securityAdvisory" => ReferenceKind::Advisories,
            "vulnerabilityExploitabilityAssessment" => ReferenceKind::ExploitabilityStatement,
            "buildMeta" => ReferenceKind::BuildMeta,
            "buildSystem" => ReferenceKind::BuildSystem,
            "license" => ReferenceKind::License,
            _ => ReferenceKind::Other,
        };
        self.locator.0.iter().filter_map(move |url| Some(ExternalReference { kind, url: kept(Some(url))? }))
    }
}

fn purposes(element: &Element<'_>, place: &Place) -> Result<Box<[Box<str>]>, ReadError> {
    let all = element.purpose.iter().chain(&element.purposes.0);
    if let Some(other) = all.clone().find(|word| !PURPOSES.contains(&word.as_str())) {
        return Err(super::unknown_word("software_primaryPurpose", other.as_str(), place.clone()));
    }
    Ok(all.filter_map(|word| kept(Some(word))).collect())
}

fn component_kind(kind: &str, purpose: Option<&Str<'_>>) -> ComponentKind {
    match (kind, purpose) {
        ("software_File", _) => ComponentKind::File,
        ("ai_AIPackage", None) => ComponentKind::MachineLearningModel,
        ("dataset_DatasetPackage", None) => ComponentKind::Data,
        (_, Some(purpose)) => ComponentKind::from_name(purpose.as_str()),
        (_, None) => ComponentKind::Unstated,
    }
}

fn base_name(element: &Element<'_>) -> Box<str> {
    let name = element.name.as_ref().map_or("", Str::as_str);
    name.rsplit('/').next().filter(|base| !base.is_empty()).unwrap_or(name).into()
}

fn with_identifiers(component: Component, element: &Element<'_>) -> Component {
    let all = element.external_identifier.iter().chain(&element.external_identifiers);
    let own = kept(element.purl.as_ref()).map(|text| (IdentifierKind::Purl, text));
    let named = all.filter_map(Identifier::named);
    let content = element.content.iter().filter_map(|content| {
        let kind = match content.kind.as_ref().map_or("", Str::as_str) {
            "swhid" => IdentifierKind::Swhid,
            _ => IdentifierKind::Omnibor,
        };
        Some((kind, kept(content.value.as_ref())?))
    });
    let (mut purl, mut identifiers) = (None, Vec::new());
    for (kind, text) in own.into_iter().chain(named).chain(content) {
        let is_same = purl.as_ref() == Some(&text);
        match kind {
            IdentifierKind::Purl if purl.is_none() => purl = Some(text),
            IdentifierKind::Purl if is_same => {}
            kind => identifiers.push(crate::model::Identifier { kind, text }),
        }
    }
    Component { purl, identifiers: identifiers.into(), ..component }
}

impl Identifier<'_> {
    fn named(&self) -> Option<(IdentifierKind, Box<str>)> {
        let kind = match self.kind.as_ref()?.as_str() {
            // The guideline prints `packageURL`.
            "packageUrl" | "packageURL" => IdentifierKind::Purl,
            "cpe22" | "cpe23" => IdentifierKind::Cpe,
            "swid" => IdentifierKind::Swid,
            "swhid" => IdentifierKind::Swhid,
            "gitoid" => IdentifierKind::Omnibor,
            _ => IdentifierKind::Other,
        };
        Some((kind, kept(self.identifier.as_ref())?))
    }
}
