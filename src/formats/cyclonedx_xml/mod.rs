// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! CycloneDX in XML, versions 1.2 to 1.7.
//!
//! The document is translated into the JSON form of the same document, line by line, and read from
//! there: one table of rules and one way into the model for both notations. A fault is reported with its
//! line; a component is named by its JSON pointer (`/components/3`). What the XML schema asks
//! for beyond that form is not checked: the order of elements, the types of simple texts such as
//! `anyURI`, and everything within elements that nothing here relies on (annotations, formulation,
//! declarations, model cards, patents, release notes, signatures).

use std::sync::Arc;

use super::{
    Datum, Format, Head, ReadError, Reading, Source, cyclonedx,
    json::Input,
    packed::{BATCH, Packed},
    xml::Xml,
};
use crate::model::{Claim, Payload, Text, VulnerabilityPart};

mod table;
mod translate;

use translate::Translation;

/// CycloneDX in XML.
pub(super) struct CycloneDxXml;

impl Format for CycloneDxXml {
    fn id(&self) -> &'static str {
        "cyclonedx_xml"
    }

    fn title(&self) -> &'static str {
        "CycloneDX XML 1.2–1.7"
    }

    fn tells(&self) -> &'static [Datum] {
        cyclonedx::TELLS
    }

    fn recognises(&self, head: &Head) -> bool {
        let is_bom = head.has_root(&["bom"]);
        head.is_xml()
            && (head.count(&["cyclonedx.org/schema/bom"]) > 0
                || (is_bom && head.count(&["<component", "serialNumber", "<metadata"]) > 0))
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let (json, has_extension) = to_json(source)?;
        let document = source.translated(json);
        // An element in a list is nested one level deeper in JSON than in XML.
        let max_depth = source.max_depth.saturating_mul(2);
        let input = Input::Translation(Source { document: &document, max_depth, ..*source });
        let mut reading = cyclonedx::read(self.id(), &input)?;
        if has_extension {
            note_extension(&mut reading);
        }
        Ok(reading)
    }
}

/// The JSON form of a document, and whether vulnerabilities stand in it in a form that is not translated.
/// What is too large to be held in memory is not held in its JSON form either, except compressed.
fn to_json(source: &Source<'_>) -> Result<(Payload, bool), ReadError> {
    let mut xml = Xml::new(source)?;
    let mut translation = Translation::default();
    if let Some(held) = source.document.payload.held() {
        translation.reserve(held.len());
        let json = translation.go_on(&mut xml, usize::MAX)?;
        return Ok((json.into(), translation.has_extension));
    }
    let packed = packed(&mut xml, &mut translation, BATCH)?;
    Ok((Payload::stored(Arc::new(packed)), translation.has_extension))
}

/// The JSON form, so much of which is made at once. While one part of it is compressed, the next is translated.
fn packed(xml: &mut Xml<'_>, translation: &mut Translation, batch: usize) -> Result<Packed, ReadError> {
    let mut packed = Packed::default();
    let mut json = translation.go_on(xml, batch)?;
    while !json.is_empty() {
        let (added, next) = rayon::join(|| packed.add(&json), || translation.go_on(xml, batch));
        added?;
        json = next?;
    }
    Ok(packed)
}

/// The vulnerabilities of the extension are not read, and that they are there is not forgotten.
fn note_extension(reading: &mut Reading) {
    let Reading::Statements(statements) = reading else { return };
    for statement in statements {
        if let Claim::Bom(bom) = &mut statement.claim {
            bom.about.vulnerabilities = VulnerabilityPart::Present;
            statement.remarks.push(Text::new(
                "the vulnerabilities that stand in it as an extension of CycloneDX are not read",
                "die Schwachstellen, die als Erweiterung von CycloneDX darin stehen, werden nicht gelesen",
            ));
        }
    }
}

