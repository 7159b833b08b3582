// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! JUnit XML: what test runners of all languages write. There is no specification; the forms read
//! are those of Ant, Maven Surefire, Gradle, pytest, Jest, PHPUnit, go-junit-report and nextest.

use super::{
    Format, Head, ReadError, Reading, Source, quoted,
    time::moment_or_utc,
    xml::{Element, Event, Xml},
};
use crate::model::{Claim, FormatVersion, Place, REPORT_TYPE, Statement, TestCase, TestOutcome, TestRun, Text, Timestamp};

/// JUnit XML.
pub(super) struct JUnit;

/// The class of every test case in a report of this program.
const OWN_CLASS: &str = "freigabe";

impl Format for JUnit {
    fn id(&self) -> &'static str {
        "junit"
    }

    fn title(&self) -> &'static str {
        "JUnit XML"
    }

    fn recognises(&self, head: &Head) -> bool {
        if !head.is_xml() {
            return false;
        }
        // PHPUnit's configuration holds `<testsuite>` too, but never a test case.
        let has_cases = head.count(&["<testcase"]) > 0;
        let signs = head.count(&["<testsuite", "</testsuite", "classname=", "tests=", "failures=", "errors="]);
        matches!(head.root(), Some("testsuites" | "testsuite")) || (has_cases && signs > 0) || signs > 3
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let mut report = Report::default();
        let mut xml = Xml::new(source)?;
        loop {
            match xml.next()? {
                Event::Start(element) => report.start(&element)?,
                Event::Text(_) => {}
                Event::End => report.end(),
                Event::Eof => break,
            }
        }
        if report.is_own {
            return Ok(Reading::Ignored(Text::new("a report of this program", "ein Bericht dieses Programms")));
        }
        Ok(Reading::Statements(vec![report.statement(self.id())]))
    }
}

/// What was read so far.
#[derive(Default)]
struct Report {
    run: TestRun,
    made_at: Option<Timestamp>,
    open: Vec<Open>,
    is_own: bool,
}

/// An element that is not closed yet.
enum Open {
    Suite(Suite),
    Case(TestCase),
    /// Anything else, and what is in it.
    Other,
}

/// A suite with the totals that it states, and what was counted in it.
struct Suite {
    name: Box<str>,
    line: u64,
    stated: Totals<Option<u64>>,
    counted: Totals<u64>,
}

#[derive(Clone, Copy, Default)]
struct Totals<T> {
    tests: T,
    failures: T,
    errors: T,
    skipped: T,
}

impl Report {
    fn start(&mut self, element: &Element) -> Result<(), ReadError> {
        let parent_is_suite = matches!(self.open.last(), None | Some(Open::Suite(_)));
        let open = match element.name.as_str() {
            "testsuites" | "testsuite" if parent_is_suite => self.suite(element),
            "testcase" if parent_is_suite => self.case(element)?,
            _ if self.open.is_empty() => return Err(unexpected_root(element)),
            name => {
                self.outcome(name, element);
                Open::Other
            }
        };
        self.open.push(open);
        Ok(())
    }

    fn suite(&mut self, element: &Element) -> Open {
        let name: Box<str> = element.attribute("name").unwrap_or_default().trim().into();
        if self.open.is_empty() {
            self.is_own = element.namespaces().any(|(_, uri)| uri == REPORT_TYPE);
        }
        if element.name == "testsuite" {
            self.run.suites.push(name.to_string());
        }
        let made_at = element.attribute("timestamp").and_then(moment_or_utc);
        self.made_at = self.made_at.max(made_at);
        let stated = Totals {
            tests: total(element, "tests"),
            failures: total(element, "failures"),
            errors: total(element, "errors"),
            skipped: total(element, "skipped").or_else(|| total(element, "disabled")),
        };
        Open::Suite(Suite { name, line: element.line, stated, counted: Totals::default() })
    }

