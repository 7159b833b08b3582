// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! A software bill of materials.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Digests, Place};

/// A software bill of materials in one form for all formats.
#[derive(Clone, Debug, Default)]
pub struct Bom {
    /// What the SBOM is about, described as a component.
    pub primary: Option<Component>,
    /// Every component but the primary one, nested ones included, in the order of the document.
    pub components: Vec<Component>,
    /// Number of entries of the dependency graph.
    pub dependencies: u64,
    /// Who made the SBOM, where stated (a name, an e-mail address or a URL).
    pub creator: Option<String>,
}

/// One component.
#[derive(Clone, Debug, Default)]
pub struct Component {
    /// The group or namespace, the name; joined by `/` where there is a group.
    pub name: Box<str>,
    /// The version.
    pub version: Option<Box<str>>,
    /// The package URL as written.
    pub purl: Option<Box<str>>,
    /// The licences.
    pub licenses: Vec<LicenseChoice>,
    /// Digests of the component that identify it.
    pub digests: Digests,
    /// Whether a hash by an algorithm outside [`super::DigestAlgorithm`] (such as SHA-1) is given.
    pub weak_hash: bool,
    /// Whether a CPE is given.
    pub cpe: bool,
    /// Supplier, manufacturer, publisher or author.
    pub supplier: Option<Box<str>>,
    /// Where in the document it stands.
    pub place: Place,
}

/// A licence statement of a component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LicenseChoice {
    /// An SPDX identifier or expression, as written and not yet parsed.
    Expression(Box<str>),
    /// A name that is not claimed to be an SPDX identifier.
    Name(Box<str>),
}

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

impl Component {
    /// The package URL, or else the name with its version.
    pub fn identity(&self) -> String {
        match (&self.purl, &self.version) {
            (Some(purl), _) => purl.to_string(),
            (None, Some(version)) => format!("{}@{version}", self.name),
            (None, None) => self.name.to_string(),
        }
    }
}
