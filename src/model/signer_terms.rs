// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Whose signature is accepted for something, as a policy writes it.

use std::{collections::BTreeSet, fmt};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CertificateHolder, Identity, Pattern, Release, Signer, Text, Trust, Workload};

/// One signer, or signers of one sort. Exactly one field is given. Names are exact unless they are
/// said to be patterns, which match the whole name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("minProperties" = 1, "maxProperties" = 1))]
pub struct SignerTerms {
    /// A key, by the name that the policy's section `trust` gives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// An OpenPGP certificate, by its fingerprint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub openpgp: Option<String>,
    /// An SSH key, by its principal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ssh: Option<String>,
    /// A minisign or signify key, by the name that the policy's section `trust` gives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minisign: Option<String>,
    /// The holder of an X.509 certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<CertificateTerms>,
    /// A job, service or person with a certificate of a Sigstore trust root.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workload: Option<WorkloadTerms>,
}

/// Holders of X.509 certificates. Everything given must hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("anyOf" = [{ "required": ["subject"] }, { "required": ["alternative_name"] }]))]
pub struct CertificateTerms {
    /// The authority, by the name that the policy's section `trust` gives it.
    pub authority: String,
    /// A pattern over the subject's distinguished name (RFC 4514).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Pattern>,
    /// A pattern over the alternative names, one of which must match.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternative_name: Option<Pattern>,
    /// A pattern over the issuer's distinguished name (RFC 4514).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<Pattern>,
}

/// Jobs, services or persons with certificates of a Sigstore trust root. Everything given must hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("anyOf" = [
    { "required": ["subject"] }, { "required": ["project_id"] }, { "required": ["project"] },
]))]
pub struct WorkloadTerms {
    /// The trust root, by the name that the policy's section `trust` gives it.
    pub root: String,
    /// Who vouched for the identity: the OIDC issuer, such as `https://gitlab.example.org`.
    pub issuer: String,
    /// A pattern over the subject alternative name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Pattern>,
    /// The number of the project, which survives a renaming.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project_id: Option<String>,
    /// A pattern over the address of the project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<Pattern>,
    /// A pattern over the reference that the job ran for, such as `refs/tags/v*`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Pattern>,
    /// A pattern over the address of the configuration that the job followed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config: Option<Pattern>,
    /// The commit of that configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config_commit: Option<String>,
    /// Where the job ran: `gitlab-hosted` or `self-hosted`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runner: Option<String>,
    /// A pattern over what started the job, such as `push`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger: Option<Pattern>,
    /// Whether the job must have run for the commit that is released.
    #[serde(default = "yes")]
    pub of_released_commit: bool,
}

const fn yes() -> bool {
    true
}

impl SignerTerms {
    /// Whether a signer is one of those meant.
    pub fn accepts(&self, signer: &Signer, release: &Release) -> bool {
        let is = |wanted: &Option<String>, name: &str| wanted.as_deref().is_some_and(|wanted| wanted == name);
        match signer.identity() {
            Identity::Key { name, .. } => is(&self.key, name),
            Identity::OpenPgp { fingerprint, .. } => self.openpgp.as_deref().is_some_and(|wanted| {
                let plain: String = wanted.chars().filter(|c| !c.is_whitespace()).collect();
                plain.eq_ignore_ascii_case(fingerprint)
            }),
            Identity::Minisign { name } => is(&self.minisign, name),
            Identity::Ssh { principal, .. } => is(&self.ssh, principal),
            Identity::Certificate(holder) => self.certificate.as_ref().is_some_and(|terms| terms.accept(holder)),
            Identity::Workload(workload) => self.workload.as_ref().is_some_and(|terms| terms.accept(workload, release)),
        }
    }
}

impl CertificateTerms {
    fn accept(&self, holder: &CertificateHolder) -> bool {
        let narrowed = self.subject.is_some() || self.alternative_name.is_some();
        narrowed
            && *self.authority == *holder.authority
            && self.subject.as_ref().is_none_or(|pattern| pattern.matches(&holder.subject))
            && self.issuer.as_ref().is_none_or(|pattern| pattern.matches(&holder.issuer))
            && self
                .alternative_name
                .as_ref()
                .is_none_or(|pattern| holder.alternative_names.iter().any(|name| pattern.matches(name)))
    }
}

