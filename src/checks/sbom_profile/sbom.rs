// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! One SBOM as the rules look at it, with what is worked out once for all of them.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    class::{Classes, Source},
    naming::Naming,
    rule::Class,
};
use crate::model::{Bom, Component, EdgeKind, Evidence, Node, Statement, Timestamp};

/// One SBOM.
pub(super) struct Sbom<'a> {
    pub(super) evidence: &'a Evidence,
    pub(super) bom: &'a Bom,
    /// The time that counts as now.
    pub(super) at: Timestamp,
    /// The names of all SBOMs at hand.
    pub(super) others: &'a BTreeSet<&'a str>,
    /// What each licence statement looks like; few stand for many components.
    namings: BTreeMap<&'a str, Naming>,
    /// The nodes on some path from the primary component, by number.
    reached: Vec<bool>,
    /// The nodes that the primary component depends on or contains directly, by number.
    top_level: Vec<bool>,
}

/// One component, with its class.
pub(super) struct Item<'a> {
    pub(super) node: Node,
    pub(super) component: &'a Component,
    pub(super) class: Class,
    /// Who says that it is of that class.
    pub(super) source: Source,
}

impl<'a> Sbom<'a> {
    pub(super) fn new((evidence, bom): (&'a Evidence, &'a Bom), others: &'a BTreeSet<&'a str>, at: Timestamp) -> Self {
        let mut namings = BTreeMap::new();
        for (_, component) in bom.nodes() {
            let stated = component.licenses.iter().map(|license| &*license.text);
            for text in stated.chain(component.effective_licenses()) {
                namings.entry(text).or_insert_with(|| Naming::of(text));
            }
        }
        Self { evidence, bom, at, others, namings, reached: reached(bom), top_level: top_level(bom) }
    }

    pub(super) const fn statement(&self) -> &'a Statement {
        &self.evidence.statement
    }

    /// How a licence is named.
    pub(super) fn naming(&self, text: &str) -> Naming {
        self.namings.get(text).copied().unwrap_or_else(|| Naming::of(text))
    }

    /// Whether some path leads from the primary component to `node`. Without a primary component
    /// every node counts as reached.
    pub(super) fn is_reached(&self, node: Node) -> bool {
        self.bom.primary.is_none() || self.reached.get(number(node)).copied().unwrap_or_default()
    }

    /// Whether the primary component depends on `node` or contains it, directly.
    pub(super) fn is_top_level(&self, node: Node) -> bool {
        self.top_level.get(number(node)).copied().unwrap_or_default()
    }

    /// Whether it is an SPDX document of version 2.
    pub(super) fn is_spdx_2(&self) -> bool {
        self.is_spdx(2)
    }

    /// Whether it is an SPDX document of version 3.
    pub(super) fn is_spdx_3(&self) -> bool {
        self.is_spdx(3)
    }

    fn is_spdx(&self, major: u32) -> bool {
        let format = &self.statement().format;
        format.format.starts_with("spdx") && version(&format.version).first() == Some(&major)
    }

    /// Every component with its class.
    pub(super) fn items(&self, classes: &Classes<'a>) -> impl Iterator<Item = Item<'a>> {
        let bom = self.bom;
        bom.nodes().map(move |(node, component)| {
            let (class, source) = classes.of(node, component);
            Item { node, component, class, source }
        })
    }
}

/// The position of a node in a list of all nodes.
pub(super) const fn number(node: Node) -> usize {
    match node.component() {
        None => 0,
        Some(index) => index.saturating_add(1),
    }
}

/// Number of nodes, services and the primary component included.
fn number_of_nodes(bom: &Bom) -> usize {
    bom.components.len().saturating_add(bom.services.len()).saturating_add(1)
}

/// What the primary component depends on or contains directly.
fn top_level(bom: &Bom) -> Vec<bool> {
    let mut top_level = vec![false; number_of_nodes(bom)];
    for edge in bom.graph.from(Node::PRIMARY) {
        if matches!(edge.kind, EdgeKind::DependsOn | EdgeKind::Contains) {
            top_level.get_mut(number(edge.to)).into_iter().for_each(|top| *top = true);
        }
    }
    top_level
}

/// The nodes that some path leads to from the primary component.
fn reached(bom: &Bom) -> Vec<bool> {
    let mut reached = vec![false; number_of_nodes(bom)];
    let mut open = vec![Node::PRIMARY];
    while let Some(node) = open.pop() {
        match reached.get_mut(number(node)) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        let leads = |kind| matches!(kind, EdgeKind::DependsOn | EdgeKind::Contains | EdgeKind::Provides);
        open.extend(bom.graph.from(node).iter().filter(|edge| leads(edge.kind)).map(|edge| edge.to));
    }
    reached
}

/// The numbers of a version such as `1.6` or `SPDX-2.3`; empty where it is none.
pub(super) fn version(text: &str) -> Vec<u32> {
    let numbers = text.trim_start_matches("SPDX-").split('.').map(str::parse);
    numbers.collect::<Result<_, _>>().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Edge, Graph};

    #[test]
    fn versions_compare_as_numbers() {
        assert_eq!(version("SPDX-2.3"), [2, 3]);
        assert!(version("1.10") > version("1.7") && version("3.0.1") > version("3.0"));
        assert!(version("next").is_empty());
    }

    #[test]
    fn a_cycle_and_an_island_are_told_apart() {
        let (one, two, three) = (Node::of(0), Node::of(1), Node::of(2));
        let edge = |from, to| Edge { from, to, kind: EdgeKind::DependsOn };
        let graph = Graph::new(vec![edge(Node::PRIMARY, one), edge(one, two), edge(two, one)], vec![], vec![]);
        let bom = Bom { components: vec![Component::default(); 3], graph, ..Bom::default() };
        let reached = reached(&bom);
        assert_eq!([one, two, three].map(|node| reached[number(node)]), [true, true, false]);
    }
}
