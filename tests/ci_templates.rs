// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The templates that users include: all made from one source, with nothing that lets a release slip by.
use std::{
    collections::BTreeSet,
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Output},
};

use base64::Engine as _;
use saphyr::{LoadableYamlNode, Yaml};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support;

const TEMPLATES: &[&str] = &["gate", "gate-needs", "verify-before-release", "release-button"];

/// The text of a template: its header, and its body.
fn template(name: &str) -> (String, String) {
    let text = fs::read_to_string(format!("ci-templates/{name}.yml")).unwrap();
    let (header, body) = text.split_once("\n---\n").unwrap();
    (header.to_owned(), body.to_owned())
}

/// The one job of a template that is not hidden.
fn job(body: &str) -> Yaml<'static> {
    let text: &'static str = Box::leak(body.to_owned().into_boxed_str());
    let documents = Yaml::load_from_str(text).unwrap();
    let jobs = documents[0].as_mapping().unwrap().iter().filter(|(name, _)| !name.as_str().unwrap().starts_with('.'));
    let jobs: Vec<Yaml<'static>> = jobs.map(|(_, job)| job.clone()).collect();
    assert_eq!(jobs.len(), 1);
    jobs.into_iter().next().unwrap()
}

#[test]
fn the_templates_are_what_their_source_makes() {
    if Command::new("python3").arg("--version").output().is_err() {
        println!("skipped: needs Python");
        return;
    }
    let output = Command::new("python3").args(["scripts/ci-templates", "--check"]).output().unwrap();
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    for name in TEMPLATES {
        let component = fs::read(format!("ci-templates/templates/{name}/template.yml")).unwrap();
        assert!(component == fs::read(format!("ci-templates/{name}.yml")).unwrap(), "{name}");
    }
}

#[test]
fn every_line_that_includes_a_template_names_its_digest() {
    let mut found = BTreeSet::new();
    for page in ["README.md", "README.de.md", "ci-templates/README.md", "ci-templates/README.de.md"] {
        let text = fs::read_to_string(page).unwrap();
        for (place, _) in text
            .match_indices("/ci-templates/")
            .filter(|(place, _)| text[..*place].rsplit('\n').next().unwrap().contains("remote:"))
        {
            let rest = &text[place + "/ci-templates/".len()..];
            let name = rest.split(".yml").next().unwrap();
            let integrity = rest.split("integrity: ").nth(1).unwrap().split_whitespace().next().unwrap();
            let digest = Sha256::digest(fs::read(format!("ci-templates/{name}.yml")).unwrap());
            let expected = format!("sha256-{}", base64::engine::general_purpose::STANDARD.encode(digest));
            assert_eq!(integrity, expected, "{page}: {name}");
            found.insert(name.to_owned());
        }
    }
    assert_eq!(found, TEMPLATES.iter().map(|name| (*name).to_owned()).collect());
}

#[test]
fn every_input_is_told_bounded_and_used() {
    for name in TEMPLATES {
        let (header, body) = template(name);
        let document = Yaml::load_from_str(&header).unwrap();
        let inputs = document[0]["spec"]["inputs"].as_mapping().unwrap();
        assert!(inputs.len() > 10);
        for (input, about) in inputs {
            let input = input.as_str().unwrap();
            let description = about["description"].as_str().unwrap_or_default();
            assert!(!description.is_empty() && description.len() <= 1024, "{name}: {input}");
            assert!(body.contains(&format!("$[[ inputs.{input} ]]")), "{name}: {input} is used nowhere");
            let options = about.as_mapping().and_then(|about| about.get(&Yaml::value_from_str("options")));
            if let Some(options) = options {
                let options: Vec<&str> =
                    options.as_vec().unwrap().iter().map(|option| option.as_str().unwrap()).collect();
                assert!(options.contains(&about["default"].as_str().unwrap()), "{name}: {input}");
            }
        }
    }
    let needs = &Yaml::load_from_str(&template("gate-needs").0).unwrap()[0]["spec"]["inputs"]["needs"];
    assert!(
        !needs.as_mapping().unwrap().contains_key(&Yaml::value_from_str("default")),
        "no list of needs is no evidence"
    );
}

