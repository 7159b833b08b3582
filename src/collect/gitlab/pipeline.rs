// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The pipeline, its child pipelines and their jobs.

use std::collections::BTreeMap;

use gitlab::api::projects::{
    self,
    pipelines::{self, PipelineBridges, PipelineJobs},
    repository::{branches::Branch, tags::Tag},
};

use super::{
    ask::{Client, Sources},
    question::Question,
    wire::{WireBranch, WireBridge, WireJob, WirePipeline, WireTag},
};
use crate::{
    model::{Cause, ChildPipeline, FactKind, ForgeProject, ForgeTag, Job, JobStatus, Pipeline, Seen, Text, User},
    remote::List,
};

/// How many pipelines are followed, children of children included.
const MOST_CHILDREN: usize = 100;

const JOBS: (&str, &str) = ("the jobs of the pipeline", "die Jobs der Pipeline");

/// The pipeline of this number, with everything that it started in this project.
pub(super) async fn pipeline(
    client: &Client<'_>,
    id: u64,
    project: &Seen<ForgeProject>,
    sources: &Sources,
) -> Seen<Pipeline> {
    // The list of jobs comes first: it is what a job token is sure to see.
    let (jobs, stated) = jobs_of(client, id, sources).await?;
    let endpoint = pipelines::Pipeline::builder().project(client.project).pipeline(id).build();
    let question = client.closed((FactKind::Pipeline, "Reporter"), endpoint, ("the pipeline", "die Pipeline"))?;
    let whole = client.one::<WirePipeline>(&question, sources).await;
    let is_tag = whole.as_ref().ok().and_then(|whole| whole.tag).or(stated.as_ref().and_then(|(_, is_tag)| *is_tag));
    let told = match (whole, stated) {
        (Ok(whole), _) => whole,
        (Err(_), Some((stated, _))) => stated,
        (Err(unseen), None) => return Err(unseen),
    };
    let (reference, is_tag) = (told.reference.clone().unwrap_or_default(), is_tag.unwrap_or(false));
    let mut pipeline = Pipeline {
        id,
        project: told.project_id.or(project.as_ref().ok().map(|project| project.id)).unwrap_or_default(),
        commit: told.sha.0,
        is_protected: protection_of(client, &reference, is_tag, sources).await,
        reference,
        is_tag,
        source: told.source,
        config_path: config_path(client, project),
        user: told.user.map(User::from),
        created_at: told.created_at,
        jobs,
        children: Ok(Vec::new()),
    };
    pipeline.children = children(client, &mut pipeline, sources).await;
    pipeline.jobs.sort_by_key(|job| (job.pipeline, job.id));
    Ok(pipeline)
}

type Stated = Option<(WirePipeline, Option<bool>)>;

/// The jobs of one pipeline, and what they say about it.
async fn jobs_of(client: &Client<'_>, id: u64, sources: &Sources) -> Seen<(Vec<Job>, Stated)> {
    let endpoint = PipelineJobs::builder().project(client.project).pipeline(id).include_retried(true).build();
    let question = client.open(FactKind::Pipeline, endpoint.map(List), JOBS)?;
    let jobs: Vec<WireJob> = client.list(&question, sources).await?;
    let stated = jobs.first().map(|job| (job.pipeline.clone(), job.tag));
    let mut jobs: Vec<Job> = jobs.into_iter().map(Job::from).collect();
    mark_repeated(&mut jobs);
    Ok((jobs, stated))
}

/// A name is unique in a pipeline; of several attempts the newest counts, which has the highest number.
fn mark_repeated(jobs: &mut [Job]) {
    let mut newest: BTreeMap<Box<str>, u64> = BTreeMap::new();
    for job in jobs.iter() {
        let id = newest.entry(job.name.clone()).or_default();
        *id = job.id.max(*id);
    }
    for job in jobs {
        job.is_repeated = newest.get(&job.name).is_some_and(|id| *id != job.id);
    }
}

