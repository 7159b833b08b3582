// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! gosec's own JSON.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    Format, Head, ReadError, Reading, Source,
    datum::Datum,
    draft::{Draft, Findings, element, severity_in, statement, tool},
    identifier::one_line,
    json::{self, Lax, List, Object, Shape, may, must},
    total,
};
use crate::model::{Place, ScanKind, ScanStatus, Scanned, ScannedUnit, Severity, Suppression, SuppressionKind};

/// gosec's own JSON.
pub(super) struct Gosec;

/// How grave gosec says an issue is.
const SEVERITIES: &[(&str, Severity)] =
    &[("HIGH", Severity::High), ("MEDIUM", Severity::Medium), ("LOW", Severity::Low)];

impl Format for Gosec {
    fn id(&self) -> &'static str {
        "gosec"
    }

    fn title(&self) -> &'static str {
        "gosec JSON"
    }

    fn tells(&self) -> &'static [Datum] {
        &[Datum::Version, Datum::Shortcoming, Datum::Scanned, Datum::Severity, Datum::Suppression]
    }

    fn recognises(&self, head: &Head) -> bool {
        let words = ["\"Golang errors\"", "\"Issues\"", "\"GosecVersion\"", "\"rule_id\"", "\"nosec\"", "\"Stats\""];
        head.has_keys(&["Issues", "Stats"]) || head.is_json_with(3, &words)
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let apart = json::read_apart(&json::Input::Document(*source), Shape::Object(&REPORT), LONG)?;
        let report: Report<'_> = apart.rest()?;
        let mut findings = Findings::default();
        findings.read(&apart, ISSUES, &|part, findings| {
            part.each(|index, issue: Issue<'_>| {
                let draft = issue.draft(element(ISSUES, index));
                match issue.suppression() {
                    Some(suppression) => findings.set_aside(Draft { suppression: Some(suppression), ..draft }),
                    None => findings.add(draft),
                }
            })
        })?;
        let mut scan = findings.into_scan(ScanKind::Sast);
        // What was set aside is not counted.
        total::at_least(scan.findings.len(), report.stats.found, "/Stats/found")?;
        scan.status = report.status();
        let count = report.stats.files;
        scan.scanned = count.map(|count| Scanned { unit: ScannedUnit::Files, count, components: None });
        let mut statement = statement(self.id(), "", scan);
        statement.producer = tool("gosec", report.version.as_str());
        Ok(Reading::Statements(vec![statement]))
    }
}

/// The list that can be very long.
const LONG: &[&str] = &[ISSUES];
const ISSUES: &str = "/Issues";

static REPORT: Object = Object::of(&[
    must("Issues", Shape::List(&Shape::Object(&ISSUE))),
    may("Stats", Shape::Object(&STATS)),
    may("Golang errors", Shape::Object(&ANY)),
])
.lax();
static ISSUE: Object =
    Object::of(&[must("rule_id", Shape::Text), must("severity", Shape::Text), must("file", Shape::Text)]).lax();
static STATS: Object = Object::of(&[may("files", Shape::Integer(0))]).lax();
static ANY: Object = Object::of(&[]).lax();

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Report<'a> {
    #[serde(rename = "Stats", deserialize_with = "json::or_default")]
    stats: Stats,
    #[serde(borrow, rename = "Golang errors")]
    errors: Option<BTreeMap<Lax<'a>, List<Fault<'a>>>>,
    #[serde(rename = "GosecVersion")]
    version: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Stats {
    files: Option<u64>,
    found: Option<u64>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Fault<'a> {
    error: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Issue<'a> {
    rule_id: Lax<'a>,
    severity: Lax<'a>,
    #[serde(deserialize_with = "json::or_default")]
    cwe: Weakness<'a>,
    details: Lax<'a>,
    file: Lax<'a>,
    line: Lax<'a>,
    nosec: Option<bool>,
    suppressions: List<Reason<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Weakness<'a> {
    id: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Reason<'a> {
    kind: Lax<'a>,
    justification: Lax<'a>,
}

impl Report<'_> {
    fn status(&self) -> ScanStatus {
        if let Some((file, errors)) = self.errors.iter().flatten().next() {
            let error = errors.iter().next().map_or("", |fault| fault.error.as_str());
            return ScanStatus::Partial(one_line(&format!("{}: {error}", file.as_str())).into());
        }
        match self.stats.files {
            Some(0) => ScanStatus::NothingScanned("`Stats.files` is 0".to_owned()),
            _ => ScanStatus::Unstated,
        }
    }
}

impl Issue<'_> {
    /// Lines are written as texts, and as ranges: `12-14`.
    fn draft(&self, place: Place) -> Draft<'_> {
        let weakness = self.cwe.id.filled().map(|number| format!("CWE-{number}"));
        let line = self.line.as_str().split('-').next().and_then(|line| line.parse().ok());
        Draft {
            identifiers: std::iter::once(self.rule_id.as_str().to_owned()).chain(weakness).collect(),
            severity: severity_in(SEVERITIES, self.severity.as_str()),
            title: self.details.as_str(),
            location: super::draft::at_line(self.file.as_str(), line),
            place,
            ..Draft::default()
        }
    }

    fn suppression(&self) -> Option<Suppression> {
        let first = self.suppressions.iter().next();
        if first.is_none() && self.nosec != Some(true) {
            return None;
        }
        let is_outside = first.is_some_and(|reason| reason.kind.as_str() == "external");
        let kind = if is_outside { SuppressionKind::External } else { SuppressionKind::InSource };
        Some(Suppression::accepted(kind, first.and_then(|reason| reason.justification.kept())))
    }
}

#[cfg(test)]
mod tests {
    use crate::formats::tests::{rejected, scans};

    #[test]
    fn what_was_set_aside_keeps_its_reason() {
        let scans = scans("gosec");
        let suppression = scans[0].suppressed[0].suppression.as_ref().unwrap();
        assert_eq!(suppression.reason.as_deref(), Some("only in tests"));
        assert_eq!(scans[0].findings[0].wording.location(), Some("/src/main.go:12"));
    }

    #[test]
    fn an_issue_without_a_rule_is_rejected() {
        let reason = rejected(r#"{"Issues":[{"severity":"HIGH","file":"a"}],"Stats":{"files":1}}"#);
        assert!(reason.starts_with("/Issues/0: the field `rule_id` is missing"), "{reason}");
    }
}