#[test]
fn only_a_warning_may_be_allowed_to_fail() {
    for name in TEMPLATES {
        let (_, body) = template(name);
        let allowed: Vec<&str> = body.lines().filter(|line| line.contains("exit_codes")).map(str::trim).collect();
        let gate = name.starts_with("gate");
        // GitLab refuses a hidden job that is empty.
        let ignored = body.contains("\".freigabe:warnings-ignore\":\n  allow_failure: false\n");
        assert_eq!(ignored, gate, "{name}");
        assert_eq!(allowed, if gate { vec!["exit_codes: [10]"] } else { vec![] }, "{name}");
        assert!(!body.contains("allow_failure: true"), "{name}");
        let job = job(&body);
        let text = |key: &str| job[key].as_str().map(str::to_owned);
        match *name {
            "verify-before-release" => assert_eq!(job["allow_failure"].as_bool(), Some(false)),
            "release-button" => {
                assert_eq!(text("manual_confirmation").as_deref(), Some("$[[ inputs.confirmation ]]"));
                for rule in job["rules"].as_vec().unwrap() {
                    assert_eq!((rule["when"].as_str(), rule["allow_failure"].as_bool()), (Some("manual"), Some(false)));
                }
            }
            _ => {
                assert_eq!(text("extends").as_deref(), Some(".freigabe:warnings-$[[ inputs.warnings ]]"));
                assert_eq!(job["artifacts"]["when"].as_str(), Some("always"));
                assert_eq!(job["rules"][0]["variables"]["FREIGABE_MODE"].as_str(), Some("enforcing"));
                assert!(job["rules"].as_vec().unwrap().iter().all(|rule| rule["when"].as_str() == Some("always")));
                assert_eq!(job["rules"][0]["if"].as_str(), Some("$CI_COMMIT_TAG"));
            }
        }
    }
}

/// Runs the script of a template with these variables, and a `freigabe` that tells what it is called with.
fn run_script(name: &str, folder: &Path, variables: &[(&str, &str)]) -> Output {
    let (_, body) = template(name);
    let job = job(&body);
    let commands = job["script"].as_vec().unwrap();
    assert_eq!(commands.len(), 1);
    let script = commands[0].as_str().unwrap();
    assert!(!script.contains("$[["), "{name}: an input is pasted into the script");
    let mut command = Command::new("sh");
    command.args(["-e", "-u", "-c", script]).current_dir(folder).env_clear();
    command.env("PATH", format!("{}:/usr/bin:/bin", folder.join("bin").display()));
    let values = job["variables"].as_mapping().unwrap().iter();
    command.envs(values.map(|(variable, _)| (variable.as_str().unwrap(), "")));
    command.env("FREIGABE_REPORT_DIR", "gate").env("FREIGABE_MODE", "enforcing").env("FREIGABE_LANGUAGE", "en");
    command.envs(variables.iter().copied()).output().unwrap()
}

