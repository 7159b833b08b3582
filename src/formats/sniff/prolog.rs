// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Where a document begins to say something. White space and comments in front may be of any length,
//! and must not push a report out of what is looked at.

use std::borrow::Cow;

use memchr::memmem;

use crate::model::{Payload, Unreadable};

/// How much of a document that lies on disk is read at once.
const PIECE: u64 = 64 * 1024;

/// The number of bytes, from `from` on, of white space, and of what else may stand in front of the
/// root element of XML: declarations, comments, instructions, document types (XML 1.0, section 2.8).
pub(super) fn length(payload: &Payload, from: u64) -> Result<u64, Unreadable> {
    let mut prolog = Prolog { payload, at: from, piece: Cow::Borrowed(&[]), used: 0 };
    loop {
        prolog.skip_blank()?;
        // What is not closed is damaged; what it looks like tells what it was.
        let start = prolog.at;
        let is_skipped = match prolog.ahead(DOCUMENT_TYPE.len())? {
            [b'<', b'?', ..] => prolog.skip_behind(2, b"?>")?,
            [b'<', b'!', b'-', b'-', ..] => prolog.skip_behind(4, b"-->")?,
            ahead if begins_document_type(ahead) => prolog.skip_document_type()?,
            _ => false,
        };
        if !is_skipped {
            return Ok(start.saturating_sub(from));
        }
    }
}

const DOCUMENT_TYPE: &[u8] = b"<!DOCTYPE";

fn begins_document_type(bytes: &[u8]) -> bool {
    bytes.get(..DOCUMENT_TYPE.len()).is_some_and(|bytes| bytes.eq_ignore_ascii_case(DOCUMENT_TYPE))
}

/// A document of which everything in front of `at` was skipped.
struct Prolog<'p> {
    payload: &'p Payload,
    at: u64,
    /// A piece of it, and how much of that was skipped.
    piece: Cow<'p, [u8]>,
    used: usize,
}

impl Prolog<'_> {
    /// What follows: at least so many bytes, unless the document ends before.
    fn ahead(&mut self, least: usize) -> Result<&[u8], Unreadable> {
        if self.piece.len().saturating_sub(self.used) < least {
            self.piece = self.payload.piece(self.at..self.at.saturating_add(PIECE))?;
            self.used = 0;
        }
        Ok(self.piece.get(self.used..).unwrap_or_default())
    }

    fn skip(&mut self, count: usize) {
        self.at = self.at.saturating_add(count as u64);
        self.used = self.used.saturating_add(count);
    }

    fn skip_blank(&mut self) -> Result<(), Unreadable> {
        loop {
            let ahead = self.ahead(1)?;
            let blank = ahead.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
            let goes_on = blank > 0 && blank == ahead.len();
            self.skip(blank);
            if !goes_on {
                return Ok(());
            }
        }
    }

    /// Skips so many bytes and what follows up to the end of `end`; whether that comes.
    fn skip_behind(&mut self, opening: usize, end: &[u8]) -> Result<bool, Unreadable> {
        self.skip(opening);
        loop {
            let ahead = self.ahead(end.len())?;
            let length = ahead.len();
            if let Some(at) = memmem::find(ahead, end) {
                self.skip(at.saturating_add(end.len()));
                return Ok(true);
            }
            if length < end.len() {
                return Ok(false);
            }
            self.skip(length.saturating_sub(end.len()).saturating_add(1));
        }
    }

    /// Skips a document type, with the declarations that may stand in it; whether it ends.
    fn skip_document_type(&mut self) -> Result<bool, Unreadable> {
        let mut depth = 0_usize;
        loop {
            let ahead = self.ahead(1)?;
            let plain = ahead.iter().take_while(|byte| !matches!(byte, b'<' | b'>' | b'"' | b'\'')).count();
            self.skip(plain);
            let is_closed = match *self.ahead(4)? {
                [b'<', b'!', b'-', b'-', ..] => self.skip_behind(4, b"-->")?,
                [b'<', b'?', ..] => self.skip_behind(2, b"?>")?,
                [quote @ (b'"' | b'\''), ..] => self.skip_behind(1, &[quote])?,
                [bracket @ (b'<' | b'>'), ..] => {
                    depth = if bracket == b'<' { depth.saturating_add(1) } else { depth.saturating_sub(1) };
                    self.skip(1);
                    if depth == 0 {
                        return Ok(true);
                    }
                    true
                }
                [] => false,
                _ => true,
            };
            if !is_closed {
                return Ok(false);
            }
        }
    }
}
