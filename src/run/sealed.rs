// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Files that decide, policies and waivers, with who signed them: in an envelope, or by a signature in
//! a file beside them.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use super::Failure;
use crate::{
    collect,
    formats::{self, DEFAULT_MAX_DEPTH, Reading},
    model::{
        Anchor, AnchorKind, Blob, Bond, Claim, Digests, Document, Dossier, Evidence, Origin, Payload, Release, Signer,
        Subject, Text, Timestamp, Trust,
    },
    policy::{self, Policy, Waiver, WaiverSource},
    verify::{self, Opened, Signed, TrustStore},
};

/// A file that people write is not larger than this.
const LARGEST: u64 = 4 << 20;
/// What stands behind the name of a file in that of its signature.
const ENDINGS: &[&str] = &[".sig", ".asc", ".minisig", ".p7s", ".sigstore.json"];

/// A file, what it says, and who signed that.
pub(super) struct Sealed {
    pub(super) origin: Origin,
    pub(super) bytes: Vec<u8>,
    pub(super) trust: Trust,
}

/// Who is trusted for signatures, and the time that counts as now.
#[derive(Clone, Copy)]
pub(super) struct Notary<'a> {
    pub(super) store: &'a TrustStore,
    pub(super) at: Timestamp,
}

/// What a file with a signature holds.
pub(super) enum Voucher {
    /// A signature over what lies elsewhere, and who made it.
    Signature(Trust),
    /// What it says itself.
    Documents(Vec<Document>),
}

/// The files beside another that hold signatures over it, by their names.
pub(super) fn signatures_beside(file: &Path) -> impl Iterator<Item = PathBuf> {
    let paths = ENDINGS.iter().map(move |ending| {
        let mut name = file.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    });
    paths.filter(|path| path.exists())
}

impl Notary<'_> {
    /// Opens a file of waivers.
    pub(super) fn waivers(&self, file: &Path) -> Result<Sealed, Failure> {
        let (origin, bytes) = collect::read_file(file, LARGEST).map_err(Failure::usage)?;
        let wrong = |what: &str| Failure::usage(format!("`{}` {what}", origin.path));
        let blob = Blob { path: Arc::clone(&origin.path), payload: bytes.clone().into() };
        let mut documents = match verify::open(blob, self.store, self.at) {
            Opened::Documents(documents) => documents,
            Opened::Detached(_) => return Err(wrong("is a signature and holds no waivers")),
            Opened::Rejected(rejection) => return Err(wrong(&rejection.reason.en)),
        };
        let (Some(document), None) = (documents.pop(), documents.pop()) else {
            return Err(wrong("holds several envelopes; give each a file of its own"));
        };
        let mut trust = document.trust.clone();
        trust.add(self.beside(file, &origin, &bytes)?);
        let bytes = if document.declared_type.is_some() {
            stated(&document).ok_or_else(|| wrong("is an envelope that holds no waivers (`docs/predicates.md`)"))?
        } else {
            document.payload.whole().map_err(Failure::usage)?.to_vec()
        };
        Ok(Sealed { origin, bytes, trust })
    }

    /// Who signed a file by signatures beside it.
    fn beside(&self, file: &Path, origin: &Origin, bytes: &[u8]) -> Result<Trust, Failure> {
        let mut trust = Trust::UNSIGNED;
        let digests: Digests = [origin.sha256.clone()].into_iter().collect();
        let payload = Payload::from(bytes.to_vec());
        for path in signatures_beside(file) {
            match self.voucher(&path, &Signed::new(&digests, Some(&payload)))? {
                Voucher::Signature(signed) => trust.add(signed),
                Voucher::Documents(_) => {
                    return Err(Failure::usage(format!("`{}` is no signature that is read", path.display())));
                }
            }
        }
        Ok(trust)
    }

    /// What a file with a signature says of what it may be over.
    pub(super) fn voucher(&self, path: &Path, signed: &Signed<'_>) -> Result<Voucher, Failure> {
        let (origin, bytes) = collect::read_file(path, LARGEST).map_err(Failure::usage)?;
        match verify::open(Blob { path: Arc::clone(&origin.path), payload: bytes.into() }, self.store, self.at) {
            Opened::Detached(signature) => Ok(Voucher::Signature(signature.verify(signed, self.store, self.at))),
            Opened::Documents(documents) => Ok(Voucher::Documents(documents)),
            Opened::Rejected(rejection) => Err(Failure::usage(format!("`{}` {}", origin.path, rejection.reason.en))),
        }
    }
}

/// The waivers that a payload states.
fn stated(document: &Document) -> Option<Vec<u8>> {
    let Reading::Statements(statements) = formats::read(document, DEFAULT_MAX_DEPTH) else { return None };
    statements.into_iter().find_map(|statement| match statement.claim {
        Claim::Waivers(waivers) => Some(waivers.document.as_bytes().to_vec()),
        _ => None,
    })
}

