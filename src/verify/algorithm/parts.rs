// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Public keys and signatures in the parts in which tokens hold them (PKCS #11 v3.1), put together
//! as everybody else writes them.

use pkcs8::{
    ObjectIdentifier,
    der::{
        Decode as _, Encode as _,
        asn1::{AnyRef, BitStringRef, OctetStringRef, UintRef},
    },
    spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef},
};

use super::{
    KeyError, PublicKey,
    spki::{EC, ED25519, RSA, wrong},
};

/// A public key in the attributes of a token.
#[derive(Clone, Copy, Debug)]
pub enum KeyParts<'a> {
    /// `CKK_RSA` (section 6.1.2).
    Rsa {
        /// `CKA_MODULUS`, big endian.
        modulus: &'a [u8],
        /// `CKA_PUBLIC_EXPONENT`, big endian.
        exponent: &'a [u8],
    },
    /// `CKK_EC` (section 6.3.3).
    Curve {
        /// `CKA_EC_PARAMS`: the curve, in DER.
        parameters: &'a [u8],
        /// `CKA_EC_POINT`: the point, in a DER octet string or bare.
        point: &'a [u8],
    },
    /// `CKK_EC_EDWARDS` (section 6.3.5) over Curve25519.
    Edwards {
        /// `CKA_EC_POINT`: the point, in a DER octet string or bare.
        point: &'a [u8],
    },
}

impl PublicKey {
    /// The key that these parts make up.
    pub fn from_parts(parts: KeyParts<'_>) -> Result<Self, KeyError> {
        match parts {
            KeyParts::Rsa { modulus, exponent } => {
                let key = rsa::pkcs1::RsaPublicKey {
                    modulus: UintRef::new(modulus).map_err(wrong)?,
                    public_exponent: UintRef::new(exponent).map_err(wrong)?,
                };
                Self::of_kind(RSA, Some(AnyRef::NULL), &key.to_der().map_err(wrong)?)
            }
            KeyParts::Curve { parameters, point } => {
                let curve = AnyRef::from_der(parameters).map_err(wrong)?;
                either(point, |point| Self::of_kind(EC, Some(curve), point))
            }
            KeyParts::Edwards { point } => either(point, |point| Self::of_kind(ED25519, None, point)),
        }
    }

    fn of_kind(oid: ObjectIdentifier, parameters: Option<AnyRef<'_>>, bits: &[u8]) -> Result<Self, KeyError> {
        let algorithm = AlgorithmIdentifierRef { oid, parameters };
        let subject_public_key = BitStringRef::from_bytes(bits).map_err(wrong)?;
        let info = SubjectPublicKeyInfoRef { algorithm, subject_public_key };
        Self::from_der(&info.to_der().map_err(wrong)?)
    }
}

/// The key of a point within an octet string, as the standard wants it, or else of the bare point,
/// as several tokens show it. A bare point can look like an octet string, but holds no point then.
fn either(point: &[u8], key: impl Fn(&[u8]) -> Result<PublicKey, KeyError>) -> Result<PublicKey, KeyError> {
    let wrapped = <&OctetStringRef>::from_der(point).ok();
    wrapped.and_then(|wrapped| key(wrapped.as_bytes()).ok()).map_or_else(|| key(point), Ok)
}

/// An ECDSA signature as `ECDSA-Sig-Value` in DER (RFC 3279 section 2.2.3), from both numbers one
/// after the other (PKCS #11 v3.1 section 6.3.1). `None` for what cannot be halved.
pub fn ecdsa_signature(halves: &[u8]) -> Option<Vec<u8>> {
    let middle = halves.len().checked_div(2)?;
    let (r, s) = halves.split_at_checked(middle).filter(|(r, s)| r.len() == s.len() && !r.is_empty())?;
    vec![UintRef::new(r).ok()?, UintRef::new(s).ok()?].to_der().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Algorithm, Curve};
    use crate::verify::SigningKey;

    fn key(algorithm: Algorithm) -> PublicKey {
        let mut random = |bytes: &mut [u8]| getrandom::fill(bytes).map_err(|error| KeyError(error.to_string()));
        SigningKey::generate(algorithm, &mut random).unwrap().public().clone()
    }

    #[test]
    fn a_key_is_the_same_whether_its_point_is_wrapped_or_bare() {
        for curve in Curve::ALL {
            let whole = key(Algorithm::Ecdsa(*curve, curve.hash()));
            let info = SubjectPublicKeyInfoRef::try_from(whole.der()).unwrap();
            let parameters = info.algorithm.parameters.unwrap().to_der().unwrap();
            let bare = info.subject_public_key.raw_bytes();
            let wrapped = OctetStringRef::new(bare).unwrap().to_der().unwrap();
            for point in [bare, &wrapped] {
                let parts = KeyParts::Curve { parameters: &parameters, point };
                assert_eq!(PublicKey::from_parts(parts).unwrap(), whole, "{}", curve.name());
            }
            let cut = KeyParts::Curve { parameters: &parameters, point: &bare[1..] };
            assert!(PublicKey::from_parts(cut).is_err());
        }
        let whole = key(Algorithm::Ed25519);
        let info = SubjectPublicKeyInfoRef::try_from(whole.der()).unwrap();
        let bare = info.subject_public_key.raw_bytes();
        let wrapped = OctetStringRef::new(bare).unwrap().to_der().unwrap();
        for point in [bare, &wrapped] {
            assert_eq!(PublicKey::from_parts(KeyParts::Edwards { point }).unwrap(), whole);
        }
    }

    #[test]
    fn numbers_are_written_without_leading_zeros_and_never_negative() {
        assert_eq!(ecdsa_signature(&[0, 1, 0x80, 0]).unwrap(), [0x30, 8, 2, 1, 1, 2, 3, 0, 0x80, 0]);
        assert_eq!(ecdsa_signature(&[1, 2, 3]), None);
        assert_eq!(ecdsa_signature(&[]), None);
    }
}
