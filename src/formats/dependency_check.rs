// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What OWASP Dependency-Check found, which its XML and its JSON report alike.

use std::sync::Arc;

use super::{
    cvss::rating_of_version,
    draft::{Draft, Findings, severity_in, statement, tool},
    identifier::one_line,
    time::moment_or_utc,
};
use crate::model::{
    Cvss, Database, Details, Package, Place, ScanKind, ScanStatus, Scanned, ScannedUnit, Severity, Statement, Subject,
    Suppression, SuppressionKind, Timestamp,
};

/// How grave the source of a vulnerability says it is; words of several sources.
const SEVERITIES: &[(&str, Severity)] = &[
    ("CRITICAL", Severity::Critical),
    ("HIGH", Severity::High),
    ("MEDIUM", Severity::Medium),
    ("MODERATE", Severity::Medium),
    ("LOW", Severity::Low),
    ("INFO", Severity::Info),
    ("INFORMATIONAL", Severity::Info),
];

/// A dependency that was looked at.
#[derive(Default)]
pub(super) struct Dependency {
    pub(super) file: String,
    pub(super) path: String,
    pub(super) purl: String,
}

/// A vulnerability of a dependency.
#[derive(Default)]
pub(super) struct Vulnerability {
    pub(super) name: String,
    pub(super) severity: String,
    pub(super) description: String,
    pub(super) cwes: Vec<String>,
    /// Version, vector and score.
    pub(super) ratings: Vec<(String, String, Option<f64>)>,
    pub(super) known_exploited: bool,
    /// Whether a suppression file sets it aside, and the notes there.
    pub(super) suppressed: Option<String>,
    pub(super) place: Place,
}

/// A report on its way into the model.
#[derive(Default)]
pub(super) struct Report {
    pub(super) version: String,
    pub(super) project: String,
    pub(super) made_at: Option<Timestamp>,
    /// What went wrong, by the words of the tool.
    pub(super) exception: Option<String>,
    pub(super) databases: Vec<Database>,
    pub(super) components: Vec<Arc<Package>>,
    pub(super) findings: Findings,
}

impl Report {
    /// Adds a source of data with the time that the report gives for it.
    pub(super) fn add_source(&mut self, name: &str, timestamp: &str) {
        // It says when a newer version of the tool was looked for.
        if name == "VersionCheckOn" {
            return;
        }
        let name = Some(name).filter(|name| !name.is_empty()).map(Box::from);
        self.databases.push(Database { name, version: None, made_at: moment_or_utc(timestamp) });
    }

    /// Adds a dependency with its vulnerabilities.
    pub(super) fn add(&mut self, dependency: &Dependency, vulnerabilities: &[Vulnerability]) {
        let package = dependency.package();
        self.components.push(self.findings.shared().package(package.clone()));
        for vulnerability in vulnerabilities {
            let draft = Draft {
                affected: Some(package.clone()),
                location: Some(dependency.path.clone()),
                ..vulnerability.draft()
            };
            match &vulnerability.suppressed {
                Some(notes) => {
                    let reason = Some(one_line(notes)).filter(|notes| !notes.is_empty());
                    let suppression = Some(Suppression::accepted(SuppressionKind::External, reason));
                    self.findings.set_aside(Draft { suppression, ..draft });
                }
                None => self.findings.add(draft),
            }
        }
    }

    /// Adds the dependencies that follow.
    pub(super) fn absorb(&mut self, part: Self) {
        self.components.extend(part.components);
        self.findings.absorb(part.findings);
    }

    /// The statement.
    pub(super) fn into_statement(self, format: &'static str) -> Statement {
        let mut scan = self.findings.into_scan(ScanKind::Dependency);
        scan.status = match self.exception {
            Some(reason) => ScanStatus::Partial(one_line(&reason).into()),
            None if self.components.is_empty() => ScanStatus::NothingScanned("no dependency is listed".to_owned()),
            None => ScanStatus::Unstated,
        };
        let count = self.components.len() as u64;
        let components = Some(self.components.into());
        scan.scanned = Some(Scanned { unit: ScannedUnit::Components, count, components });
        scan.databases = self.databases;
        let mut statement = statement(format, "", scan);
        let name = Some(self.project).filter(|name| !name.is_empty());
        let named = |name| Subject::Named { name, version: None, purl: None };
        statement.subjects = name.into_iter().map(named).collect();
        statement.made_at = self.made_at;
        statement.producer = tool("OWASP Dependency-Check", &self.version);
        statement
    }
}

impl Dependency {
    fn package(&self) -> Package {
        let purl = Some(self.purl.as_str()).filter(|purl| purl.starts_with("pkg:"));
        let parsed = purl.and_then(|purl| purl.parse::<packageurl::PackageUrl<'_>>().ok());
        let version = parsed.as_ref().and_then(|purl| purl.version()).map(Box::from);
        Package { name: self.file.as_str().into(), version, purl: purl.map(Box::from) }
    }
}

impl Vulnerability {
    fn draft(&self) -> Draft<'_> {
        let cwes = self.cwes.iter().map(|cwe| match cwe.split_whitespace().next() {
            Some(number) if number.bytes().all(|byte| byte.is_ascii_digit()) => format!("CWE-{number}"),
            Some(cwe) => cwe.to_owned(),
            None => String::new(),
        });
        let scores = self.ratings.iter().filter_map(|(version, vector, score)| {
            let vector = Some(vector.as_str()).filter(|vector| !vector.is_empty());
            rating_of_version(version, vector, *score)
        });
        let scores: Box<[Cvss]> = scores.collect();
        Draft {
            identifiers: std::iter::once(self.name.clone()).chain(cwes).collect(),
            severity: severity_in(SEVERITIES, &self.severity),
            title: &self.description,
            details: Details { scores, known_exploited: self.known_exploited, ..Details::default() },
            place: self.place.clone(),
            ..Draft::default()
        }
    }
}
