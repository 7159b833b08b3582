// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The strict scan over the bytes of a JSON document. It keeps nothing, allocates nearly nothing,
//! and its time grows linearly with the document, whatever stands in it.

use std::{borrow::Cow, collections::HashSet};

use super::{Object, Shape, shape::Field};
use crate::{formats::ReadError, model::reference_token};

mod fault;
mod guesses;
mod key;
mod memory;
mod names;
mod notes;
mod token;

use guesses::{Guesses, START};
use token::{after_blanks, plain};

pub(in crate::formats) use fault::{Fault, ScanError};
pub(super) use fault::{Problem, Result};
pub(super) use memory::Memory;
pub(super) use names::Names;
pub(in crate::formats) use notes::{NewerUse, Notes};

/// Proves that a document is one well-formed JSON value, of the shape given; says what is worth a
/// remark.
pub(in crate::formats) fn scan(text: &str, max_depth: u32, shape: Shape) -> std::result::Result<Notes, ScanError> {
    let mut scan = Scan::new(text.as_bytes(), max_depth, Memory::default());
    scan.run(&shape)?;
    Ok(scan.memory.into_notes())
}

/// Proves that a document is a sequence of well-formed JSON values of the shape given, at least
/// one, with nothing but white space between them.
pub(in crate::formats) fn scan_sequence(
    text: &str,
    max_depth: u32,
    shape: Shape,
) -> std::result::Result<(), ReadError> {
    let mut scan = Scan::new(text.as_bytes(), max_depth, Memory::default());
    scan.sequence(&shape).map_err(|problem| scan.locate(&problem).into())
}

/// The keys that tell what a document is. Longer ones than [`Self::MOST_BYTES`] tell nothing.
#[derive(Clone, Debug, Default)]
pub(in crate::formats) struct TopKeys {
    /// Those of the outermost object; of the first one in a sequence.
    pub(in crate::formats) of_object: Vec<String>,
    /// Those of the first element, where the document is a list of objects.
    pub(in crate::formats) of_element: Vec<String>,
}

impl TopKeys {
    /// Most bytes of a key that is kept: those that formats know are short, and a hostile one may be the document.
    pub(in crate::formats) const MOST_BYTES: usize = 100;
}

/// The keys that tell what a document is, as far as it can be read, and what stopped the scan.
pub(in crate::formats) fn top_keys(text: &str, max_depth: u32) -> (TopKeys, Option<ScanError>) {
    let mut scan = Scan::new(text.as_bytes(), max_depth, Memory::default());
    scan.top_keys = Some(TopKeys::default());
    let error = scan.run(&Shape::Any).err();
    (scan.top_keys.unwrap_or_default(), error)
}

/// A scan on its way through a text.
pub(super) struct Scan<'a> {
    all: &'a [u8],
    /// What has not been looked at yet.
    pub(super) rest: &'a [u8],
    max_depth: usize,
    open: Vec<Open<'a>>,
    /// The keys of all open objects that are no fields of their shapes, outermost first, as written.
    keys: Vec<&'a [u8]>,
    /// Number of keys that the hash sets of open objects hold.
    hashed: usize,
    guesses: Guesses,
    pub(super) memory: Memory,
    measured: Measured,
    top_keys: Option<TopKeys>,
}

/// What was met last that one field of an object measures another by ([`Object::measured`]).
#[derive(Default)]
struct Measured {
    word: &'static str,
    length: usize,
    /// Whether an object was closed in which they do not fit together.
    is_unfit: bool,
}

/// An object or list that is not closed yet.
struct Open<'a> {
    shape: Inside<'a>,
    /// Number of elements or members so far.
    elements: u64,
    /// The key read last as it is written, for an object.
    key: &'a [u8],
    /// Index of its first key in [`Scan::keys`].
    first_key: usize,
    /// The fields of the shape seen so far, one bit each.
    seen: u64,
    /// The fields from whose names a key differs in one bit.
    nearly: u64,
    /// The index of the one seen last, and of the one that is expected next.
    last: u8,
    next: u8,
    /// Keys of an object with many.
    #[expect(clippy::box_collection, reason = "one for each open object, and nearly always none")]
    many: Option<Box<HashSet<Cow<'a, [u8]>>>>,
}

