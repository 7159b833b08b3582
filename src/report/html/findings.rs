// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Findings on the page, by component, and what was set aside.

use super::Page;
use crate::{
    model::{SetAside, Violation},
    report::{
        findings::{self, Aside, Group},
        words::{self, visible},
    },
};

/// How many findings the page shows one by one, and how many of one component.
const FINDINGS: usize = 2_000;
const OF_ONE: usize = 100;

/// A finding in one line.
pub(super) struct Row {
    pub(super) names: String,
    pub(super) severity: &'static str,
    pub(super) facts: String,
    pub(super) exploited: bool,
}

impl Page<'_> {
    /// The findings of a component that are shown one by one; fewer, the more components there are.
    pub(super) fn rows(&self, group: &Group<'_>) -> Vec<Row> {
        let each = FINDINGS.checked_div(self.groups.len()).unwrap_or_default().clamp(3, OF_ONE);
        let row = |violation: &&Violation| Row {
            names: visible(&violation.matters().iter().take(4).map(|name| &**name).collect::<Vec<_>>().join(", ")),
            severity: words::severity(violation.wrong.severity.unwrap_or_default(), self.lang),
            facts: visible(&findings::facts(violation, self.lang).join(" · ")),
            exploited: findings::exploited(violation),
        };
        group.findings.iter().take(each).map(row).collect()
    }

    pub(super) fn way_out(&self, group: &Group<'_>) -> String {
        visible(&group.way_out(self.lang))
    }

    /// Scores of the gravest kind, in a few words.
    pub(super) fn figures(&self, group: &Group<'_>) -> String {
        let exploited = match group.exploited {
            0 => None,
            count => Some(format!("{count} {}", self.t("known to be exploited", "bekanntermaßen ausgenutzt"))),
        };
        let cvss = group.cvss.map(|score| format!("CVSS {score}"));
        let epss = group.epss.map(|probability| format!("EPSS {}", findings::percent(probability)));
        [exploited, cvss, epss].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    pub(super) fn set_aside(&self) -> Vec<Aside<'_>> {
        findings::set_aside(self.verdict, self.lang)
    }

    /// One that was set aside, in one line.
    pub(super) fn aside(&self, aside: &SetAside) -> String {
        let violation = &aside.violation;
        let severity = words::severity(violation.wrong.severity.unwrap_or_default(), self.lang);
        let until = aside.reason.until.map(|until| format!(", {} {until}", self.t("until", "bis"))).unwrap_or_default();
        visible(&format!("{severity}: {} – {}{until}", violation.matter(), violation.subject()))
    }

    pub(super) fn few<'l, T>(&self, list: &'l [T]) -> &'l [T] {
        list.get(..OF_ONE).unwrap_or(list)
    }

    pub(super) fn rest<T>(&self, list: &[T]) -> usize {
        list.len().saturating_sub(OF_ONE)
    }
}
