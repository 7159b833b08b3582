// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What the repository says about itself in several places is the same in all of them.
use std::fs;

use saphyr::{LoadableYamlNode, Yaml};

#[test]
fn publiccode_yml_has_what_the_standard_demands_and_agrees_with_the_package() {
    let text = fs::read_to_string("publiccode.yml").unwrap();
    let yaml = &Yaml::load_from_str(&text).unwrap()[0];
    for key in ["publiccodeYmlVersion", "name", "url", "developmentStatus", "softwareType"] {
        assert!(yaml[key].as_str().is_some_and(|text| !text.is_empty()), "{key}");
    }
    assert_eq!(yaml["softwareVersion"].as_str(), Some(env!("CARGO_PKG_VERSION")));
    assert_eq!(yaml["legal"]["license"].as_str(), Some("EUPL-1.2"));
    assert!(yaml["maintenance"]["contacts"][0]["name"].as_str().is_some());
    assert_eq!(yaml["localisation"]["localisationReady"].as_bool(), Some(true));
    for language in ["de", "en"] {
        let description = &yaml["description"][language];
        let length = |key: &str| description[key].as_str().unwrap().chars().count();
        assert!(length("shortDescription") <= 150, "{language}");
        assert!((150..=10_000).contains(&length("longDescription")), "{language}");
        assert!(description["features"][0].as_str().is_some(), "{language}");
    }
}

#[test]
fn the_changelog_knows_this_version() {
    let text = fs::read_to_string("CHANGELOG.md").unwrap();
    assert!(text.contains(&format!("## {} ", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn the_readmes_show_commands_that_work() {
    for readme in ["README.md", "README.de.md"] {
        let text = fs::read_to_string(readme).unwrap();
        let command = text.lines().find(|line| line.starts_with("cargo run")).unwrap();
        let arguments = command.split(" -- ").nth(1).unwrap().split(' ');
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_freigabe")).args(arguments).output().unwrap();
        assert!(output.status.success(), "{readme}: {}", String::from_utf8_lossy(&output.stdout));
    }
}

#[test]
fn the_policies_in_the_readmes_are_right() {
    for readme in ["README.md", "README.de.md"] {
        let text = fs::read_to_string(readme).unwrap();
        let blocks = text.split("```yaml\n").skip(1).map(|rest| rest.split("```").next().unwrap());
        let policies: Vec<&str> = blocks.filter(|block| block.contains("\nrules:")).collect();
        assert!(policies.len() > 1, "{readme}");
        let waivers = text.split("```yaml\n").find(|block| block.contains("\nwaivers:\n  - matter")).unwrap();
        let folder = tempfile::tempdir().unwrap();
        for name in ["waivers.yaml", "ausnahmen.yaml"] {
            fs::write(folder.path().join(name), waivers.split("```").next().unwrap()).unwrap();
        }
        for policy in policies {
            fs::write(folder.path().join("freigabe.yaml"), policy).unwrap();
            let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_freigabe"));
            let output = command.args(["policy", "check"]).current_dir(folder.path()).output().unwrap();
            // The files of trust are the reader's own.
            let said = String::from_utf8_lossy(&output.stderr);
            let is_wrong = |line: &str| line.starts_with("error: ") && !line.contains(": could not read `");
            assert!(output.status.success() || !said.lines().any(is_wrong), "{readme}: {said}");
        }
    }
}
