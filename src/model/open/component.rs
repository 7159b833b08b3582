// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! By what two tools mean the same component.

use std::collections::HashMap;

use packageurl::PackageUrl;

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
            // `group:artifact`, as tools for Java write it, is `group/artifact` elsewhere.
            let name = name.to_lowercase().replace(':', "/");
            return Self { purl: None, name: format!("{name}@{}", plain_version("", version.unwrap_or_default())) };
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
    numbers: HashMap<ComponentKey, usize>,
    /// The only one with a package URL of this name and version; `None` where there are several.
    by_name: HashMap<String, Option<usize>>,
}

impl Components {
    /// Notes a component.
    pub(super) fn add(&mut self, key: &ComponentKey) {
        if self.numbers.contains_key(key) {
            return;
        }
        let number = self.numbers.len();
        self.numbers.insert(key.clone(), number);
        if key.purl.is_some() {
            self.by_name.entry(key.name.clone()).and_modify(|only| *only = None).or_insert(Some(number));
        }
    }

    /// The number of a component, once all were added.
    pub(super) fn number(&self, key: &ComponentKey) -> Option<usize> {
        let own = self.numbers.get(key).copied();
        let named = || self.by_name.get(&key.name).copied().flatten();
        if key.purl.is_some() { own } else { named().or(own) }
    }
}
