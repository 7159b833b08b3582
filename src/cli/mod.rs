// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The command line: what the user may write, and nothing about what it does.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::{
    exit,
    model::{Age, Commit, Digest, Lang, Timestamp},
};

mod sign;
mod value;

pub use sign::{
    ApprovalArgs, AssembleArgs, AssessmentArgs, AttestCommand, DecisionArg, KeyType, KeygenArgs, PassphraseArgs,
    PersonArgs, ResultArg, StatementArgs, WaiverArgs,
};
pub use value::{ReportTarget, Size};

/// Judges the evidence of a release against a policy: passed, blocked or undecided.
#[derive(Debug, Parser)]
#[command(name = "freigabe", version, max_term_width = 100, after_help = exit_codes(), after_long_help = exit_codes())]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Judges evidence against a policy and gives the verdict
    Check(Box<CheckArgs>),
    /// Looks right before a release whether the gate's own verdict speaks for it
    VerifyVerdict(Box<VerifyVerdictArgs>),
    /// Tells what a file is, what it says and who vouches for it
    Inspect(InspectArgs),
    /// Verifies a signature over a file or digest, and says what was proven and what was not
    Verify(Box<VerifyArgs>),
    /// Shows what keys and trust roots hold, and what of it is no longer valid
    Trust(TrustArgs),
    /// Tells what changed between two SBOMs
    Diff(DiffArgs),
    /// Explains a check: question, why, parameters, what it maps to, how to fix
    Explain(ExplainArgs),
    /// Reads a policy, or prints the schema of policies
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// Writes a waiver down: adds it to the file, checks it, overwrites nothing
    Waive(Box<WaiveArgs>),
    /// Makes a pair of keys: the private one under a passphrase
    Keygen(KeygenArgs),
    /// Writes what people state (assessments, decisions, waivers) and signs it
    #[command(subcommand)]
    Attest(AttestCommand),
    /// Writes a starter policy and the lines for .gitlab-ci.yml; overwrites nothing
    Init(InitArgs),
}

/// Judges evidence against a policy and gives the verdict.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Files, folders and archives with evidence
    #[arg(value_name = "EVIDENCE", default_value = ".")]
    pub evidence: Vec<PathBuf>,
    /// The policy file
    #[arg(long, value_name = "FILE", default_value = crate::cli::POLICY_FILE)]
    pub policy: PathBuf,
    /// A file of waivers, besides those that the policy names
    #[arg(long, value_name = "FILE")]
    pub waivers: Vec<PathBuf>,
    /// The public key (PEM) that must have signed the policy: its signature lies beside it as `FILE.sig`
    #[arg(long, value_name = "KEY")]
    pub policy_signed_by: Option<PathBuf>,
    /// What is released: a file, the digest of an image (`NAME@sha256:HEX`), or an image in a registry with what is signed of it (`docker://REGISTRY/NAME:TAG`, `…@sha256:HEX`)
    #[arg(long = "artifact", value_name = "PATH|sha256:HEX|docker://IMAGE")]
    pub artifacts: Vec<String>,
    /// The commit released, all digits of it [default: CI_COMMIT_SHA, then HEAD of the first evidence folder]
    #[arg(long, value_name = "SHA", value_parser = value::commit)]
    pub commit: Option<Commit>,
    /// The branch released [default: from the CI job, then from HEAD]
    #[arg(long, value_name = "NAME", conflicts_with = "tag")]
    pub branch: Option<String>,
    /// The tag released [default: from the CI job]
    #[arg(long, value_name = "NAME")]
    pub tag: Option<String>,
    /// Where the release goes, such as `production`; waivers can be limited to it
    #[arg(long, value_name = "NAME")]
    pub environment: Option<String>,
    /// The JSON report of the target branch, to compare with (number of tests, open findings)
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// The folder of what is handed over, to be held against the SBOM
    #[arg(long, value_name = "DIR")]
    pub delivery: Option<PathBuf>,
    /// The SBOM of an earlier release, to be compared with
    #[arg(long, value_name = "FILE")]
    pub baseline_sbom: Vec<PathBuf>,
    /// Earlier JSON reports on this product, from which the time to fix is told
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub history: Vec<PathBuf>,
    /// A list about vulnerabilities, besides those that the policy names: CISA KEV, EPSS, EUVD, or OSV records (also a folder or archive of them)
    #[arg(long, value_name = "FILE")]
    pub enrich: Vec<PathBuf>,
    /// The time that counts as now; a day begins at 00:00 UTC [default: the clock]
    #[arg(long, value_name = "RFC3339|DATE", value_parser = value::timestamp)]
    pub at: Option<Timestamp>,
    /// Writes a report; `-` as path prints it in place of the summary
    #[arg(long = "report", value_name = "NAME=PATH", value_parser = value::report_target, long_help = value::report_help())]
    pub reports: Vec<ReportTarget>,
    /// The language of summary and reports [default: the policy's]
    #[arg(long, value_name = "de|en")]
    pub lang: Option<LangArg>,
    /// Gives the verdict, says that it only advises, and exits with 0
    #[arg(long)]
    pub advisory: bool,
    /// Exits with N (10 to 63) when the release passed and a rule that only warns is not satisfied
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(exit::FOR_WARNINGS))]
    pub warn_exit_code: Option<u8>,
    /// The SHA-256 digest that the policy file has to have
    #[arg(long, value_name = "HEX", value_parser = value::sha256)]
    pub policy_sha256: Option<Digest>,
    /// What to ask GitLab.
    #[command(flatten)]
    pub gitlab: GitLabArgs,
    /// The way to GitLab and to registries.
    #[command(flatten)]
    pub network: NetworkArgs,
    /// Bounds on what is read.
    #[command(flatten)]
    pub limits: LimitArgs,
}

