// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What changed from version to version, as the project tells it.

use super::Date;

/// A list of changes by version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changelog {
    /// The versions, in the order of the file, which is usually the newest first.
    pub entries: Vec<ChangelogEntry>,
    /// Whether it has a place for changes that are not released yet, with something in it.
    pub has_unreleased: bool,
    /// Whether it names more versions than are kept here.
    pub is_cut: bool,
}

/// The changes of one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangelogEntry {
    /// The version, as written, without a `v` in front.
    pub version: Box<str>,
    /// The day that it names.
    pub date: Option<Date>,
    /// The 1-based line of its heading.
    pub line: u64,
    /// Whether anything stands below the heading.
    pub has_text: bool,
    /// Whether it says that the version was taken back.
    pub is_withdrawn: bool,
}
