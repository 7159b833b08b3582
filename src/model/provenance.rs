// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! How an artifact came about, and what others concluded about that.

use std::{collections::BTreeMap, fmt};

use super::{Commit, Digests, Timestamp};

/// How an artifact was built (SLSA provenance v0.2 and v1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// Who built it (`builder.id`).
    pub builder: Box<str>,
    /// What sort of build it was (`buildType`).
    pub build_type: Box<str>,
    /// The parameters that came from outside, by name: texts as they are, anything else as JSON.
    pub parameters: BTreeMap<Box<str>, Box<str>>,
    /// Where the build's own configuration came from (v0.2, `configSource`).
    pub config_source: Option<Material>,
    /// What went into the build.
    pub materials: Vec<Material>,
    /// Which run of the builder it was.
    pub invocation: Option<Box<str>>,
    /// When the build began.
    pub started_at: Option<Timestamp>,
    /// When the build ended.
    pub finished_at: Option<Timestamp>,
}

/// Something by its address and digests (in-toto's ResourceDescriptor).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Material {
    /// Its address, such as `git+https://example.org/project@refs/tags/v1`.
    pub uri: Option<Box<str>>,
    /// Its name.
    pub name: Option<Box<str>>,
    /// The commit, where it is a state of sources.
    pub commit: Option<Commit>,
    /// Its digests by algorithms that are compared.
    pub digests: Digests,
    /// Its digests by other algorithms, `algorithm:value`. They say what was meant and prove nothing.
    pub others: Vec<Box<str>>,
}

impl Material {
    /// The address or name; empty where there is neither.
    pub fn shown(&self) -> &str {
        self.uri.as_deref().or(self.name.as_deref()).unwrap_or_default()
    }

    /// The address of the repository: without `git+`, what stands behind `@` in the path, and `.git`.
    pub fn repository(&self) -> Option<&str> {
        self.uri.as_deref().map(plain_repository)
    }
}

/// An address of a repository in the form in which two of them are compared: without `git+`, without
/// the reference or commit behind an `@` of its path, a fragment, a slash at the end and `.git`.
pub fn plain_repository(uri: &str) -> &str {
    let uri = uri.strip_prefix("git+").unwrap_or(uri);
    let uri = uri.split('#').next().unwrap_or(uri);
    // An `@` before the first slash of the path parts the user from the host.
    let path = uri.find("://").map_or(0, |at| at.saturating_add(3));
    let path = uri.get(path..).and_then(|rest| rest.find('/')).map_or(uri.len(), |at| at.saturating_add(path));
    let end = uri.get(path..).and_then(|rest| rest.find('@')).map_or(uri.len(), |at| at.saturating_add(path));
    let uri = uri.get(..end).unwrap_or(uri).trim_end_matches('/');
    uri.strip_suffix(".git").unwrap_or(uri)
}

/// What a verifier concluded about an artifact or a state of the sources (SLSA verification summary v1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerificationSummary {
    /// Who concluded it (`verifier.id`).
    pub verifier: Box<str>,
    /// When, where it says so.
    pub verified_at: Option<Timestamp>,
    /// What it is about, by the address under which it is fetched (`resourceUri`).
    pub resource: Box<str>,
    /// The policy that it was held against.
    pub policy: Material,
    /// Whether it passed.
    pub passed: bool,
    /// The levels that were verified, such as `SLSA_BUILD_LEVEL_2`.
    pub levels: Vec<Box<str>>,
    /// The attestations that it rests on, where it lists them.
    pub inputs: Vec<Material>,
    /// The version of SLSA that the levels are of.
    pub slsa_version: Option<Box<str>>,
}

/// A track of SLSA, whose levels are compared with each other only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Track {
    /// How it was built.
    Build,
    /// How its sources are kept.
    Source,
}

impl Track {
    /// How its levels begin.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Build => "SLSA_BUILD_LEVEL_",
            Self::Source => "SLSA_SOURCE_LEVEL_",
        }
    }
}

impl VerificationSummary {
    /// The level reached in a track; `None` where none was evaluated.
    pub fn level(&self, track: Track) -> Option<u8> {
        let levels = self.levels.iter().filter_map(|level| level.strip_prefix(track.prefix())?.parse().ok());
        levels.max()
    }
}

/// A statement of which no more is known than its type and a few facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedAttestation {
    /// The type of its predicate, a URI.
    pub predicate_type: Box<str>,
    /// What it is, where the type is known: `link`, `release`, `scai`, …
    pub known_as: Option<&'static str>,
    /// What it says, in a few words for people, as `name: value`.
    pub facts: Vec<(&'static str, Box<str>)>,
}

impl fmt::Display for ListedAttestation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.known_as.unwrap_or(&self.predicate_type))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_is_compared_without_what_stands_around_it() {
        for uri in [
            "https://example.org/group/project",
            "git+https://example.org/group/project.git@refs/tags/v1",
            "git+https://example.org/group/project@0123",
            "https://example.org/group/project/#main",
        ] {
            assert_eq!(plain_repository(uri), "https://example.org/group/project", "{uri}");
        }
        assert_eq!(plain_repository("ssh://git@example.org/group/project.git"), "ssh://git@example.org/group/project");
    }

    #[test]
    fn levels_are_of_their_track() {
        let summary = VerificationSummary {
            verifier: "v".into(),
            verified_at: None,
            resource: "r".into(),
            policy: Material::default(),
            passed: true,
            levels: ["SLSA_BUILD_LEVEL_2", "SLSA_SOURCE_LEVEL_UNEVALUATED", "OURS_LEVEL_4"].map(Into::into).into(),
            inputs: Vec::new(),
            slsa_version: None,
        };
        assert_eq!((summary.level(Track::Build), summary.level(Track::Source)), (Some(2), None));
    }
}
