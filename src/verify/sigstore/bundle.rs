// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! A Sigstore bundle as it is written (sigstore/protobuf-specs, `sigstore_bundle.proto`, versions 0.1
//! to 0.3, in the JSON form of protocol buffers).
//!
//! Only what is signed is taken out here. Certificates, log entries and timestamps are left to
//! [`super::keyless`], and what a bundle says about itself is a hint.

use std::borrow::Cow;

use serde::{Deserialize, de::IgnoredAny};

use super::{FORM, Holder, annotated};
use crate::{
    model::{Blob, Digest, DigestAlgorithm, Doubt, DoubtCode, Payload, Place, Rejection, Text},
    verify::{dsse::decode, malformed, refused},
};

/// As much of a file as is looked at to tell whether it may be a bundle.
const HEAD: u64 = 256;
/// The keys of a bundle, one of which comes first.
const KEYS: [&[u8]; 4] = [b"\"mediaType\"", b"\"verificationMaterial\"", b"\"dsseEnvelope\"", b"\"messageSignature\""];

/// The most bundles in one file.
const MOST: usize = 10_000;

/// A bundle.
#[derive(Debug)]
pub(super) struct Bundle {
    /// What is signed, with the signature.
    pub(super) content: Content,
    /// Who says to have signed.
    pub(super) holder: Holder,
}

/// What is signed, with the signature.
#[derive(Debug)]
pub(super) enum Content {
    /// A payload in a DSSE envelope.
    Envelope(Envelope),
    /// Something that lies elsewhere.
    Message(MessageSignature),
}

/// An envelope with its one signature.
#[derive(Debug)]
pub(super) struct Envelope {
    pub(super) payload_type: String,
    pub(super) payload: Vec<u8>,
    pub(super) signature: Vec<u8>,
}

/// A signature over something that lies elsewhere.
#[derive(Debug)]
pub(super) struct MessageSignature {
    pub(super) signature: Vec<u8>,
    /// The digest of what is signed, by the bundle's own word.
    pub(super) digest: Option<Digest>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Written<'a> {
    #[serde(borrow)]
    verification_material: Material<'a>,
    #[serde(borrow, default)]
    dsse_envelope: Option<WrittenEnvelope<'a>>,
    #[serde(borrow, default)]
    message_signature: Option<WrittenMessage<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Material<'a> {
    #[serde(borrow, default)]
    public_key: Option<WrittenKey<'a>>,
    #[serde(default)]
    certificate: Option<IgnoredAny>,
    #[serde(default)]
    x509_certificate_chain: Option<IgnoredAny>,
    #[serde(default)]
    tlog_entries: Option<Vec<IgnoredAny>>,
    #[serde(default)]
    timestamp_verification_data: Option<Timestamps>,
}

#[derive(Deserialize)]
struct WrittenKey<'a> {
    #[serde(borrow, default)]
    hint: Cow<'a, str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Timestamps {
    #[serde(default)]
    rfc3161_timestamps: Option<Vec<IgnoredAny>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WrittenEnvelope<'a> {
    #[serde(borrow, default)]
    payload: Cow<'a, str>,
    #[serde(borrow, default)]
    payload_type: Cow<'a, str>,
    #[serde(borrow, default)]
    signatures: Vec<WrittenSignature<'a>>,
}

#[derive(Deserialize)]
struct WrittenSignature<'a> {
    #[serde(borrow, default)]
    sig: Cow<'a, str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WrittenMessage<'a> {
    #[serde(borrow, default)]
    message_digest: Option<WrittenDigest<'a>>,
    #[serde(borrow, default)]
    signature: Cow<'a, str>,
}

#[derive(Deserialize)]
struct WrittenDigest<'a> {
    #[serde(borrow, default)]
    algorithm: Cow<'a, str>,
    #[serde(borrow, default)]
    digest: Cow<'a, str>,
}

