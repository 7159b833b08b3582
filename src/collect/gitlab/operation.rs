// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What became of releases: packages, deployments, issues, attestations.

use gitlab::api::{
    common::SortOrder,
    projects::{
        deployments::{DeploymentOrderBy, Deployments},
        environments::Environments,
        issues::{
            IssueOrderBy, IssueScope, Issues,
            notes::{IssueNotes, NoteOrderBy},
        },
        packages::{PackageOrderBy, Packages},
        releases::{ProjectReleaseOrderBy, ProjectReleases},
    },
};
use serde::Deserialize;

use super::{
    Span,
    ask::{Client, Sources},
    further::Further,
    question::moment,
    wire::{Sha, WireRelease, WireUser},
};
use crate::{
    model::{
        Access, Attestation, DeployedRequest, Deployment, Digest, FactKind, ForgeEnvironment, ForgePackage,
        ForgeRelease, Issue, Seen, Timestamp, User,
    },
    remote::{List, side_by_side},
};

/// How many deployments are asked for their merge requests, and issues for their first answer.
const MOST_ASKED: usize = 200;
/// Issues, and who may see them.
const OF_ISSUES: (FactKind, &str) = (FactKind::Issues, "Reporter");

/// The releases, newest first.
pub(super) async fn releases(client: &Client<'_>, sources: &Sources) -> Seen<Vec<ForgeRelease>> {
    let mut endpoint = ProjectReleases::builder();
    endpoint.project(client.project).order_by(ProjectReleaseOrderBy::ReleasedAt).sort(SortOrder::Descending);
    let words = ("the releases", "die Releases");
    let question = client.open(FactKind::Releases, endpoint.build().map(List), words)?;
    let releases = client.list::<WireRelease>(&question, sources).await?;
    let mut releases: Vec<ForgeRelease> = releases.into_iter().map(ForgeRelease::from).collect();
    releases.sort_by(|a, b| (b.released_at, &b.tag).cmp(&(a.released_at, &a.tag)));
    Ok(releases)
}

#[derive(Debug, Deserialize)]
struct WirePackage {
    id: u64,
    name: Box<str>,
    version: Option<Box<str>>,
    package_type: Box<str>,
    created_at: Option<Timestamp>,
    pipeline: Option<WireNumber>,
}

#[derive(Debug, Deserialize)]
struct WireNumber {
    id: u64,
}

/// The packages, newest first.
pub(super) async fn packages(client: &Client<'_>, sources: &Sources) -> Seen<Vec<ForgePackage>> {
    let mut endpoint = Packages::builder();
    endpoint.project(client.project).order_by(PackageOrderBy::CreatedAt).sort(SortOrder::Descending);
    let question = client.open(FactKind::Packages, endpoint.build().map(List), ("the packages", "die Pakete"))?;
    let packages = client.list::<WirePackage>(&question, sources).await?.into_iter().map(|package| ForgePackage {
        id: package.id,
        name: package.name,
        version: package.version,
        kind: package.package_type,
        created_at: package.created_at,
        pipeline: package.pipeline.map(|pipeline| pipeline.id),
    });
    Ok(packages.collect())
}

#[derive(Debug, Deserialize)]
struct WireEnvironment {
    name: Box<str>,
    tier: Option<Box<str>>,
    state: Option<Box<str>>,
}

/// The environments.
pub(super) async fn environments(client: &Client<'_>, sources: &Sources) -> Seen<Vec<ForgeEnvironment>> {
    let endpoint = Environments::builder().project(client.project).build().map(List);
    let question = client.open(FactKind::Environments, endpoint, ("the environments", "die Umgebungen"))?;
    let environments = client.list::<WireEnvironment>(&question, sources).await?;
    let environment = |wire: WireEnvironment| ForgeEnvironment { name: wire.name, tier: wire.tier, state: wire.state };
    let mut environments: Vec<ForgeEnvironment> = environments.into_iter().map(environment).collect();
    environments.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(environments)
}

