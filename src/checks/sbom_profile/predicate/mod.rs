// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! How each field is told, by what it is about. A predicate says what it sees; what that means for
//! the release is for the rule's tier and the policy to say.

pub(super) mod contact;
pub(super) mod document;
pub(super) mod file;
pub(super) mod graph;
pub(super) mod identity;
pub(super) mod license;
pub(super) mod reference;

use super::{
    rule::{Class, State},
    sbom::{Item, Sbom, version},
};
