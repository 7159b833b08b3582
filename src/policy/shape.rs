// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Holds a file against its JSON Schema and says what is wrong in the words of the file.
//!
//! It knows the keywords that the schemas of our own types are made of; the tests find one that is
//! passed over, and hold it against a validator that knows all keywords.

use serde_json::{Map, Value};

use super::{
    Mistake,
    yaml::{Yaml, child},
};

/// A file that is being read, for mistakes that name its places.
pub(super) struct Source<'a> {
    /// The path, as the user wrote it.
    pub path: &'a str,
    /// What it holds.
    pub yaml: &'a Yaml,
}

impl Source<'_> {
    /// A mistake in the value at `pointer`.
    pub(super) fn mistake(&self, pointer: &str, message: impl Into<String>) -> Mistake {
        let position = self.yaml.position(pointer);
        let (line, column) = (position.line, position.column);
        Mistake { path: self.path.to_owned(), line, column, message: message.into(), help: None }
    }

    /// A mistake in the key `key` of the mapping at `pointer`.
    pub(super) fn key_mistake(&self, pointer: &str, key: &str, message: impl Into<String>) -> Mistake {
        let position = self.yaml.key_position(pointer, key);
        Mistake { line: position.line, column: position.column, ..self.mistake(pointer, message) }
    }

    /// Every way in which the part at `pointer` departs from `schema`.
    pub(super) fn shape_mistakes(&self, pointer: &str, value: &Value, schema: &Value) -> Vec<Mistake> {
        let mut mistakes = Vec::new();
        for (keyword, wanted) in schema.as_object().into_iter().flatten() {
            match (keyword.as_str(), value) {
                ("type", _) => mistakes.extend(self.wrong_type(pointer, value, wanted)),
                ("const", _) if value != wanted => mistakes.push(self.wrong_word(pointer, value, &words(schema))),
                ("enum", _) if entries(wanted).all(|word| word != value) => {
                    mistakes.push(self.wrong_word(pointer, value, &words(schema)));
                }
                ("anyOf" | "oneOf", _) => mistakes.extend(self.wrong_everywhere(pointer, value, wanted)),
                ("required", Value::Object(parts)) => {
                    let missing = entries(wanted).filter_map(Value::as_str).filter(|key| !parts.contains_key(*key));
                    mistakes.extend(missing.map(|key| self.mistake(pointer, format!("`{key}` is missing"))));
                }
                ("items", Value::Array(parts)) => {
                    for (index, part) in parts.iter().enumerate() {
                        mistakes.extend(self.shape_mistakes(&format!("{pointer}/{index}"), part, wanted));
                    }
                }
                _ => mistakes.extend(out_of_bounds(value, keyword, wanted).map(|text| self.mistake(pointer, text))),
            }
        }
        mistakes.extend(value.as_object().into_iter().flat_map(|parts| self.wrong_parts(pointer, parts, schema)));
        mistakes
    }

    /// What is wrong with the keys of a mapping and what they hold.
    fn wrong_parts(&self, pointer: &str, parts: &Map<String, Value>, schema: &Value) -> Vec<Mistake> {
        let known = schema.get("properties").and_then(Value::as_object);
        let others = schema.get("additionalProperties");
        let wrong = parts.iter().flat_map(|(key, part)| match (known.and_then(|known| known.get(key)), others) {
            (None, Some(Value::Bool(false))) => vec![self.unknown_key(pointer, key, known)],
            (Some(schema), _) | (None, Some(schema)) => self.shape_mistakes(&child(pointer, key), part, schema),
            (None, None) => Vec::new(),
        });
        wrong.collect()
    }

    fn wrong_type(&self, pointer: &str, value: &Value, wanted: &Value) -> Option<Mistake> {
        let kinds: Vec<&str> = wanted.as_str().into_iter().chain(entries(wanted).filter_map(Value::as_str)).collect();
        let is_one = kinds.iter().any(|kind| match *kind {
            "null" => value.is_null(),
            "boolean" => value.is_boolean(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "string" => value.is_string(),
            "array" => value.is_array(),
            _ => value.is_object(),
        });
        let message = || format!("expected {}, got {}", article(&kinds.join(" or ")), shown(value));
        (!is_one).then(|| self.mistake(pointer, message()))
    }

    /// What is wrong with a value that has the shape of none of `branches`. Documented words stand as
    /// one branch each in the schema; an optional value has the branches "the value" and "null", of
    /// which the first is the one that helps.
    fn wrong_everywhere(&self, pointer: &str, value: &Value, branches: &Value) -> Vec<Mistake> {
        let mut first = None;
        for branch in entries(branches) {
            let mistakes = self.shape_mistakes(pointer, value, branch);
            if mistakes.is_empty() {
                return mistakes;
            }
            first.get_or_insert(mistakes);
        }
        let words: Vec<&str> = entries(branches).flat_map(words).collect();
        if words.is_empty() { first.unwrap_or_default() } else { vec![self.wrong_word(pointer, value, &words)] }
    }

    fn unknown_key(&self, pointer: &str, key: &str, known: Option<&Map<String, Value>>) -> Mistake {
        let known = || known.into_iter().flat_map(Map::keys);
        let mut mistake = self.key_mistake(pointer, key, format!("unknown key `{key}`"));
        mistake.help = suggestion(key, known().map(String::as_str)).or_else(|| {
            let list: Vec<String> = known().map(|key| format!("`{key}`")).collect();
            Some(if list.is_empty() {
                "no key belongs here".to_owned()
            } else {
                format!("known here: {}", list.join(", "))
            })
        });
        mistake
    }

    fn wrong_word(&self, pointer: &str, got: &Value, words: &[&str]) -> Mistake {
        let list: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
        let message = format!("expected one of {}, got {}", list.join(", "), shown(got));
        let mut mistake = self.mistake(pointer, message);
        mistake.help = got.as_str().and_then(|got| suggestion(got, words.iter().copied()));
        mistake
    }
}

