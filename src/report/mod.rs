//! What a verdict looks like, one file for each form.
//!
//! A report turns a verdict into bytes. It never changes the decision and reads nothing.

use std::fmt;

use crate::model::{Lang, Verdict};

mod gitlab_code_quality;
mod html;
mod json;
mod junit;
mod markdown;
mod sarif;
mod text;

/// Every form of report.
pub const REPORTS: &[&dyn Report] = &[
    &text::Plain,
    &json::Json,
    &markdown::Markdown,
    &junit::JUnit,
    &gitlab_code_quality::GitLabCodeQuality,
    &sarif::Sarif,
    &html::Html,
];

/// A form of report.
pub trait Report: Sync {
    /// The id, as `--report` names it; also the name of the file.
    fn id(&self) -> &'static str;

    /// What it is for, in a few words.
    fn purpose(&self) -> &'static str;

    /// The report as bytes. Text for people is in `lang`; machine-readable fields are English.
    fn render(&self, verdict: &Verdict, lang: Lang) -> Result<Vec<u8>, RenderError>;
}

/// Why a report could not be made.
#[derive(Debug)]
pub struct RenderError(String);

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
