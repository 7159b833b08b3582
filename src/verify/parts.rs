// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Public keys and signatures in the parts in which tokens hold them (PKCS #11 v3.1), put together
//! as everybody else writes them.

use super::{PublicKey, encoding};
use crate::model::Doubt;

const OCTET_STRING: u8 = 0x04;
const OBJECT_IDENTIFIER: u8 = 0x06;

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
    pub fn from_parts(parts: KeyParts<'_>) -> Result<Self, Doubt> {
        match parts {
            KeyParts::Rsa { modulus, exponent } => encoding::rsa(modulus, exponent),
            KeyParts::Curve { parameters, point } => {
                // What does not name its curve is refused there.
                let curve = content(OBJECT_IDENTIFIER, parameters).unwrap_or_default();
                either(point, |point| encoding::on_curve(curve, point))
            }
            KeyParts::Edwards { point } => either(point, encoding::ed25519),
        }
    }
}

/// The key of a point within an octet string, as the standard wants it, or else of the bare point,
/// as several tokens show it. A bare point can look like an octet string, but holds no point then.
fn either(point: &[u8], key: impl Fn(&[u8]) -> Result<PublicKey, Doubt>) -> Result<PublicKey, Doubt> {
    content(OCTET_STRING, point).and_then(|wrapped| key(wrapped).ok()).map_or_else(|| key(point), Ok)
}

/// The content of one DER value of this tag, of at most 255 bytes.
fn content(tag: u8, der: &[u8]) -> Option<&[u8]> {
    let content = match der.strip_prefix(&[tag])? {
        [0x81, length, content @ ..] if usize::from(*length) == content.len() => content,
        [length, content @ ..] if usize::from(*length) == content.len() && *length < 0x80 => content,
        _ => return None,
    };
    Some(content)
}

/// An ECDSA signature as everybody else writes it, from both numbers one after the other (PKCS #11
/// v3.1 section 6.3.1). `None` for what cannot be halved.
pub fn ecdsa_signature(halves: &[u8]) -> Option<Vec<u8>> {
    let (r, s) = halves.split_at_checked(halves.len().checked_div(2)?)?;
    (r.len() == s.len() && !r.is_empty()).then(|| encoding::pair(r, s))
}

#[cfg(test)]
mod tests {
    use pkcs8::{
        der::{Encode as _, asn1::OctetStringRef},
        spki::SubjectPublicKeyInfoRef,
    };

    use super::*;
    use crate::{
        model::{Algorithm, Curve},
        verify::{KeyError, SigningKey},
    };

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
