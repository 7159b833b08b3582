// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The order of findings: the gravest first, then by name, component or place, and first report.
//!
//! To reach the texts of two findings takes longer than to compare them, and there may be a hundred thousand. So
//! they are sorted by numbers first; texts are fetched once for each of those that these do not tell apart.

use std::{cmp::Reverse, mem};

use rayon::prelude::*;

use super::{OpenFinding, aliases::to_number};
use crate::model::{EvidenceId, Package, Severity};

/// What tells most findings apart: severity, the beginning of the name, and which one it is.
type Head = (Reverse<Severity>, Beginning, u32);
/// The first bytes of a name as numbers, which are ordered as they are. (One of twice the size would take room
/// for half as much again.)
type Beginning = [u64; 2];
/// The rest of what findings are ordered by.
type Texts<'a> = (&'a str, Option<&'a Package>, Option<&'a str>, (EvidenceId, u32));

/// The findings in their order.
pub(super) fn in_order(mut open: Vec<OpenFinding>) -> Vec<OpenFinding> {
    let head = |(index, open): (usize, &OpenFinding)| (Reverse(open.gravest), beginning(open.name()), to_number(index));
    let mut heads: Vec<Head> = open.par_iter().enumerate().map(head).collect();
    heads.par_sort_unstable();
    heads.par_chunk_by_mut(|one, other| (one.0, one.1) == (other.0, other.1)).for_each(|alike| by_texts(alike, &open));
    // Each goes to its place, one after another along the places that they take from each other.
    for start in 0..open.len() {
        let mut place = start;
        while let Some(from) = heads.get_mut(place).map(|head| mem::replace(&mut head.2, to_number(place)) as usize)
            && from != start
        {
            open.swap(place, from);
            place = from;
        }
    }
    open
}

/// Orders those that begin alike.
fn by_texts(alike: &mut [Head], open: &[OpenFinding]) {
    if alike.len() < 2 {
        return;
    }
    let texts = |(.., index): &Head| open.get(*index as usize).map(|open| (texts(open), *index));
    let mut ordered: Vec<(Texts<'_>, u32)> = alike.iter().filter_map(texts).collect();
    ordered.par_sort_unstable();
    for (place, (_, number)) in alike.iter_mut().zip(ordered) {
        place.2 = number;
    }
}

fn texts(open: &OpenFinding) -> Texts<'_> {
    (open.name(), open.component(), open.location(), (open.evidence.id, open.index))
}

fn beginning(name: &str) -> Beginning {
    let mut first = [[0; 8]; 2];
    first.as_flattened_mut().iter_mut().zip(name.bytes()).for_each(|(first, byte)| *first = byte);
    first.map(u64::from_be_bytes)
}
