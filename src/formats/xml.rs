// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! XML 1.0, read strictly: elements and attributes as events, with their lines.
//!
//! No document type and no entity of the document's own is ever accepted (no outside entities, no
//! exponential growth), nesting and attributes are bounded, and there is one root element.

use quick_xml::{
    Error, Reader, XmlVersion,
    events::{BytesDecl, BytesStart, Event as Raw},
};

use super::{ReadError, Source, quoted};
use crate::model::{Place, Text};

/// Most attributes that an element may have: looking for a repeated one takes the square of the number.
const MOST_ATTRIBUTES: usize = 256;

/// Reads a document element by element.
pub(super) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    text: &'a str,
    max_depth: usize,
    depth: usize,
    had_root: bool,
    /// An empty element whose end has still to be told.
    owes_end: bool,
    /// Up to where lines are counted, and their number.
    counted: usize,
    line: u64,
    takes_document_type: bool,
}

/// What comes next.
#[derive(Debug)]
pub(super) enum Event {
    /// An element begins.
    Start(Element),
    /// A piece of the text of the innermost element, without escapes.
    Text(String),
    /// The innermost element ends.
    End,
    /// The document ends.
    Eof,
}

/// The beginning of an element.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// Its name without a prefix.
    pub(super) name: String,
    /// Its 1-based line.
    pub(super) line: u64,
    /// The prefix of its name; empty without one.
    pub(super) prefix: String,
    /// By full name, those of namespaces included.
    attributes: Vec<(String, String)>,
}

/// What is wrong with a document.
#[derive(Debug)]
pub(super) struct XmlFault {
    /// Whether the text ends in the middle.
    pub(super) truncated: bool,
    pub(super) error: ReadError,
}

/// The first fault of a document, if there is any.
pub(super) fn fault(text: &str, max_depth: u32) -> Option<XmlFault> {
    // Whether a text was cut off is asked of documents that are not read.
    let mut xml = Xml::over(text, max_depth).with_document_type();
    loop {
        match xml.step() {
            Ok(Event::Eof) => return None,
            Ok(_) => {}
            Err(fault) => return Some(fault),
        }
    }
}

impl Element {
    /// The value of an attribute, unescaped.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The namespaces that it declares: prefix (empty for the default) and URI.
    pub(super) fn namespaces(&self) -> impl Iterator<Item = (&str, &str)> {
        self.attributes.iter().filter_map(|(name, uri)| {
            let prefix = name.strip_prefix("xmlns")?;
            let prefix = if prefix.is_empty() { prefix } else { prefix.strip_prefix(':')? };
            Some((prefix, uri.as_str()))
        })
    }
}

impl<'a> Xml<'a> {
    /// At the beginning of the document.
    pub(super) fn new(source: &Source<'a>) -> Result<Self, ReadError> {
        Ok(Self::over(source.text()?, source.max_depth))
    }

    fn over(text: &'a str, max_depth: u32) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.check_end_names = true;
        config.allow_unmatched_ends = false;
        Self {
            reader,
            text,
            max_depth: max_depth as usize,
            depth: 0,
            had_root: false,
            owes_end: false,
            counted: 0,
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
    pub(super) fn next(&mut self) -> Result<Event, ReadError> {
        self.step().map_err(|fault| fault.error)
    }

    /// The text in the element that has just begun, up to its end, which is passed over with
    /// whatever elements stand inside. A text that is very long is cut.
    pub(super) fn text(&mut self) -> Result<String, ReadError> {
        const LONGEST: usize = 64 * 1024;
        let inside = self.depth;
        let mut text = String::new();
        while self.depth >= inside {
            match self.next()? {
                Event::Text(piece) if text.len() < LONGEST => text.push_str(&piece),
                Event::Eof => break,
                _ => {}
            }
        }
        Ok(text.trim().to_owned())
    }

    /// Whether the text ends within the first letters of a declaration or comment.
    fn ends_in_markup(&self) -> bool {
        let tail = self.text.trim_end().rsplit_once("<!").map_or("", |(_, tail)| tail);
        ["DOCTYPE", "--", "[CDATA["].iter().any(|markup| markup.starts_with(tail))
    }

    fn step(&mut self) -> Result<Event, XmlFault> {
        if std::mem::take(&mut self.owes_end) {
            self.depth = self.depth.saturating_sub(1);
            return Ok(Event::End);
        }
        loop {
            self.pass()?;
            match self.reader.read_event() {
                Ok(Raw::Start(start)) => return self.start(&start),
                Ok(Raw::Empty(start)) => {
                    let event = self.start(&start)?;
                    self.owes_end = true;
                    return Ok(event);
                }
                Ok(Raw::End(_)) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Event::End);
                }
                Ok(Raw::Text(text)) if self.depth == 0 && !text.trim().is_empty() => return Err(self.outside()),
                Ok(Raw::CData(_)) if self.depth == 0 => return Err(self.outside()),
                Ok(Raw::Text(text)) if self.depth > 0 => return Ok(Event::Text(text.to_string())),
                Ok(Raw::CData(text)) => return Ok(Event::Text(text.to_string())),
                Ok(Raw::GeneralRef(reference)) => return self.referred(&reference).map(Event::Text),
                Ok(Raw::Decl(declaration)) => self.check_declaration(&declaration)?,
                Ok(Raw::DocType(declared)) if self.takes_document_type && !declared.contains('[') => {}
                Ok(Raw::DocType(_)) => return Err(self.document_type()),
                Ok(Raw::Eof) if self.depth == 0 && self.had_root => return Ok(Event::Eof),
                Ok(Raw::Eof) => return Err(self.truncated()),
                Ok(_) => {}
                Err(Error::Syntax(quick_xml::errors::SyntaxError::InvalidBangMarkup)) if self.ends_in_markup() => {
                    return Err(self.truncated());
                }
                Err(Error::Syntax(quick_xml::errors::SyntaxError::InvalidBangMarkup)) => {
                    return Err(self.fault("invalid markup after `<!`", "ungültige Auszeichnung nach `<!`"));
                }
                Err(Error::Syntax(quick_xml::errors::SyntaxError::UnclosedDoctype)) if !self.takes_document_type => {
                    return Err(self.document_type());
                }
                Err(Error::Syntax(_) | Error::IllFormed(quick_xml::errors::IllFormedError::UnclosedReference)) => {
                    return Err(self.truncated());
                }
                Err(error) => return Err(self.malformed(&error)),
            }
        }
    }

