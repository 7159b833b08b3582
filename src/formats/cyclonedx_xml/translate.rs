// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! From XML to the JSON form of the same document.
//!
//! What stands in a line of the XML text stands in the same line of the JSON text, so that a fault is
//! found where it is. Elements that stand once in XML and twice where they may not become a repeated
//! key, which the JSON reader refuses.

use super::table::{BOM, Child, Content, Member, Node};
use crate::{
    formats::{
        ReadError, quoted,
        time::moment,
        xml::{Element, Event, Xml},
    },
    model::{Place, Text},
};

const NAMESPACE: &str = "http://cyclonedx.org/schema/bom/";

/// The extension that held vulnerabilities before 1.4 did.
const VULNERABILITIES: &str = "http://cyclonedx.org/schema/ext/vulnerability/";

/// A document that is being translated.
#[derive(Default)]
pub(super) struct Translation {
    /// What was translated and not taken away yet.
    json: Vec<u8>,
    /// The line of the JSON text.
    line: u64,
    open: Vec<Open>,
    /// Namespaces that open elements declare: number of elements open, prefix, URI.
    namespaces: Vec<(usize, String, String)>,
    /// The namespace of the document.
    own: String,
    /// Whether vulnerabilities stand in it in a form that is not translated.
    pub(super) has_extension: bool,
}

/// An element that is not closed yet.
enum Open {
    /// An object, with what closes it.
    Object { node: &'static Node, members: Members, text: String, close: &'static str },
    /// A list.
    List { of: &'static [Member], is_empty: bool },
    /// Tools: a list of them, or an object with components and services.
    Tools(Option<Box<Self>>),
    /// A value.
    Value { content: Content, text: String },
    /// Something that is not translated.
    Skipped,
}

/// The members of an object written so far.
#[derive(Clone, Copy, Default)]
struct Members {
    some: bool,
    /// The key of a list whose elements repeat, while they do.
    list: Option<&'static str>,
}

impl Translation {
    /// Translates on until there are so many bytes, or up to the end of the document. Behind that there is
    /// nothing more.
    pub(super) fn go_on(&mut self, xml: &mut Xml<'_>, wanted: usize) -> Result<Vec<u8>, ReadError> {
        while self.json.len() < wanted {
            match xml.next()? {
                Event::Start(element) => self.start(element)?,
                Event::Text(text) => self.text(text),
                Event::End => self.end(),
                Event::Eof => break,
            }
        }
        Ok(std::mem::take(&mut self.json))
    }

    /// Makes room for so many bytes, so that they need not be moved as they grow.
    pub(super) fn reserve(&mut self, size: usize) {
        self.json.reserve(size);
    }

    fn start(&mut self, element: &Element) -> Result<(), ReadError> {
        let depth = self.open.len();
        self.namespaces.extend(element.namespaces().map(|(prefix, uri)| (depth, prefix.to_owned(), uri.to_owned())));
        let namespace = self.namespaces.iter().rfind(|(_, prefix, _)| prefix == element.prefix());
        let namespace = namespace.map_or("", |(_, _, uri)| uri.as_str());
        let is_own = namespace == self.own;
        self.has_extension |= namespace.starts_with(VULNERABILITIES);
        if depth == 0 {
            let namespace = namespace.to_owned();
            return self.root(element, &namespace);
        }
        self.reach(element.line);
        let content = if is_own { self.place_for(element.name()) } else { None };
        let open = match content {
            Some(content) => self.begin(content, element),
            None => Open::Skipped,
        };
        self.open.push(open);
        Ok(())
    }

    fn root(&mut self, element: &Element, namespace: &str) -> Result<(), ReadError> {
        let version = namespace.strip_prefix(NAMESPACE).filter(|version| version.starts_with("1."));
        let (Some(version), "bom") = (version, element.name()) else {
            let (name, found) = (quoted(element.name().as_bytes()), quoted(namespace.as_bytes()));
            let reason = Text::new(
                format!(
                    "the root element is {name} in the namespace {found}; wanted `bom` in `{NAMESPACE}1.2` to `1.7`"
                ),
                format!(
                    "das Wurzelelement ist {name} im Namensraum {found}, erwartet wird `bom` in `{NAMESPACE}1.2` bis `1.7`"
                ),
            );
            return Err(ReadError::new(Place::Line(element.line), reason));
        };
        self.own = namespace.to_owned();
        self.reach(element.line);
        self.write("{\"bomFormat\":\"CycloneDX\",\"specVersion\":");
        self.string(version);
        let mut members = Members { some: true, list: None };
        self.attributes(&BOM, element, &mut members);
        self.open.push(Open::Object { node: &BOM, members, text: String::new(), close: "}" });
        Ok(())
    }

    /// Writes what comes before the value of an element of this name, and says what the value is.
    fn place_for(&mut self, name: &str) -> Option<Content> {
        let mut open = self.open.pop()?;
        let content = self.place_in(&mut open, name);
        self.open.push(open);
        content
    }

    fn place_in(&mut self, open: &mut Open, name: &str) -> Option<Content> {
        match open {
            Open::Object { node, members, .. } => {
                let child = node.children.iter().find(|child| child.element == name)?;
                self.key(child, members);
                Some(child.content)
            }
            Open::List { of, is_empty } => {
                let member = of.iter().find(|member| member.element == name)?;
                if !std::mem::take(is_empty) {
                    self.json.push(b',');
                }
                Some(member.content)
            }
            Open::Tools(inner) => {
                let inner = inner.get_or_insert_with(|| Box::new(self.tools(name)));
                self.place_in(inner, name)
            }
            Open::Value { .. } | Open::Skipped => None,
        }
    }

