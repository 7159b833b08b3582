// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Versions of Debian packages (Debian Policy, section 5.6.12).

use std::cmp::Ordering;

use super::{compare_digits, is_number};

/// Compares epoch, upstream version and revision, in this order.
pub(super) fn compare(old: &str, new: &str) -> Option<Ordering> {
    let ((old_epoch, old), (new_epoch, new)) = (epoch(old)?, epoch(new)?);
    let (old, new) = (revision(old), revision(new));
    Some(compare_digits(old_epoch, new_epoch).then_with(|| part(old.0, new.0)).then_with(|| part(old.1, new.1)))
}

fn epoch(text: &str) -> Option<(&str, &str)> {
    let (epoch, rest) = text.split_once(':').unwrap_or(("0", text));
    let right = |byte: u8| byte.is_ascii_alphanumeric() || b".+-~:_".contains(&byte);
    (is_number(epoch) && !rest.is_empty() && rest.bytes().all(right)).then_some((epoch, rest))
}

/// The part behind the last hyphen is the revision; none is as good as `0`.
fn revision(text: &str) -> (&str, &str) {
    text.rsplit_once('-').unwrap_or((text, "0"))
}

/// What is no digit and digits in turn. `~` comes before the end, the end before letters, letters
/// before all else.
fn part(mut old: &str, mut new: &str) -> Ordering {
    while !old.is_empty() || !new.is_empty() {
        let ((old_word, old_rest), (new_word, new_rest)) = (word(old), word(new));
        let weights = |text: &str| text.bytes().map(weight).chain([END]).collect::<Vec<_>>();
        let order = weights(old_word).cmp(&weights(new_word));
        if order.is_ne() {
            return order;
        }
        let ((old_number, old_after), (new_number, new_after)) = (number(old_rest), number(new_rest));
        let order = compare_digits(old_number, new_number);
        if order.is_ne() {
            return order;
        }
        (old, new) = (old_after, new_after);
    }
    Ordering::Equal
}

const END: u16 = 1;

const fn weight(byte: u8) -> u16 {
    match byte {
        b'~' => 0,
        byte if byte.is_ascii_alphabetic() => byte as u16,
        byte => (byte as u16).saturating_add(256),
    }
}

fn word(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

fn number(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}
