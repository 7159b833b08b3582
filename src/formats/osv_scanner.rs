// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! OSV-Scanner's own JSON: the vulnerabilities stand in the OSV schema.

use std::{collections::BTreeMap, sync::Arc};

use serde::Deserialize;

use super::{
    Format, Head, ReadError, Reading, Source,
    cvss::rating,
    datum::Datum,
    draft::{Draft, Findings, severity_in, statement, tool},
    json::{self, Lax, List, Object, Shape, may, must},
    purl,
    time::moment,
};
use crate::model::{
    Details, FixState, FoundLicense, Package, Place, Reachability, Scan, ScanKind, Scanned, ScannedUnit, Severity,
    Text, each_once,
};

/// OSV-Scanner's own JSON.
pub(super) struct OsvScanner;

/// How grave the database says a vulnerability is (`database_specific.severity`, GitHub's words).
const SEVERITIES: &[(&str, Severity)] = &[
    ("CRITICAL", Severity::Critical),
    ("HIGH", Severity::High),
    ("MODERATE", Severity::Medium),
    ("MEDIUM", Severity::Medium),
    ("LOW", Severity::Low),
];

impl Format for OsvScanner {
    fn id(&self) -> &'static str {
        "osv_scanner"
    }

    fn title(&self) -> &'static str {
        "OSV-Scanner JSON"
    }

    fn tells(&self) -> &'static [Datum] {
        &[Datum::Severity, Datum::Cvss, Datum::Package, Datum::Fix, Datum::Published, Datum::Reachability]
    }

    fn recognises(&self, head: &Head) -> bool {
        let words = [
            "\"experimental_config\"",
            "\"packages\"",
            "\"groups\"",
            "\"lockfile\"",
            "\"ecosystem\"",
            "\"osv\"",
            "\"max_severity\"",
        ];
        (head.has_keys(&["results", "experimental_config"]))
            || (head.has_key("results") && head.count(&["\"packages\"", "\"ecosystem\"", "\"source\""]) == 3)
            || head.is_json_with(4, &words)
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let apart = json::read_apart(&json::Input::Document(*source), Shape::Object(&REPORT), LONG)?;
        let report: Report<'_> = apart.rest()?;
        let mut statement = statement(self.id(), "", report.scan(&apart)?);
        statement.remarks.extend(report.results.is_empty().then(nothing_listed));
        statement.producer = tool("osv-scanner", "");
        Ok(Reading::Statements(vec![statement]))
    }
}

/// The lists that can be very long.
const LONG: &[&str] = &["/results/*/packages"];

static REPORT: Object = Object::of(&[must("results", Shape::List(&Shape::Object(&RESULT)))]).lax();
static RESULT: Object = Object::of(&[may("packages", Shape::List(&Shape::Object(&PACKAGE)))]).lax();
static PACKAGE: Object = Object::of(&[
    must("package", Shape::Object(&NAMED)),
    may("vulnerabilities", Shape::List(&Shape::Object(&VULNERABILITY))),
])
.lax();
static NAMED: Object = Object::of(&[may("name", Shape::Text)]).lax();
static VULNERABILITY: Object = Object::of(&[
    must("id", Shape::Text),
    may("aliases", Shape::Any),
    may("summary", Shape::Any),
    may("published", Shape::Any),
    may("severity", Shape::Either(&[Shape::List(&Shape::Either(&[Shape::Object(&RATING), Shape::Any])), Shape::Any])),
    may("affected", Shape::Either(&[Shape::List(&Shape::Either(&[Shape::Object(&AFFECTED), Shape::Any])), Shape::Any])),
    may("database_specific", Shape::Either(&[Shape::Object(&SPECIFIC), Shape::Any])),
])
.lax();
static RATING: Object = Object::of(&[may("type", Shape::Any), may("score", Shape::Any)]).lax();
static AFFECTED: Object = Object::of(&[
    may("package", Shape::Any),
    may("ranges", Shape::Either(&[Shape::List(&Shape::Either(&[Shape::Object(&RANGE), Shape::Any])), Shape::Any])),
])
.lax();
static RANGE: Object = Object::of(&[
    may("type", Shape::Any),
    may("events", Shape::Either(&[Shape::List(&Shape::Either(&[Shape::Object(&EVENT), Shape::Any])), Shape::Any])),
])
.lax();
static EVENT: Object = Object::of(&[
    may("introduced", Shape::Any),
    may("fixed", Shape::Any),
    may("last_affected", Shape::Any),
    may("limit", Shape::Any),
])
.lax();
static SPECIFIC: Object = Object::of(&[may("severity", Shape::Any), may("cwe_ids", Shape::Any)]).lax();

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Report<'a> {
    results: List<Outcome<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Outcome<'a> {
    #[serde(deserialize_with = "json::or_default")]
    source: Origin<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Origin<'a> {
    path: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Listed<'a> {
    #[serde(deserialize_with = "json::or_default")]
    package: Named<'a>,
    vulnerabilities: List<Vulnerability<'a>>,
    groups: List<Group<'a>>,
    licenses: List<Lax<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Named<'a> {
    name: Lax<'a>,
    version: Lax<'a>,
    ecosystem: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Vulnerability<'a> {
    id: Lax<'a>,
    aliases: List<Lax<'a>>,
    summary: Lax<'a>,
    published: Lax<'a>,
    severity: List<Rating<'a>>,
    affected: List<Affected<'a>>,
    #[serde(deserialize_with = "json::or_default")]
    database_specific: Specific<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Rating<'a> {
    score: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Affected<'a> {
    #[serde(deserialize_with = "json::or_default")]
    package: Named<'a>,
    ranges: List<Range<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Range<'a> {
    #[serde(rename = "type")]
    kind: Lax<'a>,
    events: List<Event<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Event<'a> {
    introduced: Lax<'a>,
    fixed: Lax<'a>,
    last_affected: Lax<'a>,
    limit: Lax<'a>,
}