/// What an open object or list has to be.
#[derive(Clone, Copy)]
pub(super) enum Inside<'a> {
    Object(Option<&'static Object>),
    List(&'a Shape),
}

/// A member whose key was read.
pub(super) struct Member {
    /// What its value has to be.
    pub(super) shape: &'static Shape,
    /// The field that it is, with its index in the object.
    pub(super) field: Option<(u8, &'static Field)>,
}

impl<'a> Scan<'a> {
    pub(super) fn new(text: &'a [u8], max_depth: u32, memory: Memory) -> Self {
        Self {
            all: text,
            rest: text,
            max_depth: max_depth as usize,
            open: Vec::new(),
            keys: Vec::new(),
            hashed: 0,
            guesses: Guesses::default(),
            memory,
            measured: Measured::default(),
            top_keys: None,
        }
    }

    pub(super) fn run(&mut self, shape: &'a Shape) -> std::result::Result<(), ScanError> {
        self.document(shape).map_err(|problem| self.locate(&problem))
    }

    fn document(&mut self, shape: &'a Shape) -> Result<()> {
        self.skip_blank();
        self.whole_value(shape)?;
        self.skip_blank();
        if self.rest.is_empty() { Ok(()) } else { Err(Problem::TrailingData.into()) }
    }

    fn sequence(&mut self, shape: &'a Shape) -> Result<()> {
        self.skip_blank();
        self.whole_value(shape)?;
        self.skip_blank();
        while !self.rest.is_empty() {
            self.whole_value(shape)?;
            self.skip_blank();
        }
        Ok(())
    }

    /// One value with all that it holds.
    pub(super) fn whole_value(&mut self, shape: &'a Shape) -> Result<()> {
        let outside = self.open.len();
        self.value(shape)?;
        while self.open.len() > outside
            && let Some(open) = self.open.last()
        {
            match open.shape {
                Inside::Object(object) => {
                    if let Some(member) = self.next_member(object)? {
                        self.value(member.shape)?;
                    }
                }
                Inside::List(list) => {
                    if self.next_element(list)? {
                        self.value(list.each())?;
                    }
                }
            }
        }
        Ok(())
    }

    /// The same; says whether all fields in it have the length that others want ([`Object::measured`]).
    pub(super) fn measured_value(&mut self, shape: &'a Shape) -> Result<bool> {
        self.measured.is_unfit = false;
        self.whole_value(shape)?;
        Ok(!self.measured.is_unfit)
    }

    /// Number of bytes that were looked at.
    pub(super) const fn read(&self) -> usize {
        self.all.len().saturating_sub(self.rest.len())
    }

    /// Goes on to the value of the next member of the innermost object; `None` behind its end.
    pub(super) fn next_member(&mut self, object: Option<&'static Object>) -> Result<Option<Member>> {
        self.skip_blank();
        let first = self.open.last().is_none_or(|open| open.elements == 0);
        let rest = match (self.rest, first) {
            ([b'}', rest @ ..], _) => {
                self.rest = rest;
                return self.close_object(object).map(|()| None);
            }
            ([b',', rest @ ..], false) => after_blanks(rest),
            (rest, true) => rest,
            _ => return Err(self.unexpected("`,` or `}`")),
        };
        let [b'"', rest @ ..] = rest else { return Err(self.unexpected_at(rest, "a key in quotation marks")) };
        let field = self.key(rest, object)?;
        let [b':', rest @ ..] = after_blanks(self.rest) else {
            return Err(self.unexpected_at(after_blanks(self.rest), "`:`"));
        };
        self.rest = after_blanks(rest);
        let shape = match field {
            Some((_, field)) if tolerates_null(object, field) && self.rest.starts_with(b"null") => &Shape::Any,
            Some((_, field)) => &field.shape,
            None => &Shape::Any,
        };
        Ok(Some(Member { shape, field }))
    }

    /// Goes on to the next element of the innermost list; `false` behind its end.
    pub(super) fn next_element(&mut self, list: &Shape) -> Result<bool> {
        self.skip_blank();
        let Some(open) = self.open.last_mut() else { return Ok(false) };
        match self.rest {
            [b']', rest @ ..] => {
                if open.elements == 0 && matches!(list, Shape::NonEmpty(_)) {
                    return Err(Problem::EmptyList.into());
                }
                self.rest = rest;
                self.open.pop();
                return Ok(false);
            }
            [b',', rest @ ..] if open.elements > 0 => self.rest = after_blanks(rest),
            _ if open.elements == 0 => {}
            _ => return Err(self.unexpected("`,` or `]`")),
        }
        open.elements = open.elements.saturating_add(1);
        Ok(true)
    }

    /// The key of the member that the scan stands in.
    pub(super) fn key_read(&self) -> Cow<'a, [u8]> {
        self.open.last().map_or(Cow::Borrowed(&[]), |open| plain(open.key))
    }

    /// How many objects and lists are open.
    pub(super) const fn depth(&self) -> usize {
        self.open.len()
    }

    /// What the innermost of them is.
    pub(super) fn innermost(&self) -> Option<Inside<'a>> {
        self.open.last().map(|open| open.shape)
    }

    fn close_object(&mut self, object: Option<&'static Object>) -> Result<()> {
        if let (Some(object), Some(open)) = (object, self.open.last()) {
            let (is_complete, seen) = (object.is_complete(open.seen), open.seen);
            let damaged = open.nearly & !seen;
            if damaged != 0
                && let Some(name) = object.first_of(damaged)
            {
                self.forget_key();
                return Err(Problem::Damaged(name).into());
            }
            if !is_complete && let Some(name) = object.missing(seen) {
                self.forget_key();
                return Err(Problem::Missing(name).into());
            }
            if let Some(rule) = object.broken(seen) {
                self.forget_key();
                return Err(Problem::Broken(rule).into());
            }
            // Both fields are in it, and what stands in others of it is not held against a shape.
            if let Some(measure) = object.measure {
                self.measured.is_unfit |= !measure(self.measured.word, self.measured.length);
            }
            if !is_complete && let Some(field) = object.missing_by_now(seen) {
                self.note_newer(field.name, field.optional_since, NewerUse::Absence);
            }
        }
        if let Some(open) = self.open.pop() {
            self.keys.truncate(open.first_key);
            if let Some(many) = open.many {
                self.hashed = self.hashed.saturating_sub(many.len());
            }
        }
        Ok(())
    }

    /// Makes the place of a fault the object itself, not its last member.
    fn forget_key(&mut self) {
        if let Some(open) = self.open.pop() {
            self.keys.truncate(open.first_key);
        }
    }

    fn enter(&mut self, shape: Inside<'a>) -> Result<()> {
        if self.open.len() >= self.max_depth {
            return Err(Problem::TooDeep(self.max_depth).into());
        }
        let next = match shape {
            Inside::Object(Some(object)) => self.guesses.next(object, START),
            _ => 0,
        };
        let first_key = self.keys.len();
        self.open.push(Open {
            shape,
            elements: 0,
            key: &[],
            first_key,
            seen: 0,
            nearly: 0,
            last: START,
            next,
            many: None,
        });
        Ok(())
    }

    /// The JSON pointer (RFC 6901) of where the scan stands.
    pub(super) fn pointer(&self) -> String {
        let mut pointer = String::new();
        for open in self.open.iter().filter(|open| open.elements > 0) {
            match open.shape {
                Inside::List(_) => pointer.push_str(&format!("/{}", open.elements.saturating_sub(1))),
                Inside::Object(_) => {
                    let key = reference_token(&String::from_utf8_lossy(&plain(open.key)));
                    pointer.push_str(&format!("/{key}"));
                }
            }
        }
        pointer
    }

    fn locate(&self, problem: &Problem) -> ScanError {
        let read = self.all.get(..self.read()).unwrap_or_default();
        let line_start = memchr::memrchr(b'\n', read).map_or(0, |newline| newline.saturating_add(1));
        let line = memchr::memchr_iter(b'\n', read).count().saturating_add(1);
        let in_line = read.get(line_start..).unwrap_or_default();
        let column = String::from_utf8_lossy(in_line).chars().count().saturating_add(1);
        ScanError { fault: problem.fault(), pointer: self.pointer(), line, column, reason: problem.reason() }
    }
}

fn tolerates_null(object: Option<&'static Object>, field: &Field) -> bool {
    object.is_some_and(|object| object.null_is_absent) && !field.required
}
