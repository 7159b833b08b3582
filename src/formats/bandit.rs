// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Bandit's own JSON.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    Format, Head, ReadError, Reading, Source,
    datum::Datum,
    draft::{Draft, Findings, at_line, element, severity_in, statement, tool},
    json::{self, Lax, List, Loose, Object, Shape, may, must},
    time::moment,
    total,
};
use crate::model::{Place, ScanKind, ScanStatus, Scanned, ScannedUnit, Severity};

/// Bandit's own JSON.
pub(super) struct Bandit;

/// How grave Bandit says an issue is. `UNDEFINED` is unknown.
const SEVERITIES: &[(&str, Severity)] =
    &[("HIGH", Severity::High), ("MEDIUM", Severity::Medium), ("LOW", Severity::Low)];

impl Format for Bandit {
    fn id(&self) -> &'static str {
        "bandit"
    }

    fn title(&self) -> &'static str {
        "Bandit JSON"
    }

    fn tells(&self) -> &'static [Datum] {
        &[Datum::Time, Datum::Shortcoming, Datum::Scanned, Datum::Severity]
    }

    fn recognises(&self, head: &Head) -> bool {
        let words = [
            "\"generated_at\"",
            "\"metrics\"",
            "\"CONFIDENCE.HIGH\"",
            "\"issue_severity\"",
            "\"test_id\"",
            "\"SEVERITY.LOW\"",
        ];
        head.has_keys(&["results", "errors", "metrics", "generated_at"]) || head.is_json_with(3, &words)
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let apart = json::read_apart(&json::Input::Document(*source), Shape::Object(&REPORT), LONG)?;
        let report: Report<'_> = apart.rest()?;
        total::at_least(apart.count(RESULTS), report.counted(), "/metrics/_totals")?;
        let mut findings = Findings::default();
        findings.read(&apart, RESULTS, &|part, findings| {
            part.each(|index, issue: Issue<'_>| findings.add(issue.draft(element(RESULTS, index))))
        })?;
        let mut scan = findings.into_scan(ScanKind::Sast);
        let count = report.metrics.keys().filter(|name| name.as_str() != "_totals").count() as u64;
        scan.scanned = Some(Scanned { unit: ScannedUnit::Files, count, components: None });
        scan.status = match report.errors.iter().next() {
            Some(error) => ScanStatus::Partial(format!("{}: {}", error.filename.as_str(), error.reason.as_str())),
            None if count == 0 => ScanStatus::NothingScanned("`metrics` names no file".to_owned()),
            None => ScanStatus::Unstated,
        };
        let mut statement = statement(self.id(), "", scan);
        statement.made_at = moment(report.generated_at.as_str());
        statement.producer = tool("bandit", "");
        Ok(Reading::Statements(vec![statement]))
    }
}

/// The list that can be very long.
const LONG: &[&str] = &[RESULTS];
const RESULTS: &str = "/results";

static REPORT: Object = Object::of(&[
    must("results", Shape::List(&Shape::Object(&ISSUE))),
    must("errors", Shape::List(&Shape::Object(&ERROR))),
    must("metrics", Shape::Object(&METRICS)),
    may("generated_at", Shape::Text),
])
.lax();
static ISSUE: Object =
    Object::of(&[must("test_id", Shape::Text), must("filename", Shape::Text), must("issue_severity", Shape::Text)])
        .lax();
static ERROR: Object = Object::of(&[]).lax();
static METRICS: Object = Object::of(&[]).lax();

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Report<'a> {
    errors: List<Fault<'a>>,
    #[serde(deserialize_with = "json::or_default")]
    metrics: BTreeMap<Lax<'a>, Metric<'a>>,
    generated_at: Lax<'a>,
}

/// Numbers of issues, before any was left out by its severity or confidence.
#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Metric<'a> {
    #[serde(rename = "SEVERITY.HIGH")]
    high: Loose<'a>,
    #[serde(rename = "SEVERITY.MEDIUM")]
    medium: Loose<'a>,
    #[serde(rename = "SEVERITY.LOW")]
    low: Loose<'a>,
    #[serde(rename = "SEVERITY.UNDEFINED")]
    undefined: Loose<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Fault<'a> {
    filename: Lax<'a>,
    reason: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Issue<'a> {
    test_id: Lax<'a>,
    filename: Lax<'a>,
    issue_severity: Lax<'a>,
    issue_text: Lax<'a>,
    #[serde(deserialize_with = "json::or_default")]
    issue_cwe: Weakness<'a>,
    line_number: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Weakness<'a> {
    id: Lax<'a>,
}

impl Report<'_> {
    fn counted(&self) -> Option<u64> {
        let (_, all) = self.metrics.iter().find(|(name, _)| name.as_str() == "_totals")?;
        let numbers = [&all.high, &all.medium, &all.low, &all.undefined].into_iter().filter_map(|n| n.number());
        // They are whole numbers, which Bandit writes with a fraction.
        numbers.map(|number| number as u64).reduce(u64::saturating_add)
    }
}

impl Issue<'_> {
    fn draft(&self, place: Place) -> Draft<'_> {
        let weakness = self.issue_cwe.id.filled().map(|number| format!("CWE-{number}"));
        // The tests for hard-coded passwords (B105–B107) quote them.
        let quotes = matches!(self.test_id.as_str(), "B105" | "B106" | "B107");
        Draft {
            identifiers: std::iter::once(self.test_id.as_str().to_owned()).chain(weakness).collect(),
            severity: severity_in(SEVERITIES, self.issue_severity.as_str()),
            title: if quotes { "possible hard-coded password" } else { self.issue_text.as_str() },
            location: at_line(self.filename.as_str(), self.line_number),
            place,
            ..Draft::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{formats::tests::scans, model::Severity};

    #[test]
    fn a_password_is_not_quoted_and_undefined_is_unknown() {
        let scans = scans("bandit");
        assert!(!format!("{scans:?}").contains("hunter2"));
        let severities: Vec<_> = scans[0].findings.iter().map(|finding| finding.severity).collect();
        assert_eq!(severities, [Severity::Medium, Severity::Low, Severity::Unknown]);
        assert_eq!(scans[0].findings[0].identifiers.join(" "), "B303 CWE-327");
    }
}
