// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What an administration trusts: the files of keys, roots and authorities that its policy names.

use std::sync::Arc;

/// A file of keys, roots or authorities, by the name under which it is trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// What the file holds.
    pub kind: AnchorKind,
    /// The name that the policy gives it, unique among anchors.
    pub name: Arc<str>,
    /// The file, relative to the policy's folder; `None` for what came with the program.
    pub file: Option<String>,
}

/// What a file of trust holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AnchorKind {
    /// A public key in PEM.
    Key,
    /// The second public key of the same name, in PEM: both have to sign.
    HybridKey,
    /// Certificates of authorities (X.509) that vouch for signers.
    Authority,
    /// Certificates of authorities (X.509) that vouch for times.
    TimestampAuthority,
    /// A list of revoked certificates (X.509).
    RevocationList,
    /// Certificates of OpenPGP.
    OpenPgp,
    /// A public key of minisign or signify.
    Minisign,
    /// A list of allowed signers of SSH.
    Ssh,
    /// A trust root of Sigstore: a `trusted_root.json`, or the public good instance where no file is named.
    Root,
}
