// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The project, its settings and what is protected.

use gitlab::api::projects::{
    self, members::AllProjectMembers, protected_branches::ProtectedBranches, protected_tags::ProtectedTags,
};

use super::{
    ask::{Client, Sources},
    question::Question,
    wire::{WireMember, WireProject, WireProtected},
};
use crate::{
    model::{Cause, FactKind, ForgeProject, Member, ProtectedName, Protection, Seen, Text},
    remote::List,
};

/// The project and its settings.
pub(super) async fn project(client: &Client<'_>, sources: &Sources) -> Seen<ForgeProject> {
    let endpoint = projects::Project::builder().project(client.project).build();
    let question = client.closed((FactKind::Project, "Reporter"), endpoint, ("the project", "das Projekt"))?;
    let project: WireProject = client.one(&question, sources).await?;
    Ok(ForgeProject {
        id: project.id,
        path: project.path_with_namespace,
        url: project.web_url,
        default_branch: project.default_branch,
        visibility: project.visibility,
        config_path: project.ci_config_path.map(Option::unwrap_or_default),
        merges_need_pipeline: project.only_allow_merge_if_pipeline_succeeds,
        skipped_pipeline_is_enough: project.allow_merge_on_skipped_pipeline,
        merges_need_resolved_discussions: project.only_allow_merge_if_all_discussions_are_resolved,
        merge_method: project.merge_method,
    })
}

/// The members, those by a group included.
pub(super) async fn members(client: &Client<'_>, sources: &Sources) -> Seen<Vec<Member>> {
    let endpoint = AllProjectMembers::builder().project(client.project).build().map(List);
    let words = ("the members of the project", "die Mitglieder des Projekts");
    let question = client.closed((FactKind::Members, "Guest"), endpoint, words)?;
    let members: Vec<WireMember> = client.list(&question, sources).await?;
    let mut members: Vec<Member> = members.into_iter().map(Member::from).collect();
    members.sort_by_key(|member| member.user.id);
    Ok(members)
}

/// The protected branches and tags.
pub(super) async fn protection(client: &Client<'_>, default_branch: Option<&str>, sources: &Sources) -> Protection {
    let of = (FactKind::Protection, "Maintainer");
    let branches = ProtectedBranches::builder().project(client.project).build().map(List);
    let branches = client.closed(of, branches, ("the protected branches", "die geschützten Zweige"));
    let tags = ProtectedTags::builder().project(client.project).build().map(List);
    let tags = client.closed(of, tags, ("the protected tags", "die geschützten Tags"));
    Protection {
        default_branch: default_branch.map(Into::into),
        branches: protected(client, branches, (WireProtected::branch, sources)).await,
        tags: protected(client, tags, (WireProtected::tag, sources)).await,
    }
}

async fn protected(
    client: &Client<'_>,
    question: Seen<Question>,
    (read, sources): (fn(WireProtected) -> Option<ProtectedName>, &Sources),
) -> Seen<Vec<ProtectedName>> {
    let question = question?;
    let protected: Vec<WireProtected> = client.list(&question, sources).await?;
    let read: Option<Vec<ProtectedName>> = protected.into_iter().map(read).collect();
    read.ok_or_else(|| {
        let cause = Text::new("the answer leaves out who has access", "die Antwort lässt aus, wer Zugriff hat");
        client.unseen(&question, Cause::Malformed(cause))
    })
}
