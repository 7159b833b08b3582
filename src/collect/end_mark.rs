// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The end of a tar archive.

use std::{cell::Cell, io::Read, rc::Rc};

use super::compressed::broken;
use crate::model::Text;

/// A tar archive is made of blocks of this many bytes (POSIX.1-1988).
pub(super) const TAR_BLOCK: u64 = 512;

/// Watches that a tar archive ends with its end mark, two blocks of zeros, and nothing after it. The
/// reader underneath takes any end of input for the end of the archive, and holds names of any length.
pub(super) struct EndMark<'a> {
    bytes: Box<dyn Read + 'a>,
    read: u64,
    zeros: u64,
    /// Up to where may be read for now.
    most: Rc<Cell<u64>>,
}

impl<'a> EndMark<'a> {
    /// The archive, of which nothing behind `most` is read.
    pub(super) fn of(bytes: Box<dyn Read + 'a>, most: Rc<Cell<u64>>) -> Self {
        Self { bytes, read: 0, zeros: 0, most }
    }
}

impl Read for EndMark<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let room = usize::try_from(self.most.get().saturating_sub(self.read)).unwrap_or(usize::MAX);
        if room == 0 && !buffer.is_empty() {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        let length = buffer.len().min(room);
        let buffer = buffer.get_mut(..length).unwrap_or_default();
        let count = self.bytes.read(buffer)?;
        let got = buffer.get(..count).unwrap_or_default();
        let trailing = got.iter().rev().take_while(|byte| **byte == 0).count();
        let before = if trailing == count { self.zeros } else { 0 };
        self.zeros = before.saturating_add(trailing as u64);
        self.read = self.read.saturating_add(count as u64);
        Ok(count)
    }
}

impl EndMark<'_> {
    /// `end` is where the last entry ends.
    pub(super) fn finish(mut self, end: u64) -> Result<(), Text> {
        std::io::copy(&mut self, &mut std::io::sink()).map_err(|error| broken(&error))?;
        let rest = self.read.saturating_sub(end);
        if rest >= 2 * TAR_BLOCK && self.zeros >= rest { Ok(()) } else { Err(no_end_mark()) }
    }
}

fn no_end_mark() -> Text {
    Text::new(
        "is damaged or cut off: the archive has no end mark",
        "ist beschädigt oder abgeschnitten: dem Archiv fehlt die Endmarke",
    )
}
