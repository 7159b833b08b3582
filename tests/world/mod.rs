// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! A trust world of our own: what a self-managed GitLab needs to sign without any public service. A
//! root, an authority that gives certificates to jobs, a certificate log, a transparency log and a
//! timestamp authority, and bundles as a client would get them from there.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use freigabe::model::Timestamp;
use serde_json::{Value, json};

use self::{
    certificate::Certificate,
    key::{Key, sha256},
    log::Entry,
};

pub(crate) mod certificate;
pub(crate) mod der;
pub(crate) mod key;
mod log;
mod stamp;

/// The pipeline of a tag of the project.
pub(crate) const IDENTITY: &str = "https://gitlab.behoerde.example/gruppe/projekt//.gitlab-ci.yml@refs/tags/v1.0.0";
/// The GitLab that vouches for its jobs.
pub(crate) const ISSUER: &str = "https://gitlab.behoerde.example";
/// When the job signed.
pub(crate) const SIGNED_AT: &str = "2026-11-24T12:00:00Z";

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

pub(crate) fn from_base64(text: &str) -> Vec<u8> {
    STANDARD.decode(text).unwrap()
}

/// The authorities and logs.
pub(crate) struct World {
    pub(crate) root: Key,
    pub(crate) authority: Key,
    pub(crate) certificates: Key,
    pub(crate) log: Key,
    pub(crate) timestamps: Key,
}

/// What a trust root lists besides the authority for certificates.
#[derive(Clone, Copy)]
pub(crate) struct Lists {
    pub(crate) certificate_log: bool,
    pub(crate) log: bool,
    pub(crate) timestamps: bool,
    /// Also the authority between root and jobs; without it a bundle has to bring its certificate.
    pub(crate) intermediate: bool,
}

pub(crate) const EVERYTHING: Lists = Lists { certificate_log: true, log: true, timestamps: true, intermediate: true };

/// What is signed, and what the job gets for it.
pub(crate) struct Job {
    pub(crate) content: Content,
    pub(crate) identity: &'static str,
    /// The key, and the one in the certificate where that is another.
    pub(crate) key: Key,
    pub(crate) certified: Option<Vec<u8>>,
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
    pub(crate) extra: Option<Vec<u8>>,
    pub(crate) code_signing: bool,
    pub(crate) certificate_log: bool,
    pub(crate) log: Option<u8>,
    /// The time of the timestamp (GeneralizedTime).
    pub(crate) timestamp: Option<String>,
    /// Brings the chain of certificates, as bundles before 0.3 do.
    pub(crate) chain: bool,
    /// Brings a hint at a plain key in place of a certificate.
    pub(crate) plain: bool,
}

pub(crate) enum Content {
    Message(Vec<u8>),
    Statement(String),
}

impl Job {
    /// A job that gets everything.
    pub(crate) fn over(content: Content) -> Self {
        Self {
            content,
            identity: IDENTITY,
            key: Key::p256("job"),
            certified: None,
            from: at(SIGNED_AT),
            until: at("2026-11-24T12:10:00Z"),
            extra: None,
            code_signing: true,
            certificate_log: true,
            log: Some(1),
            timestamp: Some("20261124120000Z".to_owned()),
            chain: false,
            plain: false,
        }
    }
}

/// A statement about bytes.
pub(crate) fn statement(about: &[u8]) -> Content {
    let sha256: String = sha256(about).iter().map(|byte| format!("{byte:02x}")).collect();
    let statement = json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "release", "digest": {"sha256": sha256}}],
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {"buildDefinition": {"buildType": "https://gitlab.behoerde.example/build/v1"}},
    });
    Content::Statement(statement.to_string())
}

impl World {
    pub(crate) fn new() -> Self {
        Self::named("behoerde")
    }

    /// Another world has other keys; the names in its certificates are the same.
    pub(crate) fn named(name: &str) -> Self {
        Self {
            root: Key::p384(&format!("{name} root")),
            authority: Key::p256(&format!("{name} authority")),
            certificates: Key::p256(&format!("{name} certificates")),
            log: Key::p256(&format!("{name} log")),
            timestamps: Key::p384(&format!("{name} timestamps")),
        }
    }

    fn root_certificate(&self) -> Vec<u8> {
        let extensions = certificate::authority();
        let (subject, key) = ("Root", self.root.public());
        Certificate { subject, issuer: subject, from: at(LONG[0]), until: at(LONG[1]), key, extensions }
            .signed_by(&self.root)
    }

