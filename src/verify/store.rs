// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The keys, roots and authorities that a policy trusts.

use std::{fmt, sync::Arc};

use super::{PublicKey, sigstore::Root};
use crate::model::{Anchor, AnchorKind, Crypto};

/// Everything that a run trusts to vouch for evidence. By default nothing.
#[derive(Clone, Debug, Default)]
pub struct TrustStore {
    crypto: Crypto,
    keys: Vec<NamedKey>,
    roots: Vec<Root>,
}

/// The public key behind a name, or both keys of a hybrid scheme.
#[derive(Clone, Debug)]
pub(super) struct NamedKey {
    pub(super) name: Arc<str>,
    pub(super) keys: Vec<PublicKey>,
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
    /// A store that trusts nobody yet and accepts these algorithms.
    pub fn new(crypto: Crypto) -> Self {
        Self { crypto, ..Self::default() }
    }

    /// Adds what the file that an anchor names holds.
    pub fn add(&mut self, anchor: &Anchor, path: &Arc<str>, bytes: &[u8]) -> Result<(), TrustError> {
        let wrong = |message: String| TrustError { path: Arc::clone(path), message };
        let text = std::str::from_utf8(bytes).map_err(|_| wrong("is no text".to_owned()))?;
        if anchor.kind == AnchorKind::Root {
            self.roots.push(Root::read(Arc::clone(&anchor.name), text).map_err(wrong)?);
            return Ok(());
        }
        let key = PublicKey::from_pem(text).map_err(|error| wrong(error.to_string()))?;
        self.add_key(anchor, key).map_err(wrong)
    }

    /// Adds a key; one key under two names would let one holder pass for two.
    fn add_key(&mut self, anchor: &Anchor, key: PublicKey) -> Result<(), String> {
        if let Some(other) = self.keys.iter().find(|known| known.keys.contains(&key)) {
            return Err(format!("holds the key of `{}` already", other.name));
        }
        match (anchor.kind, self.keys.iter_mut().find(|known| known.name == anchor.name)) {
            (AnchorKind::Key, None) => {
                self.keys.push(NamedKey { name: Arc::clone(&anchor.name), keys: vec![key] });
            }
            (AnchorKind::HybridKey, Some(known)) => known.keys.push(key),
            (AnchorKind::Key, Some(_)) => return Err(format!("is a second key for `{}`", anchor.name)),
            (AnchorKind::Root, _) => return Err("is no key".to_owned()),
            (AnchorKind::HybridKey, None) => return Err(format!("has no first key for `{}`", anchor.name)),
        }
        Ok(())
    }

    /// Adds the public good instance of Sigstore, as it came with the program.
    pub fn add_public_good(&mut self, name: &Arc<str>) {
        self.roots.push(Root::public_good(Arc::clone(name)));
    }

    /// The trust roots of Sigstore, in the order in which they are asked.
    pub fn roots(&self) -> &[Root] {
        &self.roots
    }

    /// The keys by name, each with the SHA-256 of the public key (DER, SubjectPublicKeyInfo). A name
    /// with two keys is that of a hybrid scheme.
    pub fn key_names(&self) -> impl Iterator<Item = (&str, &PublicKey)> {
        self.keys.iter().flat_map(|known| known.keys.iter().map(|key| (known.name.as_ref(), key)))
    }

    /// The accepted algorithms.
    pub const fn crypto(&self) -> &Crypto {
        &self.crypto
    }

    pub(super) fn keys(&self) -> &[NamedKey] {
        &self.keys
    }
}
