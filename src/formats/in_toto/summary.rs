// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! SLSA verification summaries v1 (slsa.dev/spec, "Verification Summary Attestation").

use serde::Deserialize;

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
    model::{Claim, Tool, VerificationSummary},
};

/// Reads a summary.
pub(super) fn read(source: &Source<'_>) -> Result<Read, ReadError> {
    let predicate: Predicate<'_> = json::read(source, &PREDICATE)?;
    let mut remarks = Vec::new();
    let policy = materials(predicate.policy.iter(), &mut remarks).into_iter().next().unwrap_or_default();
    let summary = VerificationSummary {
        verifier: predicate.verifier.id.as_str().into(),
        verified_at: predicate.time_verified.as_ref().and_then(|text| moment(text.as_str())),
        resource: predicate.resource_uri.as_str().into(),
        policy,
        passed: predicate.verification_result.as_str() == PASSED,
        levels: predicate.verified_levels.iter().flatten().map(|level| level.as_str().into()).collect(),
        inputs: materials(predicate.input_attestations.iter().flatten(), &mut remarks),
        slsa_version: kept(predicate.slsa_version.as_ref()),
    };
    Ok(Read::Claim(Claimed {
        made_at: summary.verified_at,
        producer: Some(Tool { name: summary.verifier.to_string(), version: None }),
        claim: Claim::VerificationSummary(Box::new(summary)),
        remarks,
    }))
}

const PASSED: &str = "PASSED";

static PREDICATE: Object = Object::of(&[
    must("verifier", Shape::Object(&VERIFIER)),
    must("resourceUri", Shape::Text),
    must("verificationResult", Shape::Word(&[PASSED, "FAILED"])),
    may("policy", Shape::Object(&MATERIAL)),
    may("timeVerified", Shape::Form(RFC_3339, is_rfc_3339)),
    may("verifiedLevels", Shape::List(&Shape::Text)),
    may("inputAttestations", Shape::List(&Shape::Object(&MATERIAL))),
    may("slsaVersion", Shape::Text),
])
.lax();

static VERIFIER: Object = Object::of(&[must("id", Shape::Text)]);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Predicate<'a> {
    #[serde(borrow)]
    verifier: Verifier<'a>,
    #[serde(borrow)]
    time_verified: Option<Str<'a>>,
    #[serde(borrow)]
    resource_uri: Str<'a>,
    #[serde(borrow)]
    policy: Option<Raw<'a>>,
    #[serde(borrow)]
    input_attestations: Option<Vec<Raw<'a>>>,
    #[serde(borrow)]
    verification_result: Str<'a>,
    #[serde(borrow)]
    verified_levels: Option<Vec<Str<'a>>>,
    #[serde(borrow)]
    slsa_version: Option<Str<'a>>,
}

#[derive(Deserialize)]
struct Verifier<'a> {
    #[serde(borrow)]
    id: Str<'a>,
}
