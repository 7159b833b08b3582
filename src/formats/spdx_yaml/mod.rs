// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! SPDX 2.2 and 2.3 in YAML.
//!
//! The document is translated into the JSON form of the same document, line by line, and read from
//! there. Anchors may stand in it, but nothing may refer to them: an alias could make a small file
//! grow without bound. YAML has no end: a file that was cut off between two entries is a shorter
//! file. It never gives more than the whole, and a cut within the document information is noticed.

use super::{Format, Head, ReadError, Reading, Source, json::Input, spdx2};
use crate::model::BomEncoding;

mod translate;

/// SPDX 2 in YAML.
pub(super) struct SpdxYaml;

impl Format for SpdxYaml {
    fn id(&self) -> &'static str {
        "spdx_yaml"
    }

    fn title(&self) -> &'static str {
        "SPDX YAML 2.2, 2.3"
    }

    fn recognises(&self, head: &Head) -> bool {
        let keys = [
            "spdxVersion",
            "SPDXID",
            "dataLicense",
            "documentNamespace",
            "creationInfo",
            "packages",
            "relationships",
            "documentDescribes",
        ];
        head.count_lines_of(&keys) > 2
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let document = source.translated(translate::to_json(source)?);
        spdx2::read(self.id(), &Input::Translation(Source { document: &document, ..*source }), BomEncoding::Yaml)
    }
}

#[cfg(test)]
#[allow(clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::formats::tests::document;
    use crate::model::{Bom, Claim};

    const SAMPLE: &str = include_str!("../../../tests/formats/spdx_yaml/sample.yaml");

    fn read(text: &str) -> Result<Bom, ReadError> {
        match SpdxYaml.read(&Source::of(&document("bom.spdx.yaml", text), 100))? {
            Reading::Statements(mut statements) => match statements.remove(0).claim {
                Claim::Bom(bom) => Ok(*bom),
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }

    fn fault(text: &str) -> String {
        let error = read(text).unwrap_err();
        format!("{}: {}", error.place, error.reason.en)
    }

    #[test]
    fn it_is_read_like_its_json_form() {
        let bom = read(SAMPLE).unwrap();
        assert_eq!(bom.about.encoding, BomEncoding::Yaml);
        assert_eq!(bom.primary.unwrap().identity(), "app@1.4.0");
        assert_eq!(bom.components[0].version.as_deref(), Some("1.10"), "a version is no number");
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let text = SAMPLE.replace("  downloadLocation: NOASSERTION\n", "");
        assert!(fault(&text).starts_with("line 16: the field `downloadLocation` is missing"), "{}", fault(&text));
        assert!(fault(&format!("{SAMPLE}name: again\n")).contains("stands twice"));
        assert!(fault(&format!("{SAMPLE}---\na: b\n")).contains("more than one document"));
        assert!(fault(&format!("{SAMPLE}x: [a\n")).contains("no valid YAML"));
        assert!(fault(&format!("{SAMPLE}? [a]\n: b\n")).contains("a key has to be a text"));
    }

    #[test]
    fn nothing_grows_without_bound() {
        let bomb = format!("{SAMPLE}a: &a [x, x]\nb: [*a, *a]\n");
        assert!(fault(&bomb).contains("aliases"));
        for deep in ["[".repeat(100_000), "- ".repeat(100_000), "a: {".repeat(100_000)] {
            let reason = fault(&format!("{SAMPLE}x:\n  {deep}"));
            // The reader of YAML has a limit of its own.
            assert!(reason.contains("nested deeper than 100 levels") || reason.contains("recursion"), "{reason}");
        }
        assert!(fault(&format!("{SAMPLE}x: !!binary aGk=\n")).contains("tags"));
    }
}
