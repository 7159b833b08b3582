// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Takes a document apart: its long lists, and the rest without them.
//!
//! A document of hundreds of megabytes is nearly all lists (components, results). They are scanned
//! as strictly as all else while a window moves over the document once; then their elements are read
//! in parts of about a megabyte, side by side. Where they depend on nothing else in the document, or what does
//! can be added later, they are read as they are scanned ([`Ahead`]). So a document on disk is never held in
//! memory.

use std::{
    any::Any,
    collections::HashMap,
    mem,
    ops::Range,
    sync::{Mutex, PoisonError},
};

use rayon::prelude::*;
use serde::Deserialize;

use super::{Elements, Input, Notes, Object, Shape, each, scan::Scan, typed, unreadable_element};
use crate::{
    formats::{ReadError, Source, sniff},
    model::{Keep, Payload, Place},
};

mod ahead;
mod buffers;
mod place;
mod taker;
mod window;

use buffers::Buffers;
use place::{offset_in_source, place_in_source};
use taker::Taker;

/// What is looked at, scanned or read at once is a multiple of this. Less in unit tests, so that what is many times
/// as long is read soon without optimisation too.
const UNIT: u64 = if cfg!(test) { 64 * 1024 } else { 256 * 1024 };
/// About how many bytes of a list are read at once, where they were not scanned in shorter stretches.
const PART: u64 = 4 * UNIT;
/// How many parts each thread reads before what came of them is handed on, which takes memory until then.
const PARTS_EACH: usize = 8;

/// A document taken apart.
pub(in crate::formats) struct Apart<'a> {
    payload: &'a Payload,
    /// The document with its long lists empty.
    rest: String,
    /// By JSON pointer.
    lists: HashMap<String, LongList>,
    notes: Notes,
    buffers: Buffers,
}

/// A list that was taken out.
struct LongList {
    /// Its JSON pointer (RFC 6901).
    pointer: String,
    /// How its first element begins, where others can be found by that.
    mark: Option<Box<[u8]>>,
    parts: Vec<Stretch>,
}

/// Elements of a long list that follow one another.
struct Stretch {
    /// The index of the first.
    first: u64,
    /// Number of elements.
    count: u64,
    /// The bytes from the beginning of the first to the end of the last.
    bytes: Range<u64>,
    /// What came of them, where they were read as they were scanned, until it is handed on.
    made: Option<Mutex<Option<Made>>>,
}

/// What came of elements.
pub(in crate::formats) type Made = Box<dyn Any + Send>;

/// How the elements of one long list are read while they are scanned, as far as what comes of them depends
/// on nothing else in the document.
#[derive(Clone, Copy)]
pub(in crate::formats) struct Ahead<'r> {
    /// The JSON pointer of the list, in which `*` stands for any index.
    pub(in crate::formats) list: &'static str,
    /// The fields that are kept with more are not read ([`super::shape::Field::kept_with`]).
    pub(in crate::formats) keep: Keep,
    /// Reads elements; indexes count from 0 in each call. `None` leaves them to be read later.
    pub(in crate::formats) read: &'r (dyn Fn(&mut Elements<'_>) -> Option<Made> + Sync),
    /// Moves indexes on, which counted from 0, by the index of the first element.
    pub(in crate::formats) place: fn(&mut Made, u64),
    /// Adds what came of elements to what came of those before them; hands it back where that cannot be.
    pub(in crate::formats) join: fn(&mut Made, Made) -> Result<(), Made>,
}

/// A part of a long list while it is read.
pub(in crate::formats) struct Part<'p> {
    pointer: &'p str,
    first: u64,
    count: u64,
    text: &'p str,
}

/// Takes a document of the given shape apart. `long` names its long lists by JSON pointers in which
/// `*` stands for any index. Where no shape is given, none is asked for. `ahead` says what may be read
/// at once.
pub(in crate::formats) fn apart<'a>(
    input: &Input<'a>,
    shape: Option<&'static Object>,
    long: &'static [&'static str],
    ahead: Option<Ahead<'_>>,
) -> Result<Apart<'a>, ReadError> {
    apart_value(input, shape.map_or(Shape::Any, Shape::Object), long, ahead)
}

