// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Evidence and facts from GitLab, with a stand-in of ours for it.
use std::{
    collections::BTreeSet,
    fs,
    io::Write,
    path::Path,
    process::{Command, Output},
    time::{Duration, Instant},
};

use freigabe::{
    collect::FromGitLab,
    model::{Cause, Claim, Fact, FactKind, ForgeSignature, JobStatus, SignatureKind, Verification},
};
use serde_json::Value;

use crate::{
    sigstore::RELEASE,
    support::{
        self, AT, code,
        gitlab::{self, COMMIT, JOB_TOKEN, READ_TOKEN, gather, missing},
        server::{Reply, Server},
        stderr, stdout,
    },
    world::{self, Content, EVERYTHING, Job, World},
};

/// What is known by its digest, whatever pipeline made it.
const ATTESTED: &str = "gitlab:attestation 1";

fn paths(from: &FromGitLab<String>) -> Vec<&str> {
    from.gathered.results.iter().map(|(origin, _)| &*origin.path).collect()
}

const POLICY: &str = "version: 1\ntitle: t\nrules:\n  - check: tests-passed\n    effect: block\n";

fn facts(from: &FromGitLab<String>) -> Vec<&Fact> {
    let facts = from.facts.iter().map(|(_, statement)| match &statement.claim {
        Claim::Forge(told) => told.as_ref(),
        other => panic!("{}", other.kind()),
    });
    facts.collect()
}

macro_rules! the {
    ($from:expr, $kind:path) => {
        facts($from).into_iter().find_map(|fact| if let $kind(it) = fact { Some(it) } else { None }).unwrap()
    };
}

#[test]
fn files_come_from_the_newest_attempt_of_each_job_and_from_child_pipelines() {
    let from = gather(&gitlab::start(Vec::new()), (true, true));
    assert_eq!(paths(&from), [ATTESTED, "gitlab:job 101 (unit)!reports/junit.xml", "gitlab:job 201 (child)!child.xml"]);
    assert!(from.gathered.results[1].1.contains("<testcase"));
    assert!(from.gathered.rejected.is_empty(), "{:?}", from.gathered.rejected);
    let ignored = &from.gathered.ignored[0];
    assert_eq!(&*ignored.path, "gitlab:job 102 (scan)");
    assert!(ignored.reason.en.contains("artifacts:paths"));
}

#[test]
fn every_fact_is_told_with_its_origin_and_time() {
    let server = gitlab::start(Vec::new());
    let from = gather(&server, (true, true));
    assert!(from.unseen.is_empty(), "{:#?}", from.unseen);
    let kinds: BTreeSet<&str> = facts(&from).iter().map(|fact| fact.kind().name()).collect();
    let expected = [
        "attestations",
        "changes",
        "commit",
        "configuration",
        "deployments",
        "environments",
        "forge-project",
        "history",
        "issues",
        "members",
        "packages",
        "pipeline",
        "protection",
        "releases",
        "tag",
    ];
    assert_eq!(kinds, BTreeSet::from(expected));
    for (origin, statement) in &from.facts {
        assert!(origin.path.starts_with(&format!("{}/api/v4/projects/17", server.url)), "{}", origin.path);
        assert!(origin.size > 0);
        assert_eq!(statement.made_at, Some(AT.parse().unwrap()));
    }
}

#[test]
fn facts_say_what_gitlab_says() {
    let from = gather(&gitlab::start(Vec::new()), (true, true));
    let pipeline = the!(&from, Fact::Pipeline);
    assert_eq!(
        (pipeline.source.as_deref(), &*pipeline.reference, &pipeline.is_protected),
        (Some("push"), "main", &Ok(true))
    );
    assert_eq!(pipeline.config_path, Ok(".gitlab-ci.yml".into()));
    let jobs: Vec<(u64, &str, bool)> =
        pipeline.jobs.iter().map(|job| (job.id, job.status.name(), job.is_repeated)).collect();
    let expected = [
        (7, "running", false),
        (100, "failed", true),
        (101, "success", false),
        (102, "success", false),
        (201, "success", false),
    ];
    assert_eq!(jobs, expected);
    let child = &pipeline.children.as_ref().unwrap()[0];
    assert_eq!((child.id, &*child.started_by, &child.status), (Some(43), "start-child", &JobStatus::Success));
    let commit = the!(&from, Fact::Commit);
    let Some(Ok(ForgeSignature::Signed { kind, verification, key })) = &commit.signature else { panic!("{commit:?}") };
    assert_eq!((kind, verification), (&SignatureKind::Pgp, &Verification::Verified));
    assert_eq!(key.as_deref(), Some("8254AAB3FBD54AC9"));
    let tag = the!(&from, Fact::Tag);
    assert_eq!((tag.is_annotated, &tag.signature), (false, &Some(Ok(ForgeSignature::Unsigned))));
    let changes = the!(&from, Fact::Changes);
    assert_eq!(changes.since.as_ref().map(|(tag, _)| &**tag), Some("v1.0.0"));
    assert!(changes.direct_commits().unwrap().is_empty());
    let request = &changes.requests.as_ref().unwrap()[0];
    let others: Vec<&str> = request.approvals_by_others().unwrap().iter().map(|by| &*by.user.username).collect();
    assert_eq!((others, request.author_approved()), (vec!["bob"], Ok(true)));
    let protection = the!(&from, Fact::Protection);
    assert_eq!(protection.of_branch("main").unwrap()[0].allows_force_push, Some(false));
    assert_eq!(protection.of_tag("v1.1.0").unwrap()[0].push[0].role, Some(40));
    let roles: Vec<(&str, u64)> =
        the!(&from, Fact::Members).iter().map(|member| (&*member.user.username, member.role)).collect();
    assert_eq!(roles, [("ada", 30), ("bob", 40)]);
    let deployment = &the!(&from, Fact::Deployments)[0];
    assert_eq!(deployment.requests.as_ref().unwrap().as_ref().unwrap()[0].number, 5);
    let issue = &the!(&from, Fact::Issues)[0];
    assert_eq!(issue.first_response, Ok(Some("2026-11-21T10:30:00Z".parse().unwrap())));
}

