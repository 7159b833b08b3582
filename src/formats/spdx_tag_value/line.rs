// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The lines of a document.

use crate::{
    formats::{ReadError, Source, quoted, text},
    model::{Place, Text},
};

/// What stands around a value of several lines.
const BEGINNING: &str = "<text>";
const END: &str = "</text>";

/// A tag with its value.
pub(super) struct Line<'a> {
    /// The 1-based line of the tag.
    pub(super) number: u64,
    pub(super) tag: &'a str,
    pub(super) value: &'a str,
}

/// The tags and values of a document. A value may go over many lines between `<text>` and `</text>`.
pub(super) struct Lines<'a> {
    lines: text::Lines<'a>,
    /// The lines of the tag that was read last.
    text: String,
}

impl<'a> Lines<'a> {
    pub(super) fn of(source: &Source<'a>) -> Result<Self, ReadError> {
        Ok(Self { lines: text::Lines::of(source)?, text: String::new() })
    }

    /// The next tag with its value.
    pub(super) fn next(&mut self) -> Result<Option<Line<'_>>, ReadError> {
        let number = loop {
            let Some((number, line)) = self.lines.next()? else { return Ok(None) };
            if !matches!(line.trim().chars().next(), None | Some('#')) {
                self.text.clear();
                self.text.push_str(line);
                break number;
            }
        };
        let is_text = |line: &str| Some(line.trim().split_once(':')?.1.trim().starts_with(BEGINNING));
        let Some(is_text) = is_text(&self.text) else { return Err(no_tag(self.text.trim(), number)) };
        if is_text {
            self.complete(number)?;
        }
        let (tag, value) = self.text.split_once(':').unwrap_or_default();
        let inside = if is_text { self.text.split_once(BEGINNING).map(|(_, inside)| inside) } else { None };
        let text = inside.and_then(|inside| inside.split_once(END)).map(|(text, _)| text);
        Ok(Some(Line { number, tag: tag.trim(), value: text.unwrap_or_else(|| value.trim()) }))
    }

    /// Reads on to the end of the text that begins in the line.
    fn complete(&mut self, number: u64) -> Result<(), ReadError> {
        let mut last = (number, self.text.split_once(BEGINNING).map_or(0, |(before, _)| before.len()));
        loop {
            let rest = self.text.get(last.1..).unwrap_or_default();
            match rest.split_once(END) {
                Some((_, tail)) if tail.trim().is_empty() => return Ok(()),
                Some(_) => {
                    let reason =
                        Text::new("something follows the end of a text", "nach dem Ende eines Textes folgt noch etwas");
                    return Err(ReadError::new(Place::Line(last.0), reason));
                }
                None => {}
            }
            let Some((line_number, line)) = self.lines.next()? else {
                let reason =
                    Text::new("the text that begins here has no end", "der Text, der hier beginnt, hat kein Ende");
                return Err(ReadError::new(Place::Line(number), reason));
            };
            last = (line_number, self.text.len());
            self.text.extend(["\n", line]);
        }
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