    fn authority_certificate(&self) -> Vec<u8> {
        let key = self.authority.public();
        let mut extensions = certificate::authority();
        extensions.push(certificate::usage("1.3.6.1.5.5.7.3.3"));
        Certificate { subject: "Jobs", issuer: "Root", from: at(LONG[0]), until: at(LONG[1]), key, extensions }
            .signed_by(&self.root)
    }

    fn timestamp_certificate(&self) -> Vec<u8> {
        let (key, extensions) =
            (self.timestamps.public(), vec![certificate::signing(), certificate::usage("1.3.6.1.5.5.7.3.8")]);
        Certificate { subject: "Time", issuer: "Root", from: at(LONG[0]), until: at(LONG[1]), key, extensions }
            .signed_by(&self.root)
    }

    /// The `trusted_root.json`.
    pub(crate) fn trusted_root(&self, lists: Lists) -> Value {
        let chain = |certificates: &[Vec<u8>]| {
            let certificates: Vec<Value> = certificates.iter().map(|der| json!({"rawBytes": base64(der)})).collect();
            json!({"certificates": certificates})
        };
        let always = json!({"start": "2025-01-01T00:00:00Z"});
        let log = |key: &Key| {
            json!([{
                "baseUrl": "https://log.behoerde.example",
                "hashAlgorithm": "SHA2_256",
                "publicKey": {
                    "rawBytes": base64(&key.public()),
                    "keyDetails": "PKIX_ECDSA_P256_SHA_256",
                    "validFor": always,
                },
                "logId": {"keyId": base64(&sha256(&key.public()))},
            }])
        };
        let authorities = match lists.intermediate {
            true => chain(&[self.authority_certificate(), self.root_certificate()]),
            false => chain(&[self.root_certificate()]),
        };
        let subject = json!({"organization": "Behoerde", "commonName": "Root"});
        let mut root = json!({
            "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
            "certificateAuthorities": [
                {"subject": subject, "uri": "https://fulcio.behoerde.example", "certChain": authorities, "validFor": always},
            ],
        });
        if lists.certificate_log {
            root["ctlogs"] = log(&self.certificates);
        }
        if lists.log {
            root["tlogs"] = log(&self.log);
        }
        if lists.timestamps {
            let chain = chain(&[self.timestamp_certificate(), self.root_certificate()]);
            root["timestampAuthorities"] = json!([{"subject": subject, "uri": "https://tsa.behoerde.example", "certChain": chain, "validFor": always}]);
        }
        root
    }

    /// The certificate that a job gets.
    fn job_certificate(&self, job: &Job) -> Vec<u8> {
        let claims = [
            (1, ISSUER),
            (8, ISSUER),
            (9, job.identity),
            (11, "self-hosted"),
            (12, "https://gitlab.behoerde.example/gruppe/projekt"),
            (13, "3f786850e387550fdab836ed7e6dc881de23001b"),
            (14, "refs/tags/v1.0.0"),
            (15, "42"),
            (18, job.identity),
            (20, "push"),
            (21, "https://gitlab.behoerde.example/gruppe/projekt/-/jobs/4711"),
        ];
        let mut extensions = certificate::job(job.identity, &claims);
        if !job.code_signing {
            extensions[1] = certificate::usage("1.3.6.1.5.5.7.3.8");
        }
        extensions.extend(job.extra.clone());
        let key = job.certified.clone().unwrap_or_else(|| job.key.public());
        let certificate =
            Certificate { subject: "", issuer: "Jobs", from: job.from, until: job.until, key, extensions };
        let certificate = match job.certificate_log {
            true => certificate.logged_by(&self.certificates, &self.authority, job.from),
            false => certificate,
        };
        certificate.signed_by(&self.authority)
    }

