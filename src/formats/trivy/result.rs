// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Results become findings, sorted by what was looked for.

use std::sync::Arc;

use super::report::{License, Misconfiguration, Modified, Package as Listed, ResultOf, Secret, Vulnerability};
use crate::{
    formats::{
        ReadError, cvss,
        draft::{Draft, Findings, at_line, fingerprint, severity_in, statement},
        json::{Apart, Part},
        purl,
        time::moment,
        total,
    },
    model::{
        Cvss, Details, FixState, FoundLicense, Package, Place, Scan, ScanKind, ScanStatus, Scanned, ScannedUnit,
        Severity, Statement, Suppression, SuppressionKind,
    },
};

/// How grave Trivy says a finding is.
const SEVERITIES: &[(&str, Severity)] =
    &[("CRITICAL", Severity::Critical), ("HIGH", Severity::High), ("MEDIUM", Severity::Medium), ("LOW", Severity::Low)];

/// Everything found, by sort.
pub(super) struct Results {
    /// Of vulnerabilities: [`ScanKind::Container`] or [`ScanKind::Dependency`].
    kind: ScanKind,
    vulnerabilities: Sort,
    misconfigurations: Sort,
    secrets: Sort,
    licenses: Sort,
    packages: Vec<Arc<Package>>,
    /// Whether each result with packages lists them.
    lists_packages: bool,
    checks: u64,
    found_licenses: Vec<FoundLicense>,
    error: Option<String>,
}

/// Findings of one sort, and whether a result shows that they were looked for.
#[derive(Default)]
struct Sort {
    findings: Findings,
    looked_for: bool,
}

impl Results {
    pub(super) fn new(kind: ScanKind) -> Self {
        Self {
            kind,
            vulnerabilities: Sort::default(),
            misconfigurations: Sort::default(),
            secrets: Sort::default(),
            licenses: Sort::default(),
            packages: Vec::new(),
            lists_packages: true,
            checks: 0,
            found_licenses: Vec::new(),
            error: None,
        }
    }

    /// Notes that a resource could not be scanned.
    pub(super) fn note_error(&mut self, error: &str) {
        if !error.is_empty() && self.error.is_none() {
            self.error = Some(crate::formats::identifier::one_line(error).into());
        }
    }

