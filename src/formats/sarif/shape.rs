// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What SARIF 2.1.0 asks for of the properties that are judged. `null` is taken for absent, as
//! several producers write it. Properties of which nothing is asked are named too: what is known is gone
//! through faster.

use crate::{
    formats::json::{Object, Rule, Shape, may, must},
    model::Words,
};

const VERSION: &Words = &Words {
    en: "version 2.1.0 of SARIF, the only one that is read",
    de: "die Fassung 2.1.0 von SARIF; nur diese wird gelesen",
};
pub(super) const LEVELS: &[&str] = &["none", "note", "warning", "error"];
const KINDS: &[&str] = &["fail", "pass", "open", "review", "informational", "notApplicable"];
const NOTIFICATIONS: Shape = Shape::List(&Shape::Object(&NOTIFICATION));
const LEVEL: Shape = Shape::Word(LEVELS);
const MESSAGE_TEXT: Shape = Shape::Object(&TEXT);

/// The log (section 3.13).
pub(super) static LOG: Object = Object::of(&[
    must("version", Shape::Form(VERSION, is_read)),
    must("runs", Shape::List(&Shape::Object(&RUN))),
    may("inlineExternalProperties", Shape::List(&Shape::Object(&INLINE))),
])
.lax();
static INLINE: Object = Object::of(&[may("results", Shape::List(&Shape::Any))]).lax();

/// A run (3.14).
pub(super) static RUN: Object = Object::of(&[
    must("tool", Shape::Object(&TOOL)),
    may("results", Shape::List(&Shape::Object(&RESULT))),
    may("invocations", Shape::List(&Shape::Object(&INVOCATION))),
    may("versionControlProvenance", Shape::List(&Shape::Object(&PROVENANCE))),
    may("automationDetails", Shape::Object(&AUTOMATION)),
    may("artifacts", Shape::List(&Shape::Object(&ARTIFACT))),
])
.lax();

/// A tool (3.18) with its components (3.19).
static TOOL: Object = Object::of(&[
    must("driver", Shape::Object(&COMPONENT)),
    may("extensions", Shape::List(&Shape::Object(&COMPONENT))),
])
.lax();
static COMPONENT: Object = Object::of(&[
    must("name", Shape::Text),
    may("version", Shape::Text),
    may("semanticVersion", Shape::Text),
    may("rules", Shape::List(&Shape::Object(&RULE))),
])
.lax();

/// A rule (`reportingDescriptor`, 3.49).
static RULE: Object = Object::of(&[
    must("id", Shape::Text),
    may("name", Shape::Text),
    may("shortDescription", MESSAGE_TEXT),
    may("fullDescription", MESSAGE_TEXT),
    may("defaultConfiguration", Shape::Object(&CONFIGURATION)),
    may("properties", BAG),
])
.lax();
static CONFIGURATION: Object = Object::of(&[may("level", LEVEL), may("enabled", Shape::Flag)]).lax();
static TEXT: Object = Object::of(&[may("text", Shape::Text)]).lax();
const BAG: Shape = Shape::Object(&PROPERTIES);
static PROPERTIES: Object = Object::of(&[]).lax();

/// A result (3.27).
static RESULT: Object = Object::of(&[
    must("message", Shape::Object(&MESSAGE)),
    may("ruleId", Shape::Text),
    may("ruleIndex", Shape::Integer(-1)),
    may("level", LEVEL),
    may("kind", Shape::Word(KINDS)),
    may("locations", Shape::List(&Shape::Object(&LOCATION))),
    may("suppressions", Shape::List(&Shape::Object(&SUPPRESSION))),
    may("baselineState", Shape::Word(&["new", "unchanged", "updated", "absent"])),
    may("properties", BAG),
    may("rule", Shape::Object(&RULE_REFERENCE)),
    may("fixes", Shape::List(&Shape::Object(&PROPERTIES))),
    may("taxa", Shape::List(&Shape::Object(&RULE_REFERENCE))),
    may("provenance", Shape::Object(&ORIGIN)),
    may("fingerprints", Shape::Any),
    may("partialFingerprints", FINGERPRINTS),
    may("relatedLocations", Shape::Any),
    may("codeFlows", Shape::Any),
    may("guid", Shape::Any),
    may("correlationGuid", Shape::Any),
    may("rank", Shape::Any),
])
.lax();
const FINGERPRINTS: Shape = Shape::Either(&[Shape::Object(&PARTIAL), Shape::Any]);
/// By those who read SARIF most.
static PARTIAL: Object =
    Object::of(&[may("primaryLocationLineHash", Shape::Any), may("primaryLocationStartColumnFingerprint", Shape::Any)])
        .lax();
