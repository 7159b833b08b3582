// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What statements without figures say, in a few facts for people.

use super::{
    Assessment, Claim, Endorsement, ListedAttestation, Material, Provenance, ReleaseApproval, VerificationSummary,
};

/// A fact: what it is called, and what is said.
pub type ClaimFact = (&'static str, String);

impl Claim {
    /// The facts; none where figures say more.
    pub fn facts(&self) -> Vec<ClaimFact> {
        match self {
            Self::Provenance(provenance) => of_provenance(provenance),
            Self::VerificationSummary(summary) => of_summary(summary),
            Self::Signature(Endorsement::Signature) => vec![("signs", "the subject".to_owned())],
            Self::Signature(Endorsement::Checksums) => vec![("signs", "a list of checksums".to_owned())],
            Self::Assessment(assessment) => of_assessment(assessment),
            Self::Approval(approval) => of_approval(approval),
            Self::Attestation(attestation) => of_attestation(attestation),
            _ => Vec::new(),
        }
    }
}

fn of_provenance(provenance: &Provenance) -> Vec<ClaimFact> {
    let source =
        provenance.config_source.iter().chain(&provenance.materials).find(|material| material.commit.is_some());
    let shown = |material: &Material| {
        let commit = material.commit.as_ref().map(|commit| commit.as_str()).unwrap_or_default();
        format!("{} {commit}", material.repository().unwrap_or_default())
    };
    let mut facts =
        vec![("builder", provenance.builder.to_string()), ("build type", provenance.build_type.to_string())];
    facts.extend(source.map(|material| ("source", shown(material).trim().to_owned())));
    facts.push(("materials", provenance.materials.len().to_string()));
    facts
}

fn of_summary(summary: &VerificationSummary) -> Vec<ClaimFact> {
    let result = if summary.passed { "PASSED" } else { "FAILED" };
    let resource = summary.resource.to_string();
    vec![("result", result.to_owned()), ("resource", resource), ("levels", summary.levels.join(", "))]
}

fn of_assessment(assessment: &Assessment) -> Vec<ClaimFact> {
    let mut facts = vec![
        ("kind", assessment.kind.to_string()),
        ("result", assessment.result.name().to_owned()),
        ("scope", assessment.scope.to_string()),
        ("person", format!("{} ({})", assessment.person.name, assessment.person.role)),
    ];
    if let Some(open) = &assessment.open_findings {
        let open: Vec<String> = open.iter().rev().map(|(severity, number)| format!("{number} {severity}")).collect();
        facts.push(("open findings", open.join(", ")));
    }
    facts.extend(assessment.valid_until.map(|until| ("valid until", until.to_string())));
    facts
}

fn of_approval(approval: &ReleaseApproval) -> Vec<ClaimFact> {
    let report = approval.report.digests.iter().next().map(|digest| digest.to_string()).unwrap_or_default();
    let mut facts = vec![
        ("decision", approval.decision.name().to_owned()),
        ("person", format!("{} ({})", approval.person.name, approval.person.role)),
        ("report", report),
    ];
    facts.extend(approval.valid_until.map(|until| ("valid until", until.to_string())));
    facts
}

fn of_attestation(attestation: &ListedAttestation) -> Vec<ClaimFact> {
    let kept = attestation.facts.iter().map(|(name, value)| (*name, value.to_string()));
    std::iter::once(("predicate", attestation.predicate_type.to_string())).chain(kept).collect()
}
