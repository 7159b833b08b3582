// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The report of `npm audit --json` since npm 7 (`auditReportVersion` 2): a table of packages, each
//! with the advisories or the packages through which it is vulnerable.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, de::Error};
use serde_json::value::RawValue;

use super::{
    Format, Head, ReadError, Reading, Source,
    cvss::rating,
    datum::Datum,
    draft::{Draft, Findings, severity_in, statement, tool},
    identifier::{weakness, within},
    json::{self, Lax, List, Object, Shape, may, must},
    purl,
    total::{self, BySeverity},
};
use crate::model::{
    Details, FixState, Place, Scan, ScanKind, ScanStatus, Scanned, ScannedUnit, Severity, reference_token,
};

/// The report of npm 7 and later.
pub(super) struct NpmAudit7;

/// How grave npm says an advisory is.
const SEVERITIES: &[(&str, Severity)] = &[
    ("critical", Severity::Critical),
    ("high", Severity::High),
    ("moderate", Severity::Medium),
    ("low", Severity::Low),
    ("info", Severity::Info),
];

impl Format for NpmAudit7 {
    fn id(&self) -> &'static str {
        "npm_audit_7"
    }

    fn title(&self) -> &'static str {
        "npm audit 7 and later"
    }

    fn tells(&self) -> &'static [Datum] {
        &[Datum::Shortcoming, Datum::Scanned, Datum::Severity, Datum::Cvss, Datum::Package, Datum::Fix]
    }

    fn recognises(&self, head: &Head) -> bool {
        let words =
            ["\"auditReportVersion\"", "\"via\"", "\"effects\"", "\"nodes\"", "\"fixAvailable\"", "\"isDirect\""];
        head.has_key("auditReportVersion") || head.is_json_with(4, &words)
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let report: Report<'_> = json::read(source, &REPORT)?;
        let scan = report.scan();
        // What is listed counts once it comes down to an advisory.
        let listed = if scan.findings.is_empty() { 0 } else { report.vulnerabilities.len() };
        total::at_least(listed, report.metadata.vulnerabilities.all(), "/metadata/vulnerabilities")?;
        let mut statement = statement(self.id(), "2", scan);
        statement.producer = tool("npm", "");
        Ok(Reading::Statements(vec![statement]))
    }
}

static REPORT: Object = Object::of(&[
    must("auditReportVersion", Shape::Integer(2)),
    must("vulnerabilities", Shape::Object(&ANY)),
    may("metadata", Shape::Object(&ANY)),
])
.lax();
static ANY: Object = Object::of(&[]).lax();

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Report<'a> {
    #[serde(deserialize_with = "json::or_default")]
    vulnerabilities: BTreeMap<Lax<'a>, Vulnerable<'a>>,
    #[serde(deserialize_with = "json::or_default")]
    metadata: Metadata,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Metadata {
    #[serde(deserialize_with = "json::or_default")]
    vulnerabilities: BySeverity,
    #[serde(deserialize_with = "json::or_default")]
    dependencies: Totals,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Totals {
    total: Option<u64>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct Vulnerable<'a> {
    name: Lax<'a>,
    via: List<Via<'a>>,
    nodes: List<Lax<'a>>,
    fix_available: Fix<'a>,
}

/// An advisory, or the name of a package that has one.
enum Via<'a> {
    Advisory(Box<Advisory<'a>>),
    Package,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Advisory<'a> {
    source: Lax<'a>,
    name: Lax<'a>,
    title: Lax<'a>,
    url: Lax<'a>,
    severity: Lax<'a>,
    cwe: List<Lax<'a>>,
    #[serde(deserialize_with = "json::or_default")]
    cvss: Rating<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct Rating<'a> {
    score: Option<f64>,
    vector_string: Lax<'a>,
}

/// Whether an upgrade fixes it: a flag, or the upgrade of a package that the project asks for.
#[derive(Default)]
struct Fix<'a> {
    state: FixState,
    upgrade: Option<(Lax<'a>, Lax<'a>)>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Via<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&'de RawValue>::deserialize(deserializer)?.get();
        if raw.starts_with('{') {
            return serde_json::from_str(raw).map(Self::Advisory).map_err(D::Error::custom);
        }
        Ok(Self::Package)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Fix<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Default, Deserialize)]
        #[serde(default, bound(deserialize = "'de: 'a"))]
        struct Upgrade<'a> {
            name: Lax<'a>,
            version: Lax<'a>,
        }
        let raw = <&'de RawValue>::deserialize(deserializer)?.get();
        if raw.starts_with('{') {
            let Upgrade { name, version } = serde_json::from_str(raw).map_err(D::Error::custom)?;
            return Ok(Self { state: FixState::Fixed, upgrade: Some((name, version)) });
        }
        let state = match raw {
            "true" => FixState::Fixed,
            "false" => FixState::None,
            _ => FixState::Unknown,
        };
        Ok(Self { state, upgrade: None })
    }
}

