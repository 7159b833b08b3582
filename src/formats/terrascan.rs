// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Terrascan's own JSON.

use serde::Deserialize;

use super::{
    Format, Head, ReadError, Reading, Source,
    datum::Datum,
    draft::{Draft, Findings, at_line, element, severity_in, statement, tool},
    json::{self, Lax, List, Object, Shape, may, must},
    total,
};
use crate::model::{
    Place, ScanKind, ScanStatus, Scanned, ScannedUnit, Severity, Suppression, SuppressionKind, Timestamp,
};

/// Terrascan's own JSON.
pub(super) struct Terrascan;

/// How grave Terrascan says a violation is.
const SEVERITIES: &[(&str, Severity)] =
    &[("HIGH", Severity::High), ("MEDIUM", Severity::Medium), ("LOW", Severity::Low)];

impl Format for Terrascan {
    fn id(&self) -> &'static str {
        "terrascan"
    }

    fn title(&self) -> &'static str {
        "Terrascan JSON"
    }

    fn tells(&self) -> &'static [Datum] {
        &[Datum::Time, Datum::Shortcoming, Datum::Scanned, Datum::Severity, Datum::Suppression]
    }

    fn recognises(&self, head: &Head) -> bool {
        let words = [
            "\"scan_errors\"",
            "\"violations\"",
            "\"skipped_violations\"",
            "\"scan_summary\"",
            "\"policies_validated\"",
            "\"iac_type\"",
        ];
        head.is_json_with(3, &words)
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let apart = json::read_apart(&json::Input::Document(*source), Shape::Object(&REPORT), LONG)?;
        let report: Report<'_> = apart.rest()?;
        let results = &report.results;
        let said = results.scan_summary.violated_policies;
        total::at_least(apart.count(VIOLATIONS), said, "/results/scan_summary/violated_policies")?;
        let mut findings = Findings::default();
        findings.read(&apart, VIOLATIONS, &|part, findings| {
            part.each(|index, violation: Violation<'_>| findings.add(violation.draft(element(VIOLATIONS, index))))
        })?;
        findings.read(&apart, SKIPPED, &|part, findings| {
            part.each(|index, violation: Violation<'_>| {
                let reason = violation.skip_comment.kept();
                let suppression = Some(Suppression::accepted(SuppressionKind::InSource, reason));
                findings.set_aside(Draft { suppression, ..violation.draft(element(SKIPPED, index)) });
            })
        })?;
        let mut scan = findings.into_scan(ScanKind::Config);
        scan.status = results.status();
        let count = results.scan_summary.policies_validated;
        scan.scanned = count.map(|count| Scanned { unit: ScannedUnit::Checks, count, components: None });
        let mut statement = statement(self.id(), "", scan);
        statement.made_at = results.scan_summary.made_at();
        statement.producer = tool("terrascan", "");
        Ok(Reading::Statements(vec![statement]))
    }
}

/// The lists that can be very long.
const LONG: &[&str] = &[VIOLATIONS, SKIPPED];
const VIOLATIONS: &str = "/results/violations";
const SKIPPED: &str = "/results/skipped_violations";

static REPORT: Object = Object::of(&[must("results", Shape::Object(&RESULTS))]).lax();
static RESULTS: Object = Object::of(&[
    may("violations", Shape::List(&Shape::Object(&VIOLATION))),
    may("skipped_violations", Shape::List(&Shape::Object(&VIOLATION))),
    must("scan_summary", Shape::Object(&SUMMARY)),
])
.lax();
static VIOLATION: Object = Object::of(&[must("rule_id", Shape::Text), must("severity", Shape::Text)]).lax();
static SUMMARY: Object = Object::of(&[may("policies_validated", Shape::Integer(0))]).lax();

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Report<'a> {
    #[serde(deserialize_with = "json::or_default")]
    results: Results<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Results<'a> {
    scan_errors: List<Fault<'a>>,
    #[serde(deserialize_with = "json::or_default")]
    scan_summary: Summary<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Fault<'a> {
    iac_type: Lax<'a>,
    #[serde(rename = "errMsg")]
    message: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Summary<'a> {
    scanned_at: Lax<'a>,
    policies_validated: Option<u64>,
    violated_policies: Option<u64>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Violation<'a> {
    rule_id: Lax<'a>,
    rule_name: Lax<'a>,
    description: Lax<'a>,
    severity: Lax<'a>,
    resource_name: Lax<'a>,
    file: Lax<'a>,
    line: Option<i64>,
    skip_comment: Lax<'a>,
}

impl Results<'_> {
    /// With `-i all` every sort of infrastructure that is not there is an error too, and nothing
    /// tells those from the ones that matter.
    fn status(&self) -> ScanStatus {
        if let Some(error) = self.scan_errors.iter().next() {
            return ScanStatus::Partial(format!("{}: {}", error.iac_type.as_str(), error.message.as_str()));
        }
        match self.scan_summary.policies_validated {
            Some(0) => ScanStatus::NothingScanned("`policies_validated` is 0".to_owned()),
            _ => ScanStatus::Unstated,
        }
    }
}

impl Summary<'_> {
    /// Go writes `2021-05-19 13:13:06.083208 +0000 UTC`.
    fn made_at(&self) -> Option<Timestamp> {
        let text = self.scanned_at.as_str().trim_end_matches(" UTC");
        Timestamp::strptime("%Y-%m-%d %H:%M:%S%.f %z", text).ok()
    }
}

impl Violation<'_> {
    fn draft(&self, place: Place) -> Draft<'_> {
        let at = at_line(self.file.as_str(), self.line);
        let resource = self.resource_name.filled().map(|resource| format!(" ({resource})")).unwrap_or_default();
        Draft {
            identifiers: vec![self.rule_id.as_str().to_owned(), self.rule_name.as_str().to_owned()],
            severity: severity_in(SEVERITIES, self.severity.as_str()),
            title: self.description.as_str(),
            location: at.map(|at| format!("{at}{resource}")),
            place,
            ..Draft::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::formats::tests::{scans, statements};

    #[test]
    fn the_time_as_go_writes_it_is_read() {
        assert_eq!(scans("terrascan")[0].findings[0].wording.location(), Some("cluster.tf:52 (k8s)"));
        let text = r#"{"results":{"scan_errors":null,"violations":null,"skipped_violations":null,"scan_summary":{"scanned_at":"2026-11-20 08:00:00.083208 +0000 UTC","policies_validated":7}}}"#;
        assert_eq!(statements(text)[0].made_at.unwrap().to_string(), "2026-11-20T08:00:00.083208Z");
    }
}
