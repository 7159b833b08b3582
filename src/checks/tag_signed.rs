// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use std::sync::Arc;

use super::{
    forge::{Voucher, fact, gap, seen, signature_fault},
    *,
};
use crate::model::{
    Evidence, ForgeSignature, ForgeTag, Gap, Grounds, History, Percent, Place, Reference, SetAside, Text, Violation,
};

/// The tag that is released is an object of its own and signed. GitLab looks at X.509 signatures of tags only: where it sees none, there may be an OpenPGP or SSH one, and the rule stays undecided. Asks GitLab (`--gitlab`).
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
        Self { tags: Scope::Released, share: Percent::ALL, by: Voucher::Gitlab, accept_system: false }
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
            en: "Set tags with `git tag -s`; GitLab itself confirms X.509 signatures only.",
            de: "Tags mit `git tag -s` setzen; GitLab selbst bestätigt nur X.509-Signaturen.",
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

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        match self.tags {
            Scope::Released => {
                if let Some((evidence, tag)) = fact::<ForgeTag>(dossier, &mut examination) {
                    if !matches!(&dossier.release.reference, Some(Reference::Tag(released)) if **released == *tag.name)
                    {
                        examination.gaps.push(not_released(tag));
                        return examination;
                    }
                    self.judge(evidence, std::slice::from_ref(tag), &mut examination);
                }
            }
            Scope::HalfYear => {
                let found = fact::<History>(dossier, &mut examination);
                if let Some((evidence, history)) = found
                    && let Some(tags) = seen(&history.tags, &mut examination)
                {
                    self.judge(evidence, tags, &mut examination);
                }
            }
        }
        examination
    }
}

impl TagSigned {
    fn judge(&self, evidence: &Evidence, tags: &[ForgeTag], examination: &mut Examination) {
        let (mut wrong, mut unknown) = (Vec::new(), Vec::new());
        for tag in tags {
            match self.fault(tag) {
                Standing::Good => {}
                Standing::Wrong(fault) => wrong.push(violation(evidence, tag, &fault)),
                Standing::Unknown(gap) => unknown.push(gap),
            }
        }
        let total = tags.len() as u64;
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
            format!("{good} of {total} tags are signed, and {share} % are asked for"),
            format!("{good} von {total} Tags sind signiert, verlangt sind {share} %"),
        );
        examination.remarks.push(reason.clone());
        let reason = Arc::new(Grounds { text: reason, until: None });
        let aside = |violation| SetAside { violation, reason: Arc::clone(&reason) };
        examination.set_aside.extend(wrong.into_iter().map(aside));
    }

    fn fault(&self, tag: &ForgeTag) -> Standing {
        let name = &tag.name;
        let unknown = |en: &str, de: &str| {
            let message = Text::new(format!("tag `{name}`: {en}"), format!("Tag `{name}`: {de}"));
            Standing::Unknown(Gap { matters: format!("tag-signature:{name}").into(), message, evidence: None })
        };
        match &tag.signature {
            _ if !tag.is_annotated => Standing::Wrong(Text::new(
                "is no object of its own (lightweight) and cannot be signed",
                "ist kein eigenes Objekt (lightweight) und kann nicht signiert sein",
            )),
            None => unknown("GitLab was not asked about its signature", "GitLab wurde nicht nach der Signatur gefragt"),
            Some(Err(unseen)) => Standing::Unknown(gap(unseen)),
            Some(Ok(ForgeSignature::Unsigned)) => unknown(
                "GitLab sees no X.509 signature, and does not look at OpenPGP and SSH signatures of tags",
                "GitLab sieht keine X.509-Signatur; OpenPGP- und SSH-Signaturen von Tags prüft es nicht",
            ),
            Some(Ok(signature)) => {
                signature_fault(signature, self.accept_system).map_or(Standing::Good, Standing::Wrong)
            }
        }
    }
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

/// How a tag stands.
enum Standing {
    Good,
    Wrong(Text),
    Unknown(Gap),
}

fn violation(evidence: &Evidence, tag: &ForgeTag, fault: &Text) -> Violation {
    let name = &tag.name;
    let message = Text::new(format!("tag `{name}` {}", fault.en), format!("Tag `{name}` {}", fault.de));
    Violation::new(format!("tag-signature:{name}"), message).about(&**name).seen_in(evidence.id, Place::Whole)
}
