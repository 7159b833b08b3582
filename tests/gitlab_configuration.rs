// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a pipeline's configuration says itself, as read from GitLab, and the rule that asks whether a
//! job of an include is overridden.
use std::{collections::BTreeMap, fs, process::Output, time::Instant};

use freigabe::{
    collect::FromGitLab,
    model::{Cause, Configuration, Fact, FactKind, Unseen},
};
use serde_json::json;

use crate::support::{
    self, AT, code,
    gitlab::{self, COMMIT, JOB_TOKEN, READ_TOKEN, file, gather, missing},
    server::{Reply, Server},
    stderr, stdout,
};

const RAW: &str = "/repository/files/.gitlab-ci.yml/raw";

/// A GitLab whose repository holds these files only.
fn start(files: &[(&str, &str)], more: Vec<(&'static str, Reply)>) -> Server {
    let raw = |path: &str| format!("/repository/files/{}/raw", path.replace('/', "%2F"));
    let files: BTreeMap<String, Reply> = files.iter().map(|(path, text)| (raw(path), file(*text))).collect();
    let more: BTreeMap<&str, Reply> = more.into_iter().collect();
    gitlab::start_with(move |rest| {
        let gone = rest.starts_with("/repository/files/").then(|| missing("404 File Not Found"));
        files.get(rest).or_else(|| more.get(rest)).cloned().or(gone)
    })
}

fn own(text: &str) -> Server {
    start(&[(".gitlab-ci.yml", text)], Vec::new())
}

fn configuration(from: &FromGitLab<String>) -> Option<&Configuration> {
    let mut facts = from.facts.iter().filter_map(|(_, statement)| statement.claim.fact());
    facts.find_map(|fact| if let Fact::Configuration(told) = fact { Some(told) } else { None })
}

/// What is known: the keys by file, and the locations that are included.
fn known(server: &Server) -> (BTreeMap<String, String>, Vec<String>) {
    let from = gather(server, (true, true));
    let told = configuration(&from).unwrap_or_else(|| panic!("{:#?}", from.unseen));
    assert_eq!(told.commit.as_str(), COMMIT);
    let keys = told.files.iter().map(|file| (file.path.to_string(), file.keys.join(" ")));
    (keys.collect(), told.includes.iter().map(|include| include.location.to_string()).collect())
}

/// Why nothing is known.
fn unknown(server: &Server, tokens: (bool, bool)) -> Unseen {
    let from = gather(server, tokens);
    assert_eq!(configuration(&from), None);
    let mut unseen = from.unseen.into_iter().filter(|unseen| unseen.fact == FactKind::Configuration);
    unseen.next().unwrap()
}

const MAIN: &str = "
include:
  - /ci/a.yml
  - {local: ci/b.yaml, rules: [{if: $NEVER}]}
  - https://x.example/c.yml
  - {template: Jobs/SAST.gitlab-ci.yml, rules: [{if: $NEVER}]}
  - component: $CI_SERVER_FQDN/g/p/c@1.0
  - {project: g/p, ref: v1, file: [/d.yml, e.yml]}
stages: [test]
'unit': {script: x}
";
const FIRST: &str = "
spec: {inputs: {}}
---
include: {remote: 'https://user:pass@x.example/f.yml?token=secret', integrity: sha256-A}
.hidden: {}
freigabe: {}
scan: 1
";

#[test]
fn keys_and_includes_of_all_own_files_are_known_whatever_the_rules() {
    let second = "include: [ci/a.yml, .gitlab-ci.yml, https://x.example/g@sha256-A.yml]\r\n\"fr\\x65i\": null\n";
    let server = start(&[(".gitlab-ci.yml", MAIN), ("ci/a.yml", FIRST), ("ci/b.yaml", second)], Vec::new());
    let (keys, includes) = known(&server);
    let expected = [(".gitlab-ci.yml", "stages unit"), ("ci/a.yml", ".hidden freigabe scan"), ("ci/b.yaml", "frei")];
    assert_eq!(keys, expected.map(|(path, keys)| (path.to_owned(), keys.to_owned())).into());
    let expected = [
        "component:$CI_SERVER_FQDN/g/p/c@1.0",
        "project:g/p/d.yml@v1",
        "project:g/p/e.yml@v1",
        "remote:https://x.example/c.yml",
        "remote:https://x.example/g%40sha256-A.yml",
        "remote:https://…x.example/f.yml?…@sha256-A",
        "template:Jobs/SAST.gitlab-ci.yml",
    ];
    assert_eq!(includes, expected);
    let asked = server.received().into_iter().filter(|request| request.path.contains("/repository/files/"));
    let asked: Vec<String> = asked.map(|request| request.path).collect();
    assert!(asked.len() == 3 && asked.iter().all(|path| path.ends_with(&format!("/raw?ref={COMMIT}"))), "{asked:?}");
}

#[test]
fn what_could_be_read_in_two_ways_is_not_known() {
    for text in [
        "include: a.yml\ninclude: b.yml\n",
        "a: 1\na: 2\n",
        ".x: &x {include: b.yml}\ninclude: a.yml\n<<: *x\n",
        ".x: &x {local: b.yml}\ninclude: [{local: a.yml, <<: *x}]\n",
        "include: [{local: a.yml, :local: b.yml}]\n",
        "include: [{local: a.yml, remote: 'https://x.example/b.yml'}]\n",
        "include: [[a.yml]]\n",
        "include: [{project: g/p}]\n",
        "include: [{file: a.yml}]\n",
        "include: [{artifact: a.yml, job: b}]\n",
        "include: [{remote: [a]}]\n",
        "? [freigabe]\n: {}\n",
        "!!binary ZnJlaWdhYmU=: {}\n",
        "# a comment\u{2028}freigabe: {}\nb: 1\n",
        "# a comment\u{85}freigabe: {}\nb: 1\n",
        "\u{feff}a:\n include: b.yml\n",
        "---\n  include:\n  local: b.yml\n",
        "---\n\n\u{c}\tinclude: b.yml\n",
        "--- {a: 1}\n",
        ":freigabe: {}\n",
        "spec: {}\nfreigabe: {}\n...\nb: 1\n",
        "spec: {}\nfreigabe: {}\r---\rb: 1\n",
        "spec: {}\n---\n\u{feff}freigabe: {}\n",
        "include: [{local: a.yml, '$[[ inputs.kind ]]': b.yml}]\n",
        "$[[ inputs.name ]]: {}\n",
        "include: $[[ inputs.includes ]]\n",
        "include: [{component: '$[[ inputs.component ]]'}]\n",
        "include: ci/*.yml\n",
        "include: [{local: $FILE}]\n",
        "include: ../a.yml\n",
        "a: 1\n---\nb: 2\n",
        "- a\n",
        "a: [\n",
        "",
    ] {
        let unseen = unknown(&own(text), (true, true));
        assert!(matches!(unseen.cause, Cause::Malformed(_)), "{text}: {unseen:?}");
        assert!(unseen.text().en.contains("a file of the pipeline's configuration"), "{text}: {unseen:?}");
    }
}

#[test]
fn a_configuration_of_another_place_or_source_is_not_known() {
    let project = |path: &str| {
        let (name, url) = ("group/project", "https://gitlab.example/group/project");
        let project = json!({ "id": 17, "path_with_namespace": name, "web_url": url, "ci_config_path": path });
        Reply::json(project.to_string())
    };
    for path in ["ci.yml@group/other", "https://x.example/ci.yml", "../ci.yml"] {
        let unseen = unknown(&gitlab::start(vec![("", project(path))]), (true, true));
        assert!(unseen.text().en.contains("outside of the project"), "{path}: {unseen:?}");
    }
    let moved = start(&[("ci/main.yml", "unit: {}\n")], vec![("", project("ci/main.yml"))]);
    assert_eq!(known(&moved).0.keys().collect::<Vec<_>>(), ["ci/main.yml"]);
    for source in [json!("parent_pipeline"), json!("webide"), json!(null)] {
        let pipeline =
            json!({ "id": 42, "project_id": 17, "sha": COMMIT, "ref": "main", "tag": false, "source": source });
        let unseen = unknown(&gitlab::start(vec![("/pipelines/42", Reply::json(pipeline.to_string()))]), (true, true));
        assert!(unseen.text().en.contains("was started"), "{source}: {unseen:?}");
    }
}

#[test]
fn what_the_token_may_not_read_is_a_gap_that_names_the_scope() {
    let refused = gitlab::start(vec![(RAW, Reply::status(403, "{}"))]);
    for (server, tokens, cause) in [
        (refused, (true, true), Cause::Forbidden),
        (gitlab::start(Vec::new()), (true, false), Cause::Unauthorized),
        (gitlab::start(Vec::new()), (false, false), Cause::NoToken),
    ] {
        if tokens == (false, false) {
            // Without any token there is not even a pipeline.
            assert_eq!(configuration(&gather(&server, tokens)), None);
            continue;
        }
        let unseen = unknown(&server, tokens);
        assert_eq!(unseen.cause, cause);
        assert!(unseen.text().en.contains("`read_api`") && unseen.text().de.contains("`read_api`"), "{unseen:?}");
    }
    assert_eq!(unknown(&start(&[], Vec::new()), (true, true)).cause, Cause::Absent);
}

#[test]
fn a_hostile_server_or_repository_is_bounded_and_shows_nothing() {
    let html = Reply::Whole(200, vec![("content-type", "text/html".to_owned())], b"a: 1\n".to_vec());
    let many: String = (0..30_000).map(|number| format!("j{number}: 1\n")).collect();
    let absent: String = (0..200).map(|number| format!("  - f{number}.yml\n")).collect();
    let remote: String = (0..1_100).map(|number| format!("  - https://x.example/{number}.yml\n")).collect();
    let chain = gitlab::start_with(move |rest| {
        let name = rest.strip_prefix("/repository/files/")?.strip_suffix("/raw")?;
        let number: u32 = name.trim_matches(|c: char| !c.is_ascii_digit()).parse().unwrap_or_default();
        Some(file(format!("include: f{}.yml\n", number + 1)))
    });
    let long = format!(".a: &a {}.yml\n", "x".repeat(1_000_000));
    let aliases = vec!["*a"; 200_000].join(", ");
    let short = ".a: &a x.yml\n";
    let started = Instant::now();
    for (server, words) in [
        (own(&format!("{long}include: [{aliases}]\n")), "more than 4096 bytes"),
        (own(&format!("{short}include: [{aliases}]\n")), "more than 1000 files"),
        (own(&format!("{short}include: [{{project: g/p, file: [{aliases}]}}]\n")), "more than 1000 files"),
        (own(&format!("{long}include: [{{remote: *a}}]\n")), "GitLab could read it otherwise"),
        (gitlab::start(vec![(RAW, html)]), "not of a type"),
        (gitlab::start(vec![(RAW, file(vec![b'#'; 3 << 20]))]), "larger than"),
        (gitlab::start(vec![(RAW, file(b"\xff\xfe".to_vec()))]), "UTF-8"),
        (gitlab::start(vec![(RAW, file(format!("{READ_TOKEN}: 1\n")))]), "repeats the token"),
        (gitlab::start(vec![(RAW, file("[".repeat(100_000)))]), "recursion limit"),
        (own(&many), "more than 20000"),
        (own(&format!("include:\n{remote}")), "more than 1000"),
        (own(&format!("include:\n{absent}")), "no such thing"),
        (chain, "more than 150"),
    ] {
        let text = unknown(&server, (true, true)).text().en;
        assert!(text.contains(words) && !text.contains(READ_TOKEN) && !text.contains(JOB_TOKEN), "{words}: {text}");
    }
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

const POLICY: &str = "
version: 1
title: t
rules:
  - check: pipeline-intact
    with:
      jobs: [unit]
      included: [scan]
      includes: [\"remote:https://forge.example/*@sha256-*\"]
    effect: block
";

/// Judges by a policy what a server tells, or what is kept of it.
fn check(server: &Server, policy: &str, arguments: &[&str]) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("freigabe.yaml"), policy).unwrap();
    let mut command = support::freigabe();
    command.current_dir(folder.path()).args(["check", "--at", AT]).args(arguments);
    command.env("CI_API_V4_URL", format!("{}/api/v4", server.url)).env("CI_SERVER_URL", &server.url);
    command.env("CI_PROJECT_ID", "17").env("CI_PIPELINE_ID", "42").env("CI_JOB_ID", "7").env("CI_COMMIT_SHA", COMMIT);
    command.env("CI_JOB_TOKEN", JOB_TOKEN).env("FREIGABE_READ_TOKEN", READ_TOKEN);
    let output: Output = command.output().unwrap();
    let said = stdout(&output) + &stderr(&output);
    (code(&output), said.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[test]
fn a_job_that_the_project_overrides_blocks_and_says_where() {
    let run = |own: &str, more: &str| {
        let include = "include: [{remote: 'https://forge.example/gate.yml', integrity: sha256-A}, ci/more.yml]\n";
        let own = format!("{include}{own}");
        check(&start(&[(".gitlab-ci.yml", &own), ("ci/more.yml", more)], Vec::new()), POLICY, &["--gitlab"])
    };
    let (passed, said) = run("unit: {script: x}\n", "lint: {}\n");
    assert_eq!(passed, 0, "{said}");
    assert!(said.contains("what included files hold and include themselves"), "{said}");
    for more in ["scan: {script: echo fine}\n", "'scan': null\n", ".x: &x {scan: {}}\n<<: *x\n"] {
        let (blocked, said) = run("unit: {script: x}\n", more);
        assert!(blocked == 1 && said.contains("the project's own `ci/more.yml` has a key of that name"), "{said}");
    }
    let (undecided, said) = run("default: {image: evil}\n", "lint: {}\n");
    assert!(undecided == 2 && said.contains("`default` in `.gitlab-ci.yml` may change included jobs"), "{said}");
    let (undecided, said) = run("a: 1\na: 2\n", "lint: {}\n");
    assert!(!said.contains("it was seen whether"), "{said}");
    assert!(undecided == 2 && said.contains("GitLab could read it otherwise"), "{said}");
}

#[test]
fn an_include_that_is_not_named_blocks() {
    let policy = POLICY.replace("forge.example", "other.example");
    let (blocked, said) = check(&gitlab::start(Vec::new()), &policy, &["--gitlab", "--lang", "de"]);
    assert_eq!(blocked, 1, "{said}");
    assert!(said.contains("bindet `remote:https://forge.example/gate.yml@sha256-AAAA` ein"), "{said}");
    assert!(said.contains("`scan` muss allein aus einer Einbindung stammen"), "{said}");
}

#[test]
fn kept_facts_judge_as_gitlab_did() {
    let folder = tempfile::tempdir().unwrap();
    let facts = folder.path().join("facts.json");
    let facts = facts.to_str().unwrap();
    let server = gitlab::start(Vec::new());
    let (asked, said) = check(&server, POLICY, &["--gitlab", "--keep-gitlab-facts", facts]);
    let (again, repeated) = check(&server, POLICY, &["--gitlab-facts", facts]);
    assert_eq!((asked, again), (1, 1), "{repeated}");
    for said in [said, repeated] {
        assert!(said.contains("`scan` has to come from an include alone"), "{said}");
    }
    let kept = fs::read_to_string(facts).unwrap();
    assert!(kept.contains("\"configuration\"") && !kept.contains("semgrep"), "{kept}");
}
