// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The typed form of a SARIF log: only what is judged.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, de::IgnoredAny};

use crate::formats::json::{Count, Loose, Str};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Log<'a> {
    #[serde(borrow)]
    pub(super) runs: Vec<Run<'a>>,
    pub(super) inline_external_properties: Option<Vec<InlineProperties>>,
}

/// Properties of a run that stand beside it (3.13.5), and the number of results among them.
#[derive(Deserialize)]
pub(super) struct InlineProperties {
    #[serde(default)]
    pub(super) results: Count,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Run<'a> {
    #[serde(borrow)]
    pub(super) tool: Tool<'a>,
    /// Empty here: they are read once the rules are known, which may stand behind them.
    pub(super) results: Option<IgnoredAny>,
    #[serde(borrow)]
    pub(super) invocations: Option<Vec<Invocation<'a>>>,
    #[serde(borrow)]
    pub(super) version_control_provenance: Option<Vec<Provenance<'a>>>,
    #[serde(borrow)]
    pub(super) automation_details: Option<Automation<'a>>,
    #[serde(borrow)]
    pub(super) artifacts: Option<Vec<Artifact<'a>>>,
    #[serde(borrow)]
    pub(super) external_property_file_references: Option<External<'a>>,
    #[serde(borrow)]
    pub(super) properties: Option<RunProperties<'a>>,
}

#[derive(Deserialize)]
pub(super) struct External<'a> {
    #[serde(borrow)]
    pub(super) results: Option<Loose<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RunProperties<'a> {
    #[serde(borrow)]
    pub(super) image_name: Option<Loose<'a>>,
    #[serde(borrow)]
    pub(super) repo_digests: Option<Loose<'a>>,
    /// What our own reports bear.
    #[serde(borrow)]
    pub(super) report_type: Option<Loose<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Tool<'a> {
    #[serde(borrow)]
    pub(super) driver: ToolComponent<'a>,
    #[serde(borrow)]
    pub(super) extensions: Option<Vec<ToolComponent<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ToolComponent<'a> {
    #[serde(borrow)]
    pub(super) name: Str<'a>,
    #[serde(borrow)]
    pub(super) version: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) semantic_version: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) rules: Option<Vec<RawRule<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawRule<'a> {
    #[serde(borrow)]
    pub(super) id: Str<'a>,
    #[serde(borrow)]
    pub(super) name: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) short_description: Option<Message<'a>>,
    #[serde(borrow)]
    pub(super) full_description: Option<Message<'a>>,
    #[serde(borrow)]
    pub(super) message_strings: Option<HashMap<Str<'a>, Message<'a>>>,
    #[serde(borrow)]
    pub(super) default_configuration: Option<Configuration<'a>>,
    #[serde(borrow)]
    pub(super) relationships: Option<Vec<Relationship<'a>>>,
    #[serde(borrow)]
    pub(super) properties: Option<Properties<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Configuration<'a> {
    pub(super) enabled: Option<bool>,
    #[serde(borrow)]
    pub(super) level: Option<Str<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Relationship<'a> {
    #[serde(borrow)]
    pub(super) target: Option<Reference<'a>>,
}

/// Of a rule or a result.
#[derive(Deserialize)]
pub(super) struct Properties<'a> {
    #[serde(borrow, rename = "security-severity")]
    pub(super) security_severity: Option<Loose<'a>>,
    #[serde(borrow)]
    pub(super) tags: Option<Loose<'a>>,
    #[serde(borrow)]
    pub(super) cwe: Option<Loose<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawResult<'a> {
    #[serde(borrow)]
    pub(super) rule_id: Option<Str<'a>>,
    pub(super) rule_index: Option<i64>,
    #[serde(borrow)]
    pub(super) rule: Option<Reference<'a>>,
    #[serde(borrow)]
    pub(super) level: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) kind: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) message: Message<'a>,
    #[serde(borrow)]
    pub(super) locations: Option<Vec<Location<'a>>>,
    #[serde(borrow)]
    pub(super) suppressions: Option<Vec<Suppression<'a>>>,
    #[serde(borrow)]
    pub(super) baseline_state: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) fingerprints: Option<BTreeMap<Str<'a>, Loose<'a>>>,
    #[serde(borrow)]
    pub(super) partial_fingerprints: Option<BTreeMap<Str<'a>, Loose<'a>>>,
    #[serde(borrow)]
    pub(super) taxa: Option<Vec<Reference<'a>>>,
    #[serde(borrow)]
    pub(super) fixes: Option<Vec<Fix<'a>>>,
    #[serde(borrow)]
    pub(super) properties: Option<Properties<'a>>,
    pub(super) provenance: Option<Origin>,
}