    /// Tools are a list where the first of them is one, an object otherwise.
    fn tools(&mut self, first: &str) -> Open {
        if first == "tool" {
            self.json.push(b'[');
            return Open::List { of: super::table::TOOLS, is_empty: true };
        }
        self.json.push(b'{');
        let node = &super::table::TOOL_BOM;
        Open::Object { node, members: Members::default(), text: String::new(), close: "}" }
    }

    /// Writes the key of a child, unless it goes on with a list or has none.
    fn key(&mut self, child: &Child, members: &mut Members) {
        if child.repeats && members.list == Some(child.key) {
            self.json.push(b',');
            return;
        }
        self.end_list(members);
        if matches!(child.content, Content::Inline(_)) {
            return;
        }
        self.member(child.key, members);
        if child.repeats {
            self.json.push(b'[');
            members.list = Some(child.key);
        }
    }

    fn member(&mut self, key: &str, members: &mut Members) {
        if std::mem::replace(&mut members.some, true) {
            self.json.push(b',');
        }
        self.string(key);
        self.json.push(b':');
    }

    fn end_list(&mut self, members: &mut Members) {
        if members.list.take().is_some() {
            self.json.push(b']');
        }
    }

    /// Writes the beginning of a value.
    fn begin(&mut self, content: Content, element: &Element) -> Open {
        let (node, open, close) = match content {
            Content::Object(node) => (node, "{", "}"),
            Content::License(node) => (node, "{\"license\":{", "}}"),
            Content::Inline(node) => (node, "", ""),
            Content::List(of) => {
                self.json.push(b'[');
                return Open::List { of, is_empty: true };
            }
            Content::Tools => return Open::Tools(None),
            Content::Reference => {
                self.string(element.attribute("ref").unwrap_or_default());
                return Open::Skipped;
            }
            Content::Text | Content::Number | Content::Flag | Content::Moment => {
                return Open::Value { content, text: String::new() };
            }
        };
        self.write(open);
        let mut members = Members::default();
        // What stands in the enclosing object goes on with its members.
        if let (Content::Inline(_), Some(Open::Object { members: outer, .. })) = (content, self.open.last()) {
            members = *outer;
        }
        self.attributes(node, element, &mut members);
        Open::Object { node, members, text: String::new(), close }
    }

    fn attributes(&mut self, node: &Node, element: &Element, members: &mut Members) {
        for (name, key, content) in node.attributes {
            if let Some(value) = element.attribute(name) {
                self.member(key, members);
                self.value(*content, value);
            }
        }
    }

    fn text(&mut self, piece: &str) {
        match self.open.last_mut() {
            Some(Open::Object { node, text, .. }) if node.text.is_some() => text.push_str(piece),
            Some(Open::Value { text, .. }) => text.push_str(piece),
            _ => {}
        }
    }

    fn end(&mut self) {
        let Some(open) = self.open.pop() else { return };
        self.close(open);
        let depth = self.open.len();
        while self.namespaces.pop_if(|(at, ..)| *at >= depth).is_some() {}
    }

    fn close(&mut self, open: Open) {
        match open {
            Open::Object { node, mut members, text, close } => {
                self.end_list(&mut members);
                if let Some(key) = node.text {
                    self.member(key, &mut members);
                    self.string(&text);
                }
                self.write(close);
                if let ("", Some(Open::Object { members: outer, .. })) = (close, self.open.last_mut()) {
                    *outer = members;
                }
            }
            Open::List { .. } => self.json.push(b']'),
            Open::Tools(Some(inner)) => self.close(*inner),
            Open::Tools(None) => self.write("[]"),
            Open::Value { content, text } => self.value(content, &text),
            Open::Skipped => {}
        }
    }

    fn value(&mut self, content: Content, text: &str) {
        // White space around numbers, times and the like has no meaning (XML Schema part 2, 4.3.6).
        let trimmed = text.trim();
        match content {
            Content::Flag if matches!(trimmed, "true" | "1") => self.write("true"),
            Content::Flag if matches!(trimmed, "false" | "0") => self.write("false"),
            Content::Number if is_number(trimmed) => self.write(trimmed),
            // XML Schema lets a time stand without an offset, RFC 3339 does not.
            Content::Moment if moment(trimmed).is_none() && moment(&format!("{trimmed}Z")).is_some() => {
                self.string(&format!("{trimmed}Z"));
            }
            Content::Moment => self.string(trimmed),
            _ => self.string(text),
        }
    }

    /// Writes a string with its quotation marks.
    fn string(&mut self, text: &str) {
        // Writing to memory cannot fail.
        let _ = serde_json::to_writer(&mut self.json, text);
    }

    fn write(&mut self, json: &str) {
        self.json.extend_from_slice(json.as_bytes());
    }

    /// Goes on to a line.
    fn reach(&mut self, line: u64) {
        while self.line.saturating_add(1) < line {
            self.json.push(b'\n');
            self.line = self.line.saturating_add(1);
        }
    }
}

/// Whether the text is a number in JSON as well.
fn is_number(text: &str) -> bool {
    text.parse::<i64>().is_ok_and(|number| number.to_string() == text) || serde_json::from_str::<f64>(text).is_ok()
}
