// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Summaries of other verifiers (SLSA VSA), in place of what they rest on.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    counts,
    evidence::{judge_age, not_yet_made},
    signers::{Wanted, unsigned},
};
use crate::model::{
    Age, Bond, Claim, Dossier, Evidence, EvidenceId, Examination, Pattern, Place, SignerTerms, Text, Track,
    VerificationSummary, Violation,
};

/// Other verifiers whose summaries are accepted in place of what they looked at.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SummaryTerms {
    /// The verifiers that are trusted, each with those who sign for it.
    #[schemars(extend("x-de" = "Die Prüfstellen, denen vertraut wird, jede mit denen, die für sie signieren.", "minItems" = 1))]
    verifiers: Vec<VerifierTerms>,
    /// A pattern over the address that the summary is about (`resourceUri`).
    #[schemars(extend("x-de" = "Ein Muster über die Adresse, um die es in der Zusammenfassung geht (`resourceUri`)."))]
    resource: Pattern,
    /// The lowest level of SLSA's build track that must have been verified.
    #[serde(default)]
    #[schemars(range(min = 1, max = 3), extend("x-de" = "Die Stufe des Build-Tracks von SLSA, die mindestens geprüft sein muss."))]
    build_level: Option<u8>,
    /// The lowest level of SLSA's source track that must have been verified. Such a summary is about the commit.
    #[serde(default)]
    #[schemars(range(min = 1, max = 4), extend("x-de" = "Die Stufe des Source-Tracks von SLSA, die mindestens geprüft sein muss. Eine solche Zusammenfassung betrifft den Commit."))]
    source_level: Option<u8>,
    /// Further levels that must be among those verified, as they are written.
    #[serde(default)]
    #[schemars(extend("x-de" = "Weitere Stufen, die unter den geprüften sein müssen, wie sie geschrieben sind.", "minItems" = 1))]
    levels: Vec<String>,
    /// Digests (`sha256:…`) of the policies that may have been applied; any when left out.
    #[serde(default)]
    #[schemars(extend("x-de" = "Hashwerte (`sha256:…`) der Richtlinien, die angewandt worden sein dürfen; ohne Angabe jede.", "minItems" = 1))]
    policies: Vec<String>,
    /// The greatest age of the summary.
    #[serde(default)]
    #[schemars(extend("x-de" = "Das Höchstalter der Zusammenfassung."))]
    max_age: Option<Age>,
}

/// A verifier and those who sign for it.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct VerifierTerms {
    /// Its name (`verifier.id`), exactly.
    id: String,
    /// Who signs for it.
    #[schemars(extend("minItems" = 1))]
    signers: Vec<SignerTerms>,
}

/// What a summary has to be about.
#[derive(Clone, Copy, Debug)]
pub(super) enum Target<'a> {
    /// An artifact, by its index and name.
    Artifact(usize, &'a str),
    /// The commit that is released.
    Commit,
}

impl<'a> Target<'a> {
    /// Everything that a summary has to be about: the commit for the source track, else the artifacts,
    /// else the commit.
    pub(super) fn all(terms: &SummaryTerms, dossier: &'a Dossier) -> Vec<Self> {
        let artifacts: Vec<Self> =
            dossier.artifacts().map(|(index, artifact)| Self::Artifact(index, &artifact.name)).collect();
        if terms.source_level.is_some() && terms.build_level.is_none() || artifacts.is_empty() {
            vec![Target::Commit]
        } else {
            artifacts
        }
    }

    /// Whether evidence names it.
    pub(super) fn is_named_by(self, evidence: &Evidence) -> bool {
        match (&evidence.bond, self) {
            (Bond::Named { artifacts, .. }, Self::Artifact(index, _)) => artifacts.contains(&index),
            (Bond::Named { commit, .. }, Self::Commit) => *commit,
            _ => false,
        }
    }

    /// Its name for messages.
    pub(super) const fn name(self) -> &'a str {
        match self {
            Self::Artifact(_, name) => name,
            Self::Commit => "commit",
        }
    }
}

impl SummaryTerms {
    /// A summary that holds for the target.
    pub(super) fn holding(&self, target: Target<'_>, dossier: &Dossier) -> Option<EvidenceId> {
        let mut about = summaries(dossier).filter(|(evidence, _)| target.is_named_by(evidence));
        let holds = |(evidence, summary): &(&Evidence, &VerificationSummary)| {
            let judged = self.judge(evidence, summary, dossier);
            judged.violations.is_empty() && judged.gaps.is_empty() && !self.is_overruled(target, summary, dossier)
        };
        about.find(holds).map(|(evidence, _)| evidence.id)
    }

    /// Whether the same verifier says later, at the same time or at no time that the target failed.
    fn is_overruled(&self, target: Target<'_>, passed: &VerificationSummary, dossier: &Dossier) -> bool {
        summaries(dossier).any(|(evidence, other)| {
            let is_later = other.verified_at.is_none() || other.verified_at >= passed.verified_at;
            let is_about_it = target.is_named_by(evidence) && self.resource.matches(&other.resource);
            let is_failed = other.verifier == passed.verifier && !has_passed(other);
            is_failed && is_later && is_about_it && self.judge_signature(evidence, other, dossier).is_none()
        })
    }

