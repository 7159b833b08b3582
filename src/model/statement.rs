// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a document says, in one form for all formats.

use std::{collections::BTreeMap, fmt, sync::Arc};

use super::{
    Assessment, Bom, Changelog, ClaimFact, Commit, Coverage, Covered, Database, Digests, Disclosure, EarlierFinding,
    Endorsement, Fact, Feed, Judgement, Lineage, ListedAttestation, Project, Provenance, ReleaseApproval, Scan,
    ScanKind, ScanStatus, Scanned, Severity, StatedWaivers, TestOutcome, TestRun, Timestamp, VerificationSummary, Vex,
    VexStatus,
};

/// One statement of a document. A document can hold several (a SARIF log with two runs).
#[derive(Clone, Debug)]
pub struct Statement {
    /// The format's id and the version that the document names.
    pub format: FormatVersion,
    /// What it says that it is about; empty when it names nothing.
    pub subjects: Vec<Subject>,
    /// When the statement was made, by its own word.
    pub made_at: Option<Timestamp>,
    /// The tool that made it.
    pub producer: Option<Tool>,
    /// Identifies the report among others, where it has an identity of its own (a serial number).
    pub report_id: Option<String>,
    /// What is said.
    pub claim: Claim,
    /// Remarks of the reader: what was read with a grain of salt, such as a version that is newer
    /// than the reader knows.
    pub remarks: Vec<super::Text>,
}

/// A format's id with the version named in the document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FormatVersion {
    /// The id of the format, as in `formats::FORMATS`.
    pub format: &'static str,
    /// The version that the document names; empty where the format has none.
    pub version: String,
}

/// A tool and its version.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tool {
    /// The tool's name.
    pub name: String,
    /// Its version, where stated.
    pub version: Option<String>,
}

/// What a statement says that it is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A state of the sources.
    Commit(Commit),
    /// A thing with digests, by an optional name.
    Artifact {
        /// The name or reference given.
        name: Option<String>,
        /// Its digests. Never empty.
        digests: Digests,
    },
    /// A thing that is told apart by digests which are not compared: says what was meant, proves
    /// nothing, and counts for no release.
    Uncompared {
        /// The name or reference given.
        name: Option<String>,
        /// The digests, `algorithm:value`.
        digests: String,
    },
    /// A thing by name and version only: says what was meant, proves nothing.
    Named {
        /// The name, with its group where there is one (`group/name`).
        name: String,
        /// Its version.
        version: Option<String>,
        /// Its package URL.
        purl: Option<String>,
    },
}

/// What is said.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Claim {
    /// A list of components.
    Bom(Box<Bom>),
    /// The result of a scan.
    Scan(Scan),
    /// The result of a test run.
    TestRun(TestRun),
    /// How much of the code the tests ran through.
    Coverage(Coverage),
    /// Whether vulnerabilities concern products.
    Vex(Vex),
    /// What a project says about itself.
    Project(Project),
    /// How a vulnerability can be reported.
    Disclosure(Disclosure),
    /// What changed from version to version.
    Changelog(Changelog),
    /// What is known of vulnerabilities, whoever has them.
    Feed(Feed),
    /// What the forge says about the project, its changes and its pipelines.
    Forge(Box<Fact>),
    /// What the repository itself says of its commits and tags.
    Lineage(Box<Lineage>),
    /// An earlier verdict.
    Summary(Summary),
    /// How an artifact was built.
    Provenance(Box<Provenance>),
    /// What another verifier concluded.
    VerificationSummary(Box<VerificationSummary>),
    /// That its subjects are what they are, by whoever vouches for the statement.
    Signature(Endorsement),
    /// What somebody concluded who looked at the release.
    Assessment(Box<Assessment>),
    /// A decision over the release.
    Approval(Box<ReleaseApproval>),
    /// Exceptions that somebody approved.
    Waivers(StatedWaivers),
    /// Anything else, by its type.
    Attestation(Box<ListedAttestation>),
}

/// An earlier verdict, in what a later one compares with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Number of test cases in its evidence.
    pub tests: u64,
    /// The open findings; `None` in a report that does not list them (of a version before 0.2).
    pub findings: Option<Box<[EarlierFinding]>>,
    /// The kinds of scans that counted and were whole, each once.
    pub scanned: Vec<ScanKind>,
    /// What was decided, and about what.
    pub judgement: Option<Judgement>,
    /// The rules that decided and were neither satisfied nor waived, each with its check, by id;
    /// `None` in a report that does not say so, or in which no rule decided.
    pub unsettled: Option<Vec<(Box<str>, Box<str>)>>,
}

impl Claim {
    /// Whether it is a document that stands in the project for people to read. Copies of what others
    /// wrote for their projects lie deeper in it.
    pub const fn is_for_people(&self) -> bool {
        matches!(self, Self::Disclosure(_) | Self::Changelog(_))
    }

    /// The word for the kind of claim in reports and messages.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Bom(_) => "sbom",
            Self::Scan(_) => "scan",
            Self::TestRun(_) => "test-run",
            Self::Coverage(_) => "coverage",
            Self::Vex(_) => "vex",
            Self::Project(_) => "project",
            Self::Disclosure(_) => "disclosure",
            Self::Changelog(_) => "changelog",
            Self::Feed(_) => "feed",
            Self::Forge(fact) => fact.kind().name(),
            Self::Lineage(_) => "lineage",
            Self::Summary(_) => "summary",
            Self::Provenance(_) => "provenance",
            Self::VerificationSummary(_) => "verification-summary",
            Self::Signature(_) => "signature",
            Self::Assessment(_) => "assessment",
            Self::Approval(_) => "approval",
            Self::Waivers(_) => "waivers",
            Self::Attestation(_) => "attestation",
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Commit(commit) => write!(f, "commit {commit}"),
            Self::Artifact { name, digests } => {
                let digests: Vec<String> = digests.iter().map(|d| d.to_string()).collect();
                match name {
                    Some(name) => write!(f, "{name} {}", digests.join(" ")),
                    None => f.write_str(&digests.join(" ")),
                }
            }
            Self::Uncompared { name: Some(name), digests } => write!(f, "{name} {digests}"),
            Self::Uncompared { name: None, digests } => f.write_str(digests),
            Self::Named { purl: Some(purl), .. } => f.write_str(purl),
            Self::Named { name, version: Some(version), .. } => write!(f, "{name}@{version}"),
            Self::Named { name, .. } => f.write_str(name),
        }
    }
}

