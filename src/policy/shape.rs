// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Holds a file against its JSON Schema and says what is wrong in the words of the file.
//!
//! It knows the keywords that the schemas of our own types are made of; the tests find one that is
//! passed over, and hold it against a validator that knows all keywords.

use serde_json::{Map, Value};

use super::{
    Mistake,
    form::{out_of_bounds, shown, wrong_form},
    yaml::{Yaml, child},
};

/// A file that is being read, for mistakes that name its places.
pub(super) struct Source<'a> {
    /// The path, as the user wrote it.
    pub path: &'a str,
    /// What it holds.
    pub yaml: &'a Yaml,
}

impl<'a> Source<'a> {
    /// The entries of the list at `pointer`, each with its own; none where there is no list.
    pub(super) fn entries(&self, pointer: &str) -> Vec<(String, &'a Value)> {
        let list = self.yaml.value.pointer(pointer).and_then(Value::as_array);
        let entries = list.into_iter().flatten().enumerate();
        entries.map(|(index, entry)| (format!("{pointer}/{index}"), entry)).collect()
    }

    /// The mistake that kept the value at `pointer` from being read.
    pub(super) fn unread(&self, pointer: &str, error: &serde_path_to_error::Error<serde_json::Error>) -> Mistake {
        use serde_path_to_error::Segment;
        let inside = error.path().iter().map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } => child("", key),
            Segment::Enum { .. } | Segment::Unknown => String::new(),
        });
        self.mistake(&format!("{pointer}{}", inside.collect::<String>()), error.inner().to_string())
    }

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
                ("anyOf" | "oneOf", _) => mistakes.extend(self.wrong_everywhere(pointer, value, (keyword, schema))),
                ("required", Value::Object(parts)) => {
                    let missing: Vec<&str> =
                        entries(wanted).filter_map(Value::as_str).filter(|key| !parts.contains_key(*key)).collect();
                    let unwritten = missing.iter().filter(|key| !is_misspelt(&[key], parts, schema));
                    mistakes.extend(unwritten.map(|key| self.mistake(pointer, format!("`{key}` is missing"))));
                }
                ("items", Value::Array(parts)) => {
                    for (index, part) in parts.iter().enumerate() {
                        mistakes.extend(self.shape_mistakes(&format!("{pointer}/{index}"), part, wanted));
                    }
                }
                ("propertyNames", Value::Object(parts)) => {
                    let known = words(wanted);
                    let unknown = parts.keys().filter(|key| !known.contains(&key.as_str()));
                    mistakes.extend(unknown.map(|key| self.unknown_key(pointer, key, &known)));
                }
                ("format", _) => {
                    let wrong = wanted.as_str().and_then(|format| wrong_form(value, format, schema));
                    mistakes.extend(wrong.map(|text| self.mistake(pointer, text)));
                }
                _ => mistakes.extend(out_of_bounds(value, keyword, schema).map(|text| self.mistake(pointer, text))),
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
            (None, Some(Value::Bool(false))) => vec![self.unknown_key(pointer, key, &keys(schema))],
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
        // That a value may be left out helps nobody who wrote one.
        let named: Vec<&str> = kinds.iter().copied().filter(|kind| *kind != "null").map(article).collect();
        let message = || format!("expected {}, got {}", named.join(" or "), shown(value));
        (!is_one).then(|| self.mistake(pointer, message()))
    }

    /// What is wrong with a value that has the shape of none of the branches of `schema`. Documented words
    /// stand as one branch each; an optional value has the branches "the value" and "null", of which the
    /// first is the one that helps.
    fn wrong_everywhere(&self, pointer: &str, value: &Value, (keyword, schema): (&str, &Value)) -> Vec<Mistake> {
        let branches = || schema.get(keyword).into_iter().flat_map(entries);
        let mut first = None;
        for branch in branches() {
            let mistakes = self.shape_mistakes(pointer, value, branch);
            if mistakes.is_empty() {
                return mistakes;
            }
            first.get_or_insert(mistakes);
        }
        let keys: Vec<&str> = branches().filter_map(only_key).collect();
        if let Some(parts) = value.as_object().filter(|_| keys.len() > 1 && keys.len() == branches().count()) {
            let missing = || self.mistake(pointer, format!("`{}` is missing", keys.join("` or `")));
            return if is_misspelt(&keys, parts, schema) { Vec::new() } else { vec![missing()] };
        }
        let words: Vec<&str> = branches().flat_map(words).collect();
        if words.is_empty() { first.unwrap_or_default() } else { vec![self.wrong_word(pointer, value, &words)] }
    }

    fn unknown_key(&self, pointer: &str, key: &str, known: &[&str]) -> Mistake {
        let mut mistake = self.key_mistake(pointer, key, format!("unknown key `{key}`"));
        mistake.help = suggestion(key, known.iter().copied()).or_else(|| {
            let list: Vec<String> = known.iter().map(|key| format!("`{key}`")).collect();
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

/// Whether an unknown key of a mapping is taken for one of `wanted`: that this one is missing is then no
/// mistake of its own.
fn is_misspelt(wanted: &[&str], parts: &Map<String, Value>, schema: &Value) -> bool {
    let known = keys(schema);
    let unknown = parts.keys().filter(|key| !known.contains(&key.as_str()));
    schema.get("additionalProperties") == Some(&Value::Bool(false))
        && unknown.filter_map(|key| nearest(key, known.iter().copied())).any(|meant| wanted.contains(&meant))
}

/// The keys that a schema names.
fn keys(schema: &Value) -> Vec<&str> {
    schema.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::keys).map(String::as_str).collect()
}

/// The words that a schema accepts, where it lists them.
fn words(schema: &Value) -> Vec<&str> {
    let lists = |keyword| schema.get(keyword).into_iter().flat_map(entries);
    let here = schema.get("const").into_iter().chain(lists("enum")).filter_map(Value::as_str);
    here.chain(lists("anyOf").chain(lists("oneOf")).flat_map(words)).collect()
}

/// The key that a schema demands, where it demands one key and nothing else.
fn only_key(schema: &Value) -> Option<&str> {
    let schema = schema.as_object().filter(|keywords| keywords.len() == 1)?;
    match schema.get("required")?.as_array()?.as_slice() {
        [key] => key.as_str(),
        _ => None,
    }
}

fn entries(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

/// `did you mean …`, for a word that is near one of `known`.
pub fn suggestion<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    nearest(word, known).map(|candidate| format!("did you mean `{candidate}`?"))
}

fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let near = known.map(|candidate| (strsim::jaro_winkler(word, candidate), candidate));
    let best = near.max_by(|(a, _), (b, _)| a.total_cmp(b)).filter(|(nearness, _)| *nearness > 0.8);
    best.map(|(_, candidate)| candidate)
}

fn article(kind: &str) -> &str {
    match kind {
        "string" => "a text (in quotation marks where it looks like a number)",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "`true` or `false`",
        "array" => "a list (`[a, b]`)",
        "object" => "a mapping (`key: value`)",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        checks::CHECKS,
        policy::{
            form::{forms, is_known},
            schema::{outer, waivers},
        },
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
        let whole = CHECKS.iter().map(|check| (check.schema)().to_value()).map(|schema| {
            let value = sample(&schema);
            (schema, value)
        });
        checks.chain(files).chain(whole).collect()
    }

    /// A value with everything that a schema allows.
    fn sample(schema: &Value) -> Value {
        let lists = |keyword: &str| schema.get(keyword).into_iter().flat_map(entries);
        let word = schema.get("const").or_else(|| lists("examples").chain(lists("enum")).next());
        if let Some(word) = word {
            return word.clone();
        }
        if let Some(branch) = lists("anyOf").chain(lists("oneOf")).find(|branch| only_key(branch).is_none()) {
            return sample(branch);
        }
        let kind = schema.get("type").and_then(|kind| kind.as_str().or_else(|| kind[0].as_str())).unwrap_or_default();
        match kind {
            "object" => {
                let parts = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
                let most = schema.get("maxProperties").and_then(Value::as_u64).unwrap_or(100);
                let mut all: Map<String, Value> =
                    parts.take(most as usize).map(|(key, part)| (key.clone(), sample(part))).collect();
                let others = schema.get("additionalProperties").filter(|others| others.is_object());
                all.extend(others.map(|others| {
                    let key = schema.pointer("/propertyNames/enum/0").and_then(Value::as_str).unwrap_or("a");
                    (key.to_owned(), sample(others))
                }));
                Value::Object(all)
            }
            "array" => json!([sample(&schema["items"])]),
            "boolean" => json!(true),
            "integer" | "number" => json!(schema.get("minimum").and_then(Value::as_u64).unwrap_or(1)),
            _ if schema.get("format") == Some(&json!("spdx-expression")) => json!("MIT"),
            _ => json!("a"),
        }
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
            let validator = validator(&schema);
            assert!(is_found_right(&value, &schema), "{value}");
            for other in altered(&value) {
                assert_eq!(is_found_right(&other, &schema), validator.is_valid(&other), "{other}");
                *if validator.is_valid(&other) { &mut right } else { &mut wrong } += 1;
            }
        }
        assert!(right > 100 && wrong > 1000, "{right} right, {wrong} wrong");
    }

    #[test]
    fn what_is_found_right_can_be_read() {
        let yaml = Yaml::read(b"{}").unwrap();
        let source = Source { path: "policy.yaml", yaml: &yaml };
        for check in CHECKS {
            let schema = (check.schema)().to_value();
            for value in altered(&sample(&schema)) {
                if source.shape_mistakes("", &value, &schema).is_empty() && (check.wrong)(&value).is_empty() {
                    let read = (check.bind)(value.clone());
                    assert!(read.is_ok(), "{}: {value}: {:?}", check.about.id, read.err());
                }
            }
        }
    }

    #[test]
    fn every_form_is_known() {
        for (schema, _) in shapes() {
            for form in all_of(&schema, "format") {
                assert!(is_known(form.as_str().unwrap()), "{form}");
            }
        }
    }

    /// What stands behind a keyword, wherever it does.
    fn all_of<'s>(schema: &'s Value, keyword: &str) -> Vec<&'s Value> {
        let inner: Vec<&Value> = match schema {
            Value::Object(parts) => parts.values().collect(),
            Value::Array(parts) => parts.iter().collect(),
            _ => Vec::new(),
        };
        let own = schema.get(keyword).filter(|value| value.is_string());
        own.into_iter().chain(inner.into_iter().flat_map(|part| all_of(part, keyword))).collect()
    }

    /// A validator that knows every keyword, and the forms of texts that are ours.
    fn validator(schema: &Value) -> jsonschema::Validator {
        let mut options = jsonschema::options().should_validate_formats(true);
        for (format, read) in forms() {
            options = options.with_format(*format, move |text: &str| read(text).is_ok());
        }
        options.build(schema).unwrap()
    }

    /// The keywords of a schema and of those in it.
    fn keywords(schema: &Value) -> Vec<String> {
        let mut all = Vec::new();
        for (keyword, inner) in schema.as_object().into_iter().flatten() {
            all.push(keyword.clone());
            match keyword.as_str() {
                "properties" => all.extend(inner.as_object().unwrap().values().flat_map(keywords)),
                "anyOf" | "oneOf" => all.extend(entries(inner).flat_map(keywords)),
                "items" | "additionalProperties" | "propertyNames" => all.extend(keywords(inner)),
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
            "propertyNames",
            "format",
        ];
        const ANNOTATIONS: &[&str] = &["$schema", "default", "description", "examples", "title", "x-de"];
        for (schema, _) in shapes() {
            for keyword in keywords(&schema) {
                assert!(ASKED.contains(&keyword.as_str()) || ANNOTATIONS.contains(&keyword.as_str()), "{keyword}");
            }
        }
    }
}
