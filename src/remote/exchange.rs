// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! One request until its answer: attempts, redirects, and the body within bounds.

use std::{
    error::Error,
    fs::File,
    io::{self, Seek, Write},
    iter,
    time::Duration,
};

use reqwest::{
    Response, StatusCode, Url,
    header::{self, HeaderValue},
};
use tokio::{task::yield_now, time::timeout};

use super::{Address, Aim, Answer, Download, Fault, Method, Remote, Request, Token, is_passing, page};

/// The first wait before a request is sent again; each further one is twice as long.
const FIRST_WAIT: Duration = Duration::from_secs(1);
/// As much of the body of a refusal as is looked at.
const REFUSAL: u64 = 64 << 10;
/// The client's words for a proxy that does not connect.
const REFUSALS: &[&str] = &["tunnel error: unsuccessful", "tunnel error: proxy authorization required"];

/// What became of an attempt.
enum Attempt<T> {
    Done(T),
    /// Another one may end otherwise: why this one failed, and the wait that the server asks for.
    Again(Fault, Option<Duration>),
}

impl Remote {
    /// Sends a request until it is answered or it no longer makes sense.
    pub(super) async fn insist<T>(
        &self,
        request: &Request<'_>,
        take: impl AsyncFn(Response) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let mut wait = FIRST_WAIT;
        let mut attempt = 1;
        loop {
            let (fault, asked) = match self.attempt(request, &take).await? {
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
            self.clock.sleep(pause).await;
            wait = wait.saturating_mul(2);
            attempt = attempt.saturating_add(1);
        }
    }

    async fn attempt<T>(
        &self,
        request: &Request<'_>,
        take: &impl AsyncFn(Response) -> Result<T, Fault>,
    ) -> Result<Attempt<T>, Fault> {
        // Only what changes nothing when it is done twice is sent again without the server's word.
        let is_safe = request.method != Method::POST;
        let response = match self.follow(request).await {
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
        match take(response).await {
            Ok(taken) => Ok(Attempt::Done(taken)),
            Err(fault @ (Fault::Unreachable(_) | Fault::Truncated)) if is_safe => Ok(Attempt::Again(fault, None)),
            Err(fault) => Err(fault),
        }
    }

    /// Sends a request and follows redirects. Another origin gets no token, and neither does anything
    /// that comes after it.
    async fn follow(&self, request: &Request<'_>) -> Result<Response, Fault> {
        let (mut address, mut token) = (self.base.below(request.path), request.token);
        for _ in 0..=self.bounds.redirects {
            let response = self.send(request, &address, token).await?;
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

    async fn send(&self, request: &Request<'_>, address: &Address, token: Option<&Token>) -> Result<Response, Fault> {
        let longest = match request.aim {
            Aim::Answer => self.bounds.request,
            Aim::Download => self.bounds.download,
        };
        let time = longest.min(self.remaining()?);
        let mut whole = self.client.request(request.method.clone(), url_of(address)?).timeout(time);
        if let Some((name, value)) = token.map(Token::presented) {
            let mut value = HeaderValue::try_from(value).map_err(|_| Fault::Broken)?;
            value.set_sensitive(true);
            whole = whole.header(name, value);
        }
        if !request.accept.is_empty() {
            whole = whole.header(header::ACCEPT, request.accept.join(", "));
        }
        let mut silence = self.bounds.read;
        if let Some((media_type, body)) = request.body {
            whole = whole.header(header::CONTENT_TYPE, media_type).body(body.to_vec());
            // The time to write it is bounded as that to read is.
            silence = silence.saturating_mul(2);
        }
        // Nothing was heard of the connections while nothing was waited for: first the system tells which of
        // them the server has left, then those are dropped. One more request on such a one would be lost.
        yield_now().await;
        yield_now().await;
        let sent = timeout(silence, whole.send()).await.map_err(|_| self.slow())?;
        sent.map_err(|error| self.fault(&error))
    }

    /// The time that is left for everything.
    fn remaining(&self) -> Result<Duration, Fault> {
        let left = self.bounds.total.saturating_sub(self.clock.elapsed());
        if left.is_zero() { Err(Fault::OutOfTime) } else { Ok(left) }
    }

    /// Reads an answer as a whole.
    pub(super) async fn read(&self, response: Response) -> Result<Answer, Fault> {
        let headers = response.headers().clone();
        let next = Self::header(&headers, "link").and_then(|header| page::next(&header).map(str::to_owned));
        let date = Self::header(&headers, "date");
        let status = response.status().as_u16();
        let mut body = Vec::new();
        self.copy(response, &mut body, self.bounds.answer_size).await?;
        Ok(Answer { status, body, date, next, headers })
    }

    /// Writes an answer to an empty file, or reads the beginning of a refusal.
    pub(super) async fn store(&self, response: Response, mut file: &File, limit: u64) -> Result<Download, Fault> {
        let status = response.status().as_u16();
        if status != 200 {
            let mut body = Vec::new();
            // A refusal counts whether or not its words arrive.
            let _ = self.copy(response, &mut body, REFUSAL).await;
            return Ok(Download { status, size: 0, body });
        }
        let not_stored = |error: io::Error| Fault::NotStored(error.to_string());
        file.set_len(0).and_then(|()| file.rewind()).map_err(not_stored)?;
        let size = self.copy(response, &mut file, limit).await?;
        file.rewind().map_err(not_stored)?;
        Ok(Download { status, size, body: Vec::new() })
    }

    async fn copy(&self, mut response: Response, to: &mut dyn Write, limit: u64) -> Result<u64, Fault> {
        let announced = response.content_length();
        if announced.is_some_and(|length| length > limit) {
            return Err(Fault::TooLarge(limit));
        }
        let mut size = 0_u64;
        loop {
            self.remaining()?;
            let piece = timeout(self.bounds.read, response.chunk()).await.map_err(|_| self.slow())?;
            let Some(piece) = piece.map_err(|error| self.fault(&error))? else { break };
            size = size.saturating_add(piece.len() as u64);
            if size > limit {
                return Err(Fault::TooLarge(limit));
            }
            to.write_all(&piece).map_err(|error| Fault::NotStored(error.to_string()))?;
        }
        if announced.is_some_and(|length| length != size) { Err(Fault::Truncated) } else { Ok(size) }
    }

    fn slow(&self) -> Fault {
        if self.remaining().is_err() { Fault::OutOfTime } else { Fault::TooSlow }
    }

    /// What an error of the client means, by what it comes from.
    fn fault(&self, error: &reqwest::Error) -> Fault {
        if error.is_timeout() {
            return self.slow();
        }
        if error.is_dns() {
            return Fault::Unreachable("there is no such host".to_owned());
        }
        let mut last = None;
        for cause in iter::successors(error.source(), |cause: &&(dyn Error + 'static)| (*cause).source()) {
            let kind = cause.downcast_ref().map(io::Error::kind);
            if kind == Some(io::ErrorKind::UnexpectedEof)
                || cause.downcast_ref().is_some_and(hyper::Error::is_incomplete_message)
            {
                return Fault::Truncated;
            }
            last = kind.map(|_| cause.to_string()).or(last);
            if REFUSALS.contains(&cause.to_string().as_str()) {
                return Fault::Unreachable("the proxy refused".to_owned());
            }
        }
        match last {
            Some(why) => Fault::Unreachable(self.blotted(&why)),
            None if error.is_connect() => Fault::Unreachable("no connection".to_owned()),
            None => Fault::Broken,
        }
    }

    fn blotted(&self, text: &str) -> String {
        self.tokens.iter().fold(text.to_owned(), |text, token| token.blotted_from(&text))
    }
}

/// The address as the client takes it. It would follow `..` in a path, and take `\` for `/`: then it would
/// ask for something else than was said.
fn url_of(address: &Address) -> Result<Url, Fault> {
    let path = address.path().split('?').next().unwrap_or_default().to_ascii_lowercase().replace("%2e", ".");
    if path.split('/').any(|part| [".", ".."].contains(&part) || part.contains('\\')) {
        return Err(Fault::Broken);
    }
    address.to_string().parse().map_err(|_| Fault::Broken)
}

/// The wait that a server asks for, in whole seconds (RFC 9110, section 10.2.3). GitLab gives no date.
fn asked_wait(response: &Response) -> Option<Duration> {
    let value = Remote::header(response.headers(), "retry-after")?;
    value.trim().parse().ok().map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_is_read_as_another_path() {
        let of = |text: &str| url_of(&text.parse().unwrap()).map(|url| url.to_string());
        for text in ["https://a/", "https://a/b%2F..%2Fc?d=e/../f&g=%20", "http://[::1]:8080/b/c.d/..e"] {
            assert_eq!(of(text).as_deref(), Ok(text));
        }
        for path in ["/b/../c", "/b/.", "/b/%2e%2E/c", "/b\\c", "/b/.%2e"] {
            assert_eq!(of(&format!("https://a{path}")), Err(Fault::Broken), "{path}");
        }
    }
}
