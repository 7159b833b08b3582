// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! DSSE envelopes with plain keys (secure-systems-lab/dsse, protocol v1.0): a payload, its type, and
//! signatures over both.

use std::borrow::Cow;

use base64::{
    Engine as _,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde::Deserialize;

use super::{TrustStore, inside, malformed, refused};
use crate::model::{
    Blob, Document, Doubt, DoubtCode, Identity, Payload, Place, ProofPart, Rejection, Scheme, Signer, Text, Timestamp,
    Trust, UsedAlgorithm,
};

/// The name of the form in reports.
const FORM: &str = "dsse";
/// As much of a file as is looked at to tell whether it may be an envelope.
const HEAD: u64 = 256;
/// The most signatures that are looked at.
const MOST_SIGNATURES: usize = 64;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    #[serde(borrow)]
    payload: Cow<'a, str>,
    #[serde(borrow)]
    payload_type: Cow<'a, str>,
    #[serde(borrow)]
    signatures: Vec<Signature<'a>>,
}

#[derive(Deserialize)]
struct Signature<'a> {
    #[serde(borrow)]
    sig: Cow<'a, str>,
    #[serde(borrow, default)]
    keyid: Option<Cow<'a, str>>,
}

/// Whether a file may be an envelope, by the first key of its JSON object.
pub(super) fn recognises(payload: &Payload) -> bool {
    let Ok(head) = payload.piece(0..HEAD) else { return false };
    let head = head.trim_ascii_start();
    let Some(first) = head.strip_prefix(b"{").map(<[u8]>::trim_ascii_start) else { return false };
    [&b"\"payload\""[..], b"\"payloadType\"", b"\"signatures\""].iter().any(|key| first.starts_with(key))
}

/// Opens an envelope; `None` for JSON that only begins like one.
pub(super) fn open(blob: &Blob, store: &TrustStore, _at: Timestamp) -> Result<Option<Document>, Rejection> {
    let bytes = blob.payload.whole().map_err(|error| {
        malformed(FORM, Place::Whole, format!("could not be read: {error}"), format!("ist nicht lesbar: {error}"))
    })?;
    let envelope: Envelope<'_> = match serde_json::from_slice(bytes) {
        Ok(envelope) => envelope,
        Err(error) => {
            return match has_shape(bytes) {
                false => Ok(None),
                true => Err(malformed(
                    FORM,
                    Place::Line(error.line() as u64),
                    format!("is no DSSE envelope: {error}"),
                    format!("ist kein DSSE-Umschlag: {error}"),
                )),
            };
        }
    };
    let payload = decode(&envelope.payload).ok_or_else(|| not_base64("/payload", "the payload", "die Nutzlast"))?;
    let trust = verify(&envelope, &payload, store)?;
    Ok(Some(inside(blob, &envelope.payload_type, payload, trust)))
}

/// Whether broken JSON has the words of an envelope.
fn has_shape(bytes: &[u8]) -> bool {
    ["\"payloadType\"", "\"signatures\""].iter().all(|key| memchr::memmem::find(bytes, key.as_bytes()).is_some())
}

fn verify(envelope: &Envelope<'_>, payload: &[u8], store: &TrustStore) -> Result<Trust, Rejection> {
    if envelope.signatures.len() > MOST_SIGNATURES {
        let (en, de) = ("has more than 64 signatures", "trägt mehr als 64 Signaturen");
        return Err(malformed(FORM, Place::Pointer("/signatures".into()), en.into(), de.into()));
    }
    let message = pre_authentication_encoding(&envelope.payload_type, payload);
    let (mut signers, mut doubts) = (Vec::new(), Vec::new());
    for (index, signature) in envelope.signatures.iter().enumerate() {
        let bytes = decode(&signature.sig)
            .ok_or_else(|| not_base64(&format!("/signatures/{index}/sig"), "the signature", "die Signatur"))?;
        match signer(&message, &bytes, signature.keyid.as_deref(), store) {
            Ok(signer) => signers.push(signer),
            Err(doubt) if doubt.code == DoubtCode::SignatureInvalid => return Err(refused(FORM, &doubt)),
            Err(doubt) => doubts.push(doubt),
        }
    }
    if envelope.signatures.is_empty() {
        doubts.push(Doubt::new(
            DoubtCode::NoSignature,
            Text::new("the envelope bears no signature", "Der Umschlag trägt keine Signatur"),
        ));
    }
    Ok(Trust::new(signers, doubts))
}

/// Who made a signature. The id that it gives its key is a hint and proves nothing.
fn signer(message: &[u8], signature: &[u8], hint: Option<&str>, store: &TrustStore) -> Result<Signer, Doubt> {
    for known in store.keys() {
        if let Some(algorithm) = known.key.verify(message, signature) {
            let identity = Identity::Key { name: known.name.clone(), fingerprint: known.key.fingerprint().clone() };
            let used = UsedAlgorithm { part: ProofPart::Signature, algorithm: algorithm.into(), key_bits: None };
            return Ok(Signer::proven(identity, Scheme::Dsse, vec![used], None));
        }
    }
    let meant = store.keys().iter().find(|known| hint.is_some_and(|hint| hint == known.key.fingerprint().hex()));
    Err(match meant {
        Some(known) => Doubt::new(
            DoubtCode::SignatureInvalid,
            Text::new(
                format!("the signature by `{}` does not verify: payload, type or signature were changed", known.name),
                format!("Die Signatur von `{}` stimmt nicht: Nutzlast, Typ oder Signatur wurden verändert", known.name),
            ),
        ),
        None => unknown_key(),
    })
}

/// No key of the policy made a signature.
pub(super) fn unknown_key() -> Doubt {
    Doubt::new(
        DoubtCode::UnknownKey,
        Text::new(
            "no key that the policy trusts made the signature (`trust.keys`)",
            "Kein Schlüssel, dem die Richtlinie vertraut, hat die Signatur erzeugt (`trust.keys`)",
        ),
    )
}

/// What is signed: type and payload with their lengths (DSSE protocol, "Signature Definition").
pub(super) fn pre_authentication_encoding(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let mut encoded = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len()).into_bytes();
    encoded.extend_from_slice(payload);
    encoded
}

/// Base64 in either alphabet, as the protocol allows.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let alphabet = if text.contains(['-', '_']) { URL_SAFE } else { STANDARD };
    GeneralPurpose::new(&alphabet, config).decode(text).ok()
}

fn not_base64(pointer: &str, en: &str, de: &str) -> Rejection {
    malformed(FORM, Place::Pointer(pointer.into()), format!("{en} is no base64"), format!("{de} ist kein Base64"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoding_is_that_of_the_protocol() {
        let encoded = pre_authentication_encoding("http://example.com/HelloWorld", b"hello world");
        assert_eq!(encoded, b"DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    }
}
