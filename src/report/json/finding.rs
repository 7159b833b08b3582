// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Open findings as a later run compares with them.

use schemars::JsonSchema;
use serde::Serialize;

use super::input;
use crate::model::{CvssVersion, OpenFinding, Package, Reachability, Verdict};

/// A finding of all scans that count, once, with everybody who reports it.
#[derive(Serialize, JsonSchema)]
pub(super) struct Finding<'a> {
    /// Every name, the most specific first.
    identifiers: Vec<&'a str>,
    /// How grave it is, by the gravest word of all reports.
    severity: &'static str,
    /// The component concerned.
    component: Option<Component<'a>>,
    /// Where it was found, by the first report that says so.
    location: Option<&'a str>,
    /// What it is, in one line.
    title: String,
    /// The tools that report it, in lower case.
    tools: Vec<String>,
    /// What each report says of the severity, where they disagree.
    severities: Vec<Said<'a>>,
    /// By what the tools know it again.
    fingerprints: Vec<String>,
    /// The CVSS score that counts.
    cvss: Option<Cvss<'a>>,
    /// The probability by EPSS, 0 to 1.
    epss: Option<f64>,
    /// Whether it is known to be exploited.
    known_exploited: bool,
    /// `fixed`, `none`, `will-not-fix` or `unknown`.
    fix_state: &'static str,
    /// The versions in which it is fixed.
    fixed_versions: Vec<&'a str>,
    /// `reachable`, `not-reachable` or `unstated`.
    reachability: &'static str,
    /// When it was published, in RFC 3339.
    published: Option<String>,
    /// When a tool first saw it, in RFC 3339.
    first_seen: Option<String>,
    /// The paths of the evidence, each once.
    evidence: Vec<&'a str>,
    /// The paths of the lists that add something to it.
    feeds: Vec<&'a str>,
}

/// A component, as a scanner names it.
#[derive(Serialize, JsonSchema)]
struct Component<'a> {
    /// Its name.
    name: &'a str,
    /// Its version.
    version: Option<&'a str>,
    /// Its package URL.
    purl: Option<&'a str>,
}

/// What a tool says of a severity.
#[derive(Serialize, JsonSchema, PartialEq, Eq, PartialOrd, Ord)]
struct Said<'a> {
    /// The tool.
    tool: &'a str,
    /// Its word.
    severity: &'static str,
}

/// A score by CVSS.
#[derive(Serialize, JsonSchema)]
struct Cvss<'a> {
    /// `2.0`, `3.0`, `3.1` or `4.0`.
    version: Option<&'static str>,
    /// The score.
    score: String,
    /// The vector.
    vector: Option<&'a str>,
}

impl<'a> Finding<'a> {
    pub(super) fn of(verdict: &'a Verdict, open: &'a OpenFinding) -> Self {
        let path = |id| input(verdict, id).map(|input| &*input.origin.path);
        let mut evidence: Vec<&str> = open.sources().filter_map(|source| path(source.evidence().id)).collect();
        evidence.dedup();
        Self {
            identifiers: open.identifiers().iter().map(|name| &**name).collect(),
            severity: open.severity(&[]).name(),
            component: open.component().map(component),
            location: open.location(),
            title: open.title().to_string(),
            tools: open.tools(),
            severities: said(open),
            fingerprints: open.fingerprints(),
            cvss: open.cvss().and_then(|cvss| {
                let version = cvss.version.map(CvssVersion::name);
                Some(Cvss { version, score: cvss.score?.to_string(), vector: cvss.vector.as_deref() })
            }),
            epss: open.epss().map(|epss| f64::from(epss.probability.count()) / 1_000_000.0),
            known_exploited: open.known_exploited(),
            fix_state: open.fix_state().name(),
            fixed_versions: open.fixed_versions(),
            reachability: match open.reachability() {
                Reachability::Unstated => "unstated",
                Reachability::NotReachable => "not-reachable",
                Reachability::Reachable => "reachable",
            },
            published: open.published().map(|at| at.to_string()),
            first_seen: open.first_seen().map(|at| at.to_string()),
            evidence,
            feeds: open.known().iter().flat_map(|known| known.from.iter().filter_map(|id| path(*id))).collect(),
        }
    }
}

fn component(package: &Package) -> Component<'_> {
    Component { name: &package.name, version: package.version.as_deref(), purl: package.purl.as_deref() }
}

fn said(open: &OpenFinding) -> Vec<Said<'_>> {
    let mut said: Vec<Said<'_>> = open
        .reports()
        .map(|(source, finding)| Said { tool: source.tool(), severity: finding.severity.name() })
        .collect();
    said.sort_unstable();
    said.dedup();
    let agreed = said.iter().all(|one| Some(one.severity) == said.first().map(|first| first.severity));
    if agreed { Vec::new() } else { said }
}
