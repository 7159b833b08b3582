// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What `freigabe verify` says: to machines, and to people in lines of 80 columns.

use schemars::JsonSchema;
use serde::Serialize;

use super::{About, Found};
use crate::{
    model::{Doubt, Identity, Lang, ProofPart, Signer, TimeSource, Workload},
    run::lines::wrapped,
    verify::{PUBLIC_GOOD_AS_OF, TrustStore},
};

/// The JSON Schema of `verify --json`.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Page).to_value()
}

/// What `verify --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Page {
    /// Version of this schema: `1`. Fields may be added within a version, none is removed or changed.
    schema_version: &'static str,
    /// Whether the signature holds: somebody who counts made it over exactly this, and nothing speaks against it.
    holds: bool,
    /// What is signed, as the user named it.
    artifact: String,
    /// Its digests, each as `ALGORITHM:HEX`; none for a commit.
    digests: Vec<String>,
    /// The path of the signature.
    signature: String,
    /// The type of the predicate, where a statement about the artifact is signed and not the artifact itself.
    predicate_type: Option<String>,
    /// Everybody whose signature was verified.
    signers: Vec<SignedBy>,
    /// What else was proven, in words.
    proven: Vec<String>,
    /// What was not, in words.
    not_proven: Vec<String>,
    /// Why it does not hold, or why signatures besides the one that holds prove nothing.
    doubts: Vec<Reason>,
    #[serde(skip)]
    lang: Lang,
}

/// Somebody whose signature was verified.
#[derive(Debug, Serialize, JsonSchema)]
struct SignedBy {
    /// The name: of a key by the policy, or the identity in the certificate.
    name: String,
    /// The form of the signature.
    scheme: &'static str,
    /// SHA-256 of the public key (DER, SubjectPublicKeyInfo) in hexadecimal, for plain keys.
    key_sha256: Option<String>,
    /// What the certificate says, for whom an authority vouched.
    certificate: Option<Claims>,
    /// When it was signed, in RFC 3339, where somebody else proves it.
    signed_at: Option<String>,
    /// Who proves that: `timestamp` (an authority, RFC 3161) or `log`.
    signed_at_by: Option<&'static str>,
    /// Every algorithm that the proof rests on.
    algorithms: Vec<Used>,
}

/// What a certificate of a Sigstore authority says (Fulcio's `oid-info`).
#[derive(Debug, Serialize, JsonSchema)]
struct Claims {
    /// The trust root that vouches for it.
    root: String,
    /// Who vouched for the identity: the OIDC issuer.
    issuer: String,
    /// The configuration of the pipeline.
    build_signer_uri: Option<String>,
    /// The commit of that configuration.
    build_signer_digest: Option<String>,
    /// `gitlab-hosted`, `self-hosted`.
    runner_environment: Option<String>,
    /// The source repository.
    source_repository: Option<String>,
    /// The commit.
    source_commit: Option<String>,
    /// The branch or tag (`refs/…`).
    source_ref: Option<String>,
    /// The repository's id.
    source_repository_id: Option<String>,
    /// The configuration of the build.
    build_config_uri: Option<String>,
    /// The commit of that configuration.
    build_config_digest: Option<String>,
    /// What set off the build.
    build_trigger: Option<String>,
    /// The job.
    run_uri: Option<String>,
}

/// An algorithm.
#[derive(Debug, Serialize, JsonSchema)]
struct Used {
    /// `signature`, `certificate`, `log` or `timestamp`.
    part: &'static str,
    /// Its id.
    algorithm: String,
    /// The length of the modulus in bits, for RSA.
    key_bits: Option<u32>,
}

/// Why something proves nothing.
#[derive(Debug, Serialize, JsonSchema)]
struct Reason {
    /// A word that stays the same between versions.
    code: &'static str,
    /// The reason, with the way out.
    reason: String,
}

