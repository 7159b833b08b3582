// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::model::{
    Age, DoubtCode, Evidence, Moments, Place, ProofPart, Signer, Text, Timestamp, UsedAlgorithm, Violation,
};

/// Every signature rests on algorithms that the policy accepts, for long enough.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Crypto {
    /// How much longer every algorithm has to be accepted, such as `365 days`. When left out, today is enough.
    #[serde(default)]
    #[schemars(extend(
        "x-de" = "Wie lange jedes Verfahren noch zugelassen sein muss, etwa `365 days`. Ohne Angabe genügt heute."
    ))]
    remaining: Option<Age>,
}

impl Check for Crypto {
    const ABOUT: About = About {
        id: "crypto",
        title: Words {
            en: "Signatures rest on accepted algorithms",
            de: "Signaturen beruhen auf zugelassenen Verfahren",
        },
        question: Words {
            en: "Is every algorithm that proves who signed the evidence on the policy's list (`crypto`), and for long enough?",
            de: "Steht jedes Verfahren, das die Herkunft der Nachweise beweist, auf der Liste der Richtlinie (`crypto`), und lange genug?",
        },
        why: Words {
            en: "A signature is worth what its algorithm is worth, and releases live longer than algorithms are recommended.",
            de: "Eine Signatur ist so viel wert wie ihr Verfahren, und Releases leben länger, als Verfahren empfohlen bleiben.",
        },
        remedy: Words {
            en: "Sign with a key for an accepted algorithm (`freigabe keygen` makes one), beside the old one for a time of transition.",
            de: "Mit einem Schlüssel für ein zugelassenes Verfahren signieren (`freigabe keygen` erzeugt einen), für eine Übergangszeit neben dem alten.",
        },
        maps_to: &[("bsi-grundschutz-2023", "CON.1.A1"), ("eu-cra", "Annex I Part I (2) (e)")],
        example: "- check: crypto\n  with:\n    remaining: 365 days\n  effect: warn\n",
    };

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        let mut uses = Uses::new();
        for evidence in dossier.evidence.iter().filter(|evidence| evidence.bond.counts()) {
            if evidence.trust.is_signed() {
                examination.rely_on(evidence.id);
            }
            for signer in evidence.trust.signers() {
                self.judge(dossier, (evidence, signer), &mut uses, &mut examination);
            }
            examination.violations.extend(refused(evidence));
        }
        examination.remarks = uses.into_iter().map(remark).collect();
        if examination.relied_on.is_empty() && examination.violations.is_empty() {
            let message = Text::new("no evidence that counts is signed", "Kein zählender Nachweis ist signiert");
            examination.gap("no-evidence", message);
        }
        examination
    }
}

/// Who uses an algorithm, and until when that counts.
type Uses = BTreeMap<(ProofPart, String), (Option<Timestamp>, BTreeSet<String>)>;

impl Crypto {
    fn judge(
        &self,
        dossier: &Dossier,
        (evidence, signer): (&Evidence, &Signer),
        uses: &mut Uses,
        examination: &mut Examination,
    ) {
        let moments = Moments { now: dossier.at, signed_at: signer.signed_at().map(|proven| proven.at) };
        let signatures: Vec<&UsedAlgorithm> =
            signer.algorithms().iter().filter(|used| used.part == ProofPart::Signature).collect();
        for used in signer.algorithms() {
            let beside = if used.part == ProofPart::Signature { signatures.as_slice() } else { &[] };
            let id = used.algorithm.to_string();
            match dossier.given.crypto.valid_until(used, beside, moments) {
                Err(doubt) => examination.violations.push(violation(evidence, id, doubt.text)),
                Ok(until) => {
                    let wanted = self.remaining.map(|age| age.after(dossier.at));
                    if let Some((until, _)) = until.zip(wanted).filter(|(until, wanted)| until < wanted) {
                        examination.violations.push(violation(evidence, id.clone(), too_short(&id, until)));
                    }
                    let key = (used.part, id);
                    let (first, paths) = uses.entry(key).or_insert_with(|| (until, BTreeSet::new()));
                    *first = [*first, until].into_iter().flatten().min();
                    paths.insert(evidence.origin.path.to_string());
                }
            }
        }
    }
}

/// Signatures that came with the evidence and do not count for their algorithm.
fn refused(evidence: &Evidence) -> impl Iterator<Item = Violation> + '_ {
    let codes = [DoubtCode::AlgorithmNotAccepted, DoubtCode::KeyTooShort, DoubtCode::HybridMissing];
    let doubts = evidence.trust.doubts().iter().filter(move |doubt| codes.contains(&doubt.code));
    doubts.map(|doubt| violation(evidence, doubt.code.name().to_owned(), doubt.text.clone()))
}

fn violation(evidence: &Evidence, matter: String, text: Text) -> Violation {
    Violation::new(matter, text).about(evidence.origin.path.as_ref()).seen_in(evidence.id, Place::Whole)
}

fn too_short(id: &str, until: Timestamp) -> Text {
    Text::new(format!("`{id}` is accepted until {until} only"), format!("`{id}` ist nur bis {until} zugelassen"))
}

fn remark(((part, id), (until, paths)): ((ProofPart, String), (Option<Timestamp>, BTreeSet<String>))) -> Text {
    const SHOWN: usize = 5;
    let number = paths.len();
    let mut list = paths.into_iter().take(SHOWN).collect::<Vec<_>>().join(", ");
    if number > SHOWN {
        list.push_str(", …");
    }
    let (en, de) = match part {
        ProofPart::Signature => ("signature", "Signatur"),
        ProofPart::Certificate => ("certificate", "Zertifikat"),
        ProofPart::Log => ("log", "Log"),
        ProofPart::Timestamp => ("timestamp", "Zeitstempel"),
    };
    let pieces = if number == 1 { ("piece", "Nachweis") } else { ("pieces", "Nachweise") };
    let ends = until.map(|until| (format!(" until {until}"), format!(" bis {until}"))).unwrap_or_default();
    Text::new(
        format!("`{id}` ({en}, accepted{}): {number} {} of evidence ({list})", ends.0, pieces.0),
        format!("`{id}` ({de}, zugelassen{}): {number} {} ({list})", ends.1, pieces.1),
    )
}
