// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! SLSA provenance v0.2 and v1 (slsa.dev/spec, "Provenance").

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    Claimed, Read,
    subject::{MATERIAL, Raw, materials},
};
use crate::{
    formats::{
        ReadError, Source,
        json::{self, Object, Shape, Str, kept, may, must},
        time::{RFC_3339, is_rfc_3339, moment},
    },
    model::{Claim, Material, Provenance, Text, Timestamp, Tool},
};

/// Reads version 1.
pub(super) fn read_1(source: &Source<'_>) -> Result<Read, ReadError> {
    let predicate: Predicate1<'_> = json::read(source, &PREDICATE_1)?;
    let (definition, details) = (&predicate.build_definition, &predicate.run_details);
    let metadata = details.metadata.as_ref();
    let mut remarks = Vec::new();
    Ok(claimed(
        Provenance {
            builder: details.builder.id.as_str().into(),
            build_type: definition.build_type.as_str().into(),
            parameters: parameters(definition.external_parameters.as_ref()),
            config_source: None,
            materials: materials(definition.resolved_dependencies.iter().flatten(), &mut remarks),
            invocation: metadata.and_then(|metadata| {
                kept(metadata.invocation_id.as_ref()).or_else(|| kept(metadata.invocation_id_go.as_ref()))
            }),
            started_at: metadata.and_then(|metadata| at(metadata.started_on.as_ref())),
            finished_at: metadata.and_then(|metadata| at(metadata.finished_on.as_ref())),
        },
        remarks,
    ))
}

/// Reads version 0.2.
pub(super) fn read_02(source: &Source<'_>) -> Result<Read, ReadError> {
    let predicate: Predicate02<'_> = json::read(source, &PREDICATE_02)?;
    let invocation = predicate.invocation.as_ref();
    let config = invocation.and_then(|invocation| invocation.config_source.as_ref());
    let metadata = predicate.metadata.as_ref();
    let mut remarks = Vec::new();
    let mut all = parameters(invocation.and_then(|invocation| invocation.parameters.as_ref()));
    if let Some(entry) = config.and_then(|config| kept(config.entry_point.as_ref())) {
        all.entry("entryPoint".into()).or_insert(entry);
    }
    let config_source: Vec<Material> = materials(config.into_iter(), &mut remarks);
    Ok(claimed(
        Provenance {
            builder: predicate.builder.id.as_str().into(),
            build_type: predicate.build_type.as_str().into(),
            parameters: all,
            config_source: config_source.into_iter().next(),
            materials: materials(predicate.materials.iter().flatten(), &mut remarks),
            invocation: metadata.and_then(|metadata| kept(metadata.build_invocation_id.as_ref())),
            started_at: metadata.and_then(|metadata| at(metadata.build_started_on.as_ref())),
            finished_at: metadata.and_then(|metadata| at(metadata.build_finished_on.as_ref())),
        },
        remarks,
    ))
}

fn claimed(provenance: Provenance, remarks: Vec<Text>) -> Read {
    Read::Claim(Claimed {
        made_at: provenance.finished_at.or(provenance.started_at),
        producer: Some(Tool { name: provenance.builder.to_string(), version: None }),
        claim: Claim::Provenance(Box::new(provenance)),
        remarks,
    })
}

/// Parameters by name: a text as it is, anything else as it is written.
fn parameters(raw: Option<&BTreeMap<Str<'_>, &RawValue>>) -> BTreeMap<Box<str>, Box<str>> {
    let text =
        |value: &RawValue| serde_json::from_str::<String>(value.get()).unwrap_or_else(|_| value.get().to_owned());
    raw.into_iter().flatten().map(|(name, value)| (name.as_str().into(), text(value).into())).collect()
}

fn at(text: Option<&Str<'_>>) -> Option<Timestamp> {
    text.and_then(|text| moment(text.as_str()))
}

const TIME: Shape = Shape::Form(RFC_3339, is_rfc_3339);