impl Range<'_> {
    /// Whether everything since some version is affected.
    fn has_no_end(&self) -> bool {
        let is_end = |event: &Event<'_>| {
            [&event.fixed, &event.last_affected, &event.limit].iter().any(|end| end.filled().is_some())
        };
        self.events.iter().any(|event| event.introduced.filled().is_some()) && !self.events.iter().any(is_end)
    }
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Specific<'a> {
    severity: Lax<'a>,
    cwe_ids: List<Lax<'a>>,
}

/// Vulnerabilities that are one, with what the analysis of calls says.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct Group<'a> {
    ids: List<Lax<'a>>,
    #[serde(borrow, rename = "experimentalAnalysis", alias = "experimental_analysis")]
    analysis: BTreeMap<Lax<'a>, Analysis>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Analysis {
    called: Option<bool>,
}

/// Packages without a vulnerability are listed on request only, so that a clean scan and one that
/// met no package look the same.
fn nothing_listed() -> Text {
    Text::new(
        "no package is listed: none is vulnerable, or none was found; `--all-packages` tells them apart",
        "kein Paket ist aufgeführt: Keines ist verwundbar, oder es wurde keines gefunden; `--all-packages` zeigt, was zutrifft",
    )
}

/// What comes of packages.
#[derive(Default)]
struct Found {
    findings: Findings,
    licenses: Vec<FoundLicense>,
    components: Vec<Arc<Package>>,
    /// Whether a package without a vulnerability is listed.
    has_clean: bool,
}

impl Report<'_> {
    fn scan(&self, apart: &json::Apart<'_>) -> Result<Scan, ReadError> {
        let mut found = Found::default();
        for (number, outcome) in self.results.iter().enumerate() {
            let list = format!("/results/{number}/packages");
            let read = |part: &json::Part<'_>| {
                let mut found = Found::default();
                part.each(|index, listed: Listed<'_>| {
                    let place = Place::Pointer(format!("{list}/{index}").into());
                    found.add(&listed, &outcome.source, &place);
                })?;
                Ok(found)
            };
            apart.parts(&list, read, |part| found.absorb(part))?;
        }
        let mut scan = found.findings.into_scan(ScanKind::Dependency);
        scan.licenses = found.licenses;
        // All packages, where those without a vulnerability are listed too (`--all-packages`).
        scan.scanned = found.has_clean.then(|| {
            let count = found.components.len() as u64;
            Scanned { unit: ScannedUnit::Components, count, components: Some(found.components.into()) }
        });
        Ok(scan)
    }
}

impl Found {
    fn add(&mut self, listed: &Listed<'_>, source: &Origin<'_>, place: &Place) {
        let package = listed.package.package();
        self.components.push(self.findings.shared().package(package.clone()));
        self.has_clean |= listed.vulnerabilities.is_empty() && listed.licenses.is_empty();
        for license in listed.licenses.iter() {
            let of = self.findings.shared().text(&package.to_string());
            self.licenses.push(FoundLicense { of, expression: Arc::from(license.as_str()) });
        }
        let called = listed.called();
        for vulnerability in listed.vulnerabilities.iter() {
            self.findings.add(Draft {
                location: source.path.kept().map(Into::into),
                affected: Some(package.clone()),
                reachability: reachability(called.get(vulnerability.id.as_str()).copied().flatten()),
                place: place.clone(),
                ..vulnerability.draft(listed.package.name.as_str())
            });
        }
    }

    /// Adds the packages that follow.
    fn absorb(&mut self, part: Self) {
        self.findings.absorb(part.findings);
        self.licenses.extend(part.licenses);
        self.components.extend(part.components);
        self.has_clean |= part.has_clean;
    }
}

