// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What the JSON schema of OpenVEX 0.2.0 asks for, as tables.

use crate::formats::{
    json::{Object, Shape, may, must},
    time::{RFC_3339, is_rfc_3339},
};

pub(super) static DOCUMENT: Object = Object::of(&[
    must("@context", Shape::Text),
    must("@id", Shape::Text),
    must("author", Shape::Text),
    must("timestamp", TIME),
    must("version", Shape::Integer(1)),
    must("statements", Shape::List(&Shape::Object(&STATEMENT))),
    may("role", Shape::Text),
    may("last_updated", TIME),
    may("tooling", Shape::Text),
]);

/// What is asked of the list of statements once its elements are known to be right.
pub(super) static WITH_STATEMENTS: Object = Object::of(&[must("statements", Shape::NonEmpty(&Shape::Any))]).lax();

static STATEMENT: Object = Object::of(&[
    must("vulnerability", Shape::Object(&VULNERABILITY)),
    must("status", Shape::Word(&["not_affected", "affected", "fixed", "under_investigation"])),
    may("products", Shape::List(&Shape::Object(&PRODUCT))),
    may("justification", Shape::Word(JUSTIFICATIONS)),
    may("impact_statement", Shape::Text),
    may("action_statement", Shape::Text),
    may("timestamp", TIME),
    may("last_updated", TIME),
]);

static VULNERABILITY: Object =
    Object::of(&[must("name", Shape::Text), may("@id", Shape::Text), may("aliases", Shape::List(&Shape::Text))]);

static PRODUCT: Object = Object::of(&[
    may("@id", Shape::Text),
    may("identifiers", Shape::Object(&IDENTIFIERS)),
    may("hashes", Shape::Object(&HASHES)),
    may("subcomponents", Shape::List(&Shape::Object(&COMPONENT))),
]);

static COMPONENT: Object = Object::of(&[
    may("@id", Shape::Text),
    may("identifiers", Shape::Object(&IDENTIFIERS)),
    may("hashes", Shape::Object(&HASHES)),
]);

static IDENTIFIERS: Object =
    Object::of(&[may("purl", Shape::Text), may("cpe22", Shape::Text), may("cpe23", Shape::Text)]);

static HASHES: Object =
    Object::of(&[may("sha-256", Shape::Text), may("sha-384", Shape::Text), may("sha-512", Shape::Text)]);

const TIME: Shape = Shape::Form(RFC_3339, is_rfc_3339);

const JUSTIFICATIONS: &[&str] = &[
    "component_not_present",
    "vulnerable_code_not_present",
    "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary",
    "inline_mitigations_already_exist",
];
