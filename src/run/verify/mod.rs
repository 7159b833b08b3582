// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! `freigabe verify`: whether a signature over a file or digest holds, who made it, what that proves
//! and what it does not.

use std::{path::Path, sync::Arc};

use super::{Failure, now, open, policies, pretty, print};
use crate::{
    cli::VerifyArgs,
    collect, exit,
    model::{Anchor, AnchorKind, Artifact, Blob, Doubt, DoubtCode, Lang, Text, Timestamp, Trust},
    policy,
    verify::{self, Opened, Signed, TrustStore},
};

mod page;
mod statement;
pub(super) mod wanted;

use page::Page;
use statement::Statement;
use wanted::Wanted;

pub use page::schema;

/// The name of the root that counts where none is given.
const PUBLIC_GOOD: &str = "public-good";

/// Verifies a signature; gives the exit code: 1 when it does not hold.
pub(super) fn verify(args: &VerifyArgs) -> Result<u8, Failure> {
    let store = store(args)?;
    let at = args.at.unwrap_or_else(now);
    let artifacts = collect::artifacts(std::slice::from_ref(&args.artifact)).map_err(Failure::usage)?;
    let [artifact] = artifacts.as_slice() else { return Err(Failure::usage("name one file or digest")) };
    let signature = signature(args)?;
    let path = Arc::clone(&signature.path);
    let mut found = find(signature, artifact, (&store, at))?;
    if args.key.is_some() && args.identity.trusted_root.is_some() {
        demand_a_witness(&mut found.trust);
    }
    let wanted = Wanted::of(&args.identity);
    match &wanted {
        Some(wanted) => wanted.only_of(&mut found.trust),
        None if wanted::names_a_workload(&found.trust) => return Err(no_identity()),
        None => {}
    }
    let page = Page::of(artifact, &path, &found, &store, Lang::from(args.lang));
    print(&if args.json { pretty(&serde_json::to_value(&page).unwrap_or_default()) } else { page.text() })?;
    Ok(if found.holds() { exit::PASSED } else { exit::BLOCKED })
}

/// Whoever names a root besides a key wants its word for when the key signed.
fn demand_a_witness(trust: &mut Trust) {
    if trust.signers().iter().any(|signer| signer.signed_at().is_none()) && trust.doubts().is_empty() {
        let text = Text::new(
            "no log entry or timestamp that the trust root names came with the signature; leave out `--trusted-root` to trust the key alone",
            "Kein Protokolleintrag oder Zeitstempel, den die Vertrauenswurzel nennt, liegt bei; ohne `--trusted-root` genügt der Schlüssel allein",
        );
        trust.add(Trust::new(Vec::new(), vec![Doubt::new(DoubtCode::NoTrustedTime, text)]));
    }
}

/// Authorities give certificates to all who ask, so that only the identity tells them apart.
fn no_identity() -> Failure {
    Failure::usage(
        "the signer has a certificate, and anybody can get one\n  help: say who must have signed, with `--certificate-identity` and `--certificate-oidc-issuer`",
    )
}

/// What is trusted: a key, a root, or what a policy names.
fn store(args: &VerifyArgs) -> Result<TrustStore, Failure> {
    let largest = args.limits.max_file_size.0;
    match &args.policy {
        Some(path) => open::trust_store(&policies::policy(path)?, path, largest),
        None => store_of((args.key.as_deref(), args.identity.trusted_root.as_deref()), largest),
    }
}

/// What is trusted: a key and a root; the public good instance of Sigstore where none is named.
pub(super) fn store_of((key, root): (Option<&Path>, Option<&Path>), largest: u64) -> Result<TrustStore, Failure> {
    let mut store = TrustStore::new(policy::default_crypto());
    for (kind, path) in [(AnchorKind::Key, key), (AnchorKind::Root, root)] {
        let Some(path) = path else { continue };
        let (origin, bytes) = collect::read_file(path, largest).map_err(Failure::usage)?;
        let anchor = Anchor { kind, name: Arc::clone(&origin.path), file: Some(origin.path.to_string()) };
        store.add(&anchor, &origin.path, &bytes).map_err(Failure::usage)?;
    }
    if key.is_none() && root.is_none() {
        store.add_public_good(&PUBLIC_GOOD.into());
    }
    Ok(store)
}

/// The file with the signature.
fn signature(args: &VerifyArgs) -> Result<Blob, Failure> {
    let path = args.bundle.as_ref().or(args.signature.as_ref()).map_or(Path::new(""), |path| path);
    let (origin, bytes) = collect::read_file(path, args.limits.max_file_size.0).map_err(Failure::usage)?;
    Ok(Blob { path: origin.path, payload: bytes.into() })
}

/// What a signature proves about what it was given for.
struct Found {
    trust: Trust,
    /// The statement that is signed, where the signature is not over the artifact itself.
    statement: Option<Statement>,
}

impl Found {
    /// Somebody signed it, and nothing speaks against it. Further signatures by unknown keys do not.
    fn holds(&self) -> bool {
        self.trust.is_signed() && self.trust.doubts().iter().all(|doubt| doubt.code == DoubtCode::UnknownKey)
    }
}

fn find(signature: Blob, artifact: &Artifact, (store, at): (&TrustStore, Timestamp)) -> Result<Found, Failure> {
    let doubted = |doubt| Found { trust: Trust::new(Vec::new(), vec![doubt]), statement: None };
    match verify::open(signature, store, at) {
        Opened::Rejected(rejection) => {
            let code = verify::code_of(&rejection);
            Ok(doubted(Doubt::new(code, rejection.reason)))
        }
        Opened::Detached(signature) => {
            let payload = collect::payload_of(artifact).transpose().map_err(Failure::usage)?;
            let signed = Signed::new(&artifact.digests, payload.as_ref());
            let trust = signature.verify(&signed, store, at);
            match signed.was_read() && !signed.is_unchanged() {
                true => Ok(doubted(moved())),
                false => Ok(Found { trust, statement: None }),
            }
        }
        Opened::Documents(documents) => match <[_; 1]>::try_from(documents) {
            Ok([document]) if document.declared_type.is_some() => Ok(about(document, artifact)),
            _ => Ok(doubted(no_signature())),
        },
    }
}

/// A signed statement counts for the artifact that it names.
fn about(document: crate::model::Document, artifact: &Artifact) -> Found {
    let mut trust = document.trust;
    match Statement::read(&document.payload, document.declared_type.as_deref()) {
        Ok(statement) => {
            if !statement.names(&artifact.digests) {
                trust.add(Trust::new(Vec::new(), vec![statement::wrong_subject(&artifact.name)]));
            }
            Found { trust, statement: Some(statement) }
        }
        Err(doubt) => {
            trust.add(Trust::new(Vec::new(), vec![doubt]));
            Found { trust, statement: None }
        }
    }
}

fn moved() -> Doubt {
    Doubt::new(
        DoubtCode::Moved,
        Text::new("the file changed while it was read", "Die Datei hat sich beim Lesen verändert"),
    )
}

fn no_signature() -> Doubt {
    Doubt::new(
        DoubtCode::NoSignature,
        Text::new(
            "the file is no signature of a kind that is known: a Sigstore bundle, a DSSE envelope, or a detached signature under its usual ending",
            "Die Datei ist keine Signatur bekannter Art: ein Sigstore-Bundle, ein DSSE-Umschlag oder eine eigenständige Signatur mit üblicher Endung",
        ),
    )
}
