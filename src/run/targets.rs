// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Where reports go: to no file that the run reads, and no two to one place.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{Failure, policies::Bound};
use crate::{
    cli::CheckArgs,
    deliver,
    model::{Dossier, Evidence},
};

/// Refuses a report that would overwrite what this run reads, or another report of it.
pub(super) fn refuse_overwriting(args: &CheckArgs, bound: &Bound) -> Result<(), Failure> {
    let read: BTreeSet<PathBuf> = named(args).chain(of_policy(args, bound)).map(|path| deliver::place(&path)).collect();
    let mut written: BTreeSet<PathBuf> =
        args.gitlab.keep_gitlab_facts.iter().map(|path| deliver::place(path)).collect();
    for target in &args.reports {
        let flag = format!("--report {}={}", target.report, target.path.display());
        let is_stdout = target.path.as_os_str() == "-";
        let place = if is_stdout { target.path.clone() } else { deliver::place(&target.path) };
        if read.contains(&place) {
            return Err(Failure::usage(format!(
                "`{flag}` would overwrite a file that this run reads\n  help: name another file"
            )));
        }
        if !written.insert(place) {
            return Err(Failure::usage(format!(
                "`{flag}` would overwrite what this run has written there before\n  help: give each report a file of its own"
            )));
        }
    }
    Ok(())
}

/// Refuses a report in place of a file that was found and is evidence, or looks like it. What an earlier run
/// wrote is overwritten.
pub(super) fn refuse_in_place_of_evidence(args: &CheckArgs, dossier: &Dossier) -> Result<(), Failure> {
    if args.reports.is_empty() {
        return Ok(());
    }
    let ours = |evidence: &&Arc<Evidence>| evidence.statement.claim.kind() == "summary";
    let evidence = dossier.evidence.iter().filter(|evidence| !ours(evidence)).map(|evidence| &evidence.origin.path);
    let found = evidence.chain(dossier.rejected.iter().map(|rejected| &rejected.path));
    let found: BTreeSet<PathBuf> = found.map(|path| deliver::place(Path::new(&**path))).collect();
    let in_place = args.reports.iter().find(|target| found.contains(&deliver::place(&target.path)));
    in_place.map_or(Ok(()), |target| {
        Err(Failure::usage(format!(
            "`--report {}={}` would overwrite evidence\n  help: name another file",
            target.report,
            target.path.display()
        )))
    })
}

/// What the command line names.
fn named(args: &CheckArgs) -> impl Iterator<Item = PathBuf> {
    let artifacts = args.artifacts.iter().map(PathBuf::from);
    let alone = [&args.policy_signed_by, &args.baseline, &args.gitlab.gitlab_facts, &args.network.ca_file];
    let lists = [&args.evidence, &args.waivers, &args.baseline_sbom, &args.history, &args.enrich];
    let paths = alone.into_iter().flatten().chain(lists.into_iter().flatten()).chain([&args.policy]);
    artifacts.chain(paths.cloned())
}

/// What the policy names, from its folder on.
fn of_policy<'a>(args: &'a CheckArgs, bound: &'a Bound) -> impl Iterator<Item = PathBuf> + 'a {
    let folder = args.policy.parent().unwrap_or(Path::new(""));
    let policy = &bound.policy;
    let trusted = policy.trust.iter().filter_map(|anchor| anchor.file.as_ref());
    let files = policy.waiver_files.iter().chain(&policy.enrichment_files).chain(trusted).map(PathBuf::from);
    files.chain(bound.lists.keys().map(PathBuf::from)).map(|file| folder.join(file))
}
