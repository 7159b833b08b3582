// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use super::{
    forge::{Voucher, fact, gap, not_whole, seen, signature_fault},
    *,
};
use crate::model::{Changes, Evidence, ForgeCommit, Place, Text, Violation};

/// The commits are signed by keys of those who made them. Asks GitLab (`--gitlab`).
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct CommitsSigned {
    /// Which commits are looked at.
    #[schemars(extend("x-de" = "Welche Commits betrachtet werden."))]
    commits: Scope,
    /// By whose word a signature is good.
    #[schemars(extend("x-de" = "Auf wessen Wort hin eine Signatur gilt."))]
    by: Voucher,
    /// Whether a signature counts that GitLab itself makes for changes through its pages (`verified_system`).
    #[schemars(extend("x-de" = "Ob eine Signatur zählt, die GitLab selbst bei Änderungen über seine Seiten setzt (`verified_system`)."))]
    accept_system: bool,
    /// Whether commits that merge others have to be signed too.
    #[schemars(extend("x-de" = "Ob auch Merge-Commits signiert sein müssen."))]
    merges: bool,
}

/// Which commits are looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Scope {
    /// Every commit since the last release.
    #[default]
    SinceRelease,
    /// The commit that is released.
    Released,
}

impl Default for CommitsSigned {
    fn default() -> Self {
        Self { commits: Scope::SinceRelease, by: Voucher::Gitlab, accept_system: true, merges: true }
    }
}

impl Check for CommitsSigned {
    const ABOUT: About = About {
        id: "commits-signed",
        title: Words { en: "The commits are signed", de: "Die Commits sind signiert" },
        question: Words {
            en: "Does every commit that is released bear a signature that is good by the word asked for?",
            de: "Trägt jeder veröffentlichte Commit eine Signatur, die auf das verlangte Wort hin gilt?",
        },
        why: Words {
            en: "Name and address in a commit can be made up; a signature shows who held the key.",
            de: "Name und Adresse in einem Commit sind frei wählbar; eine Signatur zeigt, wer den Schlüssel hatte.",
        },
        remedy: Words {
            en: "Sign commits (`git config commit.gpgsign true`), add the key to the account in GitLab, and have changes by others signed by whoever merges them.",
            de: "Commits signieren (`git config commit.gpgsign true`), den Schlüssel im GitLab-Konto hinterlegen und fremde Änderungen von der mergenden Person signieren lassen.",
        },
        maps_to: &[
            ("bsi-grundschutz-2023", "CON.8.A10"),
            ("eu-cra", "Annex I Part I (2)(f)"),
            ("nist-ssdf", "PS.1.1"),
            ("osps-baseline", "OSPS-QA-01.02"),
        ],
        example: "- check: commits-signed\n  with:\n    commits: released\n  effect: warn\n",
    };

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        match self.commits {
            Scope::Released => {
                if let Some((evidence, commit)) = fact::<ForgeCommit>(dossier, &mut examination) {
                    self.judge(evidence, std::slice::from_ref(commit), &mut examination);
                }
            }
            Scope::SinceRelease => {
                let found = fact::<Changes>(dossier, &mut examination);
                if let Some((evidence, changes)) = found
                    && let Some(commits) = seen(&changes.commits, &mut examination)
                {
                    examination.gaps.extend(not_whole(changes, commits));
                    self.judge(evidence, commits, &mut examination);
                }
            }
        }
        examination
    }
}

impl CommitsSigned {
    fn judge(&self, evidence: &Evidence, commits: &[ForgeCommit], examination: &mut Examination) {
        let (mut not_asked, mut looked_at) = (0_u64, 0_u64);
        for commit in commits.iter().filter(|commit| self.merges || commit.parents.len() < 2) {
            looked_at = looked_at.saturating_add(1);
            let id = &commit.id;
            match &commit.signature {
                None => not_asked = not_asked.saturating_add(1),
                Some(Err(unseen)) => examination.gaps.push(gap(unseen)),
                Some(Ok(signature)) => {
                    let Some(fault) = signature_fault(signature, self.accept_system) else { continue };
                    let message = Text::new(format!("commit {id} {}", fault.en), format!("Commit {id} {}", fault.de));
                    let violation = Violation::new(format!("commit-signature:{id}"), message).about(id.as_str());
                    examination.violations.push(violation.seen_in(evidence.id, Place::Whole));
                }
            }
        }
        if looked_at == 0 {
            let message = Text::new("there are no commits to look at", "Es gibt keine Commits zu betrachten");
            examination.gap("no-commits", message);
        }
        if not_asked > 0 {
            let message = Text::new(
                format!(
                    "GitLab was not asked about the signatures of {not_asked} commits; `commits: released` looks at the one released only"
                ),
                format!(
                    "Nach den Signaturen von {not_asked} Commits wurde GitLab nicht gefragt; `commits: released` betrachtet nur den veröffentlichten"
                ),
            );
            examination.gap("signatures-not-asked", message);
        }
    }
}
