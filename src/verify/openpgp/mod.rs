// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! OpenPGP signatures (RFC 9580): detached ones, and texts that are signed as they stand.
//!
//! Only what verifying takes is here, over the registry of algorithms: no private key, no encryption,
//! no algorithm of old. What proves nothing any more (MD5, SHA-1, DSA) does so in certificates, too.

use std::{io::Read as _, sync::Arc};

use super::{Signed, TrustStore, detached::SignatureFile, inside, malformed as rejection, refused, signed};
use crate::model::{
    Blob, Digests, Document, Doubt, DoubtCode, Identity, Payload, Place, Rejection, Scheme, Signer, Text, Timestamp,
    Trust,
};

mod armor;
mod certificate;
mod key;
mod packet;
mod signature;

pub(super) use certificate::{KnownCertificate, read as read_certificates};
use signature::PgpSignature;

/// The name of the form in reports.
const FORM: &str = "openpgp";
/// As much of a file as is looked at to tell whether it is one.
const HEAD: u64 = 64;
/// The tag of a signature.
const SIGNATURE: u8 = 2;
/// The most signatures of one file.
const MOST: usize = 16;
/// Endings of files that hold signatures without an armour.
const BARE: &[&str] = &[".sig", ".gpg", ".sign", ".asc", ".pgp"];
/// As much as is read at once for hashing.
const PIECE: usize = 1 << 16;

/// The signatures of a file.
#[derive(Debug)]
pub(super) struct PgpSignatures(Vec<PgpSignature>);

/// A detached signature.
pub(super) fn recognise(blob: &Blob) -> Option<Result<Box<dyn SignatureFile>, Rejection>> {
    let signatures = match packets(blob)? {
        Ok(packets) if is_message(&packets) => Err(not_detached()),
        Ok(packets) => PgpSignatures::read(&packets),
        Err(doubt) => Err(doubt),
    };
    Some(match signatures {
        Ok(signatures) => Ok(Box::new(signatures)),
        Err(doubt) => Err(rejection(FORM, Place::Whole, doubt.text.en, doubt.text.de)),
    })
}

/// The packets of a file of signatures, or of a message that was signed as a whole.
fn packets(blob: &Blob) -> Option<Result<Vec<u8>, Doubt>> {
    let head = blob.payload.piece(0..HEAD).ok()?;
    if let Some(label) = [armor::SIGNATURE, armor::MESSAGE].into_iter().find(|label| armor::begins(&head, label)) {
        let text = std::str::from_utf8(blob.payload.whole().ok()?).unwrap_or_default();
        let packets = armor::decode(text, label).map(|blocks| blocks.concat());
        // A message that is encrypted is no word about anything.
        let is_meant = |packets: &Result<Vec<u8>, _>| packets.as_ref().is_ok_and(|packets| is_message(packets));
        return Some(packets).filter(|packets| label == armor::SIGNATURE || is_meant(packets));
    }
    // The tag of a signature, in either format, and a name that says so.
    let lower = blob.path.to_ascii_lowercase();
    let named = BARE.iter().any(|ending| lower.ends_with(ending));
    let tagged = matches!(head.first(), Some(0xc2 | 0x88..=0x8a)) || is_message(&head);
    (named && tagged).then(|| blob.payload.whole().map(<[u8]>::to_vec).map_err(|error| malformed(&error.0)))
}

/// Whether packets are those of a message that was signed as a whole, compressed or not: their first tag is
/// that of compressed data or of a signature in one pass (RFC 9580 sections 5.4 and 5.6), in either format.
fn is_message(packets: &[u8]) -> bool {
    matches!(packets.first(), Some(0xc4 | 0xc8 | 0x90..=0x93 | 0xa0..=0xa3))
}

/// A text that is signed as it stands, out of its frame.
pub(super) fn open(blob: &Blob, store: &TrustStore, at: Timestamp) -> Option<Result<Document, Rejection>> {
    if !armor::begins_cleartext(&blob.payload.piece(0..HEAD).ok()?) {
        return None;
    }
    let read = || {
        let text = std::str::from_utf8(blob.payload.whole().map_err(|error| malformed(&error.0))?);
        let cleartext = armor::cleartext(text.map_err(|_| malformed("it is no UTF-8"))?)?;
        Ok((PgpSignatures::read(&cleartext.signatures)?, cleartext.text))
    };
    let (signatures, text) = match read() {
        Ok(read) => read,
        Err(doubt) => {
            let doubt: Doubt = doubt;
            return Some(Err(rejection(FORM, Place::Whole, doubt.text.en, doubt.text.de)));
        }
    };
    let payload = Payload::from(text.clone().into_bytes());
    let trust = signatures.verify(&Signed::new(&Digests::default(), Some(&payload)), store, at);
    if let Some(doubt) = trust.doubts().iter().find(|doubt| doubt.code == DoubtCode::SignatureInvalid) {
        return Some(Err(refused(FORM, doubt)));
    }
    // The last line end is not signed and belongs to any text.
    let document = inside(Arc::clone(&blob.path), "", (text + "\n").into_bytes(), trust);
    Some(Ok(Document { declared_type: None, ..document }))
}

