// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Goes through a document once: copies what is short, scans the long lists and notes where they are.

use super::{
    Ahead, Buffers, LongList, PART, Stretch, ahead,
    place::{Cut, place_in_source},
    window::Window,
};
use crate::{
    formats::{
        ReadError,
        json::{
            Input, Shape,
            scan::{Memory, Problem, Scan, ScanError},
        },
        sniff,
    },
    model::{Payload, Place, reference_token},
};

/// A document on its way apart.
pub(super) struct Taker<'a> {
    pub(super) window: Window<'a>,
    input: Input<'a>,
    /// Where the text begins.
    start: u64,
    max_depth: u32,
    long: &'static [&'static str],
    pub(super) ahead: Option<Ahead<'a>>,
    /// The JSON pointer of where it stands, and the same with `*` for each index.
    pointer: String,
    pub(super) pattern: String,
    depth: u32,
    rest: Vec<u8>,
    cuts: Vec<Cut>,
    lists: Vec<LongList>,
    pub(super) memory: Memory,
    pub(super) buffers: Buffers,
}

/// What a document was taken apart into.
pub(super) struct Taken {
    pub(super) rest: String,
    pub(super) cuts: Vec<Cut>,
    pub(super) lists: Vec<LongList>,
    pub(super) memory: Memory,
    pub(super) buffers: Buffers,
}

