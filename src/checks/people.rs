// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What the checks of people's statements have in common: who may state something, and whether that
//! person is independent.

use super::{
    evidence::{gap_in, lies_ahead},
    forge::new_commits,
    signers::{Wanted, unsigned},
};
use crate::model::{
    Age, AssessmentResult, Author, Claim, Decision, Dossier, Evidence, Examination, Gap, Person, Place, Signer,
    SignerTerms, Text, Timestamp, Violation, distinct, latest_of, same_person,
};

/// Who may state something.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms<'a> {
    /// Whose signatures are accepted.
    pub(super) signers: &'a [SignerTerms],
    /// The roles accepted; any where there is none.
    pub(super) roles: &'a [String],
    /// Whether it must be nobody who wrote a commit of the release.
    pub(super) independent_of_authors: bool,
    /// The kinds of statements whose signers and persons it must not be.
    pub(super) not_also: &'a [String],
    /// The greatest age.
    pub(super) max_age: Option<Age>,
}

/// A statement of a person, as far as the checks have the same questions.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stated<'a> {
    pub(super) evidence: &'a Evidence,
    pub(super) person: &'a Person,
    pub(super) date: Timestamp,
    pub(super) valid_until: Option<Timestamp>,
}

impl<'a> Stated<'a> {
    /// A person's statement, with the word for its kind.
    pub(super) fn of(evidence: &'a Evidence) -> Option<(&'a str, Self)> {
        match &evidence.statement.claim {
            Claim::Assessment(stated) => {
                let (person, date, valid_until) = (&stated.person, stated.date, stated.valid_until);
                Some((&stated.kind, Self { evidence, person, date, valid_until }))
            }
            Claim::Approval(stated) => {
                let (person, date, valid_until) = (&stated.person, stated.date, stated.valid_until);
                Some(("approval", Self { evidence, person, date, valid_until }))
            }
            _ => None,
        }
    }

    /// Whether it speaks against the release.
    fn is_against(&self) -> bool {
        match &self.evidence.statement.claim {
            Claim::Assessment(stated) => stated.result == AssessmentResult::Failed,
            Claim::Approval(stated) => stated.decision == Decision::Rejected,
            _ => false,
        }
    }

    /// The last moment at which it can have been stated.
    pub(super) fn latest(&self) -> Timestamp {
        latest_of(self.date)
    }

    /// The moment by which it is ordered. What speaks against the release counts as late as it can be.
    fn counted_from(&self) -> Timestamp {
        if self.is_against() { self.latest() } else { self.date }
    }

    /// Whether both name the same person, by name or by e-mail address.
    pub(super) fn is_same_person(&self, other: &Self) -> bool {
        let email = |stated: &Self| stated.person.email.as_deref().unwrap_or_default().to_owned();
        same_person(&self.person.name, &other.person.name) || same_person(&email(self), &email(other))
    }

    /// A violation about it.
    pub(super) fn violation(&self, matter: &str, message: Text) -> Violation {
        let violation = Violation::new(matter, message).about(self.evidence.origin.path.as_ref());
        violation.seen_in(self.evidence.id, Place::Whole)
    }
}

impl Terms<'_> {
    /// Of statements that count, those signed by somebody accepted, the newest first. Without any it is
    /// told what is wrong with the signatures; beside one, what does not count is a remark.
    pub(super) fn accepted<'d>(
        &self,
        stated: Vec<Stated<'d>>,
        dossier: &Dossier,
        examination: &mut Examination,
    ) -> Vec<Stated<'d>> {
        let wanted = Wanted::one_of(self.signers);
        let mut accepted = Vec::new();
        let mut refused = Vec::new();
        for one in stated {
            match unsigned(one.evidence, &wanted, dossier) {
                None => accepted.push(one),
                Some(violation) => refused.push((one, violation)),
            }
        }
        if accepted.is_empty() {
            for (one, violation) in refused {
                examination.rely_on(one.evidence.id);
                examination.violations.push(violation);
            }
        } else {
            examination.remarks.extend(refused.into_iter().map(|(one, _)| not_counted(one.evidence)));
        }
        // At equal dates the worse word comes first: the name of a file must not decide.
        accepted.sort_by_key(|one| (std::cmp::Reverse((one.counted_from(), one.is_against())), one.evidence.id));
        accepted
    }

    /// Holds one statement against what every statement has to be.
    pub(super) fn judge(&self, stated: &Stated<'_>, dossier: &Dossier, examination: &mut Examination) {
        examination.rely_on(stated.evidence.id);
        examination.violations.extend(self.wrong_time(stated, dossier.at));
        if !self.roles.is_empty() && !self.roles.iter().any(|role| **role == *stated.person.role) {
            let (got, wanted) = (&stated.person.role, self.roles.join("`, `"));
            let message = Text::new(
                format!("wanted the role `{wanted}`, got `{got}`"),
                format!("Verlangt ist die Rolle `{wanted}`, angegeben ist `{got}`"),
            );
            examination.violations.push(stated.violation("wrong-role", message));
        }
        if self.independent_of_authors {
            judge_authors(stated, dossier, examination);
        }
        for kind in self.not_also {
            examination.violations.extend(also_stated(stated, kind, dossier));
        }
    }

    fn wrong_time(&self, stated: &Stated<'_>, at: Timestamp) -> Vec<Violation> {
        let mut wrong = Vec::new();
        let date = stated.date;
        if lies_ahead(date, at) {
            let message = Text::new(
                format!("dated {date}, which lies after the time of this run ({at})"),
                format!("Datiert auf den {date}, also nach dem Zeitpunkt dieser Prüfung ({at})"),
            );
            wrong.push(stated.violation("stale", message));
        }
        if let Some(max_age) = self.max_age.filter(|max_age| date < max_age.before(at)) {
            let message = Text::new(
                format!("wanted a statement not older than {max_age}, got one of {date}"),
                format!(
                    "Verlangt ist eine Erklärung, die nicht älter ist als {}; diese ist vom {date}",
                    max_age.german()
                ),
            );
            wrong.push(stated.violation("stale", message));
        }
        if let Some(until) = stated.valid_until.filter(|until| *until <= at) {
            let message = Text::new(format!("held until {until} only"), format!("Galt nur bis {until}"));
            wrong.push(stated.violation("expired", message));
        }
        wrong
    }
}

