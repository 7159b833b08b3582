// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The strict scan over the bytes of a JSON document. It keeps nothing, allocates nearly nothing,
//! and its time grows linearly with the document, whatever stands in it.

use std::{borrow::Cow, collections::HashSet};

use super::{Object, Shape, shape::Field};
use crate::formats::ReadError;

mod fault;
mod memory;
mod names;
mod notes;
mod token;

use token::Raw;

pub(in crate::formats) use fault::{Fault, ScanError};
pub(super) use fault::{Problem, Result};
pub(super) use memory::Memory;
pub(super) use names::Names;
pub(in crate::formats) use notes::{NewerUse, Notes};

/// Up to this number of keys an object is searched one by one; beyond, a hash set takes over.
const FEW_KEYS: usize = 16;
/// Most keys that are held at a time, over all objects that are open.
const MOST_KEYS: usize = 4 << 20;

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

/// The keys that tell what a document is.
#[derive(Clone, Debug, Default)]
pub(in crate::formats) struct TopKeys {
    /// Those of the outermost object; of the first one in a sequence.
    pub(in crate::formats) of_object: Vec<String>,
    /// Those of the first element, where the document is a list of objects.
    pub(in crate::formats) of_element: Vec<String>,
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
    /// The keys of all open objects, outermost first.
    keys: Vec<Raw<'a>>,
    /// Number of keys that the hash sets of open objects hold.
    hashed: usize,
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
    /// Index of its first key in [`Scan::keys`].
    first_key: usize,
    /// Number of elements so far, for a list.
    elements: u64,
    /// The fields of the shape seen so far, one bit each.
    seen: u64,
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
    pub(super) field: Option<(usize, &'static Field)>,
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
        match (self.rest, first) {
            ([b'}', rest @ ..], _) => {
                self.rest = rest;
                return self.close_object(object).map(|()| None);
            }
            ([b',', rest @ ..], false) => {
                self.rest = rest;
                self.skip_blank();
            }
            (_, true) => {}
            _ => return Err(self.unexpected("`,` or `}`")),
        }
        let [b'"', rest @ ..] = self.rest else { return Err(self.unexpected("a key in quotation marks")) };
        self.rest = rest;
        let key = self.string()?;
        let field = self.note_key(key, object)?;
        self.skip_blank();
        let [b':', rest @ ..] = self.rest else { return Err(self.unexpected("`:`")) };
        self.rest = rest;
        self.skip_blank();
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
        let elements = self.open.last().map_or(0, |open| open.elements);
        match self.rest {
            [b']', rest @ ..] => {
                if elements == 0 && matches!(list, Shape::NonEmpty(_)) {
                    return Err(Problem::EmptyList.into());
                }
                self.rest = rest;
                self.open.pop();
                return Ok(false);
            }
            [b',', rest @ ..] if elements > 0 => {
                self.rest = rest;
                self.skip_blank();
            }
            _ if elements == 0 => {}
            _ => return Err(self.unexpected("`,` or `]`")),
        }
        if let Some(open) = self.open.last_mut() {
            open.elements = open.elements.saturating_add(1);
        }
        Ok(true)
    }

