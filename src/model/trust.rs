// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Who vouches for a document: what was proven about its signers, and what was claimed and not proven.

use std::{fmt, sync::Arc};

use super::{Digest, Text, Timestamp};

/// Who vouches for a document.
///
/// Without signers nobody does, whatever signatures came with it: why none of them counts is in the
/// doubts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trust {
    signers: Vec<Signer>,
    doubts: Vec<Doubt>,
}

impl Trust {
    /// No signature came with the document.
    pub const UNSIGNED: Self = Self { signers: Vec::new(), doubts: Vec::new() };

    /// What `signers` proved, and why other signatures on the same bytes prove nothing.
    pub const fn new(signers: Vec<Signer>, doubts: Vec<Doubt>) -> Self {
        Self { signers, doubts }
    }

    /// What one signature proves, or why it proves nothing.
    pub fn of(signature: Result<Signer, Doubt>) -> Self {
        match signature {
            Ok(signer) => Self::new(vec![signer], Vec::new()),
            Err(doubt) => Self::new(Vec::new(), vec![doubt]),
        }
    }

    /// Whether at least one signature was verified.
    pub const fn is_signed(&self) -> bool {
        !self.signers.is_empty()
    }

    /// Everybody who signed exactly these bytes.
    pub fn signers(&self) -> &[Signer] {
        &self.signers
    }

    /// Why signatures that came with the document prove nothing.
    pub fn doubts(&self) -> &[Doubt] {
        &self.doubts
    }

    /// Adds what further signatures over the same bytes say. The same proof twice is one.
    pub fn add(&mut self, other: Self) {
        for signer in other.signers {
            if !self.signers.contains(&signer) {
                self.signers.push(signer);
            }
        }
        self.doubts.extend(other.doubts);
    }
}

impl fmt::Display for Trust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.is_signed() {
            return f.write_str("unsigned");
        }
        let names: Vec<&str> = self.signers.iter().map(Signer::name).collect();
        write!(f, "signed by {}", names.join(", "))
    }
}

/// Somebody whose signature was verified. Only `verify` makes one; `tests/architecture.rs` holds
/// everybody else to that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    identity: Identity,
    scheme: Scheme,
    algorithms: Vec<UsedAlgorithm>,
    signed_at: Option<ProvenTime>,
}

impl Signer {
    /// A signer whose signature `verify` has verified.
    pub(crate) const fn proven(
        identity: Identity,
        scheme: Scheme,
        algorithms: Vec<UsedAlgorithm>,
        signed_at: Option<ProvenTime>,
    ) -> Self {
        Self { identity, scheme, algorithms, signed_at }
    }

    /// Who it is.
    pub const fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The name under which the signer is shown, and against which patterns of names are held.
    pub fn name(&self) -> &str {
        self.identity.name()
    }

    /// The form of the signature.
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// Every algorithm that the proof rests on.
    pub fn algorithms(&self) -> &[UsedAlgorithm] {
        &self.algorithms
    }

    /// When it was signed, where somebody other than the signer proves it.
    pub const fn signed_at(&self) -> Option<&ProvenTime> {
        self.signed_at.as_ref()
    }
}

/// The form that a signature came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scheme {
    /// A DSSE envelope (secure-systems-lab/dsse, protocol v1).
    Dsse,
    /// A Sigstore bundle (sigstore/protobuf-specs, `Bundle`).
    SigstoreBundle,
    /// A signature as cosign writes it: base64 over the bytes, or over a payload that names an image.
    Cosign,
    /// CMS / PKCS#7 (RFC 5652).
    Cms,
    /// OpenPGP (RFC 9580).
    OpenPgp,
    /// minisign or signify.
    Minisign,
    /// SSH signatures (OpenSSH, `PROTOCOL.sshsig`).
    Ssh,
}

impl Scheme {
    /// The word for reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dsse => "dsse",
            Self::SigstoreBundle => "sigstore-bundle",
            Self::Cosign => "cosign",
            Self::Cms => "cms",
            Self::OpenPgp => "openpgp",
            Self::Minisign => "minisign",
            Self::Ssh => "ssh",
        }
    }
}

