// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! JUnit XML: what test runners of all languages write. There is no specification; the forms read
//! are those of Ant, Maven Surefire, Gradle, pytest, Jest, PHPUnit, go-junit-report and nextest.

use std::sync::Arc;

use super::{
    Format, Head, ReadError, Reading, Source,
    nearly::{damaged, differ_in_one_bit},
    quoted,
    time::Oldest,
    xml::{Element, Event, Xml},
};
use crate::model::{Claim, FormatVersion, Place, REPORT_TYPE, Statement, TestCase, TestOutcome, TestRun, Text};

mod stated;

#[cfg(test)]
#[allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing)]
mod tests;

use stated::Totals;

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
        head.has_root(&["testsuites", "testsuite"]) || (has_cases && signs > 0) || signs > 3
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let mut report = Report::default();
        let mut xml = Xml::new(source)?;
        loop {
            match xml.next()? {
                Event::Start(element) => report.start(element)?,
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
    times: Oldest,
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

/// A suite with what it states, and what was counted in it.
struct Suite {
    name: Arc<str>,
    line: u64,
    /// Whether it or one around it says when it ran.
    is_timed: bool,
    outcome: TestOutcome,
    stated: Totals<Option<u64>>,
    counted: Totals<u64>,
}

impl Report {
    /// Suites and cases count wherever they stand: a report that is put together in an unusual way must
    /// not lose a failure.
    fn start(&mut self, element: &Element) -> Result<(), ReadError> {
        refuse_damaged(element)?;
        let open = match element.name().to_ascii_lowercase().as_str() {
            "testsuites" | "testsuite" => Open::Suite(self.suite(element)?),
            "testcase" => self.case(element)?,
            _ if self.open.is_empty() => return Err(unexpected_root(element)),
            name => {
                self.outcome(name, element);
                Open::Other
            }
        };
        self.open.push(open);
        Ok(())
    }

    fn suite(&mut self, element: &Element) -> Result<Suite, ReadError> {
        let name: Arc<str> = element.attribute("name").unwrap_or_default().trim().into();
        if self.open.is_empty() {
            self.is_own = element.namespaces().any(|(_, uri)| uri == REPORT_TYPE);
        }
        let time = element.attribute("timestamp").filter(|time| !time.trim().is_empty());
        if time.is_some() {
            self.times.add(time);
        }
        let is_timed = time.is_some() || self.around().is_some_and(|suite| suite.is_timed);
        let (outcome, stated) = (self.stated_outcome(&name, element), Totals::of(element)?);
        Ok(Suite { name, line: element.line, is_timed, outcome, stated, counted: Totals::default() })
    }

    /// The innermost suite that is open.
    fn around(&mut self) -> Option<&mut Suite> {
        self.open.iter_mut().rev().find_map(|open| if let Open::Suite(suite) = open { Some(suite) } else { None })
    }

    fn case(&mut self, element: &Element) -> Result<Open, ReadError> {
        let name = element.attribute("name").unwrap_or_default();
        let class = element.attribute("classname").filter(|class| !class.is_empty());
        if name.is_empty() && class.is_none() {
            let reason = Text::new("a test case has no name", "ein Testfall hat keinen Namen");
            return Err(ReadError::new(Place::Line(element.line), reason));
        }
        self.is_own &= class == Some(OWN_CLASS);
        let name: Box<str> = class.map_or_else(|| name.to_owned(), |class| format!("{class}::{name}")).into();
        let around = self.around().map(|suite| (Arc::clone(&suite.name), suite.is_timed));
        let (suite, is_timed) = around.unwrap_or_default();
        if !is_timed {
            self.times.add(None);
        }
        let outcome = self.stated_outcome(&name, element);
        Ok(Open::Case(TestCase { suite, name, outcome, line: element.line }))
    }

    /// What an element states in attributes that others say with elements.
    fn stated_outcome(&mut self, name: &str, element: &Element) -> TestOutcome {
        stated::outcome(element).unwrap_or_else(|word| {
            let (name, line) = (quoted(name.as_bytes()), element.line);
            self.run.disturbances.push(Text::new(
                format!("{name} (line {line}) came out as {word}, a word that is not known"),
                format!("{name} (Zeile {line}) endete mit {word}, einem unbekannten Wort"),
            ));
            TestOutcome::Passed
        })
    }

    /// Takes note of an element that says what came out of the case or suite around it.
    fn outcome(&mut self, name: &str, element: &Element) {
        let outcome = match name {
            "failure" => TestOutcome::Failed,
            "error" => TestOutcome::Error,
            "skipped" => TestOutcome::Skipped,
            _ => return,
        };
        match self.open.iter_mut().rev().find(|open| !matches!(open, Open::Other)) {
            Some(Open::Case(case)) => case.outcome = case.outcome.max(outcome),
            Some(Open::Suite(suite)) if outcome != TestOutcome::Skipped => {
                let message = element.attribute("message").or_else(|| element.attribute("type")).unwrap_or_default();
                let (suite, line) = (quoted(suite.name.as_bytes()), element.line);
                self.run.disturbances.push(Text::new(
                    format!("suite {suite}: {name} {message} (line {line})"),
                    format!("Testreihe {suite}: {name} {message} (Zeile {line})"),
                ));
            }
            _ => {}
        }
    }

    fn end(&mut self) {
        match self.open.pop() {
            Some(Open::Case(case)) => {
                if let Some(suite) = self.around() {
                    suite.counted.add(case.outcome);
                }
                self.run.add(case);
            }
            Some(Open::Suite(suite)) => {
                self.run.disturbances.extend(suite.contradictions());
                if let Some(outer) = self.around() {
                    outer.counted.merge(&suite.counted);
                }
            }
            _ => {}
        }
    }

    fn statement(self, format: &'static str) -> Statement {
        let (made_at, remark) = self.times.told();
        Statement {
            format: FormatVersion { format, version: String::new() },
            subjects: Vec::new(),
            made_at,
            producer: None,
            report_id: None,
            claim: Claim::TestRun(self.run),
            remarks: remark.into_iter().collect(),
        }
    }
}

impl Suite {
    /// Where a suite states more than it lists, something is missing from the report. Where it
    /// states fewer failures than it lists, the list counts anyway.
    fn contradictions(&self) -> impl Iterator<Item = Text> + '_ {
        let totals = [
            ("tests", "Tests", self.stated.tests, self.counted.tests),
            ("failures", "fehlgeschlagene", self.stated.failures, self.counted.failures),
            ("errors", "abgebrochene", self.stated.errors, self.counted.errors),
            ("skipped", "übersprungene", self.stated.skipped, self.counted.skipped),
        ];
        let (name, line) = (quoted(self.name.as_bytes()), self.line);
        let lists_none = self.counted.failures == 0 && self.counted.errors == 0;
        let failed = (lists_none && self.outcome > TestOutcome::Skipped).then(|| {
            Text::new(
                format!("suite {name} (line {line}) states that it failed, lists no failure"),
                format!("Testreihe {name} (Zeile {line}) nennt sich fehlgeschlagen, führt aber keinen Fehlschlag auf"),
            )
        });
        let totals = totals.into_iter().filter_map(move |(what, was, stated, counted)| {
            let stated = stated.filter(|stated| *stated != counted)?;
            Some(Text::new(
                format!("suite {name} (line {line}) states {stated} {what}, lists {counted}"),
                format!("Testreihe {name} (Zeile {line}) nennt {stated} {was}, führt {counted} auf"),
            ))
        });
        totals.chain(failed)
    }
}

/// The elements and attributes whose loss would hide a failure.
const ELEMENTS: &[&str] = &["testsuites", "testsuite", "testcase", "failure", "error", "skipped"];
const ATTRIBUTES: &[&str] = &[
    "name",
    "tests",
    "failures",
    "errors",
    "skipped",
    "disabled",
    "timestamp",
    "status",
    "result",
    "success",
    "executed",
];

fn refuse_damaged(element: &Element) -> Result<(), ReadError> {
    let name = element.name().to_ascii_lowercase();
    let nearly = ELEMENTS.iter().find(|known| differ_in_one_bit(name.as_bytes(), known.as_bytes()));
    match nearly.copied().or_else(|| element.damaged_attribute(ATTRIBUTES)) {
        Some(name) => Err(ReadError::new(Place::Line(element.line), damaged(name))),
        None => Ok(()),
    }
}

fn unexpected_root(element: &Element) -> ReadError {
    let name = quoted(element.name().as_bytes());
    let reason = Text::new(
        format!("the root element is {name}, not `testsuites` or `testsuite`"),
        format!("das Wurzelelement ist {name}, nicht `testsuites` oder `testsuite`"),
    );
    ReadError::new(Place::Line(element.line), reason)
}
