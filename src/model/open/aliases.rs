// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Which names stand for the same vulnerability in one component.
//!
//! Names that a report gives together stand for the same, and that holds on through further
//! reports. Two CVE numbers are never one, nor are two of GitHub's: a name that goes with several of
//! them stands for each, so that a notice about ten vulnerabilities does not make one of ten. Notices
//! of distributors bundle as a rule and join nothing. Cost grows with the number of names and no faster.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    mem,
};

use super::hashed::{Hashed, HashedMap};
use crate::model::{NameKind, canonical};

/// A name in the scope of one component or place.
pub(super) type Node = u32;
/// The number of a component or place.
pub(super) type Scope = u32;

/// Classes of names that stand for the same.
#[derive(Default)]
pub(super) struct Aliases<'a> {
    /// Names are numbered: most stand in many scopes.
    numbers: HashedMap<Cow<'a, str>, u32>,
    /// The names by their number, once all are known.
    spelt: Vec<Cow<'a, str>>,
    nodes: HashMap<(Scope, u32), Node>,
    /// The number of the name of each node.
    names: Vec<u32>,
    parents: Vec<Node>,
    /// The number with the lowest spelling that goes with a class, by the root of the class, and the CVE
    /// number that goes with one of GitHub's.
    numbers_of: HashMap<Node, Node>,
}

/// The names of one finding: most have one CVE number at most, and there may be very many findings.
#[derive(Debug)]
pub(super) struct Names {
    cve: Option<Node>,
    /// GitHub's number; none where several stand beside a CVE number, since nobody knows which of them it is.
    ghsa: Option<Node>,
    /// The CVE numbers behind the first, or else GitHub's numbers behind the first.
    #[expect(clippy::box_collection, reason = "one for each finding, and nearly always none")]
    further: Option<Box<Vec<Node>>>,
    other: Option<Node>,
}

impl Names {
    /// Its CVE numbers; GitHub's where it has none.
    fn numbers(&self) -> impl Iterator<Item = Node> {
        self.cve.or(self.ghsa).into_iter().chain(self.further.iter().flat_map(|further| further.iter().copied()))
    }
}

impl<'a> Aliases<'a> {
    /// With room for the names of so many findings.
    pub(super) fn for_findings(count: usize) -> Self {
        Self {
            nodes: HashMap::with_capacity(count),
            names: Vec::with_capacity(count),
            parents: Vec::with_capacity(count),
            ..Self::default()
        }
    }

    /// Notes the names of a vulnerability in `scope`, in the order of [`common_names`].
    pub(super) fn add(&mut self, scope: Scope, names: Vec<(NameKind, Hashed<Cow<'a, str>>)>) -> Names {
        // A notice counts where there is nothing better.
        let least = names.first().map_or(NameKind::Vulnerability, |(kind, _)| *kind).max(NameKind::Vulnerability);
        let (mut cves, mut ghsas, mut other) = (Vec::new(), Vec::new(), None);
        for (kind, name) in names.into_iter().take_while(|(kind, _)| *kind <= least) {
            let number = self.number(name);
            let node = self.node(scope, number);
            match (kind, other) {
                (NameKind::Cve, _) => cves.push(node),
                (NameKind::Ghsa, _) => ghsas.push(node),
                (_, Some(first)) => self.join(first, node),
                (_, None) => other = Some(node),
            }
        }
        let further = if cves.is_empty() { ghsas.get(1..) } else { cves.get(1..) };
        let further = further.filter(|further| !further.is_empty()).map(|further| Box::new(further.to_vec()));
        let ghsa = ghsas.first().copied().filter(|_| cves.is_empty() || ghsas.len() == 1);
        Names { cve: cves.first().copied(), ghsa, further, other }
    }

    /// Notes which numbers go with which other names. To be called once all names are known.
    pub(super) fn connect<'n>(&mut self, all: impl Iterator<Item = &'n Names> + Clone) {
        // No further name comes.
        self.nodes = HashMap::new();
        self.spelt = vec![Cow::default(); self.numbers.len()];
        for (name, number) in mem::take(&mut self.numbers) {
            if let Some(spelt) = self.spelt.get_mut(number as usize) {
                *spelt = name.value;
            }
        }
        // A parent is never behind its child, so one pass leads every name straight to its root.
        for node in 0..to_number(self.parents.len()) {
            let parent = self.parent(node).and_then(|parent| self.parent(parent));
            self.point(node, parent.unwrap_or(node));
        }
        let lowest = |names: &Names| names.numbers().min_by_key(|number| self.name(*number));
        let of_others = all.clone().filter_map(|names| Some((self.root(names.other?), lowest(names)?)));
        let of_others: Vec<(Node, Node)> = of_others.collect();
        let of_ghsas = all.clone().filter(|names| names.cve.is_some());
        let mut of_ghsas: Vec<(Node, Node)> =
            of_ghsas.filter_map(|names| Some((lowest(names)?, names.ghsa?))).collect();
        let implied = self.implied(all, &of_ghsas);
        of_ghsas.extend(implied);
        of_ghsas.sort_unstable();
        of_ghsas.dedup();
        // A CVE number that goes with several of GitHub's would make one of those.
        let of_ghsas = of_ghsas.chunk_by(|(one, _), (other, _)| one == other);
        let of_ghsas = of_ghsas.filter_map(|pairs| if let [(cve, ghsa)] = pairs { Some((*ghsa, *cve)) } else { None });
        for (node, number) in of_others.into_iter().chain(of_ghsas) {
            let lower = |known: &Node| self.name(*known) > self.name(number);
            if self.numbers_of.get(&node).is_none_or(lower) {
                self.numbers_of.insert(node, number);
            }
        }
    }

