// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What is signed of a container image in the simple signing format (containers/image,
//! `containers-signature(5)`), as cosign's tag scheme uses it: the digest of its manifest.

use serde::Deserialize;

use super::{
    Format, Head, ReadError, Reading, Source,
    json::{self, Object, Shape, Str, filled, may, must},
    quoted,
};
use crate::model::{Claim, Digest, Endorsement, FormatVersion, Place, Statement, Subject, Text};

/// The payload of a simple signature.
pub(super) struct SimpleSigning;

impl Format for SimpleSigning {
    fn id(&self) -> &'static str {
        "simple-signing"
    }

    fn title(&self) -> &'static str {
        "Simple signing of container images (payloads of cosign signatures)"
    }

    fn recognises(&self, head: &Head) -> bool {
        head.is_json_with(3, &["\"critical\"", "\"image\"", "\"docker-manifest-digest\"", "container"])
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let Payload { critical } = json::read(source, &PAYLOAD)?;
        let text = critical.image.digest.as_str();
        let digest: Digest = text.parse().map_err(|_| no_digest(text))?;
        let reference = critical.identity.as_ref().and_then(|identity| filled(identity.reference.as_ref()));
        Ok(Reading::Statements(vec![Statement {
            format: FormatVersion { format: self.id(), version: String::new() },
            subjects: vec![Subject::Artifact {
                name: reference.map(str::to_owned),
                digests: [digest].into_iter().collect(),
            }],
            made_at: None,
            producer: None,
            report_id: None,
            claim: Claim::Signature(Endorsement::Signature),
            remarks: Vec::new(),
        }]))
    }
}

static PAYLOAD: Object = Object::of(&[must("critical", Shape::Object(&CRITICAL))]);

static CRITICAL: Object = Object::of(&[
    must("type", Shape::Word(&["cosign container image signature", "atomic container signature"])),
    must("image", Shape::Object(&IMAGE)),
    may("identity", Shape::Object(&IDENTITY)),
]);

static IMAGE: Object = Object::of(&[must("docker-manifest-digest", Shape::Text)]);

static IDENTITY: Object = Object::of(&[may("docker-reference", Shape::Text)]);

#[derive(Deserialize)]
struct Payload<'a> {
    #[serde(borrow)]
    critical: Critical<'a>,
}

#[derive(Deserialize)]
struct Critical<'a> {
    #[serde(borrow)]
    image: Image<'a>,
    #[serde(borrow)]
    identity: Option<Identity<'a>>,
}

#[derive(Deserialize)]
struct Image<'a> {
    #[serde(borrow, rename = "docker-manifest-digest")]
    digest: Str<'a>,
}

#[derive(Deserialize)]
struct Identity<'a> {
    #[serde(borrow, rename = "docker-reference")]
    reference: Option<Str<'a>>,
}

fn no_digest(text: &str) -> ReadError {
    let shown = quoted(text.as_bytes());
    let reason = Text::new(
        format!("{shown} is no digest of an image such as `sha256:…`"),
        format!("{shown} ist kein Hashwert eines Images wie `sha256:…`"),
    );
    ReadError::new(Place::Pointer("/critical/image/docker-manifest-digest".into()), reason)
}
