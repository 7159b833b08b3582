// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The types of predicates that are known, each by what comes before its version.

use super::listed::Fact;
use crate::model::{APPROVAL_TYPE, ASSESSMENT_TYPE, WAIVERS_TYPE};

/// What a predicate is read as.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// SLSA provenance v0.2.
    Provenance02,
    /// SLSA provenance v1.
    Provenance1,
    /// SLSA verification summary v1.
    Summary,
    /// in-toto vulnerabilities v0.1 and v0.2.
    Vulnerabilities,
    /// cosign's vulnerability record v1, around a report of the scanner.
    CosignVulnerabilities,
    /// in-toto test result v0.1.
    TestResult,
    /// A report in one of these formats.
    Report(&'static [&'static str]),
    /// Nothing but a signature.
    Signature,
    /// What somebody concluded.
    Assessment,
    /// A decision.
    Approval,
    /// Exceptions.
    Waivers,
    /// Known, and kept by a few facts.
    Listed(&'static (&'static str, &'static [Fact])),
}

impl Kind {
    /// Whether the type alone says all.
    pub(super) const fn may_be_empty(self) -> bool {
        matches!(self, Self::Signature)
    }
}

/// Which versions of a type are read alike.
#[derive(Clone, Copy, Debug)]
enum Versions {
    /// This major version with any minor one: `v1`, `v1.2`.
    Major(&'static str),
    /// This one.
    Only(&'static str),
    /// None or any: what is inside says its version itself.
    Any,
}

const KINDS: &[(&str, Versions, Kind)] = &[
    ("https://slsa.dev/provenance", Versions::Only("v0.2"), Kind::Provenance02),
    ("https://slsa.dev/provenance", Versions::Major("v1"), Kind::Provenance1),
    ("https://slsa.dev/verification_summary", Versions::Major("v1"), Kind::Summary),
    ("https://in-toto.io/attestation/vulns", Versions::Only("v0.1"), Kind::Vulnerabilities),
    ("https://in-toto.io/attestation/vulns", Versions::Only("v0.2"), Kind::Vulnerabilities),
    ("https://cosign.sigstore.dev/attestation/vuln", Versions::Major("v1"), Kind::CosignVulnerabilities),
    ("https://in-toto.io/attestation/test-result", Versions::Only("v0.1"), Kind::TestResult),
    ("https://cyclonedx.org/bom", Versions::Any, Kind::Report(&["cyclonedx_json", "cyclonedx_xml"])),
    ("https://spdx.dev/Document", Versions::Any, Kind::Report(&["spdx_json", "spdx3_json", "spdx_tag_value"])),
    ("https://openvex.dev/ns", Versions::Any, Kind::Report(&["openvex"])),
    ("https://sigstore.dev/cosign/sign", Versions::Major("v1"), Kind::Signature),
    ("https://in-toto.io/attestation/scai", Versions::Any, Kind::Listed(&super::listed::SCAI)),
    ("https://in-toto.io/attestation/link", Versions::Any, Kind::Listed(&super::listed::LINK)),
    ("https://in-toto.io/Link", Versions::Any, Kind::Listed(&super::listed::LINK)),
    ("https://in-toto.io/attestation/release", Versions::Any, Kind::Listed(&super::listed::RELEASE)),
    ("https://in-toto.io/attestation/svr", Versions::Any, Kind::Listed(&super::listed::SIMPLE_RESULT)),
    ("https://in-toto.io/attestation/reference", Versions::Any, Kind::Listed(&super::listed::REFERENCE)),
    ("https://in-toto.io/attestation/runtime-trace", Versions::Any, Kind::Listed(&super::listed::RUNTIME_TRACE)),
];

/// What a type of predicates is read as; `None` for one that is not known, or in a version that is not.
pub(super) fn kind_of(predicate_type: &str) -> Option<Kind> {
    let ours = [(ASSESSMENT_TYPE, Kind::Assessment), (APPROVAL_TYPE, Kind::Approval), (WAIVERS_TYPE, Kind::Waivers)];
    if let Some((_, kind)) = ours.into_iter().find(|(own, _)| *own == predicate_type) {
        return Some(kind);
    }
    KINDS.iter().find(|(prefix, versions, _)| versions.take_in(prefix, predicate_type)).map(|(.., kind)| *kind)
}

impl Versions {
    fn take_in(self, prefix: &str, predicate_type: &str) -> bool {
        let Some(rest) = predicate_type.strip_prefix(prefix) else { return false };
        let version = rest.strip_prefix('/');
        match self {
            Self::Any => rest.is_empty() || version.is_some_and(is_version),
            Self::Only(wanted) => version == Some(wanted),
            Self::Major(wanted) => version.is_some_and(|version| {
                let minor = version.strip_prefix(wanted);
                minor.is_some_and(|minor| minor.is_empty() || minor.strip_prefix('.').is_some_and(is_number))
            }),
        }
    }
}

fn is_version(text: &str) -> bool {
    text.strip_prefix('v').is_some_and(|numbers| numbers.split('.').all(is_number))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_known_by_what_comes_before_its_version() {
        assert!(matches!(kind_of("https://slsa.dev/provenance/v1"), Some(Kind::Provenance1)));
        assert!(matches!(kind_of("https://slsa.dev/provenance/v1.2"), Some(Kind::Provenance1)));
        assert!(matches!(kind_of("https://slsa.dev/provenance/v0.2"), Some(Kind::Provenance02)));
        assert!(matches!(kind_of("https://cyclonedx.org/bom"), Some(Kind::Report(_))));
        assert!(matches!(kind_of("https://cyclonedx.org/bom/v1.6"), Some(Kind::Report(_))));
        for other in [
            "https://slsa.dev/provenance",
            "https://slsa.dev/provenance/v0.1",
            "https://slsa.dev/provenance/v10",
            "https://slsa.dev/provenance/v1.",
            "https://slsa.dev/provenance/v1/x",
            "https://cyclonedx.org/bomb",
            "https://cyclonedx.org/bom/",
        ] {
            assert!(kind_of(other).is_none(), "{other}");
        }
    }
}