/// Who signed, as far as the signature proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identity {
    /// The holder of a key that the policy names.
    Key {
        /// The name that the policy gives the key.
        name: Arc<str>,
        /// SHA-256 of the public key (DER, SubjectPublicKeyInfo).
        fingerprint: Digest,
    },
    /// A job, service or person that a certificate authority of a Sigstore trust root vouched for.
    Workload(Box<Workload>),
    /// The holder of an X.509 certificate that chains to an authority that the policy names.
    Certificate(Box<CertificateHolder>),
    /// The holder of an OpenPGP certificate that the policy names.
    OpenPgp {
        /// The name that the policy gives the certificate.
        name: Arc<str>,
        /// The fingerprint of the primary key, upper-case hexadecimal.
        fingerprint: Arc<str>,
    },
    /// The holder of a minisign or signify key that the policy names.
    Minisign {
        /// The name that the policy gives the key.
        name: Arc<str>,
    },
    /// The holder of an SSH key that an `allowed_signers` file of the policy lists.
    Ssh {
        /// The principal that the file gives the key.
        principal: Arc<str>,
        /// `SHA256:` and base64, as `ssh-keygen -l` prints it.
        fingerprint: Arc<str>,
    },
}

impl Identity {
    /// The name for reports and for patterns of names.
    pub fn name(&self) -> &str {
        match self {
            Self::Key { name, .. } | Self::OpenPgp { name, .. } | Self::Minisign { name } => name,
            Self::Workload(workload) => &workload.subject,
            Self::Certificate(holder) => &holder.subject,
            Self::Ssh { principal, .. } => principal,
        }
    }
}

/// What a Sigstore certificate says about who asked for it (Fulcio's `oid-info`, 1.3.6.1.4.1.57264.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Workload {
    /// The name that the policy gives the trust root.
    pub root: Arc<str>,
    /// The subject alternative name: a URI or an e-mail address.
    pub subject: Arc<str>,
    /// Who vouched for the identity: the OIDC issuer (`.8`, else `.1`).
    pub issuer: Arc<str>,
    /// Build Signer URI (`.9`): with GitLab, the configuration of the pipeline.
    pub build_signer_uri: Option<Arc<str>>,
    /// Build Signer Digest (`.10`): with GitLab, the commit of that configuration.
    pub build_signer_digest: Option<Arc<str>>,
    /// Runner Environment (`.11`): `gitlab-hosted`, `self-hosted`.
    pub runner_environment: Option<Arc<str>>,
    /// Source Repository URI (`.12`).
    pub source_repository: Option<Arc<str>>,
    /// Source Repository Digest (`.13`): the commit.
    pub source_commit: Option<Arc<str>>,
    /// Source Repository Ref (`.14`): `refs/tags/…`, `refs/heads/…`.
    pub source_ref: Option<Arc<str>>,
    /// Source Repository Identifier (`.15`): with GitLab, the project id, which survives a renaming.
    pub source_repository_id: Option<Arc<str>>,
    /// Build Config URI (`.18`).
    pub build_config_uri: Option<Arc<str>>,
    /// Build Config Digest (`.19`).
    pub build_config_digest: Option<Arc<str>>,
    /// Build Trigger (`.20`): with GitLab, the pipeline source.
    pub build_trigger: Option<Arc<str>>,
    /// Run Invocation URI (`.21`): with GitLab, the job.
    pub run_uri: Option<Arc<str>>,
}

/// The holder of an X.509 certificate (RFC 5280).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CertificateHolder {
    /// The name that the policy gives the authority.
    pub authority: Arc<str>,
    /// The subject's distinguished name (RFC 4514).
    pub subject: Arc<str>,
    /// The subject alternative names: e-mail addresses, URIs, DNS names.
    pub alternative_names: Vec<Arc<str>>,
    /// The issuer's distinguished name (RFC 4514).
    pub issuer: Arc<str>,
    /// The serial number, lower-case hexadecimal.
    pub serial: Arc<str>,
}

