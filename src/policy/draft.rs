// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! A waiver before it is written down. What is in the file already is never touched: comments,
//! order and spelling are the authors' own.

/// What a new waiver is to say. Dates are as people write them; whether all of it is right shows
/// when the file is read with it.
#[derive(Clone, Debug, Default)]
pub struct WaiverDraft {
    /// The matter.
    pub matter: String,
    /// Rules or checks, by id.
    pub rules: Vec<String>,
    /// The other parts of the scope, by key.
    pub scope: Vec<(&'static str, String)>,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// Who approved it.
    pub approver: String,
    /// Who approved it besides.
    pub second_approver: Option<String>,
    /// Since when.
    pub created: String,
    /// Until when.
    pub expires: String,
}

/// The beginning of a file of waivers.
const HEAD: &str = "version: 1\nwaivers:\n";

impl WaiverDraft {
    /// What has to follow `existing` so that the waiver stands in the file; `None` where the list of
    /// waivers does not stand at its end in block style.
    pub fn to_append(&self, existing: &str) -> Option<String> {
        if existing.trim().is_empty() {
            return Some(format!("{HEAD}{}", self.entry("  ")));
        }
        let lines = || existing.lines().filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
        let head = |line: &str| line.split('#').next().unwrap_or_default().trim_end() == "waivers:";
        let mut behind = lines().skip_while(|line| !head(line)).skip(1).peekable();
        if !lines().any(head) {
            return None;
        }
        let indent = match behind.peek() {
            Some(first) => first.get(..first.find("- ")?)?.to_owned(),
            None => "  ".to_owned(),
        };
        // Another key behind the list would take the new entry for its own.
        let inside = |line: &str| line.starts_with(' ') || line.starts_with('-');
        if !indent.chars().all(|c| c == ' ') || !behind.all(inside) {
            return None;
        }
        let gap = if existing.ends_with('\n') { "" } else { "\n" };
        Some(format!("{gap}{}", self.entry(&indent)))
    }

    /// The entry in the list, each line after `indent`.
    pub fn entry(&self, indent: &str) -> String {
        let mut scope = Vec::new();
        if !self.rules.is_empty() {
            let rules: Vec<String> = self.rules.iter().map(|rule| quoted(rule)).collect();
            scope.push(format!("rules: [{}]", rules.join(", ")));
        }
        scope.extend(self.scope.iter().map(|(key, value)| format!("{key}: {}", quoted(value))));
        let mut lines = vec![format!("- matter: {}", quoted(&self.matter)), "  scope:".to_owned()];
        lines.extend(scope.into_iter().map(|part| format!("    {part}")));
        for (key, value) in [("reason", &self.reason), ("owner", &self.owner), ("approver", &self.approver)] {
            lines.push(format!("  {key}: {}", quoted(value)));
        }
        lines.extend(self.second_approver.iter().map(|name| format!("  second_approver: {}", quoted(name))));
        for (key, value) in [("created", &self.created), ("expires", &self.expires)] {
            lines.push(format!("  {key}: {}", quoted(value)));
        }
        lines.iter().map(|line| format!("{indent}{line}\n")).collect()
    }
}

/// A text as YAML reads it whatever it holds: a JSON string is one.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::{super::yaml::Yaml, *};

    fn draft() -> WaiverDraft {
        WaiverDraft {
            matter: "CVE-2026-1: \"x\" # no\n- comment".to_owned(),
            rules: vec!["no-secrets".to_owned()],
            scope: vec![("subject", "pkg:npm/a@*".to_owned())],
            reason: "- {[&*!|>'\"%@`\u{e4}".to_owned(),
            owner: "yes".to_owned(),
            approver: "1".to_owned(),
            second_approver: Some("null".to_owned()),
            created: "2026-11-01".to_owned(),
            expires: "2026-12-01".to_owned(),
        }
    }

    #[test]
    fn whatever_a_text_holds_it_is_read_back_as_written() {
        let text = draft().to_append("").unwrap();
        let value = Yaml::read(text.as_bytes()).unwrap().value;
        let entry = &value["waivers"][0];
        for (key, wanted) in [
            ("matter", draft().matter),
            ("reason", draft().reason),
            ("owner", "yes".to_owned()),
            ("approver", "1".to_owned()),
            ("second_approver", "null".to_owned()),
        ] {
            assert_eq!(entry[key], wanted, "{key}");
        }
        assert_eq!(entry["scope"]["rules"][0], "no-secrets");
    }

    #[test]
    fn an_entry_follows_those_that_are_there() {
        for existing in [
            "# ours\nversion: 1\nwaivers:\n",
            "version: 1\nwaivers: # none yet\n",
            "version: 1\nwaivers:\n- matter: a\n  reason: b",
            "version: 1\nwaivers:\n    - matter: a\n      reason: >\n        b\n\n# the end\n",
        ] {
            let whole = format!("{existing}{}", draft().to_append(existing).unwrap());
            let value = Yaml::read(whole.as_bytes()).unwrap_or_else(|error| panic!("{whole}: {error:?}")).value;
            let list = value["waivers"].as_array().unwrap();
            assert_eq!(list.last().unwrap()["matter"], draft().matter);
        }
    }

    #[test]
    fn a_file_of_another_form_is_left_alone() {
        for existing in
            ["version: 1\nwaivers: []\n", "waivers:\n  - matter: a\nversion: 1\n", "version: 1\n", "{waivers: []}"]
        {
            assert_eq!(draft().to_append(existing), None, "{existing}");
        }
    }
}
