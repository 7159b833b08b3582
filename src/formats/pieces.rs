// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! A document on its way to a reader, piece by piece, so that what lies on disk is never held as
//! a whole. On the way its lines are counted.

use std::{
    borrow::Cow,
    io::{self, BufRead, Read},
};

use crate::model::{Payload, Unreadable};

/// A document of which everything in front of a place was read.
#[derive(Debug)]
pub(super) struct Pieces<'a> {
    payload: &'a Payload,
    /// How much is read at once.
    size: u64,
    piece: Cow<'a, [u8]>,
    /// Where in the document the piece ends.
    end: u64,
    /// How much of the piece was read.
    used: usize,
    /// Up to where in the piece lines are counted.
    counted: usize,
    line: u64,
    /// Whether something stands in the piece that must not.
    is_suspect: bool,
    forbidden: Option<u8>,
}

impl<'a> Pieces<'a> {
    /// At `start`, where the first line begins.
    pub(super) const fn new(payload: &'a Payload, start: u64, size: u64) -> Self {
        Self {
            payload,
            size,
            piece: Cow::Borrowed(&[]),
            end: start,
            used: 0,
            counted: 0,
            line: 1,
            is_suspect: false,
            forbidden: None,
        }
    }

    /// The line of what is read next, and the first control character in front of it that XML does not allow
    /// (XML 1.0, section 2.2), whose line it is then.
    pub(super) fn pass(&mut self) -> (u64, Option<u8>) {
        self.count(self.used);
        (self.line, self.forbidden)
    }

    /// The last bytes of the document.
    pub(super) fn tail(&self, length: u64) -> Result<Cow<'a, [u8]>, Unreadable> {
        let size = self.payload.size();
        self.payload.piece(size.saturating_sub(length)..size)
    }

    /// Number of bytes of the document.
    pub(super) fn length(&self) -> u64 {
        self.payload.size()
    }

    /// Goes on to the next piece.
    fn go_on(&mut self) -> Result<(), Unreadable> {
        self.count(self.piece.len());
        let range = self.end..self.end.saturating_add(self.size);
        self.piece = match std::mem::take(&mut self.piece) {
            Cow::Owned(mut bytes) if self.payload.held().is_none() => {
                self.payload.read(range, &mut bytes, 0)?;
                Cow::Owned(bytes)
            }
            _ => self.payload.piece(range)?,
        };
        self.end = self.end.saturating_add(self.piece.len() as u64);
        (self.used, self.counted) = (0, 0);
        self.is_suspect = holds_forbidden(&self.piece);
        Ok(())
    }

    /// Counts lines up to so far in the piece; each byte is looked at once.
    fn count(&mut self, to: usize) {
        let passed = self.piece.get(self.counted..to).unwrap_or_default();
        self.counted = to;
        if self.forbidden.is_some() {
            return;
        }
        let at = if self.is_suspect { passed.iter().position(is_forbidden) } else { None };
        self.forbidden = at.and_then(|at| passed.get(at).copied());
        let allowed = passed.get(..at.unwrap_or(passed.len())).unwrap_or_default();
        self.line = self.line.saturating_add(memchr::memchr_iter(b'\n', allowed).count() as u64);
    }
}

impl BufRead for Pieces<'_> {
    #[inline]
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.used >= self.piece.len() {
            self.go_on().map_err(|error| io::Error::other(error.0))?;
        }
        Ok(self.piece.get(self.used..).unwrap_or_default())
    }

    #[inline]
    fn consume(&mut self, count: usize) {
        self.used = self.used.saturating_add(count);
    }
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

fn holds_forbidden(bytes: &[u8]) -> bool {
    let (words, rest) = bytes.as_chunks();
    words.iter().any(|word| holds_control(*word) && word.iter().any(is_forbidden)) || rest.iter().any(is_forbidden)
}

/// Whether one of the bytes is below the blank. Eight are looked at at once, as nearly none ever is.
fn holds_control(bytes: [u8; 8]) -> bool {
    let word = u64::from_le_bytes(bytes);
    // Taking 0x20 off sets the highest bit of such a byte, and of others only where they lend to one.
    word.wrapping_sub(0x2020_2020_2020_2020) & !word & 0x8080_8080_8080_8080 != 0
}

const fn is_forbidden(byte: &u8) -> bool {
    *byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r')
}