/// Whether the person or whoever signed wrote a commit of the release.
fn judge_authors(stated: &Stated<'_>, dossier: &Dossier, examination: &mut Examination) {
    let Some(authors) = authors(dossier, examination) else {
        let gap = gap_in(
            stated.evidence,
            "authors-unknown",
            "who wrote the commits of this release is not known, so independence cannot be told; let the forge be asked",
            "Wer die Commits dieses Releases schrieb, ist nicht bekannt; die Unabhängigkeit ist nicht zu erkennen; die Plattform befragen lassen",
        );
        examination.gaps.push(gap);
        return;
    };
    let wrote = |author: &&Author| {
        is_person(stated.person, author)
            || stated.evidence.trust.signers().iter().any(|signer| is_signer(signer, author))
    };
    if let Some(author) = authors.iter().find(wrote) {
        let name = &author.name;
        let message = Text::new(
            format!("wanted somebody who wrote none of the commits, got `{name}`, who did"),
            format!("Verlangt ist eine Person, die keinen der Commits schrieb; `{name}` schrieb welche"),
        );
        examination.violations.push(stated.violation("not-independent", message));
    }
}

/// Who wrote or committed what is new in this release; `None` where that is not known.
fn authors(dossier: &Dossier, examination: &mut Examination) -> Option<Vec<Author>> {
    let mut told = Examination::default();
    let found = new_commits(dossier, &mut told);
    examination.violations.extend(told.violations);
    let (_, commits) = found?;
    examination.relied_on.extend(told.relied_on);
    examination.gaps.extend(told.gaps);
    Some(commits.iter().flat_map(|commit| [commit.author.clone(), commit.committer.clone()]).collect())
}

fn is_person(person: &Person, author: &Author) -> bool {
    same_person(&person.name, &author.name)
        || person.email.as_deref().is_some_and(|email| same_person(email, &author.email))
}

fn is_signer(signer: &Signer, author: &Author) -> bool {
    same_person(signer.name(), &author.email) || same_person(signer.name(), &author.name)
}

/// The same person or signer stated something of another kind too.
fn also_stated(stated: &Stated<'_>, kind: &str, dossier: &Dossier) -> Option<Violation> {
    let others = dossier.evidence.iter().filter_map(|evidence| Stated::of(evidence));
    let is_same = |other: &Stated<'_>| {
        let signers = |stated: &Stated<'_>| distinct(stated.evidence.trust.signers()).len();
        let both = stated.evidence.trust.signers().iter().chain(other.evidence.trust.signers());
        let shared = distinct(both).len() < signers(stated).saturating_add(signers(other));
        shared || stated.is_same_person(other)
    };
    let mut of_kind = others.filter(|(other, _)| *other == kind).map(|(_, other)| other);
    let other = of_kind.find(|other| other.evidence.id != stated.evidence.id && is_same(other))?;
    let (name, path) = (&stated.person.name, &other.evidence.origin.path);
    let message = Text::new(
        format!("wanted somebody else than for `{kind}`, got `{name}` for both (`{path}`)"),
        format!("Verlangt ist jemand anderes als für `{kind}`; `{name}` steht für beides (`{path}`)"),
    );
    Some(stated.violation("same-person", message))
}

