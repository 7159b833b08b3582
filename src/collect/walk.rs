// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Finds the files that the user's paths name.

use std::{
    collections::BTreeMap,
    fs::{self, FileType},
    path::{Path, PathBuf},
};

use walkdir::{DirEntry, WalkDir};

use super::{Gathered, Limits, shown};
use crate::model::{LeftAlone, Text};

/// A file that was found.
#[derive(Debug)]
pub(super) struct Found {
    /// Its path, to be opened.
    pub path: PathBuf,
    /// Its path, to be shown.
    pub shown: String,
    /// Number of bytes when it was found.
    pub size: u64,
}

/// Every file that `paths` name, once, ordered by the path that is shown.
pub(super) fn walk<T>(paths: &[PathBuf], limits: &Limits, gathered: &mut Gathered<T>) -> Vec<Found> {
    let mut by_place = BTreeMap::new();
    for path in paths {
        walk_one(path, limits, &mut by_place, gathered);
    }
    let mut found: Vec<Found> = by_place.into_values().collect();
    found.sort_by(|a, b| a.shown.cmp(&b.shown));
    found
}

fn walk_one<T>(path: &Path, limits: &Limits, by_place: &mut BTreeMap<PathBuf, Found>, gathered: &mut Gathered<T>) {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_file() => add(path, metadata.len(), by_place, gathered),
        Ok(metadata) if metadata.is_dir() => walk_folder(path, limits, by_place, gathered),
        Ok(_) => gathered
            .reject(&shown(path), Text::new("is neither a file nor a folder", "ist weder eine Datei noch ein Ordner")),
        Err(error) => gathered.reject(&shown(path), unreadable(&error)),
    }
}

fn walk_folder<T>(folder: &Path, limits: &Limits, by_place: &mut BTreeMap<PathBuf, Found>, gathered: &mut Gathered<T>) {
    let mut entries = WalkDir::new(folder).follow_root_links(true).sort_by_file_name().into_iter();
    while let Some(entry) = entries.next() {
        if by_place.len() as u64 >= limits.files {
            let reason = Text::new(
                format!("holds more than {} files; `--max-files` raises the limit", limits.files),
                format!("enthält mehr als {} Dateien; `--max-files` hebt die Grenze an", limits.files),
            );
            return gathered.reject(&shown(folder), reason);
        }
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().unwrap_or(folder);
                gathered.reject(&shown(path), unreadable(&error));
                continue;
            }
        };
        if let Some(reason) = left_alone(&entry) {
            gathered.skip(reason);
            if entry.file_type().is_dir() {
                entries.skip_current_dir();
            }
        } else if entry.file_type().is_file() {
            match entry.metadata() {
                Ok(metadata) => add(entry.path(), metadata.len(), by_place, gathered),
                Err(error) => gathered.reject(&shown(entry.path()), unreadable(&error)),
            }
        }
    }
}

/// Hidden folders in which projects keep documents that are evidence, each with the only file that is
/// looked at there, in lower case.
const KNOWN: &[(&str, &str)] =
    &[(".github", "security.md"), (".gitlab", "security.md"), (".well-known", "security.txt")];

/// Why an entry of a folder is left alone.
fn left_alone(entry: &DirEntry) -> Option<LeftAlone> {
    let hidden = is_hidden(entry);
    match entry.file_type() {
        _ if entry.depth() == 0 => None,
        kind if kind.is_symlink() => Some(LeftAlone::Link),
        _ if hidden => Some(LeftAlone::Hidden),
        kind if is_special(kind) => Some(LeftAlone::SpecialFile),
        _ => None,
    }
}

/// Whether an entry is hidden, or lies in a hidden folder and is not what is looked for there.
fn is_hidden(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    let folder = entry.path().parent().and_then(Path::file_name).filter(|_| entry.depth() > 1);
    let known = |name: &str| KNOWN.iter().find(|(folder, _)| *folder == name).map(|(_, file)| *file);
    match folder.and_then(|folder| known(&folder.to_string_lossy())) {
        Some(file) => !entry.file_type().is_file() || name.to_lowercase() != file,
        None => name.starts_with('.') && !(entry.file_type().is_dir() && known(&name).is_some()),
    }
}

fn is_special(kind: FileType) -> bool {
    !kind.is_file() && !kind.is_dir()
}

/// The same file by two paths counts once, under the path that sorts first.
fn add<T>(path: &Path, size: u64, by_place: &mut BTreeMap<PathBuf, Found>, gathered: &mut Gathered<T>) {
    let place = match fs::canonicalize(path) {
        Ok(place) => place,
        Err(error) => return gathered.reject(&shown(path), unreadable(&error)),
    };
    let found = Found { path: path.to_owned(), shown: shown(path), size };
    match by_place.get_mut(&place) {
        Some(known) if known.shown <= found.shown => {}
        Some(known) => *known = found,
        None => drop(by_place.insert(place, found)),
    }
}

pub(super) fn unreadable(error: &dyn std::fmt::Display) -> Text {
    Text::new(format!("could not be read: {error}"), format!("ließ sich nicht lesen: {error}"))
}
