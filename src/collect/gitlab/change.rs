// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Commits, tags, and how changes came in.

use std::collections::{BTreeMap, BTreeSet};

use gitlab::api::{
    common::SortOrder,
    projects::{
        merge_requests::{self, MergeRequestCommits, MergeRequestState, approvals::MergeRequestApprovals},
        repository::{
            commits::{self, Commits, Signature},
            tags::{self, Tags, TagsOrderBy},
        },
    },
};

use super::{
    Span,
    ask::{Client, Sources},
    further::Further,
    question::{Question, moment},
    wire::{WireApprovals, WireCommit, WireRequest, WireSignature, WireTag},
};
use crate::{
    model::{
        Approval, Cause, Changes, Commit, FactKind, ForgeCommit, ForgeRelease, ForgeSignature, ForgeTag, History,
        MergeRequest, Seen, Text, User,
    },
    remote::{List, side_by_side},
};

/// How many merge requests are looked at one by one, and how many commits that none of them brought.
const MOST_REQUESTS: usize = 300;
/// How many tags are asked for their signature.
const MOST_TAGS: usize = 50;
/// How many new commits are asked for their signature.
const MOST_SIGNATURES: usize = 300;
/// How many releases are tried whether they are ancestors.
const MOST_BEFORE: usize = 20;
/// What GitLab says of a thing that is there and not signed (`lib/api/commits.rb`).
const UNSIGNED: &str = "Signature Not Found";

/// The commit, with what GitLab makes of its signature.
pub(super) async fn commit(client: &Client<'_>, id: &Commit, sources: &Sources) -> Seen<ForgeCommit> {
    let endpoint = commits::Commit::builder().project(client.project).commit(id.as_str()).build();
    let question = client.open(FactKind::Commit, endpoint, ("the commit", "der Commit"))?;
    // Read first: of a commit that is not there GitLab says the same as of one that is not signed.
    let mut commit: ForgeCommit = client.one::<WireCommit>(&question, sources).await?.into();
    commit.signature = Some(commit_signature(client, (id, FactKind::Commit), sources).await);
    Ok(commit)
}

/// What GitLab makes of the signature of a commit that is known to be there.
async fn commit_signature(
    client: &Client<'_>,
    (id, fact): (&Commit, FactKind),
    sources: &Sources,
) -> Seen<ForgeSignature> {
    let endpoint = Signature::builder().project(client.project).commit(id.as_str()).build();
    let words = ("the signature of the commit", "die Signatur des Commits");
    signature(client, client.closed((fact, "Reporter"), endpoint, words), sources).await
}

/// Asks for the signatures of new commits. What no token may see of the first, none may of the others.
async fn sign(client: &Client<'_>, commits: &mut [ForgeCommit], sources: &Sources) {
    let ask =
        async |commit: &&mut ForgeCommit| commit_signature(client, (&commit.id, FactKind::Changes), sources).await;
    let mut asked: Vec<&mut ForgeCommit> = commits.iter_mut().take(MOST_SIGNATURES).collect();
    let Some((first, rest)) = asked.split_first_mut() else { return };
    let told = ask(first).await;
    let told_of_rest = match &told {
        Err(unseen) if unseen.cause.is_refusal() => rest.iter().map(|_| told.clone()).collect(),
        _ => side_by_side(rest, ask).await,
    };
    first.signature = Some(told);
    for (commit, told) in rest.iter_mut().zip(told_of_rest) {
        commit.signature = Some(told);
    }
}

async fn signature(client: &Client<'_>, question: Seen<Question>, sources: &Sources) -> Seen<ForgeSignature> {
    let signature = client.one_or_none::<WireSignature>(&question?, UNSIGNED, sources).await?;
    Ok(signature.map_or(ForgeSignature::Unsigned, ForgeSignature::from))
}

/// The tag, with what GitLab makes of its signature.
pub(super) async fn tag(client: &Client<'_>, name: &str, sources: &Sources) -> Seen<ForgeTag> {
    let endpoint = tags::Tag::builder().project(client.project).tag_name(name).build();
    let question = client.open(FactKind::Tag, endpoint, ("the tag", "der Tag"))?;
    let tag = client.one::<WireTag>(&question, sources).await?.into();
    Ok(with_signature(client, tag, sources).await)
}

/// A tag that is no object of its own cannot be signed.
async fn with_signature(client: &Client<'_>, mut tag: ForgeTag, sources: &Sources) -> ForgeTag {
    if !tag.is_annotated {
        tag.signature = Some(Ok(ForgeSignature::Unsigned));
        return tag;
    }
    let words = ("the signature of the tag", "die Signatur des Tags");
    let question =
        client.closed((FactKind::Tag, "Reporter"), Further::TagSignature(&tag.name).of(client.project), words);
    tag.signature = Some(signature(client, question, sources).await);
    tag
}

