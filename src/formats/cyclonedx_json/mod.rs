// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! CycloneDX in JSON (ECMA-424), versions 1.2 to 1.7: a bill of materials, and the
//! vulnerabilities that it may carry, as a scan.

use super::{Format, Head, ReadError, Reading, Source, json, quoted, time};
use crate::model::{Bom, Claim, FormatVersion, Place, Statement, Text, Timestamp};

mod component;
mod document;
mod shape;
mod subject;
mod vulnerability;
mod words;

use document::{Document, VersionOnly};

/// CycloneDX in JSON.
pub(super) struct CycloneDxJson;

/// Minor versions of CycloneDX 1 whose schema is known here. JSON exists from 1.2 on.
const MINORS: std::ops::RangeInclusive<u32> = 2..=7;

impl Format for CycloneDxJson {
    fn id(&self) -> &'static str {
        "cyclonedx_json"
    }

    fn title(&self) -> &'static str {
        "CycloneDX JSON 1.2–1.7"
    }

    fn recognises(&self, head: &Head) -> bool {
        head.is_json()
            && (head.count_keys(&["bomFormat", "specVersion"]) > 0
                || head.count(&["\"bomFormat\"", "\"CycloneDX\"", "cyclonedx.org/schema/bom"]) > 0
                || head.count(&["\"specVersion\"", "\"bom-ref\"", "\"serialNumber\""]) > 1)
    }

    fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let document: Document<'_> = match json::read(source, &shape::BOM) {
            Ok(document) => document,
            Err(error) => read_otherwise(source, error)?,
        };
        let version = &document.spec_version.0;
        let mut remarks = Vec::new();
        if !MINORS.contains(&minor(version)?) {
            remarks.push(newer(version));
        }
        let format = FormatVersion { format: self.id(), version: version.to_string() };
        document.statements(format, remarks).map(Reading::Statements)
    }
}

/// A document that does not have the shape known here may be of a version that is not known here.
fn read_otherwise<'a>(source: &Source<'a>, error: ReadError) -> Result<Document<'a>, ReadError> {
    let Ok(version) = json::typed::<VersionOnly<'_>>(source.text()?) else { return Err(error) };
    if MINORS.contains(&minor(&version.spec_version.0)?) {
        return Err(error);
    }
    json::read_shapeless(source)
}

/// The minor version of a `specVersion` that is read.
fn minor(version: &str) -> Result<u32, ReadError> {
    let minor = version.strip_prefix("1.").and_then(|minor| minor.parse().ok());
    minor.filter(|minor| minor >= MINORS.start()).ok_or_else(|| {
        let version = quoted(version.as_bytes());
        let reason = Text::new(
            format!("`specVersion` {version} is not read; write the SBOM as CycloneDX 1.2 to 1.7"),
            format!("`specVersion` {version} wird nicht gelesen; die SBOM als CycloneDX 1.2 bis 1.7 ausgeben"),
        );
        ReadError::new(Place::Pointer("/specVersion".into()), reason)
    })
}

fn newer(version: &str) -> Text {
    Text::new(
        format!("CycloneDX {version} is newer than this program; it was read by the rules of 1.7"),
        format!("CycloneDX {version} ist neuer als dieses Programm; gelesen wurde nach den Regeln von 1.7"),
    )
}

impl Document<'_> {
    fn statements(self, format: FormatVersion, remarks: Vec<Text>) -> Result<Vec<Statement>, ReadError> {
        let made_at = self.made_at();
        let vulnerabilities = self.scan();
        let only_vulnerabilities = vulnerabilities.is_some() && self.components.is_none() && self.services.is_none();
        let base = |claim| Statement {
            format: format.clone(),
            subjects: self.subjects(),
            made_at,
            producer: self.producer(),
            report_id: self.report_id(),
            claim,
            remarks: remarks.clone(),
        };
        let mut scan = vulnerabilities.map(|scan| base(Claim::Scan(scan)));
        let mut bom = if only_vulnerabilities { None } else { Some(base(Claim::Bom(Bom::default()))) };
        if let Some(bom) = &mut bom {
            bom.claim = Claim::Bom(self.bom()?);
        }
        Ok(bom.into_iter().chain(scan.take()).collect())
    }

    fn made_at(&self) -> Option<Timestamp> {
        self.metadata.as_ref()?.timestamp.as_ref().and_then(|timestamp| time::moment(timestamp.as_str()))
    }
}
