// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Commits, tags, releases, and how changes came in.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Seen, Unseen};
use crate::model::{Commit, Timestamp, same_person};

/// Somebody with an account on the forge.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// The number of the account.
    pub id: u64,
    /// The name of the account.
    pub username: Box<str>,
    /// The name shown.
    pub name: Box<str>,
}

/// Who a commit says wrote it. Anybody can write any name there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Author {
    /// The name.
    pub name: Box<str>,
    /// The address.
    pub email: Box<str>,
}

/// A commit, as the forge tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForgeCommit {
    /// Its id.
    pub id: Commit,
    /// The ids of those before it; two or more for a merge.
    pub parents: Vec<Commit>,
    /// The first line of its message.
    pub title: Box<str>,
    /// Who wrote it, by its own word.
    pub author: Author,
    /// Who committed it, by its own word.
    pub committer: Author,
    /// When it was written, by its own word.
    pub authored_at: Option<Timestamp>,
    /// When it was committed, by its own word.
    pub committed_at: Option<Timestamp>,
    /// Whether it is signed; `None` where that was not asked.
    #[serde(default, with = "super::written::optional")]
    pub signature: Option<Seen<ForgeSignature>>,
}

/// What the forge says about a signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ForgeSignature {
    /// The thing is there and has no signature.
    Unsigned,
    /// It has one.
    Signed {
        /// What sort of signature.
        kind: SignatureKind,
        /// What the forge makes of it.
        verification: Verification,
        /// The key or certificate: a fingerprint, a key id or a subject, where it is told.
        key: Option<Box<str>>,
    },
}

/// A sort of signature.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum SignatureKind {
    /// OpenPGP.
    Pgp,
    /// X.509.
    X509,
    /// SSH.
    Ssh,
    /// Another, in the words of the forge.
    Other(Box<str>),
}

/// What the forge makes of a signature (`verification_status`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Verification {
    /// Good, by a key of the committer.
    Verified,
    /// Made by the forge itself for a change through its pages (`verified_system`).
    VerifiedSystem,
    /// Not verified.
    Unverified,
    /// Good, by a key of the committer whose address is another.
    SameUserDifferentEmail,
    /// Good, by a key of somebody else.
    OtherUser,
    /// The key is known and not confirmed.
    UnverifiedKey,
    /// The key is not known.
    UnknownKey,
    /// There is more than one signature.
    MultipleSignatures,
    /// The key was revoked.
    RevokedKey,
    /// Another word of the forge.
    Other(Box<str>),
    /// The forge does not say.
    NotStated,
}

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForgeTag {
    /// Its name.
    pub name: Box<str>,
    /// The commit that it points at.
    pub commit: Commit,
    /// Whether it is an object of its own (annotated), which alone can be signed.
    pub is_annotated: bool,
    /// Whether it is protected; `None` where the forge does not say.
    pub is_protected: Option<bool>,
    /// When it was made, and for a tag without an object of its own when its commit was made.
    pub made_at: Option<Timestamp>,
    /// Whether it is signed; `None` where that was not asked. The forge looks at X.509 signatures
    /// of tags only.
    #[serde(default, with = "super::written::optional")]
    pub signature: Option<Seen<ForgeSignature>>,
}

/// A release on the forge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForgeRelease {
    /// Its tag.
    pub tag: Box<str>,
    /// Its name.
    pub name: Box<str>,
    /// The commit; `None` where the tag is gone.
    pub commit: Option<Commit>,
    /// When it was released.
    pub released_at: Option<Timestamp>,
    /// Whether it is still to come.
    pub is_upcoming: bool,
    /// The links to what belongs to it: name and address.
    pub links: Vec<(Box<str>, Box<str>)>,
}

/// What changed since the release before this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Changes {
    /// The release before: its tag and commit; `None` when there is none, and everything changed.
    pub since: Option<(Box<str>, Commit)>,
    /// The commit that is released.
    pub until: Commit,
    /// The branch that merge requests go into.
    pub target_branch: Box<str>,
    /// The commits that are new, newest first.
    #[serde(with = "super::written::seen")]
    pub commits: Seen<Vec<ForgeCommit>>,
    /// The merge requests that brought a new commit in or were merged in the last months, by number.
    #[serde(with = "super::written::seen")]
    pub requests: Seen<Vec<MergeRequest>>,
}

