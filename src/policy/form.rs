// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What single values have to be besides of their type: texts of a form, numbers and lists of a size.

use serde_json::Value;

use super::bind::moment;
use crate::{
    checks,
    model::{Age, Pattern, VersionRange},
};

/// What is wrong with a text.
pub(super) type Read = fn(&str) -> Result<(), String>;

/// The forms of texts, by their `format` in a schema.
const FORMS: &[(&str, Read)] = &[
    ("age", |text| text.parse::<Age>().map(drop).map_err(|error| error.to_string())),
    ("moment", |text| moment(text).map(drop)),
    ("pattern", |text| Pattern::new(text).map(drop)),
    ("version-range", |text| VersionRange::new(text).map(drop).map_err(|error| error.to_string())),
];

/// What is wrong with a value of the form `format`. What `schema` says of its length it says itself.
pub(super) fn wrong_form(value: &Value, format: &str, schema: &Value) -> Option<String> {
    match value {
        Value::String(text) if text.is_empty() && schema.get("minLength").is_some() => None,
        Value::String(text) => form(format).and_then(|read| read(text).err()),
        Value::Number(number) => {
            let most = whole(format)?;
            (number.as_u64()? > most).then(|| format!("expected {most} or less, got `{number}`"))
        }
        _ => None,
    }
}

fn form(format: &str) -> Option<Read> {
    let mut forms = FORMS.iter().chain(checks::FORMS);
    forms.find(|(name, _)| *name == format).map(|(_, read)| *read)
}

/// The greatest whole number of a format.
fn whole(format: &str) -> Option<u64> {
    match format {
        "uint8" => Some(u8::MAX.into()),
        "uint32" => Some(u32::MAX.into()),
        "uint64" => Some(u64::MAX),
        _ => None,
    }
}

/// The forms of texts, with those that only checks know.
#[cfg(test)]
pub(super) fn forms() -> impl Iterator<Item = &'static (&'static str, Read)> {
    FORMS.iter().chain(checks::FORMS)
}

/// Whether values of the format are looked at, or may be anything of their type.
#[cfg(test)]
pub(super) fn is_known(format: &str) -> bool {
    form(format).is_some() || whole(format).is_some() || format == "double"
}

/// What is wrong with a value whose size breaks a bound.
pub(super) fn out_of_bounds(value: &Value, keyword: &str, schema: &Value) -> Option<String> {
    let size = match (keyword, value) {
        ("minimum" | "maximum", Value::Number(number)) => number.as_f64()?,
        ("minLength" | "maxLength", Value::String(text)) => text.chars().count() as f64,
        ("minItems" | "maxItems", Value::Array(parts)) => parts.len() as f64,
        ("minProperties" | "maxProperties", Value::Object(parts)) => parts.len() as f64,
        _ => return None,
    };
    let bound = schema.get(keyword)?;
    let most = bound.as_f64()?;
    let is_within = if keyword.starts_with("min") { size >= most } else { size <= most };
    let message = match keyword {
        _ if is_within => return None,
        "minimum" | "maximum" if schema.get("minimum") == schema.get("maximum") => {
            format!("expected `{bound}`, got {}", shown(value))
        }
        "minimum" => format!("expected {bound} or more, got {}", shown(value)),
        "maximum" => format!("expected {bound} or less, got {}", shown(value)),
        "minLength" => "expected a text that is not empty".to_owned(),
        "maxLength" => format!("expected no more characters than {bound}, got {size}"),
        "minItems" | "minProperties" => "expected at least one entry".to_owned(),
        _ => format!("expected no more entries than {bound}, got {size}"),
    };
    Some(message)
}

/// A value in a message.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a mapping".to_owned(),
        other => format!("`{other}`"),
    }
}