/// The same for a document that is any value, such as a list, whose pointer is empty.
pub(in crate::formats) fn apart_value<'a>(
    input: &Input<'a>,
    shape: Shape,
    long: &'static [&'static str],
    ahead: Option<Ahead<'_>>,
) -> Result<Apart<'a>, ReadError> {
    let source = input.source();
    let payload = &source.document.payload;
    let start = match payload.held() {
        // What is held is text throughout before a closer look.
        Some(bytes) => bytes.len().saturating_sub(source.text()?.len()) as u64,
        None => sniff::start(source.document)?,
    };
    let taken = Taker::new(*input, start, long, ahead).document(shape)?;
    let mut scan = Scan::new(taken.rest.as_bytes(), source.max_depth, taken.memory);
    scan.run(&shape).map_err(|mut error| {
        let offset = offset_in_source(&taken.cuts, scan.read());
        if let Ok(place) = place_in_source(payload, start, offset) {
            (error.line, error.column) = place;
        }
        input.error(error)
    })?;
    let notes = scan.memory.into_notes();
    let lists = taken.lists.into_iter().map(|list| (list.pointer.clone(), list)).collect();
    Ok(Apart { payload, notes, rest: taken.rest, lists, buffers: taken.buffers })
}

/// Takes a document apart and reads it. Where that finds what was read ahead to be of no use, both are done
/// again with nothing read ahead; a second `None` is a defect.
pub(in crate::formats) fn apart_or_again<T>(
    source: &Source<'_>,
    shape: &'static Object,
    long: &'static [&'static str],
    ahead: Ahead<'_>,
    read: impl Fn(&Apart<'_>) -> Result<Option<T>, ReadError>,
) -> Result<T, ReadError> {
    let read = |ahead| read(&apart(&Input::Document(*source), Some(shape), long, ahead)?);
    match read(Some(ahead))? {
        Some(made) => Ok(made),
        None => read(None)?.ok_or_else(ReadError::defect),
    }
}