/// Whether the branch or tag of a pipeline is protected.
async fn protection_of(client: &Client<'_>, reference: &str, is_tag: bool, sources: &Sources) -> Seen<bool> {
    // The references that GitLab keeps for merge requests cannot be protected.
    if reference.starts_with("refs/merge-requests/") {
        return Ok(false);
    }
    if is_tag {
        let endpoint = Tag::builder().project(client.project).tag_name(reference).build();
        let words = ("the tag of the pipeline", "der Tag der Pipeline");
        let question = client.open(FactKind::Pipeline, endpoint, words)?;
        let tag = client.one::<WireTag>(&question, sources).await.map(ForgeTag::from)?;
        let unstated = || client.unseen(&question, Cause::Malformed(not_stated()));
        return tag.is_protected.ok_or_else(unstated);
    }
    let endpoint = Branch::builder().project(client.project).branch(reference).build();
    let words = ("the branch of the pipeline", "der Zweig der Pipeline");
    let question = client.closed((FactKind::Pipeline, "Reporter"), endpoint, words)?;
    client.one::<WireBranch>(&question, sources).await.map(|branch| branch.protected)
}

fn not_stated() -> Text {
    Text::new("the answer does not say whether it is protected", "die Antwort sagt nicht, ob es geschützt ist")
}

fn config_path(client: &Client<'_>, project: &Seen<ForgeProject>) -> Seen<Box<str>> {
    let project = project.as_ref().map_err(Clone::clone)?;
    match project.config_path.as_deref() {
        Some("") => Ok(".gitlab-ci.yml".into()),
        Some(path) => Ok(path.into()),
        None => {
            let words = ("where the pipeline's configuration lies", "wo die Konfiguration der Pipeline liegt");
            let endpoint = projects::Project::builder().project(client.project).build();
            let question = client.closed((FactKind::Pipeline, "Reporter"), endpoint, words)?;
            let cause = Text::new("the answer leaves it out", "die Antwort lässt es aus");
            Err(client.unseen(&question, Cause::Malformed(cause)))
        }
    }
}

/// What the pipeline started, level by level. Jobs of child pipelines in this project are added to it.
async fn children(client: &Client<'_>, pipeline: &mut Pipeline, sources: &Sources) -> Seen<Vec<ChildPipeline>> {
    let (mut parents, mut children) = (vec![pipeline.id], Vec::<ChildPipeline>::new());
    while let Some(parent) = parents.pop() {
        for bridge in bridges_of(client, parent, sources).await? {
            let child = child_of(client, pipeline, (parent, bridge), sources).await;
            let is_new = child.id.is_some() && children.iter().all(|known| known.id != child.id);
            if let Some(id) = child.id.filter(|_| is_new && child.project == Some(pipeline.project)) {
                parents.push(id);
            }
            children.push(child);
            if children.len() > MOST_CHILDREN {
                return Err(client.unseen(&bridge_question(client, parent)?, Cause::TooMuch(too_many())));
            }
        }
    }
    children.sort_by(|a, b| (a.parent, &a.started_by).cmp(&(b.parent, &b.started_by)));
    Ok(children)
}

fn bridge_question(client: &Client<'_>, parent: u64) -> Seen<Question> {
    let endpoint = PipelineBridges::builder().project(client.project).pipeline(parent).build().map(List);
    let words = ("the child pipelines", "die untergeordneten Pipelines");
    client.closed((FactKind::Pipeline, "Reporter"), endpoint, words)
}

async fn bridges_of(client: &Client<'_>, parent: u64, sources: &Sources) -> Seen<Vec<WireBridge>> {
    client.list(&bridge_question(client, parent)?, sources).await
}

async fn child_of(
    client: &Client<'_>,
    pipeline: &mut Pipeline,
    (parent, bridge): (u64, WireBridge),
    sources: &Sources,
) -> ChildPipeline {
    let id = bridge.downstream_pipeline.as_ref().map(|downstream| downstream.id);
    let project = bridge.downstream_pipeline.and_then(|downstream| downstream.project_id);
    let jobs = match id {
        Some(id) if project == Some(pipeline.project) && pipeline.jobs.iter().all(|job| job.pipeline != id) => {
            jobs_of(client, id, sources).await.map(|(jobs, _)| pipeline.jobs.extend(jobs))
        }
        _ => Ok(()),
    };
    ChildPipeline {
        id,
        project,
        started_by: bridge.name,
        parent,
        status: JobStatus::from(&*bridge.status),
        may_fail: bridge.allow_failure,
        jobs,
    }
}

fn too_many() -> Text {
    Text::new(
        format!("there are more than {MOST_CHILDREN} child pipelines"),
        format!("es gibt mehr als {MOST_CHILDREN} untergeordnete Pipelines"),
    )
}
