// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The stretch of a document that is looked at.

use std::borrow::Cow;

use super::UNIT;
use crate::model::{Payload, Unreadable};

/// By how much the window grows at a time.
const STEP: u64 = 4 * UNIT;
/// How much is brought into view at once where it is looked at in several places at the same time.
const FAR: u64 = 12 * UNIT;

/// A window that moves over a document. What is held in memory is looked at as a whole.
pub(super) struct Window<'a> {
    payload: &'a Payload,
    bytes: Cow<'a, [u8]>,
    /// Where in the document the window begins.
    start: u64,
    /// How far into the window everything was dealt with.
    done: usize,
}

impl<'a> Window<'a> {
    pub(super) fn new(payload: &'a Payload, start: u64) -> Self {
        let mut window = Self { payload, bytes: Cow::Borrowed(&[]), start, done: 0 };
        if let Some(bytes) = payload.held() {
            window.bytes = Cow::Borrowed(bytes);
            window.done = usize::try_from(start).unwrap_or(usize::MAX);
            window.start = 0;
        }
        window
    }

    /// What is in view and not dealt with.
    pub(super) fn rest(&self) -> &[u8] {
        self.bytes.get(self.done..).unwrap_or_default()
    }

    /// Where in the document the rest begins.
    pub(super) const fn offset(&self) -> u64 {
        self.start.saturating_add(self.done as u64)
    }

    /// Where in the document what is in view ends.
    pub(super) fn end(&self) -> u64 {
        self.start.saturating_add(self.bytes.len() as u64)
    }

    /// Whether nothing follows what is in view.
    pub(super) fn is_last(&self) -> bool {
        self.end() >= self.payload.size()
    }

    /// Marks `count` bytes as dealt with.
    pub(super) const fn advance(&mut self, count: usize) {
        self.done = self.done.saturating_add(count);
    }

    /// What will be in view once the first `count` bytes of the rest are dealt with: what is left, and more.
    /// `buffer` is used for it.
    pub(super) fn view_behind(&self, count: usize, mut buffer: Vec<u8>) -> Result<Vec<u8>, Unreadable> {
        let left = self.rest().get(count..).unwrap_or_default();
        buffer.resize(buffer.len().max(left.len()), 0);
        buffer.get_mut(..left.len()).unwrap_or_default().copy_from_slice(left);
        let end = self.end();
        self.payload.read(end..end.saturating_add(FAR), &mut buffer, left.len())?;
        Ok(buffer)
    }

    /// Marks `count` bytes as dealt with and looks at what was read for that; gives back a buffer.
    pub(super) fn look_behind(&mut self, count: usize, view: Vec<u8>) -> Vec<u8> {
        self.advance(count);
        (self.start, self.done) = (self.offset(), 0);
        std::mem::replace(&mut self.bytes, Cow::Owned(view)).into_owned()
    }

    /// Goes back to `offset`, with nothing in view.
    pub(super) fn jump(&mut self, offset: u64) {
        let mut bytes = std::mem::take(&mut self.bytes).into_owned();
        bytes.clear();
        (self.start, self.done, self.bytes) = (offset, 0, Cow::Owned(bytes));
    }

    /// Looks less far again.
    pub(super) fn narrow(&mut self) {
        let near = self.done.saturating_add(usize::try_from(STEP).unwrap_or(usize::MAX));
        if let Cow::Owned(bytes) = &mut self.bytes {
            bytes.truncate(near);
        }
    }

    /// Drops what is dealt with and brings more into view: what is left at most doubles, so that a
    /// long value is not looked at too often. `false` at the end of the document.
    pub(super) fn grow(&mut self) -> Result<bool, Unreadable> {
        if self.is_last() {
            return Ok(false);
        }
        let end = self.end();
        let start = self.offset();
        let mut bytes = std::mem::take(&mut self.bytes).into_owned();
        bytes.drain(..self.done.min(bytes.len()));
        let left = bytes.len();
        let more = STEP.max(left as u64);
        self.payload.read(end..end.saturating_add(more), &mut bytes, left)?;
        (self.start, self.done, self.bytes) = (start, 0, Cow::Owned(bytes));
        Ok(true)
    }
}
