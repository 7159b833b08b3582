// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Asks GitLab with the tokens there are, and tells its refusals apart.

use std::{
    cell::{Cell, OnceCell, RefCell},
    sync::Arc,
};

use memchr::memmem;
use serde::de::DeserializeOwned;

use super::question::Question;
use crate::{
    collect::file::sha256,
    model::{Access, Cause, Origin, Seen, Text, Unseen},
    remote::{Answer, Fault, Remote, Request, Token, segment},
};

/// GitLab as seen with the tokens of this run.
#[derive(Debug)]
pub(super) struct Client<'r> {
    pub(super) remote: &'r Remote,
    /// The project: its number or its path.
    pub(super) project: &'r str,
    pub(super) tokens: Tokens,
    /// Why the server is not asked any more, once it could not be reached at all.
    pub(super) lost: OnceCell<Fault>,
}

/// The tokens, and whether each was shown anything of the project.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    pub(super) job: Option<Token>,
    pub(super) read: Option<Token>,
    job_saw: Cell<bool>,
    read_saw: Cell<bool>,
}

impl Tokens {
    pub(super) fn new(job: Option<Token>, read: Option<Token>) -> Self {
        Self { job, read, ..Self::default() }
    }
}

/// Which token GitLab documents as enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Enough {
    /// The job token.
    Job,
    /// Only another one. The job token is tried where there is no other: newer versions accept it in
    /// more places.
    Read,
}

/// Which token asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    Job,
    Read,
    Nobody,
}

/// The answers that a fact was made of.
#[derive(Debug, Default)]
pub(super) struct Sources(RefCell<Vec<(String, String, u64)>>);

impl Sources {
    fn add(&self, url: String, body: &[u8]) {
        let entry = (url, sha256(body).hex().to_owned(), body.len() as u64);
        self.0.borrow_mut().push(entry);
    }

    /// The origin of a fact: the address of the first question, and the SHA-256 over one line for each
    /// answer, `HEX  ADDRESS`, ordered by address.
    pub(super) fn origin(self, first: &str) -> Origin {
        let mut answers = self.0.into_inner();
        answers.sort_unstable();
        let size = answers.iter().fold(0_u64, |sum, (.., size)| sum.saturating_add(*size));
        let lines: String = answers.iter().map(|(url, hex, _)| format!("{hex}  {url}\n")).collect();
        Origin { path: first.into(), sha256: sha256(lines.as_bytes()), size }
    }
}

