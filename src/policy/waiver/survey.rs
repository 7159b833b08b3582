// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Every mistake of a file of waivers, sought in the file as written, so that none hides another.
//!
//! What has a mistake is not asked further, so that none is only the consequence of another.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    model::{Pattern, is_placeholder, same_person},
    policy::{
        Mistake, Policy,
        bind::moment,
        schema,
        shape::{Source, suggestion},
    },
};

/// Every mistake in a file of waivers; those that only a policy makes, where there is one.
pub(super) fn mistakes(source: &Source<'_>, policy: Option<&Policy>) -> Vec<Mistake> {
    let mut mistakes = source.shape_mistakes("", &source.yaml.value, &schema::waivers());
    let known: BTreeSet<&str> =
        policy.into_iter().flat_map(|policy| &policy.rules).flat_map(|rule| [rule.id.as_str(), rule.check]).collect();
    for (pointer, value) in source.entries("/waivers") {
        let entry = Entry { source, pointer: &pointer, value };
        mistakes.extend(entry.wordless());
        mistakes.extend(entry.nobodies());
        mistakes.extend(entry.wrong_dates(policy));
        mistakes.extend(entry.wrong_persons(policy));
        mistakes.extend(entry.boundless_subject());
        mistakes.extend(policy.into_iter().flat_map(|_| entry.unknown_rules(&known)));
    }
    mistakes
}

/// Whether a text stands in the place of a name that is not known yet.
fn is_nobody(text: &str) -> bool {
    const NOBODY: &[&str] = &["anonymous", "na", "nobody", "tba", "tbc", "tbd", "todo", "xxx"];
    let text = text.trim();
    is_placeholder(text) || NOBODY.iter().any(|word| word.eq_ignore_ascii_case(text.trim_matches('.')))
}

/// Subjects that have nothing in common but that they are packages, or that they are none: whatever takes in
/// all of one line takes in everything.
const EVERYTHING: &[&[&str]] =
    &[&["pkg:npm/z@1", "pkg:cargo/y@2", "pkg:golang/x.org/w@v3"], &["src/z.c:1", "y", "Dockerfile"]];

/// A waiver as written.
struct Entry<'e> {
    source: &'e Source<'e>,
    pointer: &'e str,
    value: &'e Value,
}

impl Entry<'_> {
    fn text(&self, key: &str) -> Option<&str> {
        self.value.get(key)?.as_str()
    }

    fn mistake(&self, key: &str, message: impl Into<String>) -> Mistake {
        self.source.mistake(&format!("{}/{key}", self.pointer), message)
    }

    /// The texts that say nothing. That one is empty says its shape.
    fn wordless(&self) -> Vec<Mistake> {
        let keys = ["matter", "reason", "owner", "approver", "second_approver"];
        let says_nothing = |text: &str| !text.is_empty() && !text.chars().any(char::is_alphanumeric);
        let wordless = keys.into_iter().filter(|key| self.text(key).is_some_and(says_nothing));
        wordless.map(|key| self.mistake(key, "expected a text with letters or digits in it")).collect()
    }

    /// What stands in the place of a person's name and names nobody.
    fn nobodies(&self) -> Vec<Mistake> {
        let named = ["owner", "approver", "second_approver"].into_iter().filter_map(|key| Some((key, self.text(key)?)));
        let nobodies = named.filter(|(_, text)| is_nobody(text) && text.chars().any(char::is_alphanumeric));
        nobodies.map(|(key, text)| self.mistake(key, format!("expected a name, got `{text}`"))).collect()
    }

    fn wrong_dates(&self, policy: Option<&Policy>) -> Option<Mistake> {
        let date = |key| moment(self.text(key)?).ok();
        let (created, expires) = (date("created")?, date("expires")?);
        if expires <= created {
            return Some(self.mistake("expires", "a waiver expires after it was created"));
        }
        let longest = policy.map(|policy| policy.longest_waiver).filter(|longest| expires > longest.after(created))?;
        Some(self.mistake("expires", format!("the policy lets a waiver hold for {longest} at the longest")))
    }

    fn wrong_persons(&self, policy: Option<&Policy>) -> Vec<Mistake> {
        let [owner, approver, second] =
            ["owner", "approver", "second_approver"].map(|key| self.text(key).filter(|text| !is_nobody(text)));
        let is_same =
            |one: Option<&str>, other: Option<&str>| one.zip(other).is_some_and(|(one, other)| same_person(one, other));
        let mut mistakes = Vec::new();
        if is_same(owner, approver) {
            mistakes.push(self.mistake("approver", "the approver must be somebody other than the owner"));
        }
        if is_same(owner, second) || is_same(approver, second) {
            let message = "the second approver must be somebody other than owner and approver";
            mistakes.push(self.mistake("second_approver", message));
        }
        let is_missing = self.value.is_object() && self.value.get("second_approver").is_none_or(Value::is_null);
        if is_missing && policy.is_some_and(|policy| policy.two_approvers) {
            mistakes.push(self.source.mistake(self.pointer, "the policy asks for a `second_approver`"));
        }
        mistakes
    }

    /// The subject that takes in everything, where nothing but it says what is waived.
    fn boundless_subject(&self) -> Option<Mistake> {
        let scope = self.value.get("scope")?;
        let subject = Pattern::new(scope.get("subject")?.as_str()?).ok()?;
        let is_boundless = EVERYTHING.iter().any(|each| each.iter().all(|subject_of| subject.matches_purl(subject_of)));
        let is_alone = scope.get("rules").is_none_or(Value::is_null);
        (is_alone && is_boundless).then(|| {
            let message = format!("`{subject}` takes in everything; name what is waived, or `rules` besides");
            self.mistake("scope/subject", message)
        })
    }

    fn unknown_rules(&self, known: &BTreeSet<&str>) -> Vec<Mistake> {
        let rules = self.source.entries(&format!("{}/scope/rules", self.pointer)).into_iter();
        let unknown = rules.filter_map(|(pointer, rule)| Some((pointer, rule.as_str()?)));
        let described = unknown.filter(|(_, id)| !known.contains(id)).map(|(pointer, id)| {
            let mut mistake = self.source.mistake(&pointer, format!("the policy has no rule or check `{id}`"));
            mistake.help = suggestion(id, known.iter().copied());
            mistake
        });
        described.collect()
    }
}
