// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use super::{forge::fact, *};
use crate::model::{Age, Deployment, ForgeEnvironment, Issue, Pattern, Percent, Text, Timestamp, Violation};

mod metric;

use metric::Metric;

/// How fast and how safely changes reach production: deployment frequency, lead time, recovery time, change failure rate and time to deploy, each told with its definition and the number of samples. A metric is judged only where a limit is set, and only with enough samples. Asks GitLab (`--gitlab`).
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct DeliveryMetrics {
    /// The environments that count, as patterns over their names; those of the tier `production` when left out.
    #[schemars(extend("x-de" = "Die Umgebungen, die zählen, als Muster über ihre Namen; ohne Angabe die der Stufe `production`.", "minItems" = 1))]
    environments: Vec<Pattern>,
    /// How far back is looked. GitLab is asked for half a year.
    #[schemars(extend("x-de" = "Wie weit zurückgeblickt wird. GitLab wird nach einem halben Jahr gefragt."))]
    window: Age,
    /// With fewer samples a metric is told and not judged.
    #[schemars(range(min = 1), extend("x-de" = "Bei weniger Werten wird eine Kennzahl genannt und nicht beurteilt."))]
    min_samples: u64,
    /// The fewest deployments in 30 days.
    #[schemars(extend("x-de" = "Wie viele Deployments es in 30 Tagen mindestens sein müssen."))]
    deployments_per_month: Option<u64>,
    /// The longest that the middle change may take from its merge to production.
    #[schemars(extend("x-de" = "Wie lange die mittlere Änderung vom Merge bis in Produktion höchstens brauchen darf."))]
    lead_time: Option<Age>,
    /// The longest that the middle incident may last.
    #[schemars(extend("x-de" = "Wie lange der mittlere Vorfall höchstens dauern darf."))]
    recovery_time: Option<Age>,
    /// How many incidents there may be for 100 deployments at most.
    #[schemars(extend("x-de" = "Wie viele Vorfälle es auf 100 Deployments höchstens geben darf."))]
    change_failure_rate: Option<Percent>,
    /// The longest that 95 of 100 deployments may take from beginning to end.
    #[schemars(extend("x-de" = "Wie lange 95 von 100 Deployments von Anfang bis Ende höchstens dauern dürfen."))]
    deploy_time: Option<Age>,
}

impl Default for DeliveryMetrics {
    fn default() -> Self {
        Self {
            environments: Vec::new(),
            window: Age::days(90),
            min_samples: 5,
            deployments_per_month: None,
            lead_time: None,
            recovery_time: None,
            change_failure_rate: None,
            deploy_time: None,
        }
    }
}

impl Check for DeliveryMetrics {
    const ABOUT: About = About {
        id: "delivery-metrics",
        title: Words {
            en: "Changes reach production fast and safely",
            de: "Änderungen kommen schnell und sicher in Betrieb",
        },
        question: Words {
            en: "How often is deployed, how long do changes and deployments take, how often do they fail, and how long does recovery take?",
            de: "Wie oft wird ausgeliefert, wie lange brauchen Änderungen und Deployments, wie oft scheitern sie, und wie lange dauert die Wiederherstellung?",
        },
        why: Words {
            en: "A fix that takes weeks to arrive leaves a vulnerability open for weeks.",
            de: "Eine Behebung, die Wochen braucht, lässt eine Schwachstelle wochenlang offen.",
        },
        remedy: Words {
            en: "Make changes smaller, automate what waits for people, and let GitLab know deployments (`environment`) and incidents.",
            de: "Änderungen verkleinern, Wartezeiten auf Menschen automatisieren und GitLab Deployments (`environment`) und Vorfälle mitteilen.",
        },
        maps_to: &[
            ("bsi-grundschutz-2023", "OPS.1.1.3.A13"),
            ("bsi-grundschutz-2023", "DER.2.1"),
            ("eu-cra", "Annex I Part II (2)"),
            ("eu-cra", "Annex I Part II (7)"),
            ("nist-ssdf", "RV.2.2"),
        ],
        example: "- check: delivery-metrics\n  with:\n    lead_time: 7 days\n    deploy_time: 20 minutes\n  effect: warn\n",
    };

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        let since = self.window.before(dossier.at);
        let Some((_, deployments)) = fact::<Vec<Deployment>>(dossier, &mut examination) else { return examination };
        let Some(production) = self.production(dossier, &mut examination) else { return examination };
        let counts = |deployment: &&Deployment| {
            let ended = deployment.finished_at.is_some_and(|ended| ended >= since && ended <= dossier.at);
            ended && production.iter().any(|known| known.matches(&deployment.environment))
        };
        let succeeded: Vec<&Deployment> =
            deployments.iter().filter(counts).filter(|deployment| &*deployment.status == "success").collect();
        let mut judge = Judge { check: self, examination: &mut examination };
        judge.frequency(succeeded.len() as u64, (since, dossier.at));
        judge.times(&metric::lead_time(&succeeded), self.lead_time);
        judge.times(&metric::deploy_time(&succeeded), self.deploy_time);
        judge.incidents(dossier, (since, succeeded.len() as u64));
        examination
    }
}

