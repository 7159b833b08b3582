// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! `freigabe check`: evidence and a policy go in, a verdict, reports and an exit code come out.

use std::sync::Arc;

use super::{
    Failure, coloured,
    detached::{self, Scene},
    given, limits, now,
    open::{self, Content, Reader, Readings},
    policies, yardsticks,
};
use crate::{
    cli::{CheckArgs, ReportTarget},
    collect::{self, Environment, Gathered},
    decide::decide,
    deliver, exit,
    formats::Reading,
    model::{
        Blob, Bond, Claim, Dossier, Evidence, EvidenceId, FormatVersion, Given, Ignored, Lang, Lazy, Origin, Project,
        Reference, Rejected, Release, Statement, Text, Timestamp, Trust, Verdict, Yardsticks,
    },
    policy::Policy,
    report::{self, REPORTS, TextStyle},
};

/// Judges evidence against a policy; gives the exit code.
pub(super) fn check(args: &CheckArgs) -> Result<u8, Failure> {
    let environment = collect::environment().map_err(Failure::usage)?;
    let bound = policies::bind(&args.policy, &args.waivers)?;
    let release = release(args, &environment)?;
    let store = open::trust_store(&bound.policy, &args.policy, args.limits.max_file_size.0)?;
    let at = args.at.unwrap_or_else(now);
    let reader = Reader { store, at, max_depth: args.limits.max_depth };
    let scene = Scene { paths: &args.evidence, limits: limits(&args.limits), release: &release };
    let gathered = detached::verify(&scene, &reader, gather(args, &reader));
    let against = yardsticks::gather(args, &bound.lists)?;
    let dossier = Dossier { yardsticks: against.yardsticks, ..dossier(args, &bound.policy, release, (at, gathered))? };
    let mut verdict = decide(&dossier, &bound.policy, &bound.waivers);
    verdict.policy.waiver_files = bound.waiver_files;
    verdict.notes.extend(bound.list_notes.into_iter().chain(against.notes).chain(given::notes(&dossier)));
    note_overrides(args, &mut verdict);
    deliver_all(args, &environment, &verdict, args.lang.map_or(bound.policy.language, Lang::from))
}

/// What is to be released, from the command line, the CI job and the repository, in this order.
fn release(args: &CheckArgs, environment: &Environment) -> Result<Release, Failure> {
    let head = match args.evidence.first() {
        Some(folder) => collect::head(folder).map_err(Failure::usage)?,
        None => None,
    };
    let reference = match (&args.tag, &args.branch) {
        (Some(tag), _) => Some(Reference::Tag(tag.clone())),
        (None, Some(branch)) => Some(Reference::Branch(branch.clone())),
        (None, None) => environment.reference.clone().or_else(|| head.as_ref().and_then(|head| head.reference.clone())),
    };
    let commit = args.commit.clone().or_else(|| environment.commit.clone()).or(head.map(|head| head.commit));
    let artifacts = collect::artifacts(&args.artifacts).map_err(Failure::usage)?;
    Ok(Release { commit, reference, environment: args.environment.clone(), artifacts })
}

/// Reads every file and keeps what it says.
fn gather(args: &CheckArgs, reader: &Reader) -> Gathered<Content> {
    let progress = super::progress::Progress::start();
    collect::gather(&args.evidence, &limits(&args.limits), &|blob: Blob| {
        let content = reader.read(blob);
        progress.one_more();
        content
    })
}

fn dossier(
    args: &CheckArgs,
    policy: &Policy,
    release: Release,
    (at, gathered): (Timestamp, Gathered<Readings>),
) -> Result<Dossier, Failure> {
    let mut dossier = Dossier {
        release,
        concerned: None,
        at,
        evidence: Vec::new(),
        rejected: gathered.rejected,
        ignored: gathered.ignored,
        skipped: gathered.skipped,
        vex: Arc::default(),
        baseline_tests: None,
        yardsticks: Yardsticks::default(),
        given: Given::default(),
        open: Lazy::default(),
    };
    for (origin, readings) in gathered.results {
        // A file of several envelopes has several things to be told apart.
        let several = readings.len() > 1;
        for (number, (trust, reading)) in (1_u64..).zip(readings) {
            let path = if several { format!("{}#{number}", origin.path).into() } else { Arc::clone(&origin.path) };
            file(&mut dossier, Origin { path, ..origin.clone() }, trust, reading);
        }
    }
    add_license_of_project(args, &mut dossier);
    given::add(args, policy, &mut dossier)?;
    dossier.rejected.sort_by(|a, b| a.path.cmp(&b.path));
    dossier.ignored.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(dossier)
}

