// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Metrics of times, each with its definition and its samples.

use crate::{
    checks::forge::gap,
    model::{Deployment, Gap, Issue, Text, Timestamp, Words},
};

/// A time that something took, in seconds.
pub(super) type Sample = i64;

/// A metric of times.
pub(super) struct Metric {
    pub(super) id: &'static str,
    pub(super) name: Words,
    /// What is measured, in words.
    definition: Words,
    /// Which of the samples it is, of 100, from the shortest.
    rank: usize,
    /// The samples, the shortest first.
    samples: Vec<Sample>,
    /// What was not shown.
    pub(super) hidden: Vec<Gap>,
}

/// From the merge of each change to the end of the deployment that brought it.
pub(super) fn lead_time(deployments: &[&Deployment]) -> Metric {
    let (mut samples, mut hidden, mut not_asked) = (Vec::new(), Vec::new(), 0_u64);
    for deployment in deployments {
        match &deployment.requests {
            Some(Ok(requests)) => {
                samples.extend(requests.iter().filter_map(|request| between(request.merged_at, deployment.finished_at)))
            }
            Some(Err(unseen)) => hidden.push(gap(unseen)),
            None => not_asked = not_asked.saturating_add(1),
        }
    }
    hidden.extend((not_asked > 0).then(|| not_all_asked(not_asked)));
    Metric {
        id: "lead-time",
        name: Words { en: "lead time", de: "Durchlaufzeit" },
        definition: Words {
            en: "median from the merge of a merge request to the end of the deployment that brought it",
            de: "Median vom Merge eines Merge-Requests bis zum Ende des Deployments, das ihn brachte",
        },
        rank: 50,
        samples: sorted(samples),
        hidden,
    }
}

/// The gap about deployments of which it is not known what they brought.
fn not_all_asked(number: u64) -> Gap {
    Gap {
        matters: "requests-not-asked".into(),
        message: Text::new(
            format!("which merge requests {number} of the deployments brought was not asked; a shorter `window` helps"),
            format!(
                "Zu {number} der Deployments wurde nicht gefragt, welche Merge-Requests sie brachten; ein kürzeres `window` hilft"
            ),
        ),
        evidence: None,
    }
}

/// From the beginning of each deployment to its end.
pub(super) fn deploy_time(deployments: &[&Deployment]) -> Metric {
    let samples = deployments.iter().filter_map(|deployment| between(deployment.created_at, deployment.finished_at));
    Metric {
        id: "deploy-time",
        name: Words { en: "time to deploy", de: "Verteilzeit" },
        definition: Words {
            en: "95th percentile from the creation of a deployment to its end",
            de: "95. Perzentil vom Anlegen eines Deployments bis zu seinem Ende",
        },
        rank: 95,
        samples: sorted(samples.collect()),
        hidden: Vec::new(),
    }
}

/// From the opening of each incident to its closing. One that is still open has lasted until now at least:
/// left out, the longest would never count.
pub(super) fn recovery_time(incidents: &[&Issue], now: Timestamp) -> Metric {
    let samples =
        incidents.iter().filter_map(|incident| between(incident.created_at, incident.closed_at.or(Some(now))));
    Metric {
        id: "recovery-time",
        name: Words { en: "recovery time", de: "Wiederherstellungszeit" },
        definition: Words {
            en: "median from the opening of an incident to its closing, of open ones until now",
            de: "Median vom Eröffnen eines Vorfalls bis zum Schließen, bei offenen bis jetzt",
        },
        rank: 50,
        samples: sorted(samples.collect()),
        hidden: Vec::new(),
    }
}

impl Metric {
    /// Number of samples.
    pub(super) fn number(&self) -> u64 {
        self.samples.len() as u64
    }

    /// The sample at the metric's rank (nearest rank); `None` without any.
    pub(super) fn value(&self) -> Option<Sample> {
        let place = self.samples.len().saturating_mul(self.rank).div_ceil(100).saturating_sub(1);
        self.samples.get(place).copied()
    }

    /// The metric in a sentence.
    pub(super) fn text(&self) -> Text {
        let (value, number) = (self.value().map_or_else(|| "–".to_owned(), shown), self.number());
        let (name, definition) = (self.name, self.definition);
        Text::new(
            format!("{}: {value} ({}, n = {number})", name.en, definition.en),
            format!("{}: {value} ({}, n = {number})", name.de, definition.de),
        )
    }
}

/// A time in days, hours and minutes.
pub(super) fn shown(seconds: Sample) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let (hours, minutes) = (rest / 3_600, rest % 3_600 / 60);
    match (days, hours) {
        (0, 0) => format!("{minutes} min"),
        (0, _) => format!("{hours} h {minutes} min"),
        _ => format!("{days} d {hours} h"),
    }
}

/// The time between two moments, where both are known and in order.
fn between(start: Option<Timestamp>, end: Option<Timestamp>) -> Option<Sample> {
    let seconds = end?.as_second().saturating_sub(start?.as_second());
    (seconds >= 0).then_some(seconds)
}

fn sorted(mut samples: Vec<Sample>) -> Vec<Sample> {
    samples.sort_unstable();
    samples
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metric(rank: usize, samples: &[Sample]) -> Metric {
        Metric { rank, samples: sorted(samples.to_vec()), ..recovery_time(&[], Timestamp::UNIX_EPOCH) }
    }

    #[test]
    fn the_rank_is_the_nearest() {
        assert_eq!(metric(50, &[]).value(), None);
        assert_eq!(metric(50, &[3, 1, 2]).value(), Some(2));
        assert_eq!(metric(95, &(1..=100).collect::<Vec<_>>()).value(), Some(95));
        assert_eq!(metric(95, &[7]).value(), Some(7));
    }

    #[test]
    fn times_are_shown_in_two_units() {
        assert_eq!([shown(59), shown(3_700), shown(90_000)], ["0 min", "1 h 1 min", "1 d 1 h"]);
    }
}
