// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The JSON of image layouts: image indexes and manifests (OCI image specification 1.1), as far as it
//! leads to signatures.

use serde::{Deserialize, Serialize};

use crate::model::Text;

/// An image index (`image-index.md`) or manifest (`manifest.md`).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Node {
    pub(super) media_type: Option<String>,
    /// What an index lists.
    pub(super) manifests: Option<Vec<Descriptor>>,
    /// What a manifest is made of.
    pub(super) layers: Option<Vec<Descriptor>>,
    /// What it is about, where it is attached to something.
    pub(super) subject: Option<Descriptor>,
}

/// A reference to a blob (`descriptor.md`).
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Descriptor {
    #[serde(default)]
    pub(super) media_type: String,
    pub(super) digest: String,
    pub(super) size: u64,
    #[serde(default)]
    pub(super) annotations: Option<Annotations>,
    pub(super) platform: Option<Platform>,
}

/// The annotations that are read. What they say is only worth what a signature makes of it.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Annotations {
    /// The name in an image layout.
    #[serde(rename = "org.opencontainers.image.ref.name")]
    pub(super) name: Option<String>,
    /// A signature over the blob.
    #[serde(flatten)]
    pub(super) signature: Signature,
}

/// A signature over a blob, with what vouches for it (cosign, `SIGNATURE_SPEC.md`).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct Signature {
    /// The signature, in base64.
    #[serde(rename = "dev.cosignproject.cosign/signature")]
    pub(super) signature: Option<String>,
    /// The certificate of who signed without a key of their own, in PEM.
    #[serde(rename = "dev.sigstore.cosign/certificate")]
    pub(super) certificate: Option<String>,
    /// The certificates of the authorities, in PEM.
    #[serde(rename = "dev.sigstore.cosign/chain")]
    chain: Option<String>,
    /// The promise of the transparency log, in JSON.
    #[serde(rename = "dev.sigstore.cosign/bundle")]
    bundle: Option<String>,
    /// The timestamp, in JSON.
    #[serde(rename = "dev.sigstore.cosign/rfc3161timestamp")]
    timestamp: Option<String>,
}

/// What an image runs on.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Platform {
    #[serde(default)]
    pub(super) os: String,
    #[serde(default)]
    pub(super) architecture: String,
    pub(super) variant: Option<String>,
}

/// The file `oci-layout`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Mark {
    pub(super) image_layout_version: String,
}

/// What a descriptor leads to, by its media type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Index,
    Manifest,
    Other,
}

impl Descriptor {
    pub(super) fn kind(&self) -> Kind {
        match self.media_type.as_str() {
            "application/vnd.oci.image.index.v1+json" | "application/vnd.docker.distribution.manifest.list.v2+json" => {
                Kind::Index
            }
            "application/vnd.oci.image.manifest.v1+json" | "application/vnd.docker.distribution.manifest.v2+json" => {
                Kind::Manifest
            }
            _ => Kind::Other,
        }
    }

    /// Its digest in hexadecimal. Only SHA-256 is read, since only that names a blob here.
    pub(super) fn hex(&self) -> Result<&str, Text> {
        self.digest.strip_prefix("sha256:").filter(|hex| is_hex(hex)).ok_or_else(|| {
            let digest = self.digest.escape_debug();
            Text::new(
                format!("names `{digest}`, which is no digest by SHA-256"),
                format!("nennt `{digest}`, und das ist kein SHA-256-Digest"),
            )
        })
    }

    /// The name in an image layout.
    pub(super) fn name(&self) -> Option<&str> {
        self.annotations.as_ref()?.name.as_deref()
    }
}

/// Whether a text is a SHA-256 in lower-case hexadecimal.
pub(super) fn is_hex(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Reads JSON of a layout; `name` is for people.
pub(super) fn parse<'a, T: Deserialize<'a>>(name: &str, bytes: &'a [u8]) -> Result<T, Text> {
    serde_json::from_slice(bytes).map_err(|error| {
        Text::new(format!("`{name}` cannot be read: {error}"), format!("`{name}` ist nicht lesbar: {error}"))
    })
}
