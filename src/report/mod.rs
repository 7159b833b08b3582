// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a verdict looks like, one file for each form.
//!
//! A report turns a verdict into bytes. It never changes the decision and reads nothing.

use std::{fmt, io::Write};

use serde::Serialize;

use crate::model::{EvidenceId, Input, Lang, Verdict};

mod findings;
mod shared;
mod words;

mod dotenv;
mod gitlab_annotations;
mod gitlab_code_quality;
mod html;
mod json;
mod junit;
mod markdown;
mod sarif;
mod text;

pub use json::schema;
pub use text::{TextStyle, summary};
pub use words::{say, severity, visible};

/// Every form of report.
pub const REPORTS: &[&dyn Report] = &[
    &dotenv::Dotenv,
    &gitlab_annotations::GitLabAnnotations,
    &gitlab_code_quality::GitLabCodeQuality,
    &html::Html,
    &json::Json,
    &junit::JUnit,
    &markdown::Markdown,
    &sarif::Sarif,
    &text::Text,
];

/// A form of report.
pub trait Report: Sync {
    /// The id, as `--report` names it; also the name of the file.
    fn id(&self) -> &'static str;

    /// What it is for, in a few words.
    fn purpose(&self) -> &'static str;

    /// The report as bytes. Text for people is in `lang`; machine-readable fields are English.
    fn render(&self, verdict: &Verdict, lang: Lang) -> Result<Vec<u8>, RenderError>;

    /// The same, written out; a report that can be large is written piece by piece and never held as a whole.
    fn write(&self, verdict: &Verdict, lang: Lang, out: &mut dyn Write) -> Result<(), RenderError> {
        Ok(out.write_all(&self.render(verdict, lang)?)?)
    }
}

/// What a report writes piece by piece, as bytes.
fn written(report: &dyn Report, verdict: &Verdict, lang: Lang) -> Result<Vec<u8>, RenderError> {
    let mut bytes = Vec::new();
    report.write(verdict, lang, &mut bytes)?;
    Ok(bytes)
}

/// Writes a page of JSON for people to read too.
fn write_json(page: &impl Serialize, out: &mut dyn Write) -> Result<(), RenderError> {
    serde_json::to_writer_pretty(&mut *out, page)?;
    Ok(out.write_all(b"\n")?)
}

/// Why a report could not be made.
#[derive(Debug)]
pub struct RenderError(String);

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<E: std::error::Error> From<E> for RenderError {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// The evidence with this number.
fn input(verdict: &Verdict, id: EvidenceId) -> Option<&Input> {
    verdict.inputs.get(usize::try_from(id.0).ok()?).filter(|input| input.id == id)
}

#[cfg(test)]
mod sample;