#[test]
fn what_an_answer_leaves_out_is_unseen_and_not_the_strictest_setting() {
    let project = r#"{"id":17,"path_with_namespace":"g/p","web_url":"https://gitlab.example/g/p"}"#;
    let replies = vec![
        ("/protected_branches", Reply::json(r#"[{"name":"main","allow_force_push":false}]"#)),
        ("/protected_tags", Reply::json(r#"[{"name":"v*"}]"#)),
        ("", Reply::json(project)),
    ];
    let from = gather(&gitlab::start(replies), (true, true));
    let protection = the!(&from, Fact::Protection);
    assert!(protection.branches.is_err() && protection.tags.is_err());
    assert!(the!(&from, Fact::Pipeline).config_path.is_err());
}

#[test]
fn a_release_that_is_no_ancestor_is_not_the_one_before() {
    let beside = r#"[{"id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","parent_ids":["bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"]}]"#;
    let from = gather(&gitlab::start(vec![("/repository/commits", Reply::json(beside))]), (true, true));
    let changes = the!(&from, Fact::Changes);
    assert_eq!(changes.since, None);
    assert!(changes.are_whole(changes.commits.as_ref().unwrap()));
}

#[test]
fn each_token_is_used_where_it_is_enough_and_never_both() {
    let server = gitlab::start(Vec::new());
    gather(&server, (true, true));
    for request in server.received() {
        let (job, read) = (request.header("job-token"), request.header("authorization"));
        assert!(job.is_some() != read.is_some(), "{}", request.path);
        assert!(!request.path.contains("token"), "{}", request.path);
        let is_artifact = request.path.ends_with("/artifacts");
        assert!(!is_artifact || job.is_some(), "{}", request.path);
    }
}

#[test]
fn without_a_read_token_what_it_would_show_is_unseen_and_names_the_scope() {
    let from = gather(&gitlab::start(Vec::new()), (true, false));
    let seen = [ATTESTED, "gitlab:job 101 (unit)!reports/junit.xml"];
    assert_eq!(paths(&from), seen, "child pipelines are not seen");
    let hidden: BTreeSet<&str> = from.unseen.iter().map(|unseen| unseen.fact.name()).collect();
    assert_eq!(
        hidden,
        BTreeSet::from([
            "changes",
            "commit",
            "configuration",
            "forge-project",
            "issues",
            "members",
            "pipeline",
            "protection"
        ])
    );
    for unseen in &from.unseen {
        assert_eq!(unseen.cause, Cause::Unauthorized, "{unseen:?}");
        let text = unseen.text();
        for (text, role) in [(&text.en, "the role"), (&text.de, "der Rolle")] {
            assert!(
                text.contains("`read_api`") && text.contains(role) && text.contains("FREIGABE_READ_TOKEN"),
                "{text}"
            );
        }
    }
}

#[test]
fn without_any_token_nothing_is_seen_and_that_is_said() {
    let from = gather(&gitlab::start(Vec::new()), (false, false));
    assert!(from.gathered.results.is_empty());
    assert!(from.unseen.iter().all(|unseen| unseen.cause == Cause::NoToken), "{:#?}", from.unseen);
    assert!(from.gathered.rejected[0].rejection.reason.en.contains("CI_JOB_TOKEN"), "{:?}", from.gathered.rejected);
}

const SIGNATURE: &str = "/repository/commits/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/signature";
const WHOLE_COMMIT: &str = "/repository/commits/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

#[test]
fn the_many_meanings_of_404_are_told_apart() {
    let signature = |reply: Reply| {
        let from = gather(&gitlab::start(vec![(SIGNATURE, reply)]), (true, true));
        the!(&from, Fact::Commit).signature.clone().unwrap()
    };
    assert_eq!(signature(missing("404 Signature Not Found")), Ok(ForgeSignature::Unsigned));
    assert_eq!(signature(missing("404 Commit Not Found")).unwrap_err().cause, Cause::Absent);
    assert_eq!(signature(Reply::status(401, "{}")).unwrap_err().cause, Cause::Unauthorized);
    assert_eq!(signature(Reply::status(403, "{}")).unwrap_err().cause, Cause::Forbidden);
    assert!(matches!(signature(Reply::status(418, "{}")).unwrap_err().cause, Cause::Malformed(_)));
    let absent = gather(&gitlab::start(vec![(WHOLE_COMMIT, missing("404 Commit Not Found"))]), (true, true));
    assert_eq!(absent.unseen.iter().find(|unseen| unseen.fact == FactKind::Commit).unwrap().cause, Cause::Absent);
    let nothing = gather(&Server::start(|_| missing("404 Project Not Found")), (true, true));
    assert!(nothing.unseen.iter().all(|unseen| [Cause::Hidden, Cause::Unauthorized].contains(&unseen.cause)));
    let refused =
        gather(&gitlab::start(vec![("/jobs/101/artifacts", missing("404 Project Not Found"))]), (true, false));
    let reason = &refused.gathered.rejected[0].rejection.reason;
    assert!(reason.en.contains("licence") && reason.en.contains("FREIGABE_READ_TOKEN"), "{reason}");
}

#[test]
fn an_answer_that_is_not_what_gitlab_describes_is_unseen_with_its_place() {
    for (path, body, place) in [
        ("/releases", "[{\"tag_name\": 5}]", "[0].tag_name"),
        ("/releases", "[{}", "line 1, column 3"),
        ("/releases", "[] []", "line 1, column 4"),
        ("/releases", "{}", "line 1, column 0"),
        ("/deployments", "[{\"id\":1,\"iid\":1,\"status\":\"success\",\"sha\":\"abc\"}]", "[0].sha"),
        ("/issues", "[{\"iid\":1,\"created_at\":\"yesterday\"}]", "[0].created_at"),
    ] {
        let from = gather(&gitlab::start(vec![(path, Reply::json(body))]), (true, true));
        let unseen =
            from.unseen.iter().find(|unseen| unseen.url.contains(path)).unwrap_or_else(|| panic!("{path} {body}"));
        let text = unseen.text().en;
        assert!(text.contains(place) && !text.contains("yesterday"), "{body}: {text}");
    }
}

#[test]
fn a_pipeline_of_another_commit_gives_no_evidence() {
    let other = gitlab::jobs().to_string().replace(COMMIT, gitlab::PARENT);
    let whole = Reply::status(403, "{}");
    let from = gather(
        &gitlab::start(vec![("/pipelines/42/jobs", Reply::json(other)), ("/pipelines/42", whole)]),
        (true, true),
    );
    assert_eq!(paths(&from), [ATTESTED]);
    let reason = &from.gathered.rejected[0].rejection.reason.en;
    assert!(reason.contains(COMMIT) && reason.contains("--gitlab-pipeline"), "{reason}");
}

#[test]
fn a_server_that_cannot_be_reached_is_not_tried_for_every_question() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut settings = gitlab::settings(&gitlab::start(Vec::new()), (true, true));
    settings.api = format!("http://127.0.0.1:{port}/api/v4").parse().unwrap();
    settings.bounds.attempts = 2;
    let started = Instant::now();
    let from = gitlab::gather_with(&settings);
    assert!(started.elapsed() < Duration::from_secs(5), "one wait, not one for each question: {:?}", started.elapsed());
    assert!(from.unseen.len() > 8 && from.unseen.iter().all(|unseen| matches!(unseen.cause, Cause::Unreachable(_))));
    assert!(from.gathered.rejected[0].rejection.reason.en.contains("cannot be reached"));
}

/// Runs `freigabe check --gitlab` in a folder with `arguments`, as in a job of GitLab CI.
fn check(folder: &Path, server: &Server, arguments: &[&str]) -> Output {
    command(folder, server, arguments).output().unwrap()
}

fn command(folder: &Path, server: &Server, arguments: &[&str]) -> Command {
    command_by(POLICY, folder, server, arguments)
}

fn command_by(policy: &str, folder: &Path, server: &Server, arguments: &[&str]) -> Command {
    fs::write(folder.join("freigabe.yaml"), policy).unwrap();
    let mut command = support::freigabe();
    command.current_dir(folder).args(["check", "--gitlab", "--at", AT]).args(arguments);
    command.env("CI_API_V4_URL", format!("{}/api/v4", server.url)).env("CI_SERVER_URL", &server.url);
    command.env("CI_PROJECT_ID", "17").env("CI_PIPELINE_ID", "42").env("CI_JOB_ID", "7").env("CI_COMMIT_SHA", COMMIT);
    command.env("CI_JOB_TOKEN", JOB_TOKEN).env("FREIGABE_READ_TOKEN", READ_TOKEN);
    command
}

/// Everything that a run wrote or said.
fn everything(folder: &Path, output: &Output) -> String {
    let files =
        support::files(folder).into_iter().map(|file| String::from_utf8_lossy(&fs::read(file).unwrap()).into_owned());
    files.collect::<String>() + &stdout(output) + &stderr(output)
}

const REPORTS: &[&str] = &[
    "--report",
    "json=out/report.json",
    "--report",
    "html=out/report.html",
    "--report",
    "markdown=out/report.md",
    "--report",
    "junit=out/junit.xml",
    "--report",
    "sarif=out/report.sarif",
];

#[test]
fn a_release_passes_on_evidence_from_gitlab_alone() {
    let folder = tempfile::tempdir().unwrap();
    let output = check(folder.path(), &gitlab::start(Vec::new()), REPORTS);
    assert_eq!(code(&output), 0, "{}{}", stdout(&output), stderr(&output));
    let report: Value = serde_json::from_slice(&fs::read(folder.path().join("out/report.json")).unwrap()).unwrap();
    let text = report.to_string();
    for word in ["gitlab:job 101 (unit)!reports/junit.xml", "gitlab-api", "/api/v4/projects/17/pipelines/42"] {
        assert!(text.contains(word), "{word}");
    }
    let everything = everything(folder.path(), &output);
    assert!(!everything.contains(JOB_TOKEN) && !everything.contains(READ_TOKEN));
    let again = tempfile::tempdir().unwrap();
    let server = gitlab::start(Vec::new());
    check(again.path(), &server, REPORTS);
    let twice = fs::read_to_string(again.path().join("out/report.json")).unwrap();
    let once = fs::read_to_string(folder.path().join("out/report.json")).unwrap();
    let plain = |text: &str| {
        text.lines().filter(|line| !line.contains("127.0.0.1") && !line.contains("sha256")).collect::<String>()
    };
    assert_eq!(plain(&once), plain(&twice), "two runs say the same");
}

#[test]
fn whatever_the_server_does_the_verdict_is_undecided_with_a_reason_and_nothing_leaks() {
    let other = Server::start(|_| Reply::json("[]"));
    let json = ("content-type", "application/json".to_owned());
    let echo = format!("[{{\"name\": \"{JOB_TOKEN}\"}}]");
    let head = b"HTTP/1.1 200 x\r\ncontent-type: application/json\r\n\r\n".to_vec();
    let endless = Reply::Whole(
        200,
        vec![("link", "</api/v4/projects/17/pipelines/42/jobs?page=2>; rel=next".to_owned()), json.clone()],
        b"[]".to_vec(),
    );
    let cases = [
        ("silent", Reply::Silence, "too long"),
        ("slow", Reply::Drip(head.clone(), Duration::from_millis(200)), "too long"),
        ("oversized", Reply::Flood(head), "larger than"),
        ("truncated", Reply::Raw(b"HTTP/1.1 200 x\r\ncontent-length: 9\r\n\r\n[".to_vec()), "ended before its end"),
        (
            "wrong type",
            Reply::Whole(200, vec![("content-type", "text/html".to_owned())], b"<html>".to_vec()),
            "no JSON",
        ),
        ("redirect", Reply::redirect(format!("{}/x", other.url)), "redirects to"),
        ("loop", Reply::redirect("/api/v4/projects/17/pipelines/42/jobs"), "redirects more than"),
        ("busy", Reply::Whole(429, vec![("retry-after", "3000".to_owned())], b"Retry later".to_vec()), "3000 seconds"),
        ("endless pages", endless, "circle"),
        ("echo", Reply::json(echo.clone()), "repeats the token"),
        ("echo in a refusal", Reply::status(403, &echo), "repeats the token"),
        ("not JSON", Reply::json("nonsense"), "not what GitLab describes"),
    ];
    std::thread::scope(|scope| {
        for (name, reply, reason) in &cases {
            scope.spawn(|| undecided(name, ("/pipelines/42/jobs", reply.clone()), reason));
        }
    });
    assert!(other.received().is_empty());
}

/// The server replies so at one place: the verdict is undecided, says why, comes in time and tells no secret.
fn undecided(name: &str, (path, reply): (&'static str, Reply), reason: &str) {
    let folder = tempfile::tempdir().unwrap();
    let server = gitlab::start(vec![(path, reply)]);
    let started = Instant::now();
    let output = check(folder.path(), &server, &[REPORTS, &["--network-time", "4"]].concat());
    assert!(started.elapsed() < Duration::from_secs(20), "{name}: took {:?}", started.elapsed());
    let everything = everything(folder.path(), &output);
    assert_eq!(code(&output), 2, "{name}: {everything}");
    assert!(everything.contains(reason), "{name}: {everything}");
    assert!(!everything.contains(JOB_TOKEN) && !everything.contains(READ_TOKEN), "{name}");
}

#[test]
fn every_commit_since_the_release_before_is_asked_for_its_signature() {
    let policy = POLICY.replace("tests-passed", "commits-signed");
    let run = |replies: Vec<(&'static str, Reply)>, read_token: &str| {
        let (folder, server) = (tempfile::tempdir().unwrap(), gitlab::start(replies));
        let mut command = command_by(&policy, folder.path(), &server, &["--tag", "v1.1.0"]);
        let output = command.env("FREIGABE_READ_TOKEN", read_token).output().unwrap();
        (code(&output), stdout(&output), server.received().len())
    };
    let of_parent = "/repository/commits/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb/signature";
    let (signed, told, asked) = run(Vec::new(), READ_TOKEN);
    assert_eq!(signed, 0, "{told}");
    let (unsigned, told, _) = run(vec![(of_parent, missing("404 Signature Not Found"))], READ_TOKEN);
    assert!(unsigned == 1 && told.contains(&format!("commit {} is not signed", gitlab::PARENT)), "{told}");
    let (hidden, told, asked_less) = run(Vec::new(), "");
    assert!(hidden == 2 && told.contains("`read_api`"), "{told}");
    assert!(asked_less < asked, "what no token may see of one commit is not asked of the next");
}

const SIGNED: &str = "
version: 1
title: t
trust:
  keys: [{ name: gate, file: gate.pub }]
rules:
  - check: signed-by
    with:
      evidence: [test-run]
      signers: [{ key: gate }]
    effect: block
";

/// What comes out where the job hands over a file, and beside it a signature over `signed`.
fn judge_signed(name: &str, content: &[u8], signed: &[u8]) -> Option<(i32, String)> {
    let folder = tempfile::tempdir().unwrap();
    support::freigabe().args(["keygen", "gate", "--unencrypted"]).current_dir(folder.path()).output().unwrap();
    let openssl = |arguments: &[&str]| {
        let run = Command::new("openssl").args(arguments).current_dir(folder.path()).output();
        run.is_ok_and(|output| output.status.success())
    };
    if !openssl(&["version"]) {
        println!("skipped: needs `openssl`");
        return None;
    }
    let sign = |bytes: &[u8]| {
        fs::write(folder.path().join("bytes"), bytes).unwrap();
        assert!(openssl(&["dgst", "-sha256", "-sign", "gate.key", "-out", "raw", "bytes"]));
        assert!(openssl(&["base64", "-A", "-in", "raw", "-out", "signature"]));
        fs::read(folder.path().join("signature")).unwrap()
    };
    let archive = gitlab::zip(&[(name, content), (&format!("{name}.sig"), &sign(signed))]);
    for name in ["bytes", "raw", "signature"] {
        fs::remove_file(folder.path().join(name)).unwrap();
    }
    let server = gitlab::start(vec![
        ("/jobs/101/artifacts", Reply::Whole(200, Vec::new(), archive)),
        ("/pipelines/42/bridges", Reply::json("[]")),
    ]);
    let output = command_by(SIGNED, folder.path(), &server, REPORTS).output().unwrap();
    Some((code(&output), everything(folder.path(), &output)))
}

#[test]
fn signatures_beside_files_in_the_archive_of_a_job_are_verified() {
    let junit = b"<testsuite name=\"unit\" tests=\"1\"><testcase name=\"a\"/></testsuite>\n".to_vec();
    let Some((good, told)) = judge_signed("out/junit.xml", &junit, &junit) else { return };
    assert!(good == 0 && told.contains("signed by gate"), "{told}");
    let (wrong, told) = judge_signed("out/junit.xml", &junit, b"something else").unwrap();
    assert!(wrong == 1 && told.contains("unknown-key"), "{told}");
    // Whoever signs an archive signs what is in it.
    let inner = gitlab::zip(&[("junit.xml", &junit)]);
    let (good, told) = judge_signed("out/tests.zip", &inner, &inner).unwrap();
    assert!(good == 0 && told.contains("signed by gate"), "{told}");
    let (wrong, told) = judge_signed("out/tests.zip", &inner, b"something else").unwrap();
    assert!(wrong == 1 && told.contains("unknown-key"), "{told}");
}

const OF_GITLAB: &str = "
version: 1
title: t
trust:
  roots: [{ name: behoerde, file: trusted_root.json }]
rules:
  - check: signed-by
    with:
      evidence: [provenance]
      signers:
        - workload:
            root: behoerde
            issuer: https://gitlab.behoerde.example
            project_id: \"42\"
            of_released_commit: false
    effect: block
";

/// What comes out where GitLab lists an attestation of `app.bin`, and gives `bundle` for it.
fn judge_attested(status: &str, bundle: Reply) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("app.bin"), RELEASE).unwrap();
    let root = World::new().trusted_root(EVERYTHING).to_string();
    fs::write(folder.path().join("trusted_root.json"), root).unwrap();
    let listed = serde_json::json!([{
        "id": 1, "iid": 7, "status": status, "predicate_type": "https://slsa.dev/provenance/v1", "build_id": 101,
        "subject_digest": "x", "created_at": "2026-11-24T12:00:00Z", "expire_at": null
    }]);
    let listed = Reply::json(listed.to_string());
    let server = gitlab::start_with(move |rest| match rest {
        "/attestations/7/download" => Some(bundle.clone()),
        rest if rest.starts_with("/attestations/") => Some(listed.clone()),
        _ => None,
    });
    let mut command = command_by(OF_GITLAB, folder.path(), &server, REPORTS);
    let output = command.args(["--artifact", "app.bin"]).output().unwrap();
    (code(&output), everything(folder.path(), &output))
}

#[test]
fn what_gitlab_attests_is_fetched_and_read_as_any_evidence() {
    let provenance = |about: &[u8]| {
        let Content::Statement(text) = world::statement(about) else { panic!() };
        let mut statement: Value = serde_json::from_str(&text).unwrap();
        statement["predicate"]["buildDefinition"]["externalParameters"] = serde_json::json!({});
        statement["predicate"]["runDetails"] =
            serde_json::json!({ "builder": { "id": "https://gitlab.behoerde.example/runner" } });
        let job = Job::over(Content::Statement(statement.to_string()));
        Reply::json(World::new().bundle(&job).to_string())
    };
    let (signed, told) = judge_attested("success", provenance(RELEASE));
    assert_eq!(signed, 0, "{told}");
    let (other, told) = judge_attested("success", provenance(b"something else\n"));
    assert!(other == 1 && told.contains("gitlab:attestation 7"), "{told}");
    for (reply, words) in [
        (missing("404 Not Found"), "GitLab Ultimate"),
        (Reply::status(403, "{}"), "403"),
        (Reply::Flood(b"HTTP/1.1 200 x\r\n\r\n{".to_vec()), "larger than"),
    ] {
        let (refused, told) = judge_attested("success", reply);
        assert!(refused == 2 && told.contains("gitlab:attestation 7") && told.contains(words), "{told}");
    }
    let (failed, told) = judge_attested("error", missing("404 Not Found"));
    assert!(failed == 2 && told.contains("its status is `error`") && told.contains("gitlab:attestation 7"), "{told}");
}

#[test]
fn an_archive_that_is_none_or_too_large_is_rejected_by_the_name_of_its_job() {
    let good = gitlab::zip(&[("junit.xml", b"<testsuite name=\"u\" tests=\"1\"><testcase name=\"a\"/></testsuite>")]);
    let whole = |bytes: &[u8]| Reply::Whole(200, Vec::new(), bytes.to_vec());
    let mut escaping = good.clone();
    let places: Vec<usize> =
        escaping.windows(9).enumerate().filter(|(_, w)| *w == b"junit.xml").map(|(at, _)| at).collect();
    places.into_iter().for_each(|at| escaping[at..at + 9].copy_from_slice(b"../../etc"));
    for (name, reply, reason) in [
        ("broken", whole(&good[..good.len() - 9]), "damaged"),
        ("empty", whole(b""), "no ZIP archive"),
        ("a login page", whole(b"<html>sign in</html>"), "no ZIP archive"),
        ("escaping", whole(&escaping), "leaves it"),
        ("endless", Reply::Flood(b"HTTP/1.1 200 x\r\n\r\nPK\x03\x04".to_vec()), "larger than"),
        ("slow", Reply::Drip(b"HTTP/1.1 200 x\r\n\r\nPK\x03\x04".to_vec(), Duration::from_millis(300)), "too long"),
        ("refused", Reply::status(403, "{}"), "403"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let server = gitlab::start(vec![("/jobs/101/artifacts", reply)]);
        let output = check(folder.path(), &server, &["--network-time", "5", "--max-file-size", "1MiB"]);
        let all = stdout(&output) + &stderr(&output);
        assert_eq!(code(&output), 2, "{name}: {all}");
        assert!(all.contains("gitlab:job 101 (unit)") && all.contains(reason), "{name}: {all}");
    }
}

#[test]
fn what_no_token_may_read_stands_in_the_report() {
    let folder = tempfile::tempdir().unwrap();
    let server = gitlab::start(vec![("/protected_branches", Reply::status(403, "{}"))]);
    let output = check(folder.path(), &server, REPORTS);
    assert_eq!(code(&output), 0);
    for file in ["report.json", "report.html", "report.md"] {
        let text = fs::read_to_string(folder.path().join("out").join(file)).unwrap();
        assert!(text.contains("the protected branches") && text.contains("Maintainer"), "{file}");
    }
}

#[test]
fn what_is_needed_to_ask_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("freigabe.yaml"), POLICY).unwrap();
    let run = |arguments: &[&str]| {
        let mut command = support::freigabe();
        command.current_dir(folder.path()).arg("check").args(arguments).output().unwrap()
    };
    for (arguments, word) in [
        (&["--gitlab"][..], "--gitlab=URL"),
        (&["--gitlab=https://gitlab.example"], "--gitlab-project"),
        (&["--gitlab=https://gitlab.example", "--gitlab-project=1"], "--gitlab-pipeline"),
        (&["--gitlab=nonsense"], "expected an address"),
        (&["--gitlab=https://me:secret@gitlab.example"], "expected an address"),
        (&["--gitlab=http://gitlab.example", "--gitlab-project=1", "--gitlab-pipeline=1"], "https"),
        (&["--gitlab-project=1"], "--gitlab"),
        (
            &["--gitlab=https://g.example", "--gitlab-project=1", "--gitlab-pipeline=1", "--ca-file=freigabe.yaml"],
            "PEM",
        ),
    ] {
        let output = run(arguments);
        assert_eq!(code(&output), 3, "{arguments:?}: {}", stderr(&output));
        assert!(
            stderr(&output).contains(word) && !stderr(&output).contains("secret"),
            "{arguments:?}: {}",
            stderr(&output)
        );
    }
}

#[test]
fn facts_of_another_project_are_refused() {
    let case = Path::new("tests/cases/publiccode/satisfied_url_known_from_gitlab");
    let run = |project: &str| {
        let mut command = support::freigabe();
        let at = ["--at", support::AT, "--gitlab-facts", "facts.json", "--policy", "policy.yaml"];
        command.current_dir(case).args(["check", "evidence"]).args(at).env("CI_PROJECT_URL", project).output().unwrap()
    };
    let of_this = run("https://example.org/aktenplan");
    assert_eq!(code(&of_this), 0, "{}{}", stdout(&of_this), stderr(&of_this));
    let of_another = run("https://example.org/other");
    assert_eq!(code(&of_another), 3);
    assert!(
        stderr(&of_another).contains("holds facts about `https://example.org/aktenplan`"),
        "{}",
        stderr(&of_another)
    );
}

#[test]
fn facts_that_say_a_thing_twice_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let case = Path::new("tests/cases/protected/satisfied_branch_and_tag");
    let facts = fs::read_to_string(case.join("facts.json")).unwrap();
    let mut facts: serde_json::Value = serde_json::from_str(&facts).unwrap();
    let protection = facts["facts"][0].clone();
    let mut run_with = |more: serde_json::Value| {
        facts["facts"].as_array_mut().unwrap().push(more);
        fs::write(folder.path().join("facts.json"), facts.to_string()).unwrap();
        let mut command = support::freigabe();
        command.current_dir(folder.path()).args(["check", "--gitlab-facts", "facts.json", "--at", support::AT]);
        command.arg("--policy").arg(case.canonicalize().unwrap().join("policy.yaml")).output().unwrap()
    };
    // Of each artifact GitLab attests on its own.
    for _ in 0..2 {
        let output = run_with(serde_json::json!({ "attestations": [] }));
        assert_ne!(code(&output), 3, "{}", stderr(&output));
    }
    let output = run_with(protection);
    assert_eq!(code(&output), 3, "{}", stdout(&output));
    assert!(stderr(&output).contains("twice"), "{}", stderr(&output));
}

