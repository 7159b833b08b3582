// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a specification asks of a JSON document, as tables.

use crate::model::Words;

/// What a value has to be.
#[derive(Clone, Copy, Debug)]
pub(in crate::formats) enum Shape {
    /// Anything.
    Any,
    /// A string.
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A string of a form: what it should be, and the test for it.
    Form(&'static Words, fn(&str) -> bool),
    /// A string that is not empty and that no other value of this shape repeats in the document.
    Unique,
    /// `true` or `false`.
    Flag,
    /// A number.
    Number,
    /// A whole number of at least this.
    Integer(i64),
    /// A list of such values.
    List(&'static Self),
    /// A list of at least one such value.
    NonEmpty(&'static Self),
    /// An object.
    Object(&'static Object),
    /// One of several, told apart by the kind of value.
    Either(&'static [Self]),
}

/// What an object has to hold. Fields that are not listed are tolerated.
#[derive(Debug)]
pub(in crate::formats) struct Object {
    /// The fields that are looked at, at most 64; the frequent ones first.
    pub(in crate::formats) fields: &'static [Field],
    /// What holds between them.
    pub(in crate::formats) rules: &'static [Rule],
    /// Whether `null` stands for an absent field, as lax producers write it.
    pub(in crate::formats) null_is_absent: bool,
}

/// One field of an object.
#[derive(Clone, Copy, Debug)]
pub(in crate::formats) struct Field {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    pub(super) required: bool,
}

/// What holds between the fields of an object.
#[derive(Clone, Copy, Debug)]
pub(in crate::formats) enum Rule {
    /// Exactly one of them is there.
    ExactlyOne(&'static [&'static str]),
    /// Not more than one of them is there.
    AtMostOne(&'static [&'static str]),
    /// At least one of them is there.
    AtLeastOne(&'static [&'static str]),
    /// Where the first is, the second is too.
    Needs(&'static str, &'static str),
}

/// A field that has to be there.
pub(in crate::formats) const fn must(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: true }
}

/// A field that may be there.
pub(in crate::formats) const fn may(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: false }
}

impl Object {
    /// An object with these fields.
    pub(in crate::formats) const fn of(fields: &'static [Field]) -> Self {
        Self { fields, rules: &[], null_is_absent: false }
    }

    /// The same, with what holds between the fields.
    pub(in crate::formats) const fn with(self, rules: &'static [Rule]) -> Self {
        Self { rules, ..self }
    }

    /// The same, where `null` stands for an absent field.
    pub(in crate::formats) const fn lax(self) -> Self {
        Self { null_is_absent: true, ..self }
    }

    /// The field of this name, with the bit that marks it as seen.
    pub(super) fn field(&self, name: &[u8]) -> Option<(u64, &'static Field)> {
        let mut bit = 1_u64;
        for field in self.fields {
            if field.name.len() == name.len() && field.name.as_bytes() == name {
                return Some((bit, field));
            }
            bit = bit.rotate_left(1);
        }
        None
    }

    /// What the field of this name has to be.
    pub(super) fn shape_of(&self, name: &str) -> Option<Shape> {
        self.field(name.as_bytes()).map(|(_, field)| field.shape)
    }

    /// The first field that has to be there and was not seen.
    pub(super) fn missing(&self, seen: u64) -> Option<&'static str> {
        let mut bit = 1_u64;
        for field in self.fields {
            if field.required && seen & bit == 0 {
                return Some(field.name);
            }
            bit = bit.rotate_left(1);
        }
        None
    }

    /// The first rule between the fields that is broken.
    pub(super) fn broken(&self, seen: u64) -> Option<Rule> {
        let has = |name: &str| self.field(name.as_bytes()).is_some_and(|(bit, _)| seen & bit != 0);
        let number = |names: &[&str]| names.iter().filter(|name| has(name)).count();
        self.rules.iter().copied().find(|rule| match rule {
            Rule::ExactlyOne(names) => number(names) != 1,
            Rule::AtMostOne(names) => number(names) > 1,
            Rule::AtLeastOne(names) => number(names) == 0,
            Rule::Needs(one, other) => has(one) && !has(other),
        })
    }
}
