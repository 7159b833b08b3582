// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What `freigabe check` asks GitLab and tells it, where it is told to.

use std::{collections::HashSet, mem::discriminant, path::Path, sync::Arc};

use super::{
    Failure, limits,
    open::{Content, Reader},
};
use crate::{
    cli::CheckArgs,
    collect::{self, FromGitLab, Gathered, GitLabFlags, GitLabSettings, StoredArchive},
    deliver::{
        self,
        gitlab::{CommitStatus, Project},
    },
    formats::{self, Reading},
    model::{
        Blob, Conclusion, Document, Dossier, Fact, Given, Lang, Reference, Release, Statement, Text, Timestamp, Trust,
        Unseen, Verdict,
    },
    remote::{Remote, SystemClock},
    report::REPORTS,
};

/// What GitLab adds to what is gathered elsewhere.
#[derive(Default)]
pub(super) struct Asked {
    pub(super) gathered: Gathered<Content>,
    /// The archives of jobs, to look into once more.
    pub(super) archives: Vec<StoredArchive>,
    /// What it did not show.
    pub(super) unseen: Vec<Unseen>,
}

/// Gathers what GitLab has, where it is to be asked or what it said was kept, and tells what it did not show.
pub(super) fn gather(args: &CheckArgs, release: &Release, reader: &Reader) -> Result<Asked, Failure> {
    if let Some(path) = &args.gitlab.gitlab_facts {
        return kept(path, args, release);
    }
    if args.gitlab.gitlab.is_none() {
        return Ok(Asked::default());
    }
    let (settings, remote) = connection(args)?;
    let sink = |blob: Blob| reader.read(blob);
    let from_gitlab = collect::from_gitlab(&settings, (release, reader.at), (&limits(&args.limits), &sink), &remote);
    if let Some(path) = &args.gitlab.keep_gitlab_facts {
        keep(path, reader.at, &from_gitlab)?;
    }
    let mut gathered = from_gitlab.gathered;
    let facts = from_gitlab.facts.into_iter();
    gathered.results.extend(facts.map(|(origin, statement)| {
        (origin, Content::Said(vec![(Trust::UNSIGNED, Reading::Statements(vec![statement]))]))
    }));
    Ok(Asked { gathered, archives: from_gitlab.archives, unseen: from_gitlab.unseen })
}

/// The server, as flags and variables name it. Each use of it has the whole time for itself.
fn connection(args: &CheckArgs) -> Result<(GitLabSettings, Remote), Failure> {
    let settings = collect::gitlab_settings(&flags(args)).map_err(Failure::usage)?;
    let remote = settings.remote(Arc::new(SystemClock::start()));
    let remote = remote.map_err(|fault| Failure::usage(format!("`--gitlab`: {}", fault.text())))?;
    Ok((settings, remote))
}

/// What GitLab said in an earlier run.
fn kept(path: &Path, args: &CheckArgs, release: &Release) -> Result<Asked, Failure> {
    let (origin, bytes) = collect::read_file(path, args.limits.max_file_size.0).map_err(Failure::usage)?;
    let document =
        Document { path: Arc::clone(&origin.path), payload: bytes.into(), declared_type: None, trust: Trust::UNSIGNED };
    let facts = formats::read_facts(&document, args.limits.max_depth).map_err(|rejection| {
        let (place, reason) = (&rejection.place, &rejection.reason.en);
        Failure::usage(format!(
            "`{}` holds no facts of GitLab: {place} {reason}\n  help: keep them with `--keep-gitlab-facts`",
            path.display()
        ))
    })?;
    let (statements, unseen) = facts.statements();
    refuse_repeated(path, &statements)?;
    refuse_other_project(path, &statements, release)?;
    let said = Content::Said(vec![(Trust::UNSIGNED, Reading::Statements(statements))]);
    let gathered = Gathered { results: vec![(origin, said)], ..Gathered::default() };
    Ok(Asked { gathered, archives: Vec::new(), unseen })
}

/// Refuses a file that says a thing twice: which word counts nobody could tell, and GitLab is asked once.
/// Only attestations are asked for by artifact, and each of them stands for itself.
fn refuse_repeated(path: &Path, statements: &[Statement]) -> Result<(), Failure> {
    let mut seen = HashSet::new();
    let facts = statements.iter().filter_map(|statement| statement.claim.fact());
    let mut once = facts.filter(|fact| !matches!(fact, Fact::Attestations(_)));
    if once.all(|fact| seen.insert(discriminant(fact))) {
        return Ok(());
    }
    let path = path.display();
    Err(Failure::usage(format!(
        "`{path}` says the same of GitLab twice\n  help: keep the facts again with `--keep-gitlab-facts`"
    )))
}

