// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Whose word counts, and what somebody says whose word does.

use std::sync::Arc;

use super::{Said, Vex, VexStatement};
use crate::model::{Evidence, Pattern, Text, Timestamp};

/// Characters of a name that are shown of somebody who is not accepted.
const LONGEST_NAME: usize = 100;

/// Whose statements count. By default nobody's.
#[derive(Clone, Debug, Default)]
pub struct VexTerms {
    /// The authors, as patterns over the name of the signer or, where `accept_unsigned` is set, of the stated author.
    pub authors: Vec<Pattern>,
    /// Whether a stated author counts although no signature proves it.
    pub accept_unsigned: bool,
}

impl VexTerms {
    /// Whether nobody's word can count.
    pub const fn accept_nobody(&self) -> bool {
        self.authors.is_empty()
    }

    /// The author whose word counts and whether it is proven, or why the document does not count.
    pub(super) fn author(&self, evidence: &Evidence, vex: &Vex) -> Result<(Arc<str>, bool), Text> {
        let accepted = |name: &str| self.authors.iter().any(|pattern| pattern.matches(name));
        if let Some(withheld) = &vex.withheld {
            return Err(withheld.clone());
        }
        if let Some(signer) = evidence.trust.signers().iter().find(|signer| accepted(signer.name())) {
            return Ok((signer.name().into(), true));
        }
        let Some(author) = &vex.author else {
            return Err(Text::new(
                "the VEX does not count: it names no author",
                "Das VEX-Dokument zählt nicht: Es nennt keinen Urheber",
            ));
        };
        if !accepted(author) {
            // Whoever is not accepted may call itself anything, of any length.
            let author: String = author.chars().take(LONGEST_NAME).collect();
            return Err(Text::new(
                format!(
                    "the VEX does not count: `{author}` is not among the authors that the policy accepts (`vex.authors`)"
                ),
                format!(
                    "Das VEX-Dokument zählt nicht: `{author}` gehört nicht zu den Urhebern, die die Richtlinie anerkennt (`vex.authors`)"
                ),
            ));
        }
        if !self.accept_unsigned {
            return Err(Text::new(
                format!(
                    "the VEX does not count: no signature proves that it is from `{author}`, and the policy does not say `vex.accept_unsigned: true`"
                ),
                format!(
                    "Das VEX-Dokument zählt nicht: Keine Signatur belegt, dass es von `{author}` stammt, und in der Richtlinie steht nicht `vex.accept_unsigned: true`"
                ),
            ));
        }
        Ok((Arc::clone(author), false))
    }
}

/// Who speaks in a document that counts.
pub(super) struct Speaker<'a> {
    pub(super) evidence: &'a Evidence,
    pub(super) author: Arc<str>,
    pub(super) is_verified: bool,
}

impl Speaker<'_> {
    pub(super) fn said(&self, statement: &VexStatement, at: Option<Timestamp>) -> Said {
        let word = statement.justification.map(|justification| justification.word);
        let own = if statement.status.helps() { &statement.impact } else { &statement.action };
        let why = match (word, own) {
            (Some(word), Some(text)) => Some(format!("{word} ({text})").into()),
            (Some(word), None) => Some(word.into()),
            (None, Some(text)) => Some((**text).into()),
            (None, None) => None,
        };
        Said {
            evidence: self.evidence.id,
            place: statement.place.clone(),
            path: Arc::clone(&self.evidence.origin.path),
            author: Arc::clone(&self.author),
            is_verified: self.is_verified,
            status: statement.status,
            why,
            at,
            names_version: false,
        }
    }
}
