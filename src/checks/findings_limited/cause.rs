// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Why a finding counts against the release, and in which words.

use super::*;
use crate::model::{OpenFinding, Timestamp, Wrong};

/// Why a finding counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cause {
    /// It is known to be exploited.
    Exploited {
        /// Whether a waiver could cover it.
        waivable: bool,
    },
    /// Its CVSS score is not accepted; `None` where the severity stands for the score.
    Cvss(Option<CvssScore>),
    /// It is too likely to be exploited.
    Epss(Millionths),
    /// A limit is set for its severity.
    Severity(u64),
}

impl Cause {
    /// The allowance that the finding counts towards.
    pub(super) fn limit(&self, severity: Severity) -> Option<Limit> {
        match self {
            Self::Severity(at_most) => Some(Limit { counts: severity.name(), rank: rank(severity), at_most: *at_most }),
            _ => None,
        }
    }
}

/// The rank of a severity among those that count towards the limits of milder ones. Where none is
/// stated there is nothing to compare.
pub(super) const fn rank(severity: Severity) -> u8 {
    match severity {
        Severity::Info | Severity::Unknown => 0,
        Severity::Low => 1,
        Severity::Medium => 2,
        Severity::High => 3,
        Severity::Critical => 4,
    }
}

impl FindingsLimited {
    /// Why the finding counts; `None` where the rule sets no limit that concerns it.
    pub(super) fn cause(&self, finding: &OpenFinding, severity: Severity) -> Option<Cause> {
        if self.known_exploited != KnownExploited::BySeverity && finding.known_exploited() {
            return Some(Cause::Exploited { waivable: self.known_exploited == KnownExploited::Waivable });
        }
        if let Some(least) = self.cvss_at_least.and_then(CvssScore::new) {
            let score = finding.cvss().and_then(|cvss| cvss.score);
            if score.or_else(|| highest(severity)) >= Some(least) {
                return Some(Cause::Cvss(score));
            }
        }
        if let (Some(least), Some(epss)) = (self.epss_at_least.and_then(Millionths::new), finding.epss())
            && epss.probability >= least
        {
            return Some(Cause::Epss(epss.probability));
        }
        self.limit(severity).map(Cause::Severity)
    }
}

/// The highest score that a severity stands for (CVSS v3.1 specification, section 5). Silence may
/// stand for any.
fn highest(severity: Severity) -> Option<CvssScore> {
    CvssScore::new(match severity {
        Severity::Critical | Severity::Unknown => 10.0,
        Severity::High => 8.9,
        Severity::Medium => 6.9,
        Severity::Low => 3.9,
        Severity::Info => 0.0,
    })
}

/// What many findings share.
#[derive(Default)]
pub(super) struct Texts {
    causes: BTreeMap<(Severity, usize, Option<Cause>), Arc<Wrong>>,
    others: BTreeSet<Arc<Wrong>>,
    reasons: BTreeSet<Arc<Grounds>>,
    unlimited: BTreeMap<Severity, Arc<Grounds>>,
}

impl Texts {
    /// What is wrong with a finding. Where its sources disagree over the severity, all their words are in it.
    pub(super) fn of(&mut self, finding: &OpenFinding, severity: Severity, cause: Option<&Cause>) -> Arc<Wrong> {
        let reports = finding.sources().count();
        let wrong = |text: Text| Wrong {
            text,
            severity: Some(severity),
            limit: cause.and_then(|cause| cause.limit(severity)),
            waivable: !matches!(cause, Some(Cause::Exploited { waivable: false })),
            since: None,
        };
        let mut said = finding.severities().map(|(_, severity)| severity);
        let first = said.next();
        if said.any(|other| Some(other) != first) {
            return Arc::new(wrong(disputed(text(severity, reports, cause), finding)));
        }
        let key = (severity, reports, cause.cloned());
        Arc::clone(self.causes.entry(key).or_insert_with(|| Arc::new(wrong(text(severity, reports, cause)))))
    }

