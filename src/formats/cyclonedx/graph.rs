// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The graph: dependencies, nesting, and what is said about completeness.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::{DEPENDENCIES, Document};
use crate::{
    formats::{
        ReadError,
        json::{Apart, Part, Str},
    },
    model::{Bom, Completeness, CompletenessOf, Dangling, Edge, EdgeKind, Graph, Node, Place, StatedCompleteness},
};

#[derive(Deserialize)]
struct Dependency<'a> {
    #[serde(borrow, rename = "ref")]
    reference: Str<'a>,
    #[serde(borrow, default, rename = "dependsOn")]
    depends_on: Vec<Str<'a>>,
    #[serde(borrow, default)]
    provides: Vec<Str<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Composition<'a> {
    #[serde(borrow)]
    aggregate: Str<'a>,
    #[serde(borrow, default)]
    assemblies: Vec<Str<'a>>,
    #[serde(borrow, default)]
    dependencies: Vec<Str<'a>>,
}

/// The components and services by their `bom-ref`.
pub(super) type ByReference<'a> = HashMap<&'a str, Node>;

/// The components and services by their `bom-ref`.
pub(super) fn by_reference(bom: &Bom) -> ByReference<'_> {
    let components = bom.nodes().filter_map(|(node, component)| Some((component.reference()?, node)));
    let services = bom.services.iter().enumerate().filter_map(|(index, service)| {
        Some((service.reference.as_deref()?, Node::of(bom.components.len().saturating_add(index))))
    });
    // Grown step by step, it would be hashed twice over.
    let mut by_reference = HashMap::with_capacity(bom.components.len().saturating_add(bom.services.len()));
    by_reference.extend(components.chain(services));
    by_reference
}

/// What is gathered on the way to a graph.
#[derive(Default)]
struct Gathered {
    edges: Vec<Edge>,
    /// The nodes with an entry of their own, with its index.
    listed: Vec<(Node, u32)>,
    stated: Vec<StatedCompleteness>,
    whole: Vec<Completeness>,
    dangling: Vec<Dangling>,
}

impl Document<'_> {
    /// The graph of `bom`, whose components and services go by `references`.
    pub(super) fn graph(&self, bom: &Bom, references: &ByReference<'_>, apart: &Apart<'_>) -> Result<Graph, ReadError> {
        let mut gathered = Gathered::default();
        let nested = bom
            .nodes()
            .filter_map(|(to, component)| Some(Edge { from: component.parent?, to, kind: EdgeKind::Contains }));
        gathered.edges.extend(nested);
        let read = |part: &Part<'_>| {
            let mut gathered = Gathered::default();
            part.each(|index, dependency: Dependency<'_>| {
                let index = u32::try_from(index).unwrap_or(u32::MAX);
                gathered.dependency(&dependency, index, references);
            })?;
            Ok(gathered)
        };
        apart.parts(DEPENDENCIES, read, |part| {
            gathered.edges.extend(part.edges);
            gathered.listed.extend(part.listed);
            gathered.dangling.extend(part.dangling);
        })?;
        let repeated = gathered.repeated(bom);
        for (index, composition) in self.compositions.iter().enumerate() {
            let place = Place::Element("/compositions", u32::try_from(index).unwrap_or(u32::MAX));
            gathered.composition(composition, &place, references);
        }
        let Gathered { edges, listed, stated, whole, dangling } = gathered;
        let mut graph = Graph::new(edges, listed.into_iter().map(|(node, _)| node).collect(), stated);
        graph.whole = whole;
        graph.dangling = dangling;
        graph.repeated = repeated;
        graph.is_stated = self.dependencies.is_some();
        Ok(graph)
    }
}

impl Gathered {
    /// The references that have more than one entry of their own, in the order of the document.
    fn repeated(&self, bom: &Bom) -> Vec<Dangling> {
        let mut seen = HashSet::new();
        let again = self.listed.iter().filter(|(node, _)| !seen.insert(*node));
        let reference = |node: Node| {
            let service = || bom.service(node).and_then(|service| service.reference.clone());
            bom.component(node).and_then(|component| component.reference().map(Box::from)).or_else(service)
        };
        let name = |(node, index): &(Node, u32)| Dangling {
            reference: reference(*node).unwrap_or_default(),
            place: Place::Element(DEPENDENCIES, *index),
        };
        again.map(name).collect()
    }

    fn dependency(&mut self, dependency: &Dependency<'_>, index: u32, references: &ByReference<'_>) {
        let place = Place::Element(DEPENDENCIES, index);
        let from = self.node(&dependency.reference, &place, references);
        self.listed.extend(from.map(|from| (from, index)));
        let depends_on = dependency.depends_on.iter().map(|to| (EdgeKind::DependsOn, to));
        let provides = dependency.provides.iter().map(|to| (EdgeKind::Provides, to));
        for (kind, to) in depends_on.chain(provides) {
            if let (Some(to), Some(from)) = (self.node(to, &place, references), from) {
                self.edges.push(Edge { from, to, kind });
            }
        }
    }

    fn composition(&mut self, composition: &Composition<'_>, place: &Place, references: &ByReference<'_>) {
        let Some(completeness) = Completeness::from_aggregate(composition.aggregate.as_str()) else { return };
        let parts = composition.assemblies.iter().map(|part| (CompletenessOf::Parts, part));
        let dependencies = composition.dependencies.iter().map(|part| (CompletenessOf::Dependencies, part));
        for (covered, reference) in parts.chain(dependencies) {
            if let Some(node) = self.node(reference, place, references) {
                self.stated.push(StatedCompleteness { node, covered, completeness });
            }
        }
        if composition.assemblies.is_empty() && composition.dependencies.is_empty() {
            self.whole.push(completeness);
        }
    }

    /// The node of a reference; notes one that leads nowhere. A BOM-Link leads to another document.
    fn node(&mut self, reference: &Str<'_>, place: &Place, references: &ByReference<'_>) -> Option<Node> {
        let reference = reference.as_str();
        let node = references.get(reference).copied();
        if node.is_none() && !reference.starts_with("urn:cdx:") {
            self.dangling.push(Dangling { reference: reference.into(), place: place.clone() });
        }
        node
    }
}
