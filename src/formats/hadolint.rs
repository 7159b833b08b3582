// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Hadolint's own JSON: a bare list of remarks. An empty list names no tool and is no evidence.

use serde::Deserialize;

use super::{
    Format, Head, ReadError, Reading, Source,
    datum::Datum,
    draft::{Draft, Findings, at_line, element, severity_in, statement, tool},
    json::{self, Lax, Object, Shape, must},
};
use crate::model::{ScanKind, Severity};

/// Hadolint's own JSON.
pub(super) struct Hadolint;

/// How grave Hadolint says a remark is.
const SEVERITIES: &[(&str, Severity)] =
    &[("error", Severity::High), ("warning", Severity::Medium), ("info", Severity::Low), ("style", Severity::Info)];

impl Format for Hadolint {
    fn id(&self) -> &'static str {
        "hadolint"
    }

    fn title(&self) -> &'static str {
        "Hadolint JSON"
    }

    fn tells(&self) -> &'static [Datum] {
        &[Datum::Severity]
    }

    fn recognises(&self, head: &Head) -> bool {
        // ShellCheck's list looks the same, with a number for the code.
        let codes = head.count(&["\"code\":\"DL", "\"code\": \"DL", "\"code\":\"SC", "\"code\": \"SC"]) > 0;
        let keys = ["\"column\"", "\"file\"", "\"level\"", "\"line\"", "\"message\""];
        codes
            && (head.elements_have(&["code", "column", "file", "level", "line", "message"])
                || head.is_json_with(4, &keys))
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let apart = json::read_apart(&json::Input::Document(*source), REMARKS, &[WHOLE])?;
        let mut findings = Findings::default();
        findings.read(&apart, WHOLE, &|part, findings| {
            part.each(|index, remark: Remark<'_>| {
                findings.add(Draft {
                    identifiers: vec![remark.code.as_str().to_owned()],
                    severity: severity_in(SEVERITIES, remark.level.as_str()),
                    title: remark.message.as_str(),
                    location: at_line(remark.file.as_str(), remark.line),
                    place: element(WHOLE, index),
                    ..Draft::default()
                });
            })
        })?;
        let mut statement = statement(self.id(), "", findings.into_scan(ScanKind::Config));
        statement.producer = tool("hadolint", "");
        Ok(Reading::Statements(vec![statement]))
    }
}

/// The list that the document is.
const WHOLE: &str = "";

const REMARKS: Shape = Shape::List(&Shape::Object(&REMARK));
static REMARK: Object =
    Object::of(&[must("code", Shape::Text), must("level", Shape::Text), must("file", Shape::Text)]).lax();

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Remark<'a> {
    code: Lax<'a>,
    level: Lax<'a>,
    message: Lax<'a>,
    file: Lax<'a>,
    line: Option<i64>,
}

#[cfg(test)]
mod tests {
    use crate::{formats::tests::scans, model::Severity};

    #[test]
    fn levels_are_severities() {
        let scans = scans("hadolint");
        let severities: Vec<_> = scans[0].findings.iter().map(|finding| finding.severity).collect();
        assert_eq!(severities, [Severity::Medium, Severity::High, Severity::Unknown]);
        assert_eq!(scans[0].findings[0].wording.location(), Some("Dockerfile:9"));
    }
}
