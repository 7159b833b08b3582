// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a run is given to judge with: feeds about vulnerabilities, earlier reports of ours.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{Failure, limits};
use crate::{
    cli::{CheckArgs, LimitArgs},
    collect::{self, Gathered},
    formats::{self, FeedReading, Reading},
    model::{
        Baseline, Blob, Bond, Claim, Document, Dossier, Evidence, EvidenceId, Feed, Ignored, Origin, Records, Rejected,
        Statement, Summary, Text, Trust,
    },
    policy::Policy,
};

/// Adds the feeds that the policy and the command line name, the baseline and the history.
pub(super) fn add(args: &CheckArgs, policy: &Policy, dossier: &mut Dossier) -> Result<(), Failure> {
    let folder = args.policy.parent().unwrap_or(Path::new(""));
    let of_policy = policy.enrichment_files.iter().map(|file| folder.join(file));
    for path in of_policy.chain(args.enrich.iter().cloned()) {
        add_feeds(&path, &args.limits, dossier)?;
    }
    dossier.given.tools = policy.rules.iter().flat_map(|rule| rule.bound.counts_tools()).cloned().collect();
    dossier.given.feed_max_age = policy.enrichment_max_age;
    dossier.given.facts_max_age = args.gitlab.gitlab_facts_max_age;
    dossier.given.crypto = Arc::new(policy.crypto.clone());
    if let Some(path) = &args.baseline {
        let (origin, statement) = earlier(path, &args.limits)?;
        let Claim::Summary(summary) = &statement.claim else { return Err(not_ours(path)) };
        let judgement = summary.judgement.as_ref().ok_or_else(|| not_ours(path))?;
        if let Some(why) = judgement.no_earlier_one(&dossier.release, dossier.at) {
            return Err(Failure::usage(format!(
                "`{}` tells nothing of before: {}\n  help: name the report of the target branch, or of the release before",
                path.display(),
                why.en
            )));
        }
        dossier.baseline_tests = Some(summary.tests);
        dossier.given.baseline = summary.findings.as_deref().map(|findings| Arc::new(Baseline::of(findings)));
        file(dossier, origin, statement);
    }
    for path in &args.history {
        let (origin, statement) = earlier(path, &args.limits)?;
        let id = file(dossier, origin, statement);
        dossier.given.history.insert(id);
    }
    Ok(())
}

/// Reads the feeds at a path: a file, or the records in a folder or archive, which become one.
fn add_feeds(path: &Path, args: &LimitArgs, dossier: &mut Dossier) -> Result<(), Failure> {
    if !path.exists() {
        return Err(Failure::usage(format!("could not read the feed `{}`: there is no such file", path.display())));
    }
    let max_depth = args.max_depth;
    let gathered = collect::gather(&[PathBuf::from(path)], &limits(args), &|blob: Blob| {
        formats::read_feed(
            &Document { path: blob.path, payload: blob.payload, declared_type: None, trust: Trust::UNSIGNED },
            max_depth,
        )
    });
    let alone = gathered.results.len() == 1;
    dossier.rejected.extend(gathered.rejected.iter().cloned());
    let mut records: Vec<(Origin, Statement)> = Vec::new();
    let mut found = !gathered.rejected.is_empty();
    for (origin, reading) in results(gathered) {
        match reading {
            FeedReading::Feed(statement) => {
                found = true;
                match statement.claim {
                    Claim::Feed(Feed::Records(_)) => records.push((origin, *statement)),
                    _ => give(dossier, origin, *statement),
                }
            }
            FeedReading::Unknown(rejection) if !alone => {
                dossier.ignored.push(Ignored { path: origin.path, reason: rejection.reason });
            }
            FeedReading::Unknown(rejection) | FeedReading::Rejected(rejection) => {
                found = true;
                dossier.rejected.push(Rejected { path: origin.path.clone(), origin: Some(origin), rejection });
            }
        }
    }
    if let Some((origin, statement)) = one_of(path, records) {
        give(dossier, origin, statement);
    }
    if found {
        return Ok(());
    }
    Err(Failure::usage(format!("`{}` holds no list about vulnerabilities that is read", path.display())))
}

fn results(gathered: Gathered<FeedReading>) -> impl Iterator<Item = (Origin, FeedReading)> {
    gathered.results.into_iter()
}

/// The records of a folder or archive as one feed. Its digest is that of the list that `sha256sum`
/// prints for its files in the order of their paths.
fn one_of(path: &Path, mut records: Vec<(Origin, Statement)>) -> Option<(Origin, Statement)> {
    if records.len() < 2 {
        return records.pop();
    }
    let origin = collect::origin_of_all(path, records.iter().map(|(origin, _)| origin));
    let (_, first) = records.first()?;
    let mut whole = Statement { remarks: Vec::new(), ..first.clone() };
    let lists = records.into_iter().filter_map(|(_, statement)| match statement.claim {
        Claim::Feed(Feed::Records(records)) => Some(records),
        _ => None,
    });
    whole.claim = Claim::Feed(Feed::Records(Records::joined(lists)));
    Some((origin, whole))
}

fn give(dossier: &mut Dossier, origin: Origin, statement: Statement) {
    let id = file(dossier, origin, statement);
    dossier.given.feeds.insert(id);
}

fn file(dossier: &mut Dossier, origin: Origin, statement: Statement) -> EvidenceId {
    let id = EvidenceId(u32::try_from(dossier.evidence.len()).unwrap_or(u32::MAX));
    dossier.evidence.push(Arc::new(Evidence { id, origin, trust: Trust::UNSIGNED, bond: Bond::Place, statement }));
    id
}

/// An earlier report of ours.
fn earlier(path: &Path, args: &LimitArgs) -> Result<(Origin, Statement), Failure> {
    let (origin, bytes) = collect::read_file(path, args.max_file_size.0).map_err(Failure::usage)?;
    let document =
        Document { path: origin.path.clone(), payload: bytes.into(), declared_type: None, trust: Trust::UNSIGNED };
    let Reading::Statements(statements) = formats::read(&document, args.max_depth) else {
        return Err(not_ours(path));
    };
    let ours = statements.into_iter().find(|statement| matches!(statement.claim, Claim::Summary(Summary { .. })));
    ours.map(|statement| (origin, statement)).ok_or_else(|| not_ours(path))
}

fn not_ours(path: &Path) -> Failure {
    Failure::usage(format!(
        "`{}` is no JSON report of freigabe\n  help: keep the file that `--report json=FILE` wrote for the target branch",
        path.display()
    ))
}

/// What a reader of the report should know about what was given.
pub(super) fn notes(dossier: &Dossier) -> Vec<Text> {
    let without_list = dossier.baseline_tests.is_some() && dossier.given.baseline.is_none();
    let note = || {
        Text::new(
            "the report to compare with was made by an earlier version and does not list its findings",
            "Der Vergleichsbericht stammt von einer früheren Version und führt seine Befunde nicht auf",
        )
    };
    without_list.then(note).into_iter().collect()
}