    fn start(&mut self, start: &BytesStart<'_>) -> Result<Event, XmlFault> {
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
        let name = start.local_name().as_ref().to_owned();
        let prefix = start.name().prefix().map_or_else(String::new, |prefix| prefix.as_ref().to_owned());
        Ok(Event::Start(Element { name, line: self.line, prefix, attributes: self.attributes(start)? }))
    }

    fn attributes(&self, start: &BytesStart<'_>) -> Result<Vec<(String, String)>, XmlFault> {
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| self.malformed(&error.into()))?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| self.malformed(&error))?;
            attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
            if attributes.len() > MOST_ATTRIBUTES {
                return Err(self.fault("an element has too many attributes", "ein Element hat zu viele Attribute"));
            }
        }
        Ok(attributes)
    }

    /// The text that a reference stands for.
    fn referred(&self, reference: &quick_xml::events::BytesRef<'_>) -> Result<String, XmlFault> {
        if let Some(text) = quick_xml::escape::resolve_predefined_entity(reference) {
            return Ok(text.to_owned());
        }
        if let Ok(Some(character)) = reference.resolve_char_ref() {
            return Ok(character.to_string());
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

    /// Counts the lines up to where the reader stands, and looks for what must not stand there; each byte
    /// is looked at once.
    fn pass(&mut self) -> Result<(), XmlFault> {
        let position = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
        let passed = self.text.as_bytes().get(self.counted..position).unwrap_or_default();
        let forbidden = passed.iter().position(|byte| *byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r'));
        let allowed = passed.get(..forbidden.unwrap_or(passed.len())).unwrap_or_default();
        self.line = self.line.saturating_add(memchr::memchr_iter(b'\n', allowed).count() as u64);
        self.counted = position.max(self.counted);
        match forbidden.and_then(|at| passed.get(at)) {
            Some(byte) => Err(self.control_character(*byte)),
            None => Ok(()),
        }
    }

    /// XML 1.0, section 2.2.
    fn control_character(&self, byte: u8) -> XmlFault {
        self.fault(
            &format!("holds the control character {byte:#04x}, which XML does not allow; the tool must leave it out"),
            &format!("enthält das Steuerzeichen {byte:#04x}, das XML nicht erlaubt; das Werkzeug muss es weglassen"),
        )
    }

    fn fault(&self, en: &str, de: &str) -> XmlFault {
        XmlFault { truncated: false, error: ReadError::new(Place::Line(self.line), Text::new(en, de)) }
    }

    fn truncated(&self) -> XmlFault {
        let fault = self.fault("the XML text ends in the middle", "der XML-Text bricht mittendrin ab");
        XmlFault { truncated: true, ..fault }
    }

    fn outside(&self) -> XmlFault {
        self.fault("something stands outside the root element", "außerhalb des Wurzelelements steht noch etwas")
    }

    fn document_type(&self) -> XmlFault {
        self.fault(
            "a document type declaration is not accepted: it can reach outside the file and grow without bound",
            "eine Dokumenttyp-Deklaration wird nicht angenommen: Sie kann auf Fremdes zugreifen und maßlos wachsen",
        )
    }

    fn malformed(&self, error: &Error) -> XmlFault {
        self.fault(&format!("is malformed: {error}"), &format!("ist fehlerhaft (Meldung des XML-Lesers: {error})"))
    }
}
