// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! GitLab's answers, as its API describes them (REST API v4). They leave this folder as model types.

use serde::{Deserialize, Deserializer, de::Error};

use crate::model::{
    AccessLevel, Author, Commit, ForgeCommit, ForgeRelease, ForgeSignature, ForgeTag, Job, JobArtifact, JobStatus,
    Member, ProtectedName, SignatureKind, Timestamp, User, Verification,
};

/// A commit id.
#[derive(Clone, Debug)]
pub(super) struct Sha(pub(super) Commit);

impl<'de> Deserialize<'de> for Sha {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(|_| D::Error::custom("no full commit id"))
    }
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct WireUser {
    id: u64,
    username: Box<str>,
    #[serde(default)]
    name: Box<str>,
}

impl From<WireUser> for User {
    fn from(user: WireUser) -> Self {
        Self { id: user.id, username: user.username, name: user.name }
    }
}

fn stated<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<Box<str>>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

#[derive(Debug, Deserialize)]
pub(super) struct WireProject {
    pub(super) id: u64,
    pub(super) path_with_namespace: Box<str>,
    pub(super) web_url: Box<str>,
    pub(super) default_branch: Option<Box<str>>,
    pub(super) visibility: Option<Box<str>>,
    /// `None` where it is left out, `Some(None)` where the project sets none.
    #[serde(default, deserialize_with = "stated")]
    pub(super) ci_config_path: Option<Option<Box<str>>>,
    pub(super) only_allow_merge_if_pipeline_succeeds: Option<bool>,
    pub(super) allow_merge_on_skipped_pipeline: Option<bool>,
    pub(super) only_allow_merge_if_all_discussions_are_resolved: Option<bool>,
    pub(super) merge_method: Option<Box<str>>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct WirePipeline {
    pub(super) id: u64,
    pub(super) project_id: Option<u64>,
    pub(super) sha: Sha,
    #[serde(rename = "ref")]
    pub(super) reference: Option<Box<str>>,
    pub(super) source: Option<Box<str>>,
    pub(super) created_at: Option<Timestamp>,
    pub(super) user: Option<WireUser>,
    pub(super) tag: Option<bool>,
}

#[derive(Debug, Deserialize)]
pub(super) struct WireJob {
    id: u64,
    name: Box<str>,
    stage: Box<str>,
    status: Box<str>,
    allow_failure: bool,
    #[serde(rename = "ref")]
    reference: Option<Box<str>>,
    pub(super) tag: Option<bool>,
    commit: Option<WireId>,
    pub(super) pipeline: WirePipeline,
    user: Option<WireUser>,
    started_at: Option<Timestamp>,
    finished_at: Option<Timestamp>,
    failure_reason: Option<Box<str>>,
    #[serde(default)]
    artifacts: Vec<WireArtifact>,
}

#[derive(Debug, Deserialize)]
struct WireId {
    id: Sha,
}

#[derive(Debug, Deserialize)]
struct WireArtifact {
    file_type: Box<str>,
    filename: Option<Box<str>>,
    size: Option<u64>,
}

impl From<WireJob> for Job {
    fn from(job: WireJob) -> Self {
        let artifacts = job.artifacts.into_iter().map(|artifact| JobArtifact {
            kind: artifact.file_type,
            name: artifact.filename.unwrap_or_default(),
            size: artifact.size.unwrap_or_default(),
        });
        Self {
            id: job.id,
            name: job.name,
            stage: job.stage,
            status: JobStatus::from(&*job.status),
            may_fail: job.allow_failure,
            is_repeated: false,
            pipeline: job.pipeline.id,
            commit: job.commit.map(|commit| commit.id.0).or(Some(job.pipeline.sha.0)),
            reference: job.reference.unwrap_or_default(),
            user: job.user.map(User::from),
            started_at: job.started_at,
            finished_at: job.finished_at,
            failure_reason: job.failure_reason,
            artifacts: artifacts.collect(),
        }
    }
}

/// A job that starts another pipeline.
#[derive(Debug, Deserialize)]
pub(super) struct WireBridge {
    pub(super) name: Box<str>,
    pub(super) status: Box<str>,
    pub(super) allow_failure: bool,
    pub(super) downstream_pipeline: Option<WireDownstream>,
}

#[derive(Debug, Deserialize)]
pub(super) struct WireDownstream {
    pub(super) id: u64,
    pub(super) project_id: Option<u64>,
}

#[derive(Debug, Deserialize)]
pub(super) struct WireBranch {
    pub(super) protected: bool,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct WireCommit {
    id: Sha,
    #[serde(default)]
    parent_ids: Vec<Sha>,
    #[serde(default)]
    title: Box<str>,
    #[serde(default)]
    author_name: Box<str>,
    #[serde(default)]
    author_email: Box<str>,
    #[serde(default)]
    committer_name: Box<str>,
    #[serde(default)]
    committer_email: Box<str>,
    authored_date: Option<Timestamp>,
    committed_date: Option<Timestamp>,
}

impl From<WireCommit> for ForgeCommit {
    fn from(commit: WireCommit) -> Self {
        Self {
            id: commit.id.0,
            parents: commit.parent_ids.into_iter().map(|parent| parent.0).collect(),
            title: commit.title,
            author: Author { name: commit.author_name, email: commit.author_email },
            committer: Author { name: commit.committer_name, email: commit.committer_email },
            authored_at: commit.authored_date,
            committed_at: commit.committed_date,
            signature: None,
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct WireSignature {
    signature_type: Box<str>,
    #[serde(default)]
    verification_status: Box<str>,
    gpg_key_primary_keyid: Option<Box<str>>,
    key: Option<WireKey>,
    x509_certificate: Option<WireCertificate>,
}

#[derive(Debug, Deserialize)]
struct WireKey {
    title: Option<Box<str>>,
}

#[derive(Debug, Deserialize)]
struct WireCertificate {
    subject: Option<Box<str>>,
}

impl From<WireSignature> for ForgeSignature {
    fn from(signature: WireSignature) -> Self {
        let kind = match &*signature.signature_type {
            "PGP" => SignatureKind::Pgp,
            "X509" => SignatureKind::X509,
            "SSH" => SignatureKind::Ssh,
            other => SignatureKind::Other(other.into()),
        };
        let named = signature.key.and_then(|key| key.title);
        let certified = signature.x509_certificate.and_then(|certificate| certificate.subject);
        let key = signature.gpg_key_primary_keyid.or(certified).or(named);
        Self::Signed { kind, verification: Verification::from(&*signature.verification_status), key }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct WireTag {
    name: Box<str>,
    target: Box<str>,
    message: Option<Box<str>>,
    commit: WireCommit,
    protected: Option<bool>,
    created_at: Option<Timestamp>,
}

impl From<WireTag> for ForgeTag {
    fn from(tag: WireTag) -> Self {
        // The target of a tag without an object of its own is the commit.
        let is_annotated = *tag.target != *tag.commit.id.0.as_str() || tag.message.is_some_and(|text| !text.is_empty());
        Self {
            name: tag.name,
            is_annotated,
            is_protected: tag.protected,
            made_at: tag.created_at.or(tag.commit.committed_date),
            commit: tag.commit.id.0,
            signature: None,
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct WireRelease {
    tag_name: Box<str>,
    #[serde(default)]
    name: Option<Box<str>>,
    commit: Option<WireId>,
    released_at: Option<Timestamp>,
    #[serde(default)]
    upcoming_release: Option<bool>,
    #[serde(default)]
    assets: WireAssets,
}

#[derive(Debug, Default, Deserialize)]
struct WireAssets {
    #[serde(default)]
    links: Vec<WireLink>,
}

#[derive(Debug, Deserialize)]
struct WireLink {
    name: Box<str>,
    url: Box<str>,
}

impl From<WireRelease> for ForgeRelease {
    fn from(release: WireRelease) -> Self {
        Self {
            name: release.name.unwrap_or_default(),
            tag: release.tag_name,
            commit: release.commit.map(|commit| commit.id.0),
            released_at: release.released_at,
            is_upcoming: release.upcoming_release.unwrap_or(false),
            links: release.assets.links.into_iter().map(|link| (link.name, link.url)).collect(),
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct WireMember {
    #[serde(flatten)]
    user: WireUser,
    access_level: u64,
}

impl From<WireMember> for Member {
    fn from(member: WireMember) -> Self {
        Self { user: member.user.into(), role: member.access_level }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct WireProtected {
    name: Box<str>,
    push_access_levels: Option<Vec<WireAccess>>,
    merge_access_levels: Option<Vec<WireAccess>>,
    create_access_levels: Option<Vec<WireAccess>>,
    allow_force_push: Option<bool>,
    code_owner_approval_required: Option<bool>,
}

#[derive(Debug, Deserialize)]
struct WireAccess {
    access_level: Option<u64>,
    #[serde(default)]
    access_level_description: Option<Box<str>>,
    user_id: Option<u64>,
    group_id: Option<u64>,
    deploy_key_id: Option<u64>,
}

impl From<WireAccess> for AccessLevel {
    fn from(access: WireAccess) -> Self {
        // GitLab gives a role beside an account, group or key too; the narrower one is meant.
        let is_one = access.user_id.or(access.group_id).or(access.deploy_key_id).is_some();
        let role = access.access_level.filter(|_| !is_one);
        Self { role, who: access.access_level_description.unwrap_or_default() }
    }
}

impl WireProtected {
    /// The protected branches; `None` where the answer leaves out who may push or merge, which is not
    /// the same as nobody.
    pub(super) fn branch(self) -> Option<ProtectedName> {
        let (push, merge) = (self.push_access_levels?, self.merge_access_levels?);
        Some(ProtectedName {
            pattern: self.name,
            push: push.into_iter().map(AccessLevel::from).collect(),
            merge: merge.into_iter().map(AccessLevel::from).collect(),
            allows_force_push: self.allow_force_push,
            needs_code_owners: self.code_owner_approval_required,
        })
    }

    /// The protected tags; `None` where the answer leaves out who may make them.
    pub(super) fn tag(self) -> Option<ProtectedName> {
        let create = self.create_access_levels?;
        Some(ProtectedName {
            pattern: self.name,
            push: create.into_iter().map(AccessLevel::from).collect(),
            merge: Vec::new(),
            allows_force_push: None,
            needs_code_owners: None,
        })
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct WireRequest {
    pub(super) iid: u64,
    pub(super) target_branch: Box<str>,
    pub(super) author: WireUser,
    merged_by: Option<WireUser>,
    merge_user: Option<WireUser>,
    pub(super) created_at: Option<Timestamp>,
    pub(super) merged_at: Option<Timestamp>,
    pub(super) sha: Option<Sha>,
    pub(super) merge_commit_sha: Option<Sha>,
    pub(super) squash_commit_sha: Option<Sha>,
    pub(super) state: Box<str>,
}

impl WireRequest {
    pub(super) fn merged_by(&self) -> Option<User> {
        self.merge_user.clone().or_else(|| self.merged_by.clone()).map(User::from)
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct WireApprovals {
    #[serde(default)]
    pub(super) approved_by: Vec<WireApproval>,
}

#[derive(Debug, Deserialize)]
pub(super) struct WireApproval {
    pub(super) user: WireUser,
    pub(super) approved_at: Option<Timestamp>,
}