    /// Adds a result that stands at `pointer`; `resource` is the cluster's resource that it belongs to.
    pub(super) fn add(
        &mut self,
        resource: &str,
        (apart, pointer): (&Apart<'_>, &str),
        result: &ResultOf<'_>,
    ) -> Result<(), ReadError> {
        let [packages, vulnerabilities, misconfigurations] =
            ["Packages", "Vulnerabilities", "Misconfigurations"].map(|list| format!("{pointer}/{list}"));
        let target = result.target.as_str();
        let target = if resource.is_empty() { target.to_owned() } else { format!("{resource}: {target}") };
        let of_packages = matches!(result.class.as_str(), "os-pkgs" | "lang-pkgs");
        self.vulnerabilities.looked_for |= of_packages || apart.count(&vulnerabilities) > 0;
        self.misconfigurations.looked_for |= result.class.as_str() == "config" || apart.count(&misconfigurations) > 0;
        self.secrets.looked_for |= result.class.as_str() == "secret" || !result.secrets.is_empty();
        self.licenses.looked_for |= result.class.as_str().starts_with("license") || !result.licenses.is_empty();
        if of_packages {
            self.lists_packages &= !result.packages.is_empty() || apart.count(&packages) > 0;
            let read = |part: &Part<'_>| {
                let mut all = Vec::new();
                part.each(|_, package: Listed<'_>| all.push(Arc::new(package.package())))?;
                Ok(all)
            };
            apart.parts(&packages, read, |part| self.packages.extend(part))?;
            self.packages.extend(result.packages.iter().map(|package| Arc::new(package.package())));
        }
        let place = |list: &str, index: u64| Place::Pointer(format!("{pointer}/{list}/{index}").into());
        self.vulnerabilities.findings.read(apart, &vulnerabilities, &|part, findings| {
            part.each(|index, vulnerability: Vulnerability<'_>| {
                let draft = vulnerability.draft(&target, result.kind.as_str());
                findings.add(Draft { place: place("Vulnerabilities", index), ..draft });
            })
        })?;
        let summary = result.misconf_summary.as_ref();
        let checks = summary.map_or(0, |summary| summary.successes.saturating_add(summary.failures));
        self.checks = self.checks.saturating_add(checks);
        let before = self.misconfigurations.findings.number();
        self.misconfigurations.findings.read(apart, &misconfigurations, &|part, findings| {
            part.each(|index, found: Misconfiguration<'_>| {
                if found.fails() {
                    let place = place("Misconfigurations", index);
                    findings.add(Draft { place, ..found.draft(&target) });
                }
            })
        })?;
        let failing = self.misconfigurations.findings.number().saturating_sub(before);
        let failures = summary.map(|summary| summary.failures);
        total::not_none(failing, failures, &format!("{pointer}/MisconfSummary/Failures"))?;
        for (index, secret) in (0..).zip(result.secrets.iter()) {
            self.secrets.findings.add(Draft { place: place("Secrets", index), ..secret.draft(&target) });
        }
        for (index, license) in (0..).zip(result.licenses.iter()) {
            self.add_license(license, &target, place("Licenses", index));
        }
        Ok(())
    }

    fn add_license(&mut self, license: &License<'_>, target: &str, place: Place) {
        let of = license.pkg_name.filled().or(license.file_path.filled()).unwrap_or(target);
        let shared = self.licenses.findings.shared();
        let found = FoundLicense { of: shared.text(of), expression: shared.text(license.name.as_str()) };
        self.found_licenses.push(found);
        self.licenses.findings.add(Draft {
            identifiers: vec![license.name.as_str().to_owned()],
            severity: severity_in(SEVERITIES, license.severity.as_str()),
            title: &format!("licence {} ({})", license.name.as_str(), license.category.as_str()),
            location: Some(license.file_path.filled().unwrap_or(target).to_owned()),
            affected: license.pkg_name.kept().map(|name| Package { name, ..Package::default() }),
            place,
            ..Draft::default()
        });
    }

    /// Adds a vulnerability that was set aside; of other sorts Trivy tells no more than the id.
    pub(super) fn add_modified(&mut self, modified: &Modified<'_>) {
        let Some(raw) = modified.finding.filter(|_| modified.kind.as_str() == "vulnerability") else { return };
        let Ok(vulnerability) = serde_json::from_str::<Vulnerability<'_>>(raw.get()) else { return };
        let is_vex = modified.status.as_str() != "ignored";
        let kind = if is_vex { SuppressionKind::Vex } else { SuppressionKind::External };
        let reason = modified.statement.filled().or(modified.source.filled()).map(Box::from);
        let suppression = Some(Suppression::accepted(kind, reason));
        self.vulnerabilities.findings.set_aside(Draft { suppression, ..vulnerability.draft("", "") });
    }

    /// One statement for each sort that was looked for, completed by `complete`. Where no result
    /// shows that anything was, nothing was scanned.
    pub(super) fn into_statements(self, version: &str, complete: impl Fn(&mut Statement)) -> Vec<Statement> {
        let sorts = self.sorts().into_iter();
        let mut statements: Vec<Statement> = sorts.map(|scan| statement("trivy", version, scan)).collect();
        statements.iter_mut().for_each(complete);
        statements
    }

    fn sorts(self) -> Vec<Scan> {
        let status = self.error.map_or(ScanStatus::Unstated, ScanStatus::Partial);
        let mut scans = Vec::new();
        let all = [
            (self.vulnerabilities, self.kind),
            (self.misconfigurations, ScanKind::Config),
            (self.secrets, ScanKind::Secret),
            (self.licenses, ScanKind::License),
        ];
        for (sort, kind) in all.into_iter().filter(|(sort, _)| sort.looked_for) {
            scans.push(Scan { status: status.clone(), ..sort.findings.into_scan(kind) });
        }
        if scans.is_empty() {
            let reason = "the report holds no results: nothing that could be scanned was found".to_owned();
            scans.push(Scan { kind: Some(self.kind), status: ScanStatus::NothingScanned(reason), ..Scan::default() });
        }
        for scan in &mut scans {
            match scan.kind {
                Some(ScanKind::Config) if self.checks > 0 => {
                    scan.scanned = Some(Scanned { unit: ScannedUnit::Checks, count: self.checks, components: None });
                }
                Some(ScanKind::License) => scan.licenses.clone_from(&self.found_licenses),
                Some(kind) if kind == self.kind && self.lists_packages && !self.packages.is_empty() => {
                    let components: Box<[Arc<Package>]> = self.packages.as_slice().into();
                    let count = components.len() as u64;
                    let components = Some(components);
                    scan.scanned = Some(Scanned { unit: ScannedUnit::Components, count, components });
                }
                _ => {}
            }
        }
        scans
    }
}

