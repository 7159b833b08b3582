// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Reports inside statements: read as if they were files, and about what the statement is about.

use super::Read;
use crate::{
    formats::{FORMATS, Format, Head, ReadError, Reading, Source, quoted},
    model::{Document, Place, Statement, Subject, Text},
};

/// The most pairs of subjects that are held against each other.
const MOST_COMPARED: usize = 1_000_000;

/// Reads the report that the predicate is, in one of `formats` (by id).
pub(super) fn read(
    source: &Source<'_>,
    formats: &'static [&'static str],
    subjects: &[Subject],
) -> Result<Vec<Read>, ReadError> {
    read_inner(source.document, source.max_depth, |id| formats.contains(&id), subjects)
}

/// Reads the report that stands anywhere in a predicate, in whatever format it is.
pub(super) fn read_any(text: &str, source: &Source<'_>, subjects: &[Subject]) -> Result<Vec<Read>, ReadError> {
    let document = Document { payload: text.as_bytes().to_vec().into(), ..source.document.clone() };
    // Not a statement within a statement: what that would be about is said twice.
    read_inner(&document, source.max_depth, |id| id != super::ID, subjects)
}

fn read_inner(
    document: &Document,
    max_depth: u32,
    accepts: impl Fn(&str) -> bool,
    subjects: &[Subject],
) -> Result<Vec<Read>, ReadError> {
    let document = &unquoted(document)?;
    let accepted = |format: &&dyn Format| accepts(format.id());
    let recognising = |head: &Head| FORMATS.iter().copied().filter(accepted).find(|format| format.recognises(head));
    let head = Head::of(document)?;
    let format = recognising(&head).or_else(|| recognising(&head.of_the_whole(document, max_depth)?));
    let format = format.ok_or_else(not_that)?;
    match format.read(&Source::of(document, max_depth))? {
        Reading::Statements(statements) => statements.into_iter().map(|statement| about(statement, subjects)).collect(),
        Reading::Ignored(reason) => Err(ReadError::new(Place::Whole, reason)),
        Reading::Rejected(rejection) => Err(ReadError::new(rejection.place, rejection.reason)),
    }
}

/// A report that is no JSON stands in the predicate as a text.
fn unquoted(document: &Document) -> Result<Document, ReadError> {
    let bytes = document.payload.whole()?;
    if !bytes.trim_ascii_start().starts_with(b"\"") {
        return Ok(document.clone());
    }
    let text: String = serde_json::from_slice(bytes).map_err(|_| not_that())?;
    Ok(Document { payload: text.into_bytes().into(), ..document.clone() })
}

/// The report as one about what the statement is about. Its own word on that must not say otherwise:
/// which of the two is true nobody can tell.
fn about(mut statement: Statement, subjects: &[Subject]) -> Result<Read, ReadError> {
    let own: Vec<Subject> = std::mem::take(&mut statement.subjects);
    if own.len().saturating_mul(subjects.len()) > MOST_COMPARED {
        return Err(ReadError::new(Place::Whole, too_many()));
    }
    let is_artifact = |subject: &&Subject| matches!(subject, Subject::Artifact { .. });
    let agrees = |one: &Subject| subjects.iter().any(|other| agree(one, other));
    let contradicted = |one: &&Subject| subjects.iter().any(|other| contradict(one, other));
    if !own.iter().filter(is_artifact).any(agrees)
        && let Some(other) = own.iter().filter(is_artifact).find(contradicted)
    {
        return Err(ReadError::new(Place::Whole, other_subject(other)));
    }
    statement.subjects = own.into_iter().filter(|subject| !is_artifact(&subject)).collect();
    Ok(Read::Report(Box::new(statement)))
}

fn agree(one: &Subject, other: &Subject) -> bool {
    matches!((one, other), (Subject::Artifact { digests: a, .. }, Subject::Artifact { digests: b, .. }) if a.agree(b))
}

fn contradict(one: &Subject, other: &Subject) -> bool {
    matches!(
        (one, other),
        (Subject::Artifact { digests: a, .. }, Subject::Artifact { digests: b, .. }) if a.contradict(b)
    )
}

fn other_subject(own: &Subject) -> Text {
    let own = quoted(own.to_string().as_bytes());
    Text::new(
        format!(
            "the report says that it is about {own}, and the statement around it is about something else; attest it to what it was made of"
        ),
        format!(
            "Der Bericht betrifft nach eigener Angabe {own}, die Erklärung um ihn etwas anderes; ihn zu dem erklären, woraus er entstand"
        ),
    )
}

fn too_many() -> Text {
    Text::new(
        "report and statement name too many things to hold them against each other",
        "Bericht und Erklärung nennen zu viele Gegenstände, um sie abzugleichen",
    )
}

fn not_that() -> ReadError {
    let reason = Text::new(
        "is no report of the kind that the predicate's type says, or in no format that is read",
        "ist kein Bericht der Art, die der Typ des Prädikats nennt, oder in keinem lesbaren Format",
    );
    ReadError::new(Place::Whole, reason)
}
