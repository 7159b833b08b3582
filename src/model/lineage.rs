// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What the repository itself says of the commits that are new, and who signed them and the tags.

use super::{Commit, Text, Timestamp, Trust};

/// The commits since the release before and the tags, as they lie in the repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lineage {
    /// The commit that is released.
    pub until: Commit,
    /// The release before: the newest tag among the ancestors that somebody trusted signed, with its
    /// commit. Who may push could set one that nobody trusted signed, and hide what came before it.
    pub since: Option<(Box<str>, Commit)>,
    /// The commits that no such tag holds, newest first by their own word.
    pub commits: Vec<LineageCommit>,
    /// Why these are not all; `None` where they are.
    pub cut_off: Option<Text>,
    /// The tags by name, or why they are not known.
    pub tags: Result<Vec<LineageTag>, Text>,
    /// Why the project may have more tags; `None` where these are all.
    pub tags_lack: Option<Text>,
}

/// A commit in the repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineageCommit {
    /// Its id.
    pub id: Commit,
    /// Whether it merges others.
    pub is_merge: bool,
    /// Who signed it; `None` where it bears no signature.
    pub trust: Option<Trust>,
}

/// A tag in the repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineageTag {
    /// Its name.
    pub name: Box<str>,
    /// Whether it is an object of its own (annotated), which alone can be signed.
    pub is_annotated: bool,
    /// The commit that it names; `None` where it names something else or calls itself by another name.
    pub commit: Option<Commit>,
    /// When it was made, by its own word, and for a tag without an object of its own when its commit was.
    pub made_at: Option<Timestamp>,
    /// Who signed it; `None` where it bears no signature.
    pub trust: Option<Trust>,
}
