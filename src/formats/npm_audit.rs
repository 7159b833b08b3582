// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The report of `npm audit --json` of npm 6, and of `yarn audit` and `pnpm audit` where they
//! write the same: a table of advisories.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    Format, Head, ReadError, Reading, Source,
    cvss::rating,
    datum::Datum,
    draft::{Draft, Findings, severity_in, statement, tool},
    identifier::{weakness, within},
    json::{self, Lax, List, Object, Shape, may, must},
    purl,
    time::moment,
    total::{self, BySeverity},
};
use crate::model::{
    Details, FixState, Place, Scan, ScanKind, ScanStatus, Scanned, ScannedUnit, Severity, reference_token,
};

/// The report of npm 6.
pub(super) struct NpmAudit;

/// How grave npm says an advisory is.
const SEVERITIES: &[(&str, Severity)] = &[
    ("critical", Severity::Critical),
    ("high", Severity::High),
    ("moderate", Severity::Medium),
    ("low", Severity::Low),
    ("info", Severity::Info),
];

impl Format for NpmAudit {
    fn id(&self) -> &'static str {
        "npm_audit"
    }

    fn title(&self) -> &'static str {
        "npm audit 6 (also pnpm audit)"
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
        let words =
            ["\"advisories\"", "\"muted\"", "\"module_name\"", "\"vulnerable_versions\"", "\"patched_versions\""];
        let failed = head.has_key("error") && head.count(&["\"code\"", "\"summary\"", "\"detail\""]) > 1;
        head.has_keys(&["advisories", "metadata"]) || failed || head.is_json_with(4, &words)
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let report: Report<'_> = json::read(source, &REPORT)?;
        // The registry counts the ways on which packages are met.
        let said = report.metadata.as_ref().and_then(|metadata| metadata.vulnerabilities.all());
        total::not_none(report.advisories.len(), said, "/metadata/vulnerabilities")?;
        let mut statement = statement(self.id(), "1", report.scan());
        statement.producer = tool("npm", "");
        Ok(Reading::Statements(vec![statement]))
    }
}

static REPORT: Object = Object::of(&[
    may("advisories", Shape::Object(&ANY)),
    may("metadata", Shape::Object(&ANY)),
    may("error", Shape::Object(&ERROR)),
])
.with(&[json::Rule::AtLeastOne(&["advisories", "error"])])
.lax();
static ANY: Object = Object::of(&[]).lax();
static ERROR: Object = Object::of(&[must("summary", Shape::Text)]).lax();

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Report<'a> {
    #[serde(deserialize_with = "json::or_default")]
    advisories: BTreeMap<Lax<'a>, Advisory<'a>>,
    metadata: Option<Metadata>,
    error: Option<Fault<'a>>,
    message: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Metadata {
    total_dependencies: Option<u64>,
    #[serde(deserialize_with = "json::or_default")]
    vulnerabilities: BySeverity,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Fault<'a> {
    code: Lax<'a>,
    summary: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Advisory<'a> {
    id: Lax<'a>,
    github_advisory_id: Lax<'a>,
    url: Lax<'a>,
    cves: List<Lax<'a>>,
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

impl Report<'_> {
    fn scan(&self) -> Scan {
        let mut findings = Findings::default();
        for (key, advisory) in &self.advisories {
            let place = || Place::Pointer(format!("/advisories/{}", reference_token(key.as_str())).into());
            // One for each version found; an advisory without any is one all the same.
            let none = Found::default();
            let versions = advisory.findings.iter();
            let versions = if advisory.findings.is_empty() { vec![&none] } else { versions.collect() };
            for found in versions {
                findings.add(advisory.draft(found, place()));
            }
        }
        let mut scan = findings.into_scan(ScanKind::Dependency);
        let total = self.metadata.as_ref().and_then(|metadata| metadata.total_dependencies);
        scan.scanned = total.map(|count| Scanned { unit: ScannedUnit::Components, count, components: None });
        if let Some(fault) = &self.error {
            // npm 7 and later say what went wrong in `message`.
            let parts = [fault.code.filled(), fault.summary.filled(), self.message.filled()];
            scan.status = ScanStatus::Failure(parts.into_iter().flatten().collect::<Vec<_>>().join(": "));
        } else if total == Some(0) {
            scan.status = ScanStatus::NothingScanned("`totalDependencies` is 0".to_owned());
        }
        scan
    }
}

impl Advisory<'_> {
    fn draft(&self, found: &Found<'_>, place: Place) -> Draft<'_> {
        let own = within(self.url.as_str()).or(self.github_advisory_id.filled());
        let number = self.id.filled().map(|id| format!("npm:{id}"));
        let weaknesses = self.cwe.iter().filter_map(|cwe| weakness(cwe.as_str()));
        let cves = self.cves.iter().map(|cve| cve.as_str().to_owned());
        Draft {
            identifiers: cves.chain(own.map(str::to_owned)).chain(number).chain(weaknesses).collect(),
            severity: severity_in(SEVERITIES, self.severity.as_str()),
            title: self.title.as_str(),
            location: found.paths.iter().next().map(|path| path.as_str().to_owned()),
            affected: Some(purl::package("npm", self.module_name.as_str(), found.version.filled())),
            fix: self.recommendation.filled(),
            details: self.details(),
            place,
            ..Draft::default()
        }
    }

    /// `<0.0.0` is the range of no version: there is no fix.
    fn details(&self) -> Details {
        let patched = self.patched_versions.filled();
        let (fixed, fix_state) = match patched {
            None => (None, FixState::Unknown),
            Some("<0.0.0") => (None, FixState::None),
            Some(range) => (Some(range), FixState::Fixed),
        };
        Details {
            scores: rating(self.cvss.vector_string.filled(), self.cvss.score, None).into_iter().collect(),
            fixed_versions: fixed.map(Box::from).into_iter().collect(),
            fix_state,
            published: moment(self.created.as_str()),
            ..Details::default()
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
    fn an_advisory_counts_for_each_version_found() {
        let scans = scans("npm_audit");
        assert_eq!(scans[0].findings.len(), 3);
        assert_eq!(scans[0].findings[0].identifiers.join(" "), "CVE-2026-1111 GHSA-aaaa-bbbb-cccc npm:146 CWE-77");
        assert_eq!(scans[0].findings[2].details.as_ref().unwrap().fix_state, FixState::None);
    }

    #[test]
    fn an_error_is_a_failure() {
        let scans = scans_of(r#"{"error":{"code":"ENOLOCK","summary":"This command requires an existing lockfile."}}"#);
        assert!(matches!(&scans[0].status, ScanStatus::Failure(reason) if reason.starts_with("ENOLOCK")));
        let of_npm_10 = r#"{"message":"405 Method Not Allowed","method":"POST","statusCode":405,"body":"","error":{"summary":"","detail":""}}"#;
        assert_eq!(scans_of(of_npm_10)[0].status, ScanStatus::Failure("405 Method Not Allowed".to_owned()));
    }
}
