// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The keys, roots and authorities that a policy trusts.

use std::{fmt, sync::Arc};

use super::{
    PublicKey, Terms, minisign, openpgp,
    sigstore::Root,
    ssh,
    x509::{self, Authority, RevocationList},
};
use crate::model::{Anchor, AnchorKind, Crypto, Moments, Timestamp};

/// Everything that a run trusts to vouch for evidence. By default nothing.
#[derive(Clone, Debug, Default)]
pub struct TrustStore {
    crypto: Crypto,
    keys: Vec<NamedKey>,
    authorities: Vec<Authority>,
    timestamp_authorities: Vec<Authority>,
    revocation_lists: Vec<RevocationList>,
    openpgp: Vec<openpgp::KnownCertificate>,
    minisign: Vec<minisign::KnownKey>,
    ssh: Vec<ssh::AllowedSigner>,
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
        self.take(anchor, bytes).map_err(|message| TrustError { path: Arc::clone(path), message })
    }

    fn take(&mut self, anchor: &Anchor, bytes: &[u8]) -> Result<(), String> {
        let text = || std::str::from_utf8(bytes).map_err(|_| "is no text".to_owned());
        let named = |certificate| Authority { name: Arc::clone(&anchor.name), certificate };
        match anchor.kind {
            AnchorKind::Key | AnchorKind::HybridKey => {
                let key = PublicKey::read(bytes).map_err(|error| error.to_string())?;
                self.add_key(anchor, key)?;
            }
            AnchorKind::Authority => self.authorities.extend(x509::read_certificates(bytes)?.into_iter().map(named)),
            AnchorKind::TimestampAuthority => {
                self.timestamp_authorities.extend(x509::read_certificates(bytes)?.into_iter().map(named));
            }
            AnchorKind::RevocationList => self.revocation_lists.extend(x509::read_revocation_lists(bytes)?),
            AnchorKind::OpenPgp => self.openpgp.extend(openpgp::read_certificates(&anchor.name, bytes)?),
            AnchorKind::Minisign => self.minisign.push(minisign::KnownKey::read(&anchor.name, text()?)?),
            AnchorKind::Root => self.roots.push(Root::read(Arc::clone(&anchor.name), text()?)?),
            AnchorKind::Ssh => self.ssh.extend(ssh::read_allowed(text()?)?),
        }
        Ok(())
    }

    /// Adds a key; one key under two names would let one holder pass for two.
    fn add_key(&mut self, anchor: &Anchor, key: PublicKey) -> Result<(), String> {
        if let Some(other) = self.keys.iter().find(|known| known.keys.contains(&key)) {
            return Err(format!("holds the key of `{}` already", other.name));
        }
        let is_first = anchor.kind != AnchorKind::HybridKey;
        match (is_first, self.keys.iter_mut().find(|known| known.name == anchor.name)) {
            (true, None) => {
                self.keys.push(NamedKey { name: Arc::clone(&anchor.name), keys: vec![key] });
            }
            (false, Some(known)) => known.keys.push(key),
            (true, Some(_)) => return Err(format!("is a second key for `{}`", anchor.name)),
            (false, None) => return Err(format!("has no first key for `{}`", anchor.name)),
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

    /// What signatures are checked against that count now, and were made at a proven time or now.
    pub(super) const fn terms(&self, now: Timestamp, signed_at: Option<Timestamp>) -> Terms<'_> {
        Terms { crypto: &self.crypto, moments: Moments { now, signed_at } }
    }

    pub(super) fn keys(&self) -> &[NamedKey] {
        &self.keys
    }

    pub(super) fn authorities(&self) -> &[Authority] {
        &self.authorities
    }

    pub(super) fn timestamp_authorities(&self) -> &[Authority] {
        &self.timestamp_authorities
    }

    pub(super) fn revocation_lists(&self) -> &[RevocationList] {
        &self.revocation_lists
    }

    pub(super) fn openpgp(&self) -> &[openpgp::KnownCertificate] {
        &self.openpgp
    }

    pub(super) fn minisign(&self) -> &[minisign::KnownKey] {
        &self.minisign
    }

    pub(super) fn ssh(&self) -> &[ssh::AllowedSigner] {
        &self.ssh
    }
}
