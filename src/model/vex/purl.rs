// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Package URLs, taken apart so that one can be held against another.

use std::collections::BTreeMap;

use packageurl::PackageUrl;

use crate::model::{Digest, Digests};

/// A package URL, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purl {
    /// Type, namespace and name: the package without its version.
    pub(super) package: PackageName,
    version: Option<Box<str>>,
    qualifiers: BTreeMap<Box<str>, Box<str>>,
    subpath: Option<Box<str>>,
}

/// A package without its version.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct PackageName {
    kind: Box<str>,
    namespace: Option<Box<str>>,
    name: Box<str>,
}

impl Purl {
    /// Takes a package URL apart; `None` where it is none.
    pub fn new(text: &str) -> Option<Self> {
        let purl: PackageUrl<'_> = text.trim().parse().ok()?;
        let kind = purl.ty().to_ascii_lowercase();
        // purl-types.md: names of these types are the same in any letter case.
        let any_case = matches!(kind.as_str(), "pypi" | "github" | "bitbucket" | "composer" | "deb" | "apk" | "oci");
        let case = |text: &str| if any_case { text.to_lowercase() } else { text.to_owned() };
        let name = if kind == "pypi" { case(purl.name()).replace('_', "-") } else { case(purl.name()) };
        let package = PackageName {
            namespace: purl.namespace().map(|namespace| case(namespace).into()),
            kind: kind.into(),
            name: name.into(),
        };
        let qualifiers = purl.qualifiers().iter().filter(|(_, value)| !value.is_empty());
        Some(Self {
            package,
            version: purl.version().filter(|version| !version.is_empty()).map(Box::from),
            qualifiers: qualifiers.map(|(key, value)| ((**key).into(), (**value).into())).collect(),
            subpath: purl.subpath().map(Box::from),
        })
    }

    /// The type, in lower case: the ecosystem.
    pub(super) fn kind(&self) -> &str {
        &self.package.kind
    }

    /// The version in it.
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// The same with a version where it has none.
    pub(super) fn or_version(mut self, version: Option<&str>) -> Self {
        self.version = self.version.or_else(|| version.filter(|version| !version.is_empty()).map(Box::from));
        self
    }

    /// Whether `specific` is a case of this one: the same package, the same version where this one
    /// has one, and every qualifier of this one present and equal there.
    pub fn covers(&self, specific: &Self) -> bool {
        self.package == specific.package
            && self.version.as_ref().is_none_or(|version| specific.version.as_ref() == Some(version))
            && self.subpath.as_ref().is_none_or(|subpath| specific.subpath.as_ref() == Some(subpath))
            && self.qualifiers.iter().all(|(key, value)| specific.qualifiers.get(key) == Some(value))
    }

    /// The digest that the package URL of a container image has for a version.
    pub(super) fn image_digest(&self) -> Option<Digests> {
        let image = matches!(&*self.package.kind, "oci" | "docker");
        let digest: Digest = self.version().filter(|_| image)?.parse().ok()?;
        Some([digest].into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covers(general: &str, specific: &str) -> bool {
        Purl::new(general).unwrap().covers(&Purl::new(specific).unwrap())
    }

    #[test]
    fn type_namespace_and_name_are_equal() {
        assert!(covers("pkg:npm/%40a/b@1.0", "pkg:npm/@a/b@1.0"));
        assert!(!covers("pkg:npm/b@1.0", "pkg:npm/@a/b@1.0"));
        assert!(!covers("pkg:npm/b@1.0", "pkg:pypi/b@1.0"));
        assert!(!covers("pkg:npm/b@1.0", "pkg:npm/c@1.0"));
        assert!(covers("pkg:pypi/Typing_Extensions", "pkg:pypi/typing-extensions@1"));
    }

    #[test]
    fn a_version_is_equal_or_absent() {
        assert!(covers("pkg:npm/b", "pkg:npm/b@1.0"));
        assert!(!covers("pkg:npm/b@1.0", "pkg:npm/b"));
        assert!(!covers("pkg:npm/b@1.0", "pkg:npm/b@1.0.0"));
    }

    #[test]
    fn every_qualifier_is_present_and_equal() {
        assert!(covers("pkg:apk/a/b@1?arch=x", "pkg:apk/a/b@1?arch=x&distro=y"));
        assert!(!covers("pkg:apk/a/b@1?arch=x", "pkg:apk/a/b@1?arch=z"));
        assert!(!covers("pkg:apk/a/b@1?arch=x", "pkg:apk/a/b@1"));
        assert!(!covers("pkg:golang/a/b#c", "pkg:golang/a/b"));
    }

    #[test]
    fn what_is_no_package_url_matches_nothing() {
        assert_eq!(Purl::new("pkg:maven/@1.3.4"), None);
        assert_eq!(Purl::new("openssl"), None);
    }
}
