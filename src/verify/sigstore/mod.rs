// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Sigstore bundles 0.1 to 0.3: signatures with their certificate, log entries and timestamps, or by a
//! plain key. The libraries of Sigstore are named in this folder and nowhere else.
//!
//! A bundle's own hash, its log id and index, its hint and the certificates inside its timestamps
//! are signed by nobody: they identify nothing, and nothing here reports them.

use super::{
    Opened, Signed, TrustStore,
    detached::{Detached, Form},
    dsse::{self, pre_authentication_encoding},
    inside, refused,
};
use crate::model::{
    Blob, Digest, Doubt, DoubtCode, Identity, Payload, ProofPart, Rejection, Scheme, Signer, Text, Timestamp, Trust,
    UsedAlgorithm,
};

mod bundle;
mod certificate;
mod keyless;
mod reason;
mod root;
mod timestamp;
mod watch;

pub use root::{PUBLIC_GOOD_AS_OF, Root, RootPart, RootPartKind};

use bundle::{Bundle, Content, Envelope, Message};
use keyless::Terms;

/// The name of the form in reports.
const FORM: &str = Scheme::SigstoreBundle.name();

/// Whether a file may be a bundle.
pub(super) fn recognises(payload: &Payload) -> bool {
    bundle::recognises(payload)
}

/// Opens a bundle; `None` for JSON that only begins like one.
pub(super) fn open(blob: &Blob, store: &TrustStore, at: Timestamp) -> Result<Option<Opened>, Rejection> {
    let Some(bundle) = Bundle::read(blob)? else { return Ok(None) };
    match bundle.content {
        Content::Message(message) => {
            let form = MessageBundle { message, hint: bundle.hint, json: bundle.json };
            Ok(Some(Opened::Detached(Detached::new(&blob.path, Box::new(form)))))
        }
        Content::Envelope(envelope) => {
            let trust = envelope_trust(&envelope, bundle.hint.as_deref(), &bundle.json, (store, at));
            match trust.doubts().iter().find(|doubt| doubt.code == DoubtCode::SignatureInvalid) {
                Some(doubt) => Err(refused(FORM, doubt)),
                None => {
                    let document = inside(blob, &envelope.payload_type, envelope.payload, trust);
                    Ok(Some(Opened::Documents(vec![document])))
                }
            }
        }
    }
}

fn envelope_trust(
    envelope: &Envelope,
    hint: Option<&str>,
    json: &Payload,
    (store, at): (&TrustStore, Timestamp),
) -> Trust {
    match hint {
        Some(hint) => {
            let message = pre_authentication_encoding(&envelope.payload_type, &envelope.payload);
            keyed(&message, &envelope.signature, hint, store)
        }
        None => keyless(json, None, (store, at)),
    }
}

/// A signature over something that lies elsewhere, in a bundle.
#[derive(Debug)]
struct MessageBundle {
    message: Message,
    hint: Option<std::sync::Arc<str>>,
    json: Payload,
}

impl Form for MessageBundle {
    fn scheme(&self) -> Scheme {
        Scheme::SigstoreBundle
    }

    fn digest(&self) -> Option<Digest> {
        self.message.digest.clone()
    }

    fn verify(&self, signed: &Signed<'_>, store: &TrustStore, at: Timestamp) -> Trust {
        match &self.hint {
            None => keyless(&self.json, Some(signed), (store, at)),
            Some(hint) => match signed.bytes() {
                Ok(bytes) => keyed(bytes, &self.message.signature, hint, store),
                Err(doubt) => Trust::new(Vec::new(), vec![doubt]),
            },
        }
    }
}

fn keyless(json: &Payload, signed: Option<&Signed<'_>>, (store, at): (&TrustStore, Timestamp)) -> Trust {
    match json.whole() {
        Ok(json) => keyless::trust(json, signed, store.roots(), &Terms { crypto: store.crypto(), at }),
        Err(error) => Trust::new(Vec::new(), vec![reason::malformed(&error)]),
    }
}

/// Who of the holders of known keys made a signature. The hint proves nothing: it only tells a changed
/// bundle of a known key from one of a foreign key.
fn keyed(message: &[u8], signature: &[u8], hint: &str, store: &TrustStore) -> Trust {
    for known in store.keys() {
        if let Some(algorithm) = known.key.verify(message, signature) {
            let identity = Identity::Key { name: known.name.clone(), fingerprint: known.key.fingerprint().clone() };
            let used = UsedAlgorithm { part: ProofPart::Signature, algorithm: algorithm.into(), key_bits: None };
            return Trust::new(vec![Signer::proven(identity, Scheme::SigstoreBundle, vec![used], None)], Vec::new());
        }
    }
    let hinted = dsse::decode(hint).and_then(|hash| Digest::from_bytes(crate::model::DigestAlgorithm::Sha256, &hash));
    let doubt = match store.keys().iter().find(|known| Some(known.key.fingerprint()) == hinted.as_ref()) {
        Some(known) => Doubt::new(
            DoubtCode::SignatureInvalid,
            Text::new(
                format!(
                    "the signature by `{}` does not verify: what is signed or the signature was changed",
                    known.name
                ),
                format!("Die Signatur von `{}` stimmt nicht: Signiertes oder Signatur wurden verändert", known.name),
            ),
        ),
        None => dsse::unknown_key(),
    };
    Trust::new(Vec::new(), vec![doubt])
}
