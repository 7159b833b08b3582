// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! SARIF 2.1.0 (OASIS), for viewers and platforms that read it.

use std::{collections::BTreeMap, io::Write};

use serde::{Serialize, Serializer};

use super::{
    RenderError, Report,
    shared::{NAME, Problem, VERSION, of_waived, problems},
    words::visible,
    write_json, written,
};
use crate::model::{Lang, REPORT_TYPE, RuleResult, Verdict};

pub(super) struct Sarif;

impl Report for Sarif {
    fn id(&self) -> &'static str {
        "sarif"
    }

    fn purpose(&self) -> &'static str {
        "SARIF 2.1.0 with a result for each violation and gap"
    }

    fn render(&self, verdict: &Verdict, lang: Lang) -> Result<Vec<u8>, RenderError> {
        written(self, verdict, lang)
    }

    fn write(&self, verdict: &Verdict, lang: Lang, out: &mut dyn Write) -> Result<(), RenderError> {
        write_json(&log(verdict, lang), out)
    }
}

fn log(verdict: &Verdict, lang: Lang) -> Log<'_> {
    let rules = verdict.rules.iter().map(|rule| descriptor(rule, lang)).collect();
    Log {
        schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        runs: [Run {
            invocations: [Invocation { end_time_utc: verdict.at.to_string(), execution_successful: true }],
            properties: Properties {
                advisory: verdict.advisory,
                kind: REPORT_TYPE,
                verdict: verdict.conclusion.name(),
            },
            results: Results { verdict, lang },
            tool: Tool { driver: Driver { name: NAME, rules, semantic_version: VERSION } },
        }],
        version: "2.1.0",
    }
}

fn descriptor(rule: &RuleResult, lang: Lang) -> Descriptor<'_> {
    Descriptor {
        default_configuration: Configuration { level: level(rule) },
        full_description: Text { text: visible(rule.question.in_lang(lang)) },
        help: Text { text: visible(rule.remedy.in_lang(lang)) },
        id: &rule.id,
        name: rule.check,
        short_description: Text { text: visible(rule.title.in_lang(lang)) },
    }
}

/// Everything that speaks against the release, then what waivers cover. A result is made when it is
/// written, because there may be very many.
struct Results<'a> {
    verdict: &'a Verdict,
    lang: Lang,
}

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { verdict, lang } = *self;
        let numbered = verdict.rules.iter().enumerate();
        let indices: BTreeMap<&str, usize> = numbered.map(|(index, rule)| (rule.id.as_str(), index)).collect();
        let index = |rule: &RuleResult| indices.get(rule.id.as_str()).copied();
        let open = problems(verdict).map(|problem| result(verdict, &problem, index(problem.rule), lang));
        let waived = verdict.rules.iter().flat_map(|rule| waived(verdict, rule, index(rule), lang));
        serializer.collect_seq(open.chain(waived))
    }
}

/// Section 3.27.9: a result whose `kind` is not `fail` has the level `none`.
fn result<'a>(verdict: &Verdict, problem: &Problem<'a>, rule_index: Option<usize>, lang: Lang) -> Finding<'a> {
    let (uri, line) = problem.location(verdict);
    let (kind, level) = match problem.violation {
        Some(_) => ("fail", level(problem.rule)),
        None => ("open", "none"),
    };
    let subject = Some(&*problem.subject).filter(|subject| !subject.is_empty());
    let names = [problem.matter].into_iter().chain(subject);
    Finding {
        kind,
        level,
        locations: [Location {
            logical_locations: names.map(|name| Logical { name: visible(name) }).collect(),
            physical_location: Physical {
                artifact_location: Artifact { uri: uri_reference(&uri) },
                region: Region { start_line: line },
            },
        }],
        message: Text { text: visible(&problem.message.in_lang(lang)) },
        partial_fingerprints: Fingerprints { first: problem.fingerprint() },
        rule_id: &problem.rule.id,
        rule_index,
        suppressions: None,
    }
}

fn waived<'a>(
    verdict: &'a Verdict,
    rule: &'a RuleResult,
    index: Option<usize>,
    lang: Lang,
) -> impl Iterator<Item = Finding<'a>> {
    rule.waived.iter().map(move |waived| {
        let reason = verdict.waivers.get(waived.waiver).map(|waiver| visible(&waiver.reason));
        let suppression = Suppression { justification: reason, kind: "external", status: "accepted" };
        Finding { suppressions: Some([suppression]), ..result(verdict, &of_waived(rule, waived), index, lang) }
    })
}

fn level(rule: &RuleResult) -> &'static str {
    if rule.decides() { "error" } else { "warning" }
}

/// A path as a URI reference (RFC 3986): everything but unreserved characters and `/` is encoded. One from the
/// root is a file's URI (RFC 8089), since a reference would be relative to whatever shows it.
fn uri_reference(path: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/!".contains(&byte);
    let encoded =
        path.bytes().map(|byte| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") });
    let scheme = if path.starts_with('/') { "file://" } else { "" };
    std::iter::once(scheme.to_owned()).chain(encoded).collect()
}

// The log of the standard, as far as it is written. The keys of an object are in alphabetical order, so
// that a log of this version can be compared with one of an earlier.

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    runs: [Run<'a>; 1],
    version: &'static str,
}

#[derive(Serialize)]
struct Run<'a> {
    invocations: [Invocation; 1],
    properties: Properties,
    results: Results<'a>,
    tool: Tool<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    end_time_utc: String,
    execution_successful: bool,
}

#[derive(Serialize)]
struct Properties {
    advisory: bool,
    #[serde(rename = "reportType")]
    kind: &'static str,
    verdict: &'static str,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    rules: Vec<Descriptor<'a>>,
    semantic_version: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor<'a> {
    default_configuration: Configuration,
    full_description: Text,
    help: Text,
    id: &'a str,
    name: &'static str,
    short_description: Text,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

/// A `result` of the standard.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding<'a> {
    kind: &'static str,
    level: &'static str,
    locations: [Location; 1],
    message: Text,
    partial_fingerprints: Fingerprints,
    rule_id: &'a str,
    rule_index: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressions: Option<[Suppression; 1]>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    logical_locations: Vec<Logical>,
    physical_location: Physical,
}

#[derive(Serialize)]
struct Logical {
    name: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u64,
}

#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "freigabe/v1")]
    first: String,
}

#[derive(Serialize)]
struct Suppression {
    justification: Option<String>,
    kind: &'static str,
    status: &'static str,
}

#[cfg(test)]
mod tests {
    use super::{super::sample, *};

    #[test]
    fn results_point_to_their_rules() {
        let log = serde_json::to_value(log(&sample::blocked(), Lang::En)).unwrap();
        let run = &log["runs"][0];
        let results = run["results"].as_array().unwrap();
        assert!(results.iter().any(|result| result["kind"] == "open" && result["level"] == "none"));
        assert!(results.iter().any(|result| result["suppressions"][0]["status"] == "accepted"));
        for result in results {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        }
    }

    #[test]
    fn keys_stand_in_alphabetical_order() {
        let verdict = sample::blocked();
        let bytes = Sarif.render(&verdict, Lang::En).unwrap();
        let sorted = serde_json::to_string_pretty(&serde_json::to_value(log(&verdict, Lang::En)).unwrap()).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), sorted + "\n");
    }

    #[test]
    fn paths_are_uri_references() {
        assert_eq!(uri_reference("a b/ü.py"), "a%20b/%C3%BC.py");
        assert_eq!(uri_reference("https://x"), "https%3A//x");
        assert_eq!(uri_reference("/builds/a b.py"), "file:///builds/a%20b.py");
    }
}
