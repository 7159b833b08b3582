// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Shares of a whole, in whole numbers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A share from 1 to 100 percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Percent(#[schemars(range(min = 1, max = 100))] pub u8);

impl Percent {
    /// All of them.
    pub const ALL: Self = Self(100);

    /// Whether `part` of `whole` is at least this share. In whole numbers, so that 94.9 percent never
    /// rounds up to 95.
    pub const fn is_reached(self, part: u64, whole: u64) -> bool {
        part.saturating_mul(100) >= whole.saturating_mul(self.0 as u64)
    }
}

impl Default for Percent {
    fn default() -> Self {
        Self::ALL
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_never_rounds_up() {
        assert!(Percent(95).is_reached(95, 100) && Percent(95).is_reached(0, 0));
        assert!(!Percent(95).is_reached(949, 1000));
    }
}
