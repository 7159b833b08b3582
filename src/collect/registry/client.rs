// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Asks a registry (OCI distribution specification 1.1), with the credentials that there are for it.
//!
//! Credentials go to the registry, where it wants them itself, and else to the one server that it names
//! for tokens. That token is asked for to read this one repository, whatever the registry would have it
//! asked for, and goes to the registry alone.

use std::{fs::File, sync::Arc};

use serde::Deserialize;

use super::{challenge::Challenge, credentials::Credentials, reference::Reference};
use crate::{
    collect::layout::{DOCKER_INDEX, DOCKER_MANIFEST, LARGEST_MANIFEST, OCI_INDEX, OCI_MANIFEST},
    model::Text,
    remote::{Address, Answer, Bounds, Connection, Fault, Remote, Request, SystemClock, Token, TokenHeader, segment},
};

/// What manifests and indexes are, by their media types.
const MANIFESTS: &[&str] = &[OCI_INDEX, OCI_MANIFEST, DOCKER_INDEX, DOCKER_MANIFEST];
/// What a list of referrers is (OCI distribution specification 1.1, "Listing Referrers").
const REFERRERS: &[&str] = &[OCI_INDEX];
/// The words for a manifest that is not there: the specification's, and Harbor's.
const NO_MANIFEST: [&str; 2] = ["MANIFEST_UNKNOWN", "NOT_FOUND"];

/// A registry, asked about one repository.
#[derive(Debug)]
pub(super) struct Client {
    remote: Remote,
    /// What the server for tokens is spoken to with.
    connection: Connection,
    bounds: Bounds,
    /// The repository.
    name: String,
    credentials: Option<Credentials>,
    /// What the registry asked for when it let nobody in.
    challenge: Option<Challenge>,
    /// What is presented since.
    token: Option<Token>,
}

/// The body of a refusal (OCI distribution specification 1.1, "Error Codes").
#[derive(Deserialize)]
struct Refusal {
    errors: Vec<Reason>,
}

#[derive(Deserialize)]
struct Reason {
    code: String,
}

/// What a server for tokens answers (Docker registry token authentication, "Token Response Fields").
#[derive(Deserialize)]
struct Granted {
    token: Option<String>,
    access_token: Option<String>,
}

impl Client {
    pub(super) fn new(
        reference: &Reference,
        (connection, bounds): (Connection, Bounds),
        credentials: Option<Credentials>,
    ) -> Result<Self, Fault> {
        let bounds = Bounds { answer_size: LARGEST_MANIFEST, ..bounds };
        let secrets = secrets(credentials.as_ref());
        let clock = Arc::new(SystemClock::start());
        let remote = Remote::new(reference.registry.clone(), &connection, secrets, (bounds, clock))?;
        let name = reference.repository.clone();
        Ok(Self { remote, connection, bounds, name, credentials, challenge: None, token: None })
    }

    /// Gives what is asked from now on the whole time again.
    pub(super) fn restart(&mut self) {
        self.remote.restart(Arc::new(SystemClock::start()));
    }

    /// A manifest or index by tag or digest; `None` where the registry says that there is none.
    pub(super) fn manifest(&mut self, which: &str) -> Result<Option<Answer>, Text> {
        let path = self.path(&format!("manifests/{which}"));
        let answer = self.asked(|remote, token| {
            let request = Request { accept: MANIFESTS, ..Request::get(&path, token) };
            let answer = remote.block_on(remote.ask(&request))?;
            Ok((answer.status, Challenge::of(answer.header("www-authenticate")), answer))
        });
        let answer = answer.map_err(|why| not_shown(which, &why))?;
        match answer.status {
            200 if !answer.body.is_empty() => Ok(Some(answer)),
            404 if says_none(&answer) => Ok(None),
            status => Err(not_shown(which, &self.refusal(status))),
        }
    }

    /// The pages of the list of what refers to a digest; `None` where the registry keeps no such lists.
    pub(super) fn referrers(&mut self, digest: &str) -> Result<Option<Vec<Answer>>, Text> {
        let path = self.path(&format!("referrers/{digest}"));
        let what = format!("referrers/{digest}");
        let pages = self.asked(|remote, token| {
            let request = Request { accept: REFERRERS, ..Request::get(&path, token) };
            let pages = remote.block_on(remote.pages(&request))?;
            let first = pages.first().ok_or(Fault::Broken)?;
            Ok((first.status, Challenge::of(first.header("www-authenticate")), pages))
        });
        let pages = pages.map_err(|why| not_shown(&what, &why))?;
        match pages.first().map(|first| first.status) {
            Some(200) => Ok(Some(pages)),
            Some(404) => Ok(None),
            status => Err(not_shown(&what, &self.refusal(status.unwrap_or_default()))),
        }
    }

    /// Writes a blob into an empty file, at most `limit` bytes of it. It may lie on another server, which
    /// gets no token.
    pub(super) fn blob(&mut self, digest: &str, file: &File, limit: u64) -> Result<(), Text> {
        let path = self.path(&format!("blobs/{digest}"));
        let stored = self.asked(|remote, token| {
            let download = remote.block_on(remote.download(&Request::file(&path, token), file, limit))?;
            Ok((download.status, None, download.status))
        });
        match stored.map_err(|why| not_shown(digest, &why))? {
            200 => Ok(()),
            status => Err(not_shown(digest, &self.refusal(status))),
        }
    }

    fn path(&self, rest: &str) -> String {
        format!("/v2/{}/{rest}", self.name)
    }