    /// The CVE number and GitHub's that no report gives together, but that one and the same other name
    /// goes with, and nothing else does.
    fn implied<'n>(&self, all: impl Iterator<Item = &'n Names>, told: &[(Node, Node)]) -> Vec<(Node, Node)> {
        let numbers = |names: &'n Names| {
            let root = names.other.map(|other| self.root(other));
            let of_github = names.cve.is_none();
            names.numbers().filter_map(move |number| Some((root?, of_github, number)))
        };
        let mut numbers: Vec<(Node, bool, Node)> = all.flat_map(numbers).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let known: HashSet<Node> = told.iter().flat_map(|(cve, ghsa)| [*cve, *ghsa]).collect();
        let of_class = numbers.chunk_by(|(one, ..), (other, ..)| one == other);
        let pairs = of_class.filter_map(|numbers| match numbers {
            [(_, false, cve), (_, true, ghsa)] => Some((*cve, *ghsa)),
            _ => None,
        });
        pairs.filter(|(cve, ghsa)| !known.contains(cve) && !known.contains(ghsa)).collect()
    }

    /// The vulnerabilities that a finding speaks of, each by one node: its own CVE numbers, else the
    /// CVE numbers that GitHub's go with, else the number that its names go with, else the class of these.
    pub(super) fn vulnerabilities(&self, names: &Names) -> impl Iterator<Item = Node> {
        let root = names.other.filter(|_| names.cve.or(names.ghsa).is_none()).map(|other| self.root(other));
        let number = |node: Node| self.numbers_of.get(&node).copied().unwrap_or(node);
        names.numbers().chain(root.map(number)).map(number)
    }

    /// A node for what only its own tool knows by this name.
    pub(super) fn own(&mut self, scope: Scope, name: Hashed<Cow<'a, str>>) -> Node {
        let number = self.number(name);
        self.node(scope, number)
    }

    /// How many nodes there are.
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// The canonical name of a node, once the names were connected.
    pub(super) fn name(&self, node: Node) -> &str {
        let number = self.names.get(node as usize);
        number.and_then(|number| self.spelt.get(*number as usize)).map_or("", |name| name)
    }

    fn number(&mut self, name: Hashed<Cow<'a, str>>) -> u32 {
        let next = to_number(self.numbers.len());
        *self.numbers.entry(name).or_insert(next)
    }

    fn node(&mut self, scope: Scope, number: u32) -> Node {
        let next = to_number(self.names.len());
        let node = *self.nodes.entry((scope, number)).or_insert(next);
        if node == next {
            self.names.push(number);
            self.parents.push(next);
        }
        node
    }

    fn parent(&self, node: Node) -> Option<Node> {
        self.parents.get(node as usize).copied()
    }

    /// The root, once the names were connected.
    fn root(&self, node: Node) -> Node {
        self.parent(node).unwrap_or(node)
    }

    fn join(&mut self, one: Node, other: Node) {
        let (one, other) = (self.shorten(one), self.shorten(other));
        let (low, high) = (one.min(other), one.max(other));
        self.point(high, low);
    }

    /// The root, with the way to it halved for the next time.
    fn shorten(&mut self, node: Node) -> Node {
        let mut node = node;
        while let Some(parent) = self.parent(node).filter(|parent| *parent != node) {
            let beyond = self.parent(parent).unwrap_or(parent);
            self.point(node, beyond);
            node = beyond;
        }
        node
    }

    fn point(&mut self, from: Node, to: Node) {
        if let Some(parent) = self.parents.get_mut(from as usize) {
            *parent = to;
        }
    }
}

/// A number of what memory can hold; what is beyond four thousand millions falls together.
pub(super) fn to_number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// A name by which everybody knows a vulnerability or a notice, in canonical form, and what it stands for.
pub(super) type CommonName<'n> = (NameKind, Cow<'n, str>);

/// Those of the names by which everybody knows a vulnerability or a notice, each once: CVE numbers first,
/// notices last.
pub(super) fn common_names<'n>(names: impl Iterator<Item = &'n str>) -> Vec<CommonName<'n>> {
    let common = names.map(|name| (NameKind::of(name.trim()), name)).filter(|(kind, _)| *kind <= NameKind::Advisory);
    let mut all: Vec<CommonName<'_>> = common.map(|(kind, name)| (kind, canonical(name))).collect();
    all.sort_unstable();
    all.dedup();
    all
}
