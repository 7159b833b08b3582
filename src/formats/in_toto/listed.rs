// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Predicates that no check asks about: a few of their facts, so that people see what is there.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::Read;
use crate::{
    formats::{
        ReadError, Source,
        identifier::one_line,
        json::{self, Count, Object, Str},
    },
    model::{Claim, ListedAttestation},
};

/// A fact, by its key in the predicate.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fact {
    /// A text.
    Text(&'static str),
    /// The number of elements of a list.
    Number(&'static str),
}

/// What a type is called, and the facts that are kept of it.
type Known = (&'static str, &'static [Fact]);

/// SCAI (in-toto/attestation, `spec/predicates/scai.md`).
pub(super) static SCAI: Known = ("scai", &[Fact::Number("attributes")]);
/// A link of a supply chain (`spec/predicates/link.md`).
pub(super) static LINK: Known = ("link", &[Fact::Text("name"), Fact::Number("command"), Fact::Number("materials")]);
/// A release (`spec/predicates/release.md`).
pub(super) static RELEASE: Known = ("release", &[Fact::Text("purl"), Fact::Text("version"), Fact::Text("releaseId")]);
/// A simple verification result (`spec/predicates/svr.md`).
pub(super) static SIMPLE_RESULT: Known =
    ("simple-verification-result", &[Fact::Text("timeCreated"), Fact::Number("properties")]);
/// A reference to further attestations (`spec/predicates/reference.md`).
pub(super) static REFERENCE: Known = ("reference", &[Fact::Number("references")]);
/// What a running build was seen to do (`spec/predicates/runtime-trace.md`).
pub(super) static RUNTIME_TRACE: Known = ("runtime-trace", &[]);

/// Reads the facts.
pub(super) fn read(
    source: &Source<'_>,
    predicate_type: &str,
    (name, facts): &(&'static str, &'static [Fact]),
) -> Result<Read, ReadError> {
    let predicate: BTreeMap<Str<'_>, &RawValue> = json::read(source, &ANY)?;
    let mut attestation =
        ListedAttestation { predicate_type: predicate_type.into(), known_as: Some(name), facts: Vec::new() };
    for fact in *facts {
        let (Fact::Text(key) | Fact::Number(key)) = fact;
        let Some(value) = predicate.get(*key) else { continue };
        let told = match fact {
            Fact::Text(_) => serde_json::from_str::<String>(value.get()).ok().map(|text| one_line(&text)),
            Fact::Number(_) => serde_json::from_str(value.get()).ok().map(|Count(number)| number.to_string().into()),
        };
        attestation.facts.extend(told.map(|told| (*key, told)));
    }
    Ok(Read::of(Claim::Attestation(Box::new(attestation))))
}

static ANY: Object = Object::of(&[]);
