// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Cobertura's XML: what coverage tools of all languages write for GitLab.

use std::collections::BTreeMap;

use super::{
    Format, Head, ReadError, Reading, Source,
    hits::{Hits, LINES},
    quoted,
    xml::{Element, Event, Xml},
};
use crate::model::{Claim, Coverage, Covered, FileCoverage, FormatVersion, Place, Statement, Text, Timestamp, Tool};

/// Cobertura's XML.
pub(super) struct Cobertura;

impl Format for Cobertura {
    fn id(&self) -> &'static str {
        "cobertura"
    }

    fn title(&self) -> &'static str {
        "Cobertura XML (coverage)"
    }

    fn recognises(&self, head: &Head) -> bool {
        let words = ["<coverage", "line-rate=", "branch-rate=", "<packages", "<class", "lines-valid=", "hits="];
        head.is_xml() && head.count(&words) > 3
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let mut report = Report::default();
        // Every producer names the DTD; it is never looked at.
        let mut xml = Xml::new(source)?.with_document_type();
        let mut open: Vec<String> = Vec::new();
        loop {
            match xml.next()? {
                Event::Text(_) => {}
                Event::Eof => break,
                Event::End => {
                    open.pop();
                }
                Event::Start(element) => {
                    // The lines of a method stand in its class again.
                    let in_method = open.iter().any(|name| name == "methods");
                    match element.name() {
                        "coverage" if open.is_empty() => report.begin(element),
                        _ if open.is_empty() => return Err(unexpected(element)),
                        "class" => report.class(element)?,
                        "line" if !in_method => report.line(element)?,
                        _ => {}
                    }
                    open.push(element.name().to_owned());
                }
            }
        }
        Ok(Reading::Statements(vec![report.statement(self.id())]))
    }
}

/// What was read so far.
#[derive(Default)]
struct Report {
    version: String,
    made_at: Option<Timestamp>,
    stated_lines: Option<Covered>,
    stated_branches: Option<Covered>,
    /// By file, because several classes can stand in one.
    files: BTreeMap<Box<str>, Lines>,
    /// The file of the class that is read, out of the map so that it is not looked for with each line.
    current: Option<(Box<str>, Lines)>,
}

/// The lines of a file, and how many branches those have that branch.
#[derive(Default)]
struct Lines {
    hits: Hits,
    branches: BTreeMap<u64, Covered>,
}

impl Report {
    fn begin(&mut self, element: &Element) {
        let number = |name: &str| element.attribute(name).and_then(|text| text.trim().parse::<u64>().ok());
        let both = |valid: &str, covered: &str| {
            let (valid, covered) = (number(valid)?, number(covered)?);
            Some(Covered { valid, covered })
        };
        self.version = element.attribute("version").unwrap_or_default().to_owned();
        self.made_at = number("timestamp").and_then(moment_of_number);
        self.stated_lines = both("lines-valid", "lines-covered");
        self.stated_branches = both("branches-valid", "branches-covered");
    }

    fn class(&mut self, element: &Element) -> Result<(), ReadError> {
        let Some(file) = element.attribute("filename").filter(|file| !file.is_empty()) else {
            return Err(fault(element, "a class names no `filename`", "einer Klasse fehlt `filename`"));
        };
        if self.current.as_ref().is_none_or(|(current, _)| **current != *file) {
            self.close();
            self.current = Some(self.files.remove_entry(file).unwrap_or_else(|| (file.into(), Lines::default())));
        }
        Ok(())
    }

    /// Puts the file that was read to the others.
    fn close(&mut self) {
        if let Some((file, lines)) = self.current.take() {
            self.files.insert(file, lines);
        }
    }

    fn line(&mut self, element: &Element) -> Result<(), ReadError> {
        let number = element.attribute("number").and_then(|text| text.trim().parse::<u64>().ok());
        // Some producers write very high counts as floating numbers.
        let hits = element.attribute("hits").and_then(|text| text.trim().parse::<f64>().ok());
        let (Some(number), Some(hits)) = (number, hits) else {
            return Err(fault(
                element,
                "a line has no `number` or no `hits` that is a number",
                "einer Zeile fehlt `number` oder `hits` als Zahl",
            ));
        };
        let Some((_, lines)) = &mut self.current else {
            return Err(fault(element, "a line stands outside a class", "eine Zeile steht außerhalb einer Klasse"));
        };
        lines.hits.add(LINES, number, hits > 0.0);
        if let Some(branches) = element.attribute("condition-coverage").and_then(conditions) {
            let known = lines.branches.entry(number).or_default();
            *known = (*known).max(branches);
        }
        Ok(())
    }

