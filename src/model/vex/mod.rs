// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What somebody says about whether a vulnerability concerns a product (VEX).
//!
//! A statement is somebody's word. Whether that word counts is the policy's decision
//! ([`VexTerms`]); what follows from all words that count is [`Assessments`].

use std::{fmt, sync::Arc};

use super::{Digests, Place, Text, Timestamp};

mod assessed;
mod assessments;
mod order;
mod purl;
mod range;
mod remarks;
mod terms;
mod things;

pub use assessed::{Assessed, Said};
pub use assessments::{Assessments, Subjects};
pub use purl::Purl;
pub use range::Versions;
pub use terms::VexTerms;

/// One document of statements by one author.
#[derive(Clone, Debug, Default)]
pub struct Vex {
    /// Who says it, as stated in the document. Unproven unless a signature says the same.
    pub author: Option<Arc<str>>,
    /// In what role the author says it, such as `vendor`.
    pub role: Option<Box<str>>,
    /// Why nothing in the document counts, by its own word, such as that it is a draft.
    pub withheld: Option<Text>,
    /// The statements, in the order of the document.
    pub statements: Vec<VexStatement>,
}

/// What is said about one vulnerability in some products.
#[derive(Clone, Debug)]
pub struct VexStatement {
    /// The vulnerability: its name, then its other names. Never empty.
    pub vulnerability: Arc<[Box<str>]>,
    /// The products that it is about.
    pub products: Box<[VexProduct]>,
    /// What is said.
    pub status: VexStatus,
    /// Why the product is not affected, by a word of the format.
    pub justification: Option<Justification>,
    /// Why the product is not affected, in words.
    pub impact: Option<Box<str>>,
    /// What is to be done, in words.
    pub action: Option<Box<str>>,
    /// When it was said; the time of the document where the statement has none of its own.
    pub at: Option<Timestamp>,
    /// Where in the document it stands.
    pub place: Place,
}

/// A product, whole or in part.
#[derive(Clone, Debug)]
pub struct VexProduct {
    /// The product.
    pub product: Arc<VexThing>,
    /// The components within it that the statement is limited to; empty for the whole product.
    pub subcomponents: Box<[Arc<VexThing>]>,
}

/// A product or component by what identifies it. A name alone identifies nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VexThing {
    /// What it is called, for a person.
    pub name: Box<str>,
    /// Package URLs as written, each of which names it.
    pub purls: Box<[Box<str>]>,
    /// CPE names. They are shown; nothing is matched by them.
    pub cpes: Box<[Box<str>]>,
    /// Digests of its bytes.
    pub digests: Digests,
    /// A component of an SBOM by that document's [`super::Statement::report_id`] and its own reference (BOM-Link).
    pub link: Option<(Box<str>, Box<str>)>,
    /// The versions meant, beside the one that a package URL may hold.
    pub versions: Versions,
}

/// What is said of a vulnerability, from the worst to the best. The order is that in which the
/// words of several authors count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VexStatus {
    /// The product has the vulnerability.
    Affected,
    /// It is not yet known.
    UnderInvestigation,
    /// These versions of the product hold a fix.
    Fixed,
    /// The vulnerability does not concern the product.
    NotAffected,
}

impl VexStatus {
    /// All, from the worst to the best.
    pub const ALL: &[Self] = &[Self::Affected, Self::UnderInvestigation, Self::Fixed, Self::NotAffected];

    /// The word for machines, as OpenVEX writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Affected => "affected",
            Self::UnderInvestigation => "under_investigation",
            Self::Fixed => "fixed",
            Self::NotAffected => "not_affected",
        }
    }

    /// The status of that word.
    pub fn from_name(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|status| status.name() == word)
    }

    /// Whether it speaks for the release.
    pub const fn helps(self) -> bool {
        matches!(self, Self::Fixed | Self::NotAffected)
    }
}

impl fmt::Display for VexStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a product is not affected: one of the five reasons of CISA's `VEX Status Justifications`
/// (June 2022), with the word that the document uses for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Justification {
    /// The reason.
    pub reason: Reason,
    /// The document's own word.
    pub word: &'static str,
}

/// The five reasons why a product is not affected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The vulnerable component is not in the product.
    ComponentNotPresent,
    /// The component is there, the vulnerable code is not.
    VulnerableCodeNotPresent,
    /// The vulnerable code is there and never run.
    VulnerableCodeNotInExecutePath,
    /// An attacker has no control over the vulnerable code.
    VulnerableCodeCannotBeControlledByAdversary,
    /// Built-in protection prevents the exploitation.
    InlineMitigationsAlreadyExist,
}

impl Reason {
    /// All reasons.
    pub const ALL: &[Self] = &[
        Self::ComponentNotPresent,
        Self::VulnerableCodeNotPresent,
        Self::VulnerableCodeNotInExecutePath,
        Self::VulnerableCodeCannotBeControlledByAdversary,
        Self::InlineMitigationsAlreadyExist,
    ];

    /// The word of OpenVEX and CSAF.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ComponentNotPresent => "component_not_present",
            Self::VulnerableCodeNotPresent => "vulnerable_code_not_present",
            Self::VulnerableCodeNotInExecutePath => "vulnerable_code_not_in_execute_path",
            Self::VulnerableCodeCannotBeControlledByAdversary => "vulnerable_code_cannot_be_controlled_by_adversary",
            Self::InlineMitigationsAlreadyExist => "inline_mitigations_already_exist",
        }
    }
}

impl Justification {
    /// By the word of OpenVEX and CSAF.
    pub fn from_name(word: &str) -> Option<Self> {
        let reason = Reason::ALL.iter().copied().find(|reason| reason.name() == word)?;
        Some(Self { reason, word: reason.name() })
    }

    /// By the word of CycloneDX. There is no official table between the two lists; this is ours.
    pub fn from_cyclonedx(word: &str) -> Option<Self> {
        const WORDS: &[(&str, Reason)] = &[
            ("code_not_present", Reason::VulnerableCodeNotPresent),
            ("code_not_reachable", Reason::VulnerableCodeNotInExecutePath),
            ("requires_configuration", Reason::VulnerableCodeNotInExecutePath),
            ("requires_dependency", Reason::VulnerableCodeNotInExecutePath),
            ("requires_environment", Reason::VulnerableCodeNotInExecutePath),
            ("protected_by_compiler", Reason::InlineMitigationsAlreadyExist),
            ("protected_at_runtime", Reason::InlineMitigationsAlreadyExist),
            ("protected_at_perimeter", Reason::InlineMitigationsAlreadyExist),
            ("protected_by_mitigating_control", Reason::InlineMitigationsAlreadyExist),
        ];
        let (word, reason) = WORDS.iter().find(|(known, _)| *known == word)?;
        Some(Self { reason: *reason, word })
    }
}

impl VexStatement {
    /// The name of the vulnerability.
    pub fn name(&self) -> &str {
        self.vulnerability.first().map_or("", |name| name)
    }

    /// Whether it says nothing: `not_affected` without a reason (OpenVEX 0.2.0, "Statement
    /// Requirements"; CSAF 2.0, section 6.1.27.9).
    pub const fn is_void(&self) -> bool {
        matches!(self.status, VexStatus::NotAffected) && self.justification.is_none() && self.impact.is_none()
    }
}

#[cfg(test)]
mod tests;
