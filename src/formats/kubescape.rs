// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Kubescape's own JSON, format version 2.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    Format, Head, ReadError, Reading, Source,
    datum::Datum,
    draft::{Draft, Findings, statement, tool},
    json::{self, Lax, List, Object, Shape, may, must},
    time::moment,
};
use crate::model::{Place, ScanKind, ScanStatus, Scanned, ScannedUnit, Severity, Subject, Timestamp};

/// Kubescape's own JSON.
pub(super) struct Kubescape;

impl Format for Kubescape {
    fn id(&self) -> &'static str {
        "kubescape"
    }

    fn title(&self) -> &'static str {
        "Kubescape JSON (format version 2)"
    }

    fn tells(&self) -> &'static [Datum] {
        &[Datum::Version, Datum::Time, Datum::Shortcoming, Datum::Scanned, Datum::Severity]
    }

    fn recognises(&self, head: &Head) -> bool {
        let words = [
            "\"summaryDetails\"",
            "\"controlID\"",
            "\"resourceID\"",
            "\"scoreFactor\"",
            "\"generationTime\"",
            "\"kubescapeVersion\"",
            "\"customerGUID\"",
        ];
        head.has_key("summaryDetails") && head.count_keys(&["results", "resources", "metadata", "customerGUID"]) > 1
            || head.is_json_with(5, &words)
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let report: Report<'_> = json::read(source, &REPORT)?;
        let paths: BTreeMap<&str, &str> = report.resources.iter().map(Resource::entry).collect();
        let mut findings = Findings::default();
        for (index, result) in report.results.iter().enumerate() {
            let id = result.resource_id.as_str();
            let location = match paths.get(id).filter(|path| !path.is_empty()) {
                Some(path) => format!("{path} ({id})"),
                None => id.to_owned(),
            };
            for (number, control) in result.controls.iter().enumerate() {
                if control.status.status.as_str() != "failed" {
                    continue;
                }
                let told = report.summary_details.controls.get(&control.control_id);
                findings.add(Draft {
                    identifiers: vec![control.control_id.as_str().to_owned()],
                    severity: told.and_then(|told| told.score_factor).map_or(Severity::Unknown, severity),
                    title: control.name.as_str(),
                    location: Some(location.clone()),
                    place: Place::Pointer(format!("/results/{index}/controls/{number}").into()),
                    ..Draft::default()
                });
            }
        }
        let count = report.results.iter().count() as u64;
        let mut scan = findings.into_scan(ScanKind::Config);
        scan.scanned = Some(Scanned { unit: ScannedUnit::Resources, count, components: None });
        if count == 0 {
            scan.status = ScanStatus::NothingScanned("no resource is listed".to_owned());
        }
        let mut statement = statement(self.id(), "2", scan);
        let named = |name: Box<str>| Subject::Named { name: name.into(), version: None, purl: None };
        statement.subjects = report.cluster_name.kept().map(named).into_iter().collect();
        // The zero of Go's time stands for none.
        let made_at = moment(report.generation_time.as_str());
        statement.made_at = made_at.filter(|at| *at > Timestamp::UNIX_EPOCH);
        statement.producer = tool("Kubescape", report.metadata.scan_metadata.version.as_str());
        Ok(Reading::Statements(vec![statement]))
    }
}

/// How grave a control is, by Kubescape's own bounds of its score.
fn severity(score: f64) -> Severity {
    match score {
        score if score >= 9.0 => Severity::Critical,
        score if score >= 7.0 => Severity::High,
        score if score >= 4.0 => Severity::Medium,
        score if score >= 1.0 => Severity::Low,
        _ => Severity::Unknown,
    }
}

static REPORT: Object = Object::of(&[
    must("summaryDetails", Shape::Object(&ANY)),
    may("results", Shape::List(&Shape::Object(&RESULT))),
    may("resources", Shape::List(&Shape::Object(&RESOURCE))),
])
.lax();
static ANY: Object = Object::of(&[]).lax();
static RESULT: Object =
    Object::of(&[must("resourceID", Shape::Text), may("controls", Shape::List(&Shape::Object(&CONTROL)))]).lax();
static CONTROL: Object = Object::of(&[must("controlID", Shape::Text), must("status", Shape::Object(&STATUS))]).lax();
static STATUS: Object = Object::of(&[must("status", Shape::Text)]).lax();
static RESOURCE: Object = Object::of(&[must("resourceID", Shape::Text)]).lax();

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct Report<'a> {
    cluster_name: Lax<'a>,
    generation_time: Lax<'a>,
    #[serde(deserialize_with = "json::or_default")]
    summary_details: Summary<'a>,
    results: List<Outcome<'a>>,
    resources: List<Resource<'a>>,
    #[serde(deserialize_with = "json::or_default")]
    metadata: Metadata<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Summary<'a> {
    #[serde(deserialize_with = "json::or_default")]
    controls: BTreeMap<Lax<'a>, Told>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Told {
    score_factor: Option<f64>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Outcome<'a> {
    #[serde(rename = "resourceID")]
    resource_id: Lax<'a>,
    controls: List<Control<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Control<'a> {
    #[serde(rename = "controlID")]
    control_id: Lax<'a>,
    name: Lax<'a>,
    #[serde(deserialize_with = "json::or_default")]
    status: Status<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Status<'a> {
    status: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Resource<'a> {
    #[serde(rename = "resourceID")]
    resource_id: Lax<'a>,
    #[serde(deserialize_with = "json::or_default")]
    source: Origin<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct Origin<'a> {
    relative_path: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct Metadata<'a> {
    #[serde(deserialize_with = "json::or_default")]
    scan_metadata: ScanMetadata<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct ScanMetadata<'a> {
    #[serde(rename = "kubescapeVersion")]
    version: Lax<'a>,
}

impl Resource<'_> {
    fn entry(&self) -> (&str, &str) {
        (self.resource_id.as_str(), self.source.relative_path.as_str())
    }
}

#[cfg(test)]
mod tests {
    use crate::{formats::tests::scans, model::Severity};

    #[test]
    fn a_failed_control_of_a_resource_is_a_finding() {
        let scans = scans("kubescape");
        let [finding] = scans[0].findings.as_slice() else { panic!("{scans:?}") };
        assert_eq!((finding.severity, &*finding.identifiers[0]), (Severity::High, "C-0057"));
        assert_eq!(finding.wording.location(), Some("k8s/app.yaml (apps/v1/d/Deployment/app)"));
    }
}
