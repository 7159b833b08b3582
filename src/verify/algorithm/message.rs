// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What was signed: bytes in memory, or what lies elsewhere and is known by its digests too.

use std::cell::OnceCell;

use sha2::{Digest as _, Sha256, Sha384, Sha512};

use crate::{
    model::{DigestAlgorithm, Doubt},
    verify::Signed,
};

/// What was signed. Each hash is computed once, whatever the number of keys that are tried.
#[derive(Debug)]
pub struct Message<'a> {
    source: Source<'a>,
    hashes: [OnceCell<Vec<u8>>; 3],
}

#[derive(Debug)]
enum Source<'a> {
    Bytes(&'a [u8]),
    Signed(&'a Signed<'a>),
}

impl<'a> Message<'a> {
    /// A message that is held in memory.
    pub const fn bytes(bytes: &'a [u8]) -> Self {
        Self::new(Source::Bytes(bytes))
    }

    /// What lies elsewhere. It is read only where its digest is not known, and into memory only where
    /// the algorithm signs the bytes themselves.
    pub const fn signed(signed: &'a Signed<'a>) -> Self {
        Self::new(Source::Signed(signed))
    }

    const fn new(source: Source<'a>) -> Self {
        Self { source, hashes: [const { OnceCell::new() }; 3] }
    }

    /// The bytes themselves.
    pub(super) fn whole(&self) -> Result<&[u8], Doubt> {
        match self.source {
            Source::Bytes(bytes) => Ok(bytes),
            Source::Signed(signed) => signed.bytes(),
        }
    }

    /// The digest by an algorithm.
    pub(super) fn digest(&self, algorithm: DigestAlgorithm) -> Result<&[u8], Doubt> {
        let [sha256, sha384, sha512] = &self.hashes;
        let cell = match algorithm {
            DigestAlgorithm::Sha256 => sha256,
            DigestAlgorithm::Sha384 => sha384,
            DigestAlgorithm::Sha512 => sha512,
        };
        if let Some(known) = cell.get() {
            return Ok(known);
        }
        let hash = match self.source {
            Source::Signed(signed) => signed.digest(algorithm)?,
            Source::Bytes(bytes) => match algorithm {
                DigestAlgorithm::Sha256 => Sha256::digest(bytes).to_vec(),
                DigestAlgorithm::Sha384 => Sha384::digest(bytes).to_vec(),
                DigestAlgorithm::Sha512 => Sha512::digest(bytes).to_vec(),
            },
        };
        Ok(cell.get_or_init(|| hash))
    }
}
