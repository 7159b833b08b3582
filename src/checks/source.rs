// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use super::{
    forge::new_commits,
    signers::{Wanted, unsigned},
    verified::SummaryTerms,
    *,
};
use crate::model::{Bond, Claim, Evidence, ForgeCommit, ForgeSignature, SignerTerms, Text, Verification, Violation};

/// The state of the sources that is released is vouched for.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("anyOf" = [{ "required": ["signers"] }, { "required": ["signed_commits"] }, { "required": ["summary"] }]))]
pub(super) struct Source {
    /// Whose signature over the commit, or over the tag that names it, is asked for.
    #[serde(default)]
    #[schemars(extend("x-de" = "Wessen Signatur über den Commit oder den Tag, der ihn nennt, verlangt wird.", "minItems" = 1))]
    signers: Vec<SignerTerms>,
    /// Whether the forge must have verified the signature of every commit that is new since the last release.
    #[serde(default)]
    #[schemars(extend("x-de" = "Ob die Plattform die Signatur jedes Commits bestätigt haben muss, der seit dem letzten Release neu ist."))]
    signed_commits: bool,
    /// What a verifier must have concluded about the commit (SLSA's source track).
    #[serde(default)]
    #[schemars(extend("x-de" = "Was eine Prüfstelle zu dem Commit festgestellt haben muss (Source-Track von SLSA)."))]
    summary: Option<SummaryTerms>,
}

impl Check for Source {
    const ABOUT: About = About {
        id: "source",
        title: Words { en: "The sources are vouched for", de: "Für die Quellen steht jemand ein" },
        question: Words {
            en: "Is the commit that is released, or its tag, signed by somebody trusted for it, and do its history and its keeping hold what the policy asks for?",
            de: "Ist der freizugebende Commit oder sein Tag von einer dafür berechtigten Person signiert, und halten Verlauf und Verwaltung der Quellen, was die Richtlinie verlangt?",
        },
        why: Words {
            en: "Whoever can push a tag decides what is built; a signature shows that it was somebody who may.",
            de: "Wer einen Tag setzen kann, bestimmt, was gebaut wird; eine Signatur zeigt, dass es eine berechtigte Person war.",
        },
        remedy: Words {
            en: "Sign the tag (`git tag -s`) and the commits with keys that the policy and the forge know, or have the source track verified.",
            de: "Tag (`git tag -s`) und Commits mit Schlüsseln signieren, die Richtlinie und Plattform kennen, oder den Source-Track prüfen lassen.",
        },
        maps_to: &[
            ("bsi-grundschutz-2023", "CON.8.A10"),
            ("eu-cra", "Annex I Part I (2)(f)"),
            ("nist-ssdf", "PS.1.1"),
            ("slsa", "Source L2"),
        ],
        example: "- check: source\n  with:\n    signers: [{ ssh: maintainer@example.org }]\n    signed_commits: true\n  effect: block\n",
    };

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = self.summary.as_ref().map(|terms| terms.examine_all(dossier)).unwrap_or_default();
        if dossier.release.commit.is_none() {
            let message = Text::new(
                "the commit of this release is not known; name it with `--commit`",
                "Der Commit dieses Releases ist nicht bekannt; mit `--commit` angeben",
            );
            examination.gap("commit-unknown", message);
            return examination;
        }
        if !self.signers.is_empty() {
            self.judge_signatures(dossier, &mut examination);
        }
        if self.signed_commits {
            judge_commits(dossier, &mut examination);
        }
        examination
    }
}

impl Source {
    fn judge_signatures(&self, dossier: &Dossier, examination: &mut Examination) {
        let wanted = Wanted::one_of(&self.signers);
        let over_commit = |evidence: &&Evidence| {
            matches!(evidence.statement.claim, Claim::Signature(_))
                && matches!(evidence.bond, Bond::Named { commit: true, .. })
        };
        let all: Vec<&Evidence> = dossier.evidence.iter().map(AsRef::as_ref).filter(over_commit).collect();
        if all.is_empty() {
            let message = Text::new(
                format!("there is no signature over the commit or its tag; wanted is one by {}", wanted.names().en),
                format!(
                    "Es gibt keine Signatur über den Commit oder seinen Tag; verlangt ist eine durch {}",
                    wanted.names().de
                ),
            );
            examination.gap("no-signature:commit", message);
        }
        all.iter().for_each(|evidence| examination.rely_on(evidence.id));
        let wrong: Vec<Violation> = all.iter().filter_map(|evidence| unsigned(evidence, &wanted, dossier)).collect();
        if wrong.len() == all.len() {
            examination.violations.extend(wrong);
        }
    }
}

