// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Our own JSON report, as the baseline or the history that a later run compares with, and as the
//! verdict that is looked at once more before a release.

use std::collections::BTreeSet;

use serde::{Deserialize, de::IgnoredAny};

use super::{
    Format, Head, ReadError, Reading, Source,
    json::{self, Object, Shape, Str, kept, may, must},
    time::{RFC_3339, is_rfc_3339},
};
use crate::model::{
    Claim, Commit, Conclusion, Digest, DigestAlgorithm, Digests, EarlierFinding, FormatVersion, Judgement, Package,
    Reference, ScanKind, Severity, Statement, Summary, Timestamp, Tool, Words,
};

/// The JSON report of this program.
pub(super) struct FreigabeReport;

impl Format for FreigabeReport {
    fn id(&self) -> &'static str {
        "freigabe-report"
    }

    fn title(&self) -> &'static str {
        "JSON report of this program, schema version 1 (for `--baseline`, `--history` and `verify-verdict`)"
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
                judgement: report.judgement(),
                unsettled: report.unsettled(),
            }),
            remarks: Vec::new(),
        }]))
    }
}

/// The check of the rule that every policy has: it alone speaks for no release.
const IMPLIED: &str = "no-rejected-evidence";

static REPORT: Object = Object::of(&[
    must("schema_version", Shape::Word(&["1"])),
    must("tool", Shape::Object(&TOOL)),
    must("evidence", Shape::List(&Shape::Object(&EVIDENCE))),
    must("verdict", Shape::Word(&["passed", "blocked", "undecided"])),
    must("at", Shape::Text),
    may("findings", Shape::List(&Shape::Object(&FINDING))),
    may("advisory", Shape::Flag),
    may("release", Shape::Object(&RELEASE)),
    may("policy", Shape::Object(&POLICY)),
    may("rules", Shape::List(&Shape::Object(&RULE))),
]);

static RULE: Object = Object::of(&[
    may("id", Shape::Text),
    may("check", Shape::Text),
    may("outcome", Shape::Word(&["satisfied", "violated", "undecided", "waived", "not-applicable"])),
    may("decides", Shape::Flag),
    may("effect", Shape::Word(&["block", "warn"])),
    may("effective_from", Shape::Text),
    may("violations", Shape::List(&Shape::Any)),
    may("gaps", Shape::List(&Shape::Any)),
    may("relied_on", Shape::List(&Shape::Text)),
])
.lax();

static RELEASE: Object = Object::of(&[
    may("commit", COMMIT),
    may("branch", Shape::Text),
    may("tag", Shape::Text),
    may("environment", Shape::Text),
    must("artifacts", Shape::List(&Shape::Object(&ARTIFACT))),
])
.lax();

static ARTIFACT: Object = Object::of(&[must("name", Shape::Text), must("digests", Shape::Object(&DIGESTS))]).lax();

static DIGESTS: Object = Object::of(&[
    may("sha256", Shape::Form(&HEX, |text| Digest::new(DigestAlgorithm::Sha256, text).is_some())),
    may("sha384", Shape::Form(&HEX, |text| Digest::new(DigestAlgorithm::Sha384, text).is_some())),
    may("sha512", Shape::Form(&HEX, |text| Digest::new(DigestAlgorithm::Sha512, text).is_some())),
]);

static POLICY: Object =
    Object::of(&[may("sha256", Shape::Form(&HEX, |text| Digest::new(DigestAlgorithm::Sha256, text).is_some()))]);

static HEX: Words = Words { en: "a digest in hexadecimal", de: "ein Hashwert in Hexadezimalziffern" };

const COMMIT: Shape = Shape::Form(
    &Words { en: "a full commit id in hexadecimal", de: "eine vollständige Commit-Id in Hexadezimalziffern" },
    |text| text.parse::<Commit>().is_ok(),
);

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
    verdict: &'a str,
    advisory: Option<bool>,
    #[serde(borrow)]
    release: Option<Release<'a>>,
    #[serde(borrow)]
    policy: Option<Policy<'a>>,
    #[serde(borrow)]
    rules: Option<Vec<Rule<'a>>>,
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
    #[serde(borrow)]
    effect: Option<Str<'a>>,
    #[serde(borrow)]
    effective_from: Option<Str<'a>>,
    violations: Option<Vec<IgnoredAny>>,
    gaps: Option<Vec<IgnoredAny>>,
    relied_on: Option<Vec<IgnoredAny>>,
}

#[derive(Deserialize)]
struct Release<'a> {
    #[serde(borrow)]
    commit: Option<Str<'a>>,
    #[serde(borrow)]
    branch: Option<Str<'a>>,
    #[serde(borrow)]
    tag: Option<Str<'a>>,
    #[serde(borrow)]
    environment: Option<Str<'a>>,
    #[serde(borrow)]
    artifacts: Vec<Artifact<'a>>,
}

#[derive(Deserialize)]
struct Artifact<'a> {
    #[serde(borrow)]
    name: Str<'a>,
    #[serde(borrow)]
    digests: NamedDigests<'a>,
}

#[derive(Deserialize)]
struct NamedDigests<'a> {
    #[serde(borrow)]
    sha256: Option<Str<'a>>,
    #[serde(borrow)]
    sha384: Option<Str<'a>>,
    #[serde(borrow)]
    sha512: Option<Str<'a>>,
}

