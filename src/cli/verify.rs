// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What `verify`, `verify-verdict` and `trust` are told.

use std::path::PathBuf;

use clap::Args;

use super::{LangArg, LimitArgs, NetworkArgs, value};
use crate::model::{Age, Commit, Digest, Timestamp};

/// Verifies a signature over a file or digest, and says what was proven and what was not.
/// Options are named and meant as those of `cosign verify-blob`.
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
    /// The public key of the signer, in PEM or DER
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
    #[arg(long, value_name = "NAME", conflicts_with = "tag", value_parser = value::reference)]
    pub branch: Option<String>,
    /// The tag released [default: from the CI job]
    #[arg(long, value_name = "NAME", value_parser = value::reference)]
    pub tag: Option<String>,
    /// Where the release goes, such as `production`; the verdict has to be about it, and one that is about an environment needs it
    #[arg(long, value_name = "NAME")]
    pub environment: Option<String>,
    /// The public key, in PEM or DER, with which the report must have been signed: by a signature over the file, or by a statement about it such as `attest approval` makes
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

/// Shows what keys and trust roots hold.
#[derive(Debug, Args)]
pub struct TrustArgs {
    /// Public keys in PEM or DER, and trust roots (`trusted_root.json`) [default: the public good instance of Sigstore, as it came with the program]
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