/// Refuses facts about another project than that of this job. Protections and deployments are about a
/// moment and name no commit, so that nothing else would tell them from those of this project.
fn refuse_other_project(path: &Path, statements: &[Statement], release: &Release) -> Result<(), Failure> {
    let Some(ours) = &release.project_url else { return Ok(()) };
    let plain = |url: &str| url.trim_end_matches('/').to_lowercase();
    let path = path.display();
    match project_of(statements.iter().filter_map(|statement| statement.claim.fact())) {
        Some(theirs) if plain(theirs) == plain(ours) => Ok(()),
        Some(theirs) => Err(Failure::usage(format!(
            "`{path}` holds facts about `{theirs}`, and this job is of `{ours}`\n  help: keep those of this project with `--keep-gitlab-facts`"
        ))),
        None => Err(Failure::usage(format!(
            "`{path}` does not say which project its facts are about, and this job is of `{ours}`\n  help: keep them again with a token that may see the project (`read_api`)"
        ))),
    }
}

/// The address of the project that facts are about, where they say it.
fn project_of<'f>(mut facts: impl Iterator<Item = &'f Fact>) -> Option<&'f str> {
    facts.find_map(|fact| if let Fact::Project(project) = fact { Some(&*project.url) } else { None })
}

/// Writes down what GitLab said.
fn keep<T>(path: &Path, at: Timestamp, from_gitlab: &FromGitLab<T>) -> Result<(), Failure> {
    let facts: Vec<&Fact> = from_gitlab.facts.iter().filter_map(|(_, statement)| statement.claim.fact()).collect();
    let failed =
        |error: &dyn std::fmt::Display| Failure::usage(format!("could not write `{}`: {error}", path.display()));
    let text = formats::write_facts(at, &facts, &from_gitlab.unseen).map_err(|error| failed(&error))?;
    deliver::file(path, &|out| out.write_all(text.as_bytes())).map_err(|error| failed(&error))
}

fn flags(args: &CheckArgs) -> GitLabFlags<'_> {
    let network = super::network(&args.network);
    let args = &args.gitlab;
    GitLabFlags {
        url: args.gitlab.as_deref().filter(|url| !url.is_empty()),
        project: args.gitlab_project.as_deref(),
        pipeline: args.gitlab_pipeline,
        network,
    }
}

/// Tells GitLab what it is asked to be told; gives what could not be said, each as a line.
pub(super) fn say(args: &CheckArgs, verdict: &Verdict, lang: Lang) -> Vec<String> {
    let asked = &args.gitlab;
    if !(asked.gitlab_note || asked.gitlab_status || asked.gitlab_package || asked.gitlab_release_link) {
        return Vec::new();
    }
    let (settings, remote) = match connection(args) {
        Ok(connection) => connection,
        Err(failure) => return vec![failure.message.trim().to_owned()],
    };
    let (job_token, api_token) = (settings.job_token.as_ref(), settings.api_token.as_ref());
    let project = Project { remote: &remote, project: &settings.project, job_token, api_token };
    let package = asked.gitlab_package.then(|| upload(&project, verdict, lang));
    let (address, mut failures) = match package {
        Some(Ok(address)) => (Some(address), Vec::new()),
        Some(Err(failure)) => (None, vec![failure]),
        None => (None, Vec::new()),
    };
    let address = address.or_else(|| settings.job_url.as_ref().map(|url| format!("{url}/artifacts/browse")));
    let about = (verdict, lang, address.as_deref());
    if asked.gitlab_note {
        failures.extend(note(&project, &settings, about).err());
    }
    if asked.gitlab_status {
        failures.extend(commit_status(&project, &settings, about).err());
    }
    if asked.gitlab_release_link {
        failures.extend(release_link(&project, about).err());
    }
    failures
}

/// What is told: the verdict, in this language, with the address of the report.
type About<'a> = (&'a Verdict, Lang, Option<&'a str>);

