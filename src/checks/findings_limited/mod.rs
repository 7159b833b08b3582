// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    evidence::{Findings, gaps_of_kinds, gaps_of_unplaced, no_scan_of},
    *,
};
use crate::model::{
    Age, Assessed, Comparison, CvssScore, Examination, Feed, Gap, Grounds, Limit, Millionths, OpenFindingRef, Pattern,
    ScanKind, SetAside, Severity, Text, Violation,
};

mod aside;
mod cause;

use cause::Cause;

/// Scans found at most so many findings of each severity.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FindingsLimited {
    /// The kinds of scans whose findings are counted.
    #[schemars(extend("x-de" = "Die Arten von Prüfungen, deren Befunde gezählt werden.", "minItems" = 1))]
    scans: Vec<ScanKind>,
    /// Tools whose findings are counted too although their reports do not say what they looked for, as patterns over their names.
    #[serde(default)]
    #[schemars(extend("x-de" = "Werkzeuge, deren Befunde ebenfalls zählen, obwohl ihr Bericht nicht sagt, wonach sie suchten, als Muster über ihre Namen."))]
    tools: Vec<Pattern>,
    /// The most critical findings accepted.
    #[schemars(extend("x-de" = "Wie viele kritische Befunde hingenommen werden."))]
    critical: u64,
    /// The most findings accepted that are high or graver; when left out, as many as the limits for milder ones let.
    #[serde(default)]
    #[schemars(extend("x-de" = "Wie viele Befunde hingenommen werden, die hoch oder schwerer sind; ohne Angabe so viele, wie die Grenzen für mildere zulassen."))]
    high: Option<u64>,
    /// The most findings accepted that are medium or graver; when left out, as many as the limit for low ones lets.
    #[serde(default)]
    #[schemars(extend("x-de" = "Wie viele Befunde hingenommen werden, die mittel oder schwerer sind; ohne Angabe so viele, wie die Grenze für niedrige zulässt."))]
    medium: Option<u64>,
    /// The most findings accepted that are low or graver; any number of low ones when left out.
    #[serde(default)]
    #[schemars(extend("x-de" = "Wie viele Befunde hingenommen werden, die niedrig oder schwerer sind; ohne Angabe beliebig viele niedrige."))]
    low: Option<u64>,
    /// The most findings accepted for which a tool states neither a severity nor a CVSS score that stands for it.
    #[serde(default)]
    #[schemars(extend("x-de" = "Wie viele Befunde hingenommen werden, zu denen ein Werkzeug weder Schweregrad noch CVSS-Wert nennt, der für ihn stünde."))]
    unknown: u64,
    /// Tools whose severity counts where several report the same finding, the first of them that states one, as patterns over their names; the gravest of all when left out.
    #[serde(default)]
    #[schemars(extend("x-de" = "Werkzeuge, deren Schweregrad zählt, wenn mehrere denselben Befund melden, das erste davon, das einen nennt, als Muster über ihre Namen; ohne Angabe der schwerste von allen.", "minItems" = 1))]
    severity_from: Vec<Pattern>,
    /// A CVSS score from which on no finding is accepted, whatever its severity (the newest version of CVSS in any report counts: 4.0 before 3.1 and 3.0 before 2.0, of one version the highest; computed where only the vector is given). A finding without a score counts with the highest one of its severity.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 10.0), extend("x-de" = "Ein CVSS-Wert, ab dem kein Befund hingenommen wird, gleich welchen Schweregrads (es zählt die neueste CVSS-Version in allen Berichten: 4.0 vor 3.1 und 3.0 vor 2.0, bei gleicher Version der höchste; berechnet, wo nur der Vektor angegeben ist). Ein Befund ohne Wert zählt mit dem höchsten seines Schweregrads."))]
    cvss_at_least: Option<f64>,
    /// A probability by EPSS (between 0 and 1) from which on no finding is accepted.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0), extend("x-de" = "Eine Wahrscheinlichkeit nach EPSS (zwischen 0 und 1), ab der kein Befund hingenommen wird."))]
    epss_at_least: Option<f64>,
    /// What holds for a vulnerability that is known to be exploited: `blocks` (whatever its severity, age and fix, and no waiver covers it), `waivable` (the same, unless a waiver covers it) or `by-severity` (it counts like any other).
    #[serde(default)]
    #[schemars(extend("x-de" = "Was für eine Schwachstelle gilt, die bekanntermaßen ausgenutzt wird: `blocks` (sie zählt unabhängig von Schweregrad, Alter und Abhilfe, und keine Ausnahme deckt sie), `waivable` (ebenso, sofern keine Ausnahme sie deckt) oder `by-severity` (sie zählt wie jede andere)."))]
    known_exploited: KnownExploited,
    /// Whether findings are set aside for which a report says that there is no fix. Where no report says it, the finding counts.
    #[serde(default)]
    #[schemars(extend("x-de" = "Ob Befunde zurückgestellt werden, zu denen es laut einem Bericht keine Abhilfe gibt. Sagt es kein Bericht, zählt der Befund."))]
    only_fixable: bool,
    /// Whether findings are set aside whose vulnerable part is not used, by the word of a tool and against that of none. Where no tool says it, the finding counts.
    #[serde(default)]
    #[schemars(extend("x-de" = "Ob Befunde zurückgestellt werden, deren verwundbarer Teil nach Aussage eines Werkzeugs nicht benutzt wird, ohne dass ein anderes widerspricht. Sagt es keines, zählt der Befund."))]
    only_reachable: bool,
    /// Whether findings are set aside that were open in the report named by `--baseline`. Without such a report nothing can be decided.
    #[serde(default)]
    #[schemars(extend("x-de" = "Ob Befunde zurückgestellt werden, die schon in dem mit `--baseline` genannten Bericht offen waren. Ohne einen solchen Bericht lässt sich nichts entscheiden."))]
    only_new: bool,
    /// For how long after its publication, or else after a tool first saw it, a finding is set aside, by severity. Without a date it counts at once.
    #[serde(default)]
    #[schemars(extend("x-de" = "Wie lange ein Befund nach seiner Veröffentlichung, sonst nach der ersten Sichtung durch ein Werkzeug, zurückgestellt wird, je Schweregrad. Ohne Datum zählt er sofort.", "propertyNames" = crate::model::keys_of::<Severity>()))]
    grace: BTreeMap<Severity, Age>,
}

