// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The JSON of image layouts: image indexes and manifests (OCI image specification 1.1), as far as it
//! leads to signatures.

use serde::{Deserialize, Serialize};

use crate::model::Text;

/// The media type of image indexes.
pub(in crate::collect) const OCI_INDEX: &str = "application/vnd.oci.image.index.v1+json";
/// The media type of manifests.
pub(in crate::collect) const OCI_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
/// Docker's media type of what OCI calls an index (Image Manifest Version 2, Schema 2).
pub(in crate::collect) const DOCKER_INDEX: &str = "application/vnd.docker.distribution.manifest.list.v2+json";
/// Docker's media type of manifests.
pub(in crate::collect) const DOCKER_MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";

/// An image index (`image-index.md`) or manifest (`manifest.md`).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::collect) struct Node {
    pub(in crate::collect) media_type: Option<String>,
    /// What an index lists.
    pub(in crate::collect) manifests: Option<Vec<Descriptor>>,
    /// What a manifest is made of.
    pub(in crate::collect) layers: Option<Vec<Descriptor>>,
    /// What it is about, where it is attached to something.
    pub(in crate::collect) subject: Option<Descriptor>,
}

/// A reference to a blob (`descriptor.md`).
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::collect) struct Descriptor {
    #[serde(default)]
    pub(in crate::collect) media_type: String,
    pub(in crate::collect) digest: String,
    pub(in crate::collect) size: u64,
    #[serde(default)]
    pub(in crate::collect) annotations: Option<Annotations>,
    pub(in crate::collect) platform: Option<Platform>,
}

/// The annotations that are read. What they say is only worth what a signature makes of it.
#[derive(Clone, Debug, Default, Deserialize)]
pub(in crate::collect) struct Annotations {
    /// The name in an image layout.
    #[serde(rename = "org.opencontainers.image.ref.name")]
    pub(in crate::collect) name: Option<String>,
    /// A signature over the blob.
    #[serde(flatten)]
    pub(in crate::collect) signature: Signature,
}

/// A signature over a blob, with what vouches for it (cosign, `SIGNATURE_SPEC.md`).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(in crate::collect) struct Signature {
    /// The signature, in base64.
    #[serde(rename = "dev.cosignproject.cosign/signature")]
    pub(in crate::collect) signature: Option<String>,
    /// The certificate of who signed without a key of their own, in PEM.
    #[serde(rename = "dev.sigstore.cosign/certificate")]
    pub(in crate::collect) certificate: Option<String>,
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
pub(in crate::collect) struct Platform {
    #[serde(default)]
    pub(in crate::collect) os: String,
    #[serde(default)]
    pub(in crate::collect) architecture: String,
    pub(in crate::collect) variant: Option<String>,
}

/// The file `oci-layout`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::collect) struct Mark {
    pub(in crate::collect) image_layout_version: String,
}

/// What a descriptor leads to, by its media type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::collect) enum Kind {
    Index,
    Manifest,
    Other,
}

impl Descriptor {
    pub(in crate::collect) fn kind(&self) -> Kind {
        match self.media_type.as_str() {
            OCI_INDEX | DOCKER_INDEX => Kind::Index,
            OCI_MANIFEST | DOCKER_MANIFEST => Kind::Manifest,
            _ => Kind::Other,
        }
    }

    /// Whether it leads to an index or a manifest.
    pub(in crate::collect) fn is_node(&self) -> bool {
        self.kind() != Kind::Other
    }

    /// Its digest in hexadecimal. Only SHA-256 is read, since only that names a blob here.
    pub(in crate::collect) fn hex(&self) -> Result<&str, Text> {
        self.digest.strip_prefix("sha256:").filter(|hex| is_hex(hex)).ok_or_else(|| {
            let digest = self.digest.escape_debug();
            Text::new(
                format!("names `{digest}`, which is no digest by SHA-256; build the image with such digests"),
                format!("nennt `{digest}`, und das ist kein SHA-256-Digest; das Image mit solchen bauen"),
            )
        })
    }

    /// The name in an image layout.
    pub(in crate::collect) fn name(&self) -> Option<&str> {
        self.annotations.as_ref()?.name.as_deref()
    }
}

/// Whether a text is a SHA-256 in lower-case hexadecimal.
pub(in crate::collect) fn is_hex(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Reads JSON of a layout; `name` is for people.
pub(in crate::collect) fn parse<'a, T: Deserialize<'a>>(name: &str, bytes: &'a [u8]) -> Result<T, Text> {
    serde_json::from_slice(bytes).map_err(|error| {
        Text::new(format!("`{name}` cannot be read: {error}"), format!("`{name}` ist nicht lesbar: {error}"))
    })
}
