// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Holds a file against its JSON Schema and says what is wrong in the words of the file.

use jsonschema::{
    ValidationError, Validator,
    error::{TypeKind, ValidationErrorKind},
};
use serde_json::Value;

use super::{Mistake, yaml::Yaml};

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
        let Ok(validator) = Validator::new(schema) else {
            return vec![self.mistake(pointer, "the schema of this part is broken; this is a defect of the program")];
        };
        validator.iter_errors(value).flat_map(|error| self.describe(pointer, &error, schema)).collect()
    }

    fn describe(&self, base: &str, error: &ValidationError<'_>, schema: &Value) -> Vec<Mistake> {
        let pointer = format!("{base}{}", error.instance_path());
        match error.kind() {
            ValidationErrorKind::AdditionalProperties { unexpected } => {
                let known = known_keys(schema, &error.schema_path().to_string());
                unexpected.iter().map(|key| self.unknown_key(&pointer, key, &known)).collect()
            }
            ValidationErrorKind::Required { property } => {
                let key = property.as_str().unwrap_or_default();
                vec![self.mistake(&pointer, format!("`{key}` is missing"))]
            }
            ValidationErrorKind::Enum { options } => vec![self.wrong_word(&pointer, error.instance(), options)],
            ValidationErrorKind::Type { kind } => {
                let wanted = match kind {
                    TypeKind::Single(kind) => kind.to_string(),
                    TypeKind::Multiple(kinds) => kinds.iter().map(|k| k.to_string()).collect::<Vec<_>>().join(" or "),
                };
                vec![self.mistake(&pointer, format!("expected {}, got {}", article(&wanted), shown(error.instance())))]
            }
            ValidationErrorKind::AnyOf { .. } | ValidationErrorKind::OneOfNotValid { .. } => {
                self.best_branch(base, error, schema)
            }
            ValidationErrorKind::MinProperties { .. } | ValidationErrorKind::MinItems { .. } => {
                vec![self.mistake(&pointer, "expected at least one entry")]
            }
            ValidationErrorKind::Minimum { limit } => {
                vec![self.mistake(&pointer, format!("expected {limit} or more, got {}", shown(error.instance())))]
            }
            ValidationErrorKind::Maximum { limit } => {
                vec![self.mistake(&pointer, format!("expected {limit} or less, got {}", shown(error.instance())))]
            }
            ValidationErrorKind::MinLength { .. } => vec![self.mistake(&pointer, "expected a text that is not empty")],
            _ => vec![self.mistake(&pointer, error.to_string())],
        }
    }

    /// Documented words stand as one branch each in the schema;
    /// an optional value has the branches "the value" and "null", of which the
    /// first is the one that helps.
    fn best_branch(&self, base: &str, error: &ValidationError<'_>, schema: &Value) -> Vec<Mistake> {
        let (ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context }) = error.kind()
        else {
            return Vec::new();
        };
        let words: Vec<Value> = context.iter().flatten().flat_map(words).collect();
        if !words.is_empty() {
            let pointer = format!("{base}{}", error.instance_path());
            return vec![self.wrong_word(&pointer, error.instance(), &Value::Array(words))];
        }
        let first = context.first().into_iter().flatten();
        first.flat_map(|error| self.describe(base, error, schema)).collect()
    }

    fn unknown_key(&self, pointer: &str, key: &str, known: &[String]) -> Mistake {
        let mut mistake = self.key_mistake(pointer, key, format!("unknown key `{key}`"));
        mistake.help = suggestion(key, known.iter().map(String::as_str)).or_else(|| {
            let list: Vec<String> = known.iter().map(|key| format!("`{key}`")).collect();
            Some(if list.is_empty() {
                "no key belongs here".to_owned()
            } else {
                format!("known here: {}", list.join(", "))
            })
        });
        mistake
    }

    fn wrong_word(&self, pointer: &str, got: &Value, options: &Value) -> Mistake {
        let options: Vec<&str> = options.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let list: Vec<String> = options.iter().map(|option| format!("`{option}`")).collect();
        let message = format!("expected one of {}, got {}", list.join(", "), shown(got));
        let mut mistake = self.mistake(pointer, message);
        mistake.help = got.as_str().and_then(|got| suggestion(got, options.into_iter()));
        mistake
    }
}

/// The words that a branch of a schema would have accepted.
fn words(error: &ValidationError<'_>) -> Vec<Value> {
    match error.kind() {
        ValidationErrorKind::Constant { expected_value } => vec![expected_value.as_ref().clone()],
        ValidationErrorKind::Enum { options } => options.as_array().cloned().unwrap_or_default(),
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            context.iter().flatten().flat_map(words).collect()
        }
        _ => Vec::new(),
    }
}

/// `did you mean …`, for a word that is near one of `known`.
pub fn suggestion<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let near = known.map(|candidate| (strsim::jaro_winkler(word, candidate), candidate));
    let best = near.max_by(|(a, _), (b, _)| a.total_cmp(b)).filter(|(nearness, _)| *nearness > 0.8);
    best.map(|(_, candidate)| format!("did you mean `{candidate}`?"))
}

/// The keys of the mapping whose `additionalProperties` stands at `schema_path`.
fn known_keys(schema: &Value, schema_path: &str) -> Vec<String> {
    let parent = schema_path.strip_suffix("/additionalProperties").unwrap_or(schema_path);
    let properties = schema.pointer(&format!("{parent}/properties")).and_then(Value::as_object);
    properties.into_iter().flat_map(|keys| keys.keys().cloned()).collect()
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
