// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a signature in a file of its own may be about, by the digest that it names or by its name.
//! That is only what it is held against: the name proves nothing.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    collect::Gathered,
    model::{Digests, Release, naming::file_name},
    run::open::Readings,
    verify::{Detached, names_of_signed},
};

/// The most things that one signature is held against.
const MOST: usize = 16;

/// Something that can be signed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    /// A file of the evidence, or an archive with such files, by its path.
    Evidence(Arc<str>),
    /// An artifact, by its index in the release.
    Artifact(usize),
}

impl Target {
    /// Its name for people.
    pub(super) fn name(&self, release: &Release) -> String {
        match self {
            Self::Evidence(path) => path.to_string(),
            Self::Artifact(index) => release.artifacts.get(*index).map(|a| a.name.clone()).unwrap_or_default(),
        }
    }
}

/// What a signature is held against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Match {
    pub(super) target: Target,
    /// Whether nothing else can be meant: a signature that does not verify is then wrong.
    pub(super) is_certain: bool,
}

/// Everything that can be signed.
pub(super) struct Places<'a> {
    release: &'a Release,
    by_path: BTreeMap<&'a str, Vec<Target>>,
    by_file_name: BTreeMap<&'a str, Vec<Target>>,
    by_sha256: BTreeMap<&'a str, Target>,
    /// The other paths of files that were found several times.
    copies: BTreeMap<&'a str, Vec<&'a str>>,
}

impl<'a> Places<'a> {
    pub(super) fn of(gathered: &'a Gathered<Readings>, release: &'a Release) -> Self {
        let (by_path, by_file_name) = (BTreeMap::new(), BTreeMap::new());
        let mut places = Self { release, by_path, by_file_name, by_sha256: BTreeMap::new(), copies: BTreeMap::new() };
        for (origin, _) in &gathered.results {
            let target = Target::Evidence(Arc::clone(&origin.path));
            places.by_sha256.insert(origin.sha256.hex(), target.clone());
            places.add(&origin.path, target);
        }
        places.add_archives(gathered);
        for (copy, kept) in &gathered.copies {
            places.copies.entry(kept).or_default().push(copy);
            for target in places.by_path.get(kept.as_ref()).cloned().into_iter().flatten() {
                places.add(copy, target);
            }
        }
        for (index, artifact) in release.artifacts.iter().enumerate() {
            places.add(&artifact.name, Target::Artifact(index));
        }
        places
    }

    /// What signs an archive signs everything in it. The archive can be what is released, too.
    fn add_archives(&mut self, gathered: &'a Gathered<Readings>) {
        for (path, digest) in &gathered.archives {
            // Of several with the same bytes one is looked into.
            if self.by_sha256.contains_key(digest.hex()) {
                continue;
            }
            self.by_sha256.insert(digest.hex(), Target::Evidence(Arc::clone(path)));
            self.add(path, Target::Evidence(Arc::clone(path)));
            for artifact in self.release.matching_artifacts(&Digests::from_iter([digest.clone()])) {
                self.add(path, Target::Artifact(artifact));
            }
        }
    }

    fn add(&mut self, path: &'a str, target: Target) {
        let of_name = self.by_file_name.entry(file_name(path)).or_default();
        if !of_name.contains(&target) && of_name.len() <= MOST {
            of_name.push(target.clone());
        }
        // The same file can be evidence and artifact.
        self.by_path.entry(path).or_default().push(target);
    }

    /// What a signature is held against.
    pub(super) fn matching(&self, signature: &Detached) -> Vec<Match> {
        let certain = |target: Target| Match { target, is_certain: true };
        let by_digest: Vec<Match> = self.of_digest(signature).into_iter().map(certain).collect();
        if !by_digest.is_empty() {
            return by_digest;
        }
        let own = signature.path().as_ref();
        let paths = std::iter::once(own).chain(self.copies.get(own).into_iter().flatten().copied());
        let names: Vec<Vec<&str>> = paths.map(names_of_signed).collect();
        let of_rank = |rank: usize| names.iter().filter_map(move |names| names.get(rank).copied());
        for (rank, is_certain) in [(0, true), (1, false)] {
            if let Some(found) = of_rank(rank).find_map(|name| self.by_path.get(name)) {
                return found.iter().map(|t| Match { target: t.clone(), is_certain }).collect();
            }
            if let Some(found) = of_rank(rank).find_map(|name| self.by_file_name.get(file_name(name))) {
                let is_certain = is_certain && found.len() == 1;
                return found.iter().take(MOST).map(|t| Match { target: t.clone(), is_certain }).collect();
            }
        }
        Vec::new()
    }

    fn of_digest(&self, signature: &Detached) -> Vec<Target> {
        let Some(digest) = signature.digest() else { return Vec::new() };
        let evidence = self.by_sha256.get(digest.hex()).cloned();
        let artifacts = self.release.matching_artifacts(&Digests::from_iter([digest]));
        artifacts.into_iter().map(Target::Artifact).chain(evidence).take(MOST).collect()
    }
}
