// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! People, organisations and tools.

use super::{
    raw::{Element, Identifier},
    store::Store,
};
use crate::{
    formats::{
        ReadError,
        json::{Str, kept},
    },
    model::{Contact, ContactField, ContactKind, Tool},
};

/// Someone, whatever field names them.
pub(super) struct Agent {
    kind: ContactKind,
    name: Option<Box<str>>,
    emails: Box<[Box<str>]>,
    urls: Box<[Box<str>]>,
}

impl Agent {
    /// The contact, named by `field`.
    pub(super) fn contact(&self, field: ContactField) -> Contact {
        let emails = self.emails.iter().map(|email| &**email);
        let urls = self.urls.iter().map(|url| &**url);
        Contact::new(field, self.kind, self.name.as_deref()).reached_at(emails, urls)
    }
}

impl<'a> Store<'a> {
    pub(super) fn agent(&mut self, element: Element<'a>, name: Str<'a>) -> Result<(), ReadError> {
        self.remark_identifiers(&element);
        let all = || element.external_identifier.iter().chain(&element.external_identifiers);
        let of = |wanted: &'static [&'static str]| {
            let fits = move |identifier: &&Identifier<'_>| {
                identifier.kind.as_ref().is_some_and(|kind| wanted.contains(&kind.as_str()))
            };
            all().filter(fits).filter_map(|identifier| kept(identifier.identifier.as_ref()))
        };
        // The guideline has a URL stand as `urlScheme` in one place and as `other` in another.
        let urls = of(&["urlScheme", "other"]).filter(|url| url.contains("://"));
        let kind = match element.kind.as_ref().map_or("", Str::as_str) {
            "Person" => ContactKind::Person,
            "Organization" => ContactKind::Organization,
            "SoftwareAgent" => ContactKind::Software,
            _ => ContactKind::Unstated,
        };
        let agent =
            Agent { kind, name: kept(element.name.as_ref()), emails: of(&["email"]).collect(), urls: urls.collect() };
        self.agents.insert(name, agent);
        Ok(())
    }

    pub(super) fn tool(&mut self, element: Element<'a>, name: Str<'a>) -> Result<(), ReadError> {
        let title = element.name.as_ref().unwrap_or(&name).as_str().to_owned();
        self.tools.insert(name, Tool { name: title, version: None });
        Ok(())
    }

    /// Remarks on identifiers under the name that the guideline prints.
    pub(super) fn remark_identifiers(&mut self, element: &Element<'_>) {
        if !element.external_identifiers.is_empty() {
            self.remark(
                "`externalIdentifiers` is read as `externalIdentifier`, which is its name in the schema",
                "`externalIdentifiers` wird als `externalIdentifier` gelesen, so heißt es im Schema",
            );
        }
    }
}