    /// The key of the member that the scan stands in.
    pub(super) fn key(&self) -> Cow<'a, [u8]> {
        self.keys.last().map_or(Cow::Borrowed(&[]), Raw::plain)
    }

    /// How many objects and lists are open.
    pub(super) const fn depth(&self) -> usize {
        self.open.len()
    }

    /// What the innermost of them is.
    pub(super) fn innermost(&self) -> Option<Inside<'a>> {
        self.open.last().map(|open| open.shape)
    }

    /// Notes a key of the innermost object; gives the field that it names.
    fn note_key(&mut self, key: Raw<'a>, object: Option<&'static Object>) -> Result<Option<(usize, &'static Field)>> {
        let name = key.unescaped()?;
        self.note_top_key(&name);
        let Some(open) = self.open.last_mut() else { return Ok(None) };
        open.elements = open.elements.saturating_add(1);
        let field = object.and_then(|object| object.field(&name));
        if let Some((index, field)) = field {
            let bit = bit(index);
            let again = open.seen & bit != 0;
            open.seen |= bit;
            self.keys.push(key);
            if again {
                return Err(Problem::DuplicateKey.into());
            }
            if field.since > 0 {
                self.note_newer(field.name, field.since, NewerUse::Field);
            }
            return Ok(Some((index, field)));
        }
        let again = match &mut open.many {
            Some(many) => !many.insert(name.clone()),
            None => self.keys.iter().skip(open.first_key).any(|other| other.is(&name)),
        };
        self.keys.push(key);
        if again {
            return Err(Problem::DuplicateKey.into());
        }
        self.hash_many_keys()?;
        if let Some(object) = object {
            self.note_other(&name, object);
        }
        Ok(None)
    }

    /// Notes a key of the outermost object, or of the first element of an outermost list.
    fn note_top_key(&mut self, key: &[u8]) {
        let Some(top) = &mut self.top_keys else { return };
        match self.open.as_slice() {
            [_] => top.of_object.push(String::from_utf8_lossy(key).into_owned()),
            [Open { shape: Inside::List(_), elements: 1, .. }, _] => {
                top.of_element.push(String::from_utf8_lossy(key).into_owned());
            }
            _ => {}
        }
    }

    /// Moves the keys of an object with many into a hash set; the last one stays, for the place.
    fn hash_many_keys(&mut self) -> Result<()> {
        let Some(open) = self.open.last_mut() else { return Ok(()) };
        let held = self.keys.len().saturating_sub(open.first_key);
        if open.many.is_none() && held <= FEW_KEYS {
            return Ok(());
        }
        let last = self.keys.pop();
        let many = open.many.get_or_insert_default();
        let before = many.len();
        many.extend(self.keys.drain(open.first_key..).chain(last).map(|key| key.plain()));
        self.keys.extend(last);
        self.hashed = self.hashed.saturating_add(many.len().saturating_sub(before));
        if self.hashed > MOST_KEYS { Err(Problem::TooManyKeys.into()) } else { Ok(()) }
    }

    fn close_object(&mut self, object: Option<&'static Object>) -> Result<()> {
        if let (Some(object), Some(open)) = (object, self.open.last()) {
            let (is_complete, seen) = (object.is_complete(open.seen), open.seen);
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
            self.hashed = self.hashed.saturating_sub(open.many.map_or(0, |many| many.len()));
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
        self.open.push(Open { shape, first_key: self.keys.len(), elements: 0, seen: 0, many: None });
        Ok(())
    }

    /// The JSON pointer (RFC 6901) of where the scan stands.
    pub(super) fn pointer(&self) -> String {
        let mut pointer = String::new();
        let mut nexts = self.open.iter().skip(1).map(|open| open.first_key).chain([self.keys.len()]);
        for open in &self.open {
            let next = nexts.next().unwrap_or_default();
            match open.shape {
                Inside::List(_) if open.elements > 0 => {
                    pointer.push_str(&format!("/{}", open.elements.saturating_sub(1)));
                }
                Inside::Object(_) if next > open.first_key => {
                    let key = self.keys.get(next.saturating_sub(1)).map(Raw::plain).unwrap_or_default();
                    let key = String::from_utf8_lossy(&key).replace('~', "~0").replace('/', "~1");
                    pointer.push_str(&format!("/{key}"));
                }
                _ => {}
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

/// The bit that marks the field of this index as seen.
fn bit(index: usize) -> u64 {
    1_u64.rotate_left(u32::try_from(index).unwrap_or_default())
}

fn tolerates_null(object: Option<&'static Object>, field: &Field) -> bool {
    object.is_some_and(|object| object.null_is_absent) && !field.required
}
