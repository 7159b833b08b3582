// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Grype's own JSON.

use serde::Deserialize;

use super::{
    Format, Head, ReadError, Reading, Source,
    cvss::rating_of_version,
    datum::Datum,
    draft::{Draft, Findings, element, severity_in, statement, tool},
    json::{self, Lax, List, Object, Shape, may, must},
    time::{moment, moment_or_day},
};
use crate::model::{
    Database, Details, Digest, Epss, FixState, Millionths, Package, Place, ScanKind, ScanStatus, Severity, Subject,
    Suppression, SuppressionKind, Timestamp,
};

/// Grype's own JSON.
pub(super) struct Grype;

/// How grave Grype says a vulnerability is.
const SEVERITIES: &[(&str, Severity)] = &[
    ("critical", Severity::Critical),
    ("high", Severity::High),
    ("medium", Severity::Medium),
    ("low", Severity::Low),
    ("negligible", Severity::Info),
];

impl Format for Grype {
    fn id(&self) -> &'static str {
        "grype"
    }

    fn title(&self) -> &'static str {
        "Grype JSON"
    }

    fn tells(&self) -> &'static [Datum] {
        &[
            Datum::Version,
            Datum::Subject,
            Datum::Time,
            Datum::Database,
            Datum::Shortcoming,
            Datum::Severity,
            Datum::Cvss,
            Datum::Exploitation,
            Datum::Package,
            Datum::Fix,
            Datum::Suppression,
        ]
    }

    fn recognises(&self, head: &Head) -> bool {
        let words = ["\"matches\"", "\"relatedVulnerabilities\"", "\"matchDetails\"", "\"artifact\"", "\"descriptor\""];
        (head.has_key("matches") && head.count_keys(&["source", "distro", "descriptor", "ignoredMatches"]) > 1)
            || head.is_json_with(3, &words)
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let apart = json::read_apart(&json::Input::Document(*source), Shape::Object(&REPORT), LONG)?;
        let report: Report<'_> = apart.rest()?;
        let mut findings = Findings::default();
        findings.read(&apart, MATCHES, &|part, findings| {
            part.each(|index, matched: Match<'_>| findings.add(matched.draft(element(MATCHES, index))))
        })?;
        findings.read(&apart, IGNORED, &|part, findings| {
            part.each(|index, matched: Match<'_>| {
                let suppression = matched.suppression();
                findings.set_aside(Draft { suppression, ..matched.draft(element(IGNORED, index)) });
            })
        })?;
        let is_image = report.source.kind.as_str() == "image";
        let mut scan = findings.into_scan(if is_image { ScanKind::Container } else { ScanKind::Dependency });
        scan.databases = report.descriptor.db.database().into_iter().collect();
        if let Some(error) = report.descriptor.db.error.filled().or(report.descriptor.db.status.error.filled()) {
            scan.status = ScanStatus::Failure(format!("the database of vulnerabilities: {error}"));
        }
        let mut statement = statement(self.id(), "", scan);
        statement.subjects = report.source.subjects();
        statement.made_at = moment(report.descriptor.timestamp.as_str());
        statement.producer = tool("grype", report.descriptor.version.as_str());
        Ok(Reading::Statements(vec![statement]))
    }
}

/// The lists that can be very long.
const LONG: &[&str] = &[MATCHES, IGNORED];
const MATCHES: &str = "/matches";
const IGNORED: &str = "/ignoredMatches";

static REPORT: Object = Object::of(&[
    must("matches", Shape::List(&Shape::Object(&MATCH))),
    may("ignoredMatches", Shape::List(&Shape::Object(&MATCH))),
])
.lax();
static MATCH: Object =
    Object::of(&[must("vulnerability", Shape::Object(&VULNERABILITY)), must("artifact", Shape::Object(&ARTIFACT))])
        .lax();
static VULNERABILITY: Object = Object::of(&[must("id", Shape::Text), may("severity", Shape::Text)]).lax();
static ARTIFACT: Object = Object::of(&[must("name", Shape::Text), may("version", Shape::Text)]).lax();

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct Report<'a> {
    #[serde(deserialize_with = "json::or_default")]
    source: Scanned<'a>,
    #[serde(deserialize_with = "json::or_default")]
    descriptor: Descriptor<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct Scanned<'a> {
    #[serde(rename = "type")]
    kind: Lax<'a>,
    /// An object for an image, a path for a directory.
    #[serde(deserialize_with = "json::or_default")]
    target: Target<'a>,
}

