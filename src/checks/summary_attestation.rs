// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

pub(super) use super::verified::SummaryTerms as SummaryAttestation;
use super::*;

impl Check for SummaryAttestation {
    const ABOUT: About = About {
        id: "summary-attestation",
        title: Words { en: "Another verifier passed it", de: "Eine andere Prüfstelle hat es bestanden" },
        question: Words {
            en: "Does a verifier that is trusted attest over its signature that every artifact, or the commit, passed?",
            de: "Bescheinigt eine vertrauenswürdige Prüfstelle mit ihrer Signatur, dass jedes Artefakt oder der Commit bestanden hat?",
        },
        why: Words {
            en: "Who takes software over need not repeat what somebody trusted has checked and signed.",
            de: "Wer Software übernimmt, muss nicht wiederholen, was eine vertrauenswürdige Stelle geprüft und signiert hat.",
        },
        remedy: Words {
            en: "Ask the verifier for a verification summary (SLSA VSA) about these digests, or have the evidence itself judged by other rules.",
            de: "Bei der Prüfstelle eine Prüfzusammenfassung (SLSA VSA) zu diesen Hashwerten anfordern oder die Nachweise selbst durch andere Regeln prüfen lassen.",
        },
        maps_to: &[
            ("bsi-grundschutz-2023", "OPS.1.1.6.A4"),
            ("nist-ssdf", "PW.4.1"),
            ("slsa", "Verification Summary Attestation"),
        ],
        example: "- check: summary-attestation\n  with:\n    verifiers:\n      - id: https://verifier.example.org\n        signers: [{ key: verifier }]\n    resource: \"oci://registry.example.org/group/app*\"\n    build_level: 2\n    max_age: 30 days\n  effect: block\n",
    };
    const WAY_TO_EVIDENCE: Words = Self::ABOUT.remedy;

    fn examine(&self, dossier: &Dossier) -> Examination {
        self.examine_all(dossier)
    }
}
