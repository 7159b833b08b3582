// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The JSON report of OWASP Dependency-Check.

use serde::Deserialize;

use super::{
    Format, Head, ReadError, Reading, Source,
    datum::Datum,
    dependency_check::{self, Report},
    json::{self, Lax, List, Object, Shape, may, must},
    time::moment_or_utc,
};
use crate::model::Place;

/// The JSON report of OWASP Dependency-Check.
pub(super) struct DependencyCheckJson;

impl Format for DependencyCheckJson {
    fn id(&self) -> &'static str {
        "dependency_check_json"
    }

    fn title(&self) -> &'static str {
        "OWASP Dependency-Check JSON"
    }

    fn tells(&self) -> &'static [Datum] {
        &[
            Datum::Version,
            Datum::Time,
            Datum::Database,
            Datum::Shortcoming,
            Datum::Scanned,
            Datum::Components,
            Datum::Severity,
            Datum::Cvss,
            Datum::Exploitation,
            Datum::Package,
            Datum::Suppression,
        ]
    }

    fn recognises(&self, head: &Head) -> bool {
        let words = [
            "\"reportSchema\"",
            "\"scanInfo\"",
            "\"engineVersion\"",
            "\"projectInfo\"",
            "\"reportDate\"",
            "\"dataSource\"",
        ];
        head.has_keys(&["scanInfo", "projectInfo", "dependencies"]) || head.is_json_with(4, &words)
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let apart = json::read_apart(&json::Input::Document(*source), Shape::Object(&REPORT), LONG)?;
        let raw: Raw<'_> = apart.rest()?;
        let mut report = Report {
            version: raw.scan_info.engine_version.as_str().to_owned(),
            project: raw.project_info.name.as_str().to_owned(),
            made_at: moment_or_utc(raw.project_info.report_date.as_str()),
            exception: raw.scan_info.analysis_exceptions.iter().next().map(Exceptional::words),
            ..Report::default()
        };
        for data in raw.scan_info.data_source.iter() {
            report.add_source(data.name.as_str(), data.timestamp.as_str());
        }
        apart.parts(DEPENDENCIES, dependencies, |part| report.absorb(part))?;
        Ok(Reading::Statements(vec![report.into_statement(self.id())]))
    }
}

/// What comes of some dependencies.
fn dependencies(part: &json::Part<'_>) -> Result<Report, ReadError> {
    let mut report = Report::default();
    part.each(|index, dependency: Dependency<'_>| {
        let found = dependency_check::Dependency {
            file: dependency.file_name.as_str().to_owned(),
            path: dependency.file_path.as_str().to_owned(),
            purl: dependency.packages.iter().next().map_or("", |package| package.id.as_str()).to_owned(),
        };
        let open = dependency.vulnerabilities.iter().enumerate().map(|(number, vulnerability)| {
            let place = Place::Pointer(format!("/dependencies/{index}/vulnerabilities/{number}").into());
            vulnerability.found(place, false)
        });
        let suppressed = dependency.suppressed_vulnerabilities.iter().enumerate().map(|(number, vulnerability)| {
            let pointer = format!("/dependencies/{index}/suppressedVulnerabilities/{number}");
            vulnerability.found(Place::Pointer(pointer.into()), true)
        });
        report.add(&found, &open.chain(suppressed).collect::<Vec<_>>());
    })?;
    Ok(report)
}

/// The list that can be very long.
const LONG: &[&str] = &[DEPENDENCIES];
const DEPENDENCIES: &str = "/dependencies";

