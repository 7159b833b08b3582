// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Lists of checksums: whoever signed one signed what it lists, by digest and under its name. A name also
//! tells which digest a file beside the list has to have; nothing is ever looked for by a name.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::Scene;
use crate::{
    collect::Gathered,
    formats::Reading,
    model::{
        Blob, Claim, Digest, DigestAlgorithm, Digests, DoubtCode, Endorsement, Place, Rejection, Statement, Subject,
        Text, Trust, naming,
    },
    run::open::Readings,
    verify::Signed,
};

/// What a list says of one file.
struct Entry {
    /// The list.
    list: Arc<str>,
    /// The name of the file in the list.
    name: Option<String>,
    /// Where it would lie beside the list.
    path: Option<String>,
    digests: Digests,
    trust: Arc<Trust>,
}

/// Lets evidence know who signed a list that holds its digest, and rejects evidence beside a list that
/// gives it another one.
pub(super) fn apply(scene: &Scene<'_>, gathered: &mut Gathered<Readings>) {
    if !gathered.results.iter().any(|(_, readings)| holds_list(readings)) {
        return;
    }
    let mut known = evidence(gathered);
    let unlike = |path: &str, digests: &Digests| known.get(path).is_some_and(|known| !known.share_algorithm(digests));
    let incomparable = entries(gathered, unlike);
    compute(scene, &mut known, &incomparable);
    // Lists may be long, and most of what they list is not here.
    let ours: BTreeSet<Digest> = known.values().flat_map(Digests::iter).collect();
    let is_ours = |digests: &Digests| digests.iter().any(|digest| ours.contains(&digest));
    let entries = entries(gathered, |path, digests| known.contains_key(path) || is_ours(digests));
    let mut by_digest: BTreeMap<Digest, Vec<&Entry>> = BTreeMap::new();
    let mut by_path: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    for entry in &entries {
        entry.digests.iter().for_each(|digest| by_digest.entry(digest).or_default().push(entry));
        by_path.entry(entry.path.as_deref().unwrap_or_default()).or_default().push(entry);
    }
    let mut copies: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    gathered.copies.iter().for_each(|(copy, kept)| copies.entry(kept).or_default().push(copy));
    for (origin, readings) in &mut gathered.results {
        let Some(digests) = known.get(&origin.path) else { continue };
        let beside = by_path.get(origin.path.as_ref()).into_iter().flatten();
        if let Some(entry) = beside.into_iter().find(|entry| entry.digests.contradict(digests)) {
            *readings = vec![(Trust::UNSIGNED, Reading::Rejected(contradicted(&entry.list)))];
            continue;
        }
        let listing = digests.iter().filter_map(|digest| by_digest.get(&digest)).flatten();
        let listing: Vec<&Entry> = listing.copied().filter(|entry| entry.digests.agree(digests)).collect();
        let copies = copies.get(origin.path.as_ref()).into_iter().flatten().copied();
        let paths: Vec<&str> = std::iter::once(origin.path.as_ref()).chain(copies).collect();
        for trust in vouching(&listing, &paths) {
            readings.iter_mut().for_each(|(of_reading, _)| of_reading.add(trust.clone()));
        }
    }
}

/// What lists say that hold the digest of a file with these paths: each once, and under its name alone.
fn vouching(listing: &[&Entry], paths: &[&str]) -> Vec<Trust> {
    // There may be very many of both.
    let own: BTreeSet<&str> = paths.iter().map(|path| naming::file_name(path)).collect();
    let is_meant = |entry: &&&Entry| entry.name.as_deref().is_none_or(|listed| naming::is_one_of(listed, &own));
    let (meant, others): (Vec<&&Entry>, Vec<&&Entry>) = listing.iter().partition(is_meant);
    let (mut seen, mut trusts) = (BTreeSet::new(), Vec::new());
    trusts.extend(meant.iter().filter(|entry| seen.insert(&entry.list)).map(|entry| entry.trust.as_ref().clone()));
    for entry in others.iter().filter(|entry| entry.trust.is_signed() && seen.insert(&entry.list)) {
        let (path, listed) = (paths.first().copied().unwrap_or_default(), entry.name.as_deref().unwrap_or_default());
        trusts.push(Trust::new(Vec::new(), vec![naming::other_name(path, listed)]));
    }
    trusts
}