impl DeliveryMetrics {
    /// The names of the environments that count.
    fn production(&self, dossier: &Dossier, examination: &mut Examination) -> Option<Vec<Pattern>> {
        if !self.environments.is_empty() {
            return Some(self.environments.clone());
        }
        let (_, environments) = fact::<Vec<ForgeEnvironment>>(dossier, examination)?;
        let named = environments.iter().filter(|environment| environment.tier.as_deref() == Some("production"));
        let names: Vec<Pattern> = named.filter_map(|environment| literal(&environment.name)).collect();
        if names.is_empty() {
            let message = Text::new(
                "no environment is of the tier `production`; name those that count with `environments`",
                "Keine Umgebung hat die Stufe `production`; die zählenden mit `environments` angeben",
            );
            examination.gap("no-production", message);
            return None;
        }
        Some(names)
    }
}

/// A pattern that matches this name only.
fn literal(name: &str) -> Option<Pattern> {
    let escaped: String =
        name.chars().flat_map(|c| "*?[]{}\\,!".contains(c).then_some('\\').into_iter().chain([c])).collect();
    Pattern::new(&escaped).ok()
}

struct Judge<'e> {
    check: &'e DeliveryMetrics,
    examination: &'e mut Examination,
}

impl Judge<'_> {
    fn frequency(&mut self, number: u64, (since, at): (Timestamp, Timestamp)) {
        const MONTH: u64 = 30 * 86_400;
        let seconds = u64::try_from(at.as_second().saturating_sub(since.as_second())).unwrap_or(1).max(1);
        let tenths = number.saturating_mul(MONTH).saturating_mul(10).checked_div(seconds).unwrap_or(0);
        let shown = format!("{}.{}", tenths / 10, tenths % 10);
        self.examination.remarks.push(Text::new(
            format!("deployment frequency: {shown} in 30 days (successful deployments to production since {since}, n = {number})"),
            format!("Bereitstellungshäufigkeit: {shown} in 30 Tagen (erfolgreiche Deployments in Produktion seit {since}, n = {number})"),
        ));
        // Their number is what is asked for, so that few of them are no reason not to judge.
        if let Some(least) = self.check.deployments_per_month.filter(|least| tenths < least.saturating_mul(10)) {
            self.violate(
                "deployment-frequency",
                format!("wanted at least {least} deployments in 30 days, got {shown}"),
                format!("Verlangt sind mindestens {least} Deployments in 30 Tagen, es sind {shown}"),
            );
        }
    }

    /// Tells a metric of times, and judges it where a limit is set.
    fn times(&mut self, metric: &Metric, most: Option<Age>) {
        if most.is_some() {
            self.examination.gaps.extend(metric.hidden.iter().cloned());
        }
        self.examination.remarks.push(metric.text());
        let (Some(most), Some(value)) = (most, metric.value()) else {
            return if most.is_some() {
                self.too_few(metric)
            };
        };
        if metric.number() < self.check.min_samples {
            return self.too_few(metric);
        }
        let origin = Timestamp::UNIX_EPOCH;
        let limit = most.after(origin).as_second();
        if value > limit {
            let (shown, name) = (metric::shown(value), metric.name);
            self.violate(
                metric.id,
                format!("{}: wanted at most {most}, got {shown}", name.en),
                format!("{}: verlangt sind höchstens {}, es sind {shown}", name.de, most.german()),
            );
        }
    }

    /// Recovery time and change failure rate, which need to know of incidents.
    fn incidents(&mut self, dossier: &Dossier, (since, deployments): (Timestamp, u64)) {
        let mut asked = Examination::default();
        let issues = fact::<Vec<Issue>>(dossier, &mut asked).map(|(_, issues)| issues);
        let wanted = self.check.recovery_time.is_some() || self.check.change_failure_rate.is_some();
        self.examination.relied_on.extend(asked.relied_on);
        self.examination.violations.extend(asked.violations);
        match wanted {
            true => self.examination.gaps.extend(asked.gaps),
            false => self.examination.remarks.extend(asked.gaps.into_iter().map(|gap| gap.message)),
        }
        let Some(issues) = issues else { return };
        let in_window = |issue: &&Issue| {
            issue.is_incident && issue.created_at.is_some_and(|created| created >= since && created <= dossier.at)
        };
        let incidents: Vec<&Issue> = issues.iter().filter(in_window).collect();
        self.times(&metric::recovery_time(&incidents, dossier.at), self.check.recovery_time);
        self.failure_rate(incidents.len() as u64, deployments);
    }

    fn failure_rate(&mut self, incidents: u64, deployments: u64) {
        let shown = rate(incidents, deployments);
        self.examination.remarks.push(Text::new(
            format!(
                "change failure rate: {} (incidents opened for each deployment to production, n = {deployments})",
                shown.en
            ),
            format!("Fehlerquote: {} (eröffnete Vorfälle je Deployment in Produktion, n = {deployments})", shown.de),
        ));
        let Some(Percent(most)) = self.check.change_failure_rate else { return };
        if deployments < self.check.min_samples {
            return self.gap_of_samples("change-failure-rate", ("change failure rate", "Fehlerquote"), deployments);
        }
        if incidents.saturating_mul(100) > deployments.saturating_mul(most.into()) {
            self.violate(
                "change-failure-rate",
                format!(
                    "change failure rate: wanted at most {most} %, got {} ({incidents} of {deployments})",
                    shown.en
                ),
                format!(
                    "Fehlerquote: verlangt sind höchstens {most} %, es sind {} ({incidents} von {deployments})",
                    shown.de
                ),
            );
        }
    }

    fn too_few(&mut self, metric: &Metric) {
        self.gap_of_samples(metric.id, (metric.name.en, metric.name.de), metric.number());
    }

    fn gap_of_samples(&mut self, id: &str, (en, de): (&str, &str), number: u64) {
        let least = self.check.min_samples;
        let message = Text::new(
            format!("{en}: too few samples to judge it: {number}, asked for are {least}"),
            format!("{de}: zu wenige Werte für ein Urteil: {number}, verlangt sind {least}"),
        );
        self.examination.gap(format!("too-few-samples:{id}"), message);
    }

    fn violate(&mut self, matter: &str, en: String, de: String) {
        self.examination.violations.push(Violation::new(matter, Text::new(en, de)));
    }
}
/// A share in percent, to hundredths and never less than it is, so that what lies above a bound shows it.
fn rate(part: u64, whole: u64) -> Text {
    if whole == 0 {
        return Text::same("–");
    }
    let hundredths = part.saturating_mul(10_000).div_ceil(whole);
    let (units, rest) =
        (hundredths.checked_div(100).unwrap_or_default(), hundredths.checked_rem(100).unwrap_or_default());
    match rest {
        0 => Text::same(format!("{units} %")),
        _ => Text::new(format!("{units}.{rest:02} %"), format!("{units},{rest:02} %")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_above_a_bound_never_looks_like_the_bound() {
        for (part, whole, en, de) in [
            (1, 3, "33.34 %", "33,34 %"),
            (33_001, 100_000, "33.01 %", "33,01 %"),
            (33, 100, "33 %", "33 %"),
            (3, 1, "300 %", "300 %"),
            (1, 0, "–", "–"),
        ] {
            assert_eq!(rate(part, whole), Text::new(en, de));
        }
    }
}