#[derive(Debug, Deserialize)]
struct WireDeployment {
    id: u64,
    iid: u64,
    #[serde(rename = "ref")]
    reference: Option<Box<str>>,
    sha: Option<Sha>,
    status: Box<str>,
    created_at: Option<Timestamp>,
    finished_at: Option<Timestamp>,
    environment: Option<WireNamed>,
    deployable: Option<WireFinished>,
}

#[derive(Debug, Deserialize)]
struct WireNamed {
    name: Box<str>,
}

#[derive(Debug, Deserialize)]
struct WireFinished {
    finished_at: Option<Timestamp>,
}

#[derive(Debug, Deserialize)]
struct WireMerged {
    iid: u64,
    merged_at: Option<Timestamp>,
}

/// The deployments of the last months, newest first.
pub(super) async fn deployments(client: &Client<'_>, span: &Span<'_>, sources: &Sources) -> Seen<Vec<Deployment>> {
    let mut endpoint = Deployments::builder();
    endpoint.project(client.project).order_by(DeploymentOrderBy::UpdatedAt).sort(SortOrder::Descending);
    let endpoint = endpoint.updated_after(moment(span.since)).build().map(List);
    let question = client.open(FactKind::Deployments, endpoint, ("the deployments", "die Deployments"))?;
    let mut listed = client.list::<WireDeployment>(&question, sources).await?;
    listed.sort_by_key(|deployment| std::cmp::Reverse(deployment.iid));
    let mut asked = 0_usize;
    let numbered = listed.iter().map(|deployment| {
        let is_asked = &*deployment.status == "success" && asked < MOST_ASKED;
        asked = asked.saturating_add(usize::from(is_asked));
        (deployment, is_asked)
    });
    let numbered: Vec<(&WireDeployment, bool)> = numbered.collect();
    let deployment = async |(deployment, is_asked): &(&WireDeployment, bool)| Deployment {
        number: deployment.iid,
        environment: deployment.environment.as_ref().map(|named| named.name.clone()).unwrap_or_default(),
        commit: deployment.sha.as_ref().map(|sha| sha.0.clone()),
        reference: deployment.reference.clone().unwrap_or_default(),
        status: deployment.status.clone(),
        created_at: deployment.created_at,
        finished_at: deployment.finished_at.or(deployment.deployable.as_ref().and_then(|job| job.finished_at)),
        requests: match is_asked {
            true => Some(requests_of(client, deployment.id, sources).await),
            false => None,
        },
    };
    Ok(side_by_side(&numbered, deployment).await)
}

async fn requests_of(client: &Client<'_>, deployment: u64, sources: &Sources) -> Seen<Vec<DeployedRequest>> {
    let endpoint = Further::DeployedRequests(deployment).of(client.project).map(List);
    let words = ("the merge requests of a deployment", "die Merge-Requests eines Deployments");
    let requests = client.list::<WireMerged>(&client.open(FactKind::Deployments, endpoint, words)?, sources).await?;
    let deployed = |request: WireMerged| DeployedRequest { number: request.iid, merged_at: request.merged_at };
    Ok(requests.into_iter().map(deployed).collect())
}

#[derive(Debug, Deserialize)]
struct WireIssue {
    iid: u64,
    // What left it out would pass for a project without incidents.
    issue_type: Box<str>,
    author: Option<WireUser>,
    created_at: Option<Timestamp>,
    closed_at: Option<Timestamp>,
    #[serde(default)]
    labels: Vec<Box<str>>,
    #[serde(default)]
    user_notes_count: u64,
}

#[derive(Debug, Deserialize)]
struct WireNote {
    system: Option<bool>,
    author: Option<WireUser>,
    created_at: Option<Timestamp>,
}

