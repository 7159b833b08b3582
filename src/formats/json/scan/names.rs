// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Names that stand for one thing each within a document.

use std::{
    collections::HashSet,
    hash::{BuildHasher, RandomState},
};

/// The names seen so far. Of each only 128 bits of a keyed hash are held, so that half a million
/// names cost little and need not stay in memory themselves. Whoever writes a document does not know
/// the keys; two names that hash alike by chance would have it rejected.
#[derive(Debug, Default)]
pub(in crate::formats::json) struct Names {
    keys: (RandomState, RandomState),
    seen: HashSet<u128>,
    /// Those added since the last mark, where one was set.
    recent: Option<Vec<u128>>,
}

impl Names {
    /// Adds a name; `false` where it is known already.
    pub(super) fn insert(&mut self, name: &[u8]) -> bool {
        let hash = u128::from(self.keys.0.hash_one(name)) << 64 | u128::from(self.keys.1.hash_one(name));
        if let Some(recent) = &mut self.recent {
            recent.push(hash);
        }
        self.seen.insert(hash)
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
}
