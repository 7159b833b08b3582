// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! One note in a merge request, which each pipeline brings up to date.

use std::convert::Infallible;

use gitlab::api::{
    common::SortOrder,
    projects::{issues::notes::NoteOrderBy, merge_requests::notes::MergeRequestNotes},
    users::CurrentUser,
};
use serde::Deserialize;

use super::{
    NotSaid, Project, Right, read,
    said::{NewNote, Said},
};
use crate::{model::Text, remote::List};

const WHAT: &str = "the note in the merge request";
/// By this the note is known again; GitLab does not show it. The number is that of the pipeline.
const MARK: &str = "<!-- freigabe verdict, pipeline ";
/// The most characters that GitLab takes for a note (`Gitlab::Database::MAX_TEXT_SIZE_LIMIT`).
const LONGEST: usize = 1_000_000;

#[derive(Deserialize)]
struct Note {
    id: u64,
    body: String,
    author: Author,
}

#[derive(Deserialize)]
struct Author {
    id: u64,
}

impl Project<'_> {
    /// Writes `markdown` into the note of the merge request, the only one of ours. Where a later
    /// pipeline wrote it already, its word stays.
    pub fn note(&self, request: u64, pipeline: u64, markdown: &str) -> Result<(), NotSaid> {
        let body = format!("{MARK}{pipeline} -->\n{}", harmless(markdown));
        if body.chars().count() > LONGEST {
            return Err(NotSaid { what: WHAT, why: too_long() });
        }
        let own = self.own_notes(request)?;
        if let Some(first) = own.first() {
            return self.update(request, first, (pipeline, &body));
        }
        let said = Said::Note(request, NewNote { body: &body });
        let answer = self.send(WHAT, said.to(self.project), Right::Api)?;
        let written: Note = read(WHAT, &answer)?;
        // Another pipeline may have written its own in the same moment: the first of them stays.
        let own = self.own_notes(request)?;
        match own.first().filter(|first| first.id != written.id) {
            None => Ok(()),
            Some(first) => {
                self.send(WHAT, Said::NoNote((request, written.id)).to(self.project), Right::Api)?;
                self.update(request, first, (pipeline, &body))
            }
        }
    }

    fn update(&self, request: u64, note: &Note, (pipeline, body): (u64, &str)) -> Result<(), NotSaid> {
        if pipeline_of(&note.body).is_some_and(|written| written > pipeline) {
            return Ok(());
        }
        let said = Said::NoteAgain((request, note.id), NewNote { body });
        self.send(WHAT, said.to(self.project), Right::Api).map(drop)
    }

    /// The notes with our mark that the token's own account wrote, the oldest first. Anybody can write
    /// the mark.
    fn own_notes(&self, request: u64) -> Result<Vec<Note>, NotSaid> {
        let me: Author = read(WHAT, &self.send(WHAT, Ok::<_, Infallible>(CurrentUser {}), Right::Api)?)?;
        let mut notes = MergeRequestNotes::builder();
        notes.project(self.project).merge_request(request).order_by(NoteOrderBy::CreatedAt).sort(SortOrder::Ascending);
        let mut own: Vec<Note> = self.ask(WHAT, notes.build().map(List), Right::Api)?;
        own.retain(|note| note.author.id == me.id && pipeline_of(&note.body).is_some());
        own.sort_by_key(|note| note.id);
        Ok(own)
    }
}

/// The number of the pipeline that wrote a note of ours.
fn pipeline_of(body: &str) -> Option<u64> {
    body.strip_prefix(MARK)?.split_once(" -->")?.0.parse().ok()
}

/// The text without what GitLab would act upon: a line that begins with `/` is a command, and `@`
/// before a name calls somebody. Evidence must be able to do neither.
fn harmless(markdown: &str) -> String {
    let mut harmless = String::with_capacity(markdown.len());
    for line in markdown.lines() {
        let text = line.trim_start();
        let (indent, text) = line.split_at(line.len().saturating_sub(text.len()));
        harmless.push_str(indent);
        let text = match text.strip_prefix('/') {
            Some(rest) => {
                harmless.push_str("&#47;");
                rest
            }
            None => text,
        };
        let mut before = ' ';
        for character in text.chars() {
            harmless.push(character);
            if character == '@' && !before.is_alphanumeric() {
                harmless.push('\u{2060}');
            }
            before = character;
        }
        harmless.push('\n');
    }
    harmless
}

fn too_long() -> Text {
    Text::new(
        format!("it is longer than {LONGEST} characters; hand the report over as an artifact"),
        format!("sie ist länger als {LONGEST} Zeichen; den Bericht als Artefakt übergeben"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_commands_and_calls_nobody() {
        assert_eq!(harmless("/approve\n  /merge x\na/b"), "&#47;approve\n  &#47;merge x\na/b\n");
        assert_eq!(harmless("@all (@root) pkg:npm/a@1.0"), "@\u{2060}all (@\u{2060}root) pkg:npm/a@1.0\n");
    }

    #[test]
    fn the_mark_names_the_pipeline() {
        assert_eq!(pipeline_of(&format!("{MARK}42 -->\ntext")), Some(42));
        for body in ["", "text", &format!("x{MARK}42 -->"), &format!("{MARK}x -->")] {
            assert_eq!(pipeline_of(body), None, "{body}");
        }
    }
}