    fn statement(mut self, format: &'static str) -> Statement {
        self.close();
        let mut coverage = Coverage::default();
        let mut branches = Covered::default();
        for (path, Lines { mut hits, branches: of_lines }) in self.files {
            let (lines, _) = hits.count();
            let of_file = of_lines.into_values().fold(Covered::default(), Covered::and);
            coverage.lines = coverage.lines.and(lines);
            branches = branches.and(of_file);
            coverage.files.push(FileCoverage { path, lines, branches: (of_file.valid > 0).then_some(of_file) });
        }
        coverage.branches = (branches.valid > 0).then_some(branches);
        coverage.contradictions.extend(contradiction("lines", "Zeilen", self.stated_lines, coverage.lines));
        coverage.contradictions.extend(contradiction("branches", "Zweige", self.stated_branches, branches));
        let tool = Tool { name: "Cobertura".to_owned(), version: Some(self.version).filter(|text| !text.is_empty()) };
        Statement {
            format: FormatVersion { format, version: String::new() },
            subjects: Vec::new(),
            made_at: self.made_at,
            // The version is that of whatever wrote the file, whose name it does not bear.
            producer: tool.version.is_some().then_some(tool),
            report_id: None,
            claim: Claim::Coverage(coverage),
            remarks: Vec::new(),
        }
    }
}

/// Seconds or milliseconds since 1970, as producers differ.
fn moment_of_number(number: u64) -> Option<Timestamp> {
    const SURELY_MILLISECONDS: i64 = 100_000_000_000;
    let number = i64::try_from(number).ok().filter(|number| *number > 0)?;
    if number > SURELY_MILLISECONDS { Timestamp::from_millisecond(number) } else { Timestamp::from_second(number) }.ok()
}

/// `50% (1/2)`
fn conditions(text: &str) -> Option<Covered> {
    let (covered, valid) = text.split_once('(')?.1.split_once(')')?.0.split_once('/')?;
    let (covered, valid) = (covered.trim().parse().ok()?, valid.trim().parse().ok()?);
    (covered <= valid).then_some(Covered { valid, covered })
}

/// Only what is better than the lines say is a contradiction that matters; a total of nothing is
/// what several producers write who do not count.
fn contradiction(en: &str, de: &str, stated: Option<Covered>, counted: Covered) -> Option<Text> {
    let stated = stated.filter(|stated| stated.valid > 0 && *stated != counted)?;
    let (valid, covered) = (stated.valid, stated.covered);
    Some(Text::new(
        format!("the report states {covered} of {valid} {en}, and lists {} of {}", counted.covered, counted.valid),
        format!(
            "der Bericht nennt {covered} von {valid} {de}, aufgeführt sind {} von {}",
            counted.covered, counted.valid
        ),
    ))
}

fn fault(element: &Element, en: &str, de: &str) -> ReadError {
    ReadError::new(Place::Line(element.line), Text::new(en, de))
}

fn unexpected(element: &Element) -> ReadError {
    let name = quoted(element.name().as_bytes());
    fault(
        element,
        &format!("expected `coverage` as the outermost element, got {name}"),
        &format!("als äußerstes Element wird `coverage` erwartet, gefunden wurde {name}"),
    )
}

#[cfg(test)]
mod tests {
    use crate::{
        formats::tests::{rejected, sample, statements},
        model::{Claim, Covered},
    };

    #[test]
    fn lines_are_counted_once_however_often_they_stand_there() {
        let statements = statements(&sample("cobertura"));
        let Claim::Coverage(coverage) = &statements[0].claim else { panic!() };
        assert_eq!(coverage.lines, Covered { valid: 3, covered: 2 });
        assert_eq!(coverage.branches, Some(Covered { valid: 2, covered: 1 }));
        assert!(coverage.contradictions.is_empty());
        assert_eq!(statements[0].made_at.unwrap().to_string(), "2026-11-20T08:00:00Z");
    }

    #[test]
    fn a_total_that_the_lines_contradict_is_told() {
        let text = sample("cobertura").replace("lines-covered=\"2\"", "lines-covered=\"3\"");
        let Claim::Coverage(coverage) = &statements(&text)[0].claim else { panic!() };
        assert_eq!(coverage.contradictions[0].en, "the report states 3 of 3 lines, and lists 2 of 3");
    }

    #[test]
    fn a_document_type_of_its_own_is_rejected() {
        let text = sample("cobertura").replace("coverage-04.dtd\">", "coverage-04.dtd\" [<!ENTITY a \"b\">]>");
        assert!(rejected(&text).contains("document type"));
    }
}
