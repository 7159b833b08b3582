// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Reads what was found and hands it on, small files side by side, large ones one after another.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Seek,
    path::PathBuf,
    sync::Arc,
};

use rayon::prelude::*;

use super::{
    Gathered, Limits, Sink, StoredArchive,
    archive::{self, Kind},
    file::{ReadFailure, read, sha256},
    layout, rejected,
    stored::StoredFile,
    too_large,
    walk::{Found, unreadable, walk},
};
use crate::model::{Blob, Digest, Ignored, LeftAlone, Origin, Payload, Rejected, Store, Text, Unreadable};

/// Larger files are read one after another, since one of them keeps all cores busy, and stay on
/// disk where their format allows it.
const LARGE: u64 = 16 << 20;
/// As much of a large file as is needed to tell what it is.
const HEAD: u64 = 512;

/// Hands each file that `paths` name to `sink` and gathers what it makes of them.
pub fn gather<T: Send>(paths: &[PathBuf], limits: &Limits, make: &(dyn Fn(Blob) -> T + Sync)) -> Gathered<T> {
    gather_for(paths, limits, Sink { make, wanted: None })
}

/// Hands the files `wanted` among those that `paths` name to `make` once more, as they were found:
/// what was compressed stays so. What changed since has another digest now, or is not there. An archive
/// can be wanted too, and is then handed on as a whole.
pub fn gather_again<T: Send>(
    (paths, archives): (&[PathBuf], &[StoredArchive]),
    limits: &Limits,
    wanted: &BTreeSet<Arc<str>>,
    make: &(dyn Fn(Blob) -> T + Sync),
) -> Gathered<T> {
    let sink = Sink { make, wanted: Some(wanted) };
    let mut gathered = gather_for(paths, limits, sink);
    for archive in archives.iter().filter(|archive| sink.wants_some_of(&archive.shown)) {
        // What cannot be read any more is missing, as is what was changed.
        let rewound = archive.file.try_clone().and_then(|mut file| file.rewind().map(|()| file)).ok();
        let read = rewound.and_then(|file| archive::unpack_stored(&archive.shown, file, limits, sink).ok());
        read.into_iter().for_each(|read| gathered.absorb(read));
    }
    gathered
}

fn gather_for<T: Send>(paths: &[PathBuf], limits: &Limits, sink: Sink<'_, T>) -> Gathered<T> {
    let mut gathered = Gathered::default();
    let (layouts, found) = layout::divide(walk(paths, limits, &mut gathered));
    let found = found.into_iter().filter(|found| sink.wants_some_of(&found.shown));
    let (large, small): (Vec<Found>, Vec<Found>) = found.partition(|found| found.size > LARGE);
    let parts: Vec<Gathered<T>> = small.par_iter().map(|found| read_one(found, limits, sink)).collect();
    parts.into_iter().for_each(|part| gathered.absorb(part));
    for layout in layouts.iter().filter(|layout| sink.wants_some_of(&layout.shown)) {
        gathered.absorb(layout::open(layout, limits, sink));
    }
    for found in &large {
        gathered.absorb(read_one(found, limits, sink));
    }
    gathered.order();
    gathered
}

fn read_one<T: Send>(found: &Found, limits: &Limits, sink: Sink<'_, T>) -> Gathered<T> {
    let mut gathered = Gathered::default();
    if found.size > LARGE
        && let Some(result) = leave_on_disk(found, limits, sink)
    {
        match result {
            Ok(result) => gathered.results.push(result),
            Err(reason) => gathered.reject(&found.shown, unreadable(&reason)),
        }
        return gathered;
    }
    match read(&found.path, limits.file_size) {
        Ok(bytes) => open(&found.shown, bytes, limits, sink, &mut gathered),
        Err(ReadFailure::TooLarge(..)) => {
            gathered.reject(&found.shown, too_large(Text::new("it", "die Datei"), limits.file_size, "--max-file-size"));
        }
        Err(ReadFailure::NotAFile(_)) => gathered.skip(LeftAlone::SpecialFile),
        Err(ReadFailure::Io(_, error)) => gathered.reject(&found.shown, unreadable(&error)),
    }
    gathered
}

/// Hands on a large file without holding it in memory; `None` where it has to be unpacked first, or
/// cannot be opened.
fn leave_on_disk<T: Send>(
    found: &Found,
    limits: &Limits,
    sink: Sink<'_, T>,
) -> Option<Result<(Origin, T), Unreadable>> {
    let file = Arc::new(StoredFile::open(&found.path, limits.file_size).ok()?);
    let mut head = Vec::new();
    file.read(0..HEAD.min(file.size()), &mut head, 0).ok()?;
    if Kind::of(&head) != Kind::Other || archive::promised_extension(&found.shown).is_some() {
        return None;
    }
    let blob =
        Blob { path: found.shown.as_str().into(), payload: Payload::stored(Arc::clone(&file) as Arc<dyn Store>) };
    let made = (sink.make)(blob);
    let digest = file.sha256();
    Some(digest.map(|sha256| (Origin { path: found.shown.as_str().into(), sha256, size: file.size() }, made)))
}

