// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! The kinds of the fields that are looked at. What an element of a type has to have is checked where
//! it is kept, because one graph holds elements of all types.

use crate::formats::json::{Object, Shape, may};

const TEXTS: Shape = Shape::Either(&[Shape::List(&Shape::Text), Shape::Text]);
/// An element by name or in place, or several. A static, because an element holds elements.
static LINK: [Shape; 2] = [Shape::Text, Shape::Object(&ELEMENT)];
static LINKS: [Shape; 3] = [Shape::List(&Shape::Either(&LINK)), Shape::Text, Shape::Object(&ELEMENT)];
const IDENTIFIERS: Shape = Shape::List(&Shape::Object(&IDENTIFIER));

/// The document: a graph, or one element.
pub(super) static DOCUMENT: &Object = &ELEMENT;

static ELEMENT: Object = Object::of(&[
    may("@graph", Shape::List(&Shape::Object(&ELEMENT))),
    may("type", Shape::Text),
    may("spdxId", Shape::Text),
    may("@id", Shape::Text),
    may("@type", Shape::Text),
    may("name", Shape::Text),
    may("comment", Shape::Text),
    may("creationInfo", Shape::Either(&LINK)),
    may("specVersion", Shape::Text),
    may("created", Shape::Text),
    may("createdBy", Shape::Either(&LINKS)),
    may("createdUsing", Shape::Either(&LINKS)),
    may("rootElement", Shape::Either(&LINKS)),
    may("import", Shape::List(&Shape::Object(&IMPORT))),
    may("dataLicense", Shape::Either(&LINK)),
    may("software_sbomType", TEXTS),
    may("software_packageVersion", Shape::Text),
    may("software_packageUrl", Shape::Text),
    may("software_downloadLocation", Shape::Text),
    may("software_homePage", Shape::Text),
    may("software_primaryPurpose", Shape::Text),
    may("software_additionalPurpose", TEXTS),
    may("software_contentIdentifier", Shape::List(&Shape::Object(&CONTENT_IDENTIFIER))),
    may("originatedBy", Shape::Either(&LINKS)),
    may("suppliedBy", Shape::Either(&LINK)),
    may("externalIdentifier", IDENTIFIERS),
    may("externalIdentifiers", IDENTIFIERS),
    may("externalIdentifers", IDENTIFIERS),
    may("externalRef", Shape::List(&Shape::Object(&REFERENCE))),
    may("verifiedUsing", Shape::List(&Shape::Object(&HASH))),
    may("relationshipType", Shape::Text),
    may("from", Shape::Either(&LINK)),
    may("to", Shape::Either(&LINKS)),
    may("completeness", Shape::Text),
    may("simplelicensing_licenseExpression", Shape::Text),
    may("simpleLicensing_licenseExpression", Shape::Text),
    may("licenseExpression", Shape::Text),
    may("simplelicensing_licenseText", Shape::Text),
]);

static IMPORT: Object = Object::of(&[may("externalSpdxId", Shape::Text), may("locationHint", Shape::Text)]);
static IDENTIFIER: Object = Object::of(&[may("externalIdentifierType", Shape::Text), may("identifier", Shape::Text)]);
static CONTENT_IDENTIFIER: Object = Object::of(&[
    may("software_contentIdentifierType", Shape::Text),
    may("software_contentIdentifierValue", Shape::Text),
]);
static REFERENCE: Object = Object::of(&[may("externalRefType", Shape::Text), may("locator", TEXTS)]);
static HASH: Object =
    Object::of(&[may("type", Shape::Text), may("algorithm", Shape::Text), may("hashValue", Shape::Text)]);
