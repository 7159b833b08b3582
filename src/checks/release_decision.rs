// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use super::{
    evidence::lies_ahead,
    people::{Stated, Terms, missing},
    *,
};
use crate::model::{
    Age, Bond, Claim, Conclusion, Decision, Digests, Evidence, Judgement, ReleaseApproval, SignerTerms, Subject,
    Summary, Text, distinct,
};

/// Somebody who may decided over their signature that this release goes out, knowing this report.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReleaseDecision {
    /// Whose signatures are accepted.
    #[schemars(extend("x-de" = "Wessen Signaturen anerkannt werden.", "minItems" = 1))]
    signers: Vec<SignerTerms>,
    /// How many different ones of them must have approved.
    #[serde(default = "one")]
    #[schemars(range(min = 1), extend("x-de" = "Wie viele verschiedene davon zugestimmt haben müssen."))]
    threshold: u32,
    /// The roles in which it may be decided; any when left out.
    #[serde(default)]
    #[schemars(extend("x-de" = "Die Rollen, in denen entschieden werden darf; ohne Angabe jede.", "minItems" = 1))]
    roles: Vec<String>,
    /// The greatest age of the decision.
    #[serde(default)]
    #[schemars(extend("x-de" = "Das Höchstalter der Entscheidung."))]
    max_age: Option<Age>,
    /// Whether it must be decided by nobody who wrote a commit of this release.
    #[serde(default = "yes")]
    #[schemars(extend("x-de" = "Ob niemand entscheiden darf, der einen Commit dieses Releases schrieb."))]
    independent_of_authors: bool,
    /// The kinds of assessments whose persons and signers must not decide.
    #[serde(default)]
    #[schemars(extend("x-de" = "Die Arten von Beurteilungen, deren Personen und Unterzeichnende nicht entscheiden dürfen."))]
    not_also: Vec<String>,
}

const fn one() -> u32 {
    1
}

const fn yes() -> bool {
    true
}

impl Check for ReleaseDecision {
    const ABOUT: About = About {
        id: "release-decision",
        title: Words { en: "Somebody decided to release it", de: "Die Freigabe ist entschieden" },
        question: Words {
            en: "Did somebody who may decide over their signature that these artifacts go out, knowing the report in which nothing else was open?",
            de: "Hat eine berechtigte Person mit ihrer Signatur entschieden, dass diese Artefakte ausgeliefert werden, in Kenntnis des Berichts, in dem sonst nichts offen war?",
        },
        why: Words {
            en: "A machine can hold evidence against rules; answering for what goes out is for people, and must be traceable to them.",
            de: "Eine Maschine kann Nachweise an Regeln messen; die Auslieferung verantworten müssen Menschen, und das muss ihnen zuzuordnen sein.",
        },
        remedy: Words {
            en: "Run `freigabe check --report json=FILE`, settle what else is open, have the decision over that file signed (`freigabe attest approval`), put both among the evidence and run again.",
            de: "`freigabe check --report json=DATEI` ausführen, alles andere Offene klären, die Entscheidung über diese Datei signieren lassen (`freigabe attest approval`), beides zu den Nachweisen legen und erneut prüfen.",
        },
        maps_to: &[
            ("bsi-grundschutz-2023", "OPS.1.1.6.A4"),
            ("bsi-grundschutz-2023", "OPS.1.1.3.A1"),
            ("bsi-grundschutz-2023", "SYS.1.6.A13"),
            ("eu-cra", "Annex I Part I (1)"),
            ("osps-baseline", "OSPS-SA-03.01"),
        ],
        example: "- check: release-decision\n  with:\n    signers: [{ key: release-manager }]\n    roles: [release-manager]\n    max_age: 7 days\n    not_also: [pentest, security-assessment]\n  effect: block\n",
    };
    const WAY_TO_EVIDENCE: Words = Self::ABOUT.remedy;

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        let is_decision = |evidence: &&Evidence| matches!(evidence.statement.claim, Claim::Approval(_));
        let all: Vec<&Evidence> = dossier.evidence.iter().map(AsRef::as_ref).filter(is_decision).collect();
        if all.is_empty() {
            examination.gaps.push(missing("approval"));
        }
        let counting = all.into_iter().filter(|evidence| counts(evidence, &mut examination));
        let stated = counting.filter_map(Stated::of).map(|(_, stated)| stated).collect();
        let accepted = self.terms().accepted(stated, dossier, &mut examination);
        if !accepted.is_empty() {
            self.judge_all(&accepted, dossier, &mut examination);
        }
        examination
    }
}

