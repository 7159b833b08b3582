// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Whether an earlier verdict speaks for what is about to be released.
//!
//! A verdict that was given is no leave to release whatever comes next: it speaks for one commit, for
//! the bytes it was shown, and not for ever.

use jiff::SignedDuration;

use super::{Age, Artifact, Commit, Conclusion, Digest, Digests, Reference, Release, Text, Timestamp};

/// Clocks of two machines may be this far apart.
const SKEW: SignedDuration = SignedDuration::from_mins(5);

/// What an earlier verdict decided, and about what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// What came out.
    pub conclusion: Conclusion,
    /// Whether that run only advised.
    pub advisory: bool,
    /// The time that counted as now.
    pub at: Timestamp,
    /// The commit.
    pub commit: Option<Commit>,
    /// The branch or tag.
    pub reference: Option<Reference>,
    /// Where the release was to go.
    pub environment: Option<String>,
    /// The rules whose entries do not agree with themselves, or not with a verdict that passed.
    pub contradictions: Vec<String>,
    /// Whether a rule that decides rests on evidence. Without one, no verdict passes.
    pub rests_on_a_rule: bool,
    /// What was to be handed over: names and digests.
    pub artifacts: Vec<(String, Digests)>,
    /// The SHA-256 digest of the policy.
    pub policy: Digest,
    /// The SHA-256 digests of the files of waivers.
    pub waivers: Vec<Digest>,
}

/// What a verdict has to be about to count.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// What is about to be released.
    pub release: &'a Release,
    /// The time that counts as now.
    pub at: Timestamp,
    /// How old the verdict may be.
    pub max_age: Age,
    /// The SHA-256 digest that its policy has to have; `None` for any.
    pub policy: Option<&'a Digest>,
}

/// Why a verdict does not speak for a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Objection {
    /// It blocked.
    Blocked,
    /// It could not decide.
    Undecided,
    /// It only advised.
    Advisory,
    /// It names no commit.
    NoCommit,
    /// It is about another commit.
    OtherCommit(Commit),
    /// It is about another branch or tag, or about none; the first is its own.
    OtherReference(Option<Reference>, Option<Reference>),
    /// It is about another environment, or about none.
    OtherEnvironment(Option<String>),
    /// It is about this environment, and none was named.
    EnvironmentNotNamed(String),
    /// It passed, and this rule of its own says otherwise.
    Contradiction(String),
    /// It passed, and none of its rules decides and rests on evidence.
    NoRule,
    /// It is about nothing of this digest.
    NotJudged(String),
    /// It is about something of this name with another digest.
    OtherDigest(String),
    /// It is about this many artifacts, and none was named to be compared.
    NothingCompared(usize),
    /// It is older than this.
    TooOld(Timestamp, Age),
    /// It was given after the time that counts as now.
    FromTheFuture(Timestamp),
    /// Its policy is another, of this digest.
    OtherPolicy(Digest),
}

impl Judgement {
    /// Why this verdict is none from before `release`, judged at `at`; `None` where it may be.
    pub fn no_earlier_one(&self, release: &Release, at: Timestamp) -> Option<Text> {
        if self.lies_ahead_of(at) {
            let made_at = self.at;
            return Some(Text::new(
                format!("it is of {made_at}, after the time that counts as now, {at}"),
                format!("er ist vom {made_at}, also nach dem Zeitpunkt, der als jetzt gilt: {at}"),
            ));
        }
        let judged = |artifact: &Artifact| self.artifacts.iter().any(|(_, digests)| digests.agree(&artifact.digests));
        let is_same = match (&self.commit, &release.commit) {
            (Some(one), Some(other)) => one == other,
            _ => release.artifacts.iter().any(judged),
        };
        is_same.then(|| Text::new("it is about the very same release", "er betrifft eben diese Freigabe"))
    }

