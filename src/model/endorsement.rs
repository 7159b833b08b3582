// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Somebody's word that things are what they are.

/// What vouches for the subjects of a statement, without saying anything else about them. It is
/// worth what the trust in the statement is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endorsement {
    /// A signature over the thing itself.
    Signature,
    /// A list of checksums in which it stands.
    Checksums,
}