/// What holds for a vulnerability that is known to be exploited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum KnownExploited {
    /// It counts whatever its severity, age and fix, and no waiver covers it.
    #[default]
    Blocks,
    /// It counts whatever its severity, age and fix, unless a waiver covers it.
    Waivable,
    /// It counts like any other.
    BySeverity,
}

impl Check for FindingsLimited {
    const ABOUT: About = About {
        id: "findings-limited",
        title: Words { en: "Few enough findings", de: "Befunde unter der Grenze" },
        question: Words {
            en: "Are there, for each severity, no more findings than the policy accepts, and none that is too likely to be exploited?",
            de: "Gibt es zu jedem Schweregrad höchstens so viele Befunde, wie die Richtlinie hinnimmt, und keinen, dessen Ausnutzung zu wahrscheinlich ist?",
        },
        why: Words {
            en: "Known weaknesses are the ones that are exploited first.",
            de: "Bekannte Schwachstellen werden zuerst ausgenutzt.",
        },
        remedy: Words {
            en: "Fix the findings listed, the gravest first; for one that must wait, write a waiver with reason, owner, approver and end.",
            de: "Die genannten Befunde beheben, die schwersten zuerst; für einen, der warten muss, eine Ausnahme mit Begründung, Verantwortlichem, Genehmigendem und Ende eintragen.",
        },
        maps_to: &[
            ("bsi-grundschutz-2023", "CON.8.A20"),
            ("bsi-grundschutz-2023", "OPS.1.1.3.A15"),
            ("eu-cra", "Annex I Part I (2)(a)"),
            ("nist-ssdf", "RV.2.2"),
        ],
        example: "- check: findings-limited\n  with:\n    scans: [dependency, container]\n    critical: 0\n    high: 0\n    medium: 10\n    grace: { high: 7 days, medium: 30 days }\n  effect: block\n",
    };

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        let Some(findings) = findings_of(dossier, (&self.scans, &self.tools), &mut examination) else {
            examination.gap("no-scan", no_scan_of(&self.scans));
            return examination;
        };
        examination.gaps.extend(gaps_of_kinds(dossier, &self.scans, &self.tools));
        examination.gaps.extend(gaps_of_unplaced(dossier, &|finding| self.limit(finding.severity).is_some()));
        self.judge_what_was_given(&findings, dossier, &mut examination);
        let before = dossier.given.baseline.as_deref().filter(|_| self.only_new);
        let before = before.map(|baseline| baseline.beside(findings.iter()));
        let mut texts = cause::Texts::default();
        // Room for all is asked for and used where needed, so that nothing is moved as it grows.
        examination.violations.reserve_exact(findings.at_most());
        examination.set_aside.reserve_exact(findings.at_most());
        for finding in findings.iter() {
            self.judge(&finding, (dossier, before.as_ref()), &mut texts, &mut examination);
        }
        examination.violations.shrink_to_fit();
        examination.set_aside.shrink_to_fit();
        let first = |violation: &Violation| (violation.wrong.waivable, Reverse(violation.wrong.severity));
        // They come the gravest first as a rule, and a sort of very many needs room.
        if !examination.violations.is_sorted_by_key(first) {
            examination.violations.sort_by_key(first);
        }
        if !examination.set_aside.is_sorted_by_key(|aside| Reverse(aside.violation.wrong.severity)) {
            examination.set_aside.sort_by_key(|aside| Reverse(aside.violation.wrong.severity));
        }
        examination
    }

    fn counts_tools(&self) -> &[Pattern] {
        &self.tools
    }
}

