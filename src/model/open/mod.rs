// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The findings of all scans in one picture: each once, with everybody who reports it.

use std::{borrow::Cow, ops::Deref, sync::Arc};

use super::{
    Assessed, Assessments, Bond, Claim, Cvss, CvssScore, CvssVersion, Details, Epss, Evidence, EvidenceId, Finding,
    FixState, NameKind, Package, Pattern, Reachability, Scan, Severity, Subjects, Timestamp,
};

mod aliases;
mod component;
mod grouping;

pub use component::ComponentKey;
pub(super) use grouping::open_findings;

/// A weakness or vulnerability in one component or place, however many scans report it.
#[derive(Clone, Debug)]
pub struct OpenFinding {
    /// Every name that a report gives it, the most specific first. Never empty.
    pub identifiers: Arc<[Box<str>]>,
    /// The component concerned, where one is named.
    pub component: Option<Arc<Package>>,
    /// Who reports it, by evidence and place. Never empty.
    pub sources: Sources,
    /// What the feeds say of it; `None` where they say nothing.
    pub known: Option<Arc<Known>>,
}

/// One report of a finding.
#[derive(Clone, Debug)]
pub struct Source {
    evidence: Arc<Evidence>,
    /// The index of the finding in its scan.
    index: u32,
}

/// The reports of a finding. Most findings have one, which takes no memory of its own.
#[derive(Clone, Debug)]
pub enum Sources {
    /// One.
    One([Source; 1]),
    /// Another number.
    Other(Box<[Source]>),
}

impl Deref for Sources {
    type Target = [Source];

    fn deref(&self) -> &[Source] {
        match self {
            Self::One(one) => one,
            Self::Other(other) => other,
        }
    }
}

impl FromIterator<Source> for Sources {
    fn from_iter<I: IntoIterator<Item = Source>>(sources: I) -> Self {
        let sources: Vec<Source> = sources.into_iter().collect();
        match <[Source; 1]>::try_from(sources) {
            Ok(one) => Self::One(one),
            Err(other) => Self::Other(other.into()),
        }
    }
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

impl Source {
    /// The evidence that holds the report.
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }

    /// The scan and the finding in it.
    pub fn found(&self) -> Option<(&Scan, &Finding)> {
        let Claim::Scan(scan) = &self.evidence.statement.claim else { return None };
        Some((scan, scan.findings.get(self.index as usize)?))
    }

    /// The name of the tool; empty where the report does not say.
    pub fn tool(&self) -> &str {
        self.evidence.statement.producer.as_ref().map_or("", |tool| &tool.name)
    }
}

impl OpenFinding {
    /// What those whose word counts say of it, in all artifacts in which it was found.
    pub fn assessed(&self, vex: &Assessments) -> Option<Assessed> {
        let mut bonds: Vec<&Bond> = Vec::new();
        for source in self.sources.iter() {
            if bonds.last() != Some(&&source.evidence.bond) {
                bonds.push(&source.evidence.bond);
            }
        }
        vex.assess(&Subjects { identifiers: &self.identifiers, component: self.component.as_deref(), bonds: &bonds })
    }

    /// Each report of it with the evidence that it stands in.
    pub fn reports(&self) -> impl Iterator<Item = (&Source, &Finding)> {
        self.sources.iter().filter_map(|source| Some((source, source.found()?.1)))
    }

    /// The same with those sources only that `keep` takes; `None` when none is left.
    pub fn reported_by(self: &Arc<Self>, keep: impl Fn(&Evidence, &Scan) -> bool) -> Option<Arc<Self>> {
        let wanted = |source: &&Source| source.found().is_some_and(|(scan, _)| keep(source.evidence(), scan));
        let kept = self.sources.iter().filter(wanted).count();
        match kept {
            0 => None,
            all if all == self.sources.len() => Some(Arc::clone(self)),
            _ => Some(Arc::new(Self {
                sources: self.sources.iter().filter(wanted).cloned().collect(),
                ..(**self).clone()
            })),
        }
    }

    /// The name that reports show.
    pub fn name(&self) -> &str {
        self.identifiers.first().map_or("", |name| name)
    }

    /// The component, or the place where none is named.
    pub fn subject(&self) -> Cow<'_, str> {
        match (&self.component, self.location()) {
            (Some(component), _) => Cow::Owned(component.to_string()),
            (None, Some(location)) => Cow::Borrowed(location),
            (None, None) => Cow::Borrowed(""),
        }
    }

    /// Where it was found, by the first report that says so.
    pub fn location(&self) -> Option<&str> {
        self.reports().find_map(|(_, finding)| finding.wording.location())
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
        let preferred = preferred.iter().find_map(by);
        preferred.or_else(|| self.reports().map(|(_, finding)| severity(finding)).max()).unwrap_or_default()
    }

    /// What each report says of the severity, by its score where it has no word.
    pub fn severities(&self) -> impl Iterator<Item = (&Source, Severity)> {
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
        reported.chain(self.known.as_ref().and_then(|known| known.epss)).max_by_key(|epss| epss.probability)
    }

    /// Whether a report or a feed says that it is known to be exploited.
    pub fn known_exploited(&self) -> bool {
        self.known.as_ref().is_some_and(|known| known.exploited.is_some())
            || self.details().any(|details| details.known_exploited)
    }

    /// When it was published, by the earliest word.
    pub fn published(&self) -> Option<Timestamp> {
        let reported = self.details().filter_map(|details| details.published);
        reported.chain(self.known.as_ref().and_then(|known| known.published)).min()
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
        states.sort();
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
        self.reports().next().map_or("", |(_, finding)| finding.wording.title())
    }

    /// Whether one of its names stands for a vulnerability that databases know.
    pub fn is_vulnerability(&self) -> bool {
        self.identifiers.iter().any(|name| NameKind::of(name) <= NameKind::Advisory)
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
