// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Nuclei's own JSON: lines (`-jsonl`), one object, or a list (`-json-export`). What was extracted
//! from answers is never read. A run without findings leaves an empty file, which is no evidence.

use serde::Deserialize;

use super::{
    Format, Head, ReadError, Reading, Source,
    cvss::rating,
    datum::Datum,
    draft::{Draft, Findings, element, severity_in, statement, tool},
    identifier::weakness,
    json::{self, Lax, List, Loose, Object, Rule, Shape, may, must},
    time::Oldest,
};
use crate::model::{Details, Epss, Millionths, Place, ScanKind, Severity};

/// Nuclei's own JSON.
pub(super) struct Nuclei;

/// How grave a template says its finding is.
const SEVERITIES: &[(&str, Severity)] = &[
    ("critical", Severity::Critical),
    ("high", Severity::High),
    ("medium", Severity::Medium),
    ("low", Severity::Low),
    ("info", Severity::Info),
];

impl Format for Nuclei {
    fn id(&self) -> &'static str {
        "nuclei"
    }

    fn title(&self) -> &'static str {
        "Nuclei JSON and JSON lines"
    }

    fn tells(&self) -> &'static [Datum] {
        &[Datum::Time, Datum::Severity, Datum::Cvss, Datum::Exploitation]
    }

    fn recognises(&self, head: &Head) -> bool {
        let words = [
            "\"template-id\"",
            "\"matched-at\"",
            "\"matcher-status\"",
            "\"template-path\"",
            "\"curl-command\"",
            "\"info\"",
            "\"host\"",
        ];
        let has = |keys: &[&str]| head.has_keys(keys) || head.elements_have(keys);
        has(&["template-id", "info"]) || has(&["templateID", "info"]) || head.is_json_with(4, &words)
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let mut findings = Findings::default();
        let mut times = Oldest::default();
        let mut take = |index, result: Outcome<'_>| {
            if let Some(time) = result.timestamp.filled() {
                times.add(Some(time));
            }
            // With `-matcher-status` what did not match is told too.
            if result.matcher_status != Some(false) {
                findings.add(result.draft(element("", index)));
            }
        };
        if source.text()?.trim_start().starts_with('[') {
            let results: Vec<Outcome<'_>> = json::read_value(source, RESULTS)?;
            (0..).zip(results).for_each(|(index, result)| take(index, result));
        } else {
            json::read_sequence(source, &RESULT, take)?;
        }
        let mut statement = statement(self.id(), "", findings.into_scan(ScanKind::Dast));
        let (made_at, remark) = times.told();
        statement.made_at = made_at;
        statement.remarks.extend(remark);
        statement.producer = tool("nuclei", "");
        Ok(Reading::Statements(vec![statement]))
    }
}

const RESULTS: Shape = Shape::List(&Shape::Object(&RESULT));
static RESULT: Object = Object::of(&[
    may("template-id", Shape::Text),
    may("templateID", Shape::Text),
    must("info", Shape::Object(&INFO)),
    may("matcher-status", Shape::Flag),
])
.with(&[Rule::ExactlyOne(&["template-id", "templateID"])])
.lax();
static INFO: Object = Object::of(&[may("name", Shape::Text), may("severity", Shape::Text)]).lax();

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", bound(deserialize = "'de: 'a"))]
struct Outcome<'a> {
    #[serde(alias = "templateID")]
    template_id: Lax<'a>,
    #[serde(deserialize_with = "json::or_default")]
    info: About<'a>,
    matcher_name: Lax<'a>,
    #[serde(alias = "matched")]
    matched_at: Lax<'a>,
    host: Lax<'a>,
    timestamp: Lax<'a>,
    matcher_status: Option<bool>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct About<'a> {
    name: Lax<'a>,
    severity: Lax<'a>,
    remediation: Lax<'a>,
    #[serde(deserialize_with = "json::or_default")]
    classification: Classification<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", bound(deserialize = "'de: 'a"))]
struct Classification<'a> {
    cve_id: List<Lax<'a>>,
    cwe_id: List<Lax<'a>>,
    cvss_metrics: Lax<'a>,
    cvss_score: Loose<'a>,
    epss_score: Option<f64>,
    epss_percentile: Option<f64>,
}

impl Outcome<'_> {
    fn draft(&self, place: Place) -> Draft<'_> {
        let class = &self.info.classification;
        let cves = class.cve_id.iter().map(|cve| cve.as_str().to_uppercase());
        let weaknesses = class.cwe_id.iter().filter_map(|cwe| weakness(cwe.as_str()));
        let id = match self.matcher_name.filled() {
            Some(matcher) => format!("{}:{matcher}", self.template_id.as_str()),
            None => self.template_id.as_str().to_owned(),
        };
        let score = rating(class.cvss_metrics.filled(), class.cvss_score.number(), None);
        let probability = class.epss_score.and_then(Millionths::new);
        Draft {
            identifiers: cves.chain([id]).chain(weaknesses).collect(),
            severity: severity_in(SEVERITIES, self.info.severity.as_str()),
            title: self.info.name.as_str(),
            location: self.matched_at.kept().or_else(|| self.host.kept()).map(Into::into),
            fix: self.info.remediation.filled(),
            details: Details {
                scores: score.into_iter().collect(),
                epss: probability.map(|probability| Epss {
                    probability,
                    percentile: class.epss_percentile.and_then(Millionths::new),
                    date: None,
                }),
                ..Details::default()
            },
            place,
            ..Draft::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::formats::tests::{rejected, scans, scans_of};

    #[test]
    fn what_did_not_match_is_no_finding() {
        let scans = scans("nuclei");
        let [finding] = scans[0].findings.as_slice() else { panic!("{scans:?}") };
        assert_eq!(finding.identifiers.join(" "), "CVE-2026-15473 CVE-2026-15473:ssh CWE-362");
    }

    #[test]
    fn lines_and_old_names_are_read() {
        let line = r#"{"templateID":"a","info":{"name":"A","severity":"unknown"},"matched":"host:1","extracted-results":["hunter2"]}"#;
        let scans = scans_of(&format!("{line}\n{line}"));
        assert_eq!(scans[0].findings.len(), 2);
        assert!(!format!("{scans:?}").contains("hunter2"));
        assert!(rejected(&format!("{line}\n{{\"templateID\"")).contains("ends in the middle"));
    }
}
