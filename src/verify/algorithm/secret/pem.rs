// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Private keys in files: PKCS #8 (RFC 5958), encrypted with PBES2 (RFC 8018) or plain.

use bp512::BrainpoolP512r1;
use ecdsa::elliptic_curve::zeroize::Zeroizing;
use ed25519_dalek::pkcs8::KeypairBytes;
use pkcs8::{
    AssociatedOid, EncodePrivateKey as _, EncryptedPrivateKeyInfoRef, ObjectIdentifier, PrivateKeyInfoRef,
    SecretDocument,
    der::{Encode as _, asn1::OctetStringRef, pem},
    pkcs5::pbes2,
};

use super::{Passphrase, Random, Secret, SigningKey};
use crate::verify::algorithm::{KeyError, PublicKey};

const PLAIN: &str = "PRIVATE KEY";
const ENCRYPTED: &str = "ENCRYPTED PRIVATE KEY";
const PUBLIC: &str = "PUBLIC KEY";

/// Rounds of PBKDF2-HMAC-SHA-256 (OWASP's recommendation of 2023); `openssl` and Java read it too.
const ROUNDS: u32 = 600_000;

const EC: &str = "1.2.840.10045.2.1";
const ED25519: &str = "1.3.101.112";
const ML_DSA_44: &str = "2.16.840.1.101.3.4.3.17";
const ML_DSA_65: &str = "2.16.840.1.101.3.4.3.18";
const ML_DSA_87: &str = "2.16.840.1.101.3.4.3.19";

// Nothing that a library says about the content of a private key is repeated in a message.
fn unreadable(why: &str) -> KeyError {
    KeyError(format!("is no private key that can be read: {why}"))
}

impl PublicKey {
    /// The key in PEM.
    pub fn to_pem(&self) -> Result<String, KeyError> {
        let written = pem::encode_string(PUBLIC, pem::LineEnding::LF, self.der());
        written.map_err(|error| KeyError(format!("cannot be written: {error}")))
    }
}

impl SigningKey {
    /// Whether a file of a private key needs a passphrase.
    pub fn is_encrypted(text: &str) -> bool {
        text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----")
    }

    /// Reads a key in PEM, decrypted with the passphrase where it is encrypted.
    pub fn from_pem(text: &str, passphrase: Option<&Passphrase>) -> Result<Self, KeyError> {
        let (label, der) = pem::decode_vec(text.as_bytes()).map_err(|_| unreadable("it is not in PEM"))?;
        let der = Zeroizing::new(der);
        match label {
            PLAIN => Self::from_der(&der),
            ENCRYPTED => {
                let passphrase = passphrase.ok_or_else(|| KeyError("needs its passphrase".to_owned()))?;
                let info = EncryptedPrivateKeyInfoRef::try_from(der.as_slice());
                let info = info.map_err(|_| unreadable("what it is encrypted with is unknown"))?;
                let plain = info
                    .decrypt(&*passphrase.0)
                    .map_err(|_| KeyError("does not open with this passphrase".to_owned()))?;
                Self::from_der(plain.as_bytes())
            }
            PUBLIC => Err(unreadable("it is a public key")),
            _ => Err(unreadable("it is not in PKCS #8 (`openssl pkcs8 -topk8` writes that form)")),
        }
    }

    fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        let info = PrivateKeyInfoRef::try_from(der).map_err(|_| unreadable("it is not in PKCS #8"))?;
        let damaged = || unreadable("it is damaged");
        let kind = info.algorithm.oid.to_string();
        let secret = match kind.as_str() {
            EC => curve(info)?,
            ED25519 => Secret::Ed25519(Box::new(info.try_into().map_err(|_| damaged())?)),
            ML_DSA_44 => Secret::MlDsa44(Box::new(info.try_into().map_err(|_| damaged())?)),
            ML_DSA_65 => Secret::MlDsa65(Box::new(info.try_into().map_err(|_| damaged())?)),
            ML_DSA_87 => Secret::MlDsa87(Box::new(info.try_into().map_err(|_| damaged())?)),
            _ => return Err(unreadable("this kind of key does not sign here; sign elsewhere (`--bytes-out`)")),
        };
        Self::new(secret)
    }

    /// The key in PEM, under a passphrase unless there is none.
    pub fn to_pem(&self, passphrase: Option<&Passphrase>, random: Random<'_>) -> Result<Zeroizing<String>, KeyError> {
        let plain = self.secret.der()?;
        let Some(passphrase) = passphrase else { return encode(PLAIN, plain.as_bytes()) };
        let (mut salt, mut iv) = ([0; 16], [0; 16]);
        random(&mut salt)?;
        random(&mut iv)?;
        let failed = || KeyError("could not be encrypted".to_owned());
        let scheme = pbes2::Parameters::generate_pbkdf2_sha256_aes256cbc(ROUNDS, &salt, iv).map_err(|_| failed())?;
        let data = scheme.encrypt(&*passphrase.0, plain.as_bytes()).map_err(|_| failed())?;
        let encrypted_data = OctetStringRef::new(&data).map_err(|_| failed())?;
        let info = EncryptedPrivateKeyInfoRef { encryption_algorithm: scheme.into(), encrypted_data };
        encode(ENCRYPTED, &info.to_der().map_err(|_| failed())?)
    }
}

impl Secret {
    fn der(&self) -> Result<SecretDocument, KeyError> {
        match self {
            Self::P256(key) => key.to_pkcs8_der(),
            Self::P384(key) => key.to_pkcs8_der(),
            Self::P521(key) => key.to_pkcs8_der(),
            Self::BrainpoolP256r1(key) => key.to_pkcs8_der(),
            Self::BrainpoolP384r1(key) => key.to_pkcs8_der(),
            Self::BrainpoolP512r1(key) => key.to_pkcs8_der(),
            // Without the public key, which OpenSSL 3.0 does not read beside it (RFC 8410 section 7).
            Self::Ed25519(key) => KeypairBytes { secret_key: key.to_bytes(), public_key: None }.to_pkcs8_der(),
            Self::MlDsa44(key) => key.to_pkcs8_der(),
            Self::MlDsa65(key) => key.to_pkcs8_der(),
            Self::MlDsa87(key) => key.to_pkcs8_der(),
        }
        .map_err(|_| KeyError("could not be written".to_owned()))
    }
}

fn curve(info: PrivateKeyInfoRef<'_>) -> Result<Secret, KeyError> {
    let named: ObjectIdentifier =
        info.algorithm.parameters_oid().map_err(|_| unreadable("its curve is not named but described"))?;
    let damaged = |_| unreadable("it is damaged");
    Ok(match named {
        p256::NistP256::OID => Secret::P256(info.try_into().map_err(damaged)?),
        p384::NistP384::OID => Secret::P384(info.try_into().map_err(damaged)?),
        p521::NistP521::OID => Secret::P521(info.try_into().map_err(damaged)?),
        bp256::BrainpoolP256r1::OID => Secret::BrainpoolP256r1(info.try_into().map_err(damaged)?),
        bp384::BrainpoolP384r1::OID => Secret::BrainpoolP384r1(info.try_into().map_err(damaged)?),
        BrainpoolP512r1::OID => Secret::BrainpoolP512r1(info.try_into().map_err(damaged)?),
        _ => return Err(unreadable("its curve is not supported")),
    })
}

fn encode(label: &'static str, der: &[u8]) -> Result<Zeroizing<String>, KeyError> {
    let written = pem::encode_string(label, pem::LineEnding::LF, der);
    written.map(Zeroizing::new).map_err(|_| KeyError("could not be written".to_owned()))
}
