// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! From tags and values to the JSON form of the same document.

use std::collections::BTreeMap;

use serde_json::to_string;

use super::{
    line::{Line, Lines},
    table::{BEGINNINGS, Becomes, CREATION, Section},
};
use crate::{
    formats::{ReadError, Source, packed::Growing, quoted},
    model::{Payload, Place, Text},
};

/// A document in its JSON form: one line for each section.
pub(super) struct Translated {
    pub(super) json: Payload,
    /// The lines of the document in which the sections begin.
    lines: Vec<u64>,
}

impl Translated {
    /// The line of the document in which the section begins that stands in a line of the JSON text.
    pub(super) fn line_of(&self, line: u64) -> u64 {
        let index = usize::try_from(line).unwrap_or(usize::MAX).saturating_sub(1);
        self.lines.get(index).copied().unwrap_or(1)
    }
}

/// The JSON form of a tag-value document.
pub(super) fn to_json(source: &Source<'_>) -> Result<Translated, ReadError> {
    let mut translation = Translation::of(source);
    let mut lines = Lines::of(source)?;
    while let Some(line) = lines.next()? {
        translation.line(&line)?;
    }
    translation.end_section()?;
    translation.end_package()?;
    translation.whole()
}

/// The members of an object: keys with values in JSON, and keys with lists of such values.
#[derive(Default)]
struct Members {
    line: u64,
    values: BTreeMap<&'static str, String>,
    lists: BTreeMap<&'static str, Vec<String>>,
}

struct Translation<'a> {
    source: Source<'a>,
    document: Members,
    creation: Members,
    /// Finished sections, by the key of their list.
    finished: BTreeMap<&'static str, Finished>,
    section: Section,
    /// The section that lines go to, unless it is that of the document.
    open: Members,
    /// The package to which the files that follow belong.
    package: Option<Members>,
}

/// A list of finished sections, each in a line of its own, with the lines of the document where they begin.
struct Finished {
    json: Growing,
    lines: Vec<u64>,
}

impl<'a> Translation<'a> {
    fn of(source: &Source<'a>) -> Self {
        Self {
            source: *source,
            document: Members::default(),
            creation: Members::default(),
            finished: BTreeMap::new(),
            section: Section::Document,
            open: Members::default(),
            package: None,
        }
    }

    fn line(&mut self, line: &Line<'_>) -> Result<(), ReadError> {
        if let Some((_, section)) = BEGINNINGS.iter().find(|(tag, _)| *tag == line.tag) {
            self.end_section()?;
            if *section == Section::Package {
                self.end_package()?;
            }
            self.section = *section;
            self.open = Members { line: line.number, ..Members::default() };
        }
        let creation = CREATION.iter().find(|(tag, ..)| *tag == line.tag);
        if let Some((_, key, becomes)) = creation {
            return self.creation.add(line, key, *becomes);
        }
        // What is about the document may stand behind the sections as well.
        let meaning = self.section.meaning(line.tag).map(|meaning| (meaning, false));
        let meaning = meaning.or_else(|| Section::Document.meaning(line.tag).map(|meaning| (meaning, true)));
        let Some(((key, becomes), is_about_document)) = meaning else { return Err(no_such_tag(line)) };
        match becomes {
            Becomes::Nothing => Ok(()),
            Becomes::Relationship => self.relationship(line),
            Becomes::RelationshipComment if self.finished.contains_key(key) => Ok(()),
            _ if is_about_document || self.section == Section::Document => self.document.add(line, key, becomes),
            _ => self.open.add(line, key, becomes),
        }
    }

    fn relationship(&mut self, line: &Line<'_>) -> Result<(), ReadError> {
        let words: Vec<&str> = line.value.split_whitespace().collect();
        let [from, kind, to] = words.as_slice() else {
            return Err(fault(
                line,
                "a relationship is an element, a type and an element",
                "eine Beziehung besteht aus Element, Typ und Element",
            ));
        };
        let json = format!(
            "{{\"spdxElementId\":{},\"relationshipType\":{},\"relatedSpdxElement\":{}}}",
            json(from),
            json(kind),
            json(to)
        );
        self.finish("relationships", line.number, &json)
    }

    /// Adds a section to a list.
    fn finish(&mut self, list: &'static str, line: u64, json: &str) -> Result<(), ReadError> {
        let new = || Finished { json: Growing::of(&self.source), lines: Vec::new() };
        let finished = self.finished.entry(list).or_insert_with(new);
        finished.json.write(if finished.lines.is_empty() { "\n" } else { ",\n" })?;
        finished.json.write(json)?;
        finished.lines.push(line);
        Ok(())
    }

    /// Closes the section that lines go to. A package stays open for the files that follow it.
    fn end_section(&mut self) -> Result<(), ReadError> {
        let members = std::mem::take(&mut self.open);
        let list = self.section.list();
        match self.section {
            Section::Package => self.package = Some(members),
            _ if list.is_empty() => {}
            section => {
                let id = members.values.get("SPDXID");
                if let (Section::File, Some(package), Some(id)) = (section, &mut self.package, id) {
                    package.lists.entry("hasFiles").or_default().push(id.clone());
                }
                self.finish(list, members.line, &members.object())?;
            }
        }
        self.section = Section::Document;
        Ok(())
    }

    fn end_package(&mut self) -> Result<(), ReadError> {
        match self.package.take() {
            Some(package) => self.finish(Section::Package.list(), package.line, &package.object()),
            None => Ok(()),
        }
    }

