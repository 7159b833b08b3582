// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The lines of `yarn audit --json` (Yarn 1) and of `yarn npm audit --json` (Yarn 4).

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    Format, Head, ReadError, Reading, Source,
    cvss::rating,
    datum::Datum,
    draft::{Draft, Findings, element, severity_in, statement, tool},
    identifier::{one_line, weakness, within},
    json::{self, Lax, List, Object, Shape, may},
    purl,
    time::moment,
    total::{self, BySeverity},
};
use crate::model::{Details, FixState, Place, Scan, ScanKind, ScanStatus, Scanned, ScannedUnit, Severity};

/// The lines of Yarn's audit.
pub(super) struct YarnAudit;

/// How grave npm's registry says an advisory is.
const SEVERITIES: &[(&str, Severity)] = &[
    ("critical", Severity::Critical),
    ("high", Severity::High),
    ("moderate", Severity::Medium),
    ("low", Severity::Low),
    ("info", Severity::Info),
];

impl Format for YarnAudit {
    fn id(&self) -> &'static str {
        "yarn_audit"
    }

    fn title(&self) -> &'static str {
        "yarn audit (JSON lines of Yarn 1 and 4)"
    }

    fn tells(&self) -> &'static [Datum] {
        &[
            Datum::Shortcoming,
            Datum::Scanned,
            Datum::Severity,
            Datum::Cvss,
            Datum::Package,
            Datum::Fix,
            Datum::Published,
        ]
    }

    fn recognises(&self, head: &Head) -> bool {
        let kinds = ["\"auditAdvisory\"", "\"auditSummary\""];
        let words =
            ["\"auditAdvisory\"", "\"resolution\"", "\"advisory\"", "\"module_name\"", "\"vulnerable_versions\""];
        let fourth = ["\"Tree Versions\"", "\"Vulnerable Versions\"", "\"Dependents\"", "\"children\""];
        (head.has_keys(&["type", "data"]) && head.count(&kinds) > 0)
            || (head.has_keys(&["value", "children"]) && head.count(&fourth) > 2)
            || head.is_json_with(4, &words)
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let mut report = Report::default();
        json::read_sequence(source, &LINE, |index, line| report.take(index, line))?;
        report.hold_against_the_summary()?;
        let version = if report.is_of_yarn_4 { "4" } else { "1" };
        let mut statement = statement(self.id(), version, report.scan());
        statement.producer = tool("yarn", "");
        Ok(Reading::Statements(vec![statement]))
    }
}

static LINE: Object =
    Object::of(&[may("type", Shape::Text), may("value", Shape::Text), may("children", Shape::Object(&ANY))])
        .with(&[json::Rule::ExactlyOne(&["type", "value"])])
        .lax();
static ANY: Object = Object::of(&[]).lax();

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Line<'a> {
    #[serde(rename = "type")]
    kind: Lax<'a>,
    data: Content<'a>,
    value: Lax<'a>,
    children: Option<Children<'a>>,
}

/// A text, or what an advisory or the summary holds.
#[derive(Default)]
enum Content<'a> {
    #[default]
    None,
    Text(Lax<'a>),
    Fields(Box<Fields<'a>>),
}

impl<'de: 'a, 'a> Deserialize<'de> for Content<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let raw = <&'de serde_json::value::RawValue>::deserialize(deserializer)?.get();
        let read = if raw.starts_with('{') {
            serde_json::from_str(raw).map(Self::Fields)
        } else {
            serde_json::from_str(raw).map(Self::Text)
        };
        read.map_err(D::Error::custom)
    }
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct Fields<'a> {
    advisory: Option<Advisory<'a>>,
    total_dependencies: Option<u64>,
    #[serde(deserialize_with = "json::or_default")]
    vulnerabilities: BySeverity,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Advisory<'a> {
    id: Lax<'a>,
    github_advisory_id: Lax<'a>,
    url: Lax<'a>,
    cves: List<Lax<'a>>,
    /// A list, or a text that holds one.
    cwe: List<Lax<'a>>,
    module_name: Lax<'a>,
    title: Lax<'a>,
    severity: Lax<'a>,
    patched_versions: Lax<'a>,
    recommendation: Lax<'a>,
    created: Lax<'a>,
    #[serde(deserialize_with = "json::or_default")]
    cvss: Rating<'a>,
    findings: List<Found<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct Rating<'a> {
    score: Option<f64>,
    vector_string: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Found<'a> {
    version: Lax<'a>,
    paths: List<Lax<'a>>,
}

