// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! How much of the code the tests ran through.

/// What a coverage report counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Lines that can be run, and those that were.
    pub lines: Covered,
    /// Branches; `None` where the report counts none.
    pub branches: Option<Covered>,
    /// The same for each file, in the order of the report.
    pub files: Vec<FileCoverage>,
    /// Totals that the report states and its lines contradict.
    pub contradictions: Vec<super::Text>,
}

/// What one file adds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileCoverage {
    /// The path as written.
    pub path: Box<str>,
    /// Its lines.
    pub lines: Covered,
    /// Its branches, where the report counts any.
    pub branches: Option<Covered>,
}

/// How many there are, and how many of them were run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Covered {
    /// How many can be run.
    pub valid: u64,
    /// How many were run; never more than `valid`.
    pub covered: u64,
}

impl Covered {
    /// The share run, in whole percent rounded down; `None` of nothing.
    pub fn percent(self) -> Option<u64> {
        self.covered.saturating_mul(100).checked_div(self.valid)
    }

    /// Both taken together.
    pub const fn and(self, other: Self) -> Self {
        Self { valid: self.valid.saturating_add(other.valid), covered: self.covered.saturating_add(other.covered) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_never_rounded_up() {
        assert_eq!(Covered { valid: 1_000, covered: 999 }.percent(), Some(99));
        assert_eq!(Covered::default().percent(), None);
    }
}
