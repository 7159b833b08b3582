// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! A pattern over names, as a policy writes it.

use std::{borrow::Cow, fmt};

use globset::{GlobBuilder, GlobMatcher};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

mod purl;

pub use purl::plain_purl;

/// A pattern over names: `*` stands for any characters, `?` for one, `{a,b}` for either. It matches
/// the whole name, in the letter case given.
#[derive(Clone, Debug)]
pub struct Pattern {
    written: String,
    matcher: GlobMatcher,
    any_case: GlobMatcher,
    /// The same for package URLs in their plain form, where it is a pattern for those.
    plain: Option<GlobMatcher>,
}

impl Pattern {
    /// A pattern; an error says what is wrong with it.
    pub fn new(written: &str) -> Result<Self, String> {
        if written.is_empty() {
            return Err("expected a pattern, got an empty text".to_owned());
        }
        let compiled = |text: &str, any_case| {
            let mut builder = GlobBuilder::new(text);
            let glob = builder.literal_separator(false).backslash_escape(true).case_insensitive(any_case).build();
            glob.map(|glob| glob.compile_matcher()).map_err(|error| format!("not a pattern: {}", error.kind()))
        };
        let plain = purl::plain_pattern(written).map(|(text, any_case)| compiled(&text, any_case)).transpose()?;
        let (matcher, any_case) = (compiled(written, false)?, compiled(written, true)?);
        Ok(Self { written: written.to_owned(), matcher, any_case, plain })
    }

    /// Whether the whole `name` matches.
    pub fn matches(&self, name: &str) -> bool {
        self.matcher.is_match(name)
    }

    /// Whether the whole `name` matches, whatever the letter case of the pattern. `name` is in lower case.
    pub fn matches_any_case(&self, name: &str) -> bool {
        self.any_case.is_match(name)
    }

    /// Whether a package URL matches: as written, or in the plain form `pkg:type/namespace/name@version`
    /// with percent-encoding resolved and without qualifiers and subpath. Both may be written in any of
    /// the ways in which the purl specification lets one package be named.
    pub fn matches_purl(&self, purl: &str) -> bool {
        self.matches(purl) || plain_purl(purl).is_some_and(|plain| self.matches_plain(&plain))
    }

    /// Whether a package URL in its plain form matches.
    pub fn matches_plain(&self, plain: &str) -> bool {
        self.matches(plain) || self.plain.as_ref().is_some_and(|matcher| matcher.is_match(plain))
    }

    /// The pattern as written.
    pub fn as_str(&self) -> &str {
        &self.written
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.written == other.written
    }
}

impl Serialize for Pattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.written)
    }
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Cow::<str>::deserialize(deserializer)?;
        Self::new(&written).map_err(D::Error::custom)
    }
}

impl JsonSchema for Pattern {
    fn schema_name() -> Cow<'static, str> {
        "Pattern".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "pattern", "minLength": 1 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_matches_the_whole_name() {
        let pattern = Pattern::new("release/*").unwrap();
        assert!(pattern.matches("release/1.0/hotfix"));
        assert!(!pattern.matches("old/release/1.0"));
        assert!(Pattern::new("").is_err());
        assert!(Pattern::new("{a").is_err());
    }

    #[test]
    fn a_purl_matches_in_its_plain_form() {
        let pattern = Pattern::new("pkg:npm/@babel/*").unwrap();
        assert!(pattern.matches_purl("pkg:npm/%40babel/core@7.0.0?x=y"));
        assert!(!pattern.matches_purl("pkg:npm/babel@7.0.0"));
    }

    #[test]
    fn what_is_no_package_url_has_no_plain_form() {
        for purl in ["npm/x@1", "pkg:npm", "pkg:npm/x@1%zz", "pkg:npm/x@1%2", "pkg:npm/../x@1", "pkg:npm/./x@1", ""] {
            assert_eq!(plain_purl(purl), None, "{purl}");
        }
        assert_eq!(plain_purl("PKG://NPM/%40a/b@1%2B2?c=d#e").as_deref(), Some("pkg:npm/@a/b@1+2"));
    }

    /// A denied component slipped through where pattern and SBOM named it differently.
    #[test]
    fn a_package_is_the_same_however_its_purl_is_written() {
        for (pattern, purl) in [
            ("pkg:deb/debian/openssl@1.1.1n-0%2Bdeb11u3", "pkg:deb/debian/openssl@1.1.1n-0+deb11u3?arch=amd64"),
            ("pkg:npm/%40evil/x@1", "pkg:npm/%40evil/x@1?vcs_url=git"),
            ("pkg:pypi/PyYAML@*", "pkg:pypi/pyyaml@5.3"),
            ("pkg:pypi/foo_bar@1", "pkg:pypi/foo-bar@1"),
            ("pkg:pypi/foo-bar@1.0", "pkg:pypi/foo.__bar@1.0"),
            ("pkg:golang/github.com/Foo/bar@v1", "pkg:golang/github.com/foo/bar@v1"),
            ("pkg:github/Foo/Bar@1", "pkg:github/foo/bar@1"),
            ("pkg:NPM/x@1", "pkg:npm/x@1"),
            ("pkg:npm/x@1", "PKG:npm/x@1"),
            ("pkg:npm/x@1", "pkg://npm/x@1"),
            ("pkg:npm/a%2A@1", "pkg:npm/a%2A@1?b=c"),
        ] {
            assert!(Pattern::new(pattern).unwrap().matches_purl(purl), "{pattern} {purl}");
        }
        for (pattern, purl) in [
            ("pkg:npm/Foo@1", "pkg:maven/foo@1"),
            ("pkg:maven/a/Foo@1", "pkg:maven/a/foo@1"),
            ("pkg:npm/a%2A@1", "pkg:npm/abc@1"),
        ] {
            assert!(!Pattern::new(pattern).unwrap().matches_purl(purl), "{pattern} {purl}");
        }
    }
}
