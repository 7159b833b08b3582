// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What is to be released.

use std::{fmt, str::FromStr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Digests;

/// A full Git commit id in lower-case hexadecimal: 40 digits (SHA-1) or 64 (SHA-256).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Commit(String);

/// Why a text is no commit id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotACommit;

impl Commit {
    /// The id in lower-case hexadecimal.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Commit {
    type Err = NotACommit;

    fn from_str(text: &str) -> Result<Self, NotACommit> {
        let right = matches!(text.len(), 40 | 64) && text.bytes().all(|b| b.is_ascii_hexdigit());
        if right { Ok(Self(text.to_ascii_lowercase())) } else { Err(NotACommit) }
    }
}

impl TryFrom<String> for Commit {
    type Error = NotACommit;

    fn try_from(text: String) -> Result<Self, NotACommit> {
        text.parse()
    }
}

impl From<Commit> for String {
    fn from(commit: Commit) -> Self {
        commit.0
    }
}

impl fmt::Display for NotACommit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no full commit id")
    }
}

impl fmt::Display for Commit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What an artifact is, for rules that concern one kind only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ArtifactKind {
    /// A container image, known by the digest of its manifest, or an OCI/Docker archive of one.
    Image,
    /// A package for a package manager (wheel, npm tarball, crate, jar, deb, rpm, chart …).
    Package,
    /// Any other archive.
    Archive,
    /// Any other file.
    File,
    /// Not known: only a digest was given, or an archive could not be looked through. No policy names it.
    #[serde(skip)]
    Unknown,
}

impl ArtifactKind {
    /// The word that a policy uses for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Package => "package",
            Self::Archive => "archive",
            Self::File => "file",
            Self::Unknown => "unknown",
        }
    }

    /// Whether it is one of `kinds`, as far as is known: not knowing must not switch a rule off.
    pub fn may_be_of(self, kinds: &[Self]) -> bool {
        self == Self::Unknown || kinds.contains(&self)
    }
}

/// One thing that is handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// The path or reference as the user named it.
    pub name: String,
    /// What it is.
    pub kind: ArtifactKind,
    /// Its digests. Empty only where a registry did not show the image: nothing is then evidence about it.
    pub digests: Digests,
    /// Number of bytes; `None` when only its digest was given.
    pub size: Option<u64>,
}

/// The branch or tag that is released.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// A branch, by its short name.
    Branch(String),
    /// A tag, by its short name.
    Tag(String),
}

/// What is to be released.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Release {
    /// The commit it is built from.
    pub commit: Option<Commit>,
    /// The branch or tag, where known.
    pub reference: Option<Reference>,
    /// The address of the project on the forge, where known.
    pub project_url: Option<String>,
    /// Where it goes, such as `production`.
    pub environment: Option<String>,
    /// What is handed over.
    pub artifacts: Vec<Artifact>,
}
