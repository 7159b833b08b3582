// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Checkov's own JSON: an object for one framework, a list of them for several, and the bare
//! figures that it writes where it found nothing to check.

use serde::Deserialize;

use super::{
    Format, Head, ReadError, Reading, Source,
    datum::Datum,
    draft::{Draft, Findings, at_line, severity_in, statement, tool},
    json::{self, Lax, List, Object, Shape, may, must},
    total,
};
use crate::model::{
    Place, Scan, ScanKind, ScanStatus, Scanned, ScannedUnit, Severity, Statement, Suppression, SuppressionKind,
};

/// Checkov's own JSON.
pub(super) struct Checkov;

/// How grave Checkov says a failed check is; without its platform it says nothing.
const SEVERITIES: &[(&str, Severity)] = &[
    ("CRITICAL", Severity::Critical),
    ("HIGH", Severity::High),
    ("MEDIUM", Severity::Medium),
    ("LOW", Severity::Low),
    ("NONE", Severity::Info),
];

impl Format for Checkov {
    fn id(&self) -> &'static str {
        "checkov"
    }

    fn title(&self) -> &'static str {
        "Checkov JSON"
    }

    fn tells(&self) -> &'static [Datum] {
        &[Datum::Version, Datum::Shortcoming, Datum::Scanned, Datum::Severity, Datum::Suppression]
    }

    fn recognises(&self, head: &Head) -> bool {
        let words = [
            "\"check_type\"",
            "\"checkov_version\"",
            "\"failed_checks\"",
            "\"passed_checks\"",
            "\"parsing_errors\"",
            "\"check_id\"",
        ];
        head.has_keys(&["check_type", "results"])
            || head.has_key("checkov_version")
            || head.elements_have(&["check_type", "results"])
            || head.is_json_with(4, &words)
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let apart = json::read_apart(&json::Input::Document(*source), REPORTS, LONG)?;
        let reports: List<Report<'_>> = apart.rest()?;
        let several = reports.0.len() > 1;
        let statements = reports.iter().enumerate().map(|(index, report)| {
            let root = if several { format!("/{index}") } else { String::new() };
            report.statement(&Checks { apart: &apart, root })
        });
        let statements: Vec<Statement> = statements.collect::<Result<_, _>>()?;
        if statements.is_empty() {
            let reason = crate::model::Text::new("the list is empty", "die Liste ist leer");
            return Err(ReadError::new(Place::Whole, reason));
        }
        Ok(Reading::Statements(statements))
    }
}

/// The lists that can be very long, of one report or in a list of them.
const LONG: &[&str] =
    &["/results/failed_checks", "/results/skipped_checks", "/*/results/failed_checks", "/*/results/skipped_checks"];

const REPORTS: Shape = Shape::Either(&[Shape::Object(&REPORT), Shape::List(&Shape::Object(&REPORT))]);
static REPORT: Object = Object::of(&[
    may("check_type", Shape::Text),
    may("results", Shape::Object(&RESULTS)),
    may("checkov_version", Shape::Text),
])
.with(&[json::Rule::ExactlyOne(&["results", "checkov_version"])])
.lax();
static RESULTS: Object = Object::of(&[
    must("failed_checks", CHECKS),
    may("skipped_checks", CHECKS),
    may("parsing_errors", Shape::List(&Shape::Text)),
])
.lax();
const CHECKS: Shape = Shape::List(&Shape::Object(&CHECK));
static CHECK: Object = Object::of(&[must("check_id", Shape::Text)]).lax();

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Report<'a> {
    check_type: Lax<'a>,
    #[serde(deserialize_with = "json::or_default")]
    results: Results<'a>,
    #[serde(deserialize_with = "json::or_default")]
    summary: Summary<'a>,
    checkov_version: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Results<'a> {
    passed_checks: json::Count,
    parsing_errors: List<Lax<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Summary<'a> {
    passed: Option<u64>,
    failed: Option<u64>,
    parsing_errors: Option<u64>,
    resource_count: Option<u64>,
    checkov_version: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Outcome<'a> {
    check_id: Lax<'a>,
    bc_check_id: Lax<'a>,
    check_name: Lax<'a>,
    severity: Lax<'a>,
    file_path: Lax<'a>,
    file_line_range: List<i64>,
    resource: Lax<'a>,
    guideline: Lax<'a>,
    #[serde(deserialize_with = "json::or_default")]
    check_result: CheckResult<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct CheckResult<'a> {
    suppress_comment: Lax<'a>,
}