/// Tells archives and compressed files from others, by their first bytes.
pub(super) fn open<T: Send>(
    path: &str,
    bytes: Vec<u8>,
    limits: &Limits,
    sink: Sink<'_, T>,
    gathered: &mut Gathered<T>,
) {
    let kind = Kind::of(&bytes);
    if let Some(package) = archive::package_extension(path).filter(|_| kind != Kind::Other) {
        let reason = Text::new(
            format!("is a package (`.{package}`), not an archive of evidence"),
            format!("ist ein Paket (`.{package}`), kein Archiv mit Nachweisen"),
        );
        return gathered.ignored.push(Ignored { path: path.into(), reason });
    }
    let size = bytes.len() as u64;
    let origin = |sha256: Digest| Origin { path: path.into(), sha256, size };
    let reason = match kind {
        Kind::Other => match archive::promised_extension(path) {
            Some(extension) => (sha256(&bytes), broken_promise(extension)),
            None => {
                let (digest, made) = hand_on(path, bytes, sink);
                return gathered.results.push((origin(digest), made));
            }
        },
        kind if kind.is_compressed(&bytes) => {
            if sink.wants_archive(path) {
                let made = (sink.make)(Blob { path: path.into(), payload: bytes.clone().into() });
                gathered.results.push((origin(sha256(&bytes)), made));
            }
            if !sink.wants_inside(path) {
                return;
            }
            let (digest, unpacked) =
                rayon::join(|| sha256(&bytes), || archive::decompress(path, kind, &bytes, limits, sink));
            drop(bytes);
            match unpacked {
                Ok((unpacked, inside)) => {
                    match unpacked {
                        Some(_) if sink.wanted.is_some() => {}
                        Some(unpacked) => {
                            let made = (sink.make)(Blob { path: path.into(), payload: unpacked.into() });
                            gathered.results.push((origin(digest), made));
                        }
                        None => drop(gathered.archives.insert(path.into(), digest)),
                    }
                    return gathered.absorb(inside);
                }
                Err(reason) => (digest, reason),
            }
        }
        Kind::Gzip | Kind::Zstd | Kind::Tar | Kind::Zip => {
            if sink.wants_archive(path) {
                let made = (sink.make)(Blob { path: path.into(), payload: bytes.clone().into() });
                gathered.results.push((origin(sha256(&bytes)), made));
            }
            let (digest, unpacked) = rayon::join(|| sha256(&bytes), || unpack(path, kind, &bytes, limits, sink));
            match unpacked {
                Ok(unpacked) => {
                    gathered.archives.insert(path.into(), digest);
                    return gathered.absorb(unpacked);
                }
                Err(reason) => (digest, reason),
            }
        }
    };
    gathered.rejected.push(rejected(path, Some(origin(reason.0)), reason.1));
}

/// Hands on what an archive holds: the files, or what is attached to the images of an image layout.
fn unpack<T: Send>(
    path: &str,
    kind: Kind,
    bytes: &[u8],
    limits: &Limits,
    sink: Sink<'_, T>,
) -> Result<Gathered<T>, Text> {
    let layout = (kind == Kind::Tar).then(|| layout::open_tar(path, bytes, limits, sink)).flatten();
    layout.unwrap_or_else(|| archive::unpack(path, kind, bytes, limits, sink))
}

/// Hashes the bytes while the sink reads them.
fn hand_on<T: Send>(path: &str, bytes: Vec<u8>, sink: Sink<'_, T>) -> (Digest, T) {
    let bytes = Arc::new(bytes);
    let blob = Blob { path: path.into(), payload: Arc::clone(&bytes).into() };
    rayon::join(move || sha256(&bytes), move || (sink.make)(blob))
}

fn broken_promise(extension: &str) -> Text {
    Text::new(
        format!("is named `.{extension}` and is no such file"),
        format!("heißt `.{extension}` und ist keine solche Datei"),
    )
}

impl<T> Gathered<T> {
    /// Orders everything by path, and keeps of files with the same bytes the one that lies highest, since
    /// what lies deeper may be a copy that somebody else's project has of it; of several the first.
    pub(super) fn order(&mut self) {
        self.results.sort_by(|(a, _), (b, _)| a.path.cmp(&b.path));
        let depth = |path: &str| path.matches(['/', '!']).count();
        let mut highest: BTreeMap<Digest, Arc<str>> = BTreeMap::new();
        for (origin, _) in &self.results {
            let known = highest.entry(origin.sha256.clone()).or_insert_with(|| Arc::clone(&origin.path));
            if depth(&origin.path) < depth(known) {
                *known = Arc::clone(&origin.path);
            }
        }
        let (mut kept, mut copies) = (Vec::new(), BTreeMap::new());
        for (origin, result) in std::mem::take(&mut self.results) {
            match highest.get(&origin.sha256) {
                Some(known) if *known != origin.path => {
                    let reason = Text::new(
                        format!("has the same bytes as `{known}`"),
                        format!("enthält dieselben Bytes wie `{known}`"),
                    );
                    copies.insert(Arc::clone(&origin.path), Arc::clone(known));
                    self.ignored.push(Ignored { path: origin.path, reason });
                }
                _ => kept.push((origin, result)),
            }
        }
        self.results = kept;
        // What was kept in one source may be a copy of what another holds.
        for known in self.copies.values_mut() {
            if let Some(higher) = copies.get(known) {
                *known = Arc::clone(higher);
            }
        }
        self.copies.extend(copies);
        order_by_path(&mut self.rejected, &mut self.ignored);
    }
}

/// Orders what does not count by path, for the report.
pub fn order_by_path(rejected: &mut [Rejected], ignored: &mut [Ignored]) {
    rejected.sort_by(|a, b| a.path.cmp(&b.path));
    ignored.sort_by(|a, b| a.path.cmp(&b.path));
}