/// Demands that the policy is signed by the holder of a key, by a signature beside it.
pub(super) fn demand_signed(policy: &Path, key: &Path, at: Timestamp) -> Result<Text, Failure> {
    let name: Arc<str> = key.display().to_string().into();
    let (key_origin, key_bytes) = collect::read_file(key, LARGEST).map_err(Failure::usage)?;
    let anchor = Anchor { kind: AnchorKind::Key, name: Arc::clone(&name), file: None };
    let mut store = TrustStore::new(policy::default_crypto());
    store.add(&anchor, &key_origin.path, &key_bytes).map_err(Failure::usage)?;
    let (origin, bytes) = collect::read_file(policy, LARGEST).map_err(Failure::usage)?;
    let trust = Notary { store: &store, at }.beside(policy, &origin, &bytes)?;
    if trust.is_signed() {
        return Ok(Text::new(
            format!("the policy is signed with the key `{name}` (`--policy-signed-by`)"),
            format!("Die Richtlinie ist mit dem Schlüssel `{name}` signiert (`--policy-signed-by`)"),
        ));
    }
    let why: String =
        trust.doubts().iter().map(|doubt| format!("\n  {}: {}", doubt.code.name(), doubt.text.en)).collect();
    Err(Failure::usage(format!(
        "`{0}` is not signed with the key `{name}`{why}\n  help: put the signature beside it as `{0}.sig` (such as with `cosign sign-blob`)",
        origin.path
    )))
}

/// The names of those who signed waivers and are accepted for it; an error where the policy demands
/// some and there is none.
pub(super) fn approved_by(sealed: &Sealed, policy: &Policy, release: &Release) -> Result<Vec<String>, Failure> {
    let accepted = sealed.trust.accepted(&policy.waivers_signed_by, release);
    if !accepted.is_empty() || policy.waivers_signed_by.is_empty() {
        return Ok(names(&accepted));
    }
    let wanted: Vec<String> = policy.waivers_signed_by.iter().map(ToString::to_string).collect();
    let doubts = sealed.trust.doubts().iter().map(|doubt| format!("\n  {}: {}", doubt.code.name(), doubt.text.en));
    Err(Failure::usage(format!(
        "`{}`: the policy wants waivers signed by {} (`waivers.signed_by`), got them {}{}",
        sealed.origin.path,
        wanted.join(", "),
        sealed.trust,
        doubts.collect::<String>()
    )))
}

fn names(signers: &[&Signer]) -> Vec<String> {
    signers.iter().map(|signer| signer.name().to_owned()).collect()
}

/// The waivers among the evidence that count, and a note on each statement of waivers that does not:
/// anybody can put a file there, so only those count that are signed as the policy demands.
pub(super) fn among_evidence(dossier: &Dossier, policy: &Policy) -> (Vec<Waiver>, Vec<Text>) {
    let (mut counting, mut notes) = (Vec::new(), Vec::new());
    for evidence in &dossier.evidence {
        let Claim::Waivers(stated) = &evidence.statement.claim else { continue };
        let path = &evidence.origin.path;
        let accepted = evidence.trust.accepted(&policy.waivers_signed_by, &dossier.release);
        let why = match () {
            () if accepted.is_empty() => Text::new(
                "nobody whom the policy accepts for it signed them (`waivers.signed_by`)",
                "Niemand hat sie signiert, den die Richtlinie dafür anerkennt (`waivers.signed_by`)",
            ),
            () if !is_meant(evidence, policy) => Text::new(
                "they are about another release or policy",
                "Sie betreffen ein anderes Release oder eine andere Richtlinie",
            ),
            () => {
                let source = WaiverSource { path, bytes: stated.document.as_bytes() };
                match policy::bind_waivers(&source, policy) {
                    Ok(waivers) => {
                        let names = names(&accepted);
                        counting.extend(waivers.into_iter().map(|waiver| waiver.signed_by(names.clone())));
                        continue;
                    }
                    Err(mistakes) => {
                        let all: Vec<String> = mistakes.iter().map(|mistake| mistake.message.clone()).collect();
                        Text::same(all.join("; "))
                    }
                }
            }
        };
        notes.push(Text::new(
            format!("the waivers in `{path}` do not count: {}", why.en),
            format!("Die Ausnahmen in `{path}` zählen nicht: {}", why.de),
        ));
    }
    (counting, notes)
}

/// Whether waivers are about this release or about this policy.
fn is_meant(evidence: &Evidence, policy: &Policy) -> bool {
    let own: Digests = [policy.origin.sha256.clone()].into_iter().collect();
    let about_policy = |subject: &Subject| matches!(subject, Subject::Artifact { digests, .. } if digests.agree(&own));
    matches!(evidence.bond, Bond::Named { .. }) || evidence.statement.subjects.iter().any(about_policy)
}