/// Uploads verdict and report; gives the address of the report for people.
fn upload(project: &Project<'_>, verdict: &Verdict, lang: Lang) -> Result<String, String> {
    let version = match (&verdict.release.reference, &verdict.release.commit) {
        (Some(Reference::Tag(tag)), _) => tag.clone(),
        (_, Some(commit)) => commit.to_string(),
        _ => return Err("the package to GitLab: neither tag nor commit is known".to_owned()),
    };
    let mut address = String::new();
    for (id, name) in [("json", "freigabe.json"), ("html", "freigabe.html")] {
        let bytes = rendered(id, verdict, lang)?;
        address = project.package_file(&version, name, &bytes).map_err(|failure| failure.to_string())?;
    }
    Ok(address)
}

fn rendered(id: &str, verdict: &Verdict, lang: Lang) -> Result<Vec<u8>, String> {
    let report = REPORTS.iter().find(|report| report.id() == id);
    let report = report.ok_or_else(|| format!("the report to GitLab: there is no report `{id}`"))?;
    report.render(verdict, lang).map_err(|error| format!("the report to GitLab: {error}"))
}

fn note(project: &Project<'_>, settings: &GitLabSettings, (verdict, lang, _): About<'_>) -> Result<(), String> {
    let none = || "the note to GitLab: this is no pipeline of a merge request (`CI_MERGE_REQUEST_IID`)".to_owned();
    let request = settings.merge_request.ok_or_else(none)?;
    let text = String::from_utf8_lossy(&rendered("markdown", verdict, lang)?).into_owned();
    project.note(request, settings.pipeline, &text).map_err(|failure| failure.to_string())
}

fn commit_status(
    project: &Project<'_>,
    settings: &GitLabSettings,
    (verdict, _, target_url): About<'_>,
) -> Result<(), String> {
    let none = || "the commit status to GitLab: the commit is not known".to_owned();
    let commit = verdict.release.commit.as_ref().ok_or_else(none)?;
    // What only advises fails nothing, on GitLab neither.
    let state = if verdict.advisory || verdict.conclusion == Conclusion::Passed { "success" } else { "failed" };
    let status =
        CommitStatus { state, description: verdict.conclusion.name(), target_url, pipeline: settings.pipeline };
    project.commit_status(commit, &status).map_err(|failure| failure.to_string())
}

fn release_link(project: &Project<'_>, (verdict, _, address): About<'_>) -> Result<(), String> {
    let Some(Reference::Tag(tag)) = &verdict.release.reference else {
        return Err("the link of the release to GitLab: no tag is released".to_owned());
    };
    let none = || "the link of the release to GitLab: the report has no address; add `--gitlab-package`".to_owned();
    project.release_link(tag, address.ok_or_else(none)?).map_err(|failure| failure.to_string())
}

/// What GitLab did not show, each reason once, for the report.
pub(super) fn notes(dossier: &Dossier) -> Vec<Text> {
    let mut notes: Vec<Text> = dossier.unseen.iter().map(Unseen::text).collect();
    let kept = dossier.facts().find(|(evidence, _)| evidence.statement.format.format == "gitlab-facts");
    notes.extend(kept.map(|(evidence, _)| {
        let (path, at) = (&evidence.origin.path, evidence.statement.made_at.unwrap_or_default());
        let of_job = dossier.release.project_url.is_some();
        let project = project_of(dossier.facts().map(|(_, fact)| fact));
        let (en, de) = match project {
            Some(project) if of_job => (format!(" about `{project}`"), format!(" zu `{project}`")),
            Some(project) => (
                format!(" about `{project}`, which was held against no project of a job,"),
                format!(" zu `{project}` (mit keinem Projekt eines Jobs verglichen)"),
            ),
            None => (" about a project that is not named".to_owned(), " zu einem nicht genannten Projekt".to_owned()),
        };
        Text::new(
            format!("GitLab was not asked; what it said{en} at {at} was read from `{path}`"),
            format!("GitLab wurde nicht gefragt; seine Angaben{de} vom {at} stammen aus `{path}`"),
        )
    }));
    let max_age = dossier.given.facts_max_age.filter(|age| *age != Given::FACTS_MAX_AGE);
    notes.extend(max_age.map(|age| {
        Text::new(
            format!("the command line lets what GitLab said be as old as {age} (`--gitlab-facts-max-age`)"),
            format!(
                "Die Befehlszeile lässt GitLabs Angaben gelten, die nicht älter sind als {} (`--gitlab-facts-max-age`)",
                age.german()
            ),
        )
    }));
    notes.sort_unstable();
    notes.dedup();
    notes
}
