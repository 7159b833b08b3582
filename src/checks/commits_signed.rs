// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use super::{
    forge::{fact, new_commits},
    repository::{Standing, Told, Voucher, bounded_by, cut_off, lineage},
    *,
};
use crate::model::{Commit, EvidenceId, ForgeCommit, Gap, LineageCommit, Place, SignerTerms, Text, Violation};

/// The commits are signed: by GitLab's word (`--gitlab`), or by the repository itself, in which the first folder of evidence lies. There everything counts as new that no tag holds which somebody trusted signed.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct CommitsSigned {
    /// Which commits are looked at.
    #[schemars(extend("x-de" = "Welche Commits betrachtet werden."))]
    commits: Scope,
    /// By whose word a signature is good.
    #[schemars(extend("x-de" = "Auf wessen Wort hin eine Signatur gilt."))]
    by: Voucher,
    /// Whose signatures count in the repository; where nobody is named, those of everybody whom the policy trusts.
    #[schemars(extend("x-de" = "Wessen Signaturen im Repository zählen; ist niemand genannt, die aller, denen die Richtlinie vertraut.", "minItems" = 1))]
    signers: Vec<SignerTerms>,
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
        Self {
            commits: Scope::SinceRelease,
            by: Voucher::Gitlab,
            signers: Vec::new(),
            accept_system: true,
            merges: true,
        }
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
            en: "Sign commits (`git config commit.gpgsign true`), and have changes by others signed by whoever merges them. For GitLab's word add the key to the account in GitLab; for `by: repository` add it to `trust` in the policy and check out the whole history (`GIT_DEPTH: \"0\"`).",
            de: "Commits signieren (`git config commit.gpgsign true`) und fremde Änderungen von der mergenden Person signieren lassen. Für GitLabs Wort den Schlüssel im GitLab-Konto hinterlegen; für `by: repository` unter `trust` in der Richtlinie nennen und die ganze Historie auschecken (`GIT_DEPTH: \"0\"`).",
        },
        maps_to: &[
            ("bsi-grundschutz-2023", "CON.8.A10"),
            ("eu-cra", "Annex I Part I (2)(f)"),
            ("nist-ssdf", "PS.1.1"),
            ("osps-baseline", "OSPS-QA-01.02"),
        ],
        example: "- check: commits-signed\n  with:\n    commits: released\n  effect: warn\n",
    };
    const WAY_TO_EVIDENCE: Words = Self::ABOUT.remedy;

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        let gitlab = self.by.asks_gitlab().then(|| self.told_by_gitlab(dossier));
        let repository = self.by.asks_repository().then(|| self.told_by_repository(dossier));
        let told: Vec<Told<&Commit>> = [repository, gitlab].into_iter().flatten().collect();
        // What is new the repository says, where it can: GitLab takes any tag for a release before.
        let is_new = |whole: &Told<&Commit>, id: &&Commit| whole.standings.contains_key(id);
        let commits = Told::together(&told, is_new, &mut examination);
        for (id, (evidence, standing)) in commits {
            match standing {
                Standing::Good => {}
                Standing::Wrong(fault) => examination.violations.push(violation(id, evidence, &fault)),
                Standing::Unknown(gap) => examination.gaps.push(gap),
            }
        }
        examination
    }

    fn asks_repository(&self) -> bool {
        self.by.asks_repository()
    }
}

impl CommitsSigned {
    fn told_by_gitlab<'d>(&self, dossier: &'d Dossier) -> Told<&'d Commit> {
        let mut told = Told::default();
        let found = match self.commits {
            Scope::Released => {
                let found = fact::<ForgeCommit>(dossier, &mut told.examination);
                found.map(|(evidence, commit)| (evidence, std::slice::from_ref(commit)))
            }
            Scope::SinceRelease => new_commits(dossier, &mut told.examination),
        };
        let Some((evidence, commits)) = found else { return told };
        let mut not_asked = 0_u64;
        for commit in commits.iter().filter(|commit| self.merges || commit.parents.len() < 2) {
            match &commit.signature {
                None => not_asked = not_asked.saturating_add(1),
                Some(signature) => {
                    let standing = Standing::by_gitlab(signature, self.accept_system);
                    told.standings.insert(&commit.id, (evidence.id, standing));
                }
            }
        }
        if not_asked > 0 {
            told.examination.gaps.push(unasked(not_asked));
        } else if told.standings.is_empty() {
            told.examination.gaps.push(none());
        }
        told
    }

    fn told_by_repository<'d>(&self, dossier: &'d Dossier) -> Told<&'d Commit> {
        let mut told = Told::default();
        let Some((evidence, lineage)) = lineage(dossier, &mut told.examination) else { return told };
        if self.commits == Scope::SinceRelease {
            told.examination.gaps.extend(cut_off(lineage));
            told.examination.remarks.push(bounded_by(lineage));
        }
        let concerned = |commit: &&LineageCommit| match self.commits {
            Scope::Released => commit.id == lineage.until,
            Scope::SinceRelease => true,
        };
        let commits = lineage.commits.iter().filter(concerned).filter(|commit| self.merges || !commit.is_merge);
        told.standings.extend(commits.map(|commit| {
            let standing = Standing::by_repository(commit.trust.as_ref(), &self.signers, &dossier.release);
            (&commit.id, (evidence.id, standing))
        }));
        if told.standings.is_empty() {
            told.examination.gaps.push(none());
        }
        told
    }
}

fn violation(id: &Commit, evidence: EvidenceId, fault: &Text) -> Violation {
    let message = Text::new(format!("commit {id} {}", fault.en), format!("Commit {id} {}", fault.de));
    Violation::new(format!("commit-signature:{id}"), message).about(id.as_str()).seen_in(evidence, Place::Whole)
}

fn none() -> Gap {
    let message = Text::new("there are no commits to look at", "Es gibt keine Commits zu betrachten");
    Gap { matters: "no-commits".into(), message, evidence: None }
}

fn unasked(number: u64) -> Gap {
    let message = Text::new(
        format!(
            "commits whose signature GitLab was not asked about: {number}; `by: repository` asks the repository, and `commits: released` looks at the one released only"
        ),
        format!(
            "Commits, nach deren Signatur GitLab nicht gefragt wurde: {number}; `by: repository` fragt das Repository, und `commits: released` betrachtet nur den veröffentlichten"
        ),
    );
    Gap { matters: "signatures-not-asked".into(), message, evidence: None }
}