    /// Looks for a summary that holds for every target; says what speaks against those that do not.
    pub(super) fn examine_all(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        let counting: Vec<_> = summaries(dossier).filter(|(evidence, _)| counts(evidence, &mut examination)).collect();
        for target in Target::all(self, dossier) {
            if let Some(id) = self.holding(target, dossier) {
                examination.rely_on(id);
                continue;
            }
            let about: Vec<_> = counting.iter().filter(|(evidence, _)| target.is_named_by(evidence)).collect();
            if about.is_empty() {
                let name = target.name();
                let message = Text::new(
                    format!("`{name}`: there is no verification summary about it"),
                    format!("`{name}`: Es gibt keine Prüfzusammenfassung dazu"),
                );
                examination.gap(format!("no-summary:{name}"), message);
            }
            for (evidence, summary) in about {
                let judged = self.judge(evidence, summary, dossier);
                examination.rely_on(evidence.id);
                examination.violations.extend(judged.violations);
                examination.gaps.extend(judged.gaps);
            }
        }
        examination
    }

    /// What speaks against one summary.
    fn judge(&self, evidence: &Evidence, summary: &VerificationSummary, dossier: &Dossier) -> Examination {
        let mut judged = Examination::default();
        let mut violate = |matter: &str, en: String, de: String| {
            let violation = Violation::new(matter, Text::new(en, de)).about(evidence.origin.path.as_ref());
            judged.violations.push(violation.seen_in(evidence.id, Place::Whole));
        };
        if !has_passed(summary) {
            let verifier = &summary.verifier;
            violate("summary-failed", format!("`{verifier}` says `FAILED`"), format!("`{verifier}` sagt `FAILED`"));
        }
        if !self.resource.matches(&summary.resource) {
            let (wanted, got) = (&self.resource, &summary.resource);
            violate(
                "wrong-resource",
                format!("wanted a summary about `{wanted}`, got one about `{got}`"),
                format!("Verlangt ist eine Zusammenfassung zu `{wanted}`, diese betrifft `{got}`"),
            );
        }
        if let Some((wanted, got)) = self.missing_level(summary) {
            violate(
                "level",
                format!("wanted {wanted}, got {got}"),
                format!("Verlangt ist {wanted}, geprüft wurde {got}"),
            );
        }
        let is_wanted =
            |digest: &str| digest.parse().is_ok_and(|digest| summary.policy.digests.iter().any(|own| own == digest));
        if !self.policies.is_empty() && !self.policies.iter().any(|digest| is_wanted(digest)) {
            violate(
                "wrong-policy",
                "the summary was made by another policy than those accepted".to_owned(),
                "Die Zusammenfassung entstand nach einer anderen Richtlinie als den anerkannten".to_owned(),
            );
        }
        judged.violations.extend(self.judge_signature(evidence, summary, dossier));
        if let Some(max_age) = self.max_age {
            judge_age(evidence, max_age, dossier.at, &mut judged);
        } else if let Some(time) = summary.verified_at {
            judged.violations.extend(not_yet_made(evidence, time, dossier.at));
        }
        judged
    }

    /// A verifier counts only with those who sign for it: anybody can write its name.
    fn judge_signature(
        &self,
        evidence: &Evidence,
        summary: &VerificationSummary,
        dossier: &Dossier,
    ) -> Option<Violation> {
        let rows = self.verifiers.iter().filter(|row| *row.id == *summary.verifier);
        let signers: Vec<SignerTerms> = rows.flat_map(|row| row.signers.iter().cloned()).collect();
        if signers.is_empty() {
            let verifier = &summary.verifier;
            let message = Text::new(
                format!("the verifier `{verifier}` is not one of those trusted"),
                format!("Der Prüfstelle `{verifier}` wird nicht vertraut"),
            );
            let violation = Violation::new("unknown-verifier", message).about(evidence.origin.path.as_ref());
            return Some(violation.seen_in(evidence.id, Place::Whole));
        }
        unsigned(evidence, &Wanted::one_of(&signers), dossier)
    }

    /// The first level asked for that was not verified, and what was.
    fn missing_level(&self, summary: &VerificationSummary) -> Option<(String, String)> {
        let got = if summary.levels.is_empty() { "-".to_owned() } else { summary.levels.join(", ") };
        let tracks = [("Build", Track::Build, self.build_level), ("Source", Track::Source, self.source_level)];
        let low = tracks.into_iter().find_map(|(name, track, wanted)| {
            let wanted = wanted.filter(|wanted| summary.level(track).is_none_or(|level| level < *wanted))?;
            Some(format!("SLSA {name} L{wanted}"))
        });
        let reaches = |wanted: &str| {
            let tracks = [Track::Build, Track::Source].into_iter();
            let mut numbered = tracks.filter_map(|track| {
                let number: u8 = wanted.strip_prefix(track.prefix())?.parse().ok()?;
                Some(summary.level(track)? >= number)
            });
            numbered.any(|reached| reached) || summary.levels.iter().any(|level| **level == *wanted)
        };
        let lacking = || self.levels.iter().find(|wanted| !reaches(wanted)).cloned();
        low.or_else(lacking).map(|wanted| (wanted, got))
    }
}

/// Whether it says `PASSED`, and `FAILED` for no level (SLSA, "Verification Summary Attestation").
fn has_passed(summary: &VerificationSummary) -> bool {
    summary.passed && !summary.levels.iter().any(|level| **level == *"FAILED")
}

fn summaries(dossier: &Dossier) -> impl Iterator<Item = (&Evidence, &VerificationSummary)> {
    dossier.evidence.iter().filter_map(|evidence| match &evidence.statement.claim {
        Claim::VerificationSummary(summary) => Some((evidence.as_ref(), summary.as_ref())),
        _ => None,
    })
}
