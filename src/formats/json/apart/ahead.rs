// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Scans a long list in several places at the same time.
//!
//! Where an element ends is guessed. A guess counts only once the scan of all that lies before has
//! ended exactly there; what has a fault, is remarked on or was guessed wrongly is left to the scan
//! in sequence. So nothing is accepted that it would not accept, and it alone says what is wrong.

use std::{ops::Range, sync::Mutex};

use memchr::memmem;
use rayon::prelude::*;
use serde::de::IgnoredAny;

use super::{Ahead, LongList, Made, Stretch, UNIT, taker::Taker};
use crate::{
    formats::json::{
        Elements, Shape,
        scan::{Memory, Names, Scan},
    },
    model::{Keep, Unreadable},
};

/// About how many bytes are scanned in one go.
const STRETCH: usize = UNIT as usize;
/// How far behind the place wanted an end of an element is looked for.
const LOOK: usize = STRETCH / 2;
/// How many elements have to follow one another there. Less is met in lists that lie in an element.
const IN_A_ROW: usize = 3;
/// How many places are looked at more closely.
const MOST_GUESSES: usize = 16;
/// The longest beginning by which an element is found.
const LONGEST_MARK: usize = 64;

/// By what other elements of a list are found: the beginning of one, up to its first colon.
pub(super) fn mark(element: &[u8]) -> Option<Box<[u8]>> {
    let colon = memchr::memchr(b':', element).filter(|colon| *colon < LONGEST_MARK)?;
    element.get(..=colon).filter(|mark| mark.starts_with(b"{")).map(Box::from)
}

/// What a stretch between two ends of elements holds.
struct Scanned {
    elements: u64,
    /// Where in view its first element begins.
    start: usize,
    /// Hashes of the names in it, in their order.
    names: Vec<u128>,
    /// What came of its elements, where they were read.
    made: Option<Made>,
}

/// Stretches that were scanned and are still to be noted.
struct Block {
    /// Where in the document the view began that they count from.
    base: u64,
    scanned: Vec<(Range<usize>, Option<Scanned>)>,
}

impl Taker<'_> {
    /// Scans what follows the elements that were scanned, as far as that can be done in several
    /// places at the same time. Meanwhile what lies before is noted, and what lies behind is read.
    pub(super) fn scan_ahead(
        &mut self,
        each: Shape,
        list: &mut LongList,
        elements: &mut u64,
    ) -> Result<(), Unreadable> {
        let Some(mark) = list.mark.clone().filter(|_| self.payload().held().is_none()) else { return Ok(()) };
        let ahead = self.ahead.filter(|ahead| ahead.list == self.pattern);
        let mut block = Block { base: self.window.offset(), scanned: Vec::new() };
        loop {
            if self.window.rest().len() < STRETCH.saturating_mul(2) {
                let view = self.window.view_behind(0, self.buffers.take())?;
                self.buffers.give_back(self.window.look_behind(0, view));
            }
            self.skip_blank();
            let stretches = self.guess_stretches(each, &mark);
            let Some(last) = stretches.last().filter(|_| stretches.len() > 1) else { break };
            let memory = self.memory.beside();
            let begins_list = *elements == 0 && block.scanned.is_empty();
            let reading = Reading { view: self.window.rest(), each, depth: self.depth_of_elements(), memory, ahead };
            let base = self.window.offset();
            let ((noted, view), scanned) = rayon::join(
                || {
                    let noted = block.note(&mut self.memory.names, list, elements, ahead);
                    (noted, self.window.view_behind(last.end, self.buffers.take()))
                },
                || {
                    let scan = |stretch: &Range<usize>| {
                        let is_first = begins_list && stretch.start == 0;
                        (stretch.clone(), reading.stretch(stretch, is_first))
                    };
                    stretches.par_iter().map(scan).collect()
                },
            );
            if let Err(end) = noted {
                self.window.jump(end);
                return Ok(());
            }
            block = Block { base, scanned };
            self.buffers.give_back(self.window.look_behind(last.end, view?));
        }
        match block.note(&mut self.memory.names, list, elements, ahead) {
            Ok(()) => self.window.narrow(),
            Err(end) => self.window.jump(end),
        }
        Ok(())
    }

    /// Stretches of what is in view that follow one another from where the scan stands. Each ends where an
    /// element may end that has a comma behind it.
    fn guess_stretches(&self, each: Shape, mark: &[u8]) -> Vec<Range<usize>> {
        let (finder, view) = (memmem::Finder::new(mark), self.window.rest());
        let mut stretches: Vec<Range<usize>> = Vec::new();
        loop {
            let start = stretches.last().map_or(0, |last| last.end);
            let wanted = start.saturating_add(STRETCH);
            let looked_at = view.get(wanted..wanted.saturating_add(LOOK).min(view.len())).unwrap_or_default();
            let mut places = finder.find_iter(looked_at).take(MOST_GUESSES);
            match places.find_map(|at| self.end_before(each, mark, looked_at, at)) {
                Some(end) => stretches.push(start..wanted.saturating_add(end)),
                None => return stretches,
            }
        }
    }

    /// The comma in front of what begins at `at`, where that looks like elements.
    fn end_before(&self, each: Shape, mark: &[u8], bytes: &[u8], at: usize) -> Option<usize> {
        let comma = bytes.get(..at)?.iter().rposition(|byte| !matches!(byte, b' ' | b'\n' | b'\r' | b'\t'))?;
        if bytes.get(comma) != Some(&b',') {
            return None;
        }
        let mut scan = Scan::new(bytes.get(at..)?, self.depth_of_elements(), Memory::default());
        for _ in 0..IN_A_ROW {
            scan.whole_value(&each).ok()?;
            scan.skip_blank();
            scan.rest = scan.rest.strip_prefix(b",")?;
            scan.skip_blank();
            scan.rest.starts_with(mark).then_some(())?;
        }
        Some(comma)
    }
}

