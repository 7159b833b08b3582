// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Puts questions together: an endpoint of GitLab's API, and what it tells of.

use std::{fmt::Display, str::FromStr, sync::Arc};

use super::ask::{Client, Enough};
use crate::{
    model::{Access, Cause, FactKind, Seen, Text, Timestamp},
    remote::{Endpoint, path_of},
};

/// A question, and what is to be said when it is not answered.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub(super) fact: FactKind,
    pub(super) what: Arc<Text>,
    /// Path and query below the address of the API.
    pub(super) path: String,
    pub(super) enough: Enough,
    pub(super) needs: Access,
    /// The media types of the answer; JSON where there is none.
    pub(super) accept: &'static [&'static str],
}

impl Question {
    /// The same, with what a token needs besides.
    pub(super) fn needing(self, needs: Access) -> Self {
        Self { needs, ..self }
    }
}

impl Client<'_> {
    /// Asks for something that the job token may read.
    pub(super) fn open(
        &self,
        fact: FactKind,
        endpoint: Result<impl Endpoint, impl Display>,
        words: (&str, &str),
    ) -> Seen<Question> {
        self.question((fact, Enough::Job, Access::JobToken), endpoint, words)
    }

    /// Asks for something that only a token with `read_api` and this role may read.
    pub(super) fn closed(
        &self,
        (fact, role): (FactKind, &'static str),
        endpoint: Result<impl Endpoint, impl Display>,
        words: (&str, &str),
    ) -> Seen<Question> {
        self.question((fact, Enough::Read, Access::ReadApi(role)), endpoint, words)
    }

    fn question(
        &self,
        (fact, enough, needs): (FactKind, Enough, Access),
        endpoint: Result<impl Endpoint, impl Display>,
        (en, de): (&str, &str),
    ) -> Seen<Question> {
        let of = |path| Question { fact, what: Text::new(en, de).into(), path, enough, needs, accept: &[] };
        let endpoint = endpoint.map_err(|why| self.unseen(&of(self.path("")), Cause::Unreachable(unaskable(&why))))?;
        Ok(of(path_of(&endpoint)))
    }
}

/// Why a question could not be put together.
fn unaskable(why: &impl Display) -> Text {
    Text::new(format!("it cannot be asked for: {why}"), format!("es lässt sich nicht erfragen: {why}"))
}

/// A moment as endpoints take it. Where it were none of theirs, the time before it would be asked for too.
pub(super) fn moment<T: FromStr + Default>(at: Timestamp) -> T {
    at.to_string().parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::cell::OnceCell;

    use gitlab::api::projects::{Project, repository::branches::Branch};

    use super::*;
    use crate::{
        collect::gitlab::ask::Tokens,
        remote::{Bounds, Connection, Remote, SystemClock},
    };

    #[test]
    fn what_cannot_be_put_together_is_unseen() {
        let clock = Arc::new(SystemClock::start());
        let base = "https://gitlab.example/api/v4".parse().unwrap();
        let remote = Remote::new(base, &Connection::default(), Vec::new(), (Bounds::default(), clock)).unwrap();
        let client =
            Client { remote: &remote, project: "group/project", tokens: Tokens::default(), lost: OnceCell::new() };
        let words = ("the branch", "der Zweig");
        let unseen = client.open(FactKind::Pipeline, Branch::builder().project("17").build(), words).unwrap_err();
        assert_eq!(&*unseen.url, "https://gitlab.example/api/v4/projects/group%2Fproject");
        assert!(unseen.text().en.contains("cannot be asked for: `branch`"), "{:?}", unseen.text());
        let question =
            client.open(FactKind::Project, Project::builder().project(client.project).build(), words).unwrap();
        assert_eq!(question.path, client.path(""));
    }
}
