// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Alerts of OWASP ZAP, which its XML and its JSON report alike.

use super::{
    draft::{Draft, Findings, severity_in, statement, tool},
    time::moment_or_utc,
};
use crate::model::{
    Place, ScanKind, ScanStatus, Scanned, ScannedUnit, Severity, Statement, Subject, Suppression, SuppressionKind,
    Timestamp,
};

/// The risk of an alert, by its code.
const SEVERITIES: &[(&str, Severity)] =
    &[("3", Severity::High), ("2", Severity::Medium), ("1", Severity::Low), ("0", Severity::Info)];

/// An alert with the requests that raised it.
#[derive(Default)]
pub(super) struct Alert {
    pub(super) plugin: String,
    pub(super) reference: String,
    pub(super) name: String,
    pub(super) risk: String,
    pub(super) confidence: String,
    pub(super) solution: String,
    pub(super) cwe: String,
    pub(super) wasc: String,
    pub(super) instances: Vec<Instance>,
    pub(super) place: Place,
}

/// A request that raised an alert.
#[derive(Default)]
pub(super) struct Instance {
    pub(super) uri: String,
    pub(super) method: String,
    pub(super) parameter: String,
}

/// A report on its way into the model.
#[derive(Default)]
pub(super) struct Report {
    pub(super) version: String,
    /// In any of the forms that ZAP writes.
    pub(super) made_at: Option<Timestamp>,
    pub(super) sites: Vec<String>,
    pub(super) findings: Findings,
}

impl Report {
    /// Adds a site that was looked at.
    pub(super) fn add_site(&mut self, name: &str) {
        self.sites.push(name.to_owned());
    }

    /// Adds an alert of the latest site.
    pub(super) fn add(&mut self, alert: &Alert) {
        alert.add_to(&mut self.findings, self.sites.last().map_or("", String::as_str));
    }

    /// The statement.
    pub(super) fn into_statement(self, format: &'static str) -> Statement {
        let mut scan = self.findings.into_scan(ScanKind::Dast);
        if self.sites.is_empty() {
            scan.status = ScanStatus::NothingScanned("the report names no site".to_owned());
        }
        let count = self.sites.len() as u64;
        scan.scanned = Some(Scanned { unit: ScannedUnit::Addresses, count, components: None });
        let mut statement = statement(format, "", scan);
        let named = |name| Subject::Named { name, version: None, purl: None };
        statement.subjects = self.sites.into_iter().map(named).collect();
        statement.made_at = self.made_at;
        statement.producer = tool("OWASP ZAP", &self.version);
        statement
    }
}

impl Alert {
    /// Adds one finding for each request.
    pub(super) fn add_to(&self, findings: &mut Findings, site: &str) {
        if self.instances.is_empty() {
            self.add_at(findings, site.to_owned());
            return;
        }
        for instance in &self.instances {
            let parameter = match instance.parameter.as_str() {
                "" => String::new(),
                parameter => format!(" [{parameter}]"),
            };
            let at = format!("{} {}{parameter}", instance.method, instance.uri);
            self.add_at(findings, at.trim().to_owned());
        }
    }

    fn add_at(&self, findings: &mut Findings, location: String) {
        let number = |prefix: &str, text: &str| {
            let number: u32 = text.trim().parse().ok().filter(|number| *number > 0)?;
            Some(format!("{prefix}-{number}"))
        };
        let rule = if self.reference.is_empty() { &self.plugin } else { &self.reference };
        let classes = [number("CWE", &self.cwe), number("WASC", &self.wasc)];
        let draft = Draft {
            identifiers: std::iter::once(format!("zap:{rule}")).chain(classes.into_iter().flatten()).collect(),
            severity: severity_in(SEVERITIES, &self.risk),
            title: &self.name,
            location: Some(location),
            fix: Some(&self.solution),
            place: self.place.clone(),
            ..Draft::default()
        };
        // Confidence 0 marks a false positive.
        if self.confidence.trim() == "0" {
            let suppression = Some(Suppression::accepted(SuppressionKind::Tool, Some("false positive".into())));
            findings.set_aside(Draft { suppression, ..draft });
        } else {
            findings.add(draft);
        }
    }
}

/// A moment as ZAP writes it: RFC 3339 in newer JSON; else `Tue, 12 May 2020 20:57:30`, which has no
/// zone and is taken for UTC, and of which names in other languages are not read.
pub(super) fn moment_of_zap(text: &str) -> Option<Timestamp> {
    moment_or_utc(text).or_else(|| {
        let civil = jiff::civil::DateTime::strptime("%a, %d %b %Y %H:%M:%S", text.trim()).ok()?;
        jiff::tz::TimeZone::UTC.to_timestamp(civil).ok()
    })
}
