// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! One request until its answer: attempts, redirects, and the body within bounds.

use std::{
    fs::File,
    io::{self, Read, Seek, Write},
    time::Duration,
};

use ureq::{
    Body, Error, RequestExt,
    http::{self, Response, StatusCode, header},
};

use super::{Address, Aim, Answer, Download, Fault, Method, Remote, Request, Taker, Token, is_passing, page};

/// The first wait before a request is sent again; each further one is twice as long.
const FIRST_WAIT: Duration = Duration::from_secs(1);
/// How much is read at once.
const PIECE: usize = 64 << 10;
/// As much of the body of a refusal as is looked at.
const REFUSAL: u64 = 64 << 10;

/// What became of an attempt.
enum Attempt<T> {
    Done(T),
    /// Another one may end otherwise: why this one failed, and the wait that the server asks for.
    Again(Fault, Option<Duration>),
}

impl Remote {
    /// Sends a request until it is answered or it no longer makes sense.
    pub(super) fn insist<T>(&self, request: &Request<'_>, take: Taker<'_, T>) -> Result<T, Fault> {
        let mut wait = FIRST_WAIT;
        let mut attempt = 1;
        loop {
            let (fault, asked) = match self.attempt(request, take)? {
                Attempt::Done(done) => return Ok(done),
                Attempt::Again(fault, asked) => (fault, asked),
            };
            if attempt >= self.bounds.attempts {
                return Err(fault);
            }
            if let Some(asked) = asked
                && asked > self.bounds.wait
                && let Fault::Busy(status) = fault
            {
                return Err(Fault::AsksToWait(status, asked.as_secs()));
            }
            let pause = asked.unwrap_or(wait).min(self.bounds.wait);
            // What is wrong says more than that there is no time to see whether it still is.
            if pause >= self.remaining()? {
                return Err(fault);
            }
            self.clock.sleep(pause);
            wait = wait.saturating_mul(2);
            attempt = attempt.saturating_add(1);
        }
    }

    fn attempt<T>(&self, request: &Request<'_>, take: Taker<'_, T>) -> Result<Attempt<T>, Fault> {
        // Only what changes nothing when it is done twice is sent again without the server's word.
        let is_safe = request.method != Method::POST;
        let response = match self.follow(request) {
            Ok(response) => response,
            Err(fault @ (Fault::Unreachable(_) | Fault::Truncated)) if is_safe => {
                return Ok(Attempt::Again(fault, None));
            }
            Err(fault) => return Err(fault),
        };
        let status = response.status();
        if is_passing(status) && (is_safe || status == StatusCode::TOO_MANY_REQUESTS) {
            return Ok(Attempt::Again(Fault::Busy(status.as_u16()), asked_wait(&response)));
        }
        match take(response) {
            Ok(taken) => Ok(Attempt::Done(taken)),
            Err(fault @ (Fault::Unreachable(_) | Fault::Truncated)) if is_safe => Ok(Attempt::Again(fault, None)),
            Err(fault) => Err(fault),
        }
    }

    /// Sends a request and follows redirects. Another origin gets no token, and neither does anything
    /// that comes after it.
    fn follow(&self, request: &Request<'_>) -> Result<Response<Body>, Fault> {
        let (mut address, mut token) = (self.base.below(request.path), request.token);
        for _ in 0..=self.bounds.redirects {
            let response = self.send(request, &address, token)?;
            if !response.status().is_redirection() || response.status() == StatusCode::NOT_MODIFIED {
                return Ok(response);
            }
            let location = Self::header(response.headers(), "location").ok_or(Fault::Broken)?;
            let next = address.redirected(&location).ok_or(Fault::Broken)?;
            let leaves = next.origin() != self.base.origin();
            let downgrades = address.is_https() && !next.is_https();
            // Only what is downloaded may lie elsewhere: GitLab keeps archives in object storage.
            if downgrades || request.method != Method::GET || (leaves && request.aim == Aim::Answer) {
                return Err(Fault::Redirected(self.blotted(&next.origin().to_string())));
            }
            if leaves {
                token = None;
            }
            address = next;
        }
        Err(Fault::TooManyRedirects(self.bounds.redirects))
    }

