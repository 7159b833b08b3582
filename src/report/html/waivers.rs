// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Waivers on the page, and what they cover.

use super::{LISTED, Page};
use crate::{
    model::{AppliedWaiver, Severity},
    report::{
        shared::of_waived,
        words::{self, visible},
    },
};

impl Page<'_> {
    pub(super) fn approvers(&self, waiver: &AppliedWaiver) -> String {
        let all = [Some(&waiver.owner), Some(&waiver.approver), waiver.second_approver.as_ref()];
        let mut text = all.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", ");
        if !waiver.signed_by.is_empty() {
            text.push_str(&format!(" ({} {})", self.t("signed by", "signiert von"), waiver.signed_by.join(", ")));
        }
        visible(&text)
    }

    pub(super) fn waived(&self) -> Vec<(String, String)> {
        let all = self.verdict.rules.iter().flat_map(|rule| rule.waived.iter().map(move |waived| (rule, waived)));
        let row = |(rule, waived)| {
            let problem = of_waived(rule, waived);
            let message = format!("{}: {} {}", rule.id, problem.message.in_lang(self.lang), problem.subject);
            let reason =
                self.verdict.waivers.get(waived.waiver).map(|waiver| visible(&waiver.reason)).unwrap_or_default();
            (visible(&message), reason)
        };
        all.map(row).collect()
    }

    pub(super) fn tolerated(&self) -> Vec<String> {
        let all =
            self.verdict.rules.iter().flat_map(|rule| rule.tolerated.iter().map(move |tolerated| (rule, tolerated)));
        all.map(|(rule, tolerated)| {
            let matters: Vec<&str> =
                tolerated.violations.iter().map(|violation| violation.matter()).take(LISTED).collect();
            let (count, most) = (tolerated.violations.len(), tolerated.at_most);
            let severity = Severity::ALL.iter().find(|severity| severity.name() == tolerated.counts);
            let counts = severity.map_or(tolerated.counts, |severity| words::severity(*severity, self.lang));
            visible(&format!("{}: {count} {counts} (≤ {most}): {}", rule.id, matters.join(", ")))
        })
        .collect()
    }

    pub(super) fn waiver_state(&self, waiver: &AppliedWaiver) -> String {
        words::waiver_use(waiver, self.lang)
    }

    pub(super) fn scope(&self, waiver: &AppliedWaiver) -> String {
        let parts = waiver.rules.iter().cloned().chain(waiver.subject.clone());
        let limits = waiver.limits.iter().map(|(key, value)| format!("{key} {value}"));
        visible(&parts.chain(limits).collect::<Vec<_>>().join(", "))
    }
}
