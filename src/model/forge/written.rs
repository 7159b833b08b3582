// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! How facts are written down, so that they can be kept and read again.

use serde::{Deserialize, Deserializer, de::Error};

use super::{Access, JobStatus, SignatureKind, Verification};

/// The roles and offers that are named as what a token needs.
const ROLES: &[&str] = &["Guest", "Reporter", "Developer", "Maintainer", "Owner"];
const OFFERS: &[&str] = &["GitLab Premium", "GitLab Ultimate"];

/// What was seen, or why not: `{"seen": …}` or `{"unseen": …}`.
pub(super) mod seen {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::model::forge::{Seen, Unseen};

    #[derive(Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Read<T> {
        Seen(T),
        Unseen(Unseen),
    }

    #[derive(Serialize)]
    #[serde(rename_all = "snake_case")]
    enum Written<'s, T> {
        Seen(&'s T),
        Unseen(&'s Unseen),
    }

    pub(crate) fn serialize<T: Serialize, S: Serializer>(seen: &Seen<T>, serializer: S) -> Result<S::Ok, S::Error> {
        match seen {
            Ok(seen) => Written::Seen(seen).serialize(serializer),
            Err(unseen) => Written::<T>::Unseen(unseen).serialize(serializer),
        }
    }

    pub(crate) fn deserialize<'d, T: Deserialize<'d>, D: Deserializer<'d>>(d: D) -> Result<Seen<T>, D::Error> {
        Ok(match Read::deserialize(d)? {
            Read::Seen(seen) => Ok(seen),
            Read::Unseen(unseen) => Err(unseen),
        })
    }
}

/// The same where it may not have been asked at all, which is written as nothing.
pub(super) mod optional {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::model::forge::Seen;

    #[derive(Deserialize)]
    #[serde(transparent, bound = "T: Deserialize<'de>")]
    struct Read<T>(#[serde(with = "super::seen")] Seen<T>);

    #[derive(Serialize)]
    #[serde(transparent, bound = "T: Serialize + Clone")]
    struct Written<T>(#[serde(with = "super::seen")] Seen<T>);

    pub(crate) fn serialize<T: Serialize + Clone, S: Serializer>(
        seen: &Option<Seen<T>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        seen.clone().map(Written).serialize(serializer)
    }

    pub(crate) fn deserialize<'d, T: Deserialize<'d>, D: Deserializer<'d>>(d: D) -> Result<Option<Seen<T>>, D::Error> {
        Ok(Option::<Read<T>>::deserialize(d)?.map(|Read(seen)| seen))
    }
}

impl From<String> for Verification {
    fn from(word: String) -> Self {
        Self::from(word.as_str())
    }
}

impl From<Verification> for String {
    fn from(verification: Verification) -> Self {
        match verification {
            Verification::NotStated => Self::new(),
            stated => stated.name().to_owned(),
        }
    }
}

impl From<String> for JobStatus {
    fn from(word: String) -> Self {
        Self::from(word.as_str())
    }
}

impl From<JobStatus> for String {
    fn from(status: JobStatus) -> Self {
        status.name().to_owned()
    }
}

impl From<String> for SignatureKind {
    fn from(word: String) -> Self {
        match word.as_str() {
            "pgp" => Self::Pgp,
            "x509" => Self::X509,
            "ssh" => Self::Ssh,
            other => Self::Other(other.into()),
        }
    }
}

impl From<SignatureKind> for String {
    fn from(kind: SignatureKind) -> Self {
        match kind {
            SignatureKind::Pgp => "pgp".to_owned(),
            SignatureKind::X509 => "x509".to_owned(),
            SignatureKind::Ssh => "ssh".to_owned(),
            SignatureKind::Other(word) => word.into(),
        }
    }
}

impl TryFrom<String> for Access {
    type Error = String;

    fn try_from(written: String) -> Result<Self, String> {
        let (kind, what) = written.split_once(':').unwrap_or((&written, ""));
        let known = |list: &[&'static str]| list.iter().copied().find(|known| *known == what);
        let access = match kind {
            "job-token" if what.is_empty() => Some(Self::JobToken),
            "read-api" => known(ROLES).map(Self::ReadApi),
            "offer" => known(OFFERS).map(Self::Offer),
            _ => None,
        };
        access.ok_or_else(|| format!("`{written}` is nothing that a token can need"))
    }
}

// Derived, it would ask for texts that live as long as the program.
impl<'de> Deserialize<'de> for Access {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl From<Access> for String {
    fn from(access: Access) -> Self {
        match access {
            Access::JobToken => "job-token".to_owned(),
            Access::ReadApi(role) => format!("read-api:{role}"),
            Access::Offer(offer) => format!("offer:{offer}"),
        }
    }
}
