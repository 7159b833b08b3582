// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What is generated from the program is what the repository holds.
use freigabe::{catalogue, checks::CHECKS, policy, report, run};

use crate::support;

#[test]
fn the_page_of_checks_is_current() {
    support::assert_file("policies/CHECKS.md", &catalogue::page());
}

#[test]
fn the_page_of_scan_formats_is_current() {
    support::assert_file("docs/scan-formats.md", &catalogue::scan_formats_page());
}

#[test]
fn the_schemas_are_current() {
    let pretty = |schema: &serde_json::Value| format!("{schema:#}\n");
    support::assert_file("policies/policy.schema.json", &pretty(&policy::schema()));
    support::assert_file("docs/report.schema.json", &pretty(&report::schema()));
    support::assert_file("docs/diff.schema.json", &pretty(&run::diff_schema()));
    support::assert_file("docs/inspect.schema.json", &pretty(&run::inspect_schema()));
    support::assert_file("docs/verify.schema.json", &pretty(&run::verify_schema()));
    support::assert_file("docs/trust.schema.json", &pretty(&run::trust_schema()));
}

#[test]
fn every_check_and_every_parameter_is_told_in_both_languages() {
    for check in CHECKS {
        let about = check.about;
        for words in [about.title, about.question, about.why, about.remedy] {
            assert!(!words.en.is_empty() && !words.de.is_empty() && words.en != words.de, "{}", about.id);
        }
        let schema = (check.schema)().to_value();
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            for key in ["description", "x-de"] {
                assert!(property[key].as_str().is_some_and(|text| !text.is_empty()), "{} {name}: no {key}", about.id);
            }
        }
    }
}

#[test]
fn every_check_maps_to_a_requirement_and_shows_an_example() {
    for check in CHECKS {
        assert!(!check.about.maps_to.is_empty(), "{}", check.about.id);
        assert!(check.about.example.contains(check.about.id), "{}", check.about.id);
    }
}
