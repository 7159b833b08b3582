// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! OpenPGP's signatures (RFC 9580 section 5.2).

use sha2::{Sha256, Sha384, Sha512};

use super::{
    key::{PgpKey, hex},
    malformed,
    packet::Reader,
};
use crate::{
    model::{DigestAlgorithm, Doubt, DoubtCode, Text, UsedAlgorithm},
    verify::Terms,
};

const CREATED: u8 = 2;
const SIGNATURE_EXPIRES: u8 = 3;
const KEY_EXPIRES: u8 = 9;
const ISSUER: u8 = 16;
const KEY_FLAGS: u8 = 27;
const EMBEDDED: u8 = 32;
const ISSUER_FINGERPRINT: u8 = 33;
/// Subpackets that state something which decides nothing here, critical or not: exportability, trust,
/// preferences, policies, features, recipients and the like.
const UNDERSTOOD: &[u8] = &[4, 5, 7, 11, 12, 21, 22, 23, 24, 25, 26, 28, 29, 30, 31, 34, 35, 39];

/// What a signature is about (section 5.2.1).
pub(super) const BINARY: u8 = 0x00;
pub(super) const TEXT: u8 = 0x01;
pub(super) const SUBKEY_BINDING: u8 = 0x18;
pub(super) const PRIMARY_BINDING: u8 = 0x19;
pub(super) const DIRECT: u8 = 0x1f;
pub(super) const KEY_REVOCATION: u8 = 0x20;
pub(super) const SUBKEY_REVOCATION: u8 = 0x28;

/// A signature.
#[derive(Clone, Debug)]
pub(super) struct PgpSignature {
    pub(super) kind: u8,
    version: u8,
    hash: Result<DigestAlgorithm, Doubt>,
    /// What is hashed in front of the content, and behind it.
    salt: Vec<u8>,
    trailer: Vec<u8>,
    numbers: Vec<u8>,
    pub(super) created: Option<u32>,
    /// Seconds after its creation.
    pub(super) expires: Option<u32>,
    /// Seconds after the key's creation.
    pub(super) key_expires: Option<u32>,
    pub(super) key_flags: Option<u8>,
    /// Who made it, by its own word: id or fingerprint.
    issuers: Vec<Vec<u8>>,
    pub(super) embedded: Option<Vec<u8>>,
    /// A critical subpacket that is not understood.
    unknown: Option<u8>,
}

impl PgpSignature {
    /// Reads the body of a packet.
    pub(super) fn read(body: &[u8]) -> Result<Self, Doubt> {
        let mut reader = Reader(body);
        let version = reader.byte()?;
        if !matches!(version, 4 | 6) {
            return Err(malformed(&format!("signatures of version {version} are not supported")));
        }
        let (kind, _key, hash) = (reader.byte()?, reader.byte()?, reader.byte()?);
        let length = if version == 6 { reader.length()? } else { usize::from(reader.short()?) };
        let hashed = reader.take(length)?;
        let covered = body.get(..body.len().saturating_sub(reader.0.len())).unwrap_or_default();
        let length = if version == 6 { reader.length()? } else { usize::from(reader.short()?) };
        let unhashed = reader.take(length)?;
        reader.take(2)?;
        let salt = if version == 6 {
            let length = usize::from(reader.byte()?);
            reader.take(length)?
        } else {
            &[]
        };
        let end = u32::try_from(covered.len()).map_err(|_| malformed("it is too long"))?.to_be_bytes();
        let mut signature = Self {
            kind,
            version,
            hash: hash_of(hash),
            salt: salt.to_vec(),
            trailer: [covered, &[version, 0xff], &end].concat(),
            numbers: reader.0.to_vec(),
            created: None,
            expires: None,
            key_expires: None,
            key_flags: None,
            issuers: Vec::new(),
            embedded: None,
            unknown: None,
        };
        signature.subpackets(hashed, true)?;
        signature.subpackets(unhashed, false)?;
        Ok(signature)
    }