impl ReleaseDecision {
    fn terms(&self) -> Terms<'_> {
        Terms {
            signers: &self.signers,
            roles: &self.roles,
            independent_of_authors: self.independent_of_authors,
            not_also: &self.not_also,
            max_age: self.max_age,
        }
    }

    /// Of every signer the newest decision counts; each of these must hold, and none may be against it.
    fn judge_all(&self, newest_first: &[Stated<'_>], dossier: &Dossier, examination: &mut Examination) {
        let mut deciding: Vec<&Stated<'_>> = Vec::new();
        for stated in newest_first {
            let known = distinct(deciding.iter().flat_map(|one| self.signers_of(one, dossier)));
            let with = distinct(known.iter().copied().chain(self.signers_of(stated, dossier)));
            if with.len() > known.len() {
                deciding.push(stated);
            }
        }
        for stated in &deciding {
            self.terms().judge(stated, dossier, examination);
            if let Claim::Approval(approval) = &stated.evidence.statement.claim {
                judge_decision(stated, approval, dossier, examination);
            }
        }
        let number = deciding.iter().map(|one| number_agreeing(one, &deciding)).max().unwrap_or(0);
        let wanted = self.threshold.max(1);
        if (number as u64) < u64::from(wanted)
            && let Some(stated) = deciding.first()
        {
            let message = Text::new(
                format!("wanted decisions over one report by {wanted} different persons and signers, got {number}"),
                format!(
                    "Verlangt sind Entscheidungen von {wanted} verschiedenen Personen und Unterzeichnenden über einen Bericht, es sind {number}"
                ),
            );
            examination.violations.push(stated.violation("too-few-signers", message));
        }
    }

    fn signers_of<'s>(&self, stated: &Stated<'s>, dossier: &Dossier) -> Vec<&'s crate::model::Signer> {
        stated.evidence.trust.accepted(&self.signers, &dossier.release)
    }
}

/// How many different persons decided over the report of `one`. Each brought a signer of their own.
fn number_agreeing(one: &Stated<'_>, deciding: &[&Stated<'_>]) -> usize {
    fn report<'d>(stated: &Stated<'d>) -> Option<&'d Digests> {
        match &stated.evidence.statement.claim {
            Claim::Approval(approval) => Some(&approval.report.digests),
            _ => None,
        }
    }
    let is_over_it = |other: &&&Stated<'_>| {
        report(one).is_some_and(|report_of_one| report(other).is_some_and(|other| report_of_one.agree(other)))
    };
    let mut persons: Vec<&Stated<'_>> = Vec::new();
    for stated in deciding.iter().filter(is_over_it) {
        if !persons.iter().any(|known| known.is_same_person(stated)) {
            persons.push(stated);
        }
    }
    persons.len()
}

/// Holds one decision against the release and the report that it names.
fn judge_decision(stated: &Stated<'_>, approval: &ReleaseApproval, dossier: &Dossier, examination: &mut Examination) {
    if approval.decision == Decision::Rejected {
        let message = Text::new(
            format!("`{}` decided against the release", stated.person.name),
            format!("`{}` hat gegen die Freigabe entschieden", stated.person.name),
        );
        examination.violations.push(stated.violation("rejected", message));
    }
    let other = stated.evidence.statement.subjects.iter().find_map(|subject| match subject {
        Subject::Commit(commit) if Some(commit) != dossier.release.commit.as_ref() => Some(commit),
        _ => None,
    });
    if let Some(commit) = other {
        let message = Text::new(
            format!("the decision is about another commit, {commit}"),
            format!("Die Entscheidung betrifft einen anderen Commit, {commit}"),
        );
        examination.violations.push(stated.violation("another-commit", message));
    }
    for (index, artifact) in dossier.artifacts() {
        let named = matches!(&stated.evidence.bond, Bond::Named { artifacts, .. } if artifacts.contains(&index));
        if !named {
            let name = &artifact.name;
            let message = Text::new(
                format!("the decision does not name the digest of `{name}`"),
                format!("Die Entscheidung nennt den Hashwert von `{name}` nicht"),
            );
            examination.violations.push(stated.violation(&format!("not-approved:{name}"), message));
        }
    }
    let Some(report) = report_of(&approval.report.digests, dossier) else {
        let message = Text::new(
            "the report that was decided upon is not among the evidence, or no rule decided in it, so nobody can tell what was known; put the JSON report of this gate there",
            "Der Bericht, über den entschieden wurde, liegt nicht bei den Nachweisen, oder keine Regel entschied darin; was bekannt war, ist nicht zu erkennen; den JSON-Bericht dieser Prüfung dazulegen",
        );
        examination.gap("report-unknown", message);
        return;
    };
    examination.rely_on(report.evidence.id);
    let no_verdict = no_verdict(&report, stated, dossier).into_iter().map(|(matter, text)| (matter.to_owned(), text));
    let wrong = wrong_report(&report, dossier).into_iter().chain(no_verdict);
    examination.violations.extend(wrong.map(|(matter, message)| stated.violation(&matter, message)));
}

