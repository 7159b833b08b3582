// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! External references and hashes.

use serde::Deserialize;

use crate::{
    formats::{
        ReadError,
        json::{Str, kept},
        quoted,
    },
    model::{ExternalReference, HashAlgorithm, HashPlace, Hashes, Place, ReferenceKind, Text},
};

#[derive(Deserialize)]
pub(super) struct RawHash<'a> {
    #[serde(borrow)]
    alg: Str<'a>,
    #[serde(borrow)]
    content: Str<'a>,
}

#[derive(Deserialize)]
pub(super) struct RawReference<'a> {
    #[serde(borrow, rename = "type")]
    kind: Str<'a>,
    #[serde(borrow)]
    url: Str<'a>,
    #[serde(borrow, default)]
    hashes: Vec<RawHash<'a>>,
}

/// The external references as the model keeps them.
pub(super) fn references(raw: &[RawReference<'_>]) -> Box<[ExternalReference]> {
    let reference = |raw: &RawReference<'_>| {
        let kind = ReferenceKind::from_name(raw.kind.as_str());
        Some(ExternalReference { kind, url: kept(Some(&raw.url))? })
    };
    raw.iter().filter_map(reference).collect()
}

/// The hashes of a component at `place`, and those at its external references.
pub(super) fn hashes(own: &[RawHash<'_>], references: &[RawReference<'_>], place: &Place) -> Result<Hashes, ReadError> {
    let at_references = references.iter().flat_map(|reference| {
        let place = hash_place(reference.kind.as_str());
        reference.hashes.iter().map(move |hash| (place, hash))
    });
    let all = own.iter().map(|hash| (HashPlace::Component, hash)).chain(at_references);
    let mut bytes = Vec::with_capacity(all.clone().map(|(_, hash)| Hashes::size_of(hash.content.as_str())).sum());
    for (at, hash) in all {
        let algorithm = HashAlgorithm::from_name(hash.alg.as_str()).unwrap_or(HashAlgorithm::Other);
        if !Hashes::append(&mut bytes, (at, algorithm), hash.content.as_str()) {
            return Err(ReadError::new(place.clone(), unfit(hash, algorithm)));
        }
    }
    Ok(Hashes::from_bytes(bytes))
}

fn hash_place(kind: &str) -> HashPlace {
    match ReferenceKind::from_name(kind) {
        ReferenceKind::Distribution => HashPlace::Distribution,
        ReferenceKind::DistributionIntake => HashPlace::DistributionIntake,
        ReferenceKind::SourceDistribution => HashPlace::Source,
        _ => HashPlace::OtherReference,
    }
}

fn unfit(hash: &RawHash<'_>, algorithm: HashAlgorithm) -> Text {
    let (name, value) = (hash.alg.as_str(), hash.content.as_str());
    let Some(length) = algorithm.length() else {
        let value = quoted(value.as_bytes());
        return Text::new(
            format!("{value} is no {name} hash in hexadecimal"),
            format!("{value} ist kein {name}-Hashwert in Hexadezimalziffern"),
        );
    };
    let digits = length.saturating_mul(2);
    Text::new(
        format!("a {name} hash has {digits} hexadecimal digits, not {}", value.len()),
        format!("ein {name}-Hashwert hat {digits} Hexadezimalziffern, nicht {}", value.len()),
    )
}