    /// Everything that keeps this verdict from speaking for the release. Nothing when it does.
    pub fn objections(&self, expected: &Expected<'_>) -> Vec<Objection> {
        let of_conclusion = match self.conclusion {
            Conclusion::Passed => None,
            Conclusion::Blocked => Some(Objection::Blocked),
            Conclusion::Undecided => Some(Objection::Undecided),
        };
        let mut objections: Vec<Objection> = of_conclusion.into_iter().collect();
        objections.extend(self.advisory.then_some(Objection::Advisory));
        objections.extend(self.of_commit(expected.release));
        objections.extend(self.of_reference(expected.release));
        objections.extend(self.of_environment(expected.release));
        objections.extend(self.of_rules());
        objections.extend(expected.release.artifacts.iter().filter_map(|artifact| self.of_artifact(artifact)));
        if expected.release.artifacts.is_empty() && !self.artifacts.is_empty() {
            objections.push(Objection::NothingCompared(self.artifacts.len()));
        }
        objections.extend(self.of_time(expected));
        let is_other = |policy: &&Digest| **policy != self.policy;
        objections.extend(expected.policy.filter(is_other).map(|_| Objection::OtherPolicy(self.policy.clone())));
        objections
    }

    /// What of the commit and the artifacts that are named the verdict is not about.
    pub fn not_about(&self, named: &Release) -> Vec<Objection> {
        let of_commit = named.commit.as_ref().and_then(|_| self.of_commit(named));
        of_commit.into_iter().chain(named.artifacts.iter().filter_map(|artifact| self.of_artifact(artifact))).collect()
    }

    fn of_commit(&self, release: &Release) -> Option<Objection> {
        match &self.commit {
            None => Some(Objection::NoCommit),
            Some(commit) if release.commit.as_ref() != Some(commit) => Some(Objection::OtherCommit(commit.clone())),
            Some(_) => None,
        }
    }

    /// Rules can be limited to tags or branches: what was judged for a branch was not judged for a tag.
    fn of_reference(&self, release: &Release) -> Option<Objection> {
        let differs = self.reference != release.reference;
        differs.then(|| Objection::OtherReference(self.reference.clone(), release.reference.clone()))
    }

    /// Waivers can be limited to environments: what was judged for one was not judged for any.
    fn of_environment(&self, release: &Release) -> Option<Objection> {
        match (&self.environment, &release.environment) {
            (Some(own), None) => Some(Objection::EnvironmentNotNamed(own.clone())),
            (own, wanted) if own != wanted => Some(Objection::OtherEnvironment(own.clone())),
            _ => None,
        }
    }

    fn of_rules(&self) -> Vec<Objection> {
        if self.conclusion != Conclusion::Passed {
            return Vec::new();
        }
        let contradictions = self.contradictions.iter().cloned().map(Objection::Contradiction);
        contradictions.chain((!self.rests_on_a_rule).then_some(Objection::NoRule)).collect()
    }

    fn of_artifact(&self, artifact: &Artifact) -> Option<Objection> {
        let judged = self.artifacts.iter().any(|(_, digests)| digests.agree(&artifact.digests));
        let same_name = || self.artifacts.iter().any(|(name, _)| *name == artifact.name);
        match judged {
            true => None,
            false if same_name() => Some(Objection::OtherDigest(artifact.name.clone())),
            false => Some(Objection::NotJudged(artifact.name.clone())),
        }
    }

    fn of_time(&self, expected: &Expected<'_>) -> Option<Objection> {
        match self.at {
            at if self.lies_ahead_of(expected.at) => Some(Objection::FromTheFuture(at)),
            at if at < expected.max_age.before(expected.at) => Some(Objection::TooOld(at, expected.max_age)),
            _ => None,
        }
    }

    fn lies_ahead_of(&self, now: Timestamp) -> bool {
        self.at > now.checked_add(SKEW).unwrap_or(Timestamp::MAX)
    }
}

impl Objection {
    /// What is wrong, with the way out.
    pub fn text(&self) -> Text {
        Text::new(self.english(), self.german())
    }

