// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Sigstore bundles 0.1 to 0.3: signatures with their certificate, log entries and timestamps, or by a
//! plain key. The libraries of Sigstore are named in this folder and nowhere else.
//!
//! A bundle's own hash, its log id and index, its hint and the certificates inside its timestamps
//! are signed by nobody: they identify nothing, and nothing here reports them.

use super::{
    Form as AlgorithmForm, Message, Opened, Signed, TrustStore,
    detached::{Detached, SignatureFile},
    dsse::pre_authentication_encoding,
    inside,
    keyed::{self, KeyedSignature, Manner},
    refused,
};
use crate::model::{Blob, Digest, DoubtCode, Moments, Payload, Rejection, Scheme, Timestamp, Trust};

mod bundle;
mod certificate;
mod keyless;
mod reason;
mod root;
mod timestamp;
mod watch;

pub use root::{PUBLIC_GOOD_AS_OF, Root, RootPart, RootPartKind};

use bundle::{Bundle, Content, Envelope, MessageSignature};
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
                    let document =
                        inside(std::sync::Arc::clone(&blob.path), &envelope.payload_type, envelope.payload, trust);
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
            let signature = KeyedSignature { bytes: &envelope.signature, hint: Some(hint) };
            keyed(&Message::bytes(&message), signature, &AlgorithmForm::DSSE, (store, at))
        }
        None => keyless(json, None, (store, at)),
    }
}

/// A signature over something that lies elsewhere, in a bundle.
#[derive(Debug)]
struct MessageBundle {
    message: MessageSignature,
    hint: Option<std::sync::Arc<str>>,
    json: Payload,
}

impl SignatureFile for MessageBundle {
    fn scheme(&self) -> Scheme {
        Scheme::SigstoreBundle
    }

    fn digest(&self) -> Option<Digest> {
        self.message.digest.clone()
    }

    fn verify(&self, signed: &Signed<'_>, store: &TrustStore, at: Timestamp) -> Trust {
        match &self.hint {
            None => keyless(&self.json, Some(signed), (store, at)),
            Some(hint) => {
                let signature = KeyedSignature { bytes: &self.message.signature, hint: Some(hint) };
                keyed(&signed.message(), signature, &AlgorithmForm::PLAIN, (store, at))
            }
        }
    }
}

fn keyless(json: &Payload, signed: Option<&Signed<'_>>, (store, at): (&TrustStore, Timestamp)) -> Trust {
    match json.whole() {
        Ok(json) => keyless::trust(json, signed, store.roots(), &Terms { crypto: store.crypto(), at }),
        Err(error) => Trust::new(Vec::new(), vec![reason::malformed(&error)]),
    }
}

/// Who of the holders of known keys made a signature.
fn keyed(
    message: &Message<'_>,
    signature: KeyedSignature<'_>,
    form: &AlgorithmForm,
    (store, at): (&TrustStore, Timestamp),
) -> Trust {
    let manner = Manner { scheme: Scheme::SigstoreBundle, form, moments: Moments::now(at) };
    let found = keyed::signers(message, &[signature], store, manner);
    found.unwrap_or_else(|doubt| Trust::new(Vec::new(), vec![doubt]))
}
