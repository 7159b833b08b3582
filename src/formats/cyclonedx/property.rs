// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Properties.

use serde::Deserialize;

use crate::{
    formats::{
        json::{Str, kept},
        sharing::Sharing,
    },
    model::{Property, Shared},
};

/// The name of the component's file (BSI TR-03183-2 v2.1.0, table 10).
const FILENAME: &str = "bsi:component:filename";
/// Namespaces whose properties are kept: those of the guideline, and those that CycloneDX reserves.
const NAMESPACES: &[&str] = &["bsi:", "cdx:"];

#[derive(Deserialize)]
pub(super) struct RawProperty<'a> {
    #[serde(borrow)]
    name: Option<Str<'a>>,
    #[serde(borrow)]
    value: Option<Str<'a>>,
}

impl RawProperty<'_> {
    fn name(&self) -> &str {
        self.name.as_ref().map_or("", Str::as_str)
    }

    fn value(&self) -> &str {
        self.value.as_ref().map_or("", Str::as_str)
    }

    fn is_kept_as(&self, kept: &Property) -> bool {
        self.name() == &*kept.name && self.value() == &*kept.value
    }
}

/// The file name, which differs from component to component, apart from the properties, which repeat.
/// A file name that stands twice is a property as well.
pub(super) fn filename_and_rest(
    properties: &[RawProperty<'_>],
    sharing: &mut Sharing,
) -> (Option<Box<str>>, Shared<Property>) {
    let mut names = properties.iter().filter(|property| property.name() == FILENAME);
    let filename = names.next().and_then(|property| kept(property.value.as_ref()));
    let is_repeated = names.next().is_some();
    let wanted = |property: &&RawProperty<'_>| {
        let name = property.name();
        NAMESPACES.iter().any(|space| name.starts_with(space)) && (is_repeated || name != FILENAME)
    };
    (filename, once(properties.iter().filter(wanted), sharing))
}

/// All properties.
pub(super) fn all(properties: &[RawProperty<'_>], sharing: &mut Sharing) -> Shared<Property> {
    once(properties.iter(), sharing)
}

/// The properties, kept once: mostly those that the component before has as well.
fn once<'p>(properties: impl Iterator<Item = &'p RawProperty<'p>> + Clone, sharing: &mut Sharing) -> Shared<Property> {
    let before = sharing.last_properties();
    let mut raw = properties.clone();
    if before.iter().all(|kept| raw.next().is_some_and(|raw| raw.is_kept_as(kept))) && raw.next().is_none() {
        return before.clone();
    }
    let kept =
        properties.map(|raw| Property { name: sharing.text(raw.name()), value: sharing.text(raw.value()) }).collect();
    sharing.properties(kept)
}
