// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Trust roots of Sigstore: certificate authorities, logs and timestamp authorities that an
//! administration trusts (sigstore/protobuf-specs, `sigstore_trustroot.proto`).
//!
//! What a root lists is demanded of every bundle that it vouches for, and nothing loosens that.

use std::{
    collections::BTreeMap,
    fmt::{self, Debug},
    sync::{Arc, OnceLock},
};

use sigstore_trust_root::{SigstoreInstance, TrustedRoot};
use sigstore_types::TimeRange;
use sigstore_verify::Verifier;
use x509_cert::{Certificate, der::Decode as _};

use crate::model::{ProofPart, Timestamp};

/// The media types of trust roots that are understood.
const MEDIA_TYPES: [&str; 2] =
    ["application/vnd.dev.sigstore.trustedroot+json;version=0.1", "application/vnd.dev.sigstore.trustedroot.v0.2+json"];

/// A trust root under the name that the policy gives it.
#[derive(Clone)]
pub struct Root {
    name: Arc<str>,
    source: Source,
}

#[derive(Clone)]
enum Source {
    Given(Arc<Parts>),
    PublicGood,
}

/// The day of the public good instance's root that came with the program: that of the release of
/// `sigstore-trust-root` which holds it.
pub const PUBLIC_GOOD_AS_OF: &str = "2026-10-23";

/// Something that a trust root lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootPart {
    /// What it is.
    pub kind: RootPartKind,
    /// Where it is; empty where the root does not say.
    pub uri: String,
    /// From when on it is trusted.
    pub from: Option<Timestamp>,
    /// Until when.
    pub until: Option<Timestamp>,
}

/// What a trust root lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RootPartKind {
    /// An authority that gives certificates (Fulcio).
    CertificateAuthority,
    /// A certificate log (RFC 6962).
    CertificateLog,
    /// A transparency log (Rekor).
    TransparencyLog,
    /// A timestamp authority (RFC 3161).
    TimestampAuthority,
}

impl RootPartKind {
    /// The word for reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CertificateAuthority => "certificate-authority",
            Self::CertificateLog => "certificate-log",
            Self::TransparencyLog => "transparency-log",
            Self::TimestampAuthority => "timestamp-authority",
        }
    }
}

impl RootPart {
    fn new(kind: RootPartKind, uri: Option<&String>, span: Option<TimeRange>) -> Self {
        let moment = |nanosecond| Timestamp::from_nanosecond(nanosecond).ok();
        let from = span.and_then(|span| moment(span.start.as_nanosecond()));
        let until = span.and_then(|span| span.end).and_then(|end| moment(end.as_nanosecond()));
        Self { kind, uri: uri.cloned().unwrap_or_default(), from, until }
    }

    /// Whether it is trusted for what happens at `at`.
    pub fn is_valid(&self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= at) && self.until.is_none_or(|until| at <= until)
    }
}

/// A trust root, ready for use.
pub(super) struct Parts {
    pub(super) root: TrustedRoot,
    pub(super) verifier: Verifier,
    /// What each public key of the root is for, by the bits of the key.
    keys: BTreeMap<Vec<u8>, ProofPart>,
}

impl Root {
    /// Reads a `trusted_root.json`.
    pub(in crate::verify) fn read(name: Arc<str>, json: &str) -> Result<Self, String> {
        Ok(Self { name, source: Source::Given(Arc::new(Parts::read(json)?)) })
    }

    /// The public good instance of Sigstore, as it was when this program was built. It is only read
    /// when a signature asks for it.
    pub(in crate::verify) const fn public_good(name: Arc<str>) -> Self {
        Self { name, source: Source::PublicGood }
    }

    /// The name that the policy gives it.
    pub const fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// Whether it came with the program.
    pub const fn is_built_in(&self) -> bool {
        matches!(self.source, Source::PublicGood)
    }

    /// Whether every signature that it vouches for has to stand in a transparency log.
    pub fn lists_log(&self) -> bool {
        self.parts().is_ok_and(Parts::demands_log)
    }

    /// Whether every certificate that it vouches for has to stand in a certificate log.
    pub fn lists_certificate_log(&self) -> bool {
        self.parts().is_ok_and(Parts::demands_certificate_log)
    }

    /// Whether it names a timestamp authority.
    pub fn lists_timestamps(&self) -> bool {
        self.parts().is_ok_and(Parts::has_timestamps)
    }

    /// Everything that it lists, in its order.
    pub fn listed(&self) -> Result<Vec<RootPart>, String> {
        self.parts().map(Parts::listed).map_err(str::to_owned)
    }

