// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a document has that the version of the specification it names does not: no fault, because a
//! newer version has it or any may, but worth a remark.

use super::{Object, Scan};

/// Most notes that are kept; each sort of thing is noted once.
const MOST: usize = 64;

/// What was noted in a document.
#[derive(Clone, Debug, Default)]
pub(in crate::formats) struct Notes {
    /// What only a newer version allows.
    pub(in crate::formats) newer: Vec<Newer>,
    /// Fields that no version known here has, where the specification allows none: name and place.
    pub(in crate::formats) unknown: Vec<(String, String)>,
}

/// Something that only a newer minor version allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::formats) struct Newer {
    /// The field or word.
    pub(in crate::formats) name: &'static str,
    /// The minor version that allows it.
    pub(in crate::formats) since: u8,
    /// What it is.
    pub(in crate::formats) what: NewerUse,
    /// Where it stands first, as a JSON pointer.
    pub(in crate::formats) pointer: String,
}

/// What a newer version allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::formats) enum NewerUse {
    /// A field.
    Field,
    /// A word of an enumeration.
    Word,
    /// That a field is left out.
    Absence,
}

impl Notes {
    /// Number of notes of either sort.
    pub(in crate::formats::json) const fn counts(&self) -> (usize, usize) {
        (self.newer.len(), self.unknown.len())
    }

    /// Says of the notes made since there were `counts` that they lie below `pointer`.
    pub(in crate::formats::json) fn lie_below(&mut self, counts: (usize, usize), pointer: &str) {
        let newer = self.newer.iter_mut().skip(counts.0).map(|newer| &mut newer.pointer);
        let unknown = self.unknown.iter_mut().skip(counts.1).map(|(_, pointer)| pointer);
        newer.chain(unknown).for_each(|place| place.insert_str(0, pointer));
    }
}

impl Scan<'_> {
    /// Notes something that only the minor version `since` allows, unless the document is of it.
    pub(super) fn note_newer(&mut self, name: &'static str, since: u8, what: NewerUse) {
        let is_known = |newer: &Newer| newer.name == name && newer.since == since && newer.what == what;
        if since == 0
            || self.memory.minor.is_some_and(|minor| minor >= since)
            || self.memory.notes.newer.len() >= MOST
            || self.memory.notes.newer.iter().any(is_known)
        {
            return;
        }
        let pointer = self.pointer();
        self.memory.notes.newer.push(Newer { name, since, what, pointer });
    }

    /// Notes a key that is no field looked at, where the specification closes the object.
    pub(super) fn note_other(&mut self, key: &[u8], object: &Object) {
        let Some(others) = object.others else { return };
        if let Some((name, since)) = others.iter().find(|(name, _)| name.as_bytes() == key) {
            self.note_newer(name, *since, NewerUse::Field);
        } else if self.memory.notes.unknown.len() < MOST {
            let name = String::from_utf8_lossy(key).into_owned();
            if !self.memory.notes.unknown.iter().any(|(other, _)| *other == name) {
                let pointer = self.pointer();
                self.memory.notes.unknown.push((name, pointer));
            }
        }
    }
}