impl Listed<'_> {
    fn package(&self) -> Package {
        Package { name: self.name.as_str().into(), version: self.version.kept(), purl: self.identifier.purl.kept() }
    }
}

impl Vulnerability<'_> {
    fn draft(&self, target: &str, kind: &str) -> Draft<'_> {
        let ids = std::iter::once(&self.id).chain(self.vendor_ids.iter()).chain(self.cwe_ids.iter());
        let location = [target, self.pkg_path.as_str()].into_iter().filter(|part| !part.is_empty());
        Draft {
            identifiers: ids.map(|id| id.as_str().to_owned()).collect(),
            severity: severity_in(SEVERITIES, self.severity.as_str()),
            title: self.title.filled().unwrap_or(self.description.as_str()),
            location: Some(location.collect::<Vec<_>>().join(": ")),
            affected: Some(self.package(kind)),
            details: self.details(),
            fingerprint: fingerprint("trivy", self.fingerprint.as_str()),
            ..Draft::default()
        }
    }

    fn package(&self, kind: &str) -> Package {
        let (name, version) = (self.pkg_name.as_str(), self.installed_version.filled());
        match (self.pkg_identifier.purl.kept(), purl::kind_of_ecosystem(kind)) {
            (None, Some(kind)) => purl::package(kind, name, version),
            (purl, _) => Package { name: name.into(), version: version.map(Box::from), purl },
        }
    }

    fn details(&self) -> Details {
        let versions = self.fixed_version.as_str().split(',').map(str::trim).filter(|version| !version.is_empty());
        let fix_state = match self.status.as_str() {
            "fixed" => FixState::Fixed,
            "will_not_fix" | "end_of_life" => FixState::WillNotFix,
            "affected" | "fix_deferred" => FixState::None,
            _ => FixState::Unknown,
        };
        Details {
            scores: self.scores(),
            fixed_versions: versions.map(Box::from).collect(),
            fix_state,
            published: moment(self.published_date.as_str()),
            ..Details::default()
        }
    }

    fn scores(&self) -> Box<[Cvss]> {
        let ratings = self.cvss.iter().flatten().flat_map(|(source, rating)| {
            let all = [
                (&rating.v40_vector, rating.v40_score),
                (&rating.v3_vector, rating.v3_score),
                (&rating.v2_vector, rating.v2_score),
            ];
            all.into_iter().filter_map(|(vector, score)| cvss::rating(vector.filled(), score, source.filled()))
        });
        ratings.collect()
    }
}

impl Misconfiguration<'_> {
    /// `PASS` and `EXCEPTION` are listed with `--include-non-failures`.
    fn fails(&self) -> bool {
        !matches!(self.status.as_str(), "PASS" | "EXCEPTION")
    }

    fn draft(&self, target: &str) -> Draft<'_> {
        Draft {
            identifiers: vec![self.id.as_str().to_owned(), self.avd_id.as_str().to_owned()],
            severity: severity_in(SEVERITIES, self.severity.as_str()),
            title: self.message.filled().unwrap_or(self.title.as_str()),
            location: at_line(target, self.cause_metadata.start_line),
            fix: self.resolution.filled(),
            ..Draft::default()
        }
    }
}

impl Secret<'_> {
    fn draft(&self, target: &str) -> Draft<'_> {
        Draft {
            identifiers: vec![self.rule_id.as_str().to_owned()],
            severity: severity_in(SEVERITIES, self.severity.as_str()),
            title: self.title.as_str(),
            location: at_line(target, self.start_line),
            ..Draft::default()
        }
    }
}
