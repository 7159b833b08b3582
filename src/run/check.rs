// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! `freigabe check`: evidence and a policy go in, a verdict, reports and an exit code come out.

use std::{
    io::Write,
    path::{Component, Path},
    sync::Arc,
};

use super::{
    Failure, coloured,
    detached::{self, Scene},
    git::Repository,
    gitlab, given, limits, now,
    open::{Content, Reader, Readings, asked_for},
    policies::{self, Occasion},
    registry::{self, Images},
    sealed, targets, twins, yardsticks,
};
use crate::{
    cli::{CheckArgs, ReportTarget},
    collect::{self, Environment, Gathered},
    decide::decide,
    deliver, exit,
    formats::{self, Reading},
    model::{
        Blob, Bond, Claim, Digests, Dossier, Evidence, EvidenceId, FormatVersion, Given, Ignored, Lang, Lazy, Link,
        Origin, Project, Reference, Rejected, Release, Statement, Text, Timestamp, Trust, Verdict, Yardsticks,
    },
    policy::{Policy, Waiver},
    report::{self, REPORTS, TextStyle},
};

/// Judges evidence against a policy; gives the exit code.
pub(super) fn check(args: &CheckArgs) -> Result<u8, Failure> {
    let environment = collect::environment().map_err(Failure::usage)?;
    let at = args.at.unwrap_or_else(now);
    let policy_key = args.policy_signed_by.as_deref();
    let signed = policy_key.map(|key| sealed::demand_signed(&args.policy, key, at)).transpose()?;
    let images = Images::resolve(&args.artifacts, &args.network)?;
    refuse_idle_flags(args, &images)?;
    let mut release = release(args, &environment, &images)?;
    let occasion = Occasion { release: &release, at, max_size: args.limits.max_file_size.0 };
    let bound = policies::bind(&args.policy, &args.waivers, &occasion)?;
    policies::refuse_other(&bound.policy, args.policy_sha256.as_ref())?;
    targets::refuse_overwriting(args, &bound)?;
    let keep = asked_for(&bound.policy);
    let reader = Reader { store: bound.store, at, max_depth: args.limits.max_depth, keep };
    let attached = images.gather(&limits(&args.limits), &reader);
    let found = gather(args, &reader);
    let gitlab::Asked { gathered: of_gitlab, archives, unseen } = gitlab::gather(args, &release, &reader)?;
    let places = (args.evidence.as_slice(), archives.as_slice());
    let scene = Scene { places, images: &images, limits: limits(&args.limits), release: &release };
    let found = Gathered::together([found, of_gitlab, attached]);
    let mut gathered = detached::verify(&scene, &reader, found);
    drop(archives);
    let repository = Repository::of(&args.evidence, &reader);
    match repository.signatures(&release) {
        Ok(found) => gathered.results.extend(found),
        Err(ignored) => gathered.ignored.push(ignored),
    }
    if bound.policy.rules.iter().any(|rule| rule.bound.asks_repository()) {
        match repository.lineage(&release) {
            Ok(found) => gathered.results.extend(found),
            Err(ignored) => gathered.ignored.push(ignored),
        }
    }
    gathered.results.sort_by(|(a, _), (b, _)| a.path.cmp(&b.path));
    forget_moved(&images, &mut release, &mut gathered);
    let against = yardsticks::gather(args, &bound.lists)?;
    let dossier = dossier(args, &bound.policy, release, (at, gathered))?;
    let mut dossier = Dossier { yardsticks: against.yardsticks, unseen, ..dossier };
    dossier.given.waivers = bound.waiver_files.iter().map(|file| file.sha256.clone()).collect();
    let (stated, not_counted) = sealed::among_evidence(&dossier, &bound.policy);
    let waivers: Vec<Waiver> = bound.waivers.into_iter().chain(stated).collect();
    let mut verdict = decide(&dossier, &bound.policy, &waivers);
    verdict.policy.waiver_files = bound.waiver_files;
    verdict.policy.trust_files = bound.trust_files;
    let notes = signed.into_iter().chain(not_counted).chain(bound.list_notes).chain(against.notes);
    verdict.notes.extend(notes.chain(given::notes(&dossier)));
    verdict.notes.extend(gitlab::notes(&dossier));
    note_overrides(args, &mut verdict);
    targets::refuse_in_place_of_evidence(args, &dossier)?;
    verdict.links = links(&args.reports, environment.job_url.as_deref());
    let code = deliver_all(args, &environment, &verdict, args.lang.map_or(bound.policy.language, Lang::from));
    // The process ends here, and the system takes its memory back as a whole. To free a million small
    // pieces one by one before would take a tenth of the run.
    std::mem::forget((dossier, verdict));
    code
}

