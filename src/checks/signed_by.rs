// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use super::{
    evidence::gap_in,
    signers::{Wanted, signed_at, too_old, unsigned},
    *,
};
use crate::model::{Age, Bond, Claim, Evidence, Place, Signer, SignerTerms, Text, Violation, distinct};

/// Evidence and artifacts are signed by those who are trusted for it.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("anyOf" = [{ "required": ["evidence"] }, { "required": ["artifacts"] }]))]
pub(super) struct SignedBy {
    /// The kinds of evidence of which every piece must be signed.
    #[serde(default)]
    #[schemars(extend("x-de" = "Die Arten von Nachweisen, von denen jeder einzelne signiert sein muss.", "minItems" = 1))]
    evidence: Vec<Kind>,
    /// Whether every artifact must be signed itself: by a signature over its digest.
    #[serde(default)]
    #[schemars(extend("x-de" = "Ob jedes Artefakt selbst signiert sein muss: durch eine Signatur über seinen Hashwert."))]
    artifacts: bool,
    /// Whose signatures are accepted. Names are exact; patterns match the whole name.
    #[schemars(extend("x-de" = "Wessen Signaturen anerkannt werden. Namen gelten genau; Muster müssen auf den ganzen Namen passen.", "minItems" = 1))]
    signers: Vec<SignerTerms>,
    /// By how many different ones of them.
    #[serde(default = "one")]
    #[schemars(range(min = 1), extend("x-de" = "Von wie vielen verschiedenen davon."))]
    threshold: u32,
    /// The greatest age of the signature: by a proven time, or else by the evidence's own word.
    #[serde(default)]
    #[schemars(extend("x-de" = "Das Höchstalter der Signatur: nach bewiesener Zeit, sonst nach der eigenen Angabe des Nachweises."))]
    max_age: Option<Age>,
}

const fn one() -> u32 {
    1
}

/// A kind of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Sbom,
    Scan,
    TestRun,
    Coverage,
    Vex,
    Provenance,
    VerificationSummary,
    Assessment,
    Approval,
    Attestation,
}

impl Kind {
    /// The word for it in reports.
    const fn name(self) -> &'static str {
        match self {
            Self::Sbom => "sbom",
            Self::Scan => "scan",
            Self::TestRun => "test-run",
            Self::Coverage => "coverage",
            Self::Vex => "vex",
            Self::Provenance => "provenance",
            Self::VerificationSummary => "verification-summary",
            Self::Assessment => "assessment",
            Self::Approval => "approval",
            Self::Attestation => "attestation",
        }
    }
}

impl Check for SignedBy {
    const ABOUT: About = About {
        id: "signed-by",
        title: Words { en: "Signed by those who are trusted for it", de: "Signiert von den dafür Berechtigten" },
        question: Words {
            en: "Is every artifact, and every piece of evidence of these kinds, signed by those whom the policy trusts for it?",
            de: "Ist jedes Artefakt und jeder Nachweis dieser Arten von denen signiert, denen die Richtlinie dafür vertraut?",
        },
        why: Words {
            en: "Whoever can put a file among the evidence can write anything into it; a signature tells who stands for it.",
            de: "Wer eine Datei zu den Nachweisen legen kann, kann alles hineinschreiben; eine Signatur sagt, wer dafür einsteht.",
        },
        remedy: Words {
            en: "Let the job that makes it sign it with a key or identity that the policy names under `signers` and trusts under `trust`.",
            de: "Den erzeugenden Job mit einem Schlüssel oder einer Identität signieren lassen, die die Richtlinie unter `signers` nennt und der sie unter `trust` vertraut.",
        },
        maps_to: &[
            ("bsi-grundschutz-2023", "CON.8.A8"),
            ("bsi-grundschutz-2023", "OPS.1.1.3.A10"),
            ("bsi-grundschutz-2023", "SYS.1.6.A12"),
            ("eu-cra", "Annex I Part I (2)(f)"),
            ("nist-ssdf", "PS.2.1"),
            ("osps-baseline", "OSPS-BR-06.01"),
        ],
        example: "- check: signed-by\n  with:\n    artifacts: true\n    evidence: [sbom, provenance]\n    signers:\n      - key: release-2026\n      - workload:\n          root: own\n          issuer: https://gitlab.example.org\n          project_id: \"4711\"\n          reference: refs/tags/v*\n    max_age: 30 days\n  effect: block\n",
    };

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        for kind in &self.evidence {
            self.judge_kind(*kind, dossier, &mut examination);
        }
        if self.artifacts {
            self.judge_artifacts(dossier, &mut examination);
        }
        examination
    }
}

