// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The result of a scan.

use std::{fmt, sync::Arc};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CvssScore, Finding, Package, Timestamp};

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
    /// The data that the tool looked things up in: its database of vulnerabilities and the sets of
    /// rules, in the order of the report.
    pub databases: Vec<Database>,
    /// What was looked at, where the report says so.
    pub scanned: Option<Scanned>,
    /// Licences that were found, in the order of the report.
    pub licenses: Vec<FoundLicense>,
}

/// A database of vulnerabilities or a set of rules that a tool used.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Database {
    /// Its name, where it has one.
    pub name: Option<Box<str>>,
    /// Its version, where stated.
    pub version: Option<Box<str>>,
    /// When it was made or last brought up to date.
    pub made_at: Option<Timestamp>,
}

/// What a scan looked at, by its own word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scanned {
    /// What is counted.
    pub unit: ScannedUnit,
    /// How many.
    pub count: u64,
    /// Every component looked at, those without a finding included; `None` where the report does
    /// not list them all.
    pub components: Option<Box<[Arc<Package>]>>,
}

/// What a scan counts its work in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ScannedUnit {
    /// Components (packages, dependencies).
    Components,
    /// Files.
    Files,
    /// Resources of infrastructure or a cluster.
    Resources,
    /// Checks that were made.
    Checks,
    /// Addresses of a running application.
    Addresses,
    /// Commits.
    Commits,
}

impl ScannedUnit {
    /// The word for machines.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Components => "components",
            Self::Files => "files",
            Self::Resources => "resources",
            Self::Checks => "checks",
            Self::Addresses => "addresses",
            Self::Commits => "commits",
        }
    }
}

/// A licence that a scan found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundLicense {
    /// What it is the licence of: a package URL or other name of a component, or the path of a file.
    pub of: Arc<str>,
    /// The SPDX expression as written, not yet parsed.
    pub expression: Arc<str>,
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
    /// Licences that the rules of the scanner do not accept.
    License,
}

impl ScanKind {
    /// All kinds.
    pub const ALL: &[Self] = &[
        Self::Sast,
        Self::Dependency,
        Self::Container,
        Self::Secret,
        Self::Dast,
        Self::Fuzzing,
        Self::Config,
        Self::License,
    ];

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
            Self::License => "license",
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
    /// The tool finished and says that it left something out that it should have looked at; with
    /// its own words where it gave any.
    Partial(String),
    /// The tool finished and looked at nothing; with what shows it.
    NothingScanned(String),
    /// The report does not say.
    #[default]
    Unstated,
}

impl ScanStatus {
    /// The word for machines.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure(_) => "failure",
            Self::Partial(_) => "partial",
            Self::NothingScanned(_) => "nothing-scanned",
            Self::Unstated => "unstated",
        }
    }

    /// Why the scan is not whole: it failed, left something out or looked at nothing. Such a scan
    /// is never clean, whatever it found.
    pub fn shortcoming(&self) -> Option<&str> {
        match self {
            Self::Failure(reason) | Self::Partial(reason) | Self::NothingScanned(reason) => Some(reason),
            Self::Success | Self::Unstated => None,
        }
    }
}

/// How grave a finding is, as the tool says it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// For information.
    Info,
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// The tool gives none. Counted between medium and high, so that silence is not the mildest word.
    #[default]
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
        CvssScore::new(score).map(CvssScore::severity)
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
