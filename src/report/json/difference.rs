// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! How SBOMs of one thing differ.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::input;
use crate::model::{BomChange, BomDifference, ChangeKind, EvidenceId, Verdict};

/// Two SBOMs of one thing, such as one of the sources and one of the image. Both are judged; which of
/// them is the later has no meaning.
#[derive(Serialize, JsonSchema)]
pub(super) struct Difference<'a> {
    /// What both are about.
    about: &'a str,
    /// The path of the one that is compared with.
    first: Option<&'a str>,
    /// The path of the other one.
    second: Option<&'a str>,
    /// Number of differences by kind.
    counts: BTreeMap<&'static str, u64>,
    /// Every difference, as a change from the first to the second.
    changes: Vec<Change<'a>>,
}

/// A difference in one component.
#[derive(Serialize, JsonSchema)]
struct Change<'a> {
    /// `hash-changed`, `added` (only in the second), `removed` (only in the first), `downgraded`, `version-changed`, `upgraded` or `license-changed`.
    kind: &'static str,
    /// The component: its package URL without version, qualifiers and subpath, or its name.
    component: &'a str,
    /// The version that has other hashes or licences.
    version: Option<&'a str>,
    /// What the first has: a version, a hash, licences.
    old: Option<&'a str>,
    /// What the second has.
    new: Option<&'a str>,
}

impl<'a> Difference<'a> {
    pub(super) fn of(verdict: &'a Verdict, difference: &'a BomDifference) -> Self {
        let path = |id: EvidenceId| input(verdict, id).map(|input| &*input.origin.path);
        let count = |kind: ChangeKind| difference.changes.iter().filter(|change| change.kind == kind).count() as u64;
        Self {
            about: &difference.subject,
            first: path(difference.first),
            second: path(difference.second),
            counts: ChangeKind::ALL.iter().map(|kind| (kind.name(), count(*kind))).collect(),
            changes: difference.changes.iter().map(Change::of).collect(),
        }
    }
}

impl<'a> Change<'a> {
    fn of(change: &'a BomChange) -> Self {
        Self {
            kind: change.kind.name(),
            component: &change.component,
            version: change.version.as_deref(),
            old: change.old.as_deref(),
            new: change.new.as_deref(),
        }
    }
}
