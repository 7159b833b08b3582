// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What the checks are, for `explain` and for the generated documentation.

use schemars::Schema;
use serde_json::Value;

use crate::{
    checks::{CHECKS, CheckEntry, Requirement},
    formats::{Datum, FORMATS},
    model::{Lang, Words},
    policy::{self, Preset, PresetEntry},
    report::REPORTS,
};

/// Every check in one line each.
pub fn overview(lang: Lang) -> String {
    let width = CHECKS.iter().map(|check| check.about.id.len()).max().unwrap_or_default();
    let row = |check: &CheckEntry| format!("{:width$}  {}\n", check.about.id, words(check.about.title, lang));
    let checks: String = CHECKS.iter().map(row).collect();
    let presets = policy::presets();
    let width = presets.iter().map(|preset| preset.name.len()).max().unwrap_or_default();
    let lists = presets.iter().map(|preset| format!("{:width$}  {}\n", preset.name, preset.title.in_lang(lang)));
    let head = words(
        Words { en: "Lists of algorithms (`crypto.preset`)", de: "Listen von Verfahren (`crypto.preset`)" },
        lang,
    );
    format!("{checks}\n{head}\n{}", lists.collect::<String>())
}

/// A list of algorithms in full, with what could not be confirmed about it.
pub fn explain_preset(preset: &Preset, lang: Lang) -> String {
    let head = |en, de| words(Words { en, de }, lang);
    let mut text = wrapped(0, 0, &format!("{}: {}", preset.name, preset.title.in_lang(lang)));
    for (name, entries) in
        [(head("accepted", "zugelassen"), &preset.accepted), (head("left out", "ausgelassen"), &preset.refused)]
    {
        for PresetEntry { accepted, unconfirmed } in entries {
            let ids: Vec<&str> = accepted.algorithms.iter().map(|id| &**id).collect();
            text.push_str(&format!("\n{}", wrapped(0, 2, &format!("{name}: {}", ids.join(", ")))));
            let bits = accepted
                .least_bits
                .map(|bits| format!("{} {bits}", head("least length in bits:", "Mindestlänge in Bit:")));
            let signed = accepted.signed_before.map(|end| format!("{} {end}", head("signed before", "signiert vor")));
            let until = accepted.until.map(|end| format!("{} {end}", head("valid before", "gültig vor")));
            let partners: Vec<&str> = accepted.hybrid_with.iter().map(|id| &**id).collect();
            let hybrid = (!partners.is_empty())
                .then(|| format!("{} {}", head("only beside one of", "nur neben einem von"), partners.join(", ")));
            let doubt = unconfirmed
                .as_ref()
                .map(|why| format!("{} {}", head("NOT CONFIRMED:", "NICHT BESTÄTIGT:"), why.in_lang(lang)));
            for line in [bits, signed, until, hybrid, doubt].into_iter().flatten() {
                text.push_str(&wrapped(4, 6, &line));
            }
        }
    }
    text
}

/// One check in full, as plain text at the width of a terminal.
pub fn explain(check: &CheckEntry, lang: Lang) -> String {
    let about = check.about;
    let head = |en, de| words(Words { en, de }, lang);
    let mut text = wrapped(0, 0, &format!("{}: {}", about.id, words(about.title, lang))) + "\n";
    text.push_str(&wrapped(0, 0, words(about.question, lang)));
    text.push_str(&wrapped(0, 0, words(about.why, lang)));
    text.push_str(&format!("\n{}\n", head("Parameters (`with:`)", "Parameter (`with:`)")));
    let parameters = parameters(&(check.schema)(), lang);
    if parameters.is_empty() {
        text.push_str(&format!("  {}\n", head("none", "keine")));
    }
    for parameter in &parameters {
        text.push_str(&wrapped(2, 10, &format!("{}: {}", parameter.name, parameter.kind)));
        text.push_str(&wrapped(6, 6, &parameter.meaning));
    }
    text.push_str(&format!("\n{}\n", head("Example", "Beispiel")));
    about.example.lines().for_each(|line| text.push_str(&format!("  {line}\n")));
    text.push_str(&format!("\n{}\n", head("How to fix", "Abhilfe")));
    text.push_str(&wrapped(2, 2, words(about.remedy, lang)));
    text.push_str(&format!("\n{}\n", head("Gives evidence for", "Nachweis zu")));
    about.maps_to.iter().for_each(|(catalogue, id)| text.push_str(&format!("  {catalogue}: {id}\n")));
    for (group, requirements) in groups(&(check.rules)()) {
        text.push_str(&format!("\n{} {group}\n", head("Rules of", "Regeln von")));
        requirements.iter().for_each(|requirement| text.push_str(&told(requirement, lang)));
    }
    text
}

