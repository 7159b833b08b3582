// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! KICS's own JSON.

use serde::Deserialize;

use super::{
    Format, Head, ReadError, Reading, Source,
    datum::Datum,
    draft::{Draft, Findings, at_line, fingerprint, severity_in, statement, tool},
    json::{self, Lax, List, Object, Shape, may, must},
    time::moment,
    total,
};
use crate::model::{Place, ScanKind, ScanStatus, Scanned, ScannedUnit, Severity};

/// KICS's own JSON.
pub(super) struct Kics;

/// How grave a query of KICS says its finding is. `TRACE` is of no weight.
const SEVERITIES: &[(&str, Severity)] = &[
    ("CRITICAL", Severity::Critical),
    ("HIGH", Severity::High),
    ("MEDIUM", Severity::Medium),
    ("LOW", Severity::Low),
    ("INFO", Severity::Info),
    ("TRACE", Severity::Info),
];

impl Format for Kics {
    fn id(&self) -> &'static str {
        "kics"
    }

    fn title(&self) -> &'static str {
        "KICS JSON"
    }

    fn tells(&self) -> &'static [Datum] {
        &[Datum::Version, Datum::Time, Datum::Shortcoming, Datum::Scanned, Datum::Severity, Datum::Recognition]
    }

    fn recognises(&self, head: &Head) -> bool {
        let words = [
            "\"files_scanned\"",
            "\"files_parsed\"",
            "\"queries_total\"",
            "\"queries\"",
            "\"severity_counters\"",
            "\"similarity_id\"",
        ];
        head.has_keys(&["files_scanned", "queries_total", "queries"]) || head.is_json_with(4, &words)
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let apart = json::read_apart(&json::Input::Document(*source), Shape::Object(&REPORT), LONG)?;
        let report: Report<'_> = apart.rest()?;
        let mut findings = Findings::default();
        findings.read(&apart, QUERIES, &|part, findings| {
            part.each(|index, query: Query<'_>| {
                for (number, file) in query.files.iter().enumerate() {
                    let place = Place::Pointer(format!("{QUERIES}/{index}/files/{number}").into());
                    findings.add(query.draft(file, place));
                }
            })
        })?;
        let mut scan = findings.into_scan(ScanKind::Config);
        total::at_least(scan.findings.len(), report.total_counter, "/total_counter")?;
        scan.status = report.status();
        let count = report.files_scanned;
        scan.scanned = Some(Scanned { unit: ScannedUnit::Files, count, components: None });
        let mut statement = statement(self.id(), "", scan);
        statement.made_at = moment(report.end.as_str());
        statement.producer = tool("KICS", report.kics_version.as_str());
        Ok(Reading::Statements(vec![statement]))
    }
}

/// The list that can be very long.
const LONG: &[&str] = &[QUERIES];
const QUERIES: &str = "/queries";

static REPORT: Object = Object::of(&[
    must("files_scanned", Shape::Integer(0)),
    must("queries_total", Shape::Integer(0)),
    must("queries", Shape::List(&Shape::Object(&QUERY))),
    may("files_failed_to_scan", Shape::Integer(0)),
])
.lax();
static QUERY: Object = Object::of(&[must("query_id", Shape::Text), must("severity", Shape::Text)]).lax();

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Report<'a> {
    kics_version: Lax<'a>,
    end: Lax<'a>,
    #[serde(deserialize_with = "json::or_default")]
    files_scanned: u64,
    #[serde(deserialize_with = "json::or_default")]
    files_failed_to_scan: u64,
    #[serde(deserialize_with = "json::or_default")]
    queries_total: u64,
    #[serde(deserialize_with = "json::or_default")]
    queries_failed_to_execute: u64,
    files_parsed: Option<u64>,
    total_counter: Option<u64>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Query<'a> {
    query_id: Lax<'a>,
    query_name: Lax<'a>,
    severity: Lax<'a>,
    cwe: Lax<'a>,
    files: List<At<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct At<'a> {
    file_name: Lax<'a>,
    line: Option<i64>,
    similarity_id: Lax<'a>,
    expected_value: Lax<'a>,
}

impl Report<'_> {
    fn status(&self) -> ScanStatus {
        if self.files_failed_to_scan > 0 || self.queries_failed_to_execute > 0 {
            let (files, queries) = (self.files_failed_to_scan, self.queries_failed_to_execute);
            return ScanStatus::Partial(format!("{files} files and {queries} queries failed"));
        }
        if self.files_scanned == 0 || self.files_parsed == Some(0) || self.queries_total == 0 {
            let reason = "`files_scanned`, `files_parsed` or `queries_total` is 0";
            return ScanStatus::NothingScanned(reason.to_owned());
        }
        ScanStatus::Unstated
    }
}

impl Query<'_> {
    /// The actual value may be a secret and is not read.
    fn draft<'t>(&'t self, file: &'t At<'_>, place: Place) -> Draft<'t> {
        let weakness = self.cwe.filled().map(|number| format!("CWE-{}", number.trim_start_matches("CWE-")));
        Draft {
            identifiers: std::iter::once(self.query_id.as_str().to_owned()).chain(weakness).collect(),
            severity: severity_in(SEVERITIES, self.severity.as_str()),
            title: self.query_name.as_str(),
            location: at_line(file.file_name.as_str(), file.line),
            fix: file.expected_value.filled(),
            fingerprint: fingerprint("kics", file.similarity_id.as_str()),
            place,
            ..Draft::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::formats::tests::scans;

    #[test]
    fn each_file_is_a_finding() {
        let scans = scans("kics");
        assert_eq!(scans[0].findings.len(), 2);
        assert_eq!(scans[0].findings[1].wording.location(), Some("b.tf:3"));
        assert!(!format!("{scans:?}").contains("hunter2"));
    }
}
