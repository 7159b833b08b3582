// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The typed form of a document: only what is relied on.

use serde::{Deserialize, de::IgnoredAny};

use crate::formats::json::Str;

#[derive(Deserialize)]
pub(super) struct Document<'a> {
    #[serde(borrow)]
    pub(super) document: Head<'a>,
    #[serde(borrow)]
    pub(super) product_tree: Option<ProductTree<'a>>,
    #[serde(borrow, default)]
    pub(super) vulnerabilities: Vec<Vulnerability<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Head<'a> {
    #[serde(borrow)]
    pub(super) category: Str<'a>,
    #[serde(borrow)]
    pub(super) csaf_version: Str<'a>,
    #[serde(borrow)]
    pub(super) publisher: Publisher<'a>,
    #[serde(borrow)]
    pub(super) tracking: Tracking<'a>,
}

#[derive(Deserialize)]
pub(super) struct Publisher<'a> {
    #[serde(borrow)]
    pub(super) category: Str<'a>,
    #[serde(borrow)]
    pub(super) name: Str<'a>,
    #[serde(borrow)]
    pub(super) namespace: Str<'a>,
}

#[derive(Deserialize)]
pub(super) struct Tracking<'a> {
    #[serde(borrow)]
    pub(super) current_release_date: Str<'a>,
    #[serde(borrow)]
    pub(super) id: Str<'a>,
    #[serde(borrow)]
    pub(super) status: Str<'a>,
    #[serde(borrow)]
    pub(super) version: Str<'a>,
    #[serde(borrow)]
    pub(super) generator: Option<Generator<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Generator<'a> {
    #[serde(borrow)]
    pub(super) engine: Engine<'a>,
}

#[derive(Deserialize)]
pub(super) struct Engine<'a> {
    #[serde(borrow)]
    pub(super) name: Str<'a>,
    #[serde(borrow)]
    pub(super) version: Option<Str<'a>>,
}

#[derive(Deserialize)]
pub(super) struct ProductTree<'a> {
    #[serde(borrow, default)]
    pub(super) branches: Vec<Branch<'a>>,
    #[serde(borrow, default)]
    pub(super) full_product_names: Vec<FullName<'a>>,
    #[serde(borrow, default)]
    pub(super) relationships: Vec<Relationship<'a>>,
    #[serde(borrow, default)]
    pub(super) product_paths: Vec<ProductPath<'a>>,
    #[serde(borrow, default)]
    pub(super) product_groups: Vec<Group<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Branch<'a> {
    #[serde(borrow)]
    pub(super) category: Str<'a>,
    #[serde(borrow)]
    pub(super) name: Str<'a>,
    #[serde(borrow)]
    pub(super) product: Option<FullName<'a>>,
    #[serde(borrow, default)]
    pub(super) branches: Vec<Self>,
}

#[derive(Deserialize)]
pub(super) struct FullName<'a> {
    #[serde(borrow)]
    pub(super) name: Str<'a>,
    #[serde(borrow)]
    pub(super) product_id: Str<'a>,
    #[serde(borrow, rename = "product_identification_helper")]
    pub(super) helper: Option<Helper<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Helper<'a> {
    #[serde(borrow)]
    pub(super) purl: Option<Str<'a>>,
    /// From 2.1 on.
    #[serde(borrow, default)]
    pub(super) purls: Vec<Str<'a>>,
    #[serde(borrow)]
    pub(super) cpe: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) hashes: Vec<File<'a>>,
}

#[derive(Deserialize)]
pub(super) struct File<'a> {
    #[serde(borrow)]
    pub(super) file_hashes: Vec<FileHash<'a>>,
}

#[derive(Deserialize)]
pub(super) struct FileHash<'a> {
    #[serde(borrow)]
    pub(super) algorithm: Str<'a>,
    #[serde(borrow)]
    pub(super) value: Str<'a>,
}

#[derive(Deserialize)]
pub(super) struct Relationship<'a> {
    #[serde(borrow)]
    pub(super) full_product_name: FullName<'a>,
    #[serde(borrow)]
    pub(super) product_reference: Str<'a>,
    #[serde(borrow)]
    pub(super) relates_to_product_reference: Str<'a>,
}

/// What stands in place of a relationship from 2.1 on.
#[derive(Deserialize)]
pub(super) struct ProductPath<'a> {
    #[serde(borrow)]
    pub(super) full_product_name: FullName<'a>,
    #[serde(borrow)]
    pub(super) beginning_product_reference: Str<'a>,
    #[serde(borrow)]
    pub(super) subpaths: Vec<Subpath<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Subpath<'a> {
    #[serde(borrow)]
    pub(super) next_product_reference: Str<'a>,
}

#[derive(Deserialize)]
pub(super) struct Group<'a> {
    #[serde(borrow)]
    pub(super) group_id: Str<'a>,
    #[serde(borrow)]
    pub(super) product_ids: Vec<Str<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Vulnerability<'a> {
    #[serde(borrow)]
    pub(super) cve: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) ids: Vec<Id<'a>>,
    pub(super) notes: Option<IgnoredAny>,
    #[serde(borrow)]
    pub(super) product_status: Option<ProductStatus<'a>>,
    #[serde(borrow, default)]
    pub(super) flags: Vec<Flag<'a>>,
    #[serde(borrow, default)]
    pub(super) threats: Vec<Threat<'a>>,
    #[serde(borrow, default)]
    pub(super) remediations: Vec<Threat<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Id<'a> {
    #[serde(borrow)]
    pub(super) text: Str<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ProductStatus<'a> {
    #[serde(borrow)]
    pub(super) first_affected: Vec<Str<'a>>,
    #[serde(borrow)]
    pub(super) first_fixed: Vec<Str<'a>>,
    #[serde(borrow)]
    pub(super) fixed: Vec<Str<'a>>,
    #[serde(borrow)]
    pub(super) known_affected: Vec<Str<'a>>,
    #[serde(borrow)]
    pub(super) known_not_affected: Vec<Str<'a>>,
    #[serde(borrow)]
    pub(super) last_affected: Vec<Str<'a>>,
    #[serde(borrow)]
    pub(super) recommended: Vec<Str<'a>>,
    #[serde(borrow)]
    pub(super) under_investigation: Vec<Str<'a>>,
    /// From 2.1 on.
    #[serde(borrow)]
    pub(super) unknown: Vec<Str<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Flag<'a> {
    #[serde(borrow)]
    pub(super) label: Str<'a>,
    #[serde(borrow, default)]
    pub(super) product_ids: Vec<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) group_ids: Vec<Str<'a>>,
}

/// A threat or a remediation.
#[derive(Deserialize)]
pub(super) struct Threat<'a> {
    #[serde(borrow)]
    pub(super) category: Str<'a>,
    #[serde(borrow)]
    pub(super) details: Str<'a>,
    #[serde(borrow, default)]
    pub(super) product_ids: Vec<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) group_ids: Vec<Str<'a>>,
}
