// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! GitLab security reports (`gl-*-report.json`), schema versions 14 and 15, of every type. Older
//! ones (2 to 13) have the same form and are read with a remark; GitLab itself refuses them today.

use std::collections::{BTreeSet, HashMap};

use super::{
    Datum, Format, Head, ReadError, Reading, Source,
    identifier::one_line,
    json::{self, Ahead, Apart, Count, Elements, Made, Part},
    quoted,
    time::moment_or_utc,
};
use crate::model::{
    Claim, Digest, Digests, Finding, FormatVersion, Keep, Page, Place, Scan, ScanKind, ScanStatus, Scanned,
    ScannedUnit, Statement, Subject, Text, Timestamp, Tool,
};

mod finding;
mod report;
mod shape;

use report::{RawScan, RawTool, Report, Vulnerability};

/// GitLab security reports.
pub(super) struct GitLabSecurity;

/// Major versions of the schema that are read, and the first of those that GitLab still takes.
const READ: std::ops::RangeInclusive<u32> = 2..=15;
const CURRENT: u32 = 14;

/// The first version that demands `scan` with its `type`.
const KIND_IS_DEMANDED: u32 = 15;
/// The list of what was found.
const VULNERABILITIES: &str = "/vulnerabilities";

impl Format for GitLabSecurity {
    fn id(&self) -> &'static str {
        "gitlab_security"
    }

    fn title(&self) -> &'static str {
        "GitLab security report 14–15"
    }

    fn tells(&self) -> &'static [Datum] {
        &[
            Datum::Version,
            Datum::Subject,
            Datum::Time,
            Datum::Success,
            Datum::Shortcoming,
            Datum::Scanned,
            Datum::Severity,
            Datum::Cvss,
            Datum::Recognition,
        ]
    }

    fn recognises(&self, head: &Head) -> bool {
        let telling = ["vulnerabilities", "scan", "remediations", "dependency_files"];
        let words = [
            "\"vulnerabilities\"",
            "\"scan\"",
            "\"scanner\"",
            "\"analyzer\"",
            "\"remediations\"",
            "\"identifiers\"",
            "\"start_time\"",
            "\"end_time\"",
            "_scanning\"",
            "\"secret_detection\"",
            "\"sast\"",
            "\"dast\"",
            "_fuzzing\"",
        ];
        let keys = head.count_keys(&telling);
        // CycloneDX has a list of this name and a version too.
        let is_bom = head.has_key("bomFormat");
        let is_report = (keys > 0 && head.has_key("version")) || head.count(&words) > 4;
        head.is_json() && (keys > 1 || (is_report && !is_bom))
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let ahead = Ahead {
            list: VULNERABILITIES,
            keep: Keep::Everything,
            read: &Found::ahead,
            place: Found::place,
            join: Found::join,
        };
        // What was read before all was known has to be read again where that would have mattered.
        let read = |apart: &Apart<'_>| self.statement(apart);
        let statement = json::apart_or_again(source, &shape::REPORT, &[VULNERABILITIES], ahead, read)?;
        Ok(Reading::Statements(vec![statement]))
    }
}

impl GitLabSecurity {
    fn statement(&self, apart: &Apart<'_>) -> Result<Option<Statement>, ReadError> {
        let report: Report<'_> = apart.rest()?;
        let version = report.version.as_str();
        let remarks = remarks(version)?;
        report.names_its_kind()?;
        let Some((scan, found)) = report.found(apart)? else { return Ok(None) };
        let said = report.scan.as_ref();
        Ok(Some(Statement {
            format: FormatVersion { format: self.id(), version: version.to_owned() },
            subjects: found.subjects(),
            made_at: said.and_then(RawScan::made_at),
            producer: said.and_then(RawScan::producer).or(found.producer),
            report_id: None,
            claim: Claim::Scan(scan),
            remarks,
        }))
    }
}

fn major(version: &str) -> Option<u32> {
    version.split('.').next()?.parse().ok()
}

/// What has to be said of a version; an error where it is not read.
fn remarks(version: &str) -> Result<Vec<Text>, ReadError> {
    let major = major(version);
    let shown = quoted(version.as_bytes());
    let Some(major) = major.filter(|major| READ.contains(major)) else {
        let reason = Text::new(
            format!("schema version {shown} is not read; write the report in version 14 or 15"),
            format!("die Schemaversion {shown} wird nicht gelesen; den Bericht in Version 14 oder 15 ausgeben"),
        );
        return Err(ReadError::new(Place::Pointer("/version".into()), reason));
    };
    if major >= CURRENT {
        return Ok(Vec::new());
    }
    Ok(vec![Text::new(
        format!("schema version {shown} is older than 14; it was read by the rules of 14"),
        format!("die Schemaversion {shown} ist älter als 14; gelesen wurde nach den Regeln von 14"),
    )])
}

