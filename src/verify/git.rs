// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Signatures within Git's commits and tags (gitformat-signature(5)): by OpenPGP, SSH or X.509.

use super::{Signed, TrustStore, cms, detached::SignatureFile as _, openpgp, ssh, x509};
use crate::model::{Digests, Doubt, DoubtCode, Payload, Scheme, Text, Timestamp, Trust};

/// Headers of a signature in a commit, for either kind of ids.
const HEADERS: &[&str] = &["gpgsig ", "gpgsig-sha256 "];
/// How the signature at the end of a tag begins.
const BEGINNINGS: &[&str] =
    &["-----BEGIN PGP SIGNATURE-----", "-----BEGIN SSH SIGNATURE-----", "-----BEGIN SIGNED MESSAGE-----"];
/// The label of X.509 signatures.
const X509: &str = "SIGNED MESSAGE";
/// The namespace of SSH signatures.
const NAMESPACE: &str = "git";

/// A commit or tag that bears a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedObject {
    /// The commit that a tag names; `None` for a commit.
    pub target: Option<String>,
    /// The name that a tag gives itself; `None` for a commit.
    pub tag: Option<String>,
    payload: Vec<u8>,
    signature: String,
}

impl SignedObject {
    /// A commit; `None` where it bears no signature.
    pub fn commit(content: &[u8]) -> Option<Self> {
        let end = memchr::memmem::find(content, b"\n\n").unwrap_or(content.len());
        let (head, message) = content.split_at_checked(end.saturating_add(1).min(content.len()))?;
        let (mut payload, mut signature, mut within) = (Vec::new(), String::new(), false);
        let mut seen = 0_u32;
        for line in head.split_inclusive(|byte| *byte == b'\n') {
            let header = HEADERS.iter().find(|header| line.starts_with(header.as_bytes()));
            within = (within && line.starts_with(b" ")) || header.is_some();
            if !within {
                payload.extend_from_slice(line);
                continue;
            }
            seen = seen.saturating_add(u32::from(header.is_some()));
            let skip = header.map_or(1, |header| header.len());
            signature.push_str(std::str::from_utf8(line.get(skip..)?).ok()?);
        }
        payload.extend_from_slice(message);
        // Two signatures over different things cannot both be meant.
        (seen == 1).then_some(Self { target: None, tag: None, payload, signature })
    }

    /// A tag; `None` where it bears no signature.
    pub fn tag(content: &[u8]) -> Option<Self> {
        let places = BEGINNINGS.iter().filter_map(|beginning| {
            let line = format!("\n{beginning}");
            memchr::memmem::rfind(content, line.as_bytes())
        });
        let start = places.max()?.saturating_add(1);
        let (payload, signature) = content.split_at_checked(start)?;
        let head = payload.split(|byte| *byte == b'\n').take_while(|line| !line.is_empty());
        let value = |key: &[u8]| {
            let line = head.clone().find_map(|line| line.strip_prefix(key))?;
            String::from_utf8(line.to_vec()).ok()
        };
        let is_of_commit = value(b"type ").as_deref() == Some("commit");
        Some(Self {
            target: value(b"object ").filter(|_| is_of_commit),
            tag: value(b"tag "),
            payload: payload.to_vec(),
            signature: String::from_utf8(signature.to_vec()).ok()?,
        })
    }

    /// The form of the signature.
    pub fn scheme(&self) -> Scheme {
        match self.signature.trim_start() {
            text if text.starts_with("-----BEGIN SSH") => Scheme::Ssh,
            text if text.starts_with("-----BEGIN SIGNED") => Scheme::Cms,
            _ => Scheme::OpenPgp,
        }
    }

    /// Who signed it.
    pub fn verify(&self, store: &TrustStore, at: Timestamp) -> Trust {
        let (digests, payload) = (Digests::default(), Payload::from(self.payload.clone()));
        let signed = Signed::new(&digests, Some(&payload));
        let trust = match self.scheme() {
            Scheme::Ssh => ssh::SshSignature::read(&self.signature)
                .map(|signature| Trust::of(signature.signer(&signed, Some(NAMESPACE), (store, at)))),
            Scheme::Cms => self.cms().map(|signature| signature.verify(&signed, store, at)),
            _ => {
                openpgp::PgpSignatures::armored(&self.signature).map(|signatures| signatures.verify(&signed, store, at))
            }
        };
        trust.unwrap_or_else(|doubt| Trust::of(Err(doubt)))
    }

    fn cms(&self) -> Result<cms::CmsSignature, Doubt> {
        let malformed = |reason: String| {
            Doubt::new(
                DoubtCode::Malformed,
                Text::new(format!("the signature {reason}"), format!("Die Signatur: {reason}")),
            )
        };
        let blocks = x509::blocks(self.signature.as_bytes(), X509).map_err(malformed)?;
        match cms::read(blocks.first().map_or(&[], Vec::as_slice))? {
            (signature, None) => Ok(signature),
            (_, Some(_)) => Err(malformed("holds something to sign of its own".to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_of_a_commit_is_not_part_of_what_it_signs() {
        let content = b"tree 1\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1700000000 +0100\ngpgsig -----BEGIN X\n \n y\n -----END X\nencoding x\n\ngpgsig no\n";
        let commit = SignedObject::commit(content).unwrap();
        assert_eq!(commit.signature, "-----BEGIN X\n\ny\n-----END X\n");
        let payload = String::from_utf8(commit.payload).unwrap();
        assert_eq!(
            payload,
            "tree 1\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1700000000 +0100\nencoding x\n\ngpgsig no\n"
        );
        assert_eq!(SignedObject::commit(b"tree 1\n\ngpgsig -----BEGIN X\n"), None);
        assert_eq!(SignedObject::commit(b"tree 1\ngpgsig a\ngpgsig b\n\n"), None);
    }

    #[test]
    fn the_signature_of_a_tag_is_its_end() {
        let content = b"object 12\ntype commit\ntag v1\ntagger A <a@b> 1700000000 +0000\n\nv1\n-----BEGIN SSH SIGNATURE-----\nx\n";
        let tag = SignedObject::tag(content).unwrap();
        assert_eq!((tag.target.as_deref(), tag.tag.as_deref(), tag.scheme()), (Some("12"), Some("v1"), Scheme::Ssh));
        assert!(tag.payload.ends_with(b"\n\nv1\n"));
        assert_eq!(SignedObject::tag(b"object 12\ntype commit\ntag v1\n\nv1\n"), None);
    }
}