/// One requirement, as plain text.
fn told(requirement: &Requirement, lang: Lang) -> String {
    let Requirement { id, clause, title, binding, explanation, remedy, .. } = requirement;
    let say = |told: &Words| words(*told, lang);
    wrapped(2, 6, &format!("{id}: {} ({clause}; {})", say(title), say(binding)))
        + &wrapped(6, 6, say(explanation))
        + &wrapped(6, 8, &format!("→ {}", say(remedy)))
}

/// A paragraph in lines of at most 80 columns, the first indented by `first` and the others by `rest`.
/// Words are never broken.
fn wrapped(first: usize, rest: usize, paragraph: &str) -> String {
    const WIDTH: usize = 80;
    let mut text = String::new();
    let mut line = " ".repeat(first);
    let mut is_empty = true;
    for word in paragraph.split_whitespace() {
        let length = line.chars().count().saturating_add(word.chars().count());
        if !is_empty && length >= WIDTH {
            text.push_str(&line);
            text.push('\n');
            line = " ".repeat(rest);
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(word);
        is_empty = false;
    }
    text.push_str(&line);
    text.push('\n');
    text
}

/// Requirements by what they belong to, in their order.
fn groups(requirements: &[Requirement]) -> Vec<(&'static str, Vec<Requirement>)> {
    let mut groups: Vec<(&'static str, Vec<Requirement>)> = Vec::new();
    for requirement in requirements {
        match groups.last_mut() {
            Some((group, list)) if *group == requirement.group => list.push(*requirement),
            _ => groups.push((requirement.group, vec![*requirement])),
        }
    }
    groups
}

/// The page `policies/CHECKS.md`: every check, format and report, in both languages.
pub fn page() -> String {
    let mut page = "# Checks, formats and reports\n\nMade from the program by its tests; change the program and run them with `UPDATE=1`.\n".to_owned();
    for check in CHECKS {
        let about = check.about;
        page.push_str(&format!("\n## {}\n\n**{}** · {}\n\n", about.id, about.title.en, about.title.de));
        page.push_str(&format!("{} {}\n\n", about.question.en, about.why.en));
        page.push_str(&format!("{} {}\n\n", about.question.de, about.why.de));
        page.push_str(&table(&(check.schema)()));
        page.push_str(&format!("```yaml\n{}```\n\n", about.example));
        page.push_str(&format!("How to fix: {}\n\nAbhilfe: {}\n\n", about.remedy.en, about.remedy.de));
        let ids: Vec<String> = about.maps_to.iter().map(|(catalogue, id)| format!("{catalogue} {id}")).collect();
        page.push_str(&format!("Gives evidence for / Nachweis zu: {}\n", ids.join("; ")));
        groups(&(check.rules)()).iter().for_each(|(group, rules)| page.push_str(&requirements(group, rules)));
    }
    page.push_str("\n# Formats\n\n| format | reads |\n| --- | --- |\n");
    FORMATS.iter().for_each(|format| page.push_str(&format!("| `{}` | {} |\n", format.id(), format.title())));
    page.push_str("\n# Reports\n\n| report | for |\n| --- | --- |\n");
    REPORTS.iter().for_each(|report| page.push_str(&format!("| `{}` | {} |\n", report.id(), report.purpose())));
    page
}

/// The page `docs/scan-formats.md`: what the reports of each scanner can tell, in both languages.
pub fn scan_formats_page() -> String {
    let mut page = SCAN_FORMATS.to_owned();
    let mut head = "| format |".to_owned();
    let mut rule = "| --- |".to_owned();
    for datum in Datum::ALL {
        head.push_str(&format!(" {} |", datum.words().0.en));
        rule.push_str(" --- |");
    }
    page.push_str(&format!("{head}\n{rule}\n"));
    for format in FORMATS.iter().filter(|format| !format.tells().is_empty()) {
        page.push_str(&format!("| `{}` |", format.id()));
        for datum in Datum::ALL {
            page.push_str(if format.tells().contains(datum) { " ✓ |" } else { "  |" });
        }
        page.push('\n');
    }
    page.push_str("\n| column | means | Spalte | bedeutet |\n| --- | --- | --- | --- |\n");
    for datum in Datum::ALL {
        let (name, meaning) = datum.words();
        page.push_str(&format!("| {} | {} | {} | {} |\n", name.en, meaning.en, name.de, meaning.de));
    }
    page.push_str("\n| format | reads |\n| --- | --- |\n");
    let scanners = FORMATS.iter().filter(|format| !format.tells().is_empty());
    scanners.for_each(|format| page.push_str(&format!("| `{}` | {} |\n", format.id(), format.title())));
    page
}

const SCAN_FORMATS: &str = "# What the reports of scanners can tell

Made from the program by its tests; change the program and run them with `UPDATE=1`. Each mark is held
against a report of the format: the test fails when the report does not tell what the mark claims, and
when it tells more.

A rule can only be satisfied by what a report tells. A report without *success* leaves `scan-ran`
undecided unless the policy accepts that (`accept_unstated_success: true`); one without *time* has no
age; one without *subject* counts only because of where it was found. Where a tool also writes SARIF or
a GitLab report, compare the rows before choosing. A mark says that the format has a place for the
datum, not that every version of the tool fills it.

Eine Regel kann nur erfüllt werden durch das, was ein Bericht sagt. Nennt er keinen *Erfolg*, bleibt
`scan-ran` unentschieden, es sei denn, die Richtlinie nimmt das hin; ohne *Zeit* hat er kein Alter; ohne
*Gegenstand* zählt er nur wegen seines Fundorts.

An empty list (`[]`) or an empty file is what some tools write when they find nothing (Gitleaks,
Hadolint, TruffleHog, Nuclei). It does not say which tool ran and is no evidence; let such a tool write
SARIF. Eine leere Liste oder Datei nennt kein Werkzeug und ist kein Nachweis; SARIF ausgeben lassen.

";

/// The requirements of a group as a table in both languages.
fn requirements(group: &str, rules: &[Requirement]) -> String {
    let head = "| rule | clause | binding | meaning | Bedeutung |\n| --- | --- | --- | --- | --- |\n";
    let mut table = format!("\n### {group}\n\n{head}");
    for Requirement { id, clause, title, binding, explanation, .. } in rules {
        table.push_str(&format!(
            "| `{id}` | {clause} | {} | **{}** {} | **{}** {} |\n",
            binding.en, title.en, explanation.en, title.de, explanation.de
        ));
    }
    table
}

/// A parameter of a check.
struct Parameter {
    name: String,
    kind: String,
    meaning: String,
}

fn table(schema: &Schema) -> String {
    let (english, german) = (parameters(schema, Lang::En), parameters(schema, Lang::De));
    if english.is_empty() {
        return String::new();
    }
    let mut table = "| parameter | value | meaning | Bedeutung |\n| --- | --- | --- | --- |\n".to_owned();
    for (parameter, german) in english.iter().zip(&german) {
        let kind = parameter.kind.replace('|', "\\|");
        table.push_str(&format!("| `{}` | {kind} | {} | {} |\n", parameter.name, parameter.meaning, german.meaning));
    }
    table.push('\n');
    table
}

fn parameters(schema: &Schema, lang: Lang) -> Vec<Parameter> {
    let names = schema.get("required").and_then(Value::as_array);
    let is_required = |name: &str| names.is_some_and(|names| names.iter().any(|other| other == name));
    let required = words(Words { en: ", required", de: ", erforderlich" }, lang);
    let properties = schema.get("properties").and_then(Value::as_object);
    let parameter = |(name, property): (&String, &Value)| Parameter {
        name: name.clone(),
        kind: kind(property) + if is_required(name) { required } else { "" },
        meaning: meaning(property, lang),
    };
    properties.into_iter().flatten().map(parameter).collect()
}

fn meaning(property: &Value, lang: Lang) -> String {
    let key = match lang {
        Lang::En => "description",
        Lang::De => "x-de",
    };
    property.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// What a value looks like, in a few words.
fn kind(property: &Value) -> String {
    let options = property.get("enum").or_else(|| property.get("oneOf")).or_else(|| property.get("anyOf"));
    let shown: Vec<String> = options.and_then(Value::as_array).into_iter().flatten().filter_map(option).collect();
    // Branches that only demand keys say nothing of the kind.
    if shown.iter().any(|option| !option.is_empty()) {
        return shown.join(" | ");
    }
    match property.get("type") {
        Some(Value::String(kind)) if kind == "array" => {
            format!("list of {}", property.get("items").map(self::kind).unwrap_or_default())
        }
        Some(Value::String(kind)) if kind == "object" => {
            let keys = property.get("propertyNames").or_else(|| property.get("properties"));
            let names = keys.map(self::kind).filter(|names| !names.is_empty());
            names.map_or_else(|| "mapping".to_owned(), |names| format!("mapping of {names}"))
        }
        Some(Value::String(kind)) => kind.clone(),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).filter(|k| *k != "null").collect(),
        _ => property.get("const").map(ToString::to_string).unwrap_or_default(),
    }
}

fn option(option: &Value) -> Option<String> {
    match option {
        Value::String(word) => Some(word.clone()),
        Value::Object(schema) if schema.get("type").is_some_and(|kind| kind == "null") => None,
        Value::Object(schema) => match schema.get("const") {
            Some(Value::String(word)) => Some(word.clone()),
            _ => Some(kind(option)),
        },
        _ => None,
    }
}

const fn words(words: Words, lang: Lang) -> &'static str {
    match lang {
        Lang::En => words.en,
        Lang::De => words.de,
    }
}
