// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The document and its metadata.

use serde::{Deserialize, Deserializer, de::IgnoredAny};

use super::component::{Components, Contact, Entity, RawComponent, joined, kept_component, nested};
use crate::{
    formats::{
        ReadError,
        cyclonedx_json::vulnerability::Vulnerability,
        json::{self, Count, Str},
    },
    model::{Bom, Tool},
};

#[derive(Deserialize)]
pub(super) struct VersionOnly<'a> {
    #[serde(borrow, rename = "specVersion")]
    pub(super) spec_version: Str<'a>,
}

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
    #[serde(borrow)]
    pub(super) components: Option<Components<'a>>,
    pub(super) services: Option<IgnoredAny>,
    #[serde(default)]
    dependencies: Count,
    #[serde(borrow)]
    pub(super) vulnerabilities: Option<Vec<Vulnerability<'a>>>,
}

#[derive(Deserialize)]
pub(super) struct Metadata<'a> {
    #[serde(borrow)]
    pub(super) timestamp: Option<Str<'a>>,
    #[serde(borrow)]
    tools: Option<Tools<'a>>,
    #[serde(borrow, default)]
    authors: Vec<Contact<'a>>,
    #[serde(borrow)]
    manufacturer: Option<Entity<'a>>,
    #[serde(borrow)]
    pub(super) component: Option<RawComponent<'a>>,
}

/// The first tool named: as a list of tools up to 1.4, as components and services from 1.5 on.
struct Tools<'a>(Option<RawTool<'a>>);

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
        let tools: Vec<RawTool<'de>> = if raw.get().starts_with('[') {
            let mut tools = Vec::new();
            json::each(raw.get(), |_, tool| tools.push(tool)).map_err(serde::de::Error::custom)?;
            tools
        } else {
            let tools: ToolBom<'de> = serde_json::from_str(raw.get()).map_err(serde::de::Error::custom)?;
            tools.components.into_iter().chain(tools.services).collect()
        };
        Ok(Self(tools.into_iter().find(|tool| tool.name.is_some())))
    }
}

impl Document<'_> {
    pub(super) fn producer(&self) -> Option<Tool> {
        let tool = self.metadata.as_ref()?.tools.as_ref()?.0.as_ref()?;
        let name = joined(tool.group.as_ref(), tool.name.as_ref()?.as_str());
        let version = tool.version.as_ref().map(|version| version.as_str().to_owned());
        Some(Tool { name: name.into(), version: version.filter(|version| !version.is_empty()) })
    }

    /// A serial number and the version of the document name one report (clause on `serialNumber`).
    pub(super) fn report_id(&self) -> Option<String> {
        let serial = self.serial_number.as_ref()?.as_str();
        Some(format!("{serial}/{}", self.version.unwrap_or(1)))
    }

    pub(super) fn bom(mut self) -> Result<Bom, ReadError> {
        let creator = self.creator();
        let Components { mut kept, fault, .. } = self.components.take().unwrap_or_default();
        if let Some(fault) = fault {
            return Err(fault);
        }
        let mut primary = None;
        if let Some(component) = self.metadata.as_ref().and_then(|metadata| metadata.component.as_ref()) {
            primary = Some(kept_component(component, crate::model::Place::Pointer("/metadata/component".into()))?);
            nested(component, "/metadata/component", &mut kept)?;
        }
        kept.shrink_to_fit();
        Ok(Bom { primary, components: kept, dependencies: self.dependencies.0, creator })
    }

    /// Who made the SBOM: `manufacturer` (1.6 on) and `authors` say so; `supplier` and
    /// `manufacture` are about the component.
    fn creator(&self) -> Option<String> {
        let metadata = self.metadata.as_ref()?;
        let manufacturer = metadata.manufacturer.as_ref().and_then(Entity::address);
        manufacturer.or_else(|| metadata.authors.iter().find_map(Contact::address)).map(str::to_owned)
    }
}
