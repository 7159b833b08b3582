// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What `freigabe init --gitlab` says of a pipeline: which jobs make evidence that the gate will not
//! get, and the lines to add. It writes nothing.

use std::path::Path;

use super::{
    evidence::{self, Fault, Maker},
    pipeline::{self, Pipeline},
};
use crate::{
    model::{Lang, Text},
    report::visible,
};

/// Where GitLab looks for a pipeline.
const FILE: &str = ".gitlab-ci.yml";

/// What is to be said of the pipeline in `folder`.
pub(super) fn on(folder: &Path, lang: Lang) -> Result<String, Text> {
    let pipeline = pipeline::read(folder, FILE).map_err(|error| unreadable(&error))?;
    let makers: Vec<Maker> = pipeline.jobs().filter_map(|job| evidence::of(&job)).collect();
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
    if !amiss.is_empty() {
        lines.push(say(
            "\nadd these lines to the jobs (where a job has `artifacts` already, to those):\n",
            "\nBei den Jobs ergänzen (wo ein Job schon `artifacts` hat, dort):\n",
        ));
        lines.extend(amiss.iter().flat_map(|maker| to_add(maker, lang)));
    }
    let runs_us = pipeline.jobs().any(|job| job.commands().iter().any(|line| line.contains("freigabe")));
    if !runs_us && pipeline.unseen.is_empty() {
        lines.push(say(
            "\nno job runs freigabe; `freigabe init` writes one and says how to include it",
            "\nKein Job führt freigabe aus; `freigabe init` schreibt einen und sagt, wie er einzubinden ist",
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

fn unreadable(error: &str) -> Text {
    let error = visible(error);
    Text::new(
        format!("the pipeline could not be read: {error}\n  help: `freigabe init` without `--gitlab` writes one"),
        format!("Die Pipeline war nicht zu lesen: {error}\n  Abhilfe: `freigabe init` ohne `--gitlab` schreibt eine"),
    )
}

fn summary(pipeline: &Pipeline, makers: &[Maker], amiss: &[&Maker]) -> Text {
    let (jobs, makers, amiss) = (pipeline.jobs().count(), makers.len(), amiss.len());
    Text::new(
        format!(
            "{FILE}: {jobs} jobs, {makers} of which seem to make evidence; {amiss} of these do not hand it on safely"
        ),
        format!(
            "{FILE}: {jobs} Jobs, von denen {makers} Nachweise zu erzeugen scheinen; {amiss} davon geben sie nicht sicher weiter"
        ),
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
            Fault::Excluded(..) | Fault::OnlyOnSuccess => {}
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
