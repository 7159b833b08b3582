// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Cryptographic assets (CBOM, from 1.6 on).

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};

use crate::{
    formats::json::{Loose, Str, kept},
    model::{CryptoAsset, CryptoKind},
};

/// The parameters that are kept.
const PARAMETERS: &[&str] = &[
    "primitive",
    "algorithmFamily",
    "parameterSetIdentifier",
    "curve",
    "ellipticCurve",
    "executionEnvironment",
    "implementationPlatform",
    "certificationLevel",
    "mode",
    "padding",
    "cryptoFunctions",
    "classicalSecurityLevel",
    "nistQuantumSecurityLevel",
    "subjectName",
    "issuerName",
    "notValidBefore",
    "notValidAfter",
    "signatureAlgorithmRef",
    "subjectPublicKeyRef",
    "certificateFormat",
    "type",
    "state",
    "size",
    "format",
    "algorithmRef",
    "creationDate",
    "activationDate",
    "expirationDate",
    "version",
];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Crypto<'a> {
    #[serde(borrow)]
    asset_type: Option<Str<'a>>,
    #[serde(borrow)]
    oid: Option<Str<'a>>,
    #[serde(borrow)]
    algorithm_properties: Option<Parameters<'a>>,
    #[serde(borrow)]
    certificate_properties: Option<Parameters<'a>>,
    #[serde(borrow)]
    related_crypto_material_properties: Option<Parameters<'a>>,
    #[serde(borrow)]
    protocol_properties: Option<Protocol<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Protocol<'a> {
    #[serde(borrow, rename = "type")]
    kind: Option<Str<'a>>,
    #[serde(borrow)]
    version: Option<Str<'a>>,
    #[serde(borrow, default)]
    cipher_suites: Vec<CipherSuite<'a>>,
}

#[derive(Deserialize)]
struct CipherSuite<'a> {
    #[serde(borrow)]
    name: Option<Str<'a>>,
}

/// The parameters of an asset that are known, in the order of the document.
struct Parameters<'a>(Vec<(&'static str, Loose<'a>)>);

impl<'de: 'a, 'a> Deserialize<'de> for Parameters<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ParametersVisitor;
        impl<'de> Visitor<'de> for ParametersVisitor {
            type Value = Parameters<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Parameters<'de>, A::Error> {
                let mut parameters = Vec::new();
                while let Some((name, value)) = map.next_entry::<Cow<'de, str>, Loose<'de>>()? {
                    parameters.extend(PARAMETERS.iter().find(|known| **known == name).map(|known| (*known, value)));
                }
                Ok(Parameters(parameters))
            }
        }
        deserializer.deserialize_map(ParametersVisitor)
    }
}

impl Crypto<'_> {
    /// The asset as the model keeps it.
    pub(super) fn asset(&self) -> CryptoAsset {
        let kind = match self.asset_type.as_ref().map_or("", Str::as_str) {
            "certificate" => CryptoKind::Certificate,
            "protocol" => CryptoKind::Protocol,
            "related-crypto-material" => CryptoKind::RelatedMaterial,
            _ => CryptoKind::Algorithm,
        };
        let parts =
            [&self.algorithm_properties, &self.certificate_properties, &self.related_crypto_material_properties];
        let stated = parts.into_iter().flatten().flat_map(|parameters| &parameters.0);
        let stated = stated.flat_map(|(name, value)| texts(value).into_iter().map(|text| (*name, text)));
        let protocol = self.protocol_properties.iter().flat_map(Protocol::parameters);
        CryptoAsset { kind, oid: kept(self.oid.as_ref()), parameters: stated.chain(protocol).collect() }
    }
}

impl Protocol<'_> {
    fn parameters(&self) -> impl Iterator<Item = (&'static str, Box<str>)> {
        let kind = kept(self.kind.as_ref()).map(|kind| ("type", kind));
        let version = kept(self.version.as_ref()).map(|version| ("version", version));
        let suites = self.cipher_suites.iter().filter_map(|suite| Some(("cipherSuite", kept(suite.name.as_ref())?)));
        kind.into_iter().chain(version).chain(suites)
    }
}

fn texts(value: &Loose<'_>) -> Vec<Box<str>> {
    match value {
        Loose::Number(number) => vec![number.to_string().into()],
        value => value.texts().into_iter().map(Box::from).collect(),
    }
}
