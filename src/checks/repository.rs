// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What checks ask of the repository itself, and how its word on a signature goes with GitLab's.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    forge::{gap, signature_fault},
    signers::signed_by,
};
use crate::model::{
    Claim, Dossier, Evidence, EvidenceId, Examination, ForgeSignature, Gap, Lineage, Release, Seen, SignerTerms, Text,
    Trust,
};

/// By whose word a signature is good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Voucher {
    /// GitLab's, which knows the keys of its accounts.
    #[default]
    Gitlab,
    /// That of the repository: the signature is verified here, against what the policy trusts.
    Repository,
    /// Either of them.
    Any,
}

impl Voucher {
    /// Whether GitLab is asked.
    pub(super) fn asks_gitlab(self) -> bool {
        self != Self::Repository
    }

    /// Whether the repository is asked.
    pub(super) fn asks_repository(self) -> bool {
        self != Self::Gitlab
    }
}

/// How a signature stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Good.
    Good,
    /// Not good; the text follows the name of what should bear it.
    Wrong(Text),
    /// Not known.
    Unknown(Gap),
}

impl Standing {
    /// The better one. What one of them does not know is open only as long as the other does not call it good.
    pub(super) fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Good, _) | (_, Self::Good) => Self::Good,
            (unknown @ Self::Unknown(_), _) | (_, unknown @ Self::Unknown(_)) => unknown,
            (wrong, _) => wrong,
        }
    }

    /// By GitLab's word.
    pub(super) fn by_gitlab(signature: &Seen<ForgeSignature>, accept_system: bool) -> Self {
        match signature {
            Err(unseen) => Self::Unknown(gap(unseen)),
            Ok(signature) => signature_fault(signature, accept_system).map_or(Self::Good, Self::Wrong),
        }
    }

    /// By what the repository proves: one of `signers` signed, or anybody trusted where none is named.
    pub(super) fn by_repository(trust: Option<&Trust>, signers: &[SignerTerms], release: &Release) -> Self {
        let Some(trust) = trust else {
            return Self::Wrong(Text::new("is not signed", "ist nicht signiert"));
        };
        let is_good = if signers.is_empty() { trust.is_signed() } else { !trust.accepted(signers, release).is_empty() };
        if is_good {
            return Self::Good;
        }
        if trust.is_signed() {
            let names = signed_by(trust.signers());
            return Self::Wrong(Text::new(
                format!("is signed by {names}, whom the rule does not name"),
                format!("ist von {names} signiert; so jemanden nennt die Regel nicht"),
            ));
        }
        let why = |told: fn(&Text) -> &str| {
            let doubts = trust.doubts().iter().map(|doubt| format!("{} (`{}`)", told(&doubt.text), doubt.code.name()));
            doubts.collect::<Vec<_>>().join("; ")
        };
        Self::Wrong(Text::new(
            format!("bears a signature that proves nothing: {}", why(|text| &text.en)),
            format!("trägt eine Signatur, die nichts beweist: {}", why(|text| &text.de)),
        ))
    }
}

/// What one side says of commits or tags, by id or name.
pub(super) struct Told<K> {
    /// What it rests on, and what it does not know.
    pub(super) examination: Examination,
    /// How each stands.
    pub(super) standings: BTreeMap<K, (EvidenceId, Standing)>,
}

impl<K> Default for Told<K> {
    fn default() -> Self {
        Self { examination: Examination::default(), standings: BTreeMap::new() }
    }
}

impl<K: Ord + Copy> Told<K> {
    /// Puts the word of both sides together, the first first. Where either is enough, what only the other does
    /// not know is no matter. `is_meant` tells of what the first that knows all should say something.
    pub(super) fn together(
        told: &[Self],
        is_meant: impl Fn(&Self, &K) -> bool,
        examination: &mut Examination,
    ) -> BTreeMap<K, (EvidenceId, Standing)> {
        let whole = told.iter().find(|one| one.examination.gaps.is_empty());
        let mut all: BTreeMap<K, (EvidenceId, Standing)> = BTreeMap::new();
        for one in told {
            examination.relied_on.extend(&one.examination.relied_on);
            examination.remarks.extend(one.examination.remarks.iter().cloned());
            if whole.is_none() {
                examination.gaps.extend(one.examination.gaps.iter().cloned());
            }
            for (key, (evidence, standing)) in &one.standings {
                if whole.is_none_or(|whole| is_meant(whole, key)) {
                    let known = all.remove(key).map(|(_, known)| known);
                    all.insert(*key, (*evidence, known.into_iter().fold(standing.clone(), Standing::or)));
                }
            }
        }
        all
    }
}

/// What the repository says, where it holds the commit that is released. Otherwise there is a gap.
pub(super) fn lineage<'d>(dossier: &'d Dossier, examination: &mut Examination) -> Option<(&'d Evidence, &'d Lineage)> {
    let found = dossier.evidence.iter().find_map(|evidence| match &evidence.statement.claim {
        Claim::Lineage(lineage) => Some((evidence.as_ref(), lineage.as_ref())),
        _ => None,
    });
    match found {
        Some((evidence, _)) => examination.rely_on(evidence.id),
        None => {
            let message = Text::new(
                "the first folder of evidence lies in no repository that could be read and holds the commit that is released; check it out there, whole (`GIT_DEPTH: \"0\"`)",
                "Der erste Ordner mit Nachweisen liegt in keinem lesbaren Repository mit dem freigegebenen Commit; dort vollständig auschecken (`GIT_DEPTH: \"0\"`)",
            );
            examination.gap("no-repository", message);
        }
    }
    found
}

/// What is missing where the repository does not hold all commits that are new.
pub(super) fn cut_off(lineage: &Lineage) -> Option<Gap> {
    let reason = lineage.cut_off.as_ref()?;
    let message = Text::new(
        format!("not all commits since the last release are known: {}", reason.en),
        format!("Nicht alle Commits seit dem letzten Release sind bekannt: {}", reason.de),
    );
    Some(Gap { matters: "changes-incomplete".into(), message, evidence: None })
}

/// What bounds the commits that are new.
pub(super) fn bounded_by(lineage: &Lineage) -> Text {
    match &lineage.since {
        Some((tag, commit)) => Text::new(
            format!("the release before is the signed tag `{tag}` ({commit})"),
            format!("Das Release davor ist der signierte Tag `{tag}` ({commit})"),
        ),
        None => Text::new(
            "no tag before this release is signed by somebody trusted, so every commit counts as new",
            "Kein Tag vor diesem Release ist von jemandem signiert, dem vertraut wird; jeder Commit zählt daher als neu",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_words_the_better_counts_and_what_is_not_known_stays_open() {
        let wrong = || Standing::Wrong(Text::same("x"));
        let unknown = || Standing::Unknown(Gap { matters: "m".into(), message: Text::same("y"), evidence: None });
        for other in [Standing::Good, wrong(), unknown()] {
            assert_eq!(Standing::Good.or(other.clone()), Standing::Good);
            assert_eq!(other.or(Standing::Good), Standing::Good);
        }
        assert_eq!(wrong().or(unknown()), unknown());
        assert_eq!(unknown().or(wrong()), unknown());
        assert_eq!(wrong().or(wrong()), wrong());
    }
}
