// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Reads typed what is scanned in the same moment, so that large lists are gone through only once.
//!
//! It is as strict as the scan, which it is made of, and gives up wherever that finds a fault or the
//! type wants something else. It does not say why: whoever asked goes the long way then, by the scan
//! and the typed reader one after the other, and that has the words.

use std::{borrow::Cow, fmt, ptr};

use serde::{
    Deserialize, Deserializer,
    de::{
        self, DeserializeSeed, MapAccess, SeqAccess, Visitor,
        value::{BorrowedStrDeserializer, StringDeserializer, U64Deserializer},
    },
    forward_to_deserialize_any,
};

use super::{
    Object, Shape,
    scan::{Inside, Problem, Scan},
    shape::MOST_FIELDS,
};
use crate::model::Keep;

/// Nesting beyond which it gives up: unlike the scan, it calls itself for what is inside.
const DEEPEST: usize = 100;

/// Elements of a list that follow one another, each with a comma before it but the first of the list.
pub(in crate::formats) struct Elements<'a> {
    text: &'a str,
    scan: Scan<'a>,
    each: &'a Shape,
    /// Fields that are kept only with more are not handed on ([`super::shape::Field::kept_with`]).
    keep: Keep,
    count: u64,
    /// Where the first begins.
    start: Option<usize>,
    numbering: Vec<Numbering>,
    /// Whether the first is the first of the list.
    pub(super) is_first: bool,
}

/// The fields of an object by their numbers in the type that is read, so that names are looked up once.
/// `serde` numbers the fields of a type as it lists their names, unless some have aliases: no type that is
/// read so may have one, and the tests that read both ways would show it.
struct Numbering {
    object: &'static Object,
    /// The names of the fields of the type.
    names: &'static [&'static str],
    /// For each field of the object the number of that of the type; `None` where it has none.
    numbers: [Option<u8>; MOST_FIELDS],
}

/// Something does not fit.
#[derive(Debug)]
struct Unfit;

impl<'a> Elements<'a> {
    /// The elements in `text`, each of the shape given; `scan` stands at its beginning.
    pub(super) const fn new(text: &'a str, scan: Scan<'a>, each: &'a Shape, keep: Keep) -> Self {
        Self { text, scan, each, keep, count: 0, start: None, numbering: Vec::new(), is_first: false }
    }

    /// The elements of the list `list` of a document of that shape.
    #[cfg(test)]
    pub(in crate::formats) fn of(text: &'a str, document: &'static Object, list: &str, keep: Keep) -> Self {
        let memory = super::scan::Memory::default();
        let list = document.field(list.as_bytes()).map_or(&Shape::Any, |(_, field)| &field.shape);
        Self::new(text, Scan::new(text.as_bytes(), 100, memory), list.each(), keep)
    }

    /// Hands each, with its index among them, to a function; `None` where one does not fit.
    pub(in crate::formats) fn each<T: Deserialize<'a>>(&mut self, mut take: impl FnMut(u64, T)) -> Option<()> {
        while !self.scan.rest.is_empty() {
            if !std::mem::take(&mut self.is_first) {
                self.scan.rest = self.scan.rest.strip_prefix(b",")?;
                self.scan.skip_blank();
            }
            self.start.get_or_insert(self.scan.read());
            let shape = self.each;
            let element = T::deserialize(Strict { elements: self, shape }).ok()?;
            take(self.count, element);
            self.scan.skip_blank();
            self.count = self.count.saturating_add(1);
        }
        Some(())
    }

    /// How many there were, where the first began, and the scan; `None` unless all were read.
    pub(super) fn end(self) -> Option<(u64, usize, Scan<'a>)> {
        let start = self.start.filter(|_| self.scan.rest.is_empty())?;
        Some((self.count, start, self.scan))
    }

    /// The numbering of an object for a type with fields of these names.
    fn numbering(&mut self, object: &'static Object, names: &'static [&'static str]) -> usize {
        let is_it = |known: &Numbering| ptr::eq(known.object, object) && ptr::eq(known.names, names);
        self.numbering.iter().position(is_it).unwrap_or_else(|| {
            let mut numbers = [None; MOST_FIELDS];
            for (number, name) in (0_u8..).zip(names) {
                let field = object.field(name.as_bytes()).and_then(|(index, _)| numbers.get_mut(usize::from(index)));
                field.into_iter().for_each(|field| *field = Some(number));
            }
            self.numbering.push(Numbering { object, names, numbers });
            self.numbering.len().saturating_sub(1)
        })
    }

    /// What was scanned since `start`.
    fn since(&self, start: usize) -> Result<&'a str, Unfit> {
        self.text.get(start..self.scan.read()).ok_or(Unfit)
    }
}

/// The next value.
struct Strict<'e, 'a> {
    elements: &'e mut Elements<'a>,
    shape: &'a Shape,
}