/// An algorithm that a proof rests on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UsedAlgorithm {
    /// What it was used for.
    pub part: ProofPart,
    /// The algorithm's id in the registry, such as `ecdsa-p256-sha256`.
    pub algorithm: Arc<str>,
    /// The length of the modulus in bits, for RSA.
    pub key_bits: Option<u32>,
}

/// The part of a proof that an algorithm was used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProofPart {
    /// The signature itself.
    Signature,
    /// A certificate of the signer's chain.
    Certificate,
    /// A log: its entry, checkpoint or signed certificate timestamp.
    Log,
    /// A timestamp of an authority.
    Timestamp,
}

/// When something was signed, by the word of somebody trusted for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvenTime {
    /// The moment.
    pub at: Timestamp,
    /// Who says so.
    pub by: TimeSource,
}

/// Who proves a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeSource {
    /// A timestamp authority (RFC 3161).
    Timestamp,
    /// A transparency log.
    Log,
}

/// Why a signature proves nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// The reason, for machines.
    pub code: DoubtCode,
    /// The reason for people, with what it is about and the way out.
    pub text: Text,
}

macro_rules! doubt_codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+) => {
        /// Why a signature proves nothing, as a word that stays the same between versions.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum DoubtCode {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl DoubtCode {
            /// All codes.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }
        }
    };
}

doubt_codes! {
    /// It came without any signature where one belongs (an empty list of signatures).
    NoSignature = "no-signature",
    /// No key, root or authority of the policy fits it.
    UnknownKey = "unknown-key",
    /// A known key fits and the signature does not verify: key, bytes or signature were changed.
    SignatureInvalid = "signature-invalid",
    /// The signature is about something else than what it was given for.
    WrongSubject = "wrong-subject",
    /// A list of checksums holds the digest under another file name than the one that is released.
    OtherName = "other-name",
    /// The signature is over an image of another repository than the one that is released.
    OtherRepository = "other-repository",
    /// The signer is not who the caller asked for.
    WrongIdentity = "wrong-identity",
    /// The payload is not what the payload type says.
    PayloadType = "payload-type",
    /// More signatures than the form allows.
    ExtraSignature = "extra-signature",
    /// The algorithm is not on the policy's list.
    AlgorithmNotAccepted = "algorithm-not-accepted",
    /// The algorithm is accepted only beside another one, and that one did not sign.
    HybridMissing = "hybrid-missing",
    /// The key is shorter than the policy or the registry allows.
    KeyTooShort = "key-too-short",
    /// Nothing trusted proves when it was signed.
    NoTrustedTime = "no-trusted-time",
    /// The proven time lies outside the validity of the certificate, key or log.
    OutsideValidity = "outside-validity",
    /// A timestamp is malformed, about something else, or by an authority that is not trusted.
    TimestampInvalid = "timestamp-invalid",
    /// The trust root names a log and no entry of it came with the signature.
    NoLogEntry = "no-log-entry",
    /// The log's entry, proof, checkpoint or promise does not verify.
    LogProofInvalid = "log-proof-invalid",
    /// The certificate's timestamp of the certificate log is missing or does not verify.
    CertificateLog = "certificate-log",
    /// The chain of certificates does not reach a trusted authority.
    ChainIncomplete = "chain-incomplete",
    /// A certificate may not be used for this, by its basic constraints, key usage or names.
    CertificateUse = "certificate-use",
    /// A certificate has a critical extension that is not understood.
    CriticalExtension = "critical-extension",
    /// The certificate or key was revoked.
    Revoked = "revoked",
    /// The list of revocations is missing, stale or unreadable.
    RevocationUnknown = "revocation-unknown",
    /// What the tag points at changed after it was resolved.
    Moved = "moved",
    /// Two things go by one name.
    Ambiguous = "ambiguous",
    /// The signature is over the bytes themselves, and only their digest is at hand.
    BytesMissing = "bytes-missing",
    /// It cannot be read.
    Malformed = "malformed",
}

impl Doubt {
    /// A doubt with its reason for people.
    pub const fn new(code: DoubtCode, text: Text) -> Self {
        Self { code, text }
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.name(), self.text)
    }
}
