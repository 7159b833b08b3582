// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Values of the command line.

use std::path::PathBuf;

use crate::{
    model::{Age, Commit, Digest, DigestAlgorithm, NotAnAge, Timestamp},
    report::REPORTS,
};

/// A report and where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportTarget {
    /// The id of the report.
    pub report: String,
    /// The file; `-` for standard output.
    pub path: PathBuf,
}

/// A number of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size(pub u64);

pub(super) fn report_target(text: &str) -> Result<ReportTarget, String> {
    let known = || REPORTS.iter().map(|report| report.id()).collect::<Vec<_>>().join(", ");
    let (report, path) = text.split_once('=').ok_or_else(|| format!("expected NAME=PATH; names: {}", known()))?;
    if REPORTS.iter().all(|known| known.id() != report) {
        return Err(format!("there is no report `{report}`; names: {}", known()));
    }
    if path.is_empty() {
        return Err("expected a path after `=`".to_owned());
    }
    Ok(ReportTarget { report: report.to_owned(), path: PathBuf::from(path) })
}

pub(super) fn report_help() -> String {
    let rows = REPORTS.iter().map(|report| format!("\n- {}: {}", report.id(), report.purpose()));
    format!("Writes a report; `-` as path prints it in place of the summary. Names:{}", rows.collect::<String>())
}

/// A regular expression that has to match from the first character to the last.
pub(super) fn regex(text: &str) -> Result<regex::Regex, String> {
    regex::Regex::new(text).map_err(|error| error.to_string())?;
    regex::RegexBuilder::new(&format!("^(?:{text})$")).size_limit(1 << 20).build().map_err(|error| error.to_string())
}

pub(super) fn commit(text: &str) -> Result<Commit, String> {
    text.parse().map_err(|_| "expected a full commit id: 40 or 64 hexadecimal digits".to_owned())
}

/// The name of a branch or a tag. Nothing but a name would match a rule's `when`, and a rule that does not
/// apply asks for nothing.
pub(super) fn reference(text: &str) -> Result<String, String> {
    let name = text.strip_prefix("refs/heads/").or_else(|| text.strip_prefix("refs/tags/")).unwrap_or(text);
    if name.is_empty() || name.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err("expected a name without blanks; leave the flag out where there is none".to_owned());
    }
    Ok(name.to_owned())
}

pub(super) fn age(text: &str) -> Result<Age, String> {
    text.parse().map_err(|error: NotAnAge| error.to_string())
}

pub(super) fn sha256(text: &str) -> Result<Digest, String> {
    let hex = text.strip_prefix("sha256:").unwrap_or(text);
    Digest::new(DigestAlgorithm::Sha256, hex).ok_or_else(|| "expected 64 hexadecimal digits".to_owned())
}

pub(super) fn timestamp(text: &str) -> Result<Timestamp, String> {
    let midnight = || format!("{text}T00:00:00Z").parse().ok().filter(|_| text.len() == 10);
    let moment = text.parse().ok().or_else(midnight);
    moment.ok_or_else(|| "expected a moment such as `2026-12-01T00:00:00Z`, or a day such as `2026-12-01`".to_owned())
}

pub(super) fn size(text: &str) -> Result<Size, String> {
    const UNITS: [(&str, u64); 8] = [
        ("KiB", 1 << 10),
        ("MiB", 1 << 20),
        ("GiB", 1 << 30),
        ("kB", 1_000),
        ("MB", 1_000_000),
        ("GB", 1_000_000_000),
        ("B", 1),
        ("", 1),
    ];
    let wrong = || "expected a number of bytes such as `500MB` or `1GiB`".to_owned();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(digits).ok_or_else(wrong)?;
    let (_, factor) = UNITS.into_iter().find(|(name, _)| *name == unit.trim()).ok_or_else(wrong)?;
    let number: u64 = number.parse().map_err(|_| wrong())?;
    number.checked_mul(factor).filter(|bytes| *bytes > 0).map(Size).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units() {
        assert_eq!(size("1GiB"), Ok(Size(1 << 30)));
        assert_eq!(size("500 MB"), Ok(Size(500_000_000)));
        assert_eq!(size("7"), Ok(Size(7)));
        for text in ["", "0", "GiB", "1TB", "99999999999GiB", "-1"] {
            assert!(size(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_report_needs_a_known_name_and_a_path() {
        assert!(report_target("json=out/r.json").is_ok());
        for text in ["json", "json=", "yaml=x"] {
            assert!(report_target(text).is_err(), "{text}");
        }
    }
}