impl SignedBy {
    const fn wanted(&self) -> Wanted<'_> {
        Wanted { signers: self.signers.as_slice(), threshold: self.threshold }
    }

    fn judge_kind(&self, kind: Kind, dossier: &Dossier, examination: &mut Examination) {
        let mut any = false;
        for evidence in dossier.evidence.iter().filter(|evidence| evidence.statement.claim.kind() == kind.name()) {
            any = true;
            if !counts(evidence, examination) {
                continue;
            }
            examination.rely_on(evidence.id);
            match unsigned(evidence, &self.wanted(), dossier) {
                Some(violation) => examination.violations.push(violation),
                None => self.judge_age(evidence, dossier, examination),
            }
        }
        if !any {
            let name = kind.name();
            let message = Text::new(
                format!("there is no evidence of the kind `{name}`"),
                format!("Es gibt keinen Nachweis der Art `{name}`"),
            );
            examination.gap(format!("no-evidence:{name}"), message);
        }
    }

    fn judge_age(&self, evidence: &Evidence, dossier: &Dossier, examination: &mut Examination) {
        let Some(max_age) = self.max_age else { return };
        let accepted = evidence.trust.accepted(&self.signers, &dossier.release);
        match signed_at(evidence, &accepted) {
            Some(at) => {
                let violation = too_old(&evidence.origin.path, at, max_age, dossier.at);
                examination.violations.extend(violation.map(|found| found.seen_in(evidence.id, Place::Whole)));
            }
            None => examination.gaps.push(gap_in(
                evidence,
                "time-unstated",
                "neither a proven time nor the evidence says when it was signed, so its age is unknown",
                "Weder eine bewiesene Zeit noch der Nachweis sagt, wann signiert wurde; das Alter ist unbekannt",
            )),
        }
    }

    fn judge_artifacts(&self, dossier: &Dossier, examination: &mut Examination) {
        let signatures: Vec<&Evidence> = dossier
            .evidence
            .iter()
            .map(AsRef::as_ref)
            .filter(|evidence| matches!(evidence.statement.claim, Claim::Signature(_)))
            .filter(|evidence| counts(evidence, examination))
            .collect();
        if dossier.artifacts().next().is_none() {
            let message = Text::new(
                "no artifact is named, so there is nothing whose signature could be looked at; name it with `--artifact`",
                "Es ist kein Artefakt benannt, dessen Signatur zu prüfen wäre; mit `--artifact` angeben",
            );
            examination.gap("no-artifact", message);
        }
        for (index, artifact) in dossier.artifacts() {
            let over_it = |evidence: &&&Evidence| matches!(&evidence.bond, Bond::Named { artifacts, .. } if artifacts.contains(&index));
            let signatures: Vec<&Evidence> = signatures.iter().filter(over_it).copied().collect();
            self.judge_artifact(&artifact.name, &signatures, dossier, examination);
        }
    }

    /// Signatures on one artifact can come in several files; the signers of all are counted together.
    fn judge_artifact(&self, name: &str, over_it: &[&Evidence], dossier: &Dossier, examination: &mut Examination) {
        let wanted = self.wanted();
        let is_accepted = |evidence: &&&Evidence| !evidence.trust.accepted(&self.signers, &dossier.release).is_empty();
        let accepted: Vec<&Signer> =
            distinct(over_it.iter().flat_map(|evidence| evidence.trust.accepted(&self.signers, &dossier.release)));
        over_it.iter().for_each(|evidence| examination.rely_on(evidence.id));
        if over_it.is_empty() {
            // What could not be read is no sign that there is none.
            let (seen, gesehen) = match dossier.rejected.is_empty() {
                true => ("there is no signature over it", "Es gibt keine Signatur darüber"),
                false => (
                    "no signature over it could be read, and what was rejected may hold one",
                    "Es war keine Signatur darüber zu lesen; was zurückgewiesen wurde, kann eine enthalten",
                ),
            };
            let message = Text::new(
                format!("`{name}`: {seen}; wanted is one by {}", wanted.names().en),
                format!("`{name}`: {gesehen}; verlangt ist eine durch {}", wanted.names().de),
            );
            examination.gap(format!("no-signature:{name}"), message);
        } else if accepted.is_empty() {
            examination.violations.extend(over_it.iter().filter_map(|evidence| unsigned(evidence, &wanted, dossier)));
        } else if !wanted.is_met_by(accepted.len()) {
            let (wanted, got) = (self.threshold, accepted.len());
            let message = Text::new(
                format!("wanted signatures by {wanted} different signers, got {got}"),
                format!("Verlangt sind Signaturen von {wanted} verschiedenen Personen oder Diensten, es sind {got}"),
            );
            examination.violations.push(Violation::new("too-few-signers", message).about(name));
        } else {
            let used = over_it.iter().filter(is_accepted);
            used.for_each(|evidence| self.judge_age(evidence, dossier, examination));
        }
    }
}
