// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! SPDX 2.2 and 2.3 in JSON.

use super::{Format, Head, ReadError, Reading, Source, json, spdx2};
use crate::model::BomEncoding;

/// SPDX 2 in JSON.
pub(super) struct SpdxJson;

impl Format for SpdxJson {
    fn id(&self) -> &'static str {
        "spdx_json"
    }

    fn title(&self) -> &'static str {
        "SPDX JSON 2.2, 2.3"
    }

    fn recognises(&self, head: &Head) -> bool {
        let signs = ["\"SPDXID\"", "\"dataLicense\"", "\"documentNamespace\"", "\"SPDXRef-DOCUMENT\""];
        head.is_json()
            && (head.count_keys(&["spdxVersion"]) > 0
                || head.count(&["\"spdxVersion\"", "\"SPDX-2."]) > 0
                || head.count(&signs) > 1)
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        spdx2::read(self.id(), &json::Input::Document(*source), BomEncoding::Json)
    }
}

#[cfg(test)]
#[allow(clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::formats::tests::document;
    use crate::model::{
        Acknowledgement, Bom, Claim, Completeness, ComponentKind, ContactField, EdgeKind, HashPlace, Node,
        ReferenceKind, Statement,
    };

    const SAMPLE: &str = include_str!("../../tests/formats/spdx_json/sample.json");

    fn read(text: &str) -> Result<Statement, ReadError> {
        match SpdxJson.read(&Source::of(&document("bom.json", text), 100))? {
            Reading::Statements(mut statements) => Ok(statements.remove(0)),
            other => panic!("{other:?}"),
        }
    }

    fn bom(text: &str) -> Bom {
        match read(text).unwrap().claim {
            Claim::Bom(bom) => *bom,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn packages_and_files_are_components() {
        let bom = bom(SAMPLE);
        let primary = bom.primary.as_ref().unwrap();
        assert_eq!((&*primary.name, primary.kind), ("app", ComponentKind::Application));
        let [package, file] = bom.components.as_slice() else { panic!("{}", bom.components.len()) };
        assert_eq!((package.purl.as_deref(), package.filename.as_deref()), (Some("pkg:npm/a@1.0"), Some("a-1.0.tgz")));
        assert_eq!(package.contacts[0].field, ContactField::Supplier);
        assert_eq!(package.licenses.len(), 1, "`NOASSERTION` is no licence");
        assert_eq!(package.licenses[0].acknowledgement, Acknowledgement::Declared);
        assert_eq!(package.hashes.at(HashPlace::Component).count(), 1);
        assert_eq!(package.urls(ReferenceKind::Distribution).collect::<Vec<_>>(), ["https://example.org/a-1.0.tgz"]);
        assert_eq!((&*file.name, file.filename.as_deref()), ("./bin/app", Some("app")));
    }

    #[test]
    fn relationships_are_the_graph() {
        let dangling = bom(&SAMPLE.replace("\"NONE\"", "\"SPDXRef-x\""));
        assert_eq!(&*dangling.graph.dangling[0].reference, "SPDXRef-x");
        let bom = bom(SAMPLE);
        let edges: Vec<_> = bom.graph.from(Node::PRIMARY).iter().map(|edge| (edge.to, edge.kind)).collect();
        assert_eq!(edges, [(Node::of(0), EdgeKind::DependsOn), (Node::of(1), EdgeKind::Contains)]);
        assert_eq!(bom.graph.completeness(Node::of(0))[0].completeness, Completeness::Complete);
        assert!(bom.graph.lists(Node::of(0)) && bom.graph.dangling.is_empty());
    }

    #[test]
    fn the_document_says_who_made_it() {
        let statement = read(SAMPLE).unwrap();
        assert_eq!(statement.producer.unwrap().to_string(), "maker 3.1");
        let about = bom(SAMPLE).about;
        assert_eq!(about.creators[0].address(), Some("sbom@example.org"));
        assert_eq!(about.uri.as_deref(), Some("https://example.org/sbom/app-1.4.0"));
    }

    #[test]
    fn what_its_version_refuses_is_rejected_and_what_a_newer_one_allows_is_remarked() {
        for (from, to, wanted) in [
            ("\"name\": \"äpfel\", ", "", "/packages/1: the field `name` is missing"),
            ("\"MD5\"", "\"MD7\"", "`MD7` is none of"),
            ("\"SPDXRef-file\", \"fileName\"", "\"SPDXRef-a\", \"fileName\"", "stands for two things"),
            ("bbbb\"", "bbb\"", "is no SHA1 checksum"),
            ("SPDX-2.3", "SPDX-2.1", "write the SBOM as SPDX 2.2, 2.3 or 3.0.1"),
        ] {
            assert!(SAMPLE.contains(from), "{from}");
            let error = read(&SAMPLE.replacen(from, to, 1)).unwrap_err();
            let message = format!("{}: {}", error.place, error.reason.en);
            assert!(message.contains(wanted), "{message}");
        }
        assert!(read(SAMPLE).unwrap().remarks.is_empty());
        let older = read(&SAMPLE.replace("SPDX-2.3", "SPDX-2.2")).unwrap().remarks;
        assert!(older.iter().any(|remark| remark.en.starts_with("`primaryPackagePurpose` belongs to SPDX 2.3")));
        assert!(older.iter().any(|remark| remark.en.starts_with("SPDX 2.2 asks for `copyrightText`")));
    }
}
