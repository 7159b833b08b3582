// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Where in a document something stands.

use crate::model::{Payload, Unreadable};

/// How much is looked through at once.
const STEP: u64 = 1 << 20;

/// From `at` on, the rest is a copy of the source from `source` on.
#[derive(Debug)]
pub(super) struct Cut {
    pub(super) at: usize,
    pub(super) source: u64,
}

/// The offset in the source that an offset in the rest stands for.
pub(super) fn offset_in_source(cuts: &[Cut], at: usize) -> u64 {
    let after = cuts.partition_point(|cut| cut.at <= at);
    let cut = after.checked_sub(1).and_then(|index| cuts.get(index));
    cut.map_or(0, |cut| cut.source.saturating_add(at.saturating_sub(cut.at) as u64))
}

/// Line and column of an offset, both counted from 1; the column in characters. The text begins at
/// `start`. The document is looked through again for them, since faults are rare.
pub(super) fn place_in_source(payload: &Payload, start: u64, offset: u64) -> Result<(usize, usize), Unreadable> {
    let (mut line, mut column) = (1_usize, 1_usize);
    let mut at = start;
    while at < offset {
        let piece = payload.piece(at..at.saturating_add(STEP).min(offset))?;
        if piece.is_empty() {
            break;
        }
        at = at.saturating_add(piece.len() as u64);
        line = line.saturating_add(memchr::memchr_iter(b'\n', &piece).count());
        let in_line = match memchr::memrchr(b'\n', &piece) {
            Some(newline) => {
                column = 1;
                piece.get(newline.saturating_add(1)..).unwrap_or_default()
            }
            None => &piece,
        };
        // Bytes that continue a character of UTF-8 begin with the bits 10.
        let characters = in_line.iter().filter(|byte| **byte & 0xC0 != 0x80).count();
        column = column.saturating_add(characters);
    }
    Ok((line, column))
}
