// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Bytes on their way to becoming evidence: where they came from and who vouches for them.

use std::{fmt, sync::Arc};

use super::{Digest, Payload};

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
    /// Who vouches for it.
    pub trust: Trust,
}

/// Who vouches for a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trust {
    /// Nobody: no signature was verified.
    Unsigned,
    /// Everybody named here signed exactly these bytes.
    Signed(Vec<Signer>),
}

impl fmt::Display for Trust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsigned => f.write_str("unsigned"),
            Self::Signed(signers) => {
                let names: Vec<&str> = signers.iter().map(Signer::identity).collect();
                write!(f, "signed by {}", names.join(", "))
            }
        }
    }
}

/// Somebody whose signature was verified. Only `verify` can make one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    identity: String,
}

impl Signer {
    /// The name under which the key or certificate is known.
    pub fn identity(&self) -> &str {
        &self.identity
    }
}
