// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The one upgrade of a component that closes most of its findings.

use std::{cmp::Reverse, collections::BTreeMap};

use crate::model::{OpenFinding, Version};

/// A version that has a fix, and how it was written.
type Fix<'f> = (Version, &'f str);

/// The lowest version that closes everything that a version closes, where versions can be ordered;
/// else the one that closes most. With the number of findings that it closes.
pub(super) fn upgrade<'f>(findings: impl Iterator<Item = &'f OpenFinding>) -> Option<(String, usize)> {
    let mut targets: BTreeMap<&str, usize> = BTreeMap::new();
    let mut ordered: Option<Vec<Vec<Fix<'_>>>> = Some(Vec::new());
    for finding in findings {
        let fixed = finding.fixed_versions();
        if fixed.is_empty() {
            continue;
        }
        fixed.iter().for_each(|version| {
            let count = targets.entry(version).or_default();
            *count = count.saturating_add(1);
        });
        ordered = ordered.zip(fixes(finding, &fixed)).map(|(mut all, fixes)| {
            all.push(fixes);
            all
        });
    }
    ordered.and_then(|findings| lowest(&findings)).or_else(|| {
        let most = targets.into_iter().max_by_key(|(version, count)| (*count, Reverse(*version)));
        most.map(|(version, count)| (version.to_owned(), count))
    })
}

/// The fixes of a finding in ascending order; `None` where they have none, or none is an upgrade.
fn fixes<'f>(finding: &OpenFinding, fixed: &[&'f str]) -> Option<Vec<Fix<'f>>> {
    let found = finding.component().and_then(|component| Version::read(component.version.as_deref()?));
    let read = |text: &&'f str| Some((Version::read(text.trim_start_matches(">=").trim_start())?, *text));
    let mut fixes: Vec<Fix<'_>> = fixed.iter().map(read).collect::<Option<_>>()?;
    // A fix in an older line of releases is no upgrade.
    fixes.retain(|(version, _)| found.as_ref().is_none_or(|found| version > found));
    put_in_order(&mut fixes);
    Some(fixes).filter(|fixes| !fixes.is_empty())
}

fn put_in_order(fixes: &mut Vec<Fix<'_>>) {
    fixes.sort_unstable();
    fixes.dedup_by(|(one, _), (other, _)| (*one).cmp(other).is_eq());
}

/// The lowest version that has a fix of every finding. A fix is in what follows it up to the end of its
/// line of releases, where a later line has a fix of its own; the last one in everything that follows.
fn lowest(findings: &[Vec<Fix<'_>>]) -> Option<(String, usize)> {
    let mut candidates: Vec<Fix<'_>> = findings.iter().flatten().cloned().collect();
    put_in_order(&mut candidates);
    // How many fixes begin with a candidate, and how many end before it.
    let mut turns = vec![(0_usize, 0_usize); candidates.len()];
    for fixes in findings {
        for (number, (fix, _)) in fixes.iter().enumerate() {
            let begin = candidates.partition_point(|(version, _)| version < fix);
            if let Some((begins, _)) = turns.get_mut(begin) {
                *begins = begins.saturating_add(1);
            }
            let Some((next, _)) = fixes.get(number.saturating_add(1)) else { continue };
            let in_line = |version: &Version| version < next && (version < fix || version.is_in_line(fix, next));
            if let Some((_, ends)) = turns.get_mut(candidates.partition_point(|(version, _)| in_line(version))) {
                *ends = ends.saturating_add(1);
            }
        }
    }
    let mut closed = 0_usize;
    let closing_all = candidates.iter().zip(turns).find(|(_, (begins, ends))| {
        closed = closed.saturating_add(*begins).saturating_sub(*ends);
        closed == findings.len()
    });
    closing_all.map(|((_, version), _)| ((*version).to_owned(), findings.len()))
}