impl Client<'_> {
    /// The path of something in the project.
    pub(super) fn path(&self, rest: &str) -> String {
        format!("/projects/{}{rest}", segment(self.project))
    }

    /// The address of a path, for people.
    pub(super) fn url(&self, path: &str) -> String {
        self.remote.base().below(path).to_string()
    }

    /// Asks for one thing.
    pub(super) async fn one<T: DeserializeOwned>(&self, question: &Question, sources: &Sources) -> Seen<T> {
        let answers = self.answers(question, sources).await?;
        let body = answers.first().map(|answer| answer.body.as_slice()).unwrap_or_default();
        parse(body).map_err(|cause| self.unseen(question, cause))
    }

    /// Asks for a file of at most `limit` bytes.
    pub(super) async fn file(&self, question: &Question, limit: u64, sources: &Sources) -> Seen<Vec<u8>> {
        let answers = self.answers(question, sources).await?;
        let body = answers.into_iter().next().map(|answer| answer.body).unwrap_or_default();
        if body.len() as u64 > limit {
            return Err(self.unseen(question, fault_cause(&Fault::TooLarge(limit))));
        }
        Ok(body)
    }

    /// Asks for a list, all pages of it.
    pub(super) async fn list<T: DeserializeOwned>(&self, question: &Question, sources: &Sources) -> Seen<Vec<T>> {
        let mut all = Vec::new();
        for answer in self.answers(question, sources).await? {
            let page: Vec<T> = parse(&answer.body).map_err(|cause| self.unseen(question, cause))?;
            all.extend(page);
        }
        Ok(all)
    }

    /// Asks for one thing that may be missing: `None` where GitLab says so in these words.
    pub(super) async fn one_or_none<T: DeserializeOwned>(
        &self,
        question: &Question,
        missing: &str,
        sources: &Sources,
    ) -> Seen<Option<T>> {
        let refused = |answer: &Answer| answer.status == 404 && says(answer, missing);
        match self.ask(question, sources, &refused).await? {
            None => Ok(None),
            Some(answers) => {
                let body = answers.first().map(|answer| answer.body.as_slice()).unwrap_or_default();
                parse(body).map(Some).map_err(|cause| self.unseen(question, cause))
            }
        }
    }

    async fn answers(&self, question: &Question, sources: &Sources) -> Seen<Vec<Answer>> {
        Ok(self.ask(question, sources, &|_| false).await?.unwrap_or_default())
    }

    /// Asks with one token after another until one is enough; `None` where an answer is a refusal that
    /// says what was to be known.
    async fn ask(
        &self,
        question: &Question,
        sources: &Sources,
        is_telling: &dyn Fn(&Answer) -> bool,
    ) -> Seen<Option<Vec<Answer>>> {
        let mut causes = Vec::new();
        for (slot, token) in self.candidates(question.enough) {
            let answers = self.pages(question, token).await?;
            let Some(first) = answers.first() else { continue };
            if first.is_success() || is_telling(first) {
                self.note_sight(slot);
                answers.iter().for_each(|answer| sources.add(self.url(&question.path), &answer.body));
                return Ok(first.is_success().then_some(answers));
            }
            causes.push(self.refusal(question, slot, first.status, &first.body));
        }
        Err(self.unseen(question, most_telling(causes)))
    }

    /// All pages of an answer. A server that cannot be reached, however often it was tried, is not tried
    /// again for each further question.
    async fn pages(&self, question: &Question, token: Option<&Token>) -> Seen<Vec<Answer>> {
        let asked = match self.lost.get() {
            Some(fault) => Err(fault.clone()),
            None => {
                let request = Request { accept: question.accept, ..Request::get(&question.path, token) };
                self.remote.pages(&request).await
            }
        };
        asked.map_err(|fault| {
            let unseen = self.unseen(question, fault_cause(&fault));
            if matches!(fault, Fault::Unreachable(_)) {
                self.lost.get_or_init(|| fault);
            }
            unseen
        })
    }

    /// The tokens to ask with, the fitting one first.
    pub(super) fn candidates(&self, enough: Enough) -> Vec<(Slot, Option<&Token>)> {
        let job = self.tokens.job.as_ref().map(|token| (Slot::Job, Some(token)));
        let read = self.tokens.read.as_ref().map(|token| (Slot::Read, Some(token)));
        let all: Vec<_> = match enough {
            Enough::Job => [job, read].into_iter().flatten().collect(),
            Enough::Read => [read, job].into_iter().flatten().collect(),
        };
        if all.is_empty() { vec![(Slot::Nobody, None)] } else { all }
    }

    fn note_sight(&self, slot: Slot) {
        match slot {
            Slot::Job => self.tokens.job_saw.set(true),
            Slot::Read => self.tokens.read_saw.set(true),
            Slot::Nobody => {}
        }
    }

    /// What a refusal means.
    pub(super) fn refusal(&self, question: &Question, slot: Slot, status: u16, body: &[u8]) -> Cause {
        let saw = match slot {
            Slot::Job => self.tokens.job_saw.get(),
            Slot::Read => self.tokens.read_saw.get(),
            Slot::Nobody => false,
        };
        let denies_project = memmem::find(body, b"Project Not Found").is_some();
        match status {
            401 | 403 | 404 if slot == Slot::Nobody => Cause::NoToken,
            401 => Cause::Unauthorized,
            403 => Cause::Forbidden,
            // Where GitLab does not take a job token, it acts as if nobody asked.
            404 if denies_project && slot == Slot::Job && question.enough == Enough::Read => Cause::Unauthorized,
            // The same token was shown the project before: it is not the project that is missing.
            404 if denies_project && saw => Cause::Unlicensed,
            404 if denies_project || !saw => Cause::Hidden,
            404 if matches!(question.needs, Access::Offer(_)) => Cause::Unlicensed,
            404 => Cause::Absent,
            other => Cause::Malformed(Text::new(
                format!("the server answered with status {other}"),
                format!("der Server hat mit Status {other} geantwortet"),
            )),
        }
    }

    pub(super) fn unseen(&self, question: &Question, cause: Cause) -> Unseen {
        Unseen {
            fact: question.fact,
            what: Arc::clone(&question.what),
            url: self.url(&question.path).into(),
            cause,
            needs: question.needs,
        }
    }
}

fn says(answer: &Answer, words: &str) -> bool {
    memmem::find(&answer.body, words.as_bytes()).is_some()
}

/// Of the refusals of several tokens the one that says most: who lacks a scope is nearer than who is
/// not known.
pub(super) fn most_telling(causes: Vec<Cause>) -> Cause {
    let rank = |cause: &Cause| match cause {
        Cause::Forbidden => 0,
        Cause::Unlicensed => 1,
        Cause::Absent => 2,
        Cause::Hidden => 3,
        Cause::Unauthorized => 4,
        Cause::NoToken => 5,
        _ => 6,
    };
    causes.into_iter().min_by_key(rank).unwrap_or(Cause::NoToken)
}

pub(super) fn fault_cause(fault: &Fault) -> Cause {
    match fault {
        Fault::TooManyPages(_) | Fault::TooMuch(_) => Cause::TooMuch(fault.text()),
        Fault::WrongType | Fault::Echo | Fault::Broken | Fault::ForeignPage | Fault::PagesInCircle => {
            Cause::Malformed(fault.text())
        }
        _ => Cause::Unreachable(fault.text()),
    }
}

/// Reads an answer. Its words stand in no message, only the place of the fault.
fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Cause> {
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let read = serde_path_to_error::deserialize(&mut deserializer);
    let ended = deserializer.end();
    match (read, ended) {
        (Ok(value), Ok(())) => Ok(value),
        (Err(error), _) => Err(malformed(&error.path().to_string(), error.inner())),
        (Ok(_), Err(error)) => Err(malformed(".", &error)),
    }
}

fn malformed(place: &str, error: &serde_json::Error) -> Cause {
    let (line, column) = (error.line(), error.column());
    Cause::Malformed(Text::new(
        format!("the answer is not what GitLab describes (`{place}`, line {line}, column {column})"),
        format!("die Antwort ist nicht, was GitLab beschreibt (`{place}`, Zeile {line}, Spalte {column})"),
    ))
}
