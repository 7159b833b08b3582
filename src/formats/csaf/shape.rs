// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What the JSON schema of CSAF asks for, as tables; one for both versions. Left out is what
//! nothing here relies on: acknowledgments, notes, references, scores, involvements.

use crate::formats::{
    json::{Object, Rule, Shape, may, must},
    time::{RFC_3339, is_rfc_3339},
};

const TIME: Shape = Shape::Form(RFC_3339, is_rfc_3339);
const IDS: Shape = Shape::NonEmpty(&Shape::Text);
// A static, because a branch holds branches: a constant cannot hold itself.
static A_BRANCH: Shape = Shape::Object(&BRANCH);

pub(super) static DOCUMENT: Object = Object::of(&[
    must("document", Shape::Object(&HEAD)),
    may("product_tree", Shape::Object(&PRODUCT_TREE)),
    may("vulnerabilities", Shape::NonEmpty(&Shape::Object(&VULNERABILITY))),
]);

static HEAD: Object = Object::of(&[
    must("category", Shape::Text),
    must("csaf_version", Shape::Text),
    must("publisher", Shape::Object(&PUBLISHER)),
    must("title", Shape::Text),
    must("tracking", Shape::Object(&TRACKING)),
]);

static PUBLISHER: Object = Object::of(&[
    must(
        "category",
        Shape::Word(&["coordinator", "discoverer", "multiplier", "other", "translator", "user", "vendor"]),
    ),
    must("name", Shape::Text),
    must("namespace", Shape::Text),
]);

static TRACKING: Object = Object::of(&[
    must("current_release_date", TIME),
    must("id", Shape::Text),
    must("initial_release_date", TIME),
    must("revision_history", Shape::NonEmpty(&Shape::Object(&REVISION))),
    must("status", Shape::Word(&["draft", "final", "interim"])),
    must("version", Shape::Text),
    may("generator", Shape::Object(&GENERATOR)),
]);
static REVISION: Object = Object::of(&[must("date", TIME), must("number", Shape::Text), must("summary", Shape::Text)]);
static GENERATOR: Object = Object::of(&[must("engine", Shape::Object(&ENGINE))]);
static ENGINE: Object = Object::of(&[must("name", Shape::Text), may("version", Shape::Text)]);

static PRODUCT_TREE: Object = Object::of(&[
    may("branches", Shape::NonEmpty(&A_BRANCH)),
    may("full_product_names", Shape::NonEmpty(&FULL_NAME_SHAPE)),
    may("relationships", Shape::NonEmpty(&Shape::Object(&RELATIONSHIP))),
    may("product_paths", Shape::NonEmpty(&Shape::Object(&PRODUCT_PATH))),
    may("product_groups", Shape::NonEmpty(&Shape::Object(&GROUP))),
]);
static BRANCH: Object = Object::of(&[
    must("category", Shape::Text),
    must("name", Shape::Text),
    may("product", FULL_NAME_SHAPE),
    may("branches", Shape::NonEmpty(&A_BRANCH)),
])
.with(&[Rule::AtLeastOne(&["product", "branches"])]);
const FULL_NAME_SHAPE: Shape = Shape::Object(&FULL_NAME);
static FULL_NAME: Object = Object::of(&[
    must("name", Shape::Text),
    must("product_id", Shape::Text),
    may("product_identification_helper", Shape::Object(&HELPER)),
]);
static HELPER: Object = Object::of(&[
    may("purl", Shape::Text),
    may("purls", IDS),
    may("cpe", Shape::Text),
    may("hashes", Shape::List(&Shape::Object(&FILE))),
]);
static FILE: Object = Object::of(&[must("file_hashes", Shape::NonEmpty(&Shape::Object(&FILE_HASH)))]);
static FILE_HASH: Object = Object::of(&[must("algorithm", Shape::Text), must("value", Shape::Text)]);
static RELATIONSHIP: Object = Object::of(&[
    must("category", Shape::Text),
    must("full_product_name", FULL_NAME_SHAPE),
    must("product_reference", Shape::Text),
    must("relates_to_product_reference", Shape::Text),
]);
static PRODUCT_PATH: Object = Object::of(&[
    must("beginning_product_reference", Shape::Text),
    must("full_product_name", FULL_NAME_SHAPE),
    must("subpaths", Shape::NonEmpty(&Shape::Object(&SUBPATH))),
]);
static SUBPATH: Object = Object::of(&[must("category", Shape::Text), must("next_product_reference", Shape::Text)]);
static GROUP: Object = Object::of(&[must("group_id", Shape::Text), must("product_ids", IDS)]);

static VULNERABILITY: Object = Object::of(&[
    may("cve", Shape::Text),
    may("ids", Shape::NonEmpty(&Shape::Object(&ID))),
    may("notes", Shape::NonEmpty(&Shape::Any)),
    may("product_status", Shape::Object(&PRODUCT_STATUS)),
    may("flags", Shape::NonEmpty(&Shape::Object(&FLAG))),
    may("threats", Shape::NonEmpty(&Shape::Object(&THREAT))),
    may("remediations", Shape::NonEmpty(&Shape::Object(&REMEDIATION))),
]);
static ID: Object = Object::of(&[must("system_name", Shape::Text), must("text", Shape::Text)]);
static PRODUCT_STATUS: Object = Object::of(&[
    may("first_affected", IDS),
    may("first_fixed", IDS),
    may("fixed", IDS),
    may("known_affected", IDS),
    may("known_not_affected", IDS),
    may("last_affected", IDS),
    may("recommended", IDS),
    may("under_investigation", IDS),
    may("unknown", IDS),
]);
// What has no product is said of nothing (sections 6.1.29 and 6.1.32).
static FLAG: Object = Object::of(&[
    must(
        "label",
        Shape::Word(&[
            "component_not_present",
            "vulnerable_code_not_present",
            "vulnerable_code_not_in_execute_path",
            "vulnerable_code_cannot_be_controlled_by_adversary",
            "inline_mitigations_already_exist",
        ]),
    ),
    may("product_ids", IDS),
    may("group_ids", IDS),
])
.with(&[Rule::AtLeastOne(&["product_ids", "group_ids"])]);
static THREAT: Object = Object::of(&[
    must("category", Shape::Word(&["exploit_status", "impact", "target_set"])),
    must("details", Shape::Text),
    may("product_ids", IDS),
    may("group_ids", IDS),
]);
static REMEDIATION: Object = Object::of(&[
    must("category", Shape::Text),
    must("details", Shape::Text),
    may("product_ids", IDS),
    may("group_ids", IDS),
])
.with(&[Rule::AtLeastOne(&["product_ids", "group_ids"])]);
