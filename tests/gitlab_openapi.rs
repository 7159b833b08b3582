// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Holds every request of ours against the OpenAPI document that GitLab makes of its own code.
//!
//! It takes the document from the corpus beside the repository. `FREIGABE_PRISM` names the program of
//! `@stoplight/prism-cli` (`.ci/run` installs it), which reads requests by the document's schemas.
//! Without them the tests say so and do nothing.
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::support::{
    gitlab::{self, gather},
    server::{Received, Reply},
};

const DOCUMENT: &str = "../shared/corpus/gitlab/gitlab-openapi3.yaml";
/// What GitLab documents elsewhere (`doc/api/notes.md`) and the document leaves out.
const ELSEWHERE: &[&str] = &["/api/v4/projects/17/issues/3/notes", "/api/v4/projects/17/merge_requests/5/notes"];

/// Every list has it (`doc/api/rest/_index.md`, Pagination), also where the document leaves it out.
const PAGING: &str = "per_page";
/// Where the document is wrong: it takes the name of a branch for a number.
const WRONG: &[&str] = &["Request path parameter branch must be integer"];

/// The document as its paths, each with its lines, and what stands before and behind them.
struct Document {
    head: String,
    paths: BTreeMap<String, String>,
    tail: String,
}

fn document() -> Option<Document> {
    let Ok(text) = fs::read_to_string(DOCUMENT) else {
        println!("skipped: needs {DOCUMENT}");
        return None;
    };
    let (head, rest) = text.split_once("\npaths:\n").unwrap();
    let (paths, tail) = rest.split_once("\nservers:\n").unwrap();
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    let mut current = String::new();
    for line in paths.lines() {
        let key = line
            .strip_prefix("  ")
            .filter(|key| !key.starts_with(' '))
            .map(|key| key.trim_matches(['"', ':', '?', ' ']));
        if let Some(key) = key {
            // Parts that may hold several segments are written in a way of GitLab's own.
            current = key.replace("*package_version/(*path/)", "{package_version}/");
        } else {
            all.entry(current.clone()).or_default().push_str(&format!("{line}\n"));
        }
    }
    assert!(all.len() > 800, "{}", all.len());
    Some(Document { head: head.to_owned(), paths: all, tail: format!("servers:\n{tail}") })
}

/// Everything that is ever asked: the usual, and what is asked of a signed tag.
fn requests() -> Vec<Received> {
    let mut tag = gitlab::tag();
    tag["target"] = "9".repeat(40).into();
    let tag = Reply::json(tag.to_string());
    let server = gitlab::start(vec![("/repository/tags/v1.1.0", tag)]);
    gather(&server, (true, true));
    let mut all = server.received();
    all.extend(crate::gitlab_said::all_requests());
    all.sort_by(|a, b| (&a.path, &a.method).cmp(&(&b.path, &b.method)));
    all.dedup_by(|a, b| a.path == b.path && a.method == b.method);
    assert!(all.len() > 25, "{}", all.len());
    all.retain(|request| !ELSEWHERE.contains(&request.bare()));
    all
}

fn matches(template: &str, path: &str) -> bool {
    let (template, path): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    let is_free = |part: &str| part.starts_with('{') && part.ends_with('}');
    template.len() == path.len() && template.iter().zip(&path).all(|(known, part)| is_free(known) || known == part)
}

/// The operation of the document that a request belongs to, the one with the fewest free parts.
fn operation<'d>(document: &'d Document, request: &Received) -> Option<(&'d str, &'d str)> {
    let matching = document.paths.iter().filter(|(template, _)| matches(template, request.bare()));
    let (template, lines) = matching.min_by_key(|(template, _)| template.matches('{').count())?;
    let (_, operation) = lines.split_once(&format!("    {}:\n", request.method.to_lowercase()))?;
    let end = operation.lines().take_while(|line| line.starts_with("      ")).map(|line| line.len() + 1).sum();
    Some((template, &operation[..end]))
}

