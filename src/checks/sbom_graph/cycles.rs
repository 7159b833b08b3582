// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Circles in a graph: Tarjan's algorithm for strongly connected components (SIAM J. Comput. 1, 1972),
//! with a stack of its own in place of recursion. Time and memory grow with nodes and edges.

use super::number;
use crate::model::{Edge, EdgeKind, Graph, Node};

/// The circles of a graph.
pub(super) struct Cycles {
    /// Number of groups of nodes that each lie on a common circle, or on one with themselves.
    pub(super) count: usize,
    /// One circle of the group that holds the first such node, in its order.
    pub(super) first: Option<Vec<Node>>,
}

/// Not visited yet.
const NEW: u32 = 0;

/// The circles along edges of `kind` in a graph of `size` nodes.
pub(super) fn cycles(graph: &Graph, size: usize, kind: EdgeKind) -> Cycles {
    let mut search = Search {
        graph,
        kind,
        order: vec![NEW; size],
        low: vec![NEW; size],
        is_open: vec![false; size],
        open: Vec::new(),
        visited: NEW,
        count: 0,
        least: None,
    };
    for index in 0..size {
        if search.order.get(index) == Some(&NEW) {
            search.visit(node(index));
        }
    }
    let Search { count, least, .. } = search;
    let first = least.and_then(|group| way_round(graph, kind, &group));
    Cycles { count, first }
}

fn node(number: usize) -> Node {
    number.checked_sub(1).map_or(Node::PRIMARY, Node::of)
}

struct Search<'a> {
    graph: &'a Graph,
    kind: EdgeKind,
    /// When each node was visited, counted from 1.
    order: Vec<u32>,
    /// The earliest open node that each is known to lead back to.
    low: Vec<u32>,
    is_open: Vec<bool>,
    open: Vec<Node>,
    visited: u32,
    count: usize,
    /// Of the groups found, the one with the least node; sorted.
    least: Option<Vec<Node>>,
}

/// A node on the way down, with the edges that are still to be followed.
struct Step<'a> {
    node: Node,
    edges: std::slice::Iter<'a, Edge>,
}

impl<'a> Search<'a> {
    fn visit(&mut self, root: Node) {
        let mut way = vec![self.enter(root)];
        while let Some(step) = way.last_mut() {
            let from = step.node;
            match step.edges.next() {
                Some(edge) if edge.kind != self.kind => {}
                Some(edge) if self.order.get(number(edge.to)) == Some(&NEW) => {
                    let next = self.enter(edge.to);
                    way.push(next);
                }
                Some(edge) => {
                    if self.is_open.get(number(edge.to)) == Some(&true) {
                        self.lower(from, at(&self.order, edge.to));
                    }
                }
                None => {
                    way.pop();
                    if let Some(above) = way.last() {
                        let above = above.node;
                        self.lower(above, at(&self.low, from));
                    }
                    self.leave(from);
                }
            }
        }
    }

    fn enter(&mut self, node: Node) -> Step<'a> {
        self.visited = self.visited.saturating_add(1);
        let index = number(node);
        for list in [&mut self.order, &mut self.low] {
            if let Some(entry) = list.get_mut(index) {
                *entry = self.visited;
            }
        }
        if let Some(is_open) = self.is_open.get_mut(index) {
            *is_open = true;
        }
        self.open.push(node);
        Step { node, edges: self.graph.from(node).iter() }
    }

    fn lower(&mut self, node: Node, to: u32) {
        if let Some(low) = self.low.get_mut(number(node)) {
            *low = (*low).min(to);
        }
    }

    /// Closes the group of which `root` is the first node, if it is one.
    fn leave(&mut self, root: Node) {
        if at(&self.low, root) != at(&self.order, root) {
            return;
        }
        let mut group = Vec::new();
        while let Some(node) = self.open.pop() {
            if let Some(is_open) = self.is_open.get_mut(number(node)) {
                *is_open = false;
            }
            group.push(node);
            if node == root {
                break;
            }
        }
        let to_itself = || self.graph.from(root).iter().any(|edge| edge.kind == self.kind && edge.to == root);
        if group.len() > 1 || to_itself() {
            self.count = self.count.saturating_add(1);
            group.sort_unstable();
            if self.least.as_ref().is_none_or(|least| group.first() < least.first()) {
                self.least = Some(group);
            }
        }
    }
}

fn at(list: &[u32], node: Node) -> u32 {
    list.get(number(node)).copied().unwrap_or(NEW)
}

/// A shortest circle through the first node of a group: the way on which a search in breadth comes
/// back to it. `group` is sorted.
fn way_round(graph: &Graph, kind: EdgeKind, group: &[Node]) -> Option<Vec<Node>> {
    let start = *group.first()?;
    let mut before: Vec<Option<Node>> = vec![None; group.len()];
    let mut waiting = std::collections::VecDeque::from([start]);
    while let Some(from) = waiting.pop_front() {
        for edge in graph.from(from).iter().filter(|edge| edge.kind == kind) {
            if edge.to == start {
                return Some(back(group, &before, from));
            }
            let Ok(place) = group.binary_search(&edge.to) else { continue };
            if let Some(entry @ None) = before.get_mut(place) {
                *entry = Some(from);
                waiting.push_back(edge.to);
            }
        }
    }
    None
}

fn back(group: &[Node], before: &[Option<Node>], last: Node) -> Vec<Node> {
    let mut way = vec![last];
    let mut node = last;
    // The start has no node before it, so the way ends there; it is no longer than the group.
    while let Some(previous) = group.binary_search(&node).ok().and_then(|place| *before.get(place)?) {
        way.push(previous);
        node = previous;
    }
    way.reverse();
    way
}
