// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What the JSON schemas of SPDX 2.2 and 2.3 ask for, as tables. What 2.3 brought, or allows to be
//! left out, is marked. Annotations, reviews, snippets and extracted licences are not looked into.

use crate::formats::json::{Object, Shape, may, must};

const TEXTS: Shape = Shape::List(&Shape::Text);

/// The document.
pub(super) static DOCUMENT: Object = Object::of(&[
    must("spdxVersion", Shape::Version),
    must("SPDXID", Shape::Unique),
    must("name", Shape::Text),
    must("dataLicense", Shape::Text),
    must("creationInfo", Shape::Object(&CREATION)),
    may("documentNamespace", Shape::Text),
    may("documentDescribes", TEXTS),
    may("externalDocumentRefs", Shape::List(&Shape::Object(&EXTERNAL_DOCUMENT))),
    may("packages", Shape::List(&Shape::Object(&PACKAGE))),
    may("files", Shape::List(&Shape::Object(&FILE))),
    may("snippets", Shape::List(&Shape::Object(&SNIPPET))),
    may("relationships", Shape::List(&Shape::Object(&RELATIONSHIP))),
    may("hasExtractedLicensingInfos", Shape::List(&Shape::Object(&EXTRACTED))),
    may("comment", Shape::Text),
])
.closed(&[("annotations", 0), ("revieweds", 0)]);

static CREATION: Object = Object::of(&[
    must("created", Shape::Text),
    must("creators", Shape::NonEmpty(&Shape::Text)),
    may("licenseListVersion", Shape::Text),
    may("comment", Shape::Text),
])
.closed(&[]);

static EXTERNAL_DOCUMENT: Object = Object::of(&[
    must("externalDocumentId", Shape::Text),
    must("spdxDocument", Shape::Text),
    must("checksum", Shape::Object(&CHECKSUM)),
])
.closed(&[]);

static CHECKSUM: Object =
    Object::of(&[must("algorithm", Shape::Dated(ALGORITHMS)), must("checksumValue", Shape::Text)]).closed(&[]);

const ALGORITHMS: &[(&str, u8)] = &[
    ("SHA1", 0),
    ("SHA256", 0),
    ("SHA512", 0),
    ("MD5", 0),
    ("SHA224", 0),
    ("SHA384", 0),
    ("MD2", 0),
    ("MD4", 0),
    ("MD6", 0),
    ("SHA3-256", 3),
    ("SHA3-384", 3),
    ("SHA3-512", 3),
    ("BLAKE2b-256", 3),
    ("BLAKE2b-384", 3),
    ("BLAKE2b-512", 3),
    ("BLAKE3", 3),
    ("ADLER32", 3),
];

static PACKAGE: Object = Object::of(&[
    must("SPDXID", Shape::Unique),
    must("name", Shape::Text),
    must("downloadLocation", Shape::Text),
    may("versionInfo", Shape::Text),
    may("packageFileName", Shape::Text),
    may("supplier", Shape::Text),
    may("originator", Shape::Text),
    may("filesAnalyzed", Shape::Flag),
    may("checksums", Shape::List(&Shape::Object(&CHECKSUM))),
    may("licenseConcluded", Shape::Text).optional_since(3),
    may("licenseDeclared", Shape::Text).optional_since(3),
    may("licenseInfoFromFiles", TEXTS),
    may("copyrightText", Shape::Text).optional_since(3),
    may("externalRefs", Shape::List(&Shape::Object(&EXTERNAL_REFERENCE))),
    may("hasFiles", TEXTS),
    may("packageVerificationCode", Shape::Object(&VERIFICATION_CODE)),
    may("primaryPackagePurpose", Shape::Word(PURPOSES)).since(3),
    may("builtDate", Shape::Text).since(3),
    may("releaseDate", Shape::Text).since(3),
    may("validUntilDate", Shape::Text).since(3),
    may("homepage", Shape::Text),
    may("sourceInfo", Shape::Text),
    may("summary", Shape::Text),
    may("description", Shape::Text),
    may("comment", Shape::Text),
    may("licenseComments", Shape::Text),
    may("attributionTexts", TEXTS),
])
.closed(&[("annotations", 0)]);

static VERIFICATION_CODE: Object = Object::of(&[
    must("packageVerificationCodeValue", Shape::Text),
    may("packageVerificationCodeExcludedFiles", TEXTS),
])
.closed(&[]);

const PURPOSES: &[&str] = &[
    "APPLICATION",
    "LIBRARY",
    "FRAMEWORK",
    "CONTAINER",
    "OPERATING_SYSTEM",
    // As the specification writes it (2.3, clause 7.24), unlike its JSON schema.
    "OPERATING-SYSTEM",
    "DEVICE",
    "FIRMWARE",
    "SOURCE",
    "ARCHIVE",
    "FILE",
    "INSTALL",
    "OTHER",
];

