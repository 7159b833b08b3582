// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! `freigabe init --gitlab`: what it says of pipelines as people write them.
use std::fs;

use saphyr::{LoadableYamlNode, Yaml};

use crate::support::{self, code, stderr, stdout};

/// What is said of these files, the pipeline and what it includes.
fn advice(files: &[(&str, &str)], lang: &str) -> std::process::Output {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let output = support::freigabe().args(["init", "--gitlab", "--lang", lang]).current_dir(folder.path()).output();
    let present = support::files(folder.path());
    assert_eq!(present.len(), files.len(), "it wrote a file: {present:?}");
    output.unwrap()
}

fn said(pipeline: &str) -> String {
    let output = advice(&[(".gitlab-ci.yml", pipeline)], "en");
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    stdout(&output)
}

const TYPICAL: &str = "
default:
  image: python:3
.keep: &keep
  artifacts: &archive {when: always}
unit tests:
  script: pytest --junitxml=junit.xml
  artifacts:
    reports: {junit: junit.xml}
sbom:
  <<: *keep
  script:
    - !reference [.install, script]
    - syft . -o cyclonedx-json > bom.json
sast:
  extends: .keep
  script: semgrep --sarif -o out/semgrep.sarif
  artifacts:
    paths: [out/]
    reports: {sast: [out/gl-sast-report.json, other.json]}
.install:
  script: pip install syft
package:
  script: python -m build
  artifacts: {paths: [dist/]}
";

#[test]
fn jobs_that_keep_their_evidence_to_themselves_are_named() {
    let said = said(TYPICAL);
    assert!(
        said.starts_with(".gitlab-ci.yml: 4 jobs; evidence seems to come from 3, handed on unsafely by 3"),
        "{said}"
    );
    let job =
        |name: &str| said.split(&format!("\n  {name}:\n")).nth(1).unwrap().split("\n\n").next().unwrap().to_owned();
    assert!(job("unit tests").contains("the JUnit report `junit.xml` is not in `artifacts:paths`"), "{said}");
    assert!(job("unit tests").contains("`artifacts:when: always` is missing"), "{said}");
    assert!(job("sbom").contains("it runs `syft` and keeps no file"), "{said}");
    assert!(!job("sbom").contains("when: always"), "{said}");
    assert!(job("sast").contains("`other.json`") && !job("sast").contains("gl-sast-report.json"), "{said}");
    assert!(!said.contains("package:"), "{said}");
    assert!(said.contains("no job runs freigabe"), "{said}");
}

