// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Products and components of statements, held against what is released.

use std::collections::{BTreeSet, HashMap};

use super::{Purl, VexThing, range::Meant};
use crate::model::{Bom, Bond, Claim, Digests, Dossier, Evidence};

/// A thing of a statement, ready to be held against others.
#[derive(Clone, Debug)]
pub(super) struct Matcher {
    pub(super) purls: Vec<Purl>,
    versions: Meant,
    digests: Digests,
}

/// How a thing of a statement compares with one of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Match {
    /// It is the same, and its version is named.
    Exact,
    /// It is the same, whatever its version.
    Any,
    /// It may be the same: the range of versions cannot be decided.
    Undecidable,
}

/// What is released, and what our SBOMs know of components.
pub(super) struct Ours {
    pub(super) artifacts: Vec<OurArtifact>,
    by_link: HashMap<(Box<str>, Box<str>), Vec<Purl>>,
    by_digest: HashMap<String, Vec<Purl>>,
}

/// An artifact of the release, or the release as a whole where no artifact is named.
#[derive(Default)]
pub(super) struct OurArtifact {
    digests: Digests,
    /// Of what SBOMs of it are about.
    purls: Vec<Purl>,
    /// SBOMs whose primary component it is, by report and reference.
    links: BTreeSet<(Box<str>, Box<str>)>,
}

impl Ours {
    pub(super) fn of(dossier: &Dossier) -> Self {
        let named = dossier.release.artifacts.iter();
        let mut artifacts: Vec<OurArtifact> =
            named.map(|artifact| OurArtifact { digests: artifact.digests.clone(), ..OurArtifact::default() }).collect();
        if artifacts.is_empty() {
            artifacts.push(OurArtifact::default());
        }
        let mut ours = Self { artifacts, by_link: HashMap::new(), by_digest: HashMap::new() };
        for evidence in dossier.evidence.iter().filter(|evidence| evidence.bond.counts()) {
            if let Claim::Bom(bom) = &evidence.statement.claim {
                ours.learn(evidence, bom);
            }
        }
        ours
    }

    fn learn(&mut self, evidence: &Evidence, bom: &Bom) {
        let report = evidence.statement.report_id.as_deref();
        for component in bom.primary.iter().chain(&bom.components) {
            let purls: Vec<Purl> = component.purls().filter_map(Purl::new).collect();
            if purls.is_empty() {
                continue;
            }
            for digest in component.hashes.digests().iter() {
                self.by_digest.entry(digest.to_string()).or_default().extend(purls.iter().cloned());
            }
            if let (Some(report), Some(reference)) = (report, component.reference()) {
                self.by_link.entry((report.into(), reference.into())).or_default().extend(purls);
            }
        }
        let Some(primary) = &bom.primary else { return };
        for index in self.artifacts_of(&evidence.bond) {
            let Some(artifact) = self.artifacts.get_mut(index) else { continue };
            artifact.purls.extend(primary.purls().filter_map(Purl::new));
            if let (Some(report), Some(reference)) = (report, primary.reference()) {
                artifact.links.insert((report.into(), reference.into()));
            }
        }
    }

    /// The artifacts that evidence with this bond is about. With several artifacts, evidence that
    /// names none of them could be about any, and so is about none.
    pub(super) fn artifacts_of(&self, bond: &Bond) -> Vec<usize> {
        match bond {
            Bond::Named { artifacts, .. } if !artifacts.is_empty() => artifacts.clone(),
            bond if bond.counts() && self.artifacts.len() == 1 => vec![0],
            _ => Vec::new(),
        }
    }
}

impl Matcher {
    /// Takes a thing apart. What it names by a link or a digest only is looked up in our SBOMs.
    pub(super) fn new(thing: &VexThing, ours: &Ours) -> Self {
        let mut purls: Vec<Purl> = thing.purls.iter().filter_map(|purl| Purl::new(purl)).collect();
        if purls.is_empty() {
            let linked = thing.link.as_ref().and_then(|link| ours.by_link.get(link));
            let hashed = thing.digests.iter().filter_map(|digest| ours.by_digest.get(&digest.to_string())).flatten();
            purls.extend(linked.into_iter().flatten().chain(hashed).cloned());
        }
        let image = purls.iter().find_map(Purl::image_digest);
        let digests = thing.digests.iter().chain(image.iter().flat_map(Digests::iter)).collect();
        Self { purls, versions: Meant::new(&thing.versions), digests }
    }

    /// How it compares with a package of ours.
    pub(super) fn package(&self, specific: &Purl) -> Option<Match> {
        self.purls.iter().filter_map(|purl| self.one(purl, specific)).min_by_key(|found| *found as u8)
    }

    fn one(&self, general: &Purl, specific: &Purl) -> Option<Match> {
        if !general.covers(specific) {
            return None;
        }
        match self.versions.hold(specific) {
            Some(false) => None,
            None => Some(Match::Undecidable),
            Some(true) if general.version().is_some() || self.versions.is_narrow() => Some(Match::Exact),
            Some(true) => Some(Match::Any),
        }
    }

    /// How it compares with an artifact of ours: by digest, or by the package URL of its SBOM.
    /// Bytes that are known to differ are never the same thing.
    pub(super) fn artifact(&self, artifact: &OurArtifact, thing: &VexThing) -> Option<Match> {
        if self.digests.agree(&artifact.digests) {
            return Some(Match::Exact);
        }
        if self.digests.share_algorithm(&artifact.digests) {
            return None;
        }
        if thing.link.as_ref().is_some_and(|link| artifact.links.contains(link)) {
            return Some(Match::Exact);
        }
        artifact.purls.iter().filter_map(|purl| self.package(purl)).min_by_key(|found| *found as u8)
    }
}
