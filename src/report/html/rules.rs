// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The rules on the page, with what speaks against each.

use std::collections::BTreeMap;

use super::{LISTED, Page, Part, parts};
use crate::{
    model::{Mapping, Outcome, RuleResult, Severity, Violation},
    report::{
        shared::{Problem, failing, problems_of},
        words::{self, visible},
    },
};

impl Page<'_> {
    pub(super) fn failing(&self) -> Vec<&RuleResult> {
        failing(self.verdict)
    }

    pub(super) fn problems<'r>(&self, rule: &'r RuleResult) -> Vec<Problem<'r>> {
        problems_of(rule).take(LISTED).collect()
    }

    /// Findings stand by component further up, so that a rule about them names the gravest only.
    pub(super) fn is_about_findings(&self, rule: &RuleResult) -> bool {
        rule.violations.iter().any(|violation| violation.finding().is_some())
    }

    pub(super) fn not_shown(&self, rule: &RuleResult) -> usize {
        problems_of(rule).count().saturating_sub(LISTED)
    }

    pub(super) fn count(&self, rule: &RuleResult) -> usize {
        problems_of(rule).count()
    }

    pub(super) fn outcome(&self, rule: &RuleResult) -> &'static str {
        words::outcome(rule.outcome, self.lang)
    }

    /// The class of a rule's outcome in the style sheet.
    pub(super) fn tone(&self, rule: &RuleResult) -> &'static str {
        match rule.outcome {
            Outcome::Violated if rule.decides() => "bad",
            Outcome::Satisfied => "good",
            Outcome::NotApplicable => "none",
            _ => "open",
        }
    }

    pub(super) fn effect(&self, rule: &RuleResult) -> String {
        match rule.effective_from.filter(|_| !rule.in_force) {
            Some(from) => format!("{} {from}", self.t("warning only; blocking from", "nur warnend; blockierend ab")),
            None => words::effect(rule.effect, self.lang).to_owned(),
        }
    }

    pub(super) fn place(&self, problem: &Problem<'_>) -> String {
        let place = words::place(problem.place, self.lang);
        problem
            .evidence_path(self.verdict)
            .map(|path| visible(format!("{path} {place}").trim_end()))
            .unwrap_or_default()
    }

    pub(super) fn message(&self, problem: &Problem<'_>) -> Vec<Part> {
        parts(&problem.message.in_lang(self.lang))
    }

    pub(super) fn severity(&self, severity: &Severity) -> &'static str {
        words::severity(*severity, self.lang)
    }

    pub(super) fn fix(&self, problem: &Problem<'_>) -> String {
        problem.violation.and_then(Violation::fix).map(visible).unwrap_or_default()
    }

    /// Requirements by catalogue, in one line each.
    pub(super) fn mappings(&self, rule: &RuleResult) -> Vec<String> {
        let mut catalogues: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for Mapping { catalogue, id } in &rule.maps_to {
            catalogues.entry(catalogue).or_default().push(id);
        }
        catalogues
            .into_iter()
            .map(|(catalogue, ids)| visible(&format!("{}: {}", title(catalogue), ids.join(", "))))
            .collect()
    }
}

/// What a catalogue is called.
fn title(catalogue: &str) -> &str {
    match catalogue {
        "bsi-grundschutz-2023" => "BSI IT-Grundschutz 2023",
        "bsi-tr-03183" => "BSI TR-03183",
        "eu-cra" => "Cyber Resilience Act (EU) 2024/2847",
        "nist-ssdf" => "NIST SSDF (SP 800-218)",
        "osps-baseline" => "OpenSSF OSPS Baseline",
        "slsa" => "SLSA",
        other => other,
    }
}