/// What the list of vulnerabilities, or a part of it, holds.
#[derive(Default)]
struct Found {
    findings: Vec<Finding>,
    page: Page,
    /// Images that were scanned, with their digest.
    images: BTreeSet<String>,
    producer: Option<Tool>,
    /// The first kind of scan that a vulnerability names.
    category: Option<ScanKind>,
    /// Whether one has no solution of its own.
    needs_fix: bool,
    /// Whether the title of one is its message.
    quotes: bool,
}

/// What the report says of all vulnerabilities.
#[derive(Default)]
struct Known<'a> {
    kind: Option<ScanKind>,
    /// Summaries of the remediations, by the id of the vulnerability that they fix.
    fixes: HashMap<&'a str, &'a str>,
}

impl Report<'_> {
    /// Since version 15 a report has to say what was looked for (`scan.type`): no rule could count its findings
    /// otherwise.
    fn names_its_kind(&self) -> Result<(), ReadError> {
        let kind = self.scan.as_ref().and_then(|scan| scan.kind.as_ref());
        if kind.is_some() || major(self.version.as_str()).is_none_or(|major| major < KIND_IS_DEMANDED) {
            return Ok(());
        }
        let reason = Text::new(
            "`scan.type` is missing, which schema version 15 demands: what was looked for is unknown",
            "`scan.type` fehlt, das die Schemaversion 15 verlangt; wonach gesucht wurde, ist unbekannt",
        );
        let place = if self.scan.is_some() { Place::Pointer("/scan".into()) } else { Place::Whole };
        Err(ReadError::new(place, reason))
    }

    fn found(&self, apart: &Apart<'_>) -> Result<Option<(Scan, Found)>, ReadError> {
        let stated = self.scan.as_ref().and_then(|scan| scan.kind.as_ref());
        let mut known = Known { kind: stated.and_then(|kind| kind_of(kind.as_str())), fixes: self.fixes() };
        let Some(mut found) = known.found(apart)? else { return Ok(None) };
        if stated.is_none() {
            // Reports of old do not say it once.
            known.kind = found.category;
            if !known.allows(&found) {
                let Some(again) = known.found(apart)? else { return Ok(None) };
                found = again;
            }
        }
        let status = self.scan.as_ref().map_or(ScanStatus::Unstated, RawScan::status);
        let asked = self.scan.as_ref().and_then(|scan| scan.scanned_resources);
        let scanned = asked.map(|Count(count)| Scanned { unit: ScannedUnit::Addresses, count, components: None });
        let findings = std::mem::take(&mut found.findings);
        Ok(Some((Scan { kind: known.kind, status, scanned, findings, ..Scan::default() }, found)))
    }

    fn fixes(&self) -> HashMap<&str, &str> {
        let remediations = self.remediations.iter().flatten().filter_map(|remediation| {
            let summary = remediation.summary.as_ref()?.as_str();
            Some(remediation.fixes.iter().flatten().filter_map(move |fix| Some((fix.id.as_ref()?.as_str(), summary))))
        });
        remediations.flatten().collect()
    }
}

impl Known<'_> {
    fn found(&self, apart: &Apart<'_>) -> Result<Option<Found>, ReadError> {
        let finish = |found: Found| self.allows(&found).then_some(found);
        let read = |part: &Part<'_>| {
            let mut found = Found { findings: part.room(), ..Found::default() };
            part.each(|index, vulnerability: Vulnerability<'_>| found.add(&vulnerability, index, self))?;
            found.done();
            Ok(found)
        };
        let mut whole = Found { findings: apart.room(VULNERABILITIES), ..Found::default() };
        let finished = apart.finished_parts(VULNERABILITIES, (finish, read), |part| whole.absorb(part))?;
        whole.findings.shrink_to_fit();
        Ok(finished.map(|()| whole))
    }

    /// Whether findings that were made without it would be the same with it.
    fn allows(&self, found: &Found) -> bool {
        let is_mute = self.kind == Some(ScanKind::Secret) && found.quotes;
        !is_mute && (self.fixes.is_empty() || !found.needs_fix)
    }
}

