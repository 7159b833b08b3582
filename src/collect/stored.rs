// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Large files, which stay on disk and are read piece by piece.

use std::{
    fs::{File, Metadata},
    io,
    ops::Range,
    path::Path,
    sync::{Mutex, PoisonError},
    time::SystemTime,
};

use sha2::{Digest as _, Sha256};

use super::file::ReadFailure;
use crate::{
    collect::shown,
    model::{Digest, DigestAlgorithm, Store, Unreadable},
};

/// How much is read at once: little enough to be hashed from the cache of the processor.
const PIECE: usize = 256 * 1024;

/// What stands in a buffer before it is read into.
static ROOM: [u8; 4096] = [0; 4096];

/// A file on disk.
#[derive(Debug)]
pub(super) struct StoredFile {
    file: File,
    state: State,
    hashed: Mutex<Hashed>,
}

/// The file as far as it was read from its beginning on and hashed, so that it need not be read twice.
#[derive(Debug, Default)]
struct Hashed {
    sha256: Sha256,
    /// Number of bytes.
    length: u64,
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
        Ok(Self { file, state, hashed: Mutex::default() })
    }

    /// Whether the file is still what it was when it was opened.
    fn check(&self, file: &File) -> io::Result<()> {
        if State::of(&file.metadata()?) == self.state {
            Ok(())
        } else {
            Err(io::Error::other("the file was changed while it was read; run again when nothing writes to it"))
        }
    }

    /// Reads piece by piece and hands each, with where it begins, to a function while it is at hand.
    fn read_range(
        &self,
        range: Range<u64>,
        (buffer, at): (&mut Vec<u8>, usize),
        mut take: impl FnMut(u64, &[u8]),
    ) -> io::Result<()> {
        let length = usize::try_from(range.end.saturating_sub(range.start)).map_err(io::Error::other)?;
        let end = at.saturating_add(length);
        buffer.try_reserve(end.saturating_sub(buffer.len())).map_err(io::Error::other)?;
        // By pieces, because a byte at a time takes longer than reading the file.
        buffer.truncate(end);
        while let Some(missing) = end.checked_sub(buffer.len()).filter(|missing| *missing > 0) {
            buffer.extend_from_slice(ROOM.get(..missing).unwrap_or(&ROOM));
        }
        let mut start = range.start;
        for piece in buffer.get_mut(at..).unwrap_or_default().chunks_mut(PIECE) {
            read_exact_at(&self.file, piece, start)?;
            take(start, piece);
            start = start.saturating_add(piece.len() as u64);
        }
        self.check(&self.file)
    }

    /// SHA-256 of the file. What was not read so far is read.
    #[expect(clippy::expect_used, reason = "SHA-256 has 32 bytes, which the constructor accepts")]
    pub(super) fn sha256(&self) -> Result<Digest, Unreadable> {
        let mut hashed = self.hashed.lock().unwrap_or_else(PoisonError::into_inner);
        let mut piece = Vec::new();
        while hashed.length < self.state.size {
            let end = hashed.length.saturating_add(PIECE as u64).min(self.state.size);
            self.read_range(hashed.length..end, (&mut piece, 0), |start, piece| hashed.go_on(start, piece))
                .map_err(unreadable)?;
        }
        let sha256 = hashed.sha256.clone().finalize();
        Ok(Digest::from_bytes(DigestAlgorithm::Sha256, &sha256).expect("a digest of the right length"))
    }
}

impl Hashed {
    /// Hashes what of the bytes read from `start` on comes next.
    fn go_on(&mut self, start: u64, bytes: &[u8]) {
        let known = self.length.checked_sub(start).and_then(|known| usize::try_from(known).ok());
        if let Some(next) = known.and_then(|known| bytes.get(known..)) {
            self.sha256.update(next);
            self.length = self.length.saturating_add(next.len() as u64);
        }
    }
}

impl Store for StoredFile {
    fn size(&self) -> u64 {
        self.state.size
    }

    fn read(&self, range: Range<u64>, buffer: &mut Vec<u8>, at: usize) -> Result<(), Unreadable> {
        let hash = |start: u64, piece: &[u8]| {
            // While another thread hashes, this one goes on.
            if let Ok(mut hashed) = self.hashed.try_lock() {
                hashed.go_on(start, piece);
            }
        };
        self.read_range(range, (buffer, at), hash).map_err(unreadable)
    }
}

fn unreadable(error: io::Error) -> Unreadable {
    Unreadable(error.to_string())
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
