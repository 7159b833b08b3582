// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The European Vulnerability Database (ENISA): its list of exploited vulnerabilities (JSON) and
//! its table of numbers (CSV).

use serde::Deserialize;

use super::{Read, csv, day};
use crate::{
    formats::{
        ReadError, Source,
        json::{self, Str},
    },
    model::{Exploited, Feed, Numbered, Place, Text},
};

#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(borrow, rename = "cveId")]
    cve: Option<Str<'a>>,
    #[serde(borrow, rename = "euvdId")]
    euvd: Option<Str<'a>>,
    #[serde(borrow, rename = "dateAdded")]
    added: Option<Str<'a>>,
}

/// Reads the list of exploited vulnerabilities. It bears no date of its own; it is not older than
/// its newest entry.
pub(super) fn read_exploited(source: &Source<'_>) -> Result<Read, ReadError> {
    let entries: Vec<Entry<'_>> = json::read_shapeless(&json::Input::Document(*source))?;
    let mut names = Vec::new();
    for (entry, index) in entries.iter().zip(0_u64..) {
        let added = entry.added.as_ref().and_then(|added| day(added.as_str()));
        let named = [&entry.cve, &entry.euvd].into_iter().flatten().filter(|name| !name.as_str().is_empty());
        let before = names.len();
        names.extend(named.map(|name| (name.as_str(), added)));
        if names.len() == before {
            let reason = Text::new("an entry without `cveId` and `euvdId`", "ein Eintrag ohne `cveId` und `euvdId`");
            return Err(ReadError::new(Place::Pointer(format!("/{index}").into()), reason));
        }
    }
    let made_at = names.iter().filter_map(|(_, added)| *added).max();
    Ok(Read { version: String::new(), made_at, feed: Feed::Exploited(Exploited::new(names)) })
}

/// Reads the table of numbers. A row without a CVE number says nothing and is left out.
pub(super) fn read_numbers(source: &Source<'_>) -> Result<Read, ReadError> {
    let text = source.text()?;
    let head = csv::head(text).unwrap_or_default().to_ascii_lowercase();
    let columns = if head.contains("euvd_id") { ["euvd_id", "cve_id"] } else { ["euvd", "cve"] };
    let rows = csv::rows(text, columns, |[euvd, cve]| {
        let euvd = Numbered::of("EUVD", euvd)?;
        if cve.is_empty() { Some(None) } else { Some(Some((euvd, Numbered::of("CVE", cve)?))) }
    })?;
    let mut numbers: Vec<(Numbered, Numbered)> = rows.into_iter().flatten().collect();
    numbers.sort_unstable();
    numbers.dedup_by_key(|(euvd, _)| *euvd);
    Ok(Read { version: String::new(), made_at: None, feed: Feed::Numbers(numbers.into()) })
}