/// The words that a schema accepts, where it lists them.
fn words(schema: &Value) -> Vec<&str> {
    let lists = |keyword| schema.get(keyword).into_iter().flat_map(entries);
    let here = schema.get("const").into_iter().chain(lists("enum")).filter_map(Value::as_str);
    here.chain(lists("anyOf").chain(lists("oneOf")).flat_map(words)).collect()
}

fn entries(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

/// What is wrong with a value whose size breaks a bound.
fn out_of_bounds(value: &Value, keyword: &str, bound: &Value) -> Option<String> {
    let size = match (keyword, value) {
        ("minimum" | "maximum", Value::Number(number)) => number.as_f64()?,
        ("minLength" | "maxLength", Value::String(text)) => text.chars().count() as f64,
        ("minItems" | "maxItems", Value::Array(parts)) => parts.len() as f64,
        ("minProperties" | "maxProperties", Value::Object(parts)) => parts.len() as f64,
        _ => return None,
    };
    let most = bound.as_f64()?;
    let is_within = if keyword.starts_with("min") { size >= most } else { size <= most };
    let message = match keyword {
        _ if is_within => return None,
        "minimum" => format!("expected {bound} or more, got {}", shown(value)),
        "maximum" => format!("expected {bound} or less, got {}", shown(value)),
        "minLength" => "expected a text that is not empty".to_owned(),
        "maxLength" => format!("expected no more characters than {bound}, got {size}"),
        "minItems" | "minProperties" => "expected at least one entry".to_owned(),
        _ => format!("expected no more entries than {bound}, got {size}"),
    };
    Some(message)
}

/// `did you mean …`, for a word that is near one of `known`.
pub fn suggestion<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let near = known.map(|candidate| (strsim::jaro_winkler(word, candidate), candidate));
    let best = near.max_by(|(a, _), (b, _)| a.total_cmp(b)).filter(|(nearness, _)| *nearness > 0.8);
    best.map(|(_, candidate)| format!("did you mean `{candidate}`?"))
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a mapping".to_owned(),
        other => format!("`{other}`"),
    }
}

