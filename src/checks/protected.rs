// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use super::{
    forge::{fact, gap},
    *,
};
use crate::model::{AccessLevel, Evidence, Place, ProtectedName, Protection, Reference, Text, Violation};

/// The branch that merge requests go into and the tag that is released are protected as asked. Where several protections cover a name, the most permissive decides. Asks GitLab (`--gitlab`).
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Protected {
    /// The branch; the default branch when left out.
    #[schemars(extend("x-de" = "Der Zweig; ohne Angabe der Standardzweig."))]
    branch: Option<String>,
    /// Who may push to the branch at most.
    #[schemars(extend("x-de" = "Wer höchstens auf den Zweig pushen darf."))]
    push: Role,
    /// Who may merge into the branch at most.
    #[schemars(extend("x-de" = "Wer höchstens in den Zweig mergen darf."))]
    merge: Role,
    /// Whether the history of the branch may be replaced (force push).
    #[schemars(extend("x-de" = "Ob der Verlauf des Zweigs ersetzt werden darf (Force-Push)."))]
    force_push: bool,
    /// Whether the tag that is released must be protected.
    #[schemars(extend("x-de" = "Ob der Tag, der veröffentlicht wird, geschützt sein muss."))]
    tag: bool,
    /// Who may make the tag at most.
    #[schemars(extend("x-de" = "Wer den Tag höchstens anlegen darf."))]
    create_tag: Role,
}

/// Who may do something at most; the later in the list, the more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Role {
    /// Nobody.
    Nobody,
    /// Maintainers of the project.
    Maintainers,
    /// Developers of the project too.
    Developers,
}

impl Default for Protected {
    fn default() -> Self {
        Self {
            branch: None,
            push: Role::Maintainers,
            merge: Role::Developers,
            force_push: false,
            tag: true,
            create_tag: Role::Maintainers,
        }
    }
}

impl Check for Protected {
    const ABOUT: About = About {
        id: "protected",
        title: Words { en: "Branch and tag are protected", de: "Zweig und Tag sind geschützt" },
        question: Words {
            en: "Are the branch that changes go into and the tag that is released protected, so that only those asked for may change them and nobody replaces their history?",
            de: "Sind der Zweig, in den Änderungen kommen, und der veröffentlichte Tag so geschützt, dass nur die Vorgesehenen sie ändern dürfen und niemand ihren Verlauf ersetzt?",
        },
        why: Words {
            en: "Without protection anybody with write access can change what was reviewed, or give a released version another content.",
            de: "Ohne Schutz kann jede Person mit Schreibrecht ändern, was geprüft wurde, oder einer veröffentlichten Version einen anderen Inhalt geben.",
        },
        remedy: Words {
            en: "Protect branch and tags in GitLab under Settings → Repository, and leave force push switched off.",
            de: "Zweig und Tags in GitLab unter Einstellungen → Repository schützen und Force-Push ausgeschaltet lassen.",
        },
        maps_to: &[
            ("bsi-grundschutz-2023", "CON.8.A10"),
            ("bsi-grundschutz-2023", "OPS.1.1.3.A6"),
            ("eu-cra", "Annex I Part I (2)(f)"),
            ("nist-ssdf", "PS.1.1"),
            ("osps-baseline", "OSPS-AC-03.01"),
            ("slsa", "Source L2"),
        ],
        example: "- check: protected\n  with:\n    push: nobody\n    merge: maintainers\n  effect: block\n",
    };

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        let found = fact::<Protection>(dossier, &mut examination);
        let Some((evidence, protection)) = found else { return examination };
        self.judge_branch(evidence, protection, &mut examination);
        match &dossier.release.reference {
            Some(Reference::Tag(tag)) if self.tag => self.judge_tag(evidence, (protection, tag), &mut examination),
            _ => {}
        }
        examination
    }
}

