// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The typed form of a document: only what is relied on.

use std::collections::HashMap;

use serde::Deserialize;

use crate::formats::json::Str;

#[derive(Deserialize)]
pub(super) struct Context<'a> {
    #[serde(borrow, rename = "@context")]
    pub(super) context: Str<'a>,
}

#[derive(Deserialize)]
pub(super) struct Document<'a> {
    #[serde(borrow, rename = "@context")]
    pub(super) context: Str<'a>,
    #[serde(borrow, rename = "@id")]
    pub(super) id: Str<'a>,
    #[serde(borrow)]
    pub(super) author: Str<'a>,
    #[serde(borrow)]
    pub(super) role: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) timestamp: Str<'a>,
    #[serde(borrow)]
    pub(super) last_updated: Option<Str<'a>>,
    pub(super) version: u64,
    #[serde(borrow)]
    pub(super) tooling: Option<Str<'a>>,
}

#[derive(Deserialize)]
pub(super) struct RawStatement<'a> {
    #[serde(borrow)]
    pub(super) vulnerability: Vulnerability<'a>,
    #[serde(borrow)]
    pub(super) status: Str<'a>,
    #[serde(borrow, default)]
    pub(super) products: Vec<Component<'a>>,
    #[serde(borrow)]
    pub(super) justification: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) impact_statement: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) action_statement: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) timestamp: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) last_updated: Option<Str<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Vulnerability<'a> {
    #[serde(borrow)]
    pub(super) name: Str<'a>,
    #[serde(borrow, default)]
    pub(super) aliases: Vec<Str<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Component<'a> {
    #[serde(borrow, rename = "@id")]
    pub(super) id: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) identifiers: Option<Identifiers<'a>>,
    #[serde(borrow, default)]
    pub(super) hashes: HashMap<Str<'a>, Str<'a>>,
    /// Of a product only.
    #[serde(borrow, default)]
    pub(super) subcomponents: Vec<Self>,
}

#[derive(Default, Deserialize)]
pub(super) struct Identifiers<'a> {
    #[serde(borrow)]
    pub(super) purl: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) cpe22: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) cpe23: Option<Str<'a>>,
}
