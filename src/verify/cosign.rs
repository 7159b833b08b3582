// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Signatures over files as `cosign sign-blob` writes them: base64 of the bare signature, without a
//! word about key or algorithm. Only the name of the file tells what it is.

use super::{Signed, TrustStore, detached::Form, dsse::decode};
use crate::model::{
    Blob, Doubt, DoubtCode, Identity, ProofPart, Rejection, Scheme, Signer, Text, Timestamp, Trust, UsedAlgorithm,
};

/// The longest signature in base64: those of SLH-DSA have up to 49856 bytes (FIPS 205, table 2).
const LONGEST: u64 = 80_000;
/// The shortest signature of an accepted algorithm, in bytes: ECDSA in DER with small numbers.
const SHORTEST: usize = 8;

/// A bare signature.
#[derive(Debug)]
struct Bare(Vec<u8>);

/// A file named `.sig` that holds base64 and nothing else.
pub(super) fn recognise(blob: &Blob) -> Option<Result<Box<dyn Form>, Rejection>> {
    if !blob.path.to_ascii_lowercase().ends_with(".sig") || blob.payload.size() > LONGEST {
        return None;
    }
    let text = std::str::from_utf8(blob.payload.whole().ok()?).ok()?;
    let signature = decode(text.trim())?;
    (signature.len() >= SHORTEST).then(|| Ok(Box::new(Bare(signature)) as Box<dyn Form>))
}

impl Form for Bare {
    fn scheme(&self) -> Scheme {
        Scheme::Cosign
    }

    fn verify(&self, signed: &Signed<'_>, store: &TrustStore, _at: Timestamp) -> Trust {
        match self.signer(signed, store) {
            Ok(signer) => Trust::new(vec![signer], Vec::new()),
            Err(doubt) => Trust::new(Vec::new(), vec![doubt]),
        }
    }
}

impl Bare {
    /// Whoever of the known keys made it. Nothing in it says which key was meant, so that a changed
    /// file and a foreign key look the same: the one doubt stands for both.
    fn signer(&self, signed: &Signed<'_>, store: &TrustStore) -> Result<Signer, Doubt> {
        let message = signed.bytes()?;
        for known in store.keys() {
            if let Some(algorithm) = known.key.verify(message, &self.0) {
                let identity = Identity::Key { name: known.name.clone(), fingerprint: known.key.fingerprint().clone() };
                let used = UsedAlgorithm { part: ProofPart::Signature, algorithm: algorithm.into(), key_bits: None };
                return Ok(Signer::proven(identity, Scheme::Cosign, vec![used], None));
            }
        }
        Err(Doubt::new(
            DoubtCode::UnknownKey,
            Text::new(
                "no key that the policy trusts made the signature over these bytes (`trust.keys`): another key did, or the file was changed",
                "Kein Schlüssel, dem die Richtlinie vertraut, hat die Signatur über diese Bytes erzeugt (`trust.keys`): ein anderer war es, oder die Datei wurde verändert",
            ),
        ))
    }
}
