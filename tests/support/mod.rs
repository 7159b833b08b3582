// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Runs the program as a user would, with an environment that is the same everywhere.

use std::{
    collections::BTreeMap,
    env,
    ffi::OsString,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Output},
    time::Duration,
};

use serde_json::Value;

pub(crate) mod gitlab;
pub(crate) mod layout;
pub(crate) mod registry;
pub(crate) mod server;
pub(crate) mod yaml;

/// The time at which all tests take place.
pub(crate) const AT: &str = "2026-11-24T18:00:00Z";

/// The program: the binary that `FREIGABE_BINARY` names (`.ci/run` names the one that is released), or the one
/// that was built for the tests.
pub(crate) fn program() -> OsString {
    env::var_os("FREIGABE_BINARY").unwrap_or_else(|| env!("CARGO_BIN_EXE_freigabe").into())
}

/// The same, with nothing of this machine's environment.
pub(crate) fn freigabe() -> Command {
    without_environment(program())
}

/// The program as it was built for the tests: arithmetic that overflows is a panic in it, and it can load the
/// library of a token.
pub(crate) fn checked() -> Command {
    without_environment(env!("CARGO_BIN_EXE_freigabe").into())
}

fn without_environment(program: OsString) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("PATH", "/usr/bin:/bin");
    command
}

/// Runs the program with these arguments.
pub(crate) fn run<A: AsRef<str>>(arguments: &[A]) -> Output {
    let arguments = arguments.iter().map(AsRef::as_ref);
    freigabe().args(arguments).output().unwrap()
}

/// Runs the program; gives its exit code.
pub(crate) fn code(output: &Output) -> i32 {
    output.status.code().expect("ended by a signal")
}

/// Waits for the program to end; with that, the most memory that it took, in KiB.
pub(crate) fn peak(mut child: Child) -> (ExitStatus, u64) {
    let (status, mut peak) = (format!("/proc/{}/status", child.id()), 0);
    loop {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(peak);
        if let Some(ended) = child.try_wait().unwrap() {
            return (ended, peak);
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// What it printed.
pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// What it told the user.
pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The folders in a folder, by name.
pub(crate) fn folders(parent: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = fs::read_dir(parent).unwrap().map(|entry| entry.unwrap().path()).collect();
    all.retain(|path| path.is_dir());
    all.sort();
    all
}

/// Every file below a folder, by path.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { all.extend(files(&path)) } else { all.push(path) }
    }
    all.sort();
    all
}

/// A shipped example: what it is called with, and what comes out.
pub(crate) struct Example {
    pub(crate) folder: PathBuf,
    pub(crate) arguments: Vec<String>,
    pub(crate) verdict: String,
    pub(crate) rules: BTreeMap<String, String>,
}

/// Every shipped example, with the verdict that it expects.
pub(crate) fn examples() -> Vec<Example> {
    folders(Path::new("examples")).into_iter().map(example).collect()
}

fn example(folder: PathBuf) -> Example {
    let text = fs::read_to_string(folder.join("expected.json")).unwrap();
    let expected: Value = serde_json::from_str(&text).unwrap();
    let strings = |value: &Value| value.as_array().unwrap().iter().map(|s| s.as_str().unwrap().to_owned()).collect();
    let rules = expected["rules"].as_object().unwrap();
    Example {
        arguments: strings(&expected["arguments"]),
        verdict: expected["verdict"].as_str().unwrap().to_owned(),
        rules: rules.iter().map(|(id, outcome)| (id.clone(), outcome.as_str().unwrap().to_owned())).collect(),
        folder,
    }
}

/// Copies a folder.
pub(crate) fn copy(from: &Path, to: &Path) {
    for file in files(from) {
        let target = to.join(file.strip_prefix(from).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(&file, &target).unwrap();
    }
}

/// Makes a file in JSON so large that it is not held in memory, by blanks behind its end.
pub(crate) fn make_large(path: &Path) {
    let blanks = vec![b' '; 17 << 20];
    fs::OpenOptions::new().append(true).open(path).unwrap().write_all(&blanks).unwrap();
}

/// The exit code that belongs to a verdict.
pub(crate) fn exit_code(verdict: &str) -> i32 {
    match verdict {
        "passed" => 0,
        "blocked" => 1,
        "undecided" => 2,
        other => panic!("no verdict: {other}"),
    }
}

/// Holds `got` against a file of the repository; `UPDATE=1` rewrites the file.
pub(crate) fn assert_file(path: &str, got: &str) {
    if env::var_os("UPDATE").is_some() {
        fs::create_dir_all(Path::new(path).parent().unwrap()).unwrap();
        fs::write(path, got).unwrap();
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    assert!(
        expected == got,
        "`{path}` is not what the program makes; run `UPDATE=1 cargo test` and look at the difference"
    );
}
