// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What `check` is told.

use std::path::PathBuf;

use clap::Args;

use super::{
    LangArg, LimitArgs, NetworkArgs,
    value::{self, ReportTarget},
};
use crate::{
    exit,
    model::{Age, Commit, Digest, Timestamp},
};

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
    /// The public key (PEM or DER) that must have signed the policy: its signature lies beside it as `FILE.sig`
    #[arg(long, value_name = "KEY")]
    pub policy_signed_by: Option<PathBuf>,
    /// What is released: a file, the digest of an image (`NAME@sha256:HEX`), or an image in a registry with what is signed of it (`docker://REGISTRY/NAME:TAG`, `…@sha256:HEX`)
    #[arg(long = "artifact", value_name = "PATH|sha256:HEX|docker://IMAGE")]
    pub artifacts: Vec<String>,
    /// The commit released, all digits of it [default: CI_COMMIT_SHA, then HEAD of the first evidence folder]
    #[arg(long, value_name = "SHA", value_parser = value::commit)]
    pub commit: Option<Commit>,
    /// The branch released [default: from the CI job, then from HEAD]
    #[arg(long, value_name = "NAME", conflicts_with = "tag", value_parser = value::reference)]
    pub branch: Option<String>,
    /// The tag released [default: from the CI job]
    #[arg(long, value_name = "NAME", value_parser = value::reference)]
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
    /// Gives the verdict, says that it only advises, and exits with 0, or with 4 where something could not be written
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
