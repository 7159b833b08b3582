// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! People, organisations and how to reach them.

/// Someone whom an SBOM names, with the field that names them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Contact {
    /// The field that names them.
    pub field: ContactField,
    /// What they are.
    pub kind: ContactKind,
    /// The name; of an organisation without one, none.
    pub name: Option<Box<str>>,
    /// E-mail addresses, as written: of the person, or of the contacts of the organisation.
    pub emails: Box<[Box<str>]>,
    /// URLs, as written.
    pub urls: Box<[Box<str>]>,
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
    /// An e-mail address, or else a URL, or else the name.
    pub fn address(&self) -> Option<&str> {
        self.emails.first().or_else(|| self.urls.first()).or(self.name.as_ref()).map(|text| &**text)
    }

    /// The name, or else a URL, or else an e-mail address.
    pub fn title(&self) -> Option<&str> {
        self.name.as_ref().or_else(|| self.urls.first()).or_else(|| self.emails.first()).map(|text| &**text)
    }
}