/// What all lists say, as far as the path beside the list and the digests are `wanted`. A list vouches for no
/// other list: that would be a chain of names.
fn entries(gathered: &Gathered<Readings>, wanted: impl Fn(&str, &Digests) -> bool) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (origin, readings) in &gathered.results {
        let folder = origin.path.rfind(['/', '!']).and_then(|at| origin.path.get(..=at)).unwrap_or_default();
        for (trust, statement) in statements(readings).filter(|(_, statement)| is_list(statement)) {
            // Whose signatures prove nothing for the list prove nothing for what it lists.
            let trust = Arc::new(Trust::new(trust.signers().to_vec(), Vec::new()));
            for subject in &statement.subjects {
                let Subject::Artifact { name, digests } = subject else { continue };
                let path = name.as_ref().map(|name| format!("{folder}{name}"));
                if !wanted(path.as_deref().unwrap_or_default(), digests) {
                    continue;
                }
                let (list, digests, trust) = (Arc::clone(&origin.path), digests.clone(), Arc::clone(&trust));
                entries.push(Entry { list, name: name.clone(), path, digests, trust });
            }
        }
    }
    entries
}

fn statements(readings: &Readings) -> impl Iterator<Item = (&Trust, &Statement)> {
    readings.iter().flat_map(|(trust, reading)| {
        let statements = match reading {
            Reading::Statements(statements) => statements.as_slice(),
            _ => &[],
        };
        statements.iter().map(move |statement| (trust, statement))
    })
}

fn holds_list(readings: &Readings) -> bool {
    statements(readings).any(|(_, statement)| is_list(statement))
}

const fn is_list(statement: &Statement) -> bool {
    matches!(statement.claim, Claim::Signature(Endorsement::Checksums))
}

/// All evidence but the lists, with the digests that are known at once.
fn evidence(gathered: &Gathered<Readings>) -> BTreeMap<Arc<str>, Digests> {
    let evidence = gathered.results.iter().filter(|(_, readings)| !holds_list(readings));
    evidence.map(|(origin, _)| (Arc::clone(&origin.path), Digests::from_iter([origin.sha256.clone()]))).collect()
}

/// Computes the digests of files beside a list that names them by another algorithm.
fn compute(scene: &Scene<'_>, known: &mut BTreeMap<Arc<str>, Digests>, entries: &[Entry]) {
    let mut missing: BTreeMap<Arc<str>, BTreeSet<DigestAlgorithm>> = BTreeMap::new();
    for entry in entries {
        let beside = entry.path.as_deref().and_then(|path| known.get_key_value(path));
        let Some((path, _)) = beside else { continue };
        let algorithms = entry.digests.iter().map(|digest| digest.algorithm());
        missing.entry(Arc::clone(path)).or_default().extend(algorithms);
    }
    let wanted: BTreeSet<Arc<str>> = missing.keys().cloned().collect();
    let again = scene.again(&wanted, &|blob: Blob| {
        let nothing = Digests::default();
        let signed = Signed::new(&nothing, Some(&blob.payload));
        let algorithms = missing.get(&blob.path).into_iter().flatten();
        let computed = algorithms.filter_map(|a| Digest::from_bytes(*a, &signed.recomputed(*a).ok()?));
        computed.collect::<Vec<Digest>>()
    });
    for (origin, computed) in again.results {
        let unchanged = Digests::from_iter([origin.sha256]);
        if let Some(digests) = known.get_mut(&origin.path).filter(|digests| digests.agree(&unchanged)) {
            computed.iter().for_each(|digest| digests.add(digest));
        }
    }
}

fn contradicted(list: &str) -> Rejection {
    let code = DoubtCode::WrongSubject.name();
    let reason = Text::new(
        format!("the checksum list `{list}` gives it another digest: one of both was changed (`{code}`)"),
        format!("die Prüfsummenliste `{list}` nennt einen anderen Digest: Eines von beiden wurde verändert (`{code}`)"),
    );
    Rejection { format: None, place: Place::Whole, reason }
}
