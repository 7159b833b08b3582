// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What depends on what, what is contained in what, and how complete that is said to be.

use std::{fmt, num::NonZeroU32};

use crate::model::Place;

/// The graph of an SBOM.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// The edges, ordered by start, then in the order of the document.
    edges: Vec<Edge>,
    /// The nodes that have an entry of their own, also an empty one; ordered.
    listed: Vec<Node>,
    /// What is said about completeness, ordered by node.
    stated: Vec<StatedCompleteness>,
    /// What is said about the completeness of the SBOM as a whole.
    pub whole: Vec<Completeness>,
    /// References to something that is not in the document.
    pub dangling: Vec<Dangling>,
    /// References that have more than one entry of their own.
    pub repeated: Vec<Dangling>,
    /// Whether the document has a graph at all, also an empty one.
    pub is_stated: bool,
}

/// A node of the graph: the primary component, a component or a service, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node(NonZeroU32);

/// An edge from one node to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// Where it starts.
    pub from: Node,
    /// Where it ends.
    pub to: Node,
    /// What it says.
    pub kind: EdgeKind,
}

/// What an edge says. Relations that a format writes the other way round (`CONTAINED_BY`) are
/// turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EdgeKind {
    /// The first depends on the second, in whatever way.
    DependsOn,
    /// The second is part of the first.
    Contains,
    /// The first provides (implements) the second (CycloneDX `provides`).
    Provides,
    /// Another relation.
    Other,
}

/// A reference that leads nowhere, or stands once too often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dangling {
    /// The reference, as written.
    pub reference: Box<str>,
    /// Where it stands.
    pub place: Place,
}

/// A statement on how complete something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StatedCompleteness {
    /// What it is about.
    pub node: Node,
    /// Which edges of the node it is about.
    pub covered: CompletenessOf,
    /// How complete they are.
    pub completeness: Completeness,
}

/// The edges that a statement on completeness covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CompletenessOf {
    /// What the node depends on.
    Dependencies,
    /// What the node contains.
    Parts,
}

/// How complete something is, by the SBOM's own word (CycloneDX `aggregate`, SPDX 3
/// `completeness`). What nothing is said about has no [`StatedCompleteness`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Completeness {
    /// Complete.
    Complete,
    /// Incomplete.
    Incomplete,
    /// Incomplete, but complete for some group of components (CycloneDX `incomplete_first_party_only`
    /// and its like).
    IncompleteInPart,
    /// Explicitly unknown (SPDX 3 `noAssertion`).
    Unknown,
    /// Explicitly not specified: as good as not stated.
    NotSpecified,
}

impl Node {
    /// The primary component.
    pub const PRIMARY: Self = Self(NonZeroU32::MIN);

    /// The component with this index, or the service with this index less the number of components.
    pub fn of(index: usize) -> Self {
        let number = u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1);
        Self(NonZeroU32::MIN.saturating_add(number))
    }

    /// The index of the component, or that of the service plus the number of components; `None` for
    /// the primary component.
    pub const fn component(self) -> Option<usize> {
        match self.0.get().checked_sub(2) {
            Some(index) => Some(index as usize),
            None => None,
        }
    }
}

impl fmt::Display for Dangling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` ({})", self.reference, self.place)
    }
}

impl Completeness {
    /// The word of CycloneDX for it.
    pub fn from_aggregate(word: &str) -> Option<Self> {
        Some(match word {
            "complete" => Self::Complete,
            "incomplete" => Self::Incomplete,
            "unknown" => Self::Unknown,
            "not_specified" => Self::NotSpecified,
            word if word.starts_with("incomplete_") => Self::IncompleteInPart,
            _ => return None,
        })
    }
}

impl Graph {
    /// A graph of these edges, nodes with an entry of their own, and statements on completeness.
    pub fn new(mut edges: Vec<Edge>, mut listed: Vec<Node>, mut stated: Vec<StatedCompleteness>) -> Self {
        edges.sort_by_key(|edge| edge.from);
        edges.shrink_to_fit();
        listed.sort_unstable();
        listed.dedup();
        listed.shrink_to_fit();
        stated.sort_unstable();
        stated.dedup();
        Self { edges, listed, stated, ..Self::default() }
    }

    /// All edges, ordered by start.
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// The edges that start at `node`.
    pub fn from(&self, node: Node) -> &[Edge] {
        let start = self.edges.partition_point(|edge| edge.from < node);
        let end = self.edges.partition_point(|edge| edge.from <= node);
        self.edges.get(start..end).unwrap_or_default()
    }

    /// Number of nodes that have an entry of their own.
    pub const fn number_listed(&self) -> usize {
        self.listed.len()
    }

    /// Whether `node` has an entry of its own, also an empty one.
    pub fn lists(&self, node: Node) -> bool {
        self.listed.binary_search(&node).is_ok()
    }

    /// What is said about the completeness of the edges of `node`, in order.
    pub fn completeness(&self, node: Node) -> &[StatedCompleteness] {
        let start = self.stated.partition_point(|stated| stated.node < node);
        let end = self.stated.partition_point(|stated| stated.node <= node);
        self.stated.get(start..end).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_and_completeness_are_found_by_node() {
        let edge = |from, to| Edge { from, to, kind: EdgeKind::DependsOn };
        let (one, two) = (Node::of(0), Node::of(1));
        let edges = vec![edge(two, one), edge(Node::PRIMARY, two), edge(Node::PRIMARY, one)];
        let stated = StatedCompleteness {
            node: two,
            covered: CompletenessOf::Dependencies,
            completeness: Completeness::from_aggregate("incomplete_third_party_only").unwrap(),
        };
        let graph = Graph::new(edges, vec![two, Node::PRIMARY, two], vec![stated]);
        assert_eq!(graph.from(Node::PRIMARY), [edge(Node::PRIMARY, two), edge(Node::PRIMARY, one)]);
        assert_eq!(graph.from(one), []);
        assert!(graph.lists(two) && !graph.lists(one));
        assert_eq!(graph.number_listed(), 2);
        assert_eq!(graph.completeness(two), [stated]);
        assert_eq!((one.component(), two.component(), Node::PRIMARY.component()), (Some(0), Some(1), None));
        assert_eq!(size_of::<Option<Node>>(), 4);
    }
}