impl WorkloadTerms {
    fn accept(&self, workload: &Workload, release: &Release) -> bool {
        // What a certificate does not say is not as asked for.
        let like = |pattern: &Option<Pattern>, value: Option<&str>| {
            pattern.as_ref().is_none_or(|pattern| value.is_some_and(|value| pattern.matches(value)))
        };
        let is =
            |wanted: &Option<String>, value: Option<&str>| wanted.as_deref().is_none_or(|wanted| value == Some(wanted));
        let config = workload.build_config_uri.as_deref().or(workload.build_signer_uri.as_deref());
        let config_commit = workload.build_config_digest.as_deref().or(workload.build_signer_digest.as_deref());
        let released = release.commit.as_ref().map(|commit| commit.as_str());
        let narrowed = self.subject.is_some() || self.project_id.is_some() || self.project.is_some();
        narrowed
            && *self.root == *workload.root
            && *self.issuer == *workload.issuer
            && like(&self.subject, Some(&workload.subject))
            && is(&self.project_id, workload.source_repository_id.as_deref())
            && like(&self.project, workload.source_repository.as_deref())
            && like(&self.reference, workload.source_ref.as_deref())
            && like(&self.config, config)
            && is(&self.config_commit, config_commit)
            && is(&self.runner, workload.runner_environment.as_deref())
            && like(&self.trigger, workload.build_trigger.as_deref())
            && (!self.of_released_commit || (released.is_some() && workload.source_commit.as_deref() == released))
    }
}

impl SignerTerms {
    /// Whom they accept, for messages.
    pub fn named(&self) -> Text {
        let names = [
            ("key", "Schlüssel", self.key.as_deref()),
            ("openpgp", "OpenPGP-Zertifikat", self.openpgp.as_deref()),
            ("ssh", "SSH-Schlüssel", self.ssh.as_deref()),
            ("minisign", "Minisign-Schlüssel", self.minisign.as_deref()),
            ("certificate", "Zertifikat", self.certificate.as_ref().map(CertificateTerms::shown)),
            ("workload", "Workload", self.workload.as_ref().map(WorkloadTerms::shown)),
        ];
        let given = names.into_iter().find_map(|(sort, wort, name)| Some((sort, wort, name?)));
        let (sort, wort, name) = given.unwrap_or(("nobody", "niemand", ""));
        Text::new(format!("{sort} `{name}`"), format!("{wort} `{name}`"))
    }
}

impl fmt::Display for SignerTerms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.named().en)
    }
}

impl CertificateTerms {
    fn shown(&self) -> &str {
        self.subject.as_ref().or(self.alternative_name.as_ref()).map_or(&self.authority, Pattern::as_str)
    }
}

impl WorkloadTerms {
    fn shown(&self) -> &str {
        let pattern = self.subject.as_ref().or(self.project.as_ref()).map(Pattern::as_str);
        pattern.or(self.project_id.as_deref()).unwrap_or(&self.issuer)
    }
}

impl Trust {
    /// Those who signed and are accepted, each once, whatever the number of signatures.
    pub fn accepted<'t>(&'t self, terms: &[SignerTerms], release: &Release) -> Vec<&'t Signer> {
        distinct(self.signers().iter().filter(|signer| terms.iter().any(|terms| terms.accepts(signer, release))))
    }
}

/// Signers without those who are the same as one before: by what was proven, not by the name that a
/// policy gives it.
pub fn distinct<'t>(signers: impl IntoIterator<Item = &'t Signer>) -> Vec<&'t Signer> {
    let mut known = BTreeSet::new();
    signers.into_iter().filter(|signer| known.insert(signer.identity().proven())).collect()
}

