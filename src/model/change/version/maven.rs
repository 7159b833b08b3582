// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Versions of Maven artifacts, as far as they are numbers with one of the known qualifiers behind
//! them (Maven POM reference, "Version Order Specification"). Other qualifiers, such as `-jre` and
//! `-android`, name variants as often as versions and are not ordered.

use std::cmp::Ordering;

use super::{compare_digits, compare_numbers, is_number, numbers};

/// The qualifiers in their order; those of one rank mean the same.
const QUALIFIERS: &[&[&str]] = &[
    &["alpha", "a"],
    &["beta", "b"],
    &["milestone", "m"],
    &["rc", "cr"],
    &["snapshot"],
    &["", "final", "ga", "release"],
    &["sp"],
];

pub(super) fn compare(old: &str, new: &str) -> Option<Ordering> {
    let (old, new) = (old.to_ascii_lowercase(), new.to_ascii_lowercase());
    let (old, new) = (Version::read(&old)?, Version::read(&new)?);
    let words = old.rank.cmp(&new.rank).then_with(|| compare_digits(old.counter, new.counter));
    Some(compare_numbers(&old.numbers, &new.numbers).then(words))
}

struct Version<'a> {
    numbers: Vec<&'a str>,
    rank: usize,
    counter: &'a str,
}

impl<'a> Version<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let (release, rest) = text.split_at_checked(end)?;
        let numbers = numbers(release.trim_end_matches('.'))?;
        let rest = rest.trim_start_matches(['-', '.']);
        let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let (word, counter) = rest.split_at_checked(end)?;
        let counter = counter.trim_start_matches(['-', '.']);
        let rank = QUALIFIERS.iter().position(|words| words.contains(&word))?;
        // `1.0-1` has a number and no word; `a` and `b` are qualifiers only with a number behind.
        let lone = (word.is_empty() && !counter.is_empty()) || (word.len() == 1 && counter.is_empty());
        let counted = counter.is_empty() || is_number(counter);
        (!lone && counted).then_some(Self { numbers, rank, counter })
    }
}
