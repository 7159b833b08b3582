// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What GitLab is told, with a stand-in of ours for it.
use std::{
    fs,
    path::Path,
    process::{Command, Output},
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};

use crate::support::{
    self, AT, code,
    gitlab::{COMMIT, JOB_TOKEN, PROJECT, missing},
    server::{Received, Reply, Server},
    stderr, stdout,
};

const API_TOKEN: &str = "glpat-this-is-the-api-token";
const MARK: &str = "<!-- freigabe verdict, pipeline ";
const ALL: &[&str] = &["--gitlab-note", "--gitlab-status", "--gitlab-package", "--gitlab-release-link"];

/// The notes of merge request 5: number, author, body.
type Notes = Arc<Mutex<Vec<(u64, u64, String)>>>;

/// A stand-in that takes everything it is told. Whoever asks with the API token has the number 9.
fn listening(notes: &Notes) -> Server {
    let notes = Arc::clone(notes);
    Server::start(move |request| {
        let Some(rest) = request.bare().strip_prefix("/api/v4") else { return missing("404 Not Found") };
        if rest == "/user" {
            return Reply::json(json!({ "id": 9, "username": "bot" }).to_string());
        }
        let rest = request.bare().strip_prefix(PROJECT).unwrap_or("");
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        if let Some(which) = rest.strip_prefix("/merge_requests/5/notes") {
            return told(&notes, &request.method, which, body["body"].as_str());
        }
        match (request.method.as_str(), rest) {
            ("GET", "/releases/v1.1.0/assets/links") => {
                Reply::json("[{\"id\": 3, \"name\": \"freigabe\", \"url\": \"x\"}]")
            }
            ("GET", path) => pipeline(path).unwrap_or_else(|| missing("404 Not Found")),
            _ => Reply::status(201, "{}"),
        }
    })
}

/// A pipeline without jobs: what is not shown of one would be rejected evidence.
fn pipeline(path: &str) -> Option<Reply> {
    let asked = path.split("/pipelines/").nth(1)?;
    match asked.split_once('/') {
        None => Some(Reply::json(json!({ "id": asked.parse::<u64>().ok()?, "sha": COMMIT }).to_string())),
        Some((_, "jobs" | "bridges")) => Some(Reply::json("[]")),
        Some(_) => None,
    }
}

fn told(notes: &Notes, method: &str, which: &str, body: Option<&str>) -> Reply {
    let mut notes = notes.lock().unwrap();
    let note = |(id, author, body): &(u64, u64, String)| json!({ "id": id, "body": body, "author": { "id": author } });
    let number: Option<u64> = which.strip_prefix('/').map(|number| number.parse().unwrap());
    match (method, number) {
        ("GET", None) => Reply::json(Value::Array(notes.iter().map(note).collect()).to_string()),
        ("POST", None) => {
            let id = notes.iter().map(|(id, ..)| id + 1).max().unwrap_or(1);
            notes.push((id, 9, body.unwrap().to_owned()));
            Reply::status(201, &note(notes.last().unwrap()).to_string())
        }
        ("PUT", Some(number)) => {
            let found = notes.iter_mut().find(|(id, ..)| *id == number).unwrap();
            assert_eq!(found.1, 9, "only an own note is changed");
            found.2 = body.unwrap().to_owned();
            Reply::json(note(found).to_string())
        }
        ("DELETE", Some(number)) => {
            notes.retain(|(id, author, _)| *id != number || *author != 9);
            Reply::Whole(204, Vec::new(), Vec::new())
        }
        _ => Reply::status(405, "{}"),
    }
}

fn check(folder: &Path, server: &Server, (pipeline, arguments): (u64, &[&str])) -> Output {
    let policy = "version: 1\ntitle: t\nrules:\n  - check: tests-passed\n    effect: block\n";
    let junit = "<testsuite name=\"u\" tests=\"1\"><testcase name=\"a\"/></testsuite>";
    for (name, text) in [("freigabe.yaml", policy), ("junit.xml", junit)] {
        if !folder.join(name).exists() {
            fs::write(folder.join(name), text).unwrap();
        }
    }
    let mut command: Command = support::freigabe();
    command.current_dir(folder).args(["check", "--gitlab", "--at", AT, "--tag", "v1.1.0"]).args(arguments);
    command.env("CI_API_V4_URL", format!("{}/api/v4", server.url)).env("CI_PROJECT_ID", "17").env("CI_JOB_ID", "7");
    command.env("CI_PIPELINE_ID", pipeline.to_string()).env("CI_COMMIT_SHA", COMMIT).env("CI_MERGE_REQUEST_IID", "5");
    command.env("CI_JOB_TOKEN", JOB_TOKEN).env("FREIGABE_API_TOKEN", API_TOKEN);
    command.env("CI_JOB_URL", "https://gitlab.example/group/project/-/jobs/7").output().unwrap()
}

fn written(server: &Server) -> Vec<Received> {
    server.received().into_iter().filter(|request| request.method != "GET").collect()
}

/// Everything that is ever said: a link that is new and one that is not.
pub(crate) fn all_requests() -> Vec<Received> {
    let (folder, server) = (tempfile::tempdir().unwrap(), listening(&Notes::default()));
    check(folder.path(), &server, (42, ALL));
    let mut all = written(&server);
    let link = all.iter().find(|request| request.path.ends_with("/assets/links/3")).unwrap();
    let path = link.path.trim_end_matches("/3").to_owned();
    let new = Received { method: "POST".to_owned(), path, ..link.clone() };
    all.push(new);
    all
}

#[test]
fn nothing_is_said_without_being_asked_for() {
    let (folder, server) = (tempfile::tempdir().unwrap(), listening(&Notes::default()));
    assert_eq!(code(&check(folder.path(), &server, (42, &[]))), 0);
    assert!(written(&server).is_empty());
}

