// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Signatures with plain keys: which of the policy's keys made them, each key once.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{Form, Message, TrustStore, store::NamedKey};
use crate::model::{Digest, Doubt, DoubtCode, Identity, Moments, Scheme, Signer, Text, Trust, UsedAlgorithm};

/// A signature with a plain key, as it came.
#[derive(Clone, Copy, Debug)]
pub(super) struct KeyedSignature<'a> {
    /// The signature itself.
    pub(super) bytes: &'a [u8],
    /// What it says about its key. It proves nothing, and only tells a broken signature from a foreign one.
    pub(super) hint: Option<&'a str>,
}

/// How signatures came.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner<'a> {
    /// The form for reports.
    pub(super) scheme: Scheme,
    /// What the form lays down about the algorithm.
    pub(super) form: &'a Form,
    /// When they count.
    pub(super) moments: Moments,
}

/// Who made signatures over the same message. An error where one is known to be wrong: then nobody
/// may read what it stands on.
pub(super) fn signers(
    message: &Message<'_>,
    signatures: &[KeyedSignature<'_>],
    store: &TrustStore,
    manner: Manner<'_>,
) -> Result<Trust, Doubt> {
    let mut proofs: Vec<Proofs> = store.keys().iter().map(|known| vec![None; known.keys.len()]).collect();
    let mut doubts = Vec::new();
    for signature in signatures {
        doubts.extend(file(message, signature, (store, manner.form), &mut proofs)?);
    }
    let mut signers = Vec::new();
    for (known, proofs) in store.keys().iter().zip(proofs) {
        match signer(known, proofs, store, manner) {
            Ok(Some(signer)) => signers.push(signer),
            Ok(None) => {}
            Err(doubt) => doubts.push(doubt),
        }
    }
    Ok(Trust::new(signers, doubts))
}

/// For each key of a name the algorithm of the signature that it made.
type Proofs = Vec<Option<UsedAlgorithm>>;

/// Puts a signature to the key that made it; gives a doubt where it adds nothing.
fn file(
    message: &Message<'_>,
    signature: &KeyedSignature<'_>,
    (store, form): (&TrustStore, &Form),
    proofs: &mut [Proofs],
) -> Result<Option<Doubt>, Doubt> {
    let mut missing = None;
    for (known, proofs) in store.keys().iter().zip(proofs) {
        for (key, proof) in known.keys.iter().zip(proofs) {
            match key.verify_unjudged(message, signature.bytes, form) {
                Ok(_) if proof.is_some() => return Ok(Some(twice(&known.name))),
                Ok(used) => {
                    *proof = Some(used);
                    return Ok(None);
                }
                Err(doubt) if signature.hint.is_some_and(|hint| names(hint, key.fingerprint())) => {
                    return match doubt.code {
                        DoubtCode::SignatureInvalid => Err(changed(&known.name)),
                        _ => Ok(Some(doubt)),
                    };
                }
                Err(doubt) if doubt.code == DoubtCode::KeyTooShort && key.made(message, signature.bytes, form) => {
                    return Ok(Some(short(&known.name, &doubt)));
                }
                // Where the bytes are missing or unreadable, nothing is known about any key.
                Err(doubt) if doubt.code != DoubtCode::SignatureInvalid && doubt.code != DoubtCode::KeyTooShort => {
                    missing.get_or_insert(doubt);
                }
                Err(_) => {}
            }
        }
    }
    Ok(Some(missing.unwrap_or_else(foreign)))
}

/// The signer behind a name, once all its keys have signed and the policy accepts how.
fn signer(known: &NamedKey, proofs: Proofs, store: &TrustStore, manner: Manner<'_>) -> Result<Option<Signer>, Doubt> {
    if proofs.iter().all(Option::is_none) {
        return Ok(None);
    }
    let Some(algorithms) = proofs.into_iter().collect::<Option<Vec<_>>>() else { return Err(half(&known.name)) };
    let Some(first) = known.keys.first() else { return Ok(None) };
    store.crypto().judge_together(&algorithms.iter().collect::<Vec<_>>(), manner.moments)?;
    let identity = Identity::Key { name: Arc::clone(&known.name), fingerprint: first.fingerprint().clone() };
    Ok(Some(Signer::proven(identity, manner.scheme, algorithms, None)))
}

/// Whether a hint names a key: its fingerprint in hexadecimal, or in base64 as cosign writes it.
fn names(hint: &str, fingerprint: &Digest) -> bool {
    if hint == fingerprint.hex() {
        return true;
    }
    let decoded = STANDARD.decode(hint).ok();
    decoded.and_then(|bytes| Digest::from_bytes(fingerprint.algorithm(), &bytes)).is_some_and(|d| d == *fingerprint)
}

fn changed(name: &str) -> Doubt {
    Doubt::new(
        DoubtCode::SignatureInvalid,
        Text::new(
            format!("the signature by `{name}` does not verify: payload, type or signature were changed"),
            format!("Die Signatur von `{name}` stimmt nicht: Nutzlast, Typ oder Signatur wurden verändert"),
        ),
    )
}

fn short(name: &str, doubt: &Doubt) -> Doubt {
    Doubt::new(
        doubt.code,
        Text::new(
            format!("the key of `{name}` made the signature and is too short: {}", doubt.text.en),
            format!("Der Schlüssel von `{name}` hat die Signatur erzeugt und ist zu kurz: {}", doubt.text.de),
        ),
    )
}

fn twice(name: &str) -> Doubt {
    Doubt::new(
        DoubtCode::ExtraSignature,
        Text::new(
            format!("there is a second signature by the key of `{name}`; it counts once"),
            format!("Es gibt eine zweite Signatur mit dem Schlüssel von `{name}`; er zählt einmal"),
        ),
    )
}

fn half(name: &str) -> Doubt {
    Doubt::new(
        DoubtCode::HybridMissing,
        Text::new(
            format!(
                "`{name}` signs with two keys, and only one of both signatures is there (`hybrid` in `trust.keys`)"
            ),
            format!(
                "`{name}` signiert mit zwei Schlüsseln, und nur eine der beiden Signaturen liegt vor (`hybrid` in `trust.keys`)"
            ),
        ),
    )
}

fn foreign() -> Doubt {
    Doubt::new(
        DoubtCode::UnknownKey,
        Text::new(
            "no key that the policy trusts made the signature over these bytes (`trust.keys`): another key did, or they were changed",
            "Kein Schlüssel, dem die Richtlinie vertraut, hat die Signatur über diese Bytes erzeugt (`trust.keys`): ein anderer war es, oder sie wurden verändert",
        ),
    )
}