impl Protected {
    fn judge_branch(&self, evidence: &Evidence, protection: &Protection, examination: &mut Examination) {
        let Some(branch) = self.branch.as_deref().or(protection.default_branch.as_deref()) else {
            let message = Text::new(
                "the default branch is not known; name it with `branch`",
                "Der Standardzweig ist nicht bekannt; mit `branch` angeben",
            );
            return examination.gap("branch-unknown", message);
        };
        let covering = match protection.of_branch(branch) {
            Ok(covering) => covering,
            Err(unseen) => return examination.gaps.push(gap(&unseen)),
        };
        if covering.is_empty() {
            return examination.violations.push(open("branch", evidence, branch));
        }
        let mut judge = Judge { evidence, name: branch, examination };
        judge.access("push", self.push, covering.iter().flat_map(|protected| &protected.push));
        judge.access("merge", self.merge, covering.iter().flat_map(|protected| &protected.merge));
        if !self.force_push {
            judge.force_push(&covering);
        }
    }

    fn judge_tag(&self, evidence: &Evidence, (protection, tag): (&Protection, &str), examination: &mut Examination) {
        match protection.of_tag(tag) {
            Err(unseen) => examination.gaps.push(gap(&unseen)),
            Ok(covering) if covering.is_empty() => examination.violations.push(open("tag", evidence, tag)),
            Ok(covering) => {
                let mut judge = Judge { evidence, name: tag, examination };
                judge.access("create", self.create_tag, covering.iter().flat_map(|protected| &protected.push));
            }
        }
    }
}

struct Judge<'e> {
    evidence: &'e Evidence,
    name: &'e str,
    examination: &'e mut Examination,
}

impl Judge<'_> {
    /// Holds who may do something against who may at most.
    fn access<'l>(&mut self, what: &str, most: Role, levels: impl Iterator<Item = &'l AccessLevel>) {
        let name = self.name;
        for level in levels {
            let least = match level.role {
                Some(0) => Role::Nobody,
                Some(40..) => Role::Maintainers,
                Some(_) => Role::Developers,
                // A single account, group or key was let in on purpose, and may be anybody.
                None => {
                    self.examination.remarks.push(Text::new(
                        format!("`{name}`: `{}` may {what} too", level.who),
                        format!("`{name}`: `{}` darf ebenfalls ({what})", level.who),
                    ));
                    if most == Role::Nobody { Role::Maintainers } else { Role::Nobody }
                }
            };
            if least > most {
                let message = Text::new(
                    format!("`{name}`: `{}` may {what}, which is more than asked for", level.who),
                    format!("`{name}`: `{}` darf das ({what}); das ist mehr als verlangt", level.who),
                );
                self.violate(&format!("{what}-allowed"), message);
            }
        }
    }

    fn force_push(&mut self, covering: &[&ProtectedName]) {
        let name = self.name;
        if covering.iter().any(|protected| protected.allows_force_push == Some(true)) {
            let message = Text::new(
                format!("the history of `{name}` may be replaced (force push)"),
                format!("Der Verlauf von `{name}` darf ersetzt werden (Force-Push)"),
            );
            self.violate("force-push-allowed", message);
        } else if covering.iter().any(|protected| protected.allows_force_push.is_none()) {
            let message = Text::new(
                format!("GitLab does not tell whether the history of `{name}` may be replaced (force push)"),
                format!("GitLab sagt nicht, ob der Verlauf von `{name}` ersetzt werden darf (Force-Push)"),
            );
            self.examination.gap(format!("force-push-unknown:{name}"), message);
        }
    }

    fn violate(&mut self, matter: &str, message: Text) {
        let violation = Violation::new(format!("{matter}:{}", self.name), message).about(self.name);
        self.examination.violations.push(violation.seen_in(self.evidence.id, Place::Whole));
    }
}

/// Nothing protects a branch or tag.
fn open(kind: &str, evidence: &Evidence, name: &str) -> Violation {
    let kind_de = if kind == "tag" { "Tag" } else { "Zweig" };
    let message = Text::new(
        format!("the {kind} `{name}` is not protected"),
        format!("Der {kind_de} `{name}` ist nicht geschützt"),
    );
    Violation::new(format!("{kind}-unprotected:{name}"), message).about(name).seen_in(evidence.id, Place::Whole)
}
