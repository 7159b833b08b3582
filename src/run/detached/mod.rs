// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The second pass over the evidence, where it holds signatures in files of their own: each is held
//! against what it signs, over the raw bytes.
//!
//! Files are read once more instead of being kept: memory stays bounded by the largest of them.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::Arc,
};

use super::{
    open::{Content, Reader, Readings},
    registry::Images,
};
use crate::{
    collect::{self, Gathered, Limits, StoredArchive},
    formats::Reading,
    model::{Artifact, Blob, Digest, Doubt, DoubtCode, Origin, Release, Statement, Text, Trust, naming},
    verify::{Detached, Signed},
};

mod outcome;
mod target;
mod vouch;

use outcome::Outcome;
use target::{Match, Places, Target};

/// The most signatures that are verified over one thing.
const MOST_OVER_ONE: usize = 64;

/// Where what is signed is found.
pub(super) struct Scene<'a> {
    /// The paths of the evidence, as the user named them, and the archives that were fetched.
    pub(super) places: (&'a [PathBuf], &'a [StoredArchive]),
    /// The images in registries whose attachments are evidence.
    pub(super) images: &'a Images,
    /// Bounds on what is read.
    pub(super) limits: Limits,
    /// What is released.
    pub(super) release: &'a Release,
}

impl Scene<'_> {
    /// Hands the files `wanted` to `make` once more.
    fn again<T: Send>(&self, wanted: &BTreeSet<Arc<str>>, make: &(dyn Fn(Blob) -> T + Sync)) -> Gathered<T> {
        if wanted.is_empty() {
            return Gathered::default();
        }
        let of_images = self.images.gather_again(&self.limits, wanted, make);
        Gathered::together([collect::gather_again(self.places, &self.limits, wanted, make), of_images])
    }
}

/// Verifies the signatures in files of their own and says of each what it vouches for.
pub(super) fn verify(scene: &Scene<'_>, reader: &Reader, gathered: Gathered<Content>) -> Gathered<Readings> {
    let (mut gathered, signatures) = divide(gathered);
    if !signatures.is_empty() {
        gathered = verify_all(scene, reader, (gathered, signatures));
    }
    vouch::apply(scene, &mut gathered);
    doubt_misnamed(scene.release, &mut gathered);
    gathered
}

fn verify_all(
    scene: &Scene<'_>,
    reader: &Reader,
    (mut gathered, signatures): (Gathered<Readings>, Vec<(Origin, Detached)>),
) -> Gathered<Readings> {
    let matches: Vec<Vec<Match>> = {
        let places = Places::of(&gathered, scene.release);
        signatures.iter().map(|(_, signature)| places.matching(signature)).collect()
    };
    let mut outcomes: Vec<Vec<Outcome>> = matches.iter().map(|_| Vec::new()).collect();
    let plan = Plan::of(&matches);
    for (index, outcome) in plan.verify(scene, reader, (&gathered, &signatures)) {
        if let Some(of_signature) = outcomes.get_mut(index) {
            of_signature.push(outcome);
        }
    }
    let names = |target: &Target| target.name(scene.release);
    let mut settled = Vec::new();
    for ((origin, signature), outcomes) in signatures.into_iter().zip(outcomes) {
        outcome::tell_evidence(&signature, &outcomes, &mut gathered);
        let readings = outcome::readings(&signature, outcomes, scene.release, &names);
        settled.push((origin, readings));
    }
    gathered.results.extend(settled);
    gathered.results.sort_by(|(a, _), (b, _)| a.path.cmp(&b.path));
    gathered
}

/// What files say, and the signatures among them.
fn divide(gathered: Gathered<Content>) -> (Gathered<Readings>, Vec<(Origin, Detached)>) {
    let Gathered { results, rejected, ignored, skipped, archives, copies } = gathered;
    let (mut said, mut signatures) = (Vec::new(), Vec::new());
    for (origin, content) in results {
        match content {
            Content::Said(readings) => said.push((origin, readings)),
            Content::Signature(signature) => signatures.push((origin, signature)),
        }
    }
    (Gathered { results: said, rejected, ignored, skipped, archives, copies }, signatures)
}

/// Which signatures are to be held against what, so that everything is read once.
#[derive(Default)]
struct Plan {
    over_evidence: BTreeMap<Arc<str>, Vec<(usize, bool)>>,
    over_artifacts: BTreeMap<usize, Vec<(usize, bool)>>,
}

impl Plan {
    fn of(matches: &[Vec<Match>]) -> Self {
        let mut plan = Self::default();
        for (index, found) in matches.iter().enumerate() {
            for Match { target, is_certain } in found {
                let list = match target {
                    Target::Evidence(path) => plan.over_evidence.entry(Arc::clone(path)).or_default(),
                    Target::Artifact(artifact) => plan.over_artifacts.entry(*artifact).or_default(),
                };
                list.push((index, *is_certain));
            }
        }
        plan
    }

