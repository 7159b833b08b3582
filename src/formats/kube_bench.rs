// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! kube-bench's own JSON: an object since version 0.5, a list of controls before.

use serde::{Deserialize, Deserializer, de::Error};
use serde_json::value::RawValue;

use super::{
    Format, Head, ReadError, Reading, Source,
    datum::Datum,
    draft::{Draft, Findings, severity_in, statement, tool},
    json::{self, Lax, List, Object, Shape, may, must},
    total,
};
use crate::model::{Place, ScanKind, ScanStatus, Scanned, ScannedUnit, Severity};

/// kube-bench's own JSON.
pub(super) struct KubeBench;

/// A `WARN` asks a person to look; of a `FAIL` kube-bench does not say how grave it is.
const SEVERITIES: &[(&str, Severity)] = &[("WARN", Severity::Info)];

impl Format for KubeBench {
    fn id(&self) -> &'static str {
        "kube_bench"
    }

    fn title(&self) -> &'static str {
        "kube-bench JSON"
    }

    fn tells(&self) -> &'static [Datum] {
        &[Datum::Shortcoming, Datum::Scanned, Datum::Severity]
    }

    fn recognises(&self, head: &Head) -> bool {
        let words = [
            "\"node_type\"",
            "\"tests\"",
            "\"test_number\"",
            "\"test_desc\"",
            "\"scored\"",
            "\"section\"",
            "\"Controls\"",
        ];
        head.has_keys(&["Controls", "Totals"])
            || head.elements_have(&["node_type", "tests"])
            || head.is_json_with(5, &words)
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let report: Report<'_> = json::read_value(source, REPORT)?;
        let mut findings = Findings::default();
        let mut count = 0_u64;
        let list = if source.text()?.trim_start().starts_with('{') { "/Controls" } else { "" };
        report.hold_against_totals(list)?;
        for (index, control) in report.controls.iter().enumerate() {
            let pointer = format!("{list}/{index}");
            for result in control.results() {
                count = count.saturating_add(1);
                if matches!(result.status.as_str(), "FAIL" | "WARN") {
                    findings.add(Draft {
                        identifiers: vec![format!("kube-bench:{}", result.test_number.as_str())],
                        severity: severity_in(SEVERITIES, result.status.as_str()),
                        title: result.test_desc.as_str(),
                        location: control.node_type.kept().map(Into::into),
                        fix: result.remediation.filled(),
                        place: Place::Pointer(pointer.clone().into()),
                        ..Draft::default()
                    });
                }
            }
        }
        let mut scan = findings.into_scan(ScanKind::Config);
        scan.scanned = Some(Scanned { unit: ScannedUnit::Checks, count, components: None });
        if count == 0 {
            scan.status = ScanStatus::NothingScanned("no check was made".to_owned());
        }
        let benchmark = report.controls.first().map_or("", |control| control.version.as_str()).to_owned();
        let mut statement = statement(self.id(), benchmark, scan);
        statement.producer = tool("kube-bench", "");
        Ok(Reading::Statements(vec![statement]))
    }
}

const REPORT: Shape = Shape::Either(&[Shape::Object(&DOCUMENT), CONTROLS]);
static DOCUMENT: Object = Object::of(&[must("Controls", CONTROLS)]).lax();
const CONTROLS: Shape = Shape::List(&Shape::Object(&CONTROL));
static CONTROL: Object = Object::of(&[may("tests", Shape::List(&Shape::Object(&TEST)))]).lax();
static TEST: Object = Object::of(&[may("results", Shape::List(&Shape::Object(&RESULT)))]).lax();
static RESULT: Object = Object::of(&[must("test_number", Shape::Text), must("status", Shape::Text)]).lax();

struct Report<'a> {
    controls: Vec<Control<'a>>,
    totals: Totals,
}

/// Numbers of results, of all controls or of one.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(default)]
struct Totals {
    total_fail: Option<u64>,
    total_warn: Option<u64>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Report<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(bound(deserialize = "'de: 'a"))]
        struct Wrapped<'a> {
            #[serde(rename = "Controls")]
            controls: List<Control<'a>>,
            #[serde(default, rename = "Totals", deserialize_with = "json::or_default")]
            totals: Totals,
        }
        let raw = <&'de RawValue>::deserialize(deserializer)?.get();
        if raw.starts_with('[') {
            let controls = serde_json::from_str(raw).map_err(D::Error::custom)?;
            return Ok(Self { controls, totals: Totals::default() });
        }
        let wrapped: Wrapped<'a> = serde_json::from_str(raw).map_err(D::Error::custom)?;
        Ok(Self { controls: wrapped.controls.0, totals: wrapped.totals })
    }
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Control<'a> {
    version: Lax<'a>,
    node_type: Lax<'a>,
    tests: List<Test<'a>>,
    total_fail: Option<u64>,
    total_warn: Option<u64>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Test<'a> {
    results: List<Outcome<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Outcome<'a> {
    test_number: Lax<'a>,
    test_desc: Lax<'a>,
    status: Lax<'a>,
    remediation: Lax<'a>,
}

impl Report<'_> {
    fn hold_against_totals(&self, list: &str) -> Result<(), ReadError> {
        for (index, control) in self.controls.iter().enumerate() {
            let totals = Totals { total_fail: control.total_fail, total_warn: control.total_warn };
            totals.hold_against(control.results(), &format!("{list}/{index}"))?;
        }
        self.totals.hold_against(self.controls.iter().flat_map(Control::results), "/Totals")
    }
}

impl Totals {
    fn hold_against<'r>(self, results: impl Iterator<Item = &'r Outcome<'r>>, pointer: &str) -> Result<(), ReadError> {
        let (mut failed, mut warned) = (0_usize, 0_usize);
        for result in results {
            match result.status.as_str() {
                "FAIL" => failed = failed.saturating_add(1),
                "WARN" => warned = warned.saturating_add(1),
                _ => {}
            }
        }
        total::at_least(failed, self.total_fail, &format!("{pointer}/total_fail"))?;
        total::at_least(warned, self.total_warn, &format!("{pointer}/total_warn"))
    }
}

impl Control<'_> {
    fn results(&self) -> impl Iterator<Item = &Outcome<'_>> {
        self.tests.iter().flat_map(|test| test.results.iter())
    }
}

#[cfg(test)]
mod tests {
    use crate::{formats::tests::scans, model::Severity};

    #[test]
    fn what_failed_is_unknown_and_a_warning_asks_to_look() {
        let scans = scans("kube_bench");
        let severities: Vec<_> = scans[0].findings.iter().map(|finding| finding.severity).collect();
        assert_eq!(severities, [Severity::Unknown, Severity::Info]);
        assert_eq!(scans[0].scanned.as_ref().unwrap().count, 3);
    }
}
