// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What the security report schemas of GitLab ask for of the fields that are judged. Those of which nothing
//! is asked are named too: what is known is gone through faster.

use crate::{
    formats::{
        json::{Object, Shape, may, must},
        time::moment_or_utc,
    },
    model::Words,
};

const TIME: &Words = &Words {
    en: "a date and time (such as `2026-11-01T08:00:00`)",
    de: "eine Zeitangabe (etwa `2026-11-01T08:00:00`)",
};
const TOOL: Shape = Shape::Object(&TOOL_FIELDS);

/// A report, of any type.
pub(super) static REPORT: Object = Object::of(&[
    must("version", Shape::Text),
    must("vulnerabilities", Shape::List(&Shape::Object(&VULNERABILITY))),
    may("scan", Shape::Object(&SCAN)),
    may("remediations", Shape::List(&Shape::Any)),
])
.lax();

static SCAN: Object = Object::of(&[
    may("type", Shape::Word(TYPES)),
    may("status", Shape::Word(&["success", "failure"])),
    may("start_time", Shape::Form(TIME, is_time)),
    may("end_time", Shape::Form(TIME, is_time)),
    may("analyzer", TOOL),
    may("scanner", TOOL),
    may("messages", Shape::List(&Shape::Object(&MESSAGE))),
])
.lax();

const TYPES: &[&str] = &[
    "sast",
    "dependency_scanning",
    "container_scanning",
    "secret_detection",
    "dast",
    "api_fuzzing",
    "coverage_fuzzing",
    "cluster_image_scanning",
];

static TOOL_FIELDS: Object =
    Object::of(&[may("id", Shape::Text), may("name", Shape::Text), may("version", Shape::Text)]).lax();

static MESSAGE: Object =
    Object::of(&[may("level", Shape::Word(&["info", "warn", "fatal"])), may("value", Shape::Text)]).lax();

static VULNERABILITY: Object = Object::of(&[
    must("identifiers", Shape::NonEmpty(&Shape::Object(&IDENTIFIER))),
    must("location", Shape::Object(&LOCATION)),
    may("id", Shape::Text),
    may("name", Shape::Text),
    may("severity", Shape::Word(&["High", "Medium", "Low", "Critical", "Unknown", "Info"])),
    may("solution", Shape::Text),
    may("message", Shape::Text),
    may("description", Shape::Text),
    may("category", Shape::Text),
    may("scanner", TOOL),
    may("cvss_vectors", Shape::Any),
    may("tracking", Shape::Any),
    may("flags", Shape::Any),
    may("details", Shape::Any),
    may("links", Shape::Either(&[Shape::List(&Shape::Either(&[Shape::Object(&LINK), Shape::Any])), Shape::Any])),
])
.lax();
static LINK: Object = Object::of(&[may("name", Shape::Any), may("url", Shape::Any)]).lax();

/// The schema wants strings; several analyzers wrote the number of a CWE as one.
static IDENTIFIER: Object = Object::of(&[
    must("type", Shape::Text),
    must("name", Shape::Text),
    must("value", Shape::Either(&[Shape::Text, Shape::Number])),
    may("url", Shape::Any),
])
.lax();

static LOCATION: Object = Object::of(&[
    may("file", Shape::Text),
    may("start_line", Shape::Integer(i64::MIN)),
    may("image", Shape::Text),
    may("hostname", Shape::Text),
    may("path", Shape::Text),
    may("method", Shape::Text),
    may("param", Shape::Text),
    may("dependency", Shape::Either(&[Shape::Object(&DEPENDENCY), Shape::Any])),
    may("kubernetes_resource", Shape::Any),
    may("crash_address", Shape::Any),
    may("crash_state", Shape::Any),
    may("operating_system", Shape::Any),
    may("end_line", Shape::Any),
    may("class", Shape::Any),
])
.lax();
static DEPENDENCY: Object = Object::of(&[
    may("package", Shape::Either(&[Shape::Object(&PACKAGE), Shape::Any])),
    may("version", Shape::Any),
    may("direct", Shape::Any),
    may("iid", Shape::Any),
    may("dependency_path", Shape::Any),
])
.lax();
static PACKAGE: Object = Object::of(&[may("name", Shape::Any)]).lax();

fn is_time(text: &str) -> bool {
    moment_or_utc(text).is_some()
}
