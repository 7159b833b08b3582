// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! SPDX 2.2 and 2.3 as tags and values.
//!
//! The document is translated into the JSON form of the same document and read from there; a fault is
//! reported with the line of the section that it is in. Tag-value has no end: a file that was cut off
//! between two lines is a shorter file. It never gives more than the whole; a cut within a line, a text
//! or what a section needs is noticed. A tag that the specification does not know is a fault, so that a
//! misspelt one is not overlooked.

use super::{Format, Head, ReadError, Reading, Source, json::Input, spdx2};
use crate::model::{BomEncoding, Place};

mod line;
mod table;
mod translate;

/// SPDX 2 as tags and values.
pub(super) struct SpdxTagValue;

impl Format for SpdxTagValue {
    fn id(&self) -> &'static str {
        "spdx_tag_value"
    }

    fn title(&self) -> &'static str {
        "SPDX tag-value 2.2, 2.3"
    }

    fn recognises(&self, head: &Head) -> bool {
        let tags = [
            "SPDXVersion",
            "DataLicense",
            "DocumentName",
            "DocumentNamespace",
            "SPDXID",
            "Creator",
            "Created",
            "PackageName",
            "FileName",
            "Relationship",
        ];
        head.count_lines_of(&tags) > 1
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let translated = translate::to_json(source)?;
        let document = source.translated(translated.json.clone());
        let input = Input::Translation(Source { document: &document, ..*source });
        spdx2::read(self.id(), &input, BomEncoding::TagValue).map_err(|error| match error.place {
            Place::Line(line) => ReadError { place: Place::Line(translated.line_of(line)), ..error },
            place => ReadError { place, ..error },
        })
    }
}

#[cfg(test)]
#[allow(clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::formats::tests::document;
    use crate::model::{Bom, Claim, EdgeKind, HashPlace, Node};

    const SAMPLE: &str = include_str!("../../../tests/formats/spdx_tag_value/sample.spdx");

    fn read(text: &str) -> Result<Bom, ReadError> {
        match SpdxTagValue.read(&Source::of(&document("bom.spdx", text), 100))? {
            Reading::Statements(mut statements) => match statements.remove(0).claim {
                Claim::Bom(bom) => Ok(*bom),
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }

    /// The fault of the sample with one thing changed.
    fn fault(from: &str, to: &str) -> String {
        assert!(SAMPLE.contains(from), "{from}");
        let error = read(&SAMPLE.replacen(from, to, 1)).unwrap_err();
        format!("{}: {}", error.place, error.reason.en)
    }

    #[test]
    fn it_is_read_like_its_json_form() {
        let bom = read(SAMPLE).unwrap();
        assert_eq!(bom.about.encoding, BomEncoding::TagValue);
        assert_eq!(bom.primary.as_ref().unwrap().identity(), "app@1.4.0");
        let [package, file] = bom.components.as_slice() else { panic!("{:?}", bom.components) };
        assert_eq!(package.purl.as_deref(), Some("pkg:npm/a@1.0"));
        assert_eq!(package.hashes.at(HashPlace::Component).count(), 1);
        assert_eq!(file.filename.as_deref(), Some("app"));
        let edges: Vec<_> = bom.graph.from(Node::PRIMARY).iter().map(|edge| (edge.to, edge.kind)).collect();
        assert_eq!(edges, [(Node::of(0), EdgeKind::DependsOn), (Node::of(1), EdgeKind::Contains)]);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (from, to, wanted) in [
            ("PackageVersion: 1.0", "PackageVersoin: 1.0", "line 26: `PackageVersoin` is no tag"),
            ("PackageVersion: 1.0", "PackageVersion 1.0", "line 26: is no line of a tag and a value"),
            (
                "PackageVersion: 1.0",
                "PackageVersion: 1.0\nPackageVersion: 2.0",
                "line 27: the tag `PackageVersion` stands twice",
            ),
            ("PackageDownloadLocation: NONE\n", "", "line 24: the field `downloadLocation` is missing"),
            ("SHA1: bbbb", "SHA0: bbbb", "line 24: `SHA0` is none of"),
            ("SHA1: bbbb", "SHA1 bbbb", "a checksum is an algorithm, a colon and a value"),
            ("PACKAGE-MANAGER purl", "purl", "an external reference is a category, a type and a locator"),
            ("FilesAnalyzed: true", "FilesAnalyzed: yes", "`true` or `false`"),
            ("</text>", "", "line 20: the text that begins here has no end"),
            ("SPDXRef-DOCUMENT DESCRIBES SPDXRef-app", "SPDXRef-DOCUMENT DESCRIBES", "a relationship is"),
            ("SPDXVersion: SPDX-2.3", "SPDXVersion: SPDX-1.2", "is not read"),
            ("FileChecksum: MD5: cccccccccccccccccccccccccccccccc\n", "", "the field `checksums` is missing"),
        ] {
            let reason = fault(from, to);
            assert!(reason.contains(wanted), "{reason}");
        }
    }

    #[test]
    fn a_value_may_stand_alone_in_its_section_only() {
        assert!(read(&format!("{SAMPLE}PackageVersion: 3\n")).is_err(), "a file has no version");
        assert!(read(&SAMPLE.replacen("DocumentName: app-1.4.0\n", "", 1)).is_err());
    }
}
