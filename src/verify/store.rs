// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The keys, roots and authorities that a policy trusts.

use std::{fmt, sync::Arc};

use super::{key::PublicKey, sigstore::Root};
use crate::model::{Accepted, Algorithm, Anchor, AnchorKind, Crypto, Digest};

/// Everything that a run trusts to vouch for evidence. By default nothing.
#[derive(Clone, Debug)]
pub struct TrustStore {
    keys: Vec<NamedKey>,
    roots: Vec<Root>,
    crypto: Crypto,
}
impl Default for TrustStore {
    fn default() -> Self {
        let algorithms = Algorithm::all().map(|a| Arc::from(a.to_string())).collect();
        let crypto = Crypto { name: "all".into(), accepted: vec![Accepted { algorithms, ..Accepted::default() }] };
        Self { keys: Vec::new(), roots: Vec::new(), crypto }
    }
}

/// A public key with the name that the policy gives it.
#[derive(Clone, Debug)]
pub(super) struct NamedKey {
    pub(super) name: Arc<str>,
    pub(super) key: PublicKey,
}

/// Why a file of keys, roots or authorities cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustError {
    /// The file.
    pub path: Arc<str>,
    /// What is wrong with it.
    pub message: String,
}

impl fmt::Display for TrustError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.path, self.message)
    }
}

impl TrustStore {
    /// Adds what the file that an anchor names holds.
    pub fn add(&mut self, anchor: &Anchor, path: &Arc<str>, bytes: &[u8]) -> Result<(), TrustError> {
        let wrong = |message: String| TrustError { path: Arc::clone(path), message };
        let text = std::str::from_utf8(bytes).map_err(|_| wrong("is no text".to_owned()))?;
        match anchor.kind {
            AnchorKind::Key => {
                let key = PublicKey::from_pem(text).map_err(|error| wrong(error.to_string()))?;
                self.keys.push(NamedKey { name: Arc::clone(&anchor.name), key });
            }
            AnchorKind::Root => self.roots.push(Root::read(Arc::clone(&anchor.name), text).map_err(wrong)?),
        }
        Ok(())
    }

    /// Adds the public good instance of Sigstore, as it came with the program.
    pub fn add_public_good(&mut self, name: &Arc<str>) {
        self.roots.push(Root::public_good(Arc::clone(name)));
    }

    pub(super) fn keys(&self) -> &[NamedKey] {
        &self.keys
    }

    /// The trust roots of Sigstore, in the order in which they are asked.
    pub fn roots(&self) -> &[Root] {
        &self.roots
    }

    /// The names of the keys, with the SHA-256 of each (DER, SubjectPublicKeyInfo).
    pub fn key_names(&self) -> impl Iterator<Item = (&str, &Digest)> {
        self.keys.iter().map(|known| (known.name.as_ref(), known.key.fingerprint()))
    }

    pub(super) const fn crypto(&self) -> &Crypto {
        &self.crypto
    }
}