impl Page {
    pub(super) fn of(about: &About, signature: &str, found: &Found, store: &TrustStore, lang: Lang) -> Self {
        let signers = found.trust.signers();
        Self {
            schema_version: "1",
            holds: found.holds(),
            artifact: about.name().to_owned(),
            digests: about.digests(),
            signature: signature.to_owned(),
            predicate_type: found.statement.as_ref().map(|statement| statement.predicate_type.clone()),
            signers: signers.iter().map(SignedBy::of).collect(),
            proven: signers.iter().flat_map(|signer| proven(signer, store, lang)).collect(),
            not_proven: signers.iter().flat_map(|signer| not_proven(signer, store, lang)).collect(),
            doubts: found.trust.doubts().iter().map(|doubt| Reason::of(doubt, lang)).collect(),
            lang,
        }
    }

    pub(super) fn text(&self) -> String {
        let say = |en, de| pick(self.lang, en, de);
        let verdict = if self.holds {
            say("the signature holds", "die Signatur gilt")
        } else {
            say("the signature does not hold", "die Signatur gilt nicht")
        };
        let mut text = wrapped("", 2, &format!("{}: {verdict}", self.artifact));
        if let Some(predicate) = &self.predicate_type {
            text += &row(say("statement", "Aussage"), predicate);
        }
        for signer in &self.signers {
            text += &signer.text(self.lang);
        }
        for (title, list) in
            [(say("proven", "belegt"), &self.proven), (say("not proven", "nicht belegt"), &self.not_proven)]
        {
            for line in list {
                text += &row(title, line);
            }
        }
        for Reason { code, reason } in &self.doubts {
            text += &wrapped("  - ", 4, &format!("{reason} ({code})"));
        }
        text
    }
}

/// A line with a title; what does not fit follows indented.
fn row(title: &str, text: &str) -> String {
    wrapped(&format!("  {title:<14}"), 16, text)
}

const fn pick<'a>(lang: Lang, en: &'a str, de: &'a str) -> &'a str {
    match lang {
        Lang::En => en,
        Lang::De => de,
    }
}

/// What a signer's proof shows besides who it is.
fn proven(signer: &Signer, store: &TrustStore, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(time) = signer.signed_at() {
        let by = match time.by {
            TimeSource::Timestamp => pick(lang, "a timestamp authority", "ein Zeitstempeldienst"),
            TimeSource::Log => pick(lang, "the transparency log", "das Transparenzprotokoll"),
        };
        lines.push(match lang {
            Lang::En => format!("signed at {}, as {by} says", time.at),
            Lang::De => format!("signiert um {}, wie {by} bezeugt", time.at),
        });
    }
    let Some(root) = root(signer, store) else { return lines };
    if root.lists_log() {
        lines.push(
            pick(
                lang,
                "the signature stands in a transparency log",
                "die Signatur steht in einem Transparenzprotokoll",
            )
            .into(),
        );
    }
    if root.lists_certificate_log() {
        lines.push(
            pick(
                lang,
                "the certificate stands in a certificate log",
                "das Zertifikat steht in einem Zertifikatsprotokoll",
            )
            .into(),
        );
    }
    if root.is_built_in() {
        lines.push(match lang {
            Lang::En => format!("all this by the root of the public good instance of {PUBLIC_GOOD_AS_OF}"),
            Lang::De => format!("all dies nach der Wurzel der Public-Good-Instanz vom {PUBLIC_GOOD_AS_OF}"),
        });
    }
    lines
}

/// What a signer's proof leaves open.
fn not_proven(signer: &Signer, store: &TrustStore, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    let mut say = |en, de| lines.push(pick(lang, en, de).to_owned());
    if signer.signed_at().is_none() {
        say("when it was signed", "wann signiert wurde");
    }
    if let Identity::Key { .. } = signer.identity() {
        say("that only its owner had the key then", "dass damals nur sein Inhaber den Schlüssel hatte");
    }
    if let Some(root) = root(signer, store) {
        if !root.lists_log() {
            let en = "that the signature stands in a transparency log: the root names none";
            say(en, "dass die Signatur in einem Transparenzprotokoll steht: Die Wurzel nennt keines");
        }
        if !root.lists_certificate_log() {
            let en = "that the certificate stands in a certificate log: the root names none";
            say(en, "dass das Zertifikat in einem Zertifikatsprotokoll steht: Die Wurzel nennt keines");
        }
    }
    lines
}