impl Named<'_> {
    fn package(&self) -> Package {
        let (name, version) = (self.name.as_str(), self.version.filled());
        match purl::kind_of_ecosystem(self.ecosystem.as_str()) {
            Some(kind) => purl::package(kind, name, version),
            None => Package { name: name.into(), version: version.map(Box::from), purl: None },
        }
    }
}

impl Listed<'_> {
    /// Whether the code of each vulnerability is called, by the first group that lists it.
    fn called(&self) -> BTreeMap<&str, Option<bool>> {
        let mut called = BTreeMap::new();
        for group in self.groups.iter() {
            // The first one counts here too.
            let analyses = group.analysis.iter().rev().map(|(id, analysis)| (id.as_str(), analysis.called));
            let analyses: BTreeMap<&str, Option<bool>> = analyses.collect();
            for id in group.ids.iter().map(Lax::as_str) {
                called.entry(id).or_insert_with(|| analyses.get(id).copied().flatten());
            }
        }
        called
    }
}

const fn reachability(called: Option<bool>) -> Reachability {
    match called {
        Some(true) => Reachability::Reachable,
        Some(false) => Reachability::NotReachable,
        None => Reachability::Unstated,
    }
}

impl Vulnerability<'_> {
    fn draft(&self, package: &str) -> Draft<'_> {
        let ids = std::iter::once(&self.id).chain(self.aliases.iter()).chain(self.database_specific.cwe_ids.iter());
        Draft {
            identifiers: ids.map(|id| id.as_str().to_owned()).collect(),
            severity: severity_in(SEVERITIES, self.database_specific.severity.as_str()),
            title: self.summary.as_str(),
            details: self.details(package),
            ..Draft::default()
        }
    }

    /// Commits (`GIT` ranges) are no versions.
    fn details(&self, package: &str) -> Details {
        let affected = self.affected.iter().filter(|affected| affected.package.name.as_str() == package);
        let ranges = affected.flat_map(|affected| affected.ranges.iter()).filter(|range| range.kind.as_str() != "GIT");
        let mut fixed: Vec<&str> = Vec::new();
        let mut fix_state = FixState::Unknown;
        for range in ranges {
            fixed.extend(range.events.iter().filter_map(|event| event.fixed.filled()));
            // A range without end says that there is no fix; versions listed one by one do not, and
            // neither does a last one that is affected.
            if fix_state == FixState::Unknown && range.has_no_end() {
                fix_state = FixState::None;
            }
        }
        Details {
            scores: self.severity.iter().filter_map(|one| rating(one.score.filled(), None, None)).collect(),
            fix_state: if fixed.is_empty() { fix_state } else { FixState::Fixed },
            fixed_versions: each_once(fixed).into_iter().map(Box::from).collect(),
            published: moment(self.published.as_str()),
            ..Details::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        formats::tests::{scans, scans_of},
        model::{FixState, Reachability},
    };

    #[test]
    fn only_a_range_without_end_says_that_there_is_no_fix() {
        let state = |affected: &str| {
            let told = scans_of(&format!(
                r#"{{"results":[{{"source":{{"path":"l","type":"lockfile"}},"packages":[{{"package":{{"name":"a","version":"1","ecosystem":"npm"}},
                "vulnerabilities":[{{"id":"GHSA-aaaa-bbbb-cccc","affected":[{{"package":{{"ecosystem":"npm","name":"a"}},{affected}}}]}}],"groups":[]}}]}}]}}"#
            ));
            told[0].findings[0].details.as_ref().map_or(FixState::Unknown, |details| details.fix_state)
        };
        let range =
            |events: &str| state(&format!(r#""ranges":[{{"type":"SEMVER","events":[{{"introduced":"0"}}{events}]}}]"#));
        assert_eq!(range(""), FixState::None);
        assert_eq!(range(r#",{"fixed":"2"}"#), FixState::Fixed);
        assert_eq!(range(r#",{"last_affected":"1"}"#), FixState::Unknown);
        assert_eq!(state(r#""versions":["1"]"#), FixState::Unknown);
    }

    #[test]
    fn the_osv_schema_is_read() {
        let scans = scans("osv_scanner");
        let finding = &scans[0].findings[0];
        assert_eq!(finding.identifiers.join(" "), "CVE-2026-1111 GHSA-aaaa-bbbb-cccc CWE-200");
        let details = finding.details.as_ref().unwrap();
        assert_eq!(details.fixed_versions.join(" "), "6.5.8 7.4.5");
        assert_eq!(details.scores[0].score.unwrap().to_string(), "7.7");
        assert_eq!(finding.affected.as_ref().unwrap().to_string(), "pkg:composer/guzzlehttp/guzzle@6.3.3");
        assert_eq!(finding.reachability, Reachability::NotReachable);
    }
}
