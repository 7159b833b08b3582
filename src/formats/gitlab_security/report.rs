// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The typed form of a security report: only what is judged. `raw_source_code_extract`, which may
//! be a secret, is never read.

use serde::Deserialize;

use crate::formats::json::{Count, Lax, List, Loose, Str};

#[derive(Deserialize)]
pub(super) struct Report<'a> {
    #[serde(borrow)]
    pub(super) version: Str<'a>,
    #[serde(borrow)]
    pub(super) scan: Option<RawScan<'a>>,
    #[serde(borrow)]
    pub(super) remediations: Option<Vec<Remediation<'a>>>,
}

#[derive(Deserialize)]
pub(super) struct RawScan<'a> {
    #[serde(borrow, rename = "type")]
    pub(super) kind: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) status: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) start_time: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) end_time: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) analyzer: Option<RawTool<'a>>,
    #[serde(borrow)]
    pub(super) scanner: Option<RawTool<'a>>,
    #[serde(borrow)]
    pub(super) messages: Option<Vec<Message<'a>>>,
    /// What a DAST scan asked for.
    pub(super) scanned_resources: Option<Count>,
    #[serde(borrow)]
    pub(super) partial_scan: Option<PartialScan<'a>>,
}

/// That a scan was limited, such as to what a merge request changes.
#[derive(Deserialize)]
pub(super) struct PartialScan<'a> {
    #[serde(borrow)]
    pub(super) mode: Option<Str<'a>>,
}

#[derive(Deserialize)]
pub(super) struct RawTool<'a> {
    #[serde(borrow)]
    pub(super) id: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) name: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) version: Option<Str<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Message<'a> {
    #[serde(borrow)]
    pub(super) level: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) value: Option<Str<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Remediation<'a> {
    #[serde(borrow)]
    pub(super) fixes: Option<Vec<Fix<'a>>>,
    #[serde(borrow)]
    pub(super) summary: Option<Str<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Fix<'a> {
    #[serde(borrow)]
    pub(super) id: Option<Str<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Vulnerability<'a> {
    #[serde(borrow)]
    pub(super) id: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) category: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) name: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) message: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) severity: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) solution: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) scanner: Option<RawTool<'a>>,
    #[serde(borrow)]
    pub(super) identifiers: Vec<Identifier<'a>>,
    #[serde(borrow)]
    pub(super) location: Location<'a>,
    #[serde(borrow, default)]
    pub(super) cvss_vectors: List<CvssVector<'a>>,
    #[serde(borrow, default)]
    pub(super) tracking: Tracking<'a>,
    #[serde(borrow, default)]
    pub(super) flags: List<Flag<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub(super) struct CvssVector<'a> {
    pub(super) vendor: Lax<'a>,
    pub(super) vector: Lax<'a>,
}

/// By what GitLab knows the finding again: the last signature of the first item is the most exact.
#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub(super) struct Tracking<'a> {
    pub(super) items: List<TrackedItem<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub(super) struct TrackedItem<'a> {
    pub(super) signatures: List<Signature<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub(super) struct Signature<'a> {
    pub(super) algorithm: Lax<'a>,
    pub(super) value: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub(super) struct Flag<'a> {
    #[serde(rename = "type")]
    pub(super) kind: Lax<'a>,
    pub(super) description: Lax<'a>,
}

#[derive(Deserialize)]
pub(super) struct Identifier<'a> {
    #[serde(borrow, rename = "type")]
    pub(super) kind: Str<'a>,
    #[serde(borrow)]
    pub(super) value: Loose<'a>,
}

/// Where it was found, for all types of scan.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Location<'a> {
    #[serde(borrow)]
    pub(super) file: Option<Str<'a>>,
    pub(super) start_line: Option<i64>,
    #[serde(borrow)]
    pub(super) dependency: Option<Dependency<'a>>,
    #[serde(borrow)]
    pub(super) image: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) hostname: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) method: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) param: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) path: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) crash_address: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) crash_state: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) kubernetes_resource: Option<Resource<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Dependency<'a> {
    #[serde(borrow)]
    pub(super) package: Option<Package<'a>>,
    #[serde(borrow)]
    pub(super) version: Option<Str<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Package<'a> {
    #[serde(borrow)]
    pub(super) name: Option<Str<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Resource<'a> {
    #[serde(borrow)]
    pub(super) namespace: Option<Loose<'a>>,
    #[serde(borrow)]
    pub(super) kind: Option<Loose<'a>>,
    #[serde(borrow)]
    pub(super) name: Option<Loose<'a>>,
}
