// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What is wrong with a document, with the section that says so.

use super::shown;
use crate::{
    formats::ReadError,
    model::{Place, Text},
};

pub(super) fn version(version: &str) -> ReadError {
    let version = shown(version);
    let reason = Text::new(
        format!("CSAF {version} is not read; write the document as CSAF 2.0 or 2.1"),
        format!("CSAF {version} wird nicht gelesen; das Dokument als CSAF 2.0 oder 2.1 ausgeben"),
    );
    ReadError::new(Place::Pointer("/document/csaf_version".into()), reason)
}

pub(super) fn category(category: &str) -> Text {
    let category = shown(category);
    Text::new(
        format!("the category {category} is easily taken for a profile and is not one (CSAF 2.0, 6.1.26)"),
        format!("Die Kategorie {category} ist mit einem Profil zu verwechseln und keines (CSAF 2.0, 6.1.26)"),
    )
}

pub(super) fn no_status(category: &str) -> Text {
    let category = shown(category);
    Text::new(
        format!("a CSAF document of the category {category} that states no status of products"),
        format!("ein CSAF-Dokument der Kategorie {category}, das keinen Status von Produkten nennt"),
    )
}

pub(super) fn other_profile() -> Text {
    Text::new(
        "not of the profile `csaf_vex`; it was read for the status of products that it states",
        "nicht im Profil `csaf_vex`; gelesen wurde der Status von Produkten, den es nennt",
    )
}

pub(super) fn draft() -> Text {
    Text::new(
        "the VEX does not count: by its own word it is a draft (`/document/tracking/status`)",
        "Das VEX-Dokument zählt nicht: Es ist nach eigener Angabe ein Entwurf (`/document/tracking/status`)",
    )
}

/// A fault of a product or group id, by the section that it breaks.
pub(super) fn id(id: &str, (section, en, de): (&str, &str, &str)) -> ReadError {
    let id = shown(id);
    let reason = Text::new(format!("{id} {en} (CSAF 2.0, {section})"), format!("{id} {de} (CSAF 2.0, {section})"));
    ReadError::new(Place::Pointer("/product_tree".into()), reason)
}

pub(super) const UNKNOWN_PRODUCT: (&str, &str, &str) =
    ("6.1.1", "is no product of the product tree", "ist kein Produkt des Produktbaums");
pub(super) const DOUBLE_PRODUCT: (&str, &str, &str) = ("6.1.2", "names two products", "benennt zwei Produkte");
pub(super) const CIRCLE: (&str, &str, &str) = ("6.1.3", "is defined by itself", "ist durch sich selbst bestimmt");
pub(super) const UNKNOWN_GROUP: (&str, &str, &str) = ("6.1.4", "is no group of products", "ist keine Produktgruppe");
pub(super) const DOUBLE_GROUP: (&str, &str, &str) =
    ("6.1.5", "names two groups of products", "benennt zwei Produktgruppen");
pub(super) const HASHES: (&str, &str, &str) = (
    "6.1.25",
    "has two hashes by one algorithm, or one of a wrong length",
    "hat zwei Hashwerte eines Verfahrens oder einen falscher Länge",
);

/// A fault of a vulnerability, by its index.
pub(super) fn of_vulnerability(index: usize, (section, en, de): (&str, String, String)) -> ReadError {
    let place = Place::Element("/vulnerabilities", u32::try_from(index).unwrap_or(u32::MAX));
    let reason = Text::new(format!("{en} (CSAF 2.0, {section})"), format!("{de} (CSAF 2.0, {section})"));
    ReadError::new(place, reason)
}
