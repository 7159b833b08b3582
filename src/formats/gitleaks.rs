// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Gitleaks' own JSON, of version 7 and of version 8: a bare list of what was found. The texts that
//! matched are never read. An empty list names no tool and is no evidence.

use serde::Deserialize;

use std::sync::atomic::{AtomicBool, Ordering};

use super::{
    Format, Head, ReadError, Reading, Source,
    datum::Datum,
    draft::{Draft, Findings, at_line, element, fingerprint, statement, tool},
    json::{self, Lax, Object, Rule, Shape, may},
};
use crate::model::{Place, ScanKind};

/// Gitleaks' own JSON.
pub(super) struct Gitleaks;

impl Format for Gitleaks {
    fn id(&self) -> &'static str {
        "gitleaks"
    }

    fn title(&self) -> &'static str {
        "Gitleaks JSON 7–8"
    }

    fn tells(&self) -> &'static [Datum] {
        &[Datum::Recognition]
    }

    fn recognises(&self, head: &Head) -> bool {
        let words = ["\"RuleID\"", "\"Secret\"", "\"Match\"", "\"Entropy\"", "\"StartLine\"", "\"Fingerprint\""];
        head.elements_have(&["RuleID", "Secret", "File"])
            || head.elements_have(&["rule", "offender", "commit"])
            || (head.is_json_with(5, &words) && head.count(&["\"SchemaVersion\"", "\"Findings\""]) == 0)
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let apart = json::read_apart(&json::Input::Document(*source), LEAKS, &[WHOLE])?;
        let mut findings = Findings::default();
        let is_old = AtomicBool::new(false);
        findings.read(&apart, WHOLE, &|part, findings| {
            part.each(|index, leak: Leak<'_>| {
                is_old.fetch_or(leak.rule.filled().is_some(), Ordering::Relaxed);
                findings.add(leak.draft(element(WHOLE, index)));
            })
        })?;
        let is_old = is_old.into_inner();
        let version = if is_old { "7" } else { "8" };
        let mut statement = statement(self.id(), version, findings.into_scan(ScanKind::Secret));
        statement.producer = tool("gitleaks", "");
        Ok(Reading::Statements(vec![statement]))
    }
}

/// The list that the document is.
const WHOLE: &str = "";

const LEAKS: Shape = Shape::List(&Shape::Object(&LEAK));
static LEAK: Object = Object::of(&[
    may("RuleID", Shape::Text),
    may("rule", Shape::Text),
    may("File", Shape::Text),
    may("file", Shape::Text),
])
.with(&[Rule::ExactlyOne(&["RuleID", "rule"])])
.lax();

/// Of version 8 the names begin with capital letters. `Match`, `Secret`, `line` and `offender`
/// hold what was found.
#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Leak<'a> {
    #[serde(rename = "RuleID")]
    rule_id: Lax<'a>,
    #[serde(rename = "Description")]
    description: Lax<'a>,
    #[serde(rename = "File")]
    path: Lax<'a>,
    #[serde(rename = "StartLine")]
    start_line: Option<i64>,
    #[serde(rename = "Commit")]
    revision: Lax<'a>,
    #[serde(rename = "Fingerprint")]
    fingerprint: Lax<'a>,
    rule: Lax<'a>,
    file: Lax<'a>,
    #[serde(rename = "lineNumber")]
    line_number: Option<i64>,
    commit: Lax<'a>,
}

impl Leak<'_> {
    fn draft(&self, place: Place) -> Draft<'_> {
        let path = self.path.filled().unwrap_or(self.file.as_str());
        let commit = self.revision.filled().unwrap_or(self.commit.as_str());
        let at = at_line(path, self.start_line.or(self.line_number));
        let location = at.map(|at| if commit.is_empty() { at } else { format!("{at} (commit {commit})") });
        Draft {
            identifiers: vec![self.rule_id.filled().unwrap_or(self.rule.as_str()).to_owned()],
            title: self.description.as_str(),
            location,
            fingerprint: fingerprint("gitleaks", self.fingerprint.as_str()),
            place,
            ..Draft::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::formats::tests::{scans, scans_of};

    #[test]
    fn no_secret_is_kept() {
        let scans = scans("gitleaks");
        assert_eq!(scans[0].findings.len(), 1);
        assert!(!format!("{scans:?}").contains("hunter2"));
    }

    #[test]
    fn version_7_is_read() {
        let scans = scans_of(
            r#"[{"line":"k=hunter2","lineNumber":13,"offender":"hunter2","commit":"abc","rule":"AWS Access Key","file":"a.txt"}]"#,
        );
        let finding = &scans[0].findings[0];
        assert_eq!(
            (&*finding.identifiers[0], finding.wording.location()),
            ("AWS Access Key", Some("a.txt:13 (commit abc)"))
        );
        assert!(!format!("{scans:?}").contains("hunter2"));
    }
}
