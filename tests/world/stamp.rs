// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! A timestamp authority (RFC 3161): a token over a signature.

use super::{
    certificate::SERIAL,
    der::{explicit, integer, name, octets, oid, sequence, set, tlv},
    key::Key,
};

const TST_INFO: &str = "1.2.840.113549.1.9.16.1.4";

/// A token for `signature` at `at`, a GeneralizedTime such as `20261124120000Z`, by an authority whose
/// certificate is that of `issuer`.
pub(crate) fn token(key: &Key, issuer: &str, signature: &[u8], at: &str) -> Vec<u8> {
    let info = sequence(&[
        integer(&[1]),
        oid("1.2.3.4.1"),
        sequence(&[key.hash_algorithm(), octets(&key.hash(signature))]),
        integer(&[7]),
        tlv(0x18, at.as_bytes()),
    ]);
    let attributes = set(&[
        sequence(&[oid("1.2.840.113549.1.9.3"), set(&[oid(TST_INFO)])]),
        sequence(&[oid("1.2.840.113549.1.9.4"), set(&[octets(&key.hash(&info))])]),
    ]);
    let mut tagged = attributes.clone();
    tagged[0] = 0xa0;
    let signer = sequence(&[
        integer(&[1]),
        sequence(&[name(issuer), integer(SERIAL)]),
        key.hash_algorithm(),
        tagged,
        key.algorithm(),
        octets(&key.sign(&attributes)),
    ]);
    let signed = sequence(&[
        integer(&[3]),
        set(&[key.hash_algorithm()]),
        sequence(&[oid(TST_INFO), explicit(0, &octets(&info))]),
        set(&[signer]),
    ]);
    sequence(&[oid("1.2.840.113549.1.7.2"), explicit(0, &signed)])
}