/// Judges a case by its own facts, with more arguments and variables.
fn judge(case: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let case = Path::new("tests/cases").join(case);
    let more = fs::read_to_string(case.join("arguments")).unwrap();
    let mut command = support::freigabe();
    command.current_dir(case.join("evidence")).args(["check", ".", "--policy", "../policy.yaml"]);
    command.args(["--at", "2026-11-24T12:00:00Z"]).args(more.lines()).args(arguments);
    command.envs(variables.iter().copied()).output().unwrap()
}

#[test]
fn what_names_no_commit_counts_only_for_the_project_it_is_known_to_be_of() {
    // Protections hold for a moment; without the project they could be those of any other.
    let case = "protected/satisfied_branch_and_tag";
    let in_job = judge(case, &[], &[("CI_PROJECT_URL", "https://example.org/aktenplan")]);
    assert_eq!(code(&in_job), 3);
    assert!(stderr(&in_job).contains("does not say which project"), "{}", stderr(&in_job));
    let elsewhere = judge(case, &[], &[]);
    assert_eq!(code(&elsewhere), 0, "{}", stdout(&elsewhere));
    assert!(stdout(&elsewhere).contains("about a project that is not named"), "{}", stdout(&elsewhere));
}

#[test]
fn how_old_facts_may_be_is_said_on_the_command_line_and_in_the_report() {
    let case = "reviewed/undecided_asked_long_before";
    let unwrapped = |output: &Output| stdout(output).split_whitespace().collect::<Vec<_>>().join(" ");
    let strict = unwrapped(&judge(case, &[], &[]));
    assert!(strict.contains("at most 1 day before") && strict.contains("--gitlab-facts-max-age"), "{strict}");
    let lenient = judge(case, &["--gitlab-facts-max-age", "60 days"], &[]);
    let told = unwrapped(&lenient);
    assert!(code(&lenient) == 0 && told.contains("as old as 60 days"), "{told}");
    let still = judge(case, &["--gitlab-facts-max-age", "1 day"], &[]);
    assert_eq!(code(&still), 2, "{}", stdout(&still));
}

