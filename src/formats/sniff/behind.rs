// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Reports in front of which something else stands, such as a line that the tool logged. They are no
//! JSON, and must not pass for files that are no evidence at all.

use super::{Encoding, HEAD_DEPTH, Head, Markup};
use crate::{
    formats::{Format, json},
    model::{Document, Place, Rejection, Text},
};

/// Most lines that are tried, so that the time does not grow with their number.
const TRIES: usize = 16;
/// How much of the end is looked at.
const TAIL: u64 = 1024;

impl Head {
    /// The rejection of a document in which a report begins in a line behind the first, where
    /// `recognised` knows the format by what it looks like from there.
    pub(in crate::formats) fn behind_text(
        &self,
        document: &Document,
        max_depth: u32,
        recognised: impl Fn(&Self) -> Option<&'static dyn Format>,
    ) -> Option<Rejection> {
        if self.markup == Markup::Xml || self.encoding != Encoding::Utf8 || self.is_json_so_far() {
            return None;
        }
        // In a text for people JSON can be shown, with more text behind it.
        if !self.named_like_evidence && !ends_like_json(document) {
            return None;
        }
        let lines = self.lines_before(document)?;
        let starts = starts(&self.text);
        let within = |(line, start): &(u64, usize)| Some((*line, recognised(&self.from(self.text.get(*start..)?))?));
        let (line, format) = starts.iter().find_map(within).or_else(|| {
            let (line, start) = starts.first().filter(|_| !self.is_whole)?;
            let whole = document.payload.piece(self.start..document.payload.size()).ok()?;
            let (keys, _) = json::top_keys(std::str::from_utf8(&whole).ok()?.get(*start..)?, max_depth);
            Some((*line, recognised(&Self { keys, ..self.from(self.text.get(*start..)?) })?))
        })?;
        let place = Place::Line(line.saturating_add(lines));
        Some(Rejection { format: Some(format.id()), place, reason: reason() })
    }

    /// Number of lines in front of the head.
    fn lines_before(&self, document: &Document) -> Option<u64> {
        let before = document.payload.piece(0..self.start).ok()?;
        Some(memchr::memchr_iter(b'\n', &before).count() as u64)
    }

    /// Whether it is JSON as far as it goes.
    fn is_json_so_far(&self) -> bool {
        let fault = || json::top_keys(&self.text, HEAD_DEPTH).1.map(|error| error.fault);
        self.markup == Markup::Json && fault().is_none_or(|fault| fault == json::Fault::Truncated)
    }

    /// What the document looks like from here.
    fn from(&self, rest: &str) -> Self {
        let (keys, _) = json::top_keys(rest, HEAD_DEPTH);
        Self { text: rest.to_owned(), markup: Markup::Json, keys, name: String::new(), ..self.clone() }
    }
}

/// The first lines behind the first that begin like an object, or like a list of objects: their
/// numbers, counted from 1, and where they begin.
fn starts(text: &str) -> Vec<(u64, usize)> {
    let breaks = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at.saturating_add(1));
    let lines = (2..).zip(breaks);
    lines.filter(|(_, start)| text.get(*start..).is_some_and(begins_json)).take(TRIES).collect()
}

fn begins_json(text: &str) -> bool {
    let begins = |open: char, inside: &[char]| {
        text.strip_prefix(open).is_some_and(|rest| rest.trim_ascii_start().starts_with(inside))
    };
    begins('{', &['"']) || begins('[', &['{'])
}

/// Whether nothing stands behind what may be JSON.
fn ends_like_json(document: &Document) -> bool {
    let size = document.payload.size();
    let end = document.payload.piece(size.saturating_sub(TAIL)..size);
    end.is_ok_and(|end| matches!(end.trim_ascii_end().last(), Some(b'}' | b']')))
}

fn reason() -> Text {
    Text::new(
        "a report begins here, in front of which text stands; let the tool write the report to a file of its own",
        "hier beginnt ein Bericht, vor dem Text steht; den Bericht in eine eigene Datei schreiben lassen",
    )
}
