// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The keys, roots and authorities that a policy trusts.

use std::{fmt, sync::Arc};

use super::key::PublicKey;
use crate::model::{Anchor, AnchorKind};

/// Everything that a run trusts to vouch for evidence. By default nothing.
#[derive(Clone, Debug, Default)]
pub struct TrustStore {
    keys: Vec<NamedKey>,
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
        }
        Ok(())
    }

    pub(super) fn keys(&self) -> &[NamedKey] {
        &self.keys
    }
}
