// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Relationships, and the graph that they make.

use std::collections::{BTreeSet, HashMap};

use serde::Deserialize;

use super::{RELATIONSHIPS, document::Document};
use crate::{
    formats::{
        ReadError,
        json::{Apart, Part, Str},
    },
    model::{
        Completeness, CompletenessOf, Component, Dangling, Edge, EdgeKind, Graph, Node, Place, StatedCompleteness,
    },
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Relationship<'a> {
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

/// The components by their references, and the elements that are none.
struct Elements<'a> {
    nodes: HashMap<&'a str, Node>,
    others: BTreeSet<&'a str>,
}

impl Document<'_> {
    /// The graph of `components`, with the files that packages say they have, and the index of what the document
    /// describes, where that is one thing. In the graph it is the primary one.
    pub(super) fn graph(
        &self,
        components: &[Component],
        has_files: &[(usize, Box<str>)],
        apart: &Apart<'_>,
    ) -> Result<(Graph, Option<usize>), ReadError> {
        let nodes = components.iter().enumerate();
        let nodes = nodes.filter_map(|(index, component)| Some((component.reference()?, Node::of(index))));
        let others = self.snippets.iter().map(|snippet| snippet.id.as_str()).chain([self.id.as_str()]);
        let elements = Elements { nodes: nodes.collect(), others: others.collect() };
        let read = |part: &Part<'_>| {
            let mut gathered = Gathered::default();
            part.each(|index, relationship: Relationship<'_>| {
                let place = Place::Element(RELATIONSHIPS, u32::try_from(index).unwrap_or(u32::MAX));
                gathered.described.extend(relationship.described(self.id.as_str()).map(Box::from));
                gathered.relationship(&relationship, &place, &elements);
            })?;
            Ok(gathered)
        };
        let mut gathered = Gathered::default();
        gathered.described.extend(self.document_describes.iter().map(|reference| reference.as_str().into()));
        apart.parts(RELATIONSHIPS, read, |part| gathered.absorb(part))?;
        for (package, file) in has_files {
            let package = components.get(*package).and_then(|package| package.reference());
            let Some(package) = package else { continue };
            let ends = (elements.nodes.get(package).copied(), gathered.node(file, &Place::Whole, &elements));
            if let (Some(from), Some(to)) = ends {
                gathered.edges.push(Edge { from, to, kind: EdgeKind::Contains });
            }
        }
        let primary = gathered.described.pop_first().filter(|_| gathered.described.is_empty());
        let is_primary = |component: &Component| component.reference() == primary.as_deref();
        let primary = primary.as_ref().and_then(|_| components.iter().position(is_primary));
        let mut graph = gathered.graph(primary);
        graph.is_stated = self.relationships.is_some();
        Ok((graph, primary))
    }
}

impl Relationship<'_> {
    /// The reference of what it says that the document describes.
    fn described(&self, document: &str) -> Option<&str> {
        let (from, to) = (self.spdx_element_id.as_str(), self.related_spdx_element.as_str());
        match self.relationship_type.as_str() {
            "DESCRIBES" if from == document => Some(to),
            "DESCRIBED_BY" if to == document => Some(from),
            _ => None,
        }
    }
}

/// What is gathered on the way to a graph.
#[derive(Default)]
struct Gathered {
    /// The references of what the document describes.
    described: BTreeSet<Box<str>>,
    edges: Vec<Edge>,
    listed: Vec<Node>,
    stated: Vec<StatedCompleteness>,
    dangling: Vec<Dangling>,
}

impl Gathered {
    fn relationship(&mut self, relationship: &Relationship<'_>, place: &Place, elements: &Elements<'_>) {
        let (kind, is_turned) = meaning(relationship.relationship_type.as_str());
        let (from, to) = (relationship.spdx_element_id.as_str(), relationship.related_spdx_element.as_str());
        // `NONE` says that there is nothing, `NOASSERTION` that nothing is said (2.3, clause 11.1).
        let completeness = match to {
            "NONE" => Some(Completeness::Complete),
            "NOASSERTION" => Some(Completeness::Unknown),
            _ => None,
        };
        let from = self.node(from, place, elements);
        if let Some(completeness) = completeness {
            self.listed.extend(from);
            if let (Some(node), Some(covered), false) = (from, covered(kind), is_turned) {
                self.stated.push(StatedCompleteness { node, covered, completeness });
            }
            return;
        }
        let to = self.node(to, place, elements);
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
    fn node(&mut self, reference: &str, place: &Place, elements: &Elements<'_>) -> Option<Node> {
        let node = elements.nodes.get(reference).copied();
        if node.is_none() && !elements.others.contains(reference) && !reference.starts_with("DocumentRef-") {
            self.dangling.push(Dangling { reference: reference.into(), place: place.clone() });
        }
        node
    }

    /// Adds what comes of the relationships that follow.
    fn absorb(&mut self, part: Self) {
        self.described.extend(part.described);
        self.edges.extend(part.edges);
        self.listed.extend(part.listed);
        self.stated.extend(part.stated);
        self.dangling.extend(part.dangling);
    }

    /// The graph, once the component with this index is taken out as the primary one.
    fn graph(mut self, primary: Option<usize>) -> Graph {
        if let Some(primary) = primary {
            let moved = |node: Node| match node.component() {
                Some(index) if index == primary => Node::PRIMARY,
                Some(index) if index > primary => Node::of(index.saturating_sub(1)),
                _ => node,
            };
            for edge in &mut self.edges {
                (edge.from, edge.to) = (moved(edge.from), moved(edge.to));
            }
            self.listed.iter_mut().for_each(|node| *node = moved(*node));
            self.stated.iter_mut().for_each(|stated| stated.node = moved(stated.node));
        }
        let mut graph = Graph::new(self.edges, self.listed, self.stated);
        graph.dangling = self.dangling;
        graph
    }
}

const fn covered(kind: EdgeKind) -> Option<CompletenessOf> {
    match kind {
        EdgeKind::DependsOn => Some(CompletenessOf::Dependencies),
        EdgeKind::Contains => Some(CompletenessOf::Parts),
        EdgeKind::Provides | EdgeKind::Other => None,
    }
}
