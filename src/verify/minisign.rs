// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Signatures by minisign (jedisct1.github.io/minisign, "Signature format") and by OpenBSD's
//! signify(1), whose format minisign extends: Ed25519 over the bytes or over their BLAKE2b.

use std::{io::Read, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use blake2::{Blake2b512, Digest as _};

use super::{
    Form, Message, PublicKey, Signed, TrustStore, detached::SignatureFile, encoding, inside, malformed, refused, signed,
};
use crate::model::{
    Blob, Document, Doubt, DoubtCode, Identity, Payload, Place, Rejection, Scheme, Signer, Text, Timestamp, Trust,
};

/// The name of the form in reports.
const FORM: &str = "minisign";
const UNTRUSTED: &str = "untrusted comment: ";
const TRUSTED: &str = "trusted comment: ";
/// Over the bytes themselves.
const PURE: &[u8] = b"Ed";
/// Over their BLAKE2b-512.
const PREHASHED: &[u8] = b"ED";
/// As much as is read at once for hashing.
const PIECE: usize = 1 << 16;

/// A public key by its number.
#[derive(Clone, Debug)]
pub(super) struct KnownKey {
    name: Arc<str>,
    number: [u8; 8],
    key: PublicKey,
}

impl KnownKey {
    /// Reads the file of a public key: a comment and one line of base64, or that line alone.
    pub(super) fn read(name: &Arc<str>, text: &str) -> Result<Self, String> {
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with(UNTRUSTED)).map(str::trim).collect();
        let lines: Vec<&str> = lines.into_iter().filter(|line| !line.is_empty()).collect();
        let [line] = lines.as_slice() else {
            return Err("is no public key of minisign or signify: one line of base64 is expected".to_owned());
        };
        let bytes = STANDARD.decode(line).map_err(|error| format!("is no public key of minisign: {error}"))?;
        let parts = bytes.strip_prefix(PURE).and_then(|rest| rest.split_first_chunk::<8>());
        let (number, key) = parts.ok_or("is no public key of minisign or signify: it does not begin with `Ed`")?;
        let key = encoding::ed25519(key).map_err(|doubt| format!("is no public key: {}", doubt.text.en))?;
        Ok(Self { name: Arc::clone(name), number: *number, key })
    }
}

/// A signature, with what of minisign's goes beyond signify's.
#[derive(Debug)]
struct MinisignFile {
    is_prehashed: bool,
    number: [u8; 8],
    signature: Vec<u8>,
    /// The trusted comment, and the signature over both.
    comment: Option<(String, Vec<u8>)>,
}

/// A file that begins with the comment that nobody signs.
fn begins_like_one(payload: &Payload) -> bool {
    payload.piece(0..UNTRUSTED.len() as u64).is_ok_and(|head| head == UNTRUSTED.as_bytes())
}

/// A signature in a file of its own.
pub(super) fn recognise(blob: &Blob) -> Option<Result<Box<dyn SignatureFile>, Rejection>> {
    let (file, message) = match begins_like_one(&blob.payload).then(|| read(blob))?? {
        Ok(read) => read,
        Err(rejection) => return Some(Err(rejection)),
    };
    message.is_empty().then(|| Ok(Box::new(file) as Box<dyn SignatureFile>))
}

/// A file that signify wrote with what it signs (`-e`): signature and message in one.
pub(super) fn open(blob: &Blob, store: &TrustStore, at: Timestamp) -> Option<Result<Document, Rejection>> {
    let (file, message) = begins_like_one(&blob.payload).then(|| read(blob))??.ok()?;
    if message.is_empty() {
        return None;
    }
    let payload = Payload::from(message);
    let digests = crate::model::Digests::default();
    let trust = file.verify(&Signed::new(&digests, Some(&payload)), store, at);
    if let Some(doubt) = trust.doubts().iter().find(|doubt| doubt.code == DoubtCode::SignatureInvalid) {
        return Some(Err(refused(FORM, doubt)));
    }
    let bytes = payload.whole().map(<[u8]>::to_vec).unwrap_or_default();
    Some(Ok(Document { declared_type: None, ..inside(Arc::clone(&blob.path), "", bytes, trust) }))
}