impl Identity {
    /// What tells identities apart.
    fn proven(&self) -> (u8, String) {
        match self {
            Self::Key { fingerprint, .. } => (0, fingerprint.to_string()),
            Self::OpenPgp { fingerprint, .. } => (1, fingerprint.to_string()),
            Self::Minisign { name } => (2, name.to_string()),
            Self::Ssh { fingerprint, .. } => (3, fingerprint.to_string()),
            Self::Certificate(holder) => (4, format!("{}\n{}", holder.authority, holder.subject)),
            Self::Workload(workload) => (5, format!("{}\n{}\n{}", workload.root, workload.issuer, workload.subject)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Digest, DigestAlgorithm, Scheme};

    fn signer(identity: Identity) -> Signer {
        Signer::proven(identity, Scheme::Dsse, Vec::new(), None)
    }

    fn key(name: &str, byte: u8) -> Signer {
        let fingerprint = Digest::from_bytes(DigestAlgorithm::Sha256, &[byte; 32]).unwrap();
        signer(Identity::Key { name: name.into(), fingerprint })
    }

    fn terms(yaml: serde_json::Value) -> SignerTerms {
        serde_json::from_value(yaml).unwrap()
    }

    fn workload() -> Workload {
        Workload {
            root: "own".into(),
            subject: "https://gitlab.example/g/p//.gitlab-ci.yml@refs/tags/v1".into(),
            issuer: "https://gitlab.example".into(),
            source_repository_id: Some("7".into()),
            source_ref: Some("refs/tags/v1".into()),
            source_commit: Some("a".repeat(40).into()),
            runner_environment: Some("self-hosted".into()),
            ..Workload::default()
        }
    }

    #[test]
    fn one_key_under_two_names_is_one_signer() {
        let trust = Trust::new(vec![key("a", 1), key("b", 1), key("c", 2)], Vec::new());
        let wanted = ["a", "b", "c"].map(|name| terms(serde_json::json!({ "key": name })));
        assert_eq!(trust.accepted(&wanted, &Release::default()).len(), 2);
        assert!(trust.accepted(&[terms(serde_json::json!({ "ssh": "a" }))], &Release::default()).is_empty());
        assert!(trust.accepted(&[SignerTerms::default()], &Release::default()).is_empty());
    }

    #[test]
    fn every_claim_of_a_job_is_held_against_the_policy() {
        let release = Release { commit: "a".repeat(40).parse().ok(), ..Release::default() };
        let base = serde_json::json!({ "root": "own", "issuer": "https://gitlab.example", "project_id": "7" });
        let accepts = |change: &[(&str, serde_json::Value)], release: &Release| {
            let mut all = base.clone();
            change.iter().for_each(|(key, value)| all[*key] = value.clone());
            terms(serde_json::json!({ "workload": all }))
                .accepts(&signer(Identity::Workload(Box::new(workload()))), release)
        };
        assert!(accepts(&[("reference", "refs/tags/*".into()), ("runner", "self-hosted".into())], &release));
        for wrong in [
            ("root", "other"),
            ("issuer", "https://gitlab.example/"),
            ("project_id", "77"),
            ("reference", "refs/heads/*"),
            ("runner", "gitlab-hosted"),
            ("config", "*"),
            ("trigger", "*"),
            ("subject", "gitlab.example*"),
        ] {
            assert!(!accepts(&[(wrong.0, wrong.1.into())], &release), "{wrong:?}");
        }
        let other = Release { commit: "b".repeat(40).parse().ok(), ..Release::default() };
        assert!(!accepts(&[], &other) && !accepts(&[], &Release::default()));
        assert!(accepts(&[("of_released_commit", false.into())], &other));
    }

    #[test]
    fn an_authority_alone_accepts_nobody() {
        let holder = CertificateHolder {
            authority: "v-pki".into(),
            subject: "CN=A,O=B".into(),
            alternative_names: vec!["a@example.org".into()],
            ..CertificateHolder::default()
        };
        let accepts = |value| {
            terms(serde_json::json!({ "certificate": value }))
                .accepts(&signer(Identity::Certificate(Box::new(holder.clone()))), &Release::default())
        };
        assert!(!accepts(serde_json::json!({ "authority": "v-pki" })));
        assert!(accepts(serde_json::json!({ "authority": "v-pki", "subject": "CN=A,*" })));
        assert!(accepts(serde_json::json!({ "authority": "v-pki", "alternative_name": "*@example.org" })));
        assert!(!accepts(serde_json::json!({ "authority": "other", "subject": "CN=A,*" })));
        assert!(!accepts(serde_json::json!({ "authority": "v-pki", "subject": "CN=A" })));
    }
}
