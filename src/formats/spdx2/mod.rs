// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! SPDX 2.2 and 2.3 (ISO/IEC 5962), whatever the notation: a bill of materials.
//!
//! One table of rules and one way into the model serve JSON, YAML and tag-value; the latter two are
//! translated into the JSON form of the same document first. Packages and files are components, the
//! one that the document describes is the primary component; snippets are none.

use super::{
    ReadError, Reading,
    json::{self, Apart, Input, NewerUse, Notes, Shape},
    quoted, time,
};
use crate::model::{Bom, BomEncoding, Claim, FormatVersion, Place, Statement, Text};

mod agent;
mod document;
mod element;
mod relation;
mod shape;

use document::Document;

/// Minor versions of SPDX 2 whose schema is known here.
const MINORS: std::ops::RangeInclusive<u8> = 2..=3;
/// The first version whose schema allows no field that it does not know.
const CLOSED_SINCE: u8 = 3;
/// The lists that can be very long.
const LONG: &[&str] = &[PACKAGES, FILES, RELATIONSHIPS];
const PACKAGES: &str = "/packages";
const FILES: &str = "/files";
const RELATIONSHIPS: &str = "/relationships";

/// Reads a document for the format `id`.
pub(super) fn read(id: &'static str, input: &Input<'_>, encoding: BomEncoding) -> Result<Reading, ReadError> {
    let apart = match json::read_apart(input, Shape::Object(&shape::DOCUMENT), LONG) {
        Ok(apart) => apart,
        Err(error) => read_otherwise(input, error)?,
    };
    let document: Document<'_> = apart.rest()?;
    let version = document.spdx_version.as_str().strip_prefix("SPDX-").unwrap_or_default().to_owned();
    let minor = minor(document.spdx_version.as_str())?;
    let mut remarks = if MINORS.contains(&minor) { remarks(apart.notes(), minor) } else { vec![newer(&version)] };
    remarks.extend(document.lacks_namespace().then(no_namespace));
    let bom = document.bom(encoding, &apart)?;
    Ok(Reading::Statements(vec![statement(bom, FormatVersion { format: id, version }, remarks)]))
}

fn statement(bom: Bom, format: FormatVersion, remarks: Vec<Text>) -> Statement {
    Statement {
        format,
        subjects: bom.primary.iter().map(crate::model::Component::subject).collect(),
        made_at: bom.about.timestamp.as_deref().and_then(time::moment),
        producer: bom.about.tools.first().cloned(),
        report_id: bom.about.uri.as_deref().map(str::to_owned),
        claim: Claim::Bom(Box::new(bom)),
        remarks,
    }
}

/// A document that does not have the shape known here may be of a version that is not known here.
fn read_otherwise<'a>(input: &Input<'a>, error: ReadError) -> Result<Apart<'a>, ReadError> {
    let Ok(apart) = json::apart(input, None, LONG, None) else { return Err(error) };
    let Ok(version) = apart.rest::<document::VersionOnly<'_>>() else { return Err(error) };
    if MINORS.contains(&minor(version.spdx_version.as_str())?) {
        return Err(error);
    }
    Ok(apart)
}

/// The minor version of an `spdxVersion` that is read.
pub(super) fn minor(version: &str) -> Result<u8, ReadError> {
    let minor = version.strip_prefix("SPDX-2.").and_then(|minor| minor.parse().ok());
    minor.filter(|minor| minor >= MINORS.start()).ok_or_else(|| {
        let version = quoted(version.as_bytes());
        let reason = Text::new(
            format!("the version {version} is not read; write the SBOM as SPDX 2.2, 2.3 or 3.0.1"),
            format!("die Version {version} wird nicht gelesen; die SBOM als SPDX 2.2, 2.3 oder 3.0.1 ausgeben"),
        );
        ReadError::new(Place::Pointer("/spdxVersion".into()), reason)
    })
}

fn newer(version: &str) -> Text {
    Text::new(
        format!("SPDX {version} is newer than this program; it was read by the rules of 2.3"),
        format!("SPDX {version} ist neuer als dieses Programm; gelesen wurde nach den Regeln von 2.3"),
    )
}

/// The JSON schema lets the namespace be left out, the specification does not (2.3, clause 6.5).
fn no_namespace() -> Text {
    Text::new(
        "the document has no namespace, which SPDX asks for (2.3, clause 6.5)",
        "das Dokument hat keinen Namensraum, den SPDX verlangt (2.3, Abschnitt 6.5)",
    )
}

/// The remarks on a document of this minor version.
fn remarks(notes: &Notes, minor: u8) -> Vec<Text> {
    let newer = notes.newer.iter().map(|newer| {
        let (name, since, place) = (newer.name, newer.since, &newer.pointer);
        match newer.what {
            NewerUse::Field | NewerUse::Word => Text::new(
                format!("`{name}` belongs to SPDX 2.{since} and the document says it is 2.{minor} ({place})"),
                format!("`{name}` gibt es ab SPDX 2.{since}, das Dokument nennt sich 2.{minor} ({place})"),
            ),
            NewerUse::Absence => Text::new(
                format!("SPDX 2.{minor} asks for `{name}`, only from 2.{since} on it may be left out ({place})"),
                format!("SPDX 2.{minor} verlangt `{name}`, erst ab 2.{since} darf es fehlen ({place})"),
            ),
        }
    });
    let unknown = notes.unknown.iter().filter(|_| minor >= CLOSED_SINCE).map(|(name, place)| {
        let name = quoted(name.as_bytes());
        Text::new(
            format!("the schema of SPDX 2.{minor} does not allow the field {name} ({place})"),
            format!("das Schema von SPDX 2.{minor} lässt das Feld {name} nicht zu ({place})"),
        )
    });
    newer.chain(unknown).collect()
}
