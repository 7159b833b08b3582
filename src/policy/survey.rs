// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Every mistake of a policy, sought in the file as written, part by part, so that none hides another.
//!
//! What has a mistake is not asked further, so that none is only the consequence of another.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{
    FileInPolicy, Mistake, awaited, crypto, schema,
    shape::{Source, suggestion},
    trust,
    yaml::child,
};
use crate::checks::{self, CHECKS, CheckEntry};

/// Every mistake in a policy.
pub(super) fn mistakes(source: &Source<'_>) -> Vec<Mistake> {
    let mut mistakes = source.shape_mistakes("", &source.yaml.value, &schema::outer());
    mistakes.extend(rules(source));
    mistakes.extend(repeated_ids(source));
    mistakes.extend(trust::mistakes(source));
    mistakes.extend(crypto::mistakes(source));
    mistakes.extend(nothing_blocks(source));
    mistakes
}

/// The files that a policy names, as far as it can be read.
pub(super) fn files(source: &Source<'_>) -> Vec<FileInPolicy> {
    let mut files = Vec::new();
    let mut add = |pointer: &str, name: Option<&Value>| {
        let Some(path) = source.yaml.value.pointer(pointer).and_then(Value::as_str) else { return };
        let mistake = source.mistake(pointer, "");
        files.push(FileInPolicy { path: path.to_owned(), name: name.and_then(Value::as_str).map(Into::into), mistake });
    };
    for (pointer, entry) in trust::LISTS.iter().flat_map(|list| source.entries(&format!("/trust/{list}"))) {
        for key in ["file", "hybrid"] {
            add(&child(&pointer, key), entry.get("name"));
        }
    }
    let lists = source.entries("/rules").into_iter().map(|(rule, _)| format!("{rule}/with/lists"));
    let fixed = ["/waivers/files", "/enrichment/files"].map(str::to_owned);
    for (pointer, _) in fixed.into_iter().chain(lists).flat_map(|list| source.entries(&list)) {
        add(&pointer, None);
    }
    files
}

/// What is wrong with rules besides their outer shape.
fn rules(source: &Source<'_>) -> Vec<Mistake> {
    let mut schemas: BTreeMap<&str, Value> = BTreeMap::new();
    let mut mistakes = Vec::new();
    for (pointer, rule) in source.entries("/rules") {
        if rule.get("check").is_some() && rule.get("awaits").is_some() {
            mistakes.push(source.mistake(&pointer, "a rule has either `check` or `awaits`"));
        }
        let Some(id) = rule.get("check").and_then(Value::as_str) else { continue };
        match checks::find(id) {
            Some(check) => {
                let schema = schemas.entry(id).or_insert_with(|| (check.schema)().to_value());
                mistakes.extend(parameters(source, (&pointer, rule), (check, schema)));
            }
            None => mistakes.push(unknown_check(source, &pointer, id)),
        }
    }
    mistakes
}

/// What is wrong with the parameters of a check: each by itself, all of them together, and whatever keeps the
/// check from reading them although nothing was found.
fn parameters(
    source: &Source<'_>,
    (rule, written): (&str, &Value),
    (check, schema): (&CheckEntry, &Value),
) -> Vec<Mistake> {
    let none = Value::Object(Map::new());
    let with = written.get("with").unwrap_or(&none);
    let pointer = format!("{rule}/with");
    let mistakes = if with.is_object() { source.shape_mistakes(&pointer, with, schema) } else { return Vec::new() };
    if !mistakes.is_empty() {
        return mistakes;
    }
    let wrong = (check.wrong)(with);
    if !wrong.is_empty() {
        return wrong
            .into_iter()
            .map(|(place, message)| source.mistake(&format!("{pointer}{place}"), message))
            .collect();
    }
    match (check.bind)(with.clone()) {
        Ok(_) => Vec::new(),
        Err(error) => vec![source.unread(&pointer, &error)],
    }
}

fn unknown_check(source: &Source<'_>, pointer: &str, id: &str) -> Mistake {
    let mut mistake = source.mistake(&format!("{pointer}/check"), format!("there is no check `{id}`"));
    mistake.help = suggestion(id, CHECKS.iter().map(|check| check.about.id))
        .or_else(|| Some("`freigabe explain` lists the checks".to_owned()));
    mistake
}

/// The rules whose id is that of an earlier one. Where a check is not known, its id is in doubt too.
fn repeated_ids(source: &Source<'_>) -> Vec<Mistake> {
    let mut seen = BTreeSet::new();
    let mut mistakes = Vec::new();
    for (pointer, rule) in source.entries("/rules") {
        let text = |key: &str| rule.get(key).map(Value::as_str);
        let id = match (text("id"), text("check"), text("awaits")) {
            (Some(id), ..) => id,
            (None, Some(check), _) => check.filter(|id| checks::find(id).is_some()),
            (None, None, awaits) => awaits.map(|_| awaited::ID),
        };
        if let Some(id) = id.filter(|id| !seen.insert(*id)) {
            let mut mistake = source.mistake(&pointer, format!("another rule has the id `{id}`"));
            mistake.help = Some("give one of them an `id` of its own".to_owned());
            mistakes.push(mistake);
        }
    }
    mistakes
}

/// A policy that advises says so; of any other some rule blocks.
fn nothing_blocks(source: &Source<'_>) -> Option<Mistake> {
    let rules = source.entries("/rules");
    let advisory = source.yaml.value.get("advisory");
    let is_firm = advisory.is_none_or(|value| *value == Value::Bool(false));
    let effects: Vec<&str> = rules.iter().filter_map(|(_, rule)| rule.get("effect")?.as_str()).collect();
    let only_warns = effects.len() == rules.len() && effects.iter().all(|effect| *effect == "warn");
    (is_firm && only_warns && !rules.is_empty()).then(|| {
        let mut mistake =
            source.key_mistake("", "rules", "no rule has `effect: block`, so nothing could ever be blocked");
        mistake.help = Some("give a rule `effect: block`, or write `advisory: true` at the top".to_owned());
        mistake
    })
}
