// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Says who signed what. Never whether that is enough: that is the policy's word.
//!
//! Envelopes are opened here, and formats see only what lay in them. Signatures are checked on the
//! bytes as they came, before anything else reads them. Nothing here touches the world: keys, roots
//! and the time are given.

use std::sync::Arc;

use crate::model::{Blob, Document, Doubt, DoubtCode, Place, Rejection, Text, Timestamp, Trust};

mod algorithm;
mod cms;
mod cosign;
mod detached;
mod draft;
mod dsse;
mod encoding;
mod git;
mod keyed;
mod minisign;
mod openpgp;
mod parts;
mod signed;
mod sigstore;
mod ssh;
mod store;
mod x509;

pub use algorithm::{Form, KeyError, Message, Passphrase, PublicKey, Random, SigningKey, Terms, hash_from_identifier};
pub use detached::{Detached, names_of_signed};
pub use draft::Draft;
pub use git::SignedObject;
pub use parts::{KeyParts, ecdsa_signature};
pub use signed::{Pieces, Signed};
pub use sigstore::{PUBLIC_GOOD_AS_OF, Root, RootPart, RootPartKind};
pub use store::{TrustError, TrustStore};

/// What a file turned out to be.
#[derive(Debug)]
pub enum Opened {
    /// Something to read, with who vouches for it: what lay in an envelope, or a file as it came.
    Documents(Vec<Document>),
    /// A signature over something that lies elsewhere.
    Detached(Detached),
    /// An envelope that must not be read.
    Rejected(Rejection),
}

/// Opens a file: takes what it holds out of its envelope, if it is one, and says who signed it.
pub fn open(blob: Blob, store: &TrustStore, at: Timestamp) -> Opened {
    if dsse::recognises(&blob.payload) {
        match dsse::open(&blob, store, at) {
            Ok(Some(documents)) => return Opened::Documents(documents),
            Err(rejection) => return Opened::Rejected(rejection),
            Ok(None) => {}
        }
    }
    for open in [openpgp::open, cms::open, minisign::open] {
        match open(&blob, store, at) {
            Some(Ok(document)) => return Opened::Documents(vec![document]),
            Some(Err(rejection)) => return Opened::Rejected(rejection),
            None => {}
        }
    }
    if sigstore::recognises(&blob.payload) {
        match sigstore::open(&blob, store, at) {
            Ok(Some(opened)) => return opened,
            Err(rejection) => return Opened::Rejected(rejection),
            Ok(None) => {}
        }
    }
    match detached::recognise(&blob) {
        Some(Ok(signature)) => Opened::Detached(signature),
        Some(Err(rejection)) => Opened::Rejected(rejection),
        None => Opened::Documents(vec![plain(blob)]),
    }
}

/// Opens a file that the user calls a signature. Of bare signatures nothing but the name tells what they
/// are; here the user does.
pub fn open_signature(blob: Blob, store: &TrustStore, at: Timestamp) -> Opened {
    let path = format!("{}.sig", blob.path).into();
    open(Blob { path, ..blob }, store, at)
}

/// A file that is no envelope.
fn plain(blob: Blob) -> Document {
    Document { path: blob.path, payload: blob.payload, declared_type: None, trust: Trust::UNSIGNED }
}

/// The bytes that an envelope holds.
fn inside(path: Arc<str>, declared_type: &str, bytes: Vec<u8>, trust: Trust) -> Document {
    Document { path, payload: bytes.into(), declared_type: Some(declared_type.into()), trust }
}

/// A signature that is known to be wrong: what it stands on must not be read.
fn refused(form: &'static str, doubt: &Doubt) -> Rejection {
    let (code, text) = (doubt.code.name(), &doubt.text);
    let reason = Text::new(format!("{} (`{code}`)", text.en), format!("{} (`{code}`)", text.de));
    Rejection { format: Some(form), place: Place::Whole, reason }
}

/// The code of a rejection by this module, which ends its reason.
pub fn code_of(rejection: &Rejection) -> DoubtCode {
    let ends = |code: &&DoubtCode| rejection.reason.en.ends_with(&format!("(`{}`)", code.name()));
    DoubtCode::ALL.iter().find(ends).copied().unwrap_or(DoubtCode::Malformed)
}

fn malformed(form: &'static str, place: Place, en: String, de: String) -> Rejection {
    let code = DoubtCode::Malformed.name();
    Rejection { format: Some(form), place, reason: Text::new(format!("{en} (`{code}`)"), format!("{de} (`{code}`)")) }
}