/// The trust root that vouches for a signer.
fn root<'a>(signer: &Signer, store: &'a TrustStore) -> Option<&'a crate::verify::Root> {
    match signer.identity() {
        Identity::Workload(workload) => store.roots().iter().find(|root| *root.name() == workload.root),
        _ => None,
    }
}

impl SignedBy {
    fn of(signer: &Signer) -> Self {
        let (key_sha256, certificate) = match signer.identity() {
            Identity::Key { fingerprint, .. } => (Some(fingerprint.hex().to_owned()), None),
            Identity::Workload(workload) => (None, Some(Claims::of(workload))),
            _ => (None, None),
        };
        let by = |source| match source {
            TimeSource::Timestamp => "timestamp",
            TimeSource::Log => "log",
        };
        Self {
            name: signer.name().to_owned(),
            scheme: signer.scheme().name(),
            key_sha256,
            certificate,
            signed_at: signer.signed_at().map(|time| time.at.to_string()),
            signed_at_by: signer.signed_at().map(|time| by(time.by)),
            algorithms: signer.algorithms().iter().map(Used::of).collect(),
        }
    }

    fn text(&self, lang: Lang) -> String {
        let mut text = row(pick(lang, "signed by", "signiert von"), &self.name);
        if let Some(sha256) = &self.key_sha256 {
            text += &row(pick(lang, "key", "Schlüssel"), &format!("sha256:{sha256}"));
        }
        if let Some(claims) = &self.certificate {
            text += &claims.text(lang);
        }
        let mut algorithms: Vec<&str> = self.algorithms.iter().map(|used| used.algorithm.as_str()).collect();
        algorithms.sort_unstable();
        algorithms.dedup();
        text + &row(pick(lang, "algorithms", "Verfahren"), &algorithms.join(", "))
    }
}

impl Claims {
    fn of(workload: &Workload) -> Self {
        let said = |value: &Option<std::sync::Arc<str>>| value.as_deref().map(str::to_owned);
        Self {
            root: workload.root.to_string(),
            issuer: workload.issuer.to_string(),
            build_signer_uri: said(&workload.build_signer_uri),
            build_signer_digest: said(&workload.build_signer_digest),
            runner_environment: said(&workload.runner_environment),
            source_repository: said(&workload.source_repository),
            source_commit: said(&workload.source_commit),
            source_ref: said(&workload.source_ref),
            source_repository_id: said(&workload.source_repository_id),
            build_config_uri: said(&workload.build_config_uri),
            build_config_digest: said(&workload.build_config_digest),
            build_trigger: said(&workload.build_trigger),
            run_uri: said(&workload.run_uri),
        }
    }

    fn text(&self, lang: Lang) -> String {
        let repository = match (&self.source_repository, &self.source_repository_id) {
            (Some(uri), Some(id)) => Some(format!("{uri} ({id})")),
            (uri, _) => uri.clone(),
        };
        let rows = [
            (pick(lang, "issuer", "Aussteller"), Some(self.issuer.clone())),
            (pick(lang, "root", "Wurzel"), Some(self.root.clone())),
            (pick(lang, "repository", "Repository"), repository),
            (pick(lang, "ref", "Ref"), self.source_ref.clone()),
            (pick(lang, "commit", "Commit"), self.source_commit.clone()),
            (pick(lang, "job", "Job"), self.run_uri.clone()),
            (pick(lang, "runner", "Runner"), self.runner_environment.clone()),
        ];
        rows.iter().filter_map(|(title, value)| Some(row(title, value.as_deref()?))).collect()
    }
}

impl Used {
    fn of(used: &crate::model::UsedAlgorithm) -> Self {
        let part = match used.part {
            ProofPart::Signature => "signature",
            ProofPart::Certificate => "certificate",
            ProofPart::Log => "log",
            ProofPart::Timestamp => "timestamp",
        };
        Self { part, algorithm: used.algorithm.to_string(), key_bits: used.key_bits }
    }
}

impl Reason {
    fn of(doubt: &Doubt, lang: Lang) -> Self {
        Self { code: doubt.code.name(), reason: doubt.text.in_lang(lang).to_owned() }
    }
}
