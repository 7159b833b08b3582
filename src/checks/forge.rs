// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What checks ask of the forge: its facts, and a gap with the scope that is needed for each that no
//! token could see.

use super::evidence::{counts, lies_ahead};
use crate::model::{
    Changes, Configuration, Deployment, Dossier, Evidence, Examination, Fact, FactKind, ForgeCommit, ForgeEnvironment,
    ForgeSignature, ForgeTag, Gap, Given, History, Issue, Member, Pipeline, Protection, Seen, Text, Unseen,
    Verification,
};

/// What a fact of one kind holds.
pub(super) trait Told: Sized {
    /// The kind.
    const KIND: FactKind;
    /// What is told, where the fact is of that kind.
    fn of(fact: &Fact) -> Option<&Self>;
}

macro_rules! told {
    ($($kind:ident: $told:ty),* $(,)?) => {
        $(impl Told for $told {
            const KIND: FactKind = FactKind::$kind;

            fn of(fact: &Fact) -> Option<&Self> {
                if let Fact::$kind(told) = fact { Some(told) } else { None }
            }
        })*
    };
}

told! {
    Pipeline: Pipeline,
    Configuration: Configuration,
    Commit: ForgeCommit,
    Tag: ForgeTag,
    Changes: Changes,
    History: History,
    Members: Vec<Member>,
    Protection: Protection,
    Deployments: Vec<Deployment>,
    Environments: Vec<ForgeEnvironment>,
    Issues: Vec<Issue>,
}

/// What the forge says of one kind, where it counts. Without it there is a gap that says why.
pub(super) fn fact<'d, T: Told>(dossier: &'d Dossier, examination: &mut Examination) -> Option<(&'d Evidence, &'d T)> {
    let kind = T::KIND;
    let mut seen = false;
    for (evidence, fact) in dossier.facts() {
        let Some(picked) = T::of(fact) else { continue };
        seen = true;
        if counts(evidence, examination) && is_timely(evidence, dossier, examination) {
            examination.rely_on(evidence.id);
            return Some((evidence, picked));
        }
    }
    let hidden: Vec<&Unseen> = dossier.unseen_of(kind).collect();
    examination.gaps.extend(hidden.iter().map(|unseen| gap(unseen)));
    if !seen && hidden.is_empty() {
        let kind = kind.name();
        let message = Text::new(
            format!(
                "nothing is known from GitLab of this kind: `{kind}`; ask it with `--gitlab`, or give what it said with `--gitlab-facts`"
            ),
            format!(
                "Von GitLab ist dazu nichts bekannt: `{kind}`; mit `--gitlab` fragen oder seine Angaben mit `--gitlab-facts` angeben"
            ),
        );
        examination.gap(format!("unseen:{kind}"), message);
    }
    None
}

/// Whether the forge was asked shortly enough before. What is kept from an earlier run may be overtaken:
/// an approval taken back, a protection lifted.
fn is_timely(evidence: &Evidence, dossier: &Dossier, examination: &mut Examination) -> bool {
    let asked_at = evidence.statement.made_at;
    let (at, max_age) = (dossier.at, dossier.given.facts_max_age.unwrap_or(Given::FACTS_MAX_AGE));
    if asked_at.is_some_and(|asked_at| asked_at >= max_age.before(at) && !lies_ahead(asked_at, at)) {
        return true;
    }
    let (asked, gefragt) = match asked_at {
        Some(asked_at) => (format!("at {asked_at}"), format!("am {asked_at}")),
        None => ("nobody says when".to_owned(), "zu einem nicht genannten Zeitpunkt".to_owned()),
    };
    let message = Text::new(
        format!(
            "GitLab was asked {asked}; what counts was asked at most {max_age} before {at} (`--gitlab-facts-max-age`), and not later"
        ),
        format!(
            "GitLab wurde {gefragt} gefragt; es zählt, was höchstens {} vor {at} (`--gitlab-facts-max-age`) und nicht später gefragt wurde",
            max_age.german()
        ),
    );
    examination.gap("facts-untimely", message);
    false
}

/// What was seen; otherwise a gap.
pub(super) fn seen<'s, T>(seen: &'s Seen<T>, examination: &mut Examination) -> Option<&'s T> {
    match seen {
        Ok(seen) => Some(seen),
        Err(unseen) => {
            examination.gaps.push(gap(unseen));
            None
        }
    }
}

/// The commits that are new by the forge's word. Where it told none, or not all of them, there is a gap.
pub(super) fn new_commits<'d>(
    dossier: &'d Dossier,
    examination: &mut Examination,
) -> Option<(&'d Evidence, &'d [ForgeCommit])> {
    let (evidence, changes) = fact::<Changes>(dossier, examination)?;
    let commits = seen(&changes.commits, examination)?;
    examination.gaps.extend(not_whole(changes, commits));
    Some((evidence, commits))
}

/// What is missing where the commits told are not all that is new.
pub(super) fn not_whole(changes: &Changes, commits: &[ForgeCommit]) -> Option<Gap> {
    if changes.are_whole(commits) {
        return None;
    }
    let until = &changes.until;
    let message = match &changes.since {
        Some((tag, _)) => Text::new(
            format!(
                "the commits told do not lead from `{tag}` to the commit released ({until}), so that not all changes are known"
            ),
            format!(
                "Die genannten Commits führen nicht von `{tag}` zum freigegebenen Commit ({until}); damit sind nicht alle Änderungen bekannt"
            ),
        ),
        None => Text::new(
            format!("the commits told do not hold the commit released ({until}), so that not all changes are known"),
            format!(
                "Die genannten Commits enthalten den freigegebenen Commit ({until}) nicht; damit sind nicht alle Änderungen bekannt"
            ),
        ),
    };
    Some(Gap { matters: "changes-incomplete".into(), message, evidence: None })
}

/// What the forge did not show, with what a token needs.
pub(super) fn gap(unseen: &Unseen) -> Gap {
    Gap { matters: format!("unseen:{}", unseen.fact.name()).into(), message: unseen.text(), evidence: None }
}

/// What is wrong with a signature, to follow a name; `None` where it is good.
pub(super) fn signature_fault(signature: &ForgeSignature, accept_system: bool) -> Option<Text> {
    match signature {
        ForgeSignature::Unsigned => Some(Text::new("is not signed", "ist nicht signiert")),
        ForgeSignature::Signed { verification: Verification::Verified, .. } => None,
        ForgeSignature::Signed { verification: Verification::VerifiedSystem, .. } if accept_system => None,
        ForgeSignature::Signed { verification, .. } => {
            let word = verification.name();
            Some(Text::new(
                format!("is signed, and GitLab calls the signature `{word}`"),
                format!("ist signiert, und GitLab nennt die Signatur `{word}`"),
            ))
        }
    }
}