/// Looks right before a release whether the gate's own verdict speaks for it: passed, binding, for this
/// commit and these artifacts, and not too old. Everything else, and no verdict, is refused.
#[derive(Debug, Args)]
pub struct VerifyVerdictArgs {
    /// The JSON report of the gate
    #[arg(value_name = "REPORT")]
    pub report: PathBuf,
    /// What is released: a file, the digest of an image (`NAME@sha256:HEX`), or an image in a registry by its tag (`docker://REGISTRY/NAME:TAG`)
    #[arg(long = "artifact", value_name = "PATH|sha256:HEX|docker://IMAGE")]
    pub artifacts: Vec<String>,
    /// The commit released, all digits of it [default: CI_COMMIT_SHA, then HEAD]
    #[arg(long, value_name = "SHA", value_parser = value::commit)]
    pub commit: Option<Commit>,
    /// The branch released [default: from the CI job, then from HEAD]
    #[arg(long, value_name = "NAME", conflicts_with = "tag")]
    pub branch: Option<String>,
    /// The tag released [default: from the CI job]
    #[arg(long, value_name = "NAME")]
    pub tag: Option<String>,
    /// Where the release goes, such as `production`; the verdict has to be about it, and one that is about an environment needs it
    #[arg(long, value_name = "NAME")]
    pub environment: Option<String>,
    /// The public key, in PEM, with which the report must have been signed: by a signature over the file, or by a statement about it such as `attest approval` makes
    #[arg(long, value_name = "FILE", conflicts_with_all = ["identity", "issuer", "trusted_root"])]
    pub signed_by: Option<PathBuf>,
    /// The file with that signature [default: REPORT.sig and the like beside the report]
    #[arg(long, value_name = "FILE")]
    pub signature: Option<PathBuf>,
    /// Who must have signed the report, in place of a key.
    #[command(flatten)]
    pub identity: IdentityArgs,
    /// How old the verdict may be
    #[arg(long, value_name = "AGE", default_value = "24 hours", value_parser = value::age)]
    pub max_age: Age,
    /// The SHA-256 digest that the policy of the verdict has to have
    #[arg(long, value_name = "HEX", value_parser = value::sha256)]
    pub policy_sha256: Option<Digest>,
    /// The time that counts as now; a day begins at 00:00 UTC [default: the clock]
    #[arg(long, value_name = "RFC3339|DATE", value_parser = value::timestamp)]
    pub at: Option<Timestamp>,
    /// The language of the text
    #[arg(long, value_name = "de|en", default_value = "en")]
    pub lang: LangArg,
    /// The way to a registry.
    #[command(flatten)]
    pub network: NetworkArgs,
    /// Bounds on what is read.
    #[command(flatten)]
    pub limits: LimitArgs,
}

