// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What is said, as JSON. The crate `gitlab` has types for most of it, which send forms; GitLab takes
//! those too, and its OpenAPI document describes JSON alone.

use std::{borrow::Cow, convert::Infallible};

use gitlab::api::{BodyError, common::NameOrId, endpoint_prelude::Method};
use serde::Serialize;

use crate::{
    model::Commit,
    remote::{Endpoint, segment},
};

/// Something that is said to a project.
#[derive(Clone, Copy, Debug)]
pub(super) enum Said<'a> {
    /// The status of a commit (`doc/api/commits.md`).
    Status(&'a Commit, NewStatus<'a>),
    /// A new note in a merge request (`doc/api/notes.md`).
    Note(u64, NewNote<'a>),
    /// What a note of a merge request says from now on.
    NoteAgain((u64, u64), NewNote<'a>),
    /// That a note of a merge request is taken away.
    NoNote((u64, u64)),
    /// A new link of the release of a tag (`doc/api/releases/links.md`).
    Link(&'a str, NewLink<'a>),
    /// Where a link of the release of a tag leads from now on.
    LinkAgain((&'a str, u64), NewLink<'a>),
}

#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct NewStatus<'a> {
    pub(super) state: &'a str,
    pub(super) name: &'a str,
    pub(super) description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) target_url: Option<&'a str>,
    pub(super) pipeline_id: u64,
}

#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct NewNote<'a> {
    pub(super) body: &'a str,
}

#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct NewLink<'a> {
    pub(super) name: &'a str,
    pub(super) url: &'a str,
}

/// The same of one project.
#[derive(Debug)]
pub(super) struct ToProject<'a>(NameOrId<'a>, Said<'a>);

impl<'a> Said<'a> {
    /// Says it to a project, by its number or path; a result, as the builders of the crate give one.
    pub(super) fn to(self, project: &'a str) -> Result<ToProject<'a>, Infallible> {
        Ok(ToProject(project.into(), self))
    }
}

impl Endpoint for ToProject<'_> {
    fn method(&self) -> Method {
        match self.1 {
            Said::Status(..) | Said::Note(..) | Said::Link(..) => Method::POST,
            Said::NoteAgain(..) | Said::LinkAgain(..) => Method::PUT,
            Said::NoNote(..) => Method::DELETE,
        }
    }

    fn endpoint(&self) -> Cow<'static, str> {
        let Self(project, said) = self;
        let place = match said {
            Said::Status(commit, _) => format!("statuses/{commit}"),
            Said::Note(request, _) => format!("merge_requests/{request}/notes"),
            Said::NoteAgain((request, note), _) | Said::NoNote((request, note)) => {
                format!("merge_requests/{request}/notes/{note}")
            }
            Said::Link(tag, _) => format!("releases/{}/assets/links", segment(tag)),
            Said::LinkAgain((tag, link), _) => format!("releases/{}/assets/links/{link}", segment(tag)),
        };
        format!("projects/{project}/{place}").into()
    }

    fn body(&self) -> Result<Option<(&'static str, Vec<u8>)>, BodyError> {
        let json = match &self.1 {
            Said::Status(_, status) => serde_json::to_vec(status)?,
            Said::Note(_, note) | Said::NoteAgain(_, note) => serde_json::to_vec(note)?,
            Said::Link(_, link) | Said::LinkAgain(_, link) => serde_json::to_vec(link)?,
            Said::NoNote(_) => return Ok(None),
        };
        Ok(Some(("application/json", json)))
    }
}
