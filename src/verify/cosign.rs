// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Signatures as cosign writes them beside files, and beside what it signs of an image in its tag scheme:
//! base64 of the bare signature, without a word about key or algorithm. Only the name of the file tells
//! what it is. Ed25519 signs files themselves and images prehashed; neither can pass for the other.

use super::{
    Form, Signed, TrustStore,
    detached::SignatureFile,
    dsse::decode,
    keyed::{KeyedSignature, Manner, signers},
};
use crate::model::{Blob, Moments, Rejection, Scheme, Timestamp, Trust};

/// The longest signature in base64: those of SLH-DSA have up to 49856 bytes (FIPS 205, table 2).
const LONGEST: u64 = 80_000;
/// The shortest signature of an accepted algorithm, in bytes: ECDSA in DER with small numbers.
const SHORTEST: usize = 8;

/// A bare signature.
#[derive(Debug)]
struct Bare(Vec<u8>);

/// A file named `.sig` that holds base64 and nothing else.
pub(super) fn recognise(blob: &Blob) -> Option<Result<Box<dyn SignatureFile>, Rejection>> {
    if !blob.path.to_ascii_lowercase().ends_with(".sig") || blob.payload.size() > LONGEST {
        return None;
    }
    let text = std::str::from_utf8(blob.payload.whole().ok()?).ok()?;
    let signature = decode(text.trim())?;
    (signature.len() >= SHORTEST).then(|| Ok(Box::new(Bare(signature)) as Box<dyn SignatureFile>))
}

impl SignatureFile for Bare {
    fn scheme(&self) -> Scheme {
        Scheme::Cosign
    }

    /// Nothing in the signature says which key was meant, so that a changed file and a foreign key look
    /// the same: the one doubt stands for both.
    fn verify(&self, signed: &Signed<'_>, store: &TrustStore, at: Timestamp) -> Trust {
        let manner = Manner { scheme: Scheme::Cosign, form: &Form::DSSE, moments: Moments::now(at) };
        let signature = KeyedSignature { bytes: &self.0, hint: None };
        signers(&signed.message(), &[signature], store, manner).unwrap_or_else(|doubt| Trust::of(Err(doubt)))
    }
}
