// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Images in registries, with what is attached to them (OCI distribution specification 1.1): read as an
//! image layout is, as a whole or not at all.
//!
//! A tag is resolved once; everything after goes by digest, and in the end the tag must still name the
//! same. Whatever is no clear answer is an error and never "there is none".

use std::{collections::BTreeSet, fmt, sync::Arc};

use super::{
    Gathered, Limits, Sink,
    file::ReadFailure,
    layout::{self, Descriptor, Role, Source},
    network::{NetworkFlags, Variables},
};
use crate::{
    model::{Artifact, ArtifactKind, Blob, Digest, Text},
    remote::Fault,
};

mod challenge;
mod client;
mod credentials;
mod reference;
mod repository;

pub(super) use reference::names_an_image;

use client::Client;
use reference::Reference;
use repository::Repository;

/// An image in a registry, by the digest that its tag named when it was resolved.
#[derive(Debug)]
pub struct Image {
    repository: Repository,
    /// The image, or why it could not be seen.
    found: Result<Descriptor, Text>,
}

/// Why a registry cannot be asked.
#[derive(Debug)]
pub enum RegistryError {
    /// A text names no image: the text, and why.
    NotAnImage(String, &'static str),
    /// A file with certificates or credentials could not be read.
    Unreadable(ReadFailure),
    /// A file or variable holds no credentials: its name.
    NotCredentials(String),
    /// The way to the registry is none: the image, and why.
    NoWay(String, Fault),
}

/// The text for a message, without the credentials that somebody may have written before the registry: an
/// `@` stands before a digest, or behind them.
pub(super) fn without_credentials(text: &str) -> String {
    let is_behind_them = |at: &(usize, &str)| !text.get(at.0..).unwrap_or_default().starts_with("@sha");
    let (scheme, _) = text.split_once("://").unwrap_or_default();
    match text.rmatch_indices('@').find(is_behind_them) {
        Some((at, _)) => format!("{scheme}://…{}", text.get(at..).unwrap_or_default().escape_debug()),
        None => text.escape_debug().to_string(),
    }
}

impl fmt::Display for RegistryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnImage(text, why) => {
                let text = without_credentials(text);
                write!(
                    f,
                    "`{text}` names no image: {why}\n  help: write `docker://REGISTRY/NAME:TAG` or `docker://REGISTRY/NAME@sha256:HEX`"
                )
            }
            Self::Unreadable(failure) => write!(f, "{failure}"),
            Self::NotCredentials(name) => write!(
                f,
                "`{name}` holds no credentials\n  help: `docker login` and `skopeo login` write them as `auths` into `config.json`"
            ),
            Self::NoWay(text, fault) => write!(f, "`{text}`: {}", fault.text()),
        }
    }
}

/// Resolves images in registries, each named once. What cannot be seen is kept with the reason.
pub fn images(names: &BTreeSet<String>, flags: &NetworkFlags<'_>) -> Result<Vec<Image>, RegistryError> {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    names.iter().map(|name| Image::resolve(name, flags, &set)).collect()
}

impl Image {
    fn resolve(text: &str, flags: &NetworkFlags<'_>, set: Variables<'_>) -> Result<Self, RegistryError> {
        let reference = Reference::parse(text).map_err(|why| RegistryError::NotAnImage(text.to_owned(), why))?;
        let connection = flags.connection(set).map_err(RegistryError::Unreadable)?;
        let credentials = credentials::credentials(&reference.registry, set)?;
        let client = Client::new(&reference, (connection, flags.bounds()), credentials);
        let client = client.map_err(|fault| RegistryError::NoWay(text.to_owned(), fault))?;
        let repository = Repository::new(reference, client);
        let found = repository.image();
        Ok(Self { repository, found })
    }

    /// The image as the user named it.
    pub fn name(&self) -> &str {
        &self.repository.reference.text
    }

    /// Why the image could not be seen.
    pub fn unseen(&self) -> Option<&Text> {
        self.found.as_ref().err()
    }

    /// The image as something that is released. Without a digest, where none could be seen, nothing is
    /// evidence about it.
    pub fn artifact(&self) -> Artifact {
        let found = self.found.as_ref().ok().map(|found| found.digest.clone());
        let digest = found.or_else(|| self.repository.reference.digest());
        let digest: Option<Digest> = digest.and_then(|digest| digest.parse().ok());
        let digests = digest.into_iter().collect();
        Artifact { name: self.name().to_owned(), kind: ArtifactKind::Image, digests, size: None }
    }

    /// Hands everything that is attached to the image, and to those that it lists, to `make`.
    pub fn gather<T: Send>(&self, limits: &Limits, make: &(dyn Fn(Blob) -> T + Sync)) -> Gathered<T> {
        self.repository.client.borrow_mut().restart();
        layout::open(self, limits, Sink { make, wanted: None })
    }

    /// Hands on once more what of that is `wanted`, by the paths that it was found under. Nothing is asked
    /// again.
    pub fn gather_again<T: Send>(
        &self,
        limits: &Limits,
        wanted: &BTreeSet<Arc<str>>,
        make: &(dyn Fn(Blob) -> T + Sync),
    ) -> Gathered<T> {
        let sink = Sink { make, wanted: Some(wanted) };
        if sink.wants_some_of(self.name()) { layout::open(self, limits, sink) } else { Gathered::default() }
    }

    /// Why the tag does not name the image any more; an error where that cannot be seen.
    pub fn moved(&self) -> Result<Option<Text>, Text> {
        let Ok(found) = &self.found else { return Ok(None) };
        self.repository.client.borrow_mut().restart();
        self.repository.moved(found)
    }
}

impl Source for Image {
    fn shown(&self) -> &str {
        self.name()
    }

    fn what(&self) -> Text {
        Text::new("was read from its registry", "wurde aus seiner Registry gelesen")
    }

    fn top(&self) -> Result<(Vec<(Descriptor, Role)>, u64), Text> {
        let found = self.found.clone()?;
        let name = self.repository.reference.tag.clone().unwrap_or_else(|| found.digest.clone());
        Ok((vec![(found, Role::Image(Some(name)))], 0))
    }

    fn blob(&self, descriptor: &Descriptor, limit: u64) -> Result<Vec<u8>, Text> {
        self.repository.blob(descriptor, limit)
    }

    fn attached(&self, image: &Descriptor) -> Result<Vec<(Descriptor, Role)>, Text> {
        self.repository.attached(image)
    }

    /// What is not attached is not fetched.
    fn unread(&self, _: &BTreeSet<String>) -> usize {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_in_a_reference_are_in_no_message() {
        for (text, shown) in [
            ("docker://ann:pw@registry.example/app:1", "docker://…@registry.example/app:1"),
            ("docker://ann:p/w@registry.example/app:1@sha256:12", "docker://…@registry.example/app:1@sha256:12"),
            ("docker://registry.example:5000/app@sha256:12", "docker://registry.example:5000/app@sha256:12"),
        ] {
            assert_eq!(without_credentials(text), shown);
        }
    }
}
