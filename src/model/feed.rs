// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What is known of vulnerabilities from elsewhere: which are exploited, how likely that is, when
//! they were published and by which other names they go.
//!
//! Such a list may hold every vulnerability there is, so each is kept in the smallest form that
//! answers its question.

use super::{Epss, Millionths, Numbered, Timestamp, identifier::canonical};

/// A list of facts about vulnerabilities that does not speak of the release.
#[derive(Clone, Debug)]
pub enum Feed {
    /// Vulnerabilities known to be exploited (CISA KEV, EUVD's list).
    Exploited(Exploited),
    /// How likely each vulnerability is to be exploited (FIRST EPSS).
    Likelihoods(Likelihoods),
    /// Numbers of the EUVD with the CVE number of the same vulnerability.
    Numbers(Box<[(Numbered, Numbered)]>),
    /// Records of vulnerabilities (OSV).
    Records(Records),
}

impl Feed {
    /// What it is, in a word for reports.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Exploited(_) => "known-exploited",
            Self::Likelihoods(_) => "epss",
            Self::Numbers(_) => "euvd-numbers",
            Self::Records(_) => "records",
        }
    }

    /// Number of entries.
    pub const fn len(&self) -> usize {
        match self {
            Self::Exploited(list) => list.0.len(),
            Self::Likelihoods(list) => list.rows.len(),
            Self::Numbers(list) => list.len(),
            Self::Records(list) => list.records.len(),
        }
    }

    /// Whether there is no entry.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether its answers change from day to day, so that an old one misleads. When a
    /// vulnerability was published and what else it is called stays as it is.
    pub const fn ages(&self) -> bool {
        matches!(self, Self::Exploited(_) | Self::Likelihoods(_))
    }
}

/// Names of vulnerabilities known to be exploited, ordered, with the day they were listed.
#[derive(Clone, Debug, Default)]
pub struct Exploited(Box<[(Box<str>, Option<Timestamp>)]>);

impl Exploited {
    /// A list in any order.
    pub fn new(names: impl IntoIterator<Item = (impl AsRef<str>, Option<Timestamp>)>) -> Self {
        let mut list: Vec<(Box<str>, Option<Timestamp>)> =
            names.into_iter().map(|(name, since)| (canonical(name.as_ref()).into(), since)).collect();
        list.sort_unstable();
        list.dedup_by(|a, b| a.0 == b.0);
        Self(list.into())
    }

    /// Since when the vulnerability of this canonical name is listed; `None` when it is not.
    pub fn since(&self, name: &str) -> Option<Option<Timestamp>> {
        let at = self.0.binary_search_by(|(listed, _)| (**listed).cmp(name)).ok()?;
        self.0.get(at).map(|(_, since)| *since)
    }
}

/// Probabilities by CVE number, ordered, of one day.
#[derive(Clone, Debug, Default)]
pub struct Likelihoods {
    date: Option<Timestamp>,
    rows: Box<[(Numbered, Millionths, Millionths)]>,
}

impl Likelihoods {
    /// A table in any order: number, probability, percentile.
    pub fn new(date: Option<Timestamp>, mut rows: Vec<(Numbered, Millionths, Millionths)>) -> Self {
        rows.sort_unstable();
        // Of two figures for one number the higher counts.
        rows.reverse();
        rows.dedup_by_key(|(number, ..)| *number);
        rows.reverse();
        Self { date, rows: rows.into() }
    }

    /// The figures for a canonical name.
    pub fn of(&self, name: &str) -> Option<Epss> {
        let number = Numbered::of("CVE", name)?;
        let at = self.rows.binary_search_by_key(&number, |(number, ..)| *number).ok()?;
        let (_, probability, percentile) = *self.rows.get(at)?;
        Some(Epss { probability, percentile: Some(percentile), date: self.date })
    }
}

/// Records of vulnerabilities, found by any of their names.
#[derive(Clone, Debug, Default)]
pub struct Records {
    records: Box<[Record]>,
    by_name: Box<[(Box<str>, u32)]>,
}

/// What is recorded of a vulnerability.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Record {
    /// Its name and those that stand for the same vulnerability, in canonical form.
    pub names: Box<[Box<str>]>,
    /// When it was published.
    pub published: Option<Timestamp>,
}

impl Records {
    /// Records in any order.
    pub fn new(mut records: Vec<Record>) -> Self {
        records.sort_unstable();
        records.dedup();
        let named = records.iter().zip(0_u32..).flat_map(|(record, at)| record.names.iter().map(move |n| (n, at)));
        let mut by_name: Vec<(Box<str>, u32)> = named.map(|(name, at)| (name.clone(), at)).collect();
        by_name.sort_unstable();
        Self { records: records.into(), by_name: by_name.into() }
    }

    /// All of several lists.
    pub fn joined(lists: impl IntoIterator<Item = Self>) -> Self {
        Self::new(lists.into_iter().flat_map(|list| list.records.into_vec()).collect())
    }

    /// The records that bear a canonical name.
    pub fn of<'r>(&'r self, name: &'r str) -> impl Iterator<Item = &'r Record> {
        let start = self.by_name.partition_point(|(listed, _)| **listed < *name);
        let named = self.by_name.iter().skip(start).take_while(move |(listed, _)| **listed == *name);
        named.filter_map(|(_, at)| self.records.get(usize::try_from(*at).ok()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_listed_is_found_and_nothing_else() {
        let exploited = Exploited::new([("CVE-2024-0002", None), ("cve-2024-0001", None)]);
        assert_eq!(exploited.since("CVE-2024-0001"), Some(None));
        assert_eq!(exploited.since("CVE-2024-0003"), None);
        let share = |share| Millionths::new(share).unwrap();
        let number = |text| Numbered::of("CVE", text).unwrap();
        let rows = vec![
            (number("CVE-2024-0002"), share(0.5), share(0.9)),
            (number("CVE-2024-0001"), share(0.1), share(0.2)),
            (number("CVE-2024-0002"), share(0.7), share(0.9)),
        ];
        let likelihoods = Likelihoods::new(None, rows);
        assert_eq!(likelihoods.of("CVE-2024-0002").map(|epss| epss.probability), Some(share(0.7)));
        assert_eq!(likelihoods.of("CVE-2024-0009"), None);
    }

    #[test]
    fn a_record_is_found_by_each_of_its_names() {
        let record = |names: &[&str]| Record { names: names.iter().map(|n| Box::from(*n)).collect(), published: None };
        let records = Records::new(vec![record(&["GHSA-A", "CVE-1"]), record(&["PYSEC-1", "CVE-1"])]);
        assert_eq!(records.of("CVE-1").count(), 2);
        assert_eq!(records.of("GHSA-A").count(), 1);
        assert_eq!(records.of("GHSA-B").count(), 0);
    }
}
