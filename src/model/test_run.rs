// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The result of a test run.

/// A test run: its test cases.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestRun {
    /// Every test case, in the order of the report.
    pub cases: Vec<TestCase>,
    /// Names of all suites, the empty ones included, in the order of the report.
    pub suites: Vec<String>,
    /// Errors that the report states outside a test case (a suite that could not start), and
    /// totals that contradict the test cases listed.
    pub disturbances: Vec<String>,
}

/// One test case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestCase {
    /// The suite it belongs to.
    pub suite: Box<str>,
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
    /// Number of test cases with `outcome`.
    pub fn count(&self, outcome: TestOutcome) -> usize {
        self.cases.iter().filter(|case| case.outcome == outcome).count()
    }
}
