// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Semgrep's (and Opengrep's) own JSON.

use serde::Deserialize;

use super::{
    Format, Head, ReadError, Reading, Source,
    datum::Datum,
    draft::{Draft, Findings, at_line, element, fingerprint, severity_in, statement, tool},
    identifier::{one_line, weakness},
    json::{self, Lax, List, Loose, Object, Shape, may, must},
};
use crate::model::{Place, ScanKind, ScanStatus, Scanned, ScannedUnit, Severity, Suppression, SuppressionKind, Text};

/// Semgrep's own JSON.
pub(super) struct Semgrep;

/// How grave a rule of Semgrep says its finding is; both its old and its new words.
const SEVERITIES: &[(&str, Severity)] = &[
    ("CRITICAL", Severity::Critical),
    ("ERROR", Severity::High),
    ("HIGH", Severity::High),
    ("WARNING", Severity::Medium),
    ("MEDIUM", Severity::Medium),
    ("LOW", Severity::Low),
    ("INFO", Severity::Info),
    ("INVENTORY", Severity::Info),
    ("EXPERIMENT", Severity::Info),
];

impl Format for Semgrep {
    fn id(&self) -> &'static str {
        "semgrep"
    }

    fn title(&self) -> &'static str {
        "Semgrep JSON"
    }

    fn tells(&self) -> &'static [Datum] {
        &[Datum::Version, Datum::Shortcoming, Datum::Scanned, Datum::Severity, Datum::Suppression, Datum::Recognition]
    }

    fn recognises(&self, head: &Head) -> bool {
        let own = ["paths", "skipped_rules", "interfile_languages_used", "engine_requested"];
        let words = ["\"check_id\"", "\"extra\"", "\"results\"", "\"is_ignored\"", "\"skipped_rules\"", "\"scanned\""];
        // gosec and Bandit also have errors and results, and more that Semgrep has not.
        let plain =
            head.has_keys(&["results", "errors"]) && head.count_keys(&["metrics", "generated_at", "Issues"]) == 0;
        (plain && (head.count_keys(&own) > 0 || head.count(&["\"check_id\""]) > 0)) || head.is_json_with(4, &words)
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let apart = json::read_apart(&json::Input::Document(*source), Shape::Object(&REPORT), LONG)?;
        let report: Report<'_> = apart.rest()?;
        let mut findings = Findings::default();
        findings.read(&apart, RESULTS, &|part, findings| {
            part.each(|index, result: Outcome<'_>| {
                let draft = result.draft(element(RESULTS, index));
                match result.extra.is_ignored {
                    Some(true) => {
                        let suppression = Some(Suppression::accepted(SuppressionKind::InSource, None));
                        findings.set_aside(Draft { suppression, ..draft });
                    }
                    _ => findings.add(draft),
                }
            })
        })?;
        let mut scan = findings.into_scan(ScanKind::Sast);
        scan.status = report.status(apart.count(RESULTS));
        scan.scanned = report.paths.scanned.as_ref().map(|files| {
            let count = files.iter().count() as u64;
            Scanned { unit: ScannedUnit::Files, count, components: None }
        });
        let mut statement = statement(self.id(), "", scan);
        statement.remarks.extend(report.remark());
        statement.producer = tool("semgrep", report.version.as_str());
        Ok(Reading::Statements(vec![statement]))
    }
}

/// The list that can be very long.
const LONG: &[&str] = &[RESULTS];
const RESULTS: &str = "/results";

static REPORT: Object = Object::of(&[
    must("results", Shape::List(&Shape::Object(&RESULT))),
    must("errors", Shape::List(&Shape::Object(&ERROR))),
])
.lax();
static RESULT: Object =
    Object::of(&[must("check_id", Shape::Text), must("path", Shape::Text), must("extra", Shape::Object(&EXTRA))]).lax();
static EXTRA: Object = Object::of(&[may("severity", Shape::Text), may("is_ignored", Shape::Flag)]).lax();
static ERROR: Object = Object::of(&[may("level", Shape::Text)]).lax();

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Report<'a> {
    version: Lax<'a>,
    errors: List<Fault<'a>>,
    #[serde(deserialize_with = "json::or_default")]
    skipped_rules: json::Count,
    #[serde(deserialize_with = "json::or_default")]
    paths: Paths<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Paths<'a> {
    scanned: Option<List<Lax<'a>>>,
    #[serde(deserialize_with = "json::or_default")]
    skipped: json::Count,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Fault<'a> {
    level: Lax<'a>,
    message: Lax<'a>,
    path: Lax<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Outcome<'a> {
    check_id: Lax<'a>,
    path: Lax<'a>,
    #[serde(deserialize_with = "json::or_default")]
    start: Start,
    #[serde(deserialize_with = "json::or_default")]
    extra: Extra<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Start {
    line: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Extra<'a> {
    message: Lax<'a>,
    severity: Lax<'a>,
    fingerprint: Lax<'a>,
    is_ignored: Option<bool>,
    #[serde(deserialize_with = "json::or_default")]
    metadata: Metadata<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Metadata<'a> {
    cwe: Loose<'a>,
    category: Lax<'a>,
}

