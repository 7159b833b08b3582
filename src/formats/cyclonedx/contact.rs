// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! People and organisations.

use serde::Deserialize;

use super::component::RawComponent;
use crate::{
    formats::{
        json::{Str, filled},
        sharing::Sharing,
    },
    model::{Contact, ContactField, ContactKind, Shared},
};

/// An organisation (`organizationalEntity`).
#[derive(Deserialize)]
pub(super) struct Entity<'a> {
    #[serde(borrow)]
    pub(super) name: Option<Str<'a>>,
    #[serde(borrow, default)]
    url: Vec<Str<'a>>,
    #[serde(borrow, default)]
    contact: Vec<RawContact<'a>>,
}

/// A person (`organizationalContact`).
#[derive(Deserialize)]
pub(super) struct RawContact<'a> {
    #[serde(borrow)]
    name: Option<Str<'a>>,
    #[serde(borrow)]
    email: Option<Str<'a>>,
}

impl Entity<'_> {
    /// The contact, where the organisation has a name or an address.
    pub(super) fn kept(&self, field: ContactField) -> Option<Contact> {
        let person = || self.contact.iter().find_map(|contact| filled(contact.name.as_ref()));
        let name = filled(self.name.as_ref()).or_else(person);
        let emails = self.contact.iter().filter_map(|contact| filled(contact.email.as_ref()));
        let urls = self.url.iter().filter_map(|url| filled(Some(url)));
        let contact = Contact::new(field, ContactKind::Organization, name).reached_at(emails, urls);
        contact.title().is_some().then_some(contact)
    }
}

impl RawContact<'_> {
    /// The contact, where the person has a name or an address.
    pub(super) fn kept(&self, field: ContactField) -> Option<Contact> {
        let contact = Contact::new(field, ContactKind::Person, filled(self.name.as_ref()));
        let contact = contact.reached_at(filled(self.email.as_ref()), None);
        contact.title().is_some().then_some(contact)
    }
}

/// Whoever made or supplied a component.
pub(super) fn component_contacts(raw: &RawComponent<'_>, sharing: &mut Sharing) -> Shared<Contact> {
    let named =
        |field, name: Option<&Str<'_>>| filled(name).map(|name| Contact::new(field, ContactKind::Unstated, Some(name)));
    let entity = |field, entity: Option<&Entity<'_>>| entity.and_then(|entity| entity.kept(field));
    let mut contacts: Vec<Contact> = Vec::new();
    contacts.extend(entity(ContactField::Manufacturer, raw.manufacturer.as_ref()));
    contacts.extend(entity(ContactField::Supplier, raw.supplier.as_ref()));
    contacts.extend(raw.authors.iter().filter_map(|author| author.kept(ContactField::Author)));
    contacts.extend(named(ContactField::Author, raw.author.as_ref()));
    contacts.extend(named(ContactField::Publisher, raw.publisher.as_ref()));
    sharing.contacts(contacts)
}
