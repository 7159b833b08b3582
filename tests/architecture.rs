// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Who may import whom, and who touches the world: the table of the design, held against the code.
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Module, the modules of ours that it may import, and whether it may touch the world.
const LAYERS: &[(&str, &[&str], bool)] = &[
    ("model", &[], false),
    // Speaking to a server is the same for what is gathered and what is said back.
    ("remote", &["model"], true),
    ("collect", &["model", "remote"], true),
    ("verify", &["model"], false),
    ("formats", &["model"], false),
    ("checks", &["model"], false),
    ("policy", &["model", "checks"], false),
    ("decide", &["model", "policy"], false),
    ("report", &["model"], false),
    ("catalogue", &["model", "policy", "checks", "formats", "report"], false),
    ("deliver", &["model", "remote"], true),
    // A token signs, and it alone has its key; what it signed is held against the public key.
    ("token", &["model", "verify"], true),
    ("exit", &["model"], false),
    // Values of the command line derive from the ids of the lists.
    ("cli", &["model", "exit", "report"], false),
    (
        "run",
        &[
            "model",
            "remote",
            "collect",
            "verify",
            "formats",
            "checks",
            "policy",
            "decide",
            "report",
            "catalogue",
            "deliver",
            "token",
            "exit",
            "cli",
        ],
        true,
    ),
];

/// What only modules that touch the world may name.
const WORLD: &[&str] = &[
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::io::stdin",
    "Instant::now",
    "SystemTime",
    "Timestamp::now",
];

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            all.push(path);
        }
    }
    all.sort();
    all
}

/// The name of the module at the top that a file belongs to.
fn module(file: &Path) -> String {
    let inside = file.strip_prefix("src").unwrap();
    inside.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned()
}

