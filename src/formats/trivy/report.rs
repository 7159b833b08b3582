// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The typed form of Trivy's reports: only what is judged. What was matched as a secret is never read.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, de::Error};
use serde_json::value::RawValue;

use crate::formats::json::{Lax, List, or_default};

/// The three forms of a document.
pub(super) enum Raw<'a> {
    Report(Box<Report<'a>>),
    Cluster(Box<Cluster<'a>>),
    Legacy(List<ResultOf<'a>>),
}

impl<'de: 'a, 'a> Deserialize<'de> for Raw<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <&'de RawValue>::deserialize(deserializer)?.get();
        if text.trim_start().starts_with('[') {
            return serde_json::from_str(text).map(Self::Legacy).map_err(D::Error::custom);
        }
        let cluster: Box<Cluster<'a>> = serde_json::from_str(text).map_err(D::Error::custom)?;
        if cluster.cluster_name.filled().is_some() {
            return Ok(Self::Cluster(cluster));
        }
        serde_json::from_str(text).map(Self::Report).map_err(D::Error::custom)
    }
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase", bound(deserialize = "'de: 'a"))]
pub(super) struct Report<'a> {
    pub(super) schema_version: Lax<'a>,
    #[serde(deserialize_with = "or_default")]
    pub(super) trivy: Version<'a>,
    #[serde(rename = "ReportID")]
    pub(super) report_id: Lax<'a>,
    pub(super) created_at: Lax<'a>,
    pub(super) artifact_name: Lax<'a>,
    pub(super) artifact_type: Lax<'a>,
    #[serde(deserialize_with = "or_default")]
    pub(super) metadata: Metadata<'a>,
    pub(super) results: List<ResultOf<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase", bound(deserialize = "'de: 'a"))]
pub(super) struct Version<'a> {
    pub(super) version: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase", bound(deserialize = "'de: 'a"))]
pub(super) struct Metadata<'a> {
    #[serde(rename = "OS", deserialize_with = "or_default")]
    pub(super) os: System<'a>,
    pub(super) repo_digests: List<Lax<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub(super) struct System<'a> {
    #[serde(rename = "EOSL")]
    pub(super) eosl: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase", bound(deserialize = "'de: 'a"))]
pub(super) struct Cluster<'a> {
    pub(super) cluster_name: Lax<'a>,
    pub(super) resources: List<Resource<'a>>,
    pub(super) findings: List<Resource<'a>>,
    pub(super) vulnerabilities: List<Resource<'a>>,
    pub(super) misconfigurations: List<Resource<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase", bound(deserialize = "'de: 'a"))]
pub(super) struct Resource<'a> {
    pub(super) namespace: Lax<'a>,
    pub(super) kind: Lax<'a>,
    pub(super) name: Lax<'a>,
    pub(super) error: Lax<'a>,
    pub(super) results: List<ResultOf<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase", bound(deserialize = "'de: 'a"))]
pub(super) struct ResultOf<'a> {
    pub(super) target: Lax<'a>,
    pub(super) class: Lax<'a>,
    #[serde(rename = "Type")]
    pub(super) kind: Lax<'a>,
    /// Where it is no list.
    pub(super) packages: List<Package<'a>>,
    pub(super) misconf_summary: Option<MisconfSummary>,
    pub(super) secrets: List<Secret<'a>>,
    pub(super) licenses: List<License<'a>>,
    #[serde(rename = "ExperimentalModifiedFindings")]
    pub(super) modified: List<Modified<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(super) struct MisconfSummary {
    #[serde(deserialize_with = "or_default")]
    pub(super) successes: u64,
    #[serde(deserialize_with = "or_default")]
    pub(super) failures: u64,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase", bound(deserialize = "'de: 'a"))]
pub(super) struct Package<'a> {
    pub(super) name: Lax<'a>,
    pub(super) version: Lax<'a>,
    #[serde(deserialize_with = "or_default")]
    pub(super) identifier: Identifier<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub(super) struct Identifier<'a> {
    #[serde(rename = "PURL")]
    pub(super) purl: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase", bound(deserialize = "'de: 'a"))]
pub(super) struct Vulnerability<'a> {
    #[serde(rename = "VulnerabilityID")]
    pub(super) id: Lax<'a>,
    #[serde(rename = "VendorIDs")]
    pub(super) vendor_ids: List<Lax<'a>>,
    #[serde(rename = "CweIDs")]
    pub(super) cwe_ids: List<Lax<'a>>,
    pub(super) pkg_name: Lax<'a>,
    pub(super) pkg_path: Lax<'a>,
    #[serde(deserialize_with = "or_default")]
    pub(super) pkg_identifier: Identifier<'a>,
    pub(super) installed_version: Lax<'a>,
    pub(super) fixed_version: Lax<'a>,
    pub(super) status: Lax<'a>,
    pub(super) severity: Lax<'a>,
    pub(super) title: Lax<'a>,
    pub(super) description: Lax<'a>,
    pub(super) published_date: Lax<'a>,
    pub(super) fingerprint: Lax<'a>,
    #[serde(rename = "CVSS")]
    pub(super) cvss: Option<BTreeMap<Lax<'a>, Rating<'a>>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase", bound(deserialize = "'de: 'a"))]
pub(super) struct Rating<'a> {
    pub(super) v2_vector: Lax<'a>,
    pub(super) v3_vector: Lax<'a>,
    pub(super) v40_vector: Lax<'a>,
    pub(super) v2_score: Option<f64>,
    pub(super) v3_score: Option<f64>,
    pub(super) v40_score: Option<f64>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase", bound(deserialize = "'de: 'a"))]
pub(super) struct Misconfiguration<'a> {
    #[serde(rename = "ID")]
    pub(super) id: Lax<'a>,
    #[serde(rename = "AVDID")]
    pub(super) avd_id: Lax<'a>,
    pub(super) title: Lax<'a>,
    pub(super) message: Lax<'a>,
    pub(super) resolution: Lax<'a>,
    pub(super) severity: Lax<'a>,
    pub(super) status: Lax<'a>,
    #[serde(deserialize_with = "or_default")]
    pub(super) cause_metadata: Cause,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(super) struct Cause {
    pub(super) start_line: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase", bound(deserialize = "'de: 'a"))]
pub(super) struct Secret<'a> {
    #[serde(rename = "RuleID")]
    pub(super) rule_id: Lax<'a>,
    pub(super) severity: Lax<'a>,
    pub(super) title: Lax<'a>,
    pub(super) start_line: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase", bound(deserialize = "'de: 'a"))]
pub(super) struct License<'a> {
    pub(super) severity: Lax<'a>,
    pub(super) category: Lax<'a>,
    pub(super) pkg_name: Lax<'a>,
    pub(super) file_path: Lax<'a>,
    pub(super) name: Lax<'a>,
}

/// A finding that a VEX document or an ignore file set aside (`--show-suppressed`).
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase", bound(deserialize = "'de: 'a"))]
pub(super) struct Modified<'a> {
    #[serde(rename = "Type")]
    pub(super) kind: Lax<'a>,
    pub(super) status: Lax<'a>,
    pub(super) statement: Lax<'a>,
    pub(super) source: Lax<'a>,
    /// Read once its type is known.
    #[serde(borrow)]
    pub(super) finding: Option<&'a RawValue>,
}