    /// Of subpackets that nobody signed, only hints are taken: who made it, and the signature within,
    /// which is checked by itself.
    fn subpackets(&mut self, bytes: &[u8], are_hashed: bool) -> Result<(), Doubt> {
        let mut reader = Reader(bytes);
        while !reader.0.is_empty() {
            let length = reader.subpacket_length()?;
            let mut subpacket = Reader(reader.take(length)?);
            let first = subpacket.byte()?;
            match first & 0x7f {
                ISSUER => self.issuers.push(subpacket.0.to_vec()),
                ISSUER_FINGERPRINT => self.issuers.push(subpacket.0.get(1..).unwrap_or_default().to_vec()),
                EMBEDDED => self.embedded = Some(subpacket.0.to_vec()),
                _ if !are_hashed => {}
                CREATED => self.created = Some(subpacket.number()?),
                SIGNATURE_EXPIRES => self.expires = Some(subpacket.number()?).filter(|after| *after > 0),
                KEY_EXPIRES => self.key_expires = Some(subpacket.number()?).filter(|after| *after > 0),
                KEY_FLAGS => self.key_flags = Some(subpacket.0.first().copied().unwrap_or_default()),
                known if UNDERSTOOD.contains(&known) => {}
                other if first & 0x80 != 0 => self.unknown = Some(other),
                _ => {}
            }
        }
        Ok(())
    }

    /// Whether a key is the one that made it, by its own word.
    pub(super) fn is_by(&self, key: &PgpKey) -> bool {
        self.issuers.iter().any(|issuer| *issuer == key.fingerprint || issuer == key.id())
    }

    /// Who made it, by its own word, for messages.
    pub(super) fn issuer(&self) -> String {
        self.issuers.iter().max_by_key(|issuer| issuer.len()).map_or_else(|| "?".to_owned(), |issuer| hex(issuer))
    }

    /// Whether a key made it over a content that `feed` hands over piece by piece.
    pub(super) fn verify(
        &self,
        key: &PgpKey,
        feed: &dyn Fn(&mut dyn FnMut(&[u8])) -> Result<(), Doubt>,
        terms: Terms<'_>,
    ) -> Result<UsedAlgorithm, Doubt> {
        let hash = self.hash.clone()?;
        let digest = match hash {
            DigestAlgorithm::Sha256 => self.digest::<Sha256>(feed)?,
            DigestAlgorithm::Sha384 => self.digest::<Sha384>(feed)?,
            DigestAlgorithm::Sha512 => self.digest::<Sha512>(feed)?,
        };
        let used = key.verify((hash, &digest), &self.numbers, terms)?;
        match self.unknown {
            None => Ok(used),
            Some(unknown) => Err(Doubt::new(
                DoubtCode::CriticalExtension,
                Text::new(
                    format!("a signature has the critical subpacket {unknown}, which is not understood"),
                    format!("Eine Signatur hat das kritische Unterpaket {unknown}, das nicht ausgewertet wird"),
                ),
            )),
        }
    }

    fn digest<H: sha2::Digest>(
        &self,
        feed: &dyn Fn(&mut dyn FnMut(&[u8])) -> Result<(), Doubt>,
    ) -> Result<Vec<u8>, Doubt> {
        let mut hasher = H::new();
        hasher.update(&self.salt);
        feed(&mut |piece| hasher.update(piece))?;
        hasher.update(&self.trailer);
        Ok(hasher.finalize().to_vec())
    }

    /// The content of what is signed about an id of a user (section 5.2.4).
    pub(super) fn framed(&self, tag: u8, body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len()).unwrap_or(u32::MAX).to_be_bytes();
        let mark = if tag == 17 { 0xd1 } else { 0xb4 };
        debug_assert!(self.version >= 4);
        [&[mark], &length[..], body].concat()
    }
}

/// The hash by its number (section 9.5). MD5, SHA-1 and RIPEMD-160 prove nothing, whoever signed.
fn hash_of(number: u8) -> Result<DigestAlgorithm, Doubt> {
    match number {
        8 => Ok(DigestAlgorithm::Sha256),
        9 => Ok(DigestAlgorithm::Sha384),
        10 => Ok(DigestAlgorithm::Sha512),
        other => {
            let name = match other {
                1 => "MD5".to_owned(),
                2 => "SHA-1".to_owned(),
                3 => "RIPEMD-160".to_owned(),
                other => format!("number {other}"),
            };
            Err(Doubt::new(
                DoubtCode::AlgorithmNotAccepted,
                Text::new(
                    format!(
                        "the hash of the signature proves nothing or is not supported: {name}; sign with SHA-256 or better"
                    ),
                    format!(
                        "Der Hash der Signatur beweist nichts oder wird nicht unterstützt: {name}; mit SHA-256 oder besser signieren"
                    ),
                ),
            ))
        }
    }
}
