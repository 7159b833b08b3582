// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Names that stand for one thing each within a document.

use std::{
    collections::HashSet,
    hash::{BuildHasher, BuildHasherDefault, Hasher, RandomState},
};

/// The names seen so far. Of each only 128 bits of a keyed hash are held, so that half a million
/// names cost little and need not stay in memory themselves. Whoever writes a document does not know
/// the keys; two names that hash alike by chance would have it rejected.
#[derive(Debug, Default)]
pub(in crate::formats::json) struct Names {
    keys: (RandomState, RandomState),
    seen: HashSet<u128, BuildHasherDefault<Hashed>>,
    /// Those added since the last mark, where one was set.
    recent: Option<Vec<u128>>,
    /// Whether names are only noted as recent, and compared by somebody else.
    only_noted: bool,
}

impl Names {
    /// Adds a name; `false` where it is known already.
    pub(super) fn insert(&mut self, name: &[u8]) -> bool {
        let hash = u128::from(self.keys.0.hash_one(name)) << 64 | u128::from(self.keys.1.hash_one(name));
        if let Some(recent) = &mut self.recent {
            recent.push(hash);
        }
        self.only_noted || self.seen.insert(hash)
    }

    /// Names that are added from here on can be forgotten again.
    pub(in crate::formats::json) fn mark(&mut self) {
        self.recent.get_or_insert_default().clear();
    }

    /// Forgets the names added since the last mark.
    pub(in crate::formats::json) fn forget_recent(&mut self) {
        for hash in self.recent.iter_mut().flat_map(|recent| recent.drain(..)) {
            self.seen.remove(&hash);
        }
    }

    /// Notes names beside this one, by the same keys, for [`Self::admit`].
    pub(super) fn beside(&self) -> Self {
        Self { keys: self.keys.clone(), seen: HashSet::default(), recent: Some(Vec::new()), only_noted: true }
    }

    /// The names added since the last mark, in their order.
    pub(in crate::formats::json) fn into_recent(self) -> Vec<u128> {
        self.recent.unwrap_or_default()
    }

    /// Adds names that were noted beside this one; none of them and `false` where one is known already.
    pub(in crate::formats::json) fn admit(&mut self, names: &[u128]) -> bool {
        let known = names.iter().position(|hash| !self.seen.insert(*hash));
        for hash in known.and_then(|known| names.get(..known)).unwrap_or_default() {
            self.seen.remove(hash);
        }
        known.is_none()
    }
}

/// A hash of what is a keyed hash already.
#[derive(Debug, Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u128(&mut self, hash: u128) {
        // The lower half: all of its bits depend on the key.
        self.0 = hash as u64;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_noted_beside_are_admitted_all_or_none() {
        let mut names = Names::default();
        assert!(names.insert(b"a"));
        let noted = |list: &[&[u8]]| {
            let mut beside = names.beside();
            list.iter().for_each(|name| assert!(beside.insert(name)));
            beside.into_recent()
        };
        let (again, twice, new) = (noted(&[b"b", b"a"]), noted(&[b"b", b"c", b"b"]), noted(&[b"b", b"c"]));
        assert!(!names.admit(&again) && !names.admit(&twice));
        assert!(names.admit(&new) && !names.admit(&new));
    }
}
