// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Which names stand for the same vulnerability in one component.
//!
//! Names that a report gives together stand for the same, and that holds on through further
//! reports. Two CVE numbers are never one: a name that goes with several of them stands for each,
//! so that a notice about ten vulnerabilities does not make one of ten. Notices of distributors
//! bundle as a rule and join nothing. Cost grows with the number of names and no faster.

use std::collections::HashMap;

use crate::model::{NameKind, canonical};

/// A name in the scope of one component or place.
pub(super) type Node = usize;

/// Classes of names that stand for the same.
#[derive(Default)]
pub(super) struct Aliases {
    nodes: HashMap<(usize, Box<str>), Node>,
    names: Vec<Box<str>>,
    parents: Vec<Node>,
    /// The CVE number with the lowest spelling that goes with a class, by the root of the class.
    cves: HashMap<Node, Node>,
}

/// The names of one finding.
#[derive(Debug)]
pub(super) struct Names {
    cves: Vec<Node>,
    other: Option<Node>,
}

impl Aliases {
    /// Notes the names of a vulnerability in `scope`, canonical and each once; `None` where none of
    /// them stands for one.
    pub(super) fn add(&mut self, scope: usize, names: &[String]) -> Option<Names> {
        let of_kind = |wanted: &dyn Fn(NameKind) -> bool| {
            names.iter().filter(|name| wanted(NameKind::of(name))).cloned().collect::<Vec<_>>()
        };
        let cves = of_kind(&|kind| kind == NameKind::Cve);
        let mut others = of_kind(&|kind| matches!(kind, NameKind::Ghsa | NameKind::Vulnerability));
        if cves.is_empty() && others.is_empty() {
            others = of_kind(&|kind| kind == NameKind::Advisory);
        }
        let cves: Vec<Node> = cves.into_iter().map(|name| self.node(scope, name)).collect();
        let mut other = None;
        for name in others {
            let node = self.node(scope, name);
            match other {
                Some(first) => self.join(first, node),
                None => other = Some(node),
            }
        }
        (!cves.is_empty() || other.is_some()).then_some(Names { cves, other })
    }

    /// Notes which CVE numbers go with which other names. To be called once all names are known.
    pub(super) fn connect<'n>(&mut self, all: impl IntoIterator<Item = &'n Names>) {
        // A parent is never behind its child, so one pass leads every name straight to its root.
        for node in 0..self.parents.len() {
            let parent = self.parents.get(node).and_then(|parent| self.parents.get(*parent)).copied();
            self.point(node, parent.unwrap_or(node));
        }
        for names in all {
            let (Some(other), Some(cve)) = (names.other, names.cves.iter().min_by_key(|cve| self.name(**cve))) else {
                continue;
            };
            let cve = *cve;
            let root = self.root(other);
            let lower = |known: &Node| self.name(*known) > self.name(cve);
            if self.cves.get(&root).is_none_or(lower) {
                self.cves.insert(root, cve);
            }
        }
    }

    /// The vulnerabilities that a finding speaks of, each by one node: its own CVE numbers, else the
    /// CVE number that its names go with, else the class of its names.
    pub(super) fn vulnerabilities(&self, names: Names) -> Vec<Node> {
        if !names.cves.is_empty() {
            return names.cves;
        }
        let root = names.other.map(|other| self.root(other));
        root.map(|root| self.cves.get(&root).copied().unwrap_or(root)).into_iter().collect()
    }

    /// A node for what only its own tool knows by this name.
    pub(super) fn own(&mut self, scope: usize, tool: &str, name: &str) -> Node {
        // A line break stands in no name of the other sort.
        self.node(scope, format!("{tool}\n{name}"))
    }

    /// The canonical name of a node.
    pub(super) fn name(&self, node: Node) -> &str {
        self.names.get(node).map_or("", |name| name)
    }

    fn node(&mut self, scope: usize, name: String) -> Node {
        let next = self.names.len();
        let name: Box<str> = name.into();
        let node = *self.nodes.entry((scope, name.clone())).or_insert(next);
        if node == next {
            self.names.push(name);
            self.parents.push(next);
        }
        node
    }

    /// The root, once the names were connected.
    fn root(&self, node: Node) -> Node {
        self.parents.get(node).copied().unwrap_or(node)
    }

    fn join(&mut self, one: Node, other: Node) {
        let (one, other) = (self.shorten(one), self.shorten(other));
        let (low, high) = (one.min(other), one.max(other));
        self.point(high, low);
    }

    /// The root, with the way to it halved for the next time.
    fn shorten(&mut self, node: Node) -> Node {
        let mut node = node;
        while let Some(parent) = self.parents.get(node).copied().filter(|parent| *parent != node) {
            let beyond = self.parents.get(parent).copied().unwrap_or(parent);
            self.point(node, beyond);
            node = beyond;
        }
        node
    }

    fn point(&mut self, from: Node, to: Node) {
        if let Some(parent) = self.parents.get_mut(from) {
            *parent = to;
        }
    }
}

/// Names in canonical form, each once, in a fixed order.
pub(super) fn canonical_names<'n>(names: impl Iterator<Item = &'n str>) -> Vec<String> {
    let mut all: Vec<String> = names.map(canonical).collect();
    all.sort();
    all.dedup();
    all
}
