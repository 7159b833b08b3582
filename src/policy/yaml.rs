// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Reads YAML into a value that remembers where each part of it stands.

use std::collections::BTreeMap;

use saphyr::{LoadableYamlNode, MarkedYaml, Scalar, YamlData};
use serde_json::{Map, Value};

/// A place in a text file, both counted from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Position {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

/// A YAML document as a JSON value, with the position of every part by its JSON pointer.
#[derive(Debug)]
pub(super) struct Yaml {
    /// The value.
    pub value: Value,
    positions: BTreeMap<String, Position>,
}

/// Why a text could not be read as YAML.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct YamlError {
    /// Where.
    pub position: Position,
    /// What is wrong.
    pub message: String,
}

/// Deepest nesting that is read. Policies need six.
const MAX_DEPTH: usize = 32;

impl Yaml {
    /// Reads one YAML document.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, YamlError> {
        let text = std::str::from_utf8(bytes).map_err(|error| not_utf8(bytes, error.valid_up_to()))?;
        refuse_depth(text)?;
        let documents = MarkedYaml::load_from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
            let marker = error.marker();
            let position = Position { line: marker.line(), column: marker.col().saturating_add(1) };
            YamlError { position, message: error.info().to_owned() }
        })?;
        let [document] = documents.as_slice() else {
            let message = format!("expected one YAML document, got {}", documents.len());
            return Err(YamlError { position: Position { line: 1, column: 1 }, message });
        };
        let mut positions = BTreeMap::new();
        let value = convert(document, "", &mut positions)?;
        Ok(Self { value, positions })
    }

    /// The position of the part at `pointer`; that of the nearest part around it when there is none.
    pub(super) fn position(&self, pointer: &str) -> Position {
        let mut pointer = pointer;
        loop {
            if let Some(position) = self.positions.get(pointer) {
                return *position;
            }
            match pointer.rfind('/') {
                Some(end) => pointer = pointer.get(..end).unwrap_or_default(),
                None => return Position { line: 1, column: 1 },
            }
        }
    }

    /// The position of the key `key` of the mapping at `pointer`.
    pub(super) fn key_position(&self, pointer: &str, key: &str) -> Position {
        self.position(&key_pointer(&child(pointer, key)))
    }
}

fn not_utf8(bytes: &[u8], valid: usize) -> YamlError {
    let before = bytes.get(..valid).unwrap_or_default();
    let line = before.iter().filter(|b| **b == b'\n').count().saturating_add(1);
    let message = "not UTF-8; save the file in that encoding".to_owned();
    YamlError { position: Position { line, column: 1 }, message }
}

/// The loader recurses, so depth is bounded before it runs: by open brackets and by indentation.
fn refuse_depth(text: &str) -> Result<(), YamlError> {
    let mut open = 0_usize;
    for (number, line) in text.lines().enumerate() {
        for character in line.chars() {
            match character {
                '[' | '{' => open = open.saturating_add(1),
                ']' | '}' => open = open.saturating_sub(1),
                _ => {}
            }
        }
        let indentation = line.chars().take_while(|c| matches!(c, ' ' | '-' | '?')).count();
        if open > MAX_DEPTH || indentation > MAX_DEPTH * 8 {
            let position = Position { line: number.saturating_add(1), column: 1 };
            return Err(YamlError { position, message: format!("nested deeper than {MAX_DEPTH} levels") });
        }
    }
    Ok(())
}