/// The names of an operation's query parameters.
fn query_names(operation: &str) -> BTreeSet<&str> {
    let mut lines = operation.lines().peekable();
    let mut names = BTreeSet::new();
    while let Some(line) = lines.next() {
        if line.trim() == "- in: query" {
            names.extend(
                lines
                    .peek()
                    .and_then(|line| line.trim().strip_prefix("name: "))
                    .map(|name| name.trim_matches(['"', '\''])),
            );
        }
    }
    names
}

#[test]
fn every_question_and_each_of_its_parameters_is_in_gitlabs_document() {
    let Some(document) = document() else { return };
    for request in requests() {
        let (template, operation) = operation(&document, &request).unwrap_or_else(|| panic!("{}", request.path));
        let names = query_names(operation);
        let query = request.path.split_once('?').map_or("", |(_, query)| query);
        for (name, _) in query.split('&').filter_map(|parameter| parameter.split_once('=')) {
            assert!(name == PAGING || names.contains(name), "{template}: `{name}` is none of {names:?}");
        }
    }
}

/// A server that reads requests by the document; it ends with the test.
struct Prism(Child, u16);

impl Drop for Prism {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Prism {
    fn start(program: &Path, document: &Path) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new(program);
        command.args(["mock", "--host", "127.0.0.1", "--port", &port.to_string()]).arg(document);
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let (prism, started) = (Self(child, port), Instant::now());
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(started.elapsed() < Duration::from_secs(120), "prism does not start");
            thread::sleep(Duration::from_millis(200));
        }
        prism
    }

    /// What it has against a request; `None` for nothing. That the document's own examples break its
    /// schemas (`response.…`) is no fault of the request.
    fn fault(&self, request: &Received) -> Option<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.1)).unwrap();
        let mut head =
            format!("{} {} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n", request.method, request.path);
        for (name, value) in request.headers.iter().filter(|(name, _)| !["host", "connection"].contains(&name.as_str()))
        {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        stream.write_all(format!("{head}\r\n").as_bytes()).unwrap();
        stream.write_all(&request.body).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let violations = head.lines().filter(|line| line.to_lowercase().starts_with("sl-violations"));
        let violated = violations.filter(|line| line.contains("\"request\"")).collect::<String>();
        let refused = ["NO_PATH", "NO_METHOD", "UNPROCESSABLE", "INVALID", "UNAUTHORIZED", "NO_BASE", "NO_SERVER"];
        let is_refused = body.contains("prism/errors") && refused.iter().any(|word| body.contains(word));
        if WRONG.iter().any(|wrong| body.contains(wrong)) && body.matches("\"location\"").count() == 1 {
            return None;
        }
        let is_bad = head.starts_with("HTTP/1.1 4") || is_refused || !violated.is_empty();
        is_bad.then(|| format!("{head}\n{body}"))
    }
}

#[test]
fn a_reader_of_the_document_finds_no_fault_in_our_requests() {
    let Some(prism) = std::env::var_os("FREIGABE_PRISM") else {
        println!("skipped: FREIGABE_PRISM names no prism");
        return;
    };
    let Some(document) = document() else { return };
    let mut requests = requests();
    // The document takes the bytes of an uploaded file for JSON.
    requests.retain(|request| !request.path.contains("/packages/generic/"));
    let used: String = document
        .paths
        .iter()
        .filter(|(template, _)| requests.iter().any(|request| matches(template, request.bare())))
        .map(|(template, lines)| format!("  \"{template}\":\n{lines}"))
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("openapi.yaml");
    fs::write(&path, format!("{}\npaths:\n{used}{}", document.head, document.tail)).unwrap();
    let prism = Prism::start(Path::new(&prism), &path);
    for wrong in ["/api/v4/projects/17/nonsense", "/api/v4/projects/17/deployments?status=bogus"] {
        let request = Received { method: "GET".into(), path: wrong.into(), headers: Vec::new(), body: Vec::new() };
        assert!(prism.fault(&request).is_some(), "{wrong}: a fault is found");
    }
    let faults: Vec<String> = requests
        .iter()
        .filter_map(|request| prism.fault(request).map(|fault| format!("{} {}: {fault}", request.method, request.path)))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}
