// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::*;
use crate::model::{Age, EarlierFinding, Mark, ScanKind, Severity, Summary, Text, Timestamp, Violation, Wrong};

/// Grave vulnerabilities were fixed quickly, by the history of this product.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TimeToFix {
    /// The longest time from publication (but not before the last report without the vulnerability), or else from the first report that shows it, to the first release without it.
    #[schemars(extend("x-de" = "Die längste Zeit von der Veröffentlichung (frühestens vom letzten Bericht ohne die Schwachstelle an), sonst vom ersten Bericht, der sie zeigt, bis zum ersten Release ohne sie."))]
    within: Age,
    /// The severities concerned.
    #[serde(default = "critical")]
    #[schemars(extend("x-de" = "Die Schweregrade, um die es geht.", "minItems" = 1))]
    severities: Vec<Severity>,
    /// The share of vulnerabilities that has to be fixed within that time, in percent.
    #[serde(default = "most")]
    #[schemars(range(min = 1, max = 100), extend("x-de" = "Der Anteil der Schwachstellen in Prozent, der in dieser Zeit behoben sein muss."))]
    percent: u64,
    /// The fewest vulnerabilities in the history from which anything can be told.
    #[serde(default = "few")]
    #[schemars(range(min = 1), extend("x-de" = "Wie viele Schwachstellen der Verlauf mindestens zeigen muss, damit sich etwas sagen lässt."))]
    at_least: u64,
}

fn critical() -> Vec<Severity> {
    vec![Severity::Critical]
}

const fn most() -> u64 {
    95
}

const fn few() -> u64 {
    5
}

impl Check for TimeToFix {
    const ABOUT: About = About {
        id: "time-to-fix",
        title: Words { en: "Fixed in time", de: "Rechtzeitig behoben" },
        question: Words {
            en: "Were grave vulnerabilities gone from the releases of this product soon enough after they became known?",
            de: "Waren schwere Schwachstellen schnell genug nach ihrem Bekanntwerden aus den Releases dieses Produkts verschwunden?",
        },
        why: Words {
            en: "Attackers have the publication as early as the maintainers; the time in between is what counts.",
            de: "Angreifende lesen die Veröffentlichung so früh wie die Betreuenden; es zählt die Zeit dazwischen.",
        },
        remedy: Words {
            en: "Release the fix; keep the JSON report of every release and name them all with `--history`.",
            de: "Die Abhilfe ausliefern; den JSON-Bericht jedes Release aufbewahren und alle mit `--history` angeben.",
        },
        maps_to: &[
            ("bsi-grundschutz-2023", "OPS.1.1.3.A15"),
            ("bsi-grundschutz-2023", "CON.8.A8"),
            ("eu-cra", "Annex I Part II (2)"),
            ("eu-cra", "Annex I Part II (8)"),
            ("nist-ssdf", "RV.2.2"),
            ("osps-baseline", "OSPS-VM-05.01"),
        ],
        example: "- check: time-to-fix\n  with:\n    within: 24 hours\n  effect: warn\n",
    };
    const WAY_TO_EVIDENCE: Words = Self::ABOUT.remedy;

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        let history = dossier.history();
        history.iter().for_each(|(evidence, _)| examination.rely_on(evidence.id));
        let samples = self.samples(dossier);
        let late: Vec<&Sample> =
            samples.values().filter(|sample| sample.end > self.within.after(sample.start)).collect();
        let (all, slow) = (samples.len() as u64, late.len() as u64);
        if all < self.at_least {
            examination.gap("too-few-samples", self.too_few(all, history.len()));
        }
        let in_time = all.saturating_sub(slow).saturating_mul(100);
        if all >= self.at_least && in_time < self.percent.saturating_mul(all) {
            examination.violations.extend(late.into_iter().map(|sample| self.late(sample, all, slow)));
        }
        examination
    }
}

/// How long one vulnerability was there.
struct Sample {
    name: Box<str>,
    subject: String,
    severity: Severity,
    start: Timestamp,
    end: Timestamp,
    is_open: bool,
}

/// One point of the history: when, what was open, and whether vulnerabilities were looked for.
struct Point {
    at: Timestamp,
    looked: bool,
    open: Vec<Seen>,
}

/// An open vulnerability at one point.
struct Seen {
    marks: Vec<Mark>,
    name: Box<str>,
    subject: String,
    severity: Severity,
    known_since: Option<Timestamp>,
}

impl Seen {
    /// The sample that begins at `at`: with the publication, but not before the last report that did
    /// not show it, since the product did not have it then; else with the first report that shows it.
    fn first(&self, at: Timestamp, before: Option<Timestamp>) -> Sample {
        let start = self.known_since.map_or(at, |since| before.map_or(since, |before| since.max(before)));
        Sample {
            name: self.name.clone(),
            subject: self.subject.clone(),
            severity: self.severity,
            start: start.min(at),
            end: at,
            is_open: true,
        }
    }
}

