// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The command line: what the user may write, and nothing about what it does.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::{
    exit,
    model::{Commit, Lang, Timestamp},
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
    /// Tells what a file is, what it says and who vouches for it
    Inspect(InspectArgs),
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
    /// What is released: a file, or the digest of an image (`NAME@sha256:HEX`)
    #[arg(long = "artifact", value_name = "PATH|sha256:HEX")]
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
