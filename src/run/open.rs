// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! From a file to what it says: opened by `verify`, read by `formats`.

use std::{collections::BTreeSet, path::Path};

use super::Failure;
use crate::{
    collect,
    formats::{self, Reading},
    model::{Blob, Bom, Claim, Document, Keep, Origin, Statement, Timestamp, Trust},
    policy::{Mistake, Policy},
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

/// How much of SBOMs is asked for: by rules, and by VEX documents, which may name a component by its hash.
pub(super) fn asked_for(policy: &Policy) -> Keep {
    let of_rules = policy.rules.iter().map(|rule| rule.bound.keeps()).max().unwrap_or_default();
    if policy.vex.accept_nobody() { of_rules } else { of_rules.max(Keep::Hashes) }
}

/// What a policy trusts, read from the files that it names.
pub(super) fn trust_store(policy: &Policy, path: &Path, max_size: u64) -> Result<TrustStore, Failure> {
    let Trusted { store, mistakes, .. } = trusted(policy, path, max_size);
    if mistakes.is_empty() { Ok(store) } else { Err(Failure::mistakes(&mistakes)) }
}

/// What a policy trusts.
pub(super) struct Trusted {
    pub(super) store: TrustStore,
    /// The files that it came from.
    pub(super) files: Vec<Origin>,
    /// The files that could not be read or hold something else, by their place in the policy.
    pub(super) mistakes: Vec<Mistake>,
}

/// The same, with the files that it came from.
pub(super) fn trusted(policy: &Policy, path: &Path, max_size: u64) -> Trusted {
    let folder = path.parent().unwrap_or(Path::new(""));
    let store = TrustStore::new(policy.crypto.clone());
    let mut trusted = Trusted { store, files: Vec::new(), mistakes: Vec::new() };
    let mut unread: BTreeSet<&str> = BTreeSet::new();
    for anchor in &policy.trust {
        let Some(file) = &anchor.file else {
            trusted.store.add_public_good(&anchor.name);
            continue;
        };
        let read = collect::read_file(&folder.join(file), max_size).map_err(|error| error.to_string());
        let added = read.and_then(|(origin, bytes)| {
            // Without its first key a second one could only say that the first is missing.
            if unread.contains(anchor.name.as_ref()) {
                return Ok(origin);
            }
            trusted.store.add(anchor, &origin.path, &bytes).map(|()| origin).map_err(|error| error.to_string())
        });
        match added {
            Ok(origin) => trusted.files.push(origin),
            Err(message) => {
                unread.insert(&anchor.name);
                trusted.mistakes.push(policy.mistake_at(file, Some(&anchor.name), message));
            }
        }
    }
    trusted
}

#[cfg(test)]
#[allow(clippy::panic, clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{
        formats::tests::Disk,
        model::{Digest, DigestAlgorithm, Payload},
        policy::{self, default_crypto},
    };

    const SBOM: &str = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","name":"a",
        "hashes":[{"alg":"MD5","content":"00000000000000000000000000000000"}]}]}"#;

    fn read(keep: Keep, payload: Payload) -> Box<Bom> {
        let store = TrustStore::new(default_crypto());
        let reader = Reader { store, at: Timestamp::default(), max_depth: 100, keep };
        match reader.read(Blob { path: "a.json".into(), payload }) {
            Content::Said(mut said) => match said.remove(0).1 {
                Reading::Statements(mut statements) => match statements.remove(0).claim {
                    Claim::Bom(bom) => bom,
                    other => panic!("{other:?}"),
                },
                other => panic!("{other:?}"),
            },
            Content::Signature(_) => panic!("a signature"),
        }
    }

    #[test]
    fn what_rules_and_vex_ask_for_is_kept() {
        let of = |more: &str| {
            let sha256 = Digest::from_bytes(DigestAlgorithm::Sha256, &[0; 32]).unwrap();
            let origin = Origin { path: "p".into(), sha256, size: 0 };
            let text = format!("version: 1\ntitle: t\n{more}");
            asked_for(&policy::bind(origin, text.as_bytes()).unwrap_or_else(|mistakes| panic!("{mistakes:?}")))
        };
        let fields = |fields: &str| {
            let licenses = "  - {check: licenses-allowed, with: {allow: [MIT]}, effect: block}\n";
            format!("rules:\n{licenses}  - {{check: sbom-fields, with: {{fields: {{{fields}}}}}, effect: warn}}\n")
        };
        let names = fields("purl: 100, version: 100, license: 50, cpe: 1");
        assert_eq!(of(&names), Keep::Names);
        for field in ["hash: 1", "sha256: 1", "sha512: 1"] {
            assert_eq!(of(&fields(&format!("purl: 1, {field}"))), Keep::Hashes);
        }
        assert_eq!(of("rules:\n  - {check: sbom-change, effect: block}\n"), Keep::Hashes);
        assert_eq!(of(&fields("hash: 1, supplier: 1")), Keep::Everything);
        assert_eq!(of(&format!("vex: {{authors: [A]}}\n{names}")), Keep::Hashes);
        assert_eq!(of(&format!("vex: {{authors: [A]}}\n{}", fields("supplier: 1"))), Keep::Everything);
    }

    #[test]
    fn hashes_are_left_out_where_nothing_asks_for_them_and_they_can_still_be_had() {
        let (held, stored) = (Payload::from(SBOM.as_bytes().to_vec()), Disk::payload(SBOM.as_bytes().to_vec()));
        for (keep, payload, is_hashed) in [
            (Keep::Names, &stored, false),
            (Keep::Names, &held, true),
            (Keep::Hashes, &stored, true),
            (Keep::Everything, &stored, true),
        ] {
            let bom = read(keep, payload.clone());
            let hashed = bom.components.iter().filter(|component| !component.hashes.is_empty()).count();
            assert_eq!((hashed == 1, bom.unread_hashes.is_none()), (is_hashed, is_hashed), "{keep:?}");
        }
    }
}
