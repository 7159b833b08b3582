// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Gathers what the user names: files, folders and archives, images in registries, and what GitLab has where
//! it is told to ask.
//! The only module that reads the world.
//!
//! It follows no link it was not given, writes nothing, and hands every file on as soon as it is
//! read, so that memory is bounded by the largest file and not by their sum.
#![expect(clippy::disallowed_methods, reason = "reading files and the environment is what this module is for")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    ops::Bound,
    path::PathBuf,
    sync::Arc,
};

use crate::model::{Blob, Digest, Ignored, LeftAlone, LeftAloneCounts, Origin, Place, Rejected, Rejection, Text};

mod archive;
mod artifact;
mod artifact_kind;
mod compressed;
mod delivery;
mod directory;
mod end_mark;
mod environment;
mod file;
mod gather;
mod git;
mod gitlab;
mod layout;
mod names;
mod network;
mod registry;
mod reuse;
mod stored;
mod walk;

pub use artifact::{ArtifactError, artifacts, payload_of};
pub use delivery::{DeliveryError, delivery};
pub use environment::{Environment, EnvironmentError, environment, passphrase};
pub use file::{ReadFailure, origin_of, origin_of_all, read_file, refuse_unreadable};
pub use gather::{gather, gather_again, order_by_path};
pub use git::{GitError, Head, History, Object, ObjectKind, Revision, TagObject, head, history, revision};
pub use gitlab::{FromGitLab, GitLabError, GitLabFlags, GitLabSettings, from_gitlab, gitlab_settings, yaml};
pub use network::NetworkFlags;
pub use registry::{Image, RegistryError, images};
pub use reuse::license_texts;

/// Bounds on what is read. What exceeds one is rejected, never cut short.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most bytes of a file, unpacked.
    pub file_size: u64,
    /// The most files, an archive counting as one.
    pub files: u64,
    /// The most entries of an archive, those of archives in it included.
    pub archive_entries: u64,
    /// The most bytes of an archive, unpacked.
    pub unpacked_size: u64,
    /// How many archives may lie in one another.
    pub archive_depth: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { file_size: 1 << 30, files: 100_000, archive_entries: 100_000, unpacked_size: 4 << 30, archive_depth: 2 }
    }
}

/// What was gathered, ordered by path whatever the order of arguments, threads and the file system.
#[derive(Debug)]
pub struct Gathered<T> {
    /// What was made of each file.
    pub results: Vec<(Origin, T)>,
    /// What could not be read.
    pub rejected: Vec<Rejected>,
    /// What is no evidence for a reason that shows without reading it.
    pub ignored: Vec<Ignored>,
    /// What was left alone without a look, by reason, with its number.
    pub skipped: LeftAloneCounts,
    /// The archives whose files are in the results or were left out, by path, with the digest of each.
    pub archives: BTreeMap<Arc<str>, Digest>,
    /// The paths of files that have the same bytes as one in the results, with the path of that one.
    pub copies: BTreeMap<Arc<str>, Arc<str>>,
}

/// An archive that was fetched, in a file without a name. It is gone when this is.
#[derive(Debug)]
pub struct StoredArchive {
    shown: String,
    file: File,
}

/// Who takes the files.
struct Sink<'a, T> {
    /// What is made of a file.
    make: &'a (dyn Fn(Blob) -> T + Sync),
    /// The paths of the only files that are wanted, as they are found and not decompressed; `None` for
    /// all files, decompressed.
    wanted: Option<&'a BTreeSet<Arc<str>>>,
}

impl<T> Clone for Sink<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Sink<'_, T> {}

impl<T> Sink<'_, T> {
    fn wants(&self, path: &str) -> bool {
        self.wanted.is_none_or(|wanted| wanted.contains(path))
    }

    /// Whether the archive at a path is wanted as a whole.
    fn wants_archive(&self, path: &str) -> bool {
        self.wanted.is_some_and(|wanted| wanted.contains(path))
    }

    /// Whether a file in the archive at a path may be wanted.
    fn wants_inside(&self, path: &str) -> bool {
        self.wanted.is_none_or(|wanted| {
            let from = format!("{path}!");
            let next = wanted.range::<str, _>((Bound::Included(from.as_str()), Bound::Unbounded)).next();
            next.is_some_and(|next| next.starts_with(&from))
        })
    }

    /// Whether the file at a path, or one in the archive at it, may be wanted.
    fn wants_some_of(&self, path: &str) -> bool {
        self.wants(path) || self.wants_inside(path)
    }
}

impl<T> Default for Gathered<T> {
    fn default() -> Self {
        Self {
            results: Vec::new(),
            rejected: Vec::new(),
            ignored: Vec::new(),
            skipped: LeftAloneCounts::new(),
            archives: BTreeMap::new(),
            copies: BTreeMap::new(),
        }
    }
}

impl<T> Gathered<T> {
    fn skip(&mut self, reason: LeftAlone) {
        let count = self.skipped.entry(reason).or_default();
        *count = count.saturating_add(1);
    }

    /// Notes that what lies at a path does not count, and why.
    pub fn reject(&mut self, path: &str, reason: Text) {
        self.rejected.push(rejected(path, None, reason));
    }

    /// What several sources gave, in order.
    pub fn together(sources: impl IntoIterator<Item = Self>) -> Self {
        let mut together = Self::default();
        sources.into_iter().for_each(|source| together.absorb(source));
        together.order();
        together
    }

    fn absorb(&mut self, other: Self) {
        self.results.extend(other.results);
        self.rejected.extend(other.rejected);
        self.ignored.extend(other.ignored);
        self.archives.extend(other.archives);
        self.copies.extend(other.copies);
        for (reason, more) in other.skipped {
            let count = self.skipped.entry(reason).or_default();
            *count = count.saturating_add(more);
        }
    }
}

fn rejected(path: &str, origin: Option<Origin>, reason: Text) -> Rejected {
    Rejected { path: path.into(), origin, rejection: Rejection { format: None, place: Place::Whole, reason } }
}

fn not_stored(error: &std::io::Error) -> Text {
    Text::new(format!("could not be stored: {error}"), format!("ließ sich nicht speichern: {error}"))
}

/// A path as reports show it: `/` between its parts, no `./` in front, what is not UTF-8 replaced.
pub fn shown(path: &std::path::Path) -> String {
    let parts = path.components().filter(|part| !matches!(part, std::path::Component::CurDir));
    let path: PathBuf = parts.collect();
    let text = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    if text.is_empty() { ".".to_owned() } else { text }
}

fn too_large(what: impl Into<Text>, limit: u64, flag: &str) -> Text {
    let Text { en, de } = what.into();
    Text::new(
        format!("{en} is larger than {limit} bytes; `{flag}` raises the limit"),
        format!("{de} ist größer als {limit} Bytes; `{flag}` hebt die Grenze an"),
    )
}

#[cfg(test)]
mod tests;
