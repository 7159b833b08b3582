// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The beginning of an element.

use crate::formats::nearly::differ_in_one_bit;

/// The beginning of an element.
#[derive(Clone, Debug, Default)]
pub(in crate::formats) struct Element {
    /// Its 1-based line.
    pub(in crate::formats) line: u64,
    /// The prefix and the rest of its name, then the full name and the value of each attribute, one
    /// behind another, so that one element after another finds room in the same place.
    text: String,
    /// Where in the text both halves of each of these pairs end.
    ends: Vec<[usize; 2]>,
}

impl Element {
    /// Puts another element in place of this one, without its attributes.
    pub(super) fn begin(&mut self, line: u64, prefix: &str, name: &str) {
        self.line = line;
        self.text.clear();
        self.ends.clear();
        self.add(prefix, name);
    }

    /// Adds an attribute.
    pub(super) fn add(&mut self, name: &str, value: &str) {
        self.text.push_str(name);
        let middle = self.text.len();
        self.text.push_str(value);
        self.ends.push([middle, self.text.len()]);
    }

    /// Its name without a prefix.
    pub(in crate::formats) fn name(&self) -> &str {
        self.pairs().next().map_or("", |(_, name)| name)
    }

    /// The prefix of its name; empty without one.
    pub(in crate::formats) fn prefix(&self) -> &str {
        self.pairs().next().map_or("", |(prefix, _)| prefix)
    }

    /// The value of an attribute, unescaped.
    pub(in crate::formats) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes().find(|(other, _)| *other == name).map(|(_, value)| value)
    }

    /// The first of `known` that is not among its attributes, where one stands there whose name differs from it
    /// in one bit.
    pub(in crate::formats) fn damaged_attribute(&self, known: &[&'static str]) -> Option<&'static str> {
        let stands = |known: &&&'static str| {
            self.attribute(known).is_none()
                && self.attributes().any(|(name, _)| differ_in_one_bit(name.as_bytes(), known.as_bytes()))
        };
        known.iter().find(stands).copied()
    }

    /// The namespaces that it declares: prefix (empty for the default) and URI.
    pub(in crate::formats) fn namespaces(&self) -> impl Iterator<Item = (&str, &str)> {
        self.attributes().filter_map(|(name, uri)| {
            let prefix = name.strip_prefix("xmlns")?;
            let prefix = if prefix.is_empty() { prefix } else { prefix.strip_prefix(':')? };
            Some((prefix, uri))
        })
    }

    /// By full name, those of namespaces included.
    fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs().skip(1)
    }

    fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut start = 0;
        self.ends.iter().map(move |[middle, end]| {
            let pair = (self.text.get(start..*middle), self.text.get(*middle..*end));
            start = *end;
            (pair.0.unwrap_or_default(), pair.1.unwrap_or_default())
        })
    }
}
