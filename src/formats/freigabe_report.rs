// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Our own JSON report, as the baseline that a later run compares with.

use serde::Deserialize;

use super::{
    Format, Head, ReadError, Reading, Source,
    json::{self, Object, Shape, may, must},
};
use crate::model::{Claim, FormatVersion, Statement, Summary, Timestamp, Tool};

/// The JSON report of this program.
pub(super) struct FreigabeReport;

impl Format for FreigabeReport {
    fn id(&self) -> &'static str {
        "freigabe-report"
    }

    fn title(&self) -> &'static str {
        "JSON report of this program, schema version 1 (for `--baseline`)"
    }

    fn recognises(&self, head: &Head) -> bool {
        head.is_json()
            && head.count(&["\"schema_version\"", "\"reasons\"", "\"waiver_files\"", "\"not_applicable\""]) > 2
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let report: Report<'_> = json::read(source, &REPORT)?;
        let tests = report.evidence.iter().filter_map(|evidence| evidence.tests.as_ref()).map(|tests| tests.total);
        Ok(Reading::Statements(vec![Statement {
            format: FormatVersion { format: self.id(), version: report.schema_version.to_owned() },
            subjects: Vec::new(),
            made_at: report.at,
            producer: Some(Tool { name: report.tool.name.to_owned(), version: None }),
            report_id: None,
            claim: Claim::Summary(Summary { tests: tests.fold(0, u64::saturating_add) }),
            remarks: Vec::new(),
        }]))
    }
}

static REPORT: Object = Object::of(&[
    must("schema_version", Shape::Word(&["1"])),
    must("tool", Shape::Object(&TOOL)),
    must("evidence", Shape::List(&Shape::Object(&EVIDENCE))),
    must("verdict", Shape::Word(&["passed", "blocked", "undecided"])),
    must("at", Shape::Text),
]);

static TOOL: Object = Object::of(&[must("name", Shape::Word(&["Freigabe"]))]);

static EVIDENCE: Object = Object::of(&[may("tests", Shape::Either(&[Shape::Object(&TESTS), Shape::Any]))]);

static TESTS: Object = Object::of(&[must("total", Shape::Integer(0))]);

#[derive(Deserialize)]
struct Report<'a> {
    schema_version: &'a str,
    #[serde(borrow)]
    tool: ToolName<'a>,
    at: Option<Timestamp>,
    evidence: Vec<Evidence>,
}

#[derive(Deserialize)]
struct ToolName<'a> {
    name: &'a str,
}

#[derive(Deserialize)]
struct Evidence {
    tests: Option<Tests>,
}

#[derive(Deserialize)]
struct Tests {
    total: u64,
}