impl FindingsLimited {
    /// Counts a finding, or sets it aside.
    fn judge(
        &self,
        finding: &OpenFindingRef,
        (dossier, before): (&Dossier, Option<&Comparison<'_>>),
        texts: &mut cause::Texts,
        examination: &mut Examination,
    ) {
        let severity = finding.severity(&self.severity_from);
        let cause = self.cause(finding, severity);
        let assessed = finding.assessed(&dossier.vex);
        let wrong = texts.of(finding, severity, cause.as_ref());
        let wrong = assessed.as_ref().map_or_else(|| Arc::clone(&wrong), |assessed| texts.said(&wrong, assessed));
        // Nobody's word goes against what is known to be exploited, unless the policy says so.
        let word = assessed.filter(|_| wrong.waivable).and_then(|assessed| aside::assessed(&assessed, examination));
        let reason = match (word, &cause) {
            (Some(word), _) => Some(texts.reason(word)),
            (None, Some(Cause::Exploited { .. })) => None,
            (None, Some(_)) => self.aside(finding, severity, (dossier, before)).map(|grounds| texts.reason(grounds)),
            (None, None) => Some(texts.unlimited(severity)),
        };
        match reason {
            Some(reason) => {
                let violation = Violation::of_finding(finding, wrong);
                examination.set_aside.push(SetAside { violation, reason });
            }
            None => {
                let exploited = matches!(cause, Some(Cause::Exploited { .. }));
                let since = if exploited { None } else { self.end_of_grace(finding, severity, dossier.at) };
                let wrong = if since.is_some() { texts.since(&wrong, since) } else { wrong };
                examination.violations.push(Violation::of_finding(finding, wrong));
            }
        }
    }

    /// The most findings accepted of a severity, no more than of any milder one; `None` for any number.
    fn limit(&self, severity: Severity) -> Option<u64> {
        let milder = Severity::ALL.iter().filter(|other| (1..cause::rank(severity)).contains(&cause::rank(**other)));
        milder.filter_map(|other| self.stated(*other)).chain(self.stated(severity)).min()
    }

    /// The limit that the policy states for a severity.
    const fn stated(&self, severity: Severity) -> Option<u64> {
        match severity {
            Severity::Critical => Some(self.critical),
            Severity::High => self.high,
            Severity::Medium => self.medium,
            Severity::Low => self.low,
            Severity::Unknown => Some(self.unknown),
            Severity::Info => None,
        }
    }

    /// What the rule needs beside the scans: feeds that are recent, a baseline, figures by EPSS.
    fn judge_what_was_given(&self, findings: &Findings<'_>, dossier: &Dossier, examination: &mut Examination) {
        if self.only_new && dossier.given.baseline.is_none() {
            let message = Text::new(
                "`only_new` compares with an earlier report, and none that lists its findings was given; name it with `--baseline`",
                "`only_new` vergleicht mit einem früheren Bericht, und keiner, der seine Befunde aufführt, wurde angegeben; mit `--baseline` nennen",
            );
            examination.gap("no-baseline", message);
        }
        let asks_nothing = self.epss_at_least.is_none() && dossier.feeds().next().is_none();
        if asks_nothing || !findings.iter().any(|finding| finding.is_vulnerability()) {
            return;
        }
        let likelihoods = dossier.feeds().any(|(_, feed)| matches!(feed, Feed::Likelihoods(_)));
        let unrated = |finding: &OpenFindingRef| finding.is_vulnerability() && finding.epss().is_none();
        if self.epss_at_least.is_some() && !likelihoods && findings.iter().any(|finding| unrated(&finding)) {
            let message = Text::new(
                "`epss_at_least` asks for figures that the reports do not hold; give EPSS's table with `--enrich`",
                "`epss_at_least` verlangt Werte, die die Berichte nicht enthalten; die Tabelle von EPSS mit `--enrich` angeben",
            );
            examination.gap("no-epss", message);
        }
        for (evidence, feed) in dossier.feeds() {
            examination.rely_on(evidence.id);
            let oldest = dossier.given.feed_max_age.filter(|_| feed.ages());
            examination.gaps.extend(oldest.and_then(|max_age| aside::stale_feed(evidence, max_age, dossier.at)));
        }
    }
}

#[cfg(test)]
mod tests;
