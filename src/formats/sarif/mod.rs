// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! SARIF 2.1.0 (OASIS): the common form of scanners' results, one scan for each run.

use super::{
    Datum, Format, Head, ReadError, Reading, Source,
    draft::{image, revision},
    json::{self, Ahead, Apart, Loose, Part, Str},
    time::Oldest,
};
use crate::model::{
    Claim, Database, Finding, FormatVersion, Keep, Page, Place, REPORT_TYPE, Scan, ScanStatus, Statement, Subject,
    Text, Tool, each_once,
};

mod drawn;
mod invocation;
mod kinds;
mod log;
mod result;
mod rules;
mod shape;

#[cfg(test)]
#[allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing)]
mod tests;

use drawn::Drawn;
use kinds::Kinds;
use log::{Log, RawResult, Run};
use result::{Context, is_finding, is_suppressed};
use rules::{Rules, is_ungraded};

/// SARIF 2.1.0.
pub(super) struct Sarif;

/// The lists that can be very long.
const RESULTS: &str = "/runs/*/results";

impl Sarif {
    /// The only version that is read.
    const VERSION: &str = "2.1.0";
}

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
        let ahead = Ahead {
            list: RESULTS,
            keep: Keep::Everything,
            read: &Drawn::ahead,
            place: Drawn::place,
            join: Drawn::join,
        };
        // What was read before the rules were known has to be read again where they tell it otherwise.
        json::apart_or_again(source, &shape::LOG, &[RESULTS], ahead, reading)
    }
}

/// What the log says; `None` where its results have to be read again.
fn reading(apart: &Apart<'_>) -> Result<Option<Reading>, ReadError> {
    let log: Log<'_> = apart.rest()?;
    if log.runs.is_empty() {
        return Err(no_runs());
    }
    if log.runs.iter().all(Run::is_own) {
        let reason = Text::new("a report of this program", "ein Bericht dieses Programms");
        return Ok(Some(Reading::Ignored(reason)));
    }
    if log.inline_external_properties.iter().flatten().any(|properties| properties.results.0 > 0) {
        return Err(results_apart());
    }
    let mut statements = Vec::new();
    for (index, run) in log.runs.iter().enumerate() {
        let Some(of_run) = run.statements(index, apart)? else { return Ok(None) };
        statements.extend(of_run);
    }
    Ok(Some(Reading::Statements(statements)))
}

fn no_runs() -> ReadError {
    let reason = Text::new(
        "the log holds no run: nothing was scanned",
        "das Protokoll enthält keinen Lauf; es wurde nichts geprüft",
    );
    ReadError::new(Place::Pointer("/runs".into()), reason)
}

fn results_apart() -> ReadError {
    let reason = Text::new(
        "holds results that are not read; let the tool write them into `results` of their run",
        "enthält Ergebnisse, die nicht gelesen werden; das Werkzeug soll sie in `results` ihres Laufs schreiben",
    );
    ReadError::new(Place::Pointer("/inlineExternalProperties".into()), reason)
}

fn ungraded_remark(number: u64) -> Text {
    Text::new(
        format!(
            "rules or results whose `security-severity` is neither a score nor a known word: {number}; their level counts"
        ),
        format!(
            "Regeln oder Ergebnisse, deren `security-severity` weder Punktzahl noch bekanntes Wort ist: {number}; es gilt ihre Stufe (`level`)"
        ),
    )
}

/// What the results of a run, or of a part of it, came to: a scan for each kind.
struct Found {
    scans: Vec<Scan>,
    page: Page,
    /// Number of results whose `security-severity` was not understood.
    ungraded: u64,
}

impl Found {
    /// Nothing yet; `room` is the list for the findings of the first kind.
    fn new(kinds: &Kinds, room: Vec<Finding>) -> Self {
        let mut scans: Vec<Scan> = kinds.iter().map(|kind| Scan { kind, ..Scan::default() }).collect();
        if let Some(first) = scans.first_mut() {
            first.findings = room;
        }
        Self { scans, page: Page::default(), ungraded: 0 }
    }

    fn add(&mut self, context: &Context<'_>, result: &RawResult<'_>, place: Place) {
        let (kind, finding) = context.finding(result, place, &mut self.page);
        self.put(kind, finding, is_suppressed(result));
        self.ungraded = self.ungraded.saturating_add(u64::from(is_ungraded(result.properties.as_ref())));
    }

    fn put(&mut self, kind: usize, finding: Finding, is_suppressed: bool) {
        let Some(scan) = self.scans.get_mut(kind) else { return };
        if is_suppressed { &mut scan.suppressed } else { &mut scan.findings }.push(finding);
    }

    /// Gives the findings their page.
    fn done(&mut self) {
        let lists = self.scans.iter_mut().flat_map(|scan| scan.findings.iter_mut().chain(&mut scan.suppressed));
        std::mem::take(&mut self.page).done(lists.map(|finding| &mut finding.wording));
    }