#[test]
fn each_thing_is_said_with_the_token_that_may() {
    let (folder, server) = (tempfile::tempdir().unwrap(), listening(&Notes::default()));
    let output = check(folder.path(), &server, (42, ALL));
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let written = written(&server);
    let of =
        |path: &str| written.iter().find(|request| request.path.contains(path)).unwrap_or_else(|| panic!("{path}"));
    let json = |request: &Received| serde_json::from_slice::<Value>(&request.body).unwrap();
    let verdict = of("/packages/generic/freigabe/v1.1.0/freigabe.json");
    assert_eq!((verdict.method.as_str(), json(verdict)["verdict"].as_str()), ("PUT", Some("passed")));
    assert_eq!(verdict.header("job-token"), Some(JOB_TOKEN));
    let html = String::from_utf8_lossy(&of("/freigabe.html").body).to_lowercase();
    assert!(html.starts_with("<!doctype html>"), "{html}");
    let status = of(&format!("/statuses/{COMMIT}"));
    let said = json(status);
    assert_eq!(
        (said["state"].as_str(), said["name"].as_str(), said["pipeline_id"].as_u64()),
        (Some("success"), Some("freigabe"), Some(42))
    );
    assert_eq!(status.header("authorization"), Some(format!("Bearer {API_TOKEN}").as_str()));
    let link = of("/releases/v1.1.0/assets/links/3");
    assert_eq!((link.method.as_str(), json(link)["name"].as_str()), ("PUT", Some("freigabe")));
    assert!(json(link)["url"].as_str().unwrap().ends_with("/packages/generic/freigabe/v1.1.0/freigabe.html"));
    for request in &written {
        assert!(!String::from_utf8_lossy(&request.body).contains(API_TOKEN), "{}", request.path);
    }
}

#[test]
fn the_note_is_one_and_tells_of_the_newest_pipeline() {
    let (folder, notes) = (tempfile::tempdir().unwrap(), Notes::default());
    // Somebody else wrote our mark.
    notes.lock().unwrap().push((1, 4, format!("{MARK}99 -->\nforged")));
    let server = listening(&notes);
    let pipelines = |pipeline| {
        assert_eq!(code(&check(folder.path(), &server, (pipeline, &["--gitlab-note"]))), 0);
        notes.lock().unwrap().clone()
    };
    let first = pipelines(42);
    assert_eq!(first.len(), 2);
    assert!(first[1].2.starts_with(&format!("{MARK}42 -->")), "{}", first[1].2);
    let second = pipelines(43);
    assert_eq!((second.len(), second[1].0), (2, first[1].0));
    assert!(second[1].2.starts_with(&format!("{MARK}43 -->")));
    assert_eq!(pipelines(41), second, "an older pipeline changes nothing");
    assert!(second[0].2.ends_with("forged"));
}

#[test]
fn pipelines_side_by_side_leave_one_note() {
    let (folder, notes) = (tempfile::tempdir().unwrap(), Notes::default());
    let server = listening(&notes);
    check(folder.path(), &server, (1, &[]));
    std::thread::scope(|scope| {
        for pipeline in 42..46 {
            let (folder, server) = (folder.path(), &server);
            scope.spawn(move || assert_eq!(code(&check(folder, server, (pipeline, &["--gitlab-note"]))), 0));
        }
    });
    let notes = notes.lock().unwrap();
    assert_eq!(notes.iter().filter(|(.., body)| body.starts_with(MARK)).count(), 1, "{notes:?}");
}

#[test]
fn what_could_not_be_said_never_changes_the_verdict() {
    let refusing = || {
        Server::start(|request| match request.method.as_str() {
            "GET" => pipeline(request.bare()).unwrap_or_else(|| missing("404 Not Found")),
            _ => Reply::status(403, &format!("{{\"message\":\"{API_TOKEN}\"}}")),
        })
    };
    for (junit, expected) in [("<testcase name=\"a\"/>", 4), ("<testcase name=\"a\"><failure/></testcase>", 1)] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("junit.xml"), format!("<testsuite name=\"u\" tests=\"1\">{junit}</testsuite>"))
            .unwrap();
        let server = refusing();
        let output = check(folder.path(), &server, (42, ALL));
        let said = stdout(&output) + &stderr(&output);
        assert_eq!(code(&output), expected, "{said}");
        let verdict = if expected == 4 { "PASSED" } else { "BLOCKED" };
        assert!(
            said.contains(verdict) && said.contains("could not write the note in the merge request to GitLab"),
            "{said}"
        );
        assert!(!said.contains(API_TOKEN) && !said.contains(JOB_TOKEN), "{said}");
    }
}

#[test]
fn without_a_token_that_may_what_is_needed_is_named() {
    let (folder, server) = (tempfile::tempdir().unwrap(), listening(&Notes::default()));
    fs::write(
        folder.path().join("freigabe.yaml"),
        "version: 1\ntitle: t\nrules:\n  - check: tests-passed\n    effect: block\n",
    )
    .unwrap();
    let mut command = support::freigabe();
    command
        .current_dir(folder.path())
        .args(["check", "--at", AT, "--gitlab-pipeline=1", "--gitlab-project=1"])
        .args(ALL);
    let output = command
        .arg(format!("--gitlab={}", server.url))
        .env("CI_MERGE_REQUEST_IID", "5")
        .env("CI_COMMIT_SHA", COMMIT)
        .output()
        .unwrap();
    let said = stderr(&output);
    assert!(
        said.contains("scope `api`") && said.contains("FREIGABE_API_TOKEN") && said.contains("no tag is released"),
        "{said}"
    );
    assert!(written(&server).is_empty());
}