/// A report of ours, as far as a decision over it is looked at.
struct Decided<'d> {
    evidence: &'d Evidence,
    judgement: &'d Judgement,
    unsettled: &'d [(Box<str>, Box<str>)],
}

/// The report of ours with this digest.
fn report_of<'d>(digests: &Digests, dossier: &'d Dossier) -> Option<Decided<'d>> {
    dossier.evidence.iter().find_map(|evidence| match &evidence.statement.claim {
        Claim::Summary(Summary { judgement: Some(judgement), unsettled: Some(unsettled), .. }) => {
            let own: Digests = [evidence.origin.sha256.clone()].into_iter().collect();
            own.agree(digests).then_some(Decided { evidence, judgement, unsettled })
        }
        _ => None,
    })
}

/// What the report that was decided upon says that speaks against the decision.
fn wrong_report(report: &Decided<'_>, dossier: &Dossier) -> Vec<(String, Text)> {
    let mut wrong = Vec::new();
    let Decided { judgement, unsettled, .. } = report;
    let covered = |digests: &Digests| judgement.artifacts.iter().any(|(_, known)| known.agree(digests));
    let release = &dossier.release;
    let is_other = judgement.commit != release.commit
        || judgement.reference != release.reference
        || judgement.environment != release.environment;
    if is_other || !dossier.artifacts().all(|(_, artifact)| covered(&artifact.digests)) {
        wrong.push((
            "report-of-another-release".to_owned(),
            Text::new(
                "the report that was decided upon is about another commit, branch or tag, another environment or other artifacts",
                "Der Bericht, über den entschieden wurde, betrifft einen anderen Commit, Branch oder Tag, eine andere Umgebung oder andere Artefakte",
            ),
        ));
    }
    if dossier.policy.as_ref() != Some(&judgement.policy) {
        let other = &judgement.policy;
        wrong.push((
            "report-under-another-policy".to_owned(),
            Text::new(
                format!("the report that was decided upon judged by another policy, `{other}`; have one decided upon that this policy made"),
                format!("Der Bericht, über den entschieden wurde, urteilte nach einer anderen Richtlinie, `{other}`; über einen nach dieser Richtlinie entscheiden lassen"),
            ),
        ));
    }
    if dossier.given.waivers.iter().any(|waivers| !judgement.waivers.contains(waivers)) {
        wrong.push((
            "waivers-since".to_owned(),
            Text::new(
                "the report that was decided upon did not know all of these waivers; have one decided upon that does",
                "Der Bericht, über den entschieden wurde, kannte nicht alle diese Ausnahmen; über einen entscheiden lassen, der sie kennt",
            ),
        ));
    }
    for (rule, _) in unsettled.iter().filter(|(_, check)| **check != *ReleaseDecision::ABOUT.id) {
        wrong.push((
            format!("undecided-then:{rule}"),
            Text::new(
                format!("the rule `{rule}` was not satisfied in the report that was decided upon"),
                format!("Die Regel `{rule}` war in dem Bericht, über den entschieden wurde, nicht erfüllt"),
            ),
        ));
    }
    wrong
}

/// Why the report that was decided upon is no verdict that could be approved at that time.
fn no_verdict(report: &Decided<'_>, stated: &Stated<'_>, dossier: &Dossier) -> Vec<(&'static str, Text)> {
    let mut wrong = Vec::new();
    let Decided { judgement, unsettled, .. } = report;
    let at = judgement.at;
    if judgement.advisory {
        wrong.push((
            "report-advisory",
            Text::new(
                "the report that was decided upon is of a run that only advised",
                "Der Bericht, über den entschieden wurde, stammt von einem Lauf, der nur beriet",
            ),
        ));
    }
    let is_awaited = unsettled.iter().any(|(_, check)| **check == *ReleaseDecision::ABOUT.id);
    let is_open = judgement.conclusion == Conclusion::Undecided && !is_awaited;
    if judgement.conclusion == Conclusion::Blocked || is_open {
        let name = judgement.conclusion.name();
        wrong.push((
            "report-verdict",
            Text::new(
                format!("the report that was decided upon ended with `{name}`, and not only because a decision was missing"),
                format!("Der Bericht, über den entschieden wurde, endete mit `{name}`, und nicht nur, weil eine Entscheidung fehlte"),
            ),
        ));
    }
    if lies_ahead(at, dossier.at) || lies_ahead(at, stated.latest()) {
        let date = stated.date;
        wrong.push((
            "report-later",
            Text::new(
                format!("the report that was decided upon is of {at}, after the decision ({date}) or this run"),
                format!("Der Bericht, über den entschieden wurde, ist vom {at}, also nach der Entscheidung ({date}) oder dieser Prüfung"),
            ),
        ));
    }
    wrong
}
