// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! How grave a vulnerability is and how likely to be exploited, in figures.
//!
//! All figures are whole numbers of small units, so that they compare and print the same everywhere.

use std::fmt;

use super::{Severity, Timestamp};

/// A score by the Common Vulnerability Scoring System.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cvss {
    /// The version of the system; `None` where a score is given without it.
    pub version: Option<CvssVersion>,
    /// The score that the report gives, or else the one that the vector makes.
    pub score: Option<CvssScore>,
    /// The vector as written, where it is a valid one.
    pub vector: Option<Box<str>>,
    /// Who rated, as the report names it: `nvd`, `ghsa`, `redhat`.
    pub source: Option<Box<str>>,
}

/// A version of CVSS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CvssVersion {
    /// 2.0
    V2,
    /// 3.0
    V30,
    /// 3.1
    V31,
    /// 4.0
    V4,
}

impl CvssVersion {
    /// The number that the specification bears.
    pub const fn name(self) -> &'static str {
        match self {
            Self::V2 => "2.0",
            Self::V30 => "3.0",
            Self::V31 => "3.1",
            Self::V4 => "4.0",
        }
    }
}

impl fmt::Display for CvssVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A CVSS score between 0.0 and 10.0, in tenths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CvssScore(u8);

impl CvssScore {
    /// The score nearest to `score`; `None` outside 0–10.
    pub fn new(score: f64) -> Option<Self> {
        (0.0..=10.0).contains(&score).then(|| Self((score * 10.0).round() as u8))
    }

    /// The score in tenths, 0–100.
    pub const fn tenths(self) -> u8 {
        self.0
    }

    /// The qualitative rating of the score (CVSS v3.1 specification, section 5).
    pub const fn severity(self) -> Severity {
        match self.0 {
            90.. => Severity::Critical,
            70.. => Severity::High,
            40.. => Severity::Medium,
            1.. => Severity::Low,
            0 => Severity::Info,
        }
    }
}

impl fmt::Display for CvssScore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, tenths) = (self.0.checked_div(10), self.0.checked_rem(10));
        write!(f, "{}.{}", whole.unwrap_or_default(), tenths.unwrap_or_default())
    }
}

/// How likely a vulnerability is to be exploited within 30 days (FIRST, Exploit Prediction Scoring System).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Epss {
    /// The probability.
    pub probability: Millionths,
    /// The share of all vulnerabilities with the same or a lower probability.
    pub percentile: Option<Millionths>,
    /// The day of the figures.
    pub date: Option<Timestamp>,
}

/// A share of one, in millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Millionths(u32);

impl Millionths {
    /// The share nearest to `share`; `None` outside 0–1.
    pub fn new(share: f64) -> Option<Self> {
        (0.0..=1.0).contains(&share).then(|| Self((share * 1_000_000.0).round() as u32))
    }

    /// The number of millionths, 0–1 000 000.
    pub const fn count(self) -> u32 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_is_kept_in_tenths() {
        assert_eq!(CvssScore::new(9.8).map(|score| score.to_string()), Some("9.8".to_owned()));
        assert_eq!(CvssScore::new(10.0).map(CvssScore::tenths), Some(100));
        assert_eq!(CvssScore::new(10.1), None);
        assert_eq!(CvssScore::new(f64::NAN), None);
        assert_eq!(Millionths::new(0.00042).map(Millionths::count), Some(420));
        assert_eq!(Millionths::new(-0.1), None);
    }
}
