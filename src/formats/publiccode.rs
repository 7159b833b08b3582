// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! `publiccode.yml`: what a project of the public sector says about itself.
//!
//! Read event by event, so that nesting costs no stack and aliases expand to nothing.

use std::collections::BTreeSet;

use saphyr_parser::{Event, Marker, Parser, ScanError};

use super::{Format, Head, ReadError, Reading, Source, quoted};
use crate::model::{Claim, FormatVersion, Place, Project, Statement, Text};

/// `publiccode.yml`.
pub(super) struct PublicCode;

/// Longer descriptions of a project are none.
const LONGEST: usize = 1 << 20;

impl Format for PublicCode {
    fn id(&self) -> &'static str {
        "publiccode"
    }

    fn title(&self) -> &'static str {
        "publiccode.yml"
    }

    fn recognises(&self, head: &Head) -> bool {
        head.is_project()
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let text = source.text()?;
        if text.len() > LONGEST {
            return Err(ReadError::new(Place::Whole, longer()));
        }
        let mut found = Found::default();
        let mut nesting = Nesting { frames: Vec::new(), max_depth: source.max_depth };
        let mut documents = 0_u32;
        for event in Parser::new_from_str(text) {
            let (event, span) = event.map_err(|error| malformed(&error))?;
            if matches!(event, Event::DocumentStart(_)) {
                documents = documents.saturating_add(1);
                if documents > 1 {
                    return Err(at(span.start, several()));
                }
            }
            nesting.take(event, span.start, &mut found)?;
        }
        Ok(Reading::Statements(vec![found.statement(self.id())?]))
    }
}

/// The fields that are relied on, all of which the standard demands but the version of the software.
#[derive(Default)]
struct Found {
    format_version: Option<String>,
    name: Option<String>,
    url: Option<String>,
    version: Option<String>,
    license: Option<String>,
    has_languages: bool,
}

impl Found {
    fn text(&mut self, path: &[&str]) -> Option<&mut Option<String>> {
        Some(match path {
            ["publiccodeYmlVersion"] => &mut self.format_version,
            ["name"] => &mut self.name,
            ["url"] => &mut self.url,
            ["softwareVersion"] => &mut self.version,
            ["legal", "license"] => &mut self.license,
            _ => return None,
        })
    }

    fn statement(self, format: &'static str) -> Result<Statement, ReadError> {
        if !self.has_languages {
            return Err(missing("localisation.availableLanguages"));
        }
        let version = self.format_version.ok_or_else(|| missing("publiccodeYmlVersion"))?;
        let project = Project {
            name: self.name.ok_or_else(|| missing("name"))?,
            url: self.url.ok_or_else(|| missing("url"))?,
            version: self.version,
            license: self.license.ok_or_else(|| missing("legal.license"))?,
        };
        Ok(Statement {
            format: FormatVersion { format, version },
            subjects: Vec::new(),
            made_at: None,
            producer: None,
            report_id: None,
            claim: Claim::Project(project),
            remarks: Vec::new(),
        })
    }
}

/// The mappings and lists around the place that is read.
struct Nesting {
    frames: Vec<Frame>,
    max_depth: u32,
}

enum Frame {
    Mapping {
        keys: BTreeSet<String>,
        /// The key whose value comes next.
        key: Option<String>,
    },
    List,
}