impl TimeToFix {
    /// Every vulnerability of the history, those still open included, with the time that it was there.
    fn samples(&self, dossier: &Dossier) -> BTreeMap<usize, Sample> {
        let points = self.points(dossier);
        let mut by_mark: HashMap<&Mark, usize> = HashMap::new();
        let mut samples: BTreeMap<usize, Sample> = BTreeMap::new();
        let mut open: BTreeSet<usize> = BTreeSet::new();
        let mut before = None;
        for point in points.iter().filter(|point| point.looked) {
            let mut still = BTreeSet::new();
            for seen in &point.open {
                // One that was gone and is back is there for the second time.
                let known = seen.marks.iter().find_map(|mark| by_mark.get(mark)).copied();
                let number = known.filter(|number| open.contains(number)).unwrap_or(samples.len());
                seen.marks.iter().for_each(|mark| _ = by_mark.insert(mark, number));
                let sample = samples.entry(number).or_insert_with(|| seen.first(point.at, before));
                sample.end = point.at;
                still.insert(number);
            }
            for number in open.difference(&still) {
                if let Some(sample) = samples.get_mut(number) {
                    (sample.end, sample.is_open) = (point.at, false);
                }
            }
            (open, before) = (still, Some(point.at));
        }
        // What is open and still within its time says nothing yet.
        samples.retain(|_, sample| !sample.is_open || sample.end > self.within.after(sample.start));
        samples
    }

    /// The history, and the release that is judged as its last point.
    fn points(&self, dossier: &Dossier) -> Vec<Point> {
        let history = dossier.history();
        let mut points: Vec<Point> = history
            .iter()
            .filter_map(|(evidence, summary)| self.earlier(evidence.statement.made_at?, summary))
            .collect();
        if points.is_empty() {
            return points;
        }
        let looked = dossier.scans().any(|(evidence, scan)| {
            evidence.bond.counts()
                && scan.status.shortcoming().is_none()
                && scan.kind.is_some_and(looks_for_vulnerabilities)
        });
        let open = dossier.open_findings().iter().filter(|open| open.is_vulnerability()).map(|open| Seen {
            marks: open.vulnerability_marks(),
            name: open.name().into(),
            subject: open.subject().into_owned(),
            severity: open.severity(&[]),
            known_since: open.published(),
        });
        let open = open.filter(|seen| self.severities.contains(&seen.severity)).collect();
        points.retain(|point| point.at < dossier.at);
        points.push(Point { at: dossier.at, looked, open });
        points
    }

    fn earlier(&self, at: Timestamp, summary: &Summary) -> Option<Point> {
        let findings =
            summary.findings.as_deref()?.iter().filter(|finding| self.severities.contains(&finding.severity));
        let seen = |finding: &EarlierFinding| Seen {
            marks: finding.vulnerability_marks(),
            name: finding.identifiers.first().cloned().unwrap_or_default(),
            subject: finding.component.as_ref().map(ToString::to_string).unwrap_or_default(),
            severity: finding.severity,
            known_since: finding.published,
        };
        let open = findings.map(seen).filter(|seen| !seen.marks.is_empty());
        let looked = summary.scanned.iter().copied().any(looks_for_vulnerabilities);
        Some(Point { at, looked, open: open.collect() })
    }

    fn late(&self, sample: &Sample, all: u64, slow: u64) -> Violation {
        let days = Age::days_between(sample.start, sample.end);
        let (state, stand) = match sample.is_open {
            true => ("still open", "noch offen"),
            false => ("fixed", "behoben"),
        };
        let message = Text::new(
            format!(
                "{state} after {days} days, wanted within {}; {slow} of {all} vulnerabilities took longer",
                self.within
            ),
            format!(
                "{stand} nach {} Tagen, verlangt sind {}; {slow} von {all} Schwachstellen dauerten länger",
                days.to_string().replace('.', ","),
                self.within.german()
            ),
        );
        let wrong = Wrong { severity: Some(sample.severity), ..message.into() };
        Violation::new(&*sample.name, wrong).about(sample.subject.as_str())
    }

    fn too_few(&self, samples: u64, reports: usize) -> Text {
        let least = self.at_least;
        Text::new(
            format!(
                "the history ({reports} reports) shows {samples} vulnerabilities of this severity that tell anything; wanted {least}; name earlier JSON reports with `--history`"
            ),
            format!(
                "Der Verlauf ({reports} Berichte) zeigt {samples} aussagekräftige Schwachstellen dieses Schweregrads; verlangt sind {least}; frühere JSON-Berichte mit `--history` angeben"
            ),
        )
    }
}

const fn looks_for_vulnerabilities(kind: ScanKind) -> bool {
    matches!(kind, ScanKind::Dependency | ScanKind::Container)
}
