//! The formats that evidence comes in, one file each.
//!
//! A format recognises a document by its content, never by its file name, and reads it into
//! statements. It never opens an envelope, never judges, and its foreign types stay in its file.
//! Unknown fields are tolerated; what a check relies on is read strictly.

use std::{fmt, panic};

use crate::model::{Blob, Bom, Claim, Document, Ignored, Place, Rejected, Rejection, Statement, Text};

mod json;
mod sniff;
mod xml;

mod cyclonedx_json;
mod gitlab_security;
mod junit;
mod sarif;

pub use sniff::Head;

/// Every format. A document is of the first one that recognises it.
pub const FORMATS: &[&dyn Format] = &[
    &cyclonedx_json::CycloneDxJson,
    &sarif::Sarif,
    &gitlab_security::GitLabSecurity,
    &junit::JUnit,
];

/// A format that evidence comes in.
pub trait Format: Sync {
    /// The id, also the name of the file and of its folder of test cases.
    fn id(&self) -> &'static str;

    /// The name that its specification uses, and the versions read.
    fn title(&self) -> &'static str;

    /// Whether a document that starts like this is meant to be of this format. It errs on the
    /// side of yes: what is recognised and cannot be read is rejected, what is not is ignored.
    fn recognises(&self, head: &Head<'_>) -> bool;

    /// Reads the document.
    fn read(&self, document: &Document) -> Result<Vec<Statement>, ReadError>;
}

/// Why a document that is meant to be of a format could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// Where the fault is.
    pub place: Place,
    /// What is wrong, and the way out.
    pub reason: Text,
}

/// What became of a document.
#[derive(Clone, Debug)]
pub enum Reading {
    /// It was read.
    Statements(Vec<Statement>),
    /// It is no evidence.
    Ignored(Text),
    /// It looks like evidence and could not be read.
    Rejected(Rejection),
}

/// Deepest nesting of a JSON or XML document that is read unless the user sets another limit.
pub const DEFAULT_MAX_DEPTH: u32 = 100;
