// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! How much is kept of an SBOM that may have half a million components.

/// How much of the components of an SBOM in CycloneDX is kept; each step holds what those before it hold.
/// Other formats keep everything, and the primary component keeps its hashes always. Whatever is kept, a
/// document is read as strictly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Keep {
    /// What tells one from another: names, versions, identifiers, kinds, licences.
    #[default]
    Names,
    /// The hashes, those at external references included.
    Hashes,
    /// The rest: contacts, references, properties, file names, and the places in the graph.
    Everything,
}
