// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! All evidence of one run, and the questions that checks share.

use std::{
    collections::BTreeSet,
    sync::{Arc, OnceLock},
};

use super::{
    Age, Artifact, ArtifactKind, Assessments, Baseline, Bom, Changelog, Claim, Crypto, Digest, Digests, Disclosure,
    Feed, LeftAloneCounts, OpenFindings, Origin, Pattern, Place, Project, Release, Scan, Statement, Subject, Summary,
    TestRun, Text, Timestamp, Trust, Unseen, Yardsticks,
};

/// The number of a piece of evidence in its dossier, in the order of paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EvidenceId(pub u32);

/// A statement with its origin, who vouches for it, and whether it is about the release.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// Its number.
    pub id: EvidenceId,
    /// Where it came from.
    pub origin: Origin,
    /// Who vouches for it.
    pub trust: Trust,
    /// Whether it is about the release.
    pub bond: Bond,
    /// What it says.
    pub statement: Statement,
}

/// What ties evidence to the release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bond {
    /// It names the commit, or the digest of these artifacts (by index). Commit and artifacts can both be named.
    Named {
        /// Whether it names the commit.
        commit: bool,
        /// The artifacts that it names, by their index in the release.
        artifacts: Vec<usize>,
    },
    /// It names nothing that could be compared, and counts because of where it was found. This is
    /// the weaker bond: nothing proves that it belongs to this release.
    Place,
    /// It names something else, described here. It does not count.
    Other(String),
    /// It names something, described here, and the release does not say enough to compare. It does not count.
    Unverifiable(String),
}

impl Bond {
    /// Whether evidence with this bond counts for the release.
    pub const fn counts(&self) -> bool {
        matches!(self, Self::Named { .. } | Self::Place)
    }

    /// Compares what a statement is about with what is released.
    pub fn between(subjects: &[Subject], release: &Release) -> Self {
        let mut commit = false;
        let mut artifacts = Vec::new();
        let mut others = Vec::new();
        let mut unverifiable = Vec::new();
        for subject in subjects {
            match subject {
                Subject::Commit(named) => match &release.commit {
                    Some(ours) if ours == named => commit = true,
                    Some(_) => others.push(format!("commit {named}")),
                    None => unverifiable.push(format!("commit {named}")),
                },
                Subject::Artifact { name, digests } => {
                    let matching = release.matching_artifacts(digests);
                    let described = describe_artifact(name.as_deref(), digests);
                    match matching.is_empty() {
                        false => artifacts.extend(matching),
                        true if release.artifacts.is_empty() => unverifiable.push(described),
                        true => others.push(described),
                    }
                }
                Subject::Uncompared { .. } => unverifiable.push(subject.to_string()),
                Subject::Named { .. } => {}
            }
        }
        artifacts.sort_unstable();
        artifacts.dedup();
        if commit || !artifacts.is_empty() {
            Self::Named { commit, artifacts }
        } else if let Some(other) = others.into_iter().next() {
            Self::Other(other)
        } else if let Some(unverifiable) = unverifiable.into_iter().next() {
            Self::Unverifiable(unverifiable)
        } else {
            Self::Place
        }
    }

    /// What evidence names instead of the release, in both languages.
    pub fn named(instead: &str) -> Text {
        let commit = instead.strip_prefix("commit ").map(|commit| format!("Commit {commit}"));
        Text::new(instead, commit.unwrap_or_else(|| instead.to_owned()))
    }
}

fn describe_artifact(name: Option<&str>, digests: &Digests) -> String {
    let digest = digests.iter().next().map(|d| d.to_string()).unwrap_or_default();
    match name {
        Some(name) => format!("{name} ({digest})"),
        None => digest,
    }
}

impl Release {
    /// The indices of the artifacts that `digests` identify.
    pub fn matching_artifacts(&self, digests: &Digests) -> Vec<usize> {
        let matches = self.artifacts.iter().enumerate().filter(|(_, artifact)| artifact.digests.agree(digests));
        matches.map(|(index, _)| index).collect()
    }
}

