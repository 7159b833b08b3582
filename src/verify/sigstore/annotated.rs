// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What cosign wrote before there were bundles: the annotations of a signature over an image (cosign,
//! `SIGNATURE_SPEC.md`), and the file of `cosign sign-blob --bundle` up to version 2. Both say what a
//! bundle of version 0.2 says, in other words, and are read as one.
//!
//! They hold the log's promise to add an entry and never the proof that it did: a root that lists a log
//! vouches for none of them.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::FORM;
use crate::{
    model::{DigestAlgorithm, Digests, Place, Rejection},
    verify::{malformed, x509},
};

/// The keys that such a file begins with.
pub(super) const KEYS: &[&[u8]] = &[b"\"dev.cosignproject.cosign/signature\"", b"\"base64Signature\""];

#[derive(Deserialize)]
struct Written {
    #[serde(alias = "dev.cosignproject.cosign/signature", rename = "base64Signature")]
    signature: String,
    #[serde(alias = "dev.sigstore.cosign/certificate", rename = "cert")]
    certificate: String,
    #[serde(rename = "dev.sigstore.cosign/chain")]
    chain: Option<String>,
    /// In JSON within a text.
    #[serde(rename = "dev.sigstore.cosign/bundle")]
    annotation: Option<String>,
    #[serde(rename = "rekorBundle")]
    promise: Option<Promise>,
    /// In JSON within a text.
    #[serde(rename = "dev.sigstore.cosign/rfc3161timestamp")]
    timestamp: Option<String>,
}

/// The log's promise to add an entry.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Promise {
    signed_entry_timestamp: String,
    payload: Entry,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    body: String,
    integrated_time: i64,
    log_index: u64,
    #[serde(rename = "logID")]
    log_id: String,
}

/// What kind of entry it is, by its own word.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    kind: String,
    api_version: String,
}

#[derive(Deserialize)]
struct Stamp {
    #[serde(rename = "SignedRFC3161Timestamp")]
    token: String,
}

/// Whether JSON is of this kind, by its first key.
pub(super) fn recognises(bytes: &[u8]) -> bool {
    let first = bytes.trim_ascii_start().strip_prefix(b"{").map(<[u8]>::trim_ascii_start);
    first.is_some_and(|first| KEYS.iter().any(|key| first.starts_with(key)))
}

/// The same as a bundle.
pub(super) fn rewritten(bytes: &[u8]) -> Result<String, Rejection> {
    let written: Written = parsed(bytes)?;
    let mut material = Map::new();
    let mut add = |key: &str, value: Value| material.insert(key.to_owned(), value);
    let certificate = pem(&written.certificate);
    if certificate.contains("-----BEGIN PUBLIC KEY-----") {
        add("publicKey", json!({"hint": ""}));
    } else {
        let texts = [Some(certificate), written.chain];
        let blocks = texts.iter().flatten().map(|text| x509::blocks(text.as_bytes(), "CERTIFICATE"));
        let blocks = blocks.collect::<Result<Vec<_>, _>>().map_err(|why| wrong(&why))?.concat();
        let all: Vec<Value> = blocks.iter().map(|der| json!({"rawBytes": STANDARD.encode(der)})).collect();
        add("x509CertificateChain", json!({"certificates": all}));
    }
    let promise = match (written.promise, written.annotation) {
        (None, Some(text)) => Some(parsed(text.as_bytes())?),
        (promise, _) => promise,
    };
    if let Some(promise) = promise {
        add("tlogEntries", json!([entry(&promise)?]));
    }
    if let Some(text) = written.timestamp {
        let Stamp { token } = parsed(text.as_bytes())?;
        add("timestampVerificationData", json!({"rfc3161Timestamps": [{"signedTimestamp": token}]}));
    }
    let bundle = json!({
        "mediaType": "application/vnd.dev.sigstore.bundle+json;version=0.2",
        "verificationMaterial": material,
        "messageSignature": {"signature": written.signature},
    });
    Ok(bundle.to_string())
}

fn entry(promise: &Promise) -> Result<Value, Rejection> {
    let Entry { body, integrated_time, log_index, log_id } = &promise.payload;
    let decoded = STANDARD.decode(body).map_err(|error| wrong(&error))?;
    let Body { kind, api_version } = parsed(&decoded)?;
    let mut id = Digests::default();
    if !id.add_hex(DigestAlgorithm::Sha256, log_id) {
        return Err(wrong(&format_args!("`{}` is no id of a log", log_id.escape_debug())));
    }
    Ok(json!({
        "logIndex": log_index.to_string(),
        "logId": {"keyId": STANDARD.encode(id.get(DigestAlgorithm::Sha256).unwrap_or_default())},
        "kindVersion": {"kind": kind, "version": api_version},
        "integratedTime": integrated_time.to_string(),
        "inclusionPromise": {"signedEntryTimestamp": promise.signed_entry_timestamp},
        "canonicalizedBody": body,
    }))
}

/// A text in PEM, which the file of a blob holds in base64 once more.
fn pem(text: &str) -> String {
    let decoded = STANDARD.decode(text.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    decoded.unwrap_or_else(|| text.to_owned())
}

fn parsed<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, Rejection> {
    serde_json::from_slice(bytes).map_err(|error| wrong(&error))
}

fn wrong(why: &dyn std::fmt::Display) -> Rejection {
    let (en, de) = (format!("is no signature of cosign: {why}"), format!("ist keine Signatur von cosign: {why}"));
    malformed(FORM, Place::Whole, en, de)
}
