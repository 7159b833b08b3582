// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Trivy's own JSON: of an image, a file system, a configuration or a cluster, and the bare list
//! of results that versions before 0.20 wrote. One scan for each sort of finding.

use super::{
    Format, Head, ReadError, Reading, Source,
    datum::Datum,
    draft::{image, tool},
    json::{self, List, Object, Shape, may, must},
    time::moment,
};
use crate::model::{ScanKind, Statement, Subject, Text};

mod report;
mod result;

use report::{Cluster, Raw, Report, Resource};
use result::Results;

/// Trivy's own JSON.
pub(super) struct Trivy;

impl Format for Trivy {
    fn id(&self) -> &'static str {
        "trivy"
    }

    fn title(&self) -> &'static str {
        "Trivy JSON (image, fs, config, k8s)"
    }

    fn tells(&self) -> &'static [Datum] {
        &[
            Datum::Version,
            Datum::Subject,
            Datum::Time,
            Datum::Shortcoming,
            Datum::Scanned,
            Datum::Components,
            Datum::Severity,
            Datum::Cvss,
            Datum::Package,
            Datum::Fix,
            Datum::Published,
            Datum::Suppression,
            Datum::Recognition,
        ]
    }

    fn recognises(&self, head: &Head) -> bool {
        let cluster = ["Vulnerabilities", "Misconfigurations", "Resources", "Findings"];
        let words = [
            "\"SchemaVersion\"",
            "\"ArtifactName\"",
            "\"ArtifactType\"",
            "\"Results\"",
            "\"PkgName\"",
            "\"InstalledVersion\"",
            "\"MisconfSummary\"",
        ];
        head.has_keys(&["SchemaVersion", "ArtifactName"])
            || head.has_keys(&["SchemaVersion", "Results"])
            || (head.has_key("ClusterName") && head.count_keys(&cluster) > 0)
            || head.elements_have(&["Target", "Vulnerabilities"])
            || head.elements_have(&["Target", "Class"])
            || head.is_json_with(4, &words)
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let apart = json::read_apart(&json::Input::Document(*source), REPORT, LONG)?;
        let statements = match apart.rest()? {
            Raw::Report(report) => report.statements(&apart)?,
            Raw::Cluster(cluster) => cluster.statements(&apart)?,
            Raw::Legacy(results) => {
                let mut found = Results::new(ScanKind::Container);
                for (index, result) in results.iter().enumerate() {
                    found.add("", (&apart, &format!("/{index}")), result)?;
                }
                found.into_statements("1", |_| {})
            }
        };
        Ok(Reading::Statements(statements))
    }
}

/// The lists that can be very long, by where the results stand.
const LONG: &[&str] = &[
    "/Results/*/Vulnerabilities",
    "/Results/*/Misconfigurations",
    "/Results/*/Packages",
    "/*/Vulnerabilities",
    "/*/Misconfigurations",
    "/*/Packages",
    "/Resources/*/Results/*/Vulnerabilities",
    "/Resources/*/Results/*/Misconfigurations",
    "/Resources/*/Results/*/Packages",
    "/Findings/*/Results/*/Vulnerabilities",
    "/Findings/*/Results/*/Misconfigurations",
    "/Findings/*/Results/*/Packages",
    "/Vulnerabilities/*/Results/*/Vulnerabilities",
    "/Misconfigurations/*/Results/*/Misconfigurations",
];

const REPORT: Shape = Shape::Either(&[Shape::Object(&DOCUMENT), Shape::List(&Shape::Object(&RESULT))]);
static DOCUMENT: Object = Object::of(&[
    may("SchemaVersion", Shape::Integer(2)),
    may("ClusterName", Shape::Text),
    may("Results", RESULTS),
    may("Resources", RESOURCES),
    may("Findings", RESOURCES),
    may("Vulnerabilities", RESOURCES),
    may("Misconfigurations", RESOURCES),
])
.with(&[json::Rule::ExactlyOne(&["SchemaVersion", "ClusterName"])])
.lax();
const RESOURCES: Shape = Shape::List(&Shape::Object(&RESOURCE));
static RESOURCE: Object = Object::of(&[must("Kind", Shape::Text), may("Results", RESULTS)]).lax();
const RESULTS: Shape = Shape::List(&Shape::Object(&RESULT));
static RESULT: Object = Object::of(&[
    must("Target", Shape::Text),
    may("Vulnerabilities", Shape::List(&Shape::Object(&VULNERABILITY))),
    may("Misconfigurations", Shape::List(&Shape::Object(&MISCONFIGURATION))),
    may("Secrets", Shape::List(&Shape::Object(&SECRET))),
    may("Licenses", Shape::List(&Shape::Object(&LICENSE))),
])
.lax();
static VULNERABILITY: Object =
    Object::of(&[must("VulnerabilityID", Shape::Text), must("PkgName", Shape::Text), may("Severity", Shape::Text)])
        .lax();