#[derive(Default)]
struct Target<'a> {
    name: Lax<'a>,
    manifest_digest: Lax<'a>,
    repo_digests: List<Lax<'a>>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Target<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Default, Deserialize)]
        #[serde(default, rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
        struct Image<'a> {
            user_input: Lax<'a>,
            manifest_digest: Lax<'a>,
            repo_digests: List<Lax<'a>>,
        }
        let raw = <&'de serde_json::value::RawValue>::deserialize(deserializer)?.get();
        if !raw.starts_with('{') {
            let name = serde_json::from_str(raw).map_err(serde::de::Error::custom)?;
            return Ok(Self { name, ..Self::default() });
        }
        let image: Image<'a> = serde_json::from_str(raw).map_err(serde::de::Error::custom)?;
        let Image { user_input, manifest_digest, repo_digests } = image;
        Ok(Self { name: user_input, manifest_digest, repo_digests })
    }
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct Descriptor<'a> {
    version: Lax<'a>,
    timestamp: Lax<'a>,
    #[serde(deserialize_with = "json::or_default")]
    db: Data<'a>,
}

/// Since version 0.88 what was beside it stands in `status`.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct Data<'a> {
    built: Lax<'a>,
    schema_version: Lax<'a>,
    error: Lax<'a>,
    #[serde(deserialize_with = "json::or_default")]
    status: Status<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct Status<'a> {
    built: Lax<'a>,
    schema_version: Lax<'a>,
    error: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct Match<'a> {
    #[serde(deserialize_with = "json::or_default")]
    vulnerability: Vulnerability<'a>,
    related_vulnerabilities: List<Vulnerability<'a>>,
    #[serde(deserialize_with = "json::or_default")]
    artifact: Artifact<'a>,
    applied_ignore_rules: List<IgnoreRule<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct Vulnerability<'a> {
    id: Lax<'a>,
    severity: Lax<'a>,
    description: Lax<'a>,
    cvss: List<Rating<'a>>,
    epss: List<Likelihood<'a>>,
    known_exploited: List<Lax<'a>>,
    cwes: List<Weakness<'a>>,
    #[serde(deserialize_with = "json::or_default")]
    fix: Fix<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct Rating<'a> {
    source: Lax<'a>,
    version: Lax<'a>,
    vector: Lax<'a>,
    #[serde(deserialize_with = "json::or_default")]
    metrics: Metrics,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Metrics {
    base_score: Option<f64>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Likelihood<'a> {
    epss: Option<f64>,
    percentile: Option<f64>,
    date: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Weakness<'a> {
    cwe: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Fix<'a> {
    state: Lax<'a>,
    versions: List<Lax<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Artifact<'a> {
    name: Lax<'a>,
    version: Lax<'a>,
    purl: Lax<'a>,
    locations: List<Location<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Location<'a> {
    path: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", bound(deserialize = "'de: 'a"))]
struct IgnoreRule<'a> {
    reason: Lax<'a>,
    namespace: Lax<'a>,
    vex_status: Lax<'a>,
    vex_justification: Lax<'a>,
}

impl Scanned<'_> {
    fn subjects(&self) -> Vec<Subject> {
        let target = &self.target;
        let references =
            target.repo_digests.iter().filter_map(|reference| Some(reference.as_str().rsplit_once('@')?.1));
        let texts = references.chain([target.manifest_digest.as_str()]);
        let digests: std::collections::BTreeSet<Digest> = texts.filter_map(|digest| digest.parse().ok()).collect();
        let name: Option<String> = target.name.kept().map(Into::into);
        if digests.is_empty() {
            return name.into_iter().map(|name| Subject::Named { name, version: None, purl: None }).collect();
        }
        // Each may be the one that a registry knows the image by.
        let subject = |digest| Subject::Artifact { name: name.clone(), digests: [digest].into_iter().collect() };
        digests.into_iter().map(subject).collect()
    }
}

