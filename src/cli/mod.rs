// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The command line: what the user may write, and nothing about what it does.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::{exit, model::Lang};

mod bounds;
mod check;
mod sign;
mod value;
mod verify;

pub use bounds::{LimitArgs, NetworkArgs};
pub use check::{CheckArgs, GitLabArgs};
pub use sign::{
    ApprovalArgs, AssembleArgs, AssessmentArgs, AttestCommand, DecisionArg, KeyType, KeygenArgs, PassphraseArgs,
    PersonArgs, ResultArg, StatementArgs, WaiverArgs,
};
pub use value::{ReportTarget, Size};
pub use verify::{IdentityArgs, TrustArgs, VerifyArgs, VerifyVerdictArgs};

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
    #[command(
        after_help = "Exits with 0 only when the signature holds, with 1 when it does not, with 2 when an image could not be seen in its registry, and with 3 when something named, such as the signature, is missing or unreadable."
    )]
    Verify(Box<VerifyArgs>),
    /// Shows what keys and trust roots hold, and what of it is no longer valid
    #[command(after_help = "Exits with 1 where something of it cannot vouch for anybody now.")]
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
