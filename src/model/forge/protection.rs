// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The project's settings: who may change what.

use serde::{Deserialize, Serialize};

use super::{Seen, User};

/// The project and its settings, as far as the token may see them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForgeProject {
    /// Its number on the forge.
    pub id: u64,
    /// Its path with that of its group (`group/project`).
    pub path: Box<str>,
    /// Its address.
    pub url: Box<str>,
    /// The branch that merge requests go into; `None` for an empty project.
    pub default_branch: Option<Box<str>>,
    /// `public`, `internal` or `private`.
    pub visibility: Option<Box<str>>,
    /// Where the configuration of pipelines lies; empty where the project sets none, `None`
    /// where the token may not see it.
    pub config_path: Option<Box<str>>,
    /// Whether a merge request needs a pipeline that succeeded.
    pub merges_need_pipeline: Option<bool>,
    /// Whether a pipeline that was skipped is as good as one that succeeded.
    pub skipped_pipeline_is_enough: Option<bool>,
    /// Whether every discussion of a merge request has to be resolved.
    pub merges_need_resolved_discussions: Option<bool>,
    /// How merge requests are merged: `merge`, `rebase_merge` or `ff`.
    pub merge_method: Option<Box<str>>,
}

/// A member of the project, by itself or by a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// The account.
    pub user: User,
    /// The role, in GitLab's numbers: 10 guest, 20 reporter, 30 developer, 40 maintainer, 50 owner.
    pub role: u64,
}

/// Which branches and tags are protected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Protection {
    /// The branch that merge requests go into; `None` where it is not known.
    pub default_branch: Option<Box<str>>,
    /// The protected branches.
    #[serde(with = "super::written::seen")]
    pub branches: Seen<Vec<ProtectedName>>,
    /// The protected tags.
    #[serde(with = "super::written::seen")]
    pub tags: Seen<Vec<ProtectedName>>,
}

/// Branches or tags that are protected, by name or wildcard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProtectedName {
    /// A name, in which `*` stands for any characters.
    pub pattern: Box<str>,
    /// Who may push to the branch or make the tag.
    pub push: Vec<AccessLevel>,
    /// Who may merge into the branch; empty for tags.
    pub merge: Vec<AccessLevel>,
    /// Whether its history may be replaced; `None` for tags and where it is not told.
    pub allows_force_push: Option<bool>,
    /// Whether the owners of the code have to approve; `None` where it is not told.
    pub needs_code_owners: Option<bool>,
}

/// Who has access.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessLevel {
    /// The least role, in GitLab's numbers: 0 nobody, 30 developers, 40 maintainers, 60
    /// administrators; `None` where it is one account, group or deploy key.
    pub role: Option<u64>,
    /// Who, in GitLab's words.
    pub who: Box<str>,
}

impl ProtectedName {
    /// Whether the branch or tag `name` is protected by it.
    pub fn covers(&self, name: &str) -> bool {
        let mut parts = self.pattern.split('*');
        let first = parts.next().unwrap_or_default();
        let Some(mut rest) = name.strip_prefix(first) else { return false };
        let Some(last) = parts.next_back() else { return rest.is_empty() };
        for part in parts {
            let Some(at) = rest.find(part) else { return false };
            rest = rest.get(at.saturating_add(part.len())..).unwrap_or_default();
        }
        rest.ends_with(last)
    }
}

impl Protection {
    /// The protections that cover a branch. All of them hold; the most permissive decides who may push.
    pub fn of_branch(&self, name: &str) -> Seen<Vec<&ProtectedName>> {
        covering(&self.branches, name)
    }

    /// The protections that cover a tag.
    pub fn of_tag(&self, name: &str) -> Seen<Vec<&ProtectedName>> {
        covering(&self.tags, name)
    }
}

fn covering<'p>(names: &'p Seen<Vec<ProtectedName>>, name: &str) -> Seen<Vec<&'p ProtectedName>> {
    let names = names.as_ref().map_err(Clone::clone)?;
    Ok(names.iter().filter(|protected| protected.covers(name)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_characters() {
        let covers = |pattern: &str, name: &str| {
            let (push, merge) = (Vec::new(), Vec::new());
            let protected = ProtectedName {
                pattern: pattern.into(),
                push,
                merge,
                allows_force_push: None,
                needs_code_owners: None,
            };
            protected.covers(name)
        };
        for (pattern, name) in [
            ("main", "main"),
            ("v*", "v1.0"),
            ("*", "a/b"),
            ("*-stable", "1-stable"),
            ("a*b*c", "axxbxxc"),
            ("a**", "a"),
        ] {
            assert!(covers(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in
            [("main", "main2"), ("v*", "x1"), ("*-stable", "1-stable-2"), ("a*b*c", "acb"), ("ab*ba", "aba")]
        {
            assert!(!covers(pattern, name), "{pattern} {name}");
        }
    }
}
