// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Bare signatures, without a word about key or algorithm: in base64, as cosign writes them beside files
//! and beside what it signs of an image in its tag scheme, or as they are, as OpenSSL writes them. Only
//! the name of the file tells what it is. Ed25519 signs files themselves and images prehashed; neither
//! can pass for the other.

use x509_cert::der::{
    Decode as _,
    asn1::{AnyRef, UintRef},
};

use super::{
    Form, Signed, TrustStore,
    detached::SignatureFile,
    dsse::decode,
    encoding::without_line_end,
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

/// Lengths of signatures that are not told apart by their form: Ed25519, RSA of 2048 to 8192 bits, and
/// the three sets of ML-DSA (FIPS 204, table 2).
const LENGTHS: &[usize] = &[64, 256, 384, 512, 1024, 2420, 3309, 4627];

/// A file named `.sig` that holds a signature in base64, or as it is, and nothing else.
pub(super) fn recognise(blob: &Blob) -> Option<Result<Box<dyn SignatureFile>, Rejection>> {
    if !blob.path.to_ascii_lowercase().ends_with(".sig") || blob.payload.size() > LONGEST {
        return None;
    }
    let bytes = blob.payload.whole().ok()?;
    let signature = in_base64(bytes).or_else(|| {
        let bytes = without_line_end(bytes, is_bare);
        is_bare(bytes).then(|| bytes.to_vec())
    })?;
    (signature.len() >= SHORTEST).then(|| Ok(Box::new(Bare(signature)) as Box<dyn SignatureFile>))
}

/// Base64 on one line or on several.
fn in_base64(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?;
    decode(&text.split_ascii_whitespace().collect::<String>())
}

/// Whether bytes look like a signature: of a length that one has, or two numbers in DER.
fn is_bare(bytes: &[u8]) -> bool {
    let numbers =
        || AnyRef::from_der(bytes)?.sequence(|reader| Ok((UintRef::decode(reader)?, UintRef::decode(reader)?)));
    LENGTHS.contains(&bytes.len()) || numbers().is_ok()
}

impl SignatureFile for Bare {
    fn scheme(&self) -> Scheme {
        Scheme::Cosign
    }

    fn by_plain_key(&self) -> Option<&[u8]> {
        Some(&self.0)
    }

    /// Nothing in the signature says which key was meant, so that a changed file and a foreign key look
    /// the same: the one doubt stands for both.
    fn verify(&self, signed: &Signed<'_>, store: &TrustStore, at: Timestamp) -> Trust {
        let manner = Manner { scheme: Scheme::Cosign, form: &Form::DSSE, moments: Moments::now(at) };
        let signature = KeyedSignature { bytes: &self.0, hint: None };
        signers(&signed.message(), &[signature], store, manner).unwrap_or_else(|doubt| Trust::of(Err(doubt)))
    }
}
