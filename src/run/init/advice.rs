// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What `freigabe init --gitlab` says of a pipeline: which jobs make evidence that the gate will not
//! get, and the lines to add. It writes nothing.

use std::path::Path;

use super::{
    evidence::{self, Fault, Maker},
    pipeline::{self, Job, Pipeline},
};
use crate::{
    model::{Lang, Text},
    report::visible,
};

/// Where GitLab looks for a pipeline.
const FILE: &str = ".gitlab-ci.yml";

/// What is to be said of the pipeline in `folder`.
pub(super) fn on(folder: &Path, lang: Lang) -> Result<String, Text> {
    let pipeline = pipeline::read(folder, FILE).map_err(|error| unreadable(folder, &error))?;
    let gate = pipeline.gate_stage();
    let is_too_late = |job: &Job<'_>| gate.is_some_and(|gate| pipeline.is_too_late(job.stage(), gate));
    let makers: Vec<Maker> = pipeline.jobs().filter_map(|job| evidence::of(&job, is_too_late(&job))).collect();
    let (amiss, sound): (Vec<&Maker>, Vec<&Maker>) = makers.iter().partition(|maker| !maker.faults.is_empty());
    let say = |en: &str, de: &str| Text::new(en, de).in_lang(lang).to_owned();
    let mut lines = vec![summary(&pipeline, &makers, &amiss).in_lang(lang).to_owned()];
    for maker in &sound {
        lines.push(format!(
            "\n  {}: {}",
            visible(&maker.name),
            say("hands its evidence on", "gibt seine Nachweise weiter")
        ));
    }
    for maker in &amiss {
        lines.push(format!("\n  {}:", visible(&maker.name)));
        lines.extend(maker.faults.iter().map(|fault| format!("  - {}", visible(fault.text().in_lang(lang)))));
    }
    let to_change: Vec<&&Maker> =
        amiss.iter().filter(|maker| maker.faults.iter().any(Fault::is_of_artifacts)).collect();
    if !to_change.is_empty() {
        lines.push(say(
            "\nadd these lines to the jobs (where a job has `artifacts` already, to those):\n",
            "\nBei den Jobs ergänzen (wo ein Job schon `artifacts` hat, dort):\n",
        ));
        lines.extend(to_change.iter().flat_map(|maker| to_add(maker, lang)));
    }
    let runs_us = gate.is_some() || pipeline.jobs().any(|job| job.is_gate());
    if !runs_us && pipeline.unseen.is_empty() {
        lines.push(say(
            "\nno job runs freigabe; `freigabe init` writes one and says how to include it",
            "\nKein Job führt freigabe aus; `freigabe init` schreibt einen und sagt, wie er einzubinden ist",
        ));
    }
    for job in pipeline.jobs().filter(Job::refers_to_artifacts) {
        lines.push(format!(
            "\n{}: {}",
            visible(job.name),
            say(
                "its `artifacts` are a `!reference`, not looked at",
                "seine `artifacts` sind ein `!reference`, nicht angesehen"
            )
        ));
    }
    if !pipeline.unseen.is_empty() {
        lines.push(say(
            "\nnot looked at; jobs from there need `artifacts:paths` and `when: always` as well:",
            "\nNicht angesehen; auch Jobs von dort brauchen `artifacts:paths` und `when: always`:",
        ));
        lines.extend(pipeline.unseen.iter().map(|include| format!("  - {}", visible(include))));
    }
    Ok(lines.join("\n") + "\n")
}

fn unreadable(folder: &Path, error: &str) -> Text {
    let error = visible(error);
    if folder.join(FILE).exists() {
        return Text::new(
            format!("the pipeline could not be read: {error}\n  help: mend the file"),
            format!("Die Pipeline war nicht zu lesen: {error}\n  Abhilfe: die Datei berichtigen"),
        );
    }
    Text::new(
        format!("the pipeline could not be read: {error}\n  help: `freigabe init` without `--gitlab` writes one"),
        format!("Die Pipeline war nicht zu lesen: {error}\n  Abhilfe: `freigabe init` ohne `--gitlab` schreibt eine"),
    )
}

fn summary(pipeline: &Pipeline, makers: &[Maker], amiss: &[&Maker]) -> Text {
    let (jobs, makers, amiss) = (pipeline.jobs().count(), makers.len(), amiss.len());
    let (noun, noun_de) = if jobs == 1 { ("job", "Job") } else { ("jobs", "Jobs") };
    Text::new(
        format!("{FILE}: {jobs} {noun}; evidence seems to come from {makers}, handed on unsafely by {amiss}"),
        format!("{FILE}: {jobs} {noun_de}; Nachweise kommen wohl aus {makers}, nicht sicher weitergegeben von {amiss}"),
    )
}

/// The lines that set a job right: all of its `paths`, since a list is not merged but replaced.
fn to_add(maker: &Maker, lang: Lang) -> Vec<String> {
    let mut paths = maker.paths.clone();
    let mut remarks = Vec::new();
    for fault in &maker.faults {
        match fault {
            Fault::ReportOnly(_, path) => paths.push(path.clone()),
            Fault::NothingKept(tool) => {
                let words =
                    Text::new(format!("the file that `{tool}` writes"), format!("die Datei, die `{tool}` schreibt"));
                remarks.push(format!("      - FILE # {}", words.in_lang(lang)));
            }
            Fault::Excluded(..) | Fault::OnlyOnSuccess | Fault::TooLate(_) => {}
        }
    }
    let mut lines = vec![format!("{}:", quoted(&maker.name)), "  artifacts:".to_owned(), "    when: always".to_owned()];
    if !paths.is_empty() || !remarks.is_empty() {
        lines.push("    paths:".to_owned());
    }
    lines.extend(paths.iter().map(|path| format!("      - {}", quoted(path))));
    lines.extend(remarks);
    lines
}

/// A text as YAML reads it back: plain where it cannot be taken for anything else.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    let reserved =
        ["true", "false", "yes", "no", "on", "off", "null", "y", "n"].contains(&text.to_lowercase().as_str());
    if !reserved && text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(plain) {
        return text.to_owned();
    }
    // JSON strings are YAML strings.
    serde_json::Value::from(text).to_string()
}