#[test]
fn nothing_speaks_to_a_network_without_being_told_to() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("freigabe.yaml"), POLICY).unwrap();
    fs::write(folder.path().join("junit.xml"), "<testsuite name=\"u\" tests=\"1\"><testcase name=\"a\"/></testsuite>")
        .unwrap();
    let run = |program: &str, before: &[&str], arguments: &[&str]| {
        let mut command = Command::new(program);
        command.env_clear().env("PATH", "/usr/bin:/bin").env("CI_API_V4_URL", "https://gitlab.example/api/v4");
        command.env("CI_PROJECT_ID", "17").env("CI_PIPELINE_ID", "42").env("CI_JOB_TOKEN", JOB_TOKEN);
        command.current_dir(folder.path()).args(before).arg(env!("CARGO_BIN_EXE_freigabe")).args(arguments).output()
    };
    if !run("unshare", &["-rn"], &["--version"]).is_ok_and(|output| output.status.success()) {
        println!("skipped: needs `unshare` and user namespaces");
        return;
    }
    let trace = folder.path().join("trace");
    let trace = trace.to_str().unwrap();
    let is_traced = run("strace", &["-f", "-o", trace], &["--version"]).is_ok_and(|output| output.status.success());
    let by_digest = format!("registry.example/app@sha256:{}", "a".repeat(64));
    for arguments in [
        &["check", "--at", AT][..],
        &["check", "--at", AT, "--artifact", &by_digest],
        &["inspect", "junit.xml"],
        &["policy", "check"],
        &["explain"],
    ] {
        let output = run("unshare", &["-rn"], arguments).unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
        if is_traced {
            run("strace", &["-f", "-e", "trace=network", "-o", trace], arguments).unwrap();
            let calls = fs::read_to_string(trace).unwrap();
            assert!(!calls.contains("socket("), "{arguments:?}: {calls}");
        }
    }
    let output = run("unshare", &["-rn"], &["check", "--gitlab", "--at", AT, "--network-time", "3"]).unwrap();
    assert_eq!(code(&output), 2, "with it, what cannot be reached is said: {}", stdout(&output));
    assert!(
        stdout(&output).contains("cannot be reached") || stdout(&output).contains("too long"),
        "{}",
        stdout(&output)
    );
}

