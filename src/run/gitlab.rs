// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What `freigabe check` asks GitLab, where it is told to.

use std::sync::Arc;

use super::{Failure, check::document, limits};
use crate::{
    cli::{CheckArgs, GitLabArgs},
    collect::{self, Gathered, GitLabFlags},
    formats::{self, Reading},
    model::{Blob, Dossier, Release, Text, Timestamp, Unseen},
    remote::SystemClock,
};

/// Adds to what was gathered what GitLab has, and tells what it did not show.
pub(super) fn gather(
    args: &CheckArgs,
    about: (&Release, Timestamp),
    gathered: Gathered<Reading>,
) -> Result<(Gathered<Reading>, Vec<Unseen>), Failure> {
    if args.gitlab.gitlab.is_none() {
        return Ok((gathered, Vec::new()));
    }
    let settings = collect::gitlab_settings(&flags(&args.gitlab)).map_err(Failure::usage)?;
    let max_depth = args.limits.max_depth;
    let sink = |blob: Blob| formats::read(&document(blob), max_depth);
    let clock = Arc::new(SystemClock::start());
    let from_gitlab = collect::from_gitlab(&settings, about, (&limits(&args.limits), &sink), clock);
    let from_gitlab = from_gitlab.map_err(|fault| Failure::usage(format!("`--gitlab`: {}", fault.text())))?;
    let mut more = from_gitlab.gathered;
    let facts = from_gitlab.facts.into_iter();
    more.results.extend(facts.map(|(origin, statement)| (origin, Reading::Statements(vec![statement]))));
    Ok((gathered.with(more), from_gitlab.unseen))
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
    notes.sort();
    notes.dedup();
    notes
}
