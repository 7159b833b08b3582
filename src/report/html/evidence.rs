// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The evidence on the page: what it says, what ties it to the release, and who vouches for it.

use super::Page;
use crate::{
    model::{Bond, Covered, Doubt, Input, ProofPart, Severity, Signer},
    report::{
        shared::is_given,
        words::{self, visible},
    },
};

impl Page<'_> {
    pub(super) fn says(&self, input: &Input) -> String {
        let summary = &input.summary;
        let mut parts = Vec::new();
        if let Some(components) = summary.components {
            let word = match components {
                1 => self.t("component", "Komponente"),
                _ => self.t("components", "Komponenten"),
            };
            parts.push(format!("{components} {word}"));
        }
        if let Some(findings) = &summary.findings {
            let counted = Severity::ALL.iter().filter_map(|s| {
                findings.get(s).filter(|n| **n > 0).map(|n| format!("{n} {}", words::severity(*s, self.lang)))
            });
            let counted: Vec<String> = counted.collect();
            let none = self.t("no findings", "keine Befunde").to_owned();
            parts.push(if counted.is_empty() { none } else { counted.join(", ") });
        }
        if let Some(suppressed) = summary.suppressed.filter(|suppressed| *suppressed > 0) {
            let by_tool = self.t("set aside by the tool itself", "vom Werkzeug selbst zurückgestellt");
            parts.push(format!("{suppressed} {by_tool}"));
        }
        if let Some(status) = &summary.scan_status
            && let Some(reason) = status.shortcoming()
        {
            parts.push(format!("{}: {reason}", words::shortcoming(status, self.lang)));
        }
        if let Some(percent) = summary.coverage.and_then(Covered::percent) {
            parts.push(format!("{percent} % {}", self.t("of the lines covered", "der Zeilen durchlaufen")));
        }
        if let Some((name, entries)) = summary.feed {
            parts.push(format!("{entries} {} ({name})", self.t("entries", "Einträge")));
        }
        if let Some(tests) = summary.tests {
            let (total, failed, skipped) = (tests.total, tests.failed.saturating_add(tests.errors), tests.skipped);
            parts.push(format!(
                "{total} Tests, {failed} {}, {skipped} {}",
                self.t("failed", "fehlgeschlagen"),
                self.t("skipped", "ausgelassen")
            ));
        }
        parts.extend(summary.facts.iter().map(|(name, value)| format!("{name}: {value}")));
        visible(&parts.join("; "))
    }

    pub(super) fn made(&self, input: &Input) -> String {
        let tool = input.summary.producer.as_ref().map(ToString::to_string);
        let at = input.summary.made_at.map(|at| at.to_string());
        let unknown = || self.t("not stated", "nicht angegeben").to_owned();
        visible(&format!("{}, {}", tool.unwrap_or_else(unknown), at.unwrap_or_else(unknown)))
    }

    pub(super) fn bond(&self, input: &Input) -> String {
        if is_given(input) {
            return self.t("given to judge with, no evidence", "zum Vergleich angegeben, kein Nachweis").to_owned();
        }
        let text = match &input.bond {
            Bond::Named { .. } => self.t("names the release", "nennt das Release").to_owned(),
            Bond::Place => self.t("by place only (weaker)", "nur durch den Fundort (schwächer)").to_owned(),
            Bond::Other(other) => {
                let other = Bond::named(other);
                let is = self.t("about something else, does not count:", "betrifft anderes, zählt nicht:");
                format!("{is} {}", other.in_lang(self.lang))
            }
            Bond::Unverifiable(named) => {
                let named = Bond::named(named);
                let is = self.t("cannot be compared, does not count:", "nicht vergleichbar, zählt nicht:");
                format!("{is} {}", named.in_lang(self.lang))
            }
        };
        visible(&text)
    }

    /// How much of the evidence is signed.
    pub(super) fn signed(&self) -> String {
        let inputs = &self.verdict.inputs;
        let signed = inputs.iter().filter(|input| input.trust.is_signed()).count();
        let (en, de) = match signed {
            1 => ("pieces of evidence bears a verified signature", "Nachweisen trägt eine belegte Signatur"),
            _ => ("pieces of evidence bear a verified signature", "Nachweisen tragen eine belegte Signatur"),
        };
        format!("{signed} {} {} {}.", self.t("of", "von"), inputs.len(), self.t(en, de))
    }

    pub(super) fn trust(&self, input: &Input) -> String {
        let mut parts: Vec<String> = input.trust.signers().iter().map(|signer| self.signer(signer)).collect();
        if parts.is_empty() {
            parts.push(self.t("unsigned", "unsigniert").to_owned());
        }
        let told = |doubt: &Doubt| format!("{} ({})", doubt.text.in_lang(self.lang), doubt.code.name());
        parts.extend(input.trust.doubts().iter().map(told));
        visible(&parts.join("; "))
    }

    pub(super) fn signer(&self, signer: &Signer) -> String {
        let algorithms = signer.algorithms().iter().filter(|used| used.part == ProofPart::Signature);
        let algorithms: Vec<&str> = algorithms.map(|used| &*used.algorithm).collect();
        let at = signer.signed_at().map(|time| format!(", {} {}", self.t("proven at", "bewiesen am"), time.at));
        let by = self.t("signed by", "signiert von");
        format!("{by} {} ({}{})", signer.name(), algorithms.join(" + "), at.unwrap_or_default())
    }

    pub(super) fn used(&self, input: &Input) -> String {
        let used = match input.used_by.as_slice() {
            [] => self.t("no rule", "keiner Regel").to_owned(),
            rules => rules.join(", "),
        };
        let remarks = input.remarks.iter().map(|remark| remark.in_lang(self.lang).to_owned());
        visible(&std::iter::once(used).chain(remarks).collect::<Vec<_>>().join("; "))
    }
}
