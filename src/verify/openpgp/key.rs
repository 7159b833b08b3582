// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! OpenPGP's public keys (RFC 9580 sections 5.5 and 11) for the registry of algorithms.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use sha2::{Digest as _, Sha256};

use super::{malformed, packet::Reader};
use crate::{
    model::{Digest, DigestAlgorithm, Digests, Doubt, DoubtCode, Text, UsedAlgorithm},
    verify::{Form, Message, PublicKey, Terms, encoding},
};

const EDDSA_25519: &[u8] = &[0x2b, 0x06, 0x01, 0x04, 0x01, 0xda, 0x47, 0x0f, 0x01];
/// Curves whose names the registry knows, by the content of their object identifiers.
const CURVES: &[&[u8]] = &[
    encoding::P256,
    encoding::P384,
    encoding::P521,
    &[0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x07],
    &[0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0b],
    &[0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0d],
];

/// A key or subkey.
#[derive(Clone, Debug)]
pub(super) struct PgpKey {
    /// What of it is hashed, framed as it is for that (section 5.2.4).
    pub(super) hashed: Vec<u8>,
    pub(super) created: u32,
    pub(super) fingerprint: Vec<u8>,
    /// The key, where the registry knows its kind.
    key: Result<(Kind, PublicKey), Doubt>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Rsa,
    Ecdsa,
    /// EdDSA with two integers, as GnuPG 2.1 introduced it.
    LegacyEddsa,
    Ed25519,
}

impl PgpKey {
    /// Reads the body of a packet.
    pub(super) fn read(body: &[u8]) -> Result<Self, Doubt> {
        let mut reader = Reader(body);
        let version = reader.byte()?;
        let created = reader.number()?;
        let algorithm = reader.byte()?;
        let (frame, length) = match version {
            4 => (0x99, u16::try_from(body.len()).map_err(|_| malformed("a key is too long"))?.to_be_bytes().to_vec()),
            6 => {
                reader.number()?;
                (0x9b, u32::try_from(body.len()).map_err(|_| malformed("a key is too long"))?.to_be_bytes().to_vec())
            }
            _ => return Err(unsupported(&format!("keys of version {version}"))),
        };
        let hashed = [vec![frame], length, body.to_vec()].concat();
        let fingerprint = match version {
            4 => digest(&SHA1_FOR_LEGACY_USE_ONLY, &hashed).as_ref().to_vec(),
            _ => Sha256::digest(&hashed).to_vec(),
        };
        Ok(Self { hashed, created, fingerprint, key: key(algorithm, reader) })
    }

    /// The id by which signatures name the key (section 5.5.4).
    pub(super) fn id(&self) -> &[u8] {
        let id = match self.fingerprint.len() {
            20 => self.fingerprint.get(12..),
            _ => self.fingerprint.get(..8),
        };
        id.unwrap_or_default()
    }

    /// The fingerprint for people.
    pub(super) fn fingerprint_text(&self) -> String {
        hex(&self.fingerprint)
    }

    /// Whether a signature, as it stands in its packet, verifies over a digest.
    pub(super) fn verify(
        &self,
        (hash, digest): (DigestAlgorithm, &[u8]),
        signature: &[u8],
        terms: Terms<'_>,
    ) -> Result<UsedAlgorithm, Doubt> {
        let (kind, key) = self.key.as_ref().map_err(Clone::clone)?;
        let mut reader = Reader(signature);
        let signature = match kind {
            Kind::Rsa => {
                let integer = reader.integer()?;
                let length = usize::try_from(key.bits().unwrap_or_default().div_ceil(8)).unwrap_or_default();
                [vec![0; length.saturating_sub(integer.len())], integer.to_vec()].concat()
            }
            Kind::Ecdsa => encoding::pair(reader.integer()?, reader.integer()?),
            Kind::LegacyEddsa => [half(reader.integer()?)?, half(reader.integer()?)?].concat(),
            Kind::Ed25519 => reader.take(64)?.to_vec(),
        };
        if !reader.0.is_empty() {
            return Err(malformed("something follows a signature"));
        }
        match kind {
            Kind::Rsa | Kind::Ecdsa => {
                let known = Digests::from_iter(Digest::from_bytes(hash, digest));
                key.verify(&Message::digests(&known), &signature, &Form::hashed(hash), terms)
            }
            Kind::LegacyEddsa | Kind::Ed25519 => key.verify(&Message::bytes(digest), &signature, &Form::PLAIN, terms),
        }
    }
}

fn key(algorithm: u8, mut reader: Reader<'_>) -> Result<(Kind, PublicKey), Doubt> {
    match algorithm {
        1 | 3 => Ok((Kind::Rsa, encoding::rsa(reader.integer()?, reader.integer()?)?)),
        19 => {
            let length = usize::from(reader.byte()?);
            let curve = reader.take(length)?;
            if !CURVES.contains(&curve) {
                return Err(unsupported("keys on this curve"));
            }
            Ok((Kind::Ecdsa, encoding::on_curve(curve, reader.integer()?)?))
        }
        22 => {
            let length = usize::from(reader.byte()?);
            if reader.take(length)? != EDDSA_25519 {
                return Err(unsupported("EdDSA keys on this curve"));
            }
            let point = reader.integer()?.strip_prefix(&[0x40]).ok_or_else(|| malformed("a point of unknown form"))?;
            Ok((Kind::LegacyEddsa, encoding::ed25519(point)?))
        }
        27 => Ok((Kind::Ed25519, encoding::ed25519(reader.take(32)?)?)),
        other => Err(unsupported(&format!("keys of the algorithm {other}"))),
    }
}

/// An integer as half of an EdDSA signature: 32 bytes, zeros in front.
fn half(integer: &[u8]) -> Result<Vec<u8>, Doubt> {
    let zeros = 32_usize.checked_sub(integer.len()).ok_or_else(|| malformed("a signature is too long"))?;
    Ok([vec![0; zeros], integer.to_vec()].concat())
}

/// Upper-case hexadecimal, as GnuPG prints it.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

fn unsupported(what: &str) -> Doubt {
    Doubt::new(
        DoubtCode::AlgorithmNotAccepted,
        Text::new(format!("{what} are not supported"), format!("nicht unterstützt: {what}")),
    )
}