/// A document that looks like evidence and does not count, with the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// The path, as in [`Origin::path`].
    pub path: Arc<str>,
    /// Its origin, where the bytes could be read.
    pub origin: Option<Origin>,
    /// Why it was rejected.
    pub rejection: Rejection,
}

/// Why a document was rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The format that it seems to be of, where that is known.
    pub format: Option<&'static str>,
    /// The place of the fault.
    pub place: Place,
    /// What is wrong, and the way out.
    pub reason: Text,
}

/// A file that is no evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignored {
    /// The path, as in [`Origin::path`].
    pub path: Arc<str>,
    /// Why it is none.
    pub reason: Text,
}

/// All evidence of one run, what was rejected on the way and why, the release, and the time that counts.
#[derive(Clone, Debug, Default)]
pub struct Dossier {
    /// What is to be released.
    pub release: Release,
    /// The artifacts concerned, by their index in the release; `None` for all.
    pub concerned: Option<BTreeSet<usize>>,
    /// The time that counts as now.
    pub at: Timestamp,
    /// The evidence, ordered by id.
    pub evidence: Vec<Arc<Evidence>>,
    /// What looks like evidence and could not be read.
    pub rejected: Vec<Rejected>,
    /// What is no evidence.
    pub ignored: Vec<Ignored>,
    /// What was left alone without a look, by reason, with its number.
    pub skipped: LeftAloneCounts,
    /// What the forge did not show.
    pub unseen: Vec<Unseen>,
    /// The digest of the policy that judges; `None` until one does.
    pub policy: Option<Digest>,
    /// What VEX documents say that counts; empty until the policy says whose word that is.
    pub vex: Arc<Assessments>,
    /// Number of tests in the baseline, where one was given.
    pub baseline_tests: Option<u64>,
    /// What evidence is held against besides the policy.
    pub yardsticks: Yardsticks,
    /// What the run was given beside its evidence.
    pub given: Given,
    /// The open findings, once they were asked for.
    pub open: Lazy,
}

/// What a run was given to judge with: not evidence of the release, and never taken from what lies
/// beside it.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// The folders, archives and files that the user named, as their paths are shown.
    pub roots: Vec<Arc<str>>,
    /// The feeds about vulnerabilities, by number.
    pub feeds: BTreeSet<EvidenceId>,
    /// What was open in the report to compare with, where one was given.
    pub baseline: Option<Arc<Baseline>>,
    /// The earlier reports on this product, by number.
    pub history: BTreeSet<EvidenceId>,
    /// The SHA-256 digests of the files of waivers.
    pub waivers: Vec<Digest>,
    /// The algorithms that the policy accepts.
    pub crypto: Arc<Crypto>,
    /// The greatest age of feeds whose answers change from day to day; `None` for any.
    pub feed_max_age: Option<Age>,
    /// How long before the run the forge may have been asked; `None` for [`Given::FACTS_MAX_AGE`].
    pub facts_max_age: Option<Age>,
    /// The tools whose findings a rule of the policy counts although their reports do not say what they looked
    /// for.
    pub tools: Vec<Pattern>,
}

impl Given {
    /// How long before the run the forge may have been asked, where nothing else is said.
    pub const FACTS_MAX_AGE: Age = Age::days(1);
}

/// Findings that are put together once for a dossier, when the first check asks.
#[derive(Clone, Debug, Default)]
pub struct Lazy(OnceLock<OpenFindings>);

impl Dossier {
    /// The same dossier for the artifacts that may be of `kinds` only. Evidence that names other artifacts of
    /// the release and nothing else is left out; the rest stays.
    pub fn narrowed_to_kinds(&self, kinds: &[ArtifactKind]) -> Self {
        let of_kind = self.artifacts().filter(|(_, artifact)| artifact.kind.may_be_of(kinds));
        self.narrowed(of_kind.map(|(index, _)| index).collect())
    }

    /// The same dossier for one artifact, by its index.
    pub fn narrowed_to_artifact(&self, artifact: usize) -> Self {
        self.narrowed(BTreeSet::from([artifact]))
    }

