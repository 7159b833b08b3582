// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What an SBOM is about, as its primary component says.

use super::Component;
use crate::model::{Digest, DigestAlgorithm, Digests, Subject};

impl Component {
    /// The component as what an SBOM is about.
    pub fn subject(&self) -> Subject {
        let name = String::from(self.name.clone());
        let version = self.version.as_deref().map(str::to_owned);
        let purl = self.purl.as_deref().map(str::to_owned);
        let mut digests = self.hashes.digests();
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
            Subject::Named { name, version, purl }
        } else {
            Subject::Artifact { name: Some(name), digests }
        }
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