/// Tells what a file is, what it says and who vouches for it.
#[derive(Debug, Args)]
pub struct InspectArgs {
    /// Files, folders and archives
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// Judges who vouches for the files by what this policy trusts
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
    /// Prints JSON
    #[arg(long)]
    pub json: bool,
    /// Adds the package URLs, licences and hashes of SBOMs
    #[arg(long, requires = "json")]
    pub details: bool,
    /// The language of the text
    #[arg(long, value_name = "de|en", default_value = "en")]
    pub lang: LangArg,
    /// Bounds on what is read.
    #[command(flatten)]
    pub limits: LimitArgs,
}

/// Verifies a signature over a file or digest, and says what was proven and what was not.
/// Exits with 0 only when the signature holds. Options are named and meant as those of `cosign verify-blob`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("what"))]
#[command(group = clap::ArgGroup::new("identity"))]
#[command(group = clap::ArgGroup::new("issuer"))]
pub struct VerifyArgs {
    /// What is signed: a file, a digest, the commit that a statement is about, or an image in a registry, which then gives the signatures (`docker://REGISTRY/NAME:TAG`, `…@sha256:HEX`)
    #[arg(value_name = "PATH|sha256:HEX|gitCommit:SHA|docker://IMAGE")]
    pub artifact: String,
    /// The Sigstore bundle, or DSSE envelope, with the signature
    #[arg(long, value_name = "FILE", group = "what")]
    pub bundle: Option<PathBuf>,
    /// The signature in a file of its own, of any form and under any name; also a signed list of checksums. Several times for the signatures of a hybrid key
    #[arg(long, value_name = "FILE", group = "what")]
    pub signature: Vec<PathBuf>,
    /// The public key of the signer, in PEM
    #[arg(long, value_name = "FILE", conflicts_with_all = ["identity", "issuer", "policy"])]
    pub key: Option<PathBuf>,
    /// Who has the certificate.
    #[command(flatten)]
    pub identity: IdentityArgs,
    /// Trusts what this policy trusts, in place of a key or root
    #[arg(long, value_name = "FILE", conflicts_with = "trusted_root")]
    pub policy: Option<PathBuf>,
    /// The time that counts as now; a day begins at 00:00 UTC [default: the clock]
    #[arg(long, value_name = "RFC3339|DATE", value_parser = value::timestamp)]
    pub at: Option<Timestamp>,
    /// Prints JSON
    #[arg(long)]
    pub json: bool,
    /// The language of the text
    #[arg(long, value_name = "de|en", default_value = "en")]
    pub lang: LangArg,
    /// The way to a registry.
    #[command(flatten)]
    pub network: NetworkArgs,
    /// Bounds on what is read.
    #[command(flatten)]
    pub limits: LimitArgs,
}

/// Whose certificate is meant, and who vouches for it.
#[derive(Debug, Args)]
pub struct IdentityArgs {
    /// The identity in the signer's certificate: a URI or e-mail address, all of it
    #[arg(long, value_name = "NAME", group = "identity", requires = "issuer")]
    pub certificate_identity: Option<String>,
    /// A regular expression over all of the identity
    #[arg(long, value_name = "REGEX", group = "identity", requires = "issuer", value_parser = value::regex)]
    pub certificate_identity_regexp: Option<regex::Regex>,
    /// Who vouched for the identity: the OIDC issuer
    #[arg(long, value_name = "URL", group = "issuer", requires = "identity")]
    pub certificate_oidc_issuer: Option<String>,
    /// A regular expression over all of the issuer
    #[arg(long, value_name = "REGEX", group = "issuer", requires = "identity", value_parser = value::regex)]
    pub certificate_oidc_issuer_regexp: Option<regex::Regex>,
    /// The trust root (`trusted_root.json`); what it lists is demanded [default: the public good instance of Sigstore, as it came with the program]
    #[arg(long, value_name = "FILE")]
    pub trusted_root: Option<PathBuf>,
}

/// Shows what keys and trust roots hold. Exits with 1 where something of it cannot vouch for anybody now.
#[derive(Debug, Args)]
pub struct TrustArgs {
    /// Public keys in PEM and trust roots (`trusted_root.json`) [default: the public good instance of Sigstore, as it came with the program]
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Shows what this policy trusts
    #[arg(long, value_name = "FILE", conflicts_with = "files")]
    pub policy: Option<PathBuf>,
    /// The time that counts as now; a day begins at 00:00 UTC [default: the clock]
    #[arg(long, value_name = "RFC3339|DATE", value_parser = value::timestamp)]
    pub at: Option<Timestamp>,
    /// Prints JSON
    #[arg(long)]
    pub json: bool,
    /// The language of the text
    #[arg(long, value_name = "de|en", default_value = "en")]
    pub lang: LangArg,
    /// Bounds on what is read.
    #[command(flatten)]
    pub limits: LimitArgs,
}

