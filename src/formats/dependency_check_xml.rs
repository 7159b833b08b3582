// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The XML report of OWASP Dependency-Check, schema 2 and later.

use super::{
    Format, Head, ReadError, Reading, Source,
    datum::Datum,
    dependency_check::{Dependency, Report, Vulnerability},
    quoted,
    time::moment_or_utc,
    xml::{Element, Event, Xml},
};
use crate::model::{Place, Text};

/// The XML report of OWASP Dependency-Check.
pub(super) struct DependencyCheckXml;

impl Format for DependencyCheckXml {
    fn id(&self) -> &'static str {
        "dependency_check_xml"
    }

    fn title(&self) -> &'static str {
        "OWASP Dependency-Check XML"
    }

    fn tells(&self) -> &'static [Datum] {
        &[
            Datum::Version,
            Datum::Time,
            Datum::Database,
            Datum::Shortcoming,
            Datum::Scanned,
            Datum::Components,
            Datum::Severity,
            Datum::Cvss,
            Datum::Exploitation,
            Datum::Package,
            Datum::Suppression,
        ]
    }

    fn recognises(&self, head: &Head) -> bool {
        let words = ["dependency-check", "<scanInfo", "<engineVersion", "<projectInfo", "<reportDate", "<dependencies"];
        head.is_xml() && head.count(&words) > 3
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let mut reader = Reader::new(source)?;
        reader.read()?;
        Ok(Reading::Statements(vec![reader.report.into_statement(self.id())]))
    }
}

struct Reader<'a> {
    xml: Xml<'a>,
    open: Vec<String>,
    report: Report,
    source: (String, String),
    dependency: Dependency,
    vulnerabilities: Vec<Vulnerability>,
}

impl<'a> Reader<'a> {
    fn new(source: &Source<'a>) -> Result<Self, ReadError> {
        Ok(Self {
            xml: Xml::new(source)?,
            open: Vec::new(),
            report: Report::default(),
            source: Default::default(),
            dependency: Dependency::default(),
            vulnerabilities: Vec::new(),
        })
    }

    fn read(&mut self) -> Result<(), ReadError> {
        loop {
            match self.xml.next()? {
                Event::Eof => return Ok(()),
                Event::Text(_) => {}
                Event::End => self.end()?,
                Event::Start(element) => {
                    // What is in it may be read on the way.
                    let element = element.clone();
                    self.start(&element)?;
                }
            }
        }
    }

    fn start(&mut self, element: &Element) -> Result<(), ReadError> {
        if self.open.is_empty() && element.name() != "analysis" {
            return Err(unexpected(element.name(), element.line));
        }
        match element.name() {
            // Related dependencies are the same file under another name, and repeat its fields.
            "relatedDependencies" | "evidenceCollected" | "vulnerableSoftware" | "references" => {
                self.xml.text()?;
                return Ok(());
            }
            "dependency" => self.dependency = Dependency::default(),
            "dataSource" => self.source = Default::default(),
            "vulnerability" | "suppressedVulnerability" => {
                let suppressed = (element.name() == "suppressedVulnerability").then(String::new);
                let place = Place::Line(element.line);
                self.vulnerabilities.push(Vulnerability { suppressed, place, ..Vulnerability::default() });
            }
            "cvssV2" | "cvssV3" | "cvssV4" => self.rating(element.name()),
            "knownExploitedVulnerability" => self.known_exploited(),
            "exception" => {
                let text = self.xml.text()?;
                self.report.exception.get_or_insert(text);
                return Ok(());
            }
            name if is_leaf(name) => {
                let text = self.xml.text()?;
                self.leaf(name, text);
                return Ok(());
            }
            _ => {}
        }
        self.open.push(element.name().to_owned());
        Ok(())
    }

    fn rating(&mut self, name: &str) {
        let version = match name {
            "cvssV2" => "2.0",
            "cvssV4" => "4.0",
            _ => "",
        };
        if let Some(vulnerability) = self.vulnerabilities.last_mut() {
            vulnerability.ratings.push((version.to_owned(), String::new(), None));
        }
    }

