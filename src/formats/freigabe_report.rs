// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Our own JSON report, as the baseline or the history that a later run compares with.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{
    Format, Head, ReadError, Reading, Source,
    json::{self, Object, Shape, Str, kept, may, must},
    time::{RFC_3339, is_rfc_3339},
};
use crate::model::{
    Claim, DigestAlgorithm, Digests, EarlierFinding, FormatVersion, Judged, Package, ScanKind, Severity, Statement,
    Summary, Timestamp, Tool,
};

/// The JSON report of this program.
pub(super) struct FreigabeReport;

impl Format for FreigabeReport {
    fn id(&self) -> &'static str {
        "freigabe-report"
    }

    fn title(&self) -> &'static str {
        "JSON report of this program, schema version 1 (for `--baseline` and `--history`)"
    }

    fn recognises(&self, head: &Head) -> bool {
        head.is_json()
            && head.count(&["\"schema_version\"", "\"reasons\"", "\"waiver_files\"", "\"not_applicable\""]) > 2
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let report: Report<'_> = json::read(source, &REPORT)?;
        let tests = report.evidence.iter().filter_map(|evidence| evidence.tests.as_ref()).map(|tests| tests.total);
        let tests = tests.fold(0, u64::saturating_add);
        let findings = report.findings.as_ref().map(|list| list.iter().map(Finding::earlier).collect());
        Ok(Reading::Statements(vec![Statement {
            format: FormatVersion { format: self.id(), version: report.schema_version.to_owned() },
            subjects: Vec::new(),
            made_at: report.at,
            producer: Some(Tool { name: report.tool.name.to_owned(), version: None }),
            report_id: None,
            claim: Claim::Summary(Summary {
                tests,
                findings,
                scanned: report.scanned(),
                judged: report.judged().map(Box::new),
            }),
            remarks: Vec::new(),
        }]))
    }
}

static REPORT: Object = Object::of(&[
    must("schema_version", Shape::Word(&["1"])),
    must("tool", Shape::Object(&TOOL)),
    must("evidence", Shape::List(&Shape::Object(&EVIDENCE))),
    must("verdict", Shape::Word(&["passed", "blocked", "undecided"])),
    must("at", Shape::Text),
    may("findings", Shape::List(&Shape::Object(&FINDING))),
    may("release", Shape::Object(&RELEASE)),
    may("rules", Shape::List(&Shape::Object(&RULE))),
]);

static RELEASE: Object =
    Object::of(&[may("commit", Shape::Text), may("artifacts", Shape::List(&Shape::Object(&ARTIFACT)))]).lax();

static ARTIFACT: Object = Object::of(&[may("digests", Shape::Object(&DIGESTS))]);

static DIGESTS: Object =
    Object::of(&[may("sha256", Shape::Text), may("sha384", Shape::Text), may("sha512", Shape::Text)]);

static RULE: Object = Object::of(&[
    may("id", Shape::Text),
    may("check", Shape::Text),
    may("outcome", Shape::Word(&["satisfied", "violated", "undecided", "waived", "not-applicable"])),
    may("decides", Shape::Flag),
]);

static TOOL: Object = Object::of(&[must("name", Shape::Word(&["Freigabe"]))]);

static EVIDENCE: Object = Object::of(&[
    may("tests", Shape::Either(&[Shape::Object(&TESTS), Shape::Any])),
    may("scan", Shape::Text),
    may("scan_status", Shape::Text),
    may("bond", Shape::Text),
])
.lax();

static TESTS: Object = Object::of(&[must("total", Shape::Integer(0))]);

static FINDING: Object = Object::of(&[
    must("identifiers", Shape::NonEmpty(&Shape::Text)),
    must("severity", Shape::Word(&["critical", "high", "unknown", "medium", "low", "info"])),
    may("component", Shape::Object(&COMPONENT)),
    may("location", Shape::Text),
    must("tools", Shape::List(&Shape::Text)),
    must("fingerprints", Shape::List(&Shape::Text)),
    may("published", Shape::Form(RFC_3339, is_rfc_3339)),
    may("first_seen", Shape::Form(RFC_3339, is_rfc_3339)),
])
.lax();

static COMPONENT: Object =
    Object::of(&[must("name", Shape::Text), may("version", Shape::Text), may("purl", Shape::Text)]).lax();

#[derive(Deserialize)]
struct Report<'a> {
    schema_version: &'a str,
    #[serde(borrow)]
    tool: ToolName<'a>,
    at: Option<Timestamp>,
    #[serde(borrow)]
    evidence: Vec<Evidence<'a>>,
    #[serde(borrow)]
    findings: Option<Vec<Finding<'a>>>,
    #[serde(borrow)]
    release: Option<Release<'a>>,
    #[serde(borrow)]
    rules: Option<Vec<Rule<'a>>>,
}

