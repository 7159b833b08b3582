// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a tool looks for, by the name of its driver. SARIF itself has no word for it.

use super::rules::{Rule, Rules};
use crate::model::ScanKind;

/// Parts of driver names, in lower case without blanks and hyphens; the first that fits counts.
const TOOLS: &[(&str, ScanKind)] = &[
    ("snykcode", ScanKind::Sast),
    ("snykcontainer", ScanKind::Container),
    ("snykiac", ScanKind::Config),
    ("snyk", ScanKind::Dependency),
    ("gitleaks", ScanKind::Secret),
    ("trufflehog", ScanKind::Secret),
    ("detectsecrets", ScanKind::Secret),
    ("ggshield", ScanKind::Secret),
    ("gitguardian", ScanKind::Secret),
    ("whispers", ScanKind::Secret),
    ("noseyparker", ScanKind::Secret),
    ("secretscanner", ScanKind::Secret),
    ("checkov", ScanKind::Config),
    ("tfsec", ScanKind::Config),
    ("kics", ScanKind::Config),
    ("terrascan", ScanKind::Config),
    ("kubelinter", ScanKind::Config),
    ("kubescape", ScanKind::Config),
    ("kubesec", ScanKind::Config),
    ("kubescore", ScanKind::Config),
    ("hadolint", ScanKind::Config),
    ("dockle", ScanKind::Config),
    ("regula", ScanKind::Config),
    ("conftest", ScanKind::Config),
    ("tflint", ScanKind::Config),
    ("zizmor", ScanKind::Config),
    ("actionlint", ScanKind::Config),
    ("poutine", ScanKind::Config),
    ("dockerscout", ScanKind::Container),
    ("clair", ScanKind::Container),
    ("anchore", ScanKind::Container),
    ("govulncheck", ScanKind::Dependency),
    ("dependencycheck", ScanKind::Dependency),
    ("osvscanner", ScanKind::Dependency),
    ("pipaudit", ScanKind::Dependency),
    ("cargoaudit", ScanKind::Dependency),
    ("npmaudit", ScanKind::Dependency),
    ("safety", ScanKind::Dependency),
    ("grype", ScanKind::Dependency),
    ("blackduck", ScanKind::Dependency),
    ("retire", ScanKind::Dependency),
    ("owaspzap", ScanKind::Dast),
    ("zedattackproxy", ScanKind::Dast),
    ("zaproxy", ScanKind::Dast),
    ("nuclei", ScanKind::Dast),
    ("nikto", ScanKind::Dast),
    ("burp", ScanKind::Dast),
    ("wapiti", ScanKind::Dast),
    ("dastardly", ScanKind::Dast),
    ("restler", ScanKind::Fuzzing),
    ("schemathesis", ScanKind::Fuzzing),
    ("bandit", ScanKind::Sast),
    ("semgrep", ScanKind::Sast),
    ("opengrep", ScanKind::Sast),
    ("gosec", ScanKind::Sast),
    ("eslint", ScanKind::Sast),
    ("njsscan", ScanKind::Sast),
    ("nodejsscan", ScanKind::Sast),
    ("spotbugs", ScanKind::Sast),
    ("findsecbugs", ScanKind::Sast),
    ("brakeman", ScanKind::Sast),
    ("mobsf", ScanKind::Sast),
    ("codeql", ScanKind::Sast),
    ("flawfinder", ScanKind::Sast),
    ("sonarqube", ScanKind::Sast),
    ("sonarcloud", ScanKind::Sast),
    ("bearer", ScanKind::Sast),
    ("horusec", ScanKind::Sast),
    ("checkmarx", ScanKind::Sast),
    ("fortify", ScanKind::Sast),
    ("coverity", ScanKind::Sast),
    ("veracode", ScanKind::Sast),
    ("psalm", ScanKind::Sast),
    ("phpstan", ScanKind::Sast),
    ("cppcheck", ScanKind::Sast),
    ("clangtidy", ScanKind::Sast),
    ("devskim", ScanKind::Sast),
    ("pmd", ScanKind::Sast),
    ("ruff", ScanKind::Sast),
    ("shellcheck", ScanKind::Sast),
    ("clippy", ScanKind::Sast),
    ("securitycodescan", ScanKind::Sast),
    ("taintpython", ScanKind::Sast),
    ("pythonsecurityanalysis", ScanKind::Sast),
    ("shellscriptanalysis", ScanKind::Sast),
];

/// What Trivy looks for beside vulnerabilities, by the tags of its rules.
const TAGS: [(&str, ScanKind); 3] =
    [("misconfiguration", ScanKind::Config), ("secret", ScanKind::Secret), ("license", ScanKind::License)];

/// What a run looks for: one kind of thing, but for Trivy.
pub(super) struct Kinds {
    /// Never empty.
    all: Vec<Option<ScanKind>>,
}

impl Kinds {
    /// By the name of the tool, and the tags of the rules where it looks for many things.
    pub(super) fn of(driver: &str, has_image: bool, rules: &Rules<'_>) -> Self {
        let plain: String = driver.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        if !plain.contains("trivy") {
            return Self { all: vec![TOOLS.iter().find(|(part, _)| plain.contains(part)).map(|(_, kind)| *kind)] };
        }
        let vulnerability = if has_image { ScanKind::Container } else { ScanKind::Dependency };
        let others = TAGS.iter().filter(|(tag, _)| rules.have_tag(tag)).map(|(_, kind)| Some(*kind));
        let mut all: Vec<Option<ScanKind>> = others.collect();
        if all.is_empty() || rules.have_tag("vulnerability") {
            all.insert(0, Some(vulnerability));
        }
        Self { all }
    }

    /// All of them; `None` where the name of the tool does not say.
    pub(super) fn iter(&self) -> impl Iterator<Item = Option<ScanKind>> {
        self.all.iter().copied()
    }

    /// Which of them a rule finds: the first where its tags do not say.
    pub(super) fn index(&self, rule: Option<&Rule<'_>>) -> usize {
        let Some(rule) = rule.filter(|_| self.all.len() > 1) else { return 0 };
        let kind = TAGS.iter().find(|(tag, _)| rule.has_tag(tag)).map(|(_, kind)| Some(*kind));
        kind.and_then(|kind| self.all.iter().position(|other| *other == kind)).unwrap_or(0)
    }

    pub(super) fn get(&self, index: usize) -> Option<ScanKind> {
        self.all.get(index).copied().flatten()
    }
}
