// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What was signed: bytes, a document that is left where it lies, or digests alone.

use std::cell::OnceCell;

use sha2::{Sha256, Sha384, Sha512};

use crate::model::{DigestAlgorithm, Digests, Doubt, DoubtCode, Payload, Text};

/// As much of a document as is read at once to hash it.
const PIECE: u64 = 1 << 20;

/// What was signed. Each hash is computed once, whatever the number of keys that are tried.
#[derive(Debug)]
pub struct Message<'a> {
    source: Source<'a>,
    hashes: [OnceCell<Vec<u8>>; 3],
}

#[derive(Debug)]
enum Source<'a> {
    Bytes(&'a [u8]),
    Payload(&'a Payload),
    Digests(&'a Digests),
}

impl<'a> Message<'a> {
    /// A message that is held in memory.
    pub const fn bytes(bytes: &'a [u8]) -> Self {
        Self::new(Source::Bytes(bytes))
    }

    /// A document. It is read into memory only where the algorithm signs the bytes themselves.
    pub const fn payload(payload: &'a Payload) -> Self {
        Self::new(Source::Payload(payload))
    }

    /// A message of which only digests are known. Algorithms that sign the bytes themselves cannot be checked.
    pub const fn digests(digests: &'a Digests) -> Self {
        Self::new(Source::Digests(digests))
    }

    const fn new(source: Source<'a>) -> Self {
        Self { source, hashes: [OnceCell::new(), OnceCell::new(), OnceCell::new()] }
    }

    /// The bytes themselves.
    pub(super) fn whole(&self) -> Result<&[u8], Doubt> {
        match self.source {
            Source::Bytes(bytes) => Ok(bytes),
            Source::Payload(payload) => payload.whole().map_err(|error| unreadable(&error.0)),
            Source::Digests(_) => Err(Doubt::new(
                DoubtCode::BytesMissing,
                Text::new(
                    "the signature is over the content itself, and only its digest is at hand",
                    "Die Signatur gilt dem Inhalt selbst, und nur dessen Hash liegt vor",
                ),
            )),
        }
    }

    /// The digest by an algorithm.
    pub fn digest(&self, algorithm: DigestAlgorithm) -> Result<&[u8], Doubt> {
        if let Source::Digests(digests) = self.source {
            return digests.get(algorithm).ok_or_else(|| no_digest(algorithm));
        }
        let [sha256, sha384, sha512] = &self.hashes;
        let cell = match algorithm {
            DigestAlgorithm::Sha256 => sha256,
            DigestAlgorithm::Sha384 => sha384,
            DigestAlgorithm::Sha512 => sha512,
        };
        if let Some(known) = cell.get() {
            return Ok(known);
        }
        let hash = match algorithm {
            DigestAlgorithm::Sha256 => self.hash::<Sha256>(),
            DigestAlgorithm::Sha384 => self.hash::<Sha384>(),
            DigestAlgorithm::Sha512 => self.hash::<Sha512>(),
        }?;
        Ok(cell.get_or_init(|| hash))
    }

    fn hash<D: sha2::Digest>(&self) -> Result<Vec<u8>, Doubt> {
        let mut hasher = D::new();
        match self.source {
            Source::Bytes(bytes) => hasher.update(bytes),
            Source::Payload(payload) => {
                let mut start = 0;
                while start < payload.size() {
                    let end = start.saturating_add(PIECE);
                    hasher.update(payload.piece(start..end).map_err(|error| unreadable(&error.0))?);
                    start = end;
                }
            }
            Source::Digests(_) => {}
        }
        Ok(hasher.finalize().to_vec())
    }
}

fn unreadable(error: &str) -> Doubt {
    Doubt::new(
        DoubtCode::Malformed,
        Text::new(
            format!("what was signed could not be read: {error}"),
            format!("Das Signierte ist nicht lesbar: {error}"),
        ),
    )
}

fn no_digest(algorithm: DigestAlgorithm) -> Doubt {
    let name = algorithm.name();
    Doubt::new(
        DoubtCode::BytesMissing,
        Text::new(
            format!("the signature is over the {name}, and neither it nor the content is at hand"),
            format!("Die Signatur gilt dem {name}, und weder dieser noch der Inhalt liegt vor"),
        ),
    )
}
