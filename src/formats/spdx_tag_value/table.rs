// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Where what tags say has its place in the JSON form (SPDX 2.3, clauses 6 to 13 and annex on tag-value).

/// The section of a document that a line stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Document,
    Package,
    File,
    Snippet,
    License,
    Annotation,
    Review,
}

/// What becomes of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Becomes {
    /// A string.
    Text,
    /// An element of a list of strings.
    Texts,
    /// `true` or `false`.
    Flag,
    /// An element of a list of checksums.
    Checksum,
    /// An element of a list of references to something outside.
    Reference,
    /// The comment of the last reference.
    ReferenceComment,
    /// An object with a verification code.
    VerificationCode,
    /// An element of the list of documents that this one refers to.
    ExternalDocument,
    /// A relationship of the document, wherever it stands.
    Relationship,
    /// The comment of the last relationship.
    RelationshipComment,
    /// Nothing; it is known and not looked at.
    Nothing,
}

use Becomes::{
    Checksum, ExternalDocument, Flag, Nothing, Reference, ReferenceComment, Relationship, RelationshipComment, Text,
    Texts, VerificationCode,
};

/// Tags that begin a section.
pub(super) const BEGINNINGS: &[(&str, Section)] = &[
    ("PackageName", Section::Package),
    ("FileName", Section::File),
    ("SnippetSPDXID", Section::Snippet),
    ("LicenseID", Section::License),
    ("Annotator", Section::Annotation),
    ("Reviewer", Section::Review),
];

/// A tag, the key that it becomes and what becomes of its value.
type Tag = (&'static str, &'static str, Becomes);

const DOCUMENT: &[Tag] = &[
    ("SPDXVersion", "spdxVersion", Text),
    ("DataLicense", "dataLicense", Text),
    ("SPDXID", "SPDXID", Text),
    ("DocumentName", "name", Text),
    ("DocumentNamespace", "documentNamespace", Text),
    ("DocumentComment", "comment", Text),
    ("ExternalDocumentRef", "externalDocumentRefs", ExternalDocument),
];

/// Tags of the document that are about how it was made.
pub(super) const CREATION: &[Tag] = &[
    ("Creator", "creators", Texts),
    ("Created", "created", Text),
    ("LicenseListVersion", "licenseListVersion", Text),
    ("CreatorComment", "comment", Text),
];

const PACKAGE: &[Tag] = &[
    ("PackageName", "name", Text),
    ("SPDXID", "SPDXID", Text),
    ("PackageVersion", "versionInfo", Text),
    ("PackageFileName", "packageFileName", Text),
    ("PackageSupplier", "supplier", Text),
    ("PackageOriginator", "originator", Text),
    ("PackageDownloadLocation", "downloadLocation", Text),
    ("FilesAnalyzed", "filesAnalyzed", Flag),
    ("PackageVerificationCode", "packageVerificationCode", VerificationCode),
    ("PackageChecksum", "checksums", Checksum),
    ("PackageHomePage", "homepage", Text),
    ("PackageSourceInfo", "sourceInfo", Text),
    ("PackageLicenseConcluded", "licenseConcluded", Text),
    ("PackageLicenseInfoFromFiles", "licenseInfoFromFiles", Texts),
    ("PackageLicenseDeclared", "licenseDeclared", Text),
    ("PackageLicenseComments", "licenseComments", Text),
    ("PackageCopyrightText", "copyrightText", Text),
    ("PackageSummary", "summary", Text),
    ("PackageDescription", "description", Text),
    ("PackageComment", "comment", Text),
    ("PackageAttributionText", "attributionTexts", Texts),
    ("ExternalRef", "externalRefs", Reference),
    ("ExternalRefComment", "externalRefs", ReferenceComment),
    ("PrimaryPackagePurpose", "primaryPackagePurpose", Text),
    ("ReleaseDate", "releaseDate", Text),
    ("BuiltDate", "builtDate", Text),
    ("ValidUntilDate", "validUntilDate", Text),
];

const FILE: &[Tag] = &[
    ("FileName", "fileName", Text),
    ("SPDXID", "SPDXID", Text),
    ("FileType", "fileTypes", Texts),
    ("FileChecksum", "checksums", Checksum),
    ("LicenseConcluded", "licenseConcluded", Text),
    ("LicenseInfoInFile", "licenseInfoInFiles", Texts),
    ("LicenseComments", "licenseComments", Text),
    ("FileCopyrightText", "copyrightText", Text),
    ("FileComment", "comment", Text),
    ("FileNotice", "noticeText", Text),
    ("FileContributor", "fileContributors", Texts),
    ("FileAttributionText", "attributionTexts", Texts),
    ("FileDependency", "fileDependencies", Texts),
    ("ArtifactOfProjectName", "", Nothing),
    ("ArtifactOfProjectHomePage", "", Nothing),
    ("ArtifactOfProjectURI", "", Nothing),
];

const SNIPPET: &[Tag] = &[
    ("SnippetSPDXID", "SPDXID", Text),
    ("SnippetFromFileSPDXID", "snippetFromFile", Text),
    ("SnippetByteRange", "", Nothing),
    ("SnippetLineRange", "", Nothing),
    ("SnippetLicenseConcluded", "licenseConcluded", Text),
    ("LicenseInfoInSnippet", "licenseInfoInSnippets", Texts),
    ("SnippetLicenseComments", "licenseComments", Text),
    ("SnippetCopyrightText", "copyrightText", Text),
    ("SnippetComment", "comment", Text),
    ("SnippetName", "name", Text),
    ("SnippetAttributionText", "attributionTexts", Texts),
];

const LICENSE: &[Tag] = &[
    ("LicenseID", "licenseId", Text),
    ("ExtractedText", "extractedText", Text),
    ("LicenseName", "name", Text),
    ("LicenseCrossReference", "seeAlsos", Texts),
    ("LicenseComment", "comment", Text),
];

const ANNOTATION: &[Tag] = &[
    ("Annotator", "", Nothing),
    ("AnnotationDate", "", Nothing),
    ("AnnotationType", "", Nothing),
    ("SPDXREF", "", Nothing),
    ("AnnotationComment", "", Nothing),
];

const REVIEW: &[Tag] = &[("Reviewer", "", Nothing), ("ReviewDate", "", Nothing), ("ReviewComment", "", Nothing)];

/// Tags that may stand in any section.
const ANYWHERE: &[Tag] =
    &[("Relationship", "relationships", Relationship), ("RelationshipComment", "relationships", RelationshipComment)];

impl Section {
    /// The key of the list of such sections; empty for those that are left out and for the document.
    pub(super) const fn list(self) -> &'static str {
        match self {
            Self::Document | Self::Annotation | Self::Review => "",
            Self::Package => "packages",
            Self::File => "files",
            Self::Snippet => "snippets",
            Self::License => "hasExtractedLicensingInfos",
        }
    }

    /// What a tag means in this section.
    pub(super) fn meaning(self, tag: &str) -> Option<(&'static str, Becomes)> {
        let own = match self {
            Self::Document => DOCUMENT,
            Self::Package => PACKAGE,
            Self::File => FILE,
            Self::Snippet => SNIPPET,
            Self::License => LICENSE,
            Self::Annotation => ANNOTATION,
            Self::Review => REVIEW,
        };
        let found = own.iter().chain(ANYWHERE).find(|(name, ..)| *name == tag)?;
        Some((found.1, found.2))
    }
}
