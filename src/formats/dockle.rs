// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Dockle's own JSON.

use serde::Deserialize;

use super::{
    Format, Head, ReadError, Reading, Source,
    datum::Datum,
    draft::{Draft, Findings, severity_in, statement, tool},
    json::{self, Lax, List, Object, Shape, must},
    total,
};
use crate::model::{Place, ScanKind, ScanStatus, Scanned, ScannedUnit, Severity, Subject};

/// Dockle's own JSON.
pub(super) struct Dockle;

/// How grave Dockle says a remark is; its own SARIF calls them error, warning and note.
const SEVERITIES: &[(&str, Severity)] =
    &[("FATAL", Severity::High), ("WARN", Severity::Medium), ("INFO", Severity::Low)];

impl Format for Dockle {
    fn id(&self) -> &'static str {
        "dockle"
    }

    fn title(&self) -> &'static str {
        "Dockle JSON"
    }

    fn tells(&self) -> &'static [Datum] {
        &[Datum::Shortcoming, Datum::Scanned, Datum::Severity]
    }

    fn recognises(&self, head: &Head) -> bool {
        let words = ["\"summary\"", "\"fatal\"", "\"details\"", "\"alerts\"", "\"code\"", "\"pass\"", "\"skip\""];
        (head.has_keys(&["summary", "details"]) && head.count(&["\"fatal\"", "\"warn\"", "\"pass\""]) == 3)
            || head.is_json_with(6, &words)
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let report: Report<'_> = json::read(source, &REPORT)?;
        let summary = &report.summary;
        // Remarks are counted, each of which can have several alerts.
        let remarks =
            report.details.iter().filter(|remark| remark.level.as_str() != "PASS" && !remark.alerts.is_empty());
        let said = [summary.fatal, summary.warn, summary.info].into_iter().fold(0, u64::saturating_add);
        total::at_least(remarks.count(), Some(said), "/summary")?;
        let mut findings = Findings::default();
        for (index, remark) in report.details.iter().enumerate() {
            if !matches!(remark.level.as_str(), "PASS" | "SKIP") {
                for alert in remark.alerts.iter() {
                    findings.add(Draft {
                        identifiers: vec![remark.code.as_str().to_owned()],
                        severity: severity_in(SEVERITIES, remark.level.as_str()),
                        title: &format!("{}: {}", remark.title.as_str(), alert.as_str()),
                        location: alert.kept().map(Into::into),
                        place: Place::Pointer(format!("/details/{index}").into()),
                        ..Draft::default()
                    });
                }
            }
        }
        let counts = [summary.fatal, summary.warn, summary.info, summary.pass];
        let count: u64 = counts.into_iter().fold(0, u64::saturating_add);
        let mut scan = findings.into_scan(ScanKind::Config);
        scan.scanned = Some(Scanned { unit: ScannedUnit::Checks, count, components: None });
        if count == 0 {
            scan.status = ScanStatus::NothingScanned("no check was made".to_owned());
        }
        let mut statement = statement(self.id(), "", scan);
        let named = |name: Box<str>| Subject::Named { name: name.into(), version: None, purl: None };
        statement.subjects = report.image.kept().map(named).into_iter().collect();
        statement.producer = tool("dockle", "");
        Ok(Reading::Statements(vec![statement]))
    }
}

static REPORT: Object =
    Object::of(&[must("summary", Shape::Object(&SUMMARY)), must("details", Shape::List(&Shape::Object(&REMARK)))])
        .lax();
static SUMMARY: Object = Object::of(&[
    must("fatal", Shape::Integer(0)),
    must("warn", Shape::Integer(0)),
    must("info", Shape::Integer(0)),
    must("pass", Shape::Integer(0)),
])
.lax();
static REMARK: Object = Object::of(&[must("code", Shape::Text), must("level", Shape::Text)]).lax();

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Report<'a> {
    image: Lax<'a>,
    #[serde(deserialize_with = "json::or_default")]
    summary: Summary,
    details: List<Remark<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Summary {
    #[serde(deserialize_with = "json::or_default")]
    fatal: u64,
    #[serde(deserialize_with = "json::or_default")]
    warn: u64,
    #[serde(deserialize_with = "json::or_default")]
    info: u64,
    #[serde(deserialize_with = "json::or_default")]
    pass: u64,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Remark<'a> {
    code: Lax<'a>,
    title: Lax<'a>,
    level: Lax<'a>,
    alerts: List<Lax<'a>>,
}

#[cfg(test)]
mod tests {
    use crate::{formats::tests::scans, model::Severity};

    #[test]
    fn each_alert_is_a_finding() {
        let scans = scans("dockle");
        let severities: Vec<_> = scans[0].findings.iter().map(|finding| finding.severity).collect();
        assert_eq!(severities, [Severity::Medium, Severity::Low, Severity::Low]);
        assert_eq!(scans[0].scanned.as_ref().unwrap().count, 15);
    }
}
