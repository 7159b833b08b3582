// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The baseline that detect-secrets writes (version 1 and the forerunners with the same fields).
//! Of a secret only a hash stands in it; that is kept as a fingerprint and nowhere else.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    Format, Head, ReadError, Reading, Source,
    datum::Datum,
    draft::{Draft, Findings, at_line, fingerprint, statement, tool},
    json::{self, Lax, List, Object, Shape, may, must},
    time::moment,
};
use crate::model::{Place, Scan, ScanKind, ScanStatus, Suppression, SuppressionKind, reference_token};

/// The baseline of detect-secrets.
pub(super) struct DetectSecrets;

impl Format for DetectSecrets {
    fn id(&self) -> &'static str {
        "detect_secrets"
    }

    fn title(&self) -> &'static str {
        "detect-secrets baseline"
    }

    fn tells(&self) -> &'static [Datum] {
        &[Datum::Version, Datum::Time, Datum::Shortcoming, Datum::Suppression, Datum::Recognition]
    }

    fn recognises(&self, head: &Head) -> bool {
        let words = [
            "\"plugins_used\"",
            "\"filters_used\"",
            "\"generated_at\"",
            "\"hashed_secret\"",
            "\"is_verified\"",
            "\"detect_secrets",
        ];
        head.has_keys(&["plugins_used", "results"]) || head.is_json_with(3, &words)
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let report: Report<'_> = json::read(source, &REPORT)?;
        let mut statement = statement(self.id(), "", report.scan());
        statement.made_at = moment(report.generated_at.as_str());
        statement.producer = tool("detect-secrets", report.version.as_str());
        Ok(Reading::Statements(vec![statement]))
    }
}

static REPORT: Object = Object::of(&[
    must("plugins_used", Shape::List(&Shape::Any)),
    must("results", Shape::Object(&RESULTS)),
    may("version", Shape::Text),
])
.lax();
static RESULTS: Object = Object::of(&[]).lax();

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Report<'a> {
    version: Lax<'a>,
    generated_at: Lax<'a>,
    plugins_used: json::Count,
    /// By file.
    #[serde(deserialize_with = "json::or_default")]
    results: BTreeMap<Lax<'a>, List<Leak<'a>>>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Leak<'a> {
    #[serde(rename = "type")]
    kind: Lax<'a>,
    hashed_secret: Lax<'a>,
    is_secret: Option<bool>,
    line_number: Option<i64>,
}

impl Report<'_> {
    fn scan(&self) -> Scan {
        let mut findings = Findings::default();
        for (file, leaks) in &self.results {
            for (index, leak) in leaks.iter().enumerate() {
                let pointer = reference_token(file.as_str());
                let draft = Draft {
                    identifiers: vec![leak.kind.as_str().to_owned()],
                    location: at_line(file.as_str(), leak.line_number),
                    fingerprint: fingerprint("detect-secrets", leak.hashed_secret.as_str()),
                    place: Place::Pointer(format!("/results/{pointer}/{index}").into()),
                    ..Draft::default()
                };
                // `detect-secrets audit` notes what a person said of it.
                if leak.is_secret == Some(false) {
                    let suppression =
                        Suppression::accepted(SuppressionKind::External, Some("audited: no secret".into()));
                    findings.set_aside(Draft { suppression: Some(suppression), ..draft });
                } else {
                    findings.add(draft);
                }
            }
        }
        let mut scan = findings.into_scan(ScanKind::Secret);
        if self.plugins_used.0 == 0 {
            scan.status = ScanStatus::NothingScanned("`plugins_used` is empty".to_owned());
        }
        scan
    }
}

#[cfg(test)]
mod tests {
    use crate::formats::tests::scans;

    #[test]
    fn what_was_audited_is_set_aside() {
        let scans = scans("detect_secrets");
        assert_eq!((scans[0].findings.len(), scans[0].suppressed.len()), (1, 1));
        assert_eq!(scans[0].findings[0].wording.location(), Some("src/a.py:7"));
        assert!(!format!("{scans:?}").contains("da39a3ee"));
    }
}