impl PgpSignatures {
    /// Reads the packets of signatures; there may be no others.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Doubt> {
        let packets = packet::packets(bytes)?;
        if packets.is_empty() || packets.len() > MOST || packets.iter().any(|packet| packet.tag != SIGNATURE) {
            return Err(malformed("it holds something else than one to 16 signatures"));
        }
        packets.iter().map(|packet| PgpSignature::read(packet.body)).collect::<Result<_, _>>().map(Self)
    }

    /// Reads signatures in their armour.
    pub(super) fn armored(text: &str) -> Result<Self, Doubt> {
        Self::read(&armor::decode(text, armor::SIGNATURE)?.concat())
    }

    /// What all of them prove over bytes.
    pub(super) fn verify(&self, signed: &Signed<'_>, store: &TrustStore, at: Timestamp) -> Trust {
        let mut trust = Trust::UNSIGNED;
        for signature in &self.0 {
            trust.add(Trust::of(signer(signature, signed, (store, at))));
        }
        trust
    }
}

fn signer(
    signature: &PgpSignature,
    signed: &Signed<'_>,
    (store, at): (&TrustStore, Timestamp),
) -> Result<Signer, Doubt> {
    let known = store.openpgp().iter().find_map(|c| c.issuer(signature).map(|(key, subkey)| (c, key, subkey)));
    let (certificate, key, subkey) = known.ok_or_else(|| unknown(&signature.issuer()))?;
    let terms = store.terms(at, None);
    let feed = |hash: &mut dyn FnMut(&[u8])| feed(signature.kind, signed, hash);
    let used = signature.verify(key, &feed, terms)?;
    store.crypto().judge_together(&[&used], terms.moments)?;
    certificate.check(subkey, (terms, at))?;
    in_time(signature, key.created, at).map_err(|(en, de)| certificate.doubt(DoubtCode::OutsideValidity, &en, &de))?;
    let identity = Identity::OpenPgp {
        name: Arc::clone(&certificate.name),
        fingerprint: certificate.primary.fingerprint_text().into(),
    };
    Ok(Signer::proven(identity, Scheme::OpenPgp, vec![used], None))
}

/// Hands over what is signed: as it is, or with the line ends of a text.
fn feed(kind: u8, signed: &Signed<'_>, hash: &mut dyn FnMut(&[u8])) -> Result<(), Doubt> {
    if !matches!(kind, signature::BINARY | signature::TEXT) {
        return Err(Doubt::new(
            DoubtCode::WrongSubject,
            Text::new("the signature is not one over a file", "Die Signatur gilt keiner Datei"),
        ));
    }
    let (mut reader, mut buffer, mut after_return) = (signed.reader()?, vec![0; PIECE], false);
    loop {
        let count = reader.read(&mut buffer).map_err(|error| signed::unreadable(&error))?;
        let piece = buffer.get(..count).unwrap_or_default();
        if piece.is_empty() {
            return Ok(());
        }
        if kind == signature::BINARY {
            hash(piece);
            continue;
        }
        for part in piece.split_inclusive(|byte| *byte == b'\n') {
            match part.strip_suffix(b"\n") {
                Some(line) if line.ends_with(b"\r") || (line.is_empty() && after_return) => hash(part),
                Some(line) => {
                    hash(line);
                    hash(b"\r\n");
                }
                None => hash(part),
            }
            after_return = part.ends_with(b"\r");
        }
    }
}

/// Whether the signature is neither of the future, nor older than its key, nor expired.
fn in_time(signature: &PgpSignature, key_created: u32, at: Timestamp) -> Result<(), (String, String)> {
    let created =
        signature.created.ok_or_else(|| ("signed without a time".to_owned(), "hat ohne Zeit signiert".to_owned()))?;
    let made = certificate::moment(created);
    if made > at {
        return Err((format!("signed in the future, at {made}"), format!("hat in der Zukunft signiert, am {made}")));
    }
    if created < key_created {
        return Err((
            format!("signed before its key was made, at {made}"),
            format!("hat vor der Erzeugung des Schlüssels signiert, am {made}"),
        ));
    }
    let end = signature.expires.map(|after| certificate::moment(created.saturating_add(after)));
    match end.filter(|end| at >= *end) {
        Some(end) => Err((format!("signed until {end} only"), format!("hat nur bis {end} signiert"))),
        None => Ok(()),
    }
}

fn unknown(issuer: &str) -> Doubt {
    Doubt::new(
        DoubtCode::UnknownKey,
        Text::new(
            format!("the policy trusts no OpenPGP certificate with the key `{issuer}` (`trust.openpgp`)"),
            format!("Die Richtlinie vertraut keinem OpenPGP-Zertifikat mit dem Schlüssel `{issuer}` (`trust.openpgp`)"),
        ),
    )
}

fn not_detached() -> Doubt {
    Doubt::new(
        DoubtCode::Malformed,
        Text::new(
            "no OpenPGP signature of its own: it holds what it signs, as `gpg --sign` writes it, and is not opened; sign with `gpg --armor --detach-sign`",
            "Keine eigenständige OpenPGP-Signatur: Sie enthält das Signierte, wie `gpg --sign` es schreibt, und wird nicht geöffnet; mit `gpg --armor --detach-sign` signieren",
        ),
    )
}

fn malformed(reason: &str) -> Doubt {
    Doubt::new(
        DoubtCode::Malformed,
        Text::new(format!("no OpenPGP signature: {reason}"), format!("Keine OpenPGP-Signatur: {reason}")),
    )
}

impl SignatureFile for PgpSignatures {
    fn scheme(&self) -> Scheme {
        Scheme::OpenPgp
    }

    fn verify(&self, signed: &Signed<'_>, store: &TrustStore, at: Timestamp) -> Trust {
        Self::verify(self, signed, store, at)
    }
}
