// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use std::collections::BTreeMap;

use super::{
    evidence::gap_in,
    people::{Stated, Terms, missing},
    *,
};
use crate::model::{
    Age, Assessment as Assessed, AssessmentResult, Bond, Claim, Evidence, Reference, Severity, SignerTerms, Text,
};

/// Somebody who is trusted for it looked at the release and found nothing grave.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Assessment {
    /// What was to be done, by the word in the statement: `threat-model`, `pentest`, `audit`, `data-protection`, `security-assessment` or another.
    #[schemars(length(min = 1), extend("x-de" = "Was zu tun war, mit dem Wort der Erklärung: `threat-model`, `pentest`, `audit`, `data-protection`, `security-assessment` oder ein anderes."))]
    kind: String,
    /// Whose signatures are accepted.
    #[schemars(extend("x-de" = "Wessen Signaturen anerkannt werden.", "minItems" = 1))]
    signers: Vec<SignerTerms>,
    /// The roles in which it may be stated; any when left out.
    #[serde(default)]
    #[schemars(extend("x-de" = "Die Rollen, in denen es erklärt werden darf; ohne Angabe jede.", "minItems" = 1))]
    roles: Vec<String>,
    /// The greatest age of the statement.
    #[serde(default)]
    #[schemars(extend("x-de" = "Das Höchstalter der Erklärung."))]
    max_age: Option<Age>,
    /// The most findings of each severity or a graver one that may still be open; any number of those left out.
    #[serde(default = "no_grave_ones")]
    #[schemars(extend("x-de" = "Wie viele Befunde jedes Schweregrads oder eines schwereren noch offen sein dürfen; nicht genannte beliebig viele.", "propertyNames" = crate::model::keys_of::<Severity>()))]
    open: BTreeMap<Severity, u64>,
    /// Whether the statement must name the digest of the document that holds it in full.
    #[serde(default = "yes")]
    #[schemars(extend("x-de" = "Ob die Erklärung den Hashwert des Dokuments nennen muss, in dem sie ausgeführt ist."))]
    document: bool,
    /// Whether a statement about an earlier release is accepted where its `version` takes in the tag that is released (`2` takes in `v2.4.1`).
    #[serde(default)]
    #[schemars(extend("x-de" = "Ob eine Erklärung zu einem früheren Release genügt, wenn ihre `version` den freizugebenden Tag einschließt (`2` schließt `v2.4.1` ein)."))]
    for_version: bool,
    /// Whether it must be stated by nobody who wrote a commit of this release.
    #[serde(default)]
    #[schemars(extend("x-de" = "Ob es niemand erklären darf, der einen Commit dieses Releases schrieb."))]
    independent_of_authors: bool,
    /// The kinds of statements (`approval` for the release decision) whose persons and signers it must not be.
    #[serde(default)]
    #[schemars(extend("x-de" = "Die Arten von Erklärungen (`approval` für die Freigabeentscheidung), deren Personen und Unterzeichnende es nicht sein dürfen."))]
    not_also: Vec<String>,
}

const fn yes() -> bool {
    true
}

fn no_grave_ones() -> BTreeMap<Severity, u64> {
    [Severity::Critical, Severity::High, Severity::Unknown].map(|severity| (severity, 0)).into()
}

impl Check for Assessment {
    const ABOUT: About = About {
        id: "assessment",
        title: Words { en: "Assessed by people", de: "Von Menschen beurteilt" },
        question: Words {
            en: "Is there a signed statement by somebody trusted for it that this was looked at, recently, and that nothing grave is open?",
            de: "Gibt es eine signierte Erklärung einer dafür berechtigten Person, dass dies kürzlich geprüft wurde und nichts Schweres offen ist?",
        },
        why: Words {
            en: "What no tool can judge somebody has to answer for: by name, with a date, and so that nobody can write it afterwards.",
            de: "Was kein Werkzeug beurteilen kann, muss jemand verantworten: namentlich, mit Datum und so, dass es niemand nachträglich schreiben kann.",
        },
        remedy: Words {
            en: "Have it done, write the statement about this release with `freigabe attest assessment`, let the person sign it, and put it among the evidence.",
            de: "Die Prüfung durchführen lassen, die Erklärung zu diesem Release mit `freigabe attest assessment` schreiben, von der Person signieren lassen und zu den Nachweisen legen.",
        },
        maps_to: &[
            ("bsi-grundschutz-2023", "CON.8.A21"),
            ("bsi-grundschutz-2023", "OPS.1.1.6.A14"),
            ("eu-cra", "Annex I Part II (3)"),
            ("nist-ssdf", "PW.1.1"),
            ("osps-baseline", "OSPS-SA-03.01"),
        ],
        example: "- check: assessment\n  with:\n    kind: pentest\n    signers: [{ key: tester }]\n    roles: [tester]\n    max_age: 365 days\n    for_version: true\n    independent_of_authors: true\n  effect: block\n",
    };
    const WAY_TO_EVIDENCE: Words = Self::ABOUT.remedy;

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        let of_kind = |evidence: &&Evidence| matches!(&evidence.statement.claim, Claim::Assessment(stated) if *stated.kind == *self.kind);
        let all: Vec<&Evidence> = dossier.evidence.iter().map(AsRef::as_ref).filter(of_kind).collect();
        if all.is_empty() {
            examination.gaps.push(missing(&self.kind));
        }
        let counting = all
            .into_iter()
            .filter(|evidence| self.holds_for_version(evidence, dossier) || counts(evidence, &mut examination));
        let stated = counting.filter_map(Stated::of).map(|(_, stated)| stated).collect();
        // The newest word is the one that holds, also where an older one was kinder; of several of one
        // date each has to hold.
        let accepted = self.terms().accepted(stated, dossier, &mut examination);
        let date = accepted.first().map(|newest| newest.date);
        for newest in accepted.iter().take_while(|one| Some(one.date) == date) {
            self.terms().judge(newest, dossier, &mut examination);
            if let Claim::Assessment(assessed) = &newest.evidence.statement.claim {
                self.judge_result(newest, assessed, &mut examination);
            }
        }
        examination
    }
}