/// The tags, newest first, without their signatures.
async fn tags(client: &Client<'_>, sources: &Sources) -> Seen<Vec<ForgeTag>> {
    let mut endpoint = Tags::builder();
    endpoint.project(client.project).order_by(TagsOrderBy::Updated).sort(SortOrder::Descending);
    let question = client.open(FactKind::History, endpoint.build().map(List), ("the tags", "die Tags"))?;
    let mut tags: Vec<ForgeTag> =
        client.list::<WireTag>(&question, sources).await?.into_iter().map(Into::into).collect();
    tags.sort_by(|a, b| (b.made_at, &b.name).cmp(&(a.made_at, &a.name)));
    Ok(tags)
}

/// Commits and tags of the last months.
pub(super) async fn history(client: &Client<'_>, branch: &str, span: &Span<'_>, sources: &Sources) -> History {
    let endpoint = Commits::builder().project(client.project).ref_name(branch).since(moment(span.since)).build();
    let words = ("the commits of the last months", "die Commits der letzten Monate");
    let commits = commits_for((client, sources), client.open(FactKind::History, endpoint.map(List), words)).await;
    History { branch: branch.into(), since: span.since, commits, tags: recent_tags(client, span, sources).await }
}

async fn recent_tags(client: &Client<'_>, span: &Span<'_>, sources: &Sources) -> Seen<Vec<ForgeTag>> {
    let mut tags = tags(client, sources).await?;
    tags.retain(|tag| tag.made_at.is_some_and(|made| made >= span.since && made <= span.at));
    let (asked, rest) = tags.split_at(tags.len().min(MOST_TAGS));
    let mut signed = side_by_side(asked, |tag| with_signature(client, tag.clone(), sources)).await;
    signed.extend(rest.iter().cloned());
    Ok(signed)
}

