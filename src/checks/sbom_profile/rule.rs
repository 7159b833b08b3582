// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a profile is made of: rules about one field each.

use super::sbom::{Item, Sbom};
use crate::model::Words;

/// A profile: a document that says what an SBOM has to state.
pub(super) struct Table {
    /// The document with its version, as clauses are cited.
    pub document: &'static str,
    /// Its rules.
    pub rules: &'static [FieldRule],
}

/// What a profile says about one field.
pub(super) struct FieldRule {
    /// The id, unique in its profile.
    pub id: &'static str,
    /// What is asked for, in a few words.
    pub title: Words,
    /// The clause of the document.
    pub clause: &'static str,
    /// How binding it is.
    pub tier: Tier,
    /// How it is told.
    pub judge: Judge,
    /// What exactly is asked for, and where in the SBOM it has to stand.
    pub explanation: Words,
    /// What to do when it is not met.
    pub remedy: Words,
}

/// How binding a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tier {
    /// Asked for without condition.
    Required,
    /// Asked for where the datum exists, which an SBOM does not show.
    Additional,
    /// May be given; where it is given, it has to be right.
    Optional,
    /// Asked for, and an SBOM alone does not show it in full.
    Unseen,
    /// Recommended.
    Recommended,
    /// Must not be there.
    Forbidden,
}

/// How a rule is told.
pub(super) enum Judge {
    /// By the document as a whole.
    Whole(fn(&Sbom<'_>) -> State),
    /// By each component of these classes.
    Each(&'static [Class], JudgeOne),
}

/// Tells whether a field of one component is as it should be.
pub(super) type JudgeOne = fn(&Sbom<'_>, &Item<'_>) -> State;

/// Whether a field is as it should be. The reason is given wherever it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// As asked for.
    Present,
    /// The datum is there, at another place than the one laid down.
    Misplaced(&'static Words),
    /// Something is there that is not as asked for.
    Unfit(&'static Words),
    /// Nothing is there.
    Missing(&'static Words),
    /// It cannot be told.
    Unknown(&'static Words),
    /// The rule has nothing to do with this component.
    Exempt,
}

/// The class of a component, which decides over the fields that it needs (BSI TR-03183-2 v2.1.0,
/// sections 3.2.1 to 3.2.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// A file that is delivered: everything is described.
    Described,
    /// No file: an operating system, an application, a framework as a whole.
    Logical,
    /// A part that went into another file, so that what a file has is not to be had of it.
    Merged,
    /// Outside of what is delivered, the first on its path: it is identified only.
    Identified,
    /// Described in another SBOM.
    Referenced,
    /// Outside of what is delivered, behind the first on its path: nothing is asked for.
    Beyond,
}

impl Tier {
    /// The word for it.
    pub(super) const fn words(self) -> Words {
        match self {
            Self::Required => Words { en: "required", de: "verpflichtend" },
            Self::Additional => Words { en: "required where it exists", de: "verpflichtend, wenn vorhanden" },
            Self::Optional => Words { en: "optional", de: "freiwillig" },
            Self::Unseen => {
                Words { en: "required, not to be seen in full", de: "verpflichtend, nicht vollständig erkennbar" }
            }
            Self::Recommended => Words { en: "recommended", de: "empfohlen" },
            Self::Forbidden => Words { en: "must not be there", de: "unzulässig" },
        }
    }

    /// Whether a policy can ask for more than the profile does.
    pub(super) const fn can_be_raised(self) -> bool {
        matches!(self, Self::Additional | Self::Optional | Self::Unseen | Self::Recommended)
    }
}

/// Every class but that of which nothing is asked.
pub(super) const ALL: &[Class] =
    &[Class::Described, Class::Logical, Class::Merged, Class::Identified, Class::Referenced];
/// Those that are delivered.
pub(super) const DELIVERED: &[Class] = &[Class::Described, Class::Logical, Class::Merged];
/// Those that are files, or were.
pub(super) const FILES: &[Class] = &[Class::Described, Class::Merged];
/// Those that are files.
pub(super) const FILE: &[Class] = &[Class::Described];
/// Those that others know by a name of their own.
pub(super) const IDENTIFIABLE: &[Class] = &[Class::Described, Class::Logical, Class::Merged, Class::Identified];
/// Those that are described elsewhere.
pub(super) const REFERENCED: &[Class] = &[Class::Referenced];