/// The issues and incidents of the last months, newest first.
pub(super) async fn issues(client: &Client<'_>, span: &Span<'_>, sources: &Sources) -> Seen<Vec<Issue>> {
    let mut endpoint = Issues::builder();
    endpoint.project(client.project).scope(IssueScope::All).created_after(moment(span.since));
    let endpoint = endpoint.order_by(IssueOrderBy::CreatedAt).sort(SortOrder::Descending).build().map(List);
    let words = ("the issues and incidents", "die Issues und Incidents");
    let issues = client.list::<WireIssue>(&client.closed(OF_ISSUES, endpoint, words)?, sources).await?;
    let mut asked = 0_usize;
    let numbered = issues.iter().map(|issue| {
        asked = asked.saturating_add(usize::from(issue.user_notes_count > 0));
        (issue, asked <= MOST_ASKED)
    });
    let numbered: Vec<(&WireIssue, bool)> = numbered.collect();
    let issue = async |(issue, is_asked): &(&WireIssue, bool)| Issue {
        number: issue.iid,
        is_incident: &*issue.issue_type == "incident",
        author: issue.author.clone().map(User::from),
        created_at: issue.created_at,
        closed_at: issue.closed_at,
        labels: issue.labels.clone(),
        first_response: first_response(client, issue, *is_asked, sources).await,
    };
    Ok(side_by_side(&numbered, issue).await)
}

async fn first_response(
    client: &Client<'_>,
    issue: &WireIssue,
    is_asked: bool,
    sources: &Sources,
) -> Seen<Option<Timestamp>> {
    if issue.user_notes_count == 0 {
        return Ok(None);
    }
    let mut endpoint = IssueNotes::builder();
    endpoint.project(client.project).issue(issue.iid).order_by(NoteOrderBy::CreatedAt).sort(SortOrder::Ascending);
    let words = ("the comments on an issue", "die Kommentare zu einem Issue");
    let question = client.closed(OF_ISSUES, endpoint.build().map(List), words)?;
    if !is_asked {
        return Err(client.unseen(&question, super::too_much(MOST_ASKED)));
    }
    let author = issue.author.clone().map(|author| User::from(author).id);
    let notes = client.list::<WireNote>(&question, sources).await?;
    let others = notes.into_iter().filter(|note| note.system != Some(true));
    let others = others.filter(|note| note.author.clone().map(|by| User::from(by).id) != author);
    Ok(others.filter_map(|note| note.created_at).min())
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum WireAttestations {
    Many(Vec<WireAttestation>),
    One(WireAttestation),
}

#[derive(Debug, Deserialize)]
struct WireAttestation {
    iid: u64,
    status: Option<Box<str>>,
    predicate_type: Option<Box<str>>,
    subject_digest: Option<Box<str>>,
    build_id: Option<u64>,
    created_at: Option<Timestamp>,
    expire_at: Option<Timestamp>,
}

/// What the forge attests about an artifact of this digest.
pub(super) async fn attestations(client: &Client<'_>, digest: &Digest, sources: &Sources) -> Seen<Vec<Attestation>> {
    let words = (
        "the attestations of an artifact, if there are any",
        "die Attestierungen eines Artefakts, falls es welche gibt",
    );
    let endpoint = Further::Attestations(digest).of(client.project);
    let question = client.open(FactKind::Attestations, endpoint, words)?.needing(Access::Offer("GitLab Ultimate"));
    let found = match client.one::<WireAttestations>(&question, sources).await? {
        WireAttestations::Many(found) => found,
        WireAttestations::One(found) => vec![found],
    };
    let attestation = |wire: WireAttestation| Attestation {
        number: wire.iid,
        subject: wire.subject_digest.unwrap_or_default(),
        status: wire.status.unwrap_or_default(),
        predicate_type: wire.predicate_type.unwrap_or_default(),
        job: wire.build_id,
        created_at: wire.created_at,
        expires_at: wire.expire_at,
    };
    Ok(found.into_iter().map(attestation).collect())
}
