// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The questions that a policy may ask of a dossier, one file each.
//!
//! A check is a struct whose fields are its parameters. It does no I/O, reads no clock, knows no
//! file format, and does not know whether it blocks or warns. It cannot say "passed": it says what
//! it relied on, what is wrong and what it could not see, and `decide` draws the conclusion.

use schemars::{JsonSchema, Schema, generate::SchemaSettings};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::model::{Dossier, Examination, Keep, Pattern, Words};

mod evidence;
mod forge;
mod license;
mod people;
mod repository;
mod signers;
mod verified;

mod assessment;
mod base_image;
mod changelog_version;
mod commits_signed;
mod crypto;
mod delivery_complete;
mod delivery_metrics;
mod evidence_fresh;
mod findings_limited;
mod license_compatible;
mod licenses_allowed;
mod maintained;
mod no_denied_components;
mod no_rejected_evidence;
mod no_secrets;
mod pipeline_intact;
mod protected;
mod provenance;
mod publiccode;
mod release_decision;
mod reviewed;
mod sbom_change;
mod sbom_fields;
mod sbom_graph;
mod sbom_present;
mod sbom_profile;
mod scan_covers_sbom;
mod scan_ran;
mod security_contact;
mod signed_by;
mod source;
mod summary_attestation;
mod suppressions_reasoned;
mod tag_signed;
mod tests_passed;
mod time_to_fix;
mod vex_consistent;

use evidence::{counts, findings_of, gap_in, incomplete, is_scan_of, is_tool, judge_age, lies_ahead, no_components};

/// Every check, by id.
pub const CHECKS: &[CheckEntry] = &[
    entry::<assessment::Assessment>(),
    entry::<base_image::BaseImage>(),
    entry::<changelog_version::ChangelogVersion>(),
    entry::<commits_signed::CommitsSigned>(),
    entry::<crypto::Crypto>(),
    entry::<delivery_complete::DeliveryComplete>(),
    entry::<delivery_metrics::DeliveryMetrics>(),
    entry::<evidence_fresh::EvidenceFresh>(),
    entry::<findings_limited::FindingsLimited>(),
    entry::<license_compatible::LicenseCompatible>(),
    entry::<licenses_allowed::LicensesAllowed>(),
    entry::<maintained::Maintained>(),
    entry::<no_denied_components::NoDeniedComponents>(),
    entry::<no_rejected_evidence::NoRejectedEvidence>(),
    entry::<no_secrets::NoSecrets>(),
    entry::<pipeline_intact::PipelineIntact>(),
    entry::<protected::Protected>(),
    entry::<provenance::Provenance>(),
    entry::<publiccode::Publiccode>(),
    entry::<release_decision::ReleaseDecision>(),
    entry::<reviewed::Reviewed>(),
    entry::<sbom_change::SbomChange>(),
    entry::<sbom_fields::SbomFields>(),
    entry::<sbom_graph::SbomGraph>(),
    entry::<sbom_present::SbomPresent>(),
    entry::<sbom_profile::SbomProfile>(),
    entry::<scan_covers_sbom::ScanCoversSbom>(),
    entry::<scan_ran::ScanRan>(),
    entry::<security_contact::SecurityContact>(),
    entry::<signed_by::SignedBy>(),
    entry::<source::Source>(),
    entry::<summary_attestation::SummaryAttestation>(),
    entry::<suppressions_reasoned::SuppressionsReasoned>(),
    entry::<tag_signed::TagSigned>(),
    entry::<tests_passed::TestsPassed>(),
    entry::<time_to_fix::TimeToFix>(),
    entry::<vex_consistent::VexConsistent>(),
];

/// What is wrong with a text of a form, where something is.
type Form = fn(&str) -> Result<(), String>;

/// The forms of texts that only checks know, by their `format` in a schema.
pub const FORMS: &[(&str, Form)] = &[
    ("spdx-license", |text| license::Entry::read(text).map(drop)),
    ("spdx-expression", |text| license::OwnLicense::read(text).map(drop)),
];

/// Something wrong with a parameter: the JSON pointer to it, and what.
pub type Wrong = (String, String);

/// A question that a policy may ask of a dossier. Its fields are its parameters; their doc comments
/// are what the policy's author reads, with the German wording in the schema key `x-de`.
pub trait Check: Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static {
    /// What the check is.
    const ABOUT: About;
    /// What to do where nothing is wrong that was seen, and something could not be seen.
    const WAY_TO_EVIDENCE: Words = evidence::WAY;

    /// Looks at the dossier.
    fn examine(&self, dossier: &Dossier) -> Examination;

    /// The single requirements that it knows, where it knows some.
    fn rules() -> Vec<Requirement> {
        Vec::new()
    }

    /// What is wrong with parameters of the right shape, taken together, such as two that exclude each other.
    /// Reading them has to fail then.
    fn wrong(_written: &serde_json::Value) -> Vec<Wrong> {
        Vec::new()
    }

