// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Brakeman's own JSON. It states a confidence and no severity.

use serde::Deserialize;

use super::{
    Format, Head, ReadError, Reading, Source,
    datum::Datum,
    draft::{Draft, Findings, at_line, element, fingerprint, statement, tool},
    json::{self, Lax, List, Object, Shape, must},
    time::moment,
};
use crate::model::{Place, ScanKind, ScanStatus, Suppression, SuppressionKind, Timestamp};

/// Brakeman's own JSON.
pub(super) struct Brakeman;

impl Format for Brakeman {
    fn id(&self) -> &'static str {
        "brakeman"
    }

    fn title(&self) -> &'static str {
        "Brakeman JSON"
    }

    fn tells(&self) -> &'static [Datum] {
        &[Datum::Version, Datum::Time, Datum::Shortcoming, Datum::Suppression, Datum::Recognition]
    }

    fn recognises(&self, head: &Head) -> bool {
        let words = [
            "\"scan_info\"",
            "\"ignored_warnings\"",
            "\"brakeman_version\"",
            "\"warning_type\"",
            "\"rails_version\"",
            "\"obsolete\"",
        ];
        head.has_keys(&["scan_info", "warnings"]) || head.is_json_with(4, &words)
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let apart = json::read_apart(&json::Input::Document(*source), Shape::Object(&REPORT), LONG)?;
        let report: Report<'_> = apart.rest()?;
        let mut findings = Findings::default();
        findings.read(&apart, WARNINGS, &|part, findings| {
            part.each(|index, warning: Warning<'_>| findings.add(warning.draft(element(WARNINGS, index))))
        })?;
        for (index, warning) in (0..).zip(report.ignored_warnings.iter()) {
            let suppression = Some(Suppression::accepted(SuppressionKind::External, warning.note.kept()));
            findings.set_aside(Draft { suppression, ..warning.draft(element("/ignored_warnings", index)) });
        }
        let mut scan = findings.into_scan(ScanKind::Sast);
        if let Some(error) = report.errors.iter().next() {
            let error = error.error.filled().unwrap_or("the tool states an error");
            scan.status = ScanStatus::Partial(super::identifier::one_line(error).into());
        } else if report.scan_info.checks_performed.as_ref().is_some_and(List::is_empty) {
            scan.status = ScanStatus::NothingScanned("`checks_performed` is empty".to_owned());
        }
        let mut statement = statement(self.id(), "", scan);
        statement.made_at = report.scan_info.made_at();
        statement.producer = tool("Brakeman", report.scan_info.brakeman_version.as_str());
        Ok(Reading::Statements(vec![statement]))
    }
}

/// The list that can be very long.
const LONG: &[&str] = &[WARNINGS];
const WARNINGS: &str = "/warnings";

static REPORT: Object = Object::of(&[
    must("scan_info", Shape::Object(&ANY)),
    must("warnings", Shape::List(&Shape::Object(&WARNING))),
    must("errors", Shape::List(&Shape::Object(&ANY))),
])
.lax();
static WARNING: Object = Object::of(&[must("warning_type", Shape::Text)]).lax();
static ANY: Object = Object::of(&[]).lax();

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Report<'a> {
    #[serde(deserialize_with = "json::or_default")]
    scan_info: ScanInfo<'a>,
    ignored_warnings: List<Warning<'a>>,
    errors: List<Fault<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct ScanInfo<'a> {
    end_time: Lax<'a>,
    checks_performed: Option<List<Lax<'a>>>,
    brakeman_version: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Fault<'a> {
    error: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Warning<'a> {
    warning_type: Lax<'a>,
    check_name: Lax<'a>,
    message: Lax<'a>,
    file: Lax<'a>,
    line: Option<i64>,
    fingerprint: Lax<'a>,
    cwe_id: List<Lax<'a>>,
    note: Lax<'a>,
}

impl ScanInfo<'_> {
    /// Ruby writes `2020-04-11 20:16:27 -0700`.
    fn made_at(&self) -> Option<Timestamp> {
        let text = self.end_time.as_str();
        moment(text).or_else(|| Timestamp::strptime("%Y-%m-%d %H:%M:%S %z", text).ok())
    }
}

impl Warning<'_> {
    fn draft(&self, place: Place) -> Draft<'_> {
        let name = self.check_name.filled().unwrap_or(self.warning_type.as_str());
        let weaknesses = self.cwe_id.iter().map(|number| format!("CWE-{}", number.as_str()));
        Draft {
            identifiers: std::iter::once(format!("brakeman:{name}")).chain(weaknesses).collect(),
            title: self.message.as_str(),
            location: at_line(self.file.as_str(), self.line),
            fingerprint: fingerprint("brakeman", self.fingerprint.as_str()),
            place,
            ..Draft::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        formats::tests::{scans, statements},
        model::Severity,
    };

    #[test]
    fn a_confidence_is_no_severity() {
        let scans = scans("brakeman");
        assert_eq!(scans[0].findings[0].severity, Severity::Unknown);
        assert_eq!(scans[0].suppressed[0].suppression.as_ref().unwrap().reason.as_deref(), Some("checked"));
    }

    #[test]
    fn an_error_is_partial() {
        let text = r#"{"scan_info":{"end_time":"2026-11-20 08:00:00 +0100"},"warnings":[],"errors":[{"error":"parse error"}]}"#;
        let statements = statements(text);
        assert_eq!(statements[0].made_at.unwrap().to_string(), "2026-11-20T07:00:00Z");
        assert!(format!("{:?}", statements[0].claim).contains("Partial(\"parse error\")"));
    }
}
