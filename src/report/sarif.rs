// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! SARIF 2.1.0 (OASIS), for viewers and platforms that read it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    RenderError, Report,
    shared::{NAME, Problem, VERSION, of_waived, problems},
    words::visible,
};
use crate::model::{Lang, RuleResult, Verdict};

pub(super) struct Sarif;

impl Report for Sarif {
    fn id(&self) -> &'static str {
        "sarif"
    }

    fn purpose(&self) -> &'static str {
        "SARIF 2.1.0 with a result for each violation and gap"
    }

    fn render(&self, verdict: &Verdict, lang: Lang) -> Result<Vec<u8>, RenderError> {
        let mut bytes = serde_json::to_vec_pretty(&log(verdict, lang))?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

fn log(verdict: &Verdict, lang: Lang) -> Value {
    let indices: BTreeMap<&str, usize> =
        verdict.rules.iter().enumerate().map(|(index, rule)| (rule.id.as_str(), index)).collect();
    let index = |rule: &RuleResult| indices.get(rule.id.as_str()).copied();
    let open = problems(verdict).map(|problem| result(verdict, &problem, index(problem.rule), lang));
    let waived = verdict.rules.iter().flat_map(|rule| waived(verdict, rule, index(rule), lang));
    let results: Vec<Value> = open.chain(waived).collect();
    json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": NAME,
                "semanticVersion": VERSION,
                "rules": verdict.rules.iter().map(|rule| descriptor(rule, lang)).collect::<Vec<_>>(),
            } },
            "invocations": [{ "executionSuccessful": true, "endTimeUtc": verdict.at.to_string() }],
            "properties": { "verdict": verdict.conclusion.name(), "advisory": verdict.advisory },
            "results": results,
        }],
    })
}

fn descriptor(rule: &RuleResult, lang: Lang) -> Value {
    json!({
        "id": rule.id,
        "name": rule.check,
        "shortDescription": { "text": visible(rule.title.in_lang(lang)) },
        "fullDescription": { "text": visible(rule.question.in_lang(lang)) },
        "help": { "text": visible(rule.remedy.in_lang(lang)) },
        "defaultConfiguration": { "level": level(rule) },
    })
}

/// Section 3.27.9: a result whose `kind` is not `fail` has the level `none`.
fn result(verdict: &Verdict, problem: &Problem<'_>, rule_index: Option<usize>, lang: Lang) -> Value {
    let (uri, line) = problem.location(verdict);
    let (kind, level) = match problem.violation {
        Some(_) => ("fail", level(problem.rule)),
        None => ("open", "none"),
    };
    let mut logical = vec![json!({ "name": visible(problem.matter) })];
    if !problem.subject.is_empty() {
        logical.push(json!({ "name": visible(&problem.subject) }));
    }
    json!({
        "ruleId": problem.rule.id,
        "ruleIndex": rule_index,
        "kind": kind,
        "level": level,
        "message": { "text": visible(&problem.message.in_lang(lang)) },
        "locations": [{
            "physicalLocation": {
                "artifactLocation": { "uri": uri_reference(&uri) },
                "region": { "startLine": line },
            },
            "logicalLocations": logical,
        }],
        "partialFingerprints": { "freigabe/v1": problem.fingerprint() },
    })
}

fn waived<'a>(
    verdict: &'a Verdict,
    rule: &'a RuleResult,
    index: Option<usize>,
    lang: Lang,
) -> impl Iterator<Item = Value> + 'a {
    rule.waived.iter().map(move |waived| {
        let problem = of_waived(rule, waived);
        let mut result = result(verdict, &problem, index, lang);
        let reason = verdict.waivers.get(waived.waiver).map(|waiver| visible(&waiver.reason));
        if let Some(object) = result.as_object_mut() {
            let suppression = json!({ "kind": "external", "status": "accepted", "justification": reason });
            object.insert("suppressions".to_owned(), json!([suppression]));
        }
        result
    })
}

fn level(rule: &RuleResult) -> &'static str {
    if rule.decides() { "error" } else { "warning" }
}

/// A path as a URI reference (RFC 3986): everything but unreserved characters and `/` is encoded.
fn uri_reference(path: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/!".contains(&byte);
    path.bytes().map(|byte| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::{super::sample, *};

    #[test]
    fn results_point_to_their_rules() {
        let log = log(&sample::blocked(), Lang::En);
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
    fn paths_are_uri_references() {
        assert_eq!(uri_reference("a b/ü.py"), "a%20b/%C3%BC.py");
        assert_eq!(uri_reference("https://x"), "https%3A//x");
    }
}
