// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! From a file to what it says: opened by `verify`, read by `formats`.

use std::path::Path;

use super::Failure;
use crate::{
    collect,
    formats::{self, Reading},
    model::{Blob, Bom, Claim, Document, Keep, Origin, Statement, Timestamp, Trust},
    policy::Policy,
    verify::{self, Detached, Opened, TrustStore},
};

/// What a file says, with who vouches for it. A file can hold several envelopes.
pub(super) type Readings = Vec<(Trust, Reading)>;

/// What a file turned out to be.
pub(super) enum Content {
    /// It says something, or could not be read.
    Said(Readings),
    /// It is a signature over something that lies elsewhere.
    Signature(Detached),
}

/// How files are opened and read in a run.
pub(super) struct Reader {
    /// What is trusted.
    pub(super) store: TrustStore,
    /// The time that counts as now.
    pub(super) at: Timestamp,
    /// Deepest nesting that is read.
    pub(super) max_depth: u32,
    /// How much of SBOMs is asked for.
    pub(super) keep: Keep,
}

impl Reader {
    /// Opens and reads a file.
    pub(super) fn read(&self, blob: Blob) -> Content {
        match verify::open(blob, &self.store, self.at) {
            Opened::Detached(signature) => Content::Signature(signature),
            Opened::Rejected(rejection) => Content::Said(vec![(Trust::UNSIGNED, Reading::Rejected(rejection))]),
            Opened::Documents(documents) => {
                Content::Said(documents.into_iter().map(|document| self.read_document(document)).collect())
            }
        }
    }

    /// Two SBOMs of one thing are compared by the hashes of their components, whatever else asks for them, and
    /// that there are two shows late. So hashes are left out only where they can still be had, which for what
    /// is held in memory would take more room than they do.
    fn read_document(&self, document: Document) -> (Trust, Reading) {
        let keep = if document.payload.held().is_some() { self.keep.max(Keep::Hashes) } else { self.keep };
        let mut reading = formats::read_keeping(keep, &document, self.max_depth);
        if keep < Keep::Hashes
            && let Reading::Statements(statements) = &mut reading
            && let Some(bom) = statements.iter_mut().find_map(sbom)
            && bom.components.iter().all(|component| component.hashes.is_empty())
        {
            let payload = document.payload.unread();
            bom.unread_hashes = Some(Box::new(Document { payload, ..document.clone() }));
        }
        (document.trust, reading)
    }
}

fn sbom(statement: &mut Statement) -> Option<&mut Bom> {
    match &mut statement.claim {
        Claim::Bom(bom) => Some(bom),
        _ => None,
    }
}

/// What a policy trusts, read from the files that it names.
pub(super) fn trust_store(policy: &Policy, path: &Path, max_size: u64) -> Result<TrustStore, Failure> {
    trusted(policy, path, max_size).map(|(store, _)| store)
}

/// The same, with the files that it came from.
pub(super) fn trusted(policy: &Policy, path: &Path, max_size: u64) -> Result<(TrustStore, Vec<Origin>), Failure> {
    let mut files = Vec::new();
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut store = TrustStore::new(policy.crypto.clone());
    for anchor in &policy.trust {
        let Some(file) = &anchor.file else {
            store.add_public_good(&anchor.name);
            continue;
        };
        let (origin, bytes) = collect::read_file(&folder.join(file), max_size).map_err(Failure::usage)?;
        store.add(anchor, &origin.path, &bytes).map_err(Failure::usage)?;
        files.push(origin);
    }
    Ok((store, files))
}
