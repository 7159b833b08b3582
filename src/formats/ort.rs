// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The evaluated model of the OSS Review Toolkit: violations of licence rules, the licences of all
//! packages, and known vulnerabilities where an advisor was asked.

use std::sync::Arc;

use serde::Deserialize;

use super::{
    Format, Head, ReadError, Reading, Source,
    cvss::rating,
    datum::Datum,
    draft::{Draft, Findings, element, revision, severity_in, statement, tool},
    identifier::one_line,
    json::{self, Lax, List, Loose, Object, Shape, may, must},
    time::moment,
};
use crate::model::{
    Details, FoundLicense, Package, Scan, ScanKind, ScanStatus, Scanned, ScannedUnit, Severity, Subject, Suppression,
    SuppressionKind,
};

/// The evaluated model of ORT.
pub(super) struct Ort;

/// How grave ORT's rules say a violation is.
const SEVERITIES: &[(&str, Severity)] =
    &[("ERROR", Severity::High), ("WARNING", Severity::Medium), ("HINT", Severity::Low)];

impl Format for Ort {
    fn id(&self) -> &'static str {
        "ort"
    }

    fn title(&self) -> &'static str {
        "ORT evaluated model"
    }

    fn tells(&self) -> &'static [Datum] {
        &[
            Datum::Subject,
            Datum::Time,
            Datum::Shortcoming,
            Datum::Scanned,
            Datum::Components,
            Datum::Severity,
            Datum::Cvss,
            Datum::Package,
            Datum::Suppression,
        ]
    }

    fn recognises(&self, head: &Head) -> bool {
        let words = [
            "\"rule_violations\"",
            "\"dependency_trees\"",
            "\"scan_results\"",
            "\"issue_resolutions\"",
            "\"packages\"",
            "\"statistics\"",
            "\"path_excludes\"",
        ];
        head.has_keys(&["packages", "rule_violations", "dependency_trees"]) || head.is_json_with(5, &words)
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let model: Model<'_> = json::read(source, &MODEL)?;
        let mut statements = vec![statement(self.id(), "", model.licenses())];
        if !model.vulnerabilities.is_empty() {
            statements.push(statement(self.id(), "", model.vulnerabilities()));
        }
        let times = model.scan_results.iter().filter_map(|result| moment(result.end_time.as_str()));
        let made_at = times.max();
        for statement in &mut statements {
            statement.subjects = model.subjects();
            statement.made_at = made_at;
            statement.producer = tool("ORT", "");
        }
        Ok(Reading::Statements(statements))
    }
}

static MODEL: Object = Object::of(&[
    must("packages", Shape::List(&Shape::Object(&PACKAGE))),
    must("rule_violations", Shape::List(&Shape::Object(&VIOLATION))),
    may("issues", Shape::List(&Shape::Object(&ISSUE))),
    may("vulnerabilities", Shape::List(&Shape::Object(&VULNERABILITY))),
])
.lax();
static PACKAGE: Object = Object::of(&[must("id", Shape::Text)]).lax();
static VIOLATION: Object = Object::of(&[must("rule", Shape::Text), must("severity", Shape::Text)]).lax();
static ISSUE: Object = Object::of(&[must("severity", Shape::Text)]).lax();
static VULNERABILITY: Object = Object::of(&[must("id", Shape::Text)]).lax();

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Model<'a> {
    packages: List<Listed<'a>>,
    licenses: List<License<'a>>,
    rule_violations: List<Violation<'a>>,
    rule_violation_resolutions: List<Resolution<'a>>,
    issues: List<Issue<'a>>,
    scan_results: List<ScanResult<'a>>,
    vulnerabilities: List<Vulnerability<'a>>,
    #[serde(alias = "vulnerability_resolutions")]
    vulnerabilities_resolutions: List<Resolution<'a>>,
    #[serde(deserialize_with = "json::or_default")]
    repository: Repository<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Listed<'a> {
    id: Lax<'a>,
    purl: Lax<'a>,
    is_project: Option<bool>,
    concluded_license: Lax<'a>,
    #[serde(deserialize_with = "json::or_default")]
    declared_licenses_processed: Processed<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Processed<'a> {
    spdx_expression: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct License<'a> {
    id: Lax<'a>,
}

/// What it refers to stands by its index in the other lists.
#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Violation<'a> {
    rule: Lax<'a>,
    pkg: Option<usize>,
    license: Option<usize>,
    severity: Lax<'a>,
    message: Lax<'a>,
    how_to_fix: Lax<'a>,
    resolutions: List<usize>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Resolution<'a> {
    reason: Lax<'a>,
    comment: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Issue<'a> {
    severity: Lax<'a>,
    message: Lax<'a>,
    resolutions: List<usize>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct ScanResult<'a> {
    end_time: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Vulnerability<'a> {
    id: Lax<'a>,
    pkg: Option<usize>,
    references: List<Reference<'a>>,
    resolutions: List<usize>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Reference<'a> {
    vector: Lax<'a>,
    score: Loose<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Repository<'a> {
    #[serde(deserialize_with = "json::or_default")]
    vcs_processed: Vcs<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Vcs<'a> {
    revision: Lax<'a>,
}