impl Assessment {
    fn terms(&self) -> Terms<'_> {
        Terms {
            signers: &self.signers,
            roles: &self.roles,
            independent_of_authors: self.independent_of_authors,
            not_also: &self.not_also,
            max_age: self.max_age,
        }
    }

    /// Whether it is about an earlier release and says that it holds for the version released now.
    fn holds_for_version(&self, evidence: &Evidence, dossier: &Dossier) -> bool {
        let Claim::Assessment(assessed) = &evidence.statement.claim else { return false };
        let (Some(version), Some(Reference::Tag(tag))) = (&assessed.version, &dossier.release.reference) else {
            return false;
        };
        self.for_version && matches!(evidence.bond, Bond::Other(_) | Bond::Unverifiable(_)) && takes_in(version, tag)
    }

    fn judge_result(&self, stated: &Stated<'_>, assessed: &Assessed, examination: &mut Examination) {
        if assessed.result == AssessmentResult::Failed {
            let message = Text::new(
                format!("the result is `{}`", assessed.result.name()),
                format!("Das Ergebnis ist `{}`", assessed.result.name()),
            );
            examination.violations.push(stated.violation("assessment-failed", message));
        }
        if self.document && assessed.document.is_none() {
            let message = Text::new(
                "the statement names no document that holds it in full (`document`)",
                "Die Erklärung nennt kein Dokument, in dem sie ausgeführt ist (`document`)",
            );
            examination.violations.push(stated.violation("document-missing", message));
        }
        let Some(open) = assessed.open_findings.as_ref().filter(|open| !open.is_empty()) else {
            if !self.open.is_empty() {
                examination.gaps.push(gap_in(
                    stated.evidence,
                    "findings-unstated",
                    "the statement does not say how many findings are open (`openFindings`)",
                    "Die Erklärung sagt nicht, wie viele Befunde offen sind (`openFindings`)",
                ));
            }
            return;
        };
        for (severity, most) in &self.open {
            // Who rates findings has none without a rating, and need not say so.
            let unrated = (*severity == Severity::Unknown).then_some(0);
            let Some(own) = open.get(severity).copied().or(unrated) else {
                examination.gaps.push(gap_in(
                    stated.evidence,
                    "findings-unstated",
                    &format!("the statement does not say how many findings of severity `{severity}` are open"),
                    &format!("Die Erklärung sagt nicht, wie viele Befunde des Schweregrads `{severity}` offen sind"),
                ));
                continue;
            };
            // What has no rating is neither milder nor graver than what has one.
            let is_graver = |other: &Severity| *severity != Severity::Unknown && other > severity;
            let graver = open.iter().filter(|(other, _)| is_graver(other)).map(|(_, number)| *number);
            let number = graver.fold(own, u64::saturating_add);
            if number > *most {
                let message = Text::new(
                    format!("wanted at most {most} open findings of severity `{severity}` or graver, got {number}"),
                    format!(
                        "Offene Befunde des Schweregrads `{severity}` oder schwerer: höchstens {most} erlaubt, {number} vorhanden"
                    ),
                );
                examination.violations.push(stated.violation(&format!("open-findings:{severity}"), message));
            }
        }
    }
}

/// Whether a version such as `2` or `2.4` is what the number of a tag such as `v2.4.1` begins with.
fn takes_in(version: &str, tag: &str) -> bool {
    let plain = |text: &str| text.trim().trim_start_matches(['v', 'V']).to_owned();
    let (version, tag) = (plain(version), plain(tag));
    let rest = tag.strip_prefix(&version);
    !version.is_empty() && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_takes_in_what_begins_with_it() {
        for (version, tag) in [("2", "v2.4.1"), ("v2.4", "2.4.1"), ("2.4.1", "v2.4.1")] {
            assert!(takes_in(version, tag), "{version} {tag}");
        }
        for (version, tag) in [("2", "v20.1"), ("2.4", "v2.5"), ("", "v2"), ("2.4.1", "v2.4")] {
            assert!(!takes_in(version, tag), "{version} {tag}");
        }
    }
}
