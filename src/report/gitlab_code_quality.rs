// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! GitLab's Code Quality report (a subset of the Code Climate format): a JSON list, shown in merge
//! requests, of everything that speaks against the release.

use std::{collections::BTreeMap, io::Write};

use serde::{Serialize, Serializer};

use super::{
    RenderError, Report,
    shared::{Problem, problems},
    words::visible,
    write_json, written,
};
use crate::model::{Lang, Severity, Verdict};

pub(super) struct GitLabCodeQuality;

impl Report for GitLabCodeQuality {
    fn id(&self) -> &'static str {
        "gitlab-code-quality"
    }

    fn purpose(&self) -> &'static str {
        "GitLab Code Quality, shown in merge requests (GitLab Free too)"
    }

    fn render(&self, verdict: &Verdict, lang: Lang) -> Result<Vec<u8>, RenderError> {
        written(self, verdict, lang)
    }

    fn write(&self, verdict: &Verdict, lang: Lang, out: &mut dyn Write) -> Result<(), RenderError> {
        // GitLab collapses issues of one fingerprint, so each is listed once.
        let problems = problems(verdict).map(|problem| (problem.fingerprint(), problem)).collect();
        write_json(&Issues { problems, verdict, lang }, out)
    }
}

/// Problems by fingerprint. An issue is made when it is written, because there may be very many.
struct Issues<'a> {
    problems: BTreeMap<String, Problem<'a>>,
    verdict: &'a Verdict,
    lang: Lang,
}

impl Serialize for Issues<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.problems.values().map(|problem| issue(self.verdict, problem, self.lang)))
    }
}

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u64,
}

fn issue(verdict: &Verdict, problem: &Problem<'_>, lang: Lang) -> Issue {
    let (path, begin) = problem.location(verdict);
    let subject = if problem.subject.is_empty() { String::new() } else { format!(" – {}", problem.subject) };
    Issue {
        description: visible(&format!("{}{subject}", problem.message.in_lang(lang))),
        check_name: problem.rule.id.clone(),
        fingerprint: problem.fingerprint(),
        severity: severity(problem),
        location: Location { path: visible(path.trim_start_matches('/')), lines: Lines { begin } },
    }
}

fn severity(problem: &Problem<'_>) -> &'static str {
    if !problem.rule.decides() {
        return "minor";
    }
    match problem.violation.and_then(|violation| violation.wrong.severity) {
        Some(Severity::Critical) => "blocker",
        Some(Severity::High) | None => "critical",
        Some(Severity::Unknown | Severity::Medium) => "major",
        Some(Severity::Low) => "minor",
        Some(Severity::Info) => "info",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{super::sample, *};

    fn issues(verdict: &Verdict) -> Vec<Value> {
        let bytes = GitLabCodeQuality.render(verdict, Lang::En).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }

    #[test]
    fn a_verdict_without_problems_is_an_empty_list() {
        assert_eq!(GitLabCodeQuality.render(&sample::passed(), Lang::En).unwrap(), b"[]\n");
    }

    #[test]
    fn every_issue_has_what_gitlab_asks_for() {
        let issues = issues(&sample::blocked());
        assert!(!issues.is_empty());
        let mut fingerprints: Vec<&str> = issues.iter().map(|issue| issue["fingerprint"].as_str().unwrap()).collect();
        fingerprints.dedup();
        assert_eq!(fingerprints.len(), issues.len());
        for issue in &issues {
            assert!(["info", "minor", "major", "critical", "blocker"].contains(&issue["severity"].as_str().unwrap()));
            assert!(!issue["location"]["path"].as_str().unwrap().starts_with('/'));
            assert!(issue["location"]["lines"]["begin"].as_u64().unwrap() >= 1);
        }
    }

    #[test]
    fn a_finding_points_into_the_sources() {
        let issues = issues(&sample::blocked());
        let finding = issues.iter().find(|issue| issue["check_name"] == "sast").unwrap();
        assert_eq!(
            (&finding["location"]["path"], &finding["location"]["lines"]["begin"]),
            (&"src/a.py".into(), &12.into())
        );
    }
}
