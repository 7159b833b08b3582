// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Variables for later jobs of a GitLab pipeline (`artifacts:reports:dotenv`).
//!
//! Later jobs inherit them and anybody may read them, so there is no text from outside in them: only
//! words of ours, digests and numbers. GitLab reads at most 20 variables and 5 KB.

use super::{RenderError, Report, shared::speaks_against};
use crate::model::{DigestAlgorithm, Lang, Outcome, Severity, Verdict};

pub(super) struct Dotenv;

impl Report for Dotenv {
    fn id(&self) -> &'static str {
        "dotenv"
    }

    fn purpose(&self) -> &'static str {
        "variables for later jobs of a GitLab pipeline: words, digests and numbers (GitLab Free too)"
    }

    fn render(&self, verdict: &Verdict, _: Lang) -> Result<Vec<u8>, RenderError> {
        let lines =
            variables(verdict).into_iter().filter_map(|(name, value)| Some(format!("GATE_{name}={}\n", value?)));
        Ok(lines.collect::<String>().into_bytes())
    }
}

/// The variables with their values; one that has none is left out.
fn variables(verdict: &Verdict) -> Vec<(&'static str, Option<String>)> {
    let count = |number: usize| Some(number.to_string());
    let rules = |outcome: Outcome| count(verdict.rules.iter().filter(|rule| rule.outcome == outcome).count());
    let warnings = verdict.rules.iter().filter(|rule| speaks_against(rule) && !rule.decides()).count();
    let findings =
        |severity: Severity| count(verdict.findings.iter().filter(|finding| finding.severity(&[]) == severity).count());
    vec![
        ("VERDICT", Some(verdict.conclusion.name().to_owned())),
        ("ADVISORY", Some(verdict.advisory.to_string())),
        ("COMMIT", verdict.release.commit.as_ref().map(ToString::to_string)),
        ("ARTIFACTS", count(verdict.release.artifacts.len())),
        ("ARTIFACT_SHA256", only_artifact(verdict)),
        ("POLICY_SHA256", Some(verdict.policy.origin.sha256.hex().to_owned())),
        ("RULES_SATISFIED", rules(Outcome::Satisfied)),
        ("RULES_VIOLATED", rules(Outcome::Violated)),
        ("RULES_UNDECIDED", rules(Outcome::Undecided)),
        ("RULES_WAIVED", rules(Outcome::Waived)),
        ("WARNINGS", count(warnings)),
        ("FINDINGS_CRITICAL", findings(Severity::Critical)),
        ("FINDINGS_HIGH", findings(Severity::High)),
        ("FINDINGS_MEDIUM", findings(Severity::Medium)),
        ("FINDINGS_LOW", findings(Severity::Low)),
        ("EVIDENCE", count(verdict.inputs.len())),
        ("REJECTED", count(verdict.rejected.len())),
    ]
}

/// The digest of the artifact where there is just one.
fn only_artifact(verdict: &Verdict) -> Option<String> {
    let [artifact] = verdict.release.artifacts.as_slice() else { return None };
    let digest = artifact.digests.iter().find(|digest| digest.algorithm() == DigestAlgorithm::Sha256)?;
    Some(digest.hex().to_owned())
}

#[cfg(test)]
mod tests {
    use super::{super::sample, *};

    fn lines(verdict: &Verdict) -> Vec<String> {
        let text = String::from_utf8(Dotenv.render(verdict, Lang::De).unwrap()).unwrap();
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn gitlab_takes_every_line_whatever_the_evidence_says() {
        for verdict in [sample::passed(), sample::blocked(), sample::undecided(), sample::hostile(), sample::crowded(3)]
        {
            let lines = lines(&verdict);
            assert!((10..=20).contains(&lines.len()), "{lines:#?}");
            assert!(lines.iter().map(|line| line.len() + 1).sum::<usize>() < 5 * 1024);
            for line in lines {
                let (name, value) = line.split_once('=').unwrap();
                assert!(
                    name.starts_with("GATE_")
                        && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
                );
                assert!(
                    !value.is_empty() && value.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()),
                    "{line}"
                );
            }
        }
    }

    #[test]
    fn it_says_what_was_decided() {
        let lines = lines(&sample::blocked());
        for line in ["GATE_VERDICT=blocked", "GATE_ADVISORY=false", "GATE_RULES_VIOLATED=2", "GATE_WARNINGS=1"] {
            assert!(lines.iter().any(|present| present == line), "{line}: {lines:#?}");
        }
        assert!(lines.contains(&format!("GATE_ARTIFACT_SHA256={}", "c".repeat(64))));
    }
}
