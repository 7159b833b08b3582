// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Words as the keys of a mapping, in a JSON Schema.

use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::{Value, json};

/// The JSON Schema of keys that are the words of `T`. A schema derived for a mapping leaves them out.
pub fn keys_of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    json!({ "enum": words(&settings.into_generator().into_root_schema_for::<T>().to_value()) })
}

/// Documented words stand as one branch each.
fn words(schema: &Value) -> Vec<&Value> {
    let lists = |keyword| schema.get(keyword).and_then(Value::as_array).into_iter().flatten();
    schema.get("const").into_iter().chain(lists("enum")).chain(lists("oneOf").flat_map(words)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{BomField, Severity};

    #[test]
    fn every_word_is_a_key() {
        let severities: Vec<&str> = Severity::ALL.iter().map(|severity| severity.name()).collect();
        let keys = keys_of::<Severity>();
        let keys = keys["enum"].as_array().unwrap();
        assert_eq!(keys.len(), severities.len());
        assert!(keys.iter().all(|key| severities.contains(&key.as_str().unwrap())));
        assert_eq!(keys_of::<BomField>()["enum"].as_array().unwrap().len(), 8);
    }
}
