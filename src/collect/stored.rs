// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Large files, which stay on disk and are read piece by piece.

use std::{
    fs::{File, Metadata},
    io,
    ops::Range,
    path::Path,
    time::SystemTime,
};

use sha2::{Digest as _, Sha256};

use super::file::ReadFailure;
use crate::{
    collect::shown,
    model::{Digest, DigestAlgorithm, Store, Unreadable},
};

/// How much is read at once for hashing.
const PIECE: usize = 1 << 20;

/// A file on disk.
#[derive(Debug)]
pub(super) struct StoredFile {
    file: File,
    state: State,
}

/// By what a change of a file is noticed. Only the system sets the time of the last change of the
/// file's state, where it has one.
#[derive(Debug, PartialEq, Eq)]
struct State {
    size: u64,
    modified: Option<SystemTime>,
    changed: (i64, i64),
}

impl StoredFile {
    /// Opens the file at `path`, of at most `limit` bytes. Pipes and devices are not opened.
    pub(super) fn open(path: &Path, limit: u64) -> Result<Self, ReadFailure> {
        let io = |error| ReadFailure::Io(shown(path), error);
        if !std::fs::metadata(path).map_err(io)?.is_file() {
            return Err(ReadFailure::NotAFile(shown(path)));
        }
        let file = File::open(path).map_err(io)?;
        let state = State::of(&file.metadata().map_err(io)?);
        if state.size > limit {
            return Err(ReadFailure::TooLarge(shown(path), limit));
        }
        Ok(Self { file, state })
    }

    /// Whether the file is still what it was when it was opened.
    fn check(&self, file: &File) -> io::Result<()> {
        if State::of(&file.metadata()?) == self.state {
            Ok(())
        } else {
            Err(io::Error::other("the file was changed while it was read; run again when nothing writes to it"))
        }
    }

    fn read_range(&self, range: Range<u64>, buffer: &mut Vec<u8>, at: usize) -> io::Result<()> {
        let length = usize::try_from(range.end.saturating_sub(range.start)).map_err(io::Error::other)?;
        let end = at.saturating_add(length);
        buffer.try_reserve(end.saturating_sub(buffer.len())).map_err(io::Error::other)?;
        buffer.resize(end, 0);
        read_exact_at(&self.file, buffer.get_mut(at..).unwrap_or_default(), range.start)?;
        self.check(&self.file)
    }

    /// SHA-256 of the file.
    #[expect(clippy::expect_used, reason = "SHA-256 has 32 bytes, which the constructor accepts")]
    pub(super) fn sha256(&self) -> Result<Digest, Unreadable> {
        let mut hasher = Sha256::new();
        let (mut start, mut piece) = (0_u64, Vec::new());
        while start < self.state.size {
            let end = start.saturating_add(PIECE as u64).min(self.state.size);
            self.read(start..end, &mut piece, 0)?;
            hasher.update(&piece);
            start = end;
        }
        Ok(Digest::from_bytes(DigestAlgorithm::Sha256, &hasher.finalize()).expect("a digest of the right length"))
    }
}

impl Store for StoredFile {
    fn size(&self) -> u64 {
        self.state.size
    }

    fn read(&self, range: Range<u64>, buffer: &mut Vec<u8>, at: usize) -> Result<(), Unreadable> {
        self.read_range(range, buffer, at).map_err(|error| Unreadable(error.to_string()))
    }
}

impl State {
    fn of(metadata: &Metadata) -> Self {
        Self { size: metadata.len(), modified: metadata.modified().ok(), changed: changed(metadata) }
    }
}

/// Several threads read a file at the same time, so none may rely on where another left off.
#[cfg(unix)]
fn read_exact_at(file: &File, bytes: &mut [u8], start: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, start)
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut bytes: &mut [u8], mut start: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let count = std::os::windows::fs::FileExt::seek_read(file, bytes, start)?;
        let rest = bytes.get_mut(count..).filter(|_| count > 0);
        bytes = rest.ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))?;
        start = start.saturating_add(count as u64);
    }
    Ok(())
}

#[cfg(unix)]
fn changed(metadata: &Metadata) -> (i64, i64) {
    use std::os::unix::fs::MetadataExt;
    (metadata.ctime(), metadata.ctime_nsec())
}

#[cfg(not(unix))]
fn changed(_: &Metadata) -> (i64, i64) {
    (0, 0)
}
