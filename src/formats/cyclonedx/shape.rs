// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What the JSON schemas of CycloneDX ask for, as tables: required fields, enumerations, formats,
//! unique references. One table serves all versions: it asks for what the newest asks for, and knows
//! which version brought what, so that the use of something newer is remarked on. Left out are signatures, model cards, formulation and patents, which nothing
//! here relies on.

use crate::{
    formats::{
        json::{Object, Rule, Shape, may, must},
        time::{RFC_3339, is_rfc_3339},
    },
    model::{Keep, Words},
};

mod crypto;
mod form;
mod vulnerability;

use crypto::CRYPTO;
use form::{
    HASH_CONTENT, LICENSE_ID, MIME_TYPE, SERIAL_NUMBER, is_filled, is_hash_content, is_hash_of, is_license_id,
    is_mime_type, is_serial_number,
};
use vulnerability::VULNERABILITY;

const TIME: Shape = Shape::Form(RFC_3339, is_rfc_3339);
const TEXTS: Shape = Shape::List(&Shape::Text);
const HASHES: Shape = Shape::List(&Shape::Object(&HASH));
const LICENSES: Shape = Shape::List(&Shape::Object(&LICENSE_CHOICE));
const REFERENCES: Shape = Shape::List(&Shape::Object(&REFERENCE));
const PROPERTIES: Shape = Shape::List(&Shape::Object(&PROPERTY));
const CONTACTS: Shape = Shape::List(&Shape::Object(&CONTACT));
const LINK: Shape = Shape::Bytes(&Words { en: "a reference", de: "ein Verweis" }, is_filled);
const LINKS: Shape = Shape::List(&LINK);
// Statics, because a component holds components: a constant cannot hold itself.
static A_COMPONENT: Shape = Shape::Object(&COMPONENT);
static A_SERVICE: Shape = Shape::Object(&SERVICE);
static TOOLS: [Shape; 2] = [Shape::List(&Shape::Object(&TOOL)), Shape::Object(&TOOL_BOM)];

/// The document (`bom-1.7.schema.json`, root).
pub(super) static BOM: Object = Object::of(&[
    must("bomFormat", Shape::Word(&["CycloneDX"])),
    must("specVersion", Shape::Version),
    may("serialNumber", Shape::Form(SERIAL_NUMBER, is_serial_number)),
    may("version", Shape::Integer(1)),
    may("metadata", Shape::Object(&METADATA)),
    may("components", Shape::List(&A_COMPONENT)),
    may("services", Shape::List(&A_SERVICE)),
    may("externalReferences", REFERENCES),
    may("dependencies", Shape::List(&Shape::Object(&DEPENDENCY))),
    may("compositions", Shape::List(&Shape::Object(&COMPOSITION))).since(3),
    may("vulnerabilities", Shape::List(&Shape::Object(&VULNERABILITY))).since(4),
    may("properties", PROPERTIES).since(5),
])
.closed(&[
    ("$schema", 0),
    ("signature", 4),
    ("annotations", 5),
    ("formulation", 5),
    ("declarations", 6),
    ("definitions", 6),
    ("citations", 7),
]);

static METADATA: Object = Object::of(&[
    may("timestamp", TIME),
    may("lifecycles", Shape::List(&Shape::Object(&LIFECYCLE))).since(5),
    may("tools", Shape::Either(&TOOLS)),
    may("authors", CONTACTS),
    may("component", Shape::Object(&COMPONENT)),
    may("manufacture", ENTITY_SHAPE),
    may("manufacturer", ENTITY_SHAPE).since(6),
    may("supplier", ENTITY_SHAPE),
    may("licenses", LICENSES).since(3),
    may("properties", PROPERTIES).since(3),
])
.closed(&[("distributionConstraints", 7)]);

static LIFECYCLE: Object = Object::of(&[
    may(
        "phase",
        Shape::Word(&["design", "pre-build", "build", "post-build", "operations", "discovery", "decommission"]),
    ),
    may("name", Shape::Text),
])
.with(&[Rule::ExactlyOne(&["phase", "name"])])
.closed(&[("description", 5)]);

static TOOL: Object = Object::of(&[
    may("vendor", Shape::Text),
    may("name", Shape::Text),
    may("version", Shape::Text),
    may("hashes", HASHES),
])
.closed(&[("externalReferences", 4)]);

