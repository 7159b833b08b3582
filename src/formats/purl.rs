// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Package URLs made of the ecosystem, name and version that a report states.

use packageurl::PackageUrl;

use crate::model::Package;

/// The package of a report that names its ecosystem: by the type of its package URLs.
pub(super) fn package(kind: &str, name: &str, version: Option<&str>) -> Package {
    let version = version.map(str::trim).filter(|version| !version.is_empty());
    let purl = purl(kind, name.trim(), version);
    Package { name: name.trim().into(), version: version.map(Box::from), purl: purl.map(String::into_boxed_str) }
}

/// A package URL; `None` where name or type are no proper ones.
fn purl(kind: &str, name: &str, version: Option<&str>) -> Option<String> {
    let separator = if kind == "maven" { ':' } else { '/' };
    let (namespace, name) = name.rsplit_once(separator).map_or((None, name), |(space, name)| (Some(space), name));
    let normal = if kind == "pypi" { name.to_lowercase().replace('_', "-") } else { name.to_owned() };
    let mut purl = PackageUrl::new(kind, normal).ok()?;
    if let Some(namespace) = namespace {
        purl.with_namespace(namespace).ok()?;
    }
    if let Some(version) = version {
        purl.with_version(version).ok()?;
    }
    Some(purl.to_string())
}

/// The type of package URLs of an ecosystem, as OSV names it (OSV schema, `affected[].package.ecosystem`),
/// without what stands after a colon.
pub(super) fn kind_of_ecosystem(ecosystem: &str) -> Option<&'static str> {
    const KINDS: &[(&str, &str)] = &[
        ("cargo", "cargo"),
        ("composer", "composer"),
        ("crates.io", "cargo"),
        ("gem", "gem"),
        ("go", "golang"),
        ("golang", "golang"),
        ("gomodules", "golang"),
        ("gradle", "maven"),
        ("hex", "hex"),
        ("maven", "maven"),
        ("npm", "npm"),
        ("nuget", "nuget"),
        ("packagist", "composer"),
        ("pip", "pypi"),
        ("pub", "pub"),
        ("pypi", "pypi"),
        ("rubygems", "gem"),
        ("yarn", "npm"),
    ];
    let plain = ecosystem.split(':').next().unwrap_or_default().trim().to_ascii_lowercase();
    KINDS.iter().find(|(name, _)| *name == plain).map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_package_urls() {
        let purl = |kind, name| package(kind, name, Some("1.0")).purl.unwrap();
        assert_eq!(&*purl("npm", "@angular/core"), "pkg:npm/%40angular/core@1.0");
        assert_eq!(&*purl("maven", "org.apache:log4j"), "pkg:maven/org.apache/log4j@1.0");
        assert_eq!(&*purl("golang", "golang.org/x/net"), "pkg:golang/golang.org/x/net@1.0");
        assert_eq!(&*purl("pypi", "Typing_Extensions"), "pkg:pypi/typing-extensions@1.0");
        assert_eq!(package("npm", "", None).purl, None);
        assert_eq!(kind_of_ecosystem("Packagist"), Some("composer"));
        assert_eq!(kind_of_ecosystem("Debian:11"), None);
    }
}
