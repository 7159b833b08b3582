// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The JSON of `snyk test` and `snyk container test`: an object for one project, a list of them for
//! several. (`snyk code test --json` writes SARIF.)

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{
    Format, Head, ReadError, Reading, Source,
    cvss::rating,
    datum::Datum,
    draft::{Draft, Findings, severity_in, statement, tool},
    json::{self, Lax, List, Loose, Object, Rule, Shape, may, must},
    purl,
    time::moment,
    total,
};
use crate::model::{
    Cvss, Details, Epss, FixState, Millionths, Package, Place, Reachability, Scan, ScanKind, ScanStatus, Scanned,
    ScannedUnit, Severity, Statement, Subject, Suppression, SuppressionKind, each_once,
};

/// The JSON of Snyk.
pub(super) struct Snyk;

/// How grave Snyk says an issue is.
const SEVERITIES: &[(&str, Severity)] =
    &[("critical", Severity::Critical), ("high", Severity::High), ("medium", Severity::Medium), ("low", Severity::Low)];

impl Format for Snyk {
    fn id(&self) -> &'static str {
        "snyk"
    }

    fn title(&self) -> &'static str {
        "Snyk JSON (test, container test)"
    }

    fn tells(&self) -> &'static [Datum] {
        &[
            Datum::Shortcoming,
            Datum::Scanned,
            Datum::Severity,
            Datum::Cvss,
            Datum::Exploitation,
            Datum::Package,
            Datum::Fix,
            Datum::Published,
            Datum::Reachability,
            Datum::Suppression,
        ]
    }

    fn recognises(&self, head: &Head) -> bool {
        let words = [
            "\"vulnerabilities\"",
            "\"packageManager\"",
            "\"dependencyCount\"",
            "\"isUpgradable\"",
            "\"upgradePath\"",
            "\"severityWithCritical\"",
            "\"licensesPolicy\"",
        ];
        head.has_keys(&["vulnerabilities", "ok", "packageManager"])
            || head.elements_have(&["vulnerabilities", "ok"])
            || head.has_keys(&["ok", "error", "path"])
            || (head.has_keys(&["vulnerabilities", "packageManager", "dependencyCount"]))
            || (head.is_json_with(4, &words) && !head.has_key("bomFormat"))
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let projects: List<Project<'_>> = json::read_value(source, PROJECTS)?;
        let several = projects.0.len() > 1 || source.text()?.trim_start().starts_with('[');
        let mut statements: Vec<Statement> = Vec::new();
        for (index, project) in projects.iter().enumerate() {
            let root = if several { format!("/{index}") } else { String::new() };
            project.hold_against_totals(&root)?;
            statements.push(project.statement(&root));
            for (number, application) in project.applications.iter().enumerate() {
                statements.push(application.statement(&format!("{root}/applications/{number}")));
            }
        }
        Ok(Reading::Statements(statements))
    }
}

const PROJECTS: Shape = Shape::Either(&[Shape::Object(&PROJECT), Shape::NonEmpty(&Shape::Object(&PROJECT))]);
static PROJECT: Object = Object::of(&[
    may("vulnerabilities", Shape::List(&Shape::Object(&ISSUE))),
    may("error", Shape::Text),
    may("ok", Shape::Flag),
    may("uniqueCount", Shape::Any),
    may("dependencyCount", Shape::Any),
    may("filtered", Shape::Either(&[Shape::Object(&FILTERED), Shape::Any])),
    may("applications", Shape::Any),
])
.with(&[Rule::AtLeastOne(&["vulnerabilities", "error"])])
.lax();
static ISSUE: Object = Object::of(&[
    must("id", Shape::Text),
    must("severity", Shape::Text),
    may("type", Shape::Any),
    may("license", Shape::Any),
    may("identifiers", Shape::Any),
    may("title", Shape::Any),
    may("packageName", Shape::Any),
    may("version", Shape::Any),
    may("from", Shape::Any),
    may("fixedIn", Shape::Any),
    may("filtered", Shape::Either(&[Shape::Object(&REASONS), Shape::Any])),
])
.lax();
static FILTERED: Object = Object::of(&[may("ignore", LEFT_OUT), may("patch", LEFT_OUT)]).lax();
const LEFT_OUT: Shape =
    Shape::Either(&[Shape::List(&Shape::Either(&[Shape::Object(&LEFT_OUT_ISSUE), Shape::Any])), Shape::Any]);
