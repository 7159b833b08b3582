// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Reports that do not say what was looked for, by tools that no rule names: they may be of any kind, so what
//! they found may be what the rule limits.

use super::{super::evidence::is_tool, *};

impl FindingsLimited {
    /// A gap for each such report with findings that the rule would count.
    pub(super) fn unplaced<'d>(&'d self, dossier: &'d Dossier) -> impl Iterator<Item = Gap> + 'd {
        let scans = dossier.scans().filter(|(evidence, scan)| {
            scan.kind.is_none() && evidence.bond.counts() && !is_tool(evidence, &dossier.given.tools)
        });
        scans.filter_map(|(evidence, scan)| {
            let is_limited = |finding: &&Finding| self.limit(finding.severity).is_some();
            let count = scan.findings.iter().filter(is_limited).count();
            (count > 0).then(|| gap(evidence, count))
        })
    }
}

fn gap(evidence: &Evidence, count: usize) -> Gap {
    let tool = evidence.statement.producer.as_ref().map_or("", |tool| tool.name.as_str());
    let (which, welches) = match tool {
        "" => ("its tool is not named either".to_owned(), "auch sein Werkzeug ist nicht genannt".to_owned()),
        tool => (
            format!("no rule names its tool `{tool}` in `tools`"),
            format!("keine Regel nennt sein Werkzeug `{tool}` in `tools`"),
        ),
    };
    let en = format!(
        "the report does not say what was looked for, and {which}; this rule would limit {count} of what it found"
    );
    let de = format!(
        "Der Bericht sagt nicht, wonach gesucht wurde, und {welches}; von seinen Befunden unterlägen {count} dieser Regel"
    );
    gap_in(evidence, "kind-unstated", &en, &de)
}
