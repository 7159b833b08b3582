// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Sigstore bundles 0.1 to 0.3: signatures with their certificate, log entries and timestamps, or by a
//! plain key. The libraries of Sigstore are named in this folder and nowhere else.
//!
//! A bundle's own hash, its log id and index, its hint and the certificates inside its timestamps
//! are signed by nobody: they identify nothing, and nothing here reports them.

use std::sync::Arc;

use super::{
    Form as AlgorithmForm, Message, Opened, Signed, Terms, TrustStore,
    detached::{Detached, SignatureFile},
    dsse::pre_authentication_encoding,
    inside,
    keyed::{self, KeyedSignature, Manner},
    refused,
};
use crate::model::{
    Blob, Digest, DoubtCode, Identity, Moments, Payload, Place, Rejection, Scheme, Signer, Timestamp, Trust,
};

mod annotated;
mod bundle;
mod certificate;
mod keyless;
mod reason;
mod root;
mod subject;
mod timestamp;
mod watch;
mod witness;

pub use root::{PUBLIC_GOOD_AS_OF, Root, RootPart, RootPartKind};

use bundle::{Bundle, Content, MessageSignature};

/// The name of the form in reports.
const FORM: &str = Scheme::SigstoreBundle.name();

/// Whether a file may be a bundle.
pub(super) fn recognises(payload: &Payload) -> bool {
    bundle::recognises(payload)
}

/// Opens a bundle, or bundles one a line as `gh attestation download` writes them; `None` for JSON that
/// only begins like one.
pub(super) fn open(blob: &Blob, store: &TrustStore, at: Timestamp) -> Result<Option<Opened>, Rejection> {
    let Some(lines) = bundle::lines(blob)? else {
        return Bundle::read(blob)?.map(|bundle| opened(bundle, &blob.path, (store, at))).transpose();
    };
    let mut documents = Vec::new();
    for (number, line) in (1_u64..).zip(lines) {
        let at_line = |rejection| Rejection { place: Place::Line(line.number), ..rejection };
        let blob = Blob { path: format!("{}#{number}", blob.path).into(), payload: line.text.to_vec().into() };
        let bundle = Bundle::read(&blob).map_err(at_line)?;
        match bundle.map(|bundle| opened(bundle, &blob.path, (store, at))).transpose().map_err(at_line)? {
            Some(Opened::Documents(more)) => documents.extend(more),
            _ => return Err(at_line(bundle::no_list())),
        }
    }
    Ok(Some(Opened::Documents(documents)))
}

fn opened(bundle: Bundle, path: &Arc<str>, (store, at): (&TrustStore, Timestamp)) -> Result<Opened, Rejection> {
    let Bundle { content, holder } = bundle;
    match content {
        Content::Message(message) => {
            let form = MessageBundle { message, holder };
            Ok(Opened::Detached(Detached::new(path, Box::new(form))))
        }
        Content::Envelope(envelope) => {
            let message = pre_authentication_encoding(&envelope.payload_type, &envelope.payload);
            let signed =
                What { message: Message::bytes(&message), signature: &envelope.signature, form: &AlgorithmForm::DSSE };
            let trust = holder.trust(&signed, None, (store, at));
            match trust.doubts().iter().find(|doubt| doubt.code == DoubtCode::SignatureInvalid) {
                Some(doubt) => Err(refused(FORM, doubt)),
                None => {
                    let document = inside(Arc::clone(path), &envelope.payload_type, envelope.payload, trust);
                    Ok(Opened::Documents(vec![document]))
                }
            }
        }
    }
}

/// A signature over something that lies elsewhere, in a bundle.
#[derive(Debug)]
struct MessageBundle {
    message: MessageSignature,
    holder: Holder,
}

impl SignatureFile for MessageBundle {
    fn scheme(&self) -> Scheme {
        Scheme::SigstoreBundle
    }

    fn digest(&self) -> Option<Digest> {
        self.message.digest.clone()
    }

    fn by_plain_key(&self) -> Option<&[u8]> {
        self.holder.hint.as_ref().map(|_| self.message.signature.as_slice())
    }

    fn verify(&self, signed: &Signed<'_>, store: &TrustStore, at: Timestamp) -> Trust {
        let signature = &self.message.signature;
        let what = What { message: signed.message(), signature, form: &AlgorithmForm::PLAIN };
        self.holder.trust(&what, Some(signed), (store, at))
    }
}

/// What is signed, with its signature, for plain keys.
struct What<'a> {
    message: Message<'a>,
    signature: &'a [u8],
    form: &'a AlgorithmForm,
}

/// Whom the bundle says to have signed, with all that vouches for that.
#[derive(Debug)]
struct Holder {
    /// The hint at a plain key; `None` for a certificate.
    hint: Option<Arc<str>>,
    /// Whether log entries or timestamps came with it.
    has_witnesses: bool,
    /// The whole text of the bundle.
    json: Payload,
}

impl Holder {
    fn trust(&self, what: &What<'_>, signed: Option<&Signed<'_>>, (store, at): (&TrustStore, Timestamp)) -> Trust {
        let json = match self.json.whole() {
            Ok(json) => json,
            Err(error) => return Trust::new(Vec::new(), vec![reason::malformed(&error)]),
        };
        let terms = Terms { crypto: store.crypto(), moments: Moments::now(at) };
        let Some(hint) = &self.hint else { return keyless::trust(json, signed, store.roots(), terms) };
        let signature = KeyedSignature { bytes: what.signature, hint: Some(hint) };
        let manner = Manner { scheme: Scheme::SigstoreBundle, form: what.form, moments: terms.moments };
        match keyed::signers(&what.message, &[signature], store, manner) {
            Ok(trust) if self.has_witnesses && !store.roots().is_empty() => {
                witnessed(trust, json, signed, (store, terms))
            }
            Ok(trust) => trust,
            Err(doubt) => Trust::new(Vec::new(), vec![doubt]),
        }
    }
}

/// The same signers, with the time at which they signed where a root can tell.
fn witnessed(
    trust: Trust,
    json: &[u8],
    signed: Option<&Signed<'_>>,
    (store, terms): (&TrustStore, Terms<'_>),
) -> Trust {
    let mut doubts = trust.doubts().to_vec();
    let bundle = match keyless::parse(json) {
        Ok(bundle) => bundle,
        Err(doubt) => {
            doubts.push(doubt);
            return Trust::new(trust.signers().to_vec(), doubts);
        }
    };
    let signers = trust.signers().iter().map(|signer| {
        let key = match signer.identity() {
            Identity::Key { fingerprint, .. } => store.key_names().find(|(_, key)| key.fingerprint() == fingerprint),
            _ => None,
        };
        let Some((_, key)) = key else { return signer.clone() };
        match witness::time(&bundle, signed, key, (store.roots(), terms)) {
            Ok(Some((signed_at, algorithms))) => {
                let all = signer.algorithms().iter().cloned().chain(algorithms).collect();
                Signer::proven(signer.identity().clone(), signer.scheme(), all, Some(signed_at))
            }
            Ok(None) => signer.clone(),
            Err(doubt) => {
                doubts.push(doubt);
                signer.clone()
            }
        }
    });
    let signers = signers.collect();
    Trust::new(signers, doubts)
}