fn convert(
    node: &MarkedYaml<'_>,
    pointer: &str,
    positions: &mut BTreeMap<String, Position>,
) -> Result<Value, YamlError> {
    let position = start(node);
    positions.insert(pointer.to_owned(), position);
    if pointer.matches('/').count() > MAX_DEPTH {
        return Err(YamlError { position, message: format!("nested deeper than {MAX_DEPTH} levels") });
    }
    match &node.data {
        YamlData::Value(scalar) => scalar_value(scalar, position),
        YamlData::Sequence(items) => {
            let items = items.iter().enumerate();
            let values = items.map(|(index, item)| convert(item, &format!("{pointer}/{index}"), positions));
            Ok(Value::Array(values.collect::<Result<_, _>>()?))
        }
        YamlData::Mapping(entries) => {
            let mut map = Map::new();
            for (key, item) in entries {
                let name = key_text(key)?;
                let pointer = child(pointer, &name);
                let value = convert(item, &pointer, positions)?;
                positions.insert(key_pointer(&pointer), start(key));
                map.insert(name, value);
            }
            Ok(Value::Object(map))
        }
        _ => Err(YamlError {
            position,
            message: "tags and aliases have no meaning here; write the value out".to_owned(),
        }),
    }
}

fn scalar_value(scalar: &Scalar<'_>, position: Position) -> Result<Value, YamlError> {
    Ok(match scalar {
        Scalar::Null => Value::Null,
        Scalar::Boolean(yes) => Value::Bool(*yes),
        Scalar::Integer(number) => Value::from(*number),
        Scalar::FloatingPoint(number) => serde_json::Number::from_f64(number.into_inner())
            .map(Value::Number)
            .ok_or_else(|| YamlError { position, message: "expected a finite number".to_owned() })?,
        Scalar::String(text) => Value::String(text.to_string()),
    })
}

fn key_text(key: &MarkedYaml<'_>) -> Result<String, YamlError> {
    match &key.data {
        YamlData::Value(Scalar::String(text)) => Ok(text.to_string()),
        YamlData::Value(Scalar::Integer(number)) => Ok(number.to_string()),
        YamlData::Value(Scalar::Boolean(yes)) => Ok(yes.to_string()),
        _ => Err(YamlError { position: start(key), message: "expected a word as key".to_owned() }),
    }
}

fn start(node: &MarkedYaml<'_>) -> Position {
    let marker = node.span.start;
    Position { line: marker.line(), column: marker.col().saturating_add(1) }
}

/// The pointer to what stands under `key` in the mapping at `pointer`.
pub(super) fn child(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// Positions of keys are kept beside those of values; `~` followed by anything but 0 and 1 never
/// occurs in a JSON pointer.
fn key_pointer(pointer: &str) -> String {
    format!("{pointer}~key")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_know_their_place() {
        let yaml = Yaml::read(b"version: 1\nrules:\n  - check: a\n    with: {b: 2}\n").unwrap();
        assert_eq!(yaml.position("/rules/0/with/b"), Position { line: 4, column: 15 });
        assert_eq!(yaml.key_position("/rules/0", "check"), Position { line: 3, column: 5 });
        assert_eq!(yaml.position("/rules/0/nowhere"), yaml.position("/rules/0"));
    }

    #[test]
    fn what_yaml_refuses_is_an_error_with_its_place() {
        let error = Yaml::read(b"a: 1\nb: [\n").unwrap_err();
        assert!(error.position.line >= 2, "{error:?}");
        assert_eq!(Yaml::read(b"a: 1\na: 2\n").unwrap_err().position.line, 2);
        assert!(Yaml::read(b"a: 1\n---\nb: 2\n").is_err());
        assert!(Yaml::read(b"").is_err());
        assert!(Yaml::read(b"\xff").is_err());
        assert!(Yaml::read(b"a: !secret b\n").is_err());
    }

    #[test]
    fn depth_is_bounded() {
        let deep = [("[".repeat(100_000)), "- ".repeat(100_000), "[\n".repeat(100_000)];
        for text in deep {
            assert!(Yaml::read(text.as_bytes()).is_err());
        }
        let bomb = "a: &a [x,x]\nb: &b [*a,*a]\n".to_owned()
            + &(0..40).map(|i| format!("c{i}: &c{i} [*b,*b]\n")).collect::<String>();
        let _ = Yaml::read(bomb.as_bytes());
    }
}