impl Report<'_> {
    fn statement(&self, checks: &Checks<'_>) -> Result<Statement, ReadError> {
        let listed = checks.count("failed_checks");
        total::at_least(listed, self.summary.failed, &format!("{}/summary/failed", checks.root))?;
        let version = self.summary.checkov_version.filled().unwrap_or(self.checkov_version.as_str());
        let mut statement = statement("checkov", "", self.scan(checks)?);
        statement.producer = tool("checkov", version);
        Ok(statement)
    }

    fn scan(&self, checks: &Checks<'_>) -> Result<Scan, ReadError> {
        let mut findings = Findings::default();
        let place = |list: &str, index: u64| Place::Pointer(format!("{}/results/{list}/{index}", checks.root).into());
        for list in checks.lists("failed_checks") {
            findings.read(checks.apart, &list, &|part, findings| {
                part.each(|index, outcome: Outcome<'_>| findings.add(outcome.draft(place("failed_checks", index))))
            })?;
        }
        for list in checks.lists("skipped_checks") {
            findings.read(checks.apart, &list, &|part, findings| {
                part.each(|index, outcome: Outcome<'_>| {
                    let reason = outcome.check_result.suppress_comment.kept();
                    let suppression = Some(Suppression::accepted(SuppressionKind::InSource, reason));
                    findings.set_aside(Draft { suppression, ..outcome.draft(place("skipped_checks", index)) });
                })
            })?;
        }
        let mut scan = findings.into_scan(self.kind());
        scan.status = self.status(checks);
        let count = self.summary.resource_count;
        scan.scanned = count.map(|count| Scanned { unit: ScannedUnit::Resources, count, components: None });
        Ok(scan)
    }

    fn kind(&self) -> ScanKind {
        match self.check_type.as_str() {
            "secrets" => ScanKind::Secret,
            "sca_package" => ScanKind::Dependency,
            "sca_image" => ScanKind::Container,
            _ => ScanKind::Config,
        }
    }

    fn status(&self, checks: &Checks<'_>) -> ScanStatus {
        let errors = self.summary.parsing_errors.unwrap_or_default();
        if let Some(file) = self.results.parsing_errors.iter().next() {
            return ScanStatus::Partial(format!("could not parse {}", file.as_str()));
        }
        if errors > 0 {
            return ScanStatus::Partial(format!("{errors} files could not be parsed"));
        }
        let made = self.results.passed_checks.0 > 0
            || checks.count("failed_checks") > 0
            || checks.count("skipped_checks") > 0
            || self.summary.passed.unwrap_or_default() > 0
            || self.summary.failed.unwrap_or_default() > 0;
        if made { ScanStatus::Unstated } else { ScanStatus::NothingScanned("no check was made".to_owned()) }
    }
}

/// The checks of one report.
struct Checks<'a> {
    apart: &'a json::Apart<'a>,
    /// The JSON pointer of the report for people, who do not count a list of one.
    root: String,
}

impl Checks<'_> {
    /// The JSON pointers at which a list of them can stand.
    fn lists(&self, name: &str) -> impl Iterator<Item = String> {
        let alone = self.root.is_empty().then_some("/0");
        [self.root.as_str()].into_iter().chain(alone).map(move |root| format!("{root}/results/{name}"))
    }

    fn count(&self, name: &str) -> usize {
        self.lists(name).map(|list| self.apart.count(&list)).fold(0, usize::saturating_add)
    }
}

impl Outcome<'_> {
    fn draft(&self, place: Place) -> Draft<'_> {
        let at = at_line(self.file_path.as_str(), self.file_line_range.iter().next().copied());
        let resource = self.resource.filled().map(|resource| format!(" ({resource})")).unwrap_or_default();
        Draft {
            identifiers: vec![self.check_id.as_str().to_owned(), self.bc_check_id.as_str().to_owned()],
            severity: severity_in(SEVERITIES, self.severity.as_str()),
            title: self.check_name.as_str(),
            location: at.map(|at| format!("{at}{resource}")),
            fix: self.guideline.filled(),
            place,
            ..Draft::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        formats::tests::{scans, scans_of},
        model::{ScanStatus, Severity},
    };

    #[test]
    fn several_frameworks_are_several_scans() {
        let scans = scans("checkov");
        assert_eq!(scans.iter().map(|scan| scan.findings.len()).collect::<Vec<_>>(), [2, 0]);
        assert_eq!(scans[0].findings[1].severity, Severity::Unknown);
        let reason = scans[0].suppressed[0].suppression.as_ref().unwrap().reason.as_deref();
        assert_eq!(reason, Some("by design"));
    }

    #[test]
    fn figures_of_nothing_are_no_clean_scan() {
        let scans = scans_of(
            r#"{"passed":0,"failed":0,"skipped":0,"parsing_errors":0,"resource_count":0,"checkov_version":"2.1.269"}"#,
        );
        assert!(matches!(scans[0].status, ScanStatus::NothingScanned(_)));
    }
}
