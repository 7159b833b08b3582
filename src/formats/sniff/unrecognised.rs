// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What becomes of a document that no format recognises.

use super::{EVIDENCE_ENDINGS, Encoding, HEAD, Head, Markup, start_of_text, text, wide};
use crate::{
    formats::{ReadError, Reading, json, xml},
    model::{Document, Place, Rejection, Text},
};

/// Endings of what is compressed in a way that is not read.
const PACKED: &[&str] = &[".xz", ".bz2", ".lzma", ".lz4", ".br", ".7z", ".rar"];
/// Endings of archives that are not read.
const ARCHIVES: &[&str] = &[
    ".7z",
    ".rar",
    ".txz",
    ".tbz",
    ".tbz2",
    ".tlz",
    ".tar.xz",
    ".tar.bz2",
    ".tar.lzma",
    ".tar.lz",
    ".tar.lz4",
    ".tar.br",
    ".tar.z",
];
/// What becomes of a document that no format recognises: it is ignored, unless it bears the name
/// of evidence and broke.
pub(in crate::formats) fn unrecognised(head: &Head, document: &Document, max_depth: u32) -> Reading {
    if head.is_whole && ["[]", "{}", "null"].contains(&head.text.trim()) {
        return Reading::Ignored(names_no_tool(head.text.trim()));
    }
    let rejected = |place, reason| Reading::Rejected(Rejection { format: None, place, reason });
    if is_packed_evidence(&document.path) {
        return rejected(Place::Whole, packed());
    }
    if is_other_archive(&document.path) {
        return Reading::Ignored(other_archive());
    }
    if head.says_too_little() {
        return rejected(Place::Whole, too_far());
    }
    if !head.named_like_evidence {
        return Reading::Ignored(no_format());
    }
    if let Encoding::Wide(name) = head.encoding {
        return rejected(Place::Whole, wide(name));
    }
    if head.is_whole && head.text.trim().is_empty() {
        return rejected(Place::Whole, empty());
    }
    match start_of_text(document) {
        Ok(_) => {}
        Err(error) => return rejected(error.place, error.reason),
    }
    match head.markup {
        Markup::Json => match text(document).map(|text| json::top_keys(text, max_depth).1) {
            Ok(Some(error)) if error.fault == json::Fault::Truncated => {
                let error = ReadError::from(error);
                rejected(error.place, error.reason)
            }
            Ok(Some(error)) => Reading::Ignored(malformed("JSON", &error.reason)),
            Ok(None) => Reading::Ignored(no_format()),
            Err(error) => rejected(error.place, error.reason),
        },
        Markup::Xml => match xml::fault(document, max_depth) {
            Some(fault) if fault.truncated => rejected(fault.error.place, fault.error.reason),
            Some(fault) => Reading::Ignored(malformed("XML", &fault.error.reason)),
            None => Reading::Ignored(no_format()),
        },
        Markup::Other if head.named_like_text => rejected(Place::Whole, no_format()),
        Markup::Other => Reading::Ignored(no_format()),
    }
}

/// Whether a file bears the name of evidence behind which that of a compression stands.
fn is_packed_evidence(path: &str) -> bool {
    let name = path.to_ascii_lowercase();
    let inner = PACKED.iter().find_map(|ending| name.strip_suffix(ending));
    inner.is_some_and(|inner| EVIDENCE_ENDINGS.iter().any(|ending| inner.ends_with(ending)))
}

/// Whether a file bears the name of an archive of a kind that is not read. It may be what is released.
pub(in crate::formats) fn is_other_archive(path: &str) -> bool {
    let name = path.to_ascii_lowercase();
    ARCHIVES.iter().any(|ending| name.ends_with(ending))
}

fn other_archive() -> Text {
    Text::new(
        "an archive of a kind that is not read; evidence in it was not seen (tar, also with gzip or zstd, and zip are read)",
        "ein Archiv einer Art, die nicht gelesen wird; Nachweise darin wurden nicht gesehen (gelesen werden tar, auch mit gzip oder zstd, und zip)",
    )
}

fn packed() -> Text {
    Text::new(
        "is compressed in a way that is not read; hand it over plain, or compressed with gzip, zstd or zip",
        "ist auf eine Weise komprimiert, die nicht gelesen wird; unkomprimiert oder mit gzip, zstd oder zip komprimiert abgeben",
    )
}

/// What several tools write when they find nothing; so would any other program.
fn names_no_tool(text: &str) -> Text {
    Text::new(
        format!("`{text}` does not say which tool ran; let it write a report that names it, such as SARIF"),
        format!("`{text}` sagt nicht, welches Werkzeug lief; einen Bericht ausgeben lassen, der es nennt, etwa SARIF"),
    )
}

fn too_far() -> Text {
    Text::new(
        format!("what it is does not show in its first {HEAD} bytes of text; have it written without the padding"),
        format!(
            "was es ist, zeigt sich nicht in seinen ersten {HEAD} Bytes Text; ohne das Füllmaterial schreiben lassen"
        ),
    )
}

fn empty() -> Text {
    Text::new(
        "the file is empty; a scan that found nothing and one that never ran leave the same behind; let the tool write a report that names it, such as SARIF",
        "die Datei ist leer; eine Prüfung ohne Befund und eine, die nie lief, hinterlassen dasselbe; das Werkzeug einen Bericht ausgeben lassen, der es nennt, etwa SARIF",
    )
}

fn no_format() -> Text {
    Text::new("in none of the formats that are read", "in keinem der lesbaren Formate")
}

fn malformed(language: &str, reason: &Text) -> Text {
    Text::new(
        format!("in none of the formats that are read; no valid {language}: {}", reason.en),
        format!("in keinem der lesbaren Formate; kein gültiges {language}: {}", reason.de),
    )
}