static MISCONFIGURATION: Object = Object::of(&[must("ID", Shape::Text), may("Status", Shape::Text)]).lax();
static SECRET: Object = Object::of(&[must("RuleID", Shape::Text)]).lax();
static LICENSE: Object = Object::of(&[must("Name", Shape::Text)]).lax();

impl Report<'_> {
    fn statements(&self, apart: &json::Apart<'_>) -> Result<Vec<Statement>, ReadError> {
        let is_image = self.artifact_type.as_str() == "container_image";
        let mut found = Results::new(if is_image { ScanKind::Container } else { ScanKind::Dependency });
        for (index, result) in self.results.iter().enumerate() {
            found.add("", (apart, &format!("/Results/{index}")), result)?;
        }
        self.results.iter().flat_map(|result| result.modified.iter()).for_each(|modified| found.add_modified(modified));
        let subjects = self.subjects();
        Ok(found.into_statements(self.schema_version.as_str(), |statement| {
            statement.subjects.clone_from(&subjects);
            statement.made_at = moment(self.created_at.as_str());
            statement.producer = tool("Trivy", self.trivy.version.as_str());
            statement.report_id = self.report_id.kept().map(Into::into);
            let eosl = self.metadata.os.eosl.as_str() == "true";
            statement.remarks.extend(eosl.then(end_of_life));
        }))
    }

    /// The digests by which registries know the image. The digest of its configuration (`ImageID`)
    /// is none of them and says nothing about what is released.
    fn subjects(&self) -> Vec<Subject> {
        let digests = self.metadata.repo_digests.iter().filter_map(|reference| image(reference.as_str()));
        let digests: Vec<Subject> = digests.collect();
        match self.artifact_name.kept() {
            Some(name) if digests.is_empty() => vec![Subject::Named { name: name.into(), version: None, purl: None }],
            _ => digests,
        }
    }
}

fn end_of_life() -> Text {
    Text::new(
        "the operating system of the image is at the end of its life: new vulnerabilities in it are no longer listed",
        "das Betriebssystem des Abbilds wird nicht mehr gepflegt; neue Schwachstellen darin werden nicht mehr erfasst",
    )
}

impl Cluster<'_> {
    fn statements(&self, apart: &json::Apart<'_>) -> Result<Vec<Statement>, ReadError> {
        let mut found = Results::new(ScanKind::Container);
        let lists: [(&str, &List<Resource<'_>>); 4] = [
            ("Resources", &self.resources),
            ("Findings", &self.findings),
            ("Vulnerabilities", &self.vulnerabilities),
            ("Misconfigurations", &self.misconfigurations),
        ];
        let numbered =
            |(name, list)| List::iter(list).enumerate().map(move |(index, resource)| (name, index, resource));
        for (list, index, resource) in lists.into_iter().flat_map(numbered) {
            let parts = [&resource.namespace, &resource.kind, &resource.name];
            let name = parts.into_iter().filter_map(|part| part.filled()).collect::<Vec<_>>().join("/");
            for (number, result) in resource.results.iter().enumerate() {
                found.add(&name, (apart, &format!("/{list}/{index}/Results/{number}")), result)?;
            }
            found.note_error(resource.error.as_str());
        }
        Ok(found.into_statements("k8s", |statement| {
            let name = self.cluster_name.as_str().to_owned();
            statement.subjects.push(Subject::Named { name, version: None, purl: None });
            statement.producer = tool("Trivy", "");
        }))
    }
}

#[cfg(test)]
mod tests {
    use crate::formats::tests::{scans, statements};

    #[test]
    fn each_sort_of_finding_is_a_scan_of_its_own() {
        let scans = scans("trivy");
        let kinds: Vec<_> = scans.iter().map(|scan| scan.kind.unwrap().name()).collect();
        assert_eq!(kinds, ["container", "config", "secret", "license"]);
        assert_eq!(scans[0].findings[0].identifiers.join(" "), "CVE-2026-1111 GHSA-aaaa-bbbb-cccc CWE-79");
        assert!(!format!("{:?}", scans[2]).contains("hunter2"), "a secret is kept");
    }

    #[test]
    fn a_report_without_results_looked_at_nothing() {
        let text = r#"{"SchemaVersion":2,"ArtifactName":".","ArtifactType":"filesystem"}"#;
        let statements = statements(text);
        assert!(format!("{:?}", statements[0].claim).contains("NothingScanned"));
    }

    #[test]
    fn a_cluster_and_the_old_list_are_read() {
        let result = r#"{"Target":"nginx","Class":"os-pkgs","Vulnerabilities":[{"VulnerabilityID":"CVE-2026-1","PkgName":"a","InstalledVersion":"1","Severity":"HIGH"}]}"#;
        let cluster = format!(
            r#"{{"ClusterName":"c","Resources":[{{"Namespace":"d","Kind":"Pod","Name":"p","Results":[{result}]}}]}}"#
        );
        for text in [cluster, format!("[{result}]")] {
            let statements = statements(&text);
            let crate::model::Claim::Scan(scan) = &statements[0].claim else { panic!() };
            assert_eq!(scan.findings.len(), 1, "{text}");
        }
    }
}
