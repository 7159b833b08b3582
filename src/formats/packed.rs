// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The JSON form of a document in another notation; that of a large one is held in a fraction of its size.

use std::{
    io::{Read, Write},
    ops::Range,
    sync::Arc,
};

use flate2::{Compression, bufread::DeflateDecoder, write::DeflateEncoder};
use rayon::prelude::*;

use super::Source;
use crate::model::{Payload, Store, Unreadable};

/// How much of the JSON form of a large document is made at once.
pub(super) const BATCH: usize = 1 << 20;

/// About how many bytes are compressed on their own, and have to be expanded to read one of them.
const PIECE: usize = 128 * 1024;
/// The lowest level at which letters that are as frequent as hexadecimal digits take fewer bits than others.
const LEVEL: u32 = 2;

/// Text that is held compressed, in pieces that can be read each on its own.
#[derive(Debug, Default)]
pub(super) struct Packed {
    pieces: Vec<Piece>,
    size: u64,
}

#[derive(Debug)]
struct Piece {
    /// Which bytes of the text it holds.
    holds: Range<u64>,
    packed: Vec<u8>,
}

impl Packed {
    /// Adds text at the end.
    pub(super) fn add(&mut self, text: &[u8]) -> Result<(), Unreadable> {
        let packed: Vec<_> = text.par_chunks(PIECE).map(|piece| Some((piece.len(), pack(piece)?))).collect();
        for packed in packed {
            let (length, packed) = packed.ok_or_else(|| Unreadable("it could not be compressed".to_owned()))?;
            let end = self.size.saturating_add(length as u64);
            self.pieces.push(Piece { holds: self.size..end, packed });
            self.size = end;
        }
        Ok(())
    }

    /// Adds what another holds at the end.
    fn append(&mut self, other: Self) {
        let before = self.size;
        let moved = |at: u64| before.saturating_add(at);
        let pieces = other.pieces.into_iter();
        self.pieces.extend(
            pieces.map(|Piece { holds, packed }| Piece { holds: moved(holds.start)..moved(holds.end), packed }),
        );
        self.size = moved(other.size);
    }
}

/// Text on its way: held as it is, or packed where the document is too large to be held in memory.
#[derive(Debug, Default)]
pub(super) struct Growing {
    packed: Option<Packed>,
    /// What was not packed yet.
    bytes: Vec<u8>,
}

impl Growing {
    /// The beginning of another form of a document.
    pub(super) fn of(source: &Source<'_>) -> Self {
        Self { packed: source.document.payload.held().is_none().then(Packed::default), bytes: Vec::new() }
    }

    /// Adds text at the end.
    pub(super) fn write(&mut self, text: &str) -> Result<(), Unreadable> {
        self.bytes.extend_from_slice(text.as_bytes());
        if self.bytes.len() >= BATCH { self.pack() } else { Ok(()) }
    }

    /// Adds another text at the end.
    pub(super) fn append(&mut self, mut other: Self) -> Result<(), Unreadable> {
        self.pack()?;
        other.pack()?;
        match (&mut self.packed, other.packed) {
            (Some(packed), Some(other)) => packed.append(other),
            (None, None) => self.bytes.append(&mut other.bytes),
            _ => return Err(Unreadable("it is packed in part".to_owned())),
        }
        Ok(())
    }

    fn pack(&mut self) -> Result<(), Unreadable> {
        let Some(packed) = &mut self.packed else { return Ok(()) };
        packed.add(&self.bytes)?;
        self.bytes.clear();
        Ok(())
    }

    /// The whole text.
    pub(super) fn payload(mut self) -> Result<Payload, Unreadable> {
        self.pack()?;
        Ok(match self.packed {
            Some(packed) => Payload::stored(Arc::new(packed)),
            None => self.bytes.into(),
        })
    }
}

fn pack(piece: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(LEVEL));
    encoder.write_all(piece).ok()?;
    let mut packed = encoder.finish().ok()?;
    packed.shrink_to_fit();
    Some(packed)
}

impl Store for Packed {
    fn size(&self) -> u64 {
        self.size
    }

    fn read(&self, range: Range<u64>, buffer: &mut Vec<u8>, at: usize) -> Result<(), Unreadable> {
        buffer.truncate(at);
        let first = self.pieces.partition_point(|piece| piece.holds.end <= range.start);
        let pieces = self.pieces.get(first..).unwrap_or_default();
        for piece in pieces.iter().take_while(|piece| piece.holds.start < range.end) {
            let start = buffer.len();
            DeflateDecoder::new(piece.packed.as_slice())
                .read_to_end(buffer)
                .map_err(|error| Unreadable(error.to_string()))?;
            let behind = length(range.end..piece.holds.end);
            buffer.truncate(buffer.len().saturating_sub(behind));
            let before = length(piece.holds.start..range.start);
            buffer.drain(start..start.saturating_add(before).min(buffer.len()));
        }
        Ok(())
    }
}

fn length(range: Range<u64>) -> usize {
    usize::try_from(range.end.saturating_sub(range.start)).unwrap_or(usize::MAX)
}
