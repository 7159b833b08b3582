// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! `freigabe verify`: whether a signature over a file or digest holds, who made it, what that proves
//! and what it does not.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    Failure, now,
    open::{self, Reader},
    policies, pretty, print,
    registry::Images,
};
use crate::{
    cli::VerifyArgs,
    collect, exit,
    model::{Anchor, AnchorKind, Blob, Doubt, DoubtCode, Keep, Lang, Text, Timestamp, Trust},
    policy,
    token::is_address,
    verify::{self, Detached, Opened, Signed, TrustStore},
};

mod about;
mod image;
mod page;
mod statement;
pub(super) mod wanted;

use about::About;
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
    let images = Images::resolve(std::slice::from_ref(&args.artifact), &args.network)?;
    images.demand_all()?;
    let about = About::of(&args.artifact, &images)?;
    let reader = Reader { store, at, max_depth: args.limits.max_depth, keep: Keep::Everything };
    let signatures = signatures(args)?;
    let paths: Vec<String> = signatures.iter().map(|signature| signature.path.to_string()).collect();
    let (path, found) = match &about {
        _ if !signatures.is_empty() => (paths.join(", "), find(signatures, &about, (&reader.store, at))?),
        About::Artifact(image) if !images.is_empty() => {
            (args.artifact.clone(), vec![image::find(&images, image, (args, &reader))?])
        }
        _ => return Err(no_signature_named()),
    };
    let mut found = meant(found, args)?;
    image::demand_the_same(&images, &mut found)?;
    let page = Page::of(&about, &path, &found, &reader.store, Lang::from(args.lang));
    print(&if args.json { pretty(&serde_json::to_value(&page).unwrap_or_default()) } else { page.text() })?;
    Ok(if found.holds() { exit::PASSED } else { exit::BLOCKED })
}

/// Of several envelopes in one file any may be the one that was meant: the first that holds and is by
/// whom was asked for, else the first that holds.
fn meant(mut found: Vec<Found>, args: &VerifyArgs) -> Result<Found, Failure> {
    let held = found.iter().position(Found::holds);
    let wanted = Wanted::of(&args.identity);
    for Found { trust, .. } in &mut found {
        if args.key.is_some() && args.identity.trusted_root.is_some() {
            demand_a_witness(trust);
        }
        if let Some(wanted) = &wanted {
            wanted.only_of(trust);
        }
    }
    let names_nobody = |found: &Found| wanted.is_none() && wanted::names_a_workload(&found.trust);
    let first = found.iter().position(|found| found.holds() && !names_nobody(found));
    let first = first.or_else(|| found.iter().position(Found::holds)).or(held).unwrap_or_default();
    match found.into_iter().nth(first) {
        Some(found) if names_nobody(&found) => Err(no_identity()),
        Some(found) if wanted.is_none() && args.key.is_none() && args.policy.is_none() && found.is_by_strangers() => {
            Err(nobody_named())
        }
        Some(found) => Ok(found),
        None => Ok(Found::doubted(no_signature())),
    }
}