    fn extend(&mut self, part: Self) {
        for (scan, mut part) in self.scans.iter_mut().zip(part.scans) {
            json::append(&mut scan.findings, &mut part.findings);
            scan.suppressed.extend(part.suppressed);
        }
        self.ungraded = self.ungraded.saturating_add(part.ungraded);
    }
}

impl Run<'_> {
    /// Whether it is a report of this program. Others bear its name too.
    fn is_own(&self) -> bool {
        let kind = self.properties.as_ref().and_then(|properties| properties.report_type.as_ref());
        self.tool.driver.name.as_str() == "Freigabe" && kind.is_some_and(|kind| kind.texts() == [REPORT_TYPE])
    }

    /// A statement for each kind of thing that was looked for.
    fn statements(&self, index: usize, apart: &Apart<'_>) -> Result<Option<Vec<Statement>>, ReadError> {
        let invocations = self.invocations.as_deref().unwrap_or_default();
        let rules = Rules::of_tool(&self.tool, invocations);
        let Some(found) = self.found(index, &rules, apart)? else { return Ok(None) };
        let ungraded = rules.ungraded.saturating_add(found.ungraded);
        let mut remarks: Vec<Text> = invocation::remarks(invocations).collect();
        remarks.extend((ungraded > 0).then(|| ungraded_remark(ungraded)));
        let (made_at, untold) = self.times().told();
        remarks.extend(untold);
        let version = Sarif::VERSION.to_owned();
        let statement = |scan: Scan| Statement {
            format: FormatVersion { format: Sarif.id(), version: version.clone() },
            subjects: self.subjects(),
            made_at,
            producer: Some(self.producer()),
            report_id: self.report_id(),
            claim: Claim::Scan(scan),
            remarks: remarks.clone(),
        };
        Ok(Some(found.scans.into_iter().map(statement).collect()))
    }

    fn found(&self, run: usize, rules: &Rules<'_>, apart: &Apart<'_>) -> Result<Option<Found>, ReadError> {
        let image = self.properties.as_ref().and_then(|properties| properties.image_name.as_ref());
        let kinds = Kinds::of(self.tool.driver.name.as_str(), image.is_some(), rules);
        let context = Context { run: self, rules, kinds: &kinds };
        let read = |part: &Part<'_>| {
            let mut found = Found::new(&kinds, part.room());
            part.each(|index, result: RawResult<'_>| {
                if is_finding(&result) {
                    found.add(&context, &result, place(run, index));
                }
            })?;
            found.done();
            Ok(found)
        };
        let finish = |drawn: Drawn| drawn.finished(run, &context);
        let pointer = format!("/runs/{run}/results");
        let mut all = Found::new(&kinds, apart.room(&pointer));
        let Some(()) = apart.finished_parts(&pointer, (finish, read), |part| all.extend(part))? else {
            return Ok(None);
        };
        let status = self.status();
        for scan in &mut all.scans {
            (scan.status, scan.databases) = (status.clone(), self.rule_sets());
            scan.findings.shrink_to_fit();
        }
        Ok(Some(all))
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

    /// How the run ended. A run without a list of results did not get as far as scanning (3.14.23).
    fn status(&self) -> ScanStatus {
        if self.results.is_none() {
            return ScanStatus::Failure("the run has no list of results".to_owned());
        }
        let external = self.external_property_file_references.as_ref().and_then(|external| external.results.as_ref());
        if external.is_some() {
            return ScanStatus::Failure("results are kept in other files, which were not read".to_owned());
        }
        invocation::status(self.invocations.as_deref().unwrap_or_default())
    }

    fn subjects(&self) -> Vec<Subject> {
        let provenance = self.version_control_provenance.iter().flatten();
        let revisions = provenance.filter_map(|provenance| revision(provenance.revision_id.as_ref()?.as_str()));
        let mut subjects = each_once(revisions);
        // Trivy tells the image by the digests that registries know it by.
        let Some(properties) = &self.properties else { return subjects };
        let digests = properties.repo_digests.iter().flat_map(Loose::texts).filter_map(image);
        let digests: Vec<Subject> = digests.collect();
        let name = properties.image_name.iter().flat_map(Loose::texts).next().filter(|_| digests.is_empty());
        subjects.extend(digests);
        let named = |name: &str| Subject::Named { name: name.to_owned(), version: None, purl: None };
        subjects.extend(name.map(named));
        subjects
    }

    /// When the invocations ended, or else began.
    fn times(&self) -> Oldest {
        let mut oldest = Oldest::default();
        for invocation in self.invocations.iter().flatten() {
            let filled = |time: &'_ &Str<'_>| !time.as_str().trim().is_empty();
            let end = invocation.end_time_utc.as_ref().filter(filled);
            oldest.add(end.or(invocation.start_time_utc.as_ref()).map(Str::as_str));
        }
        oldest
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
