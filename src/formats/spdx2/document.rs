// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The document.

use serde::{Deserialize, de::IgnoredAny};

use super::{
    FILES, PACKAGES, agent,
    element::{File, Package},
};
use crate::{
    formats::{
        ReadError,
        json::{Apart, Part, Str, kept},
        sharing::Sharing,
    },
    model::{
        Acknowledgement, Bom, BomDocument, BomEncoding, Component, ContactField, ExternalReference, License,
        LicenseForm, Place, ReferenceKind,
    },
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct VersionOnly<'a> {
    #[serde(borrow)]
    pub(super) spdx_version: Str<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Document<'a> {
    #[serde(borrow)]
    pub(super) spdx_version: Str<'a>,
    #[serde(borrow, rename = "SPDXID")]
    pub(super) id: Str<'a>,
    #[serde(borrow)]
    data_license: Str<'a>,
    #[serde(borrow)]
    document_namespace: Option<Str<'a>>,
    #[serde(borrow)]
    creation_info: Creation<'a>,
    #[serde(borrow, default)]
    external_document_refs: Vec<ExternalDocument<'a>>,
    #[serde(borrow, default)]
    pub(super) document_describes: Vec<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) snippets: Vec<Snippet<'a>>,
    /// Long lists are empty here. What is no list is refused.
    #[serde(rename = "packages")]
    _packages: Option<Vec<IgnoredAny>>,
    #[serde(rename = "files")]
    _files: Option<Vec<IgnoredAny>>,
    pub(super) relationships: Option<Vec<IgnoredAny>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Creation<'a> {
    #[serde(borrow)]
    created: Str<'a>,
    #[serde(borrow)]
    creators: Vec<Str<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ExternalDocument<'a> {
    #[serde(borrow)]
    spdx_document: Str<'a>,
}

#[derive(Deserialize)]
pub(super) struct Snippet<'a> {
    #[serde(borrow, rename = "SPDXID")]
    pub(super) id: Str<'a>,
}

/// Packages or files, each converted as soon as it is read.
#[derive(Default)]
struct Elements {
    kept: Vec<Component>,
    /// The files that packages say they have: index of the package, and reference of the file.
    has_files: Vec<(usize, Box<str>)>,
    sharing: Sharing,
    fault: Option<ReadError>,
}

impl Elements {
    /// Those of a document, packages first.
    fn of(apart: &Apart<'_>) -> Result<Self, ReadError> {
        let mut whole = Self::default();
        apart.parts(PACKAGES, Self::packages, |part| whole.absorb(part))?;
        apart.parts(FILES, Self::files, |part| whole.absorb(part))?;
        Ok(whole)
    }

    fn packages(part: &Part<'_>) -> Result<Self, ReadError> {
        let mut packages = Self { kept: part.room(), ..Self::default() };
        part.each(|index, raw: Package<'_>| {
            let package = packages.kept.len();
            packages.has_files.extend(raw.has_files.iter().map(|file| (package, file.as_str().into())));
            let component = raw.component(place(PACKAGES, index), &mut packages.sharing);
            packages.keep(component);
        })?;
        packages.fault.take().map_or(Ok(packages), Err)
    }

    fn files(part: &Part<'_>) -> Result<Self, ReadError> {
        let mut files = Self { kept: part.room(), ..Self::default() };
        part.each(|index, raw: File<'_>| {
            let component = raw.component(place(FILES, index), &mut files.sharing);
            files.keep(component);
        })?;
        files.fault.take().map_or(Ok(files), Err)
    }

    fn keep(&mut self, element: Result<Component, ReadError>) {
        match element {
            Ok(component) => self.kept.push(component),
            Err(fault) => drop(self.fault.get_or_insert(fault)),
        }
    }

    /// Adds the elements that follow.
    fn absorb(&mut self, part: Self) {
        let before = self.kept.len();
        self.kept.extend(part.kept);
        let moved = |(package, file): (usize, Box<str>)| (before.saturating_add(package), file);
        self.has_files.extend(part.has_files.into_iter().map(moved));
    }
}

fn place(list: &'static str, index: u64) -> Place {
    Place::Element(list, u32::try_from(index).unwrap_or(u32::MAX))
}

impl Document<'_> {
    /// Whether there is no namespace.
    pub(super) fn lacks_namespace(&self) -> bool {
        kept(self.document_namespace.as_ref()).is_none()
    }

    /// The SBOM.
    pub(super) fn bom(&self, encoding: BomEncoding, apart: &Apart<'_>) -> Result<Bom, ReadError> {
        let Elements { kept, has_files, .. } = Elements::of(apart)?;
        let mut bom = Bom { about: self.about(encoding), components: kept, ..Bom::default() };
        let (graph, primary) = self.graph(&bom.components, &has_files, apart)?;
        bom.graph = graph;
        bom.primary = primary.map(|index| bom.components.remove(index));
        Ok(bom)
    }

    fn about(&self, encoding: BomEncoding) -> BomDocument {
        let creators = || self.creation_info.creators.iter().map(Str::as_str);
        let reference = |document: &ExternalDocument<'_>| {
            Some(ExternalReference { kind: ReferenceKind::Bom, url: kept(Some(&document.spdx_document))? })
        };
        let license = License {
            form: LicenseForm::Expression,
            text: self.data_license.as_str().into(),
            acknowledgement: Acknowledgement::Declared,
            has_text: false,
            has_url: false,
        };
        BomDocument {
            encoding,
            uri: kept(self.document_namespace.as_ref()),
            timestamp: kept(Some(&self.creation_info.created)),
            creators: creators().filter_map(|text| agent::contact(ContactField::Creator, text)).collect(),
            tools: creators().filter_map(agent::tool).collect(),
            references: self.external_document_refs.iter().filter_map(reference).collect(),
            licenses: vec![license].into(),
            ..BomDocument::default()
        }
    }
}
