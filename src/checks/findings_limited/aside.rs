// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Why a finding that could count does not.

use super::*;
use crate::model::{Evidence, FixState, OpenFinding, Reachability, Timestamp};

fn because(en: impl Into<String>, de: impl Into<String>) -> Grounds {
    Grounds { text: Text::new(en, de), until: None }
}

/// Somebody whose word counts says that it does not concern the release.
pub(super) fn assessed(assessed: &Assessed, examination: &mut Examination) -> Option<Grounds> {
    if !assessed.sets_aside() {
        return None;
    }
    assessed.by.iter().for_each(|said| examination.rely_on(said.evidence));
    Some(Grounds { text: assessed.text(), until: None })
}

/// The rule sets no limit for its severity.
pub(super) fn unlimited(severity: Severity) -> Grounds {
    because(
        format!("the rule sets no limit for the severity {severity}"),
        format!("Die Regel setzt für diesen Schweregrad keine Grenze: {}", cause::german(severity)),
    )
}

impl FindingsLimited {
    /// Why the finding is set aside; `None` where it counts.
    pub(super) fn aside(
        &self,
        finding: &OpenFinding,
        severity: Severity,
        (dossier, before): (&Dossier, Option<&Comparison<'_>>),
    ) -> Option<Grounds> {
        if self.only_fixable && matches!(finding.fix_state(), FixState::None | FixState::WillNotFix) {
            return Some(because("there is no fix, by the report's word", "Laut Bericht gibt es keine Abhilfe"));
        }
        if self.only_reachable && finding.reachability() == Reachability::NotReachable {
            return Some(because(
                "the vulnerable part is not used, by the tool's word",
                "Nach Aussage des Werkzeugs wird der verwundbare Teil nicht benutzt",
            ));
        }
        if before.is_some_and(|before| before.knows(finding)) {
            return Some(because(
                "was open in the report that is compared with",
                "War schon im Vergleichsbericht offen",
            ));
        }
        let (start, end) = self.grace(finding, severity, dossier.at)?;
        (dossier.at < end).then(|| Grounds {
            text: Text::new(
                format!("within its grace, from {start} until {end}"),
                format!("innerhalb der Frist, von {start} bis {end}"),
            ),
            until: Some(end),
        })
    }

    /// The moment at which the grace of a finding ended, where it had one.
    pub(super) fn end_of_grace(&self, finding: &OpenFinding, severity: Severity, at: Timestamp) -> Option<Timestamp> {
        self.grace(finding, severity, at).map(|(_, end)| end)
    }

    /// A date that lies ahead is none: grace counted from it would have no end.
    fn grace(&self, finding: &OpenFinding, severity: Severity, at: Timestamp) -> Option<(Timestamp, Timestamp)> {
        let grace = self.grace.get(&severity)?;
        let known = |date: Option<Timestamp>| date.filter(|date| *date <= at);
        let start = known(finding.published()).or_else(|| known(finding.first_seen()))?;
        Some((start, grace.after(start)))
    }
}

/// A feed that is too old, of the future, or does not say how old it is.
pub(super) fn stale_feed(evidence: &Evidence, max_age: Age, at: Timestamp) -> Option<Gap> {
    let made_at = evidence.statement.made_at;
    if made_at.is_some_and(|made_at| made_at >= max_age.before(at) && !lies_ahead(made_at, at)) {
        return None;
    }
    let (en, de) = match made_at {
        Some(made_at) => (format!("is of {made_at}"), format!("ist vom {made_at}")),
        None => ("does not say of when it is".to_owned(), "nennt kein Datum".to_owned()),
    };
    Some(gap_in(
        evidence,
        "feed-stale",
        &format!("the feed {en}; the policy asks for one not older than {max_age}"),
        &format!("Die Liste {de}; die Richtlinie verlangt eine, die nicht älter ist als {}", max_age.german()),
    ))
}
