// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What can be wrong with a JSON document, in words.

use crate::{
    formats::{
        ReadError,
        json::{Rule, Shape},
        nearly::damaged,
        quoted,
    },
    model::{Place, Text, Words},
};

/// Boxed, because there is one at most, and what is handed back for each token has to be small.
pub(in crate::formats::json) type Result<T> = std::result::Result<T, Box<Problem>>;

/// Why a scan ended before the end of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::formats) struct ScanError {
    pub(in crate::formats) fault: Fault,
    pub(in crate::formats) pointer: String,
    pub(in crate::formats) line: usize,
    pub(in crate::formats) column: usize,
    pub(in crate::formats) reason: Text,
}

/// The sort of a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::formats) enum Fault {
    /// The text ends in the middle.
    Truncated,
    /// It is no JSON, or JSON that is not accepted.
    Malformed,
    /// It is JSON, but not what the specification asks for.
    Shape,
}

/// What is wrong.
#[derive(Debug)]
pub(in crate::formats::json) enum Problem {
    Truncated,
    TrailingData,
    Unexpected { wanted: &'static str, found: u8 },
    DuplicateKey,
    TooManyKeys,
    TooDeep(usize),
    BadEscape,
    Control(u8),
    BadNumber,
    NumberRange,
    Kind(Shape),
    EmptyList,
    EmptyText,
    Word(Vec<u8>, &'static [&'static str]),
    DatedWord(Vec<u8>, &'static [(&'static str, u8)]),
    Form(Vec<u8>, &'static Words),
    NotUnique(Vec<u8>),
    Missing(&'static str),
    Damaged(&'static str),
    Broken(Rule),
}

impl Problem {
    pub(in crate::formats::json) const fn fault(&self) -> Fault {
        match self {
            Self::Truncated => Fault::Truncated,
            Self::Kind(_)
            | Self::EmptyList
            | Self::EmptyText
            | Self::Word(..)
            | Self::DatedWord(..)
            | Self::Form(..)
            | Self::NotUnique(_)
            | Self::Missing(_)
            | Self::Damaged(_)
            | Self::Broken(_) => Fault::Shape,
            _ => Fault::Malformed,
        }
    }

    pub(in crate::formats::json) fn reason(&self) -> Text {
        match self {
            Self::Truncated => Text::new("the JSON text ends in the middle", "der JSON-Text bricht mittendrin ab"),
            Self::TrailingData => Text::new(
                "something follows the end of the JSON value",
                "nach dem Ende des JSON-Wertes folgt noch etwas",
            ),
            Self::Unexpected { wanted, found } => unexpected(wanted, *found),
            Self::DuplicateKey => Text::new(
                "the key stands twice in one object, so that readers disagree on its value",
                "der Schlüssel steht doppelt in einem Objekt, sein Wert ist damit mehrdeutig",
            ),
            Self::TooManyKeys => Text::new("an object has too many keys", "ein Objekt hat zu viele Schlüssel"),
            Self::TooDeep(limit) => Text::new(
                format!("nested deeper than {limit} levels; `--max-depth` raises the limit"),
                format!("tiefer als {limit} Ebenen geschachtelt; `--max-depth` hebt die Grenze an"),
            ),
            Self::BadEscape => {
                Text::new("a string holds an invalid escape", "eine Zeichenkette enthält eine ungültige Escape-Folge")
            }
            Self::Control(byte) => Text::new(
                format!("a string holds the control character U+{byte:04X}"),
                format!("eine Zeichenkette enthält das Steuerzeichen U+{byte:04X}"),
            ),
            Self::BadNumber => Text::new("a number is malformed", "eine Zahl ist falsch geschrieben"),
            Self::NumberRange => Text::new("a number is out of range", "eine Zahl liegt außerhalb des Wertebereichs"),
            _ => self.shape_reason(),
        }
    }

    fn shape_reason(&self) -> Text {
        match self {
            Self::Kind(shape) => {
                let wanted = shape.words();
                Text::new(format!("the value should be {}", wanted.en), format!("erwartet wird {}", wanted.de))
            }
            Self::EmptyList => Text::new("the list must not be empty", "die Liste darf nicht leer sein"),
            Self::EmptyText => Text::new("the text must not be empty", "der Text darf nicht leer sein"),
            Self::Word(found, words) => one_of(found, words.iter().copied()),
            Self::DatedWord(found, words) => one_of(found, words.iter().map(|(word, _)| *word)),
            Self::Form(found, wanted) => Text::new(
                format!("{} is not {}", quoted(found), wanted.en),
                format!("{} ist nicht {}", quoted(found), wanted.de),
            ),
            Self::NotUnique(found) => Text::new(
                format!("{} stands for two things in this document", quoted(found)),
                format!("{} bezeichnet in diesem Dokument zweierlei", quoted(found)),
            ),
            Self::Missing(name) => {
                Text::new(format!("the field `{name}` is missing"), format!("das Feld `{name}` fehlt"))
            }
            Self::Damaged(name) => damaged(name),
            Self::Broken(rule) => broken(*rule),
            _ => Text::same(""),
        }
    }
}

fn unexpected(wanted: &str, found: u8) -> Text {
    let found = match found {
        0x21..=0x7e => format!("`{}`", char::from(found)),
        other => format!("0x{other:02X}"),
    };
    let german = match wanted {
        "a value" => "ein Wert",
        "a key in quotation marks" => "ein Schlüssel in Anführungszeichen",
        "`,` or `}`" => "`,` oder `}`",
        "`,` or `]`" => "`,` oder `]`",
        other => other,
    };
    Text::new(format!("expected {wanted}, found {found}"), format!("erwartet wird {german}, gefunden wurde {found}"))
}

fn one_of(found: &[u8], mut words: impl Iterator<Item = &'static str>) -> Text {
    const FEW: usize = 14;
    let mut list = words.by_ref().take(FEW).map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    if words.next().is_some() {
        list.push_str(", …");
    }
    let found = quoted(found);
    Text::new(format!("{found} is none of {list}"), format!("{found} ist keiner der erlaubten Werte {list}"))
}

fn broken(rule: Rule) -> Text {
    let list = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match rule {
        Rule::ExactlyOne(names) => Text::new(
            format!("exactly one of {} is required", list(names)),
            format!("genau eines der Felder {} ist verlangt", list(names)),
        ),
        Rule::AtMostOne(names) => Text::new(
            format!("only one of {} is allowed", list(names)),
            format!("nur eines der Felder {} ist erlaubt", list(names)),
        ),
        Rule::AtLeastOne(names) => Text::new(
            format!("at least one of {} is required", list(names)),
            format!("mindestens eines der Felder {} ist verlangt", list(names)),
        ),
        Rule::Needs(one, other) => {
            Text::new(format!("`{one}` requires `{other}`"), format!("`{one}` verlangt auch `{other}`"))
        }
    }
}

impl Shape {
    fn words(self) -> Text {
        let words = match self {
            Self::Any => Words { en: "a value", de: "ein Wert" },
            Self::Text
            | Self::Word(_)
            | Self::Dated(_)
            | Self::Version
            | Self::Form(..)
            | Self::Bytes(..)
            | Self::Unique => Words { en: "a string", de: "eine Zeichenkette" },
            Self::Flag => Words { en: "`true` or `false`", de: "`true` oder `false`" },
            Self::Number => Words { en: "a number", de: "eine Zahl" },
            Self::Integer(least) => {
                return Text::new(format!("a whole number of at least {least}"), format!("eine ganze Zahl ab {least}"));
            }
            Self::List(_) | Self::NonEmpty(_) => Words { en: "a list", de: "eine Liste" },
            Self::Object(_) => Words { en: "an object", de: "ein Objekt" },
            Self::Either(shapes) => {
                let shapes: Vec<Text> = shapes.iter().map(|shape| shape.words()).collect();
                let join = |or: &str, of: fn(&Text) -> &str| shapes.iter().map(of).collect::<Vec<_>>().join(or);
                return Text::new(join(" or ", |text| &text.en), join(" oder ", |text| &text.de));
            }
        };
        words.into()
    }
}

impl ScanError {
    /// The same for a document in another notation, whose lines are those of the JSON text.
    pub(in crate::formats) fn in_the_line(self) -> ReadError {
        let Self { pointer, line, reason, .. } = self;
        let reason = if pointer.is_empty() {
            reason
        } else {
            Text::new(format!("{} (`{pointer}`)", reason.en), format!("{} (`{pointer}`)", reason.de))
        };
        ReadError::new(Place::Line(line as u64), reason)
    }
}

impl From<ScanError> for ReadError {
    fn from(error: ScanError) -> Self {
        let ScanError { pointer, line, column, reason, .. } = error;
        let place = if pointer.is_empty() { Place::Line(line as u64) } else { Place::Pointer(pointer.into()) };
        let reason = Text::new(
            format!("{} (line {line}, column {column})", reason.en),
            format!("{} (Zeile {line}, Spalte {column})", reason.de),
        );
        Self { place, reason }
    }
}
