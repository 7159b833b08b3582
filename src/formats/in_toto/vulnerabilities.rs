// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a scanner found in the subject: in-toto's `vulns` v0.1 and v0.2 (in-toto/attestation,
//! `spec/predicates/vulns*.md`) and cosign's record around a report (sigstore/cosign,
//! `specs/COSIGN_VULN_ATTESTATION_SPEC.md`).

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Claimed, Read, report};
use crate::{
    formats::{
        ReadError, Source, cvss,
        draft::{Draft, Findings, element, severity_in},
        json::{self, Object, Shape, Str, kept, may, must},
        time::{RFC_3339, is_rfc_3339, moment},
    },
    model::{Claim, Database, Details, Place, Scan, ScanStatus, Severity, Subject, Text, Timestamp, Tool},
};

const SEVERITIES: &[(&str, Severity)] = &[
    ("critical", Severity::Critical),
    ("high", Severity::High),
    ("important", Severity::High),
    ("medium", Severity::Medium),
    ("moderate", Severity::Medium),
    ("low", Severity::Low),
    ("negligible", Severity::Info),
    ("none", Severity::Info),
];

/// Reads in-toto's `vulns`.
pub(super) fn read(source: &Source<'_>) -> Result<Read, ReadError> {
    let predicate: Predicate<'_> = json::read(source, &PREDICATE)?;
    let scanner = &predicate.scanner;
    let mut findings = Findings::default();
    for (index, found) in (0_u64..).zip(&scanner.result) {
        findings.add(found.draft(element("/scanner/result", index)));
    }
    // The predicate says that known vulnerabilities were looked for, not whether in an image or in
    // dependencies; the policy names the tool.
    let scan = Scan {
        kind: None,
        status: ScanStatus::Unstated,
        databases: scanner.db.iter().filter_map(RawDatabase::kept).collect(),
        ..findings.into_scan(crate::model::ScanKind::Dependency)
    };
    Ok(Read::Claim(Claimed {
        claim: Claim::Scan(scan),
        made_at: predicate.metadata.as_ref().and_then(Metadata::at),
        producer: scanner.tool(),
        remarks: Vec::new(),
    }))
}

/// Reads cosign's record: the report inside, with the time and the tool of the record where it names none.
pub(super) fn read_cosign(source: &Source<'_>, subjects: &[Subject]) -> Result<Vec<Read>, ReadError> {
    let record: Record<'_> = json::read(source, &RECORD)?;
    let Some(result) = record.scanner.result else { return Err(no_result()) };
    let inner = report::read_any(result.get(), source, subjects);
    let mut read = inner.map_err(|error| ReadError { place: Place::Pointer("/scanner/result".into()), ..error })?;
    for read in &mut read {
        let Read::Report(statement) = read else { continue };
        statement.made_at = statement.made_at.or_else(|| record.metadata.as_ref().and_then(Metadata::at));
        statement.producer = statement.producer.take().or_else(|| record.scanner.tool());
    }
    Ok(read)
}

impl Found<'_> {
    fn draft(&self, place: Place) -> Draft<'static> {
        let ratings = self.severity.iter().flatten();
        let severity = ratings.clone().map(Rating::severity).max().unwrap_or_default();
        let scores = ratings.filter_map(Rating::cvss).collect();
        Draft {
            identifiers: vec![self.id.as_str().to_owned()],
            severity,
            details: Details { scores, ..Details::default() },
            place,
            ..Draft::default()
        }
    }
}

impl Rating<'_> {
    fn text(&self) -> String {
        serde_json::from_str(self.score.get()).unwrap_or_else(|_| self.score.get().to_owned())
    }

    fn cvss(&self) -> Option<crate::model::Cvss> {
        let text = self.text();
        cvss::rating(Some(&text), text.trim().parse().ok(), Some(self.method.as_str()))
    }

    /// By the word, or by the bands of CVSS v3.1 (section 5).
    fn severity(&self) -> Severity {
        match self.cvss().and_then(|rating| rating.score) {
            Some(score) => score.severity(),
            None => severity_in(SEVERITIES, &self.text()),
        }
    }
}

impl RawDatabase<'_> {
    fn kept(&self) -> Option<Database> {
        let made_at = self.last_update.as_ref().and_then(|text| moment(text.as_str()));
        let database = Database { name: kept(self.uri.as_ref()), version: kept(self.version.as_ref()), made_at };
        let says_nothing = database.name.is_none() && database.version.is_none() && made_at.is_none();
        (!says_nothing).then_some(database)
    }
}