impl<'a> Strict<'_, 'a> {
    fn string(self) -> Result<Cow<'a, str>, Unfit> {
        let Elements { text, scan, .. } = self.elements;
        let start = scan.read();
        let is_verbatim = scan.string_value(self.shape)?.ok_or(Unfit)?.verbatim().is_some();
        if is_verbatim {
            let inside = start.saturating_add(1)..scan.read().saturating_sub(1);
            return text.get(inside).map(Cow::Borrowed).ok_or(Unfit);
        }
        serde_json::from_str(self.elements.since(start)?).map(Cow::Owned).map_err(|_| Unfit)
    }

    /// An object or list; `names` are those of the fields of the type that is read.
    fn nested<V: Visitor<'a>>(self, visitor: V, names: &'static [&'static str]) -> Result<V::Value, Unfit> {
        let outside = self.elements.scan.depth();
        if outside >= DEEPEST {
            return Err(Unfit);
        }
        self.elements.scan.value(self.shape)?;
        let elements = &mut *self.elements;
        let read = match elements.scan.innermost().ok_or(Unfit)? {
            Inside::Object(object) => {
                let numbering = object.filter(|_| !names.is_empty()).map(|object| elements.numbering(object, names));
                visitor.visit_map(Members { elements, object, numbering, shape: &Shape::Any })?
            }
            Inside::List(list) => visitor.visit_seq(Inner { elements, list })?,
        };
        // What is left unread has not been held against the shape.
        if self.elements.scan.depth() == outside { Ok(read) } else { Err(Unfit) }
    }

    /// A number, `true`, `false` or `null`.
    fn literal<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Unfit> {
        let start = self.elements.scan.read();
        self.elements.scan.value(self.shape)?;
        match self.elements.since(start)? {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            "null" => visitor.visit_unit(),
            number => match (number.parse(), number.parse()) {
                (Ok(number), _) => visitor.visit_u64(number),
                // -0 is a fraction to the other reader, and nobody writes it.
                (_, Ok(0)) => Err(Unfit),
                (_, Ok(number)) => visitor.visit_i64(number),
                // Rounded as the other reader rounds it.
                _ => visitor.visit_f64(serde_json::from_str(number).map_err(|_| Unfit)?),
            },
        }
    }
}

impl<'de> Deserializer<'de> for Strict<'_, 'de> {
    type Error = Unfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
        match self.elements.scan.rest.first() {
            Some(b'"') => match self.string()? {
                Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
                Cow::Owned(text) => visitor.visit_string(text),
            },
            Some(b'{' | b'[') => self.nested(visitor, &[]),
            _ => self.literal(visitor),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unfit> {
        if self.elements.scan.rest.first() == Some(&b'{') {
            return self.nested(visitor, names);
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
        if self.elements.scan.rest.first() != Some(&b'n') {
            return visitor.visit_some(self);
        }
        self.elements.scan.value(self.shape)?;
        visitor.visit_none()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Unfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
        self.elements.scan.whole_value(self.shape)?;
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map enum identifier
    }
}

/// The members of the innermost object.
struct Members<'e, 'a> {
    elements: &'e mut Elements<'a>,
    object: Option<&'static Object>,
    /// The index of its numbering for the type that is read, where it is one with names.
    numbering: Option<usize>,
    /// What the value of the member has to be whose key was read last.
    shape: &'static Shape,
}

impl<'a> MapAccess<'a> for Members<'_, 'a> {
    type Error = Unfit;

    fn next_key_seed<K: DeserializeSeed<'a>>(&mut self, seed: K) -> Result<Option<K::Value>, Unfit> {
        let Elements { scan, keep, numbering, .. } = &mut *self.elements;
        let numbering = self.numbering.and_then(|index| numbering.get(index));
        while let Some(member) = scan.next_member(self.object)? {
            self.shape = member.shape;
            let number = match (member.field, numbering) {
                (Some((_, field)), _) if field.keep > *keep => {
                    // Whoever reads the field would refuse what does not fit together.
                    if scan.measured_value(member.shape)? {
                        continue;
                    }
                    return Err(Unfit);
                }
                (Some((index, _)), Some(numbering)) => numbering.numbers.get(usize::from(index)).copied().flatten(),
                _ => return named(scan.key_read(), seed).map(Some),
            };
            match number {
                Some(number) => return seed.deserialize(U64Deserializer::new(number.into())).map(Some),
                None => scan.whole_value(member.shape)?,
            }
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'a>>(&mut self, seed: V) -> Result<V::Value, Unfit> {
        seed.deserialize(Strict { elements: self.elements, shape: self.shape })
    }
}

/// A key that is read as it stands.
fn named<'a, K: DeserializeSeed<'a>>(key: Cow<'a, [u8]>, seed: K) -> Result<K::Value, Unfit> {
    match key {
        Cow::Borrowed(key) => {
            seed.deserialize(BorrowedStrDeserializer::new(std::str::from_utf8(key).map_err(|_| Unfit)?))
        }
        Cow::Owned(key) => seed.deserialize(StringDeserializer::new(String::from_utf8(key).map_err(|_| Unfit)?)),
    }
}

/// The elements of the innermost list.
struct Inner<'e, 'a> {
    elements: &'e mut Elements<'a>,
    list: &'a Shape,
}

impl<'a> SeqAccess<'a> for Inner<'_, 'a> {
    type Error = Unfit;

    fn next_element_seed<T: DeserializeSeed<'a>>(&mut self, seed: T) -> Result<Option<T::Value>, Unfit> {
        if !self.elements.scan.next_element(self.list)? {
            return Ok(None);
        }
        seed.deserialize(Strict { elements: self.elements, shape: self.list.each() }).map(Some)
    }
}

impl From<Box<Problem>> for Unfit {
    fn from(_: Box<Problem>) -> Self {
        Self
    }
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("does not fit")
    }
}

impl std::error::Error for Unfit {}

impl de::Error for Unfit {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}
