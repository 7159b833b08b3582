// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use std::{collections::BTreeMap, sync::Arc};

use super::{
    forge::{fact, seen},
    repository::{Standing, Told, Voucher, lineage},
    *,
};
use crate::model::{
    Age, Commit, EvidenceId, ForgeSignature, ForgeTag, Gap, Grounds, History, LineageTag, Percent, Place, Reference,
    SetAside, SignerTerms, Text, Violation,
};

/// The tag that is released is an object of its own and signed: by GitLab's word (`--gitlab`), or by the repository itself, in which the first folder of evidence lies. GitLab looks at X.509 signatures of tags only: where it sees none, there may be an OpenPGP or SSH one, and by its word the rule stays undecided.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct TagSigned {
    /// Which tags are looked at.
    #[schemars(extend("x-de" = "Welche Tags betrachtet werden."))]
    tags: Scope,
    /// The share of these tags in percent that must be signed. What is left over is listed and does not count.
    #[schemars(extend("x-de" = "Der Anteil dieser Tags in Prozent, der signiert sein muss. Der Rest ist aufgeführt und zählt nicht."))]
    share: Percent,
    /// By whose word a signature is good.
    #[schemars(extend("x-de" = "Auf wessen Wort hin eine Signatur gilt."))]
    by: Voucher,
    /// Whose signatures count in the repository; where nobody is named, those of everybody whom the policy trusts.
    #[schemars(extend("x-de" = "Wessen Signaturen im Repository zählen; ist niemand genannt, die aller, denen die Richtlinie vertraut.", "minItems" = 1))]
    signers: Vec<SignerTerms>,
    /// Whether a signature counts that GitLab itself makes (`verified_system`).
    #[schemars(extend("x-de" = "Ob eine Signatur zählt, die GitLab selbst setzt (`verified_system`)."))]
    accept_system: bool,
}

/// Which tags are looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Scope {
    /// The tag that is released.
    #[default]
    Released,
    /// The tags of the last half year.
    HalfYear,
}

impl Default for TagSigned {
    fn default() -> Self {
        Self {
            tags: Scope::Released,
            share: Percent::ALL,
            by: Voucher::Gitlab,
            signers: Vec::new(),
            accept_system: false,
        }
    }
}

impl Check for TagSigned {
    const ABOUT: About = About {
        id: "tag-signed",
        title: Words { en: "The tag is signed", de: "Der Tag ist signiert" },
        question: Words {
            en: "Does the tag bear a signature that is good by the word asked for?",
            de: "Trägt der Tag eine Signatur, die auf das verlangte Wort hin gilt?",
        },
        why: Words {
            en: "The tag says what the released version is; unsigned, it can be set anew by anybody who may push it.",
            de: "Der Tag sagt, was die veröffentlichte Version ist; unsigniert kann ihn jeder neu setzen, der ihn pushen darf.",
        },
        remedy: Words {
            en: "Set tags with `git tag -s`. GitLab itself confirms X.509 signatures only; for `by: repository` add the key to `trust` in the policy and check out the whole history with its tags (`GIT_DEPTH: \"0\"`).",
            de: "Tags mit `git tag -s` setzen. GitLab selbst bestätigt nur X.509-Signaturen; für `by: repository` den Schlüssel unter `trust` in der Richtlinie nennen und die ganze Historie mit ihren Tags auschecken (`GIT_DEPTH: \"0\"`).",
        },
        maps_to: &[
            ("bsi-grundschutz-2023", "CON.8.A10"),
            ("bsi-grundschutz-2023", "SYS.1.6.A12"),
            ("eu-cra", "Annex I Part I (2)(f)"),
            ("nist-ssdf", "PS.2.1"),
            ("osps-baseline", "OSPS-BR-06.01"),
        ],
        example: "- check: tag-signed\n  when:\n    tag: [\"v*\"]\n  effect: block\n",
    };
    const WAY_TO_EVIDENCE: Words = Self::ABOUT.remedy;

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        let gitlab = self.by.asks_gitlab().then(|| self.told_by_gitlab(dossier));
        let repository = self.by.asks_repository().then(|| self.told_by_repository(dossier));
        let told: Vec<Told<&str>> = [repository, gitlab].into_iter().flatten().collect();
        let tags = Told::together(&told, |_, _| true, &mut examination);
        if !tags.is_empty() || examination.gaps.is_empty() {
            self.judge(tags, &mut examination);
        }
        examination
    }

    fn asks_repository(&self) -> bool {
        self.by.asks_repository()
    }
}

