// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use std::{collections::BTreeSet, sync::Arc};

use super::{
    evidence::lies_ahead,
    forge::{fact, gap, not_whole, seen},
    *,
};
use crate::model::{
    Approval, Changes, Commit, Evidence, ForgeCommit, Gap, Grounds, Member, MergeRequest, Percent, Place, SetAside,
    Text, Timestamp, Violation,
};

/// Every change came through a merge request that others than its authors approved. Who wrote a commit is known by name and address only, so an approval by somebody who may have written it does not count. Asks GitLab (`--gitlab`).
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Reviewed {
    /// How many others than the authors must have approved each merge request.
    #[schemars(range(min = 1), extend("x-de" = "Wie viele andere als die Urheber jedem Merge-Request zugestimmt haben müssen."))]
    approvals: u64,
    /// The least role in the project of those whose approval counts, as of the time GitLab was asked.
    #[schemars(extend("x-de" = "Die kleinste Rolle im Projekt, mit der eine Zustimmung zählt; es gilt der Stand, als GitLab gefragt wurde."))]
    role: Role,
    /// Which changes are looked at.
    #[schemars(extend("x-de" = "Welche Änderungen betrachtet werden."))]
    changes: Scope,
    /// The share of changes in percent that must be reviewed; a merge request and a commit outside of any count as one each. What is left over is listed and does not count.
    #[schemars(extend("x-de" = "Der Anteil der Änderungen in Prozent, der geprüft sein muss; ein Merge-Request und ein Commit außerhalb eines solchen zählen je einmal. Der Rest ist aufgeführt und zählt nicht."))]
    share: Percent,
}

/// Which changes are looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Scope {
    /// Everything since the last release, commits outside of merge requests included.
    #[default]
    SinceRelease,
    /// The merge requests merged within the last half year.
    HalfYear,
}

/// The least role in the project.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Role {
    /// Whoever may approve.
    #[default]
    Any,
    /// Developers and above.
    Developer,
    /// Maintainers and above.
    Maintainer,
    /// Owners.
    Owner,
}

impl Role {
    /// The number that GitLab gives it, with the words for its holders; `None` where any counts.
    const fn least(self) -> Option<(u64, &'static str, &'static str)> {
        match self {
            Self::Any => None,
            Self::Developer => Some((30, "developers", "Developern")),
            Self::Maintainer => Some((40, "maintainers", "Maintainern")),
            Self::Owner => Some((50, "owners", "Ownern")),
        }
    }
}

impl Default for Reviewed {
    fn default() -> Self {
        Self { approvals: 1, role: Role::Any, changes: Scope::SinceRelease, share: Percent::ALL }
    }
}

impl Check for Reviewed {
    const ABOUT: About = About {
        id: "reviewed",
        title: Words { en: "Changes were reviewed", de: "Änderungen wurden geprüft" },
        question: Words {
            en: "Did every change since the last release come through a merge request that others than its authors approved?",
            de: "Kam jede Änderung seit dem letzten Release durch einen Merge-Request, dem andere als die Urheber zugestimmt haben?",
        },
        why: Words {
            en: "What nobody else has looked at can hold a mistake or a backdoor of a single person.",
            de: "Was niemand sonst gesehen hat, kann den Fehler oder die Hintertür einer einzelnen Person enthalten.",
        },
        remedy: Words {
            en: "Have the changes named looked at by somebody else, and protect the branch so that changes come through merge requests only.",
            de: "Die genannten Änderungen von einer anderen Person prüfen lassen und den Zweig so schützen, dass Änderungen nur durch Merge-Requests kommen.",
        },
        maps_to: &[
            ("bsi-grundschutz-2023", "CON.8.A7"),
            ("bsi-grundschutz-2023", "OPS.1.1.3.A5"),
            ("eu-cra", "Annex I Part I (2)(f)"),
            ("nist-ssdf", "PW.7.1"),
            ("osps-baseline", "OSPS-QA-07.01"),
            ("slsa", "Source L4"),
        ],
        example: "- check: reviewed\n  with:\n    approvals: 1\n  effect: block\n",
    };

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        let Some((evidence, changes)) = fact::<Changes>(dossier, &mut examination) else { return examination };
        let accounts = match self.role.least() {
            None => None,
            Some((least, ..)) => {
                let Some((_, members)) = fact::<Vec<Member>>(dossier, &mut examination) else { return examination };
                let holders = members.iter().filter(|member| member.role >= least);
                Some(holders.map(|member| member.user.id).collect())
            }
        };
        let counting = Counting { at: dossier.at, accounts };
        self.judge(evidence, changes, &counting, &mut examination);
        examination
    }
}

/// What counts in a run.
struct Counting {
    at: Timestamp,
    /// The accounts whose approval counts; `None` for any.
    accounts: Option<BTreeSet<u64>>,
}

impl Counting {
    fn is_counting(&self, approval: &Approval) -> bool {
        self.accounts.as_ref().is_none_or(|accounts| accounts.contains(&approval.user.id))
    }
}

