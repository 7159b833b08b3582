// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! What a document looks like from its beginning.

use memchr::memmem;

use super::{ReadError, json};
use crate::model::{Document, Place, Text, Unreadable};

mod behind;
mod damaged;
mod prolog;
mod throughout;
mod unrecognised;

pub(super) use throughout::start_of_text;
pub(super) use unrecognised::{is_other_archive, unrecognised};

/// As much of a document as formats look at to recognise it, from where it begins to say something.
const HEAD: u64 = 64 * 1024;
/// Endings of file names that evidence bears. A file so named that broke is rejected, not ignored.
const EVIDENCE_ENDINGS: &[&str] = &[
    ".json",
    ".jsonl",
    ".ndjson",
    ".sarif",
    ".xml",
    ".cdx",
    ".spdx",
    ".sbom",
    ".vex",
    ".jsonld",
    ".spdx.yaml",
    ".spdx.yml",
];
/// Endings of file names of evidence that is neither JSON nor XML. So little may be left of it that
/// nothing in it tells what it was.
const TEXT_ENDINGS: &[&str] = &[".spdx", ".spdx.yaml", ".spdx.yml"];
/// Nesting of the beginning of a document that is looked through for keys.
const HEAD_DEPTH: u32 = 1_000;

/// The beginning of a document, without the white space and comments in front of it.
#[derive(Clone, Debug)]
pub struct Head {
    /// Where it begins in the document.
    start: u64,
    text: String,
    encoding: Encoding,
    markup: Markup,
    keys: json::TopKeys,
    /// Whether a name counts for one from which it differs in one bit.
    is_damaged: bool,
    is_whole: bool,
    named_like_evidence: bool,
    named_like_project: bool,
    named_like_text: bool,
    /// The file name in lower case, without its folder.
    name: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Utf8,
    /// UTF-16 or UTF-32, by its name for `iconv`.
    Wide(&'static str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Markup {
    Json,
    Xml,
    Other,
}

impl Head {
    /// The beginning of `document`.
    pub fn of(document: &Document) -> Result<Self, ReadError> {
        let (encoding, start) = beginning(document)?;
        let bytes = document.payload.piece(start..start.saturating_add(HEAD))?;
        let text = match encoding {
            Encoding::Utf8 => String::from_utf8_lossy(&bytes).into_owned(),
            // Enough to find markers; the document is not read from it.
            Encoding::Wide(_) => {
                let narrow: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != 0 && *byte < 0x80).collect();
                String::from_utf8_lossy(&narrow).into_owned()
            }
        };
        let name = document.path.to_ascii_lowercase();
        let named_like_evidence = EVIDENCE_ENDINGS.iter().any(|ending| name.ends_with(ending));
        let named_like_project = name.ends_with("publiccode.yml") || name.ends_with("publiccode.yaml");
        let named_like_text = TEXT_ENDINGS.iter().any(|ending| name.ends_with(ending));
        let markup = match text.trim_start().as_bytes().first() {
            Some(b'{' | b'[') => Markup::Json,
            Some(b'<') => Markup::Xml,
            _ => Markup::Other,
        };
        let keys = if markup == Markup::Json { json::top_keys(&text, HEAD_DEPTH).0 } else { json::TopKeys::default() };
        let name = name.rsplit(['/', '!']).next().unwrap_or_default().to_owned();
        let is_whole = document.payload.size().saturating_sub(start) <= HEAD;
        Ok(Self {
            start,
            text,
            encoding,
            markup,
            keys,
            is_damaged: false,
            is_whole,
            named_like_evidence,
            named_like_project,
            named_like_text,
            name,
        })
    }

    /// The same with the keys of the whole document, for JSON that goes on behind the head.
    pub(super) fn of_the_whole(&self, document: &Document, max_depth: u32) -> Option<Self> {
        if self.is_whole || self.markup != Markup::Json || self.encoding != Encoding::Utf8 {
            return None;
        }
        let (keys, _) = json::top_keys(text(document).ok()?, max_depth);
        Some(Self { keys, ..self.clone() })
    }

    /// The same without anything but the outermost keys; `None` for what is no JSON.
    pub(super) fn keys_alone(&self) -> Option<Self> {
        (self.markup == Markup::Json).then(|| Self { text: String::new(), name: String::new(), ..self.clone() })
    }

    /// Whether it is JSON, or was before it broke.
    pub fn is_json(&self) -> bool {
        match self.markup {
            Markup::Json => true,
            Markup::Xml => false,
            // One damaged byte in front must not hide a report.
            Markup::Other => self.named_like_evidence,
        }
    }

