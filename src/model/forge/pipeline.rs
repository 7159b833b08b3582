// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! A pipeline and its jobs.

use super::{Seen, User};
use crate::model::{Commit, Timestamp};

/// A pipeline with its child pipelines and all their jobs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pipeline {
    /// Its number on the forge.
    pub id: u64,
    /// The number of its project.
    pub project: u64,
    /// The commit that it runs on.
    pub commit: Commit,
    /// The branch, the tag, or the reference of a merge request (`refs/merge-requests/7/head`).
    pub reference: Box<str>,
    /// Whether the reference is a tag.
    pub is_tag: bool,
    /// What started it, in GitLab's words: `push`, `merge_request_event`, `schedule`, `web`, `api`,
    /// `trigger`, `parent_pipeline` …; `None` where it is not told.
    pub source: Option<Box<str>>,
    /// Whether the branch or tag is protected.
    pub is_protected: Seen<bool>,
    /// Where its configuration lies in the project: a path, or `path@group/project` or an address
    /// elsewhere (`ci_config_path` of the project; `.gitlab-ci.yml` where the project sets none).
    pub config_path: Seen<Box<str>>,
    /// Who started it, where that is told.
    pub user: Option<User>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// The jobs of this pipeline and its child pipelines, attempts that were repeated included,
    /// ordered by pipeline and number.
    pub jobs: Vec<Job>,
    /// The pipelines that it started, and theirs. Those of other projects are named and their jobs
    /// not listed.
    pub children: Seen<Vec<ChildPipeline>>,
}

/// A pipeline that another one started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChildPipeline {
    /// Its number; `None` where the job that starts it has not done so.
    pub id: Option<u64>,
    /// The number of its project, where it has begun.
    pub project: Option<u64>,
    /// The name of the job that starts it.
    pub started_by: Box<str>,
    /// The number of the pipeline of that job.
    pub parent: u64,
    /// How the job that starts it stands.
    pub status: JobStatus,
    /// Whether that job may fail.
    pub may_fail: bool,
    /// Why its jobs are not listed, where they are not.
    pub jobs: Seen<()>,
}

/// A job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its number on the forge.
    pub id: u64,
    /// Its name, unique in its pipeline but for repeated attempts.
    pub name: Box<str>,
    /// Its stage.
    pub stage: Box<str>,
    /// How it stands.
    pub status: JobStatus,
    /// Whether it may fail without failing the pipeline (`allow_failure`).
    pub may_fail: bool,
    /// Whether a later attempt of the same job took its place.
    pub is_repeated: bool,
    /// The number of its pipeline.
    pub pipeline: u64,
    /// The commit that it ran on.
    pub commit: Option<Commit>,
    /// The branch or tag that it ran on.
    pub reference: Box<str>,
    /// Who started it.
    pub user: Option<User>,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// Why it failed, in GitLab's words.
    pub failure_reason: Option<Box<str>>,
    /// What it handed over.
    pub artifacts: Vec<JobArtifact>,
}

/// How a job stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum JobStatus {
    /// It ran and succeeded.
    Success,
    /// It ran and failed.
    Failed,
    /// Somebody stopped it.
    Canceled,
    /// It did not run, because of what came before or of its conditions.
    Skipped,
    /// It waits for somebody to start it by hand.
    Manual,
    /// It has not ended: the word of the forge (`running`, `pending`, `created`, `scheduled` …).
    Unfinished(Box<str>),
}

/// Something that a job handed over.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct JobArtifact {
    /// What it is, in GitLab's words: `archive`, `junit`, `sast`, `cyclonedx`, `trace` …. Only what
    /// is in the `archive` can be fetched.
    pub kind: Box<str>,
    /// Its file name.
    pub name: Box<str>,
    /// Number of bytes.
    pub size: u64,
}

impl JobStatus {
    /// The word of the forge.
    pub fn name(&self) -> &str {
        match self {
            Self::Success => "success",
            Self::Failed => "failed",
            Self::Canceled => "canceled",
            Self::Skipped => "skipped",
            Self::Manual => "manual",
            Self::Unfinished(word) => word,
        }
    }
}

impl From<&str> for JobStatus {
    /// A word that is not known is nothing that has succeeded.
    fn from(word: &str) -> Self {
        match word {
            "success" => Self::Success,
            "failed" => Self::Failed,
            "canceled" => Self::Canceled,
            "skipped" => Self::Skipped,
            "manual" => Self::Manual,
            other => Self::Unfinished(other.into()),
        }
    }
}

impl Job {
    /// The archive of what it handed over, where there is one.
    pub fn archive(&self) -> Option<&JobArtifact> {
        self.artifacts.iter().find(|artifact| &*artifact.kind == "archive")
    }

    /// Whether it handed over reports that only the forge can see, and no archive with them.
    pub fn has_only_reports(&self) -> bool {
        let is_report = |kind: &str| !["archive", "metadata", "trace", "dotenv"].contains(&kind);
        self.archive().is_none() && self.artifacts.iter().any(|artifact| is_report(&artifact.kind))
    }
}
