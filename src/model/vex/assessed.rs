// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What follows from everything that is said about one vulnerability in one component.

use std::{collections::BTreeMap, sync::Arc};

use super::VexStatus;
use crate::model::{EvidenceId, Place, Text, Timestamp};

/// What follows from the statements that count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessed {
    /// What counts: the worst that an author says.
    pub status: VexStatus,
    /// Who says so.
    pub by: Vec<Said>,
    /// What other authors say, which is better and does not count.
    pub conflicts: Vec<Said>,
    /// What the same authors said before.
    pub superseded: Vec<Said>,
}

/// What one author says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The document.
    pub evidence: EvidenceId,
    /// Where in it.
    pub place: Place,
    /// The path of the document.
    pub path: Arc<str>,
    /// Who says it, as stated.
    pub author: Arc<str>,
    /// Whether a signature proves that the author says it.
    pub is_verified: bool,
    /// What is said.
    pub status: VexStatus,
    /// Why: the document's word and, in brackets or alone, its own text.
    pub why: Option<Arc<str>>,
    /// When it was said.
    pub at: Option<Timestamp>,
    /// Whether the statement names the version of the component, or the component by its bytes.
    pub names_version: bool,
}

impl Assessed {
    /// Whether a finding so assessed is set aside: the vulnerability does not concern the product,
    /// or this very version is said to be fixed. A statement that names no version cannot tell a
    /// fixed component from one that was not brought up to date.
    pub fn sets_aside(&self) -> bool {
        match self.status {
            VexStatus::NotAffected => true,
            VexStatus::Fixed => self.by.iter().all(|said| said.names_version),
            VexStatus::Affected | VexStatus::UnderInvestigation => false,
        }
    }

    /// Whether something is said to be fixed, without the version, of a component that is still there.
    pub fn is_fixed_in_word_only(&self) -> bool {
        self.status == VexStatus::Fixed && !self.sets_aside()
    }

    /// Whether one statement calls the component fixed without its version, and another calls the
    /// very version affected.
    pub(super) fn contradicts_itself(&self) -> bool {
        let all = || self.by.iter().chain(&self.conflicts).chain(&self.superseded);
        all().any(|said| said.status == VexStatus::Affected && said.names_version)
            && all().any(|said| said.status == VexStatus::Fixed && !said.names_version)
    }

    /// Who says what, in one line.
    pub fn text(&self) -> Text {
        let (en, de) = (self.words("not verified"), self.words("nicht geprüft"));
        let others: Vec<String> =
            self.conflicts.iter().map(|said| format!("{}: {}", said.author, said.status)).collect();
        if others.is_empty() {
            return Text::new(format!("VEX: {en}"), format!("VEX: {de}"));
        }
        let others = others.join(", ");
        Text::new(format!("VEX: {en}; against it {others}"), format!("VEX: {de}; dagegen {others}"))
    }

    fn words(&self, unverified: &str) -> String {
        let authors: Vec<String> = self.by.iter().map(|said| said.words(unverified)).collect();
        format!("{} – {}", self.status, authors.join("; "))
    }
}

impl Said {
    fn words(&self, unverified: &str) -> String {
        let proven = if self.is_verified { String::new() } else { format!(" ({unverified})") };
        let why = self.why.as_ref().map(|why| format!(", {why}")).unwrap_or_default();
        format!("{}{proven}{why}, {}", self.author, self.path)
    }
}

/// Draws the conclusion: of each author the latest word, of several authors the worst.
pub(super) fn conclude(said: Vec<Said>) -> Option<Assessed> {
    let mut authors: BTreeMap<Arc<str>, Vec<Said>> = BTreeMap::new();
    for said in said {
        authors.entry(Arc::clone(&said.author)).or_default().push(said);
    }
    let mut current: Vec<Said> = Vec::new();
    let mut superseded: Vec<Said> = Vec::new();
    for mut said in authors.into_values() {
        said.sort_by(|a, b| order(a).cmp(&order(b)));
        said.dedup();
        let latest = said.iter().filter_map(|said| said.at).max();
        // What has no time may be the latest.
        let is_current = |said: &Said| said.at.is_none() || said.at == latest;
        let Some(index) = said.iter().position(is_current) else { continue };
        current.push(said.remove(index));
        superseded.extend(said);
    }
    let status = current.iter().map(|said| said.status).min()?;
    let (by, conflicts) = current.into_iter().partition(|said| said.status == status);
    Some(Assessed { status, by, conflicts, superseded })
}

/// The worst first; among those equally bad the one that says less of the version.
fn order(said: &Said) -> (VexStatus, bool, EvidenceId, &Place) {
    (said.status, said.names_version, said.evidence, &said.place)
}