/// Six MiB that do not shrink.
fn noise() -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut bytes = Vec::with_capacity(6 << 20);
    while bytes.len() < 6 << 20 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes
}

/// An archive of six MiB with a test report in it, for each job another.
fn large_archive(job: u64, noise: &[u8]) -> Reply {
    let junit = format!("<testsuite name=\"s{job}\" tests=\"1\"><testcase name=\"a{job}\"/></testsuite>");
    let mut bytes = noise.to_vec();
    bytes[..8].copy_from_slice(&job.to_le_bytes());
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in [("app.bin", bytes.as_slice()), ("junit.xml", junit.as_bytes())] {
        writer.start_file(name, stored).unwrap();
        writer.write_all(bytes).unwrap();
    }
    Reply::Whole(200, Vec::new(), writer.finish().unwrap().into_inner())
}

#[test]
fn fifty_jobs_with_300_mb_are_gathered_in_bounded_memory() {
    let jobs = (1001..=1050).map(|id| gitlab::job(id, &format!("job-{id}"), "success", 42, gitlab::archive()));
    let jobs = Value::Array(jobs.collect()).to_string();
    let noise = noise();
    let server = gitlab::start_with(move |rest| match rest {
        "/pipelines/42/jobs" => Some(Reply::json(jobs.clone())),
        "/pipelines/42/bridges" => Some(Reply::json("[]")),
        _ => {
            let id = rest.strip_prefix("/jobs/")?.strip_suffix("/artifacts")?;
            Some(large_archive(id.parse().unwrap(), &noise))
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let started = Instant::now();
    let child = command(folder.path(), &server, REPORTS).stdout(std::process::Stdio::null()).spawn().unwrap();
    let (ended, peak) = support::peak(child);
    println!("50 jobs with 6 MiB each: {:.1} s, at most {} MiB of memory", started.elapsed().as_secs_f64(), peak >> 10);
    assert!(ended.success());
    let report = fs::read_to_string(folder.path().join("out/report.json")).unwrap();
    assert!(
        report.contains("gitlab:job 1001 (job-1001)!junit.xml")
            && report.contains("gitlab:job 1050 (job-1050)!junit.xml")
    );
    assert!(peak < 150 << 10, "{peak} KiB");
}
