// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Which field follows which. A document is mostly written by one tool, and a tool writes all objects of a
//! kind alike: so the next key is known before it is read, and is only compared.

use std::ptr;

use crate::formats::json::{Object, shape::MOST_FIELDS};

/// Number of guesses: enough that few objects share one. Where they do, they guess wrong and look.
const GUESSES: usize = 1024;
/// Stands before the first field of an object.
pub(super) const START: u8 = MOST_FIELDS as u8;

/// Guesses of the index of the field that follows another.
pub(super) struct Guesses([u8; GUESSES]);

impl Guesses {
    /// The index of the field that is expected in an object behind that of index `last`.
    #[inline(always)]
    pub(super) fn next(&self, object: &'static Object, last: u8) -> u8 {
        self.0.get(place(object, last)).copied().unwrap_or_default()
    }

    /// Notes which one followed.
    pub(super) fn note(&mut self, object: &'static Object, last: u8, index: u8) {
        self.0.get_mut(place(object, last)).into_iter().for_each(|guess| *guess = index);
    }
}

impl Default for Guesses {
    fn default() -> Self {
        Self([0; GUESSES])
    }
}

/// Where the guess is, among others.
#[inline(always)]
#[expect(clippy::arithmetic_side_effects, reason = "by numbers that are not zero")]
fn place(object: &'static Object, last: u8) -> usize {
    const APART: usize = 37;
    (ptr::from_ref(object).addr() / align_of::<Object>()).wrapping_add(usize::from(last).wrapping_mul(APART)) % GUESSES
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::json::{Shape, may};

    static OBJECTS: [Object; 2] =
        [Object::of(&[may("a", Shape::Any), may("b", Shape::Any)]), Object::of(&[may("c", Shape::Any)])];

    #[test]
    fn what_followed_is_expected_again() {
        let [one, other] = &OBJECTS;
        let mut guesses = Guesses::default();
        guesses.note(one, START, 1);
        guesses.note(one, 1, 3);
        guesses.note(other, START, 2);
        let next =
            [(one, START), (one, 1), (other, START), (other, 1)].map(|(object, last)| guesses.next(object, last));
        assert_eq!(next, [1, 3, 2, 0]);
        guesses.note(one, START, 0);
        assert_eq!((guesses.next(one, START), guesses.next(one, 1)), (0, 3));
    }
}
