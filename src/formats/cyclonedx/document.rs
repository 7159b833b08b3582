// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The document and its metadata.

use serde::{Deserialize, Deserializer, de::IgnoredAny};

use super::{
    component::{Components, RawComponent, joined},
    contact::{Entity, RawContact},
    graph::Composition,
    license::{Choice, licenses},
    property::{self, RawProperty},
    reference::{RawReference, hashes, references},
    service::{RawService, services},
};
use crate::{
    formats::{
        ReadError,
        json::{self, Str, kept},
        sharing::Sharing,
    },
    model::{Bom, BomDocument, BomEncoding, Component, Contact, ContactField, Node, Place, Tool, VulnerabilityPart},
};

#[derive(Deserialize)]
pub(super) struct VersionOnly<'a> {
    #[serde(borrow, rename = "specVersion")]
    pub(super) spec_version: Str<'a>,
}

/// The document with its long lists empty.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Document<'a> {
    #[serde(borrow)]
    pub(super) spec_version: Str<'a>,
    #[serde(borrow)]
    serial_number: Option<Str<'a>>,
    version: Option<u64>,
    #[serde(borrow)]
    pub(super) metadata: Option<Metadata<'a>>,
    pub(super) components: Option<IgnoredAny>,
    #[serde(borrow)]
    pub(super) services: Option<Vec<RawService<'a>>>,
    #[serde(borrow, default)]
    external_references: Vec<RawReference<'a>>,
    pub(super) dependencies: Option<IgnoredAny>,
    #[serde(borrow, default)]
    pub(super) compositions: Vec<Composition<'a>>,
    pub(super) vulnerabilities: Option<IgnoredAny>,
    #[serde(borrow, default)]
    properties: Vec<RawProperty<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Metadata<'a> {
    #[serde(borrow)]
    pub(super) timestamp: Option<Str<'a>>,
    #[serde(borrow, default)]
    lifecycles: Vec<Lifecycle<'a>>,
    #[serde(borrow)]
    tools: Option<Tools<'a>>,
    #[serde(borrow, default)]
    authors: Vec<RawContact<'a>>,
    #[serde(borrow)]
    manufacturer: Option<Entity<'a>>,
    #[serde(borrow)]
    manufacture: Option<Entity<'a>>,
    #[serde(borrow)]
    supplier: Option<Entity<'a>>,
    #[serde(borrow, default)]
    licenses: Vec<Choice<'a>>,
    #[serde(borrow, default)]
    properties: Vec<RawProperty<'a>>,
    #[serde(borrow)]
    component: Option<RawComponent<'a>>,
}

#[derive(Deserialize)]
struct Lifecycle<'a> {
    #[serde(borrow)]
    phase: Option<Str<'a>>,
    #[serde(borrow)]
    name: Option<Str<'a>>,
}

/// The tools named: a list of tools up to 1.4, components and services from 1.5 on.
struct Tools<'a>(Vec<RawTool<'a>>);

#[derive(Deserialize)]
struct RawTool<'a> {
    #[serde(borrow)]
    group: Option<Str<'a>>,
    #[serde(borrow)]
    name: Option<Str<'a>>,
    #[serde(borrow)]
    version: Option<Str<'a>>,
}

#[derive(Deserialize)]
struct ToolBom<'a> {
    #[serde(borrow, default)]
    components: Vec<RawTool<'a>>,
    #[serde(borrow, default)]
    services: Vec<RawTool<'a>>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Tools<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&'de serde_json::value::RawValue>::deserialize(deserializer)?;
        if raw.get().starts_with('[') {
            let mut tools = Vec::new();
            json::each(raw.get(), |_, tool| tools.push(tool)).map_err(serde::de::Error::custom)?;
            return Ok(Self(tools));
        }
        let tools: ToolBom<'de> = serde_json::from_str(raw.get()).map_err(serde::de::Error::custom)?;
        Ok(Self(tools.components.into_iter().chain(tools.services).collect()))
    }
}

impl RawTool<'_> {
    fn kept(&self) -> Option<Tool> {
        let (name, _) = joined(self.group.as_ref(), self.name.as_ref()?.as_str());
        let version = self.version.as_ref().map(|version| version.as_str().to_owned());
        Some(Tool { name: name.into(), version: version.filter(|version| !version.is_empty()) })
    }
}