    /// The same with what is said of the finding.
    pub(super) fn said(&mut self, wrong: &Wrong, assessed: &Assessed) -> Arc<Wrong> {
        let (text, more) = (&wrong.text, assessed.text());
        let text = Text::new(format!("{}; {}", text.en, more.en), format!("{}; {}", text.de, more.de));
        once(&mut self.others, Wrong { text, ..wrong.clone() })
    }

    /// The same, counting since a moment.
    pub(super) fn since(&mut self, wrong: &Wrong, since: Option<Timestamp>) -> Arc<Wrong> {
        once(&mut self.others, Wrong { since, ..wrong.clone() })
    }

    /// The reason for which findings are set aside, kept once.
    pub(super) fn reason(&mut self, reason: Grounds) -> Arc<Grounds> {
        once(&mut self.reasons, reason)
    }

    /// That the rule sets no limit for a severity.
    pub(super) fn unlimited(&mut self, severity: Severity) -> Arc<Grounds> {
        Arc::clone(self.unlimited.entry(severity).or_insert_with(|| Arc::new(aside::unlimited(severity))))
    }
}

fn once<T: Ord>(known: &mut BTreeSet<Arc<T>>, new: T) -> Arc<T> {
    if let Some(known) = known.get(&new) {
        return Arc::clone(known);
    }
    let new = Arc::new(new);
    known.insert(Arc::clone(&new));
    new
}

fn text(severity: Severity, reports: usize, cause: Option<&Cause>) -> Text {
    let (times, mal) = match reports {
        0 | 1 => (String::new(), String::new()),
        reports => (format!(", reported {reports} times"), format!(", {reports}-mal gemeldet")),
    };
    let (en, de) = match cause {
        Some(Cause::Exploited { waivable: false }) => (
            "known to be exploited, which no waiver covers".to_owned(),
            "wird bekanntermaßen ausgenutzt, wovon es keine Ausnahme gibt".to_owned(),
        ),
        Some(Cause::Exploited { waivable: true }) => {
            ("known to be exploited".to_owned(), "wird bekanntermaßen ausgenutzt".to_owned())
        }
        Some(Cause::Cvss(Some(score))) => {
            (format!("CVSS {score} is not accepted"), format!("CVSS {score} wird nicht hingenommen"))
        }
        Some(Cause::Cvss(None)) => (
            "without a CVSS score, counted with the highest of its severity".to_owned(),
            "ohne CVSS-Wert, gezählt mit dem höchsten seines Schweregrads".to_owned(),
        ),
        Some(Cause::Epss(probability)) => {
            let share = f64::from(probability.count()) / 1_000_000.0;
            (format!("EPSS {share} is not accepted"), format!("EPSS {share} wird nicht hingenommen"))
        }
        // The limit is one for the graver ones too, so that there may be fewer of this severity than it.
        Some(Cause::Severity(at_most)) if *at_most > 0 && (1..=3).contains(&rank(severity)) => (
            format!("accepted: {at_most} of {severity} or graver"),
            format!("hingenommen: {at_most} ab {}", german(severity)),
        ),
        Some(Cause::Severity(at_most)) => (format!("accepted: {at_most}"), format!("hingenommen: {at_most}")),
        None => ("no limit".to_owned(), "ohne Grenze".to_owned()),
    };
    Text::new(format!("{severity} ({en}{times})"), format!("{} ({de}{mal})", german(severity)))
}

/// The same with what each source says of the severity.
fn disputed(text: Text, finding: &OpenFinding) -> Text {
    let said: BTreeSet<(Severity, &str)> = finding.severities().map(|(source, said)| (said, source.tool())).collect();
    let list = |word: &dyn Fn(Severity) -> &'static str| {
        said.iter().rev().map(|(severity, tool)| format!("{tool} {}", word(*severity))).collect::<Vec<_>>().join(", ")
    };
    Text::new(
        format!("{}; severity by {}", text.en, list(&Severity::name)),
        format!("{}; Schweregrad nach {}", text.de, list(&german)),
    )
}

pub(super) const fn german(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "kritisch",
        Severity::High => "hoch",
        Severity::Medium => "mittel",
        Severity::Low => "niedrig",
        Severity::Info => "Hinweis",
        Severity::Unknown => "ohne Schweregrad",
    }
}