static TOOL_BOM: Object =
    Object::of(&[may("components", Shape::List(&A_COMPONENT)), may("services", Shape::List(&A_SERVICE))]);

static COMPONENT: Object = Object::of(&[
    must("type", Shape::Dated(COMPONENT_TYPES)),
    must("name", Shape::Text),
    may("bom-ref", Shape::Unique),
    may("version", Shape::Text).optional_since(4),
    may("group", Shape::Text),
    may("purl", Shape::Text),
    may("hashes", HASHES).kept_with(Keep::Hashes),
    may("licenses", LICENSES),
    may("supplier", ENTITY_SHAPE).kept_with(Keep::Everything),
    may("manufacturer", ENTITY_SHAPE).since(6).kept_with(Keep::Everything),
    may("properties", PROPERTIES).since(3).kept_with(Keep::Everything),
    may("externalReferences", REFERENCES).kept_with(Keep::Hashes),
    may("scope", Shape::Word(&["required", "optional", "excluded"])),
    may("description", Shape::Text),
    may("publisher", Shape::Text).kept_with(Keep::Everything),
    may("author", Shape::Text).kept_with(Keep::Everything),
    may("authors", CONTACTS).since(6).kept_with(Keep::Everything),
    may("cpe", Shape::Text),
    may("copyright", Shape::Text),
    may("evidence", Shape::Object(&EVIDENCE)).since(3),
    may("components", Shape::List(&A_COMPONENT)),
    may("mime-type", Shape::Form(MIME_TYPE, is_mime_type)),
    may("modified", Shape::Flag),
    may("swid", Shape::Object(&SWID)),
    may("pedigree", Shape::Object(&PEDIGREE)),
    may("versionRange", Shape::Text).since(7),
    may("isExternal", Shape::Flag).since(7),
    may("swhid", TEXTS).since(6),
    may("omniborId", TEXTS).since(6),
    may("cryptoProperties", Shape::Object(&CRYPTO)).since(6),
])
.with(&[Rule::AtMostOne(&["version", "versionRange"]), Rule::Needs("versionRange", "isExternal")])
.closed(&[("releaseNotes", 4), ("signature", 4), ("modelCard", 5), ("data", 5), ("tags", 6), ("patentAssertions", 7)]);

const COMPONENT_TYPES: &[(&str, u8)] = &[
    ("library", 0),
    ("application", 0),
    ("framework", 0),
    ("container", 0),
    ("platform", 5),
    ("operating-system", 0),
    ("device", 0),
    ("device-driver", 5),
    ("firmware", 0),
    ("file", 0),
    ("machine-learning-model", 5),
    ("data", 5),
    ("cryptographic-asset", 6),
];

static HASH: Object = Object::of(&[
    must("alg", Shape::Dated(HASH_ALGORITHMS)),
    must("content", Shape::Bytes(HASH_CONTENT, is_hash_content)),
])
.measured(is_hash_of)
.closed(&[]);

const HASH_ALGORITHMS: &[(&str, u8)] = &[
    ("SHA-256", 0),
    ("SHA-512", 0),
    ("SHA-1", 0),
    ("MD5", 0),
    ("SHA-384", 0),
    ("SHA3-256", 0),
    ("SHA3-384", 0),
    ("SHA3-512", 0),
    ("BLAKE2b-256", 0),
    ("BLAKE2b-384", 0),
    ("BLAKE2b-512", 0),
    ("BLAKE3", 0),
    ("Streebog-256", 7),
    ("Streebog-512", 7),
];

static LICENSE_CHOICE: Object = Object::of(&[
    may("license", Shape::Object(&LICENSE)),
    may("expression", Shape::Text),
    may("acknowledgement", ACKNOWLEDGEMENT).since(6),
    may("bom-ref", Shape::Unique).since(5),
])
.with(&[Rule::ExactlyOne(&["license", "expression"])])
.closed(&[("expressionDetails", 7), ("licensing", 7), ("properties", 7)]);

static LICENSE: Object = Object::of(&[
    may("id", Shape::Form(LICENSE_ID, is_license_id)),
    may("name", Shape::Text),
    may("bom-ref", Shape::Unique).since(5),
    may("acknowledgement", ACKNOWLEDGEMENT).since(6),
    may("text", Shape::Object(&ATTACHMENT)),
    may("url", Shape::Text),
    may("properties", PROPERTIES).since(5),
])
.with(&[Rule::ExactlyOne(&["id", "name"])])
.closed(&[("licensing", 5)]);

