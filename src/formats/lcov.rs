// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! LCOV's tracefiles (geninfo): what coverage tools of C, JavaScript, Rust and others write.

use std::collections::{BTreeMap, HashMap};

use super::{
    Format, Head, ReadError, Reading, Source,
    hits::{Hits, LINES},
    quoted,
    text::Lines,
};
use crate::model::{Claim, Coverage, Covered, FileCoverage, FormatVersion, Place, Statement, Text};

/// LCOV's tracefiles.
pub(super) struct Lcov;

impl Format for Lcov {
    fn id(&self) -> &'static str {
        "lcov"
    }

    fn title(&self) -> &'static str {
        "LCOV tracefile (coverage)"
    }

    fn recognises(&self, head: &Head) -> bool {
        let words = ["SF:", "\nDA:", "\nend_of_record", "\nLF:", "\nLH:", "TN:"];
        head.is_plain() && (head.begins_with(&["TN:", "SF:"]) || head.count(&words) > 3)
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let mut report = Report::default();
        let mut lines = Lines::of(source)?;
        let mut last = 0;
        while let Some((number, line)) = lines.next()? {
            last = number;
            let line = line.trim();
            if !line.is_empty() && !line.starts_with('#') {
                report.take(line).map_err(|reason| ReadError::new(Place::Line(number), reason))?;
            }
        }
        if report.current.is_some() || report.files.is_empty() {
            let reason = Text::new("the text ends within a record", "der Text endet mitten in einem Eintrag");
            return Err(ReadError::new(Place::Line(last), reason));
        }
        Ok(Reading::Statements(vec![report.statement(self.id())]))
    }
}

/// What was read so far.
#[derive(Default)]
struct Report {
    /// By file: several tests can run through one.
    files: BTreeMap<Box<str>, Hits>,
    /// The numbers of branches, by how they are told apart within a line.
    branches: HashMap<Box<str>, u32>,
    current: Option<Record>,
    contradictions: Vec<Text>,
}

/// A record that is not closed yet.
#[derive(Default)]
struct Record {
    file: Box<str>,
    own: Hits,
    found: Option<u64>,
    hit: Option<u64>,
}

impl Report {
    fn take(&mut self, line: &str) -> Result<(), Text> {
        if line == "end_of_record" {
            return self.end();
        }
        let Some((key, value)) = line.split_once(':') else { return Err(strange(line)) };
        match (key, &mut self.current) {
            ("TN", _) => {}
            ("SF", None) if !value.is_empty() => {
                self.current = Some(Record { file: value.into(), ..Record::default() });
            }
            ("DA", Some(record)) => record.line(value).ok_or_else(|| strange(line))?,
            ("BRDA", Some(record)) => record.branch(value, &mut self.branches).ok_or_else(|| strange(line))?,
            ("LF", Some(record)) => record.found = Some(value.parse().map_err(|_| strange(line))?),
            ("LH", Some(record)) => record.hit = Some(value.parse().map_err(|_| strange(line))?),
            (key, Some(_)) if !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_uppercase()) && key != "SF" => {}
            _ => return Err(strange(line)),
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), Text> {
        let Some(mut record) = self.current.take() else { return Err(strange("end_of_record")) };
        let (counted, _) = record.own.count();
        let stated = (record.found.unwrap_or(counted.valid), record.hit.unwrap_or(counted.covered));
        if stated != (counted.valid, counted.covered) {
            let (file, (valid, covered)) = (quoted(record.file.as_bytes()), stated);
            self.contradictions.push(Text::new(
                format!(
                    "{file}: states {covered} of {valid} lines, and lists {} of {}",
                    counted.covered, counted.valid
                ),
                format!(
                    "{file}: nennt {covered} von {valid} Zeilen, aufgeführt sind {} von {}",
                    counted.covered, counted.valid
                ),
            ));
        }
        self.files.entry(record.file).or_default().absorb(record.own);
        Ok(())
    }

    fn statement(self, format: &'static str) -> Statement {
        let mut coverage = Coverage { contradictions: self.contradictions, ..Coverage::default() };
        let mut branches = Covered::default();
        for (path, mut hits) in self.files {
            let (lines, of_file) = hits.count();
            coverage.lines = coverage.lines.and(lines);
            branches = branches.and(of_file);
            let of_file = (of_file.valid > 0).then_some(of_file);
            coverage.files.push(FileCoverage { path, lines, branches: of_file });
        }
        coverage.branches = (branches.valid > 0).then_some(branches);
        Statement {
            format: FormatVersion { format, version: String::new() },
            subjects: Vec::new(),
            made_at: None,
            producer: None,
            report_id: None,
            claim: Claim::Coverage(coverage),
            remarks: Vec::new(),
        }
    }
}

impl Record {
    /// `DA:<line>,<hits>[,<checksum>]`
    fn line(&mut self, value: &str) -> Option<()> {
        let mut parts = value.split(',');
        let (line, hits): (u64, f64) = (parts.next()?.trim().parse().ok()?, parts.next()?.trim().parse().ok()?);
        self.own.add(LINES, line, hits > 0.0);
        Some(())
    }

    /// `BRDA:<line>,<block>,<branch>,<taken>`, where `-` means that it was never met.
    fn branch(&mut self, value: &str, numbers: &mut HashMap<Box<str>, u32>) -> Option<()> {
        let (line, rest) = value.split_once(',')?;
        let (name, taken) = rest.rsplit_once(',')?;
        let is_taken = match taken.trim() {
            "-" => false,
            taken => taken.parse::<f64>().ok()? > 0.0,
        };
        let line = line.trim().parse().ok()?;
        let number = match numbers.get(name) {
            Some(number) => *number,
            None => {
                let next = u32::try_from(numbers.len()).ok()?.checked_add(1)?;
                numbers.insert(name.into(), next);
                next
            }
        };
        self.own.add(number, line, is_taken);
        Some(())
    }
}

fn strange(line: &str) -> Text {
    let shown = quoted(line.as_bytes());
    Text::new(format!("{shown} is no line of a tracefile here"), format!("{shown} gehört hier nicht in ein Tracefile"))
}

#[cfg(test)]
mod tests {
    use crate::{
        formats::tests::{rejected, sample, statements},
        model::{Claim, Covered},
    };

    /// What two tests ran through in one file.
    fn two() -> String {
        sample("lcov") + "TN:other\nSF:src/a.c\nDA:2,3\nDA:3,0\nLF:2\nLH:1\nend_of_record\n"
    }

    #[test]
    fn records_of_one_file_are_taken_together() {
        let Claim::Coverage(coverage) = &statements(&two())[0].claim else { panic!() };
        assert_eq!(coverage.lines, Covered { valid: 3, covered: 2 });
        assert_eq!(coverage.branches, Some(Covered { valid: 2, covered: 1 }));
        assert_eq!(coverage.files.len(), 1);
        assert!(coverage.contradictions.is_empty());
    }

    #[test]
    fn a_record_without_its_end_is_rejected_and_a_wrong_total_told() {
        let text = two();
        assert!(rejected(text.trim_end().trim_end_matches("end_of_record")).contains("within a record"));
        let Claim::Coverage(coverage) = &statements(&text.replace("LH:1\n", "LH:2\n"))[0].claim else { panic!() };
        assert_eq!(coverage.contradictions.len(), 2);
    }
}
