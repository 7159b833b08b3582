// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The tables of `docs/sbom-producers.md` are what the program says of the SBOMs in
//! `examples/sbom-producers`. `UPDATE=1` writes them anew; the text around them is written by hand.
use std::{collections::BTreeMap, fs};

use serde_json::Value;

use crate::support;

const PAGE: &str = "docs/sbom-producers.md";

#[test]
fn the_page_on_producers_says_what_was_judged() {
    let example = support::examples().into_iter().find(|example| example.folder.ends_with("sbom-producers")).unwrap();
    let output = support::freigabe()
        .args(&example.arguments)
        .args(["--report", "json=-"])
        .current_dir(&example.folder)
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let page = fs::read_to_string(PAGE).unwrap();
    let page = replaced(&page, "fields", &fields(&report, "tr-03183-2"));
    let page = replaced(&page, "remedies", &remedies(&report, "tr-03183-2"));
    let page = replaced(&page, "profiles", &profiles(&report));
    support::assert_file(PAGE, &page);
}

/// The page with another text between the marks of `name`.
fn replaced(page: &str, name: &str, text: &str) -> String {
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
    let (head, rest) = page.split_once(&begin).unwrap_or_else(|| panic!("no {begin}"));
    let (_, tail) = rest.split_once(&end).unwrap_or_else(|| panic!("no {end}"));
    format!("{head}{begin}\n{text}\n{end}{tail}")
}

/// The measures of a rule by requirement, in order, each by evidence.
fn measures<'a>(report: &'a Value, rule: &str) -> Vec<(&'a str, BTreeMap<&'a str, &'a Value>)> {
    let rule = report["rules"].as_array().unwrap().iter().find(|candidate| candidate["id"] == rule).unwrap();
    let mut all: Vec<(&str, BTreeMap<&str, &Value>)> = Vec::new();
    for measure in rule["measures"].as_array().unwrap() {
        let (id, evidence) = (measure["id"].as_str().unwrap(), measure["evidence"].as_str().unwrap());
        match all.iter_mut().find(|(other, _)| *other == id) {
            Some((_, by_evidence)) => drop(by_evidence.insert(evidence, measure)),
            None => all.push((id, BTreeMap::from([(evidence, measure)]))),
        }
    }
    all
}

/// The tools by the path of their SBOM.
fn tools(report: &Value) -> BTreeMap<&str, String> {
    let name = |evidence: &Value| {
        let path = evidence["path"].as_str().unwrap();
        let name = path.trim_start_matches("evidence/").split('.').next().unwrap();
        let format = if path.contains(".spdx.") { "SPDX" } else { "CycloneDX" };
        format!("{name} ({format} {})", evidence["format_version"].as_str().unwrap())
    };
    let evidence = report["evidence"].as_array().unwrap().iter();
    evidence.map(|evidence| (evidence["path"].as_str().unwrap(), name(evidence))).collect()
}

fn fields(report: &Value, rule: &str) -> String {
    let tools = tools(report);
    let heads: Vec<&str> = tools.values().map(String::as_str).collect();
    let mut table =
        format!("| field | section | {} |\n| --- | --- |{}\n", heads.join(" | "), " --- |".repeat(heads.len()));
    for (id, by_evidence) in measures(report, rule) {
        let any = by_evidence.values().next().unwrap();
        let section = any["clause"].as_str().unwrap().split_once(", ").unwrap().1;
        let cells: Vec<String> = tools.keys().map(|path| cell(by_evidence[path])).collect();
        table.push_str(&format!("| `{id}` {} | {section} | {} |\n", any["title"].as_str().unwrap(), cells.join(" | ")));
    }
    table
}

fn cell(measure: &Value) -> String {
    let (present, required) = (measure["present"].as_u64().unwrap(), measure["required"].as_u64().unwrap());
    let word = match measure["standing"].as_str().unwrap() {
        "satisfied" => "yes",
        "violated" => "**no**",
        "undecided" => "not to be told",
        "open" => "open",
        _ => return "–".to_owned(),
    };
    let misplaced = measure["misplaced"].as_u64().unwrap();
    let elsewhere = if misplaced > 0 { format!(", {misplaced} elsewhere") } else { String::new() };
    format!("{word} ({present}/{required}{elsewhere})")
}

/// What to do about each field that some tool leaves out, and what tools and formats cannot do.
fn remedies(report: &Value, rule: &str) -> String {
    let group = "bsi-tr-03183-2, version 2.1.0";
    let requirements = (freigabe::checks::find("sbom-profile").unwrap().rules)();
    let mut list = String::new();
    for (id, by_evidence) in measures(report, rule) {
        let requirement = requirements.iter().find(|known| (known.group, known.id) == (group, id)).unwrap();
        let base = requirement.remedy.en.trim_end_matches('.');
        let mut limits: Vec<String> = Vec::new();
        let lacking: Vec<_> = by_evidence.iter().filter(|(_, measure)| measure["standing"] == "violated").collect();
        for (path, measure) in &lacking {
            let rest = measure["remedy"].as_str().unwrap().strip_prefix(base).unwrap();
            let rest = rest.trim_start_matches(" (").trim_end_matches(['.', ')']);
            if !rest.is_empty() {
                limits.push(format!("  - {}: {rest}\n", tools(report)[*path]));
            }
        }
        if !lacking.is_empty() {
            list.push_str(&format!("- `{id}` {}: {base}.\n{}", requirement.title.en, limits.concat()));
        }
    }
    list
}

fn profiles(report: &Value) -> String {
    let tools = tools(report);
    let heads: Vec<&str> = tools.values().map(String::as_str).collect();
    let mut table = format!("| profile | {} |\n| --- |{}\n", heads.join(" | "), " --- |".repeat(heads.len()));
    for rule in ["cra", "ntia", "cisa"] {
        let all = measures(report, rule);
        let lacking = |path: &&str| {
            let bad = |measure: &Value| matches!(measure["standing"].as_str(), Some("violated" | "undecided"));
            let lacking: Vec<String> = all
                .iter()
                .filter(|(_, by_evidence)| bad(by_evidence[path]))
                .map(|(id, by_evidence)| format!("`{id}` {}", by_evidence[path]["title"].as_str().unwrap()))
                .collect();
            if lacking.is_empty() { "all of it".to_owned() } else { format!("not: {}", lacking.join(", ")) }
        };
        let cells: Vec<String> = tools.keys().map(lacking).collect();
        let parameters = report["rules"].as_array().unwrap().iter().find(|candidate| candidate["id"] == rule).unwrap();
        let profile = parameters["parameters"]["profile"].as_str().unwrap();
        table.push_str(&format!("| `{profile}` | {} |\n", cells.join(" | ")));
    }
    table
}