    /// Asks, and once more with what the registry wants of those that it does not let in. Tokens are short
    /// lived, so that a later refusal is met with a new one.
    fn asked<T>(
        &mut self,
        ask: impl Fn(&Remote, Option<&Token>) -> Result<(u16, Option<Challenge>, T), Fault>,
    ) -> Result<T, Text> {
        let told = |fault: Fault| fault.text();
        let (status, challenge, answer) = ask(&self.remote, self.token.as_ref()).map_err(told)?;
        let Some(challenge) = challenge.or_else(|| self.challenge.clone()).filter(|_| status == 401) else {
            return Ok(answer);
        };
        let Some(token) = self.admission(&challenge)? else { return Ok(answer) };
        self.remote.guard(token.clone());
        (self.challenge, self.token) = (Some(challenge), Some(token));
        ask(&self.remote, self.token.as_ref()).map(|(.., answer)| answer).map_err(told)
    }

    /// What to ask with; `None` where there is nothing else to try.
    fn admission(&self, challenge: &Challenge) -> Result<Option<Token>, Text> {
        match challenge {
            Challenge::Basic if self.token.is_some() => Ok(None),
            Challenge::Basic => Ok(self.credentials.as_ref().map(|credentials| credentials.basic.clone())),
            Challenge::Bearer { realm, service } => self.granted(realm, service.as_deref()).map(Some),
        }
    }

    /// The token that the server at `realm` gives for reading the repository.
    fn granted(&self, realm: &str, service: Option<&str>) -> Result<Token, Text> {
        let realm: Address = realm.parse().map_err(|_| foreign_realm())?;
        // A server elsewhere names none on this machine, where something else would be asked.
        if realm.is_loopback() && !self.remote.base().is_loopback() {
            return Err(foreign_realm());
        }
        let service = service.map(|service| format!("service={}&", segment(service))).unwrap_or_default();
        let scope = segment(&format!("repository:{}:pull", self.name));
        let separator = if realm.path().contains('?') { '&' } else { '?' };
        let path = format!("{}{separator}{service}scope={scope}", realm.path());
        let base = realm.origin().to_string().parse().map_err(|_| foreign_realm())?;
        let credentials = self.credentials.as_ref();
        let from = |why: Text| no_token(realm.origin(), &why);
        let remote = Remote::new(base, &self.connection, secrets(credentials), (self.bounds, self.remote.clock()));
        let request = Request::get(&path, credentials.map(|credentials| &credentials.basic));
        let answer = remote.and_then(|remote| remote.block_on(remote.ask(&request)));
        let answer = answer.map_err(|fault| from(fault.text()))?;
        if answer.status != 200 {
            return Err(from(self.refusal(answer.status)));
        }
        let granted: Option<Granted> = serde_json::from_slice(&answer.body).ok();
        let text = granted.and_then(|granted| granted.token.or(granted.access_token));
        let token = text.and_then(|text| Token::new(&text, TokenHeader::Bearer).ok());
        token.ok_or_else(|| from(Text::new("the answer holds none", "die Antwort enthält keines")))
    }

    /// What a status means that is no success.
    fn refusal(&self, status: u16) -> Text {
        match (status, &self.credentials) {
            (401, None) => Text::new(
                "it lets in nobody without credentials (401); put them under `auths` in Docker's `config.json`, or run in a job of the project",
                "sie lässt niemanden ohne Zugangsdaten ein (401); sie in Dockers `config.json` unter `auths` hinterlegen, oder in einem Job des Projekts laufen",
            ),
            (401, Some(Credentials { source, .. })) => Text::new(
                format!(
                    "it does not accept the credentials of `{source}` (401); renew them, such as with `docker login`"
                ),
                format!(
                    "sie nimmt die Zugangsdaten aus `{source}` nicht an (401); sie erneuern, etwa mit `docker login`"
                ),
            ),
            (403, _) => Text::new(
                "the right to read it is missing (403); use credentials that may pull (in GitLab `read_registry`)",
                "das Recht, es zu lesen, fehlt (403); Zugangsdaten verwenden, die lesen dürfen (in GitLab `read_registry`)",
            ),
            (404, _) => Text::new(
                "it is not there, or the right to know of it is missing (404); check its name and the credentials",
                "es ist nicht vorhanden, oder das Recht, davon zu wissen, fehlt (404); Name und Zugangsdaten prüfen",
            ),
            (other, _) => {
                Text::new(format!("it answered with status {other}"), format!("sie hat mit Status {other} geantwortet"))
            }
        }
    }
}

/// Everything that must stand in no answer and no error.
fn secrets(credentials: Option<&Credentials>) -> Vec<Token> {
    let of = |credentials: &Credentials| [Some(credentials.basic.clone()), credentials.password.clone()];
    credentials.into_iter().flat_map(of).flatten().collect()
}

/// Whether a refusal says that there is no such manifest, and nothing else. Any other 404 may come from
/// anything on the way.
fn says_none(answer: &Answer) -> bool {
    let refusal: Option<Refusal> = serde_json::from_slice(&answer.body).ok();
    let is_none = |reason: &Reason| NO_MANIFEST.contains(&reason.code.as_str());
    refusal.is_some_and(|refusal| !refusal.errors.is_empty() && refusal.errors.iter().all(is_none))
}

fn not_shown(what: &str, why: &Text) -> Text {
    Text::new(
        format!("the registry did not show `{what}`: {}", why.en),
        format!("die Registry hat `{what}` nicht gezeigt: {}", why.de),
    )
}

fn no_token(origin: impl std::fmt::Display, why: &Text) -> Text {
    Text::new(
        format!("`{origin}`, which it names, gave no token: {}", why.en),
        format!("`{origin}`, das sie nennt, hat kein Token gegeben: {}", why.de),
    )
}

fn foreign_realm() -> Text {
    Text::new(
        "it names no server for tokens that may be asked; whoever runs it has to name one with `https`",
        "sie nennt keinen Server für Tokens, der gefragt werden darf; wer sie betreibt, muss einen mit `https` nennen",
    )
}
