// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Speaks HTTP with a server that the user named. Nothing else opens a connection, and this does only
//! for a command that was told to.
//!
//! It stands below `collect` and `deliver`, which share it: what is asked and what is said goes under
//! the same bounds and the same rules about tokens. The server counts as hostile: every wait, every
//! body, every list of pages and every chain of redirects has an end; a token goes to the one origin it
//! was given for and stands in no error; what is no whole answer is a [`Fault`].
//!
//! It is asynchronous: tokio drives a few requests side by side on the one thread that waits for them
//! ([`Remote::block_on`]). What takes long otherwise is done while no request is under way, or the waits
//! of those that are would be measured too long.
#![expect(clippy::disallowed_methods, reason = "measuring and bounding waits is what this module is for")]

use std::{
    collections::BTreeSet,
    fmt,
    fs::File,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use reqwest::{Client, StatusCode, header::HeaderMap};

pub use reqwest::Method;

mod address;
mod bounds;
mod client;
mod clock;
mod exchange;
mod fault;
mod gitlab;
mod page;
mod token;
mod wait;

pub use address::{Address, NotAnAddress, segment};
pub use bounds::Bounds;
pub use clock::{Clock, Pause, SystemClock};
pub use fault::Fault;
pub use gitlab::{Endpoint, List, path_of};
pub use token::{NotAToken, Token, TokenHeader};
pub use wait::side_by_side;

use wait::Waiting;

/// A server, and how it is spoken to.
pub struct Remote {
    client: Client,
    waiting: Waiting,
    base: Address,
    /// Every token of the run, so that none stands in what comes back or in an error.
    tokens: Vec<Token>,
    bounds: Bounds,
    clock: Arc<dyn Clock>,
    /// Number of bytes of all answers so far.
    answered: AtomicU64,
}

/// What to connect with besides the address.
#[derive(Clone, Debug, Default)]
pub struct Connection {
    /// Certificates of authorities in PEM, trusted besides those of Mozilla's list.
    pub authorities: Option<Vec<u8>>,
    /// The address of a proxy; `None` for what the environment names (`HTTPS_PROXY`, `ALL_PROXY`,
    /// `NO_PROXY`). This machine is spoken to without one.
    pub proxy: Option<String>,
}

/// What is asked of the server.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// What is done with the thing at `path` (RFC 9110, section 9.3).
    pub method: Method,
    /// Path and query below the base address, encoded, beginning with `/`.
    pub path: &'a str,
    /// The token to ask with.
    pub token: Option<&'a Token>,
    /// The body, with its media type.
    pub body: Option<(&'static str, &'a [u8])>,
    /// The media types that are asked for and taken (`Accept`, RFC 9110, section 12.5.1). Where there is
    /// none, an answer has to be JSON and a file may be anything.
    pub accept: &'a [&'a str],
    /// What for.
    pub aim: Aim,
}

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// An answer that is read as a whole. It comes from the server itself.
    Answer,
    /// A file, which may lie on another server.
    Download,
}

/// What the server answered, whole.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
    /// When it answered, by its own clock, as it wrote it (`Date`, RFC 9110, section 6.6.1).
    pub date: Option<String>,
    next: Option<String>,
    headers: HeaderMap,
}

/// What became of a download.
#[derive(Clone, Debug)]
pub struct Download {
    /// The status. The file holds something only for 200.
    pub status: u16,
    /// Number of bytes in the file.
    pub size: u64,
    /// The body of an answer that is no success, or its beginning.
    pub body: Vec<u8>,
}

impl<'a> Request<'a> {
    /// A question.
    pub const fn get(path: &'a str, token: Option<&'a Token>) -> Self {
        Self { method: Method::GET, path, token, body: None, accept: &[], aim: Aim::Answer }
    }

    /// A question for a file.
    pub const fn file(path: &'a str, token: Option<&'a Token>) -> Self {
        Self { method: Method::GET, path, token, body: None, accept: &[], aim: Aim::Download }
    }
}

impl Answer {
    /// Whether it succeeded.
    pub const fn is_success(&self) -> bool {
        self.status >= 200 && self.status < 300
    }

    /// The values of a header, those that are text.
    pub fn header(&self, name: &str) -> impl Iterator<Item = &str> {
        self.headers.get_all(name).iter().filter_map(|value| value.to_str().ok())
    }

