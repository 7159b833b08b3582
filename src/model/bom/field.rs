// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The fields of a component that a policy can ask for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A field of an SBOM component that a policy can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BomField {
    /// The version.
    Version,
    /// A package URL that is well formed.
    Purl,
    /// A licence.
    License,
    /// A hash of any algorithm.
    Hash,
    /// A SHA-256 hash.
    Sha256,
    /// A SHA-512 hash.
    Sha512,
    /// The supplier, manufacturer, publisher or author.
    Supplier,
    /// A CPE.
    Cpe,
}

impl BomField {
    /// The word that a policy uses for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Version => "version",
            Self::Purl => "purl",
            Self::License => "license",
            Self::Hash => "hash",
            Self::Sha256 => "sha256",
            Self::Sha512 => "sha512",
            Self::Supplier => "supplier",
            Self::Cpe => "cpe",
        }
    }
}

/// What some write in place of a name or version that they do not know.
const PLACEHOLDERS: &[&str] = &[
    "(devel)",
    "(unknown)",
    "*",
    "-",
    "?",
    "latest",
    "n/a",
    "no-version",
    "noassertion",
    "none",
    "null",
    "undefined",
    "unknown",
    "unspecified",
];

/// Whether a text without blanks around it stands for not knowing a name or version.
pub fn is_placeholder(text: &str) -> bool {
    PLACEHOLDERS.iter().any(|placeholder| placeholder.eq_ignore_ascii_case(text))
}