    fn case(&mut self, element: &Element) -> Result<Open, ReadError> {
        let suite = self.open.last().and_then(|open| match open {
            Open::Suite(suite) => Some(suite.name.clone()),
            _ => None,
        });
        let name = element.attribute("name").unwrap_or_default();
        let class = element.attribute("classname").filter(|class| !class.is_empty());
        if name.is_empty() && class.is_none() {
            let reason = Text::new("a test case has no name", "ein Testfall hat keinen Namen");
            return Err(ReadError::new(Place::Line(element.line), reason));
        }
        self.is_own &= class == Some(OWN_CLASS);
        let name = class.map_or_else(|| name.to_owned(), |class| format!("{class}::{name}"));
        // Google Test says in an attribute what others say with an element.
        let left_out = element.attribute("status").is_some_and(|s| s == "notrun" || s == "disabled" || s == "skipped");
        let outcome = if left_out { TestOutcome::Skipped } else { TestOutcome::Passed };
        Ok(Open::Case(TestCase { suite: suite.unwrap_or_default(), name: name.into(), outcome, line: element.line }))
    }

    /// Takes note of an element that says what came out.
    fn outcome(&mut self, name: &str, element: &Element) {
        let outcome = match name {
            "failure" => TestOutcome::Failed,
            "error" => TestOutcome::Error,
            "skipped" => TestOutcome::Skipped,
            _ => return,
        };
        match self.open.last_mut() {
            Some(Open::Case(case)) => case.outcome = case.outcome.max(outcome),
            Some(Open::Suite(suite)) if outcome != TestOutcome::Skipped => {
                let message = element.attribute("message").or_else(|| element.attribute("type")).unwrap_or_default();
                let (name, line) = (quoted(suite.name.as_bytes()), element.line);
                self.run
                    .disturbances
                    .push(format!("suite {name}: {name_of} {message} (line {line})", name_of = element.name));
            }
            _ => {}
        }
    }

    fn end(&mut self) {
        match self.open.pop() {
            Some(Open::Case(case)) => {
                if let Some(Open::Suite(suite)) = self.open.last_mut() {
                    suite.counted.add(case.outcome);
                }
                self.run.cases.push(case);
            }
            Some(Open::Suite(suite)) => {
                self.run.disturbances.extend(suite.contradictions());
                if let Some(Open::Suite(outer)) = self.open.last_mut() {
                    outer.counted.merge(&suite.counted);
                }
            }
            _ => {}
        }
    }

    fn statement(self, format: &'static str) -> Statement {
        Statement {
            format: FormatVersion { format, version: String::new() },
            subjects: Vec::new(),
            made_at: self.made_at,
            producer: None,
            report_id: None,
            claim: Claim::TestRun(self.run),
            remarks: Vec::new(),
        }
    }
}

impl Totals<u64> {
    fn add(&mut self, outcome: TestOutcome) {
        self.tests = self.tests.saturating_add(1);
        let count = match outcome {
            TestOutcome::Passed => return,
            TestOutcome::Skipped => &mut self.skipped,
            TestOutcome::Failed => &mut self.failures,
            TestOutcome::Error => &mut self.errors,
        };
        *count = count.saturating_add(1);
    }

    fn merge(&mut self, other: &Self) {
        self.tests = self.tests.saturating_add(other.tests);
        self.failures = self.failures.saturating_add(other.failures);
        self.errors = self.errors.saturating_add(other.errors);
        self.skipped = self.skipped.saturating_add(other.skipped);
    }
}

impl Suite {
    /// Where a suite states more than it lists, something is missing from the report. Where it
    /// states fewer failures than it lists, the list counts anyway.
    fn contradictions(&self) -> impl Iterator<Item = String> + '_ {
        let totals = [
            ("tests", self.stated.tests, self.counted.tests),
            ("failures", self.stated.failures, self.counted.failures),
            ("errors", self.stated.errors, self.counted.errors),
            ("skipped", self.stated.skipped, self.counted.skipped),
        ];
        totals.into_iter().filter_map(|(what, stated, counted)| {
            let stated = stated.filter(|stated| *stated != counted)?;
            let name = quoted(self.name.as_bytes());
            Some(format!("suite {name} (line {}) states {stated} {what}, lists {counted}", self.line))
        })
    }
}

fn total(element: &Element, attribute: &str) -> Option<u64> {
    element.attribute(attribute).and_then(|value| value.trim().parse().ok())
}

fn unexpected_root(element: &Element) -> ReadError {
    let name = quoted(element.name.as_bytes());
    let reason = Text::new(
        format!("the root element is {name}, not `testsuites` or `testsuite`"),
        format!("das Wurzelelement ist {name}, nicht `testsuites` oder `testsuite`"),
    );
    ReadError::new(Place::Line(element.line), reason)
}
