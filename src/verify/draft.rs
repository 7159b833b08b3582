// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Envelopes that are being written (DSSE protocol v1.0).

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Serialize;

use super::{Form, Message, PublicKey, SigningKey, dsse::pre_authentication_encoding};
use crate::model::Doubt;

/// An envelope that is being written: a payload, its type, and the signatures so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    payload_type: String,
    payload: Vec<u8>,
    signatures: Vec<(String, Vec<u8>)>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Written<'a> {
    payload: String,
    payload_type: &'a str,
    signatures: Vec<WrittenSignature<'a>>,
}

#[derive(Serialize)]
struct WrittenSignature<'a> {
    keyid: &'a str,
    sig: String,
}

impl Draft {
    /// An envelope without signatures.
    pub fn new(payload_type: &str, payload: Vec<u8>) -> Self {
        Self { payload_type: payload_type.to_owned(), payload, signatures: Vec::new() }
    }

    /// The envelope whose bytes for signing these are; `None` for others.
    pub fn from_encoding(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(b"DSSEv1 ")?;
        let (payload_type, rest) = field(rest)?;
        let (payload, rest) = field(rest.strip_prefix(b" ")?)?;
        let draft = Self::new(std::str::from_utf8(payload_type).ok()?, payload.to_vec());
        (rest.is_empty() && draft.encoding() == bytes).then_some(draft)
    }

    /// The bytes that a signature is over.
    pub fn encoding(&self) -> Vec<u8> {
        pre_authentication_encoding(&self.payload_type, &self.payload)
    }

    /// What lies in it.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// Signs it with a key.
    pub fn sign(&mut self, key: &SigningKey) -> Result<(), Doubt> {
        let signature = key.sign(&Message::bytes(&self.encoding()))?;
        self.signatures.push((key.public().fingerprint().hex().to_owned(), signature));
        Ok(())
    }

    /// Adds a signature that was made elsewhere. One that does not verify is not taken.
    pub fn add(&mut self, key: &PublicKey, signature: Vec<u8>) -> Result<(), Doubt> {
        key.verify_unjudged(&Message::bytes(&self.encoding()), &signature, &Form::DSSE)?;
        self.signatures.push((key.fingerprint().hex().to_owned(), signature));
        Ok(())
    }

    /// The envelope in JSON, on one line.
    pub fn to_json(&self) -> String {
        let signatures = self.signatures.iter();
        let written = Written {
            payload: STANDARD.encode(&self.payload),
            payload_type: &self.payload_type,
            signatures: signatures
                .map(|(keyid, signature)| WrittenSignature { keyid, sig: STANDARD.encode(signature) })
                .collect(),
        };
        // Texts and lists of texts can always be written.
        serde_json::to_string(&written).unwrap_or_default() + "\n"
    }
}

/// A length, a space and as many bytes; and what stands behind them.
fn field(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b' ')?;
    let length: usize = std::str::from_utf8(bytes.get(..end)?).ok()?.parse().ok()?;
    bytes.get(end.checked_add(1)?..)?.split_at_checked(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_envelope_is_found_again_in_what_is_signed() {
        let draft = Draft::new("application/x", b"a b c".to_vec());
        assert_eq!(Draft::from_encoding(&draft.encoding()), Some(draft));
        for other in ["DSSEv1 1 x 2 a", "DSSEv1 1 x 1 ab", "DSSEv2 1 x 1 a", "DSSEv1 01 x 1 a", "DSSEv1 1 x 1"] {
            assert_eq!(Draft::from_encoding(other.as_bytes()), None, "{other}");
        }
    }
}
