// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The graph.

use std::collections::{HashMap, HashSet};

use super::{
    relation::{Meaning, Relationship},
    store::Store,
};
use crate::{
    formats::json::Str,
    model::{Bom, Completeness, CompletenessOf, Dangling, Edge, EdgeKind, Graph, Node, StatedCompleteness},
};

impl Store<'_> {
    /// The graph of `bom`; what was `absorbed` is no component of its own.
    pub(super) fn graph(&self, bom: &Bom, absorbed: &HashSet<Box<str>>) -> Graph {
        let nodes: HashMap<&str, Node> =
            bom.nodes().filter_map(|(node, component)| Some((component.reference()?, node))).collect();
        let roots = self.documents.iter().chain(&self.sboms).map(|root| root.name.as_str());
        let known = roots.chain(self.others.iter().map(Str::as_str)).chain(self.agents.keys().map(Str::as_str));
        let known = known.chain(self.tools.keys().map(Str::as_str)).chain(self.licenses.keys().map(Str::as_str));
        let known: HashSet<&str> = known.chain(absorbed.iter().map(|name| &**name)).collect();
        let mut gathered = Gathered { nodes, known, ..Gathered::default() };
        self.relationships.iter().for_each(|relationship| gathered.relationship(relationship));
        let Gathered { edges, listed, stated, dangling, .. } = gathered;
        let mut graph = Graph::new(edges, listed, stated);
        graph.dangling = dangling;
        graph.is_stated = !self.relationships.is_empty();
        graph
    }
}

/// What is gathered on the way to a graph.
#[derive(Default)]
struct Gathered<'a> {
    nodes: HashMap<&'a str, Node>,
    /// Elements that are no nodes.
    known: HashSet<&'a str>,
    edges: Vec<Edge>,
    listed: Vec<Node>,
    stated: Vec<StatedCompleteness>,
    dangling: Vec<Dangling>,
}

impl Gathered<'_> {
    fn relationship(&mut self, relationship: &Relationship<'_>) {
        let Meaning::Edge(kind) = relationship.meaning else { return };
        let from = self.node(&relationship.from, relationship);
        let covered = match kind {
            EdgeKind::DependsOn => Some(CompletenessOf::Dependencies),
            EdgeKind::Contains => Some(CompletenessOf::Parts),
            EdgeKind::Provides | EdgeKind::Other => None,
        };
        if let (Some(node), Some(covered)) = (from, covered) {
            self.listed.push(node);
            let completeness = relationship.completeness;
            self.stated.extend(completeness.map(|completeness| StatedCompleteness { node, covered, completeness }));
        }
        for to in &relationship.to {
            match to.as_str().rsplit(['/', '#', ':']).next() {
                Some("NoneElement") => continue,
                Some("NoAssertionElement") => {
                    let completeness = Completeness::Unknown;
                    let stated = from.zip(covered);
                    self.stated.extend(stated.map(|(node, covered)| StatedCompleteness {
                        node,
                        covered,
                        completeness,
                    }));
                    continue;
                }
                _ => {}
            }
            if let (Some(to), Some(from)) = (self.node(to, relationship), from) {
                self.edges.push(Edge { from, to, kind });
            }
        }
    }

    /// The node of an element; notes a name of the document's own that leads nowhere. Other IRIs may
    /// name elements of other documents.
    fn node(&mut self, name: &Str<'_>, relationship: &Relationship<'_>) -> Option<Node> {
        let name = name.as_str();
        let node = self.nodes.get(name).copied();
        if node.is_none() && !self.known.contains(name) {
            self.dangling.push(Dangling { reference: name.into(), place: relationship.place.clone() });
        }
        node
    }
}
