// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Private keys: made, kept under a passphrase, and used to sign. Nothing of one ever gets into a
//! message. Randomness is given by the caller, as time is.

use std::fmt;

use bp512::BrainpoolP512r1;
use ecdsa::{
    DigestAlgorithm as CurveHash, EcdsaCurve, Signature, SignatureSize,
    der::{MaxOverhead, MaxSize},
    elliptic_curve::{
        AffinePoint, CurveArithmetic, FieldBytesSize, Scalar, SecretKey,
        array::ArraySize,
        ops::Invert,
        sec1::{FromSec1Point, ModulusSize, ToSec1Point},
        subtle::CtOption,
        zeroize::Zeroizing,
    },
    signature::hazmat::PrehashSigner as _,
};
use ml_dsa::{MlDsa44, MlDsa65, MlDsa87, MlDsaParams};
use pkcs8::{AssociatedOid, EncodePublicKey};

use super::{KeyError, Message, PublicKey};
use crate::model::{Algorithm, Curve, Doubt, Lattice};

mod pem;

/// A private key. It signs by the algorithm that its public key verifies where nobody names another.
pub struct SigningKey {
    secret: Secret,
    public: PublicKey,
}

/// A private key by its kind.
enum Secret {
    P256(ecdsa::SigningKey<p256::NistP256>),
    P384(ecdsa::SigningKey<p384::NistP384>),
    P521(ecdsa::SigningKey<p521::NistP521>),
    BrainpoolP256r1(ecdsa::SigningKey<bp256::BrainpoolP256r1>),
    BrainpoolP384r1(ecdsa::SigningKey<bp384::BrainpoolP384r1>),
    BrainpoolP512r1(ecdsa::SigningKey<BrainpoolP512r1>),
    Ed25519(Box<ed25519_dalek::SigningKey>),
    MlDsa44(Box<ml_dsa::SigningKey<MlDsa44>>),
    MlDsa65(Box<ml_dsa::SigningKey<MlDsa65>>),
    MlDsa87(Box<ml_dsa::SigningKey<MlDsa87>>),
}

/// What keeps a private key from being read. It is wiped when it is no longer needed.
pub struct Passphrase(Zeroizing<Vec<u8>>);

/// Fills bytes at random, from the system's source for keys.
pub type Random<'a> = &'a mut dyn FnMut(&mut [u8]) -> Result<(), KeyError>;

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.public.fingerprint())
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase")
    }
}

impl Passphrase {
    /// A passphrase; the end of its line does not belong to it. `None` for an empty one.
    pub fn new(text: Vec<u8>) -> Option<Self> {
        let text = Zeroizing::new(text);
        let line = text.strip_suffix(b"\n").unwrap_or(&text);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        (!line.is_empty()).then(|| Self(Zeroizing::new(line.to_vec())))
    }

    /// Whether both are the same.
    pub fn is(&self, other: &Self) -> bool {
        *self.0 == *other.0
    }
}

impl SigningKey {
    /// Makes a key for an algorithm. RSA keys are not made here: tokens and `openssl` make them.
    pub fn generate(algorithm: Algorithm, random: Random<'_>) -> Result<Self, KeyError> {
        let secret = match algorithm {
            Algorithm::Ecdsa(Curve::P256, _) => Secret::P256(scalar(random)?),
            Algorithm::Ecdsa(Curve::P384, _) => Secret::P384(scalar(random)?),
            Algorithm::Ecdsa(Curve::P521, _) => Secret::P521(scalar(random)?),
            Algorithm::Ecdsa(Curve::BrainpoolP256r1, _) => Secret::BrainpoolP256r1(scalar(random)?),
            Algorithm::Ecdsa(Curve::BrainpoolP384r1, _) => Secret::BrainpoolP384r1(scalar(random)?),
            Algorithm::Ecdsa(Curve::BrainpoolP512r1, _) => Secret::BrainpoolP512r1(scalar(random)?),
            Algorithm::Ed25519 | Algorithm::Ed25519ph => {
                Secret::Ed25519(Box::new(ed25519_dalek::SigningKey::from_bytes(&*seed(random)?)))
            }
            Algorithm::MlDsa(Lattice::MlDsa44) => Secret::MlDsa44(Box::new(lattice(random)?)),
            Algorithm::MlDsa(Lattice::MlDsa65) => Secret::MlDsa65(Box::new(lattice(random)?)),
            Algorithm::MlDsa(Lattice::MlDsa87) => Secret::MlDsa87(Box::new(lattice(random)?)),
            Algorithm::RsaPkcs1(_) | Algorithm::RsaPss(_) => {
                return Err(KeyError("cannot be made: keys for RSA are made elsewhere".to_owned()));
            }
        };
        Self::new(secret)
    }

    fn new(secret: Secret) -> Result<Self, KeyError> {
        let public = PublicKey::from_der(&secret.public_der()?)?;
        Ok(Self { secret, public })
    }

    /// The public key that belongs to it.
    pub const fn public(&self) -> &PublicKey {
        &self.public
    }