/// Tells what changed between two SBOMs. Exits with 0 whatever changed; the check `sbom-change` judges.
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// The earlier SBOM
    #[arg(value_name = "OLD")]
    pub old: PathBuf,
    /// The later SBOM
    #[arg(value_name = "NEW")]
    pub new: PathBuf,
    /// Prints JSON
    #[arg(long)]
    pub json: bool,
    /// The language of the text
    #[arg(long, value_name = "de|en", default_value = "en")]
    pub lang: LangArg,
    /// Bounds on what is read.
    #[command(flatten)]
    pub limits: LimitArgs,
}

/// Explains a check.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The check, or a list of algorithms (`standard`, `bsi-tr-02102-2026-01`, `sigstore-default`); all are listed when left out
    pub check: Option<String>,
    /// The language of the text
    #[arg(long, value_name = "de|en", default_value = "en")]
    pub lang: LangArg,
}

/// Reads a policy, or prints the schema of policies.
#[derive(Debug, Subcommand)]
pub enum PolicyCommand {
    /// Reports every mistake of a policy at once, with line and column
    Check {
        /// The policy file
        #[arg(value_name = "FILE", default_value = crate::cli::POLICY_FILE)]
        file: PathBuf,
        /// A file of waivers, besides those that the policy names
        #[arg(long, value_name = "FILE")]
        waivers: Vec<PathBuf>,
    },
    /// Prints the JSON Schema of policies, for editors
    Schema,
}

/// Writes a waiver down. What is not given is asked for on a terminal.
#[derive(Debug, Args)]
pub struct WaiveArgs {
    /// The matter, as the report names it: a vulnerability, a rule of a scanner, a component, a file
    pub matter: Option<String>,
    /// A rule or check that the waiver is limited to, by id
    #[arg(long = "rule", value_name = "ID")]
    pub rules: Vec<String>,
    /// A pattern over what is concerned: a component's package URL, a file and line
    #[arg(long, value_name = "PATTERN")]
    pub subject: Option<String>,
    /// A range of versions of the component (`vers:npm/>=1.0.0|<1.4.2`)
    #[arg(long, value_name = "RANGE")]
    pub versions: Option<String>,
    /// A pattern over the names of artifacts
    #[arg(long, value_name = "PATTERN")]
    pub artifact: Option<String>,
    /// A pattern over branches
    #[arg(long, value_name = "PATTERN")]
    pub branch: Option<String>,
    /// A pattern over environments
    #[arg(long, value_name = "PATTERN")]
    pub environment: Option<String>,
    /// Why the exception is justified
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Who answers for the matter
    #[arg(long, value_name = "NAME")]
    pub owner: Option<String>,
    /// Who approved it; somebody other than the owner
    #[arg(long, value_name = "NAME")]
    pub approver: Option<String>,
    /// Who approved it besides; somebody else again
    #[arg(long, value_name = "NAME")]
    pub second_approver: Option<String>,
    /// Since when it holds [default: today]
    #[arg(long, value_name = "DATE")]
    pub created: Option<String>,
    /// The first day on which it no longer holds
    #[arg(long, value_name = "DATE")]
    pub expires: Option<String>,
    /// The file that it is added to [default: the first that the policy names, then waivers.yaml beside it]
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// The policy file
    #[arg(long, value_name = "FILE", default_value = crate::cli::POLICY_FILE)]
    pub policy: PathBuf,
}

/// Writes a starter policy and the lines for `.gitlab-ci.yml`.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// The project's folder
    #[arg(value_name = "FOLDER", default_value = ".")]
    pub folder: PathBuf,
    /// Looks at the `.gitlab-ci.yml` that is there: which jobs make evidence that the gate will not get, and what to add. Writes nothing
    #[arg(long)]
    pub gitlab: bool,
    /// The language of the text
    #[arg(long, value_name = "de|en", default_value = "en")]
    pub lang: LangArg,
}

