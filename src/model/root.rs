// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Where the project's own files lie. What lies deeper may belong to something that it contains.

use super::{Dossier, Release, release::Reference};

impl Dossier {
    /// The path of a file below the folder or archive that the user named, or its name where the user
    /// named the file itself; `None` where it came from elsewhere.
    pub fn below_root<'p>(&self, path: &'p str) -> Option<&'p str> {
        let below = self.given.roots.iter().filter_map(|root| below(root, path));
        below.min_by_key(|rest| rest.len())
    }

    /// Whether a file lies in one of `folders` of the project, where `""` stands for its root.
    pub fn lies_in(&self, path: &str, folders: &[&str]) -> bool {
        self.below_root(path).is_some_and(|rest| {
            let folder = rest.rsplit_once('/').map_or("", |(folder, _)| folder);
            folders.contains(&folder)
        })
    }
}

fn below<'p>(root: &str, path: &'p str) -> Option<&'p str> {
    if root == path {
        return path.rsplit(['/', '!']).next();
    }
    if root == "." {
        return (!path.starts_with('/') && !path.starts_with("../")).then_some(path);
    }
    path.strip_prefix(root)?.strip_prefix(['/', '!'])
}

impl Release {
    /// The version that the tag names: the tag without `prefix`, or without the usual `v`; `None`
    /// without a tag, or where the tag does not begin with `prefix`.
    pub fn version(&self, prefix: Option<&str>) -> Option<&str> {
        let Some(Reference::Tag(tag)) = &self.reference else { return None };
        match prefix {
            Some(prefix) => tag.strip_prefix(prefix).filter(|version| !version.is_empty()),
            None => Some(without_v(tag)),
        }
    }
}

/// A version without the letter `v` that is often written in front.
pub fn without_v(version: &str) -> &str {
    let bare = version.trim().strip_prefix(['v', 'V']).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    bare.unwrap_or(version.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_what_the_user_named() {
        let mut dossier = Dossier::default();
        assert_eq!(dossier.below_root("a"), None);
        dossier.given.roots = vec!["evidence".into(), "reports.zip".into(), "x/bom.json".into()];
        assert_eq!(dossier.below_root("evidence/docs/a"), Some("docs/a"));
        assert_eq!(dossier.below_root("reports.zip!a"), Some("a"));
        assert_eq!(dossier.below_root("x/bom.json"), Some("bom.json"));
        assert_eq!(dossier.below_root("evidence2/a"), None);
        dossier.given.roots = vec![".".into(), "evidence".into()];
        assert_eq!(dossier.below_root("evidence/a"), Some("a"));
        assert!(dossier.lies_in("a", &[""]) && dossier.lies_in("docs/a", &["docs"]) && !dossier.lies_in("b/a", &[""]));
        assert_eq!(dossier.below_root("/elsewhere/a"), None);
    }

    #[test]
    fn a_tag_names_a_version() {
        let release = |tag: &str| Release { reference: Some(Reference::Tag(tag.into())), ..Release::default() };
        assert_eq!(release("v1.2.3").version(None), Some("1.2.3"));
        assert_eq!(release("version").version(None), Some("version"));
        assert_eq!(release("app-1.2.3").version(Some("app-")), Some("1.2.3"));
        assert_eq!(release("v1.2.3").version(Some("app-")), None);
        assert_eq!(Release::default().version(None), None);
    }
}
