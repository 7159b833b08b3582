// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Gathers what GitLab knows by its API: what the jobs of this pipeline made, and facts about the
//! project, its changes and its pipelines.
//!
//! Evidence is taken from jobs by their number, of this pipeline and at the commit released, never by
//! the name of a branch: that would be the newest pipeline that succeeded, whatever it was. What is not
//! shown is said, with the reason and what a token needs. It waits for nothing that a bound does not
//! end.

use std::{cell::OnceCell, collections::BTreeMap};

use super::{Gathered, Limits, Sink, StoredArchive, rejected};
use crate::{
    model::{
        Age, Attestation, Blob, Cause, Commit, Digest, DigestAlgorithm, Fact, FormatVersion, Origin, Pipeline, Release,
        Seen, Statement, Subject, Text, Timestamp, Tool, Unseen,
    },
    remote::Remote,
};

mod artifact;
mod ask;
mod attestation;
mod change;
mod configuration;
mod further;
mod operation;
mod pipeline;
mod project;
mod question;
mod settings;
mod wire;
pub mod yaml;

pub use settings::{GitLabError, GitLabFlags, GitLabSettings, gitlab_settings};

use ask::{Client, Sources};

/// How far back is looked where no release sets a nearer bound: half a year, as openCode's badges ask.
const WINDOW: Age = Age::days(183);

/// What GitLab gave.
#[derive(Debug)]
pub struct FromGitLab<T> {
    /// What was made of the files that jobs of the pipeline handed over.
    pub gathered: Gathered<T>,
    /// The archives that they came from, for [`super::gather_again`].
    pub archives: Vec<StoredArchive>,
    /// The facts, with where each was read.
    pub facts: Vec<(Origin, Statement)>,
    /// What was not shown.
    pub unseen: Vec<Unseen>,
}

/// What the questions are about.
struct Span<'r> {
    /// The commit released.
    commit: &'r Commit,
    /// The tag released.
    tag: Option<&'r str>,
    /// Since when what happened counts.
    since: Timestamp,
    /// Until when.
    at: Timestamp,
}

/// Asks GitLab for evidence and facts about `release` as of `at`, and hands each file to `make`. `remote`
/// is the server of the settings.
pub fn from_gitlab<T: Send>(
    settings: &GitLabSettings,
    (release, at): (&Release, Timestamp),
    (limits, make): (&Limits, &(dyn Fn(Blob) -> T + Sync)),
    remote: &Remote,
) -> FromGitLab<T> {
    remote.block_on(ask_everything(settings, (release, at), (limits, make), remote))
}

async fn ask_everything<T: Send>(
    settings: &GitLabSettings,
    (release, at): (&Release, Timestamp),
    (limits, make): (&Limits, &(dyn Fn(Blob) -> T + Sync)),
    remote: &Remote,
) -> FromGitLab<T> {
    let tokens = ask::Tokens::new(settings.job_token.clone(), settings.read_token.clone());
    let client = Client { remote, project: &settings.project, tokens, lost: OnceCell::new() };
    let mut told = Told { client: &client, at, facts: Vec::new(), unseen: Vec::new() };
    let (mut gathered, mut archives) = (Gathered::default(), Vec::new());
    let sources = Sources::default();
    let project = project::project(&client, &sources).await;
    told.keep("", sources, project.clone().map(Fact::Project));
    let sources = Sources::default();
    let pipeline = pipeline::pipeline(&client, settings.pipeline, &project, &sources).await;
    match &pipeline {
        Ok(pipeline) => {
            let commit = release.commit.as_ref().unwrap_or(&pipeline.commit);
            let reading = (limits, Sink { make, wanted: None });
            let (found, fetched) = evidence(&client, (pipeline, commit, settings.job), reading).await;
            gathered.absorb(found);
            archives = fetched;
        }
        Err(unseen) => gathered.reject(&format!("gitlab:pipeline {}", settings.pipeline), unseen.text()),
    }
    let named = release.commit.clone().or_else(|| pipeline.as_ref().ok().map(|pipeline| pipeline.commit.clone()));
    if let Ok(pipeline) = &pipeline {
        told.about_configuration(pipeline).await;
    }
    told.keep(&format!("/pipelines/{}", settings.pipeline), sources, pipeline.map(Fact::Pipeline));
    let branch = project.ok().and_then(|project| project.default_branch).or_else(|| settings.default_branch.clone());
    told.about_project(branch.as_deref(), release).await;
    let reading = (limits, Sink { make, wanted: None });
    gathered.absorb(attestation::bundles(&client, &told.attestations(), reading).await);
    // Without a commit nothing was seen of the pipeline either, which is said already.
    if let Some(commit) = &named {
        told.about_commit(branch.as_deref(), &span(release, commit, at)).await;
    }
    gathered.order();
    let (mut facts, mut unseen) = (told.facts, told.unseen);
    facts.sort_by(|(a, _), (b, _)| a.path.cmp(&b.path));
    unseen.sort_unstable();
    unseen.dedup();
    FromGitLab { gathered, archives, facts, unseen }
}

fn span<'r>(release: &'r Release, commit: &'r Commit, at: Timestamp) -> Span<'r> {
    let tag = match &release.reference {
        Some(crate::model::Reference::Tag(tag)) => Some(tag.as_str()),
        _ => None,
    };
    Span { commit, tag, since: WINDOW.before(at), at }
}

