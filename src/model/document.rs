// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Bytes on their way to becoming evidence: where they came from and who vouches for them.

use std::sync::Arc;

use super::{Digest, Payload, Trust};

/// Where bytes came from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// The path as the user would write it, with `/` between its parts. What lay in an archive
    /// follows the archive's own path and a `!`: `reports.zip!gl-sast-report.json`.
    pub path: Arc<str>,
    /// SHA-256 of the bytes as they were found (before decompression).
    pub sha256: Digest,
    /// Number of bytes as they were found.
    pub size: u64,
}

/// What reports of this program bear in forms that others write too, and by which alone it knows its own:
/// the name is an everyday word.
pub const REPORT_TYPE: &str = "https://gitlab.opencode.de/freigabe/reports/v1";

/// A file as it was found.
#[derive(Clone, Debug)]
pub struct Blob {
    /// Its path, as in [`Origin::path`].
    pub path: Arc<str>,
    /// Its bytes, decompressed where the whole file was compressed with gzip or zstd.
    pub payload: Payload,
}

/// A payload to be read, with what is known about who vouches for it.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its path, as in [`Origin::path`].
    pub path: Arc<str>,
    /// The bytes to read.
    pub payload: Payload,
    /// What an envelope says that the bytes are (a media type); `None` for what came without one.
    pub declared_type: Option<Arc<str>>,
    /// Who vouches for it.
    pub trust: Trust,
}