    /// Whether it is XML, or was before it broke.
    pub fn is_xml(&self) -> bool {
        match self.markup {
            Markup::Xml => true,
            Markup::Json => false,
            Markup::Other => self.named_like_evidence,
        }
    }

    /// Whether it is a `publiccode.yml`, or was before it broke.
    pub fn is_project(&self) -> bool {
        let says_so = |line: &str| line.trim_start_matches(['"', '\'']).starts_with("publiccodeYmlVersion");
        self.markup == Markup::Other && (self.named_like_project || self.text.lines().any(says_so))
    }

    /// Whether the file bears one of these names, in lower case. Only documents for people are told by
    /// their name, since nothing in them tells what they are.
    pub fn is_named(&self, names: &[&str]) -> bool {
        names.contains(&self.name.as_str())
    }

    /// The first heading of a text, where it begins with one but for blank lines and comments.
    pub fn heading(&self) -> Option<&str> {
        let mut in_comment = false;
        let first = self.text.lines().map(|line| line.trim_start_matches('\u{feff}').trim()).find(|line| {
            let comment = in_comment || line.starts_with("<!--");
            in_comment = comment && !line.contains("-->");
            !line.is_empty() && !comment
        })?;
        first.strip_prefix('#').map(|heading| heading.trim_matches(['#', ' ']))
    }

    /// Whether the root element of XML has one of these names, without a prefix.
    pub fn has_root(&self, names: &[&str]) -> bool {
        self.root().is_some_and(|root| names.iter().any(|name| self.is_name(root, name)))
    }

    /// The name of the root element of XML, without a prefix.
    fn root(&self) -> Option<&str> {
        if self.markup != Markup::Xml {
            return None;
        }
        let start = memmem::find_iter(self.text.as_bytes(), b"<").find_map(|at| {
            let tag = self.text.get(at.saturating_add(1)..)?;
            tag.starts_with(|c: char| c.is_alphabetic() || c == '_').then_some(tag)
        })?;
        let name = start.split(|c: char| c.is_whitespace() || c == '>' || c == '/').next()?;
        Some(name.rsplit(':').next().unwrap_or(name))
    }

    /// Whether the document goes on behind a head that holds not even one tag, or nothing at all.
    fn says_too_little(&self) -> bool {
        let shows = match self.markup {
            Markup::Xml => self.text.contains('>'),
            Markup::Json | Markup::Other => !self.text.trim().is_empty(),
        };
        !self.is_whole && !shows
    }

    /// Whether the outermost JSON object has this key.
    pub fn has_key(&self, key: &str) -> bool {
        self.keys.of_object.iter().any(|other| self.is_name(other, key))
    }

    /// Whether the outermost JSON object has all of these keys.
    pub fn has_keys(&self, keys: &[&str]) -> bool {
        keys.iter().all(|key| self.has_key(key))
    }

    /// Whether the document is a JSON list whose first element is an object with all of these keys.
    pub fn elements_have(&self, keys: &[&str]) -> bool {
        keys.iter().all(|key| self.keys.of_element.iter().any(|other| self.is_name(other, key)))
    }

    /// Whether it is no JSON and no XML.
    pub fn is_plain(&self) -> bool {
        self.markup == Markup::Other
    }

    /// The lines of the head, the last of which may be cut off.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.text.lines()
    }

    /// Whether it begins with one of these texts, but for white space.
    pub fn begins_with(&self, beginnings: &[&str]) -> bool {
        let text = self.text.trim_start();
        beginnings.iter().any(|beginning| text.starts_with(beginning))
    }

    /// Whether at least `least` of `markers` stand anywhere in the head of what is JSON, or was
    /// before it broke: so many that one of them can be damaged.
    pub fn is_json_with(&self, least: usize, markers: &[&str]) -> bool {
        self.is_json() && self.count(markers) >= least
    }

    /// Number of `keys` that the outermost JSON object has.
    pub fn count_keys(&self, keys: &[&str]) -> usize {
        keys.iter().filter(|key| self.has_key(key)).count()
    }

    /// Number of `names` that begin a line with a colon behind them, in a text that is neither JSON nor
    /// XML; 0 unless the first line that says something is such a line, or the file bears the name of
    /// evidence. So a text that merely shows such lines is none of them.
    pub fn count_lines_of(&self, names: &[&str]) -> usize {
        let named = |line: &str| {
            let (name, _) = line.split_once(':')?;
            let name = name.trim_matches(['"', '\'']);
            names.iter().find(|other| **other == name)
        };
        let says = |line: &&str| !line.trim().is_empty() && !line.starts_with(['#', '%']) && !line.starts_with("---");
        let mut lines = self.text.lines().map(|line| line.trim_start_matches('\u{feff}')).filter(says);
        let is_first = lines.clone().next().and_then(named).is_some();
        if self.markup != Markup::Other || !(is_first || self.named_like_evidence) {
            return 0;
        }
        let mut found: Vec<&str> = Vec::new();
        lines.by_ref().filter_map(named).for_each(|name| {
            if !found.contains(name) {
                found.push(name);
            }
        });
        found.len()
    }

    /// Number of `markers` that stand anywhere in the head.
    pub fn count(&self, markers: &[&str]) -> usize {
        let text = self.text.as_bytes();
        markers.iter().filter(|marker| memmem::find(text, marker.as_bytes()).is_some()).count()
    }
}

