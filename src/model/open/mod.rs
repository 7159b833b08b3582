// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The findings of all scans in one picture: each once, with everybody who reports it.

use std::{borrow::Cow, iter, sync::Arc};

use super::{
    Assessed, Assessments, Bond, Claim, Cvss, CvssScore, CvssVersion, Details, Epss, Evidence, EvidenceId, Finding,
    FixState, NameKind, Package, Pattern, Reachability, Scan, Severity, Subjects, Timestamp,
};

mod aliases;
mod component;
mod grouping;
mod hashed;
mod list;
mod order;

pub use component::ComponentKey;
pub(super) use grouping::open_findings;
pub use list::{OpenFindingRef, OpenFindings};

/// A weakness or vulnerability in one component or place, however many scans report it.
///
/// There may be a hundred thousand, of which nearly all are reported once and say nothing that their
/// report does not say: those take no more than where that report is.
#[derive(Clone, Debug)]
pub struct OpenFinding {
    evidence: Arc<Evidence>,
    /// The index of the finding in its scan.
    index: u32,
    /// The gravest word of all reports.
    gravest: Severity,
    /// What the first report does not say; `None` where it says all.
    beyond: Option<Box<Beyond>>,
}

/// What is known of a finding beyond its first report.
#[derive(Clone, Debug)]
struct Beyond {
    identifiers: Arc<[Box<str>]>,
    component: Option<Arc<Package>>,
    known: Option<Arc<Known>>,
    /// Every further report, by evidence and place.
    further: Box<[(Arc<Evidence>, u32)]>,
}

/// One report of a finding.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    evidence: &'a Arc<Evidence>,
    /// The index of the finding in its scan.
    index: u32,
}

/// What feeds say of a vulnerability.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Whether it is listed as exploited, and since when.
    pub exploited: Option<Option<Timestamp>>,
    /// How likely it is to be exploited.
    pub epss: Option<Epss>,
    /// When it was published.
    pub published: Option<Timestamp>,
    /// The evidence that says so, by number.
    pub from: Box<[EvidenceId]>,
}

impl<'a> Source<'a> {
    /// The evidence that holds the report.
    pub fn evidence(&self) -> &'a Evidence {
        self.evidence
    }

    /// The scan and the finding in it.
    pub fn found(&self) -> Option<(&'a Scan, &'a Finding)> {
        let Claim::Scan(scan) = &self.evidence.statement.claim else { return None };
        Some((scan, scan.findings.get(self.index as usize)?))
    }

    /// The name of the tool; empty where the report does not say.
    pub fn tool(&self) -> &'a str {
        self.evidence.statement.producer.as_ref().map_or("", |tool| &tool.name)
    }
}

impl OpenFinding {
    /// The finding that these reports make, with the names, the component and what feeds say of it as
    /// all of them together give it; `None` without a report.
    fn of(
        sources: &[Source<'_>],
        identifiers: Arc<[Box<str>]>,
        component: Option<Arc<Package>>,
        known: Option<Known>,
    ) -> Option<Self> {
        let (first, further) = sources.split_first()?;
        let (_, finding) = first.found()?;
        let says_all = further.is_empty()
            && known.is_none()
            && Arc::ptr_eq(&identifiers, &finding.identifiers)
            && match (&component, &finding.affected) {
                (Some(component), Some(affected)) => Arc::ptr_eq(component, affected),
                (None, None) => true,
                _ => false,
            };
        let beyond = || Beyond {
            identifiers,
            component,
            known: known.map(Arc::new),
            further: further.iter().map(|source| (Arc::clone(source.evidence), source.index)).collect(),
        };
        let reported = sources.iter().filter_map(|source| Some(severity(source.found()?.1)));
        Some(Self {
            evidence: Arc::clone(first.evidence),
            index: first.index,
            gravest: reported.max().unwrap_or_default(),
            beyond: (!says_all).then(|| Box::new(beyond())),
        })
    }

    /// Every name that a report gives it, the most specific first. Never empty.
    pub fn identifiers(&self) -> &[Box<str>] {
        match &self.beyond {
            Some(beyond) => &beyond.identifiers,
            None => self.first_report().map_or(&[], |finding| &finding.identifiers),
        }
    }

    /// The component concerned, where one is named.
    pub fn component(&self) -> Option<&Package> {
        match &self.beyond {
            Some(beyond) => beyond.component.as_deref(),
            None => self.first_report().and_then(|finding| finding.affected.as_deref()),
        }
    }

    /// What the feeds say of it; `None` where they say nothing.
    pub fn known(&self) -> Option<&Known> {
        self.beyond.as_ref().and_then(|beyond| beyond.known.as_deref())
    }

    /// Who reports it, by evidence and place. Never empty.
    pub fn sources(&self) -> impl Iterator<Item = Source<'_>> {
        let further = self.beyond.iter().flat_map(|beyond| &beyond.further);
        let first = Source { evidence: &self.evidence, index: self.index };
        iter::once(first).chain(further.map(|(evidence, index)| Source { evidence, index: *index }))
    }

