// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! By what two tools mean the same component.

use std::collections::HashMap;

use packageurl::PackageUrl;

use super::{
    aliases::to_number,
    hashed::{Hashed, HashedMap},
};
use crate::model::{Component, Package};

/// What tells one component from another: the package URL without qualifiers, in one spelling, or
/// else name and version.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ComponentKey {
    /// The plain package URL, where one is known.
    purl: Option<String>,
    /// Name and version in lower case.
    name: String,
}

impl ComponentKey {
    /// The key of a component that a scanner names.
    pub fn of_package(package: &Package) -> Self {
        Self::new(package.purl.as_deref(), &package.name, package.version.as_deref())
    }

    /// The key of a component of an SBOM.
    pub fn of_component(component: &Component) -> Self {
        Self::new(component.purl.as_deref(), &component.name, component.version.as_deref())
    }

    /// The key by name and version alone.
    pub fn by_name(&self) -> Self {
        Self { purl: None, name: self.name.clone() }
    }

    /// The key of the component whatever its version.
    pub fn of_any_version(&self) -> Self {
        let bare = |text: &str| text.rsplit_once('@').map_or(text, |(bare, _)| bare).to_owned();
        Self { purl: self.purl.as_deref().map(bare), name: bare(&self.name) }
    }

    /// Whether a package URL is known.
    pub const fn has_purl(&self) -> bool {
        self.purl.is_some()
    }

    fn new(purl: Option<&str>, name: &str, version: Option<&str>) -> Self {
        let parsed: Option<PackageUrl<'_>> = purl.and_then(|purl| purl.parse().ok());
        let Some(parsed) = parsed else {
            let mut name = name.to_lowercase();
            if name.contains(':') {
                // `group:artifact`, as tools for Java write it, is `group/artifact` elsewhere.
                name = name.replace(':', "/");
            }
            name.extend(["@", plain_version("", version.unwrap_or_default())]);
            return Self { purl: None, name };
        };
        let kind = parsed.ty().to_ascii_lowercase();
        let version = plain_version(&kind, parsed.version().or(version).unwrap_or_default()).to_owned();
        let namespace = parsed.namespace().map(|namespace| format!("{namespace}/")).unwrap_or_default();
        let full = format!("{namespace}{}", parsed.name());
        let spelt = match kind.as_str() {
            // The purl specification, "known types": names of these are not case-sensitive.
            "pypi" => full.to_lowercase().replace('_', "-"),
            "npm" | "composer" | "github" | "bitbucket" | "golang" | "deb" | "apk" | "nuget" => full.to_lowercase(),
            _ => full.clone(),
        };
        Self { purl: Some(format!("pkg:{kind}/{spelt}@{version}")), name: format!("{}@{version}", full.to_lowercase()) }
    }
}

/// Tools for Go write `v1.2.3` and `1.2.3` for the same version.
fn plain_version<'v>(kind: &str, version: &'v str) -> &'v str {
    let starts = |rest: &&str| rest.starts_with(|c: char| c.is_ascii_digit());
    let strip = matches!(kind, "golang" | "");
    version.strip_prefix('v').filter(starts).filter(|_| strip).unwrap_or(version)
}

/// Numbers for components. One without a package URL is the one with it that has the same name and
/// version, as long as there is only one such.
#[derive(Default)]
pub(super) struct Components {
    numbers: HashedMap<ComponentKey, u32>,
    /// The only one with a package URL of this name and version; `None` where there are several.
    by_name: HashMap<String, Option<u32>>,
}

impl Components {
    /// Notes a component; gives a number for it.
    pub(super) fn add(&mut self, key: Hashed<ComponentKey>) -> u32 {
        let next = to_number(self.numbers.len());
        let name = key.value.purl.is_some().then(|| key.value.name.clone());
        let number = *self.numbers.entry(key).or_insert(next);
        if let Some(name) = name.filter(|_| number == next) {
            self.by_name.entry(name).and_modify(|only| *only = None).or_insert(Some(number));
        }
        number
    }

    /// What the numbers given stand for, once all were added: another number where another key means
    /// the same component.
    pub(super) fn resolved(self) -> Vec<u32> {
        let mut resolved: Vec<u32> = (0..to_number(self.numbers.len())).collect();
        for (Hashed { value: key, .. }, number) in &self.numbers {
            let named = || self.by_name.get(&key.name).copied().flatten();
            if key.purl.is_none()
                && let (Some(other), Some(own)) = (named(), resolved.get_mut(*number as usize))
            {
                *own = other;
            }
        }
        resolved
    }
}