impl Report<'_> {
    fn scan(&self) -> Scan {
        let mut findings = Findings::default();
        for (key, vulnerable) in &self.vulnerabilities {
            for via in vulnerable.via.iter() {
                // What a package has only through another is a finding of that other.
                if let Via::Advisory(advisory) = via {
                    let place = Place::Pointer(format!("/vulnerabilities/{}", reference_token(key.as_str())).into());
                    findings.add(vulnerable.draft(advisory, place));
                }
            }
        }
        let mut scan = findings.into_scan(ScanKind::Dependency);
        let total = self.metadata.dependencies.total;
        scan.scanned = total.map(|count| Scanned { unit: ScannedUnit::Components, count, components: None });
        if total == Some(0) {
            scan.status = ScanStatus::NothingScanned("`metadata.dependencies.total` is 0".to_owned());
        }
        scan
    }
}

impl Vulnerable<'_> {
    /// The report names no version, only the range that is vulnerable.
    fn draft<'t>(&'t self, advisory: &'t Advisory<'_>, place: Place) -> Draft<'t> {
        let name = advisory.name.filled().unwrap_or(self.name.as_str());
        let own = within(advisory.url.as_str()).map(str::to_owned);
        let number = advisory.source.filled().map(|id| format!("npm:{id}"));
        let weaknesses = advisory.cwe.iter().filter_map(|cwe| weakness(cwe.as_str()));
        Draft {
            identifiers: own.into_iter().chain(number).chain(weaknesses).collect(),
            severity: severity_in(SEVERITIES, advisory.severity.as_str()),
            title: advisory.title.as_str(),
            location: self.nodes.iter().next().map(|node| node.as_str().to_owned()),
            affected: Some(purl::package("npm", name, None)),
            details: Details {
                scores: rating(advisory.cvss.vector_string.filled(), advisory.cvss.score, None).into_iter().collect(),
                fixed_versions: self.fixed_versions(name),
                fix_state: self.fix_available.state,
                ..Details::default()
            },
            place,
            ..Draft::default()
        }
    }

    /// The upgrade is one of this package only where it bears its name.
    fn fixed_versions(&self, name: &str) -> Box<[Box<str>]> {
        let upgrade = self.fix_available.upgrade.as_ref();
        let version = upgrade.filter(|(of, _)| of.as_str() == name).and_then(|(_, version)| version.kept());
        version.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        formats::tests::{scans, scans_of},
        model::FixState,
    };

    #[test]
    fn only_advisories_are_findings() {
        let scans = scans("npm_audit_7");
        let ids: Vec<_> = scans[0].findings.iter().map(|finding| finding.identifiers.join(" ")).collect();
        assert_eq!(ids, ["GHSA-aaaa-bbbb-cccc npm:1088948 CWE-601"]);
        let details = scans[0].findings[0].details.as_ref().unwrap();
        assert_eq!((details.fix_state, &*details.fixed_versions[0]), (FixState::Fixed, "12.0.0"));
    }

    #[test]
    fn only_a_stated_lack_of_a_fix_is_one() {
        let state = |available: &str| {
            let advisory = r#"{"source":1,"name":"a","url":"u","severity":"high","range":"<2"}"#;
            let scans = scans_of(&format!(
                r#"{{"auditReportVersion":2,"vulnerabilities":{{"a":{{"name":"a","severity":"high","via":[{advisory}],"nodes":[],"range":"<2"{available}}}}},"metadata":{{"dependencies":{{"total":3}}}}}}"#
            ));
            scans[0].findings[0].details.as_ref().map_or(FixState::Unknown, |details| details.fix_state)
        };
        assert_eq!(state(""), FixState::Unknown);
        assert_eq!(state(r#","fixAvailable":false"#), FixState::None);
        assert_eq!(state(r#","fixAvailable":true"#), FixState::Fixed);
    }
}
