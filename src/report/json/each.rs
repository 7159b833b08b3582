// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Lists that may be very long.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};

/// A list of which each item is made when it is written, and gone with it.
pub(super) struct Each<'a, T>(Box<dyn Fn() -> Items<'a, T> + 'a>);

type Items<'a, T> = Box<dyn Iterator<Item = T> + 'a>;

impl<'a, T> Each<'a, T> {
    pub(super) fn of(items: impl Iterator<Item = T> + Clone + 'a) -> Self {
        Self(Box::new(move || Box::new(items.clone())))
    }
}

impl<T: Serialize> Serialize for Each<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0())
    }
}

impl<T: JsonSchema> JsonSchema for Each<'_, T> {
    fn inline_schema() -> bool {
        Vec::<T>::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        Vec::<T>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Vec::<T>::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    struct Counted<'a>(&'a Cell<u32>);

    impl Drop for Counted<'_> {
        fn drop(&mut self) {
            self.0.set(self.0.get() - 1);
        }
    }

    impl Serialize for Counted<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_u32(self.0.get())
        }
    }

    #[test]
    fn one_item_is_there_at_a_time_and_each_writing_makes_them_anew() {
        let there = Cell::new(0);
        let made = |_| {
            there.set(there.get() + 1);
            Counted(&there)
        };
        let each = Each::of((0..3).map(made));
        assert_eq!(serde_json::to_string(&each).unwrap(), "[1,1,1]");
        assert_eq!(serde_json::to_string(&each).unwrap(), "[1,1,1]");
        let none: [u32; 0] = [];
        assert_eq!(serde_json::to_string_pretty(&Each::of(none.iter())).unwrap(), "[]");
    }
}