/// What the jobs of a pipeline made, where it runs on the commit released.
async fn evidence<T: Send>(
    client: &Client<'_>,
    (pipeline, commit, own): (&Pipeline, &Commit, Option<u64>),
    reading: (&Limits, Sink<'_, T>),
) -> (Gathered<T>, Vec<StoredArchive>) {
    if pipeline.commit == *commit {
        return artifact::artifacts(client, (pipeline, own), reading).await;
    }
    let mut gathered = Gathered::default();
    let (ran, released) = (&pipeline.commit, commit);
    let reason = Text::new(
        format!(
            "the pipeline runs on commit {ran}, and {released} is released; name the pipeline of that commit with `--gitlab-pipeline`"
        ),
        format!(
            "die Pipeline läuft auf Commit {ran}, freigegeben wird {released}; die Pipeline dieses Commits mit `--gitlab-pipeline` angeben"
        ),
    );
    gathered.rejected.push(rejected(&format!("gitlab:pipeline {}", pipeline.id), None, reason));
    (gathered, Vec::new())
}

/// What GitLab told so far.
struct Told<'c, 'r> {
    client: &'c Client<'r>,
    at: Timestamp,
    facts: Vec<(Origin, Statement)>,
    unseen: Vec<Unseen>,
}

impl Told<'_, '_> {
    /// Keeps a fact as a statement, or what hides it.
    fn keep(&mut self, path: &str, sources: Sources, fact: Seen<Fact>) {
        let fact = match fact {
            Ok(fact) => fact,
            Err(unseen) => return self.unseen.push(unseen),
        };
        self.unseen.extend(fact.unseen().into_iter().cloned());
        let statement = Statement {
            format: FormatVersion { format: "gitlab-api", version: "v4".to_owned() },
            subjects: fact.commit().into_iter().cloned().map(Subject::Commit).collect(),
            made_at: Some(self.at),
            producer: Some(Tool { name: "GitLab".to_owned(), version: None }),
            report_id: None,
            claim: crate::model::Claim::Forge(Box::new(fact)),
            remarks: Vec::new(),
        };
        let url = self.client.url(&self.client.path(path));
        self.facts.push((sources.origin(&url), statement));
    }

    /// What the pipeline was put together from.
    async fn about_configuration(&mut self, pipeline: &Pipeline) {
        let sources = Sources::default();
        let configuration = configuration::configuration(self.client, pipeline, &sources).await;
        let path = pipeline.config_path.as_deref().unwrap_or_default();
        let path = format!("/repository/files/{}/raw", crate::remote::segment(path));
        self.keep(&path, sources, configuration.map(Fact::Configuration));
    }

    /// What does not hang on a commit.
    async fn about_project(&mut self, branch: Option<&str>, release: &Release) {
        let client = self.client;
        let sources = Sources::default();
        let protection = project::protection(client, branch, &sources).await;
        self.keep("/protected_branches", sources, Ok(Fact::Protection(protection)));
        let sources = Sources::default();
        let members = project::members(client, &sources).await.map(Fact::Members);
        self.keep("/members/all", sources, members);
        let sources = Sources::default();
        let packages = operation::packages(client, &sources).await.map(Fact::Packages);
        self.keep("/packages", sources, packages);
        let sources = Sources::default();
        let environments = operation::environments(client, &sources).await.map(Fact::Environments);
        self.keep("/environments", sources, environments);
        for digest in release.artifacts.iter().flat_map(|artifact| artifact.digests.iter().collect::<Vec<_>>()) {
            self.about_digest(&digest).await;
        }
    }

    /// What the forge attests about what is released, each once.
    fn attestations(&self) -> Vec<&Attestation> {
        let told = self.facts.iter().filter_map(|(_, statement)| statement.claim.fact());
        let listed = told.filter_map(|fact| if let Fact::Attestations(listed) = fact { Some(listed) } else { None });
        let by_number: BTreeMap<u64, &Attestation> = listed.flatten().map(|one| (one.number, one)).collect();
        by_number.into_values().collect()
    }

    async fn about_digest(&mut self, digest: &Digest) {
        if digest.algorithm() != DigestAlgorithm::Sha256 {
            return;
        }
        let sources = Sources::default();
        let attestations = operation::attestations(self.client, digest, &sources).await.map(Fact::Attestations);
        self.keep(&format!("/attestations/{}", digest.hex()), sources, attestations);
    }

    /// What hangs on the commit, and what happened before it.
    async fn about_commit(&mut self, branch: Option<&str>, span: &Span<'_>) {
        let client = self.client;
        let sources = Sources::default();
        let commit = change::commit(client, span.commit, &sources).await.map(Fact::Commit);
        self.keep(&format!("/repository/commits/{}", span.commit), sources, commit);
        if let Some(name) = span.tag {
            let sources = Sources::default();
            let tag = change::tag(client, name, &sources).await.map(Fact::Tag);
            self.keep(&format!("/repository/tags/{}", crate::remote::segment(name)), sources, tag);
        }
        let sources = Sources::default();
        let releases = operation::releases(client, &sources).await;
        self.keep("/releases", sources, releases.clone().map(Fact::Releases));
        if let Some(branch) = branch {
            let sources = Sources::default();
            let changes = change::changes(client, branch, (span, &releases), &sources).await.map(Fact::Changes);
            self.keep("/merge_requests", sources, changes);
            let sources = Sources::default();
            let history = change::history(client, branch, span, &sources).await;
            self.keep("/repository/commits", sources, Ok(Fact::History(history)));
        }
        let sources = Sources::default();
        let deployments = operation::deployments(client, span, &sources).await.map(Fact::Deployments);
        self.keep("/deployments", sources, deployments);
        let sources = Sources::default();
        let issues = operation::issues(client, span, &sources).await.map(Fact::Issues);
        self.keep("/issues", sources, issues);
    }
}

fn too_much(most: usize) -> Cause {
    Cause::TooMuch(Text::new(
        format!("more than {most} are not looked at"),
        format!("mehr als {most} werden nicht angesehen"),
    ))
}
