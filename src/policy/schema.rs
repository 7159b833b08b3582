// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! JSON Schemas of the files that people write, for editors and for our own reading.

use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::{Value, json};

use super::file::{PolicyFile, WaiverFile};
use crate::checks::CHECKS;

/// The JSON Schema (draft 2020-12) of a policy file, with the parameters of every check.
pub fn schema() -> Value {
    let mut schema = outer();
    let cases: Vec<Value> = CHECKS
        .iter()
        .map(|check| {
            let mut parameters = (check.schema)().to_value();
            if let Some(object) = parameters.as_object_mut() {
                object.remove("$schema");
            }
            json!({
                "if": { "properties": { "check": { "const": check.about.id } }, "required": ["check"] },
                "then": { "properties": { "with": parameters } },
            })
        })
        .collect();
    let ids: Vec<&str> = CHECKS.iter().map(|check| check.about.id).collect();
    if let Some(rule) = schema.pointer_mut("/properties/rules/items").and_then(Value::as_object_mut) {
        rule.insert("allOf".to_owned(), Value::Array(cases));
    }
    if let Some(check) = schema.pointer_mut("/properties/rules/items/properties/check").and_then(Value::as_object_mut) {
        check.insert("enum".to_owned(), json!(ids));
    }
    schema
}

/// The schema of a policy file without the parameters of checks.
pub(super) fn outer() -> Value {
    of::<PolicyFile>()
}

/// The schema of a file of waivers.
pub(super) fn waivers() -> Value {
    of::<WaiverFile>()
}

fn of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    settings.into_generator().into_root_schema_for::<T>().to_value()
}
