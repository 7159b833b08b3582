// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! A pattern over names, as a policy writes it.

use std::{borrow::Cow, fmt};

use globset::{GlobBuilder, GlobMatcher};
use packageurl::PackageUrl;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// A pattern over names: `*` stands for any characters, `?` for one, `{a,b}` for either. It matches
/// the whole name, in the letter case given.
#[derive(Clone, Debug)]
pub struct Pattern {
    written: String,
    matcher: GlobMatcher,
    any_case: GlobMatcher,
}

impl Pattern {
    /// A pattern; an error says what is wrong with it.
    pub fn new(written: &str) -> Result<Self, String> {
        if written.is_empty() {
            return Err("expected a pattern, got an empty text".to_owned());
        }
        let compiled = |any_case| {
            let mut builder = GlobBuilder::new(written);
            let glob = builder.literal_separator(false).backslash_escape(true).case_insensitive(any_case).build();
            glob.map(|glob| glob.compile_matcher()).map_err(|error| format!("not a pattern: {}", error.kind()))
        };
        Ok(Self { written: written.to_owned(), matcher: compiled(false)?, any_case: compiled(true)? })
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
    /// with percent-encoding resolved and without qualifiers and subpath.
    pub fn matches_purl(&self, purl: &str) -> bool {
        self.matches(purl) || plain_purl(purl).is_some_and(|plain| self.matches(&plain))
    }

    /// The pattern as written.
    pub fn as_str(&self) -> &str {
        &self.written
    }
}

fn plain_purl(purl: &str) -> Option<String> {
    let purl: PackageUrl<'_> = purl.parse().ok()?;
    let namespace = purl.namespace().map(|n| format!("{n}/")).unwrap_or_default();
    let version = purl.version().map(|v| format!("@{v}")).unwrap_or_default();
    Some(format!("pkg:{}/{namespace}{}{version}", purl.ty(), purl.name()))
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
        json_schema!({ "type": "string", "minLength": 1 })
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
}
