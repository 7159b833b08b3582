// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! CISA's catalogue of known exploited vulnerabilities (JSON).

use serde::Deserialize;

use super::{Read, day};
use crate::{
    formats::{
        ReadError, Source,
        json::{self, Object, Shape, Str, may, must},
        time::{RFC_3339, is_rfc_3339},
    },
    model::{Exploited, Feed, Place, Text, Timestamp},
};

static CATALOGUE: Object = Object::of(&[
    must("catalogVersion", Shape::Text),
    must("dateReleased", Shape::Form(RFC_3339, is_rfc_3339)),
    must("count", Shape::Integer(0)),
    must("vulnerabilities", Shape::List(&Shape::Object(&ENTRY))),
]);

static ENTRY: Object = Object::of(&[must("cveID", Shape::Text), may("dateAdded", Shape::Text)]);

#[derive(Deserialize)]
struct Catalogue<'a> {
    #[serde(borrow, rename = "catalogVersion")]
    version: Str<'a>,
    #[serde(rename = "dateReleased")]
    released: Timestamp,
    count: u64,
    #[serde(borrow)]
    vulnerabilities: Vec<Entry<'a>>,
}

#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(borrow, rename = "cveID")]
    cve: Str<'a>,
    #[serde(borrow, rename = "dateAdded")]
    added: Option<Str<'a>>,
}

pub(super) fn read(source: &Source<'_>) -> Result<Read, ReadError> {
    let catalogue: Catalogue<'_> = json::read(source, &CATALOGUE)?;
    let listed = catalogue.vulnerabilities.len() as u64;
    if catalogue.count != listed {
        let reason = Text::new(
            format!("says that it has {} entries and has {listed}; fetch it again", catalogue.count),
            format!("nennt {} Einträge und enthält {listed}; erneut abrufen", catalogue.count),
        );
        return Err(ReadError::new(Place::Pointer("/count".into()), reason));
    }
    let entries = catalogue.vulnerabilities.iter();
    let names = entries.map(|entry| (entry.cve.as_str(), entry.added.as_ref().and_then(|added| day(added.as_str()))));
    Ok(Read {
        version: catalogue.version.as_str().to_owned(),
        made_at: Some(catalogue.released),
        feed: Feed::Exploited(Exploited::new(names)),
    })
}