static ORIGIN: Object = Object::of(&[may("invocationIndex", Shape::Integer(-1))]).lax();
static MESSAGE: Object = Object::of(&[
    may("text", Shape::Text),
    may("markdown", Shape::Text),
    may("id", Shape::Text),
    may("arguments", Shape::List(&Shape::Text)),
])
.with(&[Rule::AtLeastOne(&["text", "markdown", "id"])])
.lax();
static RULE_REFERENCE: Object = Object::of(&[may("id", Shape::Text), may("index", Shape::Integer(-1))]).lax();
static SUPPRESSION: Object = Object::of(&[
    may("kind", Shape::Word(&["inSource", "external"])),
    may("status", Shape::Word(&["accepted", "underReview", "rejected"])),
    may("justification", Shape::Text),
])
.lax();
static LOCATION: Object = Object::of(&[
    may("physicalLocation", Shape::Object(&PHYSICAL)),
    may("logicalLocations", Shape::Any),
    may("id", Shape::Any),
    may("message", Shape::Any),
])
.lax();
static PHYSICAL: Object = Object::of(&[
    may("artifactLocation", Shape::Object(&ARTIFACT_LOCATION)),
    may("region", Shape::Object(&REGION)),
    may("contextRegion", Shape::Any),
])
.lax();
static ARTIFACT: Object = Object::of(&[may("location", Shape::Object(&ARTIFACT_LOCATION))]).lax();
static ARTIFACT_LOCATION: Object =
    Object::of(&[may("uri", Shape::Text), may("uriBaseId", Shape::Text), may("index", Shape::Integer(-1))]).lax();
static REGION: Object = Object::of(&[
    may("startLine", Shape::Integer(i64::MIN)),
    may("charOffset", Shape::Integer(i64::MIN)),
    may("byteOffset", Shape::Integer(i64::MIN)),
    may("startColumn", Shape::Any),
    may("endLine", Shape::Any),
    may("endColumn", Shape::Any),
    may("snippet", Shape::Either(&[Shape::Object(&SNIPPET), Shape::Any])),
])
.lax();
static SNIPPET: Object = Object::of(&[may("text", Shape::Any)]).lax();

/// An invocation (3.20).
static INVOCATION: Object = Object::of(&[
    may("executionSuccessful", Shape::Flag),
    may("exitCode", Shape::Integer(i64::MIN)),
    may("exitSignalName", Shape::Text),
    may("exitSignalNumber", Shape::Integer(i64::MIN)),
    may("processStartFailureMessage", Shape::Text),
    may("ruleConfigurationOverrides", Shape::List(&Shape::Object(&OVERRIDE))),
    may("startTimeUtc", Shape::Text),
    may("endTimeUtc", Shape::Text),
    may("toolExecutionNotifications", NOTIFICATIONS),
    may("toolConfigurationNotifications", NOTIFICATIONS),
])
.lax();
static OVERRIDE: Object = Object::of(&[
    must("descriptor", Shape::Object(&RULE_REFERENCE)),
    may("configuration", Shape::Object(&CONFIGURATION)),
])
.lax();
static NOTIFICATION: Object =
    Object::of(&[may("level", LEVEL), may("message", MESSAGE_TEXT), may("descriptor", Shape::Object(&RULE_REFERENCE))])
        .lax();
static PROVENANCE: Object = Object::of(&[may("revisionId", Shape::Text)]).lax();
static AUTOMATION: Object = Object::of(&[may("id", Shape::Text), may("guid", Shape::Text)]).lax();

fn is_read(version: &str) -> bool {
    version == super::Sarif::VERSION
}
