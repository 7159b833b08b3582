// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What is wrong with a document that people write by hand, one thing at a time.

use super::Text;

/// Something in a document that is not as its standard lays it down. The document could be read all
/// the same; what follows from it is for a check to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The key or field concerned, with the way to it (`maintenance.contacts[0].name`).
    pub key: Box<str>,
    /// The 1-based line.
    pub line: u64,
    /// How grave it is.
    pub kind: MistakeKind,
    /// What is wrong, and the way out.
    pub text: Text,
}

/// How grave a mistake is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MistakeKind {
    /// The document does not follow its standard.
    Wrong,
    /// The standard advises against it, or does so in a version that is newer than the document's.
    Discouraged,
}

impl Mistake {
    /// Whether the document does not follow its standard because of it.
    pub fn is_wrong(&self) -> bool {
        self.kind == MistakeKind::Wrong
    }
}
