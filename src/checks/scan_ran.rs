// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use super::*;
use crate::model::{Age, Bond, Evidence, Pattern, Place, Scan, ScanKind, ScanStatus, Text, Timestamp, Violation};

/// A scan of a kind ran on what is released and finished with success.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ScanRan {
    /// What the scan looks for.
    #[schemars(extend("x-de" = "Wonach die Prüfung sucht."))]
    scan: ScanKind,
    /// The tools accepted, as patterns over their names; any when left out. A tool named here counts for this kind of scan even where its report does not say what it looked for.
    #[serde(default)]
    #[schemars(extend("x-de" = "Die anerkannten Werkzeuge als Muster über ihre Namen; ohne Angabe jedes. Ein hier genanntes Werkzeug zählt auch dann, wenn sein Bericht nicht sagt, wonach gesucht wurde.", "minItems" = 1))]
    tools: Vec<Pattern>,
    /// Whether the report must itself name the commit or the artifact's digest; otherwise it is enough that it was found among the evidence.
    #[serde(default)]
    #[schemars(extend("x-de" = "Ob der Bericht selbst den Commit oder die Prüfsumme des Artefakts nennen muss; sonst genügt, dass er bei den Nachweisen lag."))]
    names_release: bool,
    /// The greatest age of the scan, by the time inside its report; any when left out.
    #[serde(default)]
    #[schemars(extend("x-de" = "Das Höchstalter der Prüfung nach der Zeitangabe im Bericht; ohne Angabe jedes."))]
    max_age: Option<Age>,
    /// The greatest age of the newest database of vulnerabilities or set of rules that the report names; any when left out. A report that names no date is a gap.
    #[serde(default)]
    #[schemars(extend("x-de" = "Das Höchstalter der neuesten Schwachstellendatenbank oder Regelsammlung, die der Bericht nennt; ohne Angabe jedes. Ein Bericht ohne dieses Datum hinterlässt eine Lücke."))]
    database_max_age: Option<Age>,
    /// Whether a report that does not say how the scan ended counts as a success. Many tools never say it.
    #[serde(default)]
    #[schemars(extend("x-de" = "Ob ein Bericht, der nicht sagt, wie die Prüfung ausging, als Erfolg gilt. Viele Werkzeuge sagen es nie."))]
    accept_unstated_success: bool,
}

impl Check for ScanRan {
    const ABOUT: About = About {
        id: "scan-ran",
        title: Words { en: "The scan ran", de: "Die Prüfung ist gelaufen" },
        question: Words {
            en: "Did a scan of this kind run on what is released, finish with success, and recently enough?",
            de: "Ist eine Prüfung dieser Art am Release gelaufen, erfolgreich beendet und aktuell genug?",
        },
        why: Words {
            en: "An empty report of a scanner that failed or never ran looks just like a clean one.",
            de: "Der leere Bericht eines gescheiterten oder nie gelaufenen Scanners sieht aus wie ein sauberer.",
        },
        remedy: Words {
            en: "Run the scanner in this pipeline and pass its report on, also when it finds something; look at the job's log when it failed.",
            de: "Den Scanner in dieser Pipeline laufen lassen und seinen Bericht weitergeben, auch wenn er etwas findet; bei einem Abbruch das Protokoll des Jobs ansehen.",
        },
        maps_to: &[
            ("bsi-grundschutz-2023", "CON.8.A7"),
            ("bsi-grundschutz-2023", "OPS.1.1.6.A5"),
            ("eu-cra", "Annex I Part II (3)"),
            ("nist-ssdf", "PW.7.2"),
        ],
        example: "- check: scan-ran\n  with:\n    scan: sast\n    tools: [semgrep, bandit]\n    max_age: 7 days\n  effect: block\n",
    };
    const WAY_TO_EVIDENCE: Words = Self::ABOUT.remedy;

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        for (evidence, scan) in dossier.scans().filter(|(evidence, scan)| self.concerns(evidence, scan)) {
            self.judge(evidence, scan, dossier, &mut examination);
        }
        let silent =
            examination.relied_on.is_empty() && examination.violations.is_empty() && examination.gaps.is_empty();
        if silent {
            examination.gap(format!("no-scan:{}", self.scan), self.nothing_found());
        }
        examination
    }
}

impl ScanRan {
    fn concerns(&self, evidence: &Evidence, scan: &Scan) -> bool {
        let accepted = self.tools.is_empty() || is_tool(evidence, &self.tools);
        accepted && is_scan_of(evidence, scan, &[self.scan], &self.tools)
    }