impl Nesting {
    fn take(&mut self, event: Event<'_>, place: Marker, found: &mut Found) -> Result<(), ReadError> {
        match event {
            Event::Scalar(text, ..) => self.scalar(&text, place, found),
            Event::Alias(_) => self.value(place, found, None),
            Event::MappingStart(..) => {
                self.value(place, found, None)?;
                self.open(Frame::Mapping { keys: BTreeSet::new(), key: None }, place)
            }
            Event::SequenceStart(..) => {
                found.has_languages |= self.path().as_slice() == ["localisation", "availableLanguages"];
                self.value(place, found, None)?;
                self.open(Frame::List, place)
            }
            Event::MappingEnd | Event::SequenceEnd => {
                self.frames.pop();
                self.done();
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn open(&mut self, frame: Frame, place: Marker) -> Result<(), ReadError> {
        if self.frames.len() >= self.max_depth as usize {
            let limit = self.max_depth;
            let reason = Text::new(
                format!("nested deeper than {limit} levels; `--max-depth` raises the limit"),
                format!("tiefer als {limit} Ebenen verschachtelt; `--max-depth` hebt die Grenze an"),
            );
            return Err(at(place, reason));
        }
        self.frames.push(frame);
        Ok(())
    }

    fn scalar(&mut self, text: &str, place: Marker, found: &mut Found) -> Result<(), ReadError> {
        if let Some(Frame::Mapping { keys, key: key @ None }) = self.frames.last_mut() {
            if !keys.insert(text.to_owned()) {
                let name = quoted(text.as_bytes());
                let reason =
                    Text::new(format!("the key {name} stands twice"), format!("der Schlüssel {name} steht zweimal"));
                return Err(at(place, reason));
            }
            *key = Some(text.to_owned());
            return Ok(());
        }
        self.value(place, found, Some(text))?;
        self.done();
        Ok(())
    }

    /// A value begins: a text, or something else (`None`).
    fn value(&mut self, place: Marker, found: &mut Found, text: Option<&str>) -> Result<(), ReadError> {
        if let Some(Frame::Mapping { key: None, .. }) = self.frames.last() {
            let reason = Text::new("expected a word as key", "als Schlüssel wird ein Wort erwartet");
            return Err(at(place, reason));
        }
        let path = self.path();
        let name = path.join(".");
        if let Some(field) = found.text(&path) {
            match text.map(str::trim).filter(|text| !text.is_empty() && !matches!(*text, "~" | "null")) {
                Some(text) => *field = Some(text.to_owned()),
                None => {
                    let reason = Text::new(format!("`{name}` is no text"), format!("`{name}` ist kein Text"));
                    return Err(at(place, reason));
                }
            }
        }
        Ok(())
    }

    /// A value has ended.
    fn done(&mut self) {
        if let Some(Frame::Mapping { key, .. }) = self.frames.last_mut() {
            *key = None;
        }
    }

    /// The keys that lead here, where only mappings do. Deeper than any field that is relied on, it
    /// stays empty.
    fn path(&self) -> Vec<&str> {
        const DEEPEST: usize = 2;
        if self.frames.len() > DEEPEST {
            return Vec::new();
        }
        let keys = self.frames.iter().map(|frame| match frame {
            Frame::Mapping { key, .. } => key.as_deref(),
            Frame::List => None,
        });
        keys.collect::<Option<Vec<&str>>>().unwrap_or_default()
    }
}

fn at(place: Marker, reason: Text) -> ReadError {
    ReadError::new(Place::Line(place.line() as u64), reason)
}

fn malformed(error: &ScanError) -> ReadError {
    let what = error.info();
    at(*error.marker(), Text::new(format!("is no YAML: {what}"), format!("ist kein YAML: {what}")))
}

fn missing(field: &str) -> ReadError {
    let reason = Text::new(
        format!("`{field}` is missing, which the standard demands; add it"),
        format!("`{field}` fehlt, obwohl der Standard es verlangt; bitte ergänzen"),
    );
    ReadError::new(Place::Whole, reason)
}

fn several() -> Text {
    Text::new("the file holds more than one document", "die Datei enthält mehr als ein Dokument")
}

fn longer() -> Text {
    Text::new(
        format!("is larger than {LONGEST} bytes, which no description of a project is"),
        format!("ist größer als {LONGEST} Bytes, was keine Projektbeschreibung ist"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        formats::{DEFAULT_MAX_DEPTH, read},
        model::{Document, Trust},
    };

    const WHOLE: &str = "publiccodeYmlVersion: \"0.5\"\nname: A\nurl: u\nlegal: {license: MIT}\nlocalisation: {availableLanguages: [de]}\n";

    fn reading(text: &str) -> Reading {
        let payload = text.as_bytes().to_vec().into();
        read(
            &Document { path: "publiccode.yml".into(), payload, declared_type: None, trust: Trust::UNSIGNED },
            DEFAULT_MAX_DEPTH,
        )
    }

    fn reason(text: &str) -> String {
        match reading(text) {
            Reading::Rejected(rejection) => format!("{}: {}", rejection.place, rejection.reason.en),
            other => format!("not rejected: {other:?}"),
        }
    }

    #[test]
    fn the_project_is_read() {
        let Reading::Statements(statements) = reading(WHOLE) else { panic!("{:?}", reading(WHOLE)) };
        let Claim::Project(project) = &statements[0].claim else { panic!() };
        assert_eq!((project.name.as_str(), project.license.as_str(), &project.version), ("A", "MIT", &None));
    }

    #[test]
    fn what_is_relied_on_must_be_there_and_be_a_text() {
        for (text, wanted) in [
            (WHOLE.replace("legal: {license: MIT}\n", ""), "`legal.license` is missing"),
            (WHOLE.replace("license: MIT", "license: [MIT]"), "line 4: `legal.license` is no text"),
            (WHOLE.replace("license: MIT", "license:"), "`legal.license` is no text"),
            (WHOLE.replace("name: A", "name: A\nname: B"), "line 3: the key `name` stands twice"),
            (WHOLE.replace("name: A", "other: A"), "`name` is missing"),
            (WHOLE.replace("name: A", "name: *a"), "line 2"),
            (format!("{WHOLE}---\nb: 1\n"), "more than one document"),
            (format!("{WHOLE}x: [1\n"), "is no YAML"),
            (format!("{WHOLE}x: {}{}\n", "[".repeat(200), "]".repeat(200)), "nested deeper"),
            (String::new(), "is missing"),
        ] {
            assert!(reason(&text).contains(wanted), "{text}: {}", reason(&text));
        }
    }

    #[test]
    fn hostile_nesting_and_aliases_cost_nothing() {
        // The parser refuses long before the limit of the document does, and without recursion.
        let deep = format!("publiccodeYmlVersion: 1\nx: {}", "[".repeat(500_000));
        assert!(matches!(reading(&deep), Reading::Rejected(_)));
        let laughs: String = (1..40).map(|n| format!("a{n}: &a{n} [*a{0}, *a{0}]\n", n - 1)).collect();
        let text = format!("a0: &a0 [x, x]\n{laughs}{WHOLE}");
        assert!(matches!(reading(&text), Reading::Statements(_)), "{}", reason(&text));
    }
}