fn program(folder: &Path, name: &str, text: &str) {
    fs::create_dir_all(folder.join("bin")).unwrap();
    let path = folder.join("bin").join(name);
    fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

const TELL: &str = "for one in \"$@\"; do printf '<%s>\\n' \"$one\"; done";

#[test]
fn the_script_hands_on_what_it_is_given_and_runs_none_of_it() {
    let folder = tempfile::tempdir().unwrap();
    program(folder.path(), "freigabe", TELL);
    let evil = "$(touch pwned) `touch pwned`; touch pwned # \"' \\ $HOME *";
    let variables = [
        ("FREIGABE_ARTIFACTS", format!("{evil}\n\n--advisory\n{evil}2")),
        ("FREIGABE_EVIDENCE", format!("reports\n--advisory\n{evil}")),
        ("FREIGABE_POLICY", evil.to_owned()),
        ("FREIGABE_ENVIRONMENT", evil.to_owned()),
        ("FREIGABE_POLICY_SHA256", evil.to_owned()),
        ("FREIGABE_MAX_AGE", evil.to_owned()),
        ("FREIGABE_SIGNED_BY", evil.to_owned()),
        ("FREIGABE_SIGNATURE", evil.to_owned()),
    ];
    let variables: Vec<(&str, &str)> = variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
    for name in TEMPLATES {
        let output = run_script(name, folder.path(), &variables);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let told = String::from_utf8(output.stdout).unwrap();
        for argument in
            [format!("<--artifact={evil}>"), "<--artifact=--advisory>".into(), format!("<--artifact={evil}2>")]
        {
            assert!(told.contains(&argument), "{name}: {argument}: {told}");
        }
        let is_verifying = *name == "verify-before-release";
        for (option, is_given) in
            [("policy-sha256", true), ("environment", true), ("signed-by", is_verifying), ("signature", is_verifying)]
        {
            assert_eq!(told.contains(&format!("<--{option}={evil}>")), is_given, "{name}: {told}");
        }
        let (options, named) = told.split_once("<-->\n").unwrap();
        assert!(!options.contains("<--advisory>"), "{name}: {told}");
        match name.starts_with("gate") {
            true => assert!(named.contains(&format!("<reports>\n<--advisory>\n<{evil}>")), "{name}: {told}"),
            false => assert_eq!(named, "<gate/report.json>\n"),
        }
        assert!(!folder.path().join("pwned").exists(), "{name}");
    }
}

#[test]
fn the_gate_advises_only_where_it_is_told_to() {
    let folder = tempfile::tempdir().unwrap();
    program(folder.path(), "freigabe", TELL);
    for (mode, advises) in [("enforcing", false), ("advisory", true), ("", false), ("Advisory", false)] {
        let output = run_script("gate", folder.path(), &[("FREIGABE_MODE", mode), ("FREIGABE_WARNINGS", "show")]);
        let told = String::from_utf8(output.stdout).unwrap();
        assert_eq!(told.contains("<--advisory>"), advises, "{mode}");
        assert!(told.contains("<--warn-exit-code=10>"));
        for report in freigabe::report::REPORTS.iter().filter(|report| report.id() != "text") {
            assert!(told.contains(&format!("<--report={}=gate/", report.id())), "{}", report.id());
        }
    }
}

#[test]
fn the_gate_speaks_to_gitlab_only_where_it_is_told_to() {
    let folder = tempfile::tempdir().unwrap();
    program(folder.path(), "freigabe", TELL);
    for (api, request, asks, notes) in
        [("off", "7", false, false), ("ask", "7", true, false), ("note", "7", true, true), ("note", "", true, false)]
    {
        let variables = [("FREIGABE_GITLAB_API", api), ("CI_MERGE_REQUEST_IID", request)];
        let told = String::from_utf8(run_script("gate", folder.path(), &variables).stdout).unwrap();
        assert_eq!((told.contains("<--gitlab>"), told.contains("<--gitlab-note>")), (asks, notes), "{api}: {told}");
    }
}

#[test]
fn the_button_signs_the_decision_where_it_has_a_key_and_says_so_where_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    program(path, "freigabe", TELL);
    let evil = "$(touch pwned) `touch pwned`; touch pwned # \"' \\ $HOME *";
    fs::write(path.join("key file"), "x").unwrap();
    let pressed = |key: &str, signing: &str| {
        let artifacts = format!("{evil}\nb");
        let variables = [
            ("FREIGABE_RELEASE_KEY", key),
            ("FREIGABE_SIGNING", signing),
            ("FREIGABE_ROLE", evil),
            ("FREIGABE_ARTIFACTS", artifacts.as_str()),
            ("CI_COMMIT_SHA", "1234"),
            ("GITLAB_USER_NAME", evil),
            ("GITLAB_USER_EMAIL", "a@example.org"),
        ];
        let output = run_script("release-button", path, &variables);
        assert!(!path.join("pwned").exists());
        (output.status.code(), support::stdout(&output), support::stderr(&output))
    };
    for key in ["key file", "pkcs11:object=a b"] {
        let (code, told, _) = pressed(key, "required");
        let (verified, signed) = told.split_once("<attest>\n").unwrap();
        assert!(code == Some(0) && verified.starts_with("<verify-verdict>\n"), "{told}");
        let person = format!("<--commit=1234>\n<--person={evil}>\n<--role={evil}>\n<--email=a@example.org>\n");
        let expected = format!(
            "<approval>\n<--decision=approved>\n<--report=gate/report.json>\n{person}<--artifact={evil}>\n<--artifact=b>\n<--key={key}>\n<--out=gate/release-decision.dsse.json>\n"
        );
        assert_eq!(signed, expected);
    }
    let (code, told, said) = pressed("", "when-possible");
    assert!(code == Some(0) && !told.contains("<attest>") && said.contains("was not signed"), "{told}{said}");
    let (code, told, said) = pressed("", "required");
    assert!(code == Some(3) && !told.contains("<attest>") && said.contains("has to be signed"), "{told}{said}");
    let (code, told, said) = pressed("-----BEGIN PRIVATE KEY-----\nSECRET", "when-possible");
    assert!(code == Some(3) && !told.contains("<attest>") && said.contains("the type File"), "{told}{said}");
    assert!(!(told + &said).contains("SECRET"));
    // What the verdict does not speak for is never signed.
    program(path, "freigabe", &format!("{TELL}\n[ \"$1\" != verify-verdict ] || exit 2"));
    let (code, told, _) = pressed("key file", "required");
    assert!(code == Some(2) && !told.contains("<attest>"), "{told}");
}