    fn judge(&self, evidence: &Evidence, scan: &Scan, dossier: &Dossier, examination: &mut Examination) {
        let before = (examination.violations.len(), examination.gaps.len());
        if !counts(evidence, examination) {
            return;
        }
        match &scan.status {
            ScanStatus::Success => {}
            ScanStatus::Failure(reason) => examination.violations.push(failed(evidence, reason)),
            ScanStatus::Partial(reason) | ScanStatus::NothingScanned(reason) => {
                examination.gaps.push(incomplete(evidence, reason));
            }
            ScanStatus::Unstated if self.accept_unstated_success => {}
            ScanStatus::Unstated => examination.gaps.push(gap_in(
                evidence,
                "success-unstated",
                "the report does not say whether the scan finished with success; `accept_unstated_success: true` would accept that",
                "Der Bericht sagt nicht, ob die Prüfung erfolgreich endete; `accept_unstated_success: true` ließe das gelten",
            )),
        }
        if self.names_release && !matches!(evidence.bond, Bond::Named { .. }) {
            examination.gaps.push(gap_in(
                evidence,
                "release-unnamed",
                "the report names neither the commit nor the digest of an artifact",
                "Der Bericht nennt weder den Commit noch die Prüfsumme eines Artefakts",
            ));
        }
        if let Some(max_age) = self.max_age {
            judge_age(evidence, max_age, dossier.at, examination);
        }
        if let Some(max_age) = self.database_max_age {
            judge_databases(evidence, scan, (max_age, dossier.at), examination);
        }
        if before == (examination.violations.len(), examination.gaps.len()) {
            examination.rely_on(evidence.id);
        }
    }

    fn nothing_found(&self) -> Text {
        let tools = self.tools.iter().map(Pattern::as_str).collect::<Vec<_>>().join(", ");
        let (by, von) = match tools.is_empty() {
            true => (String::new(), String::new()),
            false => (format!(" by {tools}"), format!(" von {tools}")),
        };
        Text::new(
            format!("no report of a `{}` scan{by} was found", self.scan),
            format!("Es wurde kein Bericht einer Prüfung der Art `{}`{von} gefunden", self.scan),
        )
    }
}

/// Holds the date of the newest database against the greatest age.
fn judge_databases(evidence: &Evidence, scan: &Scan, (max_age, at): (Age, Timestamp), examination: &mut Examination) {
    let newest = scan.databases.iter().filter_map(|database| database.made_at).max();
    let Some(newest) = newest else {
        examination.gaps.push(gap_in(
            evidence,
            "database-age-unstated",
            "the report does not say of when the tool's database is",
            "Der Bericht nennt kein Datum der Datenbank des Werkzeugs",
        ));
        return;
    };
    let message = if lies_ahead(newest, at) {
        Text::new(
            format!("the database is of {newest}, which lies after the time of this run ({at})"),
            format!("Die Datenbank ist vom {newest}, also nach dem Zeitpunkt dieser Prüfung ({at})"),
        )
    } else if newest < max_age.before(at) {
        Text::new(
            format!("wanted a database not older than {max_age}, got one of {newest}"),
            format!(
                "Verlangt ist eine Datenbank, die nicht älter ist als {}; diese ist vom {newest}",
                max_age.german()
            ),
        )
    } else {
        return;
    };
    let violation = Violation::new("database-stale", message).about(evidence.origin.path.as_ref());
    examination.violations.push(violation.seen_in(evidence.id, Place::Whole));
}

fn failed(evidence: &Evidence, reason: &str) -> Violation {
    let message = Text::new(format!("the scan failed: {reason}"), format!("Die Prüfung ist gescheitert: {reason}"));
    let violation = Violation::new("scan-failed", message).about(evidence.origin.path.as_ref());
    violation.seen_in(evidence.id, Place::Whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Claim, Database, EvidenceId, FormatVersion, Origin, Statement, Trust};

    #[test]
    fn the_newest_database_counts_and_silence_is_a_gap() {
        let judge = |dates: &[&str]| {
            let database = |at: &&str| Database { name: None, version: None, made_at: at.parse().ok() };
            let scan = Scan { databases: dates.iter().map(database).collect(), ..Scan::default() };
            let sha256 = format!("sha256:{}", "0".repeat(64)).parse().unwrap();
            let evidence = Evidence {
                id: EvidenceId(0),
                origin: Origin { path: "a.json".into(), sha256, size: 0 },
                trust: Trust::UNSIGNED,
                bond: Bond::Place,
                statement: Statement {
                    format: FormatVersion { format: "trivy", version: String::new() },
                    subjects: Vec::new(),
                    made_at: None,
                    producer: None,
                    report_id: None,
                    claim: Claim::Scan(Scan::default()),
                    remarks: Vec::new(),
                },
            };
            let mut examination = Examination::default();
            let at = "2026-11-24T12:00:00Z".parse().unwrap();
            judge_databases(&evidence, &scan, (Age::days(1), at), &mut examination);
            (examination.violations.len(), examination.gaps.len())
        };
        assert_eq!(judge(&["2026-11-01T00:00:00Z", "2026-11-24T00:00:00Z"]), (0, 0));
        assert_eq!(judge(&["2026-11-23T00:00:00Z"]), (1, 0));
        assert_eq!(judge(&["", ""]), (0, 1));
        assert_eq!(judge(&[]), (0, 1));
    }
}
