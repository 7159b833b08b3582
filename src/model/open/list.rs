// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The list of open findings, of which rules and reports hold single ones.

use std::{borrow::Cow, fmt, num::NonZeroU32, ops::Deref, sync::Arc};

use super::{OpenFinding, aliases::to_number};
use crate::model::{Evidence, Scan};

/// Findings in their order. A copy of it shares them.
#[derive(Clone, Debug, Default)]
pub struct OpenFindings(Arc<Vec<OpenFinding>>);

/// A finding of a list, which it keeps alive. A pointer and a number, where a pointer of its own for
/// each of a hundred thousand would take more than the finding itself.
#[derive(Clone)]
pub struct OpenFindingRef {
    list: Arc<Vec<OpenFinding>>,
    /// Its index, counted from 1, which leaves room for "none".
    number: NonZeroU32,
}

impl OpenFindings {
    /// Each finding to be held by itself, in the order of the list.
    pub fn refs(&self) -> impl Iterator<Item = OpenFindingRef> {
        (1..=to_number(self.0.len()))
            .filter_map(NonZeroU32::new)
            .map(|number| OpenFindingRef { list: Arc::clone(&self.0), number })
    }
}

impl Deref for OpenFindings {
    type Target = [OpenFinding];

    fn deref(&self) -> &[OpenFinding] {
        &self.0
    }
}

impl From<Vec<OpenFinding>> for OpenFindings {
    fn from(findings: Vec<OpenFinding>) -> Self {
        Self(Arc::new(findings))
    }
}

impl OpenFindingRef {
    /// The same with those sources only that `keep` takes; `None` when none is left.
    pub fn reported_by(self, keep: impl Fn(&Evidence, &Scan) -> bool) -> Option<Self> {
        if let Cow::Owned(part) = (*self).reported_by(keep)? {
            return Some(Self { list: Arc::new(vec![part]), number: NonZeroU32::MIN });
        }
        Some(self)
    }
}

impl Deref for OpenFindingRef {
    type Target = OpenFinding;

    #[expect(clippy::indexing_slicing, reason = "made only for a finding of the list, which never changes")]
    fn deref(&self) -> &OpenFinding {
        &self.list[self.number.get().saturating_sub(1) as usize]
    }
}

impl fmt::Debug for OpenFindingRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_finding_stays_small() {
        assert!(size_of::<OpenFinding>() <= 24, "{}", size_of::<OpenFinding>());
        assert!(size_of::<Option<OpenFindingRef>>() <= 16, "{}", size_of::<Option<OpenFindingRef>>());
    }
}
