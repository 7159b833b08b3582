// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What follows from a signature in a file of its own: for the evidence that it is about, for the
//! artifact, and for the file itself.

use super::target::Target;
use crate::{
    collect::Gathered,
    formats::Reading,
    model::{
        Claim, Doubt, DoubtCode, Endorsement, FormatVersion, Place, Rejection, Release, Statement, Subject, Text, Trust,
    },
    run::open::Readings,
    verify::Detached,
};

/// What a signature says about one thing.
pub(super) struct Outcome {
    pub(super) target: Target,
    /// Whether nothing else can be meant.
    pub(super) is_certain: bool,
    pub(super) trust: Trust,
}

impl Outcome {
    /// Why the signature is known to be wrong.
    fn disowned(&self) -> Option<&Doubt> {
        let wrong = |doubt: &&Doubt| matches!(doubt.code, DoubtCode::SignatureInvalid | DoubtCode::Moved);
        self.trust.doubts().iter().find(wrong)
    }

    fn holds(&self) -> bool {
        self.trust.is_signed() && self.disowned().is_none()
    }

    /// Whether it says something about its target, for or against: a guess that failed does not.
    fn counts(&self, any_holds: bool) -> bool {
        if any_holds { self.holds() } else { self.is_certain || self.is_half() }
    }

    /// Whether one of the two keys of a hybrid signer made it over exactly this.
    fn is_half(&self) -> bool {
        self.trust.doubts().iter().any(|doubt| doubt.code == DoubtCode::HybridMissing)
    }
}

/// Lets the evidence know who signed it. Evidence whose signature is known to be wrong is rejected.
pub(super) fn tell_evidence(signature: &Detached, outcomes: &[Outcome], gathered: &mut Gathered<Readings>) {
    let any_holds = outcomes.iter().any(Outcome::holds);
    for outcome in outcomes.iter().filter(|outcome| outcome.counts(any_holds)) {
        let Target::Evidence(path) = &outcome.target else { continue };
        // The results are in the order of their paths.
        let inside = format!("{path}!");
        let start = gathered.results.partition_point(|(origin, _)| origin.path < *path);
        let from = gathered.results.iter_mut().skip(start);
        let near = from.take_while(|(origin, _)| origin.path.starts_with(path.as_ref()));
        let signed = near.filter(|(origin, _)| origin.path == *path || origin.path.starts_with(&inside));
        for (_, readings) in signed {
            match outcome.disowned() {
                Some(doubt) => {
                    *readings = vec![(Trust::UNSIGNED, Reading::Rejected(rejection(signature, doubt, None)))];
                }
                None => readings.iter_mut().for_each(|(trust, _)| trust.add(outcome.trust.clone())),
            }
        }
    }
}

/// What the file with the signature itself says.
pub(super) fn readings(
    signature: &Detached,
    outcomes: Vec<Outcome>,
    release: &Release,
    name: &dyn Fn(&Target) -> String,
) -> Readings {
    let any_holds = outcomes.iter().any(Outcome::holds);
    let counted: Vec<Outcome> = outcomes.into_iter().filter(|outcome| outcome.counts(any_holds)).collect();
    let mut readings: Readings = Vec::new();
    for outcome in &counted {
        if let Some(doubt) = outcome.disowned() {
            let reason = rejection(signature, doubt, Some(&name(&outcome.target)));
            return vec![(Trust::UNSIGNED, Reading::Rejected(reason))];
        }
        if let Target::Artifact(index) = &outcome.target
            && let Some(artifact) = release.artifacts.get(*index)
        {
            let subject = Subject::Artifact { name: Some(artifact.name.clone()), digests: artifact.digests.clone() };
            let statement = statement(signature, subject, &outcome.trust);
            readings.push((outcome.trust.clone(), Reading::Statements(vec![statement])));
        }
    }
    if readings.is_empty() {
        readings.push((Trust::UNSIGNED, Reading::Ignored(about_evidence(signature, &counted, name))));
    }
    readings
}

/// A signature over an artifact is evidence of its own.
fn statement(signature: &Detached, subject: Subject, trust: &Trust) -> Statement {
    let proven = trust.signers().iter().filter_map(|signer| signer.signed_at());
    Statement {
        format: FormatVersion { format: signature.scheme().name(), version: String::new() },
        subjects: vec![subject],
        made_at: proven.map(|time| time.at).min(),
        producer: None,
        report_id: None,
        claim: Claim::Signature(Endorsement::Signature),
        remarks: Vec::new(),
    }
}

/// Why the file is no evidence itself.
fn about_evidence(signature: &Detached, counted: &[Outcome], name: &dyn Fn(&Target) -> String) -> Text {
    let form = signature.scheme().name();
    let Some(first) = counted.first() else {
        return Text::new(
            format!(
                "is a signature (`{form}`) over nothing that lies here, and was not used; name what it signs with `--artifact`, or put it beside"
            ),
            format!(
                "ist eine Signatur (`{form}`) über nichts, was hier liegt, und blieb ungenutzt; das Signierte mit `--artifact` nennen oder daneben legen"
            ),
        );
    };
    let about = name(&first.target);
    match first.trust.doubts().first().filter(|_| !first.trust.is_signed()) {
        Some(doubt) => Text::new(
            format!(
                "is a signature (`{form}`) over `{about}` and proves nothing: {} (`{}`)",
                doubt.text.en,
                doubt.code.name()
            ),
            format!(
                "ist eine Signatur (`{form}`) über `{about}` und beweist nichts: {} (`{}`)",
                doubt.text.de,
                doubt.code.name()
            ),
        ),
        None => Text::new(
            format!("is the signature (`{form}`) over `{about}`, {}", first.trust),
            format!("ist die Signatur (`{form}`) über `{about}`, {}", first.trust),
        ),
    }
}

/// A signature that is known to be wrong, or the evidence that it is about.
fn rejection(signature: &Detached, doubt: &Doubt, about: Option<&str>) -> Rejection {
    let (code, Text { en, de }) = (doubt.code.name(), &doubt.text);
    let reason = match about {
        Some(about) => Text::new(
            format!("the signature over `{about}`: {en} (`{code}`)"),
            format!("die Signatur über `{about}`: {de} (`{code}`)"),
        ),
        None => {
            let path = signature.path();
            Text::new(
                format!("its signature in `{path}`: {en} (`{code}`)"),
                format!("seine Signatur in `{path}`: {de} (`{code}`)"),
            )
        }
    };
    Rejection { format: Some(signature.scheme().name()), place: Place::Whole, reason }
}
