// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What the forge says: the place (GitLab) where a project's sources, reviews and pipelines live.
//!
//! A fact is the forge's word, as good as the forge and the token that asked. What could not be seen
//! is never left out: it stands as [`Unseen`] in its place, with the reason and what a token needs.

mod change;
mod operation;
mod pipeline;
mod protection;
mod unseen;

pub use change::{
    Approval, Author, Changes, ForgeCommit, ForgeRelease, ForgeSignature, ForgeTag, History, MergeRequest,
    SignatureKind, User, Verification,
};
pub use operation::{Attestation, Deployment, ForgeEnvironment, ForgePackage, Issue};
pub use pipeline::{ChildPipeline, Job, JobArtifact, JobStatus, Pipeline};
pub use protection::{AccessLevel, ForgeProject, ProtectedName, Protection};
pub use unseen::{Access, Cause, Seen, Unseen};

use super::{Claim, Dossier, Evidence};

/// One fact that the forge tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// The project and its settings.
    Project(ForgeProject),
    /// The pipeline that this run belongs to, its child pipelines and all their jobs.
    Pipeline(Pipeline),
    /// The commit released, and whether it is signed.
    Commit(ForgeCommit),
    /// The tag released, and whether it is signed.
    Tag(ForgeTag),
    /// What changed since the release before this one, and how it came in.
    Changes(Changes),
    /// Commits and tags of the last months.
    History(History),
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FactKind {
    /// [`Fact::Project`].
    Project,
    /// [`Fact::Pipeline`].
    Pipeline,
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
            Self::Artifacts => "job-artifacts",
            Self::Commit => "commit",
            Self::Tag => "tag",
            Self::Changes => "changes",
            Self::History => "history",
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
    /// What it is about.
    pub const fn kind(&self) -> FactKind {
        match self {
            Self::Project(_) => FactKind::Project,
            Self::Pipeline(_) => FactKind::Pipeline,
            Self::Commit(_) => FactKind::Commit,
            Self::Tag(_) => FactKind::Tag,
            Self::Changes(_) => FactKind::Changes,
            Self::History(_) => FactKind::History,
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