    fn narrowed(&self, concerned: BTreeSet<usize>) -> Self {
        let mut narrowed = self.clone();
        narrowed.evidence.retain(|evidence| match &evidence.bond {
            Bond::Named { commit, artifacts } => *commit || artifacts.iter().any(|index| concerned.contains(index)),
            _ => true,
        });
        narrowed.concerned = Some(concerned);
        narrowed.open = Lazy::default();
        narrowed
    }

    /// The artifacts concerned, with their index in the release.
    pub fn artifacts(&self) -> impl Iterator<Item = (usize, &Artifact)> {
        let concerned = |index: &usize| self.concerned.as_ref().is_none_or(|concerned| concerned.contains(index));
        self.release.artifacts.iter().enumerate().filter(move |(index, _)| concerned(index))
    }

    /// Every SBOM, also those that do not count.
    pub fn boms(&self) -> impl Iterator<Item = (&Evidence, &Bom)> {
        self.evidence.iter().filter_map(|evidence| match &evidence.statement.claim {
            Claim::Bom(bom) => Some((evidence.as_ref(), bom.as_ref())),
            _ => None,
        })
    }

    /// Every scan, also those that do not count.
    pub fn scans(&self) -> impl Iterator<Item = (&Evidence, &Scan)> {
        self.evidence.iter().filter_map(|evidence| match &evidence.statement.claim {
            Claim::Scan(scan) => Some((evidence.as_ref(), scan)),
            _ => None,
        })
    }

    /// Every description of the project, also those that do not count.
    pub fn projects(&self) -> impl Iterator<Item = (&Evidence, &Project)> {
        self.evidence.iter().filter_map(|evidence| match &evidence.statement.claim {
            Claim::Project(project) => Some((evidence.as_ref(), project)),
            _ => None,
        })
    }

    /// Every document on how to report a vulnerability, also those that do not count.
    pub fn disclosures(&self) -> impl Iterator<Item = (&Evidence, &Disclosure)> {
        self.evidence.iter().filter_map(|evidence| match &evidence.statement.claim {
            Claim::Disclosure(disclosure) => Some((evidence.as_ref(), disclosure)),
            _ => None,
        })
    }

    /// Every list of changes by version, also those that do not count.
    pub fn changelogs(&self) -> impl Iterator<Item = (&Evidence, &Changelog)> {
        self.evidence.iter().filter_map(|evidence| match &evidence.statement.claim {
            Claim::Changelog(changelog) => Some((evidence.as_ref(), changelog)),
            _ => None,
        })
    }

    /// Every test run, also those that do not count.
    pub fn test_runs(&self) -> impl Iterator<Item = (&Evidence, &TestRun)> {
        self.evidence.iter().filter_map(|evidence| match &evidence.statement.claim {
            Claim::TestRun(run) => Some((evidence.as_ref(), run)),
            _ => None,
        })
    }

    /// The findings of all scans that count, each once with everybody who reports it, the gravest first.
    pub fn open_findings(&self) -> &OpenFindings {
        self.open.0.get_or_init(|| super::open::open_findings(self))
    }

    /// The feeds that the run was given.
    pub fn feeds(&self) -> impl Iterator<Item = (&Evidence, &Feed)> {
        self.evidence.iter().filter_map(|evidence| match &evidence.statement.claim {
            Claim::Feed(feed) if self.given.feeds.contains(&evidence.id) => Some((evidence.as_ref(), feed)),
            _ => None,
        })
    }

    /// The earlier reports on this product that the run was given, by the time that counted in them.
    pub fn history(&self) -> Vec<(&Evidence, &Summary)> {
        let earlier = self.evidence.iter().filter_map(|evidence| match &evidence.statement.claim {
            Claim::Summary(summary) if self.given.history.contains(&evidence.id) => Some((evidence.as_ref(), summary)),
            _ => None,
        });
        let mut history: Vec<(&Evidence, &Summary)> = earlier.collect();
        history.sort_by_key(|(evidence, _)| (evidence.statement.made_at, evidence.id));
        history
    }
}
