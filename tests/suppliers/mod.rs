// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Signatures as suppliers deliver them, made by the tools that suppliers use. Each tool signs, and we
//! verify; what was tampered with, signed by somebody else, expired or revoked is refused for its own
//! reason. A test whose tool is not installed says so (`.ci/run` installs them).
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use crate::support;

mod checksums;
mod cms;
mod git;
mod keys;
mod minisign;
mod mutation;
mod openpgp;
mod ssh;
mod verify;

const JUNIT: &str = "<testsuite name=\"unit\" tests=\"1\"><testcase name=\"a\"/></testsuite>\n";
/// The time of all tests in this folder, where none is named: the tools' clock is that of the machine.
const NOW: &str = "now";

/// A folder with evidence, an artifact and a policy that trusts what a test puts beside it.
struct World {
    folder: tempfile::TempDir,
    trust: String,
}

/// What became of the files.
struct Report(Value);

impl World {
    fn new() -> Self {
        let world = Self { folder: tempfile::tempdir().unwrap(), trust: String::new() };
        for folder in ["evidence", "dist", "home"] {
            fs::create_dir(world.path(folder)).unwrap();
        }
        world.write("evidence/junit.xml", JUNIT);
        world.write("dist/app.tar", "what is released\n");
        world
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).unwrap();
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    /// Lets the policy trust a file under the name of its list.
    fn trusts(&mut self, list: &str, file: &str) {
        let name = file.replace(['/', '.'], "-");
        self.trust.push_str(&format!("  {list}:\n    - name: {name}\n      file: {file}\n"));
    }

    /// Runs a tool in the folder, with a home of its own.
    fn tool(&self, line: &[&str]) -> String {
        let output = Command::new(line[0])
            .args(&line[1..])
            .current_dir(self.folder.path())
            .env("HOME", self.path("home"))
            .env("GNUPGHOME", self.path("home"))
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{line:?}: {told}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// What `freigabe check` says.
    fn check(&self) -> Report {
        self.check_at(NOW)
    }

    fn check_at(&self, at: &str) -> Report {
        if at == NOW { self.check_with(&[]) } else { self.check_with(&["--at", at]) }
    }

    fn check_with(&self, arguments: &[&str]) -> Report {
        let trust = if self.trust.is_empty() { String::new() } else { format!("trust:\n{}", self.trust) };
        let rules = "rules:\n  - check: tests-passed\n    effect: block\n";
        self.write("freigabe.yaml", format!("version: 1\ntitle: t\n{trust}{rules}"));
        let mut command = support::freigabe();
        command.args(["check", "evidence", "--artifact", "dist/app.tar", "--report", "json=-"]).args(arguments);
        let output = command.current_dir(self.folder.path()).output().unwrap();
        let page = serde_json::from_slice(&output.stdout);
        Report(page.unwrap_or_else(|error| panic!("{error}: {}", support::stderr(&output))))
    }
}

impl Report {
    fn of(&self, list: &str, path: &str) -> Option<&Value> {
        self.0[list].as_array().unwrap().iter().find(|entry| entry["path"] == path)
    }

    /// Who signed a piece of evidence.
    fn trust(&self, path: &str) -> String {
        let evidence = self.of("evidence", path);
        evidence.unwrap_or_else(|| panic!("{path}: {}", self.fate(path)))["trust"].as_str().unwrap().to_owned()
    }

    /// The codes of the doubts about a piece of evidence.
    fn doubts(&self, path: &str) -> Vec<String> {
        let evidence = self.of("evidence", path).unwrap_or_else(|| panic!("{path}: {}", self.fate(path)));
        let doubts = evidence["doubts"].as_array().cloned().unwrap_or_default();
        doubts.iter().map(|doubt| doubt["code"].as_str().unwrap().to_owned()).collect()
    }

    /// Why a file was rejected or ignored.
    fn fate(&self, path: &str) -> String {
        let found = ["rejected", "ignored"].iter().find_map(|list| self.of(list, path));
        found.map_or_else(|| "neither rejected nor ignored".to_owned(), |entry| entry["reason"].to_string())
    }

    fn is_rejected(&self, path: &str, code: &str) {
        let rejected = self.of("rejected", path).unwrap_or_else(|| panic!("{path}: {}", self.0));
        assert!(rejected["reason"].as_str().unwrap().contains(&format!("(`{code}`)")), "{path}: {rejected}");
    }
}

/// Whether a tool is installed; says so where it is not.
fn has(tool: &str) -> bool {
    let found = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
        .any(|folder| Path::new(&folder).join(tool).is_file());
    if !found {
        eprintln!("skipped: `{tool}` is not installed");
    }
    found
}
