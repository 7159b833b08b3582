// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a detached signature is held against: bytes where they lie, or only their digests.

use std::{
    io::{self, Read},
    sync::{
        OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};

use sha2::{Sha256, Sha384, Sha512};

use super::Message;
use crate::model::{Digest, DigestAlgorithm, Digests, Doubt, DoubtCode, Payload, Text, Unreadable};

/// How much is read at once.
const PIECE: u64 = 1 << 20;
/// The most bytes that are held in memory for an algorithm that cannot take them piece by piece.
const MOST_HELD: u64 = 1 << 30;

/// What is signed.
#[derive(Debug)]
pub struct Signed<'a> {
    known: &'a Digests,
    payload: Option<&'a Payload>,
    was_read: AtomicBool,
    computed: [OnceLock<Result<Vec<u8>, Unreadable>>; 3],
}

impl<'a> Signed<'a> {
    /// Bytes, or only what is known of them. The digests must be those of the bytes.
    pub fn new(known: &'a Digests, payload: Option<&'a Payload>) -> Self {
        Self { known, payload, was_read: AtomicBool::new(false), computed: Default::default() }
    }

    /// Whether the bytes were read: then they still have to be those that the digests are of.
    pub fn was_read(&self) -> bool {
        self.was_read.load(Ordering::Relaxed)
    }

    /// What is known of the bytes.
    pub const fn digests(&self) -> &Digests {
        self.known
    }

    /// The digest by `algorithm`, computed where it is not known. An error where it is neither known
    /// nor are there bytes.
    pub fn digest(&self, algorithm: DigestAlgorithm) -> Result<Vec<u8>, Doubt> {
        if let Some(known) = self.known.get(algorithm) {
            return Ok(known.to_vec());
        }
        self.recomputed(algorithm)
    }

    /// The digest by `algorithm` of the bytes as they are now.
    pub fn recomputed(&self, algorithm: DigestAlgorithm) -> Result<Vec<u8>, Doubt> {
        let mut reader = self.reader()?;
        let [sha256, sha384, sha512] = &self.computed;
        let computed = match algorithm {
            DigestAlgorithm::Sha256 => sha256.get_or_init(|| hash::<Sha256>(&mut reader)),
            DigestAlgorithm::Sha384 => sha384.get_or_init(|| hash::<Sha384>(&mut reader)),
            DigestAlgorithm::Sha512 => sha512.get_or_init(|| hash::<Sha512>(&mut reader)),
        };
        computed.clone().map_err(|error| unreadable(&error))
    }

    /// Whether the bytes as they are now have the digest that is known of them.
    pub fn is_unchanged(&self) -> bool {
        let agrees = |digest: &Digest| {
            let algorithm = digest.algorithm();
            self.recomputed(algorithm).is_ok_and(|now| Digest::from_bytes(algorithm, &now).as_ref() == Some(digest))
        };
        self.known.iter().next().is_none_or(|first| agrees(&first))
    }

    /// All bytes at once.
    pub fn bytes(&self) -> Result<&'a [u8], Doubt> {
        let payload = self.payload()?;
        if payload.size() > MOST_HELD {
            return Err(Doubt::new(
                DoubtCode::Malformed,
                Text::new(
                    "this kind of signature is checked over all bytes at once, and they are more than 1 GiB; sign their checksum file instead",
                    "Diese Art Signatur wird über alle Bytes zugleich geprüft, und es sind mehr als 1 GiB; stattdessen die Prüfsummendatei signieren",
                ),
            ));
        }
        payload.whole().map_err(|error| unreadable(&error))
    }

    /// What a key is held against: the bytes, which the algorithm reads at once or piece by piece, or
    /// the digests where there are no bytes.
    pub(super) fn message(&self) -> Message<'a> {
        match self.payload {
            Some(payload) => {
                self.was_read.store(true, Ordering::Relaxed);
                Message::payload(payload)
            }
            None => Message::digests(self.known),
        }
    }

    /// The bytes from the first to the last, piece by piece.
    pub fn reader(&self) -> Result<Pieces<'a>, Doubt> {
        Ok(Pieces { payload: self.payload()?, next: 0 })
    }

    fn payload(&self) -> Result<&'a Payload, Doubt> {
        self.was_read.store(true, Ordering::Relaxed);
        self.payload.ok_or_else(|| {
            Doubt::new(
                DoubtCode::WrongSubject,
                Text::new(
                    "this kind of signature is checked over the bytes, and only a digest was given; name the file",
                    "Diese Art Signatur wird über die Bytes geprüft, und nur ein Digest wurde angegeben; die Datei nennen",
                ),
            )
        })
    }
}

/// Reads a payload piece by piece.
#[derive(Debug)]
pub struct Pieces<'a> {
    payload: &'a Payload,
    next: u64,
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = (buffer.len() as u64).min(PIECE);
        let piece = self.payload.piece(self.next..self.next.saturating_add(length));
        let piece = piece.map_err(|error| io::Error::other(error.to_string()))?;
        let (target, _) = buffer.split_at_mut(piece.len().min(buffer.len()));
        target.copy_from_slice(piece.get(..target.len()).unwrap_or_default());
        self.next = self.next.saturating_add(target.len() as u64);
        Ok(target.len())
    }
}

fn hash<H: sha2::Digest>(reader: &mut Pieces<'_>) -> Result<Vec<u8>, Unreadable> {
    let (mut hasher, mut buffer) = (H::new(), vec![0; usize::try_from(PIECE).unwrap_or(usize::MAX)]);
    loop {
        match reader.read(&mut buffer).map_err(|error| Unreadable(error.to_string()))? {
            0 => return Ok(hasher.finalize().to_vec()),
            count => hasher.update(buffer.get(..count).unwrap_or_default()),
        }
    }
}

/// The digest of bytes that are held.
pub(super) fn digest_of(algorithm: DigestAlgorithm, bytes: &[u8]) -> Vec<u8> {
    match algorithm {
        DigestAlgorithm::Sha256 => <Sha256 as sha2::Digest>::digest(bytes).to_vec(),
        DigestAlgorithm::Sha384 => <Sha384 as sha2::Digest>::digest(bytes).to_vec(),
        DigestAlgorithm::Sha512 => <Sha512 as sha2::Digest>::digest(bytes).to_vec(),
    }
}

/// The bytes that are signed could not be read.
pub(super) fn unreadable(error: &dyn std::fmt::Display) -> Doubt {
    Doubt::new(
        DoubtCode::Moved,
        Text::new(
            format!("what is signed could not be read again: {error}"),
            format!("Das Signierte ließ sich nicht noch einmal lesen: {error}"),
        ),
    )
}
