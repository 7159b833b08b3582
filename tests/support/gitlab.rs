// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! A stand-in for GitLab with one small project. What it answers is written after GitLab's
//! documentation of its API; it is no GitLab.

use std::{collections::BTreeMap, io::Write, sync::Arc, time::Duration};

use freigabe::{
    collect::{self, FromGitLab, GitLabSettings, Limits},
    model::{Artifact, ArtifactKind, Blob, Reference, Release, Timestamp},
    remote::{Bounds, Connection, SystemClock, Token, TokenHeader},
};
use serde_json::{Value, json};

use super::{
    AT,
    server::{Received, Reply, Server},
};

pub(crate) const COMMIT: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
pub(crate) const PARENT: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
pub(crate) const BEFORE: &str = "cccccccccccccccccccccccccccccccccccccccc";
pub(crate) const JOB_TOKEN: &str = "glcbt-64_this-is-the-job-token";
pub(crate) const READ_TOKEN: &str = "glpat-this-is-the-read-token";
/// The project's path below the address of the server.
pub(crate) const PROJECT: &str = "/api/v4/projects/17";

/// The configuration of its pipelines.
pub(crate) const CONFIGURATION: &str = "
include:
  - local: /ci/unit.yml
  - remote: https://forge.example/gate.yml
    integrity: sha256-AAAA
    inputs: {stage: gate}
scan: {script: semgrep}
";

/// The digest of what is released.
pub(crate) const DIGEST: &str = "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd";

fn bounds() -> Bounds {
    Bounds {
        read: Duration::from_millis(500),
        request: Duration::from_secs(2),
        download: Duration::from_secs(2),
        total: Duration::from_secs(20),
        attempts: 1,
        ..Bounds::default()
    }
}

/// How the stand-in is asked, with which of the tokens.
pub(crate) fn settings(server: &Server, (job, read): (bool, bool)) -> GitLabSettings {
    let token = |text: &str, header| Token::new(text, header).unwrap();
    GitLabSettings {
        api: format!("{}/api/v4", server.url).parse().unwrap(),
        project: "17".to_owned(),
        pipeline: 42,
        job: Some(7),
        default_branch: Some("main".into()),
        job_token: job.then(|| token(JOB_TOKEN, TokenHeader::JobToken)),
        read_token: read.then(|| token(READ_TOKEN, TokenHeader::Bearer)),
        api_token: None,
        merge_request: None,
        job_url: None,
        connection: Connection::default(),
        bounds: bounds(),
    }
}

/// What the stand-in gives, with which of the tokens.
pub(crate) fn gather(server: &Server, tokens: (bool, bool)) -> FromGitLab<String> {
    gather_with(&settings(server, tokens))
}

/// What a server gives, as `settings` say.
pub(crate) fn gather_with(settings: &GitLabSettings) -> FromGitLab<String> {
    let digests = [format!("sha256:{DIGEST}").parse().unwrap()].into_iter().collect();
    let artifact = Artifact { name: "app".to_owned(), kind: ArtifactKind::Image, digests, size: None };
    let release = Release {
        commit: Some(COMMIT.parse().unwrap()),
        reference: Some(Reference::Tag("v1.1.0".to_owned())),
        artifacts: vec![artifact],
        ..Release::default()
    };
    let at: Timestamp = AT.parse().unwrap();
    let sink = |blob: Blob| String::from_utf8(blob.payload.whole().unwrap().to_vec()).unwrap();
    let reading: (&Limits, &(dyn Fn(Blob) -> String + Sync)) = (&Limits::default(), &sink);
    let remote = settings.remote(Arc::new(SystemClock::start())).unwrap();
    collect::from_gitlab(settings, (&release, at), reading, &remote)
}

