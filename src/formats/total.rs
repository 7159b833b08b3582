// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Numbers of findings that a report states beside its list of them. One that lists fewer was cut or
//! filtered and must not be read as one that found less.

use serde::Deserialize;

use super::ReadError;
use crate::model::{Place, Text};

/// An error where a total that stands at `pointer` and counts what is listed says that there is more.
pub(super) fn at_least(listed: usize, said: Option<u64>, pointer: &str) -> Result<(), ReadError> {
    let listed = u64::try_from(listed).unwrap_or(u64::MAX);
    match said.filter(|said| *said > listed) {
        Some(said) => Err(ReadError::new(Place::Pointer(pointer.into()), contradiction(said, listed))),
        None => Ok(()),
    }
}

/// An error where nothing is listed and a total that stands at `pointer` says that there is something:
/// for totals that count something else, such as the ways on which a package is met.
pub(super) fn not_none(listed: usize, said: Option<u64>, pointer: &str) -> Result<(), ReadError> {
    if listed == 0 { at_least(listed, said, pointer) } else { Ok(()) }
}

/// The totals of npm's registry, by severity.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct BySeverity {
    info: Option<u64>,
    low: Option<u64>,
    moderate: Option<u64>,
    high: Option<u64>,
    critical: Option<u64>,
    total: Option<u64>,
}

impl BySeverity {
    /// How many there are of any severity.
    pub(super) fn all(&self) -> Option<u64> {
        let each = [self.info, self.low, self.moderate, self.high, self.critical];
        self.total.or_else(|| each.into_iter().flatten().reduce(u64::saturating_add))
    }
}

fn contradiction(said: u64, listed: u64) -> Text {
    Text::new(
        format!(
            "says that the number of findings is at least {said} and lists {listed}: it was cut or filtered; make the report anew, whole"
        ),
        format!(
            "nennt mindestens {said} als Zahl der Befunde und führt {listed} auf, ist also gekürzt oder gefiltert; den Bericht neu und vollständig erzeugen"
        ),
    )
}

#[cfg(test)]
mod tests {
    use crate::formats::tests::{rejected, sample, statements};

    /// A format's sample with the first text replaced by the second.
    fn changed(id: &str, from: &str, to: &str) -> String {
        let sample = sample(id);
        assert!(sample.contains(from), "{id}: no {from} in {sample}");
        sample.replacen(from, to, 1)
    }

    #[test]
    fn what_counts_ways_or_applications_is_not_held_against_the_list() {
        let advisory = r#"{"id":1,"module_name":"a","severity":"high","findings":[{"version":"1","paths":["a","b"]}]}"#;
        let application = r#"{"ok":false,"uniqueCount":1,"vulnerabilities":[{"id":"B","severity":"low"}]}"#;
        let whole = [
            format!(
                r#"{{"advisories":{{"1":{advisory}}},"metadata":{{"vulnerabilities":{{"high":9}},"totalDependencies":9}}}}"#
            ),
            format!(
                r#"{{"ok":false,"uniqueCount":1,"vulnerabilities":[],"dependencyCount":3,"packageManager":"apk","applications":[{application}]}}"#
            ),
        ];
        for text in whole {
            assert!(!statements(&text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_report_that_lists_less_than_it_says_is_rejected() {
        let npm = |listed: &str, total: u64| {
            format!(
                r#"{{"auditReportVersion":2,"vulnerabilities":{{{listed}}},"metadata":{{"vulnerabilities":{{"high":{total},"total":{total}}},"dependencies":{{"total":3}}}}}}"#
            )
        };
        let cases = [
            (changed("cargo_audit", r#""count": 1"#, r#""count": 2"#), "/vulnerabilities/count", 2, 1),
            (npm("", 1), "/metadata/vulnerabilities", 1, 0),
            (npm(r#""a":{"name":"a","severity":"high","via":["b"]}"#, 1), "/metadata/vulnerabilities", 1, 0),
            (
                r#"{"advisories":{},"metadata":{"vulnerabilities":{"low":0,"high":4},"totalDependencies":9}}"#.to_owned(),
                "/metadata/vulnerabilities",
                4,
                0,
            ),
            (
                r#"{"type":"auditSummary","data":{"vulnerabilities":{"high":3},"totalDependencies":9}}"#.to_owned(),
                "/0/data/vulnerabilities",
                3,
                0,
            ),
            (changed("kics", r#""total_counter": 2"#, r#""total_counter": 3"#), "/total_counter", 3, 2),
            (changed("gosec", r#""found": 1"#, r#""found": 2"#), "/Stats/found", 2, 1),
            (changed("bandit", r#""SEVERITY.LOW": 1.0"#, r#""SEVERITY.LOW": 4.0"#), "/metrics/_totals", 4, 3),
            (changed("snyk", r#""ok": false"#, r#""ok": false, "uniqueCount": 2"#), "/uniqueCount", 2, 1),
            (
                r#"{"ok":false,"vulnerabilities":[],"dependencyCount":3,"packageManager":"npm"}"#.to_owned(),
                "/ok",
                1,
                0,
            ),
            (
                changed("terrascan", r#""violated_policies": 1"#, r#""violated_policies": 2"#),
                "/results/scan_summary/violated_policies",
                2,
                1,
            ),
            (changed("dockle", r#""warn": 1"#, r#""warn": 2"#), "/summary", 4, 3),
            (
                changed("kube_bench", r#""Totals": {"total_pass": 1, "total_fail": 1"#, r#""Totals": {"total_fail": 2"#),
                "/Totals/total_fail",
                2,
                1,
            ),
            (changed("kube_bench", r#""total_warn": 1"#, r#""total_warn": 5"#), "/Controls/0/total_warn", 5, 1),
            (changed("checkov", r#""failed": 2"#, r#""failed": 4"#), "/0/summary/failed", 4, 2),
            (
                r#"{"SchemaVersion":2,"ArtifactName":".","Results":[{"Target":"Dockerfile","Class":"config","MisconfSummary":{"Successes":3,"Failures":12},"Misconfigurations":[{"ID":"DS001","Status":"PASS"}]}]}"#.to_owned(),
                "/Results/0/MisconfSummary/Failures",
                12,
                0,
            ),
        ];
        for (text, pointer, said, listed) in cases {
            let reason = rejected(&text);
            let expected =
                format!("the number of findings is at least {said} and lists {listed}: it was cut or filtered");
            assert!(reason.starts_with(pointer) && reason.contains(&expected), "{text}: {reason}");
        }
    }
}
