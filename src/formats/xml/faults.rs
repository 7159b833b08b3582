// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What is wrong with a document, in words.

use quick_xml::{
    Error,
    errors::{IllFormedError, SyntaxError},
};

use super::Xml;
use crate::{
    formats::ReadError,
    model::{Place, Text, Unreadable},
};

/// What is wrong with a document.
#[derive(Debug)]
pub(in crate::formats) struct XmlFault {
    /// Whether the text ends in the middle.
    pub(in crate::formats) truncated: bool,
    pub(in crate::formats) error: ReadError,
}

impl Xml<'_> {
    /// What the reader says.
    pub(super) fn failed(&self, error: &Error) -> XmlFault {
        match error {
            Error::Io(error) => unreadable(Unreadable(error.to_string())),
            Error::Syntax(SyntaxError::InvalidBangMarkup) => match self.ends_in_markup() {
                Ok(true) => self.truncated(),
                Ok(false) => self.fault("invalid markup after `<!`", "ungültige Auszeichnung nach `<!`"),
                Err(error) => unreadable(error),
            },
            Error::Syntax(SyntaxError::UnclosedDoctype) if !self.takes_document_type => self.document_type(),
            Error::Syntax(_) | Error::IllFormed(IllFormedError::UnclosedReference) => self.truncated(),
            error => self.malformed(error),
        }
    }

    /// Whether the text ends within the first letters of a declaration or comment.
    fn ends_in_markup(&self) -> Result<bool, Unreadable> {
        const MARKUP: [&str; 3] = ["DOCTYPE", "--", "[CDATA["];
        let pieces = self.reader.get_ref();
        let mut length = 64;
        loop {
            let tail = pieces.tail(length)?;
            let tail = String::from_utf8_lossy(&tail);
            if let Some((_, markup)) = tail.trim_end().rsplit_once("<!") {
                return Ok(MARKUP.iter().any(|whole| whole.starts_with(markup)));
            }
            // What is blank may go on for long.
            if tail.trim_end().len() > 16 || length >= pieces.length() {
                return Ok(false);
            }
            length = length.saturating_mul(2);
        }
    }

    /// XML 1.0, section 2.2.
    pub(super) fn control_character(&self, byte: u8) -> XmlFault {
        self.fault(
            &format!("holds the control character {byte:#04x}, which XML does not allow; the tool must leave it out"),
            &format!("enthält das Steuerzeichen {byte:#04x}, das XML nicht erlaubt; das Werkzeug muss es weglassen"),
        )
    }

    pub(super) fn fault(&self, en: &str, de: &str) -> XmlFault {
        XmlFault { truncated: false, error: ReadError::new(Place::Line(self.line), Text::new(en, de)) }
    }

    pub(super) fn truncated(&self) -> XmlFault {
        let fault = self.fault("the XML text ends in the middle", "der XML-Text bricht mittendrin ab");
        XmlFault { truncated: true, ..fault }
    }

    pub(super) fn outside(&self) -> XmlFault {
        self.fault("something stands outside the root element", "außerhalb des Wurzelelements steht noch etwas")
    }

    pub(super) fn document_type(&self) -> XmlFault {
        self.fault(
            "a document type declaration is not accepted: it can reach outside the file and grow without bound",
            "eine Dokumenttyp-Deklaration wird nicht angenommen: Sie kann auf Fremdes zugreifen und maßlos wachsen",
        )
    }

    pub(super) fn malformed(&self, error: &Error) -> XmlFault {
        self.fault(&format!("is malformed: {error}"), &format!("ist fehlerhaft (Meldung des XML-Lesers: {error})"))
    }
}

fn unreadable(error: Unreadable) -> XmlFault {
    XmlFault { truncated: false, error: error.into() }
}