    /// The lists that the parameters name. They are read before the check is asked, and stand in the
    /// dossier's yardsticks.
    fn lists(&self) -> Vec<ListFile<'_>> {
        Vec::new()
    }

    /// Whether it asks for the commits and tags of the repository, which are read only then.
    fn asks_repository(&self) -> bool {
        false
    }

    /// How much of the components of SBOMs it asks for. What no check asks for is not kept.
    fn keeps(&self) -> Keep {
        Keep::Names
    }

    /// The tools whose findings it counts although their reports do not say what they looked for.
    fn counts_tools(&self) -> &[Pattern] {
        &[]
    }
}

/// One of the requirements that a check knows.
#[derive(Clone, Copy, Debug)]
pub struct Requirement {
    /// What it belongs to.
    pub group: &'static str,
    /// Its id, unique in its group.
    pub id: &'static str,
    /// Where it is laid down.
    pub clause: &'static str,
    /// What is asked for, in a few words.
    pub title: Words,
    /// How binding it is.
    pub binding: Words,
    /// What exactly is asked for.
    pub explanation: Words,
    /// What to do when it is not met.
    pub remedy: Words,
}

/// A list in a file of its own that a rule names.
#[derive(Clone, Copy, Debug)]
pub struct ListFile<'a> {
    /// The path as the policy writes it, relative to its folder.
    pub path: &'a str,
    /// What is wrong with an entry.
    pub accepts: fn(&str) -> Result<(), String>,
}

/// What a check is, for the policy's author and for the reader of a report.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// The id, named after the state asked for; also the name of the file and of the case folder.
    pub id: &'static str,
    /// The state asked for, in a few words.
    pub title: Words,
    /// The question.
    pub question: Words,
    /// Why it is asked.
    pub why: Words,
    /// What to do when it is not satisfied.
    pub remedy: Words,
    /// What it gives evidence for, as `(catalogue, id)`.
    pub maps_to: &'static [(&'static str, &'static str)],
    /// A rule as a policy would write it, in YAML, to be shown as an example.
    pub example: &'static str,
}

/// A check in the list: what it is, and how its parameters are read.
#[derive(Clone, Copy)]
pub struct CheckEntry {
    /// What the check is.
    pub about: &'static About,
    /// What to do where nothing is wrong that was seen, and something could not be seen.
    pub way_to_evidence: Words,
    /// The JSON Schema of its parameters.
    pub schema: fn() -> Schema,
    /// The single requirements that it knows.
    pub rules: fn() -> Vec<Requirement>,
    /// What is wrong with parameters of the right shape, taken together.
    pub wrong: fn(&serde_json::Value) -> Vec<Wrong>,
    /// Reads its parameters.
    pub bind: fn(serde_json::Value) -> Result<Box<dyn BoundCheck>, WrongParameter>,
}

/// Why parameters could not be read, with the path to the one concerned.
pub type WrongParameter = serde_path_to_error::Error<serde_json::Error>;

/// A check with its parameters, ready to be asked.
pub trait BoundCheck: Send + Sync {
    /// Looks at the dossier.
    fn examine(&self, dossier: &Dossier) -> Examination;
    /// The parameters, defaults included.
    fn parameters(&self) -> serde_json::Value;
    /// The lists that the parameters name.
    fn lists(&self) -> Vec<ListFile<'_>> {
        Vec::new()
    }
    /// Whether it asks for the commits and tags of the repository.
    fn asks_repository(&self) -> bool {
        false
    }
    /// How much of the components of SBOMs it asks for.
    fn keeps(&self) -> Keep {
        Keep::Names
    }
    /// The tools whose findings it counts although their reports do not say what they looked for.
    fn counts_tools(&self) -> &[Pattern] {
        &[]
    }
}

impl<C: Check> BoundCheck for C {
    fn examine(&self, dossier: &Dossier) -> Examination {
        Check::examine(self, dossier)
    }

    fn parameters(&self) -> serde_json::Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    fn lists(&self) -> Vec<ListFile<'_>> {
        Check::lists(self)
    }

    fn asks_repository(&self) -> bool {
        Check::asks_repository(self)
    }

    fn keeps(&self) -> Keep {
        Check::keeps(self)
    }

    fn counts_tools(&self) -> &[Pattern] {
        Check::counts_tools(self)
    }
}

/// The check with this id.
pub fn find(id: &str) -> Option<&'static CheckEntry> {
    CHECKS.iter().find(|check| check.about.id == id)
}

const fn entry<C: Check>() -> CheckEntry {
    CheckEntry {
        about: &C::ABOUT,
        way_to_evidence: C::WAY_TO_EVIDENCE,
        schema: || {
            SchemaSettings::draft2020_12()
                .with(|s| s.inline_subschemas = true)
                .into_generator()
                .into_root_schema_for::<C>()
        },
        rules: C::rules,
        wrong: C::wrong,
        bind: |parameters| Ok(Box::new(serde_path_to_error::deserialize::<_, C>(parameters)?)),
    }
}
