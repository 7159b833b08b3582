// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Cryptographic assets (CBOM, CycloneDX 1.6 on).

/// What a cryptographic asset is, as the SBOM states it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CryptoAsset {
    /// What it is.
    pub kind: CryptoKind,
    /// The object identifier.
    pub oid: Option<Box<str>>,
    /// What more is stated, as name and value: of an algorithm `primitive`, `algorithmFamily`,
    /// `parameterSetIdentifier`, `curve`, `ellipticCurve`, `mode`, `padding`, `cryptoFunctions`,
    /// `classicalSecurityLevel`, `nistQuantumSecurityLevel`; of a protocol `type`, `version` and
    /// `cipherSuite`; of a certificate `subjectName`, `issuerName`, `notValidBefore`,
    /// `notValidAfter`, `signatureAlgorithmRef`, `certificateFormat`; of related material `type`,
    /// `state`, `size`, `format`, `algorithmRef`, `activationDate`, `expirationDate`. Lists give
    /// several entries of one name.
    pub parameters: Box<[(&'static str, Box<str>)]>,
}

/// What a cryptographic asset is (CycloneDX `assetType`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum CryptoKind {
    /// An algorithm.
    #[default]
    Algorithm,
    /// A certificate.
    Certificate,
    /// A protocol.
    Protocol,
    /// Related material, such as a key.
    RelatedMaterial,
}

impl CryptoAsset {
    /// The values of the parameter `name`.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.parameters.iter().filter(move |(other, _)| *other == name).map(|(_, value)| &**value)
    }
}
