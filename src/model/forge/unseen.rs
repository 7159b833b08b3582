// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What the forge did not show, and why.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::FactKind;
use crate::model::Text;

/// What the forge told, or why it could not be seen.
pub type Seen<T> = Result<T, Unseen>;

/// Something that the forge did not show.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unseen {
    /// What kind of fact it is or belongs to.
    pub fact: FactKind,
    /// What was asked for, in words.
    pub what: Arc<Text>,
    /// The address that was asked, without any token.
    pub url: Arc<str>,
    /// Why it was not shown.
    pub cause: Cause,
    /// What a token needs to see it.
    pub needs: Access,
}

/// Why the forge did not show something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// No token was given that could be used, and it was not asked.
    NoToken,
    /// Status 401: no token given is valid or accepted here.
    Unauthorized,
    /// Status 403: the token is valid and lacks the scope or the role.
    Forbidden,
    /// Status 404 for a thing that is there: the edition or its licence does not offer it.
    Unlicensed,
    /// Status 404 though the project is visible: there is no such thing.
    Absent,
    /// Status 404 for the project itself: it does not exist or the token may not know of it.
    Hidden,
    /// It could not be asked for, or the answer did not arrive whole.
    Unreachable(Text),
    /// The answer is not what such an answer has to be.
    Malformed(Text),
    /// There is more of it than the bound on the number of pages or entries lets in.
    TooMuch(Text),
}

/// What a token needs to see something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(into = "String")]
pub enum Access {
    /// The job token of GitLab CI is enough (`CI_JOB_TOKEN`).
    JobToken,
    /// A token with the scope `read_api` and at least this role in the project.
    ReadApi(&'static str),
    /// The forge has to offer it: a licence or a feature, named here.
    Offer(&'static str),
}

impl Cause {
    /// The cause in words.
    pub fn text(&self) -> Text {
        let (en, de) = match self {
            Self::NoToken => ("no token was given for it", "dafür wurde kein Token angegeben"),
            Self::Unauthorized => (
                "the token is not valid or not accepted there (401)",
                "das Token gilt nicht oder wird dort nicht angenommen (401)",
            ),
            Self::Forbidden => (
                "the token lacks the scope or the role (403)",
                "dem Token fehlt der Geltungsbereich oder die Rolle (403)",
            ),
            Self::Unlicensed => (
                "this GitLab does not offer it: edition, licence or feature is missing (404)",
                "dieses GitLab bietet es nicht an: Edition, Lizenz oder Funktion fehlt (404)",
            ),
            Self::Absent => ("there is no such thing (404)", "es ist nicht vorhanden (404)"),
            Self::Hidden => (
                "the project does not exist or the token may not know of it (404)",
                "das Projekt gibt es nicht oder das Token darf nichts davon wissen (404)",
            ),
            Self::Unreachable(text) | Self::Malformed(text) | Self::TooMuch(text) => return text.clone(),
        };
        Text::new(en, de)
    }

    /// The word for machines.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::NoToken => "no-token",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::Unlicensed => "unlicensed",
            Self::Absent => "absent",
            Self::Hidden => "hidden",
            Self::Unreachable(_) => "unreachable",
            Self::Malformed(_) => "malformed",
            Self::TooMuch(_) => "too-much",
        }
    }

    /// Whether another token could help.
    pub const fn is_refusal(&self) -> bool {
        matches!(self, Self::NoToken | Self::Unauthorized | Self::Forbidden | Self::Hidden | Self::Unlicensed)
    }
}

impl Access {
    /// The way to it, as help for the user.
    pub fn text(self) -> Text {
        match self {
            Self::JobToken => Text::new(
                "needs `CI_JOB_TOKEN` of a job of this project (with fine-grained permissions: those to read jobs, \
                 repositories, deployments, releases and packages)",
                "braucht `CI_JOB_TOKEN` eines Jobs dieses Projekts (bei feingranularen Rechten: die zum Lesen von Jobs, \
                 Repositorys, Deployments, Releases und Paketen)",
            ),
            Self::ReadApi(role) => Text::new(
                format!("needs a token with the scope `read_api` and the role {role} in `FREIGABE_READ_TOKEN`"),
                format!(
                    "braucht ein Token mit dem Geltungsbereich `read_api` und der Rolle {role} in `FREIGABE_READ_TOKEN`"
                ),
            ),
            Self::Offer(offer) => Text::new(format!("needs {offer}"), format!("braucht {offer}")),
        }
    }
}

impl Unseen {
    /// What was not seen, why, and what would show it.
    pub fn text(&self) -> Text {
        let (what, cause) = (&self.what, self.cause.text());
        let plain = Text::new(
            format!("GitLab did not show {}: {}", what.en, cause.en),
            format!("GitLab hat nicht gezeigt: {} – {}", what.de, cause.de),
        );
        if !self.cause.is_refusal() && !matches!(self.needs, Access::Offer(_)) {
            return plain;
        }
        let needs = self.needs.text();
        Text::new(format!("{}; {}", plain.en, needs.en), format!("{}; {}", plain.de, needs.de))
    }
}
