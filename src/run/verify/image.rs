// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The signatures that a registry holds over an image. What is attested about it is for `freigabe check`:
//! who states something about an image does not vouch for it.

use std::collections::BTreeSet;

use super::Found;
use crate::{
    cli::VerifyArgs,
    formats::Reading,
    model::{Artifact, Bond, Claim, Doubt, DoubtCode, Endorsement, Identity, Release, Signer, Statement, Text, Trust},
    run::{
        Failure,
        detached::{self, Scene},
        limits,
        open::Reader,
        registry::{Images, unseen},
    },
    verify::code_of,
};

/// Everybody who signed the image by the registry that holds it. What cannot be seen there leaves open
/// who did.
pub(super) fn find(
    images: &Images,
    artifact: &Artifact,
    (args, reader): (&VerifyArgs, &Reader),
) -> Result<Found, Failure> {
    let limits = limits(&args.limits);
    let release = Release { artifacts: vec![artifact.clone()], ..Release::default() };
    let gathered = images.gather(&limits, reader);
    let scene = Scene { places: (&[], &[]), images, limits, release: &release };
    let gathered = detached::verify(&scene, reader, gathered);
    if let Some(rejected) = gathered.rejected.first() {
        return Err(unseen(&rejected.path, &rejected.rejection.reason));
    }
    let mut trust = Trust::default();
    for (of_one, reading) in gathered.results.into_iter().flat_map(|(_, readings)| readings) {
        match reading {
            // It may be a signature that speaks against the image.
            Reading::Rejected(rejection) => {
                trust.add(Trust::of(Err(Doubt::new(code_of(&rejection), rejection.reason))));
            }
            Reading::Statements(statements) if statements.iter().any(|statement| is_over(statement, &release)) => {
                trust.add(of_one);
            }
            Reading::Statements(_) | Reading::Ignored(_) => {}
        }
    }
    if !trust.is_signed() && trust.doubts().is_empty() {
        trust.add(Trust::of(Err(no_signature())));
    }
    // Beside whom the caller names by a key, those whom a root vouches for were not asked for.
    let is_meant = |signer: &&Signer| args.key.is_none() || matches!(signer.identity(), Identity::Key { .. });
    let meant = trust.signers().iter().filter(is_meant).cloned().collect();
    Ok(Found { trust: Trust::new(meant, without_repeats(trust.doubts())), statement: None })
}

/// Signatures by several others all prove nothing for the same reason.
fn without_repeats(doubts: &[Doubt]) -> Vec<Doubt> {
    let mut told = BTreeSet::new();
    doubts.iter().filter(|doubt| told.insert((doubt.code, &doubt.text))).cloned().collect()
}

/// Whether a statement is a signature over what is released.
fn is_over(statement: &Statement, release: &Release) -> bool {
    matches!(statement.claim, Claim::Signature(Endorsement::Signature))
        && matches!(Bond::between(&statement.subjects, release), Bond::Named { .. })
}

/// The tag must still name what was verified.
pub(super) fn demand_the_same(images: &Images, found: &mut Found) -> Result<(), Failure> {
    for (name, reason) in images.moved() {
        let reason = reason.map_err(|reason| unseen(name, &reason))?;
        found.trust.add(Trust::of(Err(Doubt::new(DoubtCode::Moved, reason))));
    }
    Ok(())
}

fn no_signature() -> Doubt {
    Doubt::new(
        DoubtCode::NoSignature,
        Text::new(
            "the registry holds no signature over the image; what is signed for its index or one of its architectures counts for that alone",
            "Die Registry enthält keine Signatur über das Image; was für seinen Index oder eine seiner Architekturen signiert ist, gilt nur dafür",
        ),
    )
}
