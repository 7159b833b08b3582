// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Archives as jobs leave them: tar (plain, gzip, zstd) and zip. Nothing is ever written.
//!
//! An archive counts as a whole or not at all: one that is damaged, ambiguous or tries to escape
//! delivers nothing.

use std::{
    collections::BTreeSet,
    fs::File,
    io::{BufReader, Cursor, Read, Seek},
};

use tar::EntryType;
use zip::ZipArchive;

use super::{
    Gathered, Limits, Sink,
    compressed::{self, broken, is_tar, reader},
    file::sha256,
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
    pub(super) fn of(bytes: &[u8]) -> Self {
        match bytes {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Self::Zstd,
            [b'P', b'K', 3 | 5, 4 | 6, ..] => Self::Zip,
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
    let mut unpacking =
        Unpacking { limits, sink, is_flat: false, entries: 0, unpacked: 0, gathered: Gathered::default() };
    unpacking.archive(path, kind, bytes, 1)?;
    Ok(unpacking.gathered)
}

/// Hands each file in a ZIP archive on disk to `sink`, which it never holds in memory as a whole.
pub(super) fn unpack_stored<T: Send>(
    path: &str,
    file: File,
    limits: &Limits,
    sink: Sink<'_, T>,
) -> Result<Gathered<T>, Text> {
    let mut unpacking =
        Unpacking { limits, sink, is_flat: false, entries: 0, unpacked: 0, gathered: Gathered::default() };
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
    let mut unpacking =
        Unpacking { limits, sink, is_flat: true, entries: 0, unpacked: 0, gathered: Gathered::default() };
    unpacking.archive(path, kind, bytes, 1)?;
    Ok(unpacking.gathered)
}

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

impl<T: Send> Unpacking<'_, T> {
    fn archive(&mut self, path: &str, kind: Kind, bytes: &[u8], depth: u32) -> Result<(), Text> {
        if depth > self.limits.archive_depth {
            let limit = self.limits.archive_depth;
            return Err(Text::new(
                format!("holds archives in archives, more than {limit} deep"),
                format!("enthält Archive in Archiven, mehr als {limit} ineinander"),
            ));
        }
        match kind {
            Kind::Zip => self.zip(path, Cursor::new(bytes), depth),
            _ => self.tar(path, reader(kind, bytes), depth),
        }
    }

    fn zip(&mut self, path: &str, bytes: impl Read + Seek, depth: u32) -> Result<(), Text> {
        let mut archive = ZipArchive::new(bytes).map_err(|error| broken(&error))?;
        if archive.has_duplicate_names() {
            return Err(repeated("?"));
        }
        if archive.has_overlapping_entries().map_err(|error| broken(&error))? {
            return Err(Text::new("has entries that overlap", "enthält Einträge, die sich überschneiden"));
        }
        let mut names = Names::default();
        for index in 0..archive.len() {
            self.count_entry()?;
            let mut entry = archive.by_index(index).map_err(|error| broken(&error))?;
            let name = entry.name().map_err(|error| broken(&error))?.into_owned();
            let Some(inner) = names.accept(&name, entry.is_dir())? else { continue };
            if entry.is_symlink() || !entry.is_file() {
                self.gathered.skip(LeftAlone::Link);
                continue;
            }
            let size = entry.size();
            self.entry(path, &inner, &mut entry, size, depth)?;
        }
        Ok(())
    }

    fn tar(&mut self, path: &str, bytes: Box<dyn Read + '_>, depth: u32) -> Result<(), Text> {
        let mut archive = tar::Archive::new(EndMark { bytes, read: 0, zeros: 0 });
        let mut names = Names::default();
        let mut end = 0;
        for entry in archive.entries().map_err(|error| broken(&error))? {
            self.count_entry()?;
            let mut entry = entry.map_err(|error| broken(&error))?;
            let blocks = entry.size().div_ceil(TAR_BLOCK).saturating_mul(TAR_BLOCK);
            end = entry.raw_file_position().saturating_add(blocks);
            let kind = entry.header().entry_type();
            if matches!(kind, EntryType::XGlobalHeader) {
                continue;
            }
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            let Some(inner) = names.accept(&name, kind.is_dir())? else { continue };
            match kind {
                EntryType::Regular | EntryType::Continuous => {
                    let size = entry.size();
                    self.entry(path, &inner, &mut entry, size, depth)?;
                }
                EntryType::Symlink | EntryType::Link => self.gathered.skip(LeftAlone::Link),
                _ => self.gathered.skip(LeftAlone::SpecialFile),
            }
        }
        archive.into_inner().finish(end)
    }

    fn count_entry(&mut self) -> Result<(), Text> {
        self.entries = self.entries.saturating_add(1);
        let limit = self.limits.archive_entries;
        if self.entries <= limit {
            return Ok(());
        }
        Err(Text::new(
            format!("has more than {limit} entries; `--max-archive-entries` raises the limit"),
            format!("hat mehr als {limit} Einträge; `--max-archive-entries` hebt die Grenze an"),
        ))
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
            return Err(broken(&format!("`{inner}` is shorter than it says")));
        }
        self.unpacked = self.unpacked.saturating_add(bytes.len() as u64);
        if self.unpacked > self.limits.unpacked_size {
            return Err(too_large("unpacked, it", self.limits.unpacked_size, "--max-unpacked-size"));
        }
        self.file(&name, bytes, depth)
    }

    fn read(&self, name: &str, entry: &mut dyn Read) -> Result<Vec<u8>, Text> {
        let mut bytes = Vec::new();
        let limit = self.limits.file_size;
        entry.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| broken(&error))?;
        if bytes.len() as u64 > limit {
            return Err(too_large(&format!("`{name}`"), limit, "--max-file-size"));
        }
        Ok(bytes)
    }

    fn file(&mut self, name: &str, bytes: Vec<u8>, depth: u32) -> Result<(), Text> {
        let origin = Origin { path: name.into(), sha256: sha256(&bytes), size: bytes.len() as u64 };
        let kind = Kind::of(&bytes);
        if !self.is_flat && kind != Kind::Other && package_extension(name).is_some() {
            self.gathered.skip(LeftAlone::PackageInArchive);
            return Ok(());
        }
        let bytes = match kind {
            _ if self.is_flat => bytes,
            Kind::Other if promised_extension(name).is_some() => {
                let reason = Text::new("is no archive, as its name says", "ist kein Archiv, wie sein Name sagt");
                self.gathered.rejected.push(rejected(name, Some(origin), reason));
                return Ok(());
            }
            Kind::Other => bytes,
            Kind::Gzip | Kind::Zstd if !compressed::holds_tar(kind, &bytes) => match self.sink.wanted {
                Some(_) => bytes,
                None => compressed::unpack(kind, &bytes, self.limits.file_size)?,
            },
            _ => {
                if self.sink.wants_archive(name) {
                    let made = (self.sink.make)(Blob { path: name.into(), payload: bytes.clone().into() });
                    self.gathered.results.push((origin.clone(), made));
                }
                self.gathered.archives.insert(name.into(), origin.sha256);
                return self.archive(name, kind, &bytes, depth.saturating_add(1));
            }
        };
        if !self.sink.wants(name) {
            return Ok(());
        }
        let made = (self.sink.make)(Blob { path: name.into(), payload: bytes.into() });
        self.gathered.results.push((origin, made));
        Ok(())
    }
}