#[derive(Deserialize)]
struct Release<'a> {
    #[serde(borrow)]
    commit: Option<Str<'a>>,
    #[serde(borrow)]
    artifacts: Option<Vec<Artifact<'a>>>,
}

#[derive(Deserialize)]
struct Artifact<'a> {
    #[serde(borrow, default)]
    digests: BTreeMap<Str<'a>, Str<'a>>,
}

#[derive(Deserialize)]
struct Rule<'a> {
    #[serde(borrow)]
    id: Option<Str<'a>>,
    #[serde(borrow)]
    check: Option<Str<'a>>,
    #[serde(borrow)]
    outcome: Option<Str<'a>>,
    decides: Option<bool>,
}

#[derive(Deserialize)]
struct ToolName<'a> {
    name: &'a str,
}

#[derive(Deserialize)]
struct Evidence<'a> {
    tests: Option<Tests>,
    #[serde(borrow)]
    scan: Option<Str<'a>>,
    #[serde(borrow)]
    scan_status: Option<Str<'a>>,
    #[serde(borrow)]
    bond: Option<Str<'a>>,
}

#[derive(Deserialize)]
struct Tests {
    total: u64,
}

#[derive(Deserialize)]
struct Finding<'a> {
    #[serde(borrow)]
    identifiers: Vec<Str<'a>>,
    #[serde(borrow)]
    severity: Str<'a>,
    #[serde(borrow)]
    component: Option<Component<'a>>,
    #[serde(borrow)]
    location: Option<Str<'a>>,
    #[serde(borrow)]
    tools: Vec<Str<'a>>,
    #[serde(borrow)]
    fingerprints: Vec<Str<'a>>,
    published: Option<Timestamp>,
    first_seen: Option<Timestamp>,
}

#[derive(Deserialize)]
struct Component<'a> {
    #[serde(borrow)]
    name: Str<'a>,
    #[serde(borrow)]
    version: Option<Str<'a>>,
    #[serde(borrow)]
    purl: Option<Str<'a>>,
}

impl Report<'_> {
    /// What was judged; `None` where the report does not say all of it.
    fn judged(&self) -> Option<Judged> {
        let (release, rules) = (self.release.as_ref()?, self.rules.as_ref()?);
        let mut unsettled = Vec::new();
        for rule in rules {
            let (id, check, outcome) = (rule.id.as_ref()?, rule.check.as_ref()?, rule.outcome.as_ref()?);
            let is_settled = ["satisfied", "waived", "not-applicable"].contains(&outcome.as_str());
            if rule.decides? && !is_settled {
                unsettled.push((id.as_str().into(), check.as_str().into()));
            }
        }
        Some(Judged {
            commit: release.commit.as_ref().and_then(|text| text.as_str().parse().ok()),
            artifacts: release.artifacts.as_ref()?.iter().map(Artifact::digests).collect(),
            unsettled,
        })
    }

    /// The kinds of scans that counted and were whole.
    fn scanned(&self) -> Vec<ScanKind> {
        let word = |text: &Option<Str<'_>>| text.as_ref().map(|text| text.as_str().to_owned()).unwrap_or_default();
        let counted = |evidence: &&Evidence<'_>| {
            matches!(word(&evidence.scan_status).as_str(), "success" | "unstated")
                && matches!(word(&evidence.bond).as_str(), "named" | "place")
        };
        let kinds: BTreeSet<String> =
            self.evidence.iter().filter(counted).map(|evidence| word(&evidence.scan)).collect();
        ScanKind::ALL.iter().copied().filter(|kind| kinds.contains(kind.name())).collect()
    }
}

impl Artifact<'_> {
    fn digests(&self) -> Digests {
        let mut digests = Digests::default();
        for (name, hex) in &self.digests {
            if let Some(algorithm) = DigestAlgorithm::from_name(name.as_str()) {
                digests.add_hex(algorithm, hex.as_str());
            }
        }
        digests
    }
}

impl Finding<'_> {
    fn earlier(&self) -> EarlierFinding {
        let all = |list: &[Str<'_>]| list.iter().map(|text| text.as_str().into()).collect();
        EarlierFinding {
            identifiers: all(&self.identifiers),
            severity: Severity::from_name(self.severity.as_str()).unwrap_or_default(),
            component: self.component.as_ref().map(|component| Package {
                name: component.name.as_str().into(),
                version: kept(component.version.as_ref()),
                purl: kept(component.purl.as_ref()),
            }),
            location: kept(self.location.as_ref()),
            tools: all(&self.tools),
            fingerprints: all(&self.fingerprints),
            published: self.published,
            first_seen: self.first_seen,
        }
    }
}
