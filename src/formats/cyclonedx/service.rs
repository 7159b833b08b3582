// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Services, nested ones included. They are no components, but stand in the graph.

use serde::Deserialize;

use super::{component::joined, contact::Entity};
use crate::{
    formats::json::{Str, kept},
    model::{ContactField, Place, Service},
};

#[derive(Deserialize)]
pub(super) struct RawService<'a> {
    #[serde(borrow, rename = "bom-ref")]
    reference: Option<Str<'a>>,
    #[serde(borrow)]
    group: Option<Str<'a>>,
    #[serde(borrow)]
    name: Option<Str<'a>>,
    #[serde(borrow)]
    version: Option<Str<'a>>,
    #[serde(borrow)]
    provider: Option<Entity<'a>>,
    #[serde(borrow, default)]
    services: Vec<Self>,
}

/// The services as the model keeps them.
pub(super) fn services(raw: &[RawService<'_>]) -> Vec<Service> {
    let mut all = Vec::new();
    keep(raw, "", &mut all);
    all
}

fn keep(raw: &[RawService<'_>], outer: &str, all: &mut Vec<Service>) {
    for (index, service) in raw.iter().enumerate() {
        let pointer = format!("{outer}/services/{index}");
        let provider = service.provider.as_ref().and_then(|provider| provider.kept(ContactField::Supplier));
        all.push(Service {
            reference: kept(service.reference.as_ref()),
            name: joined(service.group.as_ref(), service.name.as_ref().map_or("", Str::as_str)).0,
            version: kept(service.version.as_ref()),
            provider: provider.and_then(|provider| provider.title().map(Box::from)),
            place: Place::Pointer(pointer.as_str().into()),
        });
        keep(&service.services, &pointer, all);
    }
}
