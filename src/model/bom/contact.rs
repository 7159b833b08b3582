// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! People, organisations and how to reach them.

use std::borrow::Cow;

/// Someone whom an SBOM names, with the field that names them.
///
/// The texts stand in one piece of memory, since a component can have several contacts and there are
/// very many components: the name (empty where there is none), e-mail addresses, URLs, with a NUL
/// between them, which none of them can hold.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Contact {
    /// The field that names them.
    pub field: ContactField,
    /// What they are.
    pub kind: ContactKind,
    emails: u16,
    texts: Box<str>,
}

/// The field in which a contact stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ContactField {
    /// CycloneDX `manufacturer`: who made the document, or the component.
    Manufacturer,
    /// CycloneDX `metadata.manufacture`, up to 1.5: who made the component that the SBOM is about.
    Manufacture,
    /// CycloneDX `authors` and `author`.
    Author,
    /// CycloneDX `supplier`, SPDX 2 `supplier`, SPDX 3 `suppliedBy`.
    Supplier,
    /// CycloneDX `publisher`.
    Publisher,
    /// SPDX 2 `originator`, SPDX 3 `originatedBy`.
    Originator,
    /// SPDX 2 `creators`, SPDX 3 `createdBy`.
    Creator,
}

/// What a contact is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ContactKind {
    /// Not stated.
    #[default]
    Unstated,
    /// A person.
    Person,
    /// An organisation.
    Organization,
    /// A program (SPDX 3 allows a software agent as creator).
    Software,
}

impl Contact {
    /// A contact with a name, where there is one.
    pub fn new(field: ContactField, kind: ContactKind, name: Option<&str>) -> Self {
        Self { field, kind, emails: 0, texts: plain(name.unwrap_or_default()).into() }
    }

    /// The same with these e-mail addresses and URLs.
    pub fn reached_at<'a>(
        self,
        emails: impl IntoIterator<Item = &'a str>,
        urls: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let mut texts = String::from(self.texts);
        texts.truncate(texts.find('\0').unwrap_or(texts.len()));
        let mut count = 0_u16;
        for email in emails.into_iter().filter(|email| !email.is_empty()).take(usize::from(u16::MAX)) {
            texts.extend(["\0", &plain(email)]);
            count = count.saturating_add(1);
        }
        urls.into_iter().filter(|url| !url.is_empty()).for_each(|url| texts.extend(["\0", &plain(url)]));
        Self { emails: count, texts: texts.into(), ..self }
    }

    /// The name; of an organisation without one, none.
    pub fn name(&self) -> Option<&str> {
        self.texts.split('\0').next().filter(|name| !name.is_empty())
    }

    /// E-mail addresses, as written: of the person, or of the contacts of the organisation.
    pub fn emails(&self) -> impl Iterator<Item = &str> {
        self.texts.split('\0').skip(1).take(usize::from(self.emails))
    }

    /// URLs, as written.
    pub fn urls(&self) -> impl Iterator<Item = &str> {
        self.texts.split('\0').skip(1).skip(usize::from(self.emails))
    }

    /// An e-mail address, or else a URL, or else the name.
    pub fn address(&self) -> Option<&str> {
        self.emails().next().or_else(|| self.urls().next()).or_else(|| self.name())
    }

    /// The name, or else a URL, or else an e-mail address.
    pub fn title(&self) -> Option<&str> {
        self.name().or_else(|| self.urls().next()).or_else(|| self.emails().next())
    }
}

/// A text without NUL.
fn plain(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{FFFD}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_in_comes_out() {
        let contact = Contact::new(ContactField::Author, ContactKind::Person, Some("Jane\0 Doe"));
        assert_eq!((contact.name(), contact.address()), (Some("Jane\u{FFFD} Doe"), Some("Jane\u{FFFD} Doe")));
        let reached = contact.reached_at(["a@b.example", "", "c@d.example"], ["https://e.example"]);
        assert_eq!(reached.emails().collect::<Vec<_>>(), ["a@b.example", "c@d.example"]);
        assert_eq!(reached.urls().collect::<Vec<_>>(), ["https://e.example"]);
        let nameless =
            Contact::new(ContactField::Author, ContactKind::Unstated, None).reached_at([], ["https://e.example"]);
        assert_eq!((nameless.name(), nameless.emails().count()), (None, 0));
        assert_eq!((nameless.title(), nameless.address()), (Some("https://e.example"), Some("https://e.example")));
        assert_eq!(Contact::new(ContactField::Author, ContactKind::Unstated, None).title(), None);
        assert!(size_of::<Contact>() <= 24);
    }
}
