// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Archives as jobs leave them: tar (plain, gzip, zstd) and zip. Nothing is ever written.
//!
//! An archive counts as a whole or not at all: one that is damaged, ambiguous or tries to escape
//! delivers nothing.

use std::{
    cell::Cell,
    fs::File,
    io::{BufReader, Cursor, ErrorKind, Read, Seek, SeekFrom},
    rc::Rc,
    sync::Arc,
};

use tar::EntryType;
use zip::ZipArchive;

use super::{
    Gathered, Limits, Sink,
    compressed::{self, broken, is_skippable, is_tar, reader},
    directory,
    end_mark::{EndMark, TAR_BLOCK},
    file::sha256,
    names::{Names, no_file, shorter},
    rejected, too_large,
};
use crate::model::{Blob, LeftAlone, Origin, Text};

/// What a file is, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Gzip,
    Zstd,
    Tar,
    Zip,
    Other,
}

impl Kind {
    /// Whether the bytes of this kind are compressed and hold no archive.
    pub(super) fn is_compressed(self, bytes: &[u8]) -> bool {
        matches!(self, Self::Gzip | Self::Zstd) && !compressed::holds_tar(self, bytes)
    }

    pub(super) fn of(bytes: &[u8]) -> Self {
        match bytes {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Self::Zstd,
            _ if is_skippable(bytes) => Self::Zstd,
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] | [b'P', b'K', 7, 8, ..] => Self::Zip,
            _ if is_tar(bytes) => Self::Tar,
            _ => Self::Other,
        }
    }
}

/// Packages are archives too, but hold software and no evidence.
const PACKAGES: &[&str] = &[
    "whl", "egg", "jar", "war", "ear", "aar", "nupkg", "apk", "xpi", "vsix", "crate", "gem", "deb", "rpm", "docx",
    "xlsx", "pptx", "odt", "ods", "epub",
];

/// Names that promise an archive or a compressed file.
const PROMISES: &[&str] = &["gz", "tgz", "zip", "tar", "zst"];

pub(super) fn package_extension(path: &str) -> Option<&'static str> {
    extension_in(path, PACKAGES)
}

pub(super) fn promised_extension(path: &str) -> Option<&'static str> {
    extension_in(path, PROMISES)
}

