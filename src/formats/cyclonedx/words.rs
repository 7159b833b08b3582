// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The longer enumerations of CycloneDX 1.7, with the minor version that brought a word where it
//! was not there from the beginning.

/// Types of an external reference.
pub(super) const REFERENCE_TYPES: &[(&str, u8)] = &[
    ("distribution", 0),
    ("vcs", 0),
    ("website", 0),
    ("issue-tracker", 0),
    ("advisories", 0),
    ("bom", 0),
    ("mailing-list", 0),
    ("social", 0),
    ("chat", 0),
    ("documentation", 0),
    ("support", 0),
    ("source-distribution", 6),
    ("distribution-intake", 5),
    ("license", 0),
    ("build-meta", 0),
    ("build-system", 0),
    ("release-notes", 4),
    ("security-contact", 5),
    ("model-card", 5),
    ("log", 5),
    ("configuration", 5),
    ("evidence", 5),
    ("formulation", 5),
    ("attestation", 5),
    ("threat-model", 5),
    ("adversary-model", 5),
    ("risk-assessment", 5),
    ("vulnerability-assertion", 5),
    ("exploitability-statement", 5),
    ("pentest-report", 5),
    ("static-analysis-report", 5),
    ("dynamic-analysis-report", 5),
    ("runtime-analysis-report", 5),
    ("component-analysis-report", 5),
    ("maturity-report", 5),
    ("certification-report", 5),
    ("codified-infrastructure", 5),
    ("quality-metrics", 5),
    ("poam", 5),
    ("electronic-signature", 6),
    ("digital-signature", 6),
    ("rfc-9116", 6),
    ("patent", 7),
    ("patent-family", 7),
    ("patent-assertion", 7),
    ("citation", 7),
    ("other", 0),
];

/// How complete a composition is.
pub(super) const AGGREGATES: &[(&str, u8)] = &[
    ("complete", 0),
    ("incomplete", 0),
    ("incomplete_first_party_only", 0),
    ("incomplete_first_party_proprietary_only", 5),
    ("incomplete_first_party_opensource_only", 5),
    ("incomplete_third_party_only", 0),
    ("incomplete_third_party_proprietary_only", 5),
    ("incomplete_third_party_opensource_only", 5),
    ("unknown", 0),
    ("not_specified", 0),
];

/// What evidence of identity is about.
pub(super) const IDENTITY_FIELDS: &[&str] =
    &["group", "name", "version", "purl", "cpe", "omniborId", "swhid", "swid", "hash"];

/// What an analysis of a vulnerability came to.
pub(super) const ANALYSIS_STATES: &[&str] =
    &["resolved", "resolved_with_pedigree", "exploitable", "in_triage", "false_positive", "not_affected"];

/// Why a component is not affected.
pub(super) const JUSTIFICATIONS: &[&str] = &[
    "code_not_present",
    "code_not_reachable",
    "requires_configuration",
    "requires_dependency",
    "requires_environment",
    "protected_by_compiler",
    "protected_at_runtime",
    "protected_at_perimeter",
    "protected_by_mitigating_control",
];

/// What is done about a vulnerability.
pub(super) const RESPONSES: &[&str] = &["can_not_fix", "will_not_fix", "update", "rollback", "workaround_available"];

/// What a cryptographic algorithm is.
pub(super) const PRIMITIVES: &[(&str, u8)] = &[
    ("drbg", 0),
    ("mac", 0),
    ("block-cipher", 0),
    ("stream-cipher", 0),
    ("signature", 0),
    ("hash", 0),
    ("pke", 0),
    ("xof", 0),
    ("kdf", 0),
    ("key-agree", 0),
    ("kem", 0),
    ("ae", 0),
    ("combiner", 0),
    ("key-wrap", 7),
    ("other", 0),
    ("unknown", 0),
];

/// Modes of a block cipher.
pub(super) const MODES: &[&str] = &["cbc", "ecb", "ccm", "gcm", "cfb", "ofb", "ctr", "other", "unknown"];

/// Paddings.
pub(super) const PADDINGS: &[&str] = &["pkcs5", "pkcs7", "pkcs1v15", "oaep", "raw", "other", "unknown"];

/// What a cryptographic algorithm is used for.
pub(super) const CRYPTO_FUNCTIONS: &[&str] = &[
    "generate",
    "keygen",
    "encrypt",
    "decrypt",
    "digest",
    "tag",
    "keyderive",
    "sign",
    "verify",
    "encapsulate",
    "decapsulate",
    "other",
    "unknown",
];

/// Cryptographic protocols.
pub(super) const PROTOCOLS: &[(&str, u8)] = &[
    ("tls", 0),
    ("ssh", 0),
    ("ipsec", 0),
    ("ike", 0),
    ("sstp", 0),
    ("wpa", 0),
    ("dtls", 7),
    ("quic", 7),
    ("eap-aka", 7),
    ("eap-aka-prime", 7),
    ("prins", 7),
    ("5g-aka", 7),
    ("other", 0),
    ("unknown", 0),
];