/// Whoever names a root besides a key wants its word for when the key signed.
fn demand_a_witness(trust: &mut Trust) {
    let are_strangers = trust.doubts().iter().all(|doubt| doubt.code == DoubtCode::UnknownKey);
    if trust.signers().iter().any(|signer| signer.signed_at().is_none()) && are_strangers {
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

/// A signature by a key of its own says nothing of who has the key.
fn nobody_named() -> Failure {
    Failure::usage(
        "the signature bears no certificate, and no key was named to compare it with\n  help: say who must have signed, with `--key` or `--policy`; for one with a certificate with `--certificate-identity` and `--certificate-oidc-issuer`",
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
        if is_address(path) {
            // It may hold a PIN, so it is not shown.
            let message = "a key on a token (`pkcs11:`) only signs\n  help: name a file with its public key in PEM";
            return Err(Failure::usage(message));
        }
        let (origin, bytes) = collect::read_file(path, largest).map_err(Failure::usage)?;
        let anchor = Anchor { kind, name: Arc::clone(&origin.path), file: Some(origin.path.to_string()) };
        store.add(&anchor, &origin.path, &bytes).map_err(|error| {
            let help = match kind {
                AnchorKind::Root => "name a `trusted_root.json`, as `cosign trusted-root create` writes it",
                _ => "name a public key in PEM or DER, as `openssl pkey -in KEY -pubout` writes it",
            };
            Failure::usage(format!("{error}\n  help: {help}"))
        })?;
    }
    if key.is_none() && root.is_none() {
        store.add_public_good(&PUBLIC_GOOD.into());
    }
    Ok(store)
}

/// The files with the signatures.
fn signatures(args: &VerifyArgs) -> Result<Vec<Blob>, Failure> {
    let read = |path: &PathBuf| {
        let (origin, bytes) = collect::read_file(path, args.limits.max_file_size.0).map_err(Failure::usage)?;
        Ok(Blob { path: origin.path, payload: bytes.into() })
    };
    args.bundle.iter().chain(&args.signature).map(read).collect()
}

fn no_signature_named() -> Failure {
    Failure::usage(
        "no signature was named\n  help: name it with `--bundle` or `--signature`; only an image in a registry (`docker://…`) comes with its own",
    )
}

/// What a signature proves about what it was given for.
struct Found {
    trust: Trust,
    /// The statement that is signed, where the signature is not over the artifact itself.
    statement: Option<Statement>,
}

impl Found {
    /// Nobody signed it, and why.
    fn doubted(doubt: Doubt) -> Self {
        Self { trust: Trust::new(Vec::new(), vec![doubt]), statement: None }
    }

    /// Somebody signed it, and nothing speaks against it. Further signatures by unknown keys do not.
    fn holds(&self) -> bool {
        self.trust.is_signed() && self.all_doubts_are_of_strangers()
    }

    /// There are signatures, and each is by a key that is not known.
    fn is_by_strangers(&self) -> bool {
        !self.trust.is_signed() && !self.trust.doubts().is_empty() && self.all_doubts_are_of_strangers()
    }

    fn all_doubts_are_of_strangers(&self) -> bool {
        self.trust.doubts().iter().all(|doubt| doubt.code == DoubtCode::UnknownKey)
    }
}

/// What each signature in the files proves. Those of their own prove it all together.
fn find(files: Vec<Blob>, about: &About, (store, at): (&TrustStore, Timestamp)) -> Result<Vec<Found>, Failure> {
    let (mut signatures, mut others) = (Vec::new(), Vec::new());
    for file in files {
        let path = Arc::clone(&file.path);
        match verify::open_signature(file, store, at) {
            Opened::Detached(signature) => signatures.push(signature),
            Opened::Documents(documents) => others.push((path, Ok(documents))),
            Opened::Rejected(rejection) => others.push((path, Err(rejection))),
        }
    }
    match (others.pop(), others.is_empty() && signatures.is_empty()) {
        (None, _) => over(&signatures, about, (store, at)).map(|found| vec![found]),
        (Some((path, _)), false) => Err(Failure::usage(format!(
            "several files are given, and `{path}` is no signature of its own\n  help: give it alone; only signatures over the file itself go together"
        ))),
        (Some((_, Ok(documents))), true) => {
            Ok(documents.into_iter().map(|document| about.found_in(document)).collect())
        }
        (Some((_, Err(rejection))), true) => {
            let code = verify::code_of(&rejection);
            Ok(vec![Found::doubted(Doubt::new(code, rejection.reason))])
        }
    }
}

/// What signatures of their own prove about it, all together.
fn over(signatures: &[Detached], about: &About, (store, at): (&TrustStore, Timestamp)) -> Result<Found, Failure> {
    let About::Artifact(artifact) = about else { return Ok(Found::doubted(about::no_statement())) };
    let payload = collect::payload_of(artifact).transpose().map_err(Failure::usage)?;
    let signed = Signed::new(&artifact.digests, payload.as_ref());
    let mut trust = Trust::UNSIGNED;
    for more in Detached::verify_all(&signatures.iter().collect::<Vec<_>>(), &signed, store, at) {
        // The halves of a hybrid signature both tell of it.
        if trust != more {
            trust.add(more);
        }
    }
    match signed.was_read() && !signed.is_unchanged() {
        true => Ok(Found::doubted(moved())),
        false => Ok(Found { trust, statement: None }),
    }
}

fn moved() -> Doubt {
    Doubt::new(
        DoubtCode::Moved,
        Text::new(
            "the file changed while it was read; run again when nothing writes to it",
            "Die Datei hat sich beim Lesen verändert; wiederholen, wenn niemand mehr hineinschreibt",
        ),
    )
}

fn no_signature() -> Doubt {
    Doubt::new(
        DoubtCode::NoSignature,
        Text::new(
            "the file is no signature of a kind that is known: a Sigstore bundle, a DSSE envelope, something that holds its signature (CMS, a clear-signed text), or a signature of its own",
            "Die Datei ist keine Signatur bekannter Art: Sigstore-Bundle, DSSE-Umschlag, etwas mit seiner Signatur darin (CMS, signierter Klartext) oder eine eigenständige Signatur",
        ),
    )
}