impl Report<'_> {
    /// An error means that a rule or a file was left out; a warning, that a file was read in part.
    fn status(&self, results: usize) -> ScanStatus {
        let told = |fault: &Fault<'_>| {
            let path = fault.path.filled().map(|path| format!("{path}: ")).unwrap_or_default();
            String::from(one_line(&format!("{path}{}", fault.message.filled().unwrap_or("an error without words"))))
        };
        let is_grave = |fault: &&Fault<'_>| !matches!(fault.level.as_str(), "warn" | "info");
        if let Some(fault) = self.errors.iter().find(is_grave).or_else(|| self.errors.iter().next()) {
            return ScanStatus::Partial(told(fault));
        }
        match &self.paths.scanned {
            // `paths.scanned` is left empty by some versions that found something.
            Some(files) if files.is_empty() && results == 0 => {
                ScanStatus::NothingScanned("`paths.scanned` is empty".to_owned())
            }
            _ => ScanStatus::Unstated,
        }
    }
}

impl Report<'_> {
    /// What it says that it left out, without calling it an error.
    fn remark(&self) -> Option<Text> {
        let (files, rules) = (self.paths.skipped.0, self.skipped_rules.0);
        (files > 0 || rules > 0).then(|| {
            Text::new(
                format!("Semgrep left out {files} files and {rules} rules (`paths.skipped`, `skipped_rules`)"),
                format!("Semgrep ließ {files} Dateien und {rules} Regeln aus (`paths.skipped`, `skipped_rules`)"),
            )
        })
    }
}

impl Outcome<'_> {
    fn draft(&self, place: Place) -> Draft<'_> {
        let weaknesses = self.extra.metadata.cwe.texts().into_iter().filter_map(weakness);
        // The message of a rule about secrets may quote what it found.
        let quotes = self.extra.metadata.category.as_str() == "secrets" || self.check_id.as_str().contains("secret");
        // Without a login Semgrep writes `requires login` where the fingerprint should be.
        let own = self.extra.fingerprint.filled().filter(|text| !text.contains(' '));
        Draft {
            identifiers: std::iter::once(self.check_id.as_str().to_owned()).chain(weaknesses).collect(),
            severity: severity_in(SEVERITIES, self.extra.severity.as_str()),
            title: if quotes { "" } else { self.extra.message.as_str() },
            location: at_line(self.path.as_str(), self.start.line),
            fingerprint: own.and_then(|text| fingerprint("semgrep", text)),
            place,
            ..Draft::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        formats::tests::{scans, scans_of, statements},
        model::{ScanStatus, Severity},
    };

    #[test]
    fn old_and_new_words_and_ignored_results_are_read() {
        let scans = scans("semgrep");
        let severities: Vec<_> = scans[0].findings.iter().map(|finding| finding.severity).collect();
        assert_eq!(severities, [Severity::High, Severity::Unknown]);
        assert_eq!(scans[0].suppressed.len(), 1);
        assert_eq!(scans[0].findings[0].identifiers.join(" "), "python.sqli CWE-89");
    }

    #[test]
    fn what_was_left_out_is_remarked() {
        let read = |skipped: &str, rules: &str| {
            let text = format!(
                r#"{{"version":"1","results":[],"errors":[],"paths":{{"scanned":["a.py"],"skipped":{skipped}}},"skipped_rules":{rules}}}"#
            );
            statements(&text).remove(0).remarks
        };
        let remarks =
            read(r#"[{"path":"b.py","reason":"exceeded_size_limit"}]"#, r#"[{"rule_id":"x"},{"rule_id":"y"}]"#);
        assert!(remarks[0].en.starts_with("Semgrep left out 1 files and 2 rules"), "{remarks:?}");
        assert_eq!(read("null", "[]"), []);
    }

    #[test]
    fn an_error_makes_a_scan_partial_and_no_files_make_it_empty() {
        let partial = scans_of(
            r#"{"version":"1","results":[],"errors":[{"level":"warn","message":"Syntax error","path":"a.py"}],"paths":{"scanned":["a.py"]}}"#,
        );
        assert_eq!(partial[0].status, ScanStatus::Partial("a.py: Syntax error".to_owned()));
        let nothing = scans_of(r#"{"version":"1","results":[],"errors":[],"paths":{"scanned":[]}}"#);
        assert!(matches!(nothing[0].status, ScanStatus::NothingScanned(_)));
    }
}
