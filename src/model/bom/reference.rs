// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What an SBOM refers to outside of itself, and the names that others use.

/// An external reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalReference {
    /// What it refers to.
    pub kind: ReferenceKind,
    /// The URL or BOM-Link, as written.
    pub url: Box<str>,
}

/// What an external reference refers to. The names are those of CycloneDX; references of SPDX that
/// mean the same are of the same kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ReferenceKind {
    /// The deployable form.
    Distribution,
    /// Where the deployable form was taken from.
    DistributionIntake,
    /// The source code as distributed.
    SourceDistribution,
    /// A version control system.
    Vcs,
    /// Another SBOM.
    Bom,
    /// A `security.txt` (RFC 9116).
    SecurityTxt,
    /// Whom to tell about vulnerabilities.
    SecurityContact,
    /// Advisories.
    Advisories,
    /// A statement on exploitability (VEX) elsewhere.
    ExploitabilityStatement,
    /// An assertion about vulnerabilities elsewhere.
    VulnerabilityAssertion,
    /// An attestation.
    Attestation,
    /// The wording of a licence.
    License,
    /// A website.
    Website,
    /// Metadata of the build.
    BuildMeta,
    /// A build system.
    BuildSystem,
    /// Any other.
    Other,
}

impl ReferenceKind {
    /// The kind by the word of CycloneDX.
    pub fn from_name(name: &str) -> Self {
        match name {
            "distribution" => Self::Distribution,
            "distribution-intake" => Self::DistributionIntake,
            "source-distribution" => Self::SourceDistribution,
            "vcs" => Self::Vcs,
            "bom" => Self::Bom,
            "rfc-9116" => Self::SecurityTxt,
            "security-contact" => Self::SecurityContact,
            "advisories" => Self::Advisories,
            "exploitability-statement" => Self::ExploitabilityStatement,
            "vulnerability-assertion" => Self::VulnerabilityAssertion,
            "attestation" => Self::Attestation,
            "license" => Self::License,
            "website" => Self::Website,
            "build-meta" => Self::BuildMeta,
            "build-system" => Self::BuildSystem,
            _ => Self::Other,
        }
    }
}

/// A name by which others know a component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identifier {
    /// The naming scheme.
    pub kind: IdentifierKind,
    /// The name, as written.
    pub text: Box<str>,
}

/// A naming scheme of components, besides the package URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum IdentifierKind {
    /// A package URL beyond the first.
    Purl,
    /// A CPE of version 2.2 or 2.3.
    Cpe,
    /// The tag id of a SWID tag (ISO/IEC 19770-2).
    Swid,
    /// A Software Hash Identifier.
    Swhid,
    /// An OmniBOR or `gitoid` identifier.
    Omnibor,
    /// Any other.
    Other,
}
