// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Keeps what repeats within a document once.

use std::{collections::HashSet, hash::Hash, sync::Arc};

use crate::model::{Contact, License, Property, Shared};

/// What was kept so far.
#[derive(Debug, Default)]
pub(super) struct Sharing {
    texts: HashSet<Arc<str>>,
    licenses: HashSet<Shared<License>>,
    contacts: HashSet<Shared<Contact>>,
    properties: HashSet<Shared<Property>>,
    last_properties: Shared<Property>,
}

impl Sharing {
    /// The text, kept once.
    pub(super) fn text(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.texts.get(text) {
            return Arc::clone(known);
        }
        let kept: Arc<str> = text.into();
        self.texts.insert(Arc::clone(&kept));
        kept
    }

    /// The licences, kept once.
    pub(super) fn licenses(&mut self, list: Vec<License>) -> Shared<License> {
        once(&mut self.licenses, list)
    }

    /// The contacts, kept once.
    pub(super) fn contacts(&mut self, list: Vec<Contact>) -> Shared<Contact> {
        once(&mut self.contacts, list)
    }

    /// The properties, kept once.
    pub(super) fn properties(&mut self, list: Vec<Property>) -> Shared<Property> {
        self.last_properties = once(&mut self.properties, list);
        self.last_properties.clone()
    }

    /// The properties that were kept last; none before any were.
    pub(super) const fn last_properties(&self) -> &Shared<Property> {
        &self.last_properties
    }
}

fn once<T: Eq + Hash>(known: &mut HashSet<Shared<T>>, list: Vec<T>) -> Shared<T> {
    if list.is_empty() {
        return Shared::default();
    }
    if let Some(known) = known.get(list.as_slice()) {
        return known.clone();
    }
    let kept = Shared::from(list);
    known.insert(kept.clone());
    kept
}
