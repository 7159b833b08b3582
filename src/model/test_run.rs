// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The result of a test run.

use std::sync::Arc;

use super::Text;

/// A test run. A report can hold a million test cases, nearly all of which passed: those are counted, and
/// only the others are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestRun {
    /// Number of test cases that ran and held.
    pub passed: u64,
    /// Number of test cases that were left out.
    pub skipped: u64,
    /// The test cases that did not hold, in the order of the report.
    pub failed: Vec<TestCase>,
    /// The names of the suites in which a test ran, in the order of the report; one can stand there again.
    pub suites: Vec<Arc<str>>,
    /// Errors that the report states outside a test case (a suite that could not start), and
    /// totals that contradict the test cases listed.
    pub disturbances: Vec<Text>,
}

/// One test case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestCase {
    /// The suite it belongs to.
    pub suite: Arc<str>,
    /// Class and name, joined by `::` where there is a class.
    pub name: Box<str>,
    /// What came out.
    pub outcome: TestOutcome,
    /// 1-based line in the report.
    pub line: u64,
}

/// What came out of a test case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TestOutcome {
    /// It ran and held.
    Passed,
    /// It was left out.
    Skipped,
    /// It ran and an assertion did not hold.
    Failed,
    /// It could not run to its end.
    Error,
}

impl TestRun {
    /// Counts a test case, and keeps it where it did not hold.
    pub fn add(&mut self, case: TestCase) {
        let is_known = || self.suites.last().is_some_and(|last| Arc::ptr_eq(last, &case.suite));
        if case.outcome != TestOutcome::Skipped && !is_known() {
            self.suites.push(Arc::clone(&case.suite));
        }
        match case.outcome {
            TestOutcome::Passed => self.passed = self.passed.saturating_add(1),
            TestOutcome::Skipped => self.skipped = self.skipped.saturating_add(1),
            TestOutcome::Failed | TestOutcome::Error => self.failed.push(case),
        }
    }

    /// Number of all test cases.
    pub const fn total(&self) -> u64 {
        self.passed.saturating_add(self.skipped).saturating_add(self.failed.len() as u64)
    }

    /// Number of test cases that did not hold, with this outcome.
    pub fn number_failed(&self, outcome: TestOutcome) -> u64 {
        self.failed.iter().filter(|case| case.outcome == outcome).count() as u64
    }
}
