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

    fn kept(&self, sharing: &mut Sharing) -> Property {
        let value = self.value.as_ref().map_or("", Str::as_str);
        Property { name: sharing.text(self.name()), value: sharing.text(value) }
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
    let rest = properties.iter().filter(wanted).map(|property| property.kept(sharing)).collect();
    (filename, sharing.properties(rest))
}

/// All properties.
pub(super) fn all(properties: &[RawProperty<'_>], sharing: &mut Sharing) -> Shared<Property> {
    let all = properties.iter().map(|property| property.kept(sharing)).collect();
    sharing.properties(all)
}