#[derive(Deserialize)]
struct Policy<'a> {
    #[serde(borrow)]
    sha256: Option<Str<'a>>,
    #[serde(borrow, default)]
    waiver_files: Vec<WaiverFile<'a>>,
}

#[derive(Deserialize)]
struct WaiverFile<'a> {
    #[serde(borrow)]
    sha256: Str<'a>,
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

impl Report<'_> {
    /// The rules that decided and were neither satisfied nor waived; `None` where the report does not
    /// say all of it, or no rule decided: that nothing was open says nothing then.
    fn unsettled(&self) -> Option<Vec<(Box<str>, Box<str>)>> {
        let mut unsettled = Vec::new();
        let rules = self.rules.as_ref()?;
        rules.iter().find(|rule| rule.decides == Some(true))?;
        for rule in rules {
            let (id, check, outcome) = (rule.id.as_ref()?, rule.check.as_ref()?, rule.outcome.as_ref()?);
            let is_settled = ["satisfied", "waived", "not-applicable"].contains(&outcome.as_str());
            if rule.decides? && !is_settled {
                unsettled.push((id.as_str().into(), check.as_str().into()));
            }
        }
        Some(unsettled)
    }

    /// What was decided, and about what; `None` where the report does not say all of it.
    fn judgement(&self) -> Option<Judgement> {
        let release = self.release.as_ref()?;
        let named = release.artifacts.iter();
        let policy = self.policy.as_ref()?;
        let sha256 = |hex: &Str<'_>| Digest::new(DigestAlgorithm::Sha256, hex.as_str());
        Some(Judgement {
            conclusion: Conclusion::ALL.into_iter().find(|conclusion| conclusion.name() == self.verdict)?,
            advisory: self.advisory?,
            at: self.at?,
            commit: release.commit.as_ref().and_then(|commit| commit.as_str().parse().ok()),
            reference: release.reference(),
            environment: kept(release.environment.as_ref()).map(Into::into),
            contradictions: self.contradictions(),
            rests_on_a_rule: self.rules.iter().flatten().any(Rule::speaks),
            artifacts: named.map(|artifact| (artifact.name.as_str().to_owned(), artifact.digests.all())).collect(),
            policy: sha256(policy.sha256.as_ref()?)?,
            waivers: policy.waiver_files.iter().map(|file| sha256(&file.sha256)).collect::<Option<_>>()?,
        })
    }
}

impl Report<'_> {
    /// The rules whose entries a verdict that passed cannot have. Whoever edits a report forgets one of them.
    fn contradictions(&self) -> Vec<String> {
        let at = self.at.map(|at| at.to_string()).unwrap_or_default();
        let rules = self.rules.iter().flatten();
        rules.filter(|rule| !rule.lets_pass(&at)).map(Rule::name).collect()
    }
}

impl Rule<'_> {
    fn name(&self) -> String {
        self.id.as_ref().map(|id| id.as_str().to_owned()).unwrap_or_default()
    }

    /// Whether the entry agrees with itself, and with a verdict of this time that passed.
    fn lets_pass(&self, at: &str) -> bool {
        let (Some(outcome), Some(effect), Some(decides)) = (&self.outcome, &self.effect, self.decides) else {
            return false;
        };
        // A day, or a time in UTC: as text it is in the order of time.
        let is_in_force = self.effective_from.as_ref().is_none_or(|from| from.as_str() <= at);
        let is_applicable = outcome.as_str() != "not-applicable";
        let has_none = |list: &Option<Vec<IgnoredAny>>| list.as_ref().is_some_and(Vec::is_empty);
        let is_clean = has_none(&self.violations) && has_none(&self.gaps);
        let agrees = match outcome.as_str() {
            "violated" => self.violations.is_some() && !has_none(&self.violations),
            "undecided" => has_none(&self.violations),
            _ => is_clean,
        };
        let is_settled = !matches!(outcome.as_str(), "violated" | "undecided");
        agrees && decides == (effect.as_str() == "block" && is_in_force && is_applicable) && (is_settled || !decides)
    }

    /// Whether it decides and rests on evidence: without such a rule nothing passes.
    fn speaks(&self) -> bool {
        let is_implied = self.check.as_ref().is_none_or(|check| check.as_str() == IMPLIED);
        let rests = self.relied_on.as_ref().is_some_and(|list| !list.is_empty());
        self.decides == Some(true) && !is_implied && rests
    }
}

impl Release<'_> {
    fn reference(&self) -> Option<Reference> {
        let text = |name: &Option<Str<'_>>| name.as_ref().map(|name| name.as_str().to_owned());
        text(&self.tag).map(Reference::Tag).or_else(|| text(&self.branch).map(Reference::Branch))
    }
}

impl NamedDigests<'_> {
    fn all(&self) -> Digests {
        let named = [
            (DigestAlgorithm::Sha256, &self.sha256),
            (DigestAlgorithm::Sha384, &self.sha384),
            (DigestAlgorithm::Sha512, &self.sha512),
        ];
        let digests = named.into_iter().filter_map(|(algorithm, hex)| Digest::new(algorithm, hex.as_ref()?.as_str()));
        digests.collect()
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