impl Apart<'_> {
    /// What in the document is worth a remark.
    pub(in crate::formats) const fn notes(&self) -> &Notes {
        &self.notes
    }

    /// Reads the document as it is with its long lists empty.
    pub(in crate::formats) fn rest<'r, T: Deserialize<'r>>(&'r self) -> Result<T, ReadError> {
        typed(&self.rest)
    }

    /// The number of elements of the long list at `pointer`; 0 where there is no such list.
    pub(in crate::formats) fn count(&self, pointer: &str) -> usize {
        let list = self.lists.get(pointer);
        let count = list.iter().flat_map(|list| &list.parts).map(|part| part.count).fold(0, u64::saturating_add);
        usize::try_from(count).unwrap_or(usize::MAX)
    }

    /// A list with room for what comes of the elements of the long list at `pointer`, so that it need
    /// not be moved as it grows. Where so much is not to be had, it grows.
    pub(in crate::formats) fn room<T>(&self, pointer: &str) -> Vec<T> {
        room(self.count(pointer) as u64)
    }

    /// Reads the parts of the long list at `pointer`, some side by side, and hands on what came of
    /// them in their order. What was read ahead is handed on. Where there is no such list, there is nothing.
    pub(in crate::formats) fn parts<T: Send + 'static>(
        &self,
        pointer: &str,
        read: impl Fn(&Part<'_>) -> Result<T, ReadError> + Sync,
        take: impl FnMut(T),
    ) -> Result<(), ReadError> {
        let read = |stretch: &Stretch| match stretch.take_made() {
            Some(made) => Ok(made),
            None => self.read(pointer, stretch, &read),
        };
        self.each_part(pointer, read, take)
    }

    /// The same where what was read ahead is still to be finished. `None` where that is not possible, or where
    /// it was handed on before: the document has to be read another way then, and what was taken be forgotten.
    pub(in crate::formats) fn finished_parts<M: 'static, T: Send>(
        &self,
        pointer: &str,
        (finish, read): (impl Fn(M) -> Option<T> + Sync, impl Fn(&Part<'_>) -> Result<T, ReadError> + Sync),
        mut take: impl FnMut(T),
    ) -> Result<Option<()>, ReadError> {
        let mut is_finished = true;
        let read = |stretch: &Stretch| match stretch.made {
            Some(_) => Ok(stretch.take_made().and_then(&finish)),
            None => self.read(pointer, stretch, &read).map(Some),
        };
        self.each_part(pointer, read, |part| match part {
            Some(part) => take(part),
            None => is_finished = false,
        })?;
        Ok(is_finished.then_some(()))
    }

    fn each_part<T: Send>(
        &self,
        pointer: &str,
        read: impl Fn(&Stretch) -> Result<T, ReadError> + Sync,
        mut take: impl FnMut(T),
    ) -> Result<(), ReadError> {
        let Some(list) = self.lists.get(pointer) else { return Ok(()) };
        let at_once = rayon::current_num_threads().saturating_mul(PARTS_EACH).max(1);
        for some in list.parts.chunks(at_once) {
            // All of them are read before the first error is looked for, so that it is the same in every run.
            let made: Vec<Result<T, ReadError>> = some.par_iter().map(&read).collect();
            for made in made {
                take(made?);
            }
        }
        Ok(())
    }

    fn read<T>(
        &self,
        pointer: &str,
        stretch: &Stretch,
        read: impl Fn(&Part<'_>) -> Result<T, ReadError>,
    ) -> Result<T, ReadError> {
        let mut buffer = self.buffers.take();
        let text = self.text(stretch, &mut buffer)?;
        let made = read(&Part { pointer, first: stretch.first, count: stretch.count, text });
        self.buffers.give_back(buffer);
        made
    }

    /// The elements of a stretch as a list of its own. Before and behind them stands what separates
    /// them from others, of which a bracket takes the place.
    fn text<'b>(&self, stretch: &Stretch, buffer: &'b mut Vec<u8>) -> Result<&'b str, ReadError> {
        let Range { start, end } = stretch.bytes;
        self.payload.read(start.saturating_sub(1)..end.saturating_add(1), buffer, 0)?;
        if let [first, .., last] = buffer.as_mut_slice() {
            (*first, *last) = (b'[', b']');
        }
        std::str::from_utf8(buffer).map_err(|_| ReadError::new(Place::Whole, sniff::not_utf8()))
    }
}

impl Stretch {
    /// What came of it while it was scanned, once.
    fn take_made<M: 'static>(&self) -> Option<M> {
        let made = self.made.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        made.downcast().ok().map(|made| *made)
    }
}

fn room<T>(count: u64) -> Vec<T> {
    let mut list = Vec::new();
    usize::try_from(count).ok().and_then(|count| list.try_reserve_exact(count).ok());
    list
}

/// Moves elements to the end of a list that may become very long. Room for very many is made at once: as long
/// as nothing is written there it takes no memory, whereas what is moved as it grows leaves holes behind. What is
/// all of them or nearly so is not moved.
pub(in crate::formats) fn append<T>(list: &mut Vec<T>, more: &mut Vec<T>) {
    const MANY: usize = 1 << 17;
    if list.is_empty() && more.len() > list.capacity() / 2 {
        *list = mem::take(more);
        return;
    }
    if list.capacity().saturating_sub(list.len()) < more.len() {
        list.reserve(more.len().max(MANY));
    }
    list.append(more);
}

impl Part<'_> {
    /// A list with room for what comes of the elements.
    pub(in crate::formats) fn room<T>(&self) -> Vec<T> {
        room(self.count)
    }

    /// Hands each element, with its index in the list, to a function.
    pub(in crate::formats) fn each<'p, T: Deserialize<'p>>(
        &'p self,
        mut take: impl FnMut(u64, T),
    ) -> Result<(), ReadError> {
        let mut next = self.first;
        let read = each(self.text, |index, element| {
            next = self.first.saturating_add(index).saturating_add(1);
            take(next.saturating_sub(1), element);
        });
        // The reader counts lines from the beginning of the part.
        read.map_err(|error| unreadable_element(&error, Place::Pointer(format!("{}/{next}", self.pointer).into())))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests;
