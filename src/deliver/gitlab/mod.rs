// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Says the verdict back to GitLab: a note, a commit status, a link, a package. Each only when asked
//! for, and none changes the verdict.

use std::{
    convert::Infallible,
    fmt::{self, Display},
};

use gitlab::api::projects::{packages::generic::UploadPackageFile, releases::links::ListReleaseLinks};
use serde::de::DeserializeOwned;

use crate::{
    model::{Commit, Text},
    remote::{Aim, Answer, Endpoint, Fault, List, Remote, Request, Token, path_of},
};

mod note;
mod said;

use said::{NewLink, NewStatus, Said};

/// The name under which the verdict stands on GitLab.
const NAME: &str = "freigabe";

/// A project on GitLab that is told something.
#[derive(Clone, Copy, Debug)]
pub struct Project<'r> {
    /// The server.
    pub remote: &'r Remote,
    /// The project: its number or its path.
    pub project: &'r str,
    /// The job token, which may upload packages and link releases.
    pub job_token: Option<&'r Token>,
    /// A token with the scope `api`, which may do all of it.
    pub api_token: Option<&'r Token>,
}

/// What a commit status says.
#[derive(Clone, Copy, Debug)]
pub struct CommitStatus<'a> {
    /// `success` or `failed`.
    pub state: &'static str,
    /// The verdict in a few words.
    pub description: &'a str,
    /// The page that tells more.
    pub target_url: Option<&'a str>,
    /// The pipeline that it belongs to.
    pub pipeline: u64,
}

/// Why GitLab could not be told something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotSaid {
    what: &'static str,
    why: Text,
}

impl fmt::Display for NotSaid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to GitLab: {}", self.what, self.why.en)
    }
}

/// Who may say something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Right {
    /// The job token will do.
    Job,
    /// Only a token with the scope `api`.
    Api,
}

#[derive(serde::Deserialize)]
struct Link {
    id: u64,
    name: String,
}

impl Project<'_> {
    /// Sets the status of a commit.
    pub fn commit_status(&self, commit: &Commit, status: &CommitStatus<'_>) -> Result<(), NotSaid> {
        let status = NewStatus {
            state: status.state,
            name: NAME,
            description: status.description,
            target_url: status.target_url,
            pipeline_id: status.pipeline,
        };
        self.send("the commit status", Said::Status(commit, status).to(self.project), Right::Api).map(drop)
    }

    /// Uploads a file to the generic package of this version; gives the address where it lies. A file
    /// of the same name is followed by the new one, which is then the one that is given.
    pub fn package_file(&self, version: &str, name: &str, bytes: &[u8]) -> Result<String, NotSaid> {
        let what = "the package";
        let mut endpoint = UploadPackageFile::builder();
        endpoint.project(self.project).package_name(NAME).package_version(version).file_name(name).contents(bytes);
        let endpoint = endpoint.build().map_err(|why| unsayable(what, &why))?;
        self.send(what, Ok::<_, Infallible>(&endpoint), Right::Job)?;
        Ok(self.remote.base().below(&path_of(&endpoint)).to_string())
    }

    /// Links the release of a tag to an address, in place of an earlier link of ours.
    pub fn release_link(&self, tag: &str, url: &str) -> Result<(), NotSaid> {
        let what = "the link of the release";
        let links = ListReleaseLinks::builder().project(self.project).tag_name(tag).build().map(List);
        let known: Vec<Link> = self.ask(what, links, Right::Job)?;
        let new = NewLink { name: NAME, url };
        let said = match known.iter().find(|link| link.name == NAME) {
            Some(link) => Said::LinkAgain((tag, link.id), new),
            None => Said::Link(tag, new),
        };
        self.send(what, said.to(self.project), Right::Job).map(drop)
    }

    /// Asks for a list, all pages of it.
    fn ask<T: DeserializeOwned>(
        &self,
        what: &'static str,
        endpoint: Result<impl Endpoint, impl Display>,
        right: Right,
    ) -> Result<Vec<T>, NotSaid> {
        let path = path_of(&endpoint.map_err(|why| unsayable(what, &why))?);
        let token = self.token(what, right)?;
        let pages = self.remote.block_on(self.remote.pages(&Request::get(&path, Some(token))));
        let pages = pages.map_err(|fault| failed(what, &fault))?;
        let mut all = Vec::new();
        for answer in pages {
            all.extend(read::<Vec<T>>(what, &taken(what, right, answer)?)?);
        }
        Ok(all)
    }

    fn send(
        &self,
        what: &'static str,
        endpoint: Result<impl Endpoint, impl Display>,
        right: Right,
    ) -> Result<Answer, NotSaid> {
        let endpoint = endpoint.map_err(|why| unsayable(what, &why))?;
        let token = Some(self.token(what, right)?);
        let (method, path) = (endpoint.method(), path_of(&endpoint));
        let body = endpoint.body().map_err(|why| unsayable(what, &why))?;
        let body = body.as_ref().map(|(media_type, body)| (*media_type, body.as_slice()));
        let request = Request { method, path: &path, token, body, accept: &[], aim: Aim::Answer };
        let answer = self.remote.block_on(self.remote.ask(&request)).map_err(|fault| failed(what, &fault))?;
        taken(what, right, answer)
    }

    fn token(&self, what: &'static str, right: Right) -> Result<&Token, NotSaid> {
        let token = match right {
            Right::Job => self.job_token.or(self.api_token),
            Right::Api => self.api_token,
        };
        token.ok_or_else(|| NotSaid { what, why: right.needs() })
    }
}

impl Right {
    fn needs(self) -> Text {
        match self {
            Self::Job => Text::new(
                "needs `CI_JOB_TOKEN` or a token with the scope `api` in `FREIGABE_API_TOKEN`",
                "braucht `CI_JOB_TOKEN` oder ein Token mit dem Geltungsbereich `api` in `FREIGABE_API_TOKEN`",
            ),
            Self::Api => Text::new(
                "needs a token with the scope `api` and the role Developer in `FREIGABE_API_TOKEN`",
                "braucht ein Token mit dem Geltungsbereich `api` und der Rolle Developer in `FREIGABE_API_TOKEN`",
            ),
        }
    }
}

fn failed(what: &'static str, fault: &Fault) -> NotSaid {
    NotSaid { what, why: fault.text() }
}

/// Something that could not be put together.
fn unsayable(what: &'static str, why: &impl Display) -> NotSaid {
    NotSaid { what, why: Text::same(why.to_string()) }
}

/// An answer that says yes.
fn taken(what: &'static str, right: Right, answer: Answer) -> Result<Answer, NotSaid> {
    if answer.is_success() {
        return Ok(answer);
    }
    let (status, needs) = (answer.status, right.needs());
    let why = Text::new(
        format!("it was refused ({status}); {}", needs.en),
        format!("es wurde abgelehnt ({status}); {}", needs.de),
    );
    Err(NotSaid { what, why })
}

fn read<T: DeserializeOwned>(what: &'static str, answer: &Answer) -> Result<T, NotSaid> {
    let why = Text::new("the answer is not what GitLab describes", "die Antwort ist nicht, was GitLab beschreibt");
    serde_json::from_slice(&answer.body).map_err(|_| NotSaid { what, why })
}