    pub(super) fn parts(&self) -> Result<&Parts, &str> {
        static PUBLIC_GOOD: OnceLock<Result<Parts, String>> = OnceLock::new();
        match &self.source {
            Source::Given(parts) => Ok(parts),
            Source::PublicGood => PUBLIC_GOOD
                .get_or_init(|| Parts::read(SigstoreInstance::PublicGood.embedded_trusted_root_json()))
                .as_ref()
                .map_err(String::as_str),
        }
    }
}

impl Debug for Root {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Root").field("name", &self.name).field("built_in", &self.is_built_in()).finish_non_exhaustive()
    }
}

impl Parts {
    fn read(json: &str) -> Result<Self, String> {
        let root = TrustedRoot::from_json(json).map_err(|error| format!("is no trust root of Sigstore: {error}"))?;
        if !MEDIA_TYPES.contains(&root.media_type.as_str()) {
            return Err(format!("is no trust root of Sigstore: its media type is `{}`", root.media_type));
        }
        if root.certificate_authorities.is_empty() && root.tlogs.is_empty() && root.timestamp_authorities.is_empty() {
            return Err("lists no certificate authority, no log and no timestamp authority".to_owned());
        }
        let verifier = Verifier::new(&root).map_err(|error| format!("cannot be used: {error}"))?;
        let keys = keys(&root)?;
        Ok(Self { root, verifier, keys })
    }

    fn listed(&self) -> Vec<RootPart> {
        let root = &self.root;
        let authorities = root.certificate_authorities.iter().map(|authority| {
            RootPart::new(RootPartKind::CertificateAuthority, Some(&authority.uri), authority.valid_for)
        });
        let certificate_logs = root
            .ctlogs
            .iter()
            .map(|log| RootPart::new(RootPartKind::CertificateLog, Some(&log.base_url), log.public_key.valid_for));
        let logs = root
            .tlogs
            .iter()
            .map(|log| RootPart::new(RootPartKind::TransparencyLog, Some(&log.base_url), log.public_key.valid_for));
        let timestamps = root.timestamp_authorities.iter().map(|authority| {
            RootPart::new(RootPartKind::TimestampAuthority, authority.uri.as_ref(), authority.valid_for)
        });
        authorities.chain(certificate_logs).chain(logs).chain(timestamps).collect()
    }

    /// Whether every certificate has to stand in a certificate log.
    pub(super) fn demands_certificate_log(&self) -> bool {
        !self.root.ctlogs.is_empty()
    }

    /// Whether every signature has to stand in a transparency log.
    pub(super) fn demands_log(&self) -> bool {
        !self.root.tlogs.is_empty()
    }

    /// Whether it names a timestamp authority.
    pub(super) fn has_timestamps(&self) -> bool {
        !self.root.timestamp_authorities.is_empty()
    }

    /// What the public key with these bits is for. Keys that the root does not name are those of
    /// intermediate authorities.
    pub(super) fn part(&self, key: &[u8]) -> ProofPart {
        self.keys.get(key).copied().unwrap_or(ProofPart::Certificate)
    }
}

fn keys(root: &TrustedRoot) -> Result<BTreeMap<Vec<u8>, ProofPart>, String> {
    let authorities =
        root.certificate_authorities.iter().map(|authority| (&authority.cert_chain, ProofPart::Certificate));
    let timestamps = root.timestamp_authorities.iter().map(|authority| (&authority.cert_chain, ProofPart::Timestamp));
    let mut keys = BTreeMap::new();
    for (chain, part) in authorities.chain(timestamps) {
        for certificate in &chain.certificates {
            let certificate = Certificate::from_der(certificate.raw_bytes.as_bytes());
            let certificate = certificate.map_err(|error| format!("has a certificate that cannot be read: {error}"))?;
            let key = certificate.tbs_certificate.subject_public_key_info.subject_public_key;
            keys.entry(key.raw_bytes().to_vec()).or_insert(part);
        }
    }
    let logs = root.tlogs.iter().map(|log| &log.public_key).chain(root.ctlogs.iter().map(|log| &log.public_key));
    for key in logs {
        let bytes = key.raw_bytes.as_bytes();
        // Some roots have the bare key of PKCS #1 in place of a SubjectPublicKeyInfo.
        let bits = x509_cert::spki::SubjectPublicKeyInfoRef::from_der(bytes)
            .map_or_else(|_| bytes.to_vec(), |info| info.subject_public_key.raw_bytes().to_vec());
        keys.entry(bits).or_insert(ProofPart::Log);
    }
    Ok(keys)
}
