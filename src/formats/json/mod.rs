// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! JSON (RFC 8259), read strictly: one value, UTF-8, no duplicate keys, bounded nesting.
//!
//! Two readers go over the same bytes at the same time. The scan proves that the document is well
//! formed and has the shape that its specification asks for; the typed read keeps what is judged.
//! For the longest lists both are one ([`strict`]).

use std::{
    borrow::{Borrow, Cow},
    fmt,
    marker::PhantomData,
};

use serde::{
    Deserialize, Deserializer,
    de::{self, DeserializeSeed, IgnoredAny, SeqAccess, Visitor},
};

use super::{ReadError, Source};
use crate::model::{Place, Text};

mod apart;
mod lax;
mod loose;
mod scan;
mod shape;
mod strict;

use apart::apart_value;
pub(super) use apart::{Ahead, Apart, Made, Part, apart, apart_or_again, append};
pub(super) use lax::{Lax, List, or_default};
pub(super) use loose::Loose;
pub(super) use scan::{Fault, NewerUse, Notes, ScanError, TopKeys, top_keys};
use scan::{scan, scan_sequence};
pub(super) use shape::{Object, Rule, Shape, may, must};
pub(super) use strict::Elements;

/// From this size on the two readers share the work between two threads; below, the hand-over costs more.
const WORTH_A_THREAD: usize = 128 * 1024;

/// A JSON text to read.
#[derive(Clone, Copy, Debug)]
pub(super) enum Input<'a> {
    /// The document itself.
    Document(Source<'a>),
    /// A document in another notation, translated into JSON line by line: what stands in a line of
    /// the document stands in the same line here.
    Translation(Source<'a>),
}

impl<'a> Input<'a> {
    pub(super) const fn source(&self) -> &Source<'a> {
        match self {
            Self::Document(source) | Self::Translation(source) => source,
        }
    }

    /// The text.
    pub(super) fn text(&self) -> Result<&'a str, ReadError> {
        self.source().text()
    }

    fn error(&self, error: ScanError) -> ReadError {
        match self {
            Self::Document(_) => error.into(),
            Self::Translation(_) => error.in_the_line(),
        }
    }
}

/// Reads a document that is one object of the given shape.
pub(super) fn read<'a, T>(source: &Source<'a>, shape: &'static Object) -> Result<T, ReadError>
where
    T: Deserialize<'a> + Send,
{
    read_value(source, Shape::Object(shape))
}

/// Reads a document that is one value of the given shape, such as a list.
pub(super) fn read_value<'a, T>(source: &Source<'a>, shape: Shape) -> Result<T, ReadError>
where
    T: Deserialize<'a> + Send,
{
    read_noting(&Input::Document(*source), shape).map(|(read, _)| read)
}

/// Reads a document that is one value of the given shape; says what in it is worth a remark.
pub(super) fn read_noting<'a, T>(input: &Input<'a>, shape: Shape) -> Result<(T, Notes), ReadError>
where
    T: Deserialize<'a> + Send,
{
    let text = input.text()?;
    let mut read = None;
    let notes = scan_beside(input, text, shape, &mut || read = Some(typed(text)))?;
    Ok((read.unwrap_or_else(|| typed(text))?, notes))
}

/// Scans a text; while it does, the other reader has its turn where the text is large. (It is no type
/// parameter: the hand-over would be in the program once for each type that is read.)
fn scan_beside(
    input: &Input<'_>,
    text: &str,
    shape: Shape,
    other: &mut (dyn FnMut() + Send),
) -> Result<Notes, ReadError> {
    let strict = || scan(text, input.source().max_depth, shape);
    let scanned = if text.len() < WORTH_A_THREAD { strict() } else { rayon::join(strict, other).0 };
    scanned.map_err(|error| input.error(error))
}

/// Reads a document without holding it against a shape: for versions whose shape is not known.
pub(super) fn read_shapeless<'a, T>(input: &Input<'a>) -> Result<T, ReadError>
where
    T: Deserialize<'a> + Send,
{
    read_noting(input, Shape::Any).map(|(read, _)| read)
}

/// Takes a document of the given shape apart at its long lists, whose JSON pointers have `*` in place of any
/// index. A fault is told as in a document that is read as a whole, with the place where it is.
pub(super) fn read_apart<'a>(
    input: &Input<'a>,
    shape: Shape,
    long: &'static [&'static str],
) -> Result<Apart<'a>, ReadError> {
    apart_value(input, shape, long, None)
        .map_err(|error| read_noting::<IgnoredAny>(input, shape).err().unwrap_or(error))
}

