// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! SARIF 2.1.0 (OASIS): the common form of scanners' results, one scan for each run.

use super::{
    Datum, Format, Head, ReadError, Reading, Source,
    identifier::one_line,
    json::{self, Apart, Input, Part},
    time,
};
use crate::model::{
    Claim, Database, FormatVersion, Place, Scan, ScanStatus, Statement, Subject, Text, Timestamp, Tool, Wording,
};

mod kinds;
mod log;
mod result;
mod rules;
mod shape;

use log::{Invocation, Log, RawResult, Run};
use result::{Context, is_finding, is_suppressed};
use rules::{Rules, text_of};

/// SARIF 2.1.0.
pub(super) struct Sarif;

impl Format for Sarif {
    fn id(&self) -> &'static str {
        "sarif"
    }

    fn title(&self) -> &'static str {
        "SARIF 2.1.0"
    }

    fn tells(&self) -> &'static [Datum] {
        &[
            Datum::Version,
            Datum::Subject,
            Datum::Time,
            Datum::Database,
            Datum::Success,
            Datum::Shortcoming,
            Datum::Severity,
            Datum::Cvss,
            Datum::Suppression,
            Datum::Recognition,
        ]
    }

    fn recognises(&self, head: &Head) -> bool {
        let strong = ["\"runs\"", "\"driver\"", "sarif-schema", "sarif-2", "\"2.1.0\""];
        head.is_json()
            && ((head.has_key("runs") && head.count_keys(&["version", "$schema"]) > 0)
                || head.count(&strong).saturating_add(head.count(&["\"tool\"", "\"ruleId\"", "\"results\""])) > 2
                || head.count(&["\"runs\"", "/sarif"]) > 1)
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let apart = json::apart(&Input::Document(*source), Some(&shape::LOG), &["/runs/*/results"])?;
        let log: Log<'_> = apart.rest()?;
        if log.runs.is_empty() {
            return Err(no_runs());
        }
        if log.runs.iter().all(|run| run.tool.driver.name.as_str().eq_ignore_ascii_case("freigabe")) {
            return Ok(Reading::Ignored(Text::new("a report of this program", "ein Bericht dieses Programms")));
        }
        let version = log.version.as_str();
        let statements = log.runs.iter().enumerate().map(|(index, run)| {
            let format = FormatVersion { format: self.id(), version: version.to_owned() };
            run.statement(index, format, &apart)
        });
        statements.collect::<Result<_, _>>().map(Reading::Statements)
    }
}

fn no_runs() -> ReadError {
    let reason = Text::new(
        "the log holds no run: nothing was scanned",
        "das Protokoll enthält keinen Lauf; es wurde nichts geprüft",
    );
    ReadError::new(Place::Pointer("/runs".into()), reason)
}