/// Adds the only licence of a project that follows REUSE, where it has no `publiccode.yml`.
fn add_license_of_project(args: &CheckArgs, dossier: &mut Dossier) {
    if dossier.projects().next().is_some() {
        return;
    }
    for (origin, license) in args.evidence.iter().filter_map(|folder| collect::only_license(folder)) {
        dossier.ignored.retain(|ignored| ignored.path != origin.path);
        let statement = Statement {
            format: FormatVersion { format: "reuse", version: String::new() },
            subjects: Vec::new(),
            made_at: None,
            producer: None,
            report_id: None,
            claim: Claim::Project(Project { license, ..Project::default() }),
            remarks: Vec::new(),
        };
        file(dossier, origin, Trust::UNSIGNED, Reading::Statements(vec![statement]));
    }
}

/// Puts what a file says into the dossier.
fn file(dossier: &mut Dossier, origin: Origin, trust: Trust, reading: Reading) {
    match reading {
        Reading::Statements(statements) => {
            for statement in statements {
                let id = EvidenceId(u32::try_from(dossier.evidence.len()).unwrap_or(u32::MAX));
                let bond = Bond::between(&statement.subjects, &dossier.release);
                let evidence = Evidence { id, origin: origin.clone(), trust: trust.clone(), bond, statement };
                dossier.evidence.push(Arc::new(evidence));
            }
        }
        Reading::Ignored(reason) => dossier.ignored.push(Ignored { path: origin.path, reason }),
        Reading::Rejected(rejection) => {
            dossier.rejected.push(Rejected { path: origin.path.clone(), origin: Some(origin), rejection });
        }
    }
}

/// Says in the report what the command line changed about the run.
fn note_overrides(args: &CheckArgs, verdict: &mut Verdict) {
    if args.advisory && !verdict.advisory {
        verdict.advisory = true;
        verdict.notes.push(Text::new(
            "the command line made this run advisory (`--advisory`); the policy decides otherwise",
            "Die Befehlszeile macht diesen Lauf zu einer Empfehlung (`--advisory`); nach der Richtlinie wäre er verbindlich",
        ));
    }
    if args.at.is_some() {
        verdict.notes.push(Text::new(
            format!("the command line set the time of this run to {} (`--at`)", verdict.at),
            format!("Die Befehlszeile setzt den Zeitpunkt dieses Laufs auf {} (`--at`)", verdict.at),
        ));
    }
}

/// Prints the summary and writes the reports. A report that could not be written never changes the verdict.
fn deliver_all(args: &CheckArgs, environment: &Environment, verdict: &Verdict, lang: Lang) -> Result<u8, Failure> {
    let mut failures = Vec::new();
    let in_place = args.reports.iter().any(|target| target.path.as_os_str() == "-");
    if !in_place {
        let style = TextStyle { coloured: coloured(environment), sections: environment.gitlab_ci };
        let summary = report::summary(verdict, lang, style);
        failures.extend(deliver::stdout(summary.as_bytes()).err().map(|error| format!("standard output: {error}")));
    }
    failures.extend(args.reports.iter().filter_map(|target| write_report(target, verdict, lang).err()));
    for failure in &failures {
        deliver::stderr(&format!("error: could not write {failure}\n"));
    }
    match exit::of(verdict) {
        exit::PASSED if !failures.is_empty() => Ok(exit::UNREACHABLE),
        code => Ok(code),
    }
}

fn write_report(target: &ReportTarget, verdict: &Verdict, lang: Lang) -> Result<(), String> {
    let path = target.path.display();
    let known = REPORTS.iter().find(|report| report.id() == target.report);
    let report = known.ok_or_else(|| format!("`{path}`: there is no report `{}`", target.report))?;
    let bytes = report.render(verdict, lang).map_err(|error| format!("`{path}`: {error}"))?;
    let written = match target.path.as_os_str() == "-" {
        true => deliver::stdout(&bytes),
        false => deliver::file(&target.path, &bytes),
    };
    written.map_err(|error| format!("`{path}`: {error}"))
}