impl TagSigned {
    fn told_by_gitlab<'d>(&self, dossier: &'d Dossier) -> Told<&'d str> {
        let mut told = Told::default();
        let found = match self.tags {
            Scope::Released => {
                let found = fact::<ForgeTag>(dossier, &mut told.examination);
                let is_released = |(_, tag): &(_, &ForgeTag)| released(dossier) == Some(&tag.name);
                if let Some((_, tag)) = found.filter(|found| !is_released(found)) {
                    told.examination.gaps.push(not_released(tag));
                }
                found.filter(is_released).map(|(evidence, tag)| (evidence, std::slice::from_ref(tag)))
            }
            Scope::HalfYear => fact::<History>(dossier, &mut told.examination).and_then(|(evidence, history)| {
                Some((evidence, seen(&history.tags, &mut told.examination)?.as_slice()))
            }),
        };
        let Some((evidence, tags)) = found else { return told };
        told.standings.extend(tags.iter().map(|tag| (&*tag.name, (evidence.id, self.by_gitlab(tag)))));
        told
    }

    fn told_by_repository<'d>(&self, dossier: &'d Dossier) -> Told<&'d str> {
        let mut told = Told::default();
        let Some((evidence, lineage)) = lineage(dossier, &mut told.examination) else { return told };
        let tags = match &lineage.tags {
            Ok(tags) => tags,
            Err(reason) => {
                told.examination.gap("tags-not-known", reason.clone());
                return told;
            }
        };
        let concerned = |tag: &&LineageTag| match self.tags {
            Scope::Released => released(dossier) == Some(&tag.name),
            Scope::HalfYear => tag.made_at.is_none_or(|made| made >= HALF_YEAR.before(dossier.at)),
        };
        told.standings.extend(tags.iter().filter(concerned).map(|tag| {
            let standing = self.by_repository(tag, dossier, &lineage.until);
            (&*tag.name, (evidence.id, standing))
        }));
        match self.tags {
            Scope::Released if told.standings.is_empty() => told.examination.gaps.push(not_there(dossier)),
            Scope::Released => {}
            Scope::HalfYear => told.examination.gaps.extend(lineage.tags_lack.as_ref().map(not_all_tags)),
        }
        told
    }

    fn judge(&self, tags: BTreeMap<&str, (EvidenceId, Standing)>, examination: &mut Examination) {
        let total = tags.len() as u64;
        let (mut wrong, mut unknown) = (Vec::new(), Vec::new());
        for (name, (evidence, standing)) in tags {
            match standing {
                Standing::Good => {}
                Standing::Wrong(fault) => wrong.push(violation(evidence, name, &fault)),
                Standing::Unknown(gap) => unknown.push(gap),
            }
        }
        if total == 0 {
            let message = Text::new("there are no tags to look at", "Es gibt keine Tags zu betrachten");
            return examination.gap("no-tags", message);
        }
        let good = total.saturating_sub(wrong.len() as u64).saturating_sub(unknown.len() as u64);
        if !self.share.is_reached(good, total) {
            examination.violations.extend(wrong);
            return examination.gaps.extend(unknown);
        }
        let Percent(share) = self.share;
        let reason = Text::new(
            format!("signed tags: {good} of {total}, and {share} % are asked for"),
            format!("Signierte Tags: {good} von {total}, verlangt sind {share} %"),
        );
        examination.remarks.push(reason.clone());
        let reason = Arc::new(Grounds { text: reason, until: None });
        let aside = |violation| SetAside { violation, reason: Arc::clone(&reason) };
        examination.set_aside.extend(wrong.into_iter().map(aside));
    }

    fn by_gitlab(&self, tag: &ForgeTag) -> Standing {
        let name = &tag.name;
        let unknown = |en: &str, de: &str| {
            let message = Text::new(format!("tag `{name}`: {en}"), format!("Tag `{name}`: {de}"));
            Standing::Unknown(Gap { matters: format!("tag-signature:{name}").into(), message, evidence: None })
        };
        match &tag.signature {
            _ if !tag.is_annotated => lightweight(),
            None => unknown("GitLab was not asked about its signature", "GitLab wurde nicht nach der Signatur gefragt"),
            Some(Ok(ForgeSignature::Unsigned)) => unknown(
                "GitLab sees no X.509 signature, and does not look at OpenPGP and SSH signatures of tags; `by: repository` does",
                "GitLab sieht keine X.509-Signatur; OpenPGP- und SSH-Signaturen von Tags prüft es nicht, `by: repository` schon",
            ),
            Some(signature) => Standing::by_gitlab(signature, self.accept_system),
        }
    }

    fn by_repository(&self, tag: &LineageTag, dossier: &Dossier, until: &Commit) -> Standing {
        if !tag.is_annotated {
            return lightweight();
        }
        let standing = Standing::by_repository(tag.trust.as_ref(), &self.signers, &dossier.release);
        match &tag.commit {
            _ if standing != Standing::Good => standing,
            None => Standing::Wrong(Text::new(
                "is signed under another name, or names no commit",
                "ist unter einem anderen Namen signiert oder benennt keinen Commit",
            )),
            Some(commit) if self.tags == Scope::Released && commit != until => Standing::Wrong(Text::new(
                format!("names commit {commit}, and {until} is released"),
                format!("benennt Commit {commit}; freigegeben wird {until}"),
            )),
            Some(_) => standing,
        }
    }
}

