// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! A licence, or a named set of licences, as a policy lists it.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use spdx::{LicenseItem, LicenseReq, Licensee};

use super::{MODE, suggestion, understand};

/// A licence by its SPDX identifier, with an exception where one belongs to it, or `osi-approved`.
#[derive(Clone, Debug)]
pub(in crate::checks) enum Entry {
    /// One licence.
    License(Licensee),
    /// Every licence that the Open Source Initiative approved, by the SPDX licence list.
    OsiApproved,
}

/// The word for all licences that the Open Source Initiative approved.
const OSI_APPROVED: &str = "osi-approved";

impl Entry {
    /// Reads an entry of a list; an error says what is wrong and what may be meant.
    pub(in crate::checks) fn read(text: &str) -> Result<Self, String> {
        if text == OSI_APPROVED {
            return Ok(Self::OsiApproved);
        }
        let one = understand(text).and_then(|understood| {
            let mut requirements = understood.expression.requirements().map(|requirement| requirement.req.to_string());
            requirements.next().filter(|_| requirements.next().is_none())
        });
        let licensee = one.and_then(|name| Licensee::parse_mode(&name, MODE).ok());
        licensee.map(Self::License).ok_or_else(|| {
            let near = suggestion(text).map(|id| format!("; did you mean `{id}`?")).unwrap_or_default();
            format!("`{text}` is no SPDX licence identifier{near}")
        })
    }

    /// Whether the requirement can be met by this licence: a later version where the requirement
    /// leaves the choice.
    pub(in crate::checks) fn meets(&self, requirement: &LicenseReq) -> bool {
        match self {
            Self::License(licensee) => licensee.satisfies(requirement) || is_later(licensee, requirement),
            Self::OsiApproved => is_osi_approved(requirement),
        }
    }

    /// Whether the requirement names exactly this licence. An addition that nobody but its author knows
    /// makes no other licence of it.
    pub(in crate::checks) fn names(&self, requirement: &LicenseReq) -> bool {
        let Self::License(licensee) = self else { return is_osi_approved(requirement) };
        let own = licensee.clone().into_req();
        let same = match (&own.license, &requirement.license) {
            (LicenseItem::Spdx { id: a, .. }, LicenseItem::Spdx { id: b, .. }) => a == b,
            (a, b) => a == b,
        };
        let unknown = matches!(requirement.addition, Some(spdx::AdditionItem::Other(_)));
        same && (unknown || own.addition == requirement.addition)
    }
}

/// An exception of the SPDX list only adds permissions, so the licence beneath it is what counts.
fn is_osi_approved(requirement: &LicenseReq) -> bool {
    let listed = |addition: &spdx::AdditionItem| matches!(addition, spdx::AdditionItem::Spdx(_));
    requirement.license.id().is_some_and(|id| id.is_osi_approved()) && requirement.addition.as_ref().is_none_or(listed)
}

/// Whether a GNU licence "or any later version" can be taken as `licensee`.
fn is_later(licensee: &Licensee, requirement: &LicenseReq) -> bool {
    let own = licensee.clone().into_req();
    let (Some(taken), Some(from)) = (own.license.id(), requirement.license.id()) else { return false };
    let Some((family, version)) = from.name.strip_suffix("-or-later").and_then(|base| base.rsplit_once('-')) else {
        return false;
    };
    let taken = taken.name.strip_suffix("-or-later").or_else(|| taken.name.strip_suffix("-only"));
    let later = taken.and_then(|base| base.rsplit_once('-'));
    later.is_some_and(|(other, later)| other == family && later >= version) && own.addition == requirement.addition
}

impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::License(licensee) => serializer.collect_str(licensee),
            Self::OsiApproved => serializer.serialize_str(OSI_APPROVED),
        }
    }
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Self::read(&text).map_err(D::Error::custom)
    }
}

impl JsonSchema for Entry {
    fn schema_name() -> Cow<'static, str> {
        "License".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": "spdx-license",
            "minLength": 1,
            "examples": ["EUPL-1.2", "GPL-2.0-only WITH Classpath-exception-2.0", OSI_APPROVED],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meets(entry: &str, license: &str) -> bool {
        let expression = understand(license).unwrap().expression;
        Entry::read(entry).unwrap().meets(&expression.requirements().next().unwrap().req)
    }

    #[test]
    fn or_later_leaves_a_choice() {
        assert!(meets("GPL-3.0-only", "GPL-2.0-or-later"));
        assert!(meets("GPL-2.0", "GPL-2.0+"));
        assert!(!meets("GPL-2.0-only", "GPL-3.0-or-later"));
        assert!(!meets("LGPL-3.0-only", "GPL-2.0-or-later"));
        assert!(!meets("GPL-3.0-only", "GPL-2.0-only"));
    }

    #[test]
    fn an_exception_belongs_to_the_name_but_does_not_undo_approval() {
        assert!(!meets("GPL-2.0-only", "GPL-2.0-only WITH Classpath-exception-2.0"));
        assert!(meets("GPL-2.0-with-classpath-exception", "GPL-2.0-only WITH Classpath-exception-2.0"));
        assert!(meets("osi-approved", "GPL-2.0-only WITH Classpath-exception-2.0"));
        assert!(!meets("osi-approved", "SSPL-1.0"));
        assert!(!meets("osi-approved", "LicenseRef-Own"));
    }

    #[test]
    fn an_unknown_addition_evades_no_denial() {
        let names = |entry: &str, license: &str| {
            let expression = understand(license).unwrap().expression;
            Entry::read(entry).unwrap().names(&expression.requirements().next().unwrap().req)
        };
        assert!(names("GPL-3.0-only", "GPL-3.0-only WITH AdditionRef-mine"));
        assert!(!names("GPL-2.0-only", "GPL-2.0-only WITH Classpath-exception-2.0"));
        assert!(!names("GPL-3.0-only", "GPL-3.0-or-later"));
    }

    #[test]
    fn what_is_no_single_licence_is_refused_with_a_suggestion() {
        assert!(Entry::read("Apache 2.0").unwrap_err().contains("Apache-2.0"));
        assert!(Entry::read("MIT OR ISC").is_err());
    }
}