static PREDICATE_1: Object =
    Object::of(&[must("buildDefinition", Shape::Object(&DEFINITION)), must("runDetails", Shape::Object(&DETAILS))]);

static DEFINITION: Object = Object::of(&[
    must("buildType", Shape::Text),
    may("externalParameters", Shape::Object(&FREE)),
    may("resolvedDependencies", Shape::List(&Shape::Object(&MATERIAL))),
])
.lax();

static DETAILS: Object =
    Object::of(&[must("builder", Shape::Object(&BUILDER)), may("metadata", Shape::Object(&METADATA_1))]).lax();

static BUILDER: Object = Object::of(&[must("id", Shape::Text)]);

static METADATA_1: Object = Object::of(&[
    may("invocationId", Shape::Text),
    may("invocationID", Shape::Text),
    may("startedOn", TIME),
    may("finishedOn", TIME),
])
.lax();

static PREDICATE_02: Object = Object::of(&[
    must("builder", Shape::Object(&BUILDER)),
    must("buildType", Shape::Text),
    may("invocation", Shape::Object(&INVOCATION)),
    may("metadata", Shape::Object(&METADATA_02)),
    may("materials", Shape::List(&Shape::Object(&MATERIAL))),
])
.lax();

static INVOCATION: Object =
    Object::of(&[may("configSource", Shape::Object(&CONFIG)), may("parameters", Shape::Object(&FREE))]).lax();

static CONFIG: Object = Object::of(&[may("uri", Shape::Text), may("entryPoint", Shape::Text)]).lax();

static METADATA_02: Object = Object::of(&[
    may("buildInvocationID", Shape::Text),
    may("buildInvocationId", Shape::Text),
    may("buildStartedOn", TIME),
    may("buildFinishedOn", TIME),
])
.lax();

static FREE: Object = Object::of(&[]);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Predicate1<'a> {
    #[serde(borrow)]
    build_definition: Definition<'a>,
    #[serde(borrow)]
    run_details: Details<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Definition<'a> {
    #[serde(borrow)]
    build_type: Str<'a>,
    #[serde(borrow)]
    external_parameters: Option<BTreeMap<Str<'a>, &'a RawValue>>,
    #[serde(borrow)]
    resolved_dependencies: Option<Vec<Raw<'a>>>,
}

#[derive(Deserialize)]
struct Details<'a> {
    #[serde(borrow)]
    builder: Builder<'a>,
    #[serde(borrow)]
    metadata: Option<Metadata1<'a>>,
}

#[derive(Deserialize)]
struct Builder<'a> {
    #[serde(borrow)]
    id: Str<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metadata1<'a> {
    #[serde(borrow)]
    invocation_id: Option<Str<'a>>,
    /// As the Go types of in-toto write it, and so GitLab's runner.
    #[serde(borrow, rename = "invocationID")]
    invocation_id_go: Option<Str<'a>>,
    #[serde(borrow)]
    started_on: Option<Str<'a>>,
    #[serde(borrow)]
    finished_on: Option<Str<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Predicate02<'a> {
    #[serde(borrow)]
    builder: Builder<'a>,
    #[serde(borrow)]
    build_type: Str<'a>,
    #[serde(borrow)]
    invocation: Option<Invocation<'a>>,
    #[serde(borrow)]
    metadata: Option<Metadata02<'a>>,
    #[serde(borrow)]
    materials: Option<Vec<Raw<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'a> {
    #[serde(borrow)]
    config_source: Option<Raw<'a>>,
    #[serde(borrow)]
    parameters: Option<BTreeMap<Str<'a>, &'a RawValue>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metadata02<'a> {
    #[serde(borrow, rename = "buildInvocationID", alias = "buildInvocationId")]
    build_invocation_id: Option<Str<'a>>,
    #[serde(borrow)]
    build_started_on: Option<Str<'a>>,
    #[serde(borrow)]
    build_finished_on: Option<Str<'a>>,
}
