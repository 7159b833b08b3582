// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! cargo-audit's own JSON.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    Format, Head, ReadError, Reading, Source,
    cvss::rating,
    datum::Datum,
    draft::{Draft, Findings, element, severity_in, statement, tool},
    json::{self, Lax, List, Object, Shape, may, must},
    purl,
    time::{moment, moment_or_day},
    total,
};
use crate::model::{
    Database, Details, FixState, Place, Scan, ScanKind, ScanStatus, Scanned, ScannedUnit, Severity, reference_token,
};

/// cargo-audit's own JSON.
pub(super) struct CargoAudit;

/// How grave a warning is, by its kind. A vulnerability has a CVSS vector and no word; `unsound`
/// has neither and is unknown.
const SEVERITIES: &[(&str, Severity)] =
    &[("unmaintained", Severity::Info), ("notice", Severity::Info), ("yanked", Severity::Info)];

impl Format for CargoAudit {
    fn id(&self) -> &'static str {
        "cargo_audit"
    }

    fn title(&self) -> &'static str {
        "cargo-audit JSON"
    }

    fn tells(&self) -> &'static [Datum] {
        &[
            Datum::Database,
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
        let words = [
            "\"lockfile\"",
            "\"dependency-count\"",
            "\"advisory-count\"",
            "\"last-commit\"",
            "\"settings\"",
            "\"target_arch\"",
        ];
        head.has_keys(&["lockfile", "vulnerabilities", "warnings"]) || head.is_json_with(4, &words)
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let apart = json::read_apart(&json::Input::Document(*source), Shape::Object(&REPORT), LONG)?;
        let report: Report<'_> = apart.rest()?;
        total::at_least(apart.count(LISTED), report.vulnerabilities.count, "/vulnerabilities/count")?;
        let mut statement = statement(self.id(), "", report.scan(&apart)?);
        statement.producer = tool("cargo-audit", "");
        Ok(Reading::Statements(vec![statement]))
    }
}

/// The list that can be very long.
const LONG: &[&str] = &[LISTED];
const LISTED: &str = "/vulnerabilities/list";

static REPORT: Object = Object::of(&[
    must("lockfile", Shape::Object(&LOCKFILE)),
    must("vulnerabilities", Shape::Object(&VULNERABILITIES)),
    may("warnings", Shape::Object(&ANY)),
])
.lax();
static LOCKFILE: Object = Object::of(&[may("dependency-count", Shape::Integer(0))]).lax();
static VULNERABILITIES: Object = Object::of(&[must("list", Shape::List(&Shape::Object(&VULNERABILITY)))]).lax();
static VULNERABILITY: Object =
    Object::of(&[must("advisory", Shape::Object(&ADVISORY)), must("package", Shape::Object(&PACKAGE))]).lax();
static ADVISORY: Object = Object::of(&[must("id", Shape::Text)]).lax();
static PACKAGE: Object = Object::of(&[must("name", Shape::Text), must("version", Shape::Text)]).lax();
static ANY: Object = Object::of(&[]).lax();

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Report<'a> {
    #[serde(deserialize_with = "json::or_default")]
    database: Data<'a>,
    #[serde(deserialize_with = "json::or_default")]
    lockfile: Lockfile,
    #[serde(deserialize_with = "json::or_default")]
    vulnerabilities: Vulnerabilities,
    #[serde(deserialize_with = "json::or_default")]
    warnings: BTreeMap<Lax<'a>, List<Found<'a>>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", bound(deserialize = "'de: 'a"))]
struct Data<'a> {
    last_commit: Lax<'a>,
    last_updated: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Lockfile {
    dependency_count: Option<u64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Vulnerabilities {
    count: Option<u64>,
}

/// A vulnerability or a warning; one about a yanked version has no advisory.
#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Found<'a> {
    advisory: Option<Advisory<'a>>,
    versions: Option<Versions<'a>>,
    #[serde(deserialize_with = "json::or_default")]
    package: Package<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Advisory<'a> {
    id: Lax<'a>,
    aliases: List<Lax<'a>>,
    title: Lax<'a>,
    date: Lax<'a>,
    cvss: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Versions<'a> {
    patched: List<Lax<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Package<'a> {
    name: Lax<'a>,
    version: Lax<'a>,
}

impl Report<'_> {
    fn scan(&self, apart: &json::Apart<'_>) -> Result<Scan, ReadError> {
        let mut findings = Findings::default();
        findings.read(apart, LISTED, &|part, findings| {
            part.each(|index, found: Found<'_>| findings.add(found.draft("vulnerability", element(LISTED, index))))
        })?;
        for (kind, list) in &self.warnings {
            for (index, found) in list.iter().enumerate() {
                let place = Place::Pointer(format!("/warnings/{}/{index}", reference_token(kind.as_str())).into());
                findings.add(found.draft(kind.as_str(), place));
            }
        }
        let mut scan = findings.into_scan(ScanKind::Dependency);
        let count = self.lockfile.dependency_count;
        scan.scanned = count.map(|count| Scanned { unit: ScannedUnit::Components, count, components: None });
        if count == Some(0) {
            scan.status = ScanStatus::NothingScanned("the lock file names no dependency".to_owned());
        }
        let (version, made_at) = (self.database.last_commit.kept(), moment(self.database.last_updated.as_str()));
        if version.is_some() || made_at.is_some() {
            scan.databases = vec![Database { name: Some("RustSec".into()), version, made_at }];
        }
        Ok(scan)
    }
}

impl Found<'_> {
    fn draft(&self, kind: &str, place: Place) -> Draft<'_> {
        let advisory = self.advisory.as_ref();
        let ids = advisory.iter().flat_map(|advisory| std::iter::once(&advisory.id).chain(advisory.aliases.iter()));
        let mut identifiers: Vec<String> = ids.map(|id| id.as_str().to_owned()).collect();
        if identifiers.is_empty() {
            identifiers.push(format!("cargo-audit:{kind}"));
        }
        Draft {
            identifiers,
            severity: severity_in(SEVERITIES, kind),
            title: advisory.map_or("", |advisory| advisory.title.as_str()),
            affected: Some(purl::package("cargo", self.package.name.as_str(), self.package.version.filled())),
            details: self.details(),
            place,
            ..Draft::default()
        }
    }

    fn details(&self) -> Details {
        let advisory = self.advisory.as_ref();
        let patched = self.versions.as_ref().map(|versions| versions.patched.iter().filter_map(Lax::kept).collect());
        let fixed_versions: Box<[Box<str>]> = patched.unwrap_or_default();
        let fix_state = match &self.versions {
            Some(_) if fixed_versions.is_empty() => FixState::None,
            Some(_) => FixState::Fixed,
            None => FixState::Unknown,
        };
        Details {
            scores: advisory.and_then(|advisory| rating(advisory.cvss.filled(), None, None)).into_iter().collect(),
            fixed_versions,
            fix_state,
            published: advisory.and_then(|advisory| moment_or_day(advisory.date.as_str())),
            ..Details::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{formats::tests::scans, model::Severity};

    #[test]
    fn warnings_are_findings_of_their_own_weight() {
        let scans = scans("cargo_audit");
        let told: Vec<_> = scans[0].findings.iter().map(|one| (&*one.identifiers[0], one.severity)).collect();
        assert_eq!(
            told,
            [
                ("CVE-2026-3338", Severity::Unknown),
                ("RUSTSEC-2026-0002", Severity::Info),
                ("cargo-audit:yanked", Severity::Info)
            ]
        );
        let details = scans[0].findings[0].details.as_ref().unwrap();
        assert_eq!(details.scores[0].score.unwrap().to_string(), "7.5");
    }
}