/// What is to be released, from the command line, the CI job and the repository, in this order.
fn release(args: &CheckArgs, environment: &Environment, images: &Images) -> Result<Release, Failure> {
    let head = match args.evidence.first() {
        Some(folder) => collect::head(folder).map_err(Failure::usage)?,
        None => None,
    };
    let head_commit = head.as_ref().map(|head| head.commit.clone());
    let commit = args.commit.clone().or_else(|| environment.commit.clone()).or_else(|| head_commit.clone());
    // The branch or tag of another commit is not that of the release.
    let of_job = environment.reference.clone().filter(|_| environment.commit.is_none() || environment.commit == commit);
    let of_head = head.and_then(|head| head.reference).filter(|_| head_commit == commit);
    let reference = match (&args.tag, &args.branch) {
        (Some(tag), _) => Some(Reference::Tag(tag.clone())),
        (None, Some(branch)) => Some(Reference::Branch(branch.clone())),
        (None, None) => of_job.or(of_head),
    };
    let artifacts = images.artifacts(&args.artifacts)?;
    let project_url = environment.project_url.clone();
    Ok(Release { commit, reference, project_url, environment: args.environment.clone(), artifacts })
}

/// Flags about the way to servers mean nothing where none is asked.
fn refuse_idle_flags(args: &CheckArgs, images: &Images) -> Result<(), Failure> {
    let is_idle = args.gitlab.gitlab.is_none() && images.is_empty();
    let flag = args.network.ca_file.as_ref().map(|_| "--ca-file").or(args.network.proxy.as_ref().map(|_| "--proxy"));
    match flag.filter(|_| is_idle) {
        Some(flag) => Err(Failure::usage(format!(
            "`{flag}` is for `--gitlab` and for images in a registry (`--artifact docker://…`), and neither is asked"
        ))),
        None => Ok(()),
    }
}

/// An image whose tag names something else by now is none that could be released: nothing is evidence
/// about it.
fn forget_moved<T>(images: &Images, release: &mut Release, gathered: &mut Gathered<T>) {
    for (name, reason) in images.moved() {
        registry::reject(gathered, (name, reason.unwrap_or_else(|unseen| unseen)));
        let meant = release.artifacts.iter_mut().filter(|artifact| artifact.name == name);
        meant.for_each(|artifact| artifact.digests = Digests::default());
    }
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
        unseen: Vec::new(),
        policy: None,
        vex: Arc::default(),
        baseline_tests: None,
        yardsticks: Yardsticks::default(),
        given: Given {
            roots: args.evidence.iter().map(|path| collect::shown(path).into()).collect(),
            ..Given::default()
        },
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
    reject_named_archives(&mut dossier);
    add_licenses_of_project(args, &mut dossier);
    given::add(args, policy, &mut dossier)?;
    twins::read_hashes(&mut dossier, args.limits.max_depth);
    collect::order_by_path(&mut dossier.rejected, &mut dossier.ignored);
    Ok(dossier)
}

/// An archive that the user named is meant to hold evidence; one that lies beside evidence may be anything.
fn reject_named_archives(dossier: &mut Dossier) {
    let Dossier { ignored, rejected, given, .. } = dossier;
    ignored.retain(|ignored| {
        let named = given.roots.contains(&ignored.path).then(|| formats::refuse_named_archive(ignored)).flatten();
        let is_refused = named.is_some();
        rejected.extend(named.map(|rejection| Rejected { path: Arc::clone(&ignored.path), origin: None, rejection }));
        !is_refused
    });
}

/// Adds the licences of a project that follows REUSE.
fn add_licenses_of_project(args: &CheckArgs, dossier: &mut Dossier) {
    for (origin, license_texts) in args.evidence.iter().filter_map(|folder| collect::license_texts(folder)) {
        let inside = format!("{}/", origin.path);
        dossier.ignored.retain(|ignored| ignored.path != origin.path && !ignored.path.starts_with(&inside));
        let license = if let [only] = license_texts.as_slice() { only.to_string() } else { String::new() };
        let statement = Statement {
            format: FormatVersion { format: "reuse", version: String::new() },
            subjects: Vec::new(),
            made_at: None,
            producer: None,
            report_id: None,
            claim: Claim::Project(Project { license, license_texts, ..Project::default() }),
            remarks: Vec::new(),
        };
        file(dossier, origin, Trust::UNSIGNED, Reading::Statements(vec![statement]));
    }
}