/// A merge request that was merged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MergeRequest {
    /// Its number in the project.
    pub number: u64,
    /// The branch that it went into.
    pub target_branch: Box<str>,
    /// Who opened it.
    pub author: User,
    /// Who merged it.
    pub merged_by: Option<User>,
    /// When it was opened.
    pub created_at: Option<Timestamp>,
    /// When it was merged.
    pub merged_at: Option<Timestamp>,
    /// The last commit of its branch.
    pub head: Option<Commit>,
    /// The commit that merged it, where one was made.
    pub merge_commit: Option<Commit>,
    /// The commit that its commits became, where they became one.
    pub squash_commit: Option<Commit>,
    /// Its commits, newest first.
    #[serde(with = "super::written::seen")]
    pub commits: Seen<Vec<ForgeCommit>>,
    /// The approvals that were in force when it was merged.
    #[serde(with = "super::written::seen")]
    pub approvals: Seen<Vec<Approval>>,
}

/// An approval of a merge request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// Who approved.
    pub user: User,
    /// When, where the forge says it.
    pub at: Option<Timestamp>,
}

/// Commits and tags of the last months.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct History {
    /// The branch that was looked at.
    pub branch: Box<str>,
    /// Since when.
    pub since: Timestamp,
    /// The commits on the branch since then, newest first.
    #[serde(with = "super::written::seen")]
    pub commits: Seen<Vec<ForgeCommit>>,
    /// The tags made since then, newest first.
    #[serde(with = "super::written::seen")]
    pub tags: Seen<Vec<ForgeTag>>,
}

impl User {
    /// Whether this account may be who a commit names: by the forge's own private address of the
    /// account, or by name. It errs on the side of yes, since no address of an account is told.
    pub fn may_be(&self, author: &Author) -> bool {
        let (id, name) = (self.id.to_string(), self.username.to_lowercase());
        let email = author.email.to_lowercase();
        let (local, domain) = email.split_once('@').unwrap_or((&email, ""));
        let private = domain.contains("noreply") && local.strip_prefix(&id).is_some_and(|rest| rest.starts_with('-'));
        private || local == name || [&self.name, &self.username].iter().any(|own| same_person(own, &author.name))
    }
}

impl MergeRequest {
    /// Whether `user` opened it or may have written or committed any of its commits. A commit whose
    /// commits are not seen may be anybody's, so the answer is then not known.
    pub fn is_by(&self, user: &User) -> Seen<bool> {
        if user.id == self.author.id {
            return Ok(true);
        }
        let commits = self.commits.as_ref().map_err(Clone::clone)?;
        Ok(commits.iter().any(|commit| user.may_be(&commit.author) || user.may_be(&commit.committer)))
    }

    /// Whether it was merged, and into this branch.
    pub fn went_into(&self, branch: &str) -> bool {
        self.merged_at.is_some() && *self.target_branch == *branch
    }

    /// The approvals by somebody who did not write any of it, given when its newest commit was there and
    /// before it was merged. An approval without a time may be older than that, and a commit without one
    /// newer; where no commit is told, none of them was seen.
    pub fn approvals_by_others(&self) -> Seen<Vec<&Approval>> {
        let approvals = self.approvals.as_ref().map_err(Clone::clone)?;
        let commits = self.commits.as_ref().map_err(Clone::clone)?;
        let saw =
            |commit: &ForgeCommit, at: Option<Timestamp>| commit.committed_at.is_some_and(|made| at >= Some(made));
        let in_time = |approval: &Approval| self.merged_at.is_none_or(|merged| approval.at <= Some(merged));
        let mut others = Vec::new();
        for approval in approvals.iter().filter(|approval| in_time(approval)) {
            let saw_all = !commits.is_empty() && commits.iter().all(|commit| saw(commit, approval.at));
            if saw_all && !self.is_by(&approval.user)? {
                others.push(approval);
            }
        }
        others.sort_by_key(|approval| approval.user.id);
        others.dedup_by_key(|approval| approval.user.id);
        Ok(others)
    }

