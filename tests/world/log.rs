// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! A transparency log like Rekor, version 1 and 2: an entry with its proof, checkpoint and promise.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use freigabe::model::Timestamp;
use serde_json::{Value, json};

use super::{
    base64,
    key::{Key, sha256},
};

/// What is entered.
pub(crate) struct Entry<'a> {
    pub(crate) kind: &'a str,
    pub(crate) version: &'a str,
    pub(crate) body: Value,
    /// When, for logs of version 1.
    pub(crate) at: Option<Timestamp>,
}

/// Enters something as the second of three entries.
pub(crate) fn enter(log: &Key, entry: &Entry<'_>) -> Value {
    let body = entry.body.to_string();
    let leaf = |bytes: &[u8]| sha256(&[&[0], bytes].concat());
    let (before, after) = (leaf(b"before"), leaf(b"after"));
    let node = |left: &[u8], right: &[u8]| sha256(&[&[1], left, right].concat());
    let root = node(&node(&before, &leaf(body.as_bytes())), &after);
    let mut made = json!({
        "logIndex": "1",
        "logId": {"keyId": base64(&sha256(&log.public()))},
        "kindVersion": {"kind": entry.kind, "version": entry.version},
        "inclusionProof": {
            "logIndex": "1",
            "rootHash": base64(&root),
            "treeSize": "3",
            "hashes": [base64(&before), base64(&after)],
            "checkpoint": {"envelope": checkpoint(log, &root)},
        },
        "canonicalizedBody": base64(body.as_bytes()),
    });
    if let Some(at) = entry.at {
        made["integratedTime"] = at.as_second().to_string().into();
        made["inclusionPromise"] = json!({"signedEntryTimestamp": base64(&promise(log, &body, at))});
    }
    made
}

/// The log's word for its state (a signed note, C2SP `tlog-checkpoint`).
fn checkpoint(log: &Key, root: &[u8]) -> String {
    let note = format!("log.behoerde.example\n3\n{}\n", STANDARD.encode(root));
    let signature = [&sha256(&log.public())[..4], &log.sign(note.as_bytes())].concat();
    format!("{note}\n— log.behoerde.example {}\n", STANDARD.encode(signature))
}

/// The log's promise to keep the entry, which is also its word for the time.
fn promise(log: &Key, body: &str, at: Timestamp) -> Vec<u8> {
    let id: String = sha256(&log.public()).iter().map(|byte| format!("{byte:02x}")).collect();
    let (body, at) = (STANDARD.encode(body), at.as_second());
    log.sign(format!(r#"{{"body":"{body}","integratedTime":{at},"logID":"{id}","logIndex":1}}"#).as_bytes())
}