impl Reviewed {
    fn judge(&self, evidence: &Evidence, changes: &Changes, counting: &Counting, examination: &mut Examination) {
        let (commits, requests) = (seen(&changes.commits, examination), seen(&changes.requests, examination));
        let (Some(commits), Some(requests)) = (commits, requests) else { return };
        if self.changes == Scope::SinceRelease
            && let Some(gap) = not_whole(changes, commits)
        {
            return examination.gaps.push(gap);
        }
        let mut unreviewed = Vec::new();
        let mut looked_at = 0_u64;
        let new: BTreeSet<&Commit> = commits.iter().map(|commit| &commit.id).collect();
        let merged = requests.iter().filter(|request| request.went_into(&changes.target_branch));
        for request in merged.filter(|request| self.concerns(request, &new, counting.at)) {
            looked_at = looked_at.saturating_add(1);
            if let Some(merged) = request.merged_at.filter(|merged| lies_ahead(*merged, counting.at)) {
                examination.gaps.push(merged_ahead(request, merged));
                continue;
            }
            let others = request.approvals_by_others();
            let others = others.map(|others| others.iter().filter(|by| counting.is_counting(by)).count());
            match others {
                Ok(others) if others as u64 >= self.approvals => {}
                Ok(others) => unreviewed.push(self.unapproved(evidence, request, others)),
                Err(unseen) => examination.gaps.push(gap(&unseen)),
            }
        }
        if self.changes == Scope::SinceRelease {
            let direct = changes.direct_commits().unwrap_or_default();
            looked_at = looked_at.saturating_add(direct.len() as u64);
            unreviewed.extend(direct.iter().map(|commit| outside(evidence, commit, changes)));
        }
        examination.remarks.push(told(changes, looked_at));
        if looked_at == 0 {
            let message = Text::new("there are no changes to look at", "Es gibt keine Änderungen zu betrachten");
            return examination.gap("no-changes", message);
        }
        let reviewed = looked_at.saturating_sub(unreviewed.len() as u64);
        if unreviewed.is_empty() || !self.share.is_reached(reviewed, looked_at) {
            return examination.violations.extend(unreviewed);
        }
        let Percent(share) = self.share;
        let reason = Text::new(
            format!("reviewed changes: {reviewed} of {looked_at}, and {share} % are asked for"),
            format!("Geprüfte Änderungen: {reviewed} von {looked_at}, verlangt sind {share} %"),
        );
        let reason = Arc::new(Grounds { text: reason, until: None });
        let aside = |violation| SetAside { violation, reason: Arc::clone(&reason) };
        examination.set_aside.extend(unreviewed.into_iter().map(aside));
    }

    /// Whether a merge request is among the changes looked at.
    fn concerns(&self, request: &MergeRequest, new: &BTreeSet<&Commit>, at: Timestamp) -> bool {
        match self.changes {
            Scope::HalfYear => {
                const HALF_YEAR: i64 = 183 * 86_400;
                let age = |merged: Timestamp| at.as_second().saturating_sub(merged.as_second());
                request.merged_at.is_none_or(|merged| age(merged) <= HALF_YEAR)
            }
            Scope::SinceRelease => {
                // One whose commits are not seen may have brought something.
                request.commits.is_err() || request.brought().any(|commit| new.contains(commit))
            }
        }
    }

    fn unapproved(&self, evidence: &Evidence, request: &MergeRequest, others: usize) -> Violation {
        let (number, wanted) = (request.number, self.approvals);
        let (own, own_de) = match request.author_approved() {
            Ok(true) => {
                ("; an approval by one of its authors does not count", "; die Zustimmung eines Urhebers zählt nicht")
            }
            _ => ("", ""),
        };
        let (role, role_de) = self.role.least().map_or_else(Default::default, |(_, en, de)| {
            (format!(" who are {en}"), format!(" mit der Rolle von {de}"))
        });
        let message = Text::new(
            format!(
                "approvals of merge request !{number} by others than its authors{role}: wanted {wanted}, got {others}{own}"
            ),
            format!(
                "Zustimmungen zum Merge-Request !{number} von anderen als den Urhebern{role_de}: verlangt {wanted}, vorhanden {others}{own_de}"
            ),
        );
        Violation::new(format!("unreviewed:!{number}"), message)
            .about(format!("!{number}"))
            .seen_in(evidence.id, Place::Whole)
    }
}

fn merged_ahead(request: &MergeRequest, merged: Timestamp) -> Gap {
    let number = request.number;
    let message = Text::new(
        format!("merge request !{number} is told to be merged at {merged}, after the time that counts as now"),
        format!(
            "Der Merge-Request !{number} soll am {merged} angenommen worden sein, nach dem Zeitpunkt, der als jetzt gilt"
        ),
    );
    Gap { matters: format!("merged-ahead:!{number}").into(), message, evidence: None }
}

/// A commit that no merge request brought in.
fn outside(evidence: &Evidence, commit: &ForgeCommit, changes: &Changes) -> Violation {
    let (id, branch) = (&commit.id, &changes.target_branch);
    let message = Text::new(
        format!("commit {id} came into `{branch}` outside of a merge request: {}", commit.title),
        format!("Commit {id} kam außerhalb eines Merge-Requests in `{branch}`: {}", commit.title),
    );
    Violation::new(format!("direct-commit:{id}"), message).about(id.as_str()).seen_in(evidence.id, Place::Whole)
}

fn told(changes: &Changes, looked_at: u64) -> Text {
    match &changes.since {
        Some((tag, _)) => Text::new(
            format!("changes looked at: {looked_at}; the release before is `{tag}`"),
            format!("Betrachtete Änderungen: {looked_at}; das Release davor ist `{tag}`"),
        ),
        None => Text::new(
            format!("changes looked at: {looked_at}; there is no release before"),
            format!("Betrachtete Änderungen: {looked_at}; ein früheres Release gibt es nicht"),
        ),
    }
}