    fn send(&self, request: &Request<'_>, address: &Address, token: Option<&Token>) -> Result<Response<Body>, Fault> {
        let longest = match request.aim {
            Aim::Answer => self.bounds.request,
            Aim::Download => self.bounds.download,
        };
        let time = longest.min(self.remaining()?);
        let mut head = http::Request::builder().method(request.method.clone()).uri(address.to_string());
        if let Some((name, value)) = token.map(Token::presented) {
            head = head.header(name, value);
        }
        if !request.accept.is_empty() {
            head = head.header(header::ACCEPT, request.accept.join(", "));
        }
        if let Some((media_type, _)) = request.body {
            head = head.header(header::CONTENT_TYPE, media_type);
        }
        let sent = match request.body {
            None => {
                let whole = head.body(()).map_err(|_| Fault::Broken)?;
                whole.with_agent(&self.agent).configure().timeout_global(Some(time)).build().run()
            }
            Some((_, body)) => {
                let whole = head.body(body).map_err(|_| Fault::Broken)?;
                whole.with_agent(&self.agent).configure().timeout_global(Some(time)).build().run()
            }
        };
        sent.map_err(|error| self.fault(error))
    }

    /// The time that is left for everything.
    fn remaining(&self) -> Result<Duration, Fault> {
        let left = self.bounds.total.saturating_sub(self.clock.elapsed());
        if left.is_zero() { Err(Fault::OutOfTime) } else { Ok(left) }
    }

    /// Reads an answer as a whole.
    pub(super) fn read(&self, response: Response<Body>) -> Result<Answer, Fault> {
        let headers = response.headers().clone();
        let next = Self::header(&headers, "link").and_then(|header| page::next(&header).map(str::to_owned));
        let date = Self::header(&headers, "date");
        let status = response.status().as_u16();
        let mut body = Vec::new();
        self.copy(response, &mut body, self.bounds.answer_size)?;
        Ok(Answer { status, body, date, next, headers })
    }

    /// Writes an answer to an empty file, or reads the beginning of a refusal.
    pub(super) fn store(&self, response: Response<Body>, mut file: &File, limit: u64) -> Result<Download, Fault> {
        let status = response.status().as_u16();
        if status != 200 {
            let mut body = Vec::new();
            // A refusal counts whether or not its words arrive.
            let _ = self.copy(response, &mut body, REFUSAL);
            return Ok(Download { status, size: 0, body });
        }
        let not_stored = |error: io::Error| Fault::NotStored(error.to_string());
        file.set_len(0).and_then(|()| file.rewind()).map_err(not_stored)?;
        let size = self.copy(response, &mut file, limit)?;
        file.rewind().map_err(not_stored)?;
        Ok(Download { status, size, body: Vec::new() })
    }

    fn copy(&self, response: Response<Body>, to: &mut dyn Write, limit: u64) -> Result<u64, Fault> {
        let announced = response.body().content_length();
        if announced.is_some_and(|length| length > limit) {
            return Err(Fault::TooLarge(limit));
        }
        let mut from = response.into_body().into_reader();
        let (mut size, mut piece) = (0_u64, vec![0; PIECE]);
        loop {
            self.remaining()?;
            let count = from.read(&mut piece).map_err(|error| self.fault(error.into()))?;
            if count == 0 {
                break;
            }
            size = size.saturating_add(count as u64);
            if size > limit {
                return Err(Fault::TooLarge(limit));
            }
            let read = piece.get(..count).unwrap_or_default();
            to.write_all(read).map_err(|error| Fault::NotStored(error.to_string()))?;
        }
        if announced.is_some_and(|length| length != size) { Err(Fault::Truncated) } else { Ok(size) }
    }

    fn fault(&self, error: Error) -> Fault {
        match error {
            Error::Timeout(_) if self.remaining().is_err() => Fault::OutOfTime,
            Error::Timeout(_) => Fault::TooSlow,
            Error::Io(error) => match error.kind() {
                io::ErrorKind::UnexpectedEof => Fault::Truncated,
                io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => Fault::TooSlow,
                _ => Fault::Unreachable(self.blotted(&error.to_string())),
            },
            Error::HostNotFound => Fault::Unreachable("there is no such host".to_owned()),
            Error::ConnectionFailed => Fault::Unreachable("no connection".to_owned()),
            Error::ConnectProxyFailed(_) => Fault::Unreachable("the proxy refused".to_owned()),
            Error::Rustls(error) => Fault::Unreachable(self.blotted(&error.to_string())),
            Error::Tls(why) => Fault::Unreachable(why.to_owned()),
            _ => Fault::Broken,
        }
    }

    fn blotted(&self, text: &str) -> String {
        self.tokens.iter().fold(text.to_owned(), |text, token| token.blotted_from(&text))
    }
}

/// The wait that a server asks for, in whole seconds (RFC 9110, section 10.2.3). GitLab gives no date.
fn asked_wait(response: &Response<Body>) -> Option<Duration> {
    let value = Remote::header(response.headers(), "retry-after")?;
    value.trim().parse().ok().map(Duration::from_secs)
}
