// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Remarks on a document that is read although its own version of CycloneDX would not have it so.

use crate::{
    formats::{
        json::{NewerUse, Notes},
        quoted,
    },
    model::{Place, Text},
};

/// The first version whose schema allows no field that it does not know.
const CLOSED_SINCE: u8 = 4;

/// The remarks on a document of this minor version.
pub(super) fn of(notes: &Notes, minor: u8) -> Vec<Text> {
    let newer = notes.newer.iter().map(|newer| {
        let (name, since, place) = (newer.name, newer.since, &newer.pointer);
        match newer.what {
            NewerUse::Field | NewerUse::Word => Text::new(
                format!("`{name}` belongs to CycloneDX 1.{since} and the document says it is 1.{minor} ({place})"),
                format!("`{name}` gibt es ab CycloneDX 1.{since}, das Dokument nennt sich 1.{minor} ({place})"),
            ),
            NewerUse::Absence => Text::new(
                format!("CycloneDX 1.{minor} asks for `{name}`, only from 1.{since} on it may be left out ({place})"),
                format!("CycloneDX 1.{minor} verlangt `{name}`, erst ab 1.{since} darf es fehlen ({place})"),
            ),
        }
    });
    let unknown = notes.unknown.iter().filter(|_| minor >= CLOSED_SINCE).map(|(name, place)| {
        let name = quoted(name.as_bytes());
        Text::new(
            format!("the schema of CycloneDX 1.{minor} does not allow the field {name} ({place})"),
            format!("das Schema von CycloneDX 1.{minor} lässt das Feld {name} nicht zu ({place})"),
        )
    });
    newer.chain(unknown).collect()
}

/// The remark on a version that is not known here.
pub(super) fn newer(version: &str) -> Text {
    Text::new(
        format!("CycloneDX {version} is newer than this program; it was read by the rules of 1.7"),
        format!("CycloneDX {version} ist neuer als dieses Programm; gelesen wurde nach den Regeln von 1.7"),
    )
}

/// The remark on an expression that stands beside other licences.
pub(super) fn mixed_licenses(place: &Place, minor: u8) -> Text {
    Text::new(
        format!("in CycloneDX 1.{minor} a licence expression has to stand alone, from 1.7 on not ({place})"),
        format!("in CycloneDX 1.{minor} muss ein Lizenzausdruck allein stehen, erst ab 1.7 nicht mehr ({place})"),
    )
}

/// The remark on vulnerabilities of which a document says two things.
pub(super) fn contradicted(number: u64) -> Text {
    Text::new(
        format!(
            "vulnerabilities that `analysis` relieves and the versions in `affects` do not: {number}; the worse counts"
        ),
        format!(
            "Schwachstellen, die `analysis` entlastet, die Versionen in `affects` aber nicht: {number}; das Schlimmere zählt"
        ),
    )
}