    /// What it says that it is, without parameters and in lower case, since case means nothing (RFC 9110,
    /// section 8.3.1).
    pub fn media_type(&self) -> String {
        let said = self.header("content-type").next().unwrap_or_default();
        said.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// Whether it says that it is of one of these types.
    fn is_of(&self, accepted: &[&str]) -> bool {
        let accepted = if accepted.is_empty() { &["application/json"] } else { accepted };
        accepted.contains(&self.media_type().as_str())
    }
}

impl Remote {
    /// A server at `base`. Nothing is sent yet.
    pub fn new(
        base: Address,
        connection: &Connection,
        tokens: Vec<Token>,
        (bounds, clock): (Bounds, Arc<dyn Clock>),
    ) -> Result<Self, Fault> {
        if !base.is_https() && !base.is_loopback() {
            return Err(Fault::PlainText(base.origin().to_string()));
        }
        let client = client::client(&base, connection, &bounds)?;
        Ok(Self { client, waiting: Waiting::new()?, base, tokens, bounds, clock, answered: AtomicU64::new(0) })
    }

    /// Waits for what asks this server, to its end. Nothing in it may wait this way again.
    pub fn block_on<F: Future>(&self, work: F) -> F::Output {
        self.waiting.block_on(work)
    }

    /// The address that paths stand below.
    pub const fn base(&self) -> &Address {
        &self.base
    }

    /// The clock that bounds what is asked.
    pub fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.clock)
    }

    /// Gives what is asked from now on the whole time by another clock.
    pub fn restart(&mut self, clock: Arc<dyn Clock>) {
        self.clock = clock;
    }

    /// Lets no further token stand in what comes back or in an error.
    pub fn guard(&mut self, token: Token) {
        self.tokens.push(token);
    }

    /// Asks for something and reads the answer as a whole. What succeeds has to be of a type asked for.
    pub async fn ask(&self, request: &Request<'_>) -> Result<Answer, Fault> {
        let answer = self.insist(request, async |response| self.read(response).await).await?;
        if answer.is_success() && !answer.body.is_empty() && !answer.is_of(request.accept) {
            return Err(if request.accept.is_empty() { Fault::WrongType } else { Fault::OtherType });
        }
        let size = answer.body.len() as u64;
        if self.answered.fetch_add(size, Ordering::Relaxed).saturating_add(size) > self.bounds.all_answers {
            return Err(Fault::TooMuch(self.bounds.all_answers));
        }
        if self.echoes(&answer.body) {
            return Err(Fault::Echo);
        }
        Ok(answer)
    }

    /// Asks for a list, page by page. A first answer that is no success is given alone, as is a later one
    /// that asks who it is for (401); else a page that is not there is a fault, since it ends no list.
    pub async fn pages(&self, request: &Request<'_>) -> Result<Vec<Answer>, Fault> {
        let (mut answers, mut path) = (Vec::new(), request.path.to_owned());
        let mut seen = BTreeSet::new();
        loop {
            let answer = self.ask(&Request { path: &path, ..request.clone() }).await?;
            if !answer.is_success() {
                let is_first = answers.is_empty() || answer.status == 401;
                return if is_first { Ok(vec![answer]) } else { Err(Fault::NoPage(answer.status)) };
            }
            let next = answer.next.as_deref().map(|next| page::path_of(next, &self.base, request.path));
            answers.push(answer);
            let Some(next) = next else { return Ok(answers) };
            seen.insert(path);
            path = next.ok_or(Fault::ForeignPage)?;
            if seen.contains(&path) {
                return Err(Fault::PagesInCircle);
            }
            if answers.len() >= self.bounds.pages as usize {
                return Err(Fault::TooManyPages(self.bounds.pages));
            }
        }
    }

    /// Writes what is asked for into an empty file, piece by piece.
    pub async fn download(&self, request: &Request<'_>, file: &File, limit: u64) -> Result<Download, Fault> {
        self.insist(request, async |response| self.store(response, file, limit).await).await
    }

    /// Whether a body holds a token of ours.
    fn echoes(&self, body: &[u8]) -> bool {
        self.tokens.iter().any(|token| token.is_in(body))
    }

    fn header(headers: &HeaderMap, name: &str) -> Option<String> {
        headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
    }
}

/// What the client knows includes the password of a proxy.
impl fmt::Debug for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Remote").field("base", &self.base).field("bounds", &self.bounds).finish_non_exhaustive()
    }
}

/// Whether a server that answers so may answer otherwise in a while.
fn is_passing(status: StatusCode) -> bool {
    matches!(status.as_u16(), 429 | 500 | 502 | 503 | 504)
}
