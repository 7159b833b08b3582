// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The lines of a document.

use crate::{
    formats::{ReadError, quoted},
    model::{Place, Text},
};

/// A tag with its value.
pub(super) struct Line<'a> {
    /// The 1-based line of the tag.
    pub(super) number: u64,
    pub(super) tag: &'a str,
    pub(super) value: &'a str,
}

/// The tags and values of a document. A value may go over many lines between `<text>` and `</text>`.
pub(super) struct Lines<'a> {
    rest: &'a str,
    number: u64,
}

impl<'a> Lines<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self { rest: text, number: 0 }
    }

    /// The next tag with its value.
    pub(super) fn next(&mut self) -> Result<Option<Line<'a>>, ReadError> {
        while !self.rest.is_empty() {
            let (line, after) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
            let before = self.rest;
            self.rest = after;
            self.number = self.number.saturating_add(1);
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let number = self.number;
            let Some((tag, value)) = line.split_once(':') else { return Err(no_tag(line, number)) };
            let value = value.trim();
            let value = match value.strip_prefix("<text>") {
                Some(_) => self.text(before)?,
                None => value,
            };
            return Ok(Some(Line { number, tag: tag.trim(), value }));
        }
        Ok(None)
    }

    /// The text that begins in the line at the start of `from`; goes on behind its end.
    fn text(&mut self, from: &'a str) -> Result<&'a str, ReadError> {
        let number = self.number;
        let inside = from.split_once("<text>").map_or("", |(_, inside)| inside);
        let Some((text, after)) = inside.split_once("</text>") else {
            let reason = Text::new("the text that begins here has no end", "der Text, der hier beginnt, hat kein Ende");
            return Err(ReadError::new(Place::Line(number), reason));
        };
        let breaks = memchr::memchr_iter(b'\n', text.as_bytes()).count();
        self.number = self.number.saturating_add(breaks as u64);
        self.rest = match after.split_once('\n') {
            Some((tail, rest)) if tail.trim().is_empty() => rest,
            None if after.trim().is_empty() => "",
            _ => {
                let reason =
                    Text::new("something follows the end of a text", "nach dem Ende eines Textes folgt noch etwas");
                return Err(ReadError::new(Place::Line(self.number), reason));
            }
        };
        Ok(text)
    }
}

fn no_tag(line: &str, number: u64) -> ReadError {
    let line = quoted(line.as_bytes());
    let reason = Text::new(
        format!("is no line of a tag and a value: {line}"),
        format!("ist keine Zeile aus Tag und Wert: {line}"),
    );
    ReadError::new(Place::Line(number), reason)
}