impl Found {
    /// What comes of vulnerabilities that are read while they are scanned.
    fn ahead(elements: &mut Elements<'_>) -> Option<Made> {
        let (mut found, known) = (Self::default(), Known::default());
        elements.each(|index, vulnerability: Vulnerability<'_>| found.add(&vulnerability, index, &known))?;
        found.done();
        Some(Box::new(found))
    }

    /// Moves the places of vulnerabilities on, which were read as if they were the first of the list.
    fn place(made: &mut Made, first: u64) {
        for finding in made.downcast_mut::<Self>().into_iter().flat_map(|found| &mut found.findings) {
            if let Place::Element(_, index) = &mut finding.place {
                *index = index.saturating_add(u32::try_from(first).unwrap_or(u32::MAX));
            }
        }
    }

    /// Adds the vulnerabilities that follow.
    fn join(known: &mut Made, more: Made) -> Result<(), Made> {
        let Some(known) = known.downcast_mut::<Self>() else { return Err(more) };
        more.downcast().map(|more: Box<Self>| known.absorb(*more))
    }

    fn add(&mut self, vulnerability: &Vulnerability<'_>, index: u64, known: &Known<'_>) {
        self.producer = self.producer.take().or_else(|| vulnerability.scanner.as_ref().and_then(RawTool::tool));
        let category = || vulnerability.category.as_ref().and_then(|category| kind_of(category.as_str()));
        self.category = self.category.or_else(category);
        self.needs_fix |= vulnerability.solution().is_none();
        self.quotes |= vulnerability.name().is_none();
        if let Some(image) = &vulnerability.location.image
            && digest_of(image.as_str()).is_some()
            && !self.images.contains(image.as_str())
        {
            self.images.insert(image.as_str().to_owned());
        }
        let place = Place::Element(VULNERABILITIES, u32::try_from(index).unwrap_or(u32::MAX));
        self.findings.push(vulnerability.finding(known, place, &mut self.page));
    }

    /// Gives the findings their page.
    fn done(&mut self) {
        std::mem::take(&mut self.page).done(self.findings.iter_mut().map(|finding| &mut finding.wording));
    }

    /// Adds the vulnerabilities that follow.
    fn absorb(&mut self, mut part: Self) {
        json::append(&mut self.findings, &mut part.findings);
        self.images.extend(part.images);
        self.producer = self.producer.take().or(part.producer);
        self.category = self.category.or(part.category);
        self.needs_fix |= part.needs_fix;
        self.quotes |= part.quotes;
    }

    fn subjects(&self) -> Vec<Subject> {
        let subject = |image: &String| {
            let digests: Digests = digest_of(image).into_iter().collect();
            Subject::Artifact { name: Some(image.clone()), digests }
        };
        self.images.iter().map(subject).collect()
    }
}

fn digest_of(image: &str) -> Option<Digest> {
    image.rsplit_once('@')?.1.parse().ok()
}

fn kind_of(word: &str) -> Option<ScanKind> {
    match word {
        "sast" => Some(ScanKind::Sast),
        "dependency_scanning" => Some(ScanKind::Dependency),
        "container_scanning" | "cluster_image_scanning" => Some(ScanKind::Container),
        "secret_detection" => Some(ScanKind::Secret),
        "dast" => Some(ScanKind::Dast),
        "api_fuzzing" | "coverage_fuzzing" => Some(ScanKind::Fuzzing),
        _ => None,
    }
}

impl RawScan<'_> {
    /// A fatal message means failure, whatever the status says.
    fn status(&self) -> ScanStatus {
        let mut messages = self.messages.iter().flatten();
        if let Some(fatal) = messages.find(|message| message.level.as_ref().is_some_and(|l| l.as_str() == "fatal")) {
            let value = fatal.value.as_ref().map_or("a fatal message", |value| value.as_str());
            return ScanStatus::Failure(one_line(value).into());
        }
        let mode = self.partial_scan.as_ref().map(|scan| scan.mode.as_ref().map_or("", |mode| mode.as_str()));
        match self.status.as_ref().map(|status| status.as_str()) {
            Some("success") if mode.is_some() => {
                ScanStatus::Partial(format!("`partial_scan` in the mode `{}`", mode.unwrap_or_default()))
            }
            Some("success") => ScanStatus::Success,
            Some(_) => ScanStatus::Failure("`status` is `failure`".to_owned()),
            None => ScanStatus::Unstated,
        }
    }

    /// Times stand without a zone and are in UTC.
    fn made_at(&self) -> Option<Timestamp> {
        let time = self.end_time.as_ref().or(self.start_time.as_ref())?;
        moment_or_utc(time.as_str())
    }

    fn producer(&self) -> Option<Tool> {
        let scanner = self.scanner.as_ref().and_then(RawTool::tool);
        scanner.or_else(|| self.analyzer.as_ref().and_then(RawTool::tool))
    }
}

impl RawTool<'_> {
    fn tool(&self) -> Option<Tool> {
        let name = json::kept(self.name.as_ref()).or_else(|| json::kept(self.id.as_ref()))?;
        Some(Tool { name: name.into(), version: json::kept(self.version.as_ref()).map(Into::into) })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests;
