// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! A record of a vulnerability by the OSV schema: when it was published and what else it is called.

use serde::Deserialize;

use super::Read;
use crate::{
    formats::{
        ReadError, Source,
        json::{self, Object, Shape, Str, may, must},
        time::{RFC_3339, is_rfc_3339},
    },
    model::{Feed, Record, Records, Timestamp, canonical},
};

static RECORD: Object = Object::of(&[
    must("id", Shape::Text),
    must("modified", Shape::Form(RFC_3339, is_rfc_3339)),
    may("schema_version", Shape::Text),
    may("aliases", Shape::List(&Shape::Text)),
    may("published", Shape::Form(RFC_3339, is_rfc_3339)),
    may("withdrawn", Shape::Form(RFC_3339, is_rfc_3339)),
])
.lax();

#[derive(Deserialize)]
struct Written<'a> {
    #[serde(borrow)]
    id: Str<'a>,
    #[serde(borrow)]
    schema_version: Option<Str<'a>>,
    #[serde(borrow)]
    aliases: Option<Vec<Str<'a>>>,
    published: Option<Timestamp>,
    withdrawn: Option<Timestamp>,
}

/// Reads a record. One that was withdrawn says nothing.
pub(super) fn read(source: &Source<'_>) -> Result<Read, ReadError> {
    let written: Written<'_> = json::read(source, &RECORD)?;
    let aliases = written.aliases.iter().flatten().map(Str::as_str);
    let mut names: Vec<Box<str>> =
        [written.id.as_str()].into_iter().chain(aliases).map(|n| canonical(n).into()).collect();
    names.sort_unstable();
    names.dedup();
    let record = Record { names: names.into(), published: written.published };
    let records = if written.withdrawn.is_some() { Vec::new() } else { vec![record] };
    Ok(Read {
        version: written.schema_version.map(|version| version.as_str().to_owned()).unwrap_or_default(),
        made_at: None,
        feed: Feed::Records(Records::new(records)),
    })
}
