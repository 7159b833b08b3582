// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The document.

use serde::{Deserialize, Deserializer};

use super::{
    agent,
    element::{File, Package},
    relation::Relationship,
};
use crate::{
    formats::{
        ReadError,
        json::{Each, Str, kept},
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
    packages: Elements<'a, Packages>,
    #[serde(borrow, default)]
    files: Elements<'a, Files>,
    #[serde(borrow, default)]
    pub(super) snippets: Vec<Snippet<'a>>,
    #[serde(borrow)]
    pub(super) relationships: Option<Vec<Relationship<'a>>>,
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
struct Elements<'a, K> {
    kept: Vec<Component>,
    /// The files that packages say they have: index of the package, and reference of the file.
    has_files: Vec<(usize, Str<'a>)>,
    fault: Option<ReadError>,
    kind: std::marker::PhantomData<K>,
}

struct Packages;
struct Files;

impl<K> Default for Elements<'_, K> {
    fn default() -> Self {
        Self { kept: Vec::new(), has_files: Vec::new(), fault: None, kind: std::marker::PhantomData }
    }
}

impl<K> Elements<'_, K> {
    fn keep(&mut self, element: Result<Component, ReadError>) {
        match element {
            Ok(component) => self.kept.push(component),
            Err(fault) => drop(self.fault.get_or_insert(fault)),
        }
    }
}

fn place(list: &'static str, index: u64) -> Place {
    Place::Element(list, u32::try_from(index).unwrap_or(u32::MAX))
}

impl<'de: 'a, 'a> Deserialize<'de> for Elements<'a, Packages> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut packages = Self::default();
        let mut sharing = Sharing::default();
        deserializer.deserialize_seq(Each::new(|index, mut raw: Package<'de>| {
            let package = packages.kept.len();
            packages.has_files.extend(std::mem::take(&mut raw.has_files).into_iter().map(|file| (package, file)));
            packages.keep(raw.component(place("/packages", index), &mut sharing));
        }))?;
        Ok(packages)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Elements<'a, Files> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut files = Self::default();
        let mut sharing = Sharing::default();
        deserializer.deserialize_seq(Each::new(|index, raw: File<'de>| {
            files.keep(raw.component(place("/files", index), &mut sharing));
        }))?;
        Ok(files)
    }
}

impl Document<'_> {
    /// Whether there is no namespace.
    pub(super) fn lacks_namespace(&self) -> bool {
        kept(self.document_namespace.as_ref()).is_none()
    }

    /// The SBOM.
    pub(super) fn bom(&mut self, encoding: BomEncoding) -> Result<Bom, ReadError> {
        let (packages, files) = (std::mem::take(&mut self.packages), std::mem::take(&mut self.files));
        if let Some(fault) = packages.fault.or(files.fault) {
            return Err(fault);
        }
        let has_files = packages
            .has_files
            .into_iter()
            .filter_map(|(package, file)| Some((packages.kept.get(package)?.reference.clone()?, file)));
        let has_files: Vec<_> = has_files.collect();
        let mut components = packages.kept;
        components.extend(files.kept);
        let primary = self.primary(&components).map(|index| components.remove(index));
        components.shrink_to_fit();
        let mut bom = Bom { about: self.about(encoding), primary, components, ..Bom::default() };
        bom.graph = self.graph(&bom, &has_files);
        Ok(bom)
    }

    /// The index of what the document describes, where that is one thing.
    fn primary(&self, components: &[Component]) -> Option<usize> {
        let described = self.described();
        let [only] = described.as_slice() else { return None };
        components.iter().position(|component| component.reference.as_deref() == Some(*only))
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