    fn first_report(&self) -> Option<&Finding> {
        Source { evidence: &self.evidence, index: self.index }.found().map(|(_, finding)| finding)
    }

    /// What those whose word counts say of it, in all artifacts in which it was found.
    pub fn assessed(&self, vex: &Assessments) -> Option<Assessed> {
        let mut bonds: Vec<&Bond> = Vec::new();
        for source in self.sources() {
            if bonds.last() != Some(&&source.evidence.bond) {
                bonds.push(&source.evidence.bond);
            }
        }
        vex.assess(&Subjects { identifiers: self.identifiers(), component: self.component(), bonds: &bonds })
    }

    /// Each report of it with the evidence that it stands in.
    pub fn reports(&self) -> impl Iterator<Item = (Source<'_>, &Finding)> {
        self.sources().filter_map(|source| Some((source, source.found()?.1)))
    }

    /// The same with those sources only that `keep` takes, where those are not all; `None` when none is left.
    fn reported_by(&self, keep: impl Fn(&Evidence, &Scan) -> bool) -> Option<Cow<'_, Self>> {
        let wanted = |source: &Source<'_>| source.found().is_some_and(|(scan, _)| keep(source.evidence(), scan));
        if self.sources().all(|source| wanted(&source)) {
            return Some(Cow::Borrowed(self));
        }
        let kept: Vec<Source<'_>> = self.sources().filter(wanted).collect();
        let beyond = self.beyond.as_deref();
        let identifiers = beyond.map(|beyond| &beyond.identifiers).or(self.first_report().map(|of| &of.identifiers))?;
        let component = beyond.map_or_else(|| self.first_report()?.affected.clone(), |beyond| beyond.component.clone());
        Self::of(&kept, Arc::clone(identifiers), component, self.known().cloned()).map(Cow::Owned)
    }

    /// The name that reports show.
    pub fn name(&self) -> &str {
        self.identifiers().first().map_or("", |name| name)
    }

    /// The component, or the place where none is named.
    pub fn subject(&self) -> Cow<'_, str> {
        match (self.component(), self.location()) {
            (Some(component), _) => Cow::Owned(component.to_string()),
            (None, Some(location)) => Cow::Borrowed(location),
            (None, None) => Cow::Borrowed(""),
        }
    }

    /// Where it was found, by the first report that says so.
    pub fn location(&self) -> Option<&str> {
        // The first nearly always does, and is reached at once: findings are sorted by it.
        let first = self.first_report().and_then(|finding| finding.wording.location());
        first.or_else(|| self.reports().find_map(|(_, finding)| finding.wording.location()))
    }

    /// How grave it is: what the first of the `preferred` tools says that says it, or else the
    /// gravest word of all. Where a report gives a CVSS score and no word, the score stands for it;
    /// where it gives neither, its silence counts as [`Severity::Unknown`].
    pub fn severity(&self, preferred: &[Pattern]) -> Severity {
        let by = |pattern: &Pattern| {
            let of_tool = self.reports().filter(|(source, _)| pattern.matches_any_case(&source.tool().to_lowercase()));
            let said = of_tool.map(|(_, finding)| severity(finding));
            said.filter(|severity| *severity != Severity::Unknown).max()
        };
        preferred.iter().find_map(by).unwrap_or(self.gravest)
    }

    /// What each report says of the severity, by its score where it has no word.
    pub fn severities(&self) -> impl Iterator<Item = (Source<'_>, Severity)> {
        self.reports().map(|(source, finding)| (source, severity(finding)))
    }

    /// The score that counts: by the newest version of CVSS that any report uses, the highest of
    /// that version; one without a version counts last.
    pub fn cvss(&self) -> Option<&Cvss> {
        newest(self.details())
    }

    /// How likely it is to be exploited: the highest figure given.
    pub fn epss(&self) -> Option<Epss> {
        let reported = self.details().filter_map(|details| details.epss);
        reported.chain(self.known().and_then(|known| known.epss)).max_by_key(|epss| epss.probability)
    }

    /// Whether a report or a feed says that it is known to be exploited.
    pub fn known_exploited(&self) -> bool {
        self.known().is_some_and(|known| known.exploited.is_some())
            || self.details().any(|details| details.known_exploited)
    }

    /// When it was published, by the earliest word.
    pub fn published(&self) -> Option<Timestamp> {
        let reported = self.details().filter_map(|details| details.published);
        reported.chain(self.known().and_then(|known| known.published)).min()
    }

    /// When a tool first saw it in this product.
    pub fn first_seen(&self) -> Option<Timestamp> {
        self.details().filter_map(|details| details.first_seen).min()
    }

    /// Versions of the component in which it is fixed, each once.
    pub fn fixed_versions(&self) -> Vec<&str> {
        let mut versions: Vec<&str> = Vec::new();
        for version in self.details().flat_map(|details| &details.fixed_versions) {
            // A handful at most: one for each line of releases.
            if versions.len() < 16 && !versions.contains(&version.as_ref()) {
                versions.push(version);
            }
        }
        versions
    }

    /// Whether there is a fix. One report that knows one is enough.
    pub fn fix_state(&self) -> FixState {
        let state = |finding: &Finding| match &finding.details {
            Some(details) if !details.fixed_versions.is_empty() => FixState::Fixed,
            Some(details) => details.fix_state,
            None => FixState::Unknown,
        };
        let mut states: Vec<FixState> = self.reports().map(|(_, finding)| state(finding)).collect();
        states.sort_unstable();
        let has = |state| states.contains(&state);
        match () {
            () if has(FixState::Fixed) => FixState::Fixed,
            () => states.last().copied().unwrap_or_default(),
        }
    }

    /// Whether the vulnerable part is used. One report that says so goes before those that found
    /// no use, and one that found none goes before those that do not say.
    pub fn reachability(&self) -> Reachability {
        self.reports().map(|(_, finding)| finding.reachability).max().unwrap_or_default()
    }

    /// The tool's own advice, of the first report that gives any.
    pub fn fix(&self) -> Option<&str> {
        self.reports().find_map(|(_, finding)| finding.wording.fix())
    }

    /// One line for a person, of the first report.
    pub fn title(&self) -> &str {
        self.first_report().map_or("", |finding| finding.wording.title())
    }

    /// Whether one of its names stands for a vulnerability that databases know.
    pub fn is_vulnerability(&self) -> bool {
        self.identifiers().iter().any(|name| NameKind::of(name) <= NameKind::Advisory)
    }

    fn details(&self) -> impl Iterator<Item = &Details> {
        self.reports().filter_map(|(_, finding)| finding.details.as_deref())
    }
}

/// What one report says of the severity, by its score where it has no word.
fn severity(finding: &Finding) -> Severity {
    let score = || newest(finding.details.as_deref().into_iter())?.score.map(CvssScore::severity);
    Some(finding.severity).filter(|severity| *severity != Severity::Unknown).or_else(score).unwrap_or_default()
}

/// The highest score by the newest version of CVSS.
fn newest<'a>(details: impl Iterator<Item = &'a Details>) -> Option<&'a Cvss> {
    let scores = details.flat_map(|details| &details.scores).filter(|cvss| cvss.score.is_some());
    scores.max_by_key(|cvss| (cvss.version.map(generation), cvss.score))
}

/// Versions 3.0 and 3.1 rate alike.
const fn generation(version: CvssVersion) -> u8 {
    match version {
        CvssVersion::V2 => 2,
        CvssVersion::V30 | CvssVersion::V31 => 3,
        CvssVersion::V4 => 4,
    }
}

#[cfg(test)]
mod tests;