/// How a result came about (3.48).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Origin {
    pub(super) invocation_index: Option<i64>,
}

/// Points to a rule or a taxon (`reportingDescriptorReference`, 3.52).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Reference<'a> {
    #[serde(borrow)]
    pub(super) id: Option<Str<'a>>,
    pub(super) index: Option<i64>,
    #[serde(borrow)]
    pub(super) tool_component: Option<ComponentReference<'a>>,
}

#[derive(Deserialize)]
pub(super) struct ComponentReference<'a> {
    #[serde(borrow)]
    pub(super) name: Option<Str<'a>>,
    pub(super) index: Option<i64>,
}

#[derive(Deserialize)]
pub(super) struct Message<'a> {
    #[serde(borrow)]
    pub(super) text: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) markdown: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) id: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) arguments: Option<Vec<Str<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Location<'a> {
    #[serde(borrow)]
    pub(super) physical_location: Option<Physical<'a>>,
    #[serde(borrow)]
    pub(super) logical_locations: Option<Vec<Logical<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Physical<'a> {
    #[serde(borrow)]
    pub(super) artifact_location: Option<ArtifactLocation<'a>>,
    pub(super) region: Option<Region>,
}

#[derive(Deserialize)]
pub(super) struct Artifact<'a> {
    #[serde(borrow)]
    pub(super) location: Option<ArtifactLocation<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ArtifactLocation<'a> {
    #[serde(borrow)]
    pub(super) uri: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) uri_base_id: Option<Str<'a>>,
    pub(super) index: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Region {
    pub(super) start_line: Option<i64>,
    pub(super) char_offset: Option<i64>,
    pub(super) byte_offset: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Logical<'a> {
    #[serde(borrow)]
    pub(super) fully_qualified_name: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) name: Option<Str<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Suppression<'a> {
    #[serde(borrow)]
    pub(super) kind: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) status: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) justification: Option<Str<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Fix<'a> {
    #[serde(borrow)]
    pub(super) description: Option<Message<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Invocation<'a> {
    pub(super) execution_successful: Option<bool>,
    pub(super) exit_code: Option<i64>,
    #[serde(borrow)]
    pub(super) exit_signal_name: Option<Str<'a>>,
    pub(super) exit_signal_number: Option<i64>,
    #[serde(borrow)]
    pub(super) process_start_failure_message: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) rule_configuration_overrides: Option<Vec<Override<'a>>>,
    #[serde(borrow)]
    pub(super) start_time_utc: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) end_time_utc: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) tool_execution_notifications: Option<Vec<Notification<'a>>>,
    #[serde(borrow)]
    pub(super) tool_configuration_notifications: Option<Vec<Notification<'a>>>,
}

/// How a rule was configured for an invocation (3.51).
#[derive(Deserialize)]
pub(super) struct Override<'a> {
    #[serde(borrow)]
    pub(super) descriptor: Reference<'a>,
    #[serde(borrow)]
    pub(super) configuration: Option<Configuration<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Notification<'a> {
    #[serde(borrow)]
    pub(super) descriptor: Option<Reference<'a>>,
    #[serde(borrow)]
    pub(super) level: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) message: Option<Message<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Provenance<'a> {
    #[serde(borrow)]
    pub(super) revision_id: Option<Str<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Automation<'a> {
    #[serde(borrow)]
    pub(super) id: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) guid: Option<Str<'a>>,
}