impl Metadata<'_> {
    fn creators(&self) -> Vec<Contact> {
        let entity = |field, entity: &Option<Entity<'_>>| entity.as_ref().and_then(|entity| entity.kept(field));
        let authors = self.authors.iter().filter_map(|author| author.kept(ContactField::Author));
        let entities = [
            entity(ContactField::Manufacturer, &self.manufacturer),
            entity(ContactField::Supplier, &self.supplier),
            entity(ContactField::Manufacture, &self.manufacture),
        ];
        authors.chain(entities.into_iter().flatten()).collect()
    }

    fn tools(&self) -> Vec<Tool> {
        self.tools.iter().flat_map(|tools| &tools.0).filter_map(RawTool::kept).collect()
    }

    fn about(&self, sharing: &mut Sharing) -> BomDocument {
        let phase = |phase: &Lifecycle<'_>| kept(phase.phase.as_ref()).or_else(|| kept(phase.name.as_ref()));
        BomDocument {
            timestamp: kept(self.timestamp.as_ref()),
            creators: self.creators(),
            tools: self.tools(),
            lifecycles: self.lifecycles.iter().filter_map(phase).collect(),
            licenses: licenses(&self.licenses, sharing),
            ..BomDocument::default()
        }
    }
}

impl Document<'_> {
    /// A serial number and the version of the document name one report (clause on `serialNumber`).
    pub(super) fn report_id(&self) -> Option<String> {
        let serial = self.serial_number.as_ref()?.as_str();
        Some(format!("{serial}/{}", self.version.unwrap_or(1)))
    }

    /// The BOM-Link of the document (`urn:cdx:<UUID>/<version>`), which is its URI.
    fn link(&self) -> Option<Box<str>> {
        let uuid = self.serial_number.as_ref()?.as_str().strip_prefix("urn:uuid:")?;
        Some(format!("urn:cdx:{uuid}/{}", self.version.unwrap_or(1)).into())
    }

    /// Whether it lists nothing but vulnerabilities.
    pub(super) const fn is_only_about_vulnerabilities(&self) -> bool {
        self.vulnerabilities.is_some() && self.components.is_none() && self.services.is_none()
    }

    /// The SBOM without its graph, and the first component whose licences only 1.7 allows.
    pub(super) fn bom(
        &self,
        encoding: BomEncoding,
        mut components: Components,
    ) -> Result<(Bom, Option<Place>), ReadError> {
        let primary = match self.metadata.as_ref().and_then(|metadata| metadata.component.as_ref()) {
            Some(raw) => {
                let place = Place::Pointer("/metadata/component".into());
                // An SBOM is held against the release by them.
                let hashes = hashes(&raw.hashes, &raw.references, &place)?;
                let primary = Component { hashes, ..components.component(raw, place)? };
                components.nested(raw, "/metadata/component", Node::PRIMARY)?;
                Some(primary)
            }
            None => None,
        };
        let about = self.about(encoding, &mut components.sharing);
        let services = services(self.services.as_deref().unwrap_or_default());
        let Components { kept, mixed_licenses, .. } = components;
        // What room is left over is not touched, and takes no memory; to give it back would take a copy.
        Ok((Bom { about, primary, components: kept, services, ..Bom::default() }, mixed_licenses))
    }

    fn about(&self, encoding: BomEncoding, sharing: &mut Sharing) -> BomDocument {
        let metadata = self.metadata.as_ref();
        let stated = metadata.map(|metadata| metadata.about(sharing)).unwrap_or_default();
        let in_metadata = metadata.map(|metadata| metadata.properties.as_slice()).unwrap_or_default();
        let properties = if in_metadata.is_empty() { &self.properties } else { in_metadata };
        BomDocument {
            encoding,
            uri: self.link(),
            revision: self.version.map(|version| version.to_string().into()),
            vulnerabilities: match self.vulnerabilities {
                None => VulnerabilityPart::Absent,
                Some(_) => VulnerabilityPart::Empty,
            },
            references: references(&self.external_references).into(),
            properties: property::all(properties, sharing),
            ..stated
        }
    }
}
