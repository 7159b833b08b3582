// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What became of releases: packages, deployments, incidents, attestations.

use super::{Seen, User};
use crate::model::{Commit, Timestamp};

/// A package in the project's registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForgePackage {
    /// Its number on the forge.
    pub id: u64,
    /// Its name.
    pub name: Box<str>,
    /// Its version.
    pub version: Option<Box<str>>,
    /// The package manager that it is for, in GitLab's words (`generic`, `npm`, `maven` …).
    pub kind: Box<str>,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// The number of the pipeline that made it, where one did.
    pub pipeline: Option<u64>,
}

/// A deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployment {
    /// Its number in the project.
    pub number: u64,
    /// The environment.
    pub environment: Box<str>,
    /// The commit.
    pub commit: Option<Commit>,
    /// The branch or tag.
    pub reference: Box<str>,
    /// How it stands, in GitLab's words: `created`, `running`, `success`, `failed`, `canceled`,
    /// `skipped`, `blocked`.
    pub status: Box<str>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// The numbers of the merge requests that it brought, with the time when each was merged; `None`
    /// where that was not asked (only for those that succeeded).
    pub requests: Option<Seen<Vec<(u64, Option<Timestamp>)>>>,
}

/// An environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForgeEnvironment {
    /// Its name.
    pub name: Box<str>,
    /// What it is for: `production`, `staging`, `testing`, `development`, `other`.
    pub tier: Option<Box<str>>,
    /// `available`, `stopping` or `stopped`.
    pub state: Option<Box<str>>,
}

/// An issue or incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// Its number in the project.
    pub number: u64,
    /// Whether it is an incident.
    pub is_incident: bool,
    /// Who opened it, where that is told.
    pub author: Option<User>,
    /// When it was opened.
    pub created_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// The names of its labels.
    pub labels: Vec<Box<str>>,
    /// When somebody other than its author first commented; `None` where nobody has.
    pub first_response: Seen<Option<Timestamp>>,
}

/// An attestation that the forge holds about an artifact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attestation {
    /// Its number in the project.
    pub number: u64,
    /// The digest of the artifact, as the forge writes it.
    pub subject: Box<str>,
    /// How it stands, in GitLab's words (`success`, `error`).
    pub status: Box<str>,
    /// What sort of statement it is (`https://slsa.dev/provenance/v1`).
    pub predicate_type: Box<str>,
    /// The number of the job that made the artifact, where it is told.
    pub job: Option<u64>,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// Until when it is kept.
    pub expires_at: Option<Timestamp>,
}
