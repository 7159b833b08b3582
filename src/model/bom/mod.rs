// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! A software bill of materials, in one form for all formats.
//!
//! It keeps what a check can ask for and no more, in little room: an SBOM of half a million
//! components has to fit. What repeats (licences, suppliers, properties) is shared, what is rare
//! stands in a box, and the graph names its nodes by number.

use super::{Document, Tool};

mod component;
mod contact;
mod crypto;
mod field;
mod graph;
mod hash;
mod keep;
mod license;
mod reference;
mod shared;
mod subject;

pub use component::{Component, ComponentKind, OwnReference, Property, Rare, Scope, Service};
pub use contact::{Contact, ContactField, ContactKind};
pub use crypto::{CryptoAsset, CryptoKind};
pub use field::{BomField, is_placeholder};
pub use graph::{Completeness, CompletenessOf, Dangling, Edge, EdgeKind, Graph, Node, StatedCompleteness};
pub use hash::{Hash, HashAlgorithm, HashPlace, Hashes};
pub use keep::Keep;
pub use license::{Acknowledgement, License, LicenseForm};
pub use reference::{ExternalReference, Identifier, IdentifierKind, ReferenceKind};
pub use shared::Shared;

/// A software bill of materials.
#[derive(Clone, Debug, Default)]
pub struct Bom {
    /// What the document says about itself.
    pub about: BomDocument,
    /// What the SBOM is about, described as a component.
    pub primary: Option<Component>,
    /// Every component but the primary one, nested ones included, in the order of the document
    /// (those in the primary one last).
    pub components: Vec<Component>,
    /// Services (CycloneDX). They stand in the graph and are no components.
    pub services: Vec<Service>,
    /// What depends on what, and how complete that is said to be.
    pub graph: Graph,
    /// What it was read from, where the hashes of its components were left out and can still be had from there.
    pub unread_hashes: Option<Box<Document>>,
}

/// What an SBOM says about itself, besides what every statement holds (format, time, subject).
#[derive(Clone, Debug, Default)]
pub struct BomDocument {
    /// How it is written down.
    pub encoding: BomEncoding,
    /// Its name for others to refer to it: in CycloneDX the BOM-Link of serial number and version
    /// (`urn:cdx:…/1`), in SPDX 2 the document namespace, in SPDX 3 the identifier of the `Sbom`.
    pub uri: Option<Box<str>>,
    /// Its own version among others of the same SBOM (CycloneDX `version`).
    pub revision: Option<Box<str>>,
    /// The time of creation as written, also where it is no RFC 3339 time.
    pub timestamp: Option<Box<str>>,
    /// Everyone whom the document names as its maker or supplier, in the order of the document.
    pub creators: Vec<Contact>,
    /// All tools that took part.
    pub tools: Vec<Tool>,
    /// The phases of the lifecycle in which it was made (CycloneDX `lifecycles`, SPDX 3 `sbomType`).
    pub lifecycles: Vec<Box<str>>,
    /// Whether information about vulnerabilities stands in it.
    pub vulnerabilities: VulnerabilityPart,
    /// External references of the document as a whole; other SBOMs are of the kind
    /// [`ReferenceKind::Bom`].
    pub references: Vec<ExternalReference>,
    /// The licences of the document itself.
    pub licenses: Shared<License>,
    /// Properties of the document.
    pub properties: Shared<Property>,
}

/// How an SBOM is written down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BomEncoding {
    /// JSON.
    #[default]
    Json,
    /// XML.
    Xml,
    /// Lines of tags and values (SPDX 2).
    TagValue,
    /// YAML.
    Yaml,
    /// JSON-LD (SPDX 3).
    JsonLd,
}

/// Whether an SBOM holds information about vulnerabilities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VulnerabilityPart {
    /// No place for it.
    #[default]
    Absent,
    /// An empty list.
    Empty,
    /// At least one entry.
    Present,
}

impl BomEncoding {
    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Xml => "XML",
            Self::TagValue => "tag-value",
            Self::Yaml => "YAML",
            Self::JsonLd => "JSON-LD",
        }
    }
}

impl Bom {
    /// The component that a node stands for; `None` for a service.
    pub fn component(&self, node: Node) -> Option<&Component> {
        match node.component() {
            None => self.primary.as_ref(),
            Some(index) => self.components.get(index),
        }
    }

    /// The service that a node stands for.
    pub fn service(&self, node: Node) -> Option<&Service> {
        self.services.get(node.component()?.checked_sub(self.components.len())?)
    }

    /// Every component with its node, the primary one first.
    pub fn nodes(&self) -> impl Iterator<Item = (Node, &Component)> {
        let primary = self.primary.iter().map(|component| (Node::PRIMARY, component));
        primary.chain(self.components.iter().enumerate().map(|(index, component)| (Node::of(index), component)))
    }
}
