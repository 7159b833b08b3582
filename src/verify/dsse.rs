// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! DSSE envelopes with plain keys (secure-systems-lab/dsse, protocol v1.0): a payload, its type, and
//! signatures over both.

use std::{borrow::Cow, sync::Arc};

use base64::{
    Engine as _,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde::Deserialize;

use super::{
    Form, Message, TrustStore, inside,
    keyed::{self, KeyedSignature, Manner},
    malformed, refused,
};
use crate::model::{
    Blob, Document, Doubt, DoubtCode, Moments, Payload, Place, Rejection, Scheme, Text, Timestamp, Trust,
};

/// The name of the form in reports.
const FORM: &str = "dsse";
/// As much of a file as is looked at to tell whether it may be an envelope.
const HEAD: u64 = 256;
/// The most signatures that are looked at.
const MOST_SIGNATURES: usize = 64;
/// The most envelopes in one file.
const MOST_ENVELOPES: usize = 10_000;

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

/// Opens an envelope, or envelopes one a line as `cosign download attestation` prints them; `None`
/// for JSON that only begins like one.
pub(super) fn open(blob: &Blob, store: &TrustStore, at: Timestamp) -> Result<Option<Vec<Document>>, Rejection> {
    let bytes = blob.payload.whole().map_err(|error| {
        malformed(FORM, Place::Whole, format!("could not be read: {error}"), format!("ist nicht lesbar: {error}"))
    })?;
    if let Some(lines) = lines(bytes)? {
        let numbered = (1_u64..).zip(lines);
        let documents = numbered.map(|(number, (line, envelope))| {
            let path = format!("{}#{number}", blob.path).into();
            document(path, &envelope, store, at).map_err(|rejection| on_line(rejection, line))
        });
        return documents.collect::<Result<Vec<_>, _>>().map(Some);
    }
    let envelope: Envelope<'_> = match serde_json::from_slice(bytes) {
        Ok(envelope) => envelope,
        Err(_) if !has_shape(bytes) => return Ok(None),
        Err(error) => return Err(no_envelope(error.line() as u64, &error)),
    };
    document(Arc::clone(&blob.path), &envelope, store, at).map(|document| Some(vec![document]))
}

/// The envelopes of a file with one on each line, with the number of the line; `None` for a file
/// that is no such list. A list has to be one throughout: half of it would be half of the truth.
fn lines(bytes: &[u8]) -> Result<Option<Vec<(u64, Envelope<'_>)>>, Rejection> {
    let mut filled =
        (1_u64..).zip(bytes.split(|byte| *byte == b'\n')).filter(|(_, line)| !line.trim_ascii().is_empty());
    let Some((number, first)) = filled.next() else { return Ok(None) };
    let Ok(first) = serde_json::from_slice::<Envelope<'_>>(first) else { return Ok(None) };
    let mut envelopes = vec![(number, first)];
    for (number, line) in filled {
        let envelope = serde_json::from_slice(line).map_err(|error| no_envelope(number, &error))?;
        envelopes.push((number, envelope));
        if envelopes.len() > MOST_ENVELOPES {
            let (en, de) = ("holds more than 10 000 envelopes", "enthält mehr als 10 000 Umschläge");
            return Err(malformed(FORM, Place::Whole, en.into(), de.into()));
        }
    }
    Ok((envelopes.len() > 1).then_some(envelopes))
}

fn document(path: Arc<str>, envelope: &Envelope<'_>, store: &TrustStore, at: Timestamp) -> Result<Document, Rejection> {
    let payload = decode(&envelope.payload).ok_or_else(|| not_base64("/payload", "the payload", "die Nutzlast"))?;
    let trust = verify(envelope, &payload, store, at)?;
    Ok(inside(path, &envelope.payload_type, payload, trust))
}

fn no_envelope(line: u64, error: &serde_json::Error) -> Rejection {
    let (en, de) = (format!("is no DSSE envelope: {error}"), format!("ist kein DSSE-Umschlag: {error}"));
    malformed(FORM, Place::Line(line), en, de)
}

/// The same rejection, at a line of a list of envelopes.
fn on_line(rejection: Rejection, line: u64) -> Rejection {
    Rejection { place: Place::Line(line), ..rejection }
}

/// Whether broken JSON has the words of an envelope.
fn has_shape(bytes: &[u8]) -> bool {
    ["\"payloadType\"", "\"signatures\""].iter().all(|key| memchr::memmem::find(bytes, key.as_bytes()).is_some())
}

fn verify(envelope: &Envelope<'_>, payload: &[u8], store: &TrustStore, at: Timestamp) -> Result<Trust, Rejection> {
    if envelope.signatures.len() > MOST_SIGNATURES {
        let (en, de) = ("has more than 64 signatures", "trägt mehr als 64 Signaturen");
        return Err(malformed(FORM, Place::Pointer("/signatures".into()), en.into(), de.into()));
    }
    if envelope.signatures.is_empty() {
        let text = Text::new("the envelope bears no signature", "Der Umschlag trägt keine Signatur");
        return Ok(Trust::new(Vec::new(), vec![Doubt::new(DoubtCode::NoSignature, text)]));
    }
    let decoded = envelope.signatures.iter().enumerate().map(|(index, signature)| {
        decode(&signature.sig)
            .ok_or_else(|| not_base64(&format!("/signatures/{index}/sig"), "the signature", "die Signatur"))
    });
    let decoded = decoded.collect::<Result<Vec<_>, _>>()?;
    let with_hints = decoded.iter().zip(&envelope.signatures);
    let signatures: Vec<KeyedSignature<'_>> =
        with_hints.map(|(bytes, signature)| KeyedSignature { bytes, hint: signature.keyid.as_deref() }).collect();
    let encoded = pre_authentication_encoding(&envelope.payload_type, payload);
    let manner = Manner { scheme: Scheme::Dsse, form: &Form::DSSE, moments: Moments::now(at) };
    keyed::signers(&Message::bytes(&encoded), &signatures, store, manner).map_err(|doubt| refused(FORM, &doubt))
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
