// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Lists about vulnerabilities, given to the command or by the policy.
//!
//! They are no evidence of a release and never taken for it: whoever could put one beside the
//! evidence could call a vulnerability unlikely. So they stand in no list of formats, and are read
//! only where somebody named them.

use std::panic::{self, AssertUnwindSafe};

use super::{ReadError, Source, defect, json};
use crate::model::{Claim, Document, Feed, FormatVersion, Place, Rejection, Statement, Text, Timestamp};

mod csv;
mod epss;
mod euvd;
mod kev;
mod osv;

/// What became of a file that was named as a feed.
#[derive(Debug)]
pub enum FeedReading {
    /// It was read.
    Feed(Box<Statement>),
    /// It is none of the lists that are read.
    Unknown(Rejection),
    /// It is meant to be one of them and cannot be read.
    Rejected(Rejection),
}

/// A list, its date, and the version that it names.
struct Read {
    version: String,
    made_at: Option<Timestamp>,
    feed: Feed,
}

/// Reads one kind of list.
type Reader = fn(&Source<'_>) -> Result<Read, ReadError>;

/// Reads a list about vulnerabilities, recognised by its content.
pub fn read_feed(document: &Document, max_depth: u32) -> FeedReading {
    let rejection = |format, error: ReadError| Rejection { format, place: error.place, reason: error.reason };
    let source = Source::of(document, max_depth);
    let (id, read) = match source.text().map(|text| recognised(text, max_depth)) {
        Ok(Some(found)) => found,
        Ok(None) => return FeedReading::Unknown(rejection(None, unknown())),
        Err(error) => return FeedReading::Rejected(rejection(None, error)),
    };
    match panic::catch_unwind(AssertUnwindSafe(|| read(&source))) {
        Ok(Ok(read)) if read.feed.is_empty() && !matches!(read.feed, Feed::Records(_)) => {
            FeedReading::Rejected(rejection(Some(id), ReadError::new(Place::Whole, empty())))
        }
        Ok(Ok(read)) => FeedReading::Feed(Box::new(Statement {
            format: FormatVersion { format: id, version: read.version },
            subjects: Vec::new(),
            made_at: read.made_at,
            producer: None,
            report_id: None,
            claim: Claim::Feed(read.feed),
            remarks: Vec::new(),
        })),
        Ok(Err(error)) => FeedReading::Rejected(rejection(Some(id), error)),
        Err(_) => FeedReading::Rejected(rejection(Some(id), ReadError::new(Place::Whole, defect()))),
    }
}

/// The kind of list that a text is meant to be.
fn recognised(text: &str, max_depth: u32) -> Option<(&'static str, Reader)> {
    match text.trim_start().as_bytes().first()? {
        b'{' => {
            let (keys, _) = json::top_keys(text, max_depth);
            let has = |key: &str| keys.of_object.iter().any(|other| other == key);
            match () {
                () if has("catalogVersion") || has("dateReleased") => Some(("cisa-kev", kev::read)),
                () if has("id") && has("modified") => Some(("osv", osv::read)),
                () => None,
            }
        }
        b'[' => {
            let head = text.get(..text.len().min(4096)).unwrap_or(text);
            (head.contains("\"cveId\"") || head.contains("\"euvdId\""))
                .then_some(("euvd-kev", euvd::read_exploited as Reader))
        }
        _ => {
            let head = csv::head(text)?.to_ascii_lowercase();
            let has = |word: &str| head.contains(word);
            match () {
                () if has("cve") && has("epss") => Some(("epss", epss::read)),
                () if has("cve") && has("euvd") => Some(("euvd-numbers", euvd::read_numbers)),
                () => None,
            }
        }
    }
}

/// The beginning of a day, in UTC.
fn day(text: &str) -> Option<Timestamp> {
    let date: jiff::civil::Date = text.get(..10)?.parse().ok()?;
    jiff::tz::TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok()
}

fn unknown() -> ReadError {
    ReadError::new(
        Place::Whole,
        Text::new(
            "none of the lists about vulnerabilities that are read: CISA KEV (JSON), EPSS (CSV), EUVD's exploited vulnerabilities (JSON) and numbers (CSV), OSV records (JSON)",
            "keine der lesbaren Listen über Schwachstellen: CISA KEV (JSON), EPSS (CSV), die ausgenutzten Schwachstellen (JSON) und Nummern (CSV) der EUVD, OSV-Einträge (JSON)",
        ),
    )
}

fn empty() -> Text {
    Text::new("the list has no entry; fetch it again", "die Liste ist leer; erneut abrufen")
}

#[cfg(test)]
mod tests;
