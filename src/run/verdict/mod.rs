// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! `freigabe verify-verdict`: looks once more, right before something is released, whether the gate's
//! own verdict speaks for it. A gate that was skipped leaves no verdict, and then nothing is released.

use std::{path::Path, sync::Arc};

use super::{Failure, now, print, registry::Images};
use crate::{
    cli::VerifyVerdictArgs,
    collect::{self, ReadFailure},
    exit,
    formats::{self, Reading},
    model::{
        Claim, Digests, Document, Expected, Judgement, Lang, Objection, Origin, Reference, Rejection, Release, Text,
        Trust,
    },
    report::visible,
};

mod signature;

use signature::Demand;

/// Holds the verdict against what is about to be released; gives the exit code.
pub(super) fn verify(args: &VerifyVerdictArgs) -> Result<u8, Failure> {
    let lang = Lang::from(args.lang);
    let release = release(args)?;
    let at = args.at.unwrap_or_else(now);
    let refuse = |reason| refused(&args.report, &[reason], lang, exit::UNDECIDED);
    let (origin, bytes) = collect::read_file(&args.report, args.limits.max_file_size.0)
        .map_err(|failure| refuse(unreadable(&failure)))?;
    let signed = match Demand::of(args)? {
        Some(demand) => demand.met_by((&origin, &bytes), at)?.map_err(refuse)?,
        None => signature::not_asked_for(),
    };
    let judgement = judgement(args, (origin, bytes)).map_err(refuse)?;
    let expected = Expected { release: &release, at, max_age: args.max_age, policy: args.policy_sha256.as_ref() };
    let objections = judgement.objections(&expected);
    if objections.is_empty() {
        return print(&format!("{}\n", visible(granted((&args.report, signed), &judgement, &release).in_lang(lang))));
    }
    let code = if objections.contains(&Objection::Blocked) { exit::BLOCKED } else { exit::UNDECIDED };
    let reasons: Vec<Text> = objections.iter().map(Objection::text).collect();
    Err(refused(&args.report, &reasons, lang, code))
}

/// What is about to be released. Its commit has to be known.
fn release(args: &VerifyVerdictArgs) -> Result<Release, Failure> {
    let environment = collect::environment().map_err(Failure::usage)?;
    let head = collect::head(Path::new(".")).map_err(Failure::usage)?;
    let reference = match (&args.tag, &args.branch) {
        (Some(tag), _) => Some(Reference::Tag(tag.clone())),
        (None, Some(branch)) => Some(Reference::Branch(branch.clone())),
        (None, None) => environment.reference.or_else(|| head.as_ref().and_then(|head| head.reference.clone())),
    };
    let Some(commit) = args.commit.clone().or(environment.commit).or(head.map(|head| head.commit)) else {
        let help = "name it with `--commit`";
        return Err(Failure::usage(format!("the commit that is to be released is not known\n  help: {help}")));
    };
    let images = Images::resolve(&args.artifacts, &args.network)?;
    images.demand_all()?;
    let artifacts = images.artifacts(&args.artifacts)?;
    let environment = args.environment.clone();
    Ok(Release { commit: Some(commit), reference, environment, artifacts, ..Release::default() })
}

/// The verdict in the gate's JSON report.
fn judgement(args: &VerifyVerdictArgs, (origin, bytes): (Origin, Vec<u8>)) -> Result<Judgement, Text> {
    judgement_in(origin.path, bytes, args.limits.max_depth)
}

/// The verdict in a file that has to be a JSON report of ours.
pub(super) fn judgement_in(path: Arc<str>, bytes: Vec<u8>, max_depth: u32) -> Result<Judgement, Text> {
    let document = Document { path, payload: bytes.into(), declared_type: None, trust: Trust::UNSIGNED };
    let statements = match formats::read(&document, max_depth) {
        Reading::Statements(statements) => statements,
        Reading::Ignored(_) => return Err(not_ours()),
        Reading::Rejected(rejection) => return Err(malformed(&rejection)),
    };
    let ours = statements.into_iter().find_map(|statement| match statement.claim {
        Claim::Summary(summary) => Some(summary.judgement),
        _ => None,
    });
    ours.ok_or_else(not_ours)?.ok_or_else(|| {
        Text::new(
            "the report does not say what was judged; it was made by an earlier version",
            "Der Bericht sagt nicht, was geprüft wurde; er stammt von einer früheren Version",
        )
    })
}

