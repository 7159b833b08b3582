// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Which lines of a file, and which branches in them, tests ran through.

use crate::model::Covered;

/// Lines, and branches in lines, each with whether it was ever run. Branches go by a number of their own that
/// is the same in many lines; the lines themselves go by [`LINES`].
///
/// A report writes ten bytes for a line, so 64 lines that follow one another are kept together.
#[derive(Debug, Default)]
pub(super) struct Hits {
    /// Ordered and each once up to `tidied`; behind that as they came.
    blocks: Vec<Block>,
    tidied: usize,
}

/// The number under which lines are kept, as against branches in them.
pub(super) const LINES: u32 = 0;

/// 64 lines that follow one another.
#[derive(Debug)]
struct Block {
    /// The branch, and the first line divided by 64.
    key: (u32, u64),
    /// A bit for each line that can be run.
    listed: u64,
    /// A bit for each that was.
    run: u64,
}

impl Hits {
    /// Adds a line, or a branch of it; what was run once stays run.
    pub(super) fn add(&mut self, branch: u32, line: u64, is_run: bool) {
        let (key, bit) = ((branch, line / 64), 1_u64.rotate_left((line % 64) as u32));
        let run = if is_run { bit } else { 0 };
        // A report goes through lines in their order, and through the branches of each.
        match self.blocks.iter_mut().rev().take(4).find(|block| block.key == key) {
            Some(block) => {
                block.listed |= bit;
                block.run |= run;
            }
            None => {
                self.blocks.push(Block { key, listed: bit, run });
                self.tidy_at_times();
            }
        }
    }

    /// Adds those of another record.
    pub(super) fn absorb(&mut self, other: Self) {
        if self.blocks.is_empty() {
            *self = other;
            return;
        }
        self.blocks.extend(other.blocks);
        self.tidy_at_times();
    }

    /// Tidies up where as much was added as there was before: however often that is asked, no block is put in
    /// order very often.
    fn tidy_at_times(&mut self) {
        if self.blocks.len() >= self.tidied.saturating_mul(2).max(64) {
            self.tidy();
        }
    }

    /// Puts blocks in order, each once, in no more room than they need.
    fn tidy(&mut self) {
        self.blocks.sort_unstable_by_key(|block| block.key);
        self.blocks.dedup_by(|later, first| {
            let is_same = later.key == first.key;
            if is_same {
                first.listed |= later.listed;
                first.run |= later.run;
            }
            is_same
        });
        self.blocks.shrink_to_fit();
        self.tidied = self.blocks.len();
    }

    /// How many lines there are and how many were run, and the same of branches.
    pub(super) fn count(&mut self) -> (Covered, Covered) {
        self.tidy();
        let ones = |bits: u64| u64::from(bits.count_ones());
        let (mut lines, mut branches) = (Covered::default(), Covered::default());
        for block in &self.blocks {
            let all = if block.key.0 == LINES { &mut lines } else { &mut branches };
            *all = all.and(Covered { valid: ones(block.listed), covered: ones(block.run) });
        }
        (lines, branches)
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::*;

    #[test]
    fn each_line_counts_once_in_whatever_order_it_comes() {
        let mut hits = Hits::default();
        let lines = (0..10_000_u64).map(|n| n * 7_919 % 10_007);
        lines.clone().for_each(|line| hits.add(LINES, line, line % 3 == 0));
        lines.for_each(|line| hits.add(LINES, line, line % 5 == 0));
        hits.add(LINES, u64::MAX, true);
        hits.add(1, 5, false);
        let run = (0..10_000_u64).map(|n| n * 7_919 % 10_007).filter(|line| line % 3 == 0 || line % 5 == 0).count();
        let lines = Covered { valid: 10_001, covered: run as u64 + 1 };
        let branches = Covered { valid: 1, covered: 0 };
        assert_eq!(hits.count(), (lines, branches));
        let mut twice = Hits::default();
        twice.absorb(hits);
        let mut other = Hits::default();
        other.add(1, 5, true);
        twice.absorb(other);
        assert_eq!(twice.count(), (lines, Covered { valid: 1, covered: 1 }));
        let hits = twice;
        assert!(hits.blocks.len() < 200, "{}", hits.blocks.len());
    }
}
