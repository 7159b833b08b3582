// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! XML 1.0, read strictly: elements and attributes as events, with their lines.
//!
//! No document type and no entity of the document's own is ever accepted (no outside entities, no
//! exponential growth), nesting and attributes are bounded, and there is one root element.

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesDecl, BytesRef, BytesStart, Event as Raw},
};

use super::{ReadError, Source, pieces::Pieces, quoted, sniff};
use crate::model::Document;

mod element;
mod faults;

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::string_slice, clippy::unwrap_used)]
mod tests;

pub(super) use element::Element;
use faults::XmlFault;

/// Most attributes that an element may have: looking for a repeated one takes the square of the number.
const MOST_ATTRIBUTES: usize = 256;
/// How much of a document is read at once.
const PIECE: u64 = 256 * 1024;

/// Reads a document element by element.
pub(super) struct Xml<'a> {
    reader: Reader<Pieces<'a>>,
    /// What was read last, as it stands in the document.
    raw: Vec<u8>,
    element: Element,
    text: String,
    max_depth: usize,
    depth: usize,
    had_root: bool,
    /// An empty element whose end has still to be told.
    owes_end: bool,
    /// The line of what is read next.
    line: u64,
    takes_document_type: bool,
}

/// What comes next.
#[derive(Debug)]
pub(super) enum Event<'e> {
    /// An element begins.
    Start(&'e Element),
    /// A piece of the text of the innermost element, without escapes.
    Text(&'e str),
    /// The innermost element ends.
    End,
    /// The document ends.
    Eof,
}

/// What was read, whatever it holds.
enum Step {
    Start,
    Text,
    End,
    Eof,
}

/// The first fault of a document, if there is any.
pub(super) fn fault(document: &Document, max_depth: u32) -> Option<XmlFault> {
    // Whether a text was cut off is asked of documents that are not read.
    let mut xml = match Xml::new(&Source::of(document, max_depth)) {
        Ok(xml) => xml.with_document_type(),
        Err(error) => return Some(XmlFault { truncated: false, error }),
    };
    loop {
        match xml.step() {
            Ok(Step::Eof) => return None,
            Ok(_) => {}
            Err(fault) => return Some(fault),
        }
    }
}

impl<'a> Xml<'a> {
    /// At the beginning of the document, all of which was found to be text.
    pub(super) fn new(source: &Source<'a>) -> Result<Self, ReadError> {
        let start = sniff::start_of_text(source.document)?;
        Ok(Self::over(Pieces::new(&source.document.payload, start, PIECE), source.max_depth))
    }

    fn over(pieces: Pieces<'a>, max_depth: u32) -> Self {
        let mut reader = Reader::from_reader(pieces);
        let config = reader.config_mut();
        config.check_end_names = true;
        config.allow_unmatched_ends = false;
        Self {
            reader,
            raw: Vec::new(),
            element: Element::default(),
            text: String::new(),
            max_depth: max_depth as usize,
            depth: 0,
            had_root: false,
            owes_end: false,
            line: 1,
            takes_document_type: false,
        }
    }

    /// The same, where a document type declaration may name a DTD and nothing more. The DTD is
    /// never fetched, and declarations in the document itself are still refused.
    pub(super) fn with_document_type(self) -> Self {
        Self { takes_document_type: true, ..self }
    }

    /// The next event.
    pub(super) fn next(&mut self) -> Result<Event<'_>, ReadError> {
        match self.step().map_err(|fault| fault.error)? {
            Step::Start => Ok(Event::Start(&self.element)),
            Step::Text => Ok(Event::Text(&self.text)),
            Step::End => Ok(Event::End),
            Step::Eof => Ok(Event::Eof),
        }
    }

    /// The text in the element that has just begun, up to its end, which is passed over with
    /// whatever elements stand inside. A text that is very long is cut.
    pub(super) fn text(&mut self) -> Result<String, ReadError> {
        const LONGEST: usize = 64 * 1024;
        let inside = self.depth;
        let mut text = String::new();
        while self.depth >= inside {
            match self.next()? {
                Event::Text(piece) if text.len() < LONGEST => text.push_str(piece),
                Event::Eof => break,
                _ => {}
            }
        }
        Ok(text.trim().to_owned())
    }

    fn step(&mut self) -> Result<Step, XmlFault> {
        if std::mem::take(&mut self.owes_end) {
            self.depth = self.depth.saturating_sub(1);
            return Ok(Step::End);
        }
        let mut raw = std::mem::take(&mut self.raw);
        let step = loop {
            if let Some(step) = self.read(&mut raw).transpose() {
                break step;
            }
        };
        self.raw = raw;
        step
    }

    /// What comes next; `None` where that is nothing to tell.
    fn read(&mut self, raw: &mut Vec<u8>) -> Result<Option<Step>, XmlFault> {
        self.pass()?;
        raw.clear();
        let step = match self.reader.read_event_into(raw) {
            Ok(Raw::Start(start)) => self.start(&start)?,
            Ok(Raw::Empty(start)) => {
                self.owes_end = true;
                self.start(&start)?
            }
            Ok(Raw::End(_)) => {
                self.depth = self.depth.saturating_sub(1);
                Step::End
            }
            Ok(Raw::Text(text)) if self.depth == 0 && !text.trim().is_empty() => return Err(self.outside()),
            Ok(Raw::CData(_)) if self.depth == 0 => return Err(self.outside()),
            Ok(Raw::Text(text)) if self.depth > 0 => self.read_text(&text),
            Ok(Raw::CData(text)) => self.read_text(&text),
            Ok(Raw::GeneralRef(reference)) => self.referred(&reference)?,
            Ok(Raw::Decl(declaration)) => return self.check_declaration(&declaration).map(|()| None),
            Ok(Raw::DocType(declared)) if self.takes_document_type && !declared.contains('[') => return Ok(None),
            Ok(Raw::DocType(_)) => return Err(self.document_type()),
            Ok(Raw::Eof) if self.depth == 0 && self.had_root => Step::Eof,
            Ok(Raw::Eof) => return Err(self.truncated()),
            Ok(_) => return Ok(None),
            Err(error) => return Err(self.failed(&error)),
        };
        Ok(Some(step))
    }

    fn read_text(&mut self, text: &str) -> Step {
        self.text.clear();
        self.text.push_str(text);
        Step::Text
    }

    fn start(&mut self, start: &BytesStart<'_>) -> Result<Step, XmlFault> {
        if self.depth == 0 && self.had_root {
            return Err(self.outside());
        }
        if self.depth >= self.max_depth {
            let limit = self.max_depth;
            return Err(self.fault(
                &format!("nested deeper than {limit} levels; `--max-depth` raises the limit"),
                &format!("tiefer als {limit} Ebenen geschachtelt; `--max-depth` hebt die Grenze an"),
            ));
        }
        self.had_root = true;
        self.depth = self.depth.saturating_add(1);
        let prefix = start.name().prefix();
        self.element.begin(self.line, prefix.as_ref().map_or("", AsRef::as_ref), start.local_name().as_ref());
        for (index, attribute) in start.attributes().enumerate() {
            let attribute = attribute.map_err(|error| self.malformed(&error.into()))?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| self.malformed(&error))?;
            self.element.add(attribute.key.as_ref(), &value);
            if index >= MOST_ATTRIBUTES {
                return Err(self.fault("an element has too many attributes", "ein Element hat zu viele Attribute"));
            }
        }
        Ok(Step::Start)
    }

    /// The text that a reference stands for.
    fn referred(&mut self, reference: &BytesRef<'_>) -> Result<Step, XmlFault> {
        if let Some(text) = quick_xml::escape::resolve_predefined_entity(reference) {
            return Ok(self.read_text(text));
        }
        if let Ok(Some(character)) = reference.resolve_char_ref() {
            return Ok(self.read_text(character.encode_utf8(&mut [0; 4])));
        }
        let name = quoted(reference.as_bytes());
        Err(self.fault(
            &format!("{name} is no predefined entity; entities of the document's own are not accepted"),
            &format!("{name} ist keine vordefinierte Entität; eigene Entitäten werden nicht angenommen"),
        ))
    }

    fn check_declaration(&self, declaration: &BytesDecl<'_>) -> Result<(), XmlFault> {
        let Some(encoding) = declaration.encoding() else { return Ok(()) };
        let encoding = encoding.map_err(|error| self.malformed(&error.into()))?;
        if ["utf-8", "utf8", "us-ascii"].iter().any(|known| encoding.eq_ignore_ascii_case(known)) {
            return Ok(());
        }
        let name = quoted(encoding.as_bytes());
        Err(self.fault(
            &format!("is declared to be in the encoding {name}; convert it to UTF-8, declaration included"),
            &format!("nennt als Kodierung {name}; samt der XML-Deklaration nach UTF-8 umwandeln"),
        ))
    }

    /// Looks at what was read since.
    fn pass(&mut self) -> Result<(), XmlFault> {
        let (line, forbidden) = self.reader.get_mut().pass();
        self.line = line;
        forbidden.map_or(Ok(()), |byte| Err(self.control_character(byte)))
    }
}
