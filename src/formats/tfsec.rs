// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! tfsec's own JSON, also of versions before 1.

use serde::Deserialize;

use super::{
    Format, Head, ReadError, Reading, Source,
    datum::Datum,
    draft::{Draft, Findings, at_line, element, severity_in, statement, tool},
    json::{self, Lax, Object, Shape, may, must},
};
use crate::model::{Place, ScanKind, Severity};

/// tfsec's own JSON.
pub(super) struct Tfsec;

/// How grave tfsec says a result is; the words `ERROR` and `WARNING` are those before version 1.
const SEVERITIES: &[(&str, Severity)] = &[
    ("CRITICAL", Severity::Critical),
    ("HIGH", Severity::High),
    ("ERROR", Severity::High),
    ("MEDIUM", Severity::Medium),
    ("WARNING", Severity::Medium),
    ("LOW", Severity::Low),
    ("INFO", Severity::Info),
];

impl Format for Tfsec {
    fn id(&self) -> &'static str {
        "tfsec"
    }

    fn title(&self) -> &'static str {
        "tfsec JSON"
    }

    fn tells(&self) -> &'static [Datum] {
        &[Datum::Severity]
    }

    fn recognises(&self, head: &Head) -> bool {
        let words = [
            "\"rule_id\"",
            "\"rule_description\"",
            "\"rule_provider\"",
            "\"resolution\"",
            "\"impact\"",
            "\"start_line\"",
        ];
        head.is_json_with(5, &words) && head.count(&["\"results\"", "\"location\""]) > 0
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let apart = json::read_apart(&json::Input::Document(*source), Shape::Object(&REPORT), &[RESULTS])?;
        let mut findings = Findings::default();
        findings.read(&apart, RESULTS, &|part, findings| {
            part.each(|index, result: Outcome<'_>| {
                // Before version 1 `passed` was written wrongly for what had failed; `--include-passed`
                // of later versions says `status`.
                if result.status.as_str() != "passed" && result.status.as_str() != "ignored" {
                    findings.add(result.draft(element(RESULTS, index)));
                }
            })
        })?;
        let mut statement = statement(self.id(), "", findings.into_scan(ScanKind::Config));
        statement.producer = tool("tfsec", "");
        Ok(Reading::Statements(vec![statement]))
    }
}

/// The list that can be very long.
const RESULTS: &str = "/results";

static REPORT: Object = Object::of(&[must("results", Shape::List(&Shape::Object(&RESULT)))]).lax();
static RESULT: Object = Object::of(&[
    must("rule_id", Shape::Text),
    must("severity", Shape::Text),
    may("status", Shape::Either(&[Shape::Text, Shape::Number])),
])
.lax();

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Outcome<'a> {
    rule_id: Lax<'a>,
    long_id: Lax<'a>,
    legacy_rule_id: Lax<'a>,
    description: Lax<'a>,
    rule_description: Lax<'a>,
    resolution: Lax<'a>,
    severity: Lax<'a>,
    status: Lax<'a>,
    #[serde(deserialize_with = "json::or_default")]
    location: At<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct At<'a> {
    filename: Lax<'a>,
    start_line: Option<i64>,
}

impl Outcome<'_> {
    fn draft(&self, place: Place) -> Draft<'_> {
        let ids = [&self.rule_id, &self.long_id, &self.legacy_rule_id];
        Draft {
            identifiers: ids.into_iter().map(|id| id.as_str().to_owned()).collect(),
            severity: severity_in(SEVERITIES, self.severity.as_str()),
            title: self.description.filled().unwrap_or(self.rule_description.as_str()),
            location: at_line(self.location.filename.as_str(), self.location.start_line),
            fix: self.resolution.filled(),
            place,
            ..Draft::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{formats::tests::scans, model::Severity};

    #[test]
    fn old_and_new_words_are_read_and_what_passed_is_no_finding() {
        let scans = scans("tfsec");
        let severities: Vec<_> = scans[0].findings.iter().map(|finding| finding.severity).collect();
        assert_eq!(severities, [Severity::Critical, Severity::High]);
    }
}