fn not_counted(evidence: &Evidence) -> Text {
    let path = &evidence.origin.path;
    Text::new(
        format!("`{path}` is signed by nobody who is accepted and did not count"),
        format!("`{path}` ist von niemandem signiert, der anerkannt ist, und zählte nicht"),
    )
}

/// A gap where there is no statement of a kind.
pub(super) fn missing(kind: &str) -> Gap {
    let message = Text::new(
        format!("there is no signed statement of the kind `{kind}`"),
        format!("Es gibt keine signierte Erklärung der Art `{kind}`"),
    );
    Gap { matters: format!("no-statement:{kind}").into(), message, evidence: None }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{
        Bond, Changes, Commit, Digest, DigestAlgorithm, Digests, EvidenceId, Fact, ForgeCommit, FormatVersion, Origin,
        Release, ReleaseApproval, Reviewed, Seen, Statement, Trust,
    };

    fn commit() -> Commit {
        "a".repeat(40).parse().unwrap()
    }

    fn evidence(id: u32, claim: Claim) -> Arc<Evidence> {
        let sha256 = Digest::from_bytes(DigestAlgorithm::Sha256, &[7; 32]).unwrap();
        Arc::new(Evidence {
            id: EvidenceId(id),
            origin: Origin { path: "a.json".into(), sha256, size: 1 },
            trust: Trust::UNSIGNED,
            bond: Bond::Named { commit: true, artifacts: vec![] },
            statement: Statement {
                format: FormatVersion { format: "in-toto", version: "v1".into() },
                subjects: vec![],
                made_at: Some(Timestamp::UNIX_EPOCH),
                producer: None,
                report_id: None,
                claim,
                remarks: vec![],
            },
        })
    }

    fn decision(name: &str, email: &str) -> Arc<Evidence> {
        let person = Person { name: name.into(), email: Some(email.into()), role: "manager".into() };
        let approval = ReleaseApproval {
            decision: Decision::Approved,
            report: Reviewed { name: None, digests: Digests::default() },
            scope: None,
            date: Timestamp::UNIX_EPOCH,
            valid_until: None,
            person,
            reason: None,
        };
        evidence(0, Claim::Approval(Box::new(approval)))
    }

    /// What is said about a decision where the forge tells these authors of the new commits.
    fn judged(decision: Arc<Evidence>, commits: Option<Seen<Vec<Author>>>) -> Vec<String> {
        let by = |author: Author| ForgeCommit {
            id: commit(),
            parents: vec![],
            title: "t".into(),
            committer: author.clone(),
            author,
            authored_at: None,
            committed_at: None,
            signature: None,
        };
        let changes = commits.map(|commits| Changes {
            since: None,
            until: commit(),
            target_branch: "main".into(),
            commits: commits.map(|authors| authors.into_iter().map(by).collect()),
            requests: Ok(vec![]),
        });
        let facts = changes.map(|changes| evidence(1, Claim::Forge(Box::new(Fact::Changes(changes)))));
        let release = Release { commit: Some(commit()), ..Release::default() };
        let all = std::iter::once(Arc::clone(&decision)).chain(facts).collect();
        let dossier = Dossier { release, evidence: all, at: Timestamp::UNIX_EPOCH, ..Dossier::default() };
        let terms = Terms { signers: &[], roles: &[], independent_of_authors: true, not_also: &[], max_age: None };
        let mut examination = Examination::default();
        let (_, stated) = Stated::of(&decision).unwrap();
        terms.judge(&stated, &dossier, &mut examination);
        let violations = examination.violations.iter().map(|found| found.matter().to_owned());
        violations.chain(examination.gaps.iter().map(|gap| gap.matters.first().to_owned())).collect()
    }

    fn author(name: &str, email: &str) -> Author {
        Author { name: name.into(), email: email.into() }
    }

    #[test]
    fn who_wrote_a_commit_is_not_independent() {
        let authors = || Some(Ok(vec![author("Ada A", "ada@example.org"), author("Bob", "bob@example.org")]));
        assert_eq!(judged(decision("Eve", "eve@example.org"), authors()), [""; 0]);
        for (name, email) in [("ada a", "x@example.org"), ("Somebody", "BOB@example.org")] {
            assert_eq!(judged(decision(name, email), authors()), ["not-independent"], "{name} {email}");
        }
    }

    #[test]
    fn where_the_authors_are_not_known_independence_is_open() {
        assert_eq!(judged(decision("Eve", "eve@example.org"), None), ["authors-unknown:a.json"]);
        let unseen = crate::model::Unseen {
            fact: crate::model::FactKind::Changes,
            what: Text::same("commits").into(),
            url: "https://example.org".into(),
            cause: crate::model::Cause::Forbidden,
            needs: crate::model::Access::JobToken,
        };
        assert_eq!(judged(decision("Eve", "eve@example.org"), Some(Err(unseen))), ["authors-unknown:a.json"]);
    }
}
