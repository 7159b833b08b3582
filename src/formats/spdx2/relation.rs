// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Relationships, and the graph that they make.

use std::collections::{BTreeSet, HashMap};

use serde::Deserialize;

use super::document::Document;
use crate::{
    formats::json::Str,
    model::{Bom, Completeness, CompletenessOf, Dangling, Edge, EdgeKind, Graph, Node, Place, StatedCompleteness},
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Relationship<'a> {
    #[serde(borrow)]
    spdx_element_id: Str<'a>,
    #[serde(borrow)]
    related_spdx_element: Str<'a>,
    #[serde(borrow)]
    relationship_type: Str<'a>,
}

/// What a relationship says, and whether it is written from its end to its start.
fn meaning(kind: &str) -> (EdgeKind, bool) {
    match kind {
        "DEPENDS_ON" | "HAS_PREREQUISITE" | "DYNAMIC_LINK" | "STATIC_LINK" => (EdgeKind::DependsOn, false),
        "DEPENDENCY_OF"
        | "RUNTIME_DEPENDENCY_OF"
        | "BUILD_DEPENDENCY_OF"
        | "DEV_DEPENDENCY_OF"
        | "TEST_DEPENDENCY_OF"
        | "OPTIONAL_DEPENDENCY_OF"
        | "PROVIDED_DEPENDENCY_OF"
        | "PREREQUISITE_FOR" => (EdgeKind::DependsOn, true),
        "CONTAINS" => (EdgeKind::Contains, false),
        "CONTAINED_BY" => (EdgeKind::Contains, true),
        _ => (EdgeKind::Other, false),
    }
}

impl Document<'_> {
    /// The references of what the document describes, each once.
    pub(super) fn described(&self) -> Vec<&str> {
        let (document, relationships) = (self.id.as_str(), self.relationships.as_deref().unwrap_or_default());
        let by_relation = relationships.iter().filter_map(|relationship| {
            let (from, to) = (relationship.spdx_element_id.as_str(), relationship.related_spdx_element.as_str());
            match relationship.relationship_type.as_str() {
                "DESCRIBES" if from == document => Some(to),
                "DESCRIBED_BY" if to == document => Some(from),
                _ => None,
            }
        });
        let described: BTreeSet<&str> = self.document_describes.iter().map(Str::as_str).chain(by_relation).collect();
        described.into_iter().collect()
    }

    /// The graph of `bom`, with the files that packages say they have.
    pub(super) fn graph(&self, bom: &Bom, has_files: &[(Box<str>, Str<'_>)]) -> Graph {
        let nodes = bom.nodes().filter_map(|(node, component)| Some((component.reference.as_deref()?, node)));
        let others = self.snippets.iter().map(|snippet| snippet.id.as_str()).chain([self.id.as_str()]);
        let mut gathered = Gathered { nodes: nodes.collect(), others: others.collect(), ..Gathered::default() };
        for (index, relationship) in self.relationships.iter().flatten().enumerate() {
            let place = Place::Element("/relationships", u32::try_from(index).unwrap_or(u32::MAX));
            gathered.relationship(relationship, &place);
        }
        for (package, file) in has_files {
            let ends = (gathered.nodes.get(&**package).copied(), gathered.node(file.as_str(), &Place::Whole));
            if let (Some(from), Some(to)) = ends {
                gathered.edges.push(Edge { from, to, kind: EdgeKind::Contains });
            }
        }
        let Gathered { edges, listed, stated, dangling, .. } = gathered;
        let mut graph = Graph::new(edges, listed, stated);
        graph.dangling = dangling;
        graph.is_stated = self.relationships.is_some();
        graph
    }
}

/// What is gathered on the way to a graph.
#[derive(Default)]
struct Gathered<'a> {
    nodes: HashMap<&'a str, Node>,
    /// Elements that are no nodes.
    others: BTreeSet<&'a str>,
    edges: Vec<Edge>,
    listed: Vec<Node>,
    stated: Vec<StatedCompleteness>,
    dangling: Vec<Dangling>,
}

impl Gathered<'_> {
    fn relationship(&mut self, relationship: &Relationship<'_>, place: &Place) {
        let (kind, is_turned) = meaning(relationship.relationship_type.as_str());
        let (from, to) = (relationship.spdx_element_id.as_str(), relationship.related_spdx_element.as_str());
        // `NONE` says that there is nothing, `NOASSERTION` that nothing is said (2.3, clause 11.1).
        let completeness = match to {
            "NONE" => Some(Completeness::Complete),
            "NOASSERTION" => Some(Completeness::Unknown),
            _ => None,
        };
        let from = self.node(from, place);
        if let Some(completeness) = completeness {
            self.listed.extend(from);
            if let (Some(node), Some(covered), false) = (from, covered(kind), is_turned) {
                self.stated.push(StatedCompleteness { node, covered, completeness });
            }
            return;
        }
        let to = self.node(to, place);
        let (from, to) = if is_turned { (to, from) } else { (from, to) };
        if kind != EdgeKind::Other {
            self.listed.extend(from);
        }
        if let (Some(from), Some(to)) = (from, to) {
            self.edges.push(Edge { from, to, kind });
        }
    }

    /// The node of a reference; notes one that leads nowhere. Elements of other documents bear the
    /// name of a document reference.
    fn node(&mut self, reference: &str, place: &Place) -> Option<Node> {
        let node = self.nodes.get(reference).copied();
        if node.is_none() && !self.others.contains(reference) && !reference.starts_with("DocumentRef-") {
            self.dangling.push(Dangling { reference: reference.into(), place: place.clone() });
        }
        node
    }
}

const fn covered(kind: EdgeKind) -> Option<CompletenessOf> {
    match kind {
        EdgeKind::DependsOn => Some(CompletenessOf::Dependencies),
        EdgeKind::Contains => Some(CompletenessOf::Parts),
        EdgeKind::Provides | EdgeKind::Other => None,
    }
}