fn extension_in(path: &str, list: &[&'static str]) -> Option<&'static str> {
    let (_, extension) = path.rsplit_once('.')?;
    list.iter().copied().find(|known| extension.eq_ignore_ascii_case(known))
}

/// Hands each file in an archive to `sink`. An error says why none of it counts.
pub(super) fn unpack<T: Send>(
    path: &str,
    kind: Kind,
    bytes: &[u8],
    limits: &Limits,
    sink: Sink<'_, T>,
) -> Result<Gathered<T>, Text> {
    let mut unpacking = Unpacking::new(limits, sink);
    unpacking.archive(path, kind, bytes, 1)?;
    Ok(unpacking.gathered)
}

/// Unpacks a file that is compressed as a whole. Where what it holds is an archive, or compressed in turn, that
/// is unpacked too, and the files in it are handed to `sink`.
pub(super) fn decompress<T: Send>(
    path: &str,
    kind: Kind,
    bytes: &[u8],
    limits: &Limits,
    sink: Sink<'_, T>,
) -> Result<(Option<Vec<u8>>, Gathered<T>), Text> {
    let mut unpacking = Unpacking::new(limits, sink);
    let unpacked = unpacking.decompress(path, kind, bytes, 0)?;
    Ok((unpacked, unpacking.gathered))
}

/// Hands each file in a ZIP archive on disk to `sink`, which it never holds in memory as a whole.
pub(super) fn unpack_stored<T: Send>(
    path: &str,
    file: File,
    limits: &Limits,
    sink: Sink<'_, T>,
) -> Result<Gathered<T>, Text> {
    let mut unpacking = Unpacking::new(limits, sink);
    unpacking.zip(path, BufReader::new(file), 1)?;
    Ok(unpacking.gathered)
}

/// Hands each file in an archive to `sink` as it lies there, hidden ones and archives too.
pub(super) fn list<T: Send>(
    path: &str,
    kind: Kind,
    bytes: &[u8],
    limits: &Limits,
    sink: Sink<'_, T>,
) -> Result<Gathered<T>, Text> {
    let mut unpacking = Unpacking { is_flat: true, ..Unpacking::new(limits, sink) };
    unpacking.archive(path, kind, bytes, 1)?;
    Ok(unpacking.gathered)
}

/// How much may stand between two entries of a tar archive: headers, and a name or attributes that do not
/// fit into them.
const BETWEEN: u64 = 1 << 20;

/// An archive that is being unpacked, with what is left of its bounds.
struct Unpacking<'a, T> {
    limits: &'a Limits,
    sink: Sink<'a, T>,
    /// Whether entries are handed on as they are.
    is_flat: bool,
    entries: u64,
    unpacked: u64,
    gathered: Gathered<T>,
}

impl<'a, T: Send> Unpacking<'a, T> {
    fn new(limits: &'a Limits, sink: Sink<'a, T>) -> Self {
        Self { limits, sink, is_flat: false, entries: 0, unpacked: 0, gathered: Gathered::default() }
    }

    fn archive(&mut self, path: &str, kind: Kind, bytes: &[u8], depth: u32) -> Result<(), Text> {
        self.check_depth(depth)?;
        match kind {
            Kind::Zip => self.zip(path, Cursor::new(bytes), depth),
            _ => self.tar(path, reader(kind, bytes), depth),
        }
    }

    fn check_depth(&self, depth: u32) -> Result<(), Text> {
        let limit = self.limits.archive_depth;
        if depth <= limit {
            return Ok(());
        }
        Err(Text::new(
            format!("holds archives in archives, more than {limit} deep; unpack it once and hand over what it holds"),
            format!(
                "enthält Archive in Archiven, mehr als {limit} ineinander; einmal entpacken und den Inhalt abgeben"
            ),
        ))
    }

    fn zip(&mut self, path: &str, mut bytes: impl Read + Seek, depth: u32) -> Result<(), Text> {
        directory::check(&mut bytes, self.limits.archive_entries)?;
        bytes.seek(SeekFrom::Start(0)).map_err(|error| broken(&error))?;
        let mut archive = ZipArchive::new(bytes).map_err(|error| broken(&error))?;
        if archive.has_overlapping_entries().map_err(|error| broken(&error))? {
            return Err(Text::new("has entries that overlap", "enthält Einträge, die sich überschneiden"));
        }
        let mut names = Names::default();
        for index in 0..archive.len() {
            self.count_entry()?;
            let mut entry = archive.by_index(index).map_err(|error| broken(&error))?;
            let name = entry.name().map_err(|error| broken(&error))?.into_owned();
            let size = entry.size();
            let Some(inner) = names.accept(&name, (entry.is_dir(), size))? else { continue };
            if entry.is_symlink() {
                directory::check_link(&inner, &mut entry)?;
                self.gathered.skip(LeftAlone::Link);
                continue;
            }
            self.entry(path, &inner, &mut entry, size, depth)?;
        }
        Ok(())
    }

    fn tar(&mut self, path: &str, bytes: Box<dyn Read + '_>, depth: u32) -> Result<(), Text> {
        let most = Rc::new(Cell::new(0));
        let mut archive = tar::Archive::new(EndMark::of(bytes, Rc::clone(&most)));
        let mut names = Names::default();
        let mut end: u64 = 0;
        let mut entries = archive.entries().map_err(|error| broken(&error))?;
        loop {
            most.set(end.saturating_add(BETWEEN));
            let Some(entry) = entries.next() else { break };
            self.count_entry()?;
            let mut entry = entry.map_err(|error| match error.kind() {
                ErrorKind::FileTooLarge => long_name(),
                _ => broken(&error),
            })?;
            most.set(u64::MAX);
            let blocks = entry.size().div_ceil(TAR_BLOCK).saturating_mul(TAR_BLOCK);
            end = entry.raw_file_position().saturating_add(blocks);
            let kind = entry.header().entry_type();
            if matches!(kind, EntryType::XGlobalHeader) {
                continue;
            }
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            self.unpacked = self.unpacked.saturating_add(name.len() as u64);
            if self.unpacked > self.limits.unpacked_size {
                return Err(self.exceeded(path));
            }
            let size = entry.size();
            let Some(inner) = names.accept(&name, (kind.is_dir(), size))? else { continue };
            match kind {
                EntryType::Regular | EntryType::Continuous => self.entry(path, &inner, &mut entry, size, depth)?,
                _ if size > 0 => return Err(no_file(&inner)),
                EntryType::Symlink | EntryType::Link => self.gathered.skip(LeftAlone::Link),
                _ => self.gathered.skip(LeftAlone::SpecialFile),
            }
        }
        most.set(u64::MAX);
        archive.into_inner().finish(end)
    }

    fn count_entry(&mut self) -> Result<(), Text> {
        self.entries = self.entries.saturating_add(1);
        let limit = self.limits.archive_entries;
        if self.entries <= limit { Ok(()) } else { Err(directory::too_many(limit)) }
    }

    /// Reads one entry and hands it on.
    fn entry(&mut self, path: &str, inner: &str, entry: &mut dyn Read, size: u64, depth: u32) -> Result<(), Text> {
        if !self.is_flat && inner.split('/').any(|part| part.starts_with('.')) {
            self.gathered.skip(LeftAlone::Hidden);
            return Ok(());
        }
        let name = format!("{path}!{inner}");
        let bytes = self.read(&name, entry)?;
        if bytes.len() as u64 != size {
            return Err(shorter(inner));
        }
        self.file(&name, bytes, depth)
    }

    fn read(&mut self, name: &str, entry: &mut dyn Read) -> Result<Vec<u8>, Text> {
        let mut bytes = Vec::new();
        let room = self.room();
        entry.take(room.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| broken(&error))?;
        if bytes.len() as u64 > room {
            return Err(self.exceeded(name));
        }
        self.unpacked = self.unpacked.saturating_add(bytes.len() as u64);
        Ok(bytes)
    }

    /// The most bytes that may still be unpacked at once.
    fn room(&self) -> u64 {
        self.limits.file_size.min(self.limits.unpacked_size.saturating_sub(self.unpacked))
    }

    /// Why something does not fit into the room there is.
    fn exceeded(&self, name: &str) -> Text {
        if self.room() < self.limits.file_size {
            let it = Text::new("unpacked, it", "der ausgepackte Inhalt");
            return too_large(it, self.limits.unpacked_size, "--max-unpacked-size");
        }
        let it = Text::new(format!("`{name}`, unpacked,"), format!("`{name}`, ausgepackt,"));
        too_large(it, self.limits.file_size, "--max-file-size")
    }

    /// The bytes of a file that is compressed as a whole, however often; `None` where they are an archive,
    /// whose files were handed on.
    fn decompress(&mut self, name: &str, kind: Kind, bytes: &[u8], depth: u32) -> Result<Option<Vec<u8>>, Text> {
        self.check_depth(depth)?;
        let unpacked = compressed::unpack(kind, bytes, self.room())?.ok_or_else(|| self.exceeded(name))?;
        self.unpacked = self.unpacked.saturating_add(unpacked.len() as u64);
        let depth = depth.saturating_add(1);
        match Kind::of(&unpacked) {
            Kind::Other => Ok(Some(unpacked)),
            again if again.is_compressed(&unpacked) => self.decompress(name, again, &unpacked, depth),
            again => self.archive(name, again, &unpacked, depth).map(|()| None),
        }
    }

    fn file(&mut self, name: &str, bytes: Vec<u8>, depth: u32) -> Result<(), Text> {
        let origin = Origin { path: name.into(), sha256: sha256(&bytes), size: bytes.len() as u64 };
        let kind = Kind::of(&bytes);
        if self.is_flat {
            self.hand_on(origin, bytes);
            return Ok(());
        }
        if kind == Kind::Other {
            if promised_extension(name).is_some() {
                let reason = Text::new("is no archive, as its name says", "ist kein Archiv, wie sein Name sagt");
                self.gathered.rejected.push(rejected(name, Some(origin), reason));
            } else {
                self.hand_on(origin, bytes);
            }
            return Ok(());
        }
        if package_extension(name).is_some() {
            self.gathered.skip(LeftAlone::PackageInArchive);
            return Ok(());
        }
        if self.sink.wants_archive(name) {
            self.hand_on(origin.clone(), bytes.clone());
        }
        if kind.is_compressed(&bytes) {
            if !self.sink.wants_inside(name) {
                return Ok(());
            }
            match self.decompress(name, kind, &bytes, depth)? {
                Some(_) if self.sink.wanted.is_some() => {}
                Some(unpacked) => self.hand_on(origin, unpacked),
                None => drop(self.gathered.archives.insert(name.into(), origin.sha256)),
            }
            return Ok(());
        }
        self.gathered.archives.insert(name.into(), origin.sha256);
        self.archive(name, kind, &bytes, depth.saturating_add(1))
    }

    /// Hands on what is wanted.
    fn hand_on(&mut self, origin: Origin, bytes: Vec<u8>) {
        if self.sink.wants(&origin.path) {
            let made = (self.sink.make)(Blob { path: Arc::clone(&origin.path), payload: bytes.into() });
            self.gathered.results.push((origin, made));
        }
    }
}

fn long_name() -> Text {
    Text::new(
        format!("holds a name or attributes of more than {BETWEEN} bytes; pack it anew"),
        format!("enthält einen Namen oder Attribute von mehr als {BETWEEN} Bytes; neu packen"),
    )
}