    fn english(&self) -> String {
        match self {
            Self::Blocked => "the gate blocked this release; its report says why".to_owned(),
            Self::Undecided => {
                "the gate could not decide over this release; its report says what was missing".to_owned()
            }
            Self::Advisory => {
                "the gate only advised in that run; let it enforce where something is released".to_owned()
            }
            Self::NoCommit => "the verdict names no commit; tell the gate the commit with `--commit`".to_owned(),
            Self::OtherCommit(commit) => {
                format!("the verdict is about another commit, `{commit}`; let the gate judge this one")
            }
            Self::OtherReference(own, wanted) => format!(
                "the verdict is about {}, and {} is released; let the gate judge that, or name what it judged with `--tag` or `--branch`",
                english_reference(own.as_ref()),
                english_reference(wanted.as_ref())
            ),
            Self::OtherEnvironment(None) => {
                "the verdict names no environment; tell the gate with `--environment`".to_owned()
            }
            Self::OtherEnvironment(Some(name)) => {
                format!("the verdict is about another environment, `{name}`; let the gate judge for this one")
            }
            Self::EnvironmentNotNamed(name) => {
                format!("the verdict is about the environment `{name}` only; name where the release goes with `--environment`")
            }
            Self::Contradiction(rule) => {
                format!("the report contradicts itself: it passed, which the entry of rule `{rule}` does not allow; take the report as the gate wrote it")
            }
            Self::NoRule => "the report contradicts itself: it passed, and no rule that decides rests on evidence; take the report as the gate wrote it".to_owned(),
            Self::NotJudged(name) => format!("the gate was not shown `{name}`; hand it to the gate with `--artifact`"),
            Self::OtherDigest(name) => {
                format!("the gate was shown other bytes under the name `{name}`; release what was judged")
            }
            Self::NothingCompared(1) => {
                "the verdict is about 1 artifact and none was named; name what is released with `--artifact`".to_owned()
            }
            Self::NothingCompared(count) => format!(
                "the verdict is about {count} artifacts and none was named; name what is released with `--artifact`"
            ),
            Self::TooOld(at, age) => format!("the verdict is of {at} and older than {age}; let the gate run again"),
            Self::FromTheFuture(at) => {
                format!("the verdict is of {at}, which lies in the future; set the clocks of both machines right")
            }
            Self::OtherPolicy(digest) => format!("the gate judged by another policy, `{digest}`"),
        }
    }

    fn german(&self) -> String {
        match self {
            Self::Blocked => "Die Prüfung hat dieses Release blockiert; ihr Bericht sagt, warum".to_owned(),
            Self::Undecided => {
                "Die Prüfung konnte über dieses Release nicht entscheiden; ihr Bericht sagt, was fehlte".to_owned()
            }
            Self::Advisory => {
                "Die Prüfung hat in diesem Lauf nur empfohlen; wo etwas freigegeben wird, muss sie verbindlich sein"
                    .to_owned()
            }
            Self::NoCommit => "Das Ergebnis nennt keinen Commit; ihn der Prüfung mit `--commit` nennen".to_owned(),
            Self::OtherCommit(commit) => {
                format!("Das Ergebnis betrifft einen anderen Commit, `{commit}`; diesen prüfen lassen")
            }
            Self::OtherReference(own, wanted) => format!(
                "Das Ergebnis betrifft {}, freigegeben wird {}; das prüfen lassen oder mit `--tag` oder `--branch` nennen, was geprüft wurde",
                german_reference(own.as_ref()),
                german_reference(wanted.as_ref())
            ),
            Self::OtherEnvironment(None) => {
                "Das Ergebnis nennt keine Umgebung; sie der Prüfung mit `--environment` nennen".to_owned()
            }
            Self::OtherEnvironment(Some(name)) => {
                format!("Das Ergebnis betrifft eine andere Umgebung, `{name}`; für diese prüfen lassen")
            }
            Self::EnvironmentNotNamed(name) => {
                format!("Das Ergebnis gilt nur für die Umgebung `{name}`; mit `--environment` nennen, wohin freigegeben wird")
            }
            Self::Contradiction(rule) => {
                format!("Der Bericht widerspricht sich: Er lautet auf bestanden, was der Eintrag der Regel `{rule}` nicht zulässt; den Bericht so nehmen, wie die Prüfung ihn schrieb")
            }
            Self::NoRule => "Der Bericht widerspricht sich: Er lautet auf bestanden, und keine Regel, die entscheidet, stützt sich auf Nachweise; den Bericht so nehmen, wie die Prüfung ihn schrieb".to_owned(),
            Self::NotJudged(name) => format!("`{name}` lag der Prüfung nicht vor; ihr mit `--artifact` übergeben"),
            Self::OtherDigest(name) => {
                format!("Unter dem Namen `{name}` lagen der Prüfung andere Bytes vor; freigeben, was geprüft wurde")
            }
            Self::NothingCompared(1) => {
                "Das Ergebnis betrifft 1 Artefakt, genannt wurde keines; mit `--artifact` nennen, was freigegeben wird"
                    .to_owned()
            }
            Self::NothingCompared(count) => format!(
                "Das Ergebnis betrifft {count} Artefakte, genannt wurde keines; mit `--artifact` nennen, was freigegeben wird"
            ),
            Self::TooOld(at, age) => {
                format!("Das Ergebnis ist vom {at} und älter als {}; die Prüfung wiederholen", age.german())
            }
            Self::FromTheFuture(at) => {
                format!("Das Ergebnis ist vom {at}, was in der Zukunft liegt; die Uhren beider Rechner richtig stellen")
            }
            Self::OtherPolicy(digest) => format!("Die Prüfung urteilte nach einer anderen Richtlinie, `{digest}`"),
        }
    }
}