/// What Yarn 4 writes of an advisory.
#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Children<'a> {
    #[serde(rename = "ID")]
    id: Lax<'a>,
    #[serde(rename = "Issue")]
    issue: Lax<'a>,
    #[serde(rename = "URL")]
    url: Lax<'a>,
    #[serde(rename = "Severity")]
    severity: Lax<'a>,
    #[serde(rename = "Tree Versions")]
    versions: List<Lax<'a>>,
}

/// The lines read so far. An advisory stands once for each way by which it is met.
#[derive(Default)]
struct Report<'a> {
    seen: BTreeMap<(Lax<'a>, Lax<'a>), ()>,
    findings: Findings,
    total: Option<u64>,
    advisories: usize,
    /// Its place, and how often it says that an advisory is met.
    summary: Option<(u64, Option<u64>)>,
    is_of_yarn_4: bool,
    error: Option<String>,
}

impl<'a> Report<'a> {
    fn take(&mut self, index: u64, line: Line<'a>) {
        let place = element("", index);
        if let Some(children) = &line.children {
            self.is_of_yarn_4 = true;
            self.add_of_yarn_4(&line.value, children, &place);
        }
        match line.data {
            Content::Fields(fields) if line.kind.as_str() == "auditSummary" => {
                self.summary = Some((index, fields.vulnerabilities.all()));
                self.total = fields.total_dependencies;
            }
            Content::Fields(fields) => {
                if let Some(advisory) = fields.advisory {
                    self.advisories = self.advisories.saturating_add(1);
                    self.add(&advisory, &place);
                }
            }
            // `No lockfile found.` comes as mere information.
            Content::Text(text) if line.kind.as_str() == "error" || text.as_str().contains("No lockfile") => {
                self.error.get_or_insert(one_line(text.as_str()).into());
            }
            _ => {}
        }
    }

    /// The summary counts by the registry's tree, the lines by Yarn's. A scan that failed says so itself.
    fn hold_against_the_summary(&self) -> Result<(), ReadError> {
        let Some((index, said)) = self.summary.filter(|_| self.error.is_none()) else { return Ok(()) };
        total::not_none(self.advisories, said, &format!("/{index}/data/vulnerabilities"))
    }

    fn add(&mut self, advisory: &Advisory<'a>, place: &Place) {
        for found in advisory.findings.iter() {
            if self.seen.insert((advisory.id.clone(), found.version.clone()), ()).is_none() {
                self.findings.add(Draft { place: place.clone(), ..advisory.draft(found) });
            }
        }
    }

    fn add_of_yarn_4(&mut self, name: &Lax<'_>, children: &Children<'_>, place: &Place) {
        let own = within(children.url.as_str()).map(str::to_owned);
        let number = children.id.filled().map(|id| format!("npm:{id}"));
        for version in children.versions.iter() {
            self.findings.add(Draft {
                identifiers: own.iter().chain(&number).cloned().collect(),
                severity: severity_in(SEVERITIES, children.severity.as_str()),
                title: children.issue.as_str(),
                affected: Some(purl::package("npm", name.as_str(), version.filled())),
                place: place.clone(),
                ..Draft::default()
            });
        }
    }

    fn scan(self) -> Scan {
        let mut scan = self.findings.into_scan(ScanKind::Dependency);
        scan.scanned = self.total.map(|count| Scanned { unit: ScannedUnit::Components, count, components: None });
        scan.status = match self.error {
            Some(reason) => ScanStatus::Failure(reason),
            None if self.summary.is_none() && !self.is_of_yarn_4 => {
                ScanStatus::Partial("the summary that Yarn writes at the end is missing".to_owned())
            }
            None if self.total == Some(0) => ScanStatus::NothingScanned("`totalDependencies` is 0".to_owned()),
            None => ScanStatus::Unstated,
        };
        scan
    }
}