/// What to ask GitLab. Tokens come from the environment: `CI_JOB_TOKEN`, and for what it cannot see
/// `FREIGABE_READ_TOKEN` or the file that `FREIGABE_READ_TOKEN_FILE` names.
#[derive(Debug, Args)]
#[command(next_help_heading = "GitLab")]
pub struct GitLabArgs {
    /// Gathers evidence and facts from GitLab by its API; nothing speaks to a network without this or an image in a registry [default: the server of the CI job]
    #[arg(long, value_name = "URL", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub gitlab: Option<String>,
    /// The project, by number or path [default: CI_PROJECT_ID]
    #[arg(long, value_name = "ID|PATH", requires = "gitlab")]
    pub gitlab_project: Option<String>,
    /// The pipeline whose jobs made the evidence [default: CI_PIPELINE_ID]
    #[arg(long, value_name = "ID", requires = "gitlab")]
    pub gitlab_pipeline: Option<u64>,
    /// What GitLab said of this project in an earlier run, kept with `--keep-gitlab-facts`, in place of asking it; what is about a commit counts for that commit only
    #[arg(long, value_name = "FILE", conflicts_with = "gitlab")]
    pub gitlab_facts: Option<PathBuf>,
    /// How long before this run GitLab may have been asked [default: 24 hours]
    #[arg(long, value_name = "AGE", requires = "gitlab_facts", value_parser = value::age)]
    pub gitlab_facts_max_age: Option<Age>,
    /// Writes what GitLab said and did not show, for `--gitlab-facts`
    #[arg(long, value_name = "FILE", requires = "gitlab")]
    pub keep_gitlab_facts: Option<PathBuf>,
    /// Writes the verdict into the merge request, one note that each pipeline brings up to date; needs FREIGABE_API_TOKEN
    #[arg(long, requires = "gitlab")]
    pub gitlab_note: bool,
    /// Sets the status of the commit; needs FREIGABE_API_TOKEN
    #[arg(long, requires = "gitlab")]
    pub gitlab_status: bool,
    /// Uploads verdict and report (JSON, HTML) to the generic package `freigabe` of this tag or commit
    #[arg(long, requires = "gitlab")]
    pub gitlab_package: bool,
    /// Links the release of the tag to the report: in the package, or on the page of the job
    #[arg(long, requires = "gitlab")]
    pub gitlab_release_link: bool,
}

/// The way to GitLab and to registries.
#[derive(Debug, Args)]
#[command(next_help_heading = "Network")]
pub struct NetworkArgs {
    /// Certificates of authorities in PEM, trusted besides Mozilla's list [default: CI_SERVER_TLS_CA_FILE]
    #[arg(long, value_name = "FILE")]
    pub ca_file: Option<PathBuf>,
    /// The proxy [default: HTTPS_PROXY, ALL_PROXY, but for NO_PROXY]
    #[arg(long, value_name = "URL")]
    pub proxy: Option<String>,
    /// The longest that everything asked of one server may take, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 600, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub network_time: u64,
}

/// Bounds on what is read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Limits")]
pub struct LimitArgs {
    /// The largest file that is read, unpacked
    #[arg(long, value_name = "SIZE", default_value = "1GiB", value_parser = value::size)]
    pub max_file_size: Size,
    /// The most files that are read
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    pub max_files: u64,
    /// The most entries of an archive
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    pub max_archive_entries: u64,
    /// The largest archive that is read, unpacked
    #[arg(long, value_name = "SIZE", default_value = "4GiB", value_parser = value::size)]
    pub max_unpacked_size: Size,
    /// The deepest nesting of JSON and XML that is read
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=120))]
    pub max_depth: u32,
}

/// The language of text for people.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum LangArg {
    /// German
    De,
    /// English
    En,
}

impl From<LangArg> for Lang {
    fn from(lang: LangArg) -> Self {
        match lang {
            LangArg::De => Self::De,
            LangArg::En => Self::En,
        }
    }
}

/// The policy file that is used when none is named.
pub const POLICY_FILE: &str = "freigabe.yaml";

fn exit_codes() -> String {
    let rows = exit::TABLE.iter().map(|(code, meaning)| format!("  {code:>2}  {meaning}\n"));
    format!("Exit codes:\n{}", rows.collect::<String>())
}
