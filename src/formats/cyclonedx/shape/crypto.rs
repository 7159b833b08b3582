// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Cryptographic assets.

use crate::formats::json::{Object, Shape, may, must};

/// A cryptographic asset (`cryptoProperties`).
pub(super) static CRYPTO: Object = Object::of(&[
    must("assetType", Shape::Word(&["algorithm", "certificate", "protocol", "related-crypto-material"])),
    may("oid", Shape::Text),
    may("algorithmProperties", Shape::Object(&ALGORITHM)),
    may("certificateProperties", Shape::Object(&ANY_OBJECT)),
    may("relatedCryptoMaterialProperties", Shape::Object(&ANY_OBJECT)),
    may("protocolProperties", Shape::Object(&PROTOCOL)),
])
.closed(&[]);
static ANY_OBJECT: Object = Object::of(&[]);
static ALGORITHM: Object = Object::of(&[
    may("primitive", Shape::Dated(super::super::words::PRIMITIVES)),
    may("parameterSetIdentifier", Shape::Text),
    may("curve", Shape::Text),
    may("mode", Shape::Word(super::super::words::MODES)),
    may("padding", Shape::Word(super::super::words::PADDINGS)),
    may("cryptoFunctions", Shape::List(&Shape::Word(super::super::words::CRYPTO_FUNCTIONS))),
    may("classicalSecurityLevel", Shape::Integer(0)),
    may("nistQuantumSecurityLevel", Shape::Integer(0)),
    may("algorithmFamily", Shape::Text).since(7),
    may("ellipticCurve", Shape::Text).since(7),
]);
static PROTOCOL: Object = Object::of(&[
    may("type", Shape::Dated(super::super::words::PROTOCOLS)),
    may("version", Shape::Text),
    may("cipherSuites", Shape::List(&Shape::Object(&CIPHER_SUITE))),
]);
static CIPHER_SUITE: Object = Object::of(&[may("name", Shape::Text)]);