    fn known_exploited(&mut self) {
        if let Some(vulnerability) = self.vulnerabilities.last_mut() {
            vulnerability.known_exploited = true;
        }
    }

    fn leaf(&mut self, name: &str, text: String) {
        let parent = self.open.last().map_or("", String::as_str);
        match (parent, name) {
            ("scanInfo", "engineVersion") => self.report.version = text,
            ("dataSource", "name") => self.source.0 = text,
            ("dataSource", "timestamp") => self.source.1 = text,
            ("projectInfo", "name") => self.report.project = text,
            ("projectInfo", "reportDate") => self.report.made_at = moment_or_utc(&text),
            ("dependency", "fileName") => self.dependency.file = text,
            ("dependency", "filePath") => self.dependency.path = text,
            ("package", "id") if self.dependency.purl.is_empty() => self.dependency.purl = text,
            _ => {
                if let Some(vulnerability) = self.vulnerabilities.last_mut() {
                    note(vulnerability, parent, name, text);
                }
            }
        }
    }

    fn end(&mut self) -> Result<(), ReadError> {
        match self.open.pop().as_deref() {
            Some("dataSource") => self.report.add_source(&self.source.0, &self.source.1),
            Some("dependency") => {
                let vulnerabilities = std::mem::take(&mut self.vulnerabilities);
                if let Some(nameless) = vulnerabilities.iter().find(|one| one.name.is_empty()) {
                    let reason = Text::new("a vulnerability has no `name`", "einer Schwachstelle fehlt `name`");
                    return Err(ReadError::new(nameless.place.clone(), reason));
                }
                self.report.add(&self.dependency, &vulnerabilities);
            }
            _ => {}
        }
        Ok(())
    }
}

/// Elements whose text counts.
fn is_leaf(name: &str) -> bool {
    let all = [
        "engineVersion",
        "name",
        "timestamp",
        "reportDate",
        "fileName",
        "filePath",
        "id",
        "severity",
        "description",
        "notes",
        "cwe",
        "score",
        "baseScore",
        "version",
        "vectorString",
    ];
    all.contains(&name)
}

fn note(vulnerability: &mut Vulnerability, parent: &str, name: &str, text: String) {
    match (parent, name) {
        ("vulnerability" | "suppressedVulnerability", "name") => vulnerability.name = text,
        ("vulnerability" | "suppressedVulnerability", "severity") => vulnerability.severity = text,
        ("vulnerability" | "suppressedVulnerability", "description") => vulnerability.description = text,
        ("suppressedVulnerability", "notes") => vulnerability.suppressed = Some(text),
        ("cwes", "cwe") => vulnerability.cwes.push(text),
        _ => {
            let Some((version, vector, score)) = vulnerability.ratings.last_mut() else { return };
            match name {
                "score" | "baseScore" => *score = text.parse().ok(),
                "version" => *version = text,
                "vectorString" => *vector = text,
                _ => {}
            }
        }
    }
}

fn unexpected(name: &str, line: u64) -> ReadError {
    let name = quoted(name.as_bytes());
    let reason = Text::new(
        format!("expected `analysis` as the outermost element, got {name}"),
        format!("als äußerstes Element wird `analysis` erwartet, gefunden wurde {name}"),
    );
    ReadError::new(Place::Line(line), reason)
}

#[cfg(test)]
mod tests {
    use crate::formats::tests::scans;

    #[test]
    fn the_form_is_that_of_json() {
        let scans = scans("dependency_check_xml");
        assert_eq!(scans[0].scanned.as_ref().unwrap().count, 2);
        let finding = &scans[0].findings[0];
        assert_eq!(finding.identifiers.join(" "), "CVE-2026-9488 CWE-295");
        assert_eq!(finding.affected.as_ref().unwrap().to_string(), "pkg:maven/org.apache/log4j-api@2.12.4");
        let scores: Vec<_> =
            finding.details.as_ref().unwrap().scores.iter().map(|one| one.score.unwrap().to_string()).collect();
        assert_eq!(scores, ["4.3", "3.7"]);
        assert_eq!(scans[0].suppressed[0].suppression.as_ref().unwrap().reason.as_deref(), Some("not used"));
    }
}
