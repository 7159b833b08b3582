// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! ScanCode's own JSON: the licences of all files, and where a licence policy was given
//! (`--license-policy`) what it says of them.

use serde::Deserialize;

use super::{
    Format, Head, ReadError, Reading, Source,
    datum::Datum,
    draft::{Draft, Findings, statement, tool},
    identifier::one_line,
    json::{self, Lax, List, Object, Shape, must},
    time::moment_or_utc,
};
use crate::model::{Database, FoundLicense, Place, Scan, ScanKind, ScanStatus, Scanned, ScannedUnit, Timestamp};

/// ScanCode's own JSON.
pub(super) struct ScanCode;

/// Labels of a licence policy that do not object.
const APPROVED: &[&str] = &["approved license", "recommended license", "approved", "recommended"];

impl Format for ScanCode {
    fn id(&self) -> &'static str {
        "scancode"
    }

    fn title(&self) -> &'static str {
        "ScanCode JSON"
    }

    fn tells(&self) -> &'static [Datum] {
        &[Datum::Version, Datum::Time, Datum::Database, Datum::Shortcoming, Datum::Scanned]
    }

    fn recognises(&self, head: &Head) -> bool {
        let words = [
            "\"scancode-toolkit\"",
            "\"headers\"",
            "\"tool_name\"",
            "\"tool_version\"",
            "\"start_timestamp\"",
            "\"end_timestamp\"",
            "\"files\"",
        ];
        (head.has_keys(&["headers", "files"]) && head.count(&["\"scancode-toolkit\""]) > 0)
            || head.is_json_with(5, &words)
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let apart = json::read_apart(&json::Input::Document(*source), Shape::Object(&REPORT), LONG)?;
        let report: Report<'_> = apart.rest()?;
        let mut statement = statement(self.id(), "", report.scan(&apart)?);
        if let Some(header) = report.headers.iter().next() {
            statement.made_at = moment_of_scancode(header.end_timestamp.as_str());
            statement.producer = tool("ScanCode", header.tool_version.as_str());
        }
        Ok(Reading::Statements(vec![statement]))
    }
}

/// The list that can be very long.
const LONG: &[&str] = &[FILES];
const FILES: &str = "/files";

static REPORT: Object = Object::of(&[
    must("headers", Shape::NonEmpty(&Shape::Object(&HEADER))),
    must("files", Shape::List(&Shape::Object(&FILE))),
])
.lax();
static HEADER: Object = Object::of(&[must("tool_name", Shape::Text)]).lax();
static FILE: Object = Object::of(&[must("path", Shape::Text)]).lax();

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Report<'a> {
    headers: List<Header<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Header<'a> {
    tool_version: Lax<'a>,
    end_timestamp: Lax<'a>,
    errors: List<Lax<'a>>,
    #[serde(deserialize_with = "json::or_default")]
    extra_data: Extra<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Extra<'a> {
    spdx_license_list_version: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct At<'a> {
    path: Lax<'a>,
    #[serde(rename = "type")]
    kind: Lax<'a>,
    detected_license_expression_spdx: Lax<'a>,
    license_policy: List<Policy<'a>>,
    scan_errors: List<Lax<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Policy<'a> {
    license_key: Lax<'a>,
    label: Lax<'a>,
}

/// ScanCode writes `2026-11-20T080000.123456`, in UTC.
fn moment_of_scancode(text: &str) -> Option<Timestamp> {
    moment_or_utc(text).or_else(|| {
        let civil = jiff::civil::DateTime::strptime("%Y-%m-%dT%H%M%S%.f", text).ok()?;
        jiff::tz::TimeZone::UTC.to_timestamp(civil).ok()
    })
}

impl Report<'_> {
    fn scan(&self, apart: &json::Apart<'_>) -> Result<Scan, ReadError> {
        let mut found = Found::default();
        let read = |part: &json::Part<'_>| {
            let mut found = Found::default();
            part.each(|index, file: At<'_>| found.add(index, &file))?;
            Ok(found)
        };
        apart.parts(FILES, read, |part| found.absorb(part))?;
        let count = found.files;
        let mut scan = found.findings.into_scan(ScanKind::License);
        scan.status = self.status(count, found.error);
        scan.licenses = found.licenses;
        scan.scanned = Some(Scanned { unit: ScannedUnit::Files, count, components: None });
        let version = self.headers.iter().find_map(|header| header.extra_data.spdx_license_list_version.kept());
        let list = |version| Database { name: Some("SPDX licence list".into()), version: Some(version), made_at: None };
        scan.databases = version.map(list).into_iter().collect();
        Ok(scan)
    }

    fn status(&self, files: u64, of_files: Option<String>) -> ScanStatus {
        let mut of_headers = self.headers.iter().flat_map(|header| header.errors.iter());
        match of_headers.next().map(|error| one_line(error.as_str()).into()).or(of_files) {
            Some(error) => ScanStatus::Partial(error),
            None if files == 0 => ScanStatus::NothingScanned("no file is listed".to_owned()),
            None => ScanStatus::Unstated,
        }
    }
}

/// What comes of files.
#[derive(Default)]
struct Found {
    findings: Findings,
    licenses: Vec<FoundLicense>,
    /// Number of files.
    files: u64,
    /// The first error of a file.
    error: Option<String>,
}

impl Found {
    fn add(&mut self, index: u64, file: &At<'_>) {
        if let Some(expression) = file.detected_license_expression_spdx.filled() {
            let shared = self.findings.shared();
            let (of, expression) = (shared.text(file.path.as_str()), shared.text(expression));
            self.licenses.push(FoundLicense { of, expression });
        }
        for policy in file.license_policy.iter().filter(|policy| policy.objects()) {
            self.findings.add(Draft {
                identifiers: vec![policy.license_key.as_str().to_owned()],
                title: policy.label.as_str(),
                location: file.path.kept().map(Into::into),
                place: Place::Pointer(format!("{FILES}/{index}").into()),
                ..Draft::default()
            });
        }
        self.files = self.files.saturating_add(u64::from(file.kind.as_str() != "directory"));
        let error = file.scan_errors.iter().next();
        self.error = self.error.take().or_else(|| error.map(|error| one_line(error.as_str()).into()));
    }

    /// Adds the files that follow.
    fn absorb(&mut self, part: Self) {
        self.findings.absorb(part.findings);
        self.licenses.extend(part.licenses);
        self.files = self.files.saturating_add(part.files);
        self.error = self.error.take().or(part.error);
    }
}

impl Policy<'_> {
    fn objects(&self) -> bool {
        let label = self.label.as_str().to_lowercase();
        !APPROVED.contains(&label.as_str())
    }
}

#[cfg(test)]
mod tests {
    use crate::formats::tests::{scans, statements};

    #[test]
    fn a_policy_makes_findings_and_every_file_has_its_licence() {
        let scans = scans("scancode");
        assert_eq!(scans[0].findings.len(), 1);
        assert_eq!(scans[0].licenses.len(), 2);
        assert_eq!(scans[0].scanned.as_ref().unwrap().count, 2);
    }

    #[test]
    fn an_error_makes_it_partial() {
        let text = r#"{"headers":[{"tool_name":"scancode-toolkit","errors":["Path: a"]}],"files":[{"path":"a","type":"file"}]}"#;
        assert!(format!("{:?}", statements(text)[0].claim).contains("Partial"));
    }
}