#[test]
fn the_exit_code_of_the_program_is_that_of_the_job() {
    let folder = tempfile::tempdir().unwrap();
    for exit in [0, 1, 2, 3, 4, 10, 70] {
        program(folder.path(), "freigabe", &format!("exit {exit}"));
        for name in TEMPLATES {
            assert_eq!(run_script(name, folder.path(), &[]).status.code(), Some(exit), "{name}");
        }
    }
    fs::remove_file(folder.path().join("bin/freigabe")).unwrap();
    for name in TEMPLATES {
        let output = run_script(name, folder.path(), &[]);
        assert_eq!(output.status.code(), Some(4), "{name}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("job_image"), "{name}");
    }
}

#[test]
fn a_binary_that_is_not_the_one_asked_for_is_never_run() {
    let folder = tempfile::tempdir().unwrap();
    // What is fetched tells that it was run. In place of the network stands a script.
    let binary = format!("#!/bin/sh\n{TELL}\n");
    let fetch = format!(
        "while [ $# -gt 2 ]; do shift; done\n[ \"$2\" = https://example.org/freigabe ] || exit 6\ncat >\"$1\" <<'END'\n{binary}END"
    );
    program(folder.path(), "curl", &fetch);
    let url = ("FREIGABE_BINARY_URL", "https://example.org/freigabe");
    let digest: String = Sha256::digest(binary.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    let other = "0".repeat(64);
    for name in TEMPLATES {
        let output = run_script(name, folder.path(), &[url, ("FREIGABE_BINARY_SHA256", &digest)]);
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(String::from_utf8_lossy(&output.stdout).starts_with(if name.starts_with("gate") {
            "<check>"
        } else {
            "<verify-verdict>"
        }));
        for wrong in [other.as_str(), "", "x"] {
            let output = run_script(name, folder.path(), &[url, ("FREIGABE_BINARY_SHA256", wrong)]);
            assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(4), &b""[..]), "{name}: {wrong}");
        }
        let nowhere = ("FREIGABE_BINARY_URL", "https://example.org/nowhere");
        let output = run_script(name, folder.path(), &[nowhere, ("FREIGABE_BINARY_SHA256", &digest)]);
        assert_eq!(output.status.code(), Some(4), "{name}");
    }
}

/// GitLab's own schema of pipelines; `None` where it is not there.
pub(crate) fn schema() -> Option<jsonschema::Validator> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/gitlab/schema.json");
    let Ok(text) = fs::read_to_string(&path) else {
        println!("skipped: {} is not there", path.display());
        return None;
    };
    let mut schema: Value = serde_json::from_str(&text).unwrap();
    // GitLab takes an empty list of tags, by which a default can be none; its schema does not.
    schema["definitions"]["tags"].as_object_mut().unwrap().remove("minItems").unwrap();
    Some(jsonschema::validator_for(&schema).unwrap())
}

