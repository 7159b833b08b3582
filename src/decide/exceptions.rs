// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Which waiver covers what.

use std::collections::BTreeMap;

use crate::{
    model::{AppliedWaiver, Artifact, Bond, Dossier, EvidenceId, Gap, Severity, Violation, WaiverState},
    policy::{Concern, Policy, Rule, Waiver},
};

/// The waivers of a run, by matter, and how often each was met.
pub(super) struct Exceptions<'a> {
    dossier: &'a Dossier,
    policy: &'a Policy,
    waivers: &'a [Waiver],
    pub(super) applied: Vec<AppliedWaiver>,
    by_matter: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a> Exceptions<'a> {
    pub(super) fn new(dossier: &'a Dossier, policy: &'a Policy, waivers: &'a [Waiver]) -> Self {
        let mut by_matter: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, waiver) in waivers.iter().enumerate() {
            by_matter.entry(waiver.matter()).or_default().push(index);
        }
        let applied = waivers.iter().map(|waiver| waiver.report(waiver.state(dossier.at, policy))).collect();
        Self { dossier, policy, waivers, applied, by_matter }
    }

    /// The same without the effect of these waivers, which match too much.
    pub(super) fn refusing(mut self, broad: &[usize]) -> Self {
        for index in broad {
            if let Some(applied) = self.applied.get_mut(*index) {
                applied.state = WaiverState::TooBroad;
            }
        }
        self
    }

    /// The valid waivers that match more than the policy lets one match.
    pub(super) fn too_broad(&self) -> Vec<usize> {
        let broad = |applied: &AppliedWaiver| applied.state.is_valid() && applied.matches > self.policy.most_matches;
        self.applied.iter().enumerate().filter(|(_, applied)| broad(applied)).map(|(index, _)| index).collect()
    }

    pub(super) fn covering_violation(&mut self, rule: &Rule, violation: &Violation) -> Option<usize> {
        if !violation.wrong.waivable {
            return None;
        }
        let candidates = self.candidates(violation.matters())?;
        let artifacts = match violation.finding() {
            Some(finding) => finding.sources().flat_map(|source| self.artifacts_of(&source.evidence().bond)).collect(),
            None => self.artifacts(violation.evidence()),
        };
        let concern = Concern {
            subject: &violation.subject(),
            component: violation.finding().and_then(|finding| finding.component()),
            artifacts: &artifacts,
            release: &self.dossier.release,
        };
        self.covering(rule, &candidates, (&concern, violation.wrong.severity))
    }

    pub(super) fn covering_gap(&mut self, rule: &Rule, gap: &Gap) -> Option<usize> {
        let candidates = self.candidates(gap.matters.all())?;
        let artifacts = self.artifacts(gap.evidence);
        let concern = Concern { subject: "", component: None, artifacts: &artifacts, release: &self.dossier.release };
        self.covering(rule, &candidates, (&concern, None))
    }

    /// The waivers for one of these matters, in their order; `None` where there is none.
    fn candidates(&self, matters: &[Box<str>]) -> Option<Vec<usize>> {
        let mut indices: Vec<usize> =
            matters.iter().filter_map(|matter| self.by_matter.get(&**matter)).flatten().copied().collect();
        indices.sort_unstable();
        indices.dedup();
        (!indices.is_empty()).then_some(indices)
    }

    /// The artifacts that evidence is about.
    fn artifacts(&self, evidence: Option<EvidenceId>) -> Vec<&'a Artifact> {
        let all = &self.dossier.evidence;
        let place = evidence.and_then(|id| all.binary_search_by_key(&id, |evidence| evidence.id).ok());
        self.artifacts_of(place.and_then(|place| all.get(place)).map_or(&Bond::Place, |evidence| &evidence.bond))
    }

    /// The artifacts that evidence of this bond names; all that are judged where it names none.
    fn artifacts_of(&self, bond: &Bond) -> Vec<&'a Artifact> {
        match bond {
            Bond::Named { artifacts, .. } if !artifacts.is_empty() => {
                let all = &self.dossier.release.artifacts;
                artifacts.iter().filter_map(|index| all.get(*index)).collect()
            }
            _ => self.dossier.artifacts().map(|(_, artifact)| artifact).collect(),
        }
    }

    /// The first valid waiver that covers the matter. Every one that does is counted, so that the
    /// report tells an expired waiver from an unused one.
    fn covering(
        &mut self,
        rule: &Rule,
        candidates: &[usize],
        (concern, severity): (&Concern<'_>, Option<Severity>),
    ) -> Option<usize> {
        let mut covering = None;
        for index in candidates.iter().copied() {
            let (Some(waiver), Some(applied)) = (self.waivers.get(index), self.applied.get_mut(index)) else {
                continue;
            };
            if !waiver.reaches(rule, concern) {
                continue;
            }
            applied.matches = applied.matches.saturating_add(1);
            if severity.is_some_and(|severity| waiver.holds_too_long_for(severity, self.policy)) {
                applied.too_long_for = applied.too_long_for.saturating_add(1);
                continue;
            }
            if covering.is_none() && applied.state.is_valid() {
                covering = Some(index);
            }
        }
        covering
    }
}