    fn whole(self) -> Result<Translated, ReadError> {
        let mut lines = vec![1];
        let mut begin = self.document.object();
        begin.pop();
        // Without a creator and a time there is nothing to say; the rules ask for it.
        if !(self.creation.values.is_empty() && self.creation.lists.is_empty()) {
            let separator = if begin.len() > 1 { "," } else { "" };
            begin.push_str(&format!("{separator}\"creationInfo\":{}", self.creation.object()));
        }
        let mut separator = if begin.len() > 1 { "," } else { "" };
        let mut json = Growing::of(&self.source);
        json.write(&begin)?;
        for (key, finished) in self.finished {
            json.write(&format!("{separator}{}:[", to_string(key).unwrap_or_default()))?;
            json.append(finished.json)?;
            json.write("]")?;
            lines.extend(finished.lines);
            separator = ",";
        }
        json.write("}")?;
        Ok(Translated { json: json.payload()?, lines })
    }
}

impl Members {
    fn add(&mut self, line: &Line<'_>, key: &'static str, becomes: Becomes) -> Result<(), ReadError> {
        let value = match becomes {
            Becomes::Flag if matches!(line.value, "true" | "false") => line.value.to_owned(),
            Becomes::Checksum => checksum(line, line.value)?,
            Becomes::Reference => reference(line)?,
            Becomes::VerificationCode => verification_code(line),
            Becomes::ExternalDocument => external_document(line)?,
            Becomes::ReferenceComment | Becomes::RelationshipComment => return self.comment(line, key),
            _ => json(line.value),
        };
        match becomes {
            Becomes::Texts | Becomes::Checksum | Becomes::Reference | Becomes::ExternalDocument => {
                self.lists.entry(key).or_default().push(value);
            }
            _ if self.values.insert(key, value).is_some() => {
                let tag = quoted(line.tag.as_bytes());
                return Err(fault(
                    line,
                    &format!("the tag {tag} stands twice"),
                    &format!("das Tag {tag} steht doppelt"),
                ));
            }
            _ => {}
        }
        Ok(())
    }

    /// A comment has to follow what it is about.
    fn comment(&self, line: &Line<'_>, key: &str) -> Result<(), ReadError> {
        if self.lists.contains_key(key) {
            return Ok(());
        }
        Err(fault(line, "the comment is about nothing", "der Kommentar bezieht sich auf nichts"))
    }

    fn object(self) -> String {
        let lists = self.lists.into_iter().map(|(key, values)| (key, format!("[{}]", values.join(","))));
        let members = self.values.into_iter().chain(lists);
        let members: Vec<String> = members.map(|(key, value)| format!("{}:{value}", json(key))).collect();
        format!("{{{}}}", members.join(","))
    }
}

fn json(text: &str) -> String {
    to_string(text).unwrap_or_default()
}

fn checksum(line: &Line<'_>, text: &str) -> Result<String, ReadError> {
    let Some((algorithm, value)) = text.split_once(':') else {
        return Err(fault(
            line,
            "a checksum is an algorithm, a colon and a value",
            "eine Prüfsumme besteht aus Algorithmus, Doppelpunkt und Wert",
        ));
    };
    let (algorithm, value) = (json(algorithm.trim()), json(value.trim()));
    Ok(format!("{{\"algorithm\":{algorithm},\"checksumValue\":{value}}}"))
}

fn reference(line: &Line<'_>) -> Result<String, ReadError> {
    let words: Vec<&str> = line.value.split_whitespace().collect();
    let [category, kind, locator] = words.as_slice() else {
        return Err(fault(
            line,
            "an external reference is a category, a type and a locator",
            "ein externer Verweis besteht aus Kategorie, Typ und Ort",
        ));
    };
    let (category, kind, locator) = (json(category), json(kind), json(locator));
    Ok(format!("{{\"referenceCategory\":{category},\"referenceType\":{kind},\"referenceLocator\":{locator}}}"))
}

fn verification_code(line: &Line<'_>) -> String {
    let code = line.value.split('(').next().unwrap_or_default().trim();
    format!("{{\"packageVerificationCodeValue\":{}}}", json(code))
}

fn external_document(line: &Line<'_>) -> Result<String, ReadError> {
    let mut words = line.value.splitn(3, char::is_whitespace).map(str::trim);
    let (Some(id), Some(document), Some(hash)) = (words.next(), words.next(), words.next()) else {
        return Err(fault(
            line,
            "a reference to a document is an identifier, a namespace and a checksum",
            "ein Verweis auf ein Dokument besteht aus Kennung, Namensraum und Prüfsumme",
        ));
    };
    let (id, document, hash) = (json(id), json(document), checksum(line, hash)?);
    Ok(format!("{{\"externalDocumentId\":{id},\"spdxDocument\":{document},\"checksum\":{hash}}}"))
}

fn no_such_tag(line: &Line<'_>) -> ReadError {
    let tag = quoted(line.tag.as_bytes());
    fault(
        line,
        &format!("{tag} is no tag that SPDX 2.3 has in this place"),
        &format!("{tag} ist kein Tag, das SPDX 2.3 an dieser Stelle kennt"),
    )
}

fn fault(line: &Line<'_>, en: &str, de: &str) -> ReadError {
    ReadError::new(Place::Line(line.number), Text::new(en, de))
}
