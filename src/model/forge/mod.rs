// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What the forge says: the place (GitLab) where a project's sources, reviews and pipelines live.
//!
//! A fact is the forge's word, as good as the forge and the token that asked. What could not be seen
//! is never left out: it stands as [`Unseen`] in its place, with the reason and what a token needs.

mod change;
mod configuration;
mod operation;
mod pipeline;
mod protection;
mod unseen;
mod written;

pub use change::{
    Approval, Author, Changes, ForgeCommit, ForgeRelease, ForgeSignature, ForgeTag, History, MergeRequest,
    SignatureKind, User, Verification,
};
pub use configuration::{Configuration, ConfigurationFile, Include};
pub use operation::{Attestation, DeployedRequest, Deployment, ForgeEnvironment, ForgePackage, Issue};
pub use pipeline::{ChildPipeline, Job, JobArtifact, JobStatus, Pipeline};
pub use protection::{AccessLevel, ForgeProject, Member, ProtectedName, Protection};
pub use unseen::{Access, Cause, Seen, Unseen};

use serde::{Deserialize, Serialize};

use super::{Claim, Commit, Dossier, Evidence};

/// One fact that the forge tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// The project and its settings.
    Project(ForgeProject),
    /// The pipeline that this run belongs to, its child pipelines and all their jobs.
    Pipeline(Pipeline),
    /// What the configuration of that pipeline says itself, and what it includes.
    Configuration(Configuration),
    /// The commit released, and whether it is signed.
    Commit(ForgeCommit),
    /// The tag released, and whether it is signed.
    Tag(ForgeTag),
    /// What changed since the release before this one, and how it came in.
    Changes(Changes),
    /// Commits and tags of the last months.
    History(History),
    /// The members of the project and of the groups that it belongs to, by account.
    Members(Vec<Member>),
    /// Which branches and tags are protected, and how.
    Protection(Protection),
    /// The releases, newest first.
    Releases(Vec<ForgeRelease>),
    /// The packages, newest first.
    Packages(Vec<ForgePackage>),
    /// The deployments of the last months, newest first.
    Deployments(Vec<Deployment>),
    /// The environments.
    Environments(Vec<ForgeEnvironment>),
    /// Issues and incidents of the last months, newest first.
    Issues(Vec<Issue>),
    /// What the forge attests about the artifacts released.
    Attestations(Vec<Attestation>),
}

/// What a fact is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// [`Fact::Project`].
    Project,
    /// [`Fact::Pipeline`].
    Pipeline,
    /// [`Fact::Configuration`].
    Configuration,
    /// The archives with what jobs made.
    Artifacts,
    /// [`Fact::Commit`].
    Commit,
    /// [`Fact::Tag`].
    Tag,
    /// [`Fact::Changes`].
    Changes,
    /// [`Fact::History`].
    History,
    /// [`Fact::Members`].
    Members,
    /// [`Fact::Protection`].
    Protection,
    /// [`Fact::Releases`].
    Releases,
    /// [`Fact::Packages`].
    Packages,
    /// [`Fact::Deployments`].
    Deployments,
    /// [`Fact::Environments`].
    Environments,
    /// [`Fact::Issues`].
    Issues,
    /// [`Fact::Attestations`].
    Attestations,
}

impl FactKind {
    /// The word for it in reports and messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Project => "forge-project",
            Self::Pipeline => "pipeline",
            Self::Configuration => "configuration",
            Self::Artifacts => "job-artifacts",
            Self::Commit => "commit",
            Self::Tag => "tag",
            Self::Changes => "changes",
            Self::History => "history",
            Self::Members => "members",
            Self::Protection => "protection",
            Self::Releases => "releases",
            Self::Packages => "packages",
            Self::Deployments => "deployments",
            Self::Environments => "environments",
            Self::Issues => "issues",
            Self::Attestations => "attestations",
        }
    }
}

impl Fact {
    /// The commit that it is about, where it is about one.
    pub const fn commit(&self) -> Option<&Commit> {
        match self {
            Self::Pipeline(pipeline) => Some(&pipeline.commit),
            Self::Configuration(configuration) => Some(&configuration.commit),
            Self::Commit(commit) => Some(&commit.id),
            Self::Tag(tag) => Some(&tag.commit),
            Self::Changes(changes) => Some(&changes.until),
            _ => None,
        }
    }

    /// What it is about.
    pub const fn kind(&self) -> FactKind {
        match self {
            Self::Project(_) => FactKind::Project,
            Self::Pipeline(_) => FactKind::Pipeline,
            Self::Configuration(_) => FactKind::Configuration,
            Self::Commit(_) => FactKind::Commit,
            Self::Tag(_) => FactKind::Tag,
            Self::Changes(_) => FactKind::Changes,
            Self::History(_) => FactKind::History,
            Self::Members(_) => FactKind::Members,
            Self::Protection(_) => FactKind::Protection,
            Self::Releases(_) => FactKind::Releases,
            Self::Packages(_) => FactKind::Packages,
            Self::Deployments(_) => FactKind::Deployments,
            Self::Environments(_) => FactKind::Environments,
            Self::Issues(_) => FactKind::Issues,
            Self::Attestations(_) => FactKind::Attestations,
        }
    }
}

impl Fact {
    /// What of it the forge did not show.
    pub fn unseen(&self) -> Vec<&Unseen> {
        match self {
            Self::Pipeline(pipeline) => pipeline.unseen(),
            Self::Commit(commit) => commit.signature.iter().filter_map(|seen| seen.as_ref().err()).collect(),
            Self::Tag(tag) => tag.unseen().collect(),
            Self::Changes(changes) => changes.unseen(),
            Self::History(history) => {
                let tags = history.tags.iter().flatten().flat_map(ForgeTag::unseen);
                history.commits.as_ref().err().into_iter().chain(history.tags.as_ref().err()).chain(tags).collect()
            }
            Self::Protection(protection) => {
                protection.branches.as_ref().err().into_iter().chain(protection.tags.as_ref().err()).collect()
            }
            Self::Deployments(deployments) => {
                let requests = deployments.iter().filter_map(|deployment| deployment.requests.as_ref());
                requests.filter_map(|seen| seen.as_ref().err()).collect()
            }
            Self::Issues(issues) => issues.iter().filter_map(|issue| issue.first_response.as_ref().err()).collect(),
            Self::Project(_)
            | Self::Configuration(_)
            | Self::Releases(_)
            | Self::Packages(_)
            | Self::Members(_)
            | Self::Environments(_)
            | Self::Attestations(_) => Vec::new(),
        }
    }
}

impl Claim {
    /// The fact, where it is one of the forge.
    pub fn fact(&self) -> Option<&Fact> {
        if let Self::Forge(fact) = self { Some(fact) } else { None }
    }
}

impl Dossier {
    /// Every fact of the forge, also those that do not count.
    pub fn facts(&self) -> impl Iterator<Item = (&Evidence, &Fact)> {
        self.evidence.iter().filter_map(|evidence| match &evidence.statement.claim {
            Claim::Forge(fact) => Some((evidence.as_ref(), fact.as_ref())),
            _ => None,
        })
    }

    /// What of this kind the forge did not show.
    pub fn unseen_of(&self, kind: FactKind) -> impl Iterator<Item = &Unseen> {
        self.unseen.iter().filter(move |unseen| unseen.fact == kind)
    }
}