impl Run<'_> {
    fn statement(&self, index: usize, format: FormatVersion, apart: &Apart<'_>) -> Result<Statement, ReadError> {
        Ok(Statement {
            format,
            subjects: self.subjects(),
            made_at: self.made_at(),
            producer: Some(self.producer()),
            report_id: self.report_id(),
            claim: Claim::Scan(self.scan(index, apart)?),
            remarks: Vec::new(),
        })
    }

    fn scan(&self, run: usize, apart: &Apart<'_>) -> Result<Scan, ReadError> {
        let rules = Rules::of(&self.tool);
        let has_image = self.properties.as_ref().is_some_and(|properties| properties.image_name.is_some());
        let kind = kinds::kind_of(self.tool.driver.name.as_str(), has_image, &rules);
        let context = Context { run: self, rules: &rules, kind };
        let read = |part: &Part<'_>| {
            let mut scan = Scan { findings: part.room(), ..Scan::default() };
            part.each(|index, result: RawResult<'_>| {
                if is_finding(&result) {
                    let finding = context.finding(&result, place(run, index));
                    let list = if is_suppressed(&result) { &mut scan.suppressed } else { &mut scan.findings };
                    list.push(finding);
                }
            })?;
            let lists = scan.findings.iter_mut().chain(&mut scan.suppressed);
            Wording::on_one_page(lists.map(|finding| &mut finding.wording));
            Ok(scan)
        };
        let pointer = format!("/runs/{run}/results");
        let findings = apart.room(&pointer);
        let mut scan = Scan { kind, status: self.status(), databases: self.rule_sets(), findings, ..Scan::default() };
        apart.parts(&pointer, read, |part| {
            scan.findings.extend(part.findings);
            scan.suppressed.extend(part.suppressed);
        })?;
        scan.findings.shrink_to_fit();
        Ok(scan)
    }

    /// The sets of rules that the tool was extended by (3.18.3), where they bear a version.
    fn rule_sets(&self) -> Vec<Database> {
        let extensions = self.tool.extensions.iter().flatten();
        let sets = extensions.filter_map(|extension| {
            let version = json::kept(extension.semantic_version.as_ref().or(extension.version.as_ref()))?;
            Some(Database { name: json::kept(Some(&extension.name)), version: Some(version), made_at: None })
        });
        sets.collect()
    }

    /// How the run ended (3.20.14, 3.20.21). A run without a list of results did not get as far
    /// as scanning (3.14.23).
    fn status(&self) -> ScanStatus {
        if self.results.is_none() {
            return ScanStatus::Failure("the run has no list of results".to_owned());
        }
        let external = self.external_property_file_references.as_ref().and_then(|external| external.results.as_ref());
        if external.is_some() {
            return ScanStatus::Failure("results are kept in other files, which were not read".to_owned());
        }
        let invocations = self.invocations.as_deref().unwrap_or_default();
        if let Some(reason) = invocations.iter().find_map(Invocation::failure) {
            return ScanStatus::Failure(reason);
        }
        let succeeded = invocations.iter().any(|invocation| invocation.execution_successful == Some(true));
        if succeeded { ScanStatus::Success } else { ScanStatus::Unstated }
    }

    fn subjects(&self) -> Vec<Subject> {
        let mut subjects = Vec::new();
        for provenance in self.version_control_provenance.iter().flatten() {
            let commit = provenance.revision_id.as_ref().and_then(|revision| revision.as_str().parse().ok());
            if let Some(subject) = commit.map(Subject::Commit)
                && !subjects.contains(&subject)
            {
                subjects.push(subject);
            }
        }
        subjects
    }

    fn made_at(&self) -> Option<Timestamp> {
        let invocations = || self.invocations.iter().flatten();
        let ends = invocations().filter_map(|invocation| invocation.end_time_utc.as_ref());
        let starts = invocations().filter_map(|invocation| invocation.start_time_utc.as_ref());
        let latest = |times: &mut dyn Iterator<Item = Option<Timestamp>>| times.flatten().max();
        let end = latest(&mut ends.map(|time| time::moment_or_utc(time.as_str())));
        end.or_else(|| latest(&mut starts.map(|time| time::moment_or_utc(time.as_str()))))
    }

    fn producer(&self) -> Tool {
        let driver = &self.tool.driver;
        let version = driver.semantic_version.as_ref().or(driver.version.as_ref());
        let version = version.map(|version| version.as_str().to_owned()).filter(|version| !version.is_empty());
        Tool { name: driver.name.as_str().to_owned(), version }
    }

    /// A GUID, or an id whose last part names this run (3.17.3); an id that ends in a slash names
    /// only the category.
    fn report_id(&self) -> Option<String> {
        let details = self.automation_details.as_ref()?;
        let id = details.id.as_ref().filter(|id| id.as_str().contains('/') && !id.as_str().ends_with('/'));
        details.guid.as_ref().or(id).map(|id| id.as_str().to_owned())
    }
}

impl Invocation<'_> {
    fn failure(&self) -> Option<String> {
        let notifications = self.tool_execution_notifications.iter().chain(&self.tool_configuration_notifications);
        let mut errors = notifications.flatten().filter(|n| n.level.as_ref().is_some_and(|l| l.as_str() == "error"));
        let error = errors.next().map(|error| {
            let text = error.message.as_ref().and_then(text_of).unwrap_or("the tool reports an error");
            String::from(one_line(text))
        });
        match (self.execution_successful, self.exit_code) {
            (Some(false), code) => Some(error.unwrap_or_else(|| match code {
                Some(code) => format!("`executionSuccessful` is false, exit code {code}"),
                None => "`executionSuccessful` is false".to_owned(),
            })),
            (None, Some(code)) if code != 0 => Some(error.unwrap_or_else(|| format!("exit code {code}"))),
            _ => error,
        }
    }
}

/// The place of a result. The pointers of the first runs are known beforehand and cost nothing.
fn place(run: usize, result: u64) -> Place {
    const RESULTS: [&str; 8] = [
        "/runs/0/results",
        "/runs/1/results",
        "/runs/2/results",
        "/runs/3/results",
        "/runs/4/results",
        "/runs/5/results",
        "/runs/6/results",
        "/runs/7/results",
    ];
    match (RESULTS.get(run), u32::try_from(result)) {
        (Some(list), Ok(index)) => Place::Element(list, index),
        _ => Place::Pointer(format!("/runs/{run}/results/{result}").into()),
    }
}
