// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What TruffleHog 3 writes (JSON lines), and the forms of its forerunners: truffleHog 2 (lines or a
//! list) and truffleHog3 (a list). The secrets themselves are never read. An empty list names no
//! tool and is no evidence.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    Format, Head, ReadError, Reading, Source,
    datum::Datum,
    draft::{Draft, Findings, at_line, element, severity_in, statement, tool},
    json::{self, Lax, Object, Rule, Shape, may},
};
use crate::model::{Place, ScanKind, Severity};

/// What TruffleHog writes.
pub(super) struct TruffleHog;

/// How grave truffleHog3 says a rule is; the others say nothing.
const SEVERITIES: &[(&str, Severity)] =
    &[("HIGH", Severity::High), ("MEDIUM", Severity::Medium), ("LOW", Severity::Low)];

impl Format for TruffleHog {
    fn id(&self) -> &'static str {
        "trufflehog"
    }

    fn title(&self) -> &'static str {
        "TruffleHog 3 (JSON lines), truffleHog 2, truffleHog3"
    }

    fn tells(&self) -> &'static [Datum] {
        &[Datum::Severity]
    }

    fn recognises(&self, head: &Head) -> bool {
        let words = [
            "\"SourceMetadata\"",
            "\"DetectorName\"",
            "\"DetectorType\"",
            "\"Verified\"",
            "\"SourceName\"",
            "\"Redacted\"",
        ];
        let forerunner = ["\"rule\"", "\"secret\"", "\"context\"", "\"branch\"", "\"message\"", "\"author\""];
        let second = ["\"stringsFound\"", "\"printDiff\"", "\"commitHash\"", "\"reason\"", "\"diff\""];
        head.has_keys(&["SourceMetadata", "DetectorName"])
            || head.has_keys(&["stringsFound", "reason", "commitHash"])
            || head.elements_have(&["stringsFound", "reason", "path"])
            || head.elements_have(&["rule", "secret", "path", "context"])
            || head.is_json_with(4, &words)
            || head.is_json_with(5, &forerunner)
            || head.is_json_with(4, &second)
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let mut findings = Findings::default();
        let mut version = "3";
        let mut take = |index, leak: Leak<'_>| {
            version = leak.version();
            findings.add(leak.draft(element("", index)));
        };
        if source.text()?.trim_start().starts_with('[') {
            let leaks: Vec<Leak<'_>> = json::read_value(source, LEAKS)?;
            (0..).zip(leaks).for_each(|(index, leak)| take(index, leak));
        } else {
            json::read_sequence(source, &LEAK, take)?;
        }
        let mut statement = statement(self.id(), version, findings.into_scan(ScanKind::Secret));
        statement.producer = tool("trufflehog", "");
        Ok(Reading::Statements(vec![statement]))
    }
}

const LEAKS: Shape = Shape::List(&Shape::Object(&LEAK));
static LEAK: Object = Object::of(&[
    may("DetectorName", Shape::Text),
    may("reason", Shape::Text),
    may("rule", Shape::Object(&RULE)),
    may("Verified", Shape::Flag),
])
.with(&[Rule::ExactlyOne(&["DetectorName", "reason", "rule"])])
.lax();
static RULE: Object = Object::of(&[json::must("id", Shape::Text)]).lax();

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Leak<'a> {
    #[serde(rename = "DetectorName")]
    detector: Lax<'a>,
    #[serde(rename = "Verified")]
    verified: Option<bool>,
    #[serde(rename = "SourceMetadata", deserialize_with = "json::or_default")]
    metadata: Metadata<'a>,
    reason: Lax<'a>,
    rule: Option<Finder<'a>>,
    path: Lax<'a>,
    line: Lax<'a>,
    #[serde(rename = "commitHash")]
    commit_hash: Lax<'a>,
    commit: Lax<'a>,
}

/// The rule of truffleHog3.
#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Finder<'a> {
    id: Lax<'a>,
    message: Lax<'a>,
    severity: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Metadata<'a> {
    /// By the sort of source: `Git`, `Filesystem`, `Docker`.
    #[serde(borrow, rename = "Data")]
    data: Option<BTreeMap<Lax<'a>, At<'a>>>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct At<'a> {
    commit: Lax<'a>,
    file: Lax<'a>,
    link: Lax<'a>,
    image: Lax<'a>,
    line: Option<i64>,
}

impl Leak<'_> {
    const fn version(&self) -> &'static str {
        match (&self.rule, self.verified) {
            (Some(_), _) => "trufflehog3",
            (None, Some(_)) => "3",
            (None, None) => "2",
        }
    }

    fn draft(&self, place: Place) -> Draft<'_> {
        let rule = self.rule.as_ref();
        let id = rule.map_or(self.detector.filled().unwrap_or(self.reason.as_str()), |rule| rule.id.as_str());
        let title = match self.verified {
            Some(true) => "verified: it is in use",
            Some(false) => "not verified",
            None => rule.map_or(self.reason.as_str(), |rule| rule.message.as_str()),
        };
        Draft {
            identifiers: vec![id.to_owned()],
            severity: severity_in(SEVERITIES, rule.map_or("", |rule| rule.severity.as_str())),
            title,
            location: self.location(),
            place,
            ..Draft::default()
        }
    }

    fn location(&self) -> Option<String> {
        let at = self.metadata.data.iter().flatten().next().map(|(_, at)| at);
        let (path, line, commit) = match at {
            Some(at) => {
                let path = at.file.filled().or(at.link.filled()).or(at.image.filled()).unwrap_or_default();
                (path, at.line, at.commit.as_str())
            }
            // In truffleHog 2 `commit` is the message.
            None => (
                self.path.as_str(),
                self.line.as_str().parse().ok(),
                self.commit_hash
                    .filled()
                    .unwrap_or_else(|| if self.rule.is_some() { self.commit.as_str() } else { "" }),
            ),
        };
        let at = at_line(path, line)?;
        Some(if commit.is_empty() { at } else { format!("{at} (commit {commit})") })
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        formats::tests::{scans, scans_of},
        model::Severity,
    };

    #[test]
    fn no_secret_is_kept() {
        let scans = scans("trufflehog");
        assert_eq!(scans[0].findings[0].wording.location(), Some("docker/Dockerfile:3 (commit 9c3f)"));
        assert_eq!(scans[0].findings[0].severity, Severity::High);
        assert!(!format!("{scans:?}").contains("hunter2"));
    }

    #[test]
    fn lines_of_version_3_and_2_are_read() {
        let third = r#"{"SourceMetadata":{"Data":{"Git":{"commit":"fbc1","file":"keys","line":4}}},"DetectorName":"AWS","Verified":true,"Raw":"hunter2","Redacted":"h"}"#;
        let scans = scans_of(&format!("{third}\n{third}\n"));
        assert_eq!(scans[0].findings.len(), 2);
        assert_eq!(scans[0].findings[0].wording.location(), Some("keys:4 (commit fbc1)"));
        assert!(!format!("{scans:?}").contains("hunter2"));
        let second = r#"{"branch":"b","commit":"message","commitHash":"288f","path":"a.py","reason":"High entropy","stringsFound":["hunter2"]}"#;
        let scans = scans_of(second);
        assert_eq!(scans[0].findings[0].wording.location(), Some("a.py (commit 288f)"));
        assert!(!format!("{scans:?}").contains("hunter2"));
    }
}
