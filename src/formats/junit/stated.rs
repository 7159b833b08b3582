// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What the attributes of suites and test cases state: totals, and words for what came out.

use crate::{
    formats::{ReadError, quoted, xml::Element},
    model::{Place, TestOutcome, Text},
};

/// Words for what came out, in lower case without anything but letters, as JUnit XML of CTest, Google
/// Test, NUnit and others has them.
const OUTCOMES: &[(TestOutcome, &[&str])] = &[
    (
        TestOutcome::Passed,
        &[
            "",
            "run",
            "ran",
            "executed",
            "completed",
            "complete",
            "done",
            "finished",
            "pass",
            "passed",
            "success",
            "successful",
            "succeeded",
            "ok",
            "true",
            "fixed",
        ],
    ),
    (
        TestOutcome::Skipped,
        &[
            "skip",
            "skipped",
            "ignore",
            "ignored",
            "notrun",
            "notexecuted",
            "disabled",
            "suppressed",
            "pending",
            "todo",
            "inconclusive",
            "excluded",
        ],
    ),
    (TestOutcome::Failed, &["fail", "failed", "failure", "false", "regression", "broken"]),
    (
        TestOutcome::Error,
        &[
            "error",
            "errored",
            "crash",
            "crashed",
            "aborted",
            "cancelled",
            "canceled",
            "timeout",
            "timedout",
            "notrunnable",
            "invalid",
        ],
    ),
];

/// What the attributes of an element state to have come out; the gravest where several do. A word that
/// is not known is the error.
pub(super) fn outcome(element: &Element) -> Result<TestOutcome, String> {
    let mut gravest = TestOutcome::Passed;
    for attribute in ["status", "result", "success"] {
        let Some(word) = element.attribute(attribute) else { continue };
        let plain: String = word.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
        let known = OUTCOMES.iter().find(|(_, words)| words.contains(&plain.as_str()));
        let (outcome, _) =
            known.filter(|_| !plain.is_empty() || word.trim().is_empty()).ok_or_else(|| quoted(word.as_bytes()))?;
        gravest = gravest.max(*outcome);
    }
    let not_run = element.attribute("executed").is_some_and(|word| word.trim().eq_ignore_ascii_case("false"));
    Ok(if not_run { gravest.max(TestOutcome::Skipped) } else { gravest })
}

/// Numbers of test cases by what came out.
#[derive(Clone, Copy, Default)]
pub(super) struct Totals<T> {
    pub(super) tests: T,
    pub(super) failures: T,
    pub(super) errors: T,
    pub(super) skipped: T,
}

impl Totals<Option<u64>> {
    /// Those that a suite states. Google Test and CTest count the disabled ones apart from the skipped ones.
    pub(super) fn of(element: &Element) -> Result<Self, ReadError> {
        let (skipped, disabled) = (total(element, "skipped")?, total(element, "disabled")?);
        Ok(Self {
            tests: total(element, "tests")?,
            failures: total(element, "failures")?,
            errors: total(element, "errors")?,
            skipped: skipped.map(|skipped| skipped.saturating_add(disabled.unwrap_or(0))).or(disabled),
        })
    }
}

impl Totals<u64> {
    pub(super) fn add(&mut self, outcome: TestOutcome) {
        self.tests = self.tests.saturating_add(1);
        let count = match outcome {
            TestOutcome::Passed => return,
            TestOutcome::Skipped => &mut self.skipped,
            TestOutcome::Failed => &mut self.failures,
            TestOutcome::Error => &mut self.errors,
        };
        *count = count.saturating_add(1);
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.tests = self.tests.saturating_add(other.tests);
        self.failures = self.failures.saturating_add(other.failures);
        self.errors = self.errors.saturating_add(other.errors);
        self.skipped = self.skipped.saturating_add(other.skipped);
    }
}

/// A total; some producers write whole numbers with decimals (`2.0`), or nothing for what they do not count.
fn total(element: &Element, attribute: &str) -> Result<Option<u64>, ReadError> {
    let Some(text) = element.attribute(attribute).map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let whole = text.split_once('.').filter(|(_, decimals)| decimals.bytes().all(|digit| digit == b'0'));
    let whole = whole.map_or(text, |(whole, _)| whole);
    whole.parse().map(Some).map_err(|_| {
        let found = quoted(text.as_bytes());
        let reason = Text::new(
            format!("`{attribute}` is {found}, which is no number of tests"),
            format!("`{attribute}` ist {found}, und das ist keine Anzahl von Tests"),
        );
        ReadError::new(Place::Line(element.line), reason)
    })
}