impl<'a> Taker<'a> {
    pub(super) fn new(input: Input<'a>, start: u64, long: &'static [&'static str], ahead: Option<Ahead<'a>>) -> Self {
        let source = input.source();
        Self {
            window: Window::new(&source.document.payload, start),
            input,
            start,
            max_depth: source.max_depth,
            long,
            ahead,
            pointer: String::new(),
            pattern: String::new(),
            depth: 0,
            rest: Vec::new(),
            cuts: Vec::new(),
            lists: Vec::new(),
            memory: Memory::default(),
            buffers: Buffers::default(),
        }
    }

    pub(super) fn document(mut self, shape: Shape) -> Result<Taken, ReadError> {
        self.value(shape)?;
        if self.next()?.is_some() {
            return Err(self.fault(&Problem::TrailingData, ""));
        }
        let rest = String::from_utf8(self.rest).map_err(|_| ReadError::new(Place::Whole, sniff::not_utf8()))?;
        Ok(Taken { rest, cuts: self.cuts, lists: self.lists, memory: self.memory, buffers: self.buffers })
    }

    /// The next value, whatever it is.
    fn value(&mut self, shape: Shape) -> Result<(), ReadError> {
        let first = self.next()?;
        match first {
            Some(b'[') if self.long.contains(&self.pattern.as_str()) => self.long_list(each_of(shape)),
            Some(b'{') if self.leads_on() => self.object(shape),
            Some(b'[') if self.leads_on() => self.list(shape),
            Some(b'"') if matches!(shape, Shape::Version) => self.version(shape),
            _ => self.copy_value(),
        }
    }

    /// Copies the version of the specification, and remembers it for what is held against it.
    fn version(&mut self, shape: Shape) -> Result<(), ReadError> {
        let from = self.rest.len();
        self.copy_value()?;
        let copied = self.rest.get(from..).unwrap_or_default();
        let mut scan = Scan::new(copied, self.max_depth, std::mem::take(&mut self.memory));
        let scanned = scan.whole_value(&shape);
        self.memory = scan.memory;
        scanned.map_err(|problem| self.fault(&problem, ""))
    }

    /// Whether a long list lies below where it stands.
    fn leads_on(&self) -> bool {
        let below = |long: &&str| long.strip_prefix(&self.pattern).is_some_and(|rest| rest.starts_with('/'));
        self.depth < self.max_depth && self.long.iter().any(below)
    }

    fn object(&mut self, shape: Shape) -> Result<(), ReadError> {
        self.copy_byte()?;
        self.depth = self.depth.saturating_add(1);
        let mut first = true;
        loop {
            match self.next()? {
                Some(b'}') => break,
                Some(b',') if !first => self.copy_byte()?,
                _ if first => {}
                _ => return Err(self.unexpected("`,` or `}`")),
            }
            first = false;
            let key = self.copy_key()?;
            if self.next()? != Some(b':') {
                return Err(self.unexpected("`:`"));
            }
            self.copy_byte()?;
            let below = field_of(shape, &key);
            let plain = reference_token(&key);
            self.below(&plain, &plain, |taker| taker.value(below))?;
        }
        self.depth = self.depth.saturating_sub(1);
        self.copy_byte()
    }

    fn list(&mut self, shape: Shape) -> Result<(), ReadError> {
        self.copy_byte()?;
        self.depth = self.depth.saturating_add(1);
        let each = each_of(shape);
        let mut index = 0_u64;
        loop {
            match self.next()? {
                Some(b']') => break,
                Some(b',') if index > 0 => self.copy_byte()?,
                _ if index == 0 => {}
                _ => return Err(self.unexpected("`,` or `]`")),
            }
            self.below(&index.to_string(), "*", |taker| taker.value(each))?;
            index = index.saturating_add(1);
        }
        self.depth = self.depth.saturating_sub(1);
        self.copy_byte()
    }

    fn below(
        &mut self,
        name: &str,
        pattern: &str,
        then: impl FnOnce(&mut Self) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        let lengths = (self.pointer.len(), self.pattern.len());
        self.pointer.extend(["/", name]);
        self.pattern.extend(["/", pattern]);
        then(self)?;
        self.pointer.truncate(lengths.0);
        self.pattern.truncate(lengths.1);
        Ok(())
    }

    /// Scans a long list and notes where its elements are.
    fn long_list(&mut self, each: Shape) -> Result<(), ReadError> {
        self.copy_byte()?;
        let mut list = LongList { pointer: self.pointer.clone(), mark: None, parts: Vec::new() };
        list.mark = self.mark(each);
        let mut elements = 0;
        let mut is_stuck = false;
        loop {
            if !is_stuck {
                self.scan_ahead(each, &mut list, &mut elements)?;
            }
            let offset = self.window.offset();
            if self.elements(each, &mut list, &mut elements)? {
                break;
            }
            // The next element is not in view as a whole.
            is_stuck = self.window.offset() == offset;
            if is_stuck && !self.window.grow()? {
                return Err(self.fault(&Problem::Truncated, ""));
            }
        }
        self.lists.push(list);
        self.copy_byte()
    }

    /// By what elements of the list that begins are found, where the first is in view as a whole.
    fn mark(&mut self, each: Shape) -> Option<Box<[u8]>> {
        self.skip_blank();
        let mut scan = Scan::new(self.window.rest(), self.depth_of_elements(), Memory::default());
        scan.whole_value(&each).ok()?;
        ahead::mark(self.window.rest())
    }

    /// How deep an element of a long list may be nested.
    pub(super) const fn depth_of_elements(&self) -> u32 {
        self.max_depth.saturating_sub(self.depth.saturating_add(1))
    }

    /// Scans the elements in view; `true` where the end of the list is among them.
    fn elements(&mut self, each: Shape, list: &mut LongList, elements: &mut u64) -> Result<bool, ReadError> {
        let base = self.window.offset();
        let depth = self.depth_of_elements();
        let mut scan = Scan::new(self.window.rest(), depth, std::mem::take(&mut self.memory));
        let mut done = 0;
        let ended = loop {
            scan.memory.names.mark();
            let noted = scan.memory.notes.counts();
            match next_element(&mut scan, &each, *elements == 0, self.window.is_last()) {
                Ok(Next::Element { start }) => {
                    done = scan.read();
                    if list.mark.is_none() {
                        list.mark = ahead::mark(self.window.rest().get(start..done).unwrap_or_default());
                    }
                    let place = |at: usize| base.saturating_add(at as u64);
                    note(list, *elements, place(start)..place(done));
                    if scan.memory.notes.counts() != noted {
                        scan.memory.notes.lie_below(noted, &format!("{}/{elements}", self.pointer));
                    }
                    *elements = elements.saturating_add(1);
                }
                Ok(Next::End) => break Ok(true),
                Ok(Next::More) => break Ok(false),
                Err(problem) => {
                    let pointer = format!("/{elements}{}", scan.pointer());
                    break Err((problem, pointer, scan.read()));
                }
            }
        };
        scan.memory.names.forget_recent();
        self.memory = std::mem::take(&mut scan.memory);
        match ended {
            Ok(ended) => {
                // What is held was found to be text before.
                let stretch = self.window.rest().get(..done).unwrap_or_default();
                if self.payload().held().is_none() && std::str::from_utf8(stretch).is_err() {
                    return Err(ReadError::new(Place::Pointer(self.pointer.as_str().into()), sniff::not_utf8()));
                }
                self.window.advance(done);
                if ended {
                    self.skip_blank();
                }
                Ok(ended)
            }
            Err((problem, pointer, read)) => {
                self.window.advance(read);
                Err(self.fault(&problem, &pointer))
            }
        }
    }

    /// Copies one value as it stands.
    fn copy_value(&mut self) -> Result<(), ReadError> {
        loop {
            let is_last = self.window.is_last();
            let depth = self.max_depth.saturating_sub(self.depth);
            let mut scan = Scan::new(self.window.rest(), depth, Memory::default());
            match scan.whole_value(&Shape::Any) {
                // A number could go on behind the window.
                Ok(()) if is_last || !scan.rest.is_empty() => {
                    let length = scan.read();
                    return self.copy(length);
                }
                Ok(()) => {}
                Err(problem) if matches!(*problem, Problem::Truncated) && !is_last => {}
                Err(problem) => {
                    let (pointer, read) = (scan.pointer(), scan.read());
                    self.window.advance(read);
                    return Err(self.fault(&problem, &pointer));
                }
            }
            self.window.grow()?;
        }
    }

    /// Copies a key; gives it without escapes.
    fn copy_key(&mut self) -> Result<String, ReadError> {
        if self.next()? != Some(b'"') {
            return Err(self.unexpected("a key in quotation marks"));
        }
        let from = self.rest.len();
        self.copy_value()?;
        let key = self.rest.get(from..).unwrap_or_default();
        // The scan has found it to be a string; where it is no text, the rest is refused later.
        Ok(serde_json::from_slice(key).unwrap_or_default())
    }

    fn copy_byte(&mut self) -> Result<(), ReadError> {
        self.copy(1)
    }

    fn copy(&mut self, length: usize) -> Result<(), ReadError> {
        self.cuts.push(Cut { at: self.rest.len(), source: self.window.offset() });
        let bytes = self.window.rest().get(..length).unwrap_or_default();
        self.rest.try_reserve(bytes.len()).map_err(|error| crate::model::Unreadable(error.to_string()))?;
        self.rest.extend_from_slice(bytes);
        self.window.advance(length);
        Ok(())
    }

    pub(super) fn skip_blank(&mut self) {
        let blank = self.window.rest().iter().take_while(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t')).count();
        self.window.advance(blank);
    }

    /// The next byte that is no blank, which stays in view; `None` at the end of the document.
    fn next(&mut self) -> Result<Option<u8>, ReadError> {
        loop {
            self.skip_blank();
            if let Some(byte) = self.window.rest().first() {
                return Ok(Some(*byte));
            }
            if !self.window.grow()? {
                return Ok(None);
            }
        }
    }

    pub(super) const fn payload(&self) -> &Payload {
        &self.input.source().document.payload
    }

    fn unexpected(&self, wanted: &'static str) -> ReadError {
        match self.window.rest().first() {
            None => self.fault(&Problem::Truncated, ""),
            Some(found) => self.fault(&Problem::Unexpected { wanted, found: *found }, ""),
        }
    }

    /// A fault where the window stands, at `below` of where the taker stands.
    fn fault(&self, problem: &Problem, below: &str) -> ReadError {
        let (line, column) = match place_in_source(self.payload(), self.start, self.window.offset()) {
            Ok(place) => place,
            Err(error) => return error.into(),
        };
        let pointer = format!("{}{below}", self.pointer);
        let problem = match problem {
            Problem::TooDeep(_) => &Problem::TooDeep(self.max_depth as usize),
            other => other,
        };
        let error = ScanError { fault: problem.fault(), pointer, line, column, reason: problem.reason() };
        self.input.error(error)
    }
}

/// What comes next in a list.
enum Next {
    /// An element, which begins here in what is in view.
    Element { start: usize },
    /// The end of the list, which stays in view.
    End,
    /// It is not all in view.
    More,
}

fn next_element<'a>(scan: &mut Scan<'a>, each: &'a Shape, is_first: bool, is_last: bool) -> Result<Next, Box<Problem>> {
    scan.skip_blank();
    match scan.rest {
        [b']', ..] => return Ok(Next::End),
        [b',', rest @ ..] if !is_first => {
            scan.rest = rest;
            scan.skip_blank();
        }
        [] => return Ok(Next::More),
        _ if is_first => {}
        _ => return Err(scan.unexpected("`,` or `]`")),
    }
    let start = scan.read();
    match scan.whole_value(each) {
        Err(problem) if matches!(*problem, Problem::Truncated) && !is_last => Ok(Next::More),
        // A number could go on behind the window.
        Ok(()) if !is_last && scan.rest.is_empty() => Ok(Next::More),
        Ok(()) => Ok(Next::Element { start }),
        Err(problem) => Err(problem),
    }
}

/// Adds an element to the last part of a list, or begins another.
fn note(list: &mut LongList, index: u64, bytes: std::ops::Range<u64>) {
    match list.parts.last_mut() {
        Some(part) if part.made.is_none() && bytes.end.saturating_sub(part.bytes.start) <= PART => {
            part.bytes.end = bytes.end;
            part.count = part.count.saturating_add(1);
        }
        _ => list.parts.push(Stretch { first: index, count: 1, bytes, made: None }),
    }
}

fn each_of(shape: Shape) -> Shape {
    match shape {
        Shape::Either(shapes) => shapes
            .iter()
            .find(|shape| matches!(shape, Shape::List(_) | Shape::NonEmpty(_)))
            .map_or(Shape::Any, |list| *list.each()),
        list => *list.each(),
    }
}

fn field_of(shape: Shape, key: &str) -> Shape {
    match shape {
        Shape::Object(object) => object.shape_of(key).unwrap_or(Shape::Any),
        Shape::Either(shapes) => {
            let object = shapes.iter().find(|shape| matches!(shape, Shape::Object(_)));
            object.map_or(Shape::Any, |object| field_of(*object, key))
        }
        _ => Shape::Any,
    }
}
