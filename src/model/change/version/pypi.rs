// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Versions of Python packages (PEP 440).

use std::cmp::Ordering;

use super::{compare_digits, compare_numbers, is_number, numbers, without_v};

pub(super) fn compare(old: &str, new: &str) -> Option<Ordering> {
    let (old, new) = (old.trim().to_ascii_lowercase(), new.trim().to_ascii_lowercase());
    let (old, new) = (Version::read(&old)?, Version::read(&new)?);
    let order = compare_digits(old.epoch, new.epoch)
        .then_with(|| compare_numbers(&old.release, &new.release))
        .then_with(|| old.pre_key().cmp(&new.pre_key()))
        .then_with(|| old.post.is_some().cmp(&new.post.is_some()))
        .then_with(|| compare_digits(old.post.unwrap_or("0"), new.post.unwrap_or("0")))
        .then_with(|| old.dev.is_none().cmp(&new.dev.is_none()))
        .then_with(|| compare_digits(old.dev.unwrap_or("0"), new.dev.unwrap_or("0")))
        .then_with(|| local(old.local).cmp(&local(new.local)));
    Some(order)
}

struct Version<'a> {
    epoch: &'a str,
    release: Vec<&'a str>,
    /// Rank of `a`, `b` and `rc`, with the number.
    pre: Option<(u8, &'a str)>,
    post: Option<&'a str>,
    dev: Option<&'a str>,
    local: Option<&'a str>,
}

impl<'a> Version<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let (public, local) = text.split_once('+').map_or((text, None), |(public, local)| (public, Some(local)));
        let (epoch, rest) = without_v(public).split_once('!').unwrap_or(("0", without_v(public)));
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (release, mut rest) = rest.split_at_checked(end)?;
        let release = numbers(release.trim_end_matches('.'))?;
        let (mut pre, mut post, mut dev) = (None, None, None);
        while !rest.is_empty() {
            let (word, number, after) = segment(rest)?;
            match word {
                "a" | "alpha" if pre.is_none() => pre = Some((0, number)),
                "b" | "beta" if pre.is_none() => pre = Some((1, number)),
                "c" | "rc" | "pre" | "preview" if pre.is_none() => pre = Some((2, number)),
                "post" | "r" | "rev" if post.is_none() => post = Some(number),
                "dev" if dev.is_none() => dev = Some(number),
                _ => return None,
            }
            rest = after;
        }
        is_number(epoch).then_some(Self { epoch, release, pre, post, dev, local })
    }

    /// A development release of the release itself comes before every pre-release; a release without
    /// pre-release comes after all.
    fn pre_key(&self) -> (u8, usize, &str) {
        match self.pre {
            Some((rank, number)) => {
                let number = number.trim_start_matches('0');
                (rank.saturating_add(1), number.len(), number)
            }
            None if self.post.is_none() && self.dev.is_some() => (0, 0, ""),
            None => (9, 0, ""),
        }
    }
}

/// A word with its number, separators left out, and the rest.
fn segment(text: &str) -> Option<(&str, &str, &str)> {
    let separators = ['.', '-', '_'];
    let text = text.trim_start_matches(separators);
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end)?;
    let numbered = rest.trim_start_matches(separators);
    let end = numbered.find(|c: char| !c.is_ascii_digit()).unwrap_or(numbered.len());
    let (number, after) = numbered.split_at_checked(end)?;
    match (word, number) {
        ("", _) => None,
        // `1.0.dev` means `1.0.dev0`; what comes next keeps its separator.
        (_, "") => Some((word, "0", rest)),
        _ => Some((word, number, after)),
    }
}

/// Parts of a local version: numbers come after words, and nothing before all.
fn local(text: Option<&str>) -> Vec<(u8, usize, &str)> {
    let key = |part| match is_number(part) {
        true => {
            let digits = part.trim_start_matches('0');
            (1, digits.len(), digits)
        }
        false => (0, 0, part),
    };
    text.into_iter().flat_map(|text| text.split(['.', '-', '_'])).map(key).collect()
}