impl fmt::Display for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.version {
            Some(version) => write!(f, "{} {version}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

/// A statement in figures, for reports and `inspect`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementSummary {
    /// The kind of claim, as [`Claim::kind`] names it.
    pub kind: &'static str,
    /// Format and version.
    pub format: FormatVersion,
    /// The tool that made it.
    pub producer: Option<Tool>,
    /// When it was made, by its own word.
    pub made_at: Option<Timestamp>,
    /// What it is about, by its own word.
    pub subjects: Vec<Subject>,
    /// What the scanner looked for, for a scan whose kind is known.
    pub scan_kind: Option<ScanKind>,
    /// How the scan ended, for a scan.
    pub scan_status: Option<ScanStatus>,
    /// Number of components, for an SBOM (the primary one not counted).
    pub components: Option<u64>,
    /// Number of findings by severity, for a scan, as the report lists them (before deduplication).
    pub findings: Option<BTreeMap<Severity, u64>>,
    /// Number of findings that the tool itself set aside, for a scan.
    pub suppressed: Option<u64>,
    /// The databases and rule sets that the scan used, where it names any.
    pub databases: Vec<Database>,
    /// What the scan looked at, without the list of components; `None` where it does not say.
    pub scanned: Option<Scanned>,
    /// Lines that can be run and those that were, for a coverage report.
    pub coverage: Option<Covered>,
    /// Number of test cases, for a test run.
    pub tests: Option<TestCounts>,
    /// Whose statements and how many, for a VEX document.
    pub vex: Option<VexSummary>,
    /// What sort of list it is and its number of entries, for a feed.
    pub feed: Option<(&'static str, u64)>,
    /// What it says, where that are no figures.
    pub facts: Vec<ClaimFact>,
}

/// A VEX document in figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VexSummary {
    /// Who says it, as stated.
    pub author: Option<Arc<str>>,
    /// In what role.
    pub role: Option<Box<str>>,
    /// Number of statements by status.
    pub statements: BTreeMap<VexStatus, u64>,
}

/// Test cases by what came out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TestCounts {
    /// All of them.
    pub total: u64,
    /// Those that failed.
    pub failed: u64,
    /// Those that could not run to their end.
    pub errors: u64,
    /// Those left out.
    pub skipped: u64,
}

impl Statement {
    /// The statement in figures.
    pub fn summary(&self) -> StatementSummary {
        let mut summary = StatementSummary {
            kind: self.claim.kind(),
            format: self.format.clone(),
            producer: self.producer.clone(),
            made_at: self.made_at,
            subjects: self.subjects.clone(),
            scan_kind: None,
            scan_status: None,
            components: None,
            findings: None,
            suppressed: None,
            databases: Vec::new(),
            scanned: None,
            coverage: None,
            tests: None,
            vex: None,
            feed: None,
            facts: self.claim.facts(),
        };
        match &self.claim {
            Claim::Bom(bom) => summary.components = Some(bom.components.len() as u64),
            Claim::Scan(scan) => {
                let mut findings: BTreeMap<Severity, u64> = Severity::ALL.iter().map(|s| (*s, 0)).collect();
                for finding in &scan.findings {
                    let count = findings.entry(finding.severity).or_default();
                    *count = count.saturating_add(1);
                }
                summary.scan_kind = scan.kind;
                summary.scan_status = Some(scan.status.clone());
                summary.findings = Some(findings);
                summary.suppressed = Some(scan.suppressed.len() as u64);
                summary.databases.clone_from(&scan.databases);
                summary.scanned = scan.scanned.as_ref().map(|scanned| Scanned { components: None, ..*scanned });
            }
            Claim::Coverage(coverage) => summary.coverage = Some(coverage.lines),
            Claim::Vex(vex) => {
                let mut statements: BTreeMap<VexStatus, u64> = VexStatus::ALL.iter().map(|s| (*s, 0)).collect();
                for statement in &vex.statements {
                    let count = statements.entry(statement.status).or_default();
                    *count = count.saturating_add(1);
                }
                summary.vex = Some(VexSummary { author: vex.author.clone(), role: vex.role.clone(), statements });
            }
            Claim::Feed(feed) => summary.feed = Some((feed.name(), feed.len() as u64)),
            Claim::Project(_)
            | Claim::Forge(_)
            | Claim::Lineage(_)
            | Claim::Disclosure(_)
            | Claim::Changelog(_)
            | Claim::Summary(_)
            | Claim::Provenance(_)
            | Claim::VerificationSummary(_)
            | Claim::Signature(_)
            | Claim::Assessment(_)
            | Claim::Approval(_)
            | Claim::Waivers(_)
            | Claim::Attestation(_) => {}
            Claim::TestRun(run) => {
                summary.tests = Some(TestCounts {
                    total: run.total(),
                    failed: run.number_failed(TestOutcome::Failed),
                    errors: run.number_failed(TestOutcome::Error),
                    skipped: run.skipped,
                });
            }
        }
        summary
    }
}
