// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Lists in files of their own that rules name.

use serde_json::Value;

use super::{
    Mistake,
    bind::{fail_on, read_yaml},
    shape::Source,
};

/// A file that holds a list.
pub struct ListSource<'a> {
    /// The path, as messages name it.
    pub path: &'a str,
    /// What it holds.
    pub bytes: &'a [u8],
    /// What is wrong with an entry.
    pub accepts: fn(&str) -> Result<(), String>,
}

/// Reads a list: one entry a line with remarks behind `#`, or a list in YAML or JSON. Its elements
/// are texts, or mappings with the entry under `id`, `licenseId` or `spdx`; the list may stand under
/// `licenses`, as in the list that SPDX publishes. An error lists every mistake.
pub fn read_list(source: &ListSource<'_>) -> Result<Vec<String>, Vec<Mistake>> {
    let entries = if is_structured(source.bytes) { structured(source)? } else { lines(source)? };
    let mut mistakes = Vec::new();
    for (entry, line, column) in &entries {
        if let Err(message) = (source.accepts)(entry) {
            mistakes.push(mistake(source, (*line, *column), message));
        }
    }
    if entries.is_empty() {
        mistakes.push(mistake(source, (1, 1), "the list is empty".to_owned()));
    }
    fail_on(mistakes)?;
    Ok(entries.into_iter().map(|(entry, ..)| entry).collect())
}

type Placed = (String, usize, usize);

fn mistake(source: &ListSource<'_>, (line, column): (usize, usize), message: String) -> Mistake {
    Mistake { path: source.path.to_owned(), line, column, message, help: None }
}

/// Whether the first line that says something begins a list or a mapping.
fn is_structured(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let first = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#')).unwrap_or_default();
    first.starts_with(['[', '{', '"']) || first.starts_with("- ") || first == "---" || first.ends_with(':')
}

fn lines(source: &ListSource<'_>) -> Result<Vec<Placed>, Vec<Mistake>> {
    let text = std::str::from_utf8(source.bytes)
        .map_err(|_| vec![mistake(source, (1, 1), "not UTF-8; save the file in that encoding".to_owned())])?;
    let lines = text.trim_start_matches('\u{feff}').lines().enumerate();
    let entry = |(index, line): (usize, &str)| {
        let entry = line.split('#').next().unwrap_or_default().trim();
        (!entry.is_empty()).then(|| (entry.to_owned(), index.saturating_add(1), 1))
    };
    Ok(lines.filter_map(entry).collect())
}

fn structured(source: &ListSource<'_>) -> Result<Vec<Placed>, Vec<Mistake>> {
    let yaml = read_yaml(source.path, source.bytes)?;
    let shape = Source { path: source.path, yaml: &yaml };
    let (base, list) = match &yaml.value {
        Value::Object(mapping) => ("/licenses", mapping.get("licenses").and_then(Value::as_array)),
        value => ("", value.as_array()),
    };
    let list = list.ok_or_else(|| vec![shape.mistake("", "expected a list, or a mapping with the list `licenses`")])?;
    let mut entries = Vec::new();
    let mut mistakes = Vec::new();
    for (index, element) in list.iter().enumerate() {
        let pointer = format!("{base}/{index}");
        let keys = ["id", "licenseId", "spdx"];
        let entry = element.as_str().or_else(|| keys.iter().find_map(|key| element.get(key)?.as_str()));
        let position = yaml.position(&pointer);
        match entry {
            Some(entry) => entries.push((entry.to_owned(), position.line, position.column)),
            None => {
                mistakes.push(shape.mistake(&pointer, "expected a text, or a mapping with `id`, `licenseId` or `spdx`"))
            }
        }
    }
    fail_on(mistakes)?;
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<String>, String> {
        let accepts = |entry: &str| if entry.contains('!') { Err("wrong".to_owned()) } else { Ok(()) };
        let source = ListSource { path: "l", bytes: text.as_bytes(), accepts };
        read_list(&source).map_err(|mistakes| mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
    }

    #[test]
    fn a_list_comes_in_lines_in_json_and_in_yaml() {
        for text in [
            "# ours\nMIT\n\n  ISC # why\n",
            "[\"MIT\", \"ISC\"]",
            "- MIT\n- ISC\n",
            "licenses:\n  - id: MIT\n  - spdx: ISC\n",
            "{\"licenseListVersion\": \"3\", \"licenses\": [{\"licenseId\": \"MIT\"}, {\"licenseId\": \"ISC\"}]}",
        ] {
            assert_eq!(read(text).unwrap(), ["MIT", "ISC"], "{text}");
        }
    }

    #[test]
    fn mistakes_have_their_place() {
        assert_eq!(read("MIT\nx!\n").unwrap_err(), "l:2:1: wrong");
        assert_eq!(read("- MIT\n- x!\n").unwrap_err(), "l:2:3: wrong");
        assert!(read("- MIT\n- [ISC]\n").unwrap_err().starts_with("l:2:3: expected a text"));
        assert!(read("b:\n  c: 1\n").unwrap_err().contains("list"));
        for empty in ["", "# nothing\n", "[]"] {
            assert!(read(empty).unwrap_err().contains("empty"), "{empty}");
        }
    }
}