const ACKNOWLEDGEMENT: Shape = Shape::Word(&["declared", "concluded"]);

static ATTACHMENT: Object = Object::of(&[
    must("content", Shape::Text),
    may("contentType", Shape::Text),
    may("encoding", Shape::Word(&["base64"])),
])
.closed(&[]);

const ENTITY_SHAPE: Shape = Shape::Object(&ENTITY);
static ENTITY: Object = Object::of(&[
    may("name", Shape::Text),
    may("bom-ref", Shape::Unique).since(5),
    may("url", TEXTS),
    may("contact", CONTACTS),
])
.closed(&[("address", 6)]);
static CONTACT: Object = Object::of(&[
    may("name", Shape::Text),
    may("email", Shape::Text),
    may("phone", Shape::Text),
    may("bom-ref", Shape::Unique).since(5),
])
.closed(&[]);

static PROPERTY: Object = Object::of(&[must("name", Shape::Text), may("value", Shape::Text)]).closed(&[]);

static REFERENCE: Object = Object::of(&[
    must("type", Shape::Dated(super::words::REFERENCE_TYPES)),
    must("url", Shape::Text),
    may("comment", Shape::Text),
    may("hashes", HASHES).since(3),
    may("properties", PROPERTIES).since(7),
])
.closed(&[]);

static DEPENDENCY: Object =
    Object::of(&[must("ref", LINK), may("dependsOn", LINKS), may("provides", LINKS).since(6)]).closed(&[]);

static COMPOSITION: Object = Object::of(&[
    must("aggregate", Shape::Dated(super::words::AGGREGATES)),
    may("bom-ref", Shape::Unique).since(5),
    may("assemblies", LINKS),
    may("dependencies", TEXTS),
])
.closed(&[("signature", 4), ("vulnerabilities", 5)]);

static SWID: Object = Object::of(&[
    must("tagId", Shape::Text),
    must("name", Shape::Text),
    may("version", Shape::Text),
    may("tagVersion", Shape::Integer(i64::MIN)),
    may("patch", Shape::Flag),
    may("text", Shape::Object(&ATTACHMENT)),
])
.closed(&[("url", 0)]);

static PEDIGREE: Object = Object::of(&[
    may("ancestors", Shape::List(&A_COMPONENT)),
    may("descendants", Shape::List(&A_COMPONENT)),
    may("variants", Shape::List(&A_COMPONENT)),
    may("patches", Shape::List(&Shape::Object(&PATCH))),
    may("notes", Shape::Text),
])
.closed(&[("commits", 0)]);
static PATCH: Object = Object::of(&[
    must("type", Shape::Word(&["unofficial", "monkey", "backport", "cherry-pick"])),
    may("resolves", Shape::List(&Shape::Object(&ISSUE))),
]);
static ISSUE: Object = Object::of(&[
    must("type", Shape::Word(&["defect", "enhancement", "security"])),
    may("id", Shape::Text),
    may("name", Shape::Text),
    may("references", TEXTS),
]);

static EVIDENCE: Object = Object::of(&[
    may("identity", Shape::Either(&[Shape::List(&Shape::Object(&IDENTITY)), Shape::Object(&IDENTITY)])),
    may("licenses", LICENSES),
]);
static IDENTITY: Object = Object::of(&[must("field", Shape::Word(super::words::IDENTITY_FIELDS))]);

static SERVICE: Object = Object::of(&[
    must("name", Shape::Text),
    may("bom-ref", Shape::Unique),
    may("provider", ENTITY_SHAPE),
    may("version", Shape::Text),
    may("endpoints", TEXTS),
    may("authenticated", Shape::Flag),
    may("x-trust-boundary", Shape::Flag),
    may("data", Shape::List(&Shape::Object(&SERVICE_DATA))),
    may("licenses", LICENSES),
    may("externalReferences", REFERENCES),
    may("services", Shape::List(&A_SERVICE)),
    may("properties", PROPERTIES).since(3),
])
.closed(&[
    ("group", 0),
    ("description", 0),
    ("releaseNotes", 4),
    ("signature", 4),
    ("trustZone", 5),
    ("tags", 6),
    ("patentAssertions", 7),
]);
static SERVICE_DATA: Object = Object::of(&[
    must("flow", Shape::Word(&["inbound", "outbound", "bi-directional", "unknown"])),
    must("classification", Shape::Text),
]);