/// What changed since the release before this one.
pub(super) async fn changes(
    client: &Client<'_>,
    branch: &str,
    (span, releases): (&Span<'_>, &Seen<Vec<ForgeRelease>>),
    sources: &Sources,
) -> Seen<Changes> {
    let (since, mut commits) = since_before(client, span, releases, sources).await?;
    if let Ok(commits) = &mut commits {
        sign(client, commits, sources).await;
    }
    let requests = requests(client, branch, (span, &commits), sources).await;
    let (target_branch, until) = (branch.into(), span.commit.clone());
    Ok(Changes { since, until, target_branch, commits, requests })
}

/// The release before this one with the commits since then: the newest that is an ancestor, since what
/// another branch released says nothing of this one. Where none of those tried is, everything is new.
async fn since_before(
    client: &Client<'_>,
    span: &Span<'_>,
    releases: &Seen<Vec<ForgeRelease>>,
    sources: &Sources,
) -> Seen<(Before, Seen<Vec<ForgeCommit>>)> {
    for (tag, commit) in before(client, span, releases, sources).await? {
        match commits_of(client, &format!("{commit}..{}", span.commit), sources).await {
            // Of what an ancestor does not hold, one commit comes right after it.
            Ok(commits) if !commits.iter().any(|new| new.parents.contains(&commit)) => {}
            commits => return Ok((Some((tag, commit)), commits)),
        }
    }
    Ok((None, commits_of(client, span.commit.as_str(), sources).await))
}

/// A release before: its tag and commit.
type Before = Option<(Box<str>, Commit)>;

/// The commits of a range or those that led to one.
async fn commits_of(client: &Client<'_>, range: &str, sources: &Sources) -> Seen<Vec<ForgeCommit>> {
    let endpoint = Commits::builder().project(client.project).ref_name(range).build().map(List);
    let words = ("the commits since the last release", "die Commits seit dem letzten Release");
    commits_for((client, sources), client.open(FactKind::Changes, endpoint, words)).await
}

/// What may be the release before this one, newest first: of another tag and commit and not still to
/// come; tags where there are no releases.
async fn before(
    client: &Client<'_>,
    span: &Span<'_>,
    releases: &Seen<Vec<ForgeRelease>>,
    sources: &Sources,
) -> Seen<Vec<(Box<str>, Commit)>> {
    let releases = releases.as_ref().map_err(Clone::clone)?;
    let is_other = |tag: &str, commit: &Commit| Some(tag) != span.tag && commit != span.commit;
    let released = releases
        .iter()
        .filter(|release| !release.is_upcoming && release.released_at.is_some_and(|released| released <= span.at));
    let released = released.filter_map(|release| Some((release.tag.clone(), release.commit.clone()?)));
    let found: Vec<_> = released.filter(|(tag, commit)| is_other(tag, commit)).take(MOST_BEFORE).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let tags = tags(client, sources).await?;
    let earlier = tags.into_iter().filter(|tag| tag.made_at.is_some_and(|made| made <= span.at));
    let earlier = earlier.map(|tag| (tag.name, tag.commit)).filter(|(tag, commit)| is_other(tag, commit));
    Ok(earlier.take(MOST_BEFORE).collect())
}

/// The merge requests of the last months and those that brought a new commit in.
async fn requests(
    client: &Client<'_>,
    branch: &str,
    (span, commits): (&Span<'_>, &Seen<Vec<ForgeCommit>>),
    sources: &Sources,
) -> Seen<Vec<MergeRequest>> {
    let mut endpoint = merge_requests::MergeRequests::builder();
    endpoint.project(client.project).state(MergeRequestState::Merged).target_branch(branch);
    let endpoint = endpoint.updated_after(moment(span.since)).build().map(List);
    let question = client.open(FactKind::Changes, endpoint, ("the merge requests", "die Merge-Requests"))?;
    let listed = client.list::<WireRequest>(&question, sources).await?;
    let recent = listed.into_iter().filter(|request| request.merged_at.is_none_or(|merged| merged >= span.since));
    let mut found: BTreeMap<u64, WireRequest> = recent.map(|request| (request.iid, request)).collect();
    if found.len() > MOST_REQUESTS {
        return Err(client.unseen(&question, Cause::TooMuch(too_many())));
    }
    let mut requests = detailed(client, found.into_values().collect(), sources).await;
    let commits = commits.as_ref().map_err(Clone::clone)?;
    let brought: BTreeSet<&Commit> = requests.iter().flat_map(MergeRequest::brought).collect();
    // What is not asked for counts as brought by none.
    let left = commits.iter().filter(|commit| !brought.contains(&commit.id)).take(MOST_REQUESTS);
    let left: Vec<&ForgeCommit> = left.collect();
    let known: BTreeSet<u64> = requests.iter().map(|request| request.number).collect();
    found = BTreeMap::new();
    for asked in side_by_side(&left, |commit| requests_of(client, &commit.id, sources)).await {
        let asked = asked?.into_iter().filter(|request| &*request.state == "merged" && !known.contains(&request.iid));
        found.extend(asked.map(|request| (request.iid, request)));
    }
    requests.extend(detailed(client, found.into_values().collect(), sources).await);
    requests.sort_by_key(|request| request.number);
    Ok(requests)
}

/// The merge requests that GitLab names for a commit.
async fn requests_of(client: &Client<'_>, commit: &Commit, sources: &Sources) -> Seen<Vec<WireRequest>> {
    let endpoint = commits::MergeRequests::builder().project(client.project).sha(commit.as_str()).build().map(List);
    let words = ("the merge requests of a commit", "die Merge-Requests eines Commits");
    client.list(&client.open(FactKind::Changes, endpoint, words)?, sources).await
}

/// Merge requests with their commits and approvals.
async fn detailed(client: &Client<'_>, requests: Vec<WireRequest>, sources: &Sources) -> Vec<MergeRequest> {
    let detailed = async |request: &WireRequest| MergeRequest {
        number: request.iid,
        target_branch: request.target_branch.clone(),
        author: User::from(request.author.clone()),
        merged_by: request.merged_by(),
        created_at: request.created_at,
        merged_at: request.merged_at,
        head: request.sha.clone().map(|sha| sha.0),
        merge_commit: request.merge_commit_sha.clone().map(|sha| sha.0),
        squash_commit: request.squash_commit_sha.clone().map(|sha| sha.0),
        commits: commits_in(client, request.iid, sources).await,
        approvals: approvals_of(client, request.iid, sources).await,
    };
    side_by_side(&requests, detailed).await
}

/// The commits that a question is about.
async fn commits_for((client, sources): (&Client<'_>, &Sources), question: Seen<Question>) -> Seen<Vec<ForgeCommit>> {
    let commits = client.list::<WireCommit>(&question?, sources).await?;
    Ok(commits.into_iter().map(Into::into).collect())
}

async fn commits_in(client: &Client<'_>, request: u64, sources: &Sources) -> Seen<Vec<ForgeCommit>> {
    let endpoint = MergeRequestCommits::builder().project(client.project).merge_request(request).build().map(List);
    let words = ("the commits of a merge request", "die Commits eines Merge-Requests");
    commits_for((client, sources), client.open(FactKind::Changes, endpoint, words)).await
}

async fn approvals_of(client: &Client<'_>, request: u64, sources: &Sources) -> Seen<Vec<Approval>> {
    let endpoint = MergeRequestApprovals::builder().project(client.project).merge_request(request).build();
    let words = ("the approvals of a merge request", "die Freigaben eines Merge-Requests");
    let question = client.closed((FactKind::Changes, "Reporter"), endpoint, words)?;
    let approvals = client.one::<WireApprovals>(&question, sources).await?.approved_by.into_iter();
    Ok(approvals.map(|approval| Approval { user: approval.user.into(), at: approval.approved_at }).collect())
}

fn too_many() -> Text {
    Text::new(
        format!("there are more than {MOST_REQUESTS} merge requests"),
        format!("es gibt mehr als {MOST_REQUESTS} Merge-Requests"),
    )
}