/// Reads a document that is a sequence of objects of the given shape (JSON lines, or objects one
/// after another) and hands each, with its index, to a function. A last one that is cut off is an
/// error; that whole ones are missing at the end cannot be told.
pub(super) fn read_sequence<'a, T>(
    source: &Source<'a>,
    shape: &'static Object,
    mut take: impl FnMut(u64, T),
) -> Result<(), ReadError>
where
    T: Deserialize<'a>,
{
    let text = source.text()?;
    scan_sequence(text, source.max_depth, Shape::Object(shape))?;
    let values = serde_json::Deserializer::from_str(text).into_iter::<T>();
    for (index, value) in (0_u64..).zip(values) {
        take(index, value.map_err(|error| unreadable(&error, Place::Line(error.line() as u64)))?);
    }
    Ok(())
}

/// Reads typed; not strict by itself.
pub(super) fn typed<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, ReadError> {
    serde_json::from_str(text).map_err(|error| unreadable(&error, Place::Line(error.line() as u64)))
}

/// What the typed reader says, where the scan has nothing to say.
fn unreadable(error: &serde_json::Error, place: Place) -> ReadError {
    cannot_be_read(&error.to_string(), place)
}

/// The same of an element of a list, whose place says more than the line and column that the reader counted.
fn unreadable_element(error: &serde_json::Error, place: Place) -> ReadError {
    let counted = format!(" at line {} column {}", error.line(), error.column());
    cannot_be_read(error.to_string().trim_end_matches(&counted), place)
}

fn cannot_be_read(why: &str, place: Place) -> ReadError {
    let reason = Text::new(format!("cannot be read: {why}"), format!("nicht lesbar (Meldung des JSON-Lesers: {why})"));
    ReadError::new(place, reason)
}

/// A string that borrows from the document wherever it holds no escape. (`Option<Cow<str>>` does
/// not borrow, whatever `serde(borrow)` says.)
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Str<'a>(pub(super) Cow<'a, str>);

impl Str<'_> {
    /// The text.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Str<'_> {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Str<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct StrVisitor;
        impl<'de> Visitor<'de> for StrVisitor {
            type Value = Str<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Str<'de>, E> {
                Ok(Str(Cow::Borrowed(text)))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Str<'de>, E> {
                Ok(Str(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(StrVisitor)
    }
}

/// The text without blanks around it; `None` where it is empty.
pub(super) fn filled<'a>(text: Option<&'a Str<'_>>) -> Option<&'a str> {
    text.map(|text| text.0.trim()).filter(|text| !text.is_empty())
}

/// The text as the model keeps it; `None` where it is empty or blank.
pub(super) fn kept(text: Option<&Str<'_>>) -> Option<Box<str>> {
    filled(text).map(Box::from)
}

/// Hands each element of a list that is a document of its own to a function.
pub(super) fn each<'a, T: Deserialize<'a>>(list: &'a str, take: impl FnMut(u64, T)) -> Result<(), serde_json::Error> {
    Each::new(take).deserialize(&mut serde_json::Deserializer::from_str(list))
}

/// The number of elements of a list, none of which is kept.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Count(pub(super) u64);

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut count = Self::default();
        deserializer.deserialize_seq(Each::new(|_: u64, _: IgnoredAny| count.0 = count.0.saturating_add(1)))?;
        Ok(count)
    }
}

/// Hands each element of a list, with its index, to a function, so that only one is held at a time.
pub(super) struct Each<T, F> {
    take: F,
    of: PhantomData<T>,
}

impl<T, F> Each<T, F> {
    pub(super) const fn new(take: F) -> Self {
        Self { take, of: PhantomData }
    }
}

impl<'de, T: Deserialize<'de>, F: FnMut(u64, T)> Visitor<'de> for Each<T, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        let mut index = 0_u64;
        while let Some(element) = list.next_element()? {
            (self.take)(index, element);
            index = index.saturating_add(1);
        }
        Ok(())
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        Ok(())
    }
}

impl<'de, T: Deserialize<'de>, F: FnMut(u64, T)> DeserializeSeed<'de> for Each<T, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}
