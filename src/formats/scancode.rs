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
        let report: Report<'_> = json::read(source, &REPORT)?;
        let mut statement = statement(self.id(), "", report.scan());
        if let Some(header) = report.headers.iter().next() {
            statement.made_at = moment_of_scancode(header.end_timestamp.as_str());
            statement.producer = tool("ScanCode", header.tool_version.as_str());
        }
        Ok(Reading::Statements(vec![statement]))
    }
}

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
    files: List<At<'a>>,
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
    fn scan(&self) -> Scan {
        let mut findings = Findings::default();
        let mut licenses = Vec::new();
        for (index, file) in self.files.iter().enumerate() {
            if let Some(expression) = file.detected_license_expression_spdx.filled() {
                let shared = findings.shared();
                licenses
                    .push(FoundLicense { of: shared.text(file.path.as_str()), expression: shared.text(expression) });
            }
            for policy in file.license_policy.iter().filter(|policy| policy.objects()) {
                findings.add(Draft {
                    identifiers: vec![policy.license_key.as_str().to_owned()],
                    title: policy.label.as_str(),
                    location: file.path.kept().map(Into::into),
                    place: Place::Pointer(format!("/files/{index}").into()),
                    ..Draft::default()
                });
            }
        }
        let count = self.files.iter().filter(|file| file.kind.as_str() != "directory").count() as u64;
        let mut scan = findings.into_scan(ScanKind::License);
        scan.status = self.status(count);
        scan.licenses = licenses;
        scan.scanned = Some(Scanned { unit: ScannedUnit::Files, count, components: None });
        let version = self.headers.iter().find_map(|header| header.extra_data.spdx_license_list_version.kept());
        let list = |version| Database { name: Some("SPDX licence list".into()), version: Some(version), made_at: None };
        scan.databases = version.map(list).into_iter().collect();
        scan
    }

    fn status(&self, files: u64) -> ScanStatus {
        let of_headers = self.headers.iter().flat_map(|header| header.errors.iter());
        let of_files = self.files.iter().flat_map(|file| file.scan_errors.iter());
        match of_headers.chain(of_files).next() {
            Some(error) => ScanStatus::Partial(one_line(error.as_str()).into()),
            None if files == 0 => ScanStatus::NothingScanned("no file is listed".to_owned()),
            None => ScanStatus::Unstated,
        }
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
