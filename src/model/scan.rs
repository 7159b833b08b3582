// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The result of a scan.

use std::{fmt, sync::Arc};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Place;

/// The result of one run of a scanner.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    /// What the scanner looks for, as far as the report tells; `None` when it does not say
    /// (a SARIF log of a tool that is not known here).
    pub kind: Option<ScanKind>,
    /// How the run ended.
    pub status: ScanStatus,
    /// What was found, in the order of the report.
    pub findings: Vec<Finding>,
    /// What the tool itself set aside (suppressed in the source or by its configuration).
    pub suppressed: Vec<Finding>,
}

/// What a scanner looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ScanKind {
    /// Weaknesses in source code (SAST).
    Sast,
    /// Known vulnerabilities in dependencies (SCA).
    Dependency,
    /// Known vulnerabilities in a container image.
    Container,
    /// Secrets in sources or history.
    Secret,
    /// Weaknesses of a running application (DAST).
    Dast,
    /// Faults found by fuzzing an API or a function.
    Fuzzing,
    /// Faulty configuration of infrastructure and clusters (IaC).
    Config,
}

impl ScanKind {
    /// All kinds.
    pub const ALL: &[Self] =
        &[Self::Sast, Self::Dependency, Self::Container, Self::Secret, Self::Dast, Self::Fuzzing, Self::Config];

    /// The word that a policy uses for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sast => "sast",
            Self::Dependency => "dependency",
            Self::Container => "container",
            Self::Secret => "secret",
            Self::Dast => "dast",
            Self::Fuzzing => "fuzzing",
            Self::Config => "config",
        }
    }
}

impl fmt::Display for ScanKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How a scan ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ScanStatus {
    /// The tool says that it finished with success.
    Success,
    /// The tool says that it failed, or was cut short; with its own words where it gave any.
    Failure(String),
    /// The report does not say.
    #[default]
    Unstated,
}

/// How grave a finding is, as the tool says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// For information.
    Info,
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// The tool gives none. Counted between medium and high, so that silence is not the mildest word.
    Unknown,
    /// High.
    High,
    /// Critical.
    Critical,
}

impl Severity {
    /// All severities, gravest first.
    pub const ALL: &[Self] = &[Self::Critical, Self::High, Self::Unknown, Self::Medium, Self::Low, Self::Info];

    /// The word that a policy and a report use for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
            Self::Info => "info",
            Self::Unknown => "unknown",
        }
    }

    /// The word in any letter case.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|severity| name.eq_ignore_ascii_case(severity.name()))
    }

    /// The qualitative rating of a CVSS v3 or v4 base score (CVSS v3.1 specification, section 5):
    /// 0.0 none, 0.1–3.9 low, 4.0–6.9 medium, 7.0–8.9 high, 9.0–10.0 critical.
    /// `None` outside 0–10.
    pub fn from_cvss_score(score: f64) -> Option<Self> {
        match score {
            s if !(0.0..=10.0).contains(&s) => None,
            s if s >= 9.0 => Some(Self::Critical),
            s if s >= 7.0 => Some(Self::High),
            s if s >= 4.0 => Some(Self::Medium),
            s if s > 0.0 => Some(Self::Low),
            _ => Some(Self::Info),
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a scanner found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Identifiers, the most specific first: a vulnerability (`CVE-…`, `GHSA-…`) before the rule
    /// of the tool. Never empty.
    /// Shared by all findings of one rule where the format allows it.
    pub identifiers: Arc<[Box<str>]>,
    /// How grave the tool says it is.
    pub severity: Severity,
    /// One line for a person. Never holds a secret that was found.
    pub title: Arc<str>,
    /// Where in the thing that was scanned: `src/a.py:12`, an image layer, a URL.
    pub location: Option<Arc<str>>,
    /// The component concerned.
    pub affected: Option<Affected>,
    /// The tool's own advice on how to fix it.
    pub fix: Option<Arc<str>>,
    /// Where in the report it stands.
    pub place: Place,
}

/// The component that a finding concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Affected {
    /// The name, or the package URL where the report gives one.
    pub name: Box<str>,
    /// The version found.
    pub version: Option<Box<str>>,
}

impl fmt::Display for Affected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        match &self.version {
            Some(version) if !self.name.contains('@') || self.name.starts_with('@') => write!(f, "@{version}"),
            _ => Ok(()),
        }
    }
}

impl Finding {
    /// What makes two findings one: the first identifier, the component and the location.
    pub fn key(&self) -> (&str, String) {
        (self.identifiers.first().map_or("", |id| id), self.whereabouts())
    }

    /// The component or location, for a person.
    pub fn whereabouts(&self) -> String {
        match (&self.affected, &self.location) {
            (Some(affected), Some(location)) => format!("{affected} ({location})"),
            (Some(affected), None) => affected.to_string(),
            (None, Some(location)) => location.to_string(),
            (None, None) => String::new(),
        }
    }
}
