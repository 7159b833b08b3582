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

use super::{LongList, Made, PART, Stretch, taker::Taker};
use crate::{
    formats::json::{
        Elements, Shape,
        scan::{Memory, Scan},
    },
    model::Keep,
};

/// How far behind the place wanted an end of an element is looked for.
const LOOK: u64 = 64 * 1024;
/// How many stretches are scanned before the scan goes on behind them.
const AT_ONCE: usize = 16;
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
    /// Where its first element begins.
    start: u64,
    /// Hashes of the names in it, in their order.
    names: Vec<u128>,
    /// What came of its elements, where they were read.
    made: Option<Made>,
}

impl Taker<'_> {
    /// Scans what follows the elements that were scanned, as far as that can be done in several
    /// places at the same time; `false` where it cannot.
    pub(super) fn scan_ahead(&mut self, each: Shape, list: &mut LongList, elements: &mut u64) -> bool {
        let Some(mark) = list.mark.as_deref().filter(|_| self.payload().held().is_none()) else { return false };
        let ends = self.guess_ends(each, mark);
        let stretches: Vec<Range<u64>> =
            ends.iter().zip(ends.iter().skip(1)).map(|(start, end)| *start..*end).collect();
        if stretches.len() < 2 {
            return false;
        }
        let scanned: Vec<Option<Scanned>> =
            stretches.par_iter().map(|stretch| self.scan_stretch(each, list, stretch)).collect();
        let mut is_ahead = false;
        for (stretch, scanned) in stretches.iter().zip(scanned) {
            let Some(scanned) = scanned.filter(|scanned| self.memory.names.admit(&scanned.names)) else { break };
            let bytes = scanned.start..stretch.end;
            let made = scanned.made.map(|made| Mutex::new(Some(made)));
            list.parts.push(Stretch { first: *elements, count: scanned.elements, bytes, made });
            *elements = elements.saturating_add(scanned.elements);
            self.window.jump(stretch.end);
            is_ahead = true;
        }
        is_ahead
    }

    /// Where elements may end with a comma behind them, about as far from one another as parts are
    /// long. The first is where the scan stands.
    fn guess_ends(&self, each: Shape, mark: &[u8]) -> Vec<u64> {
        let finder = memmem::Finder::new(mark);
        let mut ends = vec![self.window.offset()];
        let mut buffer = Vec::new();
        while ends.len() <= AT_ONCE
            && let Some(wanted) = ends.last().map(|end| end.saturating_add(PART))
            && self.payload().read(wanted..wanted.saturating_add(LOOK), &mut buffer, 0).is_ok()
            && let Some(end) =
                finder.find_iter(&buffer).take(MOST_GUESSES).find_map(|at| self.end_before(each, &buffer, at))
        {
            ends.push(wanted.saturating_add(end as u64));
        }
        ends
    }

    /// The comma in front of what begins at `at`, where that looks like an element.
    fn end_before(&self, each: Shape, bytes: &[u8], at: usize) -> Option<usize> {
        let comma = bytes.get(..at)?.iter().rposition(|byte| !matches!(byte, b' ' | b'\n' | b'\r' | b'\t'))?;
        if bytes.get(comma) != Some(&b',') {
            return None;
        }
        let mut scan = Scan::new(bytes.get(at..)?, self.depth_of_elements(), Memory::default());
        scan.whole_value(&each).ok().map(|()| comma)
    }

    /// Scans elements that have a comma before each of them and fill the stretch. `None` where the
    /// stretch is not so, or something has to be said of it.
    fn scan_stretch(&self, each: Shape, list: &LongList, stretch: &Range<u64>) -> Option<Scanned> {
        let mut buffer = self.buffers.take();
        self.payload().read(stretch.clone(), &mut buffer, 0).ok()?;
        let scanned = self.scan_bytes(each, list, stretch.start, &buffer);
        self.buffers.give_back(buffer);
        scanned
    }

    fn scan_bytes(&self, each: Shape, list: &LongList, offset: u64, bytes: &[u8]) -> Option<Scanned> {
        let text = std::str::from_utf8(bytes).ok()?;
        let memory = self.memory.beside();
        let noted = memory.notes.counts();
        let scan = Scan::new(bytes, self.depth_of_elements(), memory);
        let ahead = self.ahead.filter(|ahead| ahead.list == list.pointer);
        let mut elements = Elements::new(text, scan, &each, ahead.map_or(Keep::Everything, |ahead| ahead.keep));
        let made = match ahead {
            Some(ahead) => Some((ahead.read)(&mut elements)?),
            None => elements.each(|_, _: IgnoredAny| ()).map(|()| None)?,
        };
        let (elements, start, scan) = elements.end()?;
        (scan.memory.notes.counts() == noted).then_some(())?;
        let start = offset.saturating_add(start as u64);
        Some(Scanned { elements, start, names: scan.memory.names.into_recent(), made })
    }
}