impl Data<'_> {
    fn database(&self) -> Option<Database> {
        let built = self.built.filled().or(self.status.built.filled());
        let version = self.schema_version.kept().or_else(|| self.status.schema_version.kept());
        let made_at: Option<Timestamp> = built.and_then(moment);
        if made_at.is_none() && version.is_none() {
            return None;
        }
        Some(Database { name: Some("grype-db".into()), version, made_at })
    }
}

impl Match<'_> {
    fn draft(&self, place: Place) -> Draft<'_> {
        let related = self.related_vulnerabilities.iter();
        let ids = std::iter::once(&self.vulnerability).chain(related.clone()).map(|one| &one.id);
        let weaknesses = self.vulnerability.cwes.iter().map(|weakness| &weakness.cwe);
        let described = std::iter::once(&self.vulnerability).chain(related).find_map(|one| one.description.filled());
        Draft {
            identifiers: ids.chain(weaknesses).map(|id| id.as_str().to_owned()).collect(),
            severity: severity_in(SEVERITIES, self.vulnerability.severity.as_str()),
            title: described.unwrap_or_default(),
            location: self.artifact.locations.iter().next().and_then(|at| at.path.kept()).map(Into::into),
            affected: Some(Package {
                name: self.artifact.name.as_str().into(),
                version: self.artifact.version.kept(),
                purl: self.artifact.purl.kept(),
            }),
            details: self.details(),
            place,
            ..Draft::default()
        }
    }

    fn details(&self) -> Details {
        let all = || std::iter::once(&self.vulnerability).chain(self.related_vulnerabilities.iter());
        let scores = all().flat_map(|one| one.cvss.iter()).filter_map(Rating::cvss);
        let fix = &self.vulnerability.fix;
        Details {
            scores: scores.collect(),
            epss: all().flat_map(|one| one.epss.iter()).filter_map(Likelihood::epss).max(),
            known_exploited: all().any(|one| !one.known_exploited.is_empty()),
            fixed_versions: fix.versions.iter().filter_map(Lax::kept).collect(),
            fix_state: match fix.state.as_str() {
                "fixed" => FixState::Fixed,
                "not-fixed" => FixState::None,
                "wont-fix" => FixState::WillNotFix,
                _ => FixState::Unknown,
            },
            ..Details::default()
        }
    }

    fn suppression(&self) -> Option<Suppression> {
        let rule = self.applied_ignore_rules.iter().next()?;
        let is_vex = rule.vex_status.filled().is_some() || rule.namespace.as_str() == "vex";
        let kind = if is_vex { SuppressionKind::Vex } else { SuppressionKind::External };
        Some(Suppression::accepted(kind, rule.reason.kept().or_else(|| rule.vex_justification.kept())))
    }
}

impl Rating<'_> {
    fn cvss(&self) -> Option<crate::model::Cvss> {
        let rating = rating_of_version(self.version.as_str(), self.vector.filled(), self.metrics.base_score)?;
        Some(crate::model::Cvss { source: self.source.kept(), ..rating })
    }
}

impl Likelihood<'_> {
    fn epss(&self) -> Option<Epss> {
        Some(Epss {
            probability: Millionths::new(self.epss?)?,
            percentile: self.percentile.and_then(Millionths::new),
            date: moment_or_day(self.date.as_str()),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        formats::tests::{scans, scans_of},
        model::{FixState, SuppressionKind},
    };

    #[test]
    fn aliases_scores_and_likelihood_are_kept() {
        let scans = scans("grype");
        let finding = &scans[0].findings[0];
        assert_eq!(finding.identifiers.join(" "), "CVE-2026-1111 GHSA-aaaa-bbbb-cccc CWE-79");
        let details = finding.details.as_ref().unwrap();
        assert_eq!(details.epss.unwrap().probability.count(), 1630);
        assert!(details.known_exploited && details.fix_state == FixState::Fixed);
        let suppression = scans[0].suppressed[0].suppression.as_ref().unwrap();
        assert_eq!(suppression.kind, SuppressionKind::Vex);
    }

    #[test]
    fn a_broken_database_is_a_failure() {
        let scans = scans_of(
            r#"{"matches":[],"source":{"type":"directory","target":"."},"descriptor":{"name":"grype","db":{"error":"too old"}}}"#,
        );
        assert!(scans[0].status.shortcoming().unwrap().contains("too old"));
    }
}