fn judge_commits(dossier: &Dossier, examination: &mut Examination) {
    let Some((_, commits)) = new_commits(dossier, examination) else { return };
    for commit in commits {
        judge_commit(commit, examination);
    }
}

fn judge_commit(commit: &ForgeCommit, examination: &mut Examination) {
    let id = commit.id.as_str();
    let state = match &commit.signature {
        Some(Ok(ForgeSignature::Signed {
            verification: Verification::Verified | Verification::VerifiedSystem,
            ..
        })) => return,
        Some(Ok(ForgeSignature::Signed { verification, .. })) => verification.name(),
        Some(Ok(ForgeSignature::Unsigned)) => "unsigned",
        Some(Err(_)) | None => {
            examination.gap(
                format!("signature-unseen:{id}"),
                Text::new(
                    format!("whether commit {id} is signed was not shown"),
                    format!("Ob der Commit {id} signiert ist, wurde nicht angezeigt"),
                ),
            );
            return;
        }
    };
    let message = Text::new(
        format!("wanted a commit with a verified signature, got `{state}`"),
        format!("Verlangt ist ein Commit mit bestätigter Signatur, dieser ist `{state}`"),
    );
    examination.violations.push(Violation::new(format!("commit:{id}"), message).about(id));
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    use crate::model::{
        Author, Cause, Changes, EvidenceId, Fact, FactKind, FormatVersion, Origin, SignatureKind, Statement, Timestamp,
        Trust, Unseen,
    };

    fn commit(signature: Option<ForgeSignature>) -> ForgeCommit {
        let by = Author { name: "n".into(), email: "e".into() };
        ForgeCommit {
            id: "a".repeat(40).parse().unwrap(),
            parents: vec![],
            title: "t".into(),
            author: by.clone(),
            committer: by,
            authored_at: None,
            committed_at: None,
            signature: signature.map(Ok),
        }
    }

    fn signed(verification: Verification) -> Option<ForgeSignature> {
        Some(ForgeSignature::Signed { kind: SignatureKind::Ssh, verification, key: None })
    }

    /// The numbers of violations and gaps.
    fn judged(commits: Result<Vec<ForgeCommit>, Unseen>) -> (usize, usize) {
        let until = "a".repeat(40).parse().unwrap();
        let changes = Changes { since: None, until, target_branch: "main".into(), commits, requests: Ok(vec![]) };
        let sha256 = format!("sha256:{}", "0".repeat(64)).parse().unwrap();
        let evidence = Evidence {
            id: EvidenceId(0),
            origin: Origin { path: "gitlab".into(), sha256, size: 0 },
            trust: Trust::UNSIGNED,
            bond: Bond::Named { commit: true, artifacts: vec![] },
            statement: Statement {
                format: FormatVersion { format: "gitlab", version: String::new() },
                subjects: vec![],
                made_at: Some(Timestamp::UNIX_EPOCH),
                producer: None,
                report_id: None,
                claim: Claim::Forge(Box::new(Fact::Changes(changes))),
                remarks: vec![],
            },
        };
        let evidence = vec![Arc::new(evidence)];
        let mut examination = Examination::default();
        judge_commits(&Dossier { at: Timestamp::UNIX_EPOCH, evidence, ..Dossier::default() }, &mut examination);
        (examination.violations.len(), examination.gaps.len())
    }

    #[test]
    fn every_new_commit_needs_a_verified_signature() {
        let good = || vec![commit(signed(Verification::Verified)), commit(signed(Verification::VerifiedSystem))];
        assert_eq!(judged(Ok(good())), (0, 0));
        for bad in [signed(Verification::UnknownKey), signed(Verification::OtherUser), Some(ForgeSignature::Unsigned)] {
            assert_eq!(judged(Ok(good().into_iter().chain([commit(bad)]).collect())), (1, 0));
        }
        assert_eq!(judged(Ok(vec![commit(None)])), (0, 1));
        let unseen = Unseen {
            fact: FactKind::Changes,
            what: Text::same("commits").into(),
            url: "https://example.org".into(),
            cause: Cause::Forbidden,
            needs: crate::model::Access::JobToken,
        };
        assert_eq!(judged(Err(unseen)), (0, 1));
    }
}
