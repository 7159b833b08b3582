// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The document as it is written.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};

use super::store::Store;
use crate::{
    formats::json::{Each, Str},
    model::Place,
};

/// The document, each element of which is kept as soon as it is read.
pub(super) struct Document<'a> {
    pub(super) store: Store<'a>,
}

/// An element of any type.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Element<'a> {
    /// The document as a whole is a graph or an element; in an element there is none.
    #[serde(borrow, rename = "@graph")]
    pub(super) graph: Option<Box<Graph<'a>>>,
    #[serde(borrow, rename = "type", alias = "@type")]
    pub(super) kind: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) spdx_id: Option<Str<'a>>,
    #[serde(borrow, rename = "@id")]
    pub(super) at_id: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) name: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) comment: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) creation_info: Links<'a>,
    #[serde(borrow)]
    pub(super) spec_version: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) created: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) created_by: Links<'a>,
    #[serde(borrow)]
    pub(super) created_using: Links<'a>,
    #[serde(borrow)]
    pub(super) root_element: Links<'a>,
    #[serde(borrow)]
    pub(super) import: Vec<Import<'a>>,
    #[serde(borrow)]
    pub(super) data_license: Links<'a>,
    #[serde(borrow, rename = "software_sbomType")]
    pub(super) sbom_type: Texts<'a>,
    #[serde(borrow, rename = "software_packageVersion")]
    pub(super) version: Option<Str<'a>>,
    #[serde(borrow, rename = "software_packageUrl")]
    pub(super) purl: Option<Str<'a>>,
    #[serde(borrow, rename = "software_downloadLocation")]
    pub(super) download: Option<Str<'a>>,
    #[serde(borrow, rename = "software_homePage")]
    pub(super) homepage: Option<Str<'a>>,
    #[serde(borrow, rename = "software_primaryPurpose")]
    pub(super) purpose: Option<Str<'a>>,
    #[serde(borrow, rename = "software_additionalPurpose")]
    pub(super) purposes: Texts<'a>,
    #[serde(borrow, rename = "software_contentIdentifier")]
    pub(super) content: Vec<ContentIdentifier<'a>>,
    #[serde(borrow)]
    pub(super) originated_by: Links<'a>,
    #[serde(borrow)]
    pub(super) supplied_by: Links<'a>,
    #[serde(borrow)]
    pub(super) external_identifier: Vec<Identifier<'a>>,
    /// As the guideline prints it.
    #[serde(borrow, alias = "externalIdentifers")]
    pub(super) external_identifiers: Vec<Identifier<'a>>,
    #[serde(borrow)]
    pub(super) external_ref: Vec<Reference<'a>>,
    #[serde(borrow)]
    pub(super) verified_using: Vec<Hash<'a>>,
    #[serde(borrow)]
    pub(super) relationship_type: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) from: Links<'a>,
    #[serde(borrow)]
    pub(super) to: Option<Links<'a>>,
    #[serde(borrow)]
    pub(super) completeness: Option<Str<'a>>,
    #[serde(borrow, rename = "simplelicensing_licenseExpression")]
    pub(super) expression: Option<Str<'a>>,
    /// As the guideline prints it.
    #[serde(borrow, rename = "licenseExpression", alias = "simpleLicensing_licenseExpression")]
    pub(super) misspelt_expression: Option<Str<'a>>,
    #[serde(borrow, rename = "simplelicensing_licenseText")]
    pub(super) license_text: Option<Str<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Import<'a> {
    #[serde(borrow)]
    pub(super) external_spdx_id: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) location_hint: Option<Str<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Identifier<'a> {
    #[serde(borrow, rename = "externalIdentifierType")]
    pub(super) kind: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) identifier: Option<Str<'a>>,
}

#[derive(Deserialize)]
pub(super) struct ContentIdentifier<'a> {
    #[serde(borrow, rename = "software_contentIdentifierType")]
    pub(super) kind: Option<Str<'a>>,
    #[serde(borrow, rename = "software_contentIdentifierValue")]
    pub(super) value: Option<Str<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Reference<'a> {
    #[serde(borrow, rename = "externalRefType")]
    pub(super) kind: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) locator: Texts<'a>,
}

#[derive(Deserialize)]
pub(super) struct Hash<'a> {
    #[serde(borrow, rename = "type", alias = "@type")]
    pub(super) kind: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) algorithm: Option<Str<'a>>,
    #[serde(borrow, rename = "hashValue")]
    pub(super) value: Option<Str<'a>>,
}

/// References to elements, or the elements themselves.
#[derive(Default)]
pub(super) struct Links<'a>(pub(super) Vec<Link<'a>>);

pub(super) enum Link<'a> {
    To(Str<'a>),
    InPlace(Box<Element<'a>>),
}

/// One text or several.
#[derive(Default)]
pub(super) struct Texts<'a>(pub(super) Vec<Str<'a>>);

impl<'de: 'a, 'a> Deserialize<'de> for Document<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut root = Element::deserialize(deserializer)?;
        if let Some(graph) = root.graph.take() {
            return Ok(Self { store: graph.0 });
        }
        let mut store = Store::default();
        store.add(root, &Place::Whole);
        Ok(Self { store })
    }
}

/// A graph, each element of which is kept as soon as it is read.
pub(super) struct Graph<'a>(Store<'a>);

impl<'de: 'a, 'a> Deserialize<'de> for Graph<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut store = Store::default();
        let keep = |index, element: Element<'de>| store.add(element, &super::place(index));
        deserializer.deserialize_seq(Each::new(keep))?;
        Ok(Self(store))
    }
}

impl<'a> Links<'a> {
    /// The names of the elements; those in place are handed to `keep`, which names them.
    pub(super) fn names(self, mut keep: impl FnMut(Element<'a>) -> Str<'a>) -> Vec<Str<'a>> {
        let name = |link| match link {
            Link::To(name) => name,
            Link::InPlace(element) => keep(*element),
        };
        self.0.into_iter().map(name).collect()
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Links<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        OneOrMore::links(deserializer).map(Self)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Link<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let links: Vec<Self> = OneOrMore::links(deserializer)?;
        links.into_iter().next().ok_or_else(|| de::Error::custom("expected an element"))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Texts<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let links: Vec<Link<'de>> = OneOrMore::links(deserializer)?;
        let text = |link| match link {
            Link::To(text) => Some(text),
            Link::InPlace(_) => None,
        };
        Ok(Self(links.into_iter().filter_map(text).collect()))
    }
}

/// Reads a text, an element, or a list of them.
struct OneOrMore;

impl OneOrMore {
    fn links<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Link<'de>>, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for OneOrMore {
    type Value = Vec<Link<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, an object or a list of them")
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(vec![Link::To(Str(Cow::Borrowed(text)))])
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(vec![Link::To(Str(Cow::Owned(text.to_owned())))])
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let element = Element::deserialize(MapAccessDeserializer::new(map))?;
        Ok(vec![Link::InPlace(Box::new(element))])
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut links = Vec::new();
        while let Some(link) = list.next_element::<Link<'de>>()? {
            links.push(link);
        }
        Ok(links)
    }
}
