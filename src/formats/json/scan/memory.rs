// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a scan remembers of a document, handed from one scan to the next where it is scanned in pieces.

use super::{Notes, names::Names};

/// What a scan remembers of a document.
#[derive(Debug, Default)]
pub(in crate::formats::json) struct Memory {
    /// Values of shape [`crate::formats::json::Shape::Unique`].
    pub(in crate::formats::json) names: Names,
    /// The minor version of the specification that the document names, once it has been met.
    pub(super) minor: Option<u8>,
    /// What is worth a remark.
    pub(in crate::formats::json) notes: Notes,
}

impl Memory {
    /// A memory for what is scanned beside this one: it knows of the same notes, and of names only
    /// how they are held, so that they are still to be compared.
    pub(in crate::formats::json) fn beside(&self) -> Self {
        Self { names: self.names.beside(), minor: self.minor, notes: self.notes.clone() }
    }

    /// The notes on the document as a whole.
    pub(in crate::formats::json) fn into_notes(self) -> Notes {
        let Self { minor, mut notes, .. } = self;
        // What stood before the version of the document was noted to be safe.
        notes.newer.retain(|newer| minor.is_none_or(|minor| minor < newer.since));
        notes
    }
}
