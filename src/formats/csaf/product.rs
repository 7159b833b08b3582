// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The product tree: every product by its id, with what identifies it.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use super::{
    document::{Branch, FullName, Helper, ProductTree},
    faults,
};
use crate::{
    formats::{
        ReadError,
        json::{Str, kept},
    },
    model::{DigestAlgorithm, Digests, Purl, Versions, VexProduct, VexThing},
};

/// Every product of a document, by its id.
#[derive(Default)]
pub(super) struct Tree<'a> {
    products: HashMap<&'a str, Arc<VexThing>>,
    /// Products made of others: a component, and the products in which it stands, the inner ones first.
    combined: BTreeMap<&'a str, Combined<'a>>,
    groups: HashSet<&'a str>,
    /// The groups of each product.
    groups_of: HashMap<&'a str, Vec<&'a str>>,
    members: HashSet<(&'a str, &'a str)>,
}

struct Combined<'a> {
    own: Arc<VexThing>,
    component: &'a str,
    within: Vec<&'a str>,
}

impl<'a> Tree<'a> {
    pub(super) fn new(raw: Option<&'a ProductTree<'a>>) -> Result<Self, ReadError> {
        let mut tree = Self::default();
        let Some(raw) = raw else { return Ok(tree) };
        for name in &raw.full_product_names {
            tree.add(name, &Versions::Any)?;
        }
        for branch in &raw.branches {
            tree.add_branch(branch, &Versions::Any)?;
        }
        for relationship in &raw.relationships {
            let within = vec![relationship.relates_to_product_reference.as_str()];
            tree.combine(&relationship.full_product_name, relationship.product_reference.as_str(), within)?;
        }
        for path in &raw.product_paths {
            let within = path.subpaths.iter().map(|subpath| subpath.next_product_reference.as_str()).collect();
            tree.combine(&path.full_product_name, path.beginning_product_reference.as_str(), within)?;
        }
        tree.check_references()?;
        for group in &raw.product_groups {
            let id = group.group_id.as_str();
            if !tree.groups.insert(id) {
                return Err(faults::id(id, faults::DOUBLE_GROUP));
            }
            for product in &group.product_ids {
                tree.known(product)?;
                if tree.members.insert((product.as_str(), id)) {
                    tree.groups_of.entry(product.as_str()).or_default().push(id);
                }
            }
        }
        Ok(tree)
    }

    /// The nesting is bounded by that of the document.
    fn add_branch(&mut self, branch: &'a Branch<'a>, versions: &Versions) -> Result<(), ReadError> {
        let narrowed = match branch.category.as_str() {
            "product_version" => Versions::One(branch.name.as_str().trim().into()),
            "product_version_range" => Versions::Range(branch.name.as_str().trim().into()),
            _ => versions.clone(),
        };
        if let Some(product) = &branch.product {
            self.add(product, &narrowed)?;
        }
        branch.branches.iter().try_for_each(|inner| self.add_branch(inner, &narrowed))
    }

    fn add(&mut self, name: &'a FullName<'a>, versions: &Versions) -> Result<(), ReadError> {
        self.claim(name)?;
        self.products.insert(name.product_id.as_str(), thing(name, versions)?.into());
        Ok(())
    }

    fn combine(&mut self, name: &'a FullName<'a>, component: &'a str, within: Vec<&'a str>) -> Result<(), ReadError> {
        self.claim(name)?;
        let own = thing(name, &Versions::Any)?.into();
        self.combined.insert(name.product_id.as_str(), Combined { own, component, within });
        Ok(())
    }

    /// Refuses an id that is taken.
    fn claim(&self, name: &FullName<'_>) -> Result<(), ReadError> {
        let id = name.product_id.as_str();
        let taken = self.products.contains_key(id) || self.combined.contains_key(id);
        if taken { Err(faults::id(id, faults::DOUBLE_PRODUCT)) } else { Ok(()) }
    }

    /// Every product that others are made of is known, and none is made of itself.
    fn check_references(&self) -> Result<(), ReadError> {
        let mut waiting: HashMap<&str, usize> = HashMap::new();
        let mut needed_by: HashMap<&str, Vec<&str>> = HashMap::new();
        for (id, combined) in &self.combined {
            let mut open: usize = 0;
            for part in std::iter::once(combined.component).chain(combined.within.iter().copied()) {
                if self.combined.contains_key(part) {
                    open = open.saturating_add(1);
                    needed_by.entry(part).or_default().push(id);
                } else if !self.products.contains_key(part) {
                    return Err(faults::id(part, faults::UNKNOWN_PRODUCT));
                }
            }
            waiting.insert(id, open);
        }
        let mut ready: Vec<&str> = waiting.iter().filter(|(_, open)| **open == 0).map(|(id, _)| *id).collect();
        while let Some(id) = ready.pop() {
            waiting.remove(id);
            for dependent in needed_by.get(id).into_iter().flatten() {
                let Some(open) = waiting.get_mut(dependent) else { continue };
                *open = open.saturating_sub(1);
                if *open == 0 {
                    ready.push(dependent);
                }
            }
        }
        match waiting.keys().min() {
            Some(id) => Err(faults::id(id, faults::CIRCLE)),
            None => Ok(()),
        }
    }