    /// Signs a message by the algorithm of the public key; ECDSA in DER. The signature is checked
    /// before it is handed out, so that a fault in the computation cannot leak the key.
    pub fn sign(&self, message: &Message<'_>) -> Result<Vec<u8>, Doubt> {
        let algorithm = self.public.algorithm();
        let signature = match algorithm.hash() {
            Some(hash) => self.secret.sign_digest(message.digest(hash)?),
            None => self.secret.sign_whole(message.whole()?),
        };
        let signature = signature.ok_or_else(super::invalid)?;
        self.public.verify_unjudged(message, &signature, &super::Form::PLAIN)?;
        Ok(signature)
    }
}

impl Secret {
    fn sign_digest(&self, digest: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::P256(key) => ecdsa_der(key, digest),
            Self::P384(key) => ecdsa_der(key, digest),
            Self::P521(key) => ecdsa_der(key, digest),
            Self::BrainpoolP256r1(key) => ecdsa_der(key, digest),
            Self::BrainpoolP384r1(key) => ecdsa_der(key, digest),
            Self::BrainpoolP512r1(key) => ecdsa_der(key, digest),
            Self::Ed25519(_) | Self::MlDsa44(_) | Self::MlDsa65(_) | Self::MlDsa87(_) => None,
        }
    }

    fn sign_whole(&self, message: &[u8]) -> Option<Vec<u8>> {
        use ecdsa::signature::Signer as _;
        match self {
            Self::Ed25519(key) => key.try_sign(message).ok().map(|signature| signature.to_bytes().to_vec()),
            Self::MlDsa44(key) => key.try_sign(message).ok().map(|signature| signature.encode().to_vec()),
            Self::MlDsa65(key) => key.try_sign(message).ok().map(|signature| signature.encode().to_vec()),
            Self::MlDsa87(key) => key.try_sign(message).ok().map(|signature| signature.encode().to_vec()),
            _ => None,
        }
    }

    fn public_der(&self) -> Result<Vec<u8>, KeyError> {
        match self {
            Self::P256(key) => der(key.verifying_key()),
            Self::P384(key) => der(key.verifying_key()),
            Self::P521(key) => der(key.verifying_key()),
            Self::BrainpoolP256r1(key) => der(key.verifying_key()),
            Self::BrainpoolP384r1(key) => der(key.verifying_key()),
            Self::BrainpoolP512r1(key) => der(key.verifying_key()),
            Self::Ed25519(key) => der(&key.verifying_key()),
            Self::MlDsa44(key) => der(&key.expanded_key().verifying_key()),
            Self::MlDsa65(key) => der(&key.expanded_key().verifying_key()),
            Self::MlDsa87(key) => der(&key.expanded_key().verifying_key()),
        }
    }
}

fn der(key: &impl EncodePublicKey) -> Result<Vec<u8>, KeyError> {
    key.to_public_key_der().map(|der| der.into_vec()).map_err(|error| KeyError(format!("cannot be written: {error}")))
}

/// Signs with a nonce that follows from key and digest (RFC 6979), so that no source of randomness
/// can give the key away.
fn ecdsa_der<C>(key: &ecdsa::SigningKey<C>, digest: &[u8]) -> Option<Vec<u8>>
where
    C: EcdsaCurve + CurveArithmetic + CurveHash,
    Scalar<C>: Invert<Output = CtOption<Scalar<C>>>,
    SignatureSize<C>: ArraySize,
    MaxSize<C>: ArraySize,
    <FieldBytesSize<C> as std::ops::Add>::Output: std::ops::Add<MaxOverhead> + ArraySize,
{
    let signature: Signature<C> = key.sign_prehash(digest).ok()?;
    Some(signature.to_der().as_bytes().to_vec())
}

/// A scalar of a curve, by trying until one is below the order (FIPS 186-5 appendix A.2.2).
fn scalar<C>(random: Random<'_>) -> Result<ecdsa::SigningKey<C>, KeyError>
where
    C: EcdsaCurve + CurveArithmetic + AssociatedOid,
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
    FieldBytesSize<C>: ModulusSize,
    Scalar<C>: Invert<Output = CtOption<Scalar<C>>>,
{
    use ecdsa::elliptic_curve::{array::typenum::Unsigned as _, bigint::BitOps as _};
    const TRIES: u32 = 1000;
    let mut bytes = Zeroizing::new(vec![0; <FieldBytesSize<C>>::USIZE]);
    // The order of P-521 has one bit in its first byte; all others fill it.
    let spare = bytes.len().saturating_mul(8).saturating_sub(usize::try_from(C::ORDER.bit_width()).unwrap_or_default());
    for _ in 0..TRIES {
        random(&mut bytes)?;
        if let Some(first) = bytes.first_mut() {
            *first &= 0xff_u8.checked_shr(u32::try_from(spare).unwrap_or_default()).unwrap_or_default();
        }
        if let Ok(key) = SecretKey::<C>::from_slice(&bytes) {
            return Ok(key.into());
        }
    }
    Err(KeyError("cannot be made: the source of randomness is broken".to_owned()))
}

fn lattice<P: MlDsaParams>(random: Random<'_>) -> Result<ml_dsa::SigningKey<P>, KeyError> {
    let seed = seed(random)?;
    Ok(ml_dsa::SigningKey::from_seed(&(*seed).into()))
}

fn seed(random: Random<'_>) -> Result<Zeroizing<[u8; 32]>, KeyError> {
    let mut seed = Zeroizing::new([0; 32]);
    random(&mut *seed)?;
    Ok(seed)
}