#[cfg(test)]
#[allow(clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::formats::tests::{Disk, document};
    use crate::model::{Bom, BomEncoding, Document, HashPlace, Keep, Statement};

    fn read(inner: &str) -> Result<Vec<Statement>, ReadError> {
        let text =
            format!("<?xml version=\"1.0\"?>\n<b:bom xmlns:b='http://cyclonedx.org/schema/bom/1.6'>{inner}</b:bom>");
        let inside = text.replace("<b:", "<").replace("</b:", "</").replace("xmlns:b", "xmlns");
        match CycloneDxXml.read(&Source::of(&document("bom.xml", inside), 100))? {
            Reading::Statements(statements) => Ok(statements),
            other => panic!("{other:?}"),
        }
    }

    fn bom(inner: &str) -> Bom {
        match read(inner).unwrap().remove(0).claim {
            Claim::Bom(bom) => *bom,
            other => panic!("{other:?}"),
        }
    }

    fn fault(inner: &str) -> String {
        let error = read(inner).unwrap_err();
        format!("{}: {}", error.place, error.reason.en)
    }

    const COMPONENT: &str = "<component type='library' bom-ref='a'><name>a &amp; b<!-- c --><![CDATA[<d>]]></name>";

    #[test]
    fn hashes_are_left_out_and_refused_as_in_json() {
        let text = |hash: &str| {
            format!(
                "<?xml version=\"1.0\"?>\n<bom xmlns='http://cyclonedx.org/schema/bom/1.6'><components>{COMPONENT}<hashes>\
                 <hash alg='MD5'>{hash}</hash></hashes></component></components></bom>"
            )
        };
        let read = |hash: &str, keep: Keep| {
            CycloneDxXml.read(&Source { keep, ..Source::of(&document("bom.xml", text(hash)), 100) })
        };
        for (keep, number) in [(Keep::Names, 0), (Keep::Hashes, 1), (Keep::Everything, 1)] {
            let Reading::Statements(statements) = read(&"0".repeat(32), keep).unwrap() else { panic!("not read") };
            let Claim::Bom(bom) = &statements[0].claim else { panic!("no SBOM") };
            assert_eq!(bom.components[0].hashes.iter().count(), number);
            let error = read(&"0".repeat(40), keep).unwrap_err();
            assert_eq!(error.reason.en, "a MD5 hash has 32 hexadecimal digits, not 40");
        }
    }

    #[test]
    fn it_is_read_like_its_json_form() {
        let bom = bom(&format!(
            "<components>{COMPONENT}<version>1</version><hashes><hash alg='MD5'>{hash}</hash></hashes>\
             <licenses><license acknowledgement='declared'><id>MIT</id></license></licenses>\
             <externalReferences><reference type='distribution'><url>https://a.example</url>\
             <hashes><hash alg='MD5'>{hash}</hash></hashes></reference></externalReferences>\
             <properties><property name='bsi:component:filename'>a.tgz</property></properties>\
             <components><component type='file'><name>inner</name></component></components></component></components>\
             <dependencies><dependency ref='a'><dependency ref='b'/></dependency></dependencies>",
            hash = "0".repeat(32)
        ));
        let component = &bom.components[0];
        assert_eq!((bom.about.encoding, bom.components.len()), (BomEncoding::Xml, 2));
        assert_eq!(&*component.name, "a & b<d>");
        assert_eq!(component.hashes.at(HashPlace::Distribution).count(), 1);
        assert_eq!(component.filename.as_deref(), Some("a.tgz"));
        assert_eq!(&*component.licenses[0].text, "MIT");
        assert_eq!(&*bom.graph.dangling[0].reference, "b");
        assert_eq!(bom.components[1].parent, Some(crate::model::Node::of(0)));
    }

    #[test]
    fn what_lies_on_disk_is_read_as_what_is_held() {
        let hash = format!("<hashes><hash alg='MD5'>{}</hash></hashes>", "0".repeat(32));
        let component = |n: u32| {
            format!("<component type='file' bom-ref='{n}'>\n<name>a\"&amp;{n}</name>{hash}<x>\n</x></component>\n")
        };
        let dependency = |n: u32| format!("<dependency ref='{n}'><dependency ref='{}'/></dependency>\n", n / 2);
        let components: String = (0..2_000).map(component).collect();
        let dependencies: String = (0..2_000).map(dependency).collect();
        let text = |between: &str| {
            format!(
                "<?xml version='1.0'?>\n<bom xmlns='http://cyclonedx.org/schema/bom/1.6'>\n<components>{components}</components>\
                 <dependencies>{dependencies}</dependencies>{between}</bom>"
            )
        };
        // Well formed, at odds with the schema at the end, and damaged.
        for between in
            ["", "<components/>", "<metadata>\n<timestamp>1</timestamp></metadata>", "\n</x>", "<y>", "\n\u{1}"]
        {
            let held = document("bom.xml", text(between));
            let stored = Document { payload: Disk::payload(text(between).into_bytes()), ..held.clone() };
            let read = |document| format!("{:?}", CycloneDxXml.read(&Source::of(document, 100)));
            assert_eq!(read(&stored), read(&held), "{between}");
        }
        let held = document("bom.xml", text(""));
        let (whole, _) = to_json(&Source::of(&held, 100)).unwrap();
        for batch in [1_000, 50_000, usize::MAX] {
            let mut xml = Xml::new(&Source::of(&held, 100)).unwrap();
            let packed = Payload::stored(Arc::new(packed(&mut xml, &mut Translation::default(), batch).unwrap()));
            assert_eq!(packed.whole().unwrap(), whole.held().unwrap());
            for (start, end) in [(0, 1), (999, 1_000), (1, 150_000), (131_071, 131_073), (100_000, u64::MAX)] {
                assert_eq!(packed.piece(start..end), whole.piece(start..end), "{batch}: {start} to {end}");
            }
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        assert!(
            fault("\n\n<components>\n<component><name>a</name></component></components>")
                .starts_with("line 5: the field `type` is missing")
        );
        assert!(
            fault(&format!("<components>{COMPONENT}<name>b</name></component></components>")).contains("stands twice")
        );
        assert!(
            fault(&format!("<components>{COMPONENT}<modified>maybe</modified></component></components>"))
                .contains("`true` or `false`")
        );
        assert!(
            fault(&format!("<components>{COMPONENT}</component>{COMPONENT}</component></components>"))
                .contains("two things")
        );
    }

    #[test]
    fn elements_of_others_are_left_alone() {
        let bom = bom(&format!(
            "<components>{COMPONENT}<x:version xmlns:x='urn:x'>2</x:version><version xmlns='urn:y'>3<name>z</name></version></component></components>"
        ));
        assert_eq!(bom.components[0].version, None);
    }

    #[test]
    fn vulnerabilities_of_the_extension_are_not_forgotten() {
        let extension = "<v:vulnerabilities xmlns:v='http://cyclonedx.org/schema/ext/vulnerability/1.0'/>";
        let inner = format!("<components>{COMPONENT}{extension}</component></components>");
        assert_eq!(bom(&inner).about.vulnerabilities, VulnerabilityPart::Present);
        assert_eq!(read(&inner).unwrap()[0].remarks.len(), 1);
    }

    #[test]
    fn the_namespace_is_the_version() {
        for uri in ["http://cyclonedx.org/schema/bom/12", "urn:x", "http://cyclonedx.org/schema/bom/1.1", ""] {
            let text = format!("<bom xmlns='{uri}'><components/></bom>");
            assert!(CycloneDxXml.read(&Source::of(&document("bom.xml", text.as_str()), 100)).is_err(), "{uri}");
        }
    }
}