    /// The bundle that a job ends up with.
    pub(crate) fn bundle(&self, job: &Job) -> Value {
        let certificate = self.job_certificate(job);
        let mut bundle = match &job.content {
            Content::Message(message) => {
                let digest = json!({"algorithm": "SHA2_256", "digest": base64(&sha256(message))});
                json!({"messageSignature": {"messageDigest": digest, "signature": base64(&job.key.sign(message))}})
            }
            Content::Statement(payload) => {
                let signature = job.key.sign(&encoded(STATEMENT, payload.as_bytes()));
                json!({"dsseEnvelope": {
                    "payload": base64(payload.as_bytes()),
                    "payloadType": STATEMENT,
                    "signatures": [{"sig": base64(&signature)}],
                }})
            }
        };
        bundle["mediaType"] = match job.chain {
            true => "application/vnd.dev.sigstore.bundle+json;version=0.2".into(),
            false => "application/vnd.dev.sigstore.bundle.v0.3+json".into(),
        };
        let signature = STANDARD.decode(signature(&bundle)).unwrap();
        let mut material = match job.chain {
            _ if job.plain => json!({"publicKey": {"hint": base64(&sha256(&job.key.public()))}}),
            true => {
                let authority = base64(&self.authority_certificate());
                json!({"x509CertificateChain": {"certificates": [
                    {"rawBytes": base64(&certificate)}, {"rawBytes": authority},
                ]}})
            }
            false => json!({"certificate": {"rawBytes": base64(&certificate)}}),
        };
        if let Some(version) = job.log {
            let entry = entry(job, &certificate, &signature, version);
            material["tlogEntries"] = json!([log::enter(&self.log, &entry)]);
        }
        if let Some(at) = &job.timestamp {
            let token = base64(&stamp::token(&self.timestamps, "Root", &signature, at));
            material["timestampVerificationData"] = json!({"rfc3161Timestamps": [{"signedTimestamp": token}]});
        }
        bundle["verificationMaterial"] = material;
        bundle
    }
}

/// The payload type of statements.
const STATEMENT: &str = "application/vnd.in-toto+json";
/// The years in which the authorities hold.
const LONG: [&str; 2] = ["2025-01-01T00:00:00Z", "2045-01-01T00:00:00Z"];

/// What is signed of an envelope (DSSE protocol).
fn encoded(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    [format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len()).as_bytes(), payload].concat()
}

/// The signature of a bundle, in base64.
pub(crate) fn signature(bundle: &Value) -> &str {
    let message = &bundle["messageSignature"]["signature"];
    message.as_str().or_else(|| bundle["dsseEnvelope"]["signatures"][0]["sig"].as_str()).unwrap()
}

/// What the log keeps of a signature: `hashedrekord` 0.0.1 or `dsse` 0.0.1 of version 1, `hashedrekord`
/// 0.0.2 of version 2.
fn entry<'a>(job: &Job, certificate: &[u8], signature: &[u8], version: u8) -> Entry<'a> {
    let hex = |bytes: &[u8]| sha256(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let (title, der) = if job.plain { ("PUBLIC KEY", job.key.public()) } else { ("CERTIFICATE", certificate.to_vec()) };
    let pem = format!("-----BEGIN {title}-----\n{}\n-----END {title}-----\n", folded(&base64(&der)));
    let pem = base64(pem.as_bytes());
    let at = (version == 1).then(|| at(SIGNED_AT));
    match (&job.content, version) {
        (content, 2) => {
            let signed = match content {
                Content::Message(message) => message.clone(),
                Content::Statement(payload) => encoded(STATEMENT, payload.as_bytes()),
            };
            let verifier =
                json!({"keyDetails": "PKIX_ECDSA_P256_SHA_256", "x509Certificate": {"rawBytes": base64(certificate)}});
            let body = json!({"apiVersion": "0.0.2", "kind": "hashedrekord", "spec": {"hashedRekordV002": {
                "data": {"algorithm": "SHA2_256", "digest": base64(&sha256(&signed))},
                "signature": {"content": base64(signature), "verifier": verifier},
            }}});
            Entry { kind: "hashedrekord", version: "0.0.2", body, at }
        }
        (Content::Message(message), _) => {
            let body = json!({"apiVersion": "0.0.1", "kind": "hashedrekord", "spec": {
                "data": {"hash": {"algorithm": "sha256", "value": hex(message)}},
                "signature": {"content": base64(signature), "publicKey": {"content": pem}},
            }});
            Entry { kind: "hashedrekord", version: "0.0.1", body, at }
        }
        (Content::Statement(payload), _) => {
            let body = json!({"apiVersion": "0.0.1", "kind": "dsse", "spec": {
                "envelopeHash": {"algorithm": "sha256", "value": hex(b"not looked at")},
                "payloadHash": {"algorithm": "sha256", "value": hex(payload.as_bytes())},
                "signatures": [{"signature": base64(signature), "verifier": pem}],
            }});
            Entry { kind: "dsse", version: "0.0.1", body, at }
        }
    }
}

/// Base64 in lines, as PEM has it.
pub(crate) fn folded(text: &str) -> String {
    text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect::<Vec<_>>().join("\n")
}