/// Starts the stand-in. What `replies` holds for a path below the project goes before its own answers.
pub(crate) fn start(replies: Vec<(&'static str, Reply)>) -> Server {
    let replies: BTreeMap<&str, Reply> = replies.into_iter().collect();
    start_with(move |rest| replies.get(rest).cloned())
}

/// Starts the stand-in. What `replies` gives for a path below the project goes before its own answers.
pub(crate) fn start_with(replies: impl Fn(&str) -> Option<Reply> + Send + Sync + 'static) -> Server {
    let own = answers();
    Server::start(move |request| {
        let Some(rest) = request.bare().strip_prefix(PROJECT) else { return missing("404 Not Found") };
        replies(rest).unwrap_or_else(|| own_reply(&own, rest, request))
    })
}

/// As GitLab treats the tokens: a job token is not accepted everywhere.
fn own_reply(own: &BTreeMap<&str, (Who, Vec<u8>)>, rest: &str, request: &Received) -> Reply {
    let is_job = request.header("job-token") == Some(JOB_TOKEN);
    let is_read = request.header("authorization") == Some(format!("Bearer {READ_TOKEN}").as_str());
    if !is_job && !is_read {
        return missing("404 Project Not Found");
    }
    match own.get(rest) {
        None => missing("404 Not Found"),
        Some((Who::Reader, _)) if !is_read => Reply::status(401, r#"{"message":"401 Unauthorized"}"#),
        Some((_, body)) if body.starts_with(b"PK") => {
            Reply::Whole(200, vec![("content-type", "application/zip".to_owned())], body.clone())
        }
        Some((_, body)) if rest.ends_with("/raw") => file(body.clone()),
        Some((_, body)) => Reply::json(body.clone()),
    }
}

/// A file of the repository as GitLab sends it.
pub(crate) fn file(body: impl Into<Vec<u8>>) -> Reply {
    Reply::Whole(200, vec![("content-type", "text/plain; charset=utf-8".to_owned())], body.into())
}

pub(crate) fn missing(message: &str) -> Reply {
    Reply::status(404, &json!({ "message": message }).to_string())
}

/// Who may read something.
#[derive(Clone, Copy)]
enum Who {
    Job,
    Reader,
}

fn answers() -> BTreeMap<&'static str, (Who, Vec<u8>)> {
    let junit = b"<testsuite name=\"unit\" tests=\"1\"><testcase name=\"a\"/></testsuite>\n";
    let child = b"<testsuite name=\"child\" tests=\"1\"><testcase name=\"b\"/></testsuite>\n";
    let json = |value: Value| value.to_string().into_bytes();
    let own = [
        ("", Who::Reader, json(project())),
        ("/pipelines/42", Who::Reader, json(pipeline(42))),
        ("/pipelines/42/jobs", Who::Job, json(jobs())),
        ("/pipelines/42/bridges", Who::Reader, json(bridges())),
        ("/pipelines/43/jobs", Who::Job, json(json!([job(201, "child", "success", 43, archive())]))),
        ("/pipelines/43/bridges", Who::Reader, json(json!([]))),
        ("/jobs/101/artifacts", Who::Job, zip(&[("reports/junit.xml", junit)])),
        ("/jobs/201/artifacts", Who::Job, zip(&[("child.xml", child)])),
        ("/repository/commits", Who::Job, json(json!([commit(COMMIT), commit(PARENT)]))),
        ("/repository/branches/main", Who::Reader, json(json!({ "name": "main", "protected": true }))),
        ("/repository/tags", Who::Job, json(json!([tag()]))),
        ("/repository/tags/v1.1.0", Who::Job, json(tag())),
        ("/merge_requests", Who::Job, json(json!([merge_request()]))),
        ("/merge_requests/5/commits", Who::Job, json(json!([commit(PARENT)]))),
        ("/merge_requests/5/approvals", Who::Reader, json(approvals())),
        ("/members/all", Who::Reader, json(json!([member(2, "bob", 40), member(1, "ada", 30)]))),
        ("/protected_branches", Who::Reader, json(protected_branches())),
        ("/protected_tags", Who::Reader, json(protected_tags())),
        ("/releases", Who::Job, json(releases())),
        (
            "/packages",
            Who::Job,
            json(json!([{ "id": 1, "name": "app", "version": "1.0.0", "package_type": "generic" }])),
        ),
        ("/deployments", Who::Job, json(json!([deployment()]))),
        ("/deployments/900/merge_requests", Who::Job, json(json!([merge_request()]))),
        (
            "/environments",
            Who::Job,
            json(json!([{ "id": 1, "name": "production", "tier": "production", "state": "available" }])),
        ),
        ("/issues", Who::Reader, json(issues())),
        ("/issues/3/notes", Who::Reader, json(notes())),
    ];
    let mut all: BTreeMap<&str, (Who, Vec<u8>)> =
        own.into_iter().map(|(path, who, body)| (path, (who, body))).collect();
    let attested = "/attestations/dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd";
    all.insert(attested, (Who::Job, json(json!([attestation()]))));
    all.insert("/repository/files/.gitlab-ci.yml/raw", (Who::Job, CONFIGURATION.into()));
    all.insert("/repository/files/ci%2Funit.yml/raw", (Who::Job, "unit: {script: pytest}\n".into()));
    all.insert("/attestations/1/download", (Who::Job, json(json!({ "mediaType": "application/x" }))));
    all.insert("/repository/commits/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", (Who::Job, json(commit(COMMIT))));
    for path in [
        "/repository/commits/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/signature",
        "/repository/commits/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb/signature",
    ] {
        all.insert(path, (Who::Reader, json(signature())));
    }
    all.insert(
        "/repository/commits/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/merge_requests",
        (Who::Job, json(json!([]))),
    );
    all
}

/// A ZIP archive with these files.
pub(crate) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn user(id: u64, username: &str) -> Value {
    json!({ "id": id, "username": username, "name": username.to_uppercase(), "state": "active" })
}

fn member(id: u64, username: &str, access_level: u64) -> Value {
    let mut member = user(id, username);
    member["access_level"] = access_level.into();
    member
}

fn project() -> Value {
    json!({
        "id": 17, "path_with_namespace": "group/project", "web_url": "https://gitlab.example/group/project",
        "default_branch": "main", "visibility": "private", "ci_config_path": "",
        "only_allow_merge_if_pipeline_succeeds": true, "merge_method": "merge"
    })
}

fn pipeline(id: u64) -> Value {
    json!({
        "id": id, "iid": 1, "project_id": 17, "sha": COMMIT, "ref": "main", "status": "running", "source": "push",
        "tag": false, "created_at": "2026-11-24T17:00:00.000Z", "user": user(1, "ada")
    })
}

pub(crate) fn archive() -> Value {
    json!([
        { "file_type": "archive", "size": 100, "filename": "artifacts.zip", "file_format": "zip" },
        { "file_type": "trace", "size": 100, "filename": "job.log", "file_format": null }
    ])
}

pub(crate) fn job(id: u64, name: &str, status: &str, pipeline_id: u64, artifacts: Value) -> Value {
    json!({
        "id": id, "name": name, "stage": "test", "status": status, "allow_failure": false, "ref": "main", "tag": false,
        "commit": commit(COMMIT), "pipeline": pipeline(pipeline_id), "user": user(1, "ada"),
        "started_at": "2026-11-24T17:01:00.000+01:00", "artifacts": artifacts
    })
}

pub(crate) fn jobs() -> Value {
    let report = json!([{ "file_type": "sast", "size": 9, "filename": "gl-sast-report.json", "file_format": "raw" }]);
    json!([
        job(102, "scan", "success", 42, report),
        job(101, "unit", "success", 42, archive()),
        job(100, "unit", "failed", 42, archive()),
        job(7, "gate", "running", 42, archive())
    ])
}

fn bridges() -> Value {
    json!([{
        "id": 110, "name": "start-child", "stage": "test", "status": "success", "allow_failure": false,
        "downstream_pipeline": { "id": 43, "project_id": 17, "sha": COMMIT, "status": "success" }
    }])
}

pub(crate) fn commit(id: &str) -> Value {
    json!({
        "id": id, "parent_ids": [if id == PARENT { BEFORE } else { PARENT }], "title": "Change something", "author_name": "ADA",
        "author_email": "ada@example.org", "committer_name": "ADA", "committer_email": "ada@example.org",
        "authored_date": "2026-11-20T10:00:00.000+01:00", "committed_date": "2026-11-20T10:00:00.000+01:00"
    })
}

fn signature() -> Value {
    json!({ "signature_type": "PGP", "verification_status": "verified", "gpg_key_id": 1, "gpg_key_primary_keyid": "8254AAB3FBD54AC9", "commit_source": "gitaly" })
}

pub(crate) fn tag() -> Value {
    json!({
        "name": "v1.1.0", "message": "", "target": COMMIT, "commit": commit(COMMIT), "protected": true,
        "created_at": null
    })
}

pub(crate) fn merge_request() -> Value {
    json!({
        "id": 1005, "iid": 5, "state": "merged", "target_branch": "main", "author": user(1, "ada"),
        "merge_user": user(2, "bob"), "created_at": "2026-11-19T10:00:00Z", "merged_at": "2026-11-20T12:00:00Z",
        "sha": PARENT, "merge_commit_sha": COMMIT, "squash_commit_sha": null
    })
}

fn approvals() -> Value {
    json!({
        "user_has_approved": false, "user_can_approve": false, "approved": true,
        "approved_by": [{ "user": user(2, "bob"), "approved_at": "2026-11-20T11:00:00Z" }, { "user": user(1, "ada") }]
    })
}

fn protected_branches() -> Value {
    let maintainers = json!([{ "id": 1, "access_level": 40, "access_level_description": "Maintainers" }]);
    json!([{
        "id": 1, "name": "main", "push_access_levels": maintainers, "merge_access_levels": maintainers,
        "allow_force_push": false, "code_owner_approval_required": false
    }])
}

fn protected_tags() -> Value {
    json!([{ "name": "v*", "create_access_levels": [{ "id": 1, "access_level": 40, "access_level_description": "Maintainers" }] }])
}

fn releases() -> Value {
    json!([{
        "tag_name": "v1.0.0", "name": "1.0.0", "released_at": "2026-10-01T10:00:00Z", "upcoming_release": false,
        "commit": commit(BEFORE), "assets": { "count": 1, "links": [{ "id": 1, "name": "app", "url": "https://x.example/app" }] }
    }])
}

fn deployment() -> Value {
    json!({
        "id": 900, "iid": 9, "ref": "main", "sha": COMMIT, "status": "success", "created_at": "2026-11-20T13:00:00Z",
        "finished_at": "2026-11-20T13:10:00Z", "environment": { "id": 1, "name": "production" }
    })
}

fn attestation() -> Value {
    json!({
        "id": 1, "iid": 1, "status": "success", "predicate_type": "https://slsa.dev/provenance/v1", "build_id": 101,
        "subject_digest": DIGEST, "created_at": "2026-11-24T17:00:00Z", "expire_at": null
    })
}

fn issues() -> Value {
    json!([{
        "id": 33, "iid": 3, "issue_type": "incident", "author": user(3, "eve"), "labels": ["severity::1"],
        "created_at": "2026-11-21T10:00:00Z", "closed_at": "2026-11-21T12:00:00Z", "user_notes_count": 2
    }])
}

fn notes() -> Value {
    json!([
        { "id": 1, "system": true, "author": user(1, "ada"), "created_at": "2026-11-21T10:01:00Z" },
        { "id": 2, "system": false, "author": user(3, "eve"), "created_at": "2026-11-21T10:02:00Z" },
        { "id": 3, "system": false, "author": user(1, "ada"), "created_at": "2026-11-21T10:30:00Z" }
    ])
}