/// The names in an archive, none of which leaves it and none of which comes twice.
#[derive(Default)]
struct Names(BTreeSet<String>);

impl Names {
    /// The path inside the archive; `None` for a folder.
    fn accept(&mut self, name: &str, is_folder: bool) -> Result<Option<String>, Text> {
        let escapes = name.starts_with('/') || name.contains(['\\', '\0']) || name.split('/').any(|part| part == "..");
        let drive = name.as_bytes().get(1) == Some(&b':');
        if escapes || drive {
            return Err(Text::new(
                format!("has an entry whose path leaves it: `{}`", name.escape_debug()),
                format!("hat einen Eintrag, dessen Pfad aus ihm herausführt: `{}`", name.escape_debug()),
            ));
        }
        let parts: Vec<&str> = name.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
        let inner = parts.join("/");
        if is_folder || name.ends_with('/') || inner.is_empty() {
            return Ok(None);
        }
        if !self.0.insert(inner.clone()) {
            return Err(repeated(&inner));
        }
        Ok(Some(inner))
    }
}

fn repeated(name: &str) -> Text {
    Text::new(
        format!("has two entries of the same name (`{name}`)"),
        format!("hat zwei Einträge desselben Namens (`{name}`)"),
    )
}

/// A tar archive is made of blocks of this many bytes (POSIX.1-1988).
const TAR_BLOCK: u64 = 512;

/// Watches that a tar archive ends with its end mark, two blocks of zeros, and nothing after it. The
/// reader underneath takes any end of input for the end of the archive.
struct EndMark<'a> {
    bytes: Box<dyn Read + 'a>,
    read: u64,
    zeros: u64,
}

impl Read for EndMark<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.bytes.read(buffer)?;
        let got = buffer.get(..count).unwrap_or_default();
        let trailing = got.iter().rev().take_while(|byte| **byte == 0).count();
        let before = if trailing == count { self.zeros } else { 0 };
        self.zeros = before.saturating_add(trailing as u64);
        self.read = self.read.saturating_add(count as u64);
        Ok(count)
    }
}

impl EndMark<'_> {
    /// `end` is where the last entry ends.
    fn finish(mut self, end: u64) -> Result<(), Text> {
        std::io::copy(&mut self, &mut std::io::sink()).map_err(|error| broken(&error))?;
        let rest = self.read.saturating_sub(end);
        if rest >= 2 * TAR_BLOCK && self.zeros >= rest { Ok(()) } else { Err(broken(&"the archive has no end mark")) }
    }
}
