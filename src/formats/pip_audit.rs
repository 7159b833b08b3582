// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! pip-audit's JSON: an object since version 2.1, a bare list of dependencies before.

use std::sync::Arc;

use serde::Deserialize;

use super::{
    Format, Head, ReadError, Reading, Source,
    datum::Datum,
    draft::{Draft, Findings, statement, tool},
    json::{self, Lax, List, Object, Shape, may, must},
    purl,
};
use crate::model::{Details, FixState, Package, Place, Scan, ScanKind, ScanStatus, Scanned, ScannedUnit};

/// pip-audit's JSON.
pub(super) struct PipAudit;

impl Format for PipAudit {
    fn id(&self) -> &'static str {
        "pip_audit"
    }

    fn title(&self) -> &'static str {
        "pip-audit JSON"
    }

    fn tells(&self) -> &'static [Datum] {
        &[Datum::Shortcoming, Datum::Scanned, Datum::Components, Datum::Package, Datum::Fix]
    }

    fn recognises(&self, head: &Head) -> bool {
        let words = ["\"vulns\"", "\"fix_versions\"", "\"dependencies\"", "\"skip_reason\"", "\"aliases\""];
        let has_vulns = head.count(&["\"vulns\"", "\"skip_reason\""]) > 0;
        (head.has_key("dependencies") && has_vulns)
            || head.elements_have(&["name", "version", "vulns"])
            || head.is_json_with(3, &words)
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let apart = json::read_apart(&json::Input::Document(*source), REPORT, LONG)?;
        let mut found = Found::default();
        for list in LONG {
            apart.parts(list, Found::of, |part| found.absorb(part))?;
        }
        let mut statement = statement(self.id(), "", found.scan());
        statement.producer = tool("pip-audit", "");
        Ok(Reading::Statements(vec![statement]))
    }
}

/// The list of dependencies, which may stand in an object or alone.
const LONG: &[&str] = &["/dependencies", ""];

const REPORT: Shape = Shape::Either(&[Shape::Object(&DOCUMENT), DEPENDENCIES]);
static DOCUMENT: Object = Object::of(&[must("dependencies", DEPENDENCIES)]).lax();
const DEPENDENCIES: Shape = Shape::List(&Shape::Object(&DEPENDENCY));
static DEPENDENCY: Object = Object::of(&[
    must("name", Shape::Text),
    may("version", Shape::Text),
    may("vulns", VULNERABILITIES),
    may("skip_reason", Shape::Text),
])
.with(&[json::Rule::AtLeastOne(&["vulns", "skip_reason"])])
.lax();
const VULNERABILITIES: Shape = Shape::List(&Shape::Object(&VULNERABILITY));
static VULNERABILITY: Object =
    Object::of(&[must("id", Shape::Text), must("fix_versions", Shape::List(&Shape::Text))]).lax();

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Dependency<'a> {
    name: Lax<'a>,
    version: Lax<'a>,
    vulns: List<Vulnerability<'a>>,
    skip_reason: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Vulnerability<'a> {
    id: Lax<'a>,
    aliases: List<Lax<'a>>,
    fix_versions: List<Lax<'a>>,
    description: Lax<'a>,
}

/// What comes of dependencies.
#[derive(Default)]
struct Found {
    findings: Findings,
    components: Vec<Arc<Package>>,
    /// The first one that was left out, and why.
    skipped: Option<String>,
}

impl Found {
    fn of(part: &json::Part<'_>) -> Result<Self, ReadError> {
        let mut found = Self::default();
        part.each(|index, dependency: Dependency<'_>| found.add(index, &dependency))?;
        Ok(found)
    }

    fn add(&mut self, index: u64, dependency: &Dependency<'_>) {
        if let Some(reason) = dependency.skip_reason.filled() {
            let skipped = || format!("{} was left out: {reason}", dependency.name.as_str());
            self.skipped.get_or_insert_with(skipped);
            return;
        }
        let package = purl::package("pypi", dependency.name.as_str(), dependency.version.filled());
        self.components.push(self.findings.shared().package(package.clone()));
        for vulnerability in dependency.vulns.iter() {
            let place = Place::Pointer(format!("/dependencies/{index}").into());
            self.findings.add(Draft { affected: Some(package.clone()), place, ..vulnerability.draft() });
        }
    }

    /// Adds the dependencies that follow.
    fn absorb(&mut self, part: Self) {
        self.findings.absorb(part.findings);
        self.components.extend(part.components);
        self.skipped = self.skipped.take().or(part.skipped);
    }

    fn scan(self) -> Scan {
        let mut scan = self.findings.into_scan(ScanKind::Dependency);
        scan.status = match self.skipped {
            Some(reason) => ScanStatus::Partial(reason),
            None if self.components.is_empty() => ScanStatus::NothingScanned("no dependency is listed".to_owned()),
            None => ScanStatus::Unstated,
        };
        let count = self.components.len() as u64;
        let components = Some(self.components.into());
        scan.scanned = Some(Scanned { unit: ScannedUnit::Components, count, components });
        scan
    }
}

impl Vulnerability<'_> {
    fn draft(&self) -> Draft<'_> {
        let ids = std::iter::once(&self.id).chain(self.aliases.iter());
        let fixed_versions: Box<[Box<str>]> = self.fix_versions.iter().filter_map(Lax::kept).collect();
        let fix_state = if fixed_versions.is_empty() { FixState::None } else { FixState::Fixed };
        Draft {
            identifiers: ids.map(|id| id.as_str().to_owned()).collect(),
            title: self.description.as_str(),
            details: Details { fixed_versions, fix_state, ..Details::default() },
            ..Draft::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        formats::tests::{scans, scans_of},
        model::ScanStatus,
    };

    #[test]
    fn every_dependency_was_looked_at() {
        let scans = scans("pip_audit");
        let components = scans[0].scanned.as_ref().unwrap().components.as_ref().unwrap();
        assert_eq!(
            components.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["pkg:pypi/adal@1.2.2", "pkg:pypi/jinja2@2.0"]
        );
        assert_eq!(scans[0].findings[0].identifiers.join(" "), "CVE-2026-1111 PYSEC-2026-1");
    }

    #[test]
    fn what_was_skipped_makes_it_partial_and_the_old_list_is_read() {
        let partial = scans_of(r#"{"dependencies":[{"name":"own","skip_reason":"not on PyPI"}],"fixes":[]}"#);
        assert_eq!(partial[0].status, ScanStatus::Partial("own was left out: not on PyPI".to_owned()));
        let old = scans_of(r#"[{"name":"a","version":"1","vulns":[{"id":"PYSEC-1","fix_versions":["2"]}]}]"#);
        assert_eq!(old[0].findings.len(), 1);
    }
}
