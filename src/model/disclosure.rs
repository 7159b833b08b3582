// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! How somebody who finds a vulnerability can report it.

use super::{Mistake, Timestamp};

/// A document that says how a vulnerability can be reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disclosure {
    /// What sort of document it is.
    pub kind: DisclosureKind,
    /// Where to report, as written: addresses of mail, of pages, telephone numbers. What is plainly a
    /// placeholder is left out.
    pub contacts: Vec<Box<str>>,
    /// Until when it holds, exclusive; `None` where it does not say, or says it twice.
    pub expires: Option<Timestamp>,
    /// Whether it carries a signature around its text (RFC 9116, section 2.3). Nobody has verified it.
    pub is_signed: bool,
    /// What is not as the standard lays it down; none for a document without a standard.
    pub mistakes: Vec<Mistake>,
}

/// A sort of document that says how a vulnerability can be reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DisclosureKind {
    /// A text for people (`SECURITY.md`).
    Policy,
    /// A file for machines (`security.txt`, RFC 9116).
    SecurityTxt,
}
