// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What jobs make and do not hand on. GitLab hands a later job the archive of an earlier one
//! (`artifacts:paths`), never its report artifacts, and keeps it only when the job succeeds unless
//! `when: always` says otherwise.

use globset::GlobBuilder;

use super::pipeline::Job;
use crate::model::{Text, Words};

/// Kinds of report artifacts that are evidence, with their names for people.
const REPORTS: &[(&str, Words)] = &[
    ("container_scanning", Words { en: "container scanning", de: "Container-Prüfung" }),
    ("coverage_report", Words { en: "coverage", de: "Testabdeckung" }),
    ("cyclonedx", Words { en: "CycloneDX", de: "CycloneDX" }),
    ("dast", Words { en: "DAST", de: "DAST" }),
    ("dependency_scanning", Words { en: "dependency scanning", de: "Prüfung der Abhängigkeiten" }),
    ("junit", Words { en: "JUnit", de: "JUnit" }),
    ("sarif", Words { en: "SARIF", de: "SARIF" }),
    ("sast", Words { en: "SAST", de: "SAST" }),
    ("secret_detection", Words { en: "secret detection", de: "Suche nach Geheimnissen" }),
];

/// Commands whose output is evidence.
const TOOLS: &[&str] = &[
    "bandit",
    "brakeman",
    "cargo audit",
    "cargo cyclonedx",
    "cargo-cyclonedx",
    "cdxgen",
    "checkov",
    "cyclonedx-gomod",
    "cyclonedx-npm",
    "cyclonedx-py",
    "dependency-check",
    "dependency-check.sh",
    "detect-secrets",
    "dockle",
    "gitleaks",
    "gosec",
    "gotestsum",
    "govulncheck",
    "grype",
    "hadolint",
    "kics",
    "kube-bench",
    "kubescape",
    "npm audit",
    "nuclei",
    "ort",
    "osv-scanner",
    "pip-audit",
    "scancode",
    "semgrep",
    "snyk",
    "syft",
    "terrascan",
    "tfsec",
    "trivy",
    "trufflehog",
    "yarn audit",
    "zap-baseline.py",
    "zap-full-scan.py",
];

/// Words in front of a command that only say how it is run.
const WRAPPERS: &[&str] = &[
    "!", "-m", "bundle", "env", "exec", "npx", "pipx", "poetry", "pnpm", "python", "python3", "run", "sudo", "time",
    "uv", "uvx",
];

/// How names of files with evidence are recognised.
const NAMES: &[&str] = &["bom.json", "bom.xml", ".cdx.", ".sarif", ".spdx", "sbom", "junit", "gl-"];

/// What is amiss with a job that makes evidence.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// A report artifact, by the name of its kind, at this path is not in the archive.
    ReportOnly(Words, String),
    /// A report artifact is in `paths`, and a pattern under `exclude` takes it out again.
    Excluded(String, String),
    /// The archive is kept only when the job succeeds.
    OnlyOnSuccess,
    /// It runs this tool and keeps nothing.
    NothingKept(&'static str),
    /// It runs in this stage, when the gate runs or after it.
    TooLate(String),
}

/// A job that makes evidence.
pub(super) struct Maker {
    pub(super) name: String,
    /// What is in its archive.
    pub(super) paths: Vec<String>,
    pub(super) faults: Vec<Fault>,
}

/// What a job makes; `None` when that is no evidence, as far as can be told.
pub(super) fn of(job: &Job<'_>, is_too_late: bool) -> Option<Maker> {
    let paths = texts(job, &["paths"]);
    let reports: Vec<(Words, String)> = REPORTS.iter().flat_map(|(kind, name)| report(job, kind, *name)).collect();
    let commands = job.commands();
    let tool = commands.iter().find_map(|line| tool(line));
    let named = paths.iter().any(|path| NAMES.iter().any(|name| path.to_lowercase().contains(name)));
    if job.is_trigger() || job.is_gate() || job.refers_to_artifacts() {
        return None;
    }
    if reports.is_empty() && tool.is_none() && !named {
        return None;
    }
    let takes_all = job.artifacts(&["untracked"]).and_then(|all| all.text()) == Some("true");
    let excluded = texts(job, &["exclude"]);
    let mut faults = Vec::new();
    for (name, path) in reports {
        if !takes_all && !paths.iter().any(|pattern| covers(pattern, &path)) {
            faults.push(Fault::ReportOnly(name, path.clone()));
        }
        if let Some(pattern) = excluded.iter().find(|pattern| covers(pattern, &path)) {
            faults.push(Fault::Excluded(path, pattern.clone()));
        }
    }
    let keeps_nothing = paths.is_empty() && !takes_all && faults.is_empty();
    faults.extend(tool.filter(|_| keeps_nothing).map(Fault::NothingKept));
    if job.artifacts(&["when"]).and_then(|when| when.text()) != Some("always") {
        faults.push(Fault::OnlyOnSuccess);
    }
    faults.extend(is_too_late.then(|| Fault::TooLate(job.stage().to_owned())));
    Some(Maker { name: job.name.to_owned(), paths, faults })
}