    /// Refuses an id that names no product.
    pub(super) fn known(&self, id: &Str<'_>) -> Result<(), ReadError> {
        let id = id.as_str();
        let known = self.products.contains_key(id) || self.combined.contains_key(id);
        if known { Ok(()) } else { Err(faults::id(id, faults::UNKNOWN_PRODUCT)) }
    }

    /// Refuses an id that names no group.
    pub(super) fn known_group(&self, id: &Str<'_>) -> Result<(), ReadError> {
        if self.groups.contains(id.as_str()) { Ok(()) } else { Err(faults::id(id.as_str(), faults::UNKNOWN_GROUP)) }
    }

    pub(super) fn groups_of(&self, product: &str) -> &[&'a str] {
        self.groups_of.get(product).map_or(&[], Vec::as_slice)
    }

    pub(super) fn is_member(&self, product: &str, group: &str) -> bool {
        self.members.contains(&(product, group))
    }

    /// The product of an id. A component within a product is known as a part of that product;
    /// one within several, or within something made of others, by nothing but its name.
    pub(super) fn product(&self, id: &str) -> VexProduct {
        if let Some(product) = self.products.get(id) {
            return VexProduct { product: Arc::clone(product), subcomponents: Box::default() };
        }
        let nameless = |name: Box<str>| VexProduct {
            product: VexThing { name, ..VexThing::default() }.into(),
            subcomponents: Box::default(),
        };
        let Some(combined) = self.combined.get(id) else { return nameless(id.into()) };
        let component = self.products.get(combined.component);
        match (combined.within.as_slice(), component) {
            ([product], Some(component)) if self.products.contains_key(product) => {
                let is_known = !component.purls.is_empty() || !component.digests.is_empty();
                let component = if is_known { component } else { &combined.own };
                let product = self.products.get(product).unwrap_or(&combined.own);
                VexProduct { product: Arc::clone(product), subcomponents: [Arc::clone(component)].into() }
            }
            _ => nameless(combined.own.name.clone()),
        }
    }
}

/// What identifies a product. The branch of a version counts where the package URL holds none:
/// there it is often written in another way.
fn thing(name: &FullName<'_>, versions: &Versions) -> Result<VexThing, ReadError> {
    let helper = name.helper.as_ref();
    let purls = helper.into_iter().flat_map(|helper| helper.purl.iter().chain(&helper.purls));
    let purls: Box<[Box<str>]> = purls.filter_map(|purl| kept(Some(purl))).collect();
    let versioned = |purl: &str| Purl::new(purl).is_some_and(|purl| purl.version().is_some());
    let is_versioned = !purls.is_empty() && purls.iter().all(|purl| versioned(purl));
    let versions = match versions {
        Versions::One(_) if is_versioned => Versions::Any,
        versions => versions.clone(),
    };
    Ok(VexThing {
        name: kept(Some(&name.name)).unwrap_or_default(),
        purls,
        cpes: helper.and_then(|helper| kept(helper.cpe.as_ref())).into_iter().collect(),
        digests: digests(helper, name.product_id.as_str())?,
        link: None,
        versions,
    })
}

/// The digests of a product that is one file. Those of several files do not identify it as a whole.
fn digests(helper: Option<&Helper<'_>>, id: &str) -> Result<Digests, ReadError> {
    let files = helper.map_or(&[][..], |helper| &helper.hashes);
    let mut whole = Digests::default();
    for file in files {
        let mut digests = Digests::default();
        let mut seen = HashSet::new();
        for hash in &file.file_hashes {
            let twice = !seen.insert(hash.algorithm.as_str().to_ascii_lowercase());
            let algorithm = DigestAlgorithm::from_name(hash.algorithm.as_str());
            if twice || algorithm.is_some_and(|algorithm| !digests.add_hex(algorithm, hash.value.as_str())) {
                return Err(faults::id(id, faults::HASHES));
            }
        }
        whole = digests;
    }
    Ok(if files.len() == 1 { whole } else { Digests::default() })
}