static LEFT_OUT_ISSUE: Object = Object::of(&[
    may("id", Shape::Any),
    may("severity", Shape::Any),
    may("packageName", Shape::Any),
    may("version", Shape::Any),
    may("filtered", Shape::Either(&[Shape::Object(&REASONS), Shape::Any])),
])
.lax();
static REASONS: Object = Object::of(&[
    may("ignored", Shape::Either(&[Shape::List(&Shape::Either(&[Shape::Object(&IGNORED), Shape::Any])), Shape::Any])),
    may("patches", Shape::Any),
])
.lax();
static IGNORED: Object = Object::of(&[may("reason", Shape::Any), may("expires", Shape::Any)]).lax();

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct Project<'a> {
    vulnerabilities: List<Issue<'a>>,
    dependency_count: Option<u64>,
    package_manager: Lax<'a>,
    project_name: Lax<'a>,
    display_target_file: Lax<'a>,
    docker: Option<serde::de::IgnoredAny>,
    error: Lax<'a>,
    ok: Option<bool>,
    /// Of the issues of the project and of its applications.
    unique_count: Option<u64>,
    #[serde(deserialize_with = "json::or_default")]
    filtered: Filtered<'a>,
    applications: List<Self>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Filtered<'a> {
    ignore: List<Issue<'a>>,
    patch: List<Issue<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct Issue<'a> {
    id: Lax<'a>,
    #[serde(rename = "type")]
    kind: Lax<'a>,
    license: Lax<'a>,
    #[serde(deserialize_with = "json::or_default")]
    identifiers: Identifiers<'a>,
    title: Lax<'a>,
    severity: Lax<'a>,
    package_name: Lax<'a>,
    version: Lax<'a>,
    package_manager: Lax<'a>,
    from: List<Lax<'a>>,
    /// Missing in some versions, empty where there is no fix.
    fixed_in: Option<List<Lax<'a>>>,
    nearest_fixed_in_version: Lax<'a>,
    publication_time: Lax<'a>,
    reachability: Lax<'a>,
    #[serde(rename = "CVSSv3")]
    vector: Lax<'a>,
    cvss_score: Option<f64>,
    cvss_details: List<Rating<'a>>,
    #[serde(deserialize_with = "json::or_default")]
    epss_details: Likelihood<'a>,
    #[serde(deserialize_with = "json::or_default")]
    filtered: Reasons<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "UPPERCASE", bound(deserialize = "'de: 'a"))]
struct Identifiers<'a> {
    cve: List<Lax<'a>>,
    ghsa: List<Lax<'a>>,
    cwe: List<Lax<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct Rating<'a> {
    assigner: Lax<'a>,
    #[serde(alias = "cvssV4Vector")]
    cvss_v3_vector: Lax<'a>,
    cvss_v3_base_score: Option<f64>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Likelihood<'a> {
    probability: Loose<'a>,
    percentile: Loose<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Reasons<'a> {
    ignored: List<Ignored<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Ignored<'a> {
    reason: Lax<'a>,
    expires: Lax<'a>,
}

impl Project<'_> {
    /// What is not `ok`, and did not fail, has at least one issue.
    fn hold_against_totals(&self, root: &str) -> Result<(), ReadError> {
        let all = std::iter::once(self).chain(self.applications.iter());
        let issues = all.map(|project| {
            let ids: BTreeSet<&str> = project.vulnerabilities.iter().map(|issue| issue.id.as_str()).collect();
            ids.len()
        });
        let listed = issues.fold(0, usize::saturating_add);
        total::at_least(listed, self.unique_count, &format!("{root}/uniqueCount"))?;
        let failed = self.error.filled().is_some();
        total::not_none(listed, (self.ok == Some(false) && !failed).then_some(1), &format!("{root}/ok"))
    }

    fn statement(&self, root: &str) -> Statement {
        let mut statement = statement("snyk", "", self.scan(root));
        statement.producer = tool("Snyk", "");
        let name = self.project_name.kept().or_else(|| self.display_target_file.kept());
        let named = |name: Box<str>| Subject::Named { name: name.into(), version: None, purl: None };
        statement.subjects = name.map(named).into_iter().collect();
        statement
    }

    fn scan(&self, root: &str) -> Scan {
        let mut findings = Findings::default();
        let mut seen = BTreeSet::new();
        for (index, issue) in self.vulnerabilities.iter().enumerate() {
            // An issue stands once for each way on which the package is met.
            if seen.insert((issue.id.as_str(), issue.package_name.as_str(), issue.version.as_str())) {
                let place = Place::Pointer(format!("{root}/vulnerabilities/{index}").into());
                findings.add(Draft { place, ..issue.draft(self.package_manager.as_str()) });
            }
        }
        for issue in self.filtered.ignore.iter().chain(self.filtered.patch.iter()) {
            let suppression = Some(issue.suppression());
            findings.set_aside(Draft { suppression, ..issue.draft(self.package_manager.as_str()) });
        }
        let is_image = self.docker.is_some() || is_of_system(self.package_manager.as_str());
        let mut scan = findings.into_scan(if is_image { ScanKind::Container } else { ScanKind::Dependency });
        let count = self.dependency_count;
        scan.scanned = count.map(|count| Scanned { unit: ScannedUnit::Components, count, components: None });
        scan.status = match self.error.filled() {
            Some(error) => ScanStatus::Failure(super::identifier::one_line(error).into()),
            None if count == Some(0) => ScanStatus::NothingScanned("`dependencyCount` is 0".to_owned()),
            None => ScanStatus::Unstated,
        };
        scan
    }
}

/// Whether packages come from a distribution, hence from an image.
fn is_of_system(manager: &str) -> bool {
    matches!(manager.split(':').next(), Some("deb" | "debian" | "ubuntu" | "apk" | "alpine" | "rpm" | "linux"))
}