impl Model<'_> {
    fn subjects(&self) -> Vec<Subject> {
        revision(self.repository.vcs_processed.revision.as_str()).into_iter().collect()
    }

    fn licenses(&self) -> Scan {
        let mut findings = Findings::default();
        for (index, violation) in (0..).zip(self.rule_violations.iter()) {
            let license = violation.license.and_then(|index| self.licenses.0.get(index));
            let draft = Draft {
                identifiers: vec![violation.rule.as_str().to_owned()],
                severity: severity_in(SEVERITIES, violation.severity.as_str()),
                title: violation.message.as_str(),
                location: license.and_then(|license| license.id.kept()).map(Into::into),
                affected: self.package(violation.pkg),
                fix: violation.how_to_fix.filled(),
                place: element("/rule_violations", index),
                ..Draft::default()
            };
            self.sort_in(&mut findings, draft, &violation.resolutions, &self.rule_violation_resolutions);
        }
        let components: Box<[Arc<Package>]> =
            self.packages.iter().map(|listed| findings.shared().package(listed.package())).collect();
        let mut scan = findings.into_scan(ScanKind::License);
        scan.status = self.status();
        scan.licenses = self.packages.iter().filter_map(Listed::license).collect();
        scan.scanned = Some(Scanned {
            unit: ScannedUnit::Components,
            count: components.len() as u64,
            components: Some(components),
        });
        scan
    }

    fn vulnerabilities(&self) -> Scan {
        let mut findings = Findings::default();
        for (index, vulnerability) in (0..).zip(self.vulnerabilities.iter()) {
            let scores = vulnerability.references.iter();
            let scores = scores.filter_map(|one| rating(one.vector.filled(), one.score.number(), None));
            let mut distinct: Vec<crate::model::Cvss> = scores.collect();
            distinct.sort_unstable();
            distinct.dedup();
            let draft = Draft {
                identifiers: vec![vulnerability.id.as_str().to_owned()],
                affected: self.package(vulnerability.pkg),
                details: Details { scores: distinct.into(), ..Details::default() },
                place: element("/vulnerabilities", index),
                ..Draft::default()
            };
            self.sort_in(&mut findings, draft, &vulnerability.resolutions, &self.vulnerabilities_resolutions);
        }
        Scan { status: self.status(), ..findings.into_scan(ScanKind::Dependency) }
    }

    /// Adds what is open, or sets aside what a resolution covers.
    fn sort_in(&self, findings: &mut Findings, draft: Draft<'_>, by: &List<usize>, all: &List<Resolution<'_>>) {
        let Some(index) = by.iter().next() else { return findings.add(draft) };
        let resolution = all.0.get(*index);
        let reason = resolution.map(|one| format!("{} {}", one.reason.as_str(), one.comment.as_str()));
        let reason = reason.map(|reason| one_line(&reason)).filter(|reason| !reason.is_empty());
        let suppression = Some(Suppression::accepted(SuppressionKind::External, reason));
        findings.set_aside(Draft { suppression, ..draft });
    }

    /// An error that is not resolved: something could not be analysed or scanned.
    fn status(&self) -> ScanStatus {
        let open = |issue: &&Issue<'_>| issue.severity.as_str() == "ERROR" && issue.resolutions.is_empty();
        match self.issues.iter().find(open) {
            Some(issue) => ScanStatus::Partial(one_line(issue.message.as_str()).into()),
            None if self.packages.is_empty() => ScanStatus::NothingScanned("no package is listed".to_owned()),
            None => ScanStatus::Unstated,
        }
    }

    fn package(&self, index: Option<usize>) -> Option<Package> {
        Some(self.packages.0.get(index?)?.package())
    }
}

impl Listed<'_> {
    /// The id is `type:namespace:name:version`.
    fn package(&self) -> Package {
        let mut parts = self.id.as_str().splitn(4, ':').skip(1);
        let (namespace, name) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let version = parts.next().filter(|version| !version.is_empty()).map(Box::from);
        let name = if namespace.is_empty() { name.to_owned() } else { format!("{namespace}/{name}") };
        let name = if name.is_empty() { self.id.as_str().to_owned() } else { name };
        let purl = self.purl.kept().filter(|_| self.is_project != Some(true));
        Package { name: name.into(), version, purl }
    }

    fn license(&self) -> Option<FoundLicense> {
        let expression =
            self.concluded_license.filled().or(self.declared_licenses_processed.spdx_expression.filled())?;
        Some(FoundLicense { of: self.package().to_string().into(), expression: expression.into() })
    }
}

#[cfg(test)]
mod tests {
    use crate::formats::tests::scans;

    #[test]
    fn violations_licences_and_vulnerabilities_are_read() {
        let scans = scans("ort");
        assert_eq!((scans[0].findings.len(), scans[0].suppressed.len()), (1, 1));
        assert_eq!(scans[0].findings[0].affected.as_ref().unwrap().to_string(), "pkg:npm/left-pad@1.0.0");
        assert_eq!(&*scans[0].licenses[0].expression, "GPL-3.0-only");
        assert_eq!(scans[1].findings[0].identifiers.join(" "), "CVE-2026-1111");
        assert!(scans[0].status.shortcoming().is_some());
    }
}
