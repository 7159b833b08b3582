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
use crate::model::{Blob, DoubtCode, Payload, Text};

mod reading;
mod wire;

pub(super) use reading::{LARGEST_MANIFEST, Role, unfit};
pub(super) use wire::{DOCKER_INDEX, DOCKER_MANIFEST, Descriptor, Node, OCI_INDEX, OCI_MANIFEST, is_hex, parse};

use reading::Reading;
use wire::Mark;

/// The file that makes a folder a layout.
const MARK: &str = "oci-layout";
/// The file that says what a layout holds.
const INDEX: &str = "index.json";
/// Where the blobs lie, each under its digest.
const BLOBS: &str = "blobs/sha256/";

/// Where images and what is attached to them are read from: a layout, or what stands in for one.
pub(super) trait Source {
    /// Its name, to be shown.
    fn shown(&self) -> &str;

    /// What it is, for people, as the beginning of a sentence.
    fn what(&self) -> Text;

    /// What it lists, and how many bytes were read for that.
    fn top(&self) -> Result<(Vec<(Descriptor, Role)>, u64), Text>;

    /// The bytes that lie under a digest, at most `limit` of them; whether they are those of the digest
    /// is for the reader to see.
    fn blob(&self, descriptor: &Descriptor, limit: u64) -> Result<Vec<u8>, Text>;

    /// What is attached to an image or index and not listed.
    fn attached(&self, image: &Descriptor) -> Result<Vec<(Descriptor, Role)>, Text>;

    /// How many blobs it holds besides those `seen`, by their SHA-256.
    fn unread(&self, seen: &BTreeSet<String>) -> usize;
}

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
pub(super) enum Held {
    OnDisk(PathBuf),
    InMemory(Payload),
}

impl Layout {
    /// The bytes of a file, at most `limit` of them.
    fn read(&self, name: &str, limit: u64) -> Result<Vec<u8>, Text> {
        self.files.get(name).ok_or_else(|| missing(name))?.read(name, limit)
    }
}

impl Held {
    /// The bytes, at most `limit` of them; `name` is for people.
    pub(super) fn read(&self, name: &str, limit: u64) -> Result<Vec<u8>, Text> {
        let large = || too_large(Text::same(format!("`{name}`")), limit, "--max-file-size");
        match self {
            Self::OnDisk(path) => read(path, limit).map_err(|failure| match failure {
                ReadFailure::TooLarge(..) => large(),
                other => unreadable(&other),
            }),
            Self::InMemory(payload) if payload.size() > limit => Err(large()),
            Self::InMemory(payload) => payload.whole().map(<[u8]>::to_vec).map_err(|error| unreadable(&error)),
        }
    }
}

impl Source for Layout {
    fn shown(&self) -> &str {
        &self.shown
    }

    fn what(&self) -> Text {
        Text::new("is an image layout", "ist ein Image-Layout")
    }

    fn top(&self) -> Result<(Vec<(Descriptor, Role)>, u64), Text> {
        let bytes = self.read(MARK, LARGEST_MANIFEST)?;
        let mark: Mark = parse(MARK, &bytes)?;
        if mark.image_layout_version != "1.0.0" {
            let version = mark.image_layout_version.escape_debug();
            return Err(Text::new(
                format!("is an image layout of version `{version}`; `1.0.0` is read"),
                format!("ist ein Image-Layout der Version `{version}`; gelesen wird `1.0.0`"),
            ));
        }
        let size = bytes.len() as u64;
        let bytes = self.read(INDEX, LARGEST_MANIFEST)?;
        let index: Node = parse(INDEX, &bytes)?;
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        let mut top = Vec::new();
        for descriptor in index.manifests.ok_or_else(|| unfit(INDEX))? {
            if let Some(name) = descriptor.name() {
                let known = names.entry(name.to_owned()).or_insert_with(|| descriptor.digest.clone());
                if *known != descriptor.digest {
                    return Err(ambiguous(name));
                }
            }
            let role = Role::of(descriptor.name());
            top.push((descriptor, role));
        }
        Ok((top, size.saturating_add(bytes.len() as u64)))
    }

    fn blob(&self, descriptor: &Descriptor, limit: u64) -> Result<Vec<u8>, Text> {
        self.read(&format!("{BLOBS}{}", descriptor.hex()?), limit)
    }

    fn attached(&self, _: &Descriptor) -> Result<Vec<(Descriptor, Role)>, Text> {
        Ok(Vec::new())
    }

    fn unread(&self, seen: &BTreeSet<String>) -> usize {
        let blobs = self.files.keys().filter_map(|name| name.strip_prefix(BLOBS));
        blobs.filter(|hex| !seen.contains(*hex)).count()
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
    let is_blob = is_hex(name) && folder.ends_with("blobs/sha256");
    is_blob.then(|| Some((folder.parent()?.parent()?.to_owned(), format!("{BLOBS}{name}"))))?
}

/// Hands on what a source holds about images.
pub(super) fn open<T: Send>(source: &dyn Source, limits: &Limits, sink: Sink<'_, T>) -> Gathered<T> {
    match Reading::all(source, limits, sink) {
        Ok(gathered) => gathered,
        Err(reason) => {
            let mut gathered = Gathered::default();
            gathered.reject(source.shown(), reason);
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
        let is_blob = name.strip_prefix(BLOBS).is_some_and(is_hex);
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

fn ambiguous(name: &str) -> Text {
    let (name, code) = (name.escape_debug(), DoubtCode::Ambiguous.name());
    Text::new(
        format!("holds two images under the name `{name}`; give each a name of its own (`{code}`)"),
        format!("enthält zwei Images unter dem Namen `{name}`; jedem einen eigenen geben (`{code}`)"),
    )
}

fn missing(name: &str) -> Text {
    Text::new(
        format!("does not hold `{name}`, which belongs to it; copy the image whole, such as with `skopeo copy --all`"),
        format!("enthält `{name}` nicht, das dazugehört; das Image ganz kopieren, etwa mit `skopeo copy --all`"),
    )
}