impl Block {
    /// Notes what was scanned. Where a stretch does not follow from those before it, its beginning in the
    /// document comes back, and what follows is not noted.
    fn note(
        self,
        names: &mut Names,
        list: &mut LongList,
        elements: &mut u64,
        ahead: Option<Ahead<'_>>,
    ) -> Result<(), u64> {
        for (stretch, scanned) in self.scanned {
            let place = |at: usize| self.base.saturating_add(at as u64);
            let scanned = scanned.filter(|scanned| names.admit(&scanned.names)).ok_or(place(stretch.start))?;
            let made = scanned.made.map(|made| Mutex::new(Some(made)));
            let bytes = place(scanned.start)..place(stretch.end);
            add(list, Stretch { first: *elements, count: scanned.elements, bytes, made }, ahead);
            *elements = elements.saturating_add(scanned.elements);
        }
        Ok(())
    }
}

/// Adds a stretch to a list; what came of it to what came of the last one, if anything did of both.
fn add(list: &mut LongList, mut stretch: Stretch, ahead: Option<Ahead<'_>>) {
    if let (Some(ahead), Some(Ok(Some(mut made)))) = (ahead, stretch.made.take().map(Mutex::into_inner)) {
        (ahead.place)(&mut made, stretch.first);
        let joined = match list.parts.last_mut() {
            Some(last) => join(last, made, ahead),
            None => Err(made),
        };
        match joined {
            Ok(last) => {
                last.count = last.count.saturating_add(stretch.count);
                last.bytes.end = stretch.bytes.end;
                return;
            }
            Err(made) => stretch.made = Some(Mutex::new(Some(made))),
        }
    }
    list.parts.push(stretch);
}

/// Adds what came of elements to what came of those of the last stretch; hands it back where nothing did.
fn join<'l>(last: &'l mut Stretch, made: Made, ahead: Ahead<'_>) -> Result<&'l mut Stretch, Made> {
    let Some(Ok(Some(before))) = last.made.as_mut().map(Mutex::get_mut) else { return Err(made) };
    (ahead.join)(before, made)?;
    Ok(last)
}

/// How stretches are read.
struct Reading<'r> {
    /// What is in view.
    view: &'r [u8],
    each: Shape,
    /// How deep an element may be nested.
    depth: u32,
    memory: Memory,
    ahead: Option<Ahead<'r>>,
}

impl Reading<'_> {
    /// Scans elements that fill the stretch of what is in view, with a comma before each that is not the
    /// first of the list; reads them as well where that can be done at once. `None` where the stretch is not
    /// so, or something has to be said of it.
    fn stretch(&self, stretch: &Range<usize>, is_first: bool) -> Option<Scanned> {
        let read = self.ahead.and_then(|ahead| {
            let read = |elements: &mut Elements<'_>| (ahead.read)(elements).map(Some);
            self.scanned(stretch, is_first, (ahead.keep, &read))
        });
        read.or_else(|| {
            let only_scan = |elements: &mut Elements<'_>| elements.each(|_, _: IgnoredAny| ()).map(|()| None);
            self.scanned(stretch, is_first, (Keep::Everything, &only_scan))
        })
    }

    fn scanned(&self, stretch: &Range<usize>, is_first: bool, (keep, read): (Keep, &Read<'_>)) -> Option<Scanned> {
        let bytes = self.view.get(stretch.clone())?;
        let text = std::str::from_utf8(bytes).ok()?;
        let memory = self.memory.beside();
        let noted = memory.notes.counts();
        let mut elements = Elements::new(text, Scan::new(bytes, self.depth, memory), &self.each, keep);
        elements.is_first = is_first;
        let made = read(&mut elements)?;
        let (elements, start, scan) = elements.end()?;
        (scan.memory.notes.counts() == noted).then_some(())?;
        let start = stretch.start.saturating_add(start);
        Some(Scanned { elements, start, names: scan.memory.names.into_recent(), made })
    }
}

/// Goes through elements; gives what came of them, if anything had to.
type Read<'r> = dyn Fn(&mut Elements<'_>) -> Option<Option<Made>> + 'r;
