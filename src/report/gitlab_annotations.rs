// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Links on the page of a GitLab job (`artifacts:reports:annotations`): the reports of this run, and
//! what is publicly known of the vulnerabilities that speak against the release.
//!
//! GitLab takes at most 20 links and 80 KB.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{
    RenderError, Report,
    shared::{NAME, Problem, problems},
    words::{self, visible},
};
use crate::model::{Lang, NameKind, Verdict, canonical};

pub(super) struct GitLabAnnotations;

/// GitLab takes no more links from a job.
const MOST: usize = 20;
/// A longer address is not linked; twenty of this length stay below 80 KB.
const LONGEST_ADDRESS: usize = 2_000;
/// A label is cut at this many characters.
const LONGEST_LABEL: usize = 200;

impl Report for GitLabAnnotations {
    fn id(&self) -> &'static str {
        "gitlab-annotations"
    }

    fn purpose(&self) -> &'static str {
        "links on the page of the GitLab job: reports and vulnerabilities (GitLab Free too)"
    }

    fn render(&self, verdict: &Verdict, lang: Lang) -> Result<Vec<u8>, RenderError> {
        let reports = verdict.links.iter().map(|link| (report(verdict, &link.report, lang), link.url.clone()));
        let mut seen = BTreeSet::new();
        let links = reports.chain(problems(verdict).flat_map(|problem| vulnerability(&problem)));
        let links: Vec<Value> = links
            .filter(|(_, url)| url.len() <= LONGEST_ADDRESS && seen.insert(url.clone()))
            .take(MOST)
            .map(|(label, url)| json!({ "external_link": { "label": shortened(&label), "url": url } }))
            .collect();
        // A section without links is none.
        let sections: Map<String, Value> =
            (!links.is_empty()).then(|| (NAME.to_owned(), Value::Array(links))).into_iter().collect();
        let mut bytes = serde_json::to_vec_pretty(&sections)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

fn report(verdict: &Verdict, id: &str, lang: Lang) -> String {
    let advisory = if verdict.advisory { words::say(lang, " (advisory)", " (nur Empfehlung)") } else { "" };
    let words = words::say(lang, "the report", "der Bericht");
    format!("{}{advisory}: {words} ({id})", words::conclusion(verdict.conclusion, lang))
}

/// Where the vulnerability of a rule that decides is described, for each name that is known there.
fn vulnerability(problem: &Problem<'_>) -> Option<(String, String)> {
    let violation = problem.violation.filter(|_| problem.rule.decides())?;
    let names = violation.matters().iter().map(|name| &**name);
    let (name, url) = names.into_iter().find_map(|name| Some((name, address(name)?)))?;
    let subject = if problem.subject.is_empty() { String::new() } else { format!(" – {}", problem.subject) };
    Some((format!("{name}{subject}"), url))
}

/// The page of a vulnerability in the public database that gives its number out.
fn address(name: &str) -> Option<String> {
    if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return None;
    }
    match NameKind::of(name) {
        NameKind::Cve => Some(format!("https://www.cve.org/CVERecord?id={}", canonical(name))),
        NameKind::Ghsa => Some(format!("https://github.com/advisories/{name}")),
        _ => None,
    }
}

fn shortened(label: &str) -> String {
    let label = visible(label);
    match label.char_indices().nth(LONGEST_LABEL) {
        Some((end, _)) => format!("{}…", label.get(..end).unwrap_or_default()),
        None => label,
    }
}

#[cfg(test)]
mod tests {
    use super::{super::sample, *};
    use crate::model::{Link, Text, Violation};

    fn links(verdict: &Verdict) -> Vec<(String, String)> {
        let bytes = GitLabAnnotations.render(verdict, Lang::En).unwrap();
        assert!(bytes.len() < 80_000);
        let sections: Value = serde_json::from_slice(&bytes).unwrap();
        let link = |entry: &Value| {
            let text = |key: &str| entry["external_link"][key].as_str().unwrap().to_owned();
            (text("label"), text("url"))
        };
        sections.as_object().unwrap().values().flat_map(|list| list.as_array().unwrap().iter().map(link)).collect()
    }

    fn with_report(mut verdict: Verdict) -> Verdict {
        let url = "https://gitlab.example/g/p/-/jobs/1/artifacts/file/gate/index.html".to_owned();
        verdict.links = vec![Link { report: "html".into(), url }];
        verdict
    }

    #[test]
    fn the_report_comes_first() {
        let links = links(&with_report(sample::crowded(2)));
        assert_eq!(links[0].0, "blocked: the report (html)");
        assert!(links[0].1.ends_with("gate/index.html"));
        assert_eq!(links[1].0, "CVE-2026-00000 – pkg:npm/component-0@1.0.0");
        assert_eq!(links[1].1, "https://www.cve.org/CVERecord?id=CVE-2026-00000");
        assert_eq!(links.len(), 3);
    }

    #[test]
    fn a_rule_that_only_warns_is_linked_nowhere() {
        let mut verdict = sample::crowded(2);
        verdict.rules[1].in_force = false;
        assert_eq!(links(&verdict), []);
    }

    #[test]
    fn it_stays_within_what_gitlab_takes() {
        assert_eq!(links(&with_report(sample::crowded(500))).len(), MOST);
        let mut long = sample::crowded(500);
        long.rules[1].violations.iter_mut().for_each(|violation| {
            *violation = Violation::new(violation.matter(), Text::same("x")).about("ü".repeat(9_000))
        });
        assert_eq!(links(&long).len(), MOST);
    }

    #[test]
    fn text_from_outside_is_no_address() {
        assert_eq!(links(&sample::hostile()), []);
        assert_eq!(GitLabAnnotations.render(&sample::passed(), Lang::En).unwrap(), b"{}\n");
    }
}