fn texts(job: &Job<'_>, path: &[&str]) -> Vec<String> {
    let texts = job.artifacts(path).map(|node| job.texts(node)).unwrap_or_default();
    texts.into_iter().map(str::to_owned).collect()
}

/// The paths of a kind of report artifact.
fn report(job: &Job<'_>, kind: &str, name: Words) -> Vec<(Words, String)> {
    let key: &[&str] = if kind == "coverage_report" { &["reports", kind, "path"] } else { &["reports", kind] };
    texts(job, key).into_iter().map(|path| (name, path)).collect()
}

/// Whether a pattern of `paths` takes in a file: by name, by a folder above it, or by wildcards.
fn covers(pattern: &str, path: &str) -> bool {
    let plain = |text: &str| text.trim_start_matches("./").trim_end_matches('/').to_owned();
    let (pattern, path) = (plain(pattern), plain(path));
    if pattern == path || pattern == "." || pattern.is_empty() {
        return true;
    }
    let Ok(glob) = GlobBuilder::new(&pattern).literal_separator(true).build() else { return false };
    let glob = glob.compile_matcher();
    let above = path.match_indices('/').filter_map(|(end, _)| path.get(..end));
    above.chain([path.as_str()]).any(|part| part == pattern || glob.is_match(part))
}

/// The tool that a line of a script runs.
fn tool(line: &str) -> Option<&'static str> {
    line.split(['\n', ';', '|', '&', '(', '`']).find_map(|command| {
        let is_setting = |word: &&str| word.contains('=') && !word.starts_with('-');
        let mut words = command.split_whitespace().skip_while(|word| is_setting(word) || WRAPPERS.contains(word));
        let first = words.next()?.rsplit('/').next()?;
        let two = words.next().map(|second| format!("{first} {second}"));
        TOOLS.iter().copied().find(|tool| *tool == first || two.as_deref() == Some(tool))
    })
}

impl Fault {
    /// Whether other `artifacts` mend it.
    pub(super) fn is_of_artifacts(&self) -> bool {
        !matches!(self, Self::Excluded(..) | Self::TooLate(_))
    }

    /// What is amiss.
    pub(super) fn text(&self) -> Text {
        match self {
            Self::ReportOnly(kind, path) => Text::new(
                format!(
                    "the {} report `{path}` is not in `artifacts:paths`: GitLab shows it, later jobs do not get it",
                    kind.en
                ),
                format!(
                    "der Bericht `{path}` ({}) steht nicht unter `artifacts:paths`: GitLab zeigt ihn, spätere Jobs erhalten ihn nicht",
                    kind.de
                ),
            ),
            Self::Excluded(path, pattern) => Text::new(
                format!(
                    "the report `{path}` is taken out again by `{pattern}` under `artifacts:exclude`; narrow that pattern"
                ),
                format!(
                    "der Bericht `{path}` wird durch `{pattern}` unter `artifacts:exclude` wieder herausgenommen; dieses Muster enger fassen"
                ),
            ),
            Self::OnlyOnSuccess => Text::new(
                "`artifacts:when: always` is missing: when the job fails, its reports are not handed on",
                "`artifacts:when: always` fehlt: Scheitert der Job, werden seine Berichte nicht weitergegeben",
            ),
            Self::TooLate(stage) => Text::new(
                format!("its stage `{stage}` does not come before that of the gate, which never gets what it makes"),
                format!("seine Stage `{stage}` liegt nicht vor der Prüfung; diese erhält nie, was er erzeugt"),
            ),
            Self::NothingKept(tool) => Text::new(
                format!("it runs `{tool}` and keeps no file under `artifacts:paths`"),
                format!("er führt `{tool}` aus und bewahrt keine Datei unter `artifacts:paths` auf"),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_covered_by_its_name_its_folder_or_wildcards() {
        for (pattern, path) in [
            ("junit.xml", "junit.xml"),
            ("./out/", "out/junit.xml"),
            ("out", "out/a/junit.xml"),
            ("*.xml", "junit.xml"),
            ("**/junit.xml", "a/b/junit.xml"),
            ("out/*", "out/a/junit.xml"),
            ("**/junit-*.xml", "**/junit-*.xml"),
        ] {
            assert!(covers(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in [("out", "output/junit.xml"), ("*.xml", "out/junit.xml"), ("a.xml", "b.xml"), ("[", "a")]
        {
            assert!(!covers(pattern, path), "{pattern} {path}");
        }
    }

    #[test]
    fn tools_are_known_where_they_are_run() {
        for line in [
            "syft . -o json",
            "cd a && A=1 npx cdxgen -o bom.json",
            "python3 -m bandit -r .",
            "x=$(/opt/trivy fs .)",
            "npm audit --json > a.json",
        ] {
            assert!(tool(line).is_some(), "{line}");
        }
        for line in ["pip install bandit", "echo syft", "npm install audit", "cat trivy.json"] {
            assert_eq!(tool(line), None, "{line}");
        }
    }
}