fn english_reference(reference: Option<&Reference>) -> String {
    match reference {
        None => "no named tag or branch".to_owned(),
        Some(Reference::Tag(name)) => format!("the tag `{name}`"),
        Some(Reference::Branch(name)) => format!("the branch `{name}`"),
    }
}

fn german_reference(reference: Option<&Reference>) -> String {
    match reference {
        None => "kein genannter Tag oder Zweig".to_owned(),
        Some(Reference::Tag(name)) => format!("Tag `{name}`"),
        Some(Reference::Branch(name)) => format!("Zweig `{name}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ArtifactKind;

    const AT: &str = "2026-11-24T18:00:00Z";

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn digest(digit: char) -> Digest {
        format!("sha256:{}", digit.to_string().repeat(64)).parse().unwrap()
    }

    fn commit(digit: char) -> Option<Commit> {
        digit.to_string().repeat(40).parse().ok()
    }

    fn artifact(name: &str, digit: char) -> Artifact {
        let digests = Digests::from_iter([digest(digit)]);
        Artifact { name: name.into(), kind: ArtifactKind::File, digests, size: None }
    }

    fn passed() -> Judgement {
        Judgement {
            conclusion: Conclusion::Passed,
            advisory: false,
            at: at(AT),
            commit: commit('1'),
            reference: None,
            environment: None,
            contradictions: vec![],
            rests_on_a_rule: true,
            artifacts: vec![("a.whl".into(), Digests::from_iter([digest('a')]))],
            policy: digest('f'),
            waivers: vec![],
        }
    }

    fn objections(judgement: &Judgement, artifacts: &[Artifact]) -> Vec<Objection> {
        let release = Release { commit: commit('1'), artifacts: artifacts.to_vec(), ..Release::default() };
        let policy = digest('f');
        let expected = Expected { release: &release, at: at(AT), max_age: Age::days(1), policy: Some(&policy) };
        judgement.objections(&expected)
    }

    #[test]
    fn a_verdict_speaks_for_what_it_judged() {
        assert_eq!(objections(&passed(), &[artifact("dist/a.whl", 'a')]), [], "the name may differ");
        let without = Judgement { artifacts: vec![], ..passed() };
        assert_eq!(objections(&without, &[]), []);
    }

    #[test]
    fn it_speaks_for_nothing_else() {
        let named = [artifact("a.whl", 'a')];
        let of = |judgement: Judgement| objections(&judgement, &named);
        assert_eq!(of(Judgement { conclusion: Conclusion::Blocked, ..passed() }), [Objection::Blocked]);
        assert_eq!(of(Judgement { conclusion: Conclusion::Undecided, ..passed() }), [Objection::Undecided]);
        assert_eq!(of(Judgement { advisory: true, ..passed() }), [Objection::Advisory]);
        assert_eq!(of(Judgement { commit: None, ..passed() }), [Objection::NoCommit]);
        let other = commit('2').unwrap();
        assert_eq!(of(Judgement { commit: commit('2'), ..passed() }), [Objection::OtherCommit(other)]);
        assert_eq!(of(Judgement { policy: digest('e'), ..passed() }), [Objection::OtherPolicy(digest('e'))]);
    }

    #[test]
    fn a_verdict_of_a_branch_speaks_for_no_tag() {
        let branch = Some(Reference::Branch("main".into()));
        let of_branch = Judgement { reference: branch.clone(), ..passed() };
        for named in [Some(Reference::Tag("main".into())), Some(Reference::Branch("other".into())), None] {
            let release = Release { commit: commit('1'), reference: named.clone(), ..Release::default() };
            assert_eq!(of_branch.of_reference(&release), Some(Objection::OtherReference(branch.clone(), named)));
        }
        let same = Release { reference: branch.clone(), ..Release::default() };
        assert_eq!(of_branch.of_reference(&same), None);
        assert!(passed().of_reference(&same).is_some(), "a verdict about no branch speaks for none");
    }

    #[test]
    fn a_verdict_that_its_rules_contradict_counts_for_nothing() {
        let named = [artifact("a.whl", 'a')];
        let edited = Judgement { contradictions: vec!["a".into()], rests_on_a_rule: false, ..passed() };
        assert_eq!(objections(&edited, &named), [Objection::Contradiction("a".into()), Objection::NoRule]);
    }

    #[test]
    fn each_artifact_is_compared_by_its_digest() {
        assert_eq!(objections(&passed(), &[]), [Objection::NothingCompared(1)]);
        assert_eq!(objections(&passed(), &[artifact("a.whl", 'b')]), [Objection::OtherDigest("a.whl".into())]);
        let two = [artifact("a.whl", 'a'), artifact("b.whl", 'b')];
        assert_eq!(objections(&passed(), &two), [Objection::NotJudged("b.whl".into())]);
    }

    #[test]
    fn it_does_not_hold_for_ever() {
        let of = |time: &str| objections(&Judgement { at: at(time), ..passed() }, &[artifact("a.whl", 'a')]);
        assert_eq!(of("2026-11-23T18:00:00Z"), []);
        assert_eq!(of("2026-11-23T17:59:59Z"), [Objection::TooOld(at("2026-11-23T17:59:59Z"), Age::days(1))]);
        assert_eq!(of("2026-11-24T18:05:00Z"), [], "clocks differ a little");
        assert_eq!(of("2026-11-24T18:05:01Z"), [Objection::FromTheFuture(at("2026-11-24T18:05:01Z"))]);
    }

    #[test]
    fn no_two_objections_read_alike() {
        let all = [
            Objection::Blocked,
            Objection::Undecided,
            Objection::Advisory,
            Objection::NoCommit,
            Objection::OtherCommit(commit('2').unwrap()),
            Objection::OtherReference(None, Some(Reference::Tag("a".into()))),
            Objection::OtherReference(None, Some(Reference::Branch("a".into()))),
            Objection::OtherEnvironment(None),
            Objection::OtherEnvironment(Some("a".into())),
            Objection::Contradiction("a".into()),
            Objection::NoRule,
            Objection::NothingCompared(2),
            Objection::NotJudged("a".into()),
            Objection::OtherDigest("a".into()),
            Objection::NothingCompared(1),
            Objection::TooOld(at(AT), Age::days(1)),
            Objection::FromTheFuture(at(AT)),
            Objection::OtherPolicy(digest('e')),
        ];
        let texts: std::collections::BTreeSet<Text> = all.iter().map(Objection::text).collect();
        assert_eq!(texts.len(), all.len());
        assert!(texts.iter().all(|text| text.en != text.de));
    }
}