impl Encoding {
    /// By byte order mark, or by where the NUL bytes of the first characters stand (RFC 4627, section 3).
    fn of(bytes: &[u8]) -> Self {
        match bytes {
            [0xFF, 0xFE, 0, 0, ..] => return Self::Wide("UTF-32LE"),
            [0, 0, 0xFE, 0xFF, ..] => return Self::Wide("UTF-32BE"),
            [0xFF, 0xFE, ..] => return Self::Wide("UTF-16LE"),
            [0xFE, 0xFF, ..] => return Self::Wide("UTF-16BE"),
            _ => {}
        }
        let Some(first) = bytes.first_chunk::<4>() else { return Self::Utf8 };
        match first.map(|byte| byte != 0) {
            [true, false, false, false] => Self::Wide("UTF-32LE"),
            [false, false, false, true] => Self::Wide("UTF-32BE"),
            [true, false, true, false] => Self::Wide("UTF-16LE"),
            [false, true, false, true] => Self::Wide("UTF-16BE"),
            _ => Self::Utf8,
        }
    }
}

/// How a document is encoded, and where it begins to say something.
fn beginning(document: &Document) -> Result<(Encoding, u64), ReadError> {
    let bytes = document.payload.piece(0..4)?;
    let encoding = Encoding::of(&bytes);
    let mark = bytes.len().saturating_sub(without_mark(&bytes).len()) as u64;
    let skipped = match encoding {
        Encoding::Utf8 => prolog::length(&document.payload, mark)?,
        Encoding::Wide(_) => 0,
    };
    Ok((encoding, mark.saturating_add(skipped)))
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

/// Where the text of a document begins: behind a byte order mark. An error where it is not in UTF-8.
pub(super) fn start(document: &Document) -> Result<u64, ReadError> {
    let bytes = document.payload.piece(0..4)?;
    match Encoding::of(&bytes) {
        Encoding::Wide(name) => Err(ReadError::new(Place::Whole, wide(name))),
        Encoding::Utf8 => Ok(bytes.len().saturating_sub(without_mark(&bytes).len()) as u64),
    }
}

/// The text of a document, without a byte order mark.
pub(super) fn text(document: &Document) -> Result<&str, ReadError> {
    start(document)?;
    let bytes = without_mark(document.payload.whole()?);
    if let Some(position) = memchr::memchr(0, bytes) {
        return Err(ReadError::new(line_of(bytes, position), nul()));
    }
    std::str::from_utf8(bytes).map_err(|error| ReadError::new(line_of(bytes, error.valid_up_to()), not_utf8()))
}

fn nul() -> Text {
    Text::new("holds a NUL byte", "enthält ein NUL-Byte")
}

pub(super) fn not_utf8() -> Text {
    Text::new(
        "is not UTF-8; write it as UTF-8 or convert it with `iconv -t UTF-8`",
        "ist kein UTF-8; als UTF-8 schreiben oder mit `iconv -t UTF-8` umwandeln",
    )
}

fn line_of(bytes: &[u8], position: usize) -> Place {
    Place::Line(breaks_before(bytes, position).saturating_add(1))
}

/// Number of line breaks in front of a position.
fn breaks_before(bytes: &[u8], position: usize) -> u64 {
    memchr::memchr_iter(b'\n', bytes.get(..position).unwrap_or_default()).count() as u64
}

fn wide(name: &str) -> Text {
    Text::new(
        format!("is encoded as {name}; convert it with `iconv -f {name} -t UTF-8`"),
        format!("ist in {name} kodiert; mit `iconv -f {name} -t UTF-8` umwandeln"),
    )
}

impl From<Unreadable> for ReadError {
    fn from(error: Unreadable) -> Self {
        let reason = Text::new(format!("could not be read: {error}"), format!("ließ sich nicht lesen: {error}"));
        Self { place: Place::Whole, reason }
    }
}
