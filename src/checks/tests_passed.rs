// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

use super::*;
use crate::model::{Evidence, Pattern, Place, TestCase, TestOutcome, TestRun, Text, Violation};

/// Tests ran, none failed, and none of those that should have run is missing.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct TestsPassed {
    /// Suites that must be among the reports, as patterns over their names; each must hold a test that ran.
    #[schemars(extend("x-de" = "Testsuiten, die in den Berichten vorkommen müssen, als Muster über ihre Namen; jede muss einen gelaufenen Test enthalten.", "minItems" = 1))]
    suites: Vec<Pattern>,
    /// The most tests that may be skipped; any number when left out.
    #[schemars(extend("x-de" = "Wie viele Tests ausgelassen sein dürfen; ohne Angabe beliebig viele."))]
    max_skipped: Option<u64>,
    /// The fewest tests that must have run (skipped ones not counted).
    #[schemars(extend("x-de" = "Wie viele Tests mindestens gelaufen sein müssen (ausgelassene zählen nicht)."))]
    min_tests: Option<u64>,
    /// Whether there must be at least as many tests as in the baseline (`--baseline`, an earlier JSON report).
    #[schemars(extend("x-de" = "Ob es mindestens so viele Tests sein müssen wie im Vergleichsstand (`--baseline`, ein früherer JSON-Bericht)."))]
    not_fewer_than_before: bool,
}

impl Check for TestsPassed {
    const ABOUT: About = About {
        id: "tests-passed",
        title: Words { en: "The tests passed", de: "Die Tests sind bestanden" },
        question: Words {
            en: "Did the tests run, all of them, and did none fail?",
            de: "Sind die Tests gelaufen, und zwar alle, und ist keiner fehlgeschlagen?",
        },
        why: Words {
            en: "A test that fails, is skipped or has vanished no longer protects what it was written for.",
            de: "Ein Test, der fehlschlägt, ausgelassen wird oder verschwunden ist, schützt nicht mehr, wofür er geschrieben wurde.",
        },
        remedy: Words {
            en: "Repair what the failed tests show; let the missing suites write JUnit XML and pass it on as a job artifact.",
            de: "Beheben, was die fehlgeschlagenen Tests zeigen; fehlende Testsuiten JUnit-XML schreiben lassen und als Job-Artefakt weitergeben.",
        },
        maps_to: &[
            ("bsi-grundschutz-2023", "OPS.1.1.6.A2"),
            ("bsi-grundschutz-2023", "CON.8.A7"),
            ("eu-cra", "Annex I Part II (3)"),
            ("nist-ssdf", "PW.8.2"),
            ("osps-baseline", "OSPS-QA-06.01"),
        ],
        example: "- check: tests-passed\n  with:\n    suites: [\"unit*\", \"integration*\"]\n    max_skipped: 5\n  effect: block\n",
    };
    const WAY_TO_EVIDENCE: Words = Self::ABOUT.remedy;

    fn examine(&self, dossier: &Dossier) -> Examination {
        let mut examination = Examination::default();
        let mut runs = Vec::new();
        for (evidence, run) in dossier.test_runs() {
            if counts(evidence, &mut examination) {
                judge_run(evidence, run, &mut examination);
                runs.push(run);
            }
        }
        if dossier.test_runs().next().is_none() {
            examination.gap("no-test-run", Text::new("no test report was found", "Es wurde kein Testbericht gefunden"));
            return examination;
        }
        self.judge_suites(&runs, &mut examination);
        self.judge_numbers(&runs, dossier.baseline_tests, &mut examination);
        examination
    }
}

impl TestsPassed {
    fn judge_suites(&self, runs: &[&TestRun], examination: &mut Examination) {
        for wanted in &self.suites {
            if !runs.iter().flat_map(|run| &run.suites).any(|suite| wanted.matches(suite)) {
                let message = Text::new(
                    format!("wanted a suite `{wanted}` with a test that ran, got none"),
                    format!("Verlangt ist eine Testsuite `{wanted}` mit einem gelaufenen Test; es gibt keine"),
                );
                let matter = format!("suite-missing:{wanted}");
                examination.violations.push(Violation::new(matter, message).about(wanted.as_str()));
            }
        }
    }

    fn judge_numbers(&self, runs: &[&TestRun], before: Option<u64>, examination: &mut Examination) {
        let skipped: u64 = runs.iter().map(|run| run.skipped).sum();
        let total: u64 = runs.iter().map(|run| run.total()).sum();
        let ran = total.saturating_sub(skipped);
        let mut violate = |matter: &str, en: String, de: String| {
            examination.violations.push(Violation::new(matter, Text::new(en, de)));
        };
        if let Some(most) = self.max_skipped.filter(|most| skipped > *most) {
            violate(
                "too-many-skipped",
                format!("wanted at most {most} skipped tests, got {skipped}"),
                format!("Ausgelassene Tests: höchstens {most} erlaubt, {skipped} vorhanden"),
            );
        }
        // A report without a single test that ran shows nothing, whatever the policy asks for.
        let fewest = self.min_tests.unwrap_or(1).max(1);
        if ran < fewest {
            violate(
                "too-few-tests",
                format!("wanted at least {fewest} tests to have run, got {ran}"),
                format!("Gelaufene Tests: mindestens {fewest} verlangt, {ran} vorhanden"),
            );
        }
        match before {
            Some(before) if self.not_fewer_than_before && total < before => violate(
                "fewer-tests-than-before",
                format!("wanted at least the {before} tests of the baseline, got {total}"),
                format!("Verlangt sind mindestens die {before} Tests des Vergleichsstands, es sind {total}"),
            ),
            None if self.not_fewer_than_before => examination.gap(
                "no-baseline",
                Text::new(
                    "the rule compares with a baseline, and none was given; give an earlier JSON report with `--baseline`",
                    "Die Regel vergleicht mit einem früheren Stand, und keiner wurde angegeben; mit `--baseline` einen früheren JSON-Bericht angeben",
                ),
            ),
            _ => {}
        }
    }
}

fn judge_run(evidence: &Evidence, run: &TestRun, examination: &mut Examination) {
    examination.rely_on(evidence.id);
    for disturbance in &run.disturbances {
        let message = Text::new(
            format!("the test run was disturbed: {}", disturbance.en),
            format!("Der Testlauf war gestört: {}", disturbance.de),
        );
        let violation = Violation::new("run-disturbed", message).about(evidence.origin.path.as_ref());
        examination.violations.push(violation.seen_in(evidence.id, Place::Whole));
    }
    examination.violations.extend(run.failed.iter().map(|case| failed(evidence, case)));
}

fn failed(evidence: &Evidence, case: &TestCase) -> Violation {
    let (en, de) = match case.outcome {
        TestOutcome::Error => ("ended with an error", "brach mit einem Fehler ab"),
        _ => ("failed", "ist fehlgeschlagen"),
    };
    let name = &case.name;
    let message = Text::new(format!("the test `{name}` {en}"), format!("Der Test `{name}` {de}"));
    let violation = Violation::new(name.as_ref(), message).about(case.suite.as_ref());
    violation.seen_in(evidence.id, Place::Line(case.line))
}