/// Values of inputs that are as far out as the header lets them be.
pub(crate) fn extreme(name: &str) -> Value {
    let long = "ä\"'\\ $(x) `x` ${X} $$ # : - [[ ]]\n\t".repeat(20);
    let mut inputs = json!({
        "job_image": format!("registry.example:5000/{}@sha256:{}", "a/".repeat(50), "0".repeat(64)),
        "binary_url": format!("https://example.org/{}?a=b&c=%20#d", "x".repeat(500)),
        "binary_sha256": "f".repeat(64),
        "stage": "a stage: with # signs",
        "job_suffix": ":_-".repeat(13),
        "runner_tags": (0..49).map(|i| format!("tag {i}")).collect::<Vec<_>>(),
        "pull_policy": "never",
        "git_strategy": "none",
        "git_depth": "999999",
        "artifacts": long,
        "environment": long,
        "policy_sha256": "0".repeat(64),
        "report_dir": "_.-a".repeat(15),
        "language": "de",
    });
    let more = match name.starts_with("gate") {
        true => json!({
            "policy": long, "evidence": long, "merge_requests": "off",
            "default_branch": "off", "gitlab_api": "note", "warnings": "show", "expire_in": "47 yrs 6 mos and 4d", "access": "none",
        }),
        false => json!({ "max_age": "999999 minutes", "run_on": "tags-and-default-branch" }),
    };
    inputs.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    if name != "gate" {
        inputs["needs"] = (0..50).map(|i| format!("job {i}: \"x\"")).collect();
    }
    if name == "verify-before-release" {
        (inputs["signed_by"], inputs["signature"]) = (long.as_str().into(), long.as_str().into());
    }
    if name == "release-button" {
        let more = json!({
            "confirmation": long, "signing": "required", "role": long, "expire_in": "47 yrs 6 mos and 4d", "access": "none",
        });
        inputs.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    }
    inputs
}

/// The least that has to be given.
pub(crate) fn least(name: &str) -> Value {
    let mut inputs = json!({ "job_image": "alpine", "stage": "test" });
    if name == "gate-needs" {
        inputs["needs"] = json!(["build"]);
    }
    inputs
}

/// What GitLab makes of a part of a template: a value where the input is all there is, else a text.
fn interpolated(part: &Value, inputs: &Value) -> Value {
    match part {
        Value::String(text) => {
            let named = text.strip_prefix("$[[ inputs.").and_then(|rest| rest.strip_suffix(" ]]"));
            if let Some(value) = named.and_then(|name| inputs.get(name)) {
                return value.clone();
            }
            let all = inputs.as_object().unwrap().iter();
            let texts = all.filter_map(|(name, value)| Some((format!("$[[ inputs.{name} ]]"), value.as_str()?)));
            let text = texts.fold(text.clone(), |text, (mark, value)| text.replace(&mark, value));
            assert!(!text.contains("$[["), "{text}");
            text.into()
        }
        Value::Array(items) => items.iter().map(|item| interpolated(item, inputs)).collect(),
        Value::Object(entries) => {
            let name = |key: &String| interpolated(&key.as_str().into(), inputs).as_str().unwrap().to_owned();
            entries.iter().map(|(key, item)| (name(key), interpolated(item, inputs))).collect()
        }
        other => other.clone(),
    }
}

#[test]
fn gitlabs_schema_takes_the_templates_with_the_least_and_with_extreme_inputs() {
    let Some(schema) = schema() else { return };
    let faults = |document: &Value| {
        schema.iter_errors(document).map(|error| format!("{error} at {}", error.instance_path())).collect::<Vec<_>>()
    };
    for name in TEMPLATES {
        let (header, body) = template(name);
        let header = support::yaml::documents(&header).remove(0);
        let body = support::yaml::documents(&body).remove(0);
        assert_eq!(faults(&header), [""; 0], "{name}: header");
        for given in [least(name), extreme(name)] {
            let mut inputs = Value::Object(serde_json::Map::new());
            for (input, about) in header["spec"]["inputs"].as_object().unwrap() {
                let value = given.get(input).or(about.get("default"));
                inputs[input] = value.unwrap_or_else(|| panic!("{name}: {input} is not given")).clone();
            }
            assert!(
                given.as_object().unwrap().keys().all(|input| header["spec"]["inputs"].get(input).is_some()),
                "{name}"
            );
            assert_eq!(faults(&interpolated(&body, &inputs)), [""; 0], "{name}");
        }
    }
    let mut wrong = interpolated(&support::yaml::documents(&template("gate").1).remove(0), &extreme("gate"));
    wrong["freigabe"] = json!({ "script": ["x"], "artifacts": { "when": "sometimes" } });
    assert_ne!(faults(&wrong), [""; 0], "the schema finds faults");
}
