// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! OCI image layouts (`image-layout.md` of the OCI image specification 1.1): a folder, or a tar archive
//! of one, with images and what was signed about them.
//!
//! Everything is found by digest, and no path that stands in a file is followed. A layout counts as a
//! whole or not at all, as an archive does.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use super::{
    Gathered, Limits, Sink,
    archive::{self, Kind},
    file::{ReadFailure, read},
    shown, too_large,
    walk::{Found, unreadable},
};
use crate::model::{Blob, Payload, Text};

mod reading;
mod wire;

use reading::Reading;

/// The file that makes a folder a layout.
const MARK: &str = "oci-layout";
/// The file that says what a layout holds.
const INDEX: &str = "index.json";
/// Where the blobs lie, each under its digest.
const BLOBS: &str = "blobs/sha256/";

/// A layout that was found.
#[derive(Debug)]
pub(super) struct Layout {
    /// Its path, to be shown.
    pub(super) shown: String,
    /// Its files, by the name inside it.
    files: BTreeMap<String, Held>,
}

/// Where the bytes of a file are.
#[derive(Debug)]
enum Held {
    OnDisk(PathBuf),
    InMemory(Payload),
}

impl Layout {
    /// The bytes of a file, at most `limit` of them; `None` where there is none of that name.
    fn read(&self, name: &str, limit: u64) -> Option<Result<Vec<u8>, Text>> {
        let large = || too_large(&format!("`{name}`"), limit, "--max-file-size");
        Some(match self.files.get(name)? {
            Held::OnDisk(path) => read(path, limit).map_err(|failure| match failure {
                ReadFailure::TooLarge(..) => large(),
                other => unreadable(&other),
            }),
            Held::InMemory(payload) if payload.size() > limit => Err(large()),
            Held::InMemory(payload) => payload.whole().map(<[u8]>::to_vec).map_err(|error| unreadable(&error)),
        })
    }

    /// The digests of its blobs, as their names say.
    fn blobs(&self) -> impl Iterator<Item = &str> {
        self.files.keys().filter_map(|name| name.strip_prefix(BLOBS))
    }
}

/// Divides what was found into layouts and other files.
pub(super) fn divide(found: Vec<Found>) -> (Vec<Layout>, Vec<Found>) {
    let marked: BTreeSet<PathBuf> = found.iter().filter_map(|found| marked(&found.path)).collect();
    let mut layouts: BTreeMap<PathBuf, Layout> = BTreeMap::new();
    let mut others = Vec::new();
    for found in found {
        match place(&found.path).filter(|(folder, _)| marked.contains(folder)) {
            Some((folder, name)) => {
                let shown = shown(&folder);
                let layout = layouts.entry(folder).or_insert_with(|| Layout { shown, files: BTreeMap::new() });
                layout.files.insert(name, Held::OnDisk(found.path));
            }
            None => others.push(found),
        }
    }
    (layouts.into_values().collect(), others)
}

/// The folder of which a file is the mark.
fn marked(path: &Path) -> Option<PathBuf> {
    (path.file_name()? == MARK).then(|| path.parent().map(Path::to_owned)).flatten()
}

/// The folder that would be the layout, and the name of the file in it.
fn place(path: &Path) -> Option<(PathBuf, String)> {
    let (name, folder) = (path.file_name()?.to_str()?, path.parent()?);
    if name == MARK || name == INDEX {
        return Some((folder.to_owned(), name.to_owned()));
    }
    let is_blob = wire::is_hex(name) && folder.ends_with("blobs/sha256");
    is_blob.then(|| Some((folder.parent()?.parent()?.to_owned(), format!("{BLOBS}{name}"))))?
}

/// Hands on what a layout holds about images.
pub(super) fn open<T: Send>(layout: &Layout, limits: &Limits, sink: Sink<'_, T>) -> Gathered<T> {
    match Reading::all(layout, limits, sink) {
        Ok(gathered) => gathered,
        Err(reason) => {
            let mut gathered = Gathered::default();
            gathered.reject(&layout.shown, reason);
            gathered
        }
    }
}

/// The same for a tar archive; `None` where it holds no layout. Other files in it are handed on as
/// they are. An archive that is compressed is none that image tools write, and unpacked like any other.
pub(super) fn open_tar<T: Send>(
    path: &str,
    bytes: &[u8],
    limits: &Limits,
    sink: Sink<'_, T>,
) -> Option<Result<Gathered<T>, Text>> {
    memchr::memmem::find(bytes, MARK.as_bytes())?;
    let make = |blob: Blob| blob;
    let listed = match archive::list(path, Kind::Tar, bytes, limits, Sink { make: &make, wanted: None }) {
        Ok(listed) => listed,
        Err(reason) => return Some(Err(reason)),
    };
    let inside = |full: &str| full.strip_prefix(path).and_then(|rest| rest.strip_prefix('!')).map(str::to_owned);
    if !listed.results.iter().any(|(origin, _)| inside(&origin.path).as_deref() == Some(MARK)) {
        return None;
    }
    let mut layout = Layout { shown: path.to_owned(), files: BTreeMap::new() };
    let mut beside = Gathered { skipped: listed.skipped, ..Gathered::default() };
    for (origin, blob) in listed.results {
        let name = inside(&origin.path).unwrap_or_default();
        let is_blob = name.strip_prefix(BLOBS).is_some_and(wire::is_hex);
        if is_blob || name == MARK || name == INDEX {
            layout.files.insert(name, Held::InMemory(blob.payload));
        } else if sink.wants(&origin.path) {
            beside.results.push((origin, (sink.make)(blob)));
        }
    }
    Some(Reading::all(&layout, limits, sink).map(|mut gathered| {
        gathered.absorb(beside);
        gathered
    }))
}