/// Whether a file may be a bundle, by the first key of its JSON object.
pub(super) fn recognises(payload: &Payload) -> bool {
    let Ok(head) = payload.piece(0..HEAD) else { return false };
    let head = head.trim_ascii_start();
    let Some(first) = head.strip_prefix(b"{").map(<[u8]>::trim_ascii_start) else { return false };
    KEYS.iter().chain(annotated::KEYS).any(|key| first.starts_with(key))
}

/// A line of a list of bundles.
pub(super) struct Line<'a> {
    pub(super) number: u64,
    pub(super) text: &'a [u8],
}

/// The lines of a file with a bundle on each; `None` for a file with one bundle, or none.
pub(super) fn lines(blob: &Blob) -> Result<Option<Vec<Line<'_>>>, Rejection> {
    let bytes = whole(blob)?;
    let lines = (1..).zip(bytes.split(|byte| *byte == b'\n')).map(|(number, text)| Line { number, text });
    let mut filled = lines.filter(|line| !line.text.trim_ascii().is_empty());
    let (Some(first), Some(second)) = (filled.next(), filled.next()) else { return Ok(None) };
    // One bundle over several lines does not end with its first.
    if serde_json::from_slice::<Written<'_>>(first.text).is_err() {
        return Ok(None);
    }
    let lines: Vec<Line<'_>> = [first, second].into_iter().chain(filled).take(MOST.saturating_add(1)).collect();
    if lines.len() > MOST {
        let (en, de) = ("holds more than 10 000 bundles", "enthält mehr als 10 000 Bundles");
        return Err(malformed(FORM, Place::Whole, en.into(), de.into()));
    }
    Ok(Some(lines))
}

fn whole(blob: &Blob) -> Result<&[u8], Rejection> {
    blob.payload.whole().map_err(|error| {
        malformed(FORM, Place::Whole, format!("could not be read: {error}"), format!("ist nicht lesbar: {error}"))
    })
}

/// Half of a list would be half of the truth.
pub(super) fn no_list() -> Rejection {
    let en = "holds something else than a bundle with an envelope; give each other signature a file of its own";
    let de = "enthält etwas anderes als ein Bundle mit Umschlag; jede andere Signatur in eine eigene Datei legen";
    malformed(FORM, Place::Whole, en.into(), de.into())
}

impl Bundle {
    /// Reads a bundle; `None` for JSON that only begins like one.
    pub(super) fn read(blob: &Blob) -> Result<Option<Self>, Rejection> {
        let bytes = whole(blob)?;
        if annotated::recognises(bytes) {
            return Self::annotated(&annotated::rewritten(bytes)?).map(Some);
        }
        // What begins alike and is no bundle (a manifest of OCI, a trust root) lacks this key.
        if memchr::memmem::find(bytes, b"\"verificationMaterial\"").is_none() {
            return Ok(None);
        }
        Self::of(parsed(bytes)?, blob.payload.clone()).map(Some)
    }

    /// What was no bundle when it was written.
    fn annotated(json: &str) -> Result<Self, Rejection> {
        Self::of(parsed(json.as_bytes())?, json.as_bytes().to_vec().into())
    }

    fn of(written: Written<'_>, json: Payload) -> Result<Self, Rejection> {
        let content = match (written.dsse_envelope, written.message_signature) {
            (Some(envelope), None) => Content::Envelope(Envelope::of(&envelope)?),
            (None, Some(message)) => Content::Message(MessageSignature::of(&message)?),
            (None, None) => return Err(refused(FORM, &no_signature())),
            (Some(_), Some(_)) => {
                let (en, de) =
                    ("has both `dsseEnvelope` and `messageSignature`", "trägt `dsseEnvelope` und `messageSignature`");
                return Err(malformed(FORM, Place::Whole, en.into(), de.into()));
            }
        };
        let material = written.verification_material;
        let hint = match (material.public_key, material.certificate, material.x509_certificate_chain) {
            (Some(key), None, None) => Some(key.hint.as_ref().into()),
            (None, Some(_), None) | (None, None, Some(_)) => None,
            _ => {
                let en = "names neither or several of certificate, chain and key";
                let de = "nennt weder oder mehrere von Zertifikat, Kette und Schlüssel";
                return Err(malformed(FORM, Place::Pointer("/verificationMaterial".into()), en.into(), de.into()));
            }
        };
        let timestamps = material.timestamp_verification_data.and_then(|data| data.rfc3161_timestamps);
        let has_witnesses = material.tlog_entries.is_some_and(|entries| !entries.is_empty())
            || timestamps.is_some_and(|timestamps| !timestamps.is_empty());
        Ok(Self { content, holder: Holder { hint, has_witnesses, json } })
    }
}

