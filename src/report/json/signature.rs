// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Who signed, and why other signatures prove nothing.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::{Doubt as Doubted, Identity, ProofPart, Signer as Signed, TimeSource, Workload};

/// Somebody whose signature was verified. Everything here is proven.
#[derive(Serialize, JsonSchema)]
pub(super) struct Signer<'a> {
    /// The name.
    name: &'a str,
    /// `key`, `workload` (a certificate of a Sigstore trust root), `certificate` (X.509), `openpgp`, `minisign` or `ssh`.
    sort: &'static str,
    /// The form of the signature: `dsse`, `sigstore-bundle`, `cosign`, `cms`, `openpgp`, `minisign`, `ssh`.
    scheme: &'static str,
    /// What else the proof says about who it is, such as `fingerprint`, `issuer`, `project_id`, `reference`, `commit`.
    details: BTreeMap<&'static str, &'a str>,
    /// The algorithms that the proof rests on.
    algorithms: Vec<Algorithm<'a>>,
    /// When it was signed, in RFC 3339, where somebody other than the signer proves it.
    signed_at: Option<String>,
    /// Who proves that: `timestamp` (an authority, RFC 3161) or `log`.
    time_by: Option<&'static str>,
}

/// An algorithm that a proof rests on.
#[derive(Serialize, JsonSchema)]
struct Algorithm<'a> {
    /// `signature`, `certificate`, `log` or `timestamp`.
    part: &'static str,
    /// The algorithm.
    algorithm: &'a str,
}

/// Why a signature proves nothing.
#[derive(Serialize, JsonSchema)]
pub(super) struct Doubt<'a> {
    /// The reason as a word that stays the same between versions.
    code: &'static str,
    /// The reason, in English.
    text: &'a str,
    /// The reason, in German.
    text_de: &'a str,
}

pub(super) fn signer(signer: &Signed) -> Signer<'_> {
    let (sort, details) = details(signer.identity());
    let time = signer.signed_at();
    Signer {
        name: signer.name(),
        sort,
        scheme: signer.scheme().name(),
        details: details.into_iter().filter_map(|(name, value)| Some((name, value?))).collect(),
        algorithms: signer
            .algorithms()
            .iter()
            .map(|used| Algorithm { part: part(used.part), algorithm: &used.algorithm })
            .collect(),
        signed_at: time.map(|time| time.at.to_string()),
        time_by: time.map(|time| match time.by {
            TimeSource::Timestamp => "timestamp",
            TimeSource::Log => "log",
        }),
    }
}

pub(super) fn doubt(doubt: &Doubted) -> Doubt<'_> {
    Doubt { code: doubt.code.name(), text: &doubt.text.en, text_de: &doubt.text.de }
}

type Details<'a> = Vec<(&'static str, Option<&'a str>)>;

fn details(identity: &Identity) -> (&'static str, Details<'_>) {
    match identity {
        Identity::Key { fingerprint, .. } => ("key", vec![("fingerprint", Some(fingerprint.hex()))]),
        Identity::OpenPgp { fingerprint, .. } => ("openpgp", vec![("fingerprint", Some(fingerprint))]),
        Identity::Ssh { fingerprint, .. } => ("ssh", vec![("fingerprint", Some(fingerprint))]),
        Identity::Minisign { .. } => ("minisign", Vec::new()),
        Identity::Certificate(holder) => (
            "certificate",
            vec![
                ("authority", Some(&*holder.authority)),
                ("issuer", Some(&*holder.issuer)),
                ("serial", Some(&*holder.serial)),
            ],
        ),
        Identity::Workload(workload) => ("workload", of_workload(workload)),
    }
}

fn of_workload(workload: &Workload) -> Details<'_> {
    vec![
        ("root", Some(&*workload.root)),
        ("issuer", Some(&*workload.issuer)),
        ("project", workload.source_repository.as_deref()),
        ("project_id", workload.source_repository_id.as_deref()),
        ("reference", workload.source_ref.as_deref()),
        ("commit", workload.source_commit.as_deref()),
        ("config", workload.build_config_uri.as_deref().or(workload.build_signer_uri.as_deref())),
        ("config_commit", workload.build_config_digest.as_deref().or(workload.build_signer_digest.as_deref())),
        ("runner", workload.runner_environment.as_deref()),
        ("trigger", workload.build_trigger.as_deref()),
        ("run", workload.run_uri.as_deref()),
    ]
}

const fn part(part: ProofPart) -> &'static str {
    match part {
        ProofPart::Signature => "signature",
        ProofPart::Certificate => "certificate",
        ProofPart::Log => "log",
        ProofPart::Timestamp => "timestamp",
    }
}
