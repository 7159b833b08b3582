// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What `freigabe check` asks GitLab, where it is told to.

use std::{path::Path, sync::Arc};

use super::{Failure, check::document, limits};
use crate::{
    cli::{CheckArgs, GitLabArgs},
    collect::{self, FromGitLab, Gathered, GitLabFlags},
    deliver,
    formats::{self, Reading},
    model::{Blob, Dossier, Fact, Release, Text, Timestamp, Unseen},
    remote::SystemClock,
};

/// Adds to what was gathered what GitLab has, and tells what it did not show.
pub(super) fn gather(
    args: &CheckArgs,
    about: (&Release, Timestamp),
    gathered: Gathered<Reading>,
) -> Result<(Gathered<Reading>, Vec<Unseen>), Failure> {
    if let Some(path) = &args.gitlab.gitlab_facts {
        return kept(path, args, gathered);
    }
    if args.gitlab.gitlab.is_none() {
        return Ok((gathered, Vec::new()));
    }
    let settings = collect::gitlab_settings(&flags(&args.gitlab)).map_err(Failure::usage)?;
    let max_depth = args.limits.max_depth;
    let sink = |blob: Blob| formats::read(&document(blob), max_depth);
    let clock = Arc::new(SystemClock::start());
    let from_gitlab = collect::from_gitlab(&settings, about, (&limits(&args.limits), &sink), clock);
    let from_gitlab = from_gitlab.map_err(|fault| Failure::usage(format!("`--gitlab`: {}", fault.text())))?;
    if let Some(path) = &args.gitlab.keep_gitlab_facts {
        keep(path, about.1, &from_gitlab)?;
    }
    let mut more = from_gitlab.gathered;
    let facts = from_gitlab.facts.into_iter();
    more.results.extend(facts.map(|(origin, statement)| (origin, Reading::Statements(vec![statement]))));
    Ok((gathered.with(more), from_gitlab.unseen))
}

/// What GitLab said in an earlier run.
fn kept(
    path: &Path,
    args: &CheckArgs,
    mut gathered: Gathered<Reading>,
) -> Result<(Gathered<Reading>, Vec<Unseen>), Failure> {
    let (origin, bytes) = collect::read_file(path, args.limits.max_file_size.0).map_err(Failure::usage)?;
    let document = document(Blob { path: Arc::clone(&origin.path), payload: bytes.into() });
    let facts = formats::read_facts(&document, args.limits.max_depth).map_err(|rejection| {
        let (place, reason) = (&rejection.place, &rejection.reason.en);
        Failure::usage(format!("`{}` holds no facts of GitLab: {place} {reason}", path.display()))
    })?;
    let (statements, unseen) = facts.statements();
    gathered.results.push((origin, Reading::Statements(statements)));
    Ok((gathered, unseen))
}

/// Writes down what GitLab said.
fn keep<T>(path: &Path, at: Timestamp, from_gitlab: &FromGitLab<T>) -> Result<(), Failure> {
    let facts: Vec<&Fact> = from_gitlab.facts.iter().filter_map(|(_, statement)| statement.claim.fact()).collect();
    let failed =
        |error: &dyn std::fmt::Display| Failure::usage(format!("could not write `{}`: {error}", path.display()));
    let text = formats::write_facts(at, &facts, &from_gitlab.unseen).map_err(|error| failed(&error))?;
    deliver::file(path, text.as_bytes()).map_err(|error| failed(&error))
}

fn flags(args: &GitLabArgs) -> GitLabFlags<'_> {
    GitLabFlags {
        url: args.gitlab.as_deref().filter(|url| !url.is_empty()),
        project: args.gitlab_project.as_deref(),
        pipeline: args.gitlab_pipeline,
        ca_file: args.ca_file.as_deref(),
        proxy: args.proxy.as_deref(),
        seconds: args.network_time,
    }
}

/// What GitLab did not show, each reason once, for the report.
pub(super) fn notes(dossier: &Dossier) -> Vec<Text> {
    let mut notes: Vec<Text> = dossier.unseen.iter().map(Unseen::text).collect();
    let kept = dossier.facts().find(|(evidence, _)| evidence.statement.format.format == "gitlab-facts");
    notes.extend(kept.map(|(evidence, _)| {
        let (path, at) = (&evidence.origin.path, evidence.statement.made_at.unwrap_or_default());
        Text::new(
            format!("GitLab was not asked; what it said at {at} was read from `{path}`"),
            format!("GitLab wurde nicht gefragt; seine Angaben vom {at} stammen aus `{path}`"),
        )
    }));
    notes.sort();
    notes.dedup();
    notes
}
