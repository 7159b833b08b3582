// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! A document that is lines of text, read line by line, so that what lies on disk is never held as a whole.

use std::io::BufRead as _;

use super::{ReadError, Source, pieces::Pieces, sniff};
use crate::model::{Place, Unreadable};

/// How much of a document is read at once.
const PIECE: u64 = 256 * 1024;

/// The lines of a document, all of which was found to be text.
#[derive(Debug)]
pub(super) struct Lines<'a> {
    pieces: Pieces<'a>,
    number: u64,
    line: Vec<u8>,
}

impl<'a> Lines<'a> {
    /// Those of a document.
    pub(super) fn of(source: &Source<'a>) -> Result<Self, ReadError> {
        let start = sniff::start_of_text(source.document)?;
        Ok(Self { pieces: Pieces::new(&source.document.payload, start, PIECE), number: 0, line: Vec::new() })
    }

    /// The next line with its number, without the line feed at its end.
    pub(super) fn next(&mut self) -> Result<Option<(u64, &str)>, ReadError> {
        self.line.clear();
        let read = self.pieces.read_until(b'\n', &mut self.line).map_err(|error| Unreadable(error.to_string()))?;
        if read == 0 {
            return Ok(None);
        }
        self.number = self.number.saturating_add(1);
        let line = self.line.strip_suffix(b"\n").unwrap_or(&self.line);
        let not_text = |_| ReadError::new(Place::Line(self.number), sniff::not_utf8());
        std::str::from_utf8(line).map(|line| Some((self.number, line))).map_err(not_text)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{
        formats::tests::{Disk, document},
        model::Document,
    };

    #[test]
    fn lines_are_those_of_the_text() {
        for text in ["", "a", "a\n", "\u{feff}a\r\nb\r", "\n\nä\n\r\n", "a\rb\n"] {
            let held = document("a.txt", text);
            let stored = Document { payload: Disk::payload(text.as_bytes().to_vec()), ..held.clone() };
            for document in [&held, &stored] {
                let mut lines = Lines::of(&Source::of(document, 100)).unwrap();
                let mut read = Vec::new();
                while let Some((number, line)) = lines.next().unwrap() {
                    read.push((number, line.to_owned()));
                }
                let plain = text.trim_start_matches('\u{feff}');
                let wanted: Vec<(u64, String)> = (1..).zip(plain.split_terminator('\n').map(str::to_owned)).collect();
                assert_eq!(read, wanted, "{text:?}");
            }
        }
    }
}