    /// What came out, by the index of the signature.
    fn verify(
        self,
        scene: &Scene<'_>,
        reader: &Reader,
        (gathered, signatures): (&Gathered<Readings>, &[(Origin, Detached)]),
    ) -> Vec<(usize, Outcome)> {
        let files = gathered.results.iter().map(|(origin, _)| (origin.path.as_ref(), &origin.sha256));
        let archives = gathered.archives.iter().map(|(path, digest)| (path.as_ref(), digest));
        let known: BTreeMap<&str, &Digest> = files.chain(archives).collect();
        let mut outcomes = Vec::new();
        let mut take = |list: &[(usize, bool)], target: &Target, trusts: Vec<Trust>| {
            for ((index, is_certain), trust) in list.iter().zip(trusts) {
                outcomes.push((*index, Outcome { target: target.clone(), is_certain: *is_certain, trust }));
            }
        };
        let wanted: BTreeSet<Arc<str>> = self.over_evidence.keys().cloned().collect();
        let again = scene.again(&wanted, &|blob: Blob| {
            let list = self.over_evidence.get(&blob.path).map_or(&[][..], Vec::as_slice);
            let digests = known.get(blob.path.as_ref()).map(|digest| (*digest).clone()).into_iter().collect();
            over(&Signed::new(&digests, Some(&blob.payload)), list, (reader, signatures))
        });
        let mut read: BTreeMap<Arc<str>, (Digest, Vec<Trust>)> =
            again.results.into_iter().map(|(origin, trusts)| (origin.path, (origin.sha256, trusts))).collect();
        for (path, list) in &self.over_evidence {
            let trusts = match read.remove(path) {
                Some((digest, trusts)) if known.get(path.as_ref()) == Some(&&digest) => trusts,
                _ => list.iter().map(|_| doubted(moved())).collect(),
            };
            take(list, &Target::Evidence(Arc::clone(path)), trusts);
        }
        for (index, list) in &self.over_artifacts {
            let Some(artifact) = scene.release.artifacts.get(*index) else { continue };
            take(list, &Target::Artifact(*index), over_artifact(artifact, list, (reader, signatures)));
        }
        outcomes
    }
}

/// Lets no signature vouch for an artifact that it means under another name.
fn doubt_misnamed(release: &Release, gathered: &mut Gathered<Readings>) {
    for (_, readings) in &mut gathered.results {
        let mut apart = Readings::new();
        for (trust, reading) in readings.iter_mut().filter(|(trust, _)| trust.is_signed()) {
            let Reading::Statements(statements) = reading else { continue };
            for statement in statements {
                let (misnamed, doubts) = naming::take_misnamed(statement, release);
                if misnamed.is_empty() {
                    continue;
                }
                let doubted = Trust::new(Vec::new(), [trust.doubts(), &doubts].concat());
                if statement.subjects.is_empty() {
                    (statement.subjects, *trust) = (misnamed, doubted);
                } else {
                    let of_others = Statement { subjects: misnamed, ..statement.clone() };
                    apart.push((doubted, Reading::Statements(vec![of_others])));
                }
            }
        }
        readings.extend(apart);
    }
}

fn over_artifact(
    artifact: &Artifact,
    list: &[(usize, bool)],
    (reader, signatures): (&Reader, &[(Origin, Detached)]),
) -> Vec<Trust> {
    let payload = match collect::payload_of(artifact).transpose() {
        Ok(payload) => payload,
        Err(_) => return list.iter().map(|_| doubted(moved())).collect(),
    };
    let signed = Signed::new(&artifact.digests, payload.as_ref());
    let trusts = over(&signed, list, (reader, signatures));
    if payload.is_some() && signed.was_read() && !signed.is_unchanged() {
        return list.iter().map(|_| doubted(moved())).collect();
    }
    trusts
}

/// What each signature of a list says about the same thing.
fn over(
    signed: &Signed<'_>,
    list: &[(usize, bool)],
    (reader, signatures): (&Reader, &[(Origin, Detached)]),
) -> Vec<Trust> {
    let wanted: Vec<&Detached> = list
        .iter()
        .take(MOST_OVER_ONE)
        .filter_map(|(index, _)| signatures.get(*index).map(|(_, signature)| signature))
        .collect();
    let mut trusts = Detached::verify_all(&wanted, signed, &reader.store, reader.at);
    trusts.resize_with(list.len(), || doubted(too_many()));
    trusts
}

fn doubted(doubt: Doubt) -> Trust {
    Trust::new(Vec::new(), vec![doubt])
}

fn moved() -> Doubt {
    Doubt::new(
        DoubtCode::Moved,
        Text::new(
            "what is signed was changed or removed during the run; run again when nothing writes to it",
            "Das Signierte wurde während des Laufs verändert oder entfernt; wiederholen, wenn niemand mehr hineinschreibt",
        ),
    )
}

fn too_many() -> Doubt {
    Doubt::new(
        DoubtCode::ExtraSignature,
        Text::new(
            format!("more than {MOST_OVER_ONE} signatures are about the same; remove those that are not needed"),
            format!("Mehr als {MOST_OVER_ONE} Signaturen gelten demselben; die nicht benötigten entfernen"),
        ),
    )
}

/// What becomes of a signature where nothing is verified.
pub(super) fn unverified(signature: &Detached) -> Readings {
    let form = signature.scheme().name();
    let reason = Text::new(
        format!("is a signature of its own (`{form}`); `freigabe check` verifies it by what the policy trusts"),
        format!(
            "ist eine eigenständige Signatur (`{form}`); `freigabe check` prüft sie nach dem Vertrauen der Richtlinie"
        ),
    );
    vec![(Trust::UNSIGNED, Reading::Ignored(reason))]
}