/// The tags of the last half year.
const HALF_YEAR: Age = Age::days(183);

/// The tag that is released.
fn released(dossier: &Dossier) -> Option<&str> {
    match &dossier.release.reference {
        Some(Reference::Tag(tag)) => Some(tag),
        _ => None,
    }
}

fn lightweight() -> Standing {
    Standing::Wrong(Text::new(
        "is no object of its own (lightweight) and cannot be signed",
        "ist kein eigenes Objekt (lightweight) und kann nicht signiert sein",
    ))
}

/// The repository does not hold the tag, or none is known to be released.
fn not_there(dossier: &Dossier) -> Gap {
    let message = match released(dossier) {
        Some(name) => Text::new(
            format!("the repository holds no tag `{name}`; fetch it"),
            format!("Das Repository enthält keinen Tag `{name}`; ihn abrufen"),
        ),
        None => Text::new(
            "no tag is known to be released; name it with `--tag`",
            "Es ist kein Tag bekannt, der freigegeben wird; mit `--tag` angeben",
        ),
    };
    Gap { matters: "tag-unknown".into(), message, evidence: None }
}

/// What is known is about another tag than the one released, or that is not known.
fn not_released(tag: &ForgeTag) -> Gap {
    let name = &tag.name;
    let message = Text::new(
        format!(
            "what GitLab says is about tag `{name}`, which is not known to be the one released; name it with `--tag`"
        ),
        format!(
            "GitLabs Angaben betreffen Tag `{name}`; dass er freigegeben wird, ist nicht bekannt; mit `--tag` angeben"
        ),
    );
    Gap { matters: "tag-other".into(), message, evidence: None }
}

fn not_all_tags(reason: &Text) -> Gap {
    let message = Text::new(
        format!("not all tags of the last half-year are known: {}", reason.en),
        format!("Nicht alle Tags des letzten halben Jahres sind bekannt: {}", reason.de),
    );
    Gap { matters: "tags-incomplete".into(), message, evidence: None }
}

fn violation(evidence: EvidenceId, name: &str, fault: &Text) -> Violation {
    let message = Text::new(format!("tag `{name}` {}", fault.en), format!("Tag `{name}` {}", fault.de));
    Violation::new(format!("tag-signature:{name}"), message).about(name).seen_in(evidence, Place::Whole)
}
