// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The JSON form of a large document, held in a fraction of its size.

use std::{
    io::{Read, Write},
    ops::Range,
};

use flate2::{Compression, bufread::DeflateDecoder, write::DeflateEncoder};
use rayon::prelude::*;

use crate::model::{Store, Unreadable};

/// About how many bytes are compressed on their own, and have to be expanded to read one of them.
const PIECE: usize = 128 * 1024;

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
}

fn pack(piece: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
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