    /// Whether somebody approved who wrote any of it.
    pub fn author_approved(&self) -> Seen<bool> {
        let approvals = self.approvals.as_ref().map_err(Clone::clone)?;
        for approval in approvals {
            if self.is_by(&approval.user)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The commits that it brought in, one of them perhaps twice.
    pub fn brought(&self) -> impl Iterator<Item = &Commit> {
        let named = [&self.head, &self.merge_commit, &self.squash_commit].into_iter().flatten();
        named.chain(self.commits.iter().flatten().map(|commit| &commit.id))
    }

    fn unseen(&self) -> impl Iterator<Item = &Unseen> {
        [self.commits.as_ref().err(), self.approvals.as_ref().err()].into_iter().flatten()
    }
}

impl ForgeTag {
    /// What of it the forge did not show.
    pub(super) fn unseen(&self) -> impl Iterator<Item = &Unseen> {
        self.signature.iter().filter_map(|seen| seen.as_ref().err())
    }
}

impl Changes {
    /// Whether `commits` are all that is new: the commit that is released is among them, and one of
    /// them follows on the release before. Otherwise that is no ancestor, and what it holds beside
    /// says nothing of this release.
    pub fn are_whole(&self, commits: &[ForgeCommit]) -> bool {
        commits.iter().any(|commit| commit.id == self.until)
            && self.since.as_ref().is_none_or(|(_, before)| follows(commits, before))
    }

    /// The new commits that no merge request brought into the branch.
    pub fn direct_commits(&self) -> Seen<Vec<&ForgeCommit>> {
        let commits = self.commits.as_ref().map_err(Clone::clone)?;
        let requests = self.requests.as_ref().map_err(Clone::clone)?;
        let merged = requests.iter().filter(|request| request.went_into(&self.target_branch));
        let brought: BTreeSet<&Commit> = merged.flat_map(MergeRequest::brought).collect();
        Ok(commits.iter().filter(|commit| !brought.contains(&commit.id)).collect())
    }

    /// What of them the forge did not show.
    pub(super) fn unseen(&self) -> Vec<&Unseen> {
        let own = [self.commits.as_ref().err(), self.requests.as_ref().err()];
        let signatures = self.commits.iter().flatten().filter_map(|commit| commit.signature.as_ref()?.as_ref().err());
        own.into_iter()
            .flatten()
            .chain(signatures)
            .chain(self.requests.iter().flatten().flat_map(MergeRequest::unseen))
            .collect()
    }
}

/// Whether one of the commits comes right after `before`. Of the commits that are not in the history of
/// an ancestor one always does.
fn follows(commits: &[ForgeCommit], before: &Commit) -> bool {
    commits.iter().any(|commit| commit.parents.contains(before))
}

impl From<&str> for Verification {
    fn from(word: &str) -> Self {
        match word {
            "verified" => Self::Verified,
            "verified_system" => Self::VerifiedSystem,
            "unverified" => Self::Unverified,
            "same_user_different_email" => Self::SameUserDifferentEmail,
            "other_user" => Self::OtherUser,
            "unverified_key" => Self::UnverifiedKey,
            "unknown_key" => Self::UnknownKey,
            "multiple_signatures" => Self::MultipleSignatures,
            "revoked_key" => Self::RevokedKey,
            "" => Self::NotStated,
            other => Self::Other(other.into()),
        }
    }
}

impl Verification {
    /// The word of the forge.
    pub fn name(&self) -> &str {
        match self {
            Self::Verified => "verified",
            Self::VerifiedSystem => "verified_system",
            Self::Unverified => "unverified",
            Self::SameUserDifferentEmail => "same_user_different_email",
            Self::OtherUser => "other_user",
            Self::UnverifiedKey => "unverified_key",
            Self::UnknownKey => "unknown_key",
            Self::MultipleSignatures => "multiple_signatures",
            Self::RevokedKey => "revoked_key",
            Self::Other(word) => word,
            Self::NotStated => "not stated",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Access, Cause, FactKind, Text, Unseen};

    fn user(id: u64, username: &str, name: &str) -> User {
        User { id, username: username.into(), name: name.into() }
    }

    fn author(name: &str, email: &str) -> Author {
        Author { name: name.into(), email: email.into() }
    }

    fn commit(digit: char, by: Author) -> ForgeCommit {
        ForgeCommit {
            id: digit.to_string().repeat(40).parse().unwrap(),
            parents: Vec::new(),
            title: "t".into(),
            committer: by.clone(),
            author: by,
            authored_at: None,
            committed_at: Some(Timestamp::UNIX_EPOCH),
            signature: None,
        }
    }

    fn request(commits: Seen<Vec<ForgeCommit>>, approvers: &[User]) -> MergeRequest {
        MergeRequest {
            number: 1,
            target_branch: "main".into(),
            author: user(1, "ada", "Ada A"),
            merged_by: None,
            created_at: None,
            merged_at: Some(Timestamp::UNIX_EPOCH),
            head: None,
            merge_commit: None,
            squash_commit: None,
            commits,
            approvals: Ok(approvers
                .iter()
                .map(|user| Approval { user: user.clone(), at: Some(Timestamp::UNIX_EPOCH) })
                .collect()),
        }
    }

    #[test]
    fn an_account_is_who_a_commit_names_by_name_or_private_address() {
        let bob = user(7, "bob", "Bob B");
        for (name, email) in
            [("bob b", "x@y"), ("x", "7-bob@users.noreply.gitlab.example"), ("x", "BOB@corp.example"), ("bob", "")]
        {
            assert!(bob.may_be(&author(name, email)), "{name} {email}");
        }
        for (name, email) in [("Eve", "eve@y"), ("x", "77-eve@users.noreply.gitlab.example"), ("", "")] {
            assert!(!bob.may_be(&author(name, email)), "{name} {email}");
        }
    }

    #[test]
    fn who_wrote_any_of_it_is_no_other_and_nobody_counts_twice() {
        let (ada, bob, eve) = (user(1, "ada", "Ada A"), user(2, "bob", "Bob B"), user(3, "eve", "Eve E"));
        let commits = vec![commit('a', author("Bob B", "b@x"))];
        let request = request(Ok(commits), &[ada, bob, eve.clone(), eve.clone()]);
        let others: Vec<u64> = request.approvals_by_others().unwrap().iter().map(|approval| approval.user.id).collect();
        assert_eq!(others, [3]);
        assert_eq!(request.author_approved(), Ok(true));
        let until = "f".repeat(40).parse().unwrap();
        let commits = ['a', 'b'].map(|digit| commit(digit, author("x", "y"))).to_vec();
        let (commits, requests) = (Ok(commits), Ok(vec![request]));
        let changes = Changes { since: None, until, target_branch: "main".into(), commits, requests };
        let direct = changes.direct_commits().unwrap();
        assert_eq!(direct.iter().map(|commit| commit.id.as_str()).collect::<Vec<_>>(), ["b".repeat(40)]);
    }

    #[test]
    fn an_approval_before_the_newest_commit_or_by_its_committer_does_not_count() {
        let eve = user(3, "eve", "Eve E");
        let (early, late) = (Timestamp::UNIX_EPOCH, "2026-11-24T10:00:00Z".parse().unwrap());
        for (committed_at, at, committer, counts) in [
            (Some(early), Some(late), "x", 1),
            (Some(late), Some(early), "x", 0),
            (Some(early), None, "x", 0),
            (None, None, "x", 0),
            (None, Some(late), "x", 0),
            (Some(early), Some(late), "Eve E", 0),
        ] {
            let committer = author(committer, "c@x");
            let commit = ForgeCommit { committed_at, committer, ..commit('a', author("x", "y")) };
            let mut request = request(Ok(vec![commit]), &[]);
            request.merged_at = Some(late);
            request.approvals = Ok(vec![Approval { user: eve.clone(), at }]);
            assert_eq!(request.approvals_by_others().unwrap().len(), counts, "{committed_at:?} {at:?}");
            // After the merge it let nothing in any more, and one that brought nothing is not seen whole.
            request.merged_at = Some(early);
            let is_before = at.is_some_and(|at| at <= early);
            assert_eq!(request.approvals_by_others().unwrap().len(), if is_before { counts } else { 0 });
            request.merged_at = Some(late);
            request.commits = Ok(Vec::new());
            assert_eq!(request.approvals_by_others().unwrap().len(), 0);
        }
    }

    #[test]
    fn changes_are_whole_from_the_release_before_to_the_commit_released() {
        let before: Commit = "e".repeat(40).parse().unwrap();
        let (first, newest) = (commit('a', author("x", "y")), commit('b', author("x", "y")));
        let first = ForgeCommit { parents: vec![before.clone()], ..first };
        let changes = Changes {
            since: Some(("v1".into(), before)),
            until: newest.id.clone(),
            target_branch: "main".into(),
            commits: Ok(Vec::new()),
            requests: Ok(Vec::new()),
        };
        assert!(changes.are_whole(&[newest.clone(), first.clone()]));
        assert!(!changes.are_whole(&[]) && !changes.are_whole(&[first]) && !changes.are_whole(&[newest]));
    }

    #[test]
    fn where_the_commits_are_not_seen_nobody_is_known_to_be_another() {
        let unseen = Unseen {
            fact: FactKind::Changes,
            what: Text::same("commits").into(),
            url: "https://x".into(),
            cause: Cause::Forbidden,
            needs: Access::JobToken,
        };
        let request = request(Err(unseen), &[user(3, "eve", "Eve E")]);
        assert!(request.approvals_by_others().is_err());
        assert!(request.author_approved().is_err());
    }
}