impl Metadata<'_> {
    fn at(&self) -> Option<Timestamp> {
        let texts = [&self.scan_finished_on, &self.scan_started_on];
        texts.into_iter().flatten().find_map(|text| moment(text.as_str()))
    }
}

/// A tool by the last part of its address, without a version: `pkg:github/aquasecurity/trivy@0.56`.
fn tool(uri: Option<&Str<'_>>, version: Option<&Str<'_>>) -> Option<Tool> {
    let uri = kept(uri)?;
    let plain = uri.split(['@', '?', '#']).next().unwrap_or(&uri).trim_end_matches('/');
    let name = plain.rsplit('/').next().unwrap_or(plain);
    Some(Tool { name: name.to_owned(), version: kept(version).map(String::from) })
}

fn no_result() -> ReadError {
    let reason = Text::new(
        "`scanner.result` is missing, so nobody can tell what was found",
        "`scanner.result` fehlt; was gefunden wurde, ist nicht zu erkennen",
    );
    ReadError::new(Place::Pointer("/scanner/result".into()), reason)
}

const TIME: Shape = Shape::Form(RFC_3339, is_rfc_3339);

static PREDICATE: Object =
    Object::of(&[must("scanner", Shape::Object(&SCANNER)), may("metadata", Shape::Object(&METADATA))]).lax();

static SCANNER: Object = Object::of(&[
    must("uri", Shape::Text),
    must("result", Shape::List(&Shape::Object(&FOUND))),
    may("version", Shape::Text),
    may("db", Shape::Object(&DATABASE)),
])
.lax();

static DATABASE: Object =
    Object::of(&[may("uri", Shape::Text), may("version", Shape::Text), may("lastUpdate", Shape::Text)]).lax();

static FOUND: Object =
    Object::of(&[must("id", Shape::Text), may("severity", Shape::List(&Shape::Object(&RATING)))]).lax();

static RATING: Object =
    Object::of(&[must("method", Shape::Text), must("score", Shape::Either(&[Shape::Text, Shape::Number]))]);

static METADATA: Object = Object::of(&[may("scanStartedOn", TIME), may("scanFinishedOn", TIME)]).lax();

static RECORD: Object =
    Object::of(&[must("scanner", Shape::Object(&COSIGN_SCANNER)), may("metadata", Shape::Object(&METADATA))]).lax();

static COSIGN_SCANNER: Object = Object::of(&[may("uri", Shape::Text), may("version", Shape::Text)]).lax();

#[derive(Deserialize)]
struct Predicate<'a> {
    #[serde(borrow)]
    scanner: Scanner<'a>,
    #[serde(borrow)]
    metadata: Option<Metadata<'a>>,
}

#[derive(Deserialize)]
struct Scanner<'a> {
    #[serde(borrow)]
    uri: Str<'a>,
    #[serde(borrow)]
    version: Option<Str<'a>>,
    #[serde(borrow)]
    db: Option<RawDatabase<'a>>,
    #[serde(borrow)]
    result: Vec<Found<'a>>,
}

impl Scanner<'_> {
    fn tool(&self) -> Option<Tool> {
        tool(Some(&self.uri), self.version.as_ref())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawDatabase<'a> {
    #[serde(borrow)]
    uri: Option<Str<'a>>,
    #[serde(borrow)]
    version: Option<Str<'a>>,
    #[serde(borrow)]
    last_update: Option<Str<'a>>,
}

#[derive(Deserialize)]
struct Found<'a> {
    #[serde(borrow)]
    id: Str<'a>,
    #[serde(borrow)]
    severity: Option<Vec<Rating<'a>>>,
}

#[derive(Deserialize)]
struct Rating<'a> {
    #[serde(borrow)]
    method: Str<'a>,
    #[serde(borrow)]
    score: &'a RawValue,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metadata<'a> {
    #[serde(borrow)]
    scan_started_on: Option<Str<'a>>,
    #[serde(borrow)]
    scan_finished_on: Option<Str<'a>>,
}

#[derive(Deserialize)]
struct Record<'a> {
    #[serde(borrow)]
    scanner: CosignScanner<'a>,
    #[serde(borrow)]
    metadata: Option<Metadata<'a>>,
}

#[derive(Deserialize)]
struct CosignScanner<'a> {
    #[serde(borrow)]
    uri: Option<Str<'a>>,
    #[serde(borrow)]
    version: Option<Str<'a>>,
    #[serde(borrow)]
    result: Option<&'a RawValue>,
}

impl CosignScanner<'_> {
    fn tool(&self) -> Option<Tool> {
        tool(self.uri.as_ref(), self.version.as_ref())
    }
}