/// Where documents of the project itself lie that people read; elsewhere they are somebody else's.
const FOR_PEOPLE: &[&str] = &["", "docs", "doc", ".github", ".gitlab", ".well-known", "public/.well-known"];

/// Puts what a file says into the dossier.
fn file(dossier: &mut Dossier, origin: Origin, trust: Trust, reading: Reading) {
    if is_of_others(dossier, &origin, &reading) {
        let reason = Text::new(
            "lies where the project's own documents of this kind do not lie",
            "liegt nicht dort, wo eigene Dokumente dieser Art liegen",
        );
        return dossier.ignored.push(Ignored { path: origin.path, reason });
    }
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

/// Whether a file is a document for people that lies too deep to be the project's own.
fn is_of_others(dossier: &Dossier, origin: &Origin, reading: &Reading) -> bool {
    let for_people = match reading {
        Reading::Statements(statements) => statements.iter().all(|statement| statement.claim.is_for_people()),
        Reading::Rejected(rejection) => rejection.format.is_some_and(|format| formats::FOR_PEOPLE.contains(&format)),
        Reading::Ignored(_) => false,
    };
    for_people && !dossier.lies_in(&origin.path, FOR_PEOPLE)
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

/// Where GitLab shows the reports of a job to those who may see its artifacts. Only what lies in the
/// job's folder can be an artifact.
fn links(targets: &[ReportTarget], job_url: Option<&str>) -> Vec<Link> {
    let Some(job) = job_url.filter(|url| url.starts_with("https://") || url.starts_with("http://")) else {
        return Vec::new();
    };
    let in_folder = |path: &Path| path.components().all(|part| matches!(part, Component::Normal(_)));
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._/".contains(&b));
    let link = |target: &ReportTarget| {
        let path = target.path.to_str().filter(|path| plain(path) && *path != "-" && in_folder(&target.path))?;
        Some(Link { report: target.report.clone(), url: format!("{job}/artifacts/file/{path}") })
    };
    targets.iter().filter_map(link).collect()
}

/// Prints the summary, writes the reports and tells GitLab. What could not be written or said never changes
/// the verdict.
fn deliver_all(args: &CheckArgs, environment: &Environment, verdict: &Verdict, lang: Lang) -> Result<u8, Failure> {
    let mut failures = Vec::new();
    let in_place = args.reports.iter().any(|target| target.path.as_os_str() == "-");
    if !in_place {
        let style = TextStyle { coloured: coloured(environment), sections: environment.gitlab_ci };
        let summary = report::summary(verdict, lang, style);
        let printed = deliver::stdout(&|out| out.write_all(summary.as_bytes()));
        failures.extend(printed.err().map(|error| format!("standard output: {error}")));
    }
    failures.extend(args.reports.iter().filter_map(|target| write_report(target, verdict, lang).err()));
    failures.extend(gitlab::say(args, verdict, lang));
    for failure in &failures {
        deliver::stderr(&super::shown(&format!("error: could not write {failure}\n")));
    }
    match exit::of(verdict, args.warn_exit_code) {
        code @ (exit::BLOCKED | exit::UNDECIDED) => Ok(code),
        _ if !failures.is_empty() => Ok(exit::UNREACHABLE),
        code => Ok(code),
    }
}

fn write_report(target: &ReportTarget, verdict: &Verdict, lang: Lang) -> Result<(), String> {
    let path = target.path.display();
    let known = REPORTS.iter().find(|report| report.id() == target.report);
    let report = known.ok_or_else(|| format!("`{path}`: there is no report `{}`", target.report))?;
    let written = |out: &mut dyn Write| {
        report.write(verdict, lang, out).map_err(|error| std::io::Error::other(error.to_string()))
    };
    let delivered = match target.path.as_os_str() == "-" {
        true => deliver::stdout(&written),
        false => deliver::file(&target.path, &written),
    };
    delivered.map_err(|error| format!("`{path}`: {error}"))
}
