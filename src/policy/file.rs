// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The policy file and the waiver file as people write them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::crypto::CryptoSection;
use crate::model::{Age, ArtifactKind, Effect, Pattern, Severity, SignerTerms, VersionRange};

/// A policy: the rules that decide over a release.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PolicyFile {
    /// Version of the policy language: 1.
    #[schemars(range(min = 1, max = 1))]
    #[expect(dead_code, reason = "its value is checked by the schema; there is only one")]
    pub version: u32,
    /// What the policy is called in reports.
    #[schemars(length(min = 1))]
    pub title: String,
    /// The title in German reports, when it differs.
    #[serde(default)]
    pub title_de: Option<String>,
    /// The language of the reports, unless the command line names one.
    #[serde(default)]
    pub language: Language,
    /// Whether the policy only advises: it then never fails the pipeline, and every report says so.
    #[serde(default)]
    pub advisory: bool,
    /// What holds for waivers.
    #[serde(default)]
    pub waivers: WaiverTerms,
    /// The keys, roots and authorities whose signatures count.
    #[serde(default)]
    pub trust: TrustSection,
    /// The algorithms whose signatures count.
    #[serde(default)]
    pub crypto: CryptoSection,
    /// Whose VEX documents count.
    #[serde(default)]
    pub vex: VexSection,
    /// Lists about vulnerabilities: which are exploited, how likely that is, when they were published.
    #[serde(default)]
    pub enrichment: Enrichment,
    /// The rules, in the order of the report.
    #[schemars(length(min = 1))]
    pub rules: Vec<RuleFile>,
}

/// The language of the reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Language {
    /// English.
    #[default]
    En,
    /// German.
    De,
}

/// What holds for waivers.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct WaiverTerms {
    /// Files of waivers, relative to the policy's folder.
    pub files: Vec<String>,
    /// Whose signature every file of waivers needs, in an envelope or beside it (`FILE.sig`). Once somebody is named, waivers signed by them count among the evidence too (`docs/predicates.md`).
    #[schemars(length(min = 1))]
    pub signed_by: Vec<SignerTerms>,
    /// The longest time from `created` to `expires`.
    pub longest: Age,
    /// The longest time for a finding of a severity, where it is shorter. A waiver that holds for longer covers no such finding.
    #[schemars(extend("propertyNames" = crate::model::keys_of::<Severity>()))]
    pub longest_for: BTreeMap<Severity, Age>,
    /// Whether every waiver needs a second approver.
    pub two_approvers: bool,
    /// The most findings and gaps that one waiver may match. One that matches more covers nothing.
    #[schemars(range(min = 1))]
    pub most_matches: u64,
    /// How long before it expires a waiver is warned about.
    pub warn_before: Age,
}

impl Default for WaiverTerms {
    fn default() -> Self {
        Self {
            files: Vec::new(),
            signed_by: Vec::new(),
            longest: Age::days(90),
            longest_for: BTreeMap::new(),
            two_approvers: false,
            most_matches: 50,
            warn_before: Age::days(14),
        }
    }
}

/// The keys, roots and authorities whose signatures count. Without any nobody's do.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct TrustSection {
    /// Public keys in PEM or DER (SubjectPublicKeyInfo), as `cosign public-key` and `openssl pkey -pubout` write them.
    pub keys: Vec<KeyFile>,
    /// Certificates (X.509, in PEM or DER) of authorities that vouch for the signers of CMS signatures. Each is trusted by itself, whoever issued it.
    pub authorities: Vec<NamedFile>,
    /// Certificates (X.509, in PEM or DER) of authorities that vouch for the time of a CMS signature (RFC 3161).
    pub timestamp_authorities: Vec<NamedFile>,
    /// Lists of revoked certificates (X.509, in PEM or DER). Once there is one, every certificate below an authority needs a current list of its issuer.
    pub revocation_lists: Vec<NamedFile>,
    /// Certificates of OpenPGP, as `gpg --export --armor` writes them.
    pub openpgp: Vec<NamedFile>,
    /// Public keys of minisign or signify.
    pub minisign: Vec<NamedFile>,
    /// Lists of allowed signers, as `ssh-keygen` reads them (ALLOWED SIGNERS in ssh-keygen(1)); times without `Z` are taken as UTC.
    pub ssh: Vec<NamedFile>,
    /// Trust roots of Sigstore. What a root lists (certificate log, transparency log, time) is demanded of every signature that it vouches for.
    pub roots: Vec<RootFile>,
}

/// A public key under the name that rules and reports give its holder.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyFile {
    /// The name, unique among all that the policy trusts.
    #[schemars(length(min = 1, max = 100))]
    pub name: String,
    /// The file, relative to the policy's folder.
    #[schemars(length(min = 1))]
    pub file: String,
    /// The file of a second key, for hybrid schemes: both have to sign, classical and post-quantum.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub hybrid: Option<String>,
}

/// A trust root of Sigstore: of a file, or the one that came with the program.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RootFile {
    /// The name, unique among all that the policy trusts.
    #[schemars(length(min = 1, max = 100))]
    pub name: String,
    /// The file (`trusted_root.json`), relative to the policy's folder.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub file: Option<String>,
    /// The root that came with the program, in place of a file.
    #[serde(default)]
    pub builtin: Option<BuiltinRoot>,
}

/// A trust root that came with the program.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum BuiltinRoot {
    /// The public good instance of Sigstore, as it was when the program was built. Whoever trusts it trusts the services of the Sigstore project, outside of the administration.
    PublicGood,
}

