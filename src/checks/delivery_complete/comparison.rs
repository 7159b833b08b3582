// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Components against files: by digest first, by name for what is left. Each file name is walked
//! through once, so that many files and components of one name take no more than their number.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::model::{Bom, Component, ComponentKind, DeliveredFile, Delivery, DigestAlgorithm, Digests, EdgeKind, Node};

/// What was found for a component.
pub(super) enum Match<'a> {
    /// A file of the same bytes.
    Same,
    /// A file of its name, and nothing to compare it by.
    SameName(&'a DeliveredFile),
    /// A file of its name with other bytes.
    Changed(&'a DeliveredFile),
    /// Nothing.
    None,
}

/// Files and what is known of them.
pub(super) struct Comparison<'a> {
    delivery: &'a Delivery,
    by_digest: HashMap<&'a [u8], Vec<usize>>,
    by_path: HashMap<&'a str, usize>,
    by_name: HashMap<&'a str, Vec<usize>>,
    /// Whether a component has the bytes of the file.
    same: Vec<bool>,
    /// Whether a component has its name only.
    named: Vec<bool>,
    /// The files that components of the SBOM at hand have by name; another may list them again.
    taken: HashSet<usize>,
    /// How many files of a name were gone through for the SBOM at hand.
    gone_through: HashMap<&'a str, usize>,
}

/// The algorithms that files of a delivery are hashed by.
const HASHED_BY: [DigestAlgorithm; 2] = [DigestAlgorithm::Sha256, DigestAlgorithm::Sha512];

impl<'a> Comparison<'a> {
    pub(super) fn new(delivery: &'a Delivery) -> Self {
        let files = &delivery.files;
        let mut by_digest: HashMap<&[u8], Vec<usize>> = HashMap::new();
        let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, file) in files.iter().enumerate() {
            for digest in HASHED_BY.iter().filter_map(|algorithm| file.digests.get(*algorithm)) {
                by_digest.entry(digest).or_default().push(index);
            }
            by_name.entry(file.name()).or_default().push(index);
        }
        let by_path = files.iter().enumerate().map(|(index, file)| (inner_path(&file.path), index)).rev().collect();
        let (same, named) = (vec![false; files.len()], vec![false; files.len()]);
        let (taken, gone_through) = (HashSet::new(), HashMap::new());
        Self { delivery, by_digest, by_path, by_name, same, named, taken, gone_through }
    }

    /// Notes every file that has the bytes of a component.
    pub(super) fn match_by_digest(&mut self, bom: &Bom) {
        for (_, component) in bom.nodes() {
            // Files of one digest have the same bytes, so the first speaks for all.
            let files = self.of_digests(&component.hashes.digests());
            let Some(first) = files.and_then(|files| files.first()) else { continue };
            if self.same.get(*first) == Some(&false) && self.is_same(component) {
                let files = files.cloned().unwrap_or_default();
                files.into_iter().for_each(|index| note(&mut self.same, index));
            }
        }
    }

    fn of_digests(&self, digests: &Digests) -> Option<&Vec<usize>> {
        HASHED_BY.iter().find_map(|algorithm| self.by_digest.get(digests.get(*algorithm)?))
    }

    fn is_same(&self, component: &Component) -> bool {
        let digests = component.hashes.digests();
        let first = self.of_digests(&digests).and_then(|files| self.delivery.files.get(*files.first()?));
        first.is_some_and(|file| file.digests.agree(&digests))
    }

    /// The components that are part of one whose bytes were found, however deep.
    pub(super) fn inherent(&self, bom: &Bom) -> BTreeSet<Node> {
        let found = bom.nodes().filter(|(_, component)| self.is_same(component));
        let mut waiting: Vec<Node> = found.map(|(node, _)| node).collect();
        let mut inherent = BTreeSet::new();
        while let Some(node) = waiting.pop() {
            let parts = bom.graph.from(node).iter().filter(|edge| edge.kind == EdgeKind::Contains);
            waiting.extend(parts.map(|edge| edge.to).filter(|part| inherent.insert(*part)));
        }
        inherent
    }

    /// What the delivery holds of a component.
    pub(super) fn find(&mut self, component: &Component) -> Match<'a> {
        if self.is_same(component) {
            return Match::Same;
        }
        let Some(name) = file_name(component) else { return Match::None };
        let Some(file) = self.take(name) else { return Match::None };
        let digests = component.hashes.digests();
        let comparable = HASHED_BY.iter().any(|algorithm| digests.get(*algorithm).is_some());
        if comparable { Match::Changed(file) } else { Match::SameName(file) }
    }

    /// Another SBOM is looked at.
    pub(super) fn begin(&mut self) {
        self.taken = HashSet::new();
        self.gone_through = HashMap::new();
    }

    /// A file of this path or name that no other component of the SBOM has.
    fn take(&mut self, name: &str) -> Option<&'a DeliveredFile> {
        let path = name.strip_prefix("./").unwrap_or(name);
        if let Some(index) = self.by_path.get(path).copied()
            && self.take_at(index)
        {
            return self.delivery.files.get(index);
        }
        let (last, files) = self.by_name.get_key_value(path.rsplit('/').next().unwrap_or(path))?;
        let (last, count) = (*last, files.len());
        loop {
            let next = self.gone_through.entry(last).or_default();
            if *next >= count {
                return None;
            }
            let index = *self.by_name.get(last)?.get(*next)?;
            *next = next.saturating_add(1);
            if self.take_at(index) {
                return self.delivery.files.get(index);
            }
        }
    }

    fn take_at(&mut self, index: usize) -> bool {
        let free = self.same.get(index) == Some(&false) && self.taken.insert(index);
        if free {
            note(&mut self.named, index);
        }
        free
    }

    /// The files that no component has. Of an archive of which nothing was found, only itself; of one
    /// that was found, nothing that is in it.
    pub(super) fn unlisted(&self) -> Vec<&'a DeliveredFile> {
        let files = &self.delivery.files;
        let listed = |index: usize| self.same.get(index) != Some(&false) || self.named.get(index) != Some(&false);
        let mut partly = vec![false; files.len()];
        for (index, file) in files.iter().enumerate() {
            if let Some(archive) = file.archive.filter(|_| listed(index)) {
                note(&mut partly, archive);
            }
        }
        let indexed = files.iter().enumerate();
        indexed
            .filter(|(index, file)| match file.archive {
                _ if listed(*index) => false,
                None => partly.get(*index) == Some(&false),
                Some(archive) => self.same.get(archive) == Some(&false) && partly.get(archive) == Some(&true),
            })
            .map(|(_, file)| file)
            .collect()
    }
}

fn note(list: &mut [bool], index: usize) {
    if let Some(entry) = list.get_mut(index) {
        *entry = true;
    }
}

/// The path in the archive, where the file lies in one.
fn inner_path(path: &str) -> &str {
    path.split_once('!').map_or(path, |(_, inner)| inner)
}

/// The name of the file that a component says it is.
pub(super) fn file_name(component: &Component) -> Option<&str> {
    let own = (component.kind == ComponentKind::File).then_some(&*component.name);
    component.filename.as_deref().or(own).filter(|name| !name.trim().is_empty())
}
