// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The command line of keys and of what people sign. No private key and no passphrase is ever an
//! argument: others can read the arguments of a process.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::value;
use crate::model::{Algorithm, Commit, Curve, Lattice, Severity, Timestamp};

/// Makes a pair of keys.
#[derive(Debug, Args)]
pub struct KeygenArgs {
    /// Where the keys go: the private one to NAME.key, the public one to NAME.pub; overwrites nothing
    #[arg(value_name = "NAME")]
    pub name: PathBuf,
    /// The kind of key
    #[arg(long = "type", value_name = "TYPE", default_value = "ecdsa-p256")]
    pub kind: KeyType,
    /// Where the passphrase comes from.
    #[command(flatten)]
    pub passphrase: PassphraseArgs,
    /// Writes the private key without a passphrase
    #[arg(long, conflicts_with = "passphrase_file")]
    pub unencrypted: bool,
}

/// Where a passphrase comes from.
#[derive(Debug, Args)]
pub struct PassphraseArgs {
    /// The file whose first line is the passphrase, or the PIN of a token; `-` for standard input [default: FREIGABE_PASSPHRASE, then a question on the terminal]
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

/// A kind of key.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum KeyType {
    /// ECDSA over NIST P-256 with SHA-256
    EcdsaP256,
    /// ECDSA over NIST P-384 with SHA-384
    EcdsaP384,
    /// ECDSA over NIST P-521 with SHA-512
    EcdsaP521,
    /// ECDSA over brainpoolP256r1 with SHA-256
    EcdsaBrainpoolp256r1,
    /// ECDSA over brainpoolP384r1 with SHA-384
    EcdsaBrainpoolp384r1,
    /// ECDSA over brainpoolP512r1 with SHA-512
    EcdsaBrainpoolp512r1,
    /// Ed25519
    Ed25519,
    /// ML-DSA-65, for use beside a classical key
    #[value(name = "ml-dsa-65")]
    MlDsa65,
    /// ML-DSA-87, for use beside a classical key
    #[value(name = "ml-dsa-87")]
    MlDsa87,
}

impl From<KeyType> for Algorithm {
    fn from(kind: KeyType) -> Self {
        let curve = match kind {
            KeyType::EcdsaP256 => Curve::P256,
            KeyType::EcdsaP384 => Curve::P384,
            KeyType::EcdsaP521 => Curve::P521,
            KeyType::EcdsaBrainpoolp256r1 => Curve::BrainpoolP256r1,
            KeyType::EcdsaBrainpoolp384r1 => Curve::BrainpoolP384r1,
            KeyType::EcdsaBrainpoolp512r1 => Curve::BrainpoolP512r1,
            KeyType::Ed25519 => return Self::Ed25519,
            KeyType::MlDsa65 => return Self::MlDsa(Lattice::MlDsa65),
            KeyType::MlDsa87 => return Self::MlDsa(Lattice::MlDsa87),
        };
        Self::Ecdsa(curve, curve.hash())
    }
}

/// Writes a statement and signs it.
#[derive(Debug, Subcommand)]
pub enum AttestCommand {
    /// States what an assessment found: threat model, penetration test, audit, data protection
    Assessment(Box<AssessmentArgs>),
    /// States the decision over a release, about a report
    Approval(Box<ApprovalArgs>),
    /// States the waivers of a file
    Waiver(Box<WaiverArgs>),
    /// Puts a statement that was signed elsewhere into its envelope
    Assemble(AssembleArgs),
}

/// What a statement is about, who states it, and how it is signed.
#[derive(Debug, Args)]
pub struct StatementArgs {
    /// What it is about: a file, or a digest (`NAME@sha256:HEX`)
    #[arg(long = "artifact", value_name = "PATH|sha256:HEX")]
    pub artifacts: Vec<String>,
    /// The commit that it is about, all digits of it
    #[arg(long, value_name = "SHA", value_parser = value::commit)]
    pub commit: Option<Commit>,
    /// A private key that signs it: a file (PKCS #8 in PEM), or a key on a token (`pkcs11:token=TOKEN;object=KEY?module-path=/….so`, RFC 7512); a second one for hybrid schemes
    #[arg(long = "key", value_name = "FILE|pkcs11:…", required_unless_present = "bytes_out")]
    pub keys: Vec<PathBuf>,
    /// The public key of a key on a token, where the token does not show it, or where it is for RSA-PSS alone; in the order of the keys
    #[arg(long = "public-key", value_name = "FILE", requires = "keys")]
    pub public_keys: Vec<PathBuf>,
    /// Where the passphrase comes from.
    #[command(flatten)]
    pub passphrase: PassphraseArgs,
    /// Where the envelope goes; standard output when left out
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Signs nothing: writes the bytes to be signed elsewhere, for `attest assemble`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["keys", "out"])]
    pub bytes_out: Option<PathBuf>,
}