impl Envelope {
    fn of(written: &WrittenEnvelope<'_>) -> Result<Self, Rejection> {
        // Only one signature is bound to the certificate, the log and the timestamps.
        let signature = match written.signatures.as_slice() {
            [one] => binary(&one.sig, "/dsseEnvelope/signatures/0/sig")?,
            [] => Vec::new(),
            _ => {
                let text = Text::new(
                    "the envelope in the bundle bears more than one signature",
                    "Der Umschlag im Bundle trägt mehr als eine Signatur",
                );
                return Err(refused(FORM, &Doubt::new(DoubtCode::ExtraSignature, text)));
            }
        };
        if signature.is_empty() {
            return Err(refused(FORM, &no_signature()));
        }
        let payload = binary(&written.payload, "/dsseEnvelope/payload")?;
        Ok(Self { payload_type: written.payload_type.clone().into_owned(), payload, signature })
    }
}

impl MessageSignature {
    fn of(written: &WrittenMessage<'_>) -> Result<Self, Rejection> {
        let signature = binary(&written.signature, "/messageSignature/signature")?;
        if signature.is_empty() {
            return Err(refused(FORM, &no_signature()));
        }
        // cosign leaves the digest empty where the bytes themselves are signed (Ed25519).
        let digest = match written.message_digest.as_ref().filter(|digest| !digest.digest.is_empty()) {
            Some(digest) => Some(digest.read()?),
            None => None,
        };
        Ok(Self { signature, digest })
    }
}

impl WrittenDigest<'_> {
    fn read(&self) -> Result<Digest, Rejection> {
        const PLACE: &str = "/messageSignature/messageDigest";
        let algorithm = match self.algorithm.as_ref() {
            "SHA2_256" => Some(DigestAlgorithm::Sha256),
            "SHA2_384" => Some(DigestAlgorithm::Sha384),
            "SHA2_512" => Some(DigestAlgorithm::Sha512),
            _ => None,
        };
        let bytes = binary(&self.digest, PLACE)?;
        algorithm.and_then(|algorithm| Digest::from_bytes(algorithm, &bytes)).ok_or_else(|| {
            let name = &self.algorithm;
            let (en, de) = (format!("is no digest by `{name}`"), format!("ist kein Digest nach `{name}`"));
            malformed(FORM, Place::Pointer(PLACE.into()), en, de)
        })
    }
}

fn parsed(bytes: &[u8]) -> Result<Written<'_>, Rejection> {
    serde_json::from_slice(bytes).map_err(|error| {
        let (en, de) = (format!("is no Sigstore bundle: {error}"), format!("ist kein Sigstore-Bundle: {error}"));
        malformed(FORM, Place::Line(error.line() as u64), en, de)
    })
}

fn binary(text: &str, pointer: &str) -> Result<Vec<u8>, Rejection> {
    decode(text)
        .ok_or_else(|| malformed(FORM, Place::Pointer(pointer.into()), "is no base64".into(), "ist kein Base64".into()))
}

fn no_signature() -> Doubt {
    Doubt::new(DoubtCode::NoSignature, Text::new("the bundle bears no signature", "Das Bundle trägt keine Signatur"))
}
