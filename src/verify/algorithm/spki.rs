// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Reads public keys (SubjectPublicKeyInfo, RFC 5280 section 4.1.2.7), in DER or PEM.

use std::{borrow::Cow, fmt};

use ecdsa::{
    EcdsaCurve, VerifyingKey,
    elliptic_curve::{
        AffinePoint, CurveArithmetic, FieldBytesSize,
        point::PointCompression,
        sec1::{FromSec1Point, ModulusSize, ToSec1Point},
    },
};
use pkcs8::{
    AssociatedOid, EncodePublicKey, ObjectIdentifier,
    der::pem,
    spki::{self, SubjectPublicKeyInfoRef},
};
use rsa::pkcs1::DecodeRsaPublicKey as _;
use sha2::{Digest as _, Sha256};

use super::{PublicKey, identifier, kind::Kind, rsa::RsaKey};
use crate::{
    model::{Digest, DigestAlgorithm},
    verify::encoding::{is_der, without_line_end},
};

const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const ML_DSA_44: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.17");
const ML_DSA_65: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.18");
const ML_DSA_87: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.19");

/// How long a line of base64 is in PEM.
const LINE: usize = 64;
/// The label of a public key in PEM (RFC 7468 section 13).
const LABEL: &str = "PUBLIC KEY";

/// Why something is no public key that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyError(pub String);

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn wrong(error: impl fmt::Display) -> KeyError {
    KeyError(format!("is no public key: {error}"))
}

impl PublicKey {
    /// Reads a key in PEM (RFC 7468 section 13). A file with several keys is refused: which of them
    /// is meant would be a guess.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        let blocks = text.matches("-----BEGIN ").count();
        if blocks > 1 {
            return Err(KeyError(format!("holds {blocks} blocks of PEM, and one public key is expected")));
        }
        let folded = folded(text);
        let (label, der) = pem::decode_vec(folded.as_bytes()).map_err(|error| wrong(format!("not in PEM: {error}")))?;
        if label != LABEL {
            // Nothing of what it holds may get into the message: it may be a private key.
            return Err(KeyError(format!("is no public key: it is labelled `{label}`, not `{LABEL}`")));
        }
        Self::from_der(&der)
    }

    /// Reads a file with a key, in PEM or DER.
    pub fn read(file: &[u8]) -> Result<Self, KeyError> {
        match std::str::from_utf8(file) {
            Ok(text) if file.first() != Some(&0x30) => Self::from_pem(text),
            _ => Self::from_der(without_line_end(file, is_der)),
        }
    }

    /// Reads a key in DER.
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        let info = SubjectPublicKeyInfoRef::try_from(der).map_err(wrong)?;
        let (kind, der) = read(info)?;
        let fingerprint = Digest::from_bytes(DigestAlgorithm::Sha256, &Sha256::digest(&der));
        Ok(Self { fingerprint: fingerprint.ok_or_else(|| wrong("no fingerprint"))?, der, kind })
    }
}

/// PEM with its base64 in lines of 64 characters (RFC 7468 section 2); npm, for one, writes one long line.
fn folded(text: &str) -> Cow<'_, str> {
    let (base64, marks): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| !line.starts_with("-----"));
    match marks.as_slice() {
        [begin, end] if base64.iter().any(|line| line.len() > LINE) => {
            let all: Vec<char> = base64.concat().chars().filter(|character| !character.is_whitespace()).collect();
            let lines: Vec<String> = all.chunks(LINE).map(|line| line.iter().collect()).collect();
            Cow::Owned(format!("{begin}\n{}\n{end}\n", lines.join("\n")))
        }
        _ => Cow::Borrowed(text),
    }
}

/// The key with its one encoding: a fingerprint must not depend on how a key was written down.
fn read(info: SubjectPublicKeyInfoRef<'_>) -> Result<(Kind, Vec<u8>), KeyError> {
    match info.algorithm.oid {
        EC => curve(info),
        RSA => {
            let key = rsa_key(&info)?;
            let der = encode(&key)?;
            Ok((Kind::Rsa(Box::new(RsaKey { key, pss_only: None })), der))
        }
        RSA_PSS => {
            let key = rsa_key(&info)?;
            let hash = identifier::pss_terms(info.algorithm.parameters).map_err(wrong)?.map(|terms| terms.hash);
            // Its parameters are part of what the key is.
            let der = pkcs8::der::Encode::to_der(&info).map_err(wrong)?;
            Ok((Kind::Rsa(Box::new(RsaKey { key, pss_only: Some(hash) })), der))
        }
        ED25519 => both(info, |key| Kind::Ed25519(Box::new(key))),
        ML_DSA_44 => both(info, |key| Kind::MlDsa44(Box::new(key))),
        ML_DSA_65 => both(info, |key| Kind::MlDsa65(Box::new(key))),
        ML_DSA_87 => both(info, |key| Kind::MlDsa87(Box::new(key))),
        other => Err(wrong(format!("keys of the kind {other} are not supported"))),
    }
}

fn curve(info: SubjectPublicKeyInfoRef<'_>) -> Result<(Kind, Vec<u8>), KeyError> {
    let named = info.algorithm.parameters_oid().map_err(|_| wrong("its curve is not named but described"))?;
    match named {
        p256::NistP256::OID => point(info, Kind::P256),
        p384::NistP384::OID => point(info, Kind::P384),
        p521::NistP521::OID => point(info, Kind::P521),
        bp256::BrainpoolP256r1::OID => point(info, Kind::BrainpoolP256r1),
        bp384::BrainpoolP384r1::OID => point(info, Kind::BrainpoolP384r1),
        bp512::BrainpoolP512r1::OID => point(info, Kind::BrainpoolP512r1),
        other => Err(wrong(format!("the curve {other} is not supported"))),
    }
}

/// A point on the curve; one that does not lie on it is refused.
fn point<C>(info: SubjectPublicKeyInfoRef<'_>, kind: fn(VerifyingKey<C>) -> Kind) -> Result<(Kind, Vec<u8>), KeyError>
where
    C: EcdsaCurve + CurveArithmetic + AssociatedOid + PointCompression,
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
    FieldBytesSize<C>: ModulusSize,
{
    let key = VerifyingKey::<C>::try_from(info).map_err(wrong)?;
    Ok((kind(key), encode(&key)?))
}

fn both<'a, K>(info: SubjectPublicKeyInfoRef<'a>, kind: fn(K) -> Kind) -> Result<(Kind, Vec<u8>), KeyError>
where
    K: TryFrom<SubjectPublicKeyInfoRef<'a>, Error = spki::Error> + EncodePublicKey,
{
    let key = K::try_from(info).map_err(wrong)?;
    let der = encode(&key)?;
    Ok((kind(key), der))
}

fn rsa_key(info: &SubjectPublicKeyInfoRef<'_>) -> Result<rsa::PublicKey, KeyError> {
    let bits = info.subject_public_key.as_bytes().ok_or_else(|| wrong("its bits are no bytes"))?;
    rsa::PublicKey::from_pkcs1_der(bits).map_err(|error| wrong(format!("{error} (1024 to 8192 bits are read)")))
}

fn encode(key: &impl EncodePublicKey) -> Result<Vec<u8>, KeyError> {
    key.to_public_key_der().map(|der| der.into_vec()).map_err(wrong)
}
