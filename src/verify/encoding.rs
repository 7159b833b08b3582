// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Keys and signatures of other worlds (SSH, OpenPGP, minisign) in the one encoding that the registry
//! of algorithms reads: DER (ITU-T X.690).

use x509_cert::der::{Decode as _, asn1::AnyRef};

use super::PublicKey;
use crate::model::{Doubt, DoubtCode, Text};

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const NULL: &[u8] = &[0x05, 0x00];
const OBJECT_IDENTIFIER: u8 = 0x06;
const SEQUENCE: u8 = 0x30;

/// 1.2.840.10045.2.1, the content of the object identifier.
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
/// 1.2.840.113549.1.1.1
const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
/// 1.3.101.112
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];

/// 1.2.840.10045.3.1.7
pub(super) const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
/// 1.3.132.0.34
pub(super) const P384: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x22];
/// 1.3.132.0.35
pub(super) const P521: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x23];

/// A file without the line end that some tools put behind what is whole without it.
pub(super) fn without_line_end(file: &[u8], is_whole: impl Fn(&[u8]) -> bool) -> &[u8] {
    let shorter = [file.strip_suffix(b"\r\n"), file.strip_suffix(b"\n")];
    let mut all = std::iter::once(file).chain(shorter.into_iter().flatten());
    all.find(|bytes| is_whole(bytes)).unwrap_or(file)
}

/// Whether bytes are one element in DER and nothing else.
pub(super) fn is_der(bytes: &[u8]) -> bool {
    AnyRef::from_der(bytes).is_ok()
}

/// An Ed25519 key (RFC 8410).
pub(super) fn ed25519(key: &[u8]) -> Result<PublicKey, Doubt> {
    spki(&tlv(SEQUENCE, &[&tlv(OBJECT_IDENTIFIER, &[ED25519])]), key)
}

/// A point on a curve that is named by the content of its object identifier (RFC 5480).
pub(super) fn on_curve(curve: &[u8], point: &[u8]) -> Result<PublicKey, Doubt> {
    let algorithm = [tlv(OBJECT_IDENTIFIER, &[EC]), tlv(OBJECT_IDENTIFIER, &[curve])].concat();
    spki(&tlv(SEQUENCE, &[&algorithm]), point)
}

/// An RSA key by modulus and exponent, big-endian (RFC 8017 appendix A.1.1).
pub(super) fn rsa(modulus: &[u8], exponent: &[u8]) -> Result<PublicKey, Doubt> {
    let algorithm = [tlv(OBJECT_IDENTIFIER, &[RSA]), NULL.to_vec()].concat();
    spki(&tlv(SEQUENCE, &[&algorithm]), &pair(modulus, exponent))
}

/// Two numbers, as an ECDSA signature holds them (RFC 3279 section 2.2.3).
pub(super) fn pair(first: &[u8], second: &[u8]) -> Vec<u8> {
    tlv(SEQUENCE, &[&integer(first), &integer(second)])
}

fn spki(algorithm: &[u8], key: &[u8]) -> Result<PublicKey, Doubt> {
    let der = tlv(SEQUENCE, &[algorithm, &tlv(BIT_STRING, &[&[0], key])]);
    PublicKey::from_der(&der).map_err(|error| {
        Doubt::new(DoubtCode::Malformed, Text::new(format!("the key {error}"), format!("Der Schlüssel: {error}")))
    })
}

/// A number that is not negative.
fn integer(bytes: &[u8]) -> Vec<u8> {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let digits = bytes.get(zeros..).unwrap_or_default();
    let sign: &[u8] = if digits.first().is_none_or(|first| *first >= 0x80) { &[0] } else { &[] };
    tlv(INTEGER, &[sign, digits])
}

fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let bytes = length.to_be_bytes();
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let significant = bytes.get(zeros..).unwrap_or_default();
    let mut der = vec![tag];
    match length < 0x80 {
        true => der.push(u8::try_from(length).unwrap_or_default()),
        false => {
            der.push(0x80 | u8::try_from(significant.len()).unwrap_or_default());
            der.extend_from_slice(significant);
        }
    }
    parts.iter().for_each(|part| der.extend_from_slice(part));
    der
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_end_behind_der_is_left_out_and_one_in_it_is_not() {
        let der = [0x30, 3, 2, 1, b'\n'];
        for (behind, whole) in [(&b""[..], true), (b"\n", true), (b"\r\n", true), (b"\n\n", false), (b" ", false)] {
            let file = [&der, behind].concat();
            assert_eq!(without_line_end(&file, is_der), if whole { &der[..] } else { &file[..] }, "{behind:?}");
        }
    }

    #[test]
    fn numbers_are_never_negative_and_never_longer_than_needed() {
        assert_eq!(integer(&[0, 0, 0x7f]), [2, 1, 0x7f]);
        assert_eq!(integer(&[0x80]), [2, 2, 0, 0x80]);
        assert_eq!(integer(&[]), [2, 1, 0]);
        assert_eq!(tlv(4, &[&[0; 200]])[..3], [4, 0x81, 200]);
        assert_eq!(tlv(4, &[&[0; 300]])[..4], [4, 0x82, 1, 44]);
    }
}
