// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What evidence is held against besides the policy.

use std::{collections::BTreeMap, sync::Arc};

use super::{Bom, Digests, LeftAloneCounts, Text};

/// What evidence is held against besides the policy. It speaks for nothing by itself, and is read
/// before any evidence is judged.
#[derive(Clone, Debug, Default)]
pub struct Yardsticks {
    /// The lists that rules name, by their path as the policy writes it.
    pub lists: BTreeMap<String, Arc<[String]>>,
    /// The files that are handed over, where the user named their folder.
    pub delivery: Option<Arc<Delivery>>,
    /// The SBOMs of an earlier release, where the user named some.
    pub baseline_boms: Vec<Arc<Bom>>,
}

/// The files that are handed over, as they lie in a folder.
#[derive(Clone, Debug, Default)]
pub struct Delivery {
    /// The folder, as reports show it.
    pub folder: String,
    /// The files, ordered by path; those in an archive behind it.
    pub files: Vec<DeliveredFile>,
    /// What could not be read, with the reason, ordered by path.
    pub unread: Vec<(String, Text)>,
    /// What was left alone without a look, by reason (a `link` to what is seen elsewhere), with its number.
    pub skipped: LeftAloneCounts,
}

/// A file that is handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveredFile {
    /// The path in the folder, with `/` between its parts. A file in an archive stands as
    /// `archive.zip!path/in/it`.
    pub path: String,
    /// Its digests by SHA-256 and SHA-512.
    pub digests: Digests,
    /// Number of bytes.
    pub size: u64,
    /// The index of the archive that it lies in.
    pub archive: Option<usize>,
}

impl DeliveredFile {
    /// The last part of the path.
    pub fn name(&self) -> &str {
        self.path.rsplit(['/', '!']).next().unwrap_or(&self.path)
    }
}