fn article(kind: &str) -> String {
    match kind {
        "string" => "a text (in quotation marks where it looks like a number)".to_owned(),
        "integer" => "a whole number".to_owned(),
        "number" => "a number".to_owned(),
        "boolean" => "`true` or `false`".to_owned(),
        "array" => "a list (`[a, b]`)".to_owned(),
        "object" => "a mapping (`key: value`)".to_owned(),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        checks::CHECKS,
        policy::schema::{outer, waivers},
    };

    /// Every schema that a file is held against, with a value that has its shape.
    fn shapes() -> Vec<(Value, Value)> {
        let yaml = |text: &str| Yaml::read(text.as_bytes()).unwrap().value;
        let policy = yaml(include_str!("../../policies/devsecops-14.yaml"));
        let waiver = json!({ "matter": "CVE-2026-1", "scope": { "subject": "pkg:npm/a@*" }, "reason": "r", "owner": "a",
            "approver": "b", "created": "2026-11-01", "expires": "2026-12-01" });
        let checks = CHECKS.iter().map(|check| {
            let example = yaml(check.about.example);
            ((check.schema)().to_value(), example.pointer("/0/with").cloned().unwrap_or_else(|| json!({})))
        });
        let files = [(outer(), policy), (waivers(), json!({ "version": 1, "waivers": [waiver] }))];
        checks.chain(files).collect()
    }

    fn is_found_right(value: &Value, schema: &Value) -> bool {
        let yaml = Yaml::read(b"{}").unwrap();
        Source { path: "policy.yaml", yaml: &yaml }.shape_mistakes("", value, schema).is_empty()
    }

    /// The value with one part after another replaced by something else, left out, or joined by one more.
    fn altered(value: &Value) -> Vec<Value> {
        let mut all =
            vec![json!(null), json!(true), json!(-1), json!(0.5), json!(300), json!(""), json!("ä".repeat(101))];
        all.extend([json!([]), json!([null]), json!({}), json!({ "unknown": 1 })]);
        for (index, part) in value.as_array().into_iter().flatten().enumerate() {
            all.extend(altered(part).into_iter().map(|other| {
                let mut whole = value.clone();
                whole[index] = other;
                whole
            }));
        }
        for (key, part) in value.as_object().into_iter().flatten() {
            let mut without = value.clone();
            without.as_object_mut().unwrap().remove(key);
            let mut with = value.clone();
            with["unknown"] = json!(1);
            all.extend([without, with]);
            all.extend(altered(part).into_iter().map(|other| {
                let mut whole = value.clone();
                whole[key] = other;
                whole
            }));
        }
        all
    }

    #[test]
    fn what_is_found_wrong_is_what_a_validator_that_knows_every_keyword_finds_wrong() {
        let (mut right, mut wrong) = (0, 0);
        for (schema, value) in shapes() {
            let validator = jsonschema::validator_for(&schema).unwrap();
            assert!(is_found_right(&value, &schema), "{value}");
            for other in altered(&value) {
                assert_eq!(is_found_right(&other, &schema), validator.is_valid(&other), "{other}");
                *if validator.is_valid(&other) { &mut right } else { &mut wrong } += 1;
            }
        }
        assert!(right > 100 && wrong > 1000, "{right} right, {wrong} wrong");
    }

    /// The keywords of a schema and of those in it.
    fn keywords(schema: &Value) -> Vec<String> {
        let mut all = Vec::new();
        for (keyword, inner) in schema.as_object().into_iter().flatten() {
            all.push(keyword.clone());
            match keyword.as_str() {
                "properties" => all.extend(inner.as_object().unwrap().values().flat_map(keywords)),
                "anyOf" | "oneOf" => all.extend(entries(inner).flat_map(keywords)),
                "items" | "additionalProperties" => all.extend(keywords(inner)),
                _ => {}
            }
        }
        all
    }

    #[test]
    fn no_keyword_that_asks_for_something_is_passed_over() {
        const ASKED: &[&str] = &[
            "type",
            "const",
            "enum",
            "anyOf",
            "oneOf",
            "required",
            "items",
            "properties",
            "additionalProperties",
            "minimum",
            "maximum",
            "minLength",
            "maxLength",
            "minItems",
            "maxItems",
            "minProperties",
            "maxProperties",
        ];
        const ANNOTATIONS: &[&str] = &["$schema", "default", "description", "examples", "format", "title", "x-de"];
        for (schema, _) in shapes() {
            for keyword in keywords(&schema) {
                assert!(ASKED.contains(&keyword.as_str()) || ANNOTATIONS.contains(&keyword.as_str()), "{keyword}");
            }
        }
    }
}