impl Advisory<'_> {
    fn draft(&self, found: &Found<'_>) -> Draft<'_> {
        let own = self.github_advisory_id.filled().or_else(|| within(self.url.as_str())).map(str::to_owned);
        let number = self.id.filled().map(|id| format!("npm:{id}"));
        let cves = self.cves.iter().map(|cve| cve.as_str().to_owned());
        let texts = self.cwe.iter().flat_map(|cwe| cwe.as_str().split(','));
        let (patched, fix_state) = match self.patched_versions.filled() {
            // What Yarn 4 writes has no place for it.
            None => (None, FixState::Unknown),
            Some("<0.0.0") => (None, FixState::None),
            Some(range) => (Some(range), FixState::Fixed),
        };
        Draft {
            identifiers: cves.chain(own).chain(number).chain(texts.filter_map(weakness)).collect(),
            severity: severity_in(SEVERITIES, self.severity.as_str()),
            title: self.title.as_str(),
            location: found.paths.iter().next().map(|path| path.as_str().to_owned()),
            affected: Some(purl::package("npm", self.module_name.as_str(), found.version.filled())),
            fix: self.recommendation.filled(),
            details: Details {
                scores: rating(self.cvss.vector_string.filled(), self.cvss.score, None).into_iter().collect(),
                fix_state,
                fixed_versions: patched.map(Box::from).into_iter().collect(),
                published: moment(self.created.as_str()),
                ..Details::default()
            },
            ..Draft::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        formats::tests::{rejected, scans, scans_of},
        model::{FixState, ScanStatus},
    };

    const SUMMARY: &str = r#"{"type":"auditSummary","data":{"vulnerabilities":{"high":1},"totalDependencies":47}}"#;

    #[test]
    fn an_advisory_met_twice_counts_once() {
        let line =
            std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/formats/yarn_audit/sample.jsonl"));
        let line = line.unwrap();
        let line = line.lines().next().unwrap();
        let scans = scans_of(&format!("{line}\n{line}\n{SUMMARY}\n"));
        assert_eq!((scans[0].findings.len(), &scans[0].status), (1, &ScanStatus::Unstated));
        assert_eq!(
            scans[0].findings[0].identifiers.join(" "),
            "CVE-2026-3803 GHSA-aaaa-bbbb-cccc npm:1028248 CWE-1333 CWE-400"
        );
    }

    #[test]
    fn only_a_stated_lack_of_a_patch_is_one() {
        let state = |patched: &str| {
            let advisory = format!(
                r#"{{"id":1,"module_name":"a","severity":"high",{patched}"findings":[{{"version":"1","paths":["a"]}}]}}"#
            );
            let line = format!(
                r#"{{"type":"auditAdvisory","data":{{"resolution":{{"id":1,"path":"a"}},"advisory":{advisory}}}}}"#
            );
            let scans = scans_of(&format!("{line}\n{SUMMARY}\n"));
            scans[0].findings[0].details.as_ref().map_or(FixState::Unknown, |details| details.fix_state)
        };
        assert_eq!(state(""), FixState::Unknown);
        assert_eq!(state(r#""patched_versions":"<0.0.0","#), FixState::None);
        assert_eq!(state(r#""patched_versions":">=2","#), FixState::Fixed);
    }

    #[test]
    fn without_its_end_a_scan_is_partial() {
        assert!(matches!(scans("yarn_audit")[0].status, ScanStatus::Partial(_)));
        assert!(rejected(&SUMMARY[..SUMMARY.len() - 1]).contains("ends in the middle"));
        let failed = format!("{{\"type\":\"error\",\"data\":\"offline\"}}\n{SUMMARY}");
        assert_eq!(scans_of(&failed)[0].status, ScanStatus::Failure("offline".to_owned()));
    }

    #[test]
    fn yarn_4_is_read() {
        let text = r#"{"value":"got","children":{"ID":1088948,"Issue":"Redirect","URL":"https://github.com/advisories/GHSA-aaaa-bbbb-cccc","Severity":"moderate","Vulnerable Versions":"<11.8.5","Tree Versions":["9.6.0"],"Dependents":["a"]}}"#;
        assert_eq!(scans_of(text)[0].findings[0].affected.as_ref().unwrap().to_string(), "pkg:npm/got@9.6.0");
    }
}