impl Issue<'_> {
    fn draft(&self, manager: &str) -> Draft<'_> {
        let lists = [&self.identifiers.cve, &self.identifiers.ghsa, &self.identifiers.cwe];
        let others = lists.into_iter().flat_map(List::iter);
        let licence = self.license.filled().filter(|_| self.kind.as_str() == "license");
        let ids = others.chain([&self.id]).map(|id| id.as_str().to_owned());
        let way: Vec<&str> = self.from.iter().map(Lax::as_str).collect();
        Draft {
            identifiers: ids.chain(licence.map(str::to_owned)).collect(),
            severity: severity_in(SEVERITIES, self.severity.as_str()),
            title: self.title.as_str(),
            location: Some(way.join(" > ")),
            affected: Some(self.package(manager)),
            details: self.details(),
            reachability: match self.reachability.as_str() {
                "reachable" | "function" | "package" => Reachability::Reachable,
                "no-path-found" | "not-reachable" => Reachability::NotReachable,
                _ => Reachability::Unstated,
            },
            ..Draft::default()
        }
    }

    /// Older reports give the version only as the end of the way.
    fn package(&self, manager: &str) -> Package {
        let name = self.package_name.as_str();
        let last = self.from.0.last().and_then(|last| last.as_str().rsplit_once('@')).map(|(_, version)| version);
        let version = self.version.filled().or(last);
        let manager = self.package_manager.filled().unwrap_or(manager);
        match purl::kind_of_ecosystem(manager) {
            Some(kind) => purl::package(kind, name, version),
            None => Package { name: name.into(), version: version.map(Box::from), purl: None },
        }
    }

    fn details(&self) -> Details {
        let fixed = self.fixed_in.iter().flat_map(List::iter).chain([&self.nearest_fixed_in_version]);
        let fixed_versions: Vec<Box<str>> = each_once(fixed.filter_map(Lax::kept));
        let own = rating(self.vector.filled(), self.cvss_score, Some("snyk"));
        let others = self
            .cvss_details
            .iter()
            .filter_map(|one| rating(one.cvss_v3_vector.filled(), one.cvss_v3_base_score, one.assigner.filled()));
        let probability = self.epss_details.probability.number().and_then(Millionths::new);
        Details {
            scores: own.into_iter().chain(others).collect::<Box<[Cvss]>>(),
            epss: probability.map(|probability| {
                let percentile = self.epss_details.percentile.number().and_then(Millionths::new);
                Epss { probability, percentile, date: None }
            }),
            fix_state: match fixed_versions.is_empty() {
                true if self.fixed_in.is_some() => FixState::None,
                true => FixState::Unknown,
                false => FixState::Fixed,
            },
            fixed_versions: fixed_versions.into(),
            published: moment(self.publication_time.as_str()),
            ..Details::default()
        }
    }

    fn suppression(&self) -> Suppression {
        let ignored = self.filtered.ignored.iter().next();
        Suppression {
            expires: ignored.and_then(|ignored| moment(ignored.expires.as_str())),
            ..Suppression::accepted(SuppressionKind::External, ignored.and_then(|ignored| ignored.reason.kept()))
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        formats::tests::{scans, scans_of},
        model::{FixState, ScanStatus},
    };

    #[test]
    fn an_issue_on_two_ways_counts_once() {
        let scans = scans("snyk");
        let [finding] = scans[0].findings.as_slice() else { panic!("{scans:?}") };
        assert_eq!(finding.identifiers.join(" "), "CVE-2026-12400 SNYK-JAVA-1 CWE-611");
        assert_eq!(finding.affected.as_ref().unwrap().to_string(), "pkg:maven/org.apache.santuario/xmlsec@2.1.1");
        assert_eq!(finding.details.as_ref().unwrap().epss.unwrap().probability.count(), 460);
        let suppression = scans[0].suppressed[0].suppression.as_ref().unwrap();
        assert_eq!(suppression.reason.as_deref(), Some("not used"));
        assert!(suppression.expires.is_some());
    }

    #[test]
    fn only_a_stated_lack_of_a_fix_is_one() {
        let state = |fixed: &str| {
            let scans = scans_of(&format!(
                r#"{{"ok":false,"vulnerabilities":[{{"id":"SNYK-JS-A-1","title":"t","severity":"high","packageName":"a","version":"1",{fixed}"packageManager":"npm"}}],"dependencyCount":3,"packageManager":"npm","projectName":"p"}}"#
            ));
            scans[0].findings[0].details.as_ref().map_or(FixState::Unknown, |details| details.fix_state)
        };
        assert_eq!(state(""), FixState::Unknown);
        assert_eq!(state(r#""fixedIn":[],"#), FixState::None);
        assert_eq!(state(r#""fixedIn":["2"],"#), FixState::Fixed);
    }

    #[test]
    fn an_error_is_a_failure() {
        let scans = scans_of(r#"{"ok":false,"error":"Authentication error","path":"/src"}"#);
        assert_eq!(scans[0].status, ScanStatus::Failure("Authentication error".to_owned()));
    }
}
