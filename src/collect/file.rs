// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Reads one file as a whole, within bounds.

use std::{
    fmt,
    fs::File,
    io::{self, Read},
    path::Path,
};

use sha2::{Digest as _, Sha256};

use super::shown;
use crate::model::{Digest, DigestAlgorithm, Origin};

/// Why a file could not be read.
#[derive(Debug)]
pub enum ReadFailure {
    /// The system says why.
    Io(String, io::Error),
    /// It is not a plain file.
    NotAFile(String),
    /// It is larger than this many bytes.
    TooLarge(String, u64),
}

impl fmt::Display for ReadFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(path, error) => write!(f, "could not read `{path}`: {error}"),
            Self::NotAFile(path) => write!(f, "`{path}` is no file"),
            Self::TooLarge(path, limit) => write!(f, "`{path}` is larger than {limit} bytes"),
        }
    }
}

/// Reads the file at `path`, of at most `limit` bytes.
pub fn read_file(path: &Path, limit: u64) -> Result<(Origin, Vec<u8>), ReadFailure> {
    let bytes = read(path, limit)?;
    let origin = Origin { path: shown(path).into(), sha256: sha256(&bytes), size: bytes.len() as u64 };
    Ok((origin, bytes))
}

/// Refuses what is not there, or may not be read.
pub fn refuse_unreadable(path: &Path) -> Result<(), ReadFailure> {
    let io = |error| ReadFailure::Io(shown(path), error);
    // Pipes and devices are not opened.
    if std::fs::metadata(path).map_err(io)?.is_file() {
        File::open(path).map_err(io)?;
    }
    Ok(())
}

/// The origin of bytes that do not lie in a file of their own.
pub fn origin_of(path: &str, bytes: &[u8]) -> Origin {
    Origin { path: path.into(), sha256: sha256(bytes), size: bytes.len() as u64 }
}

/// The origin of all files below a path, taken as one: its digest is the SHA-256 over one line for
/// each, `HEX  PATH`, as `sha256sum` prints it.
pub fn origin_of_all<'o>(path: &Path, files: impl Iterator<Item = &'o Origin>) -> Origin {
    let (mut lines, mut size) = (String::new(), 0_u64);
    for file in files {
        lines.push_str(&format!("{}  {}\n", file.sha256.hex(), file.path));
        size = size.saturating_add(file.size);
    }
    Origin { path: shown(path).into(), sha256: sha256(lines.as_bytes()), size }
}

/// Reads the bytes of the file at `path`, of at most `limit` bytes. Pipes and devices are not opened.
pub(super) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, ReadFailure> {
    let io = |error| ReadFailure::Io(shown(path), error);
    let metadata = std::fs::metadata(path).map_err(io)?;
    if !metadata.is_file() {
        return Err(ReadFailure::NotAFile(shown(path)));
    }
    let size = metadata.len();
    if size > limit {
        return Err(ReadFailure::TooLarge(shown(path), limit));
    }
    let mut bytes = Vec::new();
    bytes
        .try_reserve_exact(usize::try_from(size).unwrap_or(usize::MAX).saturating_add(1))
        .map_err(|_| ReadFailure::TooLarge(shown(path), limit))?;
    // The file may have grown since.
    File::open(path).map_err(io)?.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(io)?;
    if bytes.len() as u64 > limit {
        return Err(ReadFailure::TooLarge(shown(path), limit));
    }
    Ok(bytes)
}

/// SHA-256 of `bytes`.
#[expect(clippy::expect_used, reason = "SHA-256 has 32 bytes, which the constructor accepts")]
pub(super) fn sha256(bytes: &[u8]) -> Digest {
    Digest::from_bytes(DigestAlgorithm::Sha256, &Sha256::digest(bytes)).expect("a digest of the right length")
}
