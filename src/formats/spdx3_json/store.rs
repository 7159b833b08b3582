// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What was kept of the elements of a graph, by type, until all of them are known.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{
    agent::Agent,
    creation::{Creation, Root},
    element::Kept,
    license::Stated,
    raw::{Element, Links},
    relation::Relationship,
};
use crate::{
    formats::{ReadError, json::Str, quoted, sharing::Sharing},
    model::{Place, Text, Tool},
};

/// Most remarks that are kept.
const MOST_REMARKS: usize = 64;

/// What was kept.
#[derive(Default)]
pub(super) struct Store<'a> {
    /// The first element that cannot be kept.
    pub(super) fault: Option<ReadError>,
    /// Remarks in English and German, each once.
    pub(super) remarks: BTreeSet<(String, String)>,
    pub(super) sharing: Sharing,
    pub(super) creations: HashMap<Str<'a>, Creation<'a>>,
    pub(super) documents: Vec<Root<'a>>,
    pub(super) sboms: Vec<Root<'a>>,
    pub(super) agents: HashMap<Str<'a>, Agent>,
    pub(super) tools: HashMap<Str<'a>, Tool>,
    pub(super) licenses: HashMap<Str<'a>, Stated>,
    pub(super) components: Vec<Kept<'a>>,
    pub(super) relationships: Vec<Relationship<'a>>,
    /// Elements that are nothing of the above.
    pub(super) others: HashSet<Str<'a>>,
    /// Whether information about vulnerabilities was met.
    pub(super) has_vulnerabilities: bool,
    /// Every name of an element.
    names: HashSet<Str<'a>>,
    /// Number of elements without a name.
    nameless: u64,
}

impl<'a> Store<'a> {
    /// Keeps an element that stands at `place`, with those in it.
    pub(super) fn add(&mut self, element: Element<'a>, place: &Place) {
        self.keep(element, place);
    }

    /// Keeps an element; gives its name.
    fn keep(&mut self, element: Element<'a>, place: &Place) -> Str<'a> {
        let name = match element.spdx_id.as_ref().or(element.at_id.as_ref()) {
            Some(name) => name.clone(),
            None => self.nameless_one(),
        };
        if let Err(fault) = self.keep_as(element, name.clone(), place) {
            self.fault.get_or_insert(fault);
        }
        name
    }

    fn nameless_one(&mut self) -> Str<'a> {
        self.nameless = self.nameless.saturating_add(1);
        // No name in a document starts like this: white space is no part of an IRI.
        Str(format!(" {}", self.nameless).into())
    }

    fn keep_as(&mut self, element: Element<'a>, name: Str<'a>, place: &Place) -> Result<(), ReadError> {
        self.name(&name, place)?;
        let Some(kind) = element.kind.clone() else { return Err(missing("type", place)) };
        if element.graph.is_some() {
            return Err(missing("type", place));
        }
        let kind = kind.as_str();
        let is_element = kind != "CreationInfo";
        if is_element && element.creation_info.0.is_empty() {
            self.remark(
                "an element has no `creationInfo`, which the schema asks for",
                "einem Element fehlt `creationInfo`, das vom Schema verlangt wird",
            );
        }
        match kind {
            "CreationInfo" => self.creation(element, name, place),
            "SpdxDocument" | "software_Sbom" | "Bom" => self.root(element, name, place),
            "Person" | "Organization" | "SoftwareAgent" | "Agent" => self.agent(element, name),
            "Tool" => self.tool(element, name),
            "Relationship" | "LifecycleScopedRelationship" => self.relationship(element, place),
            _ if kind.starts_with("simplelicensing_") || kind.starts_with("expandedlicensing_") => {
                self.license(element, name)
            }
            "software_Snippet" => self.other(name),
            _ if kind.starts_with("security_") => {
                self.has_vulnerabilities = true;
                self.other(name)
            }
            _ if is_software(kind) => self.software(element, name, place),
            _ => self.other(name),
        }
    }

    /// Notes a name, which has to be the only one of its kind.
    fn name(&mut self, name: &Str<'a>, place: &Place) -> Result<(), ReadError> {
        if self.names.insert(name.clone()) {
            return Ok(());
        }
        let name = quoted(name.as_str().as_bytes());
        let reason = Text::new(
            format!("{name} stands for two things in this document"),
            format!("{name} bezeichnet in diesem Dokument zweierlei"),
        );
        Err(ReadError::new(place.clone(), reason))
    }

    fn other(&mut self, name: Str<'a>) -> Result<(), ReadError> {
        self.others.insert(name);
        Ok(())
    }

    /// The names of elements; those in place are kept.
    pub(super) fn names(&mut self, links: Links<'a>, place: &Place) -> Vec<Str<'a>> {
        links.names(|element| self.keep(element, place))
    }

    /// Notes a remark, once.
    pub(super) fn remark(&mut self, en: impl Into<String>, de: impl Into<String>) {
        if self.remarks.len() < MOST_REMARKS {
            self.remarks.insert((en.into(), de.into()));
        }
    }
}

/// The types that are components. The abstract one is no type of the schema, but the guideline
/// prints it.
fn is_software(kind: &str) -> bool {
    matches!(
        kind,
        "software_Package" | "software_File" | "software_SoftwareArtifact" | "dataset_DatasetPackage" | "ai_AIPackage"
    )
}

/// A field that has to be there is not.
pub(super) fn missing(field: &str, place: &Place) -> ReadError {
    let reason = Text::new(format!("the field `{field}` is missing"), format!("das Feld `{field}` fehlt"));
    ReadError::new(place.clone(), reason)
}