/// A file under the name that rules and reports give it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NamedFile {
    /// The name, unique among all that the policy trusts.
    #[schemars(length(min = 1, max = 100))]
    pub name: String,
    /// The file, relative to the policy's folder.
    #[schemars(length(min = 1))]
    pub file: String,
}

/// Whose VEX documents count. Without authors nobody's do.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct VexSection {
    /// Patterns over the author: over whoever signed the document, or over the author that it states where `accept_unsigned` is set.
    pub authors: Vec<Pattern>,
    /// Whether a stated author counts although no signature proves that the document is from there. Whoever can put a file into the evidence can then set findings aside.
    pub accept_unsigned: bool,
}

/// Lists about vulnerabilities.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Enrichment {
    /// Files (CISA KEV, EPSS, EUVD, OSV records), or folders and archives of records, relative to the policy's folder.
    pub files: Vec<String>,
    /// The greatest age of lists that change from day to day (exploited vulnerabilities, EPSS); an older one leaves what asks for it undecided. Any when left out.
    pub max_age: Option<Age>,
}

/// A rule: a check with its parameters, or evidence that is still awaited.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("oneOf" = [{ "required": ["check"] }, { "required": ["awaits"] }]))]
pub(super) struct RuleFile {
    /// The rule's id, unique in the policy; the check's id when left out.
    #[serde(default)]
    #[schemars(length(min = 1, max = 60))]
    pub id: Option<String>,
    /// What the rule is called in reports; the check's title when left out.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub title: Option<String>,
    /// The title in German reports, when it differs.
    #[serde(default)]
    pub title_de: Option<String>,
    /// The check, by its id (`freigabe explain` lists them).
    #[serde(default)]
    pub check: Option<String>,
    /// In place of a check: what evidence is awaited that this version cannot read yet. Such a rule is always undecided.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub awaits: Option<String>,
    /// What is awaited, in German reports, when it differs.
    #[serde(default)]
    pub awaits_de: Option<String>,
    /// The parameters of the check.
    #[serde(default)]
    pub with: serde_json::Map<String, serde_json::Value>,
    /// What the rule does when it is not satisfied.
    pub effect: Effect,
    /// The date (`2027-01-01`) or moment from which the rule has its effect; before, it only warns.
    #[serde(default)]
    #[schemars(extend("format" = "moment"))]
    pub effective_from: Option<String>,
    /// Narrows the rule to some releases.
    #[serde(default)]
    pub when: Option<When>,
    /// Whether waivers can apply to what the rule finds.
    #[serde(default = "yes")]
    pub waivable: bool,
    /// What the rule gives evidence for: ids by catalogue. They are added to those of the check.
    #[serde(default)]
    pub maps_to: BTreeMap<String, Vec<String>>,
}

const fn yes() -> bool {
    true
}

/// Narrows a rule to some releases. Every condition given must hold.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct When {
    /// The rule concerns artifacts of these kinds only.
    pub artifact: Vec<ArtifactKind>,
    /// The rule concerns branches that match one of these patterns.
    pub branch: Vec<Pattern>,
    /// The rule concerns tags that match one of these patterns.
    pub tag: Vec<Pattern>,
}

/// A file of waivers.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WaiverFile {
    /// Version of the file's language: 1.
    #[schemars(range(min = 1, max = 1))]
    #[expect(dead_code, reason = "its value is checked by the schema; there is only one")]
    pub version: u32,
    /// The waivers.
    pub waivers: Vec<WaiverEntry>,
}

/// A dated, reasoned, approved exception for one matter.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WaiverEntry {
    /// The matter waived, as the report names it: a vulnerability, a rule of a scanner, a component, a file.
    #[schemars(length(min = 1))]
    pub matter: String,
    /// What the waiver is limited to.
    pub scope: Scope,
    /// Why the exception is justified.
    #[schemars(length(min = 1))]
    pub reason: String,
    /// Who answers for the matter.
    #[schemars(length(min = 1))]
    pub owner: String,
    /// Who approved it; somebody other than the owner.
    #[schemars(length(min = 1))]
    pub approver: String,
    /// A second person who approved it; neither the owner nor the approver.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub second_approver: Option<String>,
    /// Since when it holds: a date or moment.
    #[schemars(extend("format" = "moment"))]
    pub created: String,
    /// The first date or moment at which it no longer holds.
    #[schemars(extend("format" = "moment"))]
    pub expires: String,
}

/// What a waiver is limited to. At least one of `rules` and `subject` must be given.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("anyOf" = [{ "required": ["rules"] }, { "required": ["subject"] }]))]
pub(super) struct Scope {
    /// Rules or checks, by id.
    #[schemars(extend("minItems" = 1))]
    pub rules: Option<Vec<String>>,
    /// A pattern over what is concerned: a component's package URL, a file and line, a suite.
    pub subject: Option<Pattern>,
    /// A range of versions of the component, as `vers` writes it, for `npm`, `cargo`, `golang` and `semver`: `vers:npm/>=1.0.0|<1.4.2`. Without a component of that ecosystem the waiver covers nothing.
    pub versions: Option<VersionRange>,
    /// A pattern over the names of artifacts. The waiver covers what concerns matching artifacts only.
    pub artifact: Option<Pattern>,
    /// A pattern over branches. The waiver covers releases from matching branches only; not from an unknown one.
    pub branch: Option<Pattern>,
    /// A pattern over environments (`--environment`). The waiver covers releases for matching ones only; not for an unknown one.
    pub environment: Option<Pattern>,
}