/// The code of a file without its comments and its tests.
fn code(file: &Path) -> String {
    if ["tests.rs", "sample.rs"].contains(&file.file_name().unwrap().to_str().unwrap()) {
        return String::new();
    }
    let text = fs::read_to_string(file).unwrap();
    let text = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap().to_owned();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The modules of ours that a file names, by `crate::name` and in `use crate::{name, …}`.
fn imports(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (start, _) in code.match_indices("crate::") {
        let rest = &code[start + "crate::".len()..];
        if rest.starts_with('{') {
            found.extend(top_names(rest));
        } else {
            found.insert(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    found
}

/// The first word of each part of a braced import list.
fn top_names(list: &str) -> Vec<String> {
    let mut depth = 0;
    let mut names = vec![String::new()];
    for character in list.chars() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => names.push(String::new()),
            c if depth == 1 && !c.is_whitespace() => names.last_mut().unwrap().push(c),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    names.iter().filter_map(|name| name.split("::").next()).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

#[test]
fn every_module_is_in_the_table() {
    let known: BTreeSet<String> = LAYERS.iter().map(|(name, ..)| (*name).to_owned()).collect();
    let mut present: BTreeSet<String> = files(Path::new("src")).iter().map(|file| module(file)).collect();
    present.remove("main");
    present.remove("lib");
    assert_eq!(present, known);
}

#[test]
fn only_verify_makes_signers() {
    for file in files(Path::new("src")) {
        let makes_one = code(&file).contains("Signer::proven(");
        assert!(!makes_one || module(&file) == "verify", "{} makes a signer", file.display());
    }
}

/// What of others only some places may name: those that speak to tokens, to servers, to GitLab.
const FOREIGN: &[(&str, &[&str])] = &[
    ("cryptoki::", &["src/token"]),
    ("gitlab::api", &["src/remote", "src/collect/gitlab", "src/deliver/gitlab"]),
    ("hyper::", &["src/remote"]),
    ("reqwest::", &["src/remote"]),
    ("tokio::", &["src/remote"]),
];

#[test]
fn only_who_speaks_to_the_outside_knows_how() {
    for file in files(Path::new("src")) {
        for (word, places) in FOREIGN {
            let speaks = places.iter().any(|place| file.starts_with(place));
            assert!(speaks || !code(&file).contains(word), "{} names `{word}`", file.display());
        }
    }
}

#[test]
fn modules_import_only_what_the_design_lets_them() {
    for file in files(Path::new("src")) {
        let name = module(&file);
        let Some((_, allowed, _)) = LAYERS.iter().find(|(layer, ..)| *layer == name) else { continue };
        for import in imports(&code(&file)) {
            let ours = LAYERS.iter().any(|(layer, ..)| *layer == import);
            assert!(
                !ours || import == name || allowed.contains(&import.as_str()),
                "{}: imports {import}",
                file.display()
            );
        }
    }
}

#[test]
fn only_the_layers_at_the_edge_touch_the_world() {
    for file in files(Path::new("src")) {
        let name = module(&file);
        let Some((.., false)) = LAYERS.iter().find(|(layer, ..)| *layer == name) else { continue };
        let code = code(&file);
        for word in WORLD {
            assert!(!code.contains(word), "{}: names {word}", file.display());
        }
    }
}

#[test]
fn siblings_do_not_import_siblings() {
    for folder in ["src/checks", "src/formats", "src/report"] {
        let entries = listed(folder);
        for file in files(Path::new(folder)) {
            let own = module_in(folder, &file);
            if !entries.contains(&own) {
                continue;
            }
            let code = code(&file);
            for other in entries.iter().filter(|other| **other != own) {
                let named =
                    [format!("super::{other}"), format!("crate::{}::{other}", folder.trim_start_matches("src/"))];
                assert!(!named.iter().any(|name| code.contains(name.as_str())), "{}: names {other}", file.display());
            }
        }
    }
}

/// The modules that stand in the list of a folder's `mod.rs`.
fn listed(folder: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(Path::new(folder).join("mod.rs")).unwrap();
    let list = text.split("pub const ").find(|part| part.contains("] = &[") && part.contains(": &[")).unwrap();
    let list = &list[list.find("&[\n").unwrap()..list.find("];").unwrap()];
    list.lines()
        .filter(|line| line.contains("::"))
        .map(|line| {
            line.trim().trim_start_matches("entry::<").trim_start_matches('&').split("::").next().unwrap().to_owned()
        })
        .collect()
}

fn module_in(folder: &str, file: &Path) -> String {
    let inside = file.strip_prefix(folder).unwrap();
    inside.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned()
}

/// Files beside the entries of each list that are no entries themselves.
const NO_ENTRIES: &[(&str, &[&str])] = &[
    ("src/checks", &["mod", "evidence", "forge", "license", "people", "repository", "signers", "verified"]),
    (
        "src/formats",
        &[
            "mod",
            "address",
            "cvss",
            "cyclonedx",
            "datum",
            "dependency_check",
            "draft",
            "facts",
            "feeds",
            "hits",
            "identifier",
            "json",
            "language",
            "nearly",
            "packed",
            "pieces",
            "purl",
            "sharing",
            "sniff",
            "spdx2",
            "tests",
            "text",
            "time",
            "total",
            "xml",
            "zap_alert",
        ],
    ),
    ("src/report", &["mod", "findings", "sample", "shared", "words"]),
];

#[test]
fn a_file_without_its_entry_is_caught() {
    for (folder, others) in NO_ENTRIES {
        let present: BTreeSet<String> = files(Path::new(folder)).iter().map(|file| module_in(folder, file)).collect();
        let expected: BTreeSet<String> =
            listed(folder).into_iter().chain(others.iter().map(|o| (*o).to_owned())).collect();
        assert_eq!(present, expected, "{folder}");
    }
}

#[test]
fn ids_are_the_names_of_their_files() {
    let ids = |all: Vec<&str>| all.into_iter().map(|id| id.replace('-', "_")).collect::<BTreeSet<_>>();
    assert_eq!(ids(freigabe::checks::CHECKS.iter().map(|check| check.about.id).collect()), listed("src/checks"));
    assert_eq!(ids(freigabe::formats::FORMATS.iter().map(|format| format.id()).collect()), listed("src/formats"));
    assert_eq!(ids(freigabe::report::REPORTS.iter().map(|report| report.id()).collect()), listed("src/report"));
}