static EXTERNAL_REFERENCE: Object = Object::of(&[
    must("referenceCategory", Shape::Word(CATEGORIES)),
    must("referenceType", Shape::Text),
    must("referenceLocator", Shape::Text),
    may("comment", Shape::Text),
])
.closed(&[]);

/// With a hyphen in the schema of 2.3, with an underscore in that of 2.2; tools write either.
const CATEGORIES: &[&str] =
    &["PACKAGE-MANAGER", "PACKAGE_MANAGER", "SECURITY", "PERSISTENT-ID", "PERSISTENT_ID", "OTHER"];

static FILE: Object = Object::of(&[
    must("SPDXID", Shape::Unique),
    must("fileName", Shape::Text),
    must("checksums", Shape::NonEmpty(&Shape::Object(&CHECKSUM))),
    may("fileTypes", Shape::List(&Shape::Word(FILE_TYPES))),
    may("licenseConcluded", Shape::Text).optional_since(3),
    may("licenseInfoInFiles", TEXTS),
    may("copyrightText", Shape::Text).optional_since(3),
    may("comment", Shape::Text),
    may("licenseComments", Shape::Text),
    may("noticeText", Shape::Text),
    may("fileContributors", TEXTS),
    may("attributionTexts", TEXTS),
    may("fileDependencies", TEXTS),
])
.closed(&[("annotations", 0), ("artifactOfs", 0)]);

const FILE_TYPES: &[&str] = &[
    "SOURCE",
    "BINARY",
    "ARCHIVE",
    "APPLICATION",
    "AUDIO",
    "IMAGE",
    "TEXT",
    "VIDEO",
    "DOCUMENTATION",
    "SPDX",
    "OTHER",
];

static SNIPPET: Object = Object::of(&[must("SPDXID", Shape::Unique), must("snippetFromFile", Shape::Text)]);

static EXTRACTED: Object = Object::of(&[must("licenseId", Shape::Text), must("extractedText", Shape::Text)]);

static RELATIONSHIP: Object = Object::of(&[
    must("spdxElementId", Shape::Text),
    must("relatedSpdxElement", Shape::Text),
    must("relationshipType", Shape::Dated(RELATIONSHIPS)),
    may("comment", Shape::Text),
])
.closed(&[]);

const RELATIONSHIPS: &[(&str, u8)] = &[
    ("DEPENDS_ON", 0),
    ("CONTAINS", 0),
    ("DESCRIBES", 0),
    ("DEPENDENCY_OF", 0),
    ("CONTAINED_BY", 0),
    ("DESCRIBED_BY", 0),
    ("GENERATED_FROM", 0),
    ("GENERATES", 0),
    ("OTHER", 0),
    ("AMENDS", 0),
    ("ANCESTOR_OF", 0),
    ("BUILD_DEPENDENCY_OF", 0),
    ("BUILD_TOOL_OF", 0),
    ("COPY_OF", 0),
    ("DATA_FILE_OF", 0),
    ("DEPENDENCY_MANIFEST_OF", 0),
    ("DESCENDANT_OF", 0),
    ("DEV_DEPENDENCY_OF", 0),
    ("DEV_TOOL_OF", 0),
    ("DISTRIBUTION_ARTIFACT", 0),
    ("DOCUMENTATION_OF", 0),
    ("DYNAMIC_LINK", 0),
    ("EXAMPLE_OF", 0),
    ("EXPANDED_FROM_ARCHIVE", 0),
    ("FILE_ADDED", 0),
    ("FILE_DELETED", 0),
    ("FILE_MODIFIED", 0),
    ("HAS_PREREQUISITE", 0),
    ("METAFILE_OF", 0),
    ("OPTIONAL_COMPONENT_OF", 0),
    ("OPTIONAL_DEPENDENCY_OF", 0),
    ("PACKAGE_OF", 0),
    ("PATCH_APPLIED", 0),
    ("PATCH_FOR", 0),
    ("PREREQUISITE_FOR", 0),
    ("PROVIDED_DEPENDENCY_OF", 0),
    ("REQUIREMENT_DESCRIPTION_FOR", 3),
    ("RUNTIME_DEPENDENCY_OF", 0),
    ("SPECIFICATION_FOR", 3),
    ("STATIC_LINK", 0),
    ("TEST_CASE_OF", 0),
    ("TEST_DEPENDENCY_OF", 0),
    ("TEST_OF", 0),
    ("TEST_TOOL_OF", 0),
    ("VARIANT_OF", 0),
];