fn unreadable(failure: &ReadFailure) -> Text {
    Text::new(
        format!("there is no verdict: {failure}; the gate did not run, or its job did not keep the report"),
        format!(
            "Es liegt kein Ergebnis vor ({failure}); die Prüfung lief nicht, oder ihr Job hat den Bericht nicht aufbewahrt"
        ),
    )
}

fn not_ours() -> Text {
    Text::new(
        "the file is no JSON report of freigabe; name the file that `--report json=FILE` wrote",
        "Die Datei ist kein JSON-Bericht von freigabe; die Datei nennen, die `--report json=DATEI` geschrieben hat",
    )
}

fn malformed(rejection: &Rejection) -> Text {
    let Rejection { place, reason, .. } = rejection;
    Text::new(
        format!("the report could not be read: {place} {}", reason.en),
        format!("Der Bericht war nicht zu lesen: {place} {}", reason.de),
    )
}

/// Says what was compared, and what was not.
fn granted((report, signed): (&Path, Text), judgement: &Judgement, release: &Release) -> Text {
    let (report, Judgement { at, policy, .. }) = (report.display(), judgement);
    let commit = release.commit.as_ref().map(ToString::to_string).unwrap_or_default();
    let compared = [reference(release), artifacts(judgement, release), environment(release), signed];
    let (en, de): (Vec<String>, Vec<String>) = compared.into_iter().map(|text| (text.en, text.de)).unzip();
    let (en, de) = (en.join("; "), de.join("; "));
    Text::new(
        format!("`{report}`: passed at {at} for commit {commit} by the policy {policy}; {en}"),
        format!("`{report}`: bestanden am {at} für Commit {commit} nach der Richtlinie {policy}; {de}"),
    )
}

fn reference(release: &Release) -> Text {
    match &release.reference {
        Some(Reference::Tag(name)) => Text::new(format!("tag `{name}`"), format!("Tag `{name}`")),
        Some(Reference::Branch(name)) => Text::new(format!("branch `{name}`"), format!("Zweig `{name}`")),
        None => Text::new("neither names a tag or branch", "beide nennen weder Tag noch Zweig"),
    }
}

fn artifacts(judgement: &Judgement, release: &Release) -> Text {
    let is_named = |digests: &Digests| release.artifacts.iter().any(|artifact| digests.agree(&artifact.digests));
    let judged = judgement.artifacts.len();
    let compared = judgement.artifacts.iter().filter(|(_, digests)| is_named(digests)).count();
    match (compared, judged) {
        (0, _) => {
            Text::new("the commit alone was compared, no artifact", "verglichen wurde nur der Commit, kein Artefakt")
        }
        (1, 1) => Text::new("1 artifact was compared", "1 Artefakt wurde verglichen"),
        (1, _) => Text::new(
            format!("1 of {judged} artifacts was compared"),
            format!("1 von {judged} Artefakten wurde verglichen"),
        ),
        (compared, _) if compared == judged => {
            Text::new(format!("{compared} artifacts were compared"), format!("{compared} Artefakte wurden verglichen"))
        }
        (compared, _) => Text::new(
            format!("{compared} of {judged} artifacts were compared"),
            format!("{compared} von {judged} Artefakten wurden verglichen"),
        ),
    }
}

fn environment(release: &Release) -> Text {
    match &release.environment {
        Some(name) => Text::new(format!("environment `{name}`"), format!("Umgebung `{name}`")),
        None => Text::new("neither names an environment", "beide nennen keine Umgebung"),
    }
}

fn refused(report: &Path, reasons: &[Text], lang: Lang, code: u8) -> Failure {
    let words = Text::new("error: this verdict releases nothing", "Fehler: Dieses Ergebnis gibt nichts frei");
    let lines = reasons.iter().map(|reason| format!("  - {}\n", visible(reason.in_lang(lang))));
    let message = format!("{} (`{}`):\n{}", words.in_lang(lang), report.display(), lines.collect::<String>());
    Failure { code, message }
}
