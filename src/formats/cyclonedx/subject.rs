// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a CycloneDX document says that it is about: `metadata.component`.

use crate::model::{Component, Digest, DigestAlgorithm, Digests, Subject};

/// What an SBOM with this primary component is about.
pub(super) fn subjects(primary: Option<&Component>) -> Vec<Subject> {
    let Some(component) = primary else { return Vec::new() };
    let name = String::from(component.name.clone());
    let version = component.version.as_deref().map(str::to_owned);
    let purl = component.purl.as_deref().map(str::to_owned);
    let mut digests = component.hashes.digests();
    if digests.is_empty() {
        // Syft writes the digest of an image as its version, Trivy into its package URL.
        digests = [version.as_deref(), purl.as_deref(), Some(&*name)]
            .into_iter()
            .flatten()
            .find_map(digest_within)
            .into_iter()
            .collect::<Digests>();
    }
    if digests.is_empty() {
        vec![Subject::Named { name, version, purl }]
    } else {
        vec![Subject::Artifact { name: Some(name), digests }]
    }
}

/// A SHA-256 digest within a version or package URL: `sha256:…`, with the colon escaped or not.
fn digest_within(text: &str) -> Option<Digest> {
    let (_, after) = text.split_once("sha256")?;
    let hex = [":", "%3A", "%3a"].iter().find_map(|colon| after.strip_prefix(colon))?;
    let end = hex.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(hex.len());
    Digest::new(DigestAlgorithm::Sha256, hex.get(..end)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_of_an_image_is_found() {
        let hex = "a".repeat(64);
        for text in
            [format!("sha256:{hex}"), format!("pkg:oci/app@sha256%3A{hex}?arch=amd64"), format!("app@sha256:{hex}")]
        {
            assert_eq!(digest_within(&text).unwrap().hex(), hex, "{text}");
        }
        assert_eq!(digest_within("sha256:abc"), None);
        assert_eq!(digest_within("1.0.0"), None);
    }
}