#[test]
fn what_is_to_be_added_sets_the_jobs_right() {
    let text = said(TYPICAL);
    let lines = text.split("to those):\n\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let lines = &format!("{lines}\n");
    assert!(
        lines.contains("\"unit tests\":\n  artifacts:\n    when: always\n    paths:\n      - junit.xml\n"),
        "{text}"
    );
    let added = Yaml::load_from_str(lines).unwrap();
    assert_eq!(added[0]["sast"]["artifacts"]["paths"][1].as_str(), Some("other.json"));
    // GitLab merges what two files say of one job.
    let own = format!("include: base.yml\n{}", lines.replace("FILE", "bom.json"));
    let output = advice(&[(".gitlab-ci.yml", &own), ("base.yml", TYPICAL)], "en");
    assert!(stdout(&output).contains("evidence seems to come from 3, handed on unsafely by 0"), "{}", stdout(&output));
}

#[test]
fn our_own_gate_is_right() {
    let gate = fs::read_to_string("ci-templates/gate.yml").unwrap();
    let pipeline = "include:\n  - local: /gate.yml\n    inputs: {stage: gate}\n";
    let output = stdout(&advice(&[(".gitlab-ci.yml", pipeline), ("gate.yml", &gate)], "en"));
    assert!(output.contains("1 job; evidence seems to come from 0, handed on unsafely by 0"), "{output}");
    assert!(!output.contains("no job runs freigabe"), "{output}");
}

#[test]
fn what_was_not_looked_at_is_told() {
    let said = said(
        "include:\n  - template: Jobs/SAST.gitlab-ci.yml\n  - remote: https://example.org/a.yml\n  - local: ../outside.yml\n  - local: absent.yml\n  - project: g/p\n    file: x.yml\n  - component: example.org/g/p/c@1\n  - local: ci/*.yml\nbuild: {script: make}\n",
    );
    for include in [
        "template: Jobs/SAST.gitlab-ci.yml",
        "remote: https://example.org/a.yml",
        "local: ../outside.yml",
        "local: absent.yml (could not read",
        "project: g/p",
        "component: example.org/g/p/c@1",
        "local: ci/*.yml",
    ] {
        assert!(said.contains(&format!("\n  - {include}")), "{include}: {said}");
    }
}

#[test]
fn defaults_extends_and_exclude_are_followed() {
    let said = said(
        "default:\n  artifacts: {when: always, paths: [out]}\nscan: {script: trivy fs . -o out/t.json}\n.base:\n  artifacts: {when: always, paths: [a]}\nchild:\n  extends: [.base]\n  script: x\n  artifacts: {reports: {junit: a/j.xml}, exclude: [a/*.xml]}\nalone:\n  script: grype .\n  artifacts: {paths: [g.json]}\n",
    );
    assert!(said.contains("\n  scan: hands its evidence on"), "{said}");
    assert!(said.contains("the report `a/j.xml` is taken out again by `a/*.xml`"), "{said}");
    assert!(said.contains("\n  alone:\n  - `artifacts:when: always` is missing"), "{said}");
}

#[test]
fn it_speaks_german_too() {
    let output = stdout(&advice(&[(".gitlab-ci.yml", TYPICAL)], "de"));
    assert!(
        output.contains("steht nicht unter `artifacts:paths`") && output.contains("die Datei, die `syft` schreibt")
    );
}

#[test]
fn what_is_no_pipeline_is_an_error() {
    for (text, words) in
        [("a: [", "line "), ("- a\n", "no mapping"), ("", "empty"), ("a: 1\n---\nb: 2\n", "more than one")]
    {
        let output = advice(&[(".gitlab-ci.yml", text)], "en");
        assert_eq!(code(&output), 3, "{text}");
        assert!(stderr(&output).contains(words), "{text}: {}", stderr(&output));
    }
    let output = support::freigabe().args(["init", "--gitlab", "/nowhere"]).output().unwrap();
    assert_eq!(code(&output), 3);
    assert!(stderr(&output).contains("freigabe init"));
}

#[test]
fn a_hostile_pipeline_costs_no_time() {
    let lists: String =
        (1..40).map(|i| format!(".l{i}: &l{i} [{}]\n", vec![format!("*l{}", i - 1); 50].join(", "))).collect();
    let references = ".r: {script: [!reference [.r, script], !reference [.r, script]]}\n";
    let circle = ".a: {extends: .b}\n.b: {extends: [.a, .a, .a]}\nj: {extends: .a, script: *l39}\nk: {script: !reference [.r, script]}\n";
    let started = std::time::Instant::now();
    said(&format!(".l0: &l0 []\n{lists}{references}{circle}"));
    assert!(started.elapsed().as_secs() < 20);
}

#[test]
fn a_job_that_only_triggers_is_not_told_to_keep_artifacts() {
    let said = said("default: {artifacts: {paths: [junit.xml]}}\ntrig:\n  trigger: {include: child.yml}\n");
    assert!(said.contains("1 job; evidence seems to come from 0") && !said.contains("trig"), "{said}");
}

#[test]
fn what_the_gate_never_gets_is_not_called_handed_on() {
    let kept = "artifacts: {when: always, paths: [junit.xml], reports: {junit: junit.xml}}";
    let said = said(&format!(
        "stages: [build, gate, deploy]\nearly: {{stage: build, script: x, {kept}}}\nsame: {{stage: gate, script: x, {kept}}}\nlate: {{stage: deploy, script: x, {kept}}}\nthe-gate: {{stage: gate, script: freigabe check, {kept}}}\n"
    ));
    assert!(said.contains("early: hands its evidence on"), "{said}");
    for (name, stage) in [("same", "gate"), ("late", "deploy")] {
        assert!(said.contains(&format!("{name}:\n  - its stage `{stage}` does not come before")), "{said}");
    }
    assert!(!said.contains("the-gate") && !said.contains("add these lines"), "{said}");
}

#[test]
fn a_reference_as_artifacts_is_named_as_not_looked_at() {
    let said =
        said(".base: {artifacts: {paths: [a]}}\nunit:\n  script: pytest\n  artifacts: !reference [.base, artifacts]\n");
    assert!(said.contains("unit: its `artifacts` are a `!reference`, not looked at"), "{said}");
}

#[test]
fn an_unreadable_pipeline_is_not_said_to_be_written_by_init() {
    let output = advice(&[(".gitlab-ci.yml", "a: &a [*a]\n")], "en");
    assert_ne!(code(&output), 0);
    assert!(
        stderr(&output).contains("mend the file") && !stderr(&output).contains("writes one"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn kinds_of_reports_have_german_names() {
    let pipeline = "a:\n  script: x\n  artifacts:\n    reports:\n      dependency_scanning: z.json\n      coverage_report: {coverage_format: cobertura, path: c.xml}\n";
    let said = stdout(&advice(&[(".gitlab-ci.yml", pipeline)], "de"));
    assert!(said.contains("(Prüfung der Abhängigkeiten)") && said.contains("(Testabdeckung)"), "{said}");
}