/// The signature and the message behind it; `None` for a file that is a key or something else.
fn read(blob: &Blob) -> Option<Result<(MinisignFile, Vec<u8>), Rejection>> {
    let bytes = blob.payload.whole().ok()?;
    let mut lines = bytes.split_inclusive(|byte| *byte == b'\n');
    let (first, second) = (lines.next()?, lines.next()?);
    let decoded = STANDARD.decode(second.trim_ascii()).ok()?;
    let (algorithm, rest) = decoded.split_at_checked(PURE.len())?;
    let (number, signature) = rest.split_first_chunk::<8>()?;
    if signature.len() != 64 || ![PURE, PREHASHED].contains(&algorithm) {
        return None;
    }
    let start = first.len().saturating_add(second.len());
    let rest = bytes.get(start..).unwrap_or_default();
    let (comment, message) = match rest.starts_with(TRUSTED.as_bytes()) {
        false => (None, rest.to_vec()),
        true => match comment(rest) {
            Some(comment) => (Some(comment), Vec::new()),
            None => return Some(Err(no_comment())),
        },
    };
    let is_prehashed = algorithm == PREHASHED;
    // Only minisign hashes first, and never without a trusted comment.
    if is_prehashed && comment.is_none() {
        return Some(Err(no_comment()));
    }
    Some(Ok((MinisignFile { is_prehashed, number: *number, signature: signature.to_vec(), comment }, message)))
}

/// The trusted comment and the signature over signature and comment. Nothing may follow.
fn comment(rest: &[u8]) -> Option<(String, Vec<u8>)> {
    let text = std::str::from_utf8(rest).ok()?;
    let mut lines = text.lines();
    let comment = lines.next()?.strip_prefix(TRUSTED)?.to_owned();
    let signature = STANDARD.decode(lines.next()?.trim()).ok()?;
    (signature.len() == 64 && lines.all(|line| line.trim().is_empty())).then_some((comment, signature))
}

fn no_comment() -> Rejection {
    let en = "the trusted comment and the signature over it are missing or damaged";
    let de = "der vertrauenswürdige Kommentar und die Signatur darüber fehlen oder sind beschädigt";
    malformed(FORM, Place::Line(3), en.into(), de.into())
}

impl SignatureFile for MinisignFile {
    fn scheme(&self) -> Scheme {
        Scheme::Minisign
    }

    fn verify(&self, signed: &Signed<'_>, store: &TrustStore, at: Timestamp) -> Trust {
        Trust::of(self.signer(signed, store, at))
    }
}

impl MinisignFile {
    fn signer(&self, signed: &Signed<'_>, store: &TrustStore, at: Timestamp) -> Result<Signer, Doubt> {
        let known = store.minisign().iter().find(|known| known.number == self.number);
        let known = known.ok_or_else(|| self.unknown())?;
        let terms = store.terms(at, None);
        let used = match self.is_prehashed {
            true => known.key.verify(&Message::bytes(&blake2(signed)?), &self.signature, &Form::PLAIN, terms)?,
            false => known.key.verify(&Message::bytes(signed.bytes()?), &self.signature, &Form::PLAIN, terms)?,
        };
        if let Some((comment, signature)) = &self.comment {
            let message = [self.signature.as_slice(), comment.as_bytes()].concat();
            known.key.verify(&Message::bytes(&message), signature, &Form::PLAIN, terms)?;
        }
        store.crypto().judge_together(&[&used], terms.moments)?;
        let identity = Identity::Minisign { name: Arc::clone(&known.name) };
        Ok(Signer::proven(identity, Scheme::Minisign, vec![used], None))
    }

    fn unknown(&self) -> Doubt {
        // minisign prints the number as one of 64 bits, the least significant byte first.
        let number: String = self.number.iter().rev().map(|byte| format!("{byte:02X}")).collect();
        Doubt::new(
            DoubtCode::UnknownKey,
            Text::new(
                format!("the policy trusts no key `{number}` of minisign or signify (`trust.minisign`)"),
                format!(
                    "Die Richtlinie vertraut keinem Schlüssel `{number}` von minisign oder signify (`trust.minisign`)"
                ),
            ),
        )
    }
}

fn blake2(signed: &Signed<'_>) -> Result<Vec<u8>, Doubt> {
    let (mut hasher, mut reader, mut buffer) = (Blake2b512::new(), signed.reader()?, vec![0; PIECE]);
    loop {
        match reader.read(&mut buffer).map_err(|error| signed::unreadable(&error))? {
            0 => return Ok(hasher.finalize().to_vec()),
            count => hasher.update(buffer.get(..count).unwrap_or_default()),
        }
    }
}
