// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Values with their hashes. Those of very many are made side by side; maps are asked one after another then.

use std::{
    collections::HashMap,
    hash::{BuildHasher, BuildHasherDefault, Hash, Hasher, RandomState},
};

/// A value with its hash by a key that nobody else knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hashed<T> {
    hash: u64,
    pub(super) value: T,
}

/// A map of values that are hashed by one key.
pub(super) type HashedMap<K, V> = HashMap<Hashed<K>, V, BuildHasherDefault<Kept>>;

impl<T: Hash> Hashed<T> {
    pub(super) fn by(key: &RandomState, value: T) -> Self {
        Self { hash: key.hash_one(&value), value }
    }
}

impl<T> Hash for Hashed<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

/// Gives the hash that a value has.
#[derive(Debug, Default)]
pub(super) struct Kept(u64);

impl Hasher for Kept {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
