// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! From YAML to the JSON form of the same document.

use saphyr_parser::{Event, Parser, ScalarStyle};

use crate::{
    formats::{
        ReadError, Source,
        packed::{BATCH, Growing},
    },
    model::{Document, Payload, Place, Text},
};

/// Fields that are `true` or `false`. Every other plain scalar is a text: a version such as `1.10` is
/// no number.
const FLAGS: &[&str] = &["filesAnalyzed", "isLive", "isValid", "isWayBackLink"];

/// The JSON form of a YAML document. What stands in a line of the one stands in the same line of the
/// other.
pub(super) fn to_json(source: &Source<'_>) -> Result<Payload, ReadError> {
    let mut translation = Translation { max_depth: source.max_depth as usize, ..Translation::default() };
    let mut whole = Growing::of(source);
    // A large text is read into memory here, and no longer needed when its JSON form is read.
    let document = Document { payload: source.document.payload.unread(), ..source.document.clone() };
    for next in Parser::new_from_str(Source { document: &document, ..*source }.text()?) {
        let (event, span) = next.map_err(|error| malformed(error.marker().line(), error.info()))?;
        translation.reach(span.start.line());
        translation.event(&event)?;
        if translation.json.len() >= BATCH {
            whole.write(&translation.json)?;
            translation.json.clear();
        }
    }
    whole.write(&translation.json)?;
    Ok(whole.payload()?)
}

#[derive(Default)]
struct Translation {
    /// What was not taken away yet.
    json: String,
    /// Number of line breaks in the JSON text.
    breaks: usize,
    max_depth: usize,
    open: Vec<Open>,
    documents: usize,
}

/// A mapping or sequence that is not closed yet.
enum Open {
    Mapping { is_empty: bool, key: Option<String> },
    Sequence { is_empty: bool },
}

impl Translation {
    fn event(&mut self, event: &Event<'_>) -> Result<(), ReadError> {
        match event {
            Event::DocumentStart(_) => {
                self.documents = self.documents.saturating_add(1);
                if self.documents > 1 {
                    return Err(
                        self.fault("the file holds more than one document", "die Datei enthält mehr als ein Dokument")
                    );
                }
            }
            Event::Alias(_) => {
                return Err(self.fault(
                    "aliases are not accepted, they can make a file grow without bound; write the value out",
                    "Aliasse werden nicht angenommen, sie können eine Datei maßlos wachsen lassen; den Wert ausschreiben",
                ));
            }
            Event::Scalar(.., Some(_)) | Event::SequenceStart(_, Some(_)) | Event::MappingStart(_, Some(_)) => {
                return Err(self.fault("tags have no meaning here", "Tags haben hier keine Bedeutung"));
            }
            Event::Scalar(text, style, ..) => self.scalar(text, *style)?,
            Event::SequenceStart(..) => self.start(Open::Sequence { is_empty: true })?,
            Event::MappingStart(..) => self.start(Open::Mapping { is_empty: true, key: None })?,
            Event::SequenceEnd => self.end("]"),
            Event::MappingEnd => self.end("}"),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
        Ok(())
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle) -> Result<(), ReadError> {
        if let Some(Open::Mapping { is_empty, key: key @ None }) = self.open.last_mut() {
            if !std::mem::take(is_empty) {
                self.json.push(',');
            }
            *key = Some(text.to_owned());
            self.string(text);
            self.json.push(':');
            return Ok(());
        }
        let key = self.before_value()?;
        let is_plain = style == ScalarStyle::Plain;
        let is_flag = key.is_some_and(|key| FLAGS.contains(&key.as_str()));
        match text {
            "true" | "false" if is_plain && is_flag => self.json.push_str(text),
            "" | "~" | "null" if is_plain => self.json.push_str("null"),
            text => self.string(text),
        }
        Ok(())
    }

    /// Writes what comes before a value; gives the key that it belongs to.
    fn before_value(&mut self) -> Result<Option<String>, ReadError> {
        match self.open.last_mut() {
            Some(Open::Mapping { key, .. }) => match key.take() {
                Some(key) => Ok(Some(key)),
                None => Err(self.fault("a key has to be a text", "ein Schlüssel muss ein Text sein")),
            },
            Some(Open::Sequence { is_empty }) => {
                if !std::mem::take(is_empty) {
                    self.json.push(',');
                }
                Ok(None)
            }
            None => Ok(None),
        }
    }

    fn start(&mut self, open: Open) -> Result<(), ReadError> {
        if self.open.len() >= self.max_depth {
            let limit = self.max_depth;
            return Err(self.fault(
                &format!("nested deeper than {limit} levels; `--max-depth` raises the limit"),
                &format!("tiefer als {limit} Ebenen geschachtelt; `--max-depth` hebt die Grenze an"),
            ));
        }
        self.before_value()?;
        self.json.push(if matches!(open, Open::Sequence { .. }) { '[' } else { '{' });
        self.open.push(open);
        Ok(())
    }

    fn end(&mut self, close: &str) {
        self.open.pop();
        self.json.push_str(close);
    }

    /// Writes a string with its quotation marks.
    fn string(&mut self, text: &str) {
        // Writing to a string cannot fail.
        if let Ok(quoted) = serde_json::to_string(text) {
            self.json.push_str(&quoted);
        }
    }

    /// Goes on to a line.
    fn reach(&mut self, line: usize) {
        while self.breaks.saturating_add(1) < line {
            self.json.push('\n');
            self.breaks = self.breaks.saturating_add(1);
        }
    }

    fn fault(&self, en: &str, de: &str) -> ReadError {
        ReadError::new(Place::Line(self.breaks.saturating_add(1) as u64), Text::new(en, de))
    }
}

fn malformed(line: usize, message: &str) -> ReadError {
    let reason = Text::new(
        format!("is no valid YAML: {message}"),
        format!("ist kein gültiges YAML (Meldung des YAML-Lesers: {message})"),
    );
    ReadError::new(Place::Line(line as u64), reason)
}
