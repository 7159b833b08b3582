// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! YAML as a tree that knows its lines, read event by event, so that nesting costs no stack and
//! aliases expand to nothing.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError};

use crate::{
    formats::{ReadError, quoted},
    model::{Place, Text},
};

/// The standard nests to a depth of five; what lies deeper than this is read and not kept.
const DEEPEST: usize = 12;

/// A part of the document.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// The 1-based line at which it begins.
    pub line: u64,
    /// What it is.
    pub value: Value,
}

#[derive(Clone, Debug)]
pub(super) enum Value {
    /// A text, a number or a truth value, and whether it stands there without quotation marks.
    Scalar { text: Arc<str>, is_plain: bool },
    /// Keys with their lines and values.
    Mapping(Vec<(String, u64, Node)>),
    /// A list.
    List(Vec<Node>),
    /// A reference to a mapping or list that stands elsewhere (`*name`). It is not followed.
    Alias,
    /// Something that lies so deep that it was not kept.
    Deep,
}

impl Node {
    /// The value of a key, where this is a mapping that has it.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        let Value::Mapping(entries) = &self.value else { return None };
        entries.iter().find(|(name, ..)| name == key).map(|(.., node)| node)
    }

    /// The elements, where this is a list.
    pub(super) fn elements(&self) -> &[Self] {
        if let Value::List(nodes) = &self.value { nodes } else { &[] }
    }

    /// The text, unless it is empty or nothing.
    pub(super) fn text(&self) -> Option<&str> {
        let Value::Scalar { text, .. } = &self.value else { return None };
        (!self.is_nothing()).then(|| text.trim()).filter(|text| !text.is_empty())
    }

    /// Whether it is the value that stands for none (YAML 1.2.2, section 10.3.2).
    pub(super) fn is_nothing(&self) -> bool {
        let Value::Scalar { text, is_plain: true } = &self.value else { return false };
        matches!(&**text, "" | "~" | "null" | "Null" | "NULL")
    }
}

/// The only document of a text; `None` where there is none.
pub(super) fn read(text: &str, max_depth: u32) -> Result<Option<Node>, ReadError> {
    let mut tree = Tree { max_depth, ..Tree::default() };
    let mut documents = 0_u32;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| malformed(&error))?;
        if matches!(event, Event::DocumentStart(_)) {
            documents = documents.saturating_add(1);
            if documents > 1 {
                return Err(at(span.start, several()));
            }
        }
        tree.take(event, span.start)?;
    }
    Ok(tree.root)
}

/// What was read so far: the mappings and lists around the place that is read, and what is complete.
#[derive(Default)]
struct Tree {
    frames: Vec<Frame>,
    /// The texts that can be referred to.
    anchors: BTreeMap<usize, (Arc<str>, bool)>,
    root: Option<Node>,
    max_depth: u32,
}

struct Frame {
    line: u64,
    inside: Inside,
}

enum Inside {
    Mapping {
        keys: BTreeSet<String>,
        /// The key whose value comes next.
        key: Option<(String, u64)>,
        entries: Vec<(String, u64, Node)>,
    },
    List(Vec<Node>),
}

impl Tree {
    fn take(&mut self, event: Event<'_>, place: Marker) -> Result<(), ReadError> {
        let line = place.line() as u64;
        match event {
            Event::Scalar(text, style, anchor, _) => self.scalar(&text, style == ScalarStyle::Plain, anchor, place),
            Event::Alias(anchor) => {
                self.refuse_as_key(place)?;
                let known = self.anchors.get(&anchor).cloned();
                let value = known.map_or(Value::Alias, |(text, is_plain)| Value::Scalar { text, is_plain });
                self.done(Node { line, value });
                Ok(())
            }
            Event::MappingStart(..) => {
                self.open(Inside::Mapping { keys: BTreeSet::new(), key: None, entries: Vec::new() }, place)
            }
            Event::SequenceStart(..) => self.open(Inside::List(Vec::new()), place),
            Event::MappingEnd | Event::SequenceEnd => {
                self.close();
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn open(&mut self, inside: Inside, place: Marker) -> Result<(), ReadError> {
        self.refuse_as_key(place)?;
        if self.frames.len() >= self.max_depth as usize {
            let limit = self.max_depth;
            let reason = Text::new(
                format!("nested deeper than {limit} levels; `--max-depth` raises the limit"),
                format!("tiefer als {limit} Ebenen verschachtelt; `--max-depth` hebt die Grenze an"),
            );
            return Err(at(place, reason));
        }
        self.frames.push(Frame { line: place.line() as u64, inside });
        Ok(())
    }

    fn close(&mut self) {
        let Some(Frame { line, inside }) = self.frames.pop() else { return };
        let value = match inside {
            _ if self.frames.len() > DEEPEST => Value::Deep,
            Inside::Mapping { entries, .. } => Value::Mapping(entries),
            Inside::List(nodes) => Value::List(nodes),
        };
        self.done(Node { line, value });
    }

    fn scalar(&mut self, text: &str, is_plain: bool, anchor: usize, place: Marker) -> Result<(), ReadError> {
        let line = place.line() as u64;
        if let Some(Frame { inside: Inside::Mapping { keys, key: key @ None, .. }, .. }) = self.frames.last_mut() {
            if !keys.insert(text.to_owned()) {
                let name = quoted(text.as_bytes());
                let reason =
                    Text::new(format!("the key {name} stands twice"), format!("der Schlüssel {name} steht zweimal"));
                return Err(at(place, reason));
            }
            *key = Some((text.to_owned(), line));
            return Ok(());
        }
        let text: Arc<str> = text.into();
        if anchor > 0 {
            self.anchors.insert(anchor, (Arc::clone(&text), is_plain));
        }
        self.done(Node { line, value: Value::Scalar { text, is_plain } });
        Ok(())
    }

    /// A mapping, list or reference cannot be a key.
    fn refuse_as_key(&self, place: Marker) -> Result<(), ReadError> {
        let Some(Frame { inside: Inside::Mapping { key: None, .. }, .. }) = self.frames.last() else { return Ok(()) };
        Err(at(place, Text::new("expected a word as key", "als Schlüssel wird ein Wort erwartet")))
    }

    /// A value is complete.
    fn done(&mut self, node: Node) {
        match self.frames.last_mut().map(|frame| &mut frame.inside) {
            Some(Inside::Mapping { key, entries, .. }) => {
                entries.extend(key.take().map(|(name, line)| (name, line, node)));
            }
            Some(Inside::List(nodes)) => nodes.push(node),
            None => self.root = Some(node),
        }
    }
}

fn at(place: Marker, reason: Text) -> ReadError {
    ReadError::new(Place::Line(place.line() as u64), reason)
}

fn malformed(error: &ScanError) -> ReadError {
    let what = error.info();
    at(*error.marker(), Text::new(format!("is no YAML: {what}"), format!("ist kein YAML: {what}")))
}

fn several() -> Text {
    Text::new("the file holds more than one document", "die Datei enthält mehr als ein Dokument")
}
