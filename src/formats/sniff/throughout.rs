// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Whether a document is text throughout, without holding it as a whole.

use super::{ReadError, breaks_before, not_utf8, nul, start, text};
use crate::model::{Document, Place};

/// How much of a document that lies on disk is read at once.
const PIECE: u64 = 256 * 1024;

/// Where the text of a document begins, all of which is text; otherwise what [`text`] says.
pub(in crate::formats) fn start_of_text(document: &Document) -> Result<u64, ReadError> {
    match document.payload.held() {
        Some(bytes) => Ok(bytes.len().saturating_sub(text(document)?.len()) as u64),
        None => start_of_stored(document, PIECE),
    }
}

/// The same, of a document of which so much is read at once.
fn start_of_stored(document: &Document, size: u64) -> Result<u64, ReadError> {
    let (start, end) = (start(document)?, document.payload.size());
    let (mut at, mut line) = (start, 1_u64);
    let (mut bytes, mut left) = (Vec::new(), 0);
    let mut fault = None;
    while at < end {
        document.payload.read(at..at.saturating_add(size), &mut bytes, left)?;
        at = at.saturating_add(size);
        let fault_at = |position, reason| {
            let line = line.saturating_add(breaks_before(&bytes, position));
            ReadError::new(Place::Line(line), reason)
        };
        if let Some(position) = memchr::memchr(0, &bytes) {
            return Err(fault_at(position, nul()));
        }
        let done = match std::str::from_utf8(&bytes) {
            // What is left begins a character that goes on in the next piece.
            Err(error) if error.error_len().is_none() && at < end => error.valid_up_to(),
            Err(error) => {
                // A NUL byte is said first, wherever it stands.
                fault.get_or_insert_with(|| fault_at(error.valid_up_to(), not_utf8()));
                bytes.len()
            }
            Ok(text) => text.len(),
        };
        line = line.saturating_add(breaks_before(&bytes, done));
        left = bytes.len().saturating_sub(done);
        bytes.copy_within(done.., 0);
    }
    fault.map_or(Ok(start), Err)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{
        formats::tests::{Disk, document},
        model::Payload,
    };

    #[test]
    fn what_is_no_text_is_said_in_pieces_as_of_the_whole() {
        let texts: [&[u8]; 9] = [
            b"",
            b"a\nb",
            "ä€\n𝄞ß".as_bytes(),
            b"\xEF\xBB\xBFa\xC3\xA4",
            b"a\n\xFFb\nc\xFF",
            b"a\nb\xF0\x9D\x84",
            b"\nab\xF0\x9D\x84\n\xF0",
            b"a\n\xFFb\nc\0\n\0",
            b"\xFF\xFEa\0b\0",
        ];
        for text in texts {
            let held = document("a.xml", "");
            let held = Document { payload: Payload::from(text.to_vec()), ..held };
            let stored = Document { payload: Disk::payload(text.to_vec()), ..held.clone() };
            for size in 1..=text.len().max(1) as u64 {
                assert_eq!(start_of_stored(&stored, size), start_of_text(&held), "{text:?} by {size}");
            }
        }
    }
}
