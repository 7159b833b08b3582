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
/// The first bytes of a name as a number, which is ordered as they are.
type Beginning = u128;
/// The rest of what findings are ordered by.
type Texts<'a> = (&'a str, Option<&'a Package>, Option<&'a str>, (EvidenceId, u32));

/// The findings in their order.
pub(super) fn in_order(open: Vec<OpenFinding>) -> Vec<OpenFinding> {
    let head = |(index, open): (usize, &OpenFinding)| (Reverse(open.gravest), beginning(open.name()), to_number(index));
    let mut heads: Vec<Head> = open.par_iter().enumerate().map(head).collect();
    heads.par_sort_unstable();
    heads.par_chunk_by_mut(|one, other| (one.0, one.1) == (other.0, other.1)).for_each(|alike| by_texts(alike, &open));
    let order: Vec<u32> = heads.into_iter().map(|(.., index)| index).collect();
    let mut open: Vec<Option<OpenFinding>> = open.into_iter().map(Some).collect();
    let mut ordered = Vec::with_capacity(order.len());
    ordered.extend(order.into_iter().filter_map(|index| open.get_mut(index as usize).and_then(mem::take)));
    ordered
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
    let mut first = [0; size_of::<Beginning>()];
    first.iter_mut().zip(name.bytes()).for_each(|(first, byte)| *first = byte);
    Beginning::from_be_bytes(first)
}