/// Who states something.
#[derive(Debug, Args)]
pub struct PersonArgs {
    /// Your name
    #[arg(long, value_name = "NAME")]
    pub person: String,
    /// The role in which you state it, as policies name it
    #[arg(long, value_name = "ROLE")]
    pub role: String,
    /// Your e-mail address, as Git knows it
    #[arg(long, value_name = "ADDRESS")]
    pub email: Option<String>,
    /// The day it was concluded [default: today]
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
    /// The first day on which it no longer holds
    #[arg(long, value_name = "DATE")]
    pub valid_until: Option<String>,
    /// The time that counts as now, after which nothing can have been concluded [default: the clock]
    #[arg(long, value_name = "RFC3339|DATE", value_parser = value::timestamp)]
    pub at: Option<Timestamp>,
}

/// States what an assessment found.
#[derive(Debug, Args)]
pub struct AssessmentArgs {
    /// What was done: threat-model, pentest, audit, data-protection, security-assessment, or another word
    #[arg(long, value_name = "WORD")]
    pub kind: String,
    /// What came out
    #[arg(long, value_name = "passed|failed")]
    pub result: ResultArg,
    /// What was looked at and what was not
    #[arg(long, value_name = "TEXT")]
    pub scope: String,
    /// How it was done
    #[arg(long, value_name = "TEXT")]
    pub method: Option<String>,
    /// The versions that it holds for (`2` for all of 2.x)
    #[arg(long, value_name = "VERSION")]
    pub version: Option<String>,
    /// Number of findings still open, by severity
    #[arg(long = "open", value_name = "SEVERITY=N", value_parser = open_findings)]
    pub open_findings: Vec<(Severity, u64)>,
    /// The model or report; its digest is stated
    #[arg(long, value_name = "FILE")]
    pub document: Option<PathBuf>,
    /// Who states it.
    #[command(flatten)]
    pub person: PersonArgs,
    /// What it is about and how it is signed.
    #[command(flatten)]
    pub statement: StatementArgs,
}

/// States the decision over a release.
#[derive(Debug, Args)]
pub struct ApprovalArgs {
    /// What was decided
    #[arg(long, value_name = "approved|rejected")]
    pub decision: DecisionArg,
    /// The JSON report of `freigabe check` that was decided upon; its digest is stated
    #[arg(long, value_name = "FILE")]
    pub report: PathBuf,
    /// What the decision is about
    #[arg(long, value_name = "TEXT")]
    pub scope: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Who states it.
    #[command(flatten)]
    pub person: PersonArgs,
    /// What it is about and how it is signed.
    #[command(flatten)]
    pub statement: StatementArgs,
}

/// States the waivers of a file.
#[derive(Debug, Args)]
pub struct WaiverArgs {
    /// The file of waivers
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The policy file, whose terms the waivers have to keep
    #[arg(long, value_name = "FILE", default_value = crate::cli::POLICY_FILE)]
    pub policy: PathBuf,
    /// What it is about and how it is signed.
    #[command(flatten)]
    pub statement: StatementArgs,
}

/// Puts a statement that was signed elsewhere into its envelope.
#[derive(Debug, Args)]
pub struct AssembleArgs {
    /// The bytes that `--bytes-out` wrote
    #[arg(value_name = "BYTES")]
    pub bytes: PathBuf,
    /// A signature over these bytes, as `openssl` writes it (binary or base64); one for each key
    #[arg(long = "signature-in", value_name = "FILE", required = true)]
    pub signatures: Vec<PathBuf>,
    /// The public key of each signature, in the same order; a signature that does not verify is not taken
    #[arg(long = "public-key", value_name = "FILE", required = true)]
    pub keys: Vec<PathBuf>,
    /// The time that counts as now, after which nothing can have been concluded [default: the clock]
    #[arg(long, value_name = "RFC3339|DATE", value_parser = value::timestamp)]
    pub at: Option<Timestamp>,
    /// Where the envelope goes; standard output when left out
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// What came out of an assessment.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ResultArg {
    /// Nothing speaks against the release
    Passed,
    /// Something speaks against it
    Failed,
}

/// What was decided.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum DecisionArg {
    /// The release may go out
    Approved,
    /// It may not
    Rejected,
}

fn open_findings(text: &str) -> Result<(Severity, u64), String> {
    let wanted = || "expected SEVERITY=NUMBER, such as `high=0`".to_owned();
    let (severity, number) = text.split_once('=').ok_or_else(wanted)?;
    let severity = Severity::from_name(severity).ok_or_else(wanted)?;
    Ok((severity, number.parse().map_err(|_| wanted())?))
}