static REPORT: Object = Object::of(&[
    must("scanInfo", Shape::Object(&ANY)),
    must("projectInfo", Shape::Object(&ANY)),
    must("dependencies", Shape::List(&Shape::Object(&DEPENDENCY))),
])
.lax();
static ANY: Object = Object::of(&[]).lax();
static DEPENDENCY: Object = Object::of(&[
    must("fileName", Shape::Text),
    may("vulnerabilities", Shape::List(&Shape::Object(&VULNERABILITY))),
    may("suppressedVulnerabilities", Shape::List(&Shape::Object(&VULNERABILITY))),
])
.lax();
static VULNERABILITY: Object = Object::of(&[must("name", Shape::Text)]).lax();

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct Raw<'a> {
    #[serde(deserialize_with = "json::or_default")]
    scan_info: ScanInfo<'a>,
    #[serde(deserialize_with = "json::or_default")]
    project_info: ProjectInfo<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct ScanInfo<'a> {
    engine_version: Lax<'a>,
    data_source: List<DataSource<'a>>,
    analysis_exceptions: List<Exceptional<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct DataSource<'a> {
    name: Lax<'a>,
    timestamp: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Exceptional<'a> {
    #[serde(deserialize_with = "json::or_default")]
    exception: Exception<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Exception<'a> {
    message: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct ProjectInfo<'a> {
    name: Lax<'a>,
    report_date: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct Dependency<'a> {
    file_name: Lax<'a>,
    file_path: Lax<'a>,
    packages: List<Package<'a>>,
    vulnerabilities: List<Vulnerability<'a>>,
    suppressed_vulnerabilities: List<Vulnerability<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Package<'a> {
    id: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct Vulnerability<'a> {
    name: Lax<'a>,
    severity: Lax<'a>,
    description: Lax<'a>,
    notes: Lax<'a>,
    cwes: List<Lax<'a>>,
    #[serde(deserialize_with = "json::or_default")]
    cvssv2: Rating<'a>,
    #[serde(deserialize_with = "json::or_default")]
    cvssv3: Rating<'a>,
    #[serde(deserialize_with = "json::or_default")]
    cvssv4: Rating<'a>,
    known_exploited_vulnerability: Option<serde::de::IgnoredAny>,
}

/// The score is called `score` in version 2 and `baseScore` from 3 on.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct Rating<'a> {
    score: Option<f64>,
    base_score: Option<f64>,
    version: Lax<'a>,
    #[serde(alias = "vector")]
    vector_string: Lax<'a>,
}

impl Exceptional<'_> {
    fn words(&self) -> String {
        self.exception.message.filled().unwrap_or("an analysis failed").to_owned()
    }
}

impl Vulnerability<'_> {
    fn found(&self, place: Place, suppressed: bool) -> dependency_check::Vulnerability {
        let rating = |rating: &Rating<'_>, version: &str| {
            let version = rating.version.filled().unwrap_or(version).to_owned();
            (version, rating.vector_string.as_str().to_owned(), rating.base_score.or(rating.score))
        };
        dependency_check::Vulnerability {
            name: self.name.as_str().to_owned(),
            severity: self.severity.as_str().to_owned(),
            description: self.description.as_str().to_owned(),
            cwes: self.cwes.iter().map(|cwe| cwe.as_str().to_owned()).collect(),
            ratings: vec![rating(&self.cvssv4, "4.0"), rating(&self.cvssv3, ""), rating(&self.cvssv2, "2.0")],
            known_exploited: self.known_exploited_vulnerability.is_some(),
            suppressed: suppressed.then(|| self.notes.as_str().to_owned()),
            place,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::formats::tests::scans;

    #[test]
    fn dependencies_without_vulnerabilities_were_looked_at_too() {
        let scans = scans("dependency_check_json");
        assert_eq!(scans[0].scanned.as_ref().unwrap().count, 2);
        let finding = &scans[0].findings[0];
        assert_eq!(finding.identifiers.join(" "), "CVE-2026-9488 CWE-295");
        let details = finding.details.as_ref().unwrap();
        let scores: Vec<_> = details.scores.iter().map(|one| one.score.unwrap().to_string()).collect();
        assert_eq!(scores, ["3.7", "4.3"]);
        assert!(details.known_exploited);
        let suppression = scans[0].suppressed[0].suppression.as_ref().unwrap();
        assert_eq!(suppression.reason.as_deref(), Some("not used"));
    }
}
